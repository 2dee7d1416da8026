"""Many files at once, and the document of the command line."""

from __future__ import annotations

import json

import pytest

from app.services.errors import Cancelled, UserError
from app.services.imports.folder import import_files, report_json
from app.services.imports.rows import ImportOptions
from tests.data import layouts
from tests.data.layouts import pupils, write_book
from tests.db.imports.loading import CREATE, contents

CREATE_ONLY = ImportOptions(create_schools=True)


def downloads(folder):
    """A folder as people have it: reports, a subfolder, a foreign table, a page, a lock file of Excel."""
    write_book(folder / "Ф1.xlsx", {"РУ 4": layouts.individual_results_rows(pupils())})
    write_book(folder / "Ф3.xlsx", {"РУ 4": layouts.mark_statistics_rows()})
    write_book(folder / "Меню.xlsx", {"Лист1": [["Каша", "Суп"]]})
    (folder / "2022").mkdir()
    write_book(folder / "2022" / "ma4.xlsx", layouts.regional_2022_sheets(pupils(), textbook="ma4.2"))
    (folder / "письмо.txt").write_text("не таблица", encoding="utf-8")
    (folder / "~$Ф1.xlsx").write_bytes(b"\x05user")
    (folder / "битый.xlsx").write_bytes(b"")
    return folder


def test_a_folder_loads_what_it_can_and_names_the_rest(ctx, tmp_path):
    report = import_files(ctx, downloads(tmp_path), CREATE_ONLY)
    found = {file.path.name: (file.layout, file.committed) for file in report.files}
    assert found == {
        "ma4.xlsx": ("regional_2022", True),
        "битый.xlsx": ("", False),
        "Меню.xlsx": ("", False),
        "Ф1.xlsx": ("individual_results", True),
        "Ф3.xlsx": ("mark_statistics", True),
    }
    assert report.has_problems
    refused = {file.path.name: file.problems[0] for file in report.files if not file.committed}
    assert all(problem.severity == "error" and name in problem.text for name, problem in refused.items())
    assert len(contents(ctx)["procedure"]) == 2


def test_one_copy_of_the_base_is_made_before_many_files(ctx, tmp_path):
    (tmp_path / "раньше").mkdir()
    earlier = write_book(tmp_path / "раньше" / "ru4.xlsx", {"Лист": layouts.regional_2021_rows(pupils())})
    import_files(ctx, [earlier], CREATE)
    (tmp_path / "сейчас").mkdir()
    report = import_files(ctx, downloads(tmp_path / "сейчас"), CREATE_ONLY)
    assert sum(file.committed for file in report.files) == 3
    assert len(list(ctx.paths.backups.glob("*before-import*"))) == 1


def test_the_document_of_the_command_line(ctx, tmp_path):
    path = write_book(tmp_path / "ru4.xlsx", {"Лист": layouts.regional_2021_rows(pupils())})
    report = import_files(ctx, [path], CREATE)
    document = json.loads(json.dumps(report_json(report), ensure_ascii=False))
    (file,) = document["files"]
    assert file.pop("path") == str(path)
    assert file == {
        "layout": "regional_2021",
        "procedure": "ВПР 2021, русский язык, 4 класс",
        "year": 2021,
        "grade": 4,
        "subject": "Русский язык",
        "rows": 8,
        "participants": 7,
        "absent": 1,
        "refused": 0,
        "warnings": 0,
        "schools": 3,
        "changes": {"new": 8, "changed": 0, "same": 0},
        "problems": [],
    }
    assert not report.has_problems


def test_dry_run_writes_nothing(ctx, tmp_path):
    before = contents(ctx, leave_out=())
    report = import_files(ctx, downloads(tmp_path), CREATE_ONLY, dry_run=True)
    assert contents(ctx, leave_out=()) == before
    assert report.dry_run and sum(file.new for file in report.files) == 20
    assert not any(file.committed for file in report.files)


def test_a_file_without_year_is_reported_and_not_loaded(ctx, tmp_path):
    path = write_book(tmp_path / "ru4.xlsx", {"Лист": layouts.regional_2021_rows(pupils())})
    report = import_files(ctx, [path], CREATE_ONLY)
    assert [problem.code for problem in report.files[0].problems if problem.severity == "error"] == ["identity_missing"]
    assert contents(ctx)["paper"] == []


def test_an_empty_folder_is_said_so(ctx, tmp_path):
    with pytest.raises(UserError, match="нет ни одной таблицы"):
        import_files(ctx, tmp_path, CREATE)


def test_cancel_between_files_keeps_the_loaded_ones(ctx, tmp_path):
    folder = tmp_path / "файлы"
    folder.mkdir()
    write_book(folder / "a.xlsx", {"Лист": layouts.individual_results_rows(pupils())})
    write_book(folder / "b.xlsx", {"Лист": layouts.mark_statistics_rows()})
    said = []

    class StopAtSecond:
        def report(self, done, total, text=""):
            said.append((done, total))
            if "b.xlsx" in text:
                raise Cancelled

    with pytest.raises(Cancelled):
        import_files(ctx, folder, CREATE_ONLY, progress=StopAtSecond())
    assert {total for _done, total in said} == {200}
    assert [done for done, _total in said] == sorted(done for done, _total in said)
    found = contents(ctx)
    assert len(found["paper"]) == 7
    assert not [row for row in found["group_stat"] if "marks" in row]
