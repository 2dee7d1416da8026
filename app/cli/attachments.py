"""attachments list, clean: files that are proof of what was done."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from app.cli.groups import command, group, opened
from app.cli.output import Output


def add(commands: Any) -> None:
    actions = group(commands, "attachments", "приложенные файлы")
    command(actions, "list", run_list, "какие файлы приложены и каких нет на месте")
    command(actions, "clean", run_clean, "удалить из папки вложений файлы, которые не нужны ни базе, ни её копиям")


def run_list(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.attachments.queries import list_attachments

    with opened(arguments) as ctx:
        rows = list_attachments(ctx)
    output.emit(
        [asdict(row) for row in rows], [f"{row.id}. {row.name}{' — файла нет на месте' if row.missing else ''}" for row in rows]
    )
    return 1 if any(row.missing and row.used for row in rows) else 0


def run_clean(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.safety.commands import clean_attachments

    with opened(arguments) as ctx:
        changes = clean_attachments(ctx)
    output.emit({"deleted": changes.value}, [changes.message])
    return 0
