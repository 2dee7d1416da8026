"""Columns of the list of duties, whose rows are duties and the heads of their groups."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from PySide6.QtGui import QIcon

from app.services.duties.rows import SHOWN_WORDS, DutyGroup, DutyKey, DutyRow
from app.services.roadmaps.titles import bare_title
from app.services.text_ru import NBSP, counted, short_date
from app.ui import theme
from app.ui.roadmaps.states import days_text, state_icon, state_role
from app.ui.widgets.row_table import Column

COUNTED_DAYS = 100
"""From here on nobody counts how many days late it is."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list: a duty in its group, or (row None) the head of the group."""

    group: DutyGroup
    row: DutyRow | None = None
    in_group: str = ""
    """Tells apart the places of one duty that stands in several groups."""

    @property
    def key(self) -> Hashable:
        return (self.in_group, self.row.key) if self.row is not None else ("head", self.group.title)

    @property
    def rows(self) -> tuple[DutyRow, ...]:
        """The duties it stands for: a head stands for its whole group."""
        return (self.row,) if self.row is not None else self.group.rows

    @property
    def keys(self) -> tuple[DutyKey, ...]:
        return tuple(row.key for row in self.rows)


def when_text(row: DutyRow) -> str:
    return short_date(row.due_on) if row.due_on is not None else days_text(row.starts_on, row.due_on)


def what_text(row: DutyRow) -> str:
    return " ".join(f"{row.number} {row.text}".split())


def state_text(row: DutyRow) -> str:
    """«просрочено, 13 дн.», «выполнено 12.09.2026»."""
    words = SHOWN_WORDS[row.shown]
    if row.shown == "overdue" and 0 < row.days_late < COUNTED_DAYS:
        return f"{words}, {row.days_late}{NBSP}дн."
    if row.shown == "done" and row.mark.done_on is not None:
        return f"{words} {short_date(row.mark.done_on)}"
    return words


def schools_text(row: DutyRow) -> str:
    """«3 из 14»; nothing where the duty is not addressed to schools."""
    return f"{row.schools_done} из {row.schools_total}" if row.schools_total else ""


def _state_tip(row: DutyRow) -> str:
    parts = [state_text(row)]
    if row.days_late >= COUNTED_DAYS:
        parts = [f"{SHOWN_WORDS[row.shown]}, {counted(row.days_late, 'день', 'дня', 'дней')}"]
    if row.planned_due is not None and row.due_on != row.planned_due:
        parts.append(f"по плану {short_date(row.planned_due)}")
    if row.mark.reason:
        parts.append(row.mark.reason)
    if row.mark.result:
        parts.append(row.mark.result)
    if row.schools_total:
        parts.append(f"сдали {row.schools_done} из {counted(row.schools_total, 'школы', 'школ', 'школ')}")
    parts.append(f"подтверждений: {row.evidence}" if row.evidence else "подтверждений нет")
    return "\n".join(parts)


def _tip(row: DutyRow) -> str:
    return "\n".join(part for part in (what_text(row), f"Срок в плане: {row.deadline}" if row.deadline else "") if part)


def _text(of_row: Callable[[DutyRow], str]) -> Callable[[Entry], str]:
    return lambda entry: of_row(entry.row) if entry.row is not None else ""


def _icon(entry: Entry) -> QIcon | None:
    return state_icon(entry.row.shown) if entry.row is not None else None


def _role(entry: Entry) -> theme.Role | None:
    return state_role(entry.row.shown) if entry.row is not None else None


def _quiet(_entry: Entry) -> theme.Role:
    return "secondary"


def head_text(entry: Entry) -> str:
    return f"{entry.group.title}  ·  {len(entry.group.rows)}"


def _first(entry: Entry) -> str:
    return head_text(entry) if entry.row is None else when_text(entry.row)


DUTIES: tuple[Column[Entry], ...] = (
    Column("when", "Срок", _first, width=90),
    Column("what", "Мероприятие", _text(what_text), width=300, stretch=True, tooltip=_text(_tip)),
    Column("roadmap", "Дорожная карта", _text(lambda r: bare_title(r.roadmap)), width=130, needs=640, role=_quiet,
           tooltip=_text(lambda r: r.roadmap)),
    Column("who", "Кто", _text(lambda r: " ".join(r.responsible.split())), width=140),
    Column("schools", "Школы", _text(schools_text), width=66, role=_quiet,
           title_tip="Сколько школ выполнили свою часть"),
    Column("state", "Состояние", _text(state_text), width=172, icon=_icon, role=_role, tooltip=_text(_state_tip)),
)  # fmt: skip
