"""The form of ФИС ОКО is filled in place: every other part of the file leaves as it came, and the file reads back."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from app.services.entry import commands, finish, form_file, queries, rules
from app.services.errors import UserError
from app.services.imports.preview import build_preview
from app.services.imports.rows import ImportOptions
from tests.data.school_form import TASKS, write_form
from tests.db.entry.school import VPR, begin, make_school, type_all

NAME = "Форма сбора результатов Математика 4 класс ВПР 2026.xlsx"


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cells(content: bytes, *, formulas: bool = False):
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=not formulas)
    return [[cell.value for cell in row] for row in book["Протокол"].iter_rows()]


def filled_form(ctx, tmp_path, **how):
    """(the sheet, the form, the filled content) of a class typed to the end."""
    school = make_school(ctx)
    sheet_id = begin(ctx, school, VPR)
    sheet = type_all(ctx, sheet_id)
    form = form_file.read_form(write_form(tmp_path / NAME, **how))
    return sheet, form, finish.form_content(ctx, sheet.info, form)


def test_a_form_says_what_it_asks_for(tmp_path):
    form = form_file.read_form(write_form(tmp_path / NAME))
    assert [(task.code, task.max_points) for task in form.tasks] == list(TASKS)
    assert (form.year, form.grade, form.subject) == (2026, 4, "Математика")
    assert form.variants == ("1", "2")
    paper = form.paper()
    assert paper is not None and paper.title == "ВПР 2026, математика, 4 класс"
    assert paper.with_journal and not paper.with_gender


def test_the_grid_stands_in_the_form(ctx, tmp_path):
    sheet, _form, content = filled_form(ctx, tmp_path)
    rows = cells(content)
    for row, work in zip(rows[1:], sheet.works, strict=False):
        code, variant, *scores = row[:6]
        number, journal, total = row[6:9]
        assert code == int(work.code)
        assert total == (rules.total_of(work) or 0)
        if work.absent:
            assert (variant, scores, number, journal) == ("отсутствовал", [None] * 4, None, None)
        else:
            assert variant == int(work.variant)
            assert [str(score) for score in scores] == ["X" if value == 255 else str(value) for value in work.scores]
            assert number == 1
            assert str(journal) == work.journal
    assert cells(content, formulas=True)[1][8] == "=SUM(C2:F2)"


def test_everything_else_in_the_form_leaves_as_it_came(ctx, tmp_path):
    _sheet, form, content = filled_form(ctx, tmp_path)
    before, after = parts(form.content), parts(content)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == [form.part]
    old, new = (openpyxl.load_workbook(io.BytesIO(one))["Протокол"] for one in (form.content, content))
    assert [(str(v.sqref), v.formula1) for v in old.data_validations.dataValidation] == [
        (str(v.sqref), v.formula1) for v in new.data_validations.dataValidation
    ]
    assert [str(one.sqref) for one in old.conditional_formatting] == [str(one.sqref) for one in new.conditional_formatting]
    assert (old.freeze_panes, old.protection.sheet) == (new.freeze_panes, new.protection.sheet)
    assert {k: (v.width, v.hidden) for k, v in old.column_dimensions.items()} == {
        k: (v.width, v.hidden) for k, v in new.column_dimensions.items()
    }
    for row in range(1, 20):
        for column in range(1, 15):
            assert old.cell(row, column).style_id == new.cell(row, column).style_id
    assert [new.cell(row, 12).value for row in range(2, 10)] == [old.cell(row, 12).value for row in range(2, 10)]


def test_the_filled_form_is_read_by_the_import_as_it_was_typed(ctx, tmp_path):
    sheet, form, content = filled_form(ctx, tmp_path)
    finish.hand_over(ctx, sheet.info.id)
    path = tmp_path / "заполнено" / NAME
    path.parent.mkdir()
    path.write_bytes(content)
    preview = build_preview(ctx, path, ImportOptions(year=2026, grade=4, subject="Математика"))
    assert (preview.refused, preview.participants, preview.absent) == (0, 5, 1)
    assert not [problem for problem in preview.problems if problem.severity == "error"]
    assert preview.new == 0
    assert form.file_name == NAME


def test_both_classes_of_a_parallel_go_into_one_form(ctx, tmp_path):
    school = make_school(ctx)
    first = begin(ctx, school, VPR, pupils=3)
    second = begin(ctx, school, VPR, pupils=2, label="Б", first=40004)
    type_all(ctx, first)
    sheet = queries.get_sheet(ctx, second)
    commands.save_works(ctx, second, [rules.as_absent(work) for work in sheet.works])
    form = form_file.read_form(write_form(tmp_path / NAME))
    rows = cells(finish.form_content(ctx, sheet.info, form))
    assert [row[0] for row in rows[1:6]] == [40001, 40002, 40003, 40004, 40005]
    assert rows[6][0] is None


def test_codes_that_stand_in_the_form_keep_their_rows(ctx, tmp_path):
    _sheet, form, content = filled_form(ctx, tmp_path, codes=(40003, 40001, 40009))
    rows = cells(content)
    assert [row[0] for row in rows[1:9]] == [40003, 40001, 40009, 40002, 40004, 40005, 40006, None]
    assert rows[1][1] == "отсутствовал"
    assert len(form.codes) == 3


def test_a_form_that_writes_a_cyrillic_x_gets_a_cyrillic_x(ctx, tmp_path):
    _sheet, _form, content = filled_form(ctx, tmp_path, cyrillic_x=True)
    assert cells(content)[6][3] == "Х"


def test_a_form_of_an_older_year(ctx, tmp_path):
    school = make_school(ctx)
    form = form_file.read_form(write_form(tmp_path / "ВПР 2022 Математика 4 класс.xlsx", old=True))
    paper = form.paper(grade=4)
    assert paper is not None and paper.with_gender
    sheet_id = begin(ctx, school, paper, pupils=3)
    sheet = queries.get_sheet(ctx, sheet_id)
    works = [replace(work, gender="ж") for work in type_all(ctx, sheet_id).works]
    commands.save_works(ctx, sheet_id, works)
    rows = cells(finish.form_content(ctx, sheet.info, form))
    assert [row[6] for row in rows[1:4]] == ["А", "А", "А"]
    assert [row[7] for row in rows[1:4]] == ["ж", "ж", "ж"]
    assert rows[1][9] == rules.total_of(works[0])


def test_the_form_is_kept_with_the_sheet(ctx, tmp_path):
    sheet, form, content = filled_form(ctx, tmp_path)
    commands.attach_form(ctx, [sheet.info.id], form)
    kept = queries.form_of_sheet(ctx, sheet.info.id)
    assert kept is not None and kept.content == form.content
    assert finish.form_content(ctx, sheet.info, kept) == content
    path = tmp_path / finish.suggested_name(kept, sheet.info)
    assert finish.save_form(ctx, sheet.info, kept, path) == 6
    assert path.read_bytes() == content
    assert not list(tmp_path.glob(".oko-*"))


def test_a_form_of_another_version_is_not_filled_blindly(ctx, tmp_path):
    """T18, T19: no blank columns, the differences in words."""
    school = make_school(ctx)
    sheet = type_all(ctx, begin(ctx, school, VPR))
    form = form_file.read_form(write_form(tmp_path / NAME, (("1", 5), ("2", 10), ("3К1", 3), ("5", 2))))
    said = "нет задания 3К2; новое задание 5; у задания 2 максимум 10 вместо 12"
    for refused in (
        lambda: finish.form_content(ctx, sheet.info, form),
        lambda: commands.attach_form(ctx, [sheet.info.id], form),
    ):
        with pytest.raises(UserError) as error:
            refused()
        assert said in error.value.what
    commands.adopt_tasks(ctx, [sheet.info.id], form.tasks)
    commands.attach_form(ctx, [sheet.info.id], form)


def test_a_value_the_form_would_not_take_stays_out_of_it_even_with_a_reason(ctx, tmp_path):
    school = make_school(ctx)
    sheet_id = begin(ctx, school, VPR)
    sheet = type_all(ctx, sheet_id)
    work = rules.with_points(sheet.works[0], 3, 7, VPR)
    key = rules.reason_key(rules.doubts_of(work, VPR))
    commands.save_works(ctx, sheet_id, [replace(work, reason="так", reason_for=key)])
    form = form_file.read_form(write_form(tmp_path / NAME))
    with pytest.raises(UserError, match="не примет"):
        finish.form_content(ctx, sheet.info, form)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", "не книга".encode()])
def test_what_is_no_form_is_refused(tmp_path, content):
    path = tmp_path / "форма.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError):
        form_file.read_form(path)


def test_another_workbook_is_no_form(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Школа", "Балл"])
    book.save(tmp_path / "другое.xlsx")
    with pytest.raises(UserError, match="не форма"):
        form_file.read_form(tmp_path / "другое.xlsx")
