"""Windows of a year from the shipped package and from tables: seen first, named problems, nothing planned twice."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.services.errors import UserError
from app.services.plan.commands import delete_plan
from app.services.plan.naming import name_subject
from app.services.plan.packages import import_windows, preview_shipped, preview_windows, shipped_years
from app.services.plan.queries import list_plan
from app.services.plan.rows import RANDOM_SUBJECT
from tests.db.plan.world import add_schools, everything, hang_everything
from tests.sample_papers import add_procedure

HEAD = ["Вид процедуры", "Класс", "Предмет", "Начало", "Окончание", "Резервный день", "Варианты", "Основание"]


def _book(path: Path, *rows: list[object], head: list[str] = HEAD) -> Path:
    book = Workbook()
    sheet = book.active
    sheet.title = "Сроки"
    sheet.append(["Сроки процедур на 2027 год"])
    sheet.append(head)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("year", "first", "last", "act", "grades"),
    [
        (2024, date(2024, 3, 1), date(2024, 5, 17), "21.12.2023 № 2160", {4, 5, 6, 7, 8}),
        (2025, date(2025, 4, 11), date(2025, 5, 16), "13.05.2024 № 1008", {4, 5, 6, 7, 8, 10}),
        (2026, date(2026, 4, 20), date(2026, 5, 20), "07.05.2025 № 991", {4, 5, 6, 7, 8, 10}),
    ],
)
def test_the_shipped_windows(ctx, year, first, last, act, grades):
    preview = preview_shipped(ctx, year)
    assert {(line.draft.starts_on, line.draft.ends_on) for line in preview.lines} == {(first, last)}
    assert {line.draft.grade for line in preview.lines} == grades
    assert act in preview.basis and all(act in line.draft.basis for line in preview.lines)
    papers = {grade: sum(line.draft.grade == grade for line in preview.lines) for grade in grades}
    assert papers == {grade: 3 if grade == 4 else 4 for grade in grades}
    change = import_windows(ctx, preview)
    assert change.value == len(preview.lines) == len(list_plan(ctx))
    assert {line.state for line in preview_shipped(ctx, year).lines} == {"same"}
    assert import_windows(ctx, preview_shipped(ctx, year)).undo is None


def test_the_act_of_2026_took_social_science_out_of_classes_6_and_7(ctx):
    def options(year):
        return {
            (line.draft.grade, line.draft.subject[-3:]): line.draft.subject_options
            for line in preview_shipped(ctx, year).lines
            if line.draft.is_random
        }

    old, new = options(2025), options(2026)
    for grade in (6, 7):
        assert "Обществознание" in old[grade, "(1)"] and "Обществознание" not in new[grade, "(1)"]
    assert "Биология" in new[10, "(1)"] and "Биология" not in old[10, "(1)"]


def test_a_year_that_is_not_known(ctx):
    assert shipped_years() == (2024, 2025, 2026)
    with pytest.raises(UserError, match="2027"):
        preview_shipped(ctx, 2027)


def test_an_import_is_taken_back_and_a_named_slot_is_not_planned_again(ctx):
    add_procedure(ctx, {"А": [10]}, year=2026, subject="Математика", window=(date(2026, 4, 25), None))
    before = everything(ctx)
    preview = preview_shipped(ctx, 2026)
    assert preview.count("changed") == 1 and preview.count("new") == 22
    change = import_windows(ctx, preview)
    drawn = next(row for row in list_plan(ctx) if row.grade == 5 and row.is_random)
    change.undo(ctx)
    assert everything(ctx) == before
    change = import_windows(ctx, preview_shipped(ctx, 2026))
    drawn = next(row for row in list_plan(ctx) if row.grade == 5 and row.subject.endswith("(1)"))
    name_subject(ctx, drawn.procedure_id, "История")
    assert {line.state for line in preview_shipped(ctx, 2026).lines} == {"same"}


def test_a_table_of_windows(ctx, tmp_path):
    path = _book(
        tmp_path / "Сроки.xlsx",
        ["ВПР", "4–6", "Русский язык; Математика", "12.04.2027", date(2027, 5, 14), "", "", "приказ № 7"],
        ["", 7, "по случайному выбору (1)", date(2027, 4, 12), "14.05.2027", "17.05.2027", "История, литература", ""],
        ["Итоговое собеседование", "9 класс", "Русский язык", "10.02.2027", "", "", "", ""],
        ["Всероссийская олимпиада школьников, школьный этап", "", "Физика", "20.09.2027", "20.09.2027", "", "", ""],
    )
    preview = preview_windows(ctx, path)
    assert [one for one in preview.problems if one.severity != "info"] == []
    assert preview.count("new") == 9
    import_windows(ctx, preview)
    rows = {(row.kind, row.grade, row.subject): row for row in list_plan(ctx)}
    assert set(rows) == {
        *(("vpr", grade, subject) for grade in (4, 5, 6) for subject in ("Русский язык", "Математика")),
        ("vpr", 7, f"{RANDOM_SUBJECT} (1)"),
        ("final_interview", 9, "Русский язык"),
        ("olympiad_school", 0, "Физика"),
    }
    drawn = rows["vpr", 7, f"{RANDOM_SUBJECT} (1)"]
    assert drawn.needs_name and drawn.subject_options == ("История", "Литература") and drawn.reserve_on == date(2027, 5, 17)
    assert rows["vpr", 4, "Математика"].basis == "приказ № 7"
    assert rows["vpr", 4, "Математика"].control_mode == "school_check"


def test_every_bad_cell_is_named_with_its_place(ctx, tmp_path):
    path = _book(
        tmp_path / "Сроки.xlsx",
        ["Гадание", "4", "Математика", "12.04.2027", "14.05.2027"],
        ["ВПР", "четвёртый", "Математика", "12.04.2027", "14.05.2027"],
        ["ВПР", "4", "", "12.04.2027", "14.05.2027"],
        ["ВПР", "4", "Математика", "04/05/27", "14.05.2027"],
        ["ВПР", "4", "Математика", "", "14.05.2027"],
        ["ВПР", "4", "Математика", "14.05.2027", "12.04.2027"],
        ["ВПР", "4", "Физика", "12.04.2027", "14.05.2027"],
        ["ВПР", "4", "Физика", "12.04.2027", "14.05.2027"],
    )
    preview = preview_windows(ctx, path)
    assert [(one.code, one.cell) for one in preview.problems if one.severity == "error"] == [
        ("unknown_kind", "A3"), ("no_grade", "B4"), ("no_subject", "C5"), ("ambiguous_date", "D6"), ("no_start", "D7"),
        ("ends_before", "E8"), ("twice", ""),
    ]  # fmt: skip
    assert [line.title for line in preview.lines] == ["ВПР 2027, физика, 4 класс"]


def test_csv_and_json_are_read_too(ctx, tmp_path):
    table = tmp_path / "сроки.csv"
    table.write_text("Класс;Предмет;Начало;Окончание\n5;Биология;12.04.2027;14.05.2027\n", encoding="cp1251")
    assert [line.title for line in preview_windows(ctx, table).lines] == ["ВПР 2027, биология, 5 класс"]
    package = tmp_path / "сроки.json"
    papers = [{"grade": 4, "subject": "Математика"}]
    text = {"year": 2027, "kind": "vpr", "starts_on": "2027-04-12", "ends_on": "2027-05-14", "basis": "приказ", "papers": papers}
    package.write_text(json.dumps(text), encoding="utf-8")
    assert [line.title for line in preview_windows(ctx, package).lines] == ["ВПР 2027, математика, 4 класс"]


@pytest.mark.parametrize("text", ["[", "{}", '{"packages": [{"kind": "vpr"}]}', "[1]"])
def test_a_broken_package_is_refused(ctx, tmp_path, text):
    path = tmp_path / "сроки.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="не пакет"):
        preview_windows(ctx, path)
    with pytest.raises(UserError, match="не открылся"):
        preview_windows(ctx, tmp_path / "нет.json")


def test_a_file_without_such_a_table_is_refused(ctx, tmp_path):
    path = _book(tmp_path / "x.xlsx", ["a", "b"], head=["Школа", "Директор"])
    with pytest.raises(UserError, match="не найдена таблица"):
        preview_windows(ctx, path)


def test_a_window_on_which_dates_hang_is_left_to_moving(ctx, tmp_path):
    rows = [["ВПР", "4", "Математика", "12.10.2026", "23.10.2026"]]
    import_windows(ctx, preview_windows(ctx, _book(tmp_path / "1.xlsx", *rows)))
    (row,) = list_plan(ctx)
    hang_everything(ctx, row.procedure_id, add_schools(ctx))
    preview = preview_windows(ctx, _book(tmp_path / "2.xlsx", ["ВПР", "4", "Математика", "19.10.2026", "30.10.2026"]))
    assert [line.state for line in preview.lines] == ["refused"]
    assert [one.code for one in preview.problems if one.severity == "error"] == ["hangs"]


def test_a_plan_that_changed_since_the_preview(ctx):
    preview = preview_shipped(ctx, 2026)
    import_windows(ctx, preview)
    with pytest.raises(UserError, match="изменился"):
        import_windows(ctx, preview)
    delete_plan(ctx, list_plan(ctx)[0].procedure_id)
    with pytest.raises(UserError, match="изменился"):
        import_windows(ctx, preview)
