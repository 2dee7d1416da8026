"""Data of the form «Список сроков»: what the page of duties shows, on paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.context import Context
from app.services.duties.rows import DutyGroup, DutyWish, Grouping, View


@dataclass(frozen=True, slots=True)
class DutyListData:
    view: View
    grouping: Grouping
    filters: tuple[str, ...]
    """In words: «ответственный – …», «школа – …», «слова – …», the school year."""
    groups: tuple[DutyGroup, ...]
    shown: int
    found: int
    author: str
    printed_on: date


def duty_list_data(ctx: Context, wish: DutyWish | None = None) -> DutyListData:
    """The duties of a wish (without one: all of them). A list with nothing in it may be printed too: it says so."""
    from app.services.duties.duty_list import duty_list, wish_words
    from app.services.workplace.queries import get_workplace

    wanted = wish or DutyWish("all")
    today = ctx.clock().date()
    found = duty_list(ctx, wanted, today)
    words = wish_words(ctx, wanted)
    if wanted.view == "all" and wanted.within is not None:
        first, last = wanted.within
        words = (f"{first.year}/{last.year} учебный год и всё просроченное", *words)
    workplace = get_workplace(ctx)
    return DutyListData(
        wanted.view,
        wanted.grouping,
        words,
        found.groups,
        found.shown,
        found.found,
        workplace.name if workplace else "",
        today,
    )
