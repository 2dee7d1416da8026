"""roadmap list, import, export, lint, print, rollover, derive, versions, report, timeline."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.groups import command, group, opened
from app.cli.lint import add_lint, show_remarks
from app.cli.output import Output, has_errors, problem_json
from app.cli.roadmap_life import add_life
from app.cli.roadmap_print import add_print
from app.cli.roadmap_report import add_report


def add(commands: Any) -> None:
    actions = group(commands, "roadmap", "дорожные карты")
    command(actions, "list", run_list, "список дорожных карт")
    importing = command(actions, "import", run_import, "прочитать дорожную карту из Word или Excel")
    importing.add_argument("file", type=Path, metavar="ФАЙЛ")
    export = command(actions, "export", run_export, "дорожная карта как данные")
    export.add_argument("id", type=int, metavar="№")
    add_lint(actions, run_lint, "проверить дорожную карту")
    add_print(actions)
    add_life(actions)
    add_report(actions)


def run_list(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.roadmaps.queries import list_roadmaps

    with opened(arguments) as ctx:
        rows = list_roadmaps(ctx)
    output.emit([asdict(row) for row in rows], [f"{row.id}. {row.title} — пунктов: {row.items}" for row in rows])
    return 0


def run_import(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.roadmaps.commands import create_roadmap
    from app.services.roadmaps.importing import preview_roadmap

    preview = preview_roadmap(arguments.file)
    with opened(arguments) as ctx:
        changes = create_roadmap(ctx, preview.tree)
    sections, items = len(preview.tree.sections), preview.tree.item_count
    output.emit(
        {"id": changes.value, "sections": sections, "items": items, "problems": [problem_json(p) for p in preview.problems]},
        [f"{changes.message} № {changes.value}: разделов {sections}, пунктов {items}."],
    )
    output.problems(preview.problems)
    return 1 if has_errors(preview.problems) else 0


def run_export(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.roadmaps.queries import get_roadmap
    from app.services.roadmaps.rules import export_json

    with opened(arguments) as ctx:
        tree = get_roadmap(ctx, arguments.id)
    lines = [tree.title]
    for section in tree.sections:
        lines.append(f"{section.number} {section.title}".strip())
        lines += [f"  {line.number} {line.text} — {line.deadline}".rstrip(" —") for line in section.lines]
    output.emit(export_json(tree), lines)
    return 0


def run_lint(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.lint.queries import remarks

    with opened(arguments) as ctx:
        return show_remarks(remarks(ctx, arguments.id), arguments, output)
