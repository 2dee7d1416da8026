"""Data of the letter to schools that owe an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.context import Context
from app.services.errors import UserError


@dataclass(frozen=True, slots=True)
class Debt:
    """What a school owes. `wrong`: it answered, and the workbook went back to it."""

    title: str
    due_on: date | None
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class ReminderLetterData:
    """`school`: the one the letter goes to; empty = one letter to all of `debts` by list."""

    author: str
    printed_on: date
    school: str
    debts: tuple[tuple[str, tuple[Debt, ...]], ...]
    """(school, what it owes), alphabetically."""


def reminder_letter_data(ctx: Context, request_id: int | None = None, organisation_id: int | None = None) -> ReminderLetterData:
    """Of one request or of all open ones, to one school or to all. Raises UserError where nobody owes anything."""
    from app.services.collection.queries import owing
    from app.services.organisations.queries import get_organisation
    from app.services.workplace.queries import get_workplace

    found = owing(ctx, request_id)
    if organisation_id is not None:
        found = tuple(pair for pair in found if pair[0].organisation_id == organisation_id)
    if not found:
        raise UserError("Напоминать некому: должников нет.", "Кто «ждёт регион» или не спрошен, должником не считается.")
    owed = [(line, [(request, line.cells[request.id].state) for request in requests]) for line, requests in found]
    if request_id is None and any(state != "expected" for _line, requests in owed for _request, state in requests):
        # Of several requests those that are not due yet need no reminder beside those that are late.
        owed = [(line, [pair for pair in requests if pair[1] != "expected"]) for line, requests in owed]
    debts = tuple(
        (line.school, tuple(Debt(request.title, request.due_on, state == "wrong") for request, state in requests))
        for line, requests in owed
        if requests
    )
    workplace = get_workplace(ctx)
    school = get_organisation(ctx, organisation_id) if organisation_id is not None else None
    return ReminderLetterData(
        author=workplace.name if workplace else "",
        printed_on=ctx.clock().date(),
        school=school.short_name if school is not None else "",
        debts=debts,
    )
