"""What of a card is shown first, on the screen and on paper. Pure."""

from __future__ import annotations

from app.services.card.rows import SchoolCard
from app.services.contexts.rows import ContextLine, ContextTable
from app.services.organisations.rows import LOCALITY_TYPES, OrganisationRow
from app.services.text_ru import long_date, number

FEW = 5
"""Fewer writers: no percents."""
FEW_LINES = 8
"""Context lines that are too few to choose among."""
MAIN = (
    "pupils", "teachers", "teachers_cat", "teachers_young", "pcs", "parents_higher", "low_income", "registered", "non_native",
)  # fmt: skip
"""Context indicators that say most about the conditions of a school."""


def main_lines(table: ContextTable) -> tuple[ContextLine, ...]:
    """The main indicators that are known; all of them where there are few, the first where none of the main ones is known."""
    if len(table.lines) <= FEW_LINES:
        return table.lines
    return tuple(line for line in table.lines if line.indicator.key in MAIN) or table.lines[:FEW_LINES]


def too_few(card: SchoolCard) -> bool:
    """Fewer than 5 wrote every paper of the year whose tasks are looked at."""
    points = [point for series in card.results for point in series.points if point.procedure.year == card.gaps_year]
    return bool(points) and all(point.school.participants < FEW for point in points)


def school_year(year: int) -> str:
    """«2025/26» of context data of 2026."""
    return f"{year - 1}/{year % 100:02d}"


def facts_of(row: OrganisationRow) -> tuple[tuple[str, str], ...]:
    """(name, value) of what is known of an organisation, in reading order; its people are not among them."""
    locality = row.locality
    if row.locality_type and row.locality_type in LOCALITY_TYPES:
        locality = f"{locality} ({LOCALITY_TYPES[row.locality_type]})" if locality else LOCALITY_TYPES[row.locality_type]
    pairs = (
        ("Полное название", row.full_name), ("Логин ФИС ОКО", row.login),
        ("Код ОГЭ", row.oge_code), ("Код ЕГЭ", row.ege_code),
        ("Населённый пункт", locality), ("Муниципалитет", row.municipality), ("Адрес", row.address),
        ("Телефон", row.phone), ("Электронная почта", row.email), ("Сайт", row.site),
        ("Учеников", number(row.pupils) if row.pupils is not None else ""),
        ("Учредитель", row.founder), ("Форма", row.legal_form), ("ИНН", row.inn),
        ("Открыта", long_date(row.opened_on) if row.opened_on else ""),
        ("Закрыта", long_date(row.closed_on) if row.closed_on else ""),
        ("Заметка", row.note),
    )  # fmt: skip
    return tuple((name, value) for name, value in pairs if value)
