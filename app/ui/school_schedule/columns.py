"""Columns of «Графики школ»: who has sent one, what the check says."""

from __future__ import annotations

from app.services.school_schedule.checked import SchoolState
from app.services.text_ru import counted, number, short_date
from app.ui import theme
from app.ui.widgets.row_table import Column

_DASH = "–"


def sent_words(row: SchoolState) -> str:
    """«прислан 12.09.2026», «составлен здесь», «не прислан»."""
    if row.counts is None:
        return "не прислан"
    if row.line.received_on is not None:
        return f"прислан {short_date(row.line.received_on)}"
    return "прислан" if row.line.file_name else "составлен здесь"


def _count(row: SchoolState, name: str) -> int | None:
    return getattr(row.counts, name) if row.counts is not None else None


def _text(value: int | None) -> str:
    return _DASH if value is None else number(value)


def findings_words(row: SchoolState) -> str:
    """«3 не соответствуют ФОП, 12 отступлений от рекомендаций»."""
    if row.counts is None:
        return "график не прислан"
    parts = []
    if row.counts.binding:
        parts.append(f"не соответствует ФОП: {row.counts.binding}")
    if row.counts.recommended:
        parts.append(f"отступлений от рекомендаций: {row.counts.recommended}")
    if row.counts.date:
        parts.append(f"даты под вопросом: {row.counts.date}")
    if row.counts.unknown:
        parts.append("часы указаны не у всех предметов")
    return ", ".join(parts) or "замечаний нет"


SCHOOL_COLUMNS: tuple[Column[SchoolState], ...] = (
    Column("name", "Школа", lambda r: r.line.name, width=220, stretch=True),
    Column(
        "sent", "График", sent_words, width=160,
        icon=lambda r: theme.status_icon("no_data" if r.counts is None else "done"),
        role=lambda r: "secondary" if r.counts is None else None,
        sort=lambda r: (r.counts is None, r.line.received_on.toordinal() if r.line.received_on else 0),
    ),
    Column("classes", "Классов", lambda r: _text(r.line.classes if r.counts else None), width=78, align="right",
           sort=lambda r: r.line.classes if r.counts else None, needs=960),
    Column("entries", "Процедур", lambda r: _text(r.line.entries if r.counts else None), width=84, align="right",
           sort=lambda r: r.line.entries if r.counts else None, needs=900,
           tooltip=lambda r: f"В среднем на класс: {number(r.per_class, 1)}" if r.per_class is not None else ""),
    Column(
        "binding", "Не по ФОП", lambda r: _text(_count(r, "binding")), width=90, align="right",
        sort=lambda r: _count(r, "binding"), role=lambda r: "overdue" if _count(r, "binding") else None,
        title_tip="Не соответствует ФОП: больше 10 % часов предмета в классе",
    ),
    Column(
        "recommended", "Отступления", lambda r: _text(_count(r, "recommended")), width=104, align="right",
        sort=lambda r: _count(r, "recommended"), role=lambda r: "due" if _count(r, "recommended") else None,
        title_tip="Отступает от рекомендаций: 17 дней, одна в день, не на первом и не на последнем уроке, от 30 минут",
    ),
    Column("date", "Даты", lambda r: _text(_count(r, "date")), width=64, align="right", sort=lambda r: _count(r, "date"),
           title_tip="Даты под вопросом: выходные, каникулы, вне срока процедуры", needs=620),
    Column("busiest", "В неделю до", lambda r: _text(r.busiest), width=104, align="right", sort=lambda r: r.busiest,
           title_tip="Больше всего процедур у одного класса за учебную неделю", needs=1000),
)  # fmt: skip


def load_words(row: SchoolState) -> str:
    """«8 классов, 96 процедур, в среднем 12,0 на класс за год; в самую полную неделю – 3»."""
    if row.counts is None or row.per_class is None:
        return ""
    return (
        f"{counted(row.line.classes, 'класс', 'класса', 'классов')}, "
        f"{counted(row.line.entries, 'процедура', 'процедуры', 'процедур')}, "
        f"в среднем {number(row.per_class, 1)} на класс за год; в самую полную неделю – {row.busiest or 0}."
    )
