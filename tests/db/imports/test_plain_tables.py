"""Plain tables in the base: the mapping is remembered by the header and used again; the same table changes nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.models.organisations import Organisation
from app.models.results import Procedure
from app.services.imports.commit import commit_import
from app.services.imports.mappings import look_at
from app.services.imports.preview import build_preview
from app.services.imports.recognise import UnknownLayout
from app.services.imports.revert import revert_import
from app.services.imports.rows import ImportOptions
from tests.db.imports.loading import book, codes, contents
from tests.unit.imports.test_plain_table import ROWS


@pytest.fixture
def schools(ctx):
    with ctx.db.write() as session:
        for name in ("МБОУ «СОШ № 1»", "СОШ № 2"):
            session.add(Organisation(short_name=name, search_name=name.casefold()))
    return ctx


def test_a_table_nobody_knows_is_refused_until_its_columns_are_said(schools, tmp_path):
    path = book(tmp_path, ROWS, "мпр.xlsx")
    with pytest.raises(UnknownLayout, match="не похож"):
        build_preview(schools, path)
    view = look_at(schools, path)
    assert not view.remembered
    options = ImportOptions(2026, 6, "Математика", mapping=view.mapping)
    preview = build_preview(schools, path, options)
    assert (preview.title, preview.new, preview.absent) == ("МПР 2026, математика, 6 класс", 3, 1)
    assert {"mapping_used", "personal_data"} <= set(codes(preview))
    commit_import(schools, preview)
    with schools.db.read() as session:
        assert session.scalars(select(Procedure)).one().kind == "municipal_test"
    assert "Ковалёва" not in repr(contents(schools, leave_out=()))


def test_the_mapping_is_used_for_the_next_file_with_this_header(schools, tmp_path):
    path = book(tmp_path, ROWS, "мпр.xlsx")
    view = look_at(schools, path)
    meanings = {one.column: one.guess for one in view.columns} | {view.columns[-1].column: "journal"}
    options = ImportOptions(2026, 6, "Математика", mapping=view.mapping_of(meanings, "diagnostic_test"))
    run = commit_import(schools, build_preview(schools, path, options)).value
    moved = [row if len(row) == 1 else [*row[1:], row[0]] for row in ROWS]
    other = book(tmp_path, moved, "вторая.xlsx")
    view = look_at(schools, other)
    assert view.remembered and view.kind == "diagnostic_test"
    assert {one.caption: one.guess for one in view.columns}["Оценка"] == "journal"
    again = build_preview(schools, other, ImportOptions(2026, 6, "Математика"))
    assert (again.kind, again.new, again.changed, again.same) == ("diagnostic_test", 0, 0, 3)
    revert_import(schools, run)
    assert look_at(schools, other).remembered  # what was said about columns stays said


def test_a_table_of_one_school_asks_which(schools, tmp_path):
    rows = [["Код", "Балл", "Оценка"], [60001, 5, 4], [60002, 3, 3]]
    path = book(tmp_path, rows, "МПР математика 2026.xlsx")
    mapping = look_at(schools, path).mapping
    preview = build_preview(schools, path, ImportOptions(mapping=mapping))
    assert (preview.missing, preview.grade) == (("школа",), 6)
    with schools.db.read() as session:
        school = session.scalars(select(Organisation.id)).first()
    told = build_preview(schools, path, ImportOptions(mapping=mapping, organisation_id=school))
    assert (told.missing, told.new) == ((), 2)


def test_the_file_name_tells_what_the_table_is_about(schools, tmp_path):
    path = book(tmp_path, ROWS, "МПР математика 6 класс 2026.xlsx")
    preview = build_preview(schools, path, ImportOptions(mapping=look_at(schools, path).mapping))
    assert (preview.year, preview.grade, preview.subject, preview.missing) == (2026, 6, "Математика", ())
