"""The yearly list of markers: in, beside our own markers, out in the same layout, taken back."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from app.cli import main
from app.models.exams import ListedMarker
from app.models.organisations import Organisation
from app.services.errors import UserError
from app.services.imports.commit import commit_import
from app.services.imports.preview import build_preview
from app.services.imports.revert import revert_import
from app.services.marker_lists.queries import export_marker_list, list_summaries, listed_markers, listed_years
from tests.db.imports.loading import book, contents
from tests.sample_papers import add_procedure, school_id
from tests.shared_data import shared

HEADER = ["Год", "Логин", "Муниципалитет", "ОО", "4 РУ", "4 МА", "5 РУ", "5 МА", "Количество маркеров"]


def rows():
    return [
        HEADER,
        ["2024", "sch990101", "город Озёрный", "СОШ № 1", 1, None, 1, None, 2],
        ["2025", "edu990101", "г. Озёрный", "СОШ № 1", 0, 1, 0, 0, 1],
        [2025, "edu990102", "г. Озёрный", "СОШ № 2", "", 1, "", "", 1],
    ]


def test_a_list_of_several_years_is_loaded_once(ctx, tmp_path):
    preview = build_preview(ctx, book(tmp_path, rows(), "список.xlsx"))
    assert (preview.read.layout, preview.title) == ("marker_list", "Список школ с признаками необъективности, 2024–2025")
    assert (preview.rows, preview.new, preview.schools, preview.refused) == (3, 3, 2, 0)
    before = contents(ctx)
    run = commit_import(ctx, preview).value
    assert listed_years(ctx) == (2025, 2024)
    again = build_preview(ctx, book(tmp_path, rows(), "ещё раз.xlsx"))
    assert (again.new, again.changed, again.same, again.can_commit) == (0, 0, 3, False)
    revert_import(ctx, run)
    assert contents(ctx) == before


def test_a_corrected_list_shows_what_changes_and_can_be_taken_back(ctx, tmp_path):
    first = commit_import(ctx, build_preview(ctx, book(tmp_path, rows()))).value
    before = contents(ctx)
    corrected = rows()[:3]
    corrected[2][4], corrected[2][8] = 1, 2
    preview = build_preview(ctx, book(tmp_path, corrected, "исправлен.xlsx"))
    assert (preview.new, preview.changed, preview.same) == (0, 1, 1)
    assert preview.changed_rows[0].after == (("2025", "4 РУ, 4 МА"),)
    assert "ещё 1" in next(p.text for p in preview.problems if p.code == "listed_elsewhere").replace("\u00a0", " ")
    second = commit_import(ctx, preview).value
    with pytest.raises(UserError, match="Сначала отмените"):
        revert_import(ctx, first)
    revert_import(ctx, second)
    assert contents(ctx) == before


def test_t31_personal_data_in_a_list_are_reported(ctx, tmp_path):
    named = [[*row, "Директор" if n == 0 else "Ковалёва Мария Петровна"] for n, row in enumerate(rows())]
    preview = build_preview(ctx, book(tmp_path, named))
    assert [(p.code, p.cell) for p in preview.problems] == [("personal_data", "J2")]
    commit_import(ctx, preview)
    assert "Ковалёва" not in repr(contents(ctx, leave_out=()))


def test_bad_cells_have_places(ctx, tmp_path):
    bad = rows()
    bad[1][4] = 7
    bad[2][0] = "прошлый"
    bad[3][8] = 3
    preview = build_preview(ctx, book(tmp_path, bad))
    assert {(p.code, p.cell) for p in preview.problems} == {("bad_score", "E2"), ("no_year", "A3"), ("sum_mismatch", "I4")}
    assert (preview.rows, preview.refused, preview.new) == (3, 2, 1)


def test_the_list_stands_beside_our_own_markers(ctx, tmp_path):
    scores = [20 + n % 5 for n in range(40)]
    add_procedure(ctx, {"СОШ № 1": [36, 37, 38, 36, 37, 38, 36, 37], "СОШ № 2": scores, "СОШ № 3": scores}, year=2025)
    with ctx.db.write() as session:
        session.get(Organisation, school_id(ctx, "СОШ № 1")).login = "edu990101"
        session.get(Organisation, school_id(ctx, "СОШ № 2")).login = "edu990102"
    commit_import(ctx, build_preview(ctx, book(tmp_path, rows())))
    found = {(row.year, row.school): row for row in listed_markers(ctx)}
    assert found[2025, "СОШ № 1"].listed == ("4 МА",) and found[2025, "СОШ № 1"].own == ("4 РУ",)
    assert found[2025, "СОШ № 1"].agrees is False
    assert found[2024, "СОШ № 1"].own is None and found[2024, "СОШ № 1"].agrees is None
    assert found[2025, "СОШ № 2"].own == ()
    own = export_marker_list(ctx, tmp_path / "наши.xlsx", source="own")
    assert own.rows == 1


def test_the_list_goes_out_as_it_came_in(ctx, tmp_path):
    commit_import(ctx, build_preview(ctx, book(tmp_path, rows())))
    with ctx.db.read() as session:
        first = [(o.year, o.login, o.organisation_name, o.markers) for o in session.scalars(select(ListedMarker))]
    path = tmp_path / "выгрузка.xlsx"
    assert export_marker_list(ctx, path).rows == 3
    preview = build_preview(ctx, path)
    assert (preview.rows, preview.same, preview.new, preview.changed) == (3, 3, 0, 0)
    assert [(r.year, r.login, r.organisation_name, r.markers) for r in preview.read.listed] == sorted(first)
    with pytest.raises(UserError, match="Выгружать нечего"):
        export_marker_list(ctx, path, 2019)


def test_the_real_list(ctx):
    preview = build_preview(ctx, shared("data/markers/markers_2023_2025.xlsx"))
    assert (preview.rows, preview.new, preview.refused, preview.warnings) == (599, 451, 0, 0)
    years = [sum(record.year == year for record in preview.read.listed) for year in (2023, 2024, 2025)]
    assert years == [159, 148, 144]  # every row of 2024 stands in the file twice
    assert len({record.login for record in preview.read.listed}) == 341


def test_in_and_out_by_the_command_line(tmp_path, capsys):
    data = tmp_path / "данные"
    assert main(["--data", str(data), "--json", "results", "import", str(book(tmp_path, rows()))]) == 0
    assert json.loads(capsys.readouterr().out)["files"][0]["layout"] == "marker_list"
    out = tmp_path / "список.csv"
    assert main(["--data", str(data), "--json", "results", "markers", str(out), "--year", "2025"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == 2
    assert out.read_text(encoding="utf-8-sig").startswith("Год;Логин;Муниципалитет;ОО;4 РУ;4 МА;5 РУ;5 МА;Количество маркеров")
    assert main(["--data", str(data), "results", "markers", str(out), "--own"]) == 2


def test_lines_without_a_login_are_joined_by_name_however_the_municipality_is_spelt(ctx, tmp_path):
    add_procedure(ctx, {f"СОШ № {n}": [10, 12] for n in range(1, 6)}, year=2025, municipality="г. Озёрный")
    here = [2025, "", "город Озёрный", "СОШ № 1", 1, None, None, 1, 2]
    elsewhere = [2025, "", "г. Дальний", "СОШ № 9", 1, "", "", "", 1]
    lines = [HEADER, here, elsewhere]
    commit_import(ctx, build_preview(ctx, book(tmp_path, lines)))
    (row,) = [row for row in listed_markers(ctx, 2025) if row.listed]
    assert (row.school, row.listed) == ("СОШ № 1", ("4 РУ", "5 МА"))
    (summary,) = list_summaries(ctx)
    assert (summary.lines, summary.unknown, summary.own, summary.by_count, summary.wrote) == (2, 1, 1, (0, 1), 5)
    assert summary.share == 20.0
