"""schools import, schools list, scales import: reference data."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.groups import command, group, opened
from app.cli.output import Output, has_errors, problem_json
from app.cli.schools import add_to


def add(commands: Any) -> None:
    schools = group(commands, "schools", "организации района")
    importing = command(schools, "import", run_import_schools, "загрузить список организаций")
    importing.add_argument("file", type=Path, metavar="ФАЙЛ")
    command(schools, "list", run_list, "список организаций")
    add_to(schools)
    scales = group(commands, "scales", "шкалы перевода баллов в отметки")
    scale_file = command(scales, "import", run_import_scales, "загрузить шкалы (CSV)")
    scale_file.add_argument("file", type=Path, metavar="ФАЙЛ")


def run_import_schools(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.organisations.commands import import_register
    from app.services.organisations.register import preview_register

    with opened(arguments) as ctx:
        preview = preview_register(ctx, arguments.file)
        changes = import_register(ctx, preview)
    output.emit(
        {"new": preview.new, "changed": preview.changed, "same": preview.same, "refused": preview.refused}
        | {"problems": [problem_json(problem) for problem in preview.problems]},
        [changes.message],
    )
    output.problems(preview.problems)
    return 1 if has_errors(preview.problems) else 0


def run_list(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.organisations.queries import list_organisations

    with opened(arguments) as ctx:
        rows = list_organisations(ctx)
    output.emit([asdict(row) for row in rows], [f"{row.login or '—':<10} {row.short_name}" for row in rows])
    return 0


def run_import_scales(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.scales.commands import import_scales

    with opened(arguments) as ctx:
        changes = import_scales(ctx, arguments.file)
    report = changes.value
    output.emit(
        {"new": report.new, "changed": report.changed, "same": report.same, "refused": report.refused}
        | {"problems": [problem_json(problem) for problem in report.problems]},
        [changes.message],
    )
    output.problems(report.problems)
    return 1 if has_errors(report.problems) else 0
