"""calendar schedule import, list, show, export, blank: the unified schedules of schools."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli import schedule_check
from app.cli.groups import command, group, opened
from app.cli.output import Output, has_errors, problem_json
from app.cli.schools import school_of
from app.services.errors import UserError
from app.services.text_ru import counted, short_date

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.school_schedule.rows import Schedule


def add_to(actions: Any) -> None:
    """To the group `calendar`."""
    schedules = group(actions, "schedule", "единые графики оценочных процедур школ")
    schedule_check.add_to(schedules)
    importing = command(schedules, "import", run_import, "загрузить график школы из её книги")
    importing.add_argument("file", type=Path, metavar="ФАЙЛ")
    importing.add_argument("--school", metavar="ШКОЛА", help="логин, код или наименование; иначе как сказано в файле")
    importing.add_argument("--year", type=int, metavar="ГОД", help="в каком году начинается учебный год")
    importing.add_argument("--hidden", action="store_true", help="прочитать и скрытые листы и строки")
    importing.add_argument("--dry-run", action="store_true", help="только показать, что изменится")
    listing = command(schedules, "list", run_list, "кто из школ прислал график")
    show = command(schedules, "show", run_show, "график школы")
    export = command(schedules, "export", run_export, "выгрузить график школы в Excel")
    blank = command(schedules, "blank", run_blank, "пустой бланк графика для школы")
    for parser in (show, export, blank):
        parser.add_argument("--school", required=True, metavar="ШКОЛА", help="логин, код или наименование")
    for parser in (listing, show, export, blank):
        parser.add_argument("--year", type=int, metavar="ГОД", help="в каком году начинается учебный год; без него – текущий")
    for parser in (export, blank):
        parser.add_argument("--form", choices=("days", "weeks"), default="weeks", help="по дням или по учебным неделям")
        parser.add_argument("--out", type=Path, required=True, metavar="ФАЙЛ")


def run_import(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.imports.commit import commit_import
    from app.services.imports.preview import build_preview
    from app.services.imports.rows import ImportOptions

    with opened(arguments) as ctx:
        school = school_of(ctx, arguments.school) if arguments.school else None
        options = ImportOptions(year=arguments.year, organisation_id=school, include_hidden=arguments.hidden or None)
        preview = build_preview(ctx, arguments.file, options, output.progress())
        read = preview.read.schedule
        if read is None:
            raise UserError(
                f"Файл «{arguments.file.name}» — не график школы: {preview.layout_title}.", "Загрузите его: results import."
            )
        run = None
        if not arguments.dry_run and preview.can_commit:
            run = commit_import(ctx, preview).value
        elif not arguments.dry_run and preview.missing:
            output.problems(preview.problems)
            raise UserError(
                f"Файл «{arguments.file.name}» не загружен, не хватает сведений: {', '.join(preview.missing)}.",
                "Добавьте --school и --year.",
            )
    document = {
        "title": preview.title, "school_year": preview.year, "form": read.form, "new": preview.new, "same": preview.same,
        "changed": preview.changed, "hours": len(read.hours), "cells": read.grid_cells, "read": read.entry_cells,
        "unread": list(read.unread), "run": run, "problems": [problem_json(problem) for problem in preview.problems],
    }  # fmt: skip
    cells = counted(read.grid_cells, "ячейка", "ячейки", "ячеек")
    lines = [
        f"{preview.title}: новых {preview.new}, без изменений {preview.same}, заменяется {preview.changed}.",
        f"В таблицах {cells}: прочитано {read.entry_cells}, с замечаниями и пропущено {read.problem_cells}.",
        "Загружено." if run else "Ничего не записано." if arguments.dry_run else "В базе уже всё так, как в файле.",
    ]
    output.emit(document, lines)
    output.problems(preview.problems)
    return 1 if has_errors(preview.problems) else 0


def run_list(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.school_schedule.queries import list_schools

    with opened(arguments) as ctx:
        rows = list_schools(ctx, _year(ctx, arguments))
    lines = [
        f"{row.name}: "
        + (
            f"получен {short_date(row.received_on) if row.received_on else ''}, "
            f"{counted(row.entries, 'процедура', 'процедуры', 'процедур')}, {counted(row.classes, 'класс', 'класса', 'классов')}"
            if row.schedule_id is not None
            else "не прислан"
        )
        for row in rows
    ]
    output.emit([asdict(row) for row in rows], lines or ["Школ в базе нет."])
    return 0


def run_show(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.school_schedule.export import entry_words

    with opened(arguments) as ctx:
        found = _schedule(ctx, arguments)
    if not found.id:
        raise UserError("График этой школы за этот год не загружен.", "Загрузите его: calendar schedule import.")
    lines = [f"{found.organisation_name}, {found.school_year}/{found.school_year + 1}"]
    for entry in sorted(found.entries, key=lambda one: (one.held_on or date.max, one.week or 0, one.grade, one.class_label)):
        when = short_date(entry.held_on) if entry.held_on else f"неделя {entry.week}" if entry.week else "без даты"
        lines.append(f"  {when}  {entry.where}: {entry_words(entry, True)}")
    output.emit(asdict(found), lines)
    return 0


def run_export(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.school_schedule.export import write_schedule

    with opened(arguments) as ctx:
        found = _schedule(ctx, arguments)
    if not found.id:
        raise UserError("График этой школы за этот год не загружен.", "Пустой бланк: calendar schedule blank.")
    path = write_schedule(arguments.out, found, arguments.form)
    output.emit({"path": str(path), "entries": len(found.entries)}, [f"Записано: {path}"])
    return 0


def run_blank(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.school_schedule.export import write_blank

    with opened(arguments) as ctx:
        found = _schedule(ctx, arguments)
    path = write_blank(arguments.out, found, arguments.form)
    output.emit({"path": str(path)}, [f"Записано: {path}"])
    return 0


def _schedule(ctx: Context, arguments: argparse.Namespace) -> Schedule:
    """The stored schedule, or an empty one of the school (id 0)."""
    from app.services.school_schedule.queries import schedule_or_empty

    return schedule_or_empty(ctx, school_of(ctx, arguments.school), _year(ctx, arguments))


def _year(ctx: Context, arguments: argparse.Namespace) -> int:
    """The school year told, else the present one."""
    if arguments.year:
        return int(arguments.year)
    today = ctx.clock().date()
    return today.year if today.month >= 8 else today.year - 1
