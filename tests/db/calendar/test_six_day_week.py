"""The six-day week is a setting: Saturdays become school days, and what was said about days chosen on them goes."""

from __future__ import annotations

from datetime import date

from app.services.plan.queries import school_days, slot_conflicts
from app.services.plan.school_commands import save_slots, set_six_day
from tests.db.plan.world import add_schools, plan, slot

SATURDAY, SUNDAY, HOLIDAY = date(2026, 10, 17), date(2026, 10, 18), date(2026, 11, 4)


def test_saturdays_are_school_days_of_the_six_day_week(ctx):
    assert not school_days(ctx, 2026).is_school_day(SATURDAY)
    changes = set_six_day(ctx, True)
    days = school_days(ctx, 2026)
    assert days.is_school_day(SATURDAY)
    assert not days.is_school_day(SUNDAY) and not days.is_school_day(HOLIDAY)
    assert changes.undo is not None
    changes.undo(ctx)
    assert not school_days(ctx, 2026).is_school_day(SATURDAY)


def test_a_day_chosen_on_a_saturday(ctx):
    schools = add_schools(ctx)
    save_slots(ctx, [slot(plan(ctx), schools[0], "4А", SATURDAY)])
    assert [one.code for one in slot_conflicts(ctx)] == ["day_off"]
    set_six_day(ctx, True)
    assert slot_conflicts(ctx) == []
