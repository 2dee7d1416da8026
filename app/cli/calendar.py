"""calendar list, plan, move, rollover, breaks: the plan of procedures."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli import calendar_export, school_schedules
from app.cli.groups import command, group, opened
from app.cli.output import Output, has_errors, problem_json
from app.services.text_ru import counted, short_date

if TYPE_CHECKING:
    from app.services.plan.rows import MovePreview, PlanRow, WindowsPreview

_YEAR = "учебный год, например 2026/2027"


def add(commands: Any) -> None:
    actions = group(commands, "calendar", "календарь оценочных процедур")
    listing = command(actions, "list", run_list, "процедуры учебного года: сроки, состояние, сколько школ выбрали дни")
    listing.add_argument("--year", metavar="ГОД", help=_YEAR)
    listing.add_argument("--id", type=int, metavar="№", help="одна процедура: дни школ и замечания к ним")
    plans = group(actions, "plan", "план процедур")
    importing = command(plans, "import", run_import, "загрузить сроки из таблицы или из пакета JSON")
    importing.add_argument("file", nargs="?", type=Path, metavar="ФАЙЛ")
    importing.add_argument("--vpr", type=int, metavar="ГОД", help="вместо файла – сроки ВПР этого года из программы")
    importing.add_argument("--dry-run", action="store_true", help="только показать, что изменится")
    move = command(actions, "move", run_move, "перенести сроки процедуры и всё, что от них зависит")
    move.add_argument("id", type=int, metavar="№")
    move.add_argument("--start", type=date.fromisoformat, required=True, metavar="ГГГГ-ММ-ДД", help="первый день")
    move.add_argument("--end", type=date.fromisoformat, metavar="ГГГГ-ММ-ДД", help="последний день")
    days = move.add_mutually_exclusive_group()
    days.add_argument("--shift-schools", action="store_true", help="сдвинуть и дни, выбранные школами")
    days.add_argument("--keep-schools", action="store_true", help="дни, выбранные школами, не сдвигать")
    move.add_argument("--dry-run", action="store_true", help="только показать, что изменится")
    school_schedules.add_to(actions)
    calendar_export.add_to(actions, _YEAR)
    rolling = command(actions, "rollover", run_rollover, "перенести план на следующий учебный год; даты ждут подтверждения")
    rolling.add_argument("--year", required=True, metavar="ГОД", help=f"с какого года: {_YEAR}")
    rolling.add_argument("--dry-run", action="store_true", help="только показать, что появится")


def run_list(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.plan.queries import get_plan, list_plan, plan_schools

    with opened(arguments) as ctx:
        if arguments.id is None:
            rows = list_plan(ctx, school_year(arguments.year))
            output.emit([asdict(row) for row in rows], [_line(row) for row in rows] or ["Процедур нет."])
            return 0
        row, schools = get_plan(ctx, arguments.id), plan_schools(ctx, arguments.id)
    if row is None:
        from app.services.errors import UserError

        raise UserError(f"Процедуры № {arguments.id} в базе нет.", "Посмотрите список: calendar list.")
    lines = [_line(row)]
    for school in schools:
        chosen = ", ".join(f"{slot.class_label or 'параллель'} {short_date(slot.held_on)}" for slot in school.slots)
        lines.append(f"  {school.name}: {chosen or _status(school.status)}")
        lines += [f"    ! {remark.text}" for remark in school.remarks]
    output.emit({**asdict(row), "by_school": [asdict(school) for school in schools]}, lines)
    return 1 if any(school.remarks for school in schools) else 0


def run_import(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.errors import UserError
    from app.services.plan.packages import import_windows, preview_shipped, preview_windows

    if (arguments.file is None) == (arguments.vpr is None):
        raise UserError("Укажите что-то одно: файл или --vpr и год.", "Например: calendar plan import --vpr 2026.")
    with opened(arguments) as ctx:
        preview = preview_windows(ctx, arguments.file) if arguments.file else preview_shipped(ctx, arguments.vpr)
        said = "" if arguments.dry_run else import_windows(ctx, preview).message
    output.emit(_package_json(preview), [*_package_lines(preview), *([said] if said else [])])
    output.problems(preview.problems)
    return 1 if has_errors(preview.problems) else 0


def run_move(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.plan.moving import move_window, preview_move

    shift = True if arguments.shift_schools else False if arguments.keep_schools else None
    with opened(arguments) as ctx:
        preview = preview_move(ctx, arguments.id, arguments.start, arguments.end, shift_slots=shift)
        said = "" if arguments.dry_run else move_window(ctx, preview).message
    output.emit(
        {
            "id": preview.procedure_id,
            "title": preview.title,
            "before": preview.before,
            "after": preview.after,
            "changes": [asdict(one) for one in preview.hanging],
            "problems": [problem_json(one) for one in preview.problems],
            "done": bool(said),
        },
        [*_move_lines(preview), *([said] if said else [])],
    )
    output.problems(preview.problems)
    return 1 if any(one.warning for one in preview.hanging) or preview.problems else 0


def run_rollover(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.plan.rollover import preview_rollover, roll_over

    with opened(arguments) as ctx:
        lines = preview_rollover(ctx, school_year(arguments.year) or "")
        said = "" if arguments.dry_run else roll_over(ctx, lines).message
    output.emit(
        [{"title": one.title, "before": one.before, "after": one.after, "exists": one.exists} for one in lines],
        [
            *(f"{_span(one.after)}  {one.title}{' (уже есть)' if one.exists else ''}" for one in lines),
            *([said] if said else []),
        ],
    )
    return 0


# --- words ------------------------------------------------------------------------------------------------------------


def school_year(said: str | None) -> str | None:
    """«2026», «2026/2027», «2026-27» → «2026/2027»."""
    from app.services.errors import UserError

    if said is None:
        return None
    first = said.strip()[:4]
    if not first.isdigit() or not 2000 <= int(first) <= 2099:
        raise UserError(f"Учебный год «{said}» не понят.", "Напишите, например, 2026/2027.")
    return f"{first}/{int(first) + 1}"


def _span(window: tuple[date | None, date | None]) -> str:
    first, last = window
    if first is None:
        return "даты неизвестны      "
    return f"{short_date(first)}–{short_date(last or first)}"


def _status(status: str) -> str:
    from app.services.plan.rows import SCHOOL_STATUSES

    return SCHOOL_STATUSES[status]


def _line(row: PlanRow) -> str:
    from app.services.plan.rows import LEVEL_LETTERS, STATUSES

    chosen = f"; дни выбрали {row.schools_chosen} из {row.schools_expected} школ" if row.schools_expected else ""
    waits = "" if row.is_confirmed else "; даты не подтверждены"
    head = f"{row.procedure_id:>5}  {_span((row.starts_on, row.ends_on))}  {LEVEL_LETTERS[row.level]}  {row.title}"
    return f"{head}: {STATUSES[row.status]}{chosen}{waits}"


def _package_json(preview: WindowsPreview) -> dict[str, Any]:
    return {
        "source": preview.source,
        "basis": preview.basis,
        "lines": [{"title": line.title, "state": line.state, **asdict(line.draft)} for line in preview.lines],
        "problems": [problem_json(one) for one in preview.problems],
    }


def _package_lines(preview: WindowsPreview) -> list[str]:
    from app.services.plan.rows import WINDOW_STATES

    return [
        f"{_span((line.draft.starts_on, line.draft.ends_on))}  {line.title}: {WINDOW_STATES[line.state]}"
        for line in preview.lines
    ]


def _move_lines(preview: MovePreview) -> list[str]:
    from app.services.plan.rows import HANGING

    lines = [f"{preview.title}: {_span(preview.before)} → {_span(preview.after)}"]
    for kind, words in HANGING.items():
        found = preview.of(kind)  # type: ignore[arg-type]
        if found:
            lines.append(f"{words}: {counted(len(found), 'строка', 'строки', 'строк')}")
        for one in found:
            days = " → ".join(short_date(day) if day else "нет" for day in (one.before, one.after))
            lines.append(f"  {one.title}, {one.what}: {days if one.moves else days.split(' ')[0]}")
            if one.warning:
                lines.append(f"    ! {one.warning}")
    return lines
