"""Self-diagnosis: answers, significance, the workbook; the plan made of them."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import load_workbook

from app.services.errors import UserError
from app.services.lint.queries import remarks
from app.services.roadmaps.commands import create_roadmap
from app.services.roadmaps.queries import get_roadmap
from app.services.roadmaps.template_names import TemplateNames
from app.services.roadmaps.templates import build_template
from app.services.support.plan import build_plan
from app.services.support.profile import mark_factor, risk_profile, save_answers
from app.services.support.risk import factors, questions
from app.services.support.workbook import read_workbook, take_answers, write_workbook
from tests.sample_papers import add_school, set_workplace


@pytest.fixture
def school(ctx):
    set_workplace(ctx)
    with ctx.db.write() as session:
        return add_school(session, "МБОУ «Берёзовская СОШ»")


def levels(profile):
    return {line.factor.key: line.level for line in profile.lines if line.level}


def test_the_questionnaire_has_ten_factors_each_with_questions_and_measures():
    assert len(factors()) == 10
    assert len(questions()) == 30
    assert all(len(factor.questions) >= 3 and factor.measures for factor in factors())


def test_answers_make_the_significance_and_few_answers_say_nothing(ctx, school):
    save_answers(ctx, school, 2026, {"staff_1": 3, "staff_2": 3, "staff_3": 1, "parents_1": 1, "parents_2": 0, "climate_1": 3})
    profile = risk_profile(ctx, school)
    assert (profile.year, profile.years, profile.answered, profile.questions) == (2026, (2026,), 6, 30)
    assert levels(profile) == {"staff": "high", "parents": "low"}
    staff = next(line for line in profile.lines if line.factor.key == "staff")
    assert staff.score == pytest.approx(77.8, abs=0.1)
    changes = save_answers(ctx, school, 2026, {"staff_1": None, "staff_3": 0})
    assert levels(risk_profile(ctx, school))["staff"] == "middle"
    changes.undo(ctx)
    assert levels(risk_profile(ctx, school))["staff"] == "high"
    with pytest.raises(UserError):
        save_answers(ctx, school, 2026, {"staff_1": 4})


def test_a_person_may_see_a_factor_otherwise(ctx, school):
    save_answers(ctx, school, 2026, {"staff_1": 3, "staff_2": 3})
    changes = mark_factor(ctx, school, 2026, "staff", "low", "учитель приехал")
    (staff,) = [line for line in risk_profile(ctx, school).lines if line.factor.key == "staff"]
    assert (staff.level, staff.computed, staff.note) == ("low", "high", "учитель приехал")
    changes.undo(ctx)
    assert levels(risk_profile(ctx, school))["staff"] == "high"
    mark_factor(ctx, school, 2026, "staff", None)


def test_a_workbook_goes_to_the_school_and_back(ctx, school, tmp_path):
    save_answers(ctx, school, 2026, {"staff_1": 3})
    path = tmp_path / "Анкета.xlsx"
    write_workbook(path, risk_profile(ctx, school))
    book = load_workbook(path)
    sheet = book["Анкета"]
    rows = {sheet.cell(row, 2).value: row for row in range(1, sheet.max_row + 1)}
    texts = questions()
    assert sheet.cell(rows[texts["staff_1"].text], 3).value == "да"
    assert sheet.protection.sheet and not sheet.cell(rows[texts["staff_1"].text], 3).protection.locked
    sheet.cell(rows[texts["staff_2"].text], 3).value = " Скорее да "
    book.save(path)
    read, changes = take_answers(ctx, path)
    assert (read.organisation_id, read.year, read.answers) == (school, 2026, {"staff_1": 3, "staff_2": 2})
    assert risk_profile(ctx, school).answers == {"staff_1": 3, "staff_2": 2}
    changes.undo(ctx)
    assert risk_profile(ctx, school).answers == {"staff_1": 3}
    sheet.cell(rows[texts["staff_2"].text], 3).value = "не знаю"
    book.save(path)
    assert read_workbook(ctx, path).wrong[0][0] == f"C{rows[texts['staff_2'].text]}"
    with pytest.raises(UserError):
        take_answers(ctx, path)


def test_other_files_and_unknown_schools_are_refused(ctx, school, tmp_path):
    from openpyxl import Workbook

    other = tmp_path / "другой.xlsx"
    Workbook().save(other)
    (tmp_path / "текст.xlsx").write_text("не таблица", encoding="utf-8")
    for path in (other, tmp_path / "текст.xlsx", tmp_path / "нет.xlsx"):
        with pytest.raises(UserError):
            read_workbook(ctx, path)
    from dataclasses import replace

    path = tmp_path / "чужая.xlsx"
    write_workbook(path, replace(risk_profile(ctx, school), school="Неизвестная школа", answers={"staff_1": 1}))
    with pytest.raises(UserError, match="в базе нет"):
        take_answers(ctx, path)


def test_a_plan_from_the_template_answers_the_factors(ctx, school):
    save_answers(ctx, school, 2026, {"staff_1": 3, "staff_2": 3, "parents_1": 0, "parents_2": 0})
    tree = build_plan(ctx, school, 2026)
    assert tree.title == "План поддержки школы МБОУ «Берёзовская СОШ»"
    assert tree.preamble.startswith("Срок плана: с 14\u00a0сентября\u00a02026 года по 31\u00a0декабря\u00a02027 года.")
    assert (tree.organisation_id, tree.parent_id) == (school, None)
    assert (tree.period_start, tree.period_end) == (date(2026, 9, 14), date(2027, 12, 31))
    assert tree.sections[-1].title == "Дефицит кадров (значимость высокая)"
    assert tree.sections[-1].lines[0].deadline == "до 20 сентября 2026 года"
    numbers = [line.number for section in tree.sections for line in section.lines]
    assert numbers == [f"{n}." for n in range(1, len(numbers) + 1)]
    assert len(tree.sections[0].lines) > 3
    assert "ШНОР" not in str(tree)
    made = create_roadmap(ctx, tree).value
    assert [one for one in remarks(ctx, made) if one.finding.severity == "error"] == []
    assert get_roadmap(ctx, made).organisation_id == school


def test_a_plan_made_later_dates_its_measures_within_its_year(school):
    from app.services.support.plan import plan, plan_year
    from app.services.support.risk import factor_line

    lines = [factor_line(factor, {}, ("high", "")) for factor in factors()]
    for today, year in ((date(2026, 9, 16), 2027), (date(2026, 11, 2), 2027), (date(2027, 3, 1), 2027)):
        tree = plan(build_template("low_results", plan_year(today)), school, "Школа", lines, today)
        assert (tree.period_start, tree.period_end) == (date(year, 1, 1), date(year, 12, 31))
        assert all("{" not in line.deadline for section in tree.sections for line in section.lines)
        assert tree.sections[1].lines[0].deadline == "до 15 октября 2027 года"


def test_a_plan_is_derived_from_the_districts_roadmap_where_there_is_one(ctx, school):
    parent = create_roadmap(ctx, build_template("low_results", 2027, TemplateNames("Отдел образования", "Заречный район"))).value
    tree = build_plan(ctx, school, 2026)
    assert tree.parent_id == parent
    assert all(line.parent_uid for line in tree.sections[0].lines)
    assert "общие меры" in tree.preamble


def test_a_school_with_answers_is_not_deleted_unseen(ctx, school):
    from app.services.organisations.commands import delete_organisation

    save_answers(ctx, school, 2026, {"staff_1": 3, "staff_2": 1})
    with pytest.raises(UserError, match="2\u00a0ответа самодиагностики"):
        delete_organisation(ctx, school)
