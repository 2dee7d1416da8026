"""The official view of a base: every marker with what chance gives, the advice of 2026, and inputs that say nothing."""

from __future__ import annotations

import random

import pytest

from app.models.results import Paper, Procedure
from app.models.scales import ScoreScale
from app.services.checks.queries import run_check
from app.services.official import rules
from app.services.official.queries import official_view
from app.services.official.rows import LIST
from tests.sample_papers import add_procedure, add_school, set_workplace

SCHOOLS = tuple(f"СОШ № {n}" for n in range(1, 13))


def papers(seed, lift=None, n=30, journal=True, shift=0.0):
    """Honest schools of different levels; `lift`: {school: points}."""
    draw, out = random.Random(seed), {}
    for at, name in enumerate(SCHOOLS):
        level = 19 + shift + 2.5 * random.Random(at).gauss(0, 1) + (lift or {}).get(name, 0)
        scores = [min(38, max(0, round(draw.gauss(level, 6)))) for _ in range(n)]
        out[name] = [(score, min(5, max(2, round(2 + score / 11 + draw.gauss(0, 0.6)))) if journal else None) for score in scores]
    return out


def add_scale(ctx, year, grade=4, subject="Русский язык"):
    with ctx.db.write() as session:
        session.add(ScoreScale(year=year, grade=grade, subject=subject, max_score=38, min3=14, min4=24, min5=33))


@pytest.fixture
def district(ctx):
    set_workplace(ctx)
    add_procedure(ctx, papers(1), year=2025)
    add_procedure(ctx, papers(2, {"СОШ № 3": 12}), year=2026)
    add_procedure(ctx, papers(3), year=2026, grade=5)
    for year in (2025, 2026):
        add_scale(ctx, year)
    add_scale(ctx, 2026, grade=5)
    return ctx


def line(view, code, grade=4, year=2026, part=None):
    found = [
        one for one in view.lines if (one.code, one.grade, one.year) == (code, grade, year) and one.subject == "Русский язык"
    ]
    return next(one for one in found if part is None or one.part == part)


def test_flags_are_those_of_the_check_and_chance_stands_beside(district):
    view = official_view(district, 2026)
    found = run_check(district, 2026).markers
    for grade in (4, 5):
        inflated = line(view, "inflated_mean", grade)
        assert inflated.flagged == sum(m.code == "inflated_mean" and m.grade == grade for m in found)
        assert inflated.looked == 12 and inflated.expected is not None and 0 < inflated.expected < 6
        assert inflated.how == rules.HOW["inflated_mean"]
    assert line(view, "inflated_mean").flagged >= 1
    assert line(view, "sharp_rise", 5).expected is not None
    (year,) = view.years
    marked = {m.organisation_id for m in found if (m.code, "vpr", m.grade, m.subject) in LIST}
    assert (year.schools, year.marked) == (12, len(marked))
    assert year.index == pytest.approx(100 - 100 * len(marked) / 12)
    assert 0 < year.expected <= sum(one.expected or 0 for one in view.lines if one.part == "list")
    assert "внешний индекс объективности" in rules.year_words(year)


def test_all_fourteen_are_listed_whatever_the_base_has(district):
    view = official_view(district, 2026)
    listed = [(one.code, one.kind, one.grade, one.subject) for one in view.lines if one.part == "list"]
    assert sorted(listed) == sorted(LIST)
    exam = next(one for one in view.lines if one.kind == "oge")
    assert exam.why_not == rules.WHY_NO_RESULTS and exam.expected is None
    assert rules.paper_words(exam).startswith("ОГЭ, ")


def test_one_lifted_school_hardly_moves_what_chance_gives(district):
    with_lifted = line(official_view(district, 2026), "inflated_mean").expected
    with district.db.write() as session:
        for paper in session.query(Paper).join(Procedure, Procedure.id == Paper.procedure_id):
            school = add_school(session, "СОШ № 3")
            procedure = session.get_one(Procedure, paper.procedure_id)
            if paper.organisation_id == school and procedure.year == 2026 and procedure.grade == 4:
                paper.raw_score = max(0, paper.raw_score - 12)
    without = line(official_view(district, 2026), "inflated_mean").expected
    assert with_lifted < without + 1.5


def test_advice_of_2026_has_its_thresholds(district):
    view = official_view(district, 2026)
    far = line(view, "journal_far")
    assert far.looked == 12 and far.expected == pytest.approx(far.flagged, abs=4)
    (journal,) = [one for one in view.journal if one.grade == 4]
    assert journal.n == 360 and journal.lowered + journal.confirmed + journal.raised == 360
    rows = [m for m in view.markers if m.code == "journal_far" and m.grade == 4]
    assert sum(m.value for m in rows) == journal.far
    twos = line(view, "twos_growth")
    assert twos.looked == 12 and twos.expected is not None
    assert line(view, "twos_growth", 5).why_not == "нет результатов той же работы за прошлый год"


def test_the_share_of_twos_that_grew_is_flagged(ctx):
    set_workplace(ctx)
    add_procedure(ctx, papers(1), year=2025)
    fallen = papers(1)
    fallen["СОШ № 5"] = [(max(0, score - 9), mark) for score, mark in fallen["СОШ № 5"]]
    add_procedure(ctx, fallen, year=2026)
    add_scale(ctx, 2025)
    add_scale(ctx, 2026)
    view = official_view(ctx, 2026)
    assert {m.school for m in view.markers if m.code == "twos_growth"} == {"СОШ № 5"}
    (row,) = [m for m in view.markers if m.code == "twos_growth"]
    assert row.value > row.bound == 10.0 and row.n == 30


def test_pupils_lifted_over_the_cut_make_a_peak(ctx):
    set_workplace(ctx)
    lifted = papers(4, n=120)
    lifted["СОШ № 6"] = [(14 if 10 <= score < 14 else score, mark) for score, mark in lifted["СОШ № 6"]]
    add_procedure(ctx, lifted, year=2026)
    add_scale(ctx, 2026)
    view = official_view(ctx, 2026)
    peaks = [m for m in view.markers if m.code == "boundary_peak"]
    assert {m.school for m in peaks} == {"СОШ № 6"}
    assert peaks[0].n >= 20 and peaks[0].value > peaks[0].bound + 10
    assert line(view, "boundary_peak").expected < 2


def test_without_scale_or_journal_it_says_so(ctx):
    set_workplace(ctx)
    add_procedure(ctx, papers(1, journal=False), year=2026)
    view = official_view(ctx, 2026)
    assert line(view, "mark_mismatch").why_not == rules.WHY_NO_JOURNAL
    assert line(view, "boundary_peak").why_not == rules.WHY_NO_SCALE
    assert line(view, "journal_far").why_not == rules.WHY_NO_JOURNAL
    assert view.journal == ()
    assert rules.line_words(line(view, "mark_mismatch")) == "Не считалось: нет отметок по журналу."


@pytest.mark.parametrize(
    "few",
    [
        {"СОШ № 1": [20]},
        {"СОШ № 1": [20, 21, 22, 25, 30]},
        {"СОШ № 1": [None, None]},
        {f"СОШ № {n}": [20] * 8 for n in range(1, 8)},
        {f"СОШ № {n}": [n] for n in range(1, 8)},
        {f"СОШ № {n}": [10, 11 + n] for n in range(1, 4)},
    ],
)
def test_what_says_nothing_gives_no_number(ctx, few):
    set_workplace(ctx)
    add_procedure(ctx, few, year=2026)
    view = official_view(ctx, 2026)
    for one in view.lines:
        assert one.expected is None or 0 <= one.expected <= one.looked
        assert one.share is None or one.looked >= 5
        assert rules.line_words(one)
    for year in view.years:
        assert rules.year_words(year)
        assert year.index is None or year.schools >= 5


def test_only_own_schools_are_counted_though_the_region_is_the_measure(ctx):
    set_workplace(ctx)
    towns = {name: "Заречный муниципальный район" if n < 6 else "Дальний район" for n, name in enumerate(SCHOOLS)}
    add_procedure(ctx, papers(5), year=2026, municipality=towns, whole_region=True)
    view = official_view(ctx, 2026)
    assert line(view, "inflated_mean").looked == 6 == view.schools
    assert view.years[0].schools == 6
    assert {m.school for m in view.markers} <= set(SCHOOLS[:6])


def test_all_years_together_are_newest_first(district):
    view = official_view(district)
    assert [one.year for one in view.years] == [2026, 2025]
    years = [one.year for one in view.lines]
    assert years == sorted(years, reverse=True)
    assert official_view(district, 2019).years == ()
