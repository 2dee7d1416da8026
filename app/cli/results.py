"""results import, summary, runs, revert; check."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.cli.groups import command, group, opened
from app.cli.output import Output


def add(commands: Any) -> None:
    actions = group(commands, "results", "результаты оценочных процедур")
    importing = command(actions, "import", run_import, "загрузить файлы или папку загрузок (формат узнаётся по содержанию)")
    importing.add_argument("files", nargs="+", type=Path, metavar="ФАЙЛ")
    importing.add_argument("--dry-run", action="store_true", help="только показать, что изменится")
    importing.add_argument("--create-schools", action="store_true", help="создать школы, которых нет в базе")
    importing.add_argument("--year", type=int, metavar="ГОД")
    importing.add_argument("--grade", type=int, metavar="КЛАСС")
    importing.add_argument("--subject", metavar="ПРЕДМЕТ")
    importing.add_argument("--hidden", action="store_true", help="загрузить и скрытые строки файла")
    command(actions, "summary", run_summary, "сводка по процедурам")
    command(actions, "runs", run_runs, "загрузки по порядку")
    revert = command(actions, "revert", run_revert, "отменить загрузку")
    revert.add_argument("id", type=int, metavar="№")
    listing = command(actions, "markers", run_markers, "выгрузить ежегодный список школ с признаками (.xlsx, .csv)")
    listing.add_argument("out", type=Path, metavar="ФАЙЛ")
    listing.add_argument("--year", type=int, metavar="ГОД")
    listing.add_argument("--own", action="store_true", help="признаки, которые посчитала программа, а не загруженный список")
    check = command(commands, "check", run_check, "проверка объективности: признаки школ и официальные признаки")
    check.add_argument("--year", type=int, metavar="ГОД")
    check.add_argument("--reference", choices=("region", "municipality", "auto"), default="auto")


def run_import(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.imports.folder import import_files, report_json
    from app.services.imports.rows import ImportOptions

    options = ImportOptions(
        year=arguments.year,
        grade=arguments.grade,
        subject=arguments.subject,
        create_schools=arguments.create_schools,
        include_hidden=True if arguments.hidden else None,
    )
    with opened(arguments) as ctx:
        report = import_files(ctx, arguments.files, options, dry_run=arguments.dry_run, progress=output.progress())
    lines = []
    for file in report.files:
        if file.layout:
            lines.append(
                f"{file.path.name}: {file.procedure}; строк {file.rows}, участников {file.participants}, "
                f"отсутствовали {file.absent}, "
                f"отклонено {file.refused}; новых {file.new}, изменено {file.changed}, без изменений {file.same}"
            )
        else:
            lines.append(f"{file.path.name}: не загружен")
    output.emit(report_json(report), lines)
    for file in report.files:
        output.problems(file.problems)
    return 1 if report.has_problems else 0


def run_summary(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.results.queries import results_summary

    with opened(arguments) as ctx:
        rows = results_summary(ctx)
    output.emit([asdict(row) for row in rows], [f"{row.title}: участников {row.participants}" for row in rows])
    return 0


def run_runs(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.results.queries import list_import_runs

    with opened(arguments) as ctx:
        rows = list_import_runs(ctx)
    output.emit(
        [asdict(row) for row in rows],
        [f"{row.id}. {row.created_at:%d.%m.%Y %H:%M} {row.file_name}{' — отменена' if row.reverted_at else ''}" for row in rows],
    )
    return 0


def run_revert(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.imports.revert import revert_import

    with opened(arguments) as ctx:
        changes = revert_import(ctx, arguments.id)
    output.emit({"reverted": arguments.id}, [changes.message])
    return 0


def run_markers(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.marker_lists.queries import export_marker_list

    with opened(arguments) as ctx:
        done = export_marker_list(ctx, arguments.out, arguments.year, "own" if arguments.own else "listed")
    output.emit({"path": str(done.path), "rows": done.rows}, [f"Записано строк: {done.rows}."])
    return 0


def run_check(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.checks.queries import run_check as official
    from app.services.checks.report import markers_json
    from app.services.checks.rows import MARKER_NAMES
    from app.services.findings.computing import compute_findings
    from app.services.findings.report import cell_json, live_rows
    from app.services.findings.words import rarity

    with opened(arguments) as ctx:
        computed = compute_findings(ctx, output.progress(), arguments.reference)
        rows = live_rows(ctx, computed, arguments.year)
        report = official(ctx, arguments.year, arguments.reference)
    compared = f"Сравнено: {computed.reference}." if computed.reference else ""
    notes = [note for note in (compared, *computed.notes, *report.notes) if note]
    lines = [
        f"{row.school}, {row.subject} {row.grade} класс, {row.year}: повод для перепроверки, n = {row.n}, {rarity(row.p)}"
        for row in rows
        if row.flagged
    ]
    lines += [
        f"{row.school}, {row.subject} {row.grade} класс, {row.year}: {MARKER_NAMES[row.code].lower()}, n = {row.n}"
        + (" (мало данных)" if row.little_data else "")
        for row in report.markers
    ]
    cells = [cell_json(row) for row in rows]
    output.emit({"cells": cells, "markers": markers_json(report.markers), "notes": notes}, [*lines, *notes])
    return 0
