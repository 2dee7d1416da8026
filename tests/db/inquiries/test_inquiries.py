"""Inquiries in a real base: the whole way, undo, putting aside and coming back, the olympiad."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from app.models.findings import Finding, FindingRun
from app.models.inquiries import Inquiry as Stored
from app.models.results import Paper, Task
from app.models.scales import ScoreScale
from app.services.errors import UserError
from app.services.findings.queries import new_findings
from app.services.findings.rows import FindingRow, SignalRow
from app.services.inquiries import commands, rules
from app.services.inquiries.queries import get_inquiry, list_inquiries, schools_to_choose, states_by_cell
from app.services.inquiries.rows import Minutes, RequestDraft
from app.services.overview.queries import overview
from tests.sample_papers import add_procedure, add_school, school_id, set_workplace

SCHOOL = "МБОУ «Берёзовская СОШ»"
SCORES = [14, 14, 15, 14, 20, 25, 24, 24, 30, 33, 35, 14, 15, 22, 28, 31, 9, 26, 17, None]


def finding(procedure_id, organisation_id, p=0.001, strength="strong", flagged=True, code="bunching", year=2026, grade=4):
    signals = (
        SignalRow(code, p, 5.0, 2.0, ""),
        SignalRow("funnel", 0.4, 1.0, 1.0, ""),
        SignalRow("journal_gap", None, None, None, "no_journal"),
    )
    return FindingRow(
        procedure_id,
        organisation_id,
        year,
        grade,
        "Русский язык",
        SCHOOL,
        "edu990001",
        19,
        p,
        3.0,
        None,
        flagged,
        strength,
        signals,
    )


@pytest.fixture
def cell(ctx):
    set_workplace(ctx)
    procedure = add_procedure(ctx, {SCHOOL: SCORES}, year=2026)
    with ctx.db.write() as session:
        session.add(
            ScoreScale(
                kind="vpr",
                year=2026,
                grade=4,
                subject="Русский язык",
                max_score=38,
                min3=14,
                min4=24,
                min5=33,
                edited=False,
                source="",
            )
        )
    return procedure, school_id(ctx, SCHOOL)


def store_finding(ctx, procedure_id, organisation_id, p, flagged=False):
    nothing = '{"signals": [], "notes": [], "nulls": [], "missing": []}'
    run = FindingRun(id=1, computed_at=datetime(2026, 9, 1), fingerprint="x", cells=1, flagged=1, reference="", details=nothing)
    with ctx.db.write() as session:
        session.merge(run)
        of = {"procedure_id": procedure_id, "organisation_id": organisation_id, "region_reference": False, "signals": b""}
        session.merge(Finding(n=19, p=p, score=1.0, repeat=None, flagged=flagged, **of))


def test_the_whole_way_from_signal_to_conclusion(ctx, cell):
    changes = commands.open_inquiry(ctx, *cell, finding=finding(*cell))
    number = changes.value
    found = get_inquiry(ctx, number)
    assert found.row.state == "hypothesis"
    assert "у самой границы" in found.hypothesis
    assert found.grounds.signals[0] == ("bunching", 0.001)
    assert found.proposal.works == found.population == 19
    assert found.cuts == (14, 24, 33)

    commands.save_request(ctx, number, RequestDraft(date(2026, 9, 10), date(2026, 9, 17)))
    (row,) = list_inquiries(ctx)
    assert (row.state, row.next_step, row.next_due) == ("requested", "получить объяснение школы", date(2026, 9, 17))
    commands.save_request(
        ctx, number, RequestDraft(date(2026, 9, 10), date(2026, 9, 17), date(2026, 9, 15), "Проверял один учитель.")
    )

    commands.draw_sample(ctx, number, 10, "near_cuts", seed=4711)
    found = get_inquiry(ctx, number)
    assert (found.row.state, found.seed, found.method, found.population) == ("recheck", 4711, "near_cuts", 19)
    assert len(found.drawn) == 10
    assert [one.name for one in found.strata] == ["у границ отметок", "остальные"]
    assert sum(one.drawn for one in found.strata) == 10
    before = {one.code: one.before for one in found.drawn}

    commands.put_results(ctx, number, {code: max(0, score - (2 if score in (14, 15) else 0)) for code, score in before.items()})
    commands.note_work(ctx, number, found.drawn[0].code, checker="Э-1", note="критерий К3")
    found = get_inquiry(ctx, number)
    assert found.differences.checked == 10
    assert found.differences.lower == sum(score in (14, 15) for score in before.values()) > 0
    assert found.differences.changed == sum(score in (14, 15) for score in before.values())
    assert found.differences.interval is not None and found.differences.share_interval is not None
    assert found.checked_on == ctx.clock().date()
    assert found.drawn[0].checker == "Э-1"

    minutes = Minutes(
        date(2026, 9, 20),
        "отдел образования",
        "Ковалёва А. П.",
        "",
        "Директор\nЗавуч",
        (("Кто проверял?", "Один учитель."), ("", "")),
        (("Ввести вторую проверку", "завуч", "до 1 октября"),),
    )
    commands.save_minutes(ctx, number, minutes)
    found = get_inquiry(ctx, number)
    assert found.minutes.questions == (("Кто проверял?", "Один учитель."),)
    assert found.row.next_step == "сделать вывод"

    with pytest.raises(UserError):
        commands.conclude(ctx, number, "found", "  ")
    commands.conclude(ctx, number, "found", "Баллы у границы завышены.")
    found = get_inquiry(ctx, number)
    assert (found.row.state, found.row.verdict, found.row.next_step) == ("concluded", "found", "добавить меру в дорожную карту")
    assert {step.kind for step in found.steps} == {
        "opened", "requested", "answered", "drawn", "checked", "interview", "concluded"
    }  # fmt: skip
    with pytest.raises(UserError, match="закрыт"):
        commands.put_results(ctx, number, {})
    commands.reopen(ctx, number)
    assert get_inquiry(ctx, number).row.state == "interview"


def test_the_first_tab_shows_whose_answer_is_late(ctx, cell):
    number = commands.open_inquiry(ctx, *cell).value
    asked = RequestDraft(date(2026, 9, 1), date(2026, 9, 8))
    commands.save_request(ctx, number, asked)
    (due,) = overview(ctx, date(2026, 9, 14)).overdue
    assert (due.who, due.target, due.when) == (SCHOOL, ("inquiry", number), date(2026, 9, 8))
    assert "русский язык, 4 класс" in due.what
    assert [one.target for one in overview(ctx, date(2026, 9, 8)).this_week] == [("inquiry", number)]
    commands.save_request(ctx, number, replace(asked, answered_on=date(2026, 9, 9)))
    assert overview(ctx, date(2026, 9, 14)).overdue == ()


def test_every_change_is_taken_back(ctx, cell):
    number = commands.open_inquiry(ctx, *cell, finding=finding(*cell)).value
    before = get_inquiry(ctx, number)
    drawn = commands.draw_sample(ctx, number, 6)
    after = get_inquiry(ctx, number)
    back = drawn.undo(ctx)
    assert get_inquiry(ctx, number) == before
    back.undo(ctx)
    assert get_inquiry(ctx, number) == after
    code = after.drawn[0].code
    put = commands.put_results(ctx, number, {code: 3})
    with pytest.raises(UserError, match="с тех пор"):
        drawn.undo(ctx)
    put.undo(ctx)
    assert get_inquiry(ctx, number).drawn[0].after is None


def test_points_out_of_range_and_foreign_codes_are_refused_and_nothing_changes(ctx, cell):
    number = commands.open_inquiry(ctx, *cell).value
    commands.draw_sample(ctx, number, 6, seed=1)
    found = get_inquiry(ctx, number)
    code = found.drawn[0].code
    for wrong in ({code: 39}, {code: -1}, {"99999": 3}, {code: 5, "99999": 3}):
        with pytest.raises(UserError):
            commands.put_results(ctx, number, wrong)
    assert get_inquiry(ctx, number) == found
    commands.put_results(ctx, number, {code: 5})
    with pytest.raises(UserError, match="новая выборка"):
        commands.draw_sample(ctx, number, 6)


def test_a_dismissed_signal_stays_on_record_and_comes_back_when_it_grows(ctx, cell):
    number = commands.dismiss_finding(
        ctx, *cell, "Сильный класс.", finding=finding(*cell, p=0.02, strength="weak", flagged=False)
    ).value
    assert states_by_cell(ctx)[cell].state == "dismissed"
    assert states_by_cell(ctx)[cell].reason == "Сильный класс."
    assert get_inquiry(ctx, number).grounds.p == 0.02
    same = [finding(*cell, p=0.018, strength="weak", flagged=False)]
    stronger = [finding(*cell, p=0.0009)]
    assert not states_by_cell(ctx, same)[cell].came_back
    assert states_by_cell(ctx, stronger)[cell].came_back
    again = commands.open_inquiry(ctx, *cell, finding=stronger[0])
    assert again.value == number
    found = get_inquiry(ctx, number)
    assert (found.row.state, found.grounds.p) == ("hypothesis", 0.0009)
    assert any("Сильный класс" in step.text for step in found.steps)
    again.undo(ctx)
    assert states_by_cell(ctx)[cell].state == "dismissed"


def test_the_list_says_what_came_back(ctx, cell):
    commands.dismiss_finding(ctx, *cell, "Сильный класс.", finding=finding(*cell, p=0.2, strength="none", flagged=False))
    assert not list_inquiries(ctx)[0].came_back
    store_finding(ctx, *cell, p=0.0001, flagged=True)
    (row,) = list_inquiries(ctx)
    assert row.came_back and "открыть снова" in row.next_step
    assert [(one.procedure_id, one.organisation_id) for one in new_findings(ctx)] == [cell]
    assert [(one[2], one[3]) for one in overview(ctx, date(2026, 9, 14)).findings] == [cell]
    commands.dismiss_finding(ctx, *cell, "Посмотрели ещё раз.")
    assert not list_inquiries(ctx)[0].came_back
    assert new_findings(ctx) == () and overview(ctx, date(2026, 9, 14)).findings == ()
    store_finding(ctx, *cell, p=0.000001, flagged=True)
    assert list_inquiries(ctx)[0].came_back and len(new_findings(ctx)) == 1
    commands.open_inquiry(ctx, *cell)
    assert new_findings(ctx) == ()


def test_one_cell_has_one_inquiry(ctx, cell):
    first = commands.open_inquiry(ctx, *cell)
    second = commands.open_inquiry(ctx, *cell)
    assert (second.value, second.topics) == (first.value, frozenset())
    assert "открыт" in second.message
    with pytest.raises(UserError):
        commands.open_inquiry(ctx, 999, cell[1])
    commands.delete_inquiry(ctx, first.value).undo(ctx)
    assert get_inquiry(ctx, first.value).row.state == "hypothesis"


def test_the_year_after_stands_beside(ctx, cell):
    _procedure, school = cell
    same = add_procedure(ctx, {SCHOOL: [10, 20, 30, 12, 15]}, year=2027)
    older = add_procedure(ctx, {SCHOOL: [10, 20, 30, 12, 15]}, year=2027, grade=5)
    number = commands.open_inquiry(ctx, *cell).value
    for one in (same, older):
        store_finding(ctx, one, school, p=0.5)
    later = get_inquiry(ctx, number).later
    assert [(one.procedure_id, one.what) for one in later] == [
        (same, "та же работа, следующий класс"),
        (older, "те же дети годом старше"),
    ]


def test_an_olympiad_goes_the_same_way(ctx):
    set_workplace(ctx)
    with ctx.db.write() as session:
        school = add_school(session, SCHOOL)
    assert schools_to_choose(ctx) == ((SCHOOL, school),)
    number = commands.open_olympiad(ctx, school, 2026, "Математика", 8, max_score=35, pass_score=20).value
    assert commands.open_olympiad(ctx, school, 2026, "Математика", 8).value == number
    with pytest.raises(UserError):
        commands.draw_sample(ctx, number, 5)
    commands.put_works(ctx, number, {f"М8-{n:02d}": ("8А", 15 + n) for n in range(12)})
    with pytest.raises(UserError):
        commands.put_works(ctx, number, {"М8-99": ("8А", 36)})
    found = get_inquiry(ctx, number)
    assert found.row.paper == "ВсОШ, школьный этап 2026/2027, математика, 8 класс"
    assert (len(found.works), found.drawn_on, found.population) == (12, None, 12)
    commands.draw_sample(ctx, number, 8, seed=3)
    found = get_inquiry(ctx, number)
    assert len(found.drawn) == 8 and len(found.works) == 12
    commands.put_results(ctx, number, {one.code: max(0, one.before - 3) for one in found.drawn})
    found = get_inquiry(ctx, number)
    assert found.differences.mean == -3
    assert found.differences.changed == sum(one.before in (20, 21, 22) for one in found.drawn)
    with pytest.raises(UserError, match="отменил бы"):
        commands.put_works(ctx, number, {"М8-77": ("8А", 3)})
    commands.put_results(ctx, number, dict.fromkeys(one.code for one in found.drawn))
    commands.put_works(ctx, number, {"М8-77": ("8А", 3)})
    found = get_inquiry(ctx, number)
    assert (len(found.works), found.drawn_on, found.population) == (13, None, 13)
    with ctx.db.read() as session:
        assert session.scalars(select(Stored.kind)).all() == ["olympiad"]


def give_tasks(ctx, procedure_id):
    """Three tasks of 1, 2 and 35 points; the points of every work are told apart by task."""
    with ctx.db.write() as session:
        for position, most in enumerate((1, 2, 35)):
            session.add(Task(procedure_id=procedure_id, position=position, code=f"{position + 1}", max_points=most))
        for paper in session.scalars(select(Paper).where(Paper.procedure_id == procedure_id, Paper.raw_score.is_not(None))):
            paper.task_scores = bytes([1, 2, paper.raw_score - 3])


def test_points_per_task_make_the_total_and_say_which_tasks_changed(ctx, cell):
    give_tasks(ctx, cell[0])
    number = commands.open_inquiry(ctx, *cell).value
    commands.draw_sample(ctx, number, 6, seed=1)
    found = get_inquiry(ctx, number)
    assert (found.task_codes, found.task_max) == (("1", "2", "3"), (1, 2, 35))
    works = found.drawn
    assert works[0].tasks == (1, 2, works[0].before - 3)
    commands.put_tasks(ctx, number, {one.code: (1, 1, one.before - 3) for one in works[:5]})
    commands.put_tasks(ctx, number, {works[5].code: (1, None, None)})
    found = get_inquiry(ctx, number)
    assert [one.difference for one in found.drawn] == [-1, -1, -1, -1, -1, None]
    by_task = rules.task_differences(found.works, found.task_codes)
    assert [(one.code, one.checked, one.lower, one.higher, one.mean) for one in by_task] == [
        ("1", 6, 0, 0, 0.0), ("2", 5, 5, 0, -1.0), ("3", 5, 0, 0, 0.0)
    ]  # fmt: skip
    for wrong in ({works[0].code: (2, 0, 0)}, {works[0].code: (1, 1)}, {"нет": (1, 1, 1)}):
        with pytest.raises(UserError):
            commands.put_tasks(ctx, number, wrong)
    commands.put_results(ctx, number, {works[0].code: 0})
    assert get_inquiry(ctx, number).drawn[0].tasks_after == ()
