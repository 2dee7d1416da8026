"""schools find, card, rename, merge, close, status: the life of one school."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from app.cli.groups import command, opened
from app.cli.output import Output
from app.services.errors import UserError
from app.services.text_ru import number, short_date

if TYPE_CHECKING:
    from app.services.context import Context


def add_to(schools: Any) -> None:
    """To the group `schools`."""
    for name, run, words in (
        ("find", run_find, "какую школу значит это имя, логин или код"),
        ("card", run_card, "карточка школы"),
    ):
        command(schools, name, run, words).add_argument("school", metavar="ШКОЛА", help="логин, код или наименование")
    rename = command(schools, "rename", run_rename, "новое наименование с даты; прежнее остаётся в истории")
    rename.add_argument("school", metavar="ШКОЛА")
    rename.add_argument("name", metavar="НАИМЕНОВАНИЕ")
    merge = command(schools, "merge", run_merge, "присоединить школы к другой; результаты остаются в старых карточках")
    merge.add_argument("schools", nargs="+", metavar="ШКОЛА")
    merge.add_argument("--into", required=True, metavar="ШКОЛА", help="к какой школе присоединяют")
    close = command(schools, "close", run_close, "закрыть школу")
    close.add_argument("school", metavar="ШКОЛА")
    status = command(schools, "status", run_status, "присвоить статус: ШНОР, базовая школа, свой")
    status.add_argument("school", metavar="ШКОЛА")
    status.add_argument("status", metavar="СТАТУС")
    for parser in (rename, merge, close, status):
        parser.add_argument("--on", type=date.fromisoformat, metavar="ГГГГ-ММ-ДД", help="с какого дня (сегодня)")
        parser.add_argument("--basis", default="", metavar="ДОКУМЕНТ", help="основание: «приказ от … № …»")


def school_of(ctx: Context, said: str) -> int:
    """By login, code or name. Raises UserError that names the likest where it is not sure."""
    from app.services.organisations.identify import Directory, NameInFile

    with ctx.db.read() as session:
        directory = Directory(session)
        codes = (said,) if said.strip().isdigit() else ()
        found = directory.find(NameInFile(said if not codes else "", said if not codes else "", codes))
    if found.id is not None:
        return found.id
    alike = "; ".join(f"{one.name} ({one.login or 'без логина'}): {one.reason}" for one in found.candidates)
    raise UserError(f"Школа «{said}» не найдена.", f"Похожие: {alike}." if alike else "Посмотрите список: schools list.")


def run_find(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.organisations.queries import get_organisation

    with opened(arguments) as ctx:
        row = get_organisation(ctx, school_of(ctx, arguments.school))
    assert row is not None
    output.emit(asdict(row), [f"{row.login or '—':<10} {row.short_name}"])
    return 0


def run_card(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.card.queries import card
    from app.services.checks.rows import MARKER_NAMES
    from app.services.findings.rows import STRENGTH_WORDS

    with opened(arguments) as ctx:
        shown = card(ctx, school_of(ctx, arguments.school))
    lines = [shown.row.short_name]
    lines += [f"  {person.title}: {person.full_name}" for person in shown.people if person.is_current(shown.day)]
    lines += [f"  Статус: {one.title}" for one in shown.statuses if one.in_force(shown.day)]
    for series in shown.results:
        for point in series.points:
            shares = point.school.mark_percents
            marks = "мало данных" if shares is None else " / ".join(number(share) for share in shares)
            lines.append(f"  {point.procedure.title}: писали {point.school.participants}, «2»–«5», %: {marks}")
    lines += [
        f"  Повод для перепроверки: {one.year}, {one.subject}, {one.grade} класс — {STRENGTH_WORDS[one.strength]}"
        for one in shown.signs
    ]
    lines += [
        f"  Официальный признак: {one.year}, {one.subject}, {one.grade} класс — {MARKER_NAMES[one.code]}"
        for one in shown.findings
    ]
    lines += [f"  {short_date(one.on)}  {one.text}" for one in shown.history]
    output.emit(asdict(shown), lines)
    return 0


def run_rename(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.organisations.life_commands import rename_organisation

    with opened(arguments) as ctx:
        on = arguments.on or ctx.clock().date()
        said = rename_organisation(ctx, school_of(ctx, arguments.school), arguments.name, on=on, basis=arguments.basis)
    output.emit({"id": said.value, "message": said.message}, [said.message])
    return 0


def run_merge(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.organisations.life_commands import merge_organisations

    with opened(arguments) as ctx:
        on = arguments.on or ctx.clock().date()
        into = school_of(ctx, arguments.into)
        said = merge_organisations(ctx, [school_of(ctx, one) for one in arguments.schools], into, on=on, basis=arguments.basis)
    output.emit({"id": said.value, "message": said.message}, [said.message])
    return 0


def run_close(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.organisations.commands import close_organisation

    with opened(arguments) as ctx:
        on = arguments.on or ctx.clock().date()
        said = close_organisation(ctx, school_of(ctx, arguments.school), on, arguments.basis)
    output.emit({"id": said.value, "message": said.message}, [said.message])
    return 0


def run_status(arguments: argparse.Namespace, output: Output) -> int:
    from app.services.statuses.commands import save_status
    from app.services.statuses.rows import StatusRow

    with opened(arguments) as ctx:
        on = arguments.on or ctx.clock().date()
        row = StatusRow(None, school_of(ctx, arguments.school), arguments.status, on, basis=arguments.basis)
        said = save_status(ctx, row)
    output.emit({"id": said.value, "message": said.message}, [said.message])
    return 0
