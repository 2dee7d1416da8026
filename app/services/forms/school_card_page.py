"""Pages of the card of a school: who it is, its results over the years, its markers, room for notes."""

from __future__ import annotations

from app.services.checks.rows import MARKER_NAMES
from app.services.forms import figures
from app.services.forms.blocks import AnswerLines, Block, Column, FormPage, Row, TableBlock, cell, row, section_row, text
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, remark, report_page
from app.services.forms.school_card_data import SchoolCardData
from app.services.organisations.rows import KINDS, LOCALITY_TYPES
from app.services.results.rows import GroupResult, ProcedureRow
from app.services.text_ru import number, short_date, sort_key

_TITLE = "Карточка образовательной организации"
_FEW_COLUMNS = 8


def school_card_page(data: SchoolCardData, profile: Profile = GOST_2025) -> FormPage:
    """One or two upright pages."""
    organisation = data.organisation
    blocks: list[Block] = [
        *head(data.author, _TITLE, organisation.short_name, figures.as_of(data.printed_on)),
        *_identity(data, profile),
        *_results(data, profile),
        *_markers(data, profile),
        part("4. Заметки"),
        *(text(line) for line in organisation.note.splitlines() if line.strip()),
        AnswerLines(4),
    ]
    title = f"{_TITLE}: {organisation.short_name}"
    return report_page(title, blocks, profile, author=data.author, stem=f"Карточка {organisation.short_name}")


def _identity(data: SchoolCardData, profile: Profile) -> list[Block]:
    one = data.organisation
    facts = (
        ("Полное наименование", one.full_name or one.short_name),
        ("Вид", KINDS.get(one.kind, one.kind)),
        ("Логин ФИС ОКО", one.login),
        ("Коды ОГЭ и ЕГЭ", " / ".join(code for code in (one.oge_code, one.ege_code) if code)),
        ("Муниципалитет", one.municipality),
        ("Населённый пункт", one.locality),
        ("Тип местности", LOCALITY_TYPES.get(one.locality_type, "") if one.locality_type else ""),
        ("Адрес", one.address),
        ("Директор", one.director),
        ("Школьный координатор", one.coordinator),
        ("Телефон", one.phone),
        ("Электронная почта", one.email),
        ("Обучающихся", number(one.pupils) if one.pupils is not None else ""),
        ("Закрыта", short_date(one.closed_on) if one.closed_on else ""),
    )
    rows = tuple(row(name, cell(value)) for name, value in facts if value)
    missing = [name[:1].lower() + name[1:] for name, value in facts[:-1] if not value]
    columns = (Column("Сведения", 60), Column("Значение", 120))
    blocks: list[Block] = [part("1. Общие сведения"), TableBlock(columns, rows, size_pt=profile.wide_table_pt)]
    if missing:
        blocks.append(remark(f"Не указано: {', '.join(missing)}.", before=4))
    return blocks


def _results(data: SchoolCardData, profile: Profile) -> list[Block]:
    title = part("2. Результаты оценочных процедур")
    if not data.results:
        return [title, text("Результатов этой организации в базе нет.")]
    columns = (
        Column("Предмет, класс", 42),
        Column("Писали", 16, "right"),
        *(Column(f"«{mark}»,\n%", 12, "right") for mark in (2, 3, 4, 5)),
        Column("Качество,\n%", 19.5, "right"),
        Column("в районе,\n%", 19, "right"),
        Column("Средний\nбалл", 18, "right"),
        Column("в районе", 17, "right"),
    )
    ordered = sorted(data.results, key=lambda one: (-one[0].year, one[0].grade, sort_key(one[0].subject)))
    rows: list[Row] = []
    year = 0
    for procedure, school, district in ordered:
        if procedure.year != year:
            year = procedure.year
            rows.append(section_row(f"{year} год", len(columns)))
        rows.append(_result_row(procedure, school, district))
    blocks: list[Block] = [title, TableBlock(columns, tuple(rows), size_pt=profile.grid_pt)]
    blocks.append(remark("Качество – доля «4» и «5».", before=4))
    if any(school.participants < figures.FEW for _procedure, school, _district in ordered):
        blocks.append(remark(f"«{figures.LITTLE.capitalize()}»: писали меньше 5 человек, доли и средние не приводятся."))
    return blocks


def _result_row(procedure: ProcedureRow, school: GroupResult, district: GroupResult | None) -> Row:
    name, wrote = cell(f"{procedure.subject}, {procedure.grade} класс"), figures.amount(school.participants)
    if school.participants < figures.FEW:
        return row(name, wrote, cell(figures.LITTLE, align="center", span=_FEW_COLUMNS))
    percents = [figures.decimal(value) for value in school.mark_percents] if school.mark_percents else [figures.NOTHING] * 4
    return row(
        name,
        wrote,
        *percents,
        figures.decimal(school.quality_rate),
        figures.decimal(district.quality_rate if district else None),
        figures.decimal(school.mean_score, 2),
        figures.decimal(district.mean_score if district else None, 2),
    )


def _markers(data: SchoolCardData, profile: Profile) -> list[Block]:
    title = part("3. Официальные признаки необъективности")
    if not data.results:
        return [title, text("Проверка не проводилась: результатов нет.")]
    if not data.markers:
        return [title, text("Ни один официальный признак не отмечен.")]
    columns = (
        Column("Год", 18, "center"),
        Column("Предмет, класс", 58),
        Column("Признак", 64),
        Column("Писали", 20, "center"),
        Column("Данные", 30, "center"),
    )
    ordered = sorted(data.markers, key=lambda one: (-one.year, one.grade, sort_key(one.subject), one.code))
    rows = tuple(
        row(
            str(one.year),
            f"{one.subject}, {one.grade} класс",
            MARKER_NAMES.get(one.code, one.code),
            str(one.n),
            figures.LITTLE if one.little_data else f"{number(one.value, 2)} / {number(one.bound, 2)}",
        )
        for one in ordered
    )
    return [
        title,
        TableBlock(columns, rows, size_pt=profile.wide_table_pt),
        remark("Данные: значение и граница признака. Признак – повод для перепроверки, а не вывод о школе.", before=4),
    ]
