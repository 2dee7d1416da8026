"""contexts import, show, index: context data of schools by year."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.groups import command, group, opened
from app.cli.output import Output
from app.cli.schools import school_of
from app.services.text_ru import number


def add(commands: Any) -> None:
    actions = group(commands, "contexts", "контекстные данные школ по годам")
    importing = command(actions, "import", run_import, "загрузить контекстные данные из файла ФИС ОКО")
    importing.add_argument("files", nargs="+", type=Path, metavar="ФАЙЛ")
    importing.add_argument("--year", type=int, metavar="ГОД", help="если его нет в вопросах файла")
    importing.add_argument("--dry-run", action="store_true", help="только показать, что изменится")
    show = command(actions, "show", run_show, "контекстные данные школы")
    show.add_argument("school", metavar="ШКОЛА", help="логин, код или наименование")
    index = command(actions, "index", run_index, "индекс социального благополучия школ за год")
    index.add_argument("year", type=int, metavar="ГОД")


def run_import(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.imports.folder import import_files, report_json
    from app.services.imports.rows import ImportOptions

    with opened(arguments) as ctx:
        report = import_files(ctx, arguments.files, ImportOptions(year=arguments.year), dry_run=arguments.dry_run)
    lines = [
        f"{file.path.name}: {file.procedure}; школ {file.rows}, загружено {file.schools}: новых {file.new}, "
        f"изменено {file.changed}, без изменений {file.same}"
        if file.layout
        else f"{file.path.name}: не загружен"
        for file in report.files
    ]
    output.emit(report_json(report), lines)
    for file in report.files:
        output.problems(file.problems)
    return 1 if report.has_problems else 0


def run_show(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.contexts.queries import context_table

    with opened(arguments) as ctx:
        table = context_table(ctx, school_of(ctx, arguments.school))
    lines = [f"{'':<50} " + " ".join(f"{year:>12}" for year in table.years)] if table.years else ["Контекстных данных нет."]
    lines += [f"{line.indicator.title[:50]:<50} " + " ".join(f"{shown[:12]:>12}" for shown in line.shown) for line in table.lines]
    output.emit(asdict(table), lines)
    return 0


def run_index(arguments: argparse.Namespace, output: Output) -> int:
    """In order of the names: the index describes conditions, it ranks nobody."""
    from app.services.contexts.queries import social_indexes
    from app.services.organisations.queries import list_organisations

    with opened(arguments) as ctx:
        found = social_indexes(ctx, arguments.year)
        names = [(row, found[row.id]) for row in list_organisations(ctx, include_closed=True) if row.id in found]
    lines = [
        f"{'мало данных' if index.value is None else number(index.value, 1):>12}  {row.short_name}" for row, index in names
    ] or ["За этот год контекстных данных нет."]
    output.emit([{"organisation_id": row.id, "name": row.short_name} | asdict(index) for row, index in names], lines)
    return 0
