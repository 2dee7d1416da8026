"""Pages of the passport of a school: who it is, its people and conditions, results over the years, what falls behind.

The public one has nothing that concerns the department alone; the one for internal use adds statuses, signs, what is due,
contacts of people and notes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.services.card.rows import ResultPoint
from app.services.card.shown import facts_of, main_lines, school_year, too_few
from app.services.checks.rows import MARKER_NAMES
from app.services.duties.rows import SHOWN_WORDS
from app.services.findings.rows import STRENGTH_WORDS, FindingRow
from app.services.forms import figures
from app.services.forms.blocks import AnswerLines, Block, Column, Figure, FormPage, Row, TableBlock, cell, row, section_row, text
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, part, remark, report_page
from app.services.forms.school_card_data import SchoolCardData
from app.services.organisations.rows import KINDS
from app.services.problems import Problem
from app.services.text_ru import NBSP, long_date, number, short_date, sort_key

_TITLE = "Паспорт образовательной организации"
_INTERNAL = "Для служебного пользования"
_PUBLIC_NOTE = Problem(
    "info",
    "public_passport",
    "Этот паспорт можно показывать всем: статусов, признаков, сроков, заметок и личных контактов в нём нет. Они есть в паспорте "
    "для служебного пользования (кнопка «Ещё»).",
)
_SOCIAL = "Социальный состав"
"""A group of indicators that stays inside the department."""
_FEW_COLUMNS = 8
_MOST_CHARTS = 9
_MOST_GAPS = 12
_CHARTS_MM = 175.0
_EVENTS = ("renamed", "joined", "took_in", "closed", "reopened")

_Part = tuple[str, list[Block]]
"""Title without its number, and what stands under it."""


def school_card_page(data: SchoolCardData, profile: Profile = GOST_2025) -> FormPage:
    """Two or three upright pages."""
    card = data.card
    parts: list[Callable[[SchoolCardData, Profile], _Part | None]] = [_identity, _people, _conditions, _results, _gaps]
    if data.internal:
        parts += [_statuses, _markers, _due]
    parts += [_history]
    if data.internal:
        parts += [_notes]
    mark = _INTERNAL if data.internal else ""
    blocks: list[Block] = [*head(data.author, _TITLE, card.row.short_name, figures.as_of(data.printed_on), mark)]
    shown = [found for found in (make(data, profile) for make in parts) if found is not None]
    for place, (title, its) in enumerate(shown, start=1):
        blocks += [part(f"{place}. {title}"), *its]
    title = f"{_TITLE}: {card.row.short_name}"
    stem = f"Паспорт {card.row.short_name}{' (служебный)' if data.internal else ''}"
    page = report_page(title, blocks, profile, author=data.author, stem=stem)
    if data.internal:
        return page
    return replace(page, notes=(*page.notes, _PUBLIC_NOTE))


def _identity(data: SchoolCardData, profile: Profile) -> _Part:
    one = data.card.row
    known = [("Полное название", one.full_name or one.short_name), ("Вид", KINDS.get(one.kind, one.kind))]
    known += [pair for pair in facts_of(one) if pair[0] not in ("Полное название", "Заметка")]
    if data.card.successor is not None:
        known.append(("Преемник", f"{data.card.successor.name}, с {long_date(data.card.successor.on)}"))
    rows = tuple(row(name, cell(value)) for name, value in known)
    wanted = (
        ("логин ФИС ОКО", one.login if one.kind == "school" else "–"), ("населённый пункт", one.locality), ("адрес", one.address),
        ("телефон", one.phone), ("электронная почта", one.email), ("число учеников", one.pupils),
    )  # fmt: skip
    missing = [name for name, value in wanted if value in ("", None)]
    blocks: list[Block] = [TableBlock((Column("Сведения", 55), Column("Значение", 125)), rows, size_pt=profile.wide_table_pt)]
    if missing:
        blocks.append(remark(f"Не указано: {', '.join(missing)}.", before=4))
    return "Общие сведения", blocks


def _people(data: SchoolCardData, profile: Profile) -> _Part:
    card = data.card
    people = [one for one in card.people if one.is_current(card.day)]
    if not people:
        return "Руководство и команда", [text("Не указаны.")]
    columns: tuple[Column, ...] = (Column("Роль", 42), Column("Фамилия, имя, отчество", 62), Column("Должность", 76))
    if data.internal:
        columns = (Column("Роль", 36), Column("Фамилия, имя, отчество", 50), Column("Должность", 46), Column("Связь", 48))
    rows = []
    for one in people:
        contacts = "\n".join(part for part in (one.phone, one.email) if part)
        cells = [one.title, one.full_name, one.post or figures.NOTHING]
        rows.append(row(*cells, *([contacts or figures.NOTHING] if data.internal else [])))
    return "Руководство и команда", [TableBlock(columns, tuple(rows), size_pt=profile.wide_table_pt)]


def _conditions(data: SchoolCardData, profile: Profile) -> _Part | None:
    table, index = data.card.contexts, data.card.social_index
    lines = [line for line in main_lines(table) if data.internal or line.indicator.group != _SOCIAL]
    if not lines:
        return None
    last = len(table.years)
    first = max(0, last - 4)
    columns = (
        Column("Показатель", 180 - 26 * (last - first)),
        *(Column(f"{school_year(year)}", 26, "right") for year in table.years[first:]),
    )
    rows = []
    for line in lines:
        unit = f", {line.indicator.unit}" if line.indicator.unit else ""
        rows.append(row(f"{line.indicator.title}{unit}", *(value or figures.NOTHING for value in line.shown[first:])))
    blocks: list[Block] = [TableBlock(columns, tuple(rows), size_pt=profile.wide_table_pt)]
    if data.internal and index is not None and index.value is not None:
        words = f"Индекс социального благополучия за {school_year(index.year)} учебный год: {number(index.value)} из 100."
        blocks.append(remark(words, before=4))
    return "Условия", blocks


def _results(data: SchoolCardData, profile: Profile) -> _Part | None:
    card = data.card
    title = "Результаты оценочных процедур"
    if not card.results:
        return (title, [text("Результатов этой организации в базе нет.")]) if card.row.kind == "school" else None
    blocks: list[Block] = [*_charts(data), _results_table(data, profile), remark("Качество – доля «4» и «5».", before=4)]
    points = [point for series in card.results for point in series.points]
    if any(point.school_name for point in points):
        blocks.append(remark("Со звёздочкой – результаты организации, которая позже вошла в эту."))
    if any(point.school.participants < figures.FEW for point in points):
        blocks.append(remark(f"«{figures.LITTLE.capitalize()}»: писали меньше 5 человек, доли и средние не приводятся."))
    return title, blocks


def _charts(data: SchoolCardData) -> list[Block]:
    """Small multiples of the papers of the newest year, others after them while there is room."""
    from app.services import charts

    found = charts.school_multiples(data.card.results[:_MOST_CHARTS])
    if found.empty:
        return []
    columns = 2 if len(found.panels) in (2, 4) else 3
    unit, width = found.measure.unit, _CHARTS_MM / 25.4
    figure = charts.history_figure(found.panels, top=found.top, unit=unit, columns=columns, width=width)
    said = []
    for panel in found.panels:
        values = [f"{point.year} – {number(point.value)}{NBSP}%" for point in panel.school if point.value is not None]
        if values:
            said.append(f"{panel.title}: {', '.join(values)}")
    return [Figure(figure, _CHARTS_MM, f"Графики, {unit}. {'; '.join(said)}.")]


def _results_table(data: SchoolCardData, profile: Profile) -> TableBlock:
    columns = (
        Column("Предмет, класс", 42),
        Column("Писали", 16, "right"),
        *(Column(f"«{mark}»,\n%", 12, "right") for mark in (2, 3, 4, 5)),
        Column("Качество,\n%", 19.5, "right"),
        Column("в районе,\n%", 19, "right"),
        Column("Средний\nбалл", 18, "right"),
        Column("в районе", 17, "right"),
    )
    points = [point for series in data.card.results for point in series.points]
    ordered = sorted(points, key=lambda p: (-p.procedure.year, p.procedure.grade, sort_key(p.procedure.subject), p.school_name))
    rows: list[Row] = []
    year = 0
    for point in ordered:
        if point.procedure.year != year:
            year = point.procedure.year
            rows.append(section_row(f"{year} год", len(columns)))
        rows.append(_result_row(point))
    return TableBlock(columns, tuple(rows), size_pt=profile.grid_pt)


def _result_row(point: ResultPoint) -> Row:
    procedure, school, district = point.procedure, point.school, point.district
    star = "*" if point.school_name else ""
    name, wrote = cell(f"{procedure.subject}, {procedure.grade} класс{star}"), figures.amount(school.participants)
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


def _gaps(data: SchoolCardData, profile: Profile) -> _Part | None:
    card = data.card
    if card.gaps_year is None:
        return None
    title = f"Задания, выполненные ниже района, {card.gaps_year} год"
    if not card.task_gaps:
        words = "Каждую работу писали меньше 5 человек: проценты не приводятся." if too_few(card) else "Таких заданий нет."
        return title, [text(words)]
    with_skills = any(gap.skill for gap in card.task_gaps)
    columns = (
        Column("Предмет, класс", 44 if with_skills else 100),
        Column("Задание", 18, "center"),
        *((Column("Что проверяет", 58),) if with_skills else ()),
        Column("Школа,\n%", 20, "right"),
        Column("Район,\n%", 20, "right"),
        Column("Ниже на", 20, "right"),
    )
    rows = tuple(
        row(
            f"{gap.procedure.subject}, {gap.procedure.grade} класс",
            gap.code,
            *((gap.skill or figures.NOTHING,) if with_skills else ()),
            figures.decimal(gap.school, 0),
            figures.decimal(gap.district, 0),
            figures.decimal(abs(gap.difference), 0),
        )
        for gap in card.task_gaps[:_MOST_GAPS]
    )
    blocks: list[Block] = [TableBlock(columns, rows, size_pt=profile.grid_pt)]
    words = "Процент выполнения – доля набранных баллов от возможных, разница – в процентных пунктах."
    if len(card.task_gaps) > _MOST_GAPS:
        words += f" Показаны {_MOST_GAPS} заданий из {len(card.task_gaps)}."
    blocks.append(remark(words, before=4))
    return title, blocks


def _statuses(data: SchoolCardData, profile: Profile) -> _Part | None:
    if not data.card.statuses:
        return None
    columns = (Column("Статус", 62), Column("С", 24, "center"), Column("По", 24, "center"), Column("Основание", 70))
    rows = tuple(
        row(
            one.title,
            short_date(one.since) if one.since else figures.NOTHING,
            short_date(one.until) if one.until else figures.NOTHING,
            one.basis or figures.NOTHING,
        )
        for one in data.card.statuses
    )
    return "Статусы", [TableBlock(columns, rows, size_pt=profile.wide_table_pt)]


def _markers(data: SchoolCardData, profile: Profile) -> _Part | None:
    card = data.card
    title = "Признаки необъективности"
    reasons = [text(_reasons(card.signs))] if card.signs else []
    if not card.results:
        return (title, [text("Проверка не проводилась: результатов нет.")]) if card.row.kind == "school" else None
    if not card.findings:
        return title, [*reasons, text("Ни один официальный признак не отмечен.")]
    columns = (
        Column("Год", 18, "center"),
        Column("Предмет, класс", 58),
        Column("Официальный признак", 64),
        Column("Писали", 20, "center"),
        Column("Данные", 30, "center"),
    )
    ordered = sorted(card.findings, key=lambda one: (-one.year, one.grade, sort_key(one.subject), one.code))
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
    return title, [
        *reasons,
        TableBlock(columns, rows, size_pt=profile.wide_table_pt),
        remark("Данные: значение и граница признака. Признак – повод для перепроверки, а не вывод о школе.", before=4),
    ]


def _reasons(signs: Sequence[FindingRow]) -> str:
    """«Повод для перепроверки: русский язык, 4 класс, 2026 (выраженный)»."""
    named = (
        f"{one.subject[:1].lower()}{one.subject[1:]}, {one.grade} класс, {one.year} ({STRENGTH_WORDS[one.strength]})"
        for one in signs
    )
    return f"Повод для перепроверки: {'; '.join(named)}."


def _due(data: SchoolCardData, profile: Profile) -> _Part | None:
    card = data.card
    if not card.due and not card.roadmaps:
        return None
    blocks: list[Block] = []
    if card.due:
        columns = (Column("Срок", 26, "center"), Column("Мероприятие", 114), Column("Состояние", 40))
        rows = tuple(
            row(
                short_date(one.due_on) if one.due_on else one.deadline or figures.NOTHING,
                f"{one.number} {one.text}".strip(),
                SHOWN_WORDS[one.shown],
            )
            for one in card.due
        )
        blocks.append(TableBlock(columns, rows, size_pt=profile.wide_table_pt))
    for one in card.roadmaps:
        late = f", просрочено {one.overdue}" if one.overdue else ""
        blocks.append(remark(f"{one.title}: выполнено {one.done} из {one.total}{late}.", before=4))
    return "Мероприятия и сроки", blocks


def _history(data: SchoolCardData, profile: Profile) -> _Part | None:
    """What happened to the organisation itself; for internal use also people and statuses."""
    rows = tuple(
        row(short_date(one.on), one.text, one.basis or figures.NOTHING)
        for one in data.card.history
        if data.internal or one.kind in _EVENTS
    )
    if not rows:
        return None
    columns = (Column("Дата", 26, "center"), Column("Что произошло", 94), Column("Основание", 60))
    return "История", [TableBlock(columns, rows, size_pt=profile.wide_table_pt)]


def _notes(data: SchoolCardData, profile: Profile) -> _Part:
    lines = [text(line) for line in data.card.row.note.splitlines() if line.strip()]
    return "Заметки", [*lines, AnswerLines(4)]
