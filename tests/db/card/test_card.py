"""The card of a school: one reading, the same figures as the pages it is made of."""

from __future__ import annotations

import random
from datetime import date

import pytest
from sqlalchemy import select

from app.models.organisations import Municipality, Organisation
from app.models.results import Paper, Procedure, Task
from app.models.settings import Workplace
from app.services.card.queries import card
from app.services.checks.queries import run_check
from app.services.context import Context
from app.services.contexts.commands import save_context_values
from app.services.errors import UserError
from app.services.organisations.life_commands import merge_organisations
from app.services.results.queries import school_results
from app.services.statuses.commands import save_status
from app.services.statuses.rows import StatusRow
from tests.sample_papers import add_procedure

TOWNS = ("Заречный муниципальный район", "Лесной муниципальный район")
SCHOOLS = {f"СОШ № {n}": TOWNS[n % 2] for n in range(1, 15)}


def district(ctx: Context, *, region: bool) -> None:
    """Two subjects, grade 4 and a year later grade 5, fourteen schools of two municipalities; one school falls sharply."""
    chance = random.Random(7)
    for subject in ("Русский язык", "Математика"):
        for year, grade in ((2024, 4), (2025, 5), (2025, 4)):
            papers = {}
            for n, name in enumerate(SCHOOLS):
                middle = 20 + n % 5 + (9 if n == 3 and grade == 4 else -8 if n == 3 else 0)
                scores = [max(0, min(38, round(chance.gauss(middle, 5)))) for _ in range(4 + 2 * n)]
                papers[name] = [(score, 5 - score // 10 if n == 6 else min(5, 2 + score // 10)) for score in scores]
            add_procedure(
                ctx, papers, year=year, grade=grade, subject=subject, municipality=SCHOOLS, whole_region=region, max_score=38
            )


def ids(ctx: Context) -> dict[str, int]:
    with ctx.db.read() as session:
        return {name: i for i, name in session.execute(select(Organisation.id, Organisation.short_name))}


@pytest.mark.parametrize("region", [True, False])
def test_findings_are_those_of_the_check(ctx: Context, region: bool) -> None:
    district(ctx, region=region)
    everything = run_check(ctx).markers
    assert {"sharp_fall", "mark_mismatch", "inflated_mean"} <= {marker.code for marker in everything}
    for name, school in ids(ctx).items():
        wanted = {marker for marker in everything if marker.organisation_id == school}
        found = set(card(ctx, school).findings)
        assert {(m.code, m.procedure_id, m.n, m.reference) for m in found} == {
            (m.code, m.procedure_id, m.n, m.reference) for m in wanted
        }, name
        for marker in found:
            twin = next(m for m in wanted if (m.code, m.procedure_id) == (marker.code, marker.procedure_id))
            assert (marker.value, marker.bound) == pytest.approx((twin.value, twin.bound))


def test_results_are_those_of_the_procedures(ctx: Context) -> None:
    district(ctx, region=True)
    with ctx.db.write() as session:
        town = session.scalar(select(Municipality).where(Municipality.name == TOWNS[0]))
        assert town is not None
        place = Workplace(id=1, uid="u", kind="department", name="Отдел", municipality_id=town.id, created_at=ctx.clock())
        session.add(place)
    school = ids(ctx)["СОШ № 4"]
    shown = {
        point.procedure.id: (point.school, point.district, point.region)
        for series in card(ctx, school).results
        for point in series.points
    }
    told = {procedure.id: (mine, around) for procedure, mine, around in school_results(ctx, school)}
    assert shown.keys() == told.keys() and len(shown) == 6
    for procedure, (mine, around, region) in shown.items():
        assert mine == told[procedure][0]
        twin = told[procedure][1]
        assert around is not None and twin is not None and region is not None
        assert (around.participants, around.mark_counts) == (twin.participants, twin.mark_counts)
        assert around.mean_score == pytest.approx(twin.mean_score)
    titles = [series.title for series in card(ctx, school).results]
    assert titles == ["Математика, 4 класс", "Русский язык, 4 класс", "Математика, 5 класс", "Русский язык, 5 класс"]


def test_tasks_the_school_does_worse(ctx: Context) -> None:
    procedure = add_procedure(ctx, {"СОШ № 1": [1] * 6, "СОШ № 2": [3] * 6}, max_score=3, municipality=TOWNS[0])
    with ctx.db.write() as session:
        session.add_all(
            [
                Task(procedure_id=procedure, position=0, code="1", max_points=1, skill="Читать текст"),
                Task(procedure_id=procedure, position=1, code="2", max_points=2),
            ]
        )
        names = {i: name for i, name in session.execute(select(Organisation.id, Organisation.short_name))}
        for paper in session.scalars(select(Paper).where(Paper.procedure_id == procedure)):
            paper.task_scores = bytes((255, 2)) if names[paper.organisation_id] == "СОШ № 1" else bytes((1, 2))
    (gap,) = card(ctx, ids(ctx)["СОШ № 1"]).task_gaps
    assert (gap.code, gap.skill, gap.n, gap.school, gap.district, gap.difference) == ("1", "Читать текст", 6, 0.0, 50.0, -50.0)
    assert card(ctx, ids(ctx)["СОШ № 2"]).task_gaps == ()


def test_a_successor_shows_the_results_of_those_that_joined_it(ctx: Context) -> None:
    add_procedure(ctx, {"СОШ № 1": [10] * 6, "СОШ № 2": [20] * 6, "СОШ № 3": [30] * 6}, municipality=TOWNS[0])
    known = ids(ctx)
    day = date(2026, 9, 1)
    merge_organisations(ctx, [known["СОШ № 1"]], known["СОШ № 2"], on=day, basis="постановление № 5")
    shown = card(ctx, known["СОШ № 2"])
    assert [(point.school_name, point.school.mean_score) for point in shown.results[0].points] == [("", 20.0), ("СОШ № 1", 10.0)]
    assert [(one.name, one.on, one.basis) for one in shown.former] == [("СОШ № 1", day, "постановление № 5")]
    old = card(ctx, known["СОШ № 1"])
    assert old.successor is not None and old.successor.name == "СОШ № 2"
    assert [row.kind for row in old.history] == ["joined"]
    assert len(old.results) == 1


def test_an_empty_card(ctx: Context) -> None:
    with ctx.db.write() as session:
        session.add(Procedure(year=2024, grade=4, subject="Математика"))
        school = Organisation(kind="kindergarten", short_name="Детский сад «Ромашка»", search_name="детский сад «ромашка»")
        session.add(school)
        session.flush()
        school_id = school.id
    shown = card(ctx, school_id)
    assert (shown.results, shown.task_gaps, shown.findings, shown.due, shown.documents) == ((), (), (), (), ())
    assert (shown.social_index, shown.gaps_year, shown.contexts.years) == (None, None, ())
    with pytest.raises(UserError, match="больше нет"):
        card(ctx, school_id + 1)


def test_statuses_and_context_stand_on_the_card(ctx: Context) -> None:
    add_procedure(ctx, {"СОШ № 1": [10] * 6}, municipality=TOWNS[0])
    school = ids(ctx)["СОШ № 1"]
    save_status(ctx, StatusRow(None, school, "low_results", date(2026, 2, 1), basis="приказ № 14"))
    save_context_values(ctx, school, 2026, {"pupils": 312, "place": 4, "reach": 2, "parents_help": 1})
    shown = card(ctx, school)
    assert [status.title for status in shown.statuses] == ["ШНОР"]
    assert [(line.indicator.key, line.shown) for line in shown.contexts.lines] == [
        ("place", ("Село",)),
        ("reach", ("Можно съездить за день",)),
        ("pupils", ("312",)),
        ("parents_help", ("Почти все",)),
    ]
    assert shown.social_index is not None
    assert shown.social_index.value == pytest.approx(100 * (0 + 2 / 3 + 1) / 3)
    assert [(row.kind, row.basis) for row in shown.history] == [("status", "приказ № 14")]
