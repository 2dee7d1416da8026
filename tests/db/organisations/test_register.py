"""Loading a register of organisations: preview, load, the way back, doubts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from app.services.context import Context
from app.services.errors import UserError
from app.services.organisations.commands import import_register, save_organisation
from app.services.organisations.queries import find_by_login, list_municipalities, list_organisations
from app.services.organisations.register import preview_register
from app.services.organisations.rows import OrganisationRow, RegisterPreview
from tests.shared_data import shared

HEAD = ["Логин", "Краткое наименование", "Код муниципалитета", "Муниципалитет", "Тип населённого пункта", "Код ОГЭ"]
ROWS: list[list[Any]] = [
    ["sch990101", 'МБОУ "СОШ № 1"', "reg99_m012", "Заречный район", "город", 990101],
    ["edu990102", 'МБОУ "СОШ № 2"', "reg99_m012", "Заречный район", "село", 990102],
    ["ksh990003", "МКОУ «Школа-интернат»", "reg99_m012", "Заречный район", "пгт", 990103],
    ["", "МБДОУ «Ёлочка»", "reg99_m012", "Заречный район", "", ""],
    ["edu990201", 'МБОУ "СОШ № 1"', "reg99_m013", "Лесной район", "село", 990201],
]


def write(path: Path, rows: list[list[Any]], head: list[str] = HEAD, name: str = "Школы") -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(name)
        zeros = book.add_format({"num_format": "000000"})
        for number, line in enumerate([head, *rows]):
            for column, value in enumerate(line):
                sheet.write(number, column, value, zeros if isinstance(value, int) else None)
    return path


def counts(preview: RegisterPreview) -> tuple[int, int, int, int, int]:
    return preview.new, preview.changed, preview.same, preview.doubtful, preview.refused


def test_register_is_loaded_once_and_taken_back(ctx: Context, tmp_path: Path) -> None:
    path = write(tmp_path / "Школы.xlsx", ROWS)
    preview = preview_register(ctx, path)
    assert counts(preview) == (5, 0, 0, 0, 0)
    assert list_organisations(ctx) == ()
    loaded = import_register(ctx, preview)
    assert loaded.message == "Загружено: новых 5, изменено 0, без изменений 0."
    rows = {row.login or row.short_name: row for row in list_organisations(ctx)}
    assert rows["edu990101"].locality_type == "town"
    assert rows["edu990101"].municipality == "Заречный район"
    assert rows["edu990101"].oge_code == "990101"
    assert rows["ksh990003"].locality_type == "settlement"
    assert rows["МБДОУ «Ёлочка»"].kind == "kindergarten"
    assert [(m.code, m.organisations) for m in list_municipalities(ctx)] == [("reg99_m012", 4), ("reg99_m013", 1)]
    again = preview_register(ctx, path)
    assert counts(again) == (0, 0, 5, 0, 0)
    assert not import_register(ctx, again).topics
    assert loaded.undo is not None
    loaded.undo(ctx)
    assert list_organisations(ctx) == ()
    assert list_municipalities(ctx) == ()


def test_changed_cells_change_the_card_and_empty_ones_do_not(ctx: Context, tmp_path: Path) -> None:
    import_register(ctx, preview_register(ctx, write(tmp_path / "a.xlsx", ROWS)))
    school = find_by_login(ctx, "edu990102")
    assert school is not None
    save_organisation(ctx, replace(school, director="Орлова М. В."))
    head = ["Логин", "Краткое наименование", "Директор", "Число обучающихся"]
    rows = [["edu990102", 'МБОУ "СОШ № 2" с. Боровое', "", "312 "], ["edu990101", 'МБОУ "СОШ № 1"', "", ""]]
    preview = preview_register(ctx, write(tmp_path / "b.xlsx", rows, head))
    assert counts(preview) == (0, 1, 1, 0, 0)
    assert preview.entries_of("changed")[0].changed_fields == ("short_name", "pupils")
    changed = import_register(ctx, preview)
    after = find_by_login(ctx, "edu990102")
    assert after is not None
    assert (after.short_name, after.director, after.pupils) == ('МБОУ "СОШ № 2" с. Боровое', "Орлова М. В.", 312)
    assert len(list(ctx.paths.backups.glob("*before-import_schools*"))) == 1
    assert changed.undo is not None
    changed.undo(ctx)
    assert find_by_login(ctx, "edu990102") == replace(school, director="Орлова М. В.")


def test_bad_rows_are_refused_with_their_cells(ctx: Context, tmp_path: Path) -> None:
    rows = [
        ["edu99", "СОШ № 1", "", "", "", ""],
        ["edu990102", "", "", "", "", ""],
        ["edu990103", "СОШ № 3", "", "", "", "3а"],
        ["edu990104", "СОШ № 4", "", "", "на Луне", ""],
        ["sch990105", "СОШ № 5", "", "", "", ""],
        ["edu990105\u00a0", "СОШ № 55", "", "", "", ""],
        ["", "Ёлочка", "", "", "", ""],
        ["", "ЕЛОЧКА", "", "", "", ""],
        ["Итого", "8", "", "", "", ""],
    ]
    preview = preview_register(ctx, write(tmp_path / "a.xlsx", rows))
    assert counts(preview) == (1, 0, 0, 0, 7)
    said = {(problem.code, problem.cell) for problem in preview.problems}
    assert {("bad_login", "A2"), ("no_name", "B3"), ("unknown_locality_type", "E5"), ("total_rows", "A10")} <= said
    assert {("repeated_login", "A6"), ("repeated_login", "A7")} <= said
    assert {("repeated_short_name", "B8"), ("repeated_short_name", "B9"), ("spaces_trimmed", "A7")} <= said
    assert "bad_code" in {problem.code for problem in preview.problems}
    import_register(ctx, preview)
    assert [row.login for row in list_organisations(ctx)] == ["edu990104"]


def test_x01_code_keeps_the_zeros_of_its_format(ctx: Context, tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", [["edu990101", "СОШ № 1", "", "", "", 12]])
    import_register(ctx, preview_register(ctx, path))
    assert list_organisations(ctx)[0].oge_code == "000012"


def test_x22_alike_is_asked_never_joined(ctx: Context, tmp_path: Path) -> None:
    known = save_organisation(ctx, OrganisationRow(None, "school", "МБОУ «СОШ № 5»")).value
    save_organisation(ctx, OrganisationRow(None, "school", "МБОУ «СОШ № 15»"))
    path = write(tmp_path / "a.xlsx", [["", "СОШ 5", "", "", "", ""], ["edu990105", "МБОУ СОШ №5", "", "", "", ""]])
    preview = preview_register(ctx, path)
    assert counts(preview) == (0, 0, 0, 2, 0)
    assert [candidate.id for candidate in preview.entries[0].candidates] == [known]
    assert not import_register(ctx, preview).topics
    assert len(list_organisations(ctx)) == 2
    decided = preview_register(ctx, path, decisions={2: None, 3: known})
    assert counts(decided) == (1, 1, 0, 0, 0)
    import_register(ctx, decided)
    rows = {row.id: row for row in list_organisations(ctx)}
    assert (rows[known].login, rows[known].short_name) == ("edu990105", "МБОУ СОШ №5")
    assert len(rows) == 3


def test_two_rows_of_one_organisation_are_refused(ctx: Context, tmp_path: Path) -> None:
    save_organisation(ctx, OrganisationRow(None, "school", "СОШ № 5", login="edu990105", oge_code="990105"))
    rows = [["edu990105", "СОШ № 5", "", "", "", ""], ["", "СОШ № 5 новая", "", "", "", "990105"]]
    preview = preview_register(ctx, write(tmp_path / "a.xlsx", rows))
    assert counts(preview) == (0, 0, 1, 0, 1)
    assert "repeated_organisation" in {problem.code for problem in preview.problems}


def test_municipality_keeps_its_name_and_takes_its_code(ctx: Context, tmp_path: Path) -> None:
    head = ["Краткое наименование", "Муниципалитет", "Населённый пункт"]
    import_register(ctx, preview_register(ctx, write(tmp_path / "a.xlsx", [["СОШ № 1", "Заречный район", "с. Боровое"]], head)))
    assert [m.code for m in list_municipalities(ctx)] == [""]
    import_register(ctx, preview_register(ctx, write(tmp_path / "b.xlsx", ROWS[1:2])))
    assert [(m.name, m.code) for m in list_municipalities(ctx)] == [("Заречный район", "reg99_m012")]
    other = [[*ROWS[2][:3], "Заречный округ", *ROWS[2][4:]]]
    preview = preview_register(ctx, write(tmp_path / "c.xlsx", other))
    assert "municipality_name" in {problem.code for problem in preview.problems}
    import_register(ctx, preview)
    assert [m.name for m in list_municipalities(ctx)] == ["Заречный район"]


def test_load_waits_for_a_fresh_preview_after_other_changes(ctx: Context, tmp_path: Path) -> None:
    preview = preview_register(ctx, write(tmp_path / "a.xlsx", ROWS))
    save_organisation(ctx, OrganisationRow(None, "school", "СОШ № 9"))
    with pytest.raises(UserError, match="изменился"):
        import_register(ctx, preview)
    assert len(list_organisations(ctx)) == 1


def test_csv_of_the_old_code_page_and_composite_cells(ctx: Context, tmp_path: Path) -> None:
    path = tmp_path / "Школы.csv"
    lines = ["Пользователь;Школа;Муниципалитет", "edu990101;edu990101 | МБОУ «СОШ № 1»;reg99_m012 | Заречный район"]
    path.write_text("\r\n".join(lines), encoding="cp1251")
    preview = preview_register(ctx, path)
    assert preview.format_title == "текстовая таблица (CSV): Windows-1251, точка с запятой"
    import_register(ctx, preview)
    (row,) = list_organisations(ctx)
    assert (row.short_name, row.login, row.municipality) == ("МБОУ «СОШ № 1»", "edu990101", "Заречный район")
    assert list_municipalities(ctx)[0].code == "reg99_m012"


def test_file_of_something_else_is_refused(ctx: Context, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="не найден список организаций"):
        preview_register(ctx, write(tmp_path / "a.xlsx", [[1, 2]], ["Код участника", "Балл"]))


@pytest.mark.parametrize(("name", "rows", "refused"), [("context2021", 733, 8), ("context2022", 678, 0)])
def test_contextual_data_of_a_region_as_a_register(ctx: Context, name: str, rows: int, refused: int) -> None:
    path = shared(f"data/context/{name}.xlsx")
    preview = preview_register(ctx, path)
    assert (preview.new + preview.refused, preview.refused) == (rows, refused)
    import_register(ctx, preview)
    assert preview_register(ctx, path).same == rows - refused
    assert all(row.login for row in list_organisations(ctx))


def test_a_decision_is_remembered_by_the_next_register(ctx: Context, tmp_path: Path) -> None:
    school = int(save_organisation(ctx, OrganisationRow(None, "school", "МБОУ «Боровская СОШ»", login="edu990105")).value)
    head = ["Краткое наименование", "Муниципалитет", "ИНН", "Сайт", "Дата открытия"]
    path = write(tmp_path / "a.xlsx", [["Боровская СОШ с. Боровое", "", "2200000001", "borovoe.example", "01.09.1975"]], head)
    preview = preview_register(ctx, path)
    assert [entry.state for entry in preview.entries] == ["doubtful"]
    loaded = import_register(ctx, preview_register(ctx, path, decisions={2: school}))
    row = find_by_login(ctx, "edu990105")
    assert row is not None and (row.inn, row.site, str(row.opened_on)) == ("2200000001", "borovoe.example", "1975-09-01")
    save_organisation(ctx, replace(row, short_name="МБОУ «Боровская СОШ»"))
    assert [entry.before.id for entry in preview_register(ctx, path).entries if entry.before] == [school]
    assert loaded.undo is not None
    loaded.undo(ctx)
    assert [entry.state for entry in preview_register(ctx, path).entries] == ["doubtful"]
