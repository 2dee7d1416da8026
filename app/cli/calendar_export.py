"""calendar export: the calendar as .ics, as a workbook, as a sheet for the wall."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.groups import command, opened
from app.cli.output import Output
from app.services.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.context import Context


def add_to(actions: Any, year_help: str) -> None:
    """`actions`: those of `calendar`."""
    export = command(actions, "export", run_export, "выгрузить календарь: .ics, книга Excel, лист на стену")
    export.add_argument("--ics", type=Path, metavar="ФАЙЛ", help="файл для Outlook, Thunderbird, телефона")
    export.add_argument("--xlsx", type=Path, metavar="ФАЙЛ", help="книга: процедуры, школы по неделям, встречи")
    export.add_argument("--pdf", type=Path, metavar="ФАЙЛ", help="лист на стену")
    export.add_argument("--docx", type=Path, metavar="ФАЙЛ", help="то же для Word")
    export.add_argument("--year", metavar="ГОД", help=year_help)
    whose = export.add_mutually_exclusive_group()
    whose.add_argument("--school", metavar="ШКОЛА", help="календарь одной школы: её логин или название")
    whose.add_argument("--person", metavar="ФИО", help="календарь одного человека (только .ics)")
    export.add_argument("--view", choices=("weeks", "months"), default="weeks", help="лист: год по неделям или лист на месяц")
    export.add_argument("--size", choices=("A4", "A3"), default="A4", help="формат листа")
    export.add_argument("--zone", metavar="ПОЯС", help="часовой пояс, например Asia/Yekaterinburg; запоминается")


def run_export(arguments: argparse.Namespace, output: Output) -> int:
    from app.cli.calendar import school_year
    from app.services.forms.printing import save_docx, save_pdf
    from app.services.forms.procedure_calendar_xlsx import save_calendar_xlsx
    from app.services.ics.export import save_ics
    from app.services.ics.rows import Scope

    paper = {"view": arguments.view, "size": arguments.size}
    asked = [arguments.ics, arguments.xlsx, arguments.pdf, arguments.docx]
    if not any(asked):
        raise UserError("Не сказано, во что выгрузить.", "Добавьте --ics, --xlsx, --pdf или --docx и имя файла.")
    if arguments.person and any(asked[1:]):
        raise UserError("Календарь человека выгружается только в .ics.", "Уберите --person или остальные файлы.")
    year = school_year(arguments.year)
    files: list[str] = []
    document: dict[str, Any] = {"files": files}
    with opened(arguments) as ctx:
        school = _school(ctx, arguments.school) if arguments.school else None
        person = _person(ctx, arguments.person) if arguments.person else None
        if arguments.zone:
            _remember_zone(ctx, arguments.zone)
        if arguments.ics:
            feed = save_ics(ctx, arguments.ics, Scope(year, school, person))
            document |= {"name": feed.name, "events": len(feed.entries), "zone": feed.zone.name}
        if arguments.xlsx:
            save_calendar_xlsx(ctx, arguments.xlsx, year, school)
        for path, save in ((arguments.pdf, save_pdf), (arguments.docx, save_docx)):
            if path:
                save(ctx, "procedure_calendar", path, school_year=year, organisation_id=school, **paper)
    files += [str(path) for path in asked if path]
    output.emit(document, [f"Записан файл {path}" for path in files])
    return 0


def _remember_zone(ctx: Context, name: str) -> None:
    from app.services.ics.rows import TIME_ZONE
    from app.services.ics.rules import ZONES
    from app.services.workplace.commands import set_setting

    if name not in [zone.name for zone in ZONES]:
        raise UserError(f"Часового пояса «{name}» нет.", f"Есть такие: {', '.join(zone.name for zone in ZONES)}.")
    set_setting(ctx, TIME_ZONE, name)


def _school(ctx: Context, said: str) -> int:
    from app.services.organisations.queries import find_by_login, list_organisations
    from app.services.text_ru import search_key

    by_login = find_by_login(ctx, said.strip()) if any(map(str.isdigit, said)) else None
    if by_login is not None and by_login.id is not None:
        return by_login.id
    wanted = search_key(said)
    schools = [
        (row.id, row.short_name) for row in list_organisations(ctx, own_only=True) if row.id is not None and row.kind == "school"
    ]
    return _one(said, "школ", [(key, name) for key, name in schools if search_key(name) == wanted] or
                [(key, name) for key, name in schools if wanted in search_key(name)])  # fmt: skip


def _person(ctx: Context, said: str) -> int:
    from app.services.ics.queries import list_people
    from app.services.text_ru import search_key

    return _one(said, "людей", [(key, name) for key, name in list_people(ctx) if search_key(said) in search_key(name)])


def _one(said: str, whom: str, found: Sequence[tuple[int, str]]) -> int:
    if len(found) == 1:
        return found[0][0]
    if not found:
        raise UserError(f"«{said}»: среди {whom} календаря не найдено.", "Проверьте написание.")
    names = ", ".join(name for _key, name in found[:5])
    raise UserError(f"«{said}»: подходит несколько: {names}.", "Напишите точнее.")
