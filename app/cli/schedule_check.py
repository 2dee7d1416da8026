"""calendar schedule check, repair: limits of the schools' schedules and the program's own proposal."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from app.cli.groups import command, opened
from app.cli.output import Output
from app.cli.schools import school_of
from app.services.errors import UserError

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.school_schedule.findings import Finding


def add_to(schedules: Any) -> None:
    """To the group `calendar schedule`."""
    check = command(schedules, "check", run_check, "проверить графики: 10 % часов, 17 дней, одна в день…")
    check.add_argument("--school", metavar="ШКОЛА", help="логин, код или наименование; без него – сводка по всем школам")
    repair = command(schedules, "repair", run_repair, "исправить график школы так, чтобы пределы соблюдались")
    repair.add_argument("--school", required=True, metavar="ШКОЛА", help="логин, код или наименование")
    repair.add_argument("--dry-run", action="store_true", help="только показать, что изменится")
    for parser in (check, repair):
        parser.add_argument("--year", type=int, metavar="ГОД", help="в каком году начинается учебный год; без него – текущий")


def run_check(arguments: argparse.Namespace, output: Output) -> int:
    """1 where a schedule does not correspond to the ФОП."""
    from app.services.school_schedule.checked import district_page, school_page
    from app.services.school_schedule.findings import SEVERITIES

    with opened(arguments) as ctx:
        year = _year(ctx, arguments)
        if arguments.school:
            page = school_page(ctx, school_of(ctx, arguments.school), year)
            if not page.schedule.id:
                raise UserError("График этой школы за этот год не загружен.", "Загрузите его: calendar schedule import.")
            lines = [f"{SEVERITIES[one.severity]}: {one.text} {one.todo}" for one in page.findings]
            output.emit([_json(one) for one in page.findings], lines or ["Замечаний нет."])
            return int(any(one.severity == "binding" for one in page.findings))
        district = district_page(ctx, year)
    lines = []
    for one in district.schools:
        if one.counts is None:
            lines.append(f"{one.line.name}: не прислан")
            continue
        parts = (f"{words}: {getattr(one.counts, key)}" for key, words in SEVERITIES.items() if getattr(one.counts, key))
        lines.append(f"{one.line.name}: {', '.join(parts) or 'замечаний нет'}")
    document = [
        {"organisation_id": one.line.organisation_id, "name": one.line.name, "counts": one.counts and asdict(one.counts)}
        for one in district.schools
    ]
    output.emit(document, lines or ["Школ в базе нет."])
    return int(any(one.counts is not None and one.counts.binding for one in district.schools))


def run_repair(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.school_schedule.check_commands import apply_changes
    from app.services.school_schedule.checked import school_page
    from app.services.school_schedule.proposal import changes_words, propose
    from app.services.school_schedule.rules import entry_words

    with opened(arguments) as ctx:
        year, school = _year(ctx, arguments), school_of(ctx, arguments.school)
        page = school_page(ctx, school, year)
        if not page.schedule.id:
            raise UserError("График этой школы за этот год не загружен.", "Загрузите его: calendar schedule import.")
        made = propose(page.schedule, page.options)
        if made.changes and not arguments.dry_run:
            apply_changes(ctx, school, year, made.changes)
    lines = [
        f"  {entry_words(one.before) if one.before else ''} → {entry_words(one.after) if one.after else 'убрать'}"
        for one in made.changes
    ]
    whole = f"Изменения: {changes_words(made.changes)}." if made.changes else "Исправлять нечего."
    document = {"moved": made.moved, "dropped": made.dropped, "left": [_json(one) for one in made.left]}
    output.emit(document, [*lines, whole, f"Остаётся замечаний: {len(made.left)}."])
    return 0


def _json(finding: Finding) -> dict[str, Any]:
    return {
        "severity": finding.severity, "code": finding.code, "text": finding.text, "todo": finding.todo, "source": finding.source,
        "classes": [label or str(grade) for grade, label in finding.classes], "subject": finding.subject,
        "entries": [one.id for one in finding.entries],
    }  # fmt: skip


def _year(ctx: Context, arguments: argparse.Namespace) -> int:
    from app.services.text_ru import school_year

    return arguments.year or int(school_year(ctx.clock().date())[:4])
