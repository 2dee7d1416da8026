"""The assessment as a whole: what holds on any data, and what becomes of poor data."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.objectivity.assess import assess
from app.services.objectivity.cells import FEW, WHY, size_bin
from app.services.objectivity.outcome import Assessment
from app.services.objectivity.region import KnownShares, PaperData, Region, cut_to
from tests.unit.objectivity.small_region import TOP, make

pytestmark = pytest.mark.filterwarnings("error")
CODE = {name: number for number, name in WHY.items()}


def _same(a: Assessment, b: Assessment) -> None:
    for left, right in zip(a.signals, b.signals, strict=True):
        assert left.code == right.code
        for name in ("z", "value", "expected", "why"):
            assert np.array_equal(getattr(left, name), getattr(right, name), equal_nan=True), (left.code, name)
    for left_p, right_p in zip(a.p_of, b.p_of, strict=True):
        assert np.array_equal(left_p, right_p, equal_nan=True)
    for name in ("p", "score", "repeat", "flagged", "region_reference"):
        assert np.array_equal(getattr(a, name), getattr(b, name), equal_nan=name not in ("flagged", "region_reference")), name
    assert a.nulls == b.nulls and a.missing == b.missing


def _check(said: Assessment) -> None:
    """What must hold whatever the data are."""
    few = said.cells.n < FEW
    assert np.isnan(said.p[few]).all() and not said.flagged[few].any()
    known = np.isfinite(said.p)
    assert ((said.p[known] >= 0) & (said.p[known] <= 1)).all()
    assert np.isfinite(said.score[known]).all() and (said.repeat[known] >= 0).all()
    assert not said.flagged[~known].any()
    for values, p in zip(said.signals, said.p_of, strict=True):
        assert np.array_equal(np.isnan(values.z), values.why != 0), values.code
        assert np.array_equal(np.isnan(values.z), np.isnan(p)), values.code
        assert set(values.why.tolist()) <= set(WHY)
        assert np.isfinite(values.z[values.why == 0]).all(), values.code


def _with_papers(region: Region, change: dict[str, object], kind: str = "vpr") -> Region:
    papers = tuple(replace(paper, **change) if paper.kind == kind else paper for paper in region.papers)  # type: ignore[arg-type]
    return replace(region, papers=papers)


def _keep(paper: PaperData, rows: np.ndarray) -> PaperData:
    return replace(
        paper,
        school=paper.school[rows],
        score=paper.score[rows],
        journal=paper.journal[rows],
        tasks=paper.tasks[rows] if paper.tasks is not None else None,
        variant=paper.variant[rows],
    )


def test_municipality_alone_is_bit_for_bit_the_one_cut_out() -> None:
    """What is made from the municipality's own arrays, copied and renumbered, equals the cut of the region."""
    region = make(1).region
    cut = cut_to(region, 2)
    alone = Region(
        np.array([900 + 7 * i for i in range(cut.schools.size)]),
        np.full(cut.schools.size, 55),
        tuple(
            replace(
                paper,
                id=paper.id + 1000,
                school=paper.school.copy(),
                score=np.ascontiguousarray(paper.score),
                tasks=None if paper.tasks is None else paper.tasks.copy(),
            )
            for paper in cut.papers
        ),
    )
    _same(assess(cut), assess(alone))


def test_same_input_same_answer() -> None:
    region = make(2, lifted_share=0.1).region
    _same(assess(region), assess(region))


def test_lifted_cells_stand_first() -> None:
    made = make(3, municipalities=4, lifted_share=0.08)
    said = assess(made.region)
    _check(said)
    truth = made.lifted[said.cells.paper, said.cells.school]
    known = np.isfinite(said.p)
    assert np.median(said.p[known & truth]) < 0.05
    assert said.flagged[known & truth].mean() > 5 * max(said.flagged[known & ~truth].mean(), 0.002)


def test_honest_cells_are_seldom_below_five_percent() -> None:
    """Worlds unlike those that the shipped figures come from, with nothing in them: p < .05 by size, and hardly a flag."""
    low: list[np.ndarray] = []
    bins: list[np.ndarray] = []
    flagged = 0
    for seed in range(20, 24):
        said = assess(make(seed, municipalities=10).region)
        known = np.isfinite(said.p)
        low.append(said.p[known] < 0.05)
        bins.append(size_bin(said.cells.n[known]))
        flagged += int(said.flagged.sum())
    below, where = np.concatenate(low), np.concatenate(bins)
    for number in range(4):
        assert 0.015 <= below[where == number].mean() <= 0.085, number
    assert flagged <= 0.02 * below.size


def test_flags_of_one_municipality_do_not_depend_on_ids() -> None:
    region = make(4, lifted_share=0.1).region
    renamed = replace(region, schools=region.schools * 31 + 5, municipality=region.municipality * 100)
    _same(assess(region), assess(renamed))


def test_one_pupil_each() -> None:
    region = make(5).region
    papers = []
    for paper in region.papers:
        first = np.unique(paper.school, return_index=True)[1]
        papers.append(_keep(paper, first))
    said = assess(replace(region, papers=tuple(papers)))
    _check(said)
    assert np.isnan(said.p).all()
    assert all((values.why == CODE["few_pupils"]).all() for values in said.signals)


def test_equal_scores_everywhere() -> None:
    region = make(6).region
    papers = tuple(replace(paper, score=np.full_like(paper.score, 7)) for paper in region.papers)
    said = assess(replace(region, papers=papers))
    _check(said)
    assert np.isnan(said.p).all()


def test_equal_scores_in_one_school() -> None:
    region = make(7).region
    first = next(i for i, paper in enumerate(region.papers) if paper.kind == "vpr")
    paper = region.papers[first]
    school = int(np.argmax(np.bincount(paper.school)))
    score = np.where(paper.school == school, 9, paper.score)
    papers = [replace(paper, score=score) if i == first else other for i, other in enumerate(region.papers)]
    said = assess(replace(region, papers=tuple(papers)))
    _check(said)
    cell = int(np.flatnonzero((said.cells.paper == first) & (said.cells.school == school))[0])
    assert np.isnan(said.p[cell])
    assert all(values.why[cell] == CODE["equal_scores"] for values in said.signals)


def test_nobody_wrote() -> None:
    region = make(8).region
    said = assess(replace(region, papers=tuple(_keep(p, np.zeros(p.pupils, dtype=bool)) for p in region.papers)))
    assert len(said.cells) == 0 and said.p.size == 0 and said.missing == ()


def test_no_papers_and_no_schools() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert len(assess(Region(nothing, nothing, ())).cells) == 0


def test_one_school_only() -> None:
    region = cut_to(make(9, municipalities=20, schools=1).region, 3)
    said = assess(region)
    _check(said)
    for values in said.signals:
        if values.code in ("funnel", "journal_gap", "journal_match", "participation"):
            assert np.isnan(values.z).all()
    funnel = next(values for values in said.signals if values.code == "funnel")
    assert set(funnel.why.tolist()) <= {CODE["few_schools"], CODE["few_pupils"]}


def test_no_scale_no_journal_no_lists_no_tasks() -> None:
    region = _with_papers(make(10).region, {"cuts": ()})
    none = np.zeros(0, dtype=np.int64)
    papers = tuple(
        replace(p, journal=np.zeros_like(p.journal), enrolled=np.zeros_like(p.enrolled), tasks=None, task_max=none, task_codes=())
        for p in region.papers
    )
    said = assess(replace(region, papers=papers))
    _check(said)
    judged = said.cells.n >= FEW
    reasons = {values.code: set(values.why[judged].tolist()) for values in said.signals}
    assert reasons["journal_gap"] == {CODE["no_journal"]}
    assert reasons["participation"] == {CODE["no_enrolment"]}
    assert reasons["journal_match"] == {CODE["no_scale"]}
    assert np.isfinite(said.p[judged]).mean() > 0.9, "totals alone still say something"
    assert {row.code for row in said.missing} >= {"tasks", "journal", "scale", "enrolment"}


def test_maximum_differs_between_years_and_is_unknown() -> None:
    region = make(11).region
    papers = []
    for paper in region.papers:
        if paper.kind == "vpr" and paper.year == 2024:
            paper = replace(paper, max_score=2 * TOP, score=2 * paper.score, cuts=(12, 20, 28), tasks=None)
        papers.append(paper)
    _check(assess(replace(region, papers=tuple(papers))))
    _check(assess(_with_papers(region, {"max_score": None})))


def test_two_variants() -> None:
    region = make(12).region
    papers = tuple(replace(p, variant=1 + np.arange(p.pupils) % 2) for p in region.papers)
    _check(assess(replace(region, papers=papers)))


def test_what_is_known_of_the_region_serves_a_district_alone() -> None:
    """One municipality with a reported distribution is compared with it: the reference is said to be wider."""
    made = make(13, municipalities=6)
    papers = []
    for paper in made.region.papers:
        shares = np.bincount(paper.score, minlength=(paper.max_score or 33) + 1) / paper.pupils
        papers.append(replace(paper, known=KnownShares("region", "Заречная область", paper.pupils, shares)))
    alone = cut_to(replace(made.region, papers=tuple(papers)), 1)
    said = assess(alone)
    _check(said)
    assert said.region_reference[np.isfinite(said.p)].all()
    plain = assess(cut_to(made.region, 1))
    assert not plain.region_reference.any()
    assert "region" in {row.code for row in plain.missing} and "region" not in {row.code for row in said.missing}


def test_known_distribution_lets_few_schools_have_a_funnel() -> None:
    made = make(14, municipalities=20, schools=3)
    papers = []
    for paper in made.region.papers:
        shares = np.bincount(paper.score, minlength=TOP + 1) / paper.pupils
        papers.append(replace(paper, known=KnownShares("region", "область", paper.pupils, shares)))
    said = assess(cut_to(replace(made.region, papers=tuple(papers)), 4))
    _check(said)
    funnel = next(values for values in said.signals if values.code == "funnel")
    assert np.isfinite(funnel.z[said.cells.n >= FEW]).all()


def test_a_known_distribution_of_nothing_is_none() -> None:
    region = cut_to(make(15).region, 1)
    empty = KnownShares("region", "область", 0, np.zeros(TOP + 1))
    _check(assess(_with_papers(region, {"known": empty})))


@settings(max_examples=25)
@given(
    seed=st.integers(0, 10_000),
    schools=st.integers(1, 12),
    exam=st.booleans(),
    top=st.integers(0, TOP),
    drop=st.sampled_from(["", "cuts", "journal", "tasks", "enrolled", "max"]),
)
def test_any_small_region_gives_numbers_or_reasons(seed: int, schools: int, exam: bool, top: int, drop: str) -> None:
    region = make(seed, municipalities=2, schools=schools, years=(2024,), exam=exam).region
    papers = []
    for paper in region.papers:
        paper = replace(paper, score=np.minimum(paper.score, top))
        if drop == "cuts":
            paper = replace(paper, cuts=())
        elif drop == "journal":
            paper = replace(paper, journal=np.where(paper.school % 2, 0, paper.journal))
        elif drop == "tasks":
            paper = replace(paper, tasks=None, task_max=np.zeros(0, dtype=np.int64), task_codes=())
        elif drop == "enrolled":
            paper = replace(paper, enrolled=np.zeros_like(paper.enrolled))
        elif drop == "max":
            paper = replace(paper, max_score=None)
        papers.append(paper)
    _check(assess(replace(region, papers=tuple(papers))))
