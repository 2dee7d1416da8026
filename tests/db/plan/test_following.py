"""Days of checklists follow windows and working days, whoever changes them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from app.models.checklists import ChecklistLine
from app.models.results import Paper
from app.services.calendar.commands import set_window, set_working_day
from app.services.errors import UserError
from app.services.imports.revert import revert_import
from app.services.organisations.commands import delete_organisation
from app.services.organisations.queries import list_organisations
from app.services.plan.commands import delete_plan, plan_procedure
from app.services.plan.queries import list_plan, list_slots
from app.services.plan.rows import PlanDraft
from app.services.plan.school_commands import delete_slots, save_slot
from tests.data.layouts import pupils, regional_2021_rows
from tests.db.imports.loading import book, load
from tests.db.plan.world import add_schools, hang_everything, plan, slot

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


def test_an_import_taken_back_leaves_what_was_planned_meanwhile(ctx, tmp_path):
    _preview, loaded = load(ctx, book(tmp_path, regional_2021_rows(pupils())))
    draft = PlanDraft("vpr", 4, "Русский язык", date(2021, 3, 15), date(2021, 5, 21))
    number = plan_procedure(ctx, draft).value
    school = list_organisations(ctx)[0].id
    save_slot(ctx, slot(number, school, "4А", date(2021, 4, 6)))
    revert_import(ctx, loaded.value)
    with ctx.db.read() as session:
        assert session.scalars(select(Paper)).all() == []
    (row,) = list_plan(ctx)
    assert (row.procedure_id, row.planned, row.status) == (number, True, "checking")
    assert [one.organisation_id for one in list_slots(ctx)] == [school]
    assert [one.id for one in list_organisations(ctx)] == [school]  # the others came with the file and went with it


def test_without_a_plan_it_goes_with_its_results(ctx, tmp_path):
    _preview, loaded = load(ctx, book(tmp_path, regional_2021_rows(pupils())))
    plan_procedure(ctx, PlanDraft("vpr", 4, "Русский язык", date(2021, 3, 15)))
    delete_plan(ctx, list_plan(ctx)[0].procedure_id)
    revert_import(ctx, loaded.value)
    assert list_plan(ctx) == []


def test_a_school_with_chosen_days_is_not_deleted(ctx):
    (school, *_rest) = add_schools(ctx)
    save_slot(ctx, slot(plan(ctx), school, "4А", date(2026, 10, 13)))
    with pytest.raises(UserError, match="выбранная дата"):
        delete_organisation(ctx, school)
    delete_slots(ctx, [list_slots(ctx)[0].id])
    assert delete_organisation(ctx, school).undo is not None
