"""Papers of a base as arrays: order, who counts, what is left out, what is known of the region."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select

from app.models.organisations import Organisation
from app.models.results import GroupStat, ImportRun, Paper, Procedure, Task
from app.models.scales import ScoreScale
from app.services.findings.reading import read_region
from app.services.objectivity.region import BLANK
from tests.sample_papers import add_procedure, school_id

OTHER = "Луговской муниципальный район"


def _read(ctx, **choice: Any):
    with ctx.db.read() as session:
        return read_region(session, **choice)


def _logins(ctx, **logins: str | None) -> None:
    with ctx.db.write() as session:
        for name, login in logins.items():
            session.scalars(select(Organisation).where(Organisation.short_name == name)).one().login = login


def _paper(ctx, rows, *, tasks=(), procedure: dict[str, Any] | None = None) -> int:
    """`rows`: (school, code, {column: value}); the schools are there already."""
    with ctx.db.write() as session:
        run = session.scalars(select(ImportRun)).first()
        made = Procedure(**{"year": 2024, "grade": 6, "subject": "Математика", "max_score": 10} | (procedure or {}))
        session.add(made)
        session.flush()
        for place, (code, points) in enumerate(tasks):
            session.add(Task(procedure_id=made.id, position=place, code=code, max_points=points))
        ids = {o.short_name: o.id for o in session.scalars(select(Organisation))}
        for school, code, values in rows:
            known = {"raw_score": 5} | values
            session.add(
                Paper(procedure_id=made.id, organisation_id=ids[school], code=code, import_run_id=run.id if run else 1, **known)
            )
        return made.id


@pytest.fixture
def schools(ctx):
    """Three schools whose logins stand in another order than their ids and their names."""
    add_procedure(ctx, {"А": [1], "Б": [2], "В": [3]}, municipality={"А": "Заречный район", "Б": OTHER, "В": OTHER}, year=2010)
    _logins(ctx, А="edu990009", Б=None, В="edu990001")
    return {name: school_id(ctx, name) for name in ("А", "Б", "В")}


def test_an_empty_base_has_an_empty_region(ctx):
    region = _read(ctx)
    assert region.schools.size == 0 and region.papers == ()


def test_schools_stand_by_login_and_pupils_by_code(ctx, schools):
    _paper(ctx, [("А", "2", {"raw_score": 2}), ("А", "10", {"raw_score": 1}), ("В", "7", {"raw_score": 7}), ("Б", "1", {})])
    region = _read(ctx)
    assert region.schools.tolist() == [schools["В"], schools["А"], schools["Б"]]
    paper = region.papers[-1]
    assert paper.school.tolist() == [0, 1, 1, 2]
    assert paper.score.tolist() == [7, 1, 2, 5]
    assert len(set(region.municipality.tolist())) == 2


def test_papers_stand_by_year_kind_grade_and_subject(ctx):
    for year, kind, grade, subject in [
        (2024, "municipal_test", 5, "Математика"),
        (2025, "vpr", 4, "Физика"),
        (2024, "vpr", 8, "Физика"),
        (2024, "oge", 9, "Физика"),
        (2024, "vpr", 5, "Русский язык"),
        (2024, "vpr", 5, "Математика"),
        (2024, "ege", 11, "Математика"),
    ]:
        procedure = add_procedure(ctx, {"А": [1, 2]}, year=year, grade=grade, subject=subject)
        with ctx.db.write() as session:
            session.get(Procedure, procedure).kind = kind
    assert [(p.year, p.kind, p.grade, p.subject) for p in _read(ctx).papers] == [
        (2024, "municipal_test", 5, "математика"),
        (2024, "oge", 9, "физика"),
        (2024, "vpr", 5, "математика"),
        (2024, "vpr", 5, "русский язык"),
        (2024, "vpr", 8, "физика"),
        (2025, "vpr", 4, "физика"),
    ]


def test_absent_pupils_are_counted_and_not_read(ctx):
    add_procedure(ctx, {"А": [3, None, (4, 5), None], "Б": [5, 6], "В": [None]}, municipality={"А": "Р", "Б": "Р", "В": OTHER})
    region = _read(ctx)
    (paper,) = region.papers
    assert paper.score.tolist() == [3, 4, 5, 6]
    assert paper.journal.tolist() == [0, 5, 0, 0]
    assert paper.enrolled.tolist() == [4, 2, 1]


def test_a_file_of_those_who_wrote_says_nothing_about_the_list(ctx):
    """Decided by municipality: what others loaded does not change what is known of this one."""
    add_procedure(ctx, {"А": [3, 4], "Б": [5, 6], "В": [1, None]}, municipality={"А": "Р", "Б": "Р", "В": OTHER})
    assert _read(ctx).papers[0].enrolled.tolist() == [0, 0, 2]


def test_tasks_are_bytes_in_order_of_the_columns(ctx, schools):
    rows = [
        ("А", "1", {"task_scores": bytes([1, 2, 255])}),
        ("А", "2", {"task_scores": bytes([0])}),
        ("А", "3", {"task_scores": None}),
        ("А", "4", {"absent": True, "raw_score": None, "task_scores": bytes([9, 9, 9])}),
    ]
    _paper(ctx, rows, tasks=(("1", 1), ("2", 2), ("3K1", 3)))
    paper = _read(ctx).papers[-1]
    assert paper.task_codes == ("1", "2", "3K1") and paper.task_max.tolist() == [1, 2, 3]
    assert paper.tasks.tolist() == [[1, 2, 255], [0, BLANK, BLANK], [BLANK, BLANK, BLANK]]


def test_a_task_without_a_maximum_is_left_out(ctx, schools):
    _paper(ctx, [("А", "1", {"task_scores": bytes([1, 2, 3])})], tasks=(("1", 1), ("2", None), ("3", 3)))
    paper = _read(ctx).papers[-1]
    assert paper.task_codes == ("1", "3") and paper.tasks.tolist() == [[1, 3]]


@pytest.mark.parametrize("scores", [None, bytes([BLANK, BLANK])])
def test_totals_only(ctx, schools, scores):
    _paper(ctx, [("А", "1", {"task_scores": scores})], tasks=(("1", 1), ("2", 2)))
    paper = _read(ctx).papers[-1]
    assert paper.tasks is None and paper.task_max.size == 0 and paper.task_codes == ()


def test_variants_are_numbers_whatever_they_are_called(ctx, schools):
    rows = [("А", str(n), {"variant": name}) for n, name in enumerate(["2", "1", "", "Б", "А", "Б"])]
    _paper(ctx, rows)
    variant = _read(ctx).papers[-1].variant.tolist()
    assert variant[:3] == [2, 1, 0]
    assert variant[3] == variant[5] != variant[4] and min(variant[3:]) > 100


@pytest.mark.parametrize(
    ("max_score", "scale", "cuts"),
    [
        (10, (10, 3, 5, 8), (3, 5, 8)),
        (12, (10, 3, 5, 8), ()),
        (None, (10, 3, 5, 8), ()),
        (10, (10, 3, None, 8), ()),
        (10, (10, 5, 5, 8), ()),
    ],
)
def test_cuts_come_from_a_scale_of_the_same_paper(ctx, schools, max_score, scale, cuts):
    _paper(ctx, [("А", "1", {})], procedure={"max_score": max_score})
    top, *marks = scale
    with ctx.db.write() as session:
        named = dict(zip(("min3", "min4", "min5"), marks, strict=True))
        session.add(ScoreScale(year=2024, grade=6, subject="Математика", max_score=top, **named))
    assert _read(ctx).papers[-1].cuts == cuts


def test_a_score_above_the_maximum_leaves_no_maximum_and_no_cuts(ctx, schools):
    _paper(ctx, [("А", "1", {"raw_score": 11}), ("А", "2", {"raw_score": 4})])
    with ctx.db.write() as session:
        session.add(ScoreScale(year=2024, grade=6, subject="Математика", max_score=10, min3=3, min4=5, min5=8))
    paper = _read(ctx).papers[-1]
    assert paper.max_score is None and paper.cuts == ()


def test_the_reported_region_is_known(ctx):
    add_procedure(ctx, {"А": [3, 4]}, reported=(24000, {0: 25.0, 4: 50.0, 3: 26.0}))
    known = _read(ctx).papers[0].known
    assert (known.level, known.name, known.n) == ("region", "Регион 99", 24000)
    assert known.shares == pytest.approx(np.array([25, 0, 0, 26, 50]) / 101)


def test_a_regional_file_whose_papers_are_here_is_those_papers(ctx):
    add_procedure(ctx, {"А": [3, 4], "Б": [1, 2]}, whole_region=True)
    assert _read(ctx).papers[0].known is None


def test_a_regional_file_of_which_only_own_schools_are_here_is_known(ctx):
    add_procedure(ctx, {"А": [3, 4]}, whole_region=True, reported=(900, {3: 50.0, 4: 50.0}))
    assert _read(ctx).papers[0].known.n == 900


def test_the_country_serves_where_the_region_is_not_known(ctx):
    procedure = add_procedure(ctx, {"А": [3, 4]})
    with ctx.db.write() as session:
        run = session.scalars(select(ImportRun)).first()
        for level, n, data in (("sample", 10**6, {"3": 60.0, "4": 40.0}), ("municipality", 700, {"3": 100.0})):
            session.add(
                GroupStat(
                    procedure_id=procedure, content="scores", level=level, name=level, participants=n,
                    data=json.dumps(data), import_run_id=run.id,
                )
            )  # fmt: skip
    known = _read(ctx).papers[0].known
    assert (known.level, known.shares[3]) == ("sample", pytest.approx(0.6))


def test_a_report_smaller_than_the_papers_is_not_the_larger_whole(ctx):
    add_procedure(ctx, {"А": [3, 4, 5]}, reported=(2, {3: 50.0, 4: 50.0}))
    assert _read(ctx).papers[0].known is None


def test_only_some_papers_or_schools(ctx, schools):
    first = _paper(ctx, [("А", "1", {}), ("Б", "1", {})])
    second = _paper(ctx, [("А", "1", {}), ("В", "1", {})], procedure={"grade": 7})
    assert [p.id for p in _read(ctx, procedures=[second]).papers] == [second]
    assert _read(ctx, procedures=[second]).schools.tolist() == [schools["В"], schools["А"]]
    only = _read(ctx, organisations=[schools["Б"]], procedures=[first, second])
    assert only.schools.tolist() == [schools["Б"]]
    assert [(p.id, p.pupils) for p in only.papers] == [(first, 1)]
