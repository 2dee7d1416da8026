"""Procedures, groups, distributions, histories as the pages and papers show them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.models.organisations import Organisation
from app.services.errors import UserError
from app.services.imports.rows import ImportOptions
from app.services.results.queries import (
    get_procedure,
    list_import_runs,
    list_procedures,
    procedure_groups,
    results_summary,
    school_results,
    score_distribution,
)
from app.services.workplace.commands import init_workplace
from tests.data import layouts
from tests.data.layouts import BEREZKI, CITY, SOSNOVKA, Pupil
from tests.db.imports.loading import add_scale, book, load
from tests.sample_papers import set_workplace

SCORES = {BEREZKI: (9, 8, 6, 5, 4, 2), SOSNOVKA: (7, 3, 1), CITY: (9, 9, 8, 7, 7, 6, 5)}
CREATE = ImportOptions(create_schools=True)


def tasks(score):
    """Points for the five tasks that add up to a score of 0–9."""
    left, found = score, []
    for _code, points, _level in layouts.TASKS:
        found.append(min(points, left))
        left -= found[-1]
    return tuple(found)


def papers(marks=True):
    made = []
    for school, scores in SCORES.items():
        for number, score in enumerate(scores, 1):
            mark = 2 + (score >= 3) + (score >= 5) + (score >= 8)
            made.append(Pupil(school, 40000 + number, tasks(score), journal=4, mark=mark if marks else ""))
    return made


def school_id(ctx, school):
    with ctx.db.read() as session:
        return session.scalar(select(Organisation.id).where(Organisation.login == school.login))


@pytest.fixture
def loaded(ctx, tmp_path):
    """Ф1 of 2026 with marks, the union of 2022 without, reports of 2026; a department of the first district."""
    add_scale(ctx, 2022)
    absent = [Pupil(BEREZKI, 40099, variant=0)]
    load(ctx, book(tmp_path, layouts.regional_2022_sheets([*papers(), *absent]), "a.xlsx"), CREATE)
    load(ctx, book(tmp_path, layouts.individual_results_rows(papers()), "b.xlsx"), CREATE)
    load(ctx, book(tmp_path, layouts.mark_statistics_rows(), "c.xlsx"), ImportOptions())
    load(ctx, book(tmp_path, layouts.journal_rows("ВПР 2026 Русский язык 4 класс"), "d.xlsx"), ImportOptions())
    load(ctx, book(tmp_path, layouts.distribution_rows(), "e.xlsx"), ImportOptions())
    init_workplace(ctx, "department", "Отдел образования Заречного района", "Заречный район")
    return ctx


def procedure(ctx, year):
    return next(row for row in list_procedures(ctx) if row.year == year)


def test_procedures_count_the_own_schools(loaded):
    rows = list_procedures(loaded)
    assert [(row.year, row.schools, row.participants, row.absent) for row in rows] == [(2026, 2, 9, 0), (2022, 2, 9, 1)]
    assert [(row.year, row.participants) for row in list_procedures(loaded, own_only=False)] == [(2026, 16), (2022, 16)]
    assert rows[0].title == "ВПР 2026, русский язык, 4 класс" and str(rows[0].held_on) == "2026-04-20"
    assert get_procedure(loaded, rows[0].id) == rows[0] and get_procedure(loaded, 99) is None


def test_groups_of_a_procedure(loaded):
    groups = procedure_groups(loaded, procedure(loaded, 2026).id)
    assert [school.name for school in groups.schools] == [BEREZKI.name, SOSNOVKA.name]
    first, small = groups.schools
    assert (first.participants, first.absent, first.mean_score) == (6, 0, pytest.approx(34 / 6))
    assert first.mark_counts == (1, 1, 2, 2) and first.mark_source == "file"
    assert first.mark_percents == pytest.approx((100 / 6, 100 / 6, 200 / 6, 200 / 6))
    assert first.quality_rate == pytest.approx(400 / 6) and first.pass_rate == pytest.approx(500 / 6)
    assert (first.lowered, first.confirmed, first.raised) == (2, 2, 2)
    assert small.participants == 3 and small.mark_counts == (1, 1, 1, 0)
    assert small.mark_percents is small.quality_rate is small.pass_rate is None  # fewer than 5: no percents
    assert [group.level for group in groups.groups] == ["municipality", "region", "sample"]
    district, region, sample = groups.groups
    assert (district.name, district.participants) == ("Заречный район", 9)
    assert (region.name, region.participants, region.mark_percents) == ("Регион 99", 21040, (11.25, 41.5, 37.75, 9.5))
    assert region.mean_score is not None and region.lowered == 7100
    assert sample.mark_percents == (6.11, 31.02, 45.37, 17.5) and sample.mark_source == "file"


def test_marks_come_from_the_scale_where_the_file_has_none(loaded):
    groups = procedure_groups(loaded, procedure(loaded, 2022).id)
    assert groups.schools[0].mark_source == "scale" and groups.schools[0].mark_counts == (1, 1, 2, 2)
    region = groups.region
    assert region.mark_source == "scale" and region.participants == 16
    assert sum(region.mark_percents) == pytest.approx(100)
    assert groups.sample is None


def test_neither_mark_nor_scale_is_no_mark(ctx, tmp_path):
    load(ctx, book(tmp_path, layouts.regional_2022_sheets(papers())), CREATE)
    school = procedure_groups(ctx, list_procedures(ctx)[0].id).schools[0]
    assert (school.mark_source, school.mark_counts, school.mark_percents, school.mean_mark) == ("none", None, None, None)
    assert school.mean_score is not None


def test_reports_alone_show_schools_and_district(ctx, tmp_path):
    init_workplace(ctx, "department", "Отдел образования", "Заречный район")
    load(ctx, book(tmp_path, layouts.regional_2022_sheets(papers()), "a.xlsx"), CREATE)
    load(ctx, book(tmp_path, layouts.mark_statistics_rows(), "c.xlsx"), ImportOptions())
    groups = procedure_groups(ctx, procedure(ctx, 2026).id)
    assert [(school.name, school.participants) for school in groups.schools] == [(BEREZKI.name, 48), (SOSNOVKA.name, 3)]
    assert groups.schools[0].organisation_id == school_id(ctx, BEREZKI)
    assert groups.schools[0].mark_percents == (10.42, 45.83, 33.33, 10.42) and groups.schools[1].mark_percents is None
    assert groups.district is not None and groups.district.participants == 640
    assert score_distribution(ctx, groups.procedure.id) is None


def test_score_distributions(loaded):
    now, before = procedure(loaded, 2026).id, procedure(loaded, 2022).id
    own = score_distribution(loaded, now, school_id(loaded, BEREZKI))
    assert (own.level, own.name, own.n, len(own.shares)) == ("school", BEREZKI.name, 6, 10)
    assert own.mean == pytest.approx(34 / 6)
    district = score_distribution(loaded, now)
    assert (district.level, district.n, district.name) == ("municipality", 9, "Заречный район")
    computed = score_distribution(loaded, before, level="region")
    assert computed.n == 16 and sum(computed.shares) == pytest.approx(1)
    sample = score_distribution(loaded, now, level="sample")
    assert sample.n == 1500000 and sample.shares[5] == pytest.approx(0.2)
    assert score_distribution(loaded, before, level="sample") is None
    assert score_distribution(loaded, 99) is None


def test_a_school_over_the_years(loaded):
    found = school_results(loaded, school_id(loaded, SOSNOVKA))
    assert [(row.year, school.participants, district.participants) for row, school, district in found] == [
        (2026, 3, 9),
        (2022, 3, 9),
    ]
    assert school_results(loaded, 99) == ()


def test_summary(loaded):
    now, before = results_summary(loaded)
    assert (now.title, now.schools, now.participants, now.mark_source) == ("ВПР 2026, русский язык, 4 класс", 2, 9, "file")
    assert now.mean_score == pytest.approx(45 / 9) and sum(now.mark_percents) == pytest.approx(100)
    assert (before.absent, before.mark_source) == (1, "scale")


def test_import_runs(loaded):
    runs = list_import_runs(loaded)
    assert [run.file_name for run in runs] == ["e.xlsx", "d.xlsx", "c.xlsx", "b.xlsx", "a.xlsx"]
    assert all(run.can_revert for run in runs)
    assert runs[3].procedure_title == "ВПР 2026, русский язык, 4 класс" and runs[3].counts["new"] == 16
    assert len(list_import_runs(loaded, procedure(loaded, 2022).id)) == 1


def test_marks_that_differ_from_the_scale_are_counted(ctx, tmp_path):
    add_scale(ctx, 2026)
    wrong = [replace(pupil, mark=3) if pupil.code == 40001 else pupil for pupil in papers()]
    load(ctx, book(tmp_path, layouts.individual_results_rows(wrong)), CREATE)
    (row,) = results_summary(ctx)
    assert (row.marks_differing, row.mark_source) == (3, "file")


def test_a_procedure_that_is_gone(ctx):
    with pytest.raises(UserError):
        procedure_groups(ctx, 1)
    assert list_procedures(ctx) == () and results_summary(ctx) == () and list_import_runs(ctx) == ()


def test_a_school_reads_as_the_pages_of_its_procedures_say(ctx, loaded):
    """Read in a few queries for all procedures together, and yet the same figures."""
    for school in SCORES:
        organisation = school_id(ctx, school)
        pages = [procedure_groups(ctx, row.id) for row in list_procedures(ctx)]
        said = [
            (page.procedure, own, page.district) for page in pages for own in page.schools if own.organisation_id == organisation
        ]
        assert list(school_results(ctx, organisation)) == said


def test_a_school_known_by_reports_alone(ctx, tmp_path):
    load(ctx, book(tmp_path, layouts.regional_2022_sheets(papers()), "a.xlsx"), CREATE)
    load(ctx, book(tmp_path, layouts.mark_statistics_rows(), "отметки.xlsx"), CREATE)
    organisation = school_id(ctx, BEREZKI)
    by_year = {row.year: (row, school, district) for row, school, district in school_results(ctx, organisation)}
    row, school, district = by_year[2026]
    assert (school.participants, school.mark_percents) == (48, (10.42, 45.83, 33.33, 10.42))
    assert district is not None and (row.schools, row.participants) == (2, 640)
    page = procedure_groups(ctx, row.id)
    assert (page.procedure, page.district) == (row, district) and school in page.schools


def test_in_its_own_base_a_school_is_compared_with_the_district_of_the_reports(ctx, tmp_path):
    """Its own papers are not the district."""
    own = [paper for paper in papers() if paper.school == BEREZKI]
    load(ctx, book(tmp_path, layouts.individual_results_rows(own), "Ф1.xlsx"), CREATE)
    organisation = school_id(ctx, BEREZKI)
    set_workplace(ctx, "school", "", organisation)
    ((_row, school, district),) = school_results(ctx, organisation)
    assert district is not None and district.participants == school.participants == 6  # nothing else is known
    load(ctx, book(tmp_path, layouts.mark_statistics_rows(), "отметки.xlsx"), CREATE)
    load(ctx, book(tmp_path, layouts.distribution_rows(), "баллы.xlsx"), CREATE)
    ((row, school, district),) = school_results(ctx, organisation)
    assert district is not None and (district.participants, district.mark_percents) == (640, (12.5, 43.75, 35.94, 7.81))
    page = procedure_groups(ctx, row.id)
    assert page.district == district and school in page.schools
    shares = score_distribution(ctx, row.id)
    assert shares is not None and (shares.level, shares.n, shares.shares[5]) == ("municipality", 640, 0.2)
    mine = score_distribution(ctx, row.id, organisation)
    assert mine is not None and mine.n == 6
