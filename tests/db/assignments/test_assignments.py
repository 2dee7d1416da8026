"""People at procedures in a real base: who may be what, undo, the board, the plan, certificates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.people import Person
from app.models.plan import ProcedurePlan, ProcedureSchool, ProcedureSlot
from app.models.results import Procedure
from app.services.assignments import commands, queries
from app.services.assignments.rows import AssignmentDraft, Habits, TieRow
from app.services.errors import UserError
from app.services.text_ru import search_key
from tests.sample_papers import add_school, set_workplace

NAMES = ("Берёзовская СОШ", "Луговская СОШ", "Ивняковская ООШ", "Речная СОШ")
DAY = date(2026, 4, 21)


def add_person(session, name, school):
    person = Person(organisation_id=school, full_name=name, search_name=search_key(name), post="учитель")
    session.add(person)
    session.flush()
    return person.id


@pytest.fixture
def district(ctx):
    """Four schools with one teacher each; the first three write on one day."""
    set_workplace(ctx)
    with ctx.db.write() as session:
        schools = [add_school(session, name) for name in NAMES]
        people = [
            add_person(session, f"Учителева {letter} Петровна", school) for letter, school in zip("АБВГ", schools, strict=True)
        ]
        procedure = Procedure(
            kind="vpr", year=2026, grade=4, subject="Русский язык", held_on=date(2026, 4, 20), held_until=date(2026, 5, 15)
        )
        session.add(procedure)
        session.flush()
        session.add(ProcedurePlan(procedure_id=procedure.id, uid="u1"))
        for school in schools[:3]:
            session.add(
                ProcedureSlot(procedure_id=procedure.id, organisation_id=school, class_label="4А", held_on=DAY, pupils=20)
            )
        session.add(ProcedureSchool(procedure_id=procedure.id, organisation_id=schools[3], status="not_taking_part"))
        return procedure.id, schools, people


def observer(procedure, school, person, **more):
    return AssignmentDraft(None, procedure, school, person, "observer", **more)


def test_an_observer_is_never_from_the_school_nor_a_parent_of_the_class(ctx, district):
    procedure, schools, people = district
    with pytest.raises(UserError, match="работает в этой школе"):
        commands.assign(ctx, observer(procedure, schools[0], people[0]))
    tie = commands.save_tie(ctx, TieRow(None, people[1], schools[0], "parent", "4 «а»"))
    with pytest.raises(UserError, match="родитель ученика"):
        commands.assign(ctx, observer(procedure, schools[0], people[1]))
    commands.save_tie(ctx, TieRow(tie.value, people[1], schools[0], "parent", "7Б"))
    assert commands.assign(ctx, observer(procedure, schools[0], people[1])).value


def test_an_expert_does_not_check_his_own_class(ctx, district):
    procedure, schools, people = district
    commands.save_tie(ctx, TieRow(None, people[0], schools[0], "teaches", "4А", "Русский язык"))
    draft = AssignmentDraft(None, procedure, schools[0], people[0], "expert", "4А")
    with pytest.raises(UserError, match="классе, работы которого проверяет"):
        commands.assign(ctx, draft)
    assert commands.assign(ctx, replace(draft, class_label="4Б")).value


def test_nobody_is_in_two_places_on_one_day(ctx, district):
    procedure, schools, people = district
    commands.assign(ctx, observer(procedure, schools[0], people[3]))
    with pytest.raises(UserError, match="в двух местах"):
        commands.assign(ctx, observer(procedure, schools[1], people[3], held_on=DAY))
    shown = {one.person.person_id: one.why_not for one in queries.candidates(ctx, procedure, schools[1], "observer")}
    assert "занят" in shown[people[3]] and not shown[people[0]] and "работает" in shown[people[1]]


def test_the_board_shows_gaps_and_what_later_turned_wrong(ctx, district):
    procedure, schools, people = district
    made = commands.assign(ctx, observer(procedure, schools[0], people[1], briefed_on=date(2026, 4, 10)))
    found = queries.board(ctx, procedure)
    assert [row.name for row in found.rows] == sorted(NAMES[:3]) and found.without_observer == 2
    assert {one.code for one in found.remarks} == {"briefed_early"}
    commands.save_tie(ctx, TieRow(None, people[1], schools[0], "other"))
    assert "tied" in {one.code for one in queries.board(ctx, procedure).remarks}
    made.undo(ctx)
    assert queries.list_assignments(ctx, procedure_id=procedure) == []


def test_a_plan_is_proposed_stored_and_taken_back(ctx, district):
    procedure, schools, people = district
    found = queries.propose(ctx, procedure)
    assert len(found.lines) == 3 and not found.uncovered and not found.mutual
    done = commands.apply_plan(ctx, procedure, found.lines)
    shown = queries.board(ctx, procedure)
    assert shown.without_observer == 0 and not [one for one in shown.remarks if one.severity == "error"]
    assert queries.propose(ctx, procedure).lines == ()
    grid = queries.observer_grid(ctx)
    assert grid.cells[schools[0], procedure].observers and not grid.cells[schools[3], procedure].needed
    done.undo(ctx)
    assert queries.board(ctx, procedure).without_observer == 3
    few = queries.propose(ctx, procedure, people[:1])
    assert len(few.lines) == 1 and len(few.uncovered) == 2
    assert all(one.why and one.fix for one in few.uncovered)


def test_certificates_are_numbered_once_a_person(ctx, district):
    procedure = district[0]
    commands.save_habits(ctx, Habits(max_places=3))
    commands.apply_plan(ctx, procedure, queries.propose(ctx, procedure).lines)
    commands.number_certificates(ctx, procedure)
    rows = queries.list_assignments(ctx, procedure_id=procedure)
    assert sorted(row.certificate_number for row in rows) == ["2026-001", "2026-002", "2026-003"]
    again = commands.number_certificates(ctx, procedure)
    assert {row.id: row.certificate_number for row in queries.list_assignments(ctx, procedure_id=procedure)} == {
        row.id: row.certificate_number for row in rows
    }
    assert again.undo is not None
    commands.put_briefing(ctx, [row.id for row in rows], DAY)
    commands.put_basis(ctx, [rows[0].id], "приказ от 01.04.2026  № 12")
    assert queries.list_assignments(ctx, person_id=rows[0].person_id)[0].basis == "приказ от 01.04.2026 № 12"
    commands.remove(ctx, [row.id for row in rows]).undo(ctx)
    assert len(queries.list_assignments(ctx, procedure_id=procedure)) == 3
