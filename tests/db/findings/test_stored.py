"""Findings kept in the base: when they are stale, whose they are, what lists and the trend say."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from sqlalchemy import select

from app.models.findings import Finding, FindingRun
from app.models.inquiries import Inquiry
from app.models.organisations import Organisation
from app.models.results import ImportRun, Paper, Procedure
from app.models.scales import ScoreScale
from app.services.errors import Cancelled
from app.services.findings.commands import refresh_findings, store_findings
from app.services.findings.computing import compute_findings
from app.services.findings.queries import (
    finding,
    finding_years,
    findings_state,
    list_findings,
    new_findings,
    trend,
)
from app.services.findings.rows import SIGNAL_NAMES
from tests.sample_papers import add_procedure, add_school, school_id, set_workplace

OURS, OTHER = "Заречный муниципальный район", "Луговской муниципальный район"
RNG_SEED = 11


def _scores(rng: np.random.Generator, n: int, level: float) -> list[int]:
    return np.clip(np.round(rng.normal(level, 6, n)), 0, 38).astype(int).tolist()


def _district(ctx, years=(2024, 2025), schools: int = 50) -> dict[int, int]:
    """{year: procedure}: schools of 30 pupils alike, half of them in the other district; one far above in the last year."""
    rng = np.random.default_rng(RNG_SEED)
    towns = {f"Школа № {n}": OURS if n % 2 else OTHER for n in range(1, schools)} | {"Гимназия": OURS}
    levels = {name: rng.normal(19, 1) for name in towns}
    made = {}
    for year in years:
        papers = {name: _scores(rng, 30, levels[name] + (14 if (name, year) == ("Гимназия", years[-1]) else 0)) for name in towns}
        made[year] = add_procedure(ctx, papers, year=year, municipality=towns)
    return made


def test_nothing_to_check_in_an_empty_base(ctx):
    assert findings_state(ctx).state == "nothing_to_check"
    add_procedure(ctx, {"А": [None]}, year=2024)
    assert findings_state(ctx).state == "nothing_to_check"
    changes = refresh_findings(ctx)
    assert (changes.topics, changes.value) == ({"findings"}, 0)
    assert list_findings(ctx) == trend(ctx) == finding_years(ctx) == ()


def test_from_none_to_fresh(ctx):
    made = _district(ctx)
    assert findings_state(ctx).state == "none"
    changes = refresh_findings(ctx)
    state = findings_state(ctx)
    assert (state.state, state.cells, state.flagged) == ("fresh", 100, changes.value)
    assert state.reference == "50\xa0школ из 2\xa0муниципалитетов"
    assert {null.signal for null in state.nulls} >= {"funnel", "combined"}
    assert {"journal", "tasks", "scale"} <= {row.code for row in state.missing}
    assert all(row.text for row in state.missing)
    top = finding(ctx, made[2025], school_id(ctx, "Гимназия"))
    assert (top.flagged, top.strength, top.n, top.region_reference) == (True, "strong", 30, True)
    assert top.leading.code in ("funnel", "expectation") and top.leading.value > top.leading.expected
    assert {signal.code for signal in top.signals} <= set(SIGNAL_NAMES)
    assert all((signal.p is None) == bool(signal.why) for signal in top.signals)
    assert finding(ctx, made[2025], 10**6) is None


def test_what_is_kept_is_what_was_computed(ctx):
    _district(ctx)
    computed = compute_findings(ctx)
    store_findings(ctx, computed)
    ((region, assessment),) = computed.parts
    kept = {(row.procedure_id, row.organisation_id): row for row in list_findings(ctx)}
    assert len(kept) == len(assessment.cells)
    for cell in range(len(assessment.cells)):
        row = kept[region.papers[assessment.cells.paper[cell]].id, int(region.schools[assessment.cells.school[cell]])]
        assert (row.p, row.score, row.n) == (assessment.p[cell], assessment.score[cell], assessment.cells.n[cell])
        assert row.flagged == assessment.flagged[cell]
        for signal, p in zip(row.signals, assessment.p_of, strict=True):
            assert (signal.p is None) == np.isnan(p[cell])
            assert signal.p is None or signal.p == pytest.approx(p[cell], rel=1e-6)


@pytest.mark.parametrize("change", ["load", "revert", "scale", "school", "municipality", "workplace", "maximum"])
def test_another_input_makes_them_stale(ctx, change):
    _district(ctx)
    with ctx.db.write() as session:
        session.add(ScoreScale(year=2024, grade=4, subject="Русский язык", max_score=38, min3=14, min4=24, min5=33))
    refresh_findings(ctx)
    assert findings_state(ctx).state == "fresh"
    if change == "load":
        add_procedure(ctx, {"Гимназия": [20] * 9}, year=2023)
        with ctx.db.write() as session:
            procedure = session.scalars(select(Procedure.id).where(Procedure.year == 2023)).one()
            session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first().procedure_id = procedure
    else:
        with ctx.db.write() as session:
            if change == "revert":
                run = session.scalars(select(ImportRun)).first()
                run.procedure_id, run.reverted_at = session.scalars(select(Procedure.id)).first(), ctx.clock()
            elif change == "scale":
                session.scalars(select(ScoreScale)).one().min3 = 15
            elif change == "school":
                add_school(session, "Новая")
            elif change == "municipality":
                session.scalars(select(Organisation)).first().municipality_id = None
            elif change == "maximum":
                session.scalars(select(Procedure)).first().max_score = 40
        if change == "workplace":
            set_workplace(ctx)
    assert findings_state(ctx).state == "stale"
    refresh_findings(ctx)
    assert findings_state(ctx).state == "fresh"


def test_what_does_not_enter_leaves_them_fresh(ctx):
    _district(ctx)
    refresh_findings(ctx)
    with ctx.db.write() as session:
        session.scalars(select(Organisation)).first().short_name = "Переименованная"
        session.add(ScoreScale(year=1999, grade=4, subject="Русский язык", max_score=38, min3=14, min4=24, min5=33))
        session.add(ImportRun(created_at=ctx.clock(), file_name="a", file_sha256="1", layout="contexts", counts="{}"))
    assert findings_state(ctx).state == "fresh"


def test_only_own_schools_are_kept_and_all_are_looked_at(ctx):
    made = _district(ctx)
    refresh_findings(ctx)
    everybody = {(r.procedure_id, r.organisation_id): r.p for r in list_findings(ctx)}
    set_workplace(ctx, district="Заречный район")
    refresh_findings(ctx)
    own = list_findings(ctx)
    assert 0 < len(own) < len(everybody)
    assert {row.school for row in own} >= {"Гимназия", "Школа № 1"} and "Школа № 2" not in {row.school for row in own}
    assert all(everybody[row.procedure_id, row.organisation_id] == row.p for row in own)
    assert findings_state(ctx).cells == len(own)
    assert len(list_findings(ctx, 2024)) == len(own) // 2
    assert [r.procedure_id for r in list_findings(ctx, organisation_id=school_id(ctx, "Гимназия"))] == [made[2025], made[2024]]


def test_lists_are_alphabetical_and_the_trend_is_by_year(ctx):
    _district(ctx)
    refresh_findings(ctx)
    rows = list_findings(ctx, 2025)
    assert [row.school for row in rows[:4]] == ["Гимназия", "Школа № 1", "Школа № 2", "Школа № 3"]
    first, second = trend(ctx)
    assert (first.year, first.cells, second.year, second.cells) == (2024, 50, 2025, 50)
    assert second.flagged == sum(row.flagged for row in rows) > 0
    assert second.share == pytest.approx(2 * second.flagged)
    assert finding_years(ctx) == (2025, 2024)


def test_a_finding_somebody_looks_into_is_not_new(ctx):
    made = _district(ctx)
    refresh_findings(ctx)
    school = school_id(ctx, "Гимназия")
    assert (made[2025], school) in {(row.procedure_id, row.organisation_id) for row in new_findings(ctx)}
    with ctx.db.write() as session:
        session.add(
            Inquiry(
                organisation_id=school, procedure_id=made[2025], year=2025, grade=4, subject="Русский язык",
                opened_on=date(2026, 9, 14), updated_at=ctx.clock(),
            )
        )  # fmt: skip
    assert (made[2025], school) not in {(row.procedure_id, row.organisation_id) for row in new_findings(ctx)}
    assert new_findings(ctx, 2020) == ()
    assert findings_state(ctx).state == "fresh"


def test_too_few_writers_are_kept_as_little_data(ctx):
    add_procedure(ctx, {"А": [3, 4], "Б": [7] * 9, "В": [None]})
    refresh_findings(ctx)
    rows = {row.school: row for row in list_findings(ctx)}
    assert set(rows) == {"А", "Б"}
    assert [(row.p, row.strength, row.flagged) for row in rows.values()] == [(None, "little", False)] * 2
    assert findings_state(ctx).cells == 0
    assert any("Мало данных: 2\xa0работы школ" in note for note in findings_state(ctx).notes)


def test_what_was_taken_back_meanwhile_is_not_kept(ctx):
    made = _district(ctx)
    computed = compute_findings(ctx)
    with ctx.db.write() as session:
        for paper in session.scalars(select(Paper).where(Paper.procedure_id == made[2024])):
            session.delete(paper)
        session.flush()
        session.delete(session.get(Procedure, made[2024]))
    store_findings(ctx, computed)
    assert finding_years(ctx) == (2025,)
    assert findings_state(ctx).state == "stale"
    with ctx.db.write() as session:
        for paper in session.scalars(select(Paper)):
            session.delete(paper)
        session.flush()
        session.delete(session.get(Procedure, made[2025]))
    assert list_findings(ctx) == ()


def test_stopping_changes_nothing(ctx):
    _district(ctx)
    refresh_findings(ctx)
    _changed(ctx)

    class Stop:
        def report(self, done: int, total: int, text: str = "") -> None:
            if text.startswith("Поиск"):
                raise Cancelled

    before = len(list_findings(ctx))
    with pytest.raises(Cancelled):
        refresh_findings(ctx, Stop())
    assert len(list_findings(ctx)) == before and findings_state(ctx).state == "stale"


def _changed(ctx) -> None:
    with ctx.db.write() as session:
        session.scalars(select(Procedure)).first().max_score = 39


def test_one_run_is_kept(ctx):
    _district(ctx)
    refresh_findings(ctx)
    refresh_findings(ctx)
    with ctx.db.read() as session:
        assert session.scalars(select(FindingRun.id)).all() == [1]
        assert len(session.scalars(select(Finding)).all()) == 100


def test_a_municipality_alone_gives_what_it_gives_inside_the_region(ctx, tmp_path):
    """From loading on, bit for bit: other ids, other rows around, the same figures."""
    from app.models.opening import open_base
    from app.paths import DataPaths
    from app.services.context import Context
    from app.services.findings.report import live_rows

    rng = np.random.default_rng(RNG_SEED)
    names = [f"Школа № {n}" for n in range(1, 13)]
    ours = {name: _scores(rng, 12 + 3 * n, 19) + [None] * (n % 3) for n, name in enumerate(names)}
    theirs = {f"Чужая № {n}": _scores(rng, 25, 22) for n in range(1, 9)}
    alone = Context(open_base(tmp_path / "b.sqlite"), DataPaths(tmp_path))
    add_procedure(alone, dict(reversed(ours.items())), municipality=OURS)
    add_procedure(ctx, theirs | ours, municipality=dict.fromkeys(ours, OURS) | dict.fromkeys(theirs, OTHER))
    for base in (alone, ctx):
        with base.db.write() as session:
            for school in session.scalars(select(Organisation)):
                number = int(school.short_name.split()[-1]) + 100 * school.short_name.startswith("Чужая")
                school.login = f"ksh99{number:04d}"
    inside = [row for row in live_rows(ctx, compute_findings(ctx, reference="municipality")) if row.school in ours]
    outside = live_rows(alone, compute_findings(alone))
    told = [[(r.login, r.n, r.p, r.score, r.repeat, r.flagged, r.signals) for r in rows] for rows in (inside, outside)]
    assert told[0] == told[1] and len(told[0]) == 12
    assert not any(row.region_reference for row in inside)
    alone.db.close()
