"""Names, СНИЛС and telephones in imported files: reported with places, never stored (T31)."""

from __future__ import annotations

from app.services.imports.preview import build_preview
from app.services.imports.rows import ImportOptions
from tests.data import layouts
from tests.data.layouts import pupils
from tests.db.imports.loading import CREATE, book, codes, contents, load


def with_names():
    rows = layouts.regional_2021_rows(pupils())
    rows[0] += ["ФИО", "Комментарий"]
    for row, name in zip(rows[1:], ("Ковалёва Мария Петровна", "Зимин А. О.", "Лугова А. С."), strict=False):
        row += [name, ""]
    rows[1][-1] = "звонить 8 912 345-67-89"
    return rows


def test_t31_names_and_phones_are_reported_and_not_stored(ctx, tmp_path):
    preview, _changes = load(ctx, book(tmp_path, with_names()))
    said = [problem.text for problem in preview.problems if problem.code == "personal_data"]
    assert len(said) == 2 and "строк — 3" in said[0] and "елефон" in said[1]
    stored = repr(contents(ctx, leave_out=()))
    for word in ("Ковалёва", "Зимин", "Лугова", "912 345"):
        assert word not in stored
        assert word not in repr(preview.problems)


def test_t31_a_name_in_the_code_column_is_refused_and_not_quoted(ctx, tmp_path):
    rows = layouts.regional_2021_rows(pupils())
    rows[1][3], rows[2][3] = "Ковалёва Мария Петровна", "112-233-445 95"
    preview = build_preview(ctx, book(tmp_path, rows), CREATE)
    assert codes(preview)["no_code"] == ["error", "error"]
    assert "Ковалёва" not in repr(preview.problems) and "112-233" not in repr(preview.problems)


def test_t31_a_name_in_the_class_column_is_not_stored(ctx, tmp_path):
    rows = layouts.regional_2021_rows(pupils())
    column = rows[0].index("класс")
    rows[1][column] = "Ковалёва"
    preview, _changes = load(ctx, book(tmp_path, rows))
    assert codes(preview)["personal_cell"] == ["warning"]
    assert (preview.new, preview.refused) == (8, 0)
    assert "КОВАЛЁВА" not in repr(contents(ctx, leave_out=())).upper()


def test_a_file_in_order_says_nothing_of_personal_data(ctx, tmp_path):
    preview = build_preview(ctx, book(tmp_path, layouts.regional_2021_rows(pupils())), ImportOptions(2021, 4, "Русский язык"))
    assert not {"personal_data", "personal_cell"} & set(codes(preview))
