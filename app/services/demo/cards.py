"""What the demonstration knows of its schools besides results: people, statuses, a school that joined another, contexts."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.services.context import Context
from app.services.demo.district import MUNICIPALITY_CODE, MUNICIPALITY_NAME, REGION_CODE, REGION_NAME, SCHOOLS, DemoSchool

CONTEXT_YEARS = (2025, 2026)
CURATORS = (
    ("Фадеева Марина Олеговна", "методист районного методического кабинета", ("edu990712", "edu990708")),
    ("Серова Ирина Павловна", "главный специалист отдела образования", ("edu990705",)),
)
"""(name, post, logins of the schools)."""
TECHNICIANS = (("edu990701", "Жуков Денис Ильич"), ("edu990702", "Котов Артём Павлович"), ("edu990703", "Лунин Егор Маркович"))
STATUSES = (
    ("edu990712", "low_results", date(2024, 9, 1), None, "приказ отдела образования от 28.08.2024 № 96-од"),
    ("edu990708", "low_results", date(2023, 9, 1), date(2025, 8, 31), "приказ отдела образования от 30.08.2023 № 101-од"),
    ("edu990705", "targeted_support", date(2025, 9, 1), None, "приказ отдела образования от 29.08.2025 № 104-од"),
    ("edu990703", "base_school", date(2024, 1, 15), None, "приказ отдела образования от 12.01.2024 № 3-од"),
    ("edu990713", "low_objectivity", date(2025, 11, 10), None, "письмо регионального центра от 07.11.2025 № 412"),
    ("edu990701", "Площадка проекта «Функциональная грамотность»", date(2025, 9, 1), None, "приказ школы от 01.09.2025 № 58"),
)
"""(login, kind, first day, last day, basis)."""
JOINED = ("МКОУ «Ключёвская начальная школа»", "с. Ключи", "edu990705", date(2024, 8, 31), "постановление от 14.06.2024 № 211")
"""(name, locality, login of the school it joined, day, basis)."""
RENAMED = ("edu990703", "МБОУ «Верхнеозёрская СОШ № 3»", date(2023, 9, 1), "постановление администрации от 22.05.2023 № 180")
"""(login, the name until then, day, basis)."""

_PLACES = {
    "town": "2) Город",
    "settlement": "3) Населенный пункт городского типа",
    "village": "4) Населенный пункт сельского типа",
}
_HEAD = ["Пользователь", "Код региона", "Регион", "Муниципалитет", "Школа", "Дата загрузки", "№"]


def write_contexts(folder: Path) -> list[Path]:
    """Contextual questionnaires of two years, in the layout of ФИС ОКО with two sheets."""
    from app.services.demo.workbooks import write_sheets

    chance = random.Random(20260914)
    written = []
    for year in CONTEXT_YEARS:
        general: list[Sequence[Any]] = [[
            *_HEAD, "1. ПОЛНОЕ наименование ОО (по уставу)", "6. ИНН", "7. Код ОГЭ", "9. Статус организации.",
            "10. У ОО есть филиалы?", "11. Организационно-правовая форма организации",
            "14. Где расположена образовательная организация?", "15. Каков размер населенного пункта, в котором расположена ОО?",
            "16. Какое из утверждений о возможности добраться до крупного города верно?",
        ]]  # fmt: skip
        work: list[Sequence[Any]] = [[
            *_HEAD, "17.1. Организация ведёт обучение по адаптированным программам (АОП)?",
            "18. На каких языках ведётся обучение?", "19.1. Ведется ли углубленное изучение предметов?",
            f"20. Укажите количество обучающихся в ОО в {year - 1}/{year} учебном году (в сумме по всем классам)",
            f"21. Общее количество обучающихся {year - 16} года рождения", "22. Из них по АОП",
            f"23. Общее количество обучающихся {year - 15} года рождения", "24. Из них по АОП",
            "25. Сколько всего в ОО учителей?", "26. Сколько учителей преподают в 5–9 классах?",
            "27. Сколько учителей первой и высшей категорий?",
        ]]  # fmt: skip
        for number, school in enumerate(SCHOOLS, 1):
            start = [
                school.login, int(REGION_CODE), f"reg{REGION_CODE}0000 | {REGION_NAME}",
                f"{MUNICIPALITY_CODE} | {MUNICIPALITY_NAME}", f"{school.login} | {school.name}", f"15.02.{year} 10:00:00", number,
            ]  # fmt: skip
            general.append([*start, *_general(school)])
            work.append([*start, *_work(school, year, chance)])
        path = folder / f"Контекстные данные {year}.xlsx"
        write_sheets(path, {"Общая информация об ОО": general, "ОБРАЗОВАТЕЛЬНАЯ ДЕЯТЕЛЬНОСТЬ ОО": work})
        written.append(path)
    return written


def fill_cards(ctx: Context) -> None:
    """People, statuses and what happened to schools, each through the command a person uses."""
    from dataclasses import replace

    from app.services.organisations.commands import save_organisation
    from app.services.organisations.life_commands import merge_organisations, rename_organisation
    from app.services.organisations.queries import list_organisations
    from app.services.organisations.rows import OrganisationRow
    from app.services.people.commands import save_person
    from app.services.people.rows import PersonRow
    from app.services.statuses.commands import save_status
    from app.services.statuses.rows import StatusRow

    rows = {row.login: row for row in list_organisations(ctx) if row.login}
    ids = {login: row.id or 0 for login, row in rows.items()}
    for name, post, logins in CURATORS:
        person = None
        for login in logins:
            draft = PersonRow(person, None, ids[login], "curator", name, post, sex="f", since=date(2025, 9, 1))
            person = save_person(ctx, replace(draft, basis="приказ отдела образования от 29.08.2025 № 105-од")).value.person_id
    for login, name in TECHNICIANS:
        save_person(ctx, PersonRow(None, None, ids[login], "technical", name, "заместитель директора"))
    for login, kind, since, until, basis in STATUSES:
        save_status(ctx, StatusRow(None, ids[login], kind, since, until, basis))
    login, former, on, basis = RENAMED
    now = rows[login]
    save_organisation(ctx, replace(now, short_name=former))
    rename_organisation(ctx, ids[login], now.short_name, on=on, basis=basis)
    name, locality, into, on, basis = JOINED
    old = OrganisationRow(None, "school", name, locality=locality, locality_type="village", pupils=18)
    joined = save_organisation(ctx, replace(old, municipality_id=rows[into].municipality_id)).value
    merge_organisations(ctx, [joined], ids[into], on=on, basis=basis)


def _general(school: DemoSchool) -> list[Any]:
    rural = school.locality_type == "village"
    return [
        f"муниципальное бюджетное общеобразовательное учреждение {school.name.removeprefix('МБОУ ')}",
        9900000000 + school.number, f"07{school.number}", "1) Самостоятельное юридическое лицо", "Нет",
        "2) Муниципальная организация", _PLACES[school.locality_type],
        "1) Менее 1 тыс. человек" if rural else "3) 5–10 тыс. человек",
        "3) Требуется не менее двух дней" if rural else "2) Можно вернуться в тот же день",
    ]  # fmt: skip


def _work(school: DemoSchool, year: int, chance: random.Random) -> list[Any]:
    grades = 4 if "НОШ" in school.name else 9 if "ООШ" in school.name else 11
    pupils = round(school.class_size * grades * chance.uniform(0.96, 1.04))
    older = round(school.class_size) if grades > 4 else 0
    adapted = min(older, chance.randint(0, 2 if older < 20 else 4))
    teachers = max(3, round(pupils / 13))
    return [
        "Да" if adapted else "Нет", "1) Только на русском языке", "Да" if "гимназия" in school.name else "Нет", pupils, older,
        adapted, older, min(older, adapted), teachers, round(teachers * 0.6) if grades > 4 else 0,
        round(teachers * (0.55 + school.level / 4)),
    ]  # fmt: skip
