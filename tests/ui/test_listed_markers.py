"""The yearly list on the screen: beside our own markers, out to a file, to the card of a school."""

from __future__ import annotations

import pytest

from app.services.imports.commit import commit_import
from app.services.imports.preview import build_preview
from app.services.organisations.queries import list_organisations
from tests.data.layouts import write_book


@pytest.fixture
def page(desk, tmp_path):
    schools = [school for school in list_organisations(desk.ctx, own_only=True, kind="school") if school.login]
    rows = [["Год", "Логин", "Муниципалитет", "ОО", "4 РУ", "4 МА", "5 РУ", "5 МА", "Количество маркеров"]]
    rows += [["2026", school.login, "", school.short_name, 1, None, None, None, 1] for school in schools[:2]]
    commit_import(desk.ctx, build_preview(desk.ctx, write_book(tmp_path / "список.xlsx", {"Лист": rows})))
    desk.workspace.read_years()
    desk.window.years.choose(2025)
    return desk.tab("objectivity").show_page("listed")


def test_the_list_stands_beside_what_the_program_finds(page):
    rows = page.table.row_model.all_rows()
    assert [row.listed for row in rows if row.listed] == [("4 РУ",), ("4 РУ",)]
    assert page.table.isColumnHidden(0)  # one year is shown, above


def test_it_goes_out_in_the_same_layout(page, desk, tmp_path):
    page.write(tmp_path / "выгрузка.xlsx", "listed")
    preview = build_preview(desk.ctx, tmp_path / "выгрузка.xlsx")
    assert (preview.read.layout, preview.rows, preview.same) == ("marker_list", 2, 2)
