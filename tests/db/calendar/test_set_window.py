"""The days of a procedure: stored, taken back, kept by a later load."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.calendar.commands import set_window
from app.services.calendar.queries import list_calendar
from app.services.errors import UserError
from tests.sample_papers import add_procedure

APRIL, MAY = date(2026, 4, 20), date(2026, 5, 20)


@pytest.fixture
def procedure(ctx):
    return add_procedure(ctx, {"А": [10, 11]}, year=2026, window=(APRIL, None))


def _window(ctx):
    row = list_calendar(ctx)[0]
    return row.starts_on, row.ends_on


def test_days_are_stored_and_said(ctx, procedure):
    changes = set_window(ctx, procedure, date(2026, 4, 14), MAY)
    assert _window(ctx) == (date(2026, 4, 14), MAY)
    assert changes.topics == {"calendar", "roadmaps"}
    said = changes.message.replace("\u00a0", " ")
    assert said == "Сроки: ВПР 2026, русский язык, 4 класс — 14 апреля – 20 мая 2026."


def test_days_are_taken_back_and_brought_again(ctx, procedure):
    changes = set_window(ctx, procedure, None, None)
    assert _window(ctx) == (None, None)
    taken = changes.undo(ctx)
    assert _window(ctx) == (APRIL, None) and "возвращены" in taken.message
    taken.undo(ctx)
    assert _window(ctx) == (None, None)


def test_the_same_days_change_nothing(ctx, procedure):
    changes = set_window(ctx, procedure, APRIL, None)
    assert (changes.topics, changes.message, changes.undo) == (frozenset(), "", None)


@pytest.mark.parametrize(("starts", "ends"), [(MAY, APRIL), (None, MAY), (date(2062, 4, 20), None)])
def test_wrong_days_are_refused_and_nothing_changes(ctx, procedure, starts, ends):
    with pytest.raises(UserError) as told:
        set_window(ctx, procedure, starts, ends)
    assert told.value.todo
    assert _window(ctx) == (APRIL, None)


def test_a_procedure_that_is_gone(ctx):
    with pytest.raises(UserError, match="больше нет"):
        set_window(ctx, 1, APRIL, MAY)
