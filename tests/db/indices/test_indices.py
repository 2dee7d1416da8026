"""Indices of a base: markers counted by school, typed counts, exams, rules by year, files, undo."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.models.indices import IndexCount
from app.models.results import Paper, Procedure
from app.services.checks.queries import run_check
from app.services.errors import UserError
from app.services.indices.commands import save_counts, save_index_rules
from app.services.indices.queries import get_index_rules, index_page, index_years
from app.services.indices.rows import INPUTS, IndexRules
from app.services.indices.workbook import export_indices, read_inputs, take_inputs, write_inputs
from tests.sample_papers import add_procedure, set_workplace

SCHOOLS = tuple(f"СОШ № {n}" for n in range(1, 8))


def _scores(seed, lifted=(), n=20, high=38):
    draw = random.Random(seed)
    return {
        name: [(min(high, max(0, round(draw.gauss(19 + 9 * (name in lifted), 5)))), draw.choice((3, 4, 4, 5))) for _ in range(n)]
        for name in SCHOOLS
    }


@pytest.fixture
def district(ctx):
    set_workplace(ctx)
    add_procedure(ctx, _scores(1, lifted=("СОШ № 3",)), year=2026, grade=4)
    add_procedure(ctx, _scores(2), year=2025, grade=4)
    return ctx


def _ids(ctx):
    return {one.name: one.organisation_id for one in index_page(ctx).schools}


def test_the_index_of_vpr_is_that_of_the_official_rules(district):
    page = index_page(district)
    assert page.years == index_years(district) == (2026, 2025) and page.year == 2026
    marked = {m.school for m in run_check(district, 2026).markers}
    value = page.of("vpr", 2026)
    assert value.count("школ") == 7 and value.count("школ_с_признаком") == len(marked) >= 1
    assert value.value == pytest.approx(100 - 100 * len(marked) / 7)
    school = page.of("vpr", 2026, _ids(district)["СОШ № 3"])
    assert (school.value, school.why) == (None, "мало данных")  # two rules of one paper
    assert school.count("проверок") == 2 and school.count("признаков") >= 1
    assert page.of("oge", 2026).why == "нет данных"


def test_tests_of_the_district_are_set_against_vpr(district):
    low = _scores(3)
    low["СОШ № 3"] = [(max(0, score - 9), mark) for score, mark in low["СОШ № 3"]]
    test = add_procedure(district, low, year=2020, grade=4)
    with district.db.write() as session:
        found = session.get_one(Procedure, test)
        found.kind, found.year = "diagnostic_test", 2026
    page = index_page(district)
    ids = _ids(district)
    assert page.of("dkr", 2026).count("школ") == 7
    assert page.of("dkr", 2026, ids["СОШ № 3"]).count("признаков") >= 1
    usual = IndexRules()
    save_index_rules(district, 2026, replace(usual, values=usual.values | {"dkr_gap": 90.0}))
    assert (
        index_page(district).of("dkr", 2026, ids["СОШ № 3"]).count("признаков")
        < page.of("dkr", 2026, ids["СОШ № 3"]).count("признаков") + 1
    )


def test_typed_counts_make_the_shares_and_are_taken_back(district):
    ids = _ids(district)
    one, two = ids["СОШ № 1"], ids["СОШ № 2"]
    changes = save_counts(
        district, 2026, {(one, "rooms"): 10, (one, "rooms_video"): 9, (two, "rooms"): 10, (two, "rooms_video"): 2}
    )
    assert changes.value == 4 and "4" in changes.message
    page = index_page(district, 2026)
    assert page.of("video", 2026).value == 55.0 and page.of("video", 2026, one).value == 90.0
    assert page.inputs[one, 2026, "rooms"] == 10
    again = save_counts(district, 2026, {(one, "rooms"): 10})
    assert again.value == 0 and not again.topics
    cleared = save_counts(district, 2026, {(one, "rooms_video"): None})
    assert index_page(district).of("video", 2026, one).value is None
    cleared.undo(district)
    assert index_page(district).of("video", 2026, one).value == 90.0
    changes.undo(district)
    with district.db.read() as session:
        assert not session.scalars(select(IndexCount)).all()


def test_wrong_counts_are_refused(district):
    one = _ids(district)["СОШ № 1"]
    with pytest.raises(UserError, match="не может быть"):
        save_counts(district, 2026, {(one, "rooms"): -1})
    with pytest.raises(UserError, match="больше нет"):
        save_counts(district, 2026, {(9999, "rooms"): 1})
    with pytest.raises(ValueError):
        save_counts(district, 2026, {(one, "other"): 1})


def _exams(ctx, pupils):
    """{code: (russian, other)} of school № 1; codes of the exam centre."""
    school = _ids(ctx)["СОШ № 1"]
    with ctx.db.write() as session:
        run = session.scalars(select(Paper.import_run_id)).first()
        for place, subject in enumerate(("Русский язык", "Физика")):
            procedure = Procedure(kind="ege", year=2026, grade=11, subject=subject, max_score=None)
            session.add(procedure)
            session.flush()
            for code, scores in pupils.items():
                session.add(
                    Paper(procedure_id=procedure.id, organisation_id=school, code=code, raw_score=1, test_score=scores[place],
                          import_run_id=run)
                )  # fmt: skip
    return school


def test_confirmed_medalists_follow_from_exams_where_they_were_not_typed(district):
    school = _exams(district, {str(100 + n): (80, 75 if n < 3 else 40) for n in range(6)})
    save_counts(district, 2026, {(school, "medal1"): 5})
    value = index_page(district).of("medals", 2026, school)
    assert (value.value, value.n, value.from_exams) == (40.0, 5, True)
    save_counts(district, 2026, {(school, "medal1_ok"): 4})
    typed = index_page(district).of("medals", 2026, school)
    assert (typed.value, typed.from_exams) == (20.0, False)


def test_pupils_of_one_day_lists_are_not_joined_over_exams(district):
    school = _exams(district, {f"0703-{n:04d}": (80, 75) for n in range(6)})
    save_counts(district, 2026, {(school, "medal1"): 5})
    assert index_page(district).of("medals", 2026, school).why == "нет данных"


def test_rules_of_a_year_go_on_and_are_taken_back(district):
    usual = IndexRules()
    mine = replace(
        usual, note="приказ № 12", indices=usual.indices | {"vpr": replace(usual.indices["vpr"], formula="школ", target=80.0)}
    )
    changes = save_index_rules(district, 2026, mine)
    page = index_page(district)
    assert page.of("vpr", 2026).value == 7.0 and page.of("vpr", 2025).value != 7.0
    assert (page.rules.note, page.rules.since) == ("приказ № 12", 2026)
    assert get_index_rules(district, 2025).since is None
    changes.undo(district)
    assert index_page(district).rules.since is None
    wrong = replace(usual, indices=usual.indices | {"video": replace(usual.indices["video"], school_formula="100 · (с_видео")})
    with pytest.raises(UserError, match="«Охват видеонаблюдением», школа: В формуле не закрыта скобка"):
        save_index_rules(district, 2026, wrong)
    with pytest.raises(UserError, match="вне пределов"):
        save_index_rules(district, 2026, replace(usual, values=usual.values | {"medal1_rus": 700.0}))


def test_a_table_is_written_filled_and_read_back(district, tmp_path):
    page = index_page(district, 2026)
    path = tmp_path / "данные.xlsx"
    assert write_inputs(path, page, 2026).rows == 7
    book = load_workbook(path)
    sheet = book.active
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=4) for cell in row if cell.value}
    first = next(row for row in range(1, 8) if sheet.cell(row, 2).value == "СОШ № 1")
    sheet.cell(first, heads["Аудиторий всего"], 12)
    sheet.cell(first, heads["С видео"], 6)
    sheet.cell(first + 1, heads["С видео"], "много")
    sheet.cell(first + 2, 1, "edu000000")
    sheet.cell(first + 2, 2, "Неизвестная школа")
    book.save(path)
    read = read_inputs(district, path)
    assert len(read.values) == 2 and read.schools == 1
    assert any("много" in one for one in read.wrong) and any("Неизвестная школа" in one for one in read.wrong)
    changes, wrong = take_inputs(district, path, 2026)
    assert "1 школа" in changes.message.replace("\u00a0", " ") and len(wrong) == 2
    assert index_page(district).of("video", 2026, _ids(district)["СОШ № 1"]).value == 50.0
    write_inputs(tmp_path / "снова.xlsx", index_page(district, 2026), 2026)
    assert read_inputs(district, tmp_path / "снова.xlsx").values == read.values
    assert export_indices(tmp_path / "все.xlsx", index_page(district)).rows > 7


def test_another_table_is_refused(district, tmp_path):
    path = tmp_path / "чужая.csv"
    path.write_text("Имя;Число\nодин;2\n", encoding="utf-8")
    with pytest.raises(UserError, match="нет таблицы с данными"):
        read_inputs(district, path)


def test_inputs_have_short_names_of_their_own():
    assert len({one.short for one in INPUTS}) == len(INPUTS)


def test_an_empty_base_has_no_years(ctx):
    page = index_page(ctx)
    assert (page.years, page.year, page.values) == ((), None, {})
