"""What the tables of the page show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from app.services.assignments.rows import (
    ROLES_SHORT,
    AssignmentRow,
    BoardRow,
    ListLine,
    PersonLine,
    PlanLine,
    Remark,
    Uncovered,
)
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.widgets.row_table import Column

ROLE_COLUMNS = {"observer": 0, "coordinator": 0, "expert": 700, "organiser": 840, "technical": 960}
"""Roles with a column of their own, and how wide the table has to be for it (the panel shows them all)."""
DISTRICT = 0
"""Stands for the whole district among the schools of the board."""
_SEVERITIES = (("error", "исправить"), ("warning", "проверить"), ("info", "к сведению"))
_RANK = {"error": 0, "warning": 1, "info": 2}
ROLE_WORDS = ROLES_SHORT | {"organiser": "Организатор", "expert": "Эксперт"}
"""Of one person."""
LIST_STATES = {"new": "новый человек", "known": "уже есть", "refused": "не загружается"}


def short_name(full: str) -> str:
    """«Иванова Анна Петровна» → «Иванова А. П.»."""
    words = full.split()
    if len(words) < 2 or any(word.endswith(".") for word in words):
        return full
    return f"{words[0]} " + " ".join(f"{word[0]}." for word in words[1:3])


def names(rows: Sequence[AssignmentRow]) -> str:
    return ", ".join(dict.fromkeys(short_name(row.person) for row in rows))


def days(row: BoardRow) -> str:
    if row.organisation_id == DISTRICT:
        return ""
    return ", ".join(f"{day:%d.%m}" for day in row.days) or "не выбран"


def remark_words(remarks: Sequence[Remark]) -> str:
    """«исправить 1, проверить 2»: the sentences stand in the tooltip and in the panel."""
    counts = [(words, sum(one.severity == severity for one in remarks)) for severity, words in _SEVERITIES]
    return ", ".join(f"{words} {count}" for words, count in counts if count)


def board_columns() -> tuple[Column[BoardRow], ...]:
    def role(key: str, width: int) -> Column[BoardRow]:
        def text(row: BoardRow) -> str:
            held = names(row.of(key))
            gap = "нет" if not held else "не на все дни"
            return (f"{held} · {gap}" if held else gap) if key in row.missing else held

        return Column(
            key,
            ROLES_SHORT[key],
            text,
            width=width,
            icon=lambda row: theme.status_icon("overdue") if key in row.missing else None,
            role=lambda row: "overdue" if key in row.missing else None,
            tooltip=lambda row: "\n".join(f"{one.person}, {one.work or 'район'}" for one in row.of(key)),
        )

    return (
        Column("name", "Школа", lambda r: r.name, width=260, stretch=True, role=_far),
        Column("days", "Дни", days, width=84, role=lambda r: None if r.days else "secondary"),
        role("observer", 150),
        role("coordinator", 120),
        role("organiser", 120),
        role("technical", 120),
        role("expert", 110),
        Column(
            "remarks", "Замечания", lambda r: remark_words(r.remarks), width=150, icon=_worst, needs=620,
            sort=lambda r: min((_RANK[one.severity] for one in r.remarks), default=9),
            tooltip=lambda r: "\n".join(f"{one.text} {one.fix}" for one in r.remarks),
        ),
    )  # fmt: skip


def _far(row: BoardRow) -> theme.Role | None:
    return "secondary" if row.organisation_id == DISTRICT else None


def _worst(row: BoardRow):  # type: ignore[no-untyped-def]  # a QIcon; Qt is not imported for the name alone
    return theme.status_icon(min((one.severity for one in row.remarks), key=_RANK.__getitem__)) if row.remarks else None


def _day(day: date | None) -> str:
    return f"{day:%d.%m}" if day is not None else ""


def _who(row: AssignmentRow) -> str:
    return f"{row.person}, {row.work or 'район'}"


ASSIGNED: tuple[Column[AssignmentRow], ...] = (
    Column("role", "Роль", lambda r: ROLE_WORDS[r.role], width=116),
    Column("person", "Кто", lambda r: short_name(r.person), width=110, stretch=True, tooltip=_who),
    Column(
        "when", "День, класс", lambda r: ", ".join(p for p in (_day(r.held_on), r.class_label) if p),
        width=86, sort=lambda r: r.held_on,
    ),
    Column("briefed", "Инструктаж", lambda r: _day(r.briefed_on), width=84, sort=lambda r: r.briefed_on, needs=390),
)  # fmt: skip

PERSON_ASSIGNED: tuple[Column[AssignmentRow], ...] = (
    Column("title", "Процедура", lambda r: r.title, width=170, stretch=True),
    Column("role", "Роль", lambda r: ROLE_WORDS[r.role], width=110),
    Column("where", "Где", lambda r: r.organisation or "район", width=120),
    Column("day", "День", lambda r: short_date(r.held_on) if r.held_on else "", width=82, sort=lambda r: r.held_on),
)


def _ties(row: PersonLine) -> str:
    """«ведёт 4А; родитель 3В, СОШ № 2»: the own school goes without saying."""
    words = {"teaches": "ведёт", "parent": "родитель", "other": "связь"}
    return "; ".join(
        " ".join(
            part
            for part in (words[tie.kind], tie.class_label, tie.organisation if tie.organisation_id != row.work_id else "")
            if part
        )
        for tie in row.ties
    )


PEOPLE: tuple[Column[PersonLine], ...] = (
    Column("name", "Фамилия, имя, отчество", lambda r: r.full_name, width=230, stretch=True),
    Column("work", "Место работы", lambda r: r.work or "район", width=180, role=lambda r: None if r.work else "secondary"),
    Column("post", "Должность", lambda r: r.post, width=120, needs=760),
    Column(
        "ties", "Связи", _ties, width=150,
        tooltip=lambda r: "\n".join(tie.words for tie in r.ties),
    ),
    Column(
        "load", "Назначений", lambda r: str(len(r.assignments) or ""), width=88, align="right", sort=lambda r: len(r.assignments)
    ),
)  # fmt: skip

PlanRow = PlanLine | Uncovered


def plan_columns(person: Callable[[PlanRow], str]) -> tuple[Column[PlanRow], ...]:
    return (
        Column("school", "Школа", lambda r: r.need.name, width=190, stretch=True),
        Column(
            "day", "День, класс",
            lambda r: ", ".join(p for p in (_day(r.need.held_on) or "не выбран", r.need.class_label) if p),
            width=100,
        ),
        Column(
            "person", "Наблюдатель", person, width=160,
            icon=lambda r: theme.status_icon("overdue") if isinstance(r, Uncovered) else None,
            role=lambda r: "overdue" if isinstance(r, Uncovered) else None,
        ),
        Column("from", "Откуда", lambda r: (r.work or "район") if isinstance(r, PlanLine) else r.why, width=180, stretch=True),
    )  # fmt: skip


LIST: tuple[Column[ListLine], ...] = (
    Column("number", "Строка", lambda r: str(r.number), width=62, align="right", sort=lambda r: r.number),
    Column("name", "Фамилия, имя, отчество", lambda r: r.full_name, width=220, stretch=True),
    Column("work", "Место работы", lambda r: r.work, width=190),
    Column("ties", "Связи", lambda r: str(len(r.ties) or ""), width=62, align="right", sort=lambda r: len(r.ties)),
    Column(
        "state", "Что будет", lambda r: LIST_STATES[r.state], width=140,
        icon=lambda r: theme.status_icon({"new": "done", "known": "info", "refused": "error"}[r.state]),
    ),
)  # fmt: skip
