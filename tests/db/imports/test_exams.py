"""Protocols of exams in the base: codes of schools, several procedures of a file, the same file again, appeals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.organisations import Organisation
from app.models.results import Paper, Procedure, Task
from app.services.checks.queries import run_check
from app.services.context import Context
from app.services.errors import UserError
from app.services.imports.commit import commit_import
from app.services.imports.folder import import_files, report_json
from app.services.imports.preview import build_preview, build_previews
from app.services.imports.revert import revert_import
from app.services.imports.rows import ImportOptions
from app.services.results.queries import list_procedures, procedure_groups, results_summary, school_results
from app.services.table_files.text_tables import CsvForm
from tests.data.exams import NAMES, Pupil, block, csv_text, pupils
from tests.data.layouts import write_book
from tests.db.imports.loading import contents
from tests.sample_papers import set_workplace

SOCIETY = "12 - Обществознание 2026.06.03"


@pytest.fixture
def schools(ctx: Context) -> Context:
    with ctx.db.write() as session:
        for name, oge, ege in (("СОШ № 1", "114", "000114"), ("СОШ № 2", "0207", "")):
            session.add(Organisation(short_name=name, search_name=name.casefold(), oge_code=oge, ege_code=ege))
    return ctx


def book(folder: Path, rows, name: str = "протокол.xlsx") -> Path:
    return write_book(folder / name, {"Лист": rows})


def stored_papers(ctx: Context) -> list[tuple]:
    with ctx.db.read() as session:
        query = select(Paper.code, Paper.class_label, Paper.raw_score, Paper.mark, Paper.test_score)
        return [tuple(row) for row in session.execute(query.order_by(Paper.organisation_id, Paper.code))]


def test_schools_are_found_by_the_code_of_the_exam_centre(schools, tmp_path):
    preview = build_preview(schools, book(tmp_path, block("dense", SOCIETY, pupils())))
    assert (preview.title, preview.new, preview.schools) == ("ОГЭ 2026, обществознание, 9 класс", 5, 2)
    assert "renamed_school" not in {problem.code for problem in preview.problems}
    commit_import(schools, preview)
    assert stored_papers(schools)[:2] == [("0603-0001", "9А", 7, 4, None), ("0603-0002", "9А", 3, 3, None)]


def test_a_file_of_several_exams_is_several_loads(schools, tmp_path):
    path = book(tmp_path, [*block("sparse", SOCIETY, pupils()), *block("sparse", "06 - Биология 2026.06.06", pupils()[:3])])
    with pytest.raises(UserError, match="несколько процедур"):
        build_preview(schools, path)
    report = import_files(schools, path)
    assert [(file.subject, file.new, file.committed) for file in report.files] == [
        ("Обществознание", 5, True),
        ("Биология", 3, True),
    ]
    assert [file["grade"] for file in report_json(report)["files"]] == [9, 9]
    assert [row.title for row in list_procedures(schools)] == ["ОГЭ 2026, биология, 9 класс", "ОГЭ 2026, обществознание, 9 класс"]
    revert_import(schools, report.files[0].run_id)
    assert [row.subject for row in list_procedures(schools)] == ["Биология"]


def test_one_of_several_exams_can_be_named(schools, tmp_path):
    path = book(tmp_path, [*block("sparse", SOCIETY, pupils()), *block("sparse", "06 - Биология 2026.06.06", pupils()[:3])])
    first, second = build_previews(schools, path)
    assert (first.options.part, second.options.part) == ("oge Обществознание", "oge Биология")
    assert build_preview(schools, path, second.options).subject == "Биология"
    commit_import(schools, first)
    commit_import(schools, build_preview(schools, path, second.options))
    assert len(stored_papers(schools)) == 8


def test_the_same_protocol_again_changes_nothing_and_a_corrected_one_shows_what(schools, tmp_path):
    commit_import(schools, build_preview(schools, book(tmp_path, block("dense", SOCIETY, pupils()))))
    before = contents(schools)
    again = build_preview(schools, book(tmp_path, block("sparse", SOCIETY, pupils()), "другое имя.xlsx"))
    assert (again.new, again.changed, again.same, again.can_commit) == (0, 0, 5, False)
    rows = pupils()
    rows[1] = Pupil(114, "++-0", "2(2)1(3)", 4)
    corrected = build_preview(schools, book(tmp_path, block("dense", SOCIETY, rows), "исправлено.xlsx"))
    assert (corrected.new, corrected.changed, corrected.same) == (0, 1, 4)
    assert corrected.changed_rows[0].before[0] == ("первичный балл", "3")
    run = commit_import(schools, corrected).value
    revert_import(schools, run)
    assert contents(schools) == before


def test_ege_keeps_primary_and_test_score(schools, tmp_path):
    rows = [Pupil("000114", "+-+", "1(2)", test=56, label="11А", code="7700123")]
    commit_import(schools, build_preview(schools, book(tmp_path, block("ege_dense", "03 - Физика 2026.06.08", rows))))
    assert stored_papers(schools) == [("7700123", "11А", 3, None, 56)]
    with schools.db.read() as session:
        procedure = session.scalars(select(Procedure)).one()
        assert (procedure.kind, procedure.grade, procedure.year) == ("ege", 11, 2026)
        assert [task.max_points for task in session.scalars(select(Task).order_by(Task.position))] == [1, 1, 1, 2]


def test_csv_with_the_subject_in_its_name(schools, tmp_path):
    path = tmp_path / "ОГЭ Математика 2026.csv"
    path.write_text(csv_text(pupils()), encoding="utf-8-sig")
    preview = build_preview(schools, path)
    assert (preview.title, preview.new, preview.missing) == ("ОГЭ 2026, математика, 9 класс", 5, ())
    unnamed = tmp_path / "выгрузка.csv"
    unnamed.write_bytes(path.read_bytes())
    assert build_preview(schools, unnamed).missing == ("год", "предмет")
    assert build_preview(schools, unnamed, ImportOptions(year=2026, subject="математика")).missing == ()


def test_schools_nobody_knows_are_named_and_never_made(schools, tmp_path):
    path = book(tmp_path, block("dense", SOCIETY, [*pupils(), Pupil(999, "+---", "0(2)0(3)", 2)]))
    preview = build_preview(schools, path, ImportOptions(create_schools=True))
    assert [(one.key, one.rows) for one in preview.unknown_schools] == [("code:999", 1)]
    assert "код ОО 999" in next(problem.text for problem in preview.problems if problem.code == "unknown_school")
    assert preview.new == 5 and not preview.new_schools


def test_the_choice_of_a_school_is_remembered(schools, tmp_path):
    path = book(tmp_path, block("dense", SOCIETY, [Pupil(999, "+---", "0(2)0(3)", 2)]))
    with schools.db.read() as session:
        first = session.scalars(select(Organisation.id)).first()
    commit_import(schools, build_preview(schools, path, ImportOptions(schools=(("code:999", first),))))
    other = book(tmp_path, block("dense", "06 - Биология 2026.06.06", [Pupil(999, "+---", "0(2)0(3)", 2)]), "второй.xlsx")
    assert build_preview(schools, other).new == 1


def test_schools_of_other_districts_are_counted_together(schools, tmp_path):
    set_workplace(schools)
    rows = [*pupils(), *(Pupil(900 + n, "+---", "0(2)0(3)", 2, area=44) for n in range(3))]
    preview = build_preview(schools, book(tmp_path, block("dense", SOCIETY, rows)))
    assert preview.unknown_schools == ()
    assert "школ 3, строк 3" in next(problem.text for problem in preview.problems if problem.code == "foreign_schools")


def test_an_appeal_changes_the_paper_with_the_same_short_answers(schools, tmp_path):
    commit_import(schools, build_preview(schools, book(tmp_path, block("dense", "02 - Математика 2026.06.02", pupils()))))
    exam = "Математика(2026.06.02)"
    appeal = [
        Pupil(114, "+-+2", "2(2)2(3)", 5, exam=exam),
        Pupil(207, "++++", "2(2)2(3)", 5, exam=exam),  # nobody answered so
    ]
    preview = build_preview(schools, book(tmp_path, block("appeal", "", appeal), "апелляция.xlsx"))
    assert (preview.new, preview.changed, preview.refused) == (0, 1, 1)
    assert [problem.code for problem in preview.problems if problem.severity == "error"] == ["appeal_unknown"]
    commit_import(schools, preview)
    assert stored_papers(schools)[0] == ("0602-0001", "9А", 8, 5, None)
    assert len(stored_papers(schools)) == 5


def test_an_appeal_that_fits_two_papers_is_refused(schools, tmp_path):
    twins = [Pupil(114, "+-+2", "1(2)2(3)", 4), Pupil(114, "+-+2", "0(2)2(3)", 4)]
    commit_import(schools, build_preview(schools, book(tmp_path, block("dense", "02 - Математика 2026.06.02", twins))))
    appeal = [Pupil(114, "+-+2", "2(2)2(3)", 5, exam="Математика(2026.06.02)")]
    preview = build_preview(schools, book(tmp_path, block("appeal", "", appeal), "апелляция.xlsx"))
    assert (preview.changed, preview.refused, preview.can_commit) == (0, 1, False)


def test_names_and_documents_never_reach_the_base_or_the_log(schools, tmp_path, caplog):
    with caplog.at_level("DEBUG"):
        report = import_files(schools, book(tmp_path, block("dense", SOCIETY, pupils())))
    said = repr(contents(schools, leave_out=())) + caplog.text + json.dumps(report_json(report), ensure_ascii=False)
    stored = b"".join(path.read_bytes() for path in schools.paths.base.parent.rglob("*") if path.is_file())
    for words in NAMES:
        for word in words:
            assert word not in said
            assert word.encode() not in stored
    assert "567891" not in said


def test_results_of_exams_stand_in_the_summary_and_on_the_card(schools, tmp_path):
    rows = [Pupil(114, "+-+", "1(2)", test=40 + n, label="11А", code=7700100 + n) for n in range(5)]
    rows += [Pupil(207, "+-+", "1(2)", test=60, label="11А", code=7700200 + n) for n in range(5)]
    import_files(schools, book(tmp_path, block("ege_dense", "03 - Физика 2026.06.08", rows)))
    import_files(schools, book(tmp_path, block("dense", SOCIETY, pupils()), "огэ.xlsx"))
    ege, oge = results_summary(schools)
    assert (ege.kind, ege.mean_test, ege.participants) == ("ege", 51.0, 10)
    assert (oge.kind, oge.mean_test, oge.mark_source) == ("oge", None, "file")
    groups = procedure_groups(schools, ege.id)
    assert [school.mean_test for school in groups.schools] == [42.0, 60.0] and groups.district.mean_test == 51.0
    card = school_results(schools, groups.schools[0].organisation_id)
    assert [(procedure.kind, school.mean_test) for procedure, school, _district in card] == [("ege", 42.0), ("oge", None)]


def test_official_markers_are_of_vpr_and_oge_only(schools, tmp_path):
    rows = [Pupil(114, "+-+", "1(2)", test=40 + n, label="11А", code=7700100 + n) for n in range(5)]
    import_files(schools, book(tmp_path, block("ege_dense", "03 - Физика 2026.06.08", rows)))
    import_files(schools, book(tmp_path, block("dense", SOCIETY, pupils()), "огэ.xlsx"))
    assert {(cell.grade, cell.subject) for cell in run_check(schools).cells} == {(9, "Обществознание")}


def test_x18_how_a_text_table_was_understood_is_shown_and_the_choice_is_kept(schools, tmp_path):
    path = tmp_path / "ОГЭ Математика 2026.csv"
    path.write_text(csv_text(pupils()), encoding="cp1251")
    preview = build_preview(schools, path)
    assert next(p.text for p in preview.problems if p.code == "text_table") == (
        "Текстовая таблица (CSV): Windows-1251, точка с запятой."
    )
    chosen = ImportOptions(csv_form=CsvForm("cp1251", ";"))
    assert build_preview(schools, path, chosen).options.csv_form == CsvForm("cp1251", ";")
    wrong = ImportOptions(csv_form=CsvForm("cp1251", ","))
    with pytest.raises(UserError):
        build_preview(schools, path, wrong)
