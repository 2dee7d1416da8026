"""deadlines, responsibles: phrases on stdin as a JSON list, what was understood on stdout."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date
from typing import Any

from app.cli.groups import command
from app.cli.output import Output
from app.services.errors import UserError


def add(commands: Any) -> None:
    command(commands, "deadlines", run_deadlines, "прочитать сроки: список JSON {text, context_years} на входе")
    command(commands, "responsibles", run_responsibles, "разобрать ответственных: список JSON строк на входе")


def run_deadlines(_arguments: argparse.Namespace, output: Output) -> int:
    from app.services.deadlines.reading import read_deadline, to_json
    from app.services.deadlines.words import words

    read = [read_deadline(str(one.get("text") or ""), _period(one.get("context_years"))) for one in _listed(dict)]
    output.emit([to_json(deadline) for deadline in read], [words(deadline) for deadline in read])
    return 0


def run_responsibles(_arguments: argparse.Namespace, output: Output) -> int:
    from app.services.responsibles.splitting import split_responsibles

    parties = [split_responsibles(text) for text in _listed(str)]
    output.emit(
        [[asdict(party) for party in found] for found in parties], ["; ".join(p.name for p in found) for found in parties]
    )
    return 0


def _listed(kind: type) -> list[Any]:
    """The list on stdin. Raises UserError where it is none."""
    try:
        found = json.loads(sys.stdin.buffer.read().decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as error:
        raise UserError("На входе не список JSON.", "Передайте список в UTF-8.") from error
    if not isinstance(found, list) or not all(isinstance(one, kind) for one in found):
        raise UserError("На входе не тот список.", "Нужен список JSON, как в справке команды.")
    return found


def _period(years: Any) -> tuple[date, date] | None:
    if years is None:
        return None
    try:
        first, last = (date.fromisoformat(day) for day in years)
    except (TypeError, ValueError) as error:
        raise UserError("Период context_years не понят.", 'Нужны две даты: ["2026-09-01", "2027-08-31"].') from error
    return first, last
