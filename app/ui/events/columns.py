"""Columns of the list of events and of the people invited."""

from __future__ import annotations

from datetime import date

from app.services.events.rows import STATUSES, Attendee, EventRow
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.widgets.row_table import Column


def state_of(row: EventRow, today: date) -> tuple[str, str]:
    """(sign, words) of what is to be known at a glance."""
    if row.status == "held":
        return "done", STATUSES["held"]
    if row.status == "cancelled":
        return "info", STATUSES["cancelled"]
    if not row.is_confirmed:
        return "due", "подтвердите дату"
    if row.last_day is not None and row.last_day < today:
        return "due", "отметьте, прошло ли"
    return "ahead", "предстоит" if row.held_on else "день не указан"


def day_words(row: EventRow) -> str:
    if row.held_on is None:
        return "—"
    return short_date(row.held_on) + (f" – {row.ends_on:%d.%m}" if row.ends_on else "")


def people_words(row: EventRow) -> str:
    """«12», «12, были 9»."""
    if not row.invited:
        return "—"
    return f"{row.invited}, были {row.came}" if row.came or row.not_came else str(row.invited)


def _place(row: EventRow) -> str:
    return row.place or row.organisation


def event_columns(today: date) -> tuple[Column[EventRow], ...]:
    def icon(row: EventRow) -> object:
        sign = state_of(row, today)[0]
        return theme.status_icon(sign) if sign != "ahead" else None

    return (
        Column(
            "day", "Дата", day_words, width=124, sort=lambda r: (r.held_on, r.starts_at) if r.held_on else None,
            role=lambda r: "secondary" if r.status == "cancelled" else None,
        ),
        Column("time", "Время", lambda r: r.time or "—", width=90, sort=lambda r: r.starts_at or None, needs=560),
        Column(
            "title", "Тема", lambda r: r.name, width=250, stretch=True,
            tooltip=lambda r: "\n".join(part for part in (r.name, r.procedure, r.organisation) if part),
            role=lambda r: "secondary" if r.status == "cancelled" else None,
        ),
        Column("kind", "Вид", lambda r: r.kind_words, width=112, needs=860),
        Column(
            "state", "Состояние", lambda r: state_of(r, today)[1], width=164, icon=icon,  # type: ignore[arg-type]
            role=lambda r: "secondary" if r.status == "cancelled" else None,
        ),
        Column("place", "Место", _place, width=170, tooltip=_place, needs=1010),
        Column("people", "Приглашены", people_words, width=120, sort=lambda r: r.invited, needs=760),
        Column("minutes", "Протокол", lambda r: f"№ {r.minutes_number}" if r.minutes_number else "—", width=90, needs=1120),
    )  # fmt: skip


def came_words(one: Attendee) -> str:
    return "" if one.came is None else "да" if one.came else "нет"


def _came_icon(one: Attendee) -> object:
    return theme.status_icon("done") if one.came else None


def _from(one: Attendee) -> str:
    """The school where it is known and not the name itself, else the post."""
    return one.organisation if one.organisation not in ("", one.name) else one.post


GUESTS: tuple[Column[Attendee], ...] = (
    Column(
        "name", "Кто", lambda a: a.name, width=160, stretch=True,
        tooltip=lambda a: "\n".join(dict.fromkeys(part for part in (a.name, a.post, a.organisation) if part)),
    ),
    Column("from", "Откуда", _from, width=150, stretch=True, role=lambda _a: "secondary", tooltip=_from, needs=330),
    Column("came", "Был", came_words, width=68, icon=_came_icon),  # type: ignore[arg-type]
)  # fmt: skip
