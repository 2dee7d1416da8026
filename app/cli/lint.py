"""roadmap lint, document lint: what a careful reader would stop at."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.groups import command
from app.cli.output import Output
from app.services.text_ru import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.lint.rows import Remark

_LEVELS = {"error": "ошибка", "warning": "предупреждение", "info": "заметка"}


def add_lint(actions: Any, run: Any, help: str) -> None:
    lint = command(actions, "lint", run, help)
    lint.add_argument("id", type=int, metavar="№")
    lint.add_argument("--all", action="store_true", help="показать и отклонённые замечания")


def show_remarks(found: Sequence[Remark], arguments: argparse.Namespace, output: Output) -> int:
    """One entry a remark; exit code 1 when an error is open. Dismissed ones only with --all."""
    shown = [remark for remark in found if remark.is_open or arguments.all]
    dismissed = sum(not remark.is_open for remark in found)
    lines = [line for remark in shown for line in _lines(remark)] or ["Замечаний нет."]
    if dismissed and not arguments.all:
        lines.append(f"Отклонено: {counted(dismissed, 'замечание', 'замечания', 'замечаний')} (показать: --all).")
    output.emit([_json(remark) for remark in shown], lines)
    return 1 if any(remark.severity == "error" and remark.is_open for remark in found) else 0


def _json(remark: Remark) -> dict[str, Any]:
    """`item`: printed number of the first item it is about, empty for the paper as a whole; `text` stands on its own."""
    finding = remark.finding
    return {
        "severity": finding.severity,
        "code": finding.code,
        "item": next((spot.number for spot in finding.spots if spot.line is not None), ""),
        "text": finding.text,
        "place": finding.place,
        "items": [spot.number for spot in finding.spots if spot.line is not None],
        "title": remark.title,
        "why": finding.why,
        "todo": finding.todo,
        "dismissed": remark.dismissal.reason if remark.dismissal else None,
    }


def _lines(remark: Remark) -> list[str]:
    finding = remark.finding
    level = f"отклонено ({remark.dismissal.reason})" if remark.dismissal else _LEVELS[finding.severity]
    return [f"{level}: {finding.place}: {finding.text}", f"    {finding.todo}"]
