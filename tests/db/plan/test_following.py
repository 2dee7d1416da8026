"""Days of checklists follow windows and working days, whoever changes them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.checklists import ChecklistLine
from app.services.calendar.commands import set_window, set_working_day
from tests.db.plan.world import add_schools, hang_everything, plan

AS_PLANNED = [date(2026, 10, 5), date(2026, 10, 7), date(2026, 10, 27)]


@pytest.fixture
def procedure(ctx):
    number = plan(ctx)
    hang_everything(ctx, number, add_schools(ctx))
    return number


def _days(ctx):
    with ctx.db.read() as session:
        return list(session.scalars(select(ChecklistLine.due_on).order_by(ChecklistLine.position)))


def test_a_window_set_from_elsewhere(ctx, procedure):
    change = set_window(ctx, procedure, date(2026, 10, 19), date(2026, 10, 30))
    assert _days(ctx) == [date(2026, 10, 12), date(2026, 10, 14), date(2026, 11, 3)]
    change.undo(ctx)
    assert _days(ctx) == AS_PLANNED
    set_window(ctx, procedure, None, None)
    assert _days(ctx) == [None, None, None]


def test_a_day_off_declared_by_the_person(ctx, procedure):
    change = set_working_day(ctx, date(2026, 10, 6), "off")
    assert _days(ctx) == [date(2026, 10, 2), date(2026, 10, 7), date(2026, 10, 27)]
    change.undo(ctx)
    assert _days(ctx) == AS_PLANNED
