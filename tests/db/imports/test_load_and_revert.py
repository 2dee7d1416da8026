"""Preview writes nothing, a commit is one transaction, «Отменить загрузку» takes it back (X20)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.models.organisations import Municipality, Organisation
from app.models.results import GroupStat, ImportRun, Paper, Procedure, Task
from app.services.errors import Cancelled, UserError
from app.services.imports.commit import commit_import
from app.services.imports.preview import build_preview
from app.services.imports.revert import revert_import
from app.services.imports.rows import ImportOptions
from app.services.results.queries import list_import_runs
from tests.data import layouts
from tests.data.layouts import Pupil, pupils
from tests.db.imports.loading import CREATE, add_scale, book, codes, contents, load


def rows_2021(papers=None):
    return layouts.regional_2021_rows(papers or pupils())


def test_a_preview_writes_nothing_and_counts(ctx, tmp_path):
    before = contents(ctx, leave_out=())
    preview = build_preview(ctx, book(tmp_path, rows_2021()), CREATE)
    assert contents(ctx, leave_out=()) == before
    assert (preview.rows, preview.participants, preview.absent, preview.refused, preview.schools) == (8, 7, 1, 0, 3)
    assert (preview.new, preview.changed, preview.same) == (8, 0, 0)
    assert preview.title == "ВПР 2021, русский язык, 4 класс"
    assert preview.procedure_id is None and preview.can_commit
    assert [school.login for school in preview.new_schools] == ["edu990101", "edu990102", "edu990201"]


def test_a_commit_stores_everything(ctx, tmp_path):
    _preview, changes = load(ctx, book(tmp_path, rows_2021()))
    with ctx.db.read() as session:
        procedure = session.scalars(select(Procedure)).one()
        assert (procedure.year, procedure.grade, procedure.subject) == (2021, 4, "Русский язык")
        papers = session.scalars(select(Paper).order_by(Paper.id)).all()
        assert len(papers) == 8
        first = papers[0]
        assert (first.code, first.class_label, first.variant, first.absent, first.raw_score) == ("40001", "А", "1", False, 9)
        assert (first.mark, first.journal_mark, first.task_scores) == (None, 5, bytes((2, 1, 3, 2, 1)))
        assert papers[3].absent and papers[3].raw_score is None and papers[3].task_scores is None
        assert [task.code for task in session.scalars(select(Task).order_by(Task.position))] == ["1", "2", "3", "4", "5"]
        schools = session.scalars(select(Organisation).order_by(Organisation.login)).all()
        assert [school.login for school in schools] == ["edu990101", "edu990102", "edu990201"]
        assert schools[0].municipality_id == schools[1].municipality_id != schools[2].municipality_id
        towns = session.scalars(select(Municipality)).all()
        assert {(town.code, town.search_name) for town in towns} == {
            (None, "заречный муниципальный район"),
            (None, "город озерный"),
        }
        run = session.scalars(select(ImportRun)).one()
        assert (run.file_name, run.layout, run.procedure_id, run.id) == ("ru4.xlsx", "regional_2021", procedure.id, changes.value)
        assert json.loads(run.counts)["new"] == 8
    assert {"results", "organisations"} <= changes.topics


def test_x20_the_same_file_again_changes_nothing(ctx, tmp_path):
    path = book(tmp_path, rows_2021())
    load(ctx, path)
    before = contents(ctx, leave_out=())
    preview, changes = load(ctx, path)
    assert (preview.new, preview.changed, preview.same) == (0, 0, 8)
    assert preview.already_loaded and codes(preview)["already_loaded"] == ["info"]
    assert not preview.can_commit and changes.value is None and not changes.topics
    assert contents(ctx, leave_out=()) == before


def test_x20_the_same_file_under_another_name_changes_nothing(ctx, tmp_path):
    path = book(tmp_path, rows_2021())
    load(ctx, path)
    renamed = path.rename(tmp_path / "2849657 (1).xlsx")
    preview, changes = load(ctx, renamed)
    assert preview.already_loaded and (preview.new, preview.changed, preview.same) == (0, 0, 8)
    assert changes.value is None


def test_x20_a_corrected_file_shows_what_changes(ctx, tmp_path):
    load(ctx, book(tmp_path, rows_2021()))
    corrected = pupils()
    corrected[0] = replace(corrected[0], tasks=(2, 1, 3, 1, 1))
    corrected[1] = replace(corrected[1], journal=3)
    corrected[3] = replace(corrected[3], variant=1, tasks=(1, 0, 0, 0, 0))
    corrected[4] = replace(corrected[4], label="В")
    preview, changes = load(ctx, book(tmp_path, rows_2021([*corrected, Pupil(layouts.CITY, 40003)]), "исправленный.xlsx"))
    assert (preview.new, preview.changed, preview.same) == (1, 4, 4)
    shown = {row.code + row.school: (row.before, row.after) for row in preview.changed_rows}
    assert shown["40001edu990101"] == (
        (("первичный балл", "9"), ("баллы за задания", "2 1 3 2 1")),
        (("первичный балл", "8"), ("баллы за задания", "2 1 3 1 1")),
    )
    assert shown["40004edu990101"][0][:2] == (("класс", "—"), ("вариант", "—"))
    assert ("присутствие", "писал") in shown["40004edu990101"][1]
    with ctx.db.read() as session:
        assert session.scalars(select(Paper.raw_score).order_by(Paper.id)).first() == 8
    assert changes.undo is not None


def test_undo_of_a_correction_restores_every_value(ctx, tmp_path):
    load(ctx, book(tmp_path, rows_2021()))
    before = contents(ctx)
    corrected = [replace(pupil, journal=3, tasks=(0, 1, -1, 1, 1)) for pupil in pupils()]
    _preview, changes = load(ctx, book(tmp_path, rows_2021(corrected), "исправленный.xlsx"))
    assert contents(ctx) != before
    changes.undo(ctx)
    assert contents(ctx) == before


def test_undo_of_the_first_import_leaves_an_empty_base(ctx, tmp_path):
    before = contents(ctx)
    path = book(tmp_path, rows_2021())
    _preview, changes = load(ctx, path)
    undone = changes.undo(ctx)
    assert contents(ctx) == before
    assert "отменена" in undone.message
    again, _changes = load(ctx, path)  # a file that was taken back may be loaded again
    assert not again.already_loaded and again.new == 8


def test_undo_keeps_schools_that_something_else_uses(ctx, tmp_path):
    _preview, first = load(ctx, book(tmp_path, rows_2021()))
    load(ctx, book(tmp_path, rows_2021(pupils()[:4]), "ma4.xlsx"), replace(CREATE, subject="Математика"))
    first.undo(ctx)
    with ctx.db.read() as session:
        assert session.scalars(select(Organisation.login)).all() == ["edu990101"]
        assert session.scalars(select(Procedure.subject)).all() == ["Математика"]


def test_runs_taken_back_in_any_order_leave_nothing(ctx, tmp_path):
    before = contents(ctx)
    _preview, first = load(ctx, book(tmp_path, rows_2021(pupils()[:4]), "a.xlsx"))
    _preview, second = load(ctx, book(tmp_path, rows_2021(), "b.xlsx"))
    revert_import(ctx, first.value)
    assert len(contents(ctx)["procedure"]) == 1 and len(contents(ctx)["paper"]) == 4
    revert_import(ctx, second.value)
    assert contents(ctx) == before
    assert [run.reverted_at is not None for run in list_import_runs(ctx)] == [True, True]


def test_a_later_run_on_the_same_rows_is_taken_back_first(ctx, tmp_path):
    _preview, first = load(ctx, book(tmp_path, rows_2021()))
    corrected = [replace(pupils()[0], journal=3), *pupils()[1:]]
    _preview, second = load(ctx, book(tmp_path, rows_2021(corrected), "исправленный.xlsx"))
    with pytest.raises(UserError, match=r"исправленный\.xlsx"):
        revert_import(ctx, first.value)
    assert [(run.id, run.can_revert) for run in list_import_runs(ctx)] == [(second.value, True), (first.value, False)]
    revert_import(ctx, second.value)
    revert_import(ctx, first.value)
    assert [run.reverted_at is not None for run in list_import_runs(ctx)] == [True, True]
    with pytest.raises(UserError, match="уже отменена"):
        revert_import(ctx, first.value)
    with pytest.raises(UserError, match="нет"):
        revert_import(ctx, 99)


def test_a_base_that_changed_since_the_preview_is_not_written(ctx, tmp_path):
    stale = build_preview(ctx, book(tmp_path, rows_2021()), CREATE)
    corrected = build_preview(ctx, book(tmp_path, rows_2021([replace(pupils()[0], journal=3), *pupils()[1:]]), "b.xlsx"), CREATE)
    commit_import(ctx, corrected)
    before = contents(ctx, leave_out=())
    with pytest.raises(UserError, match="изменились"):
        commit_import(ctx, stale)
    assert contents(ctx, leave_out=()) == before


class StopAt:
    """Progress that is cancelled at its n-th report."""

    def __init__(self, number):
        self.left = number

    def report(self, done, total, text=""):
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def test_cancel_anywhere_changes_nothing(ctx, tmp_path):
    path = book(tmp_path, rows_2021())
    before = contents(ctx, leave_out=())
    for number in range(20):
        progress = StopAt(number)
        try:
            preview = build_preview(ctx, path, CREATE, progress)
            commit_import(ctx, preview, progress)
        except Cancelled:
            assert contents(ctx, leave_out=()) == before
        else:
            assert number > 5
            break
    else:
        raise AssertionError("the import never ended")
    assert contents(ctx)["paper"]


def test_a_copy_is_made_before_the_second_import_only(ctx, tmp_path):
    load(ctx, book(tmp_path, rows_2021()))
    assert not list(ctx.paths.backups.glob("*before-import*"))
    load(ctx, book(tmp_path, rows_2021(), "ma4.xlsx"), replace(CREATE, subject="Математика"))
    assert len(list(ctx.paths.backups.glob("*before-import*"))) == 1


# --- what the file says and what the base knows ------------------------------------------------------------------------


def test_what_nothing_tells_is_named_and_the_commit_refused(ctx, tmp_path):
    preview = build_preview(ctx, book(tmp_path, rows_2021(), "загрузка.xlsx"), ImportOptions(create_schools=True))
    assert preview.missing == ("год", "класс", "предмет")
    assert codes(preview)["identity_missing"] == ["error"]
    with pytest.raises(UserError, match="год, класс, предмет"):
        commit_import(ctx, preview)
    by_name = build_preview(ctx, book(tmp_path, rows_2021(), "МА 4 2021.xlsx"))
    assert (by_name.year, by_name.grade, by_name.subject, by_name.missing) == (2021, 4, "Математика", ())


def test_an_option_goes_before_the_content_with_a_warning(ctx, tmp_path):
    preview = build_preview(ctx, book(tmp_path, layouts.individual_results_rows(pupils())), ImportOptions(year=2025))
    assert (preview.year, preview.grade, preview.subject) == (2025, 4, "Русский язык")
    assert codes(preview)["option_differs"] == ["warning"]


def test_a_total_above_the_scale_is_refused_and_nothing_else_is_said_about_the_row(ctx, tmp_path):
    add_scale(ctx)
    papers = [replace(pupils()[0], total=12), replace(pupils()[1], total=6), *pupils()[2:]]
    preview, _changes = load(ctx, book(tmp_path, rows_2021(papers)))
    assert (preview.rows, preview.refused, preview.warnings, preview.new, preview.max_score) == (8, 1, 1, 7, 9)
    refused = [problem for problem in preview.problems if problem.severity == "error"]
    assert [(problem.code, problem.cell) for problem in refused] == [("total_above_max", "I2")]
    assert "от 0 до 9" in refused[0].text
    assert [problem.cell for problem in preview.problems if problem.code == "sum_mismatch"] == ["I3"]


def test_x23_a_mark_that_is_not_the_scales_is_shown_and_kept(ctx, tmp_path):
    add_scale(ctx, 2026)
    papers = [replace(pupils()[0], mark=4), *pupils()[1:]]
    preview, _changes = load(ctx, book(tmp_path, layouts.individual_results_rows(papers)), ImportOptions(create_schools=True))
    differing = [problem for problem in preview.problems if problem.code == "mark_differs"]
    assert [(problem.severity, problem.cell) for problem in differing] == [("warning", "M10")]
    assert "по шкале 5 (баллы 8–9)" in differing[0].text
    assert preview.warnings == len(differing)
    with ctx.db.read() as session:
        assert session.scalars(select(Paper.mark).order_by(Paper.id)).all() == [4, 3, 2, 4, 3, 5, 4]


def test_marks_and_tasks_of_a_later_report_complete_what_is_there(ctx, tmp_path):
    load(ctx, book(tmp_path, rows_2021()))
    before = contents(ctx)
    report = layouts.individual_results_rows(pupils(), title="ВПР 2021 Русский язык 4 класс", day="15.03.2021")
    _preview, changes = load(ctx, book(tmp_path, report, "Ф1.xlsx"), ImportOptions())
    with ctx.db.read() as session:
        assert [task.code for task in session.scalars(select(Task).order_by(Task.position))] == ["1", "2", "3К1", "3К2", "4.1"]
        assert session.scalars(select(Paper.mark).order_by(Paper.id)).first() == 5
        assert str(session.scalars(select(Procedure)).one().held_on) == "2021-03-15"
    again = build_preview(ctx, book(tmp_path, rows_2021(), "ещё раз.xlsx"), CREATE)
    marks = [change for row in again.changed_rows for change in row.before if change[0] == "отметка"]
    assert not marks  # a layout without marks does not take them away
    changes.undo(ctx)
    assert contents(ctx) == before


def test_another_number_of_tasks_is_another_paper(ctx, tmp_path):
    load(ctx, book(tmp_path, rows_2021()))
    short = [row[:13] + row[14:] for row in rows_2021()]
    with pytest.raises(UserError, match="другая работа"):
        build_preview(ctx, book(tmp_path, short, "b.xlsx"), CREATE)


def test_codes_of_the_next_class_mean_an_autumn_procedure(ctx, tmp_path):
    autumn = build_preview(ctx, book(tmp_path, layouts.regional_2020_rows(pupils(50001))), replace(CREATE, year=2020))
    assert codes(autumn)["autumn_codes"] == ["info"] and autumn.warnings == 0
    other = build_preview(ctx, book(tmp_path, rows_2021(pupils(70001))), CREATE)
    assert codes(other)["other_class"] == ["warning"] and other.warnings == 1


# --- distributions and reports -----------------------------------------------------------------------------------------


def groups(ctx):
    with ctx.db.read() as session:
        found = session.execute(select(GroupStat.__table__)).all()
    return {(stat.content, stat.level, stat.code, stat.name): stat for stat in found}


def test_a_regional_file_leaves_the_distributions_of_all_its_papers(ctx, tmp_path):
    _preview, changes = load(ctx, book(tmp_path, layouts.regional_2022_sheets(pupils())), ImportOptions())
    found = groups(ctx)
    assert contents(ctx)["paper"] == []  # no school of the file is known to the base
    region = found["scores", "region", "reg990000", "Регион 99"]
    assert (region.participants, region.organisations, region.derived) == (7, 3, True)
    data = json.loads(region.data)
    assert len(data) == 10 and sum(data.values()) == pytest.approx(100) and data["6"] == pytest.approx(200 / 7)
    assert found["scores", "municipality", "reg99_m012", "Заречный муниципальный район"].participants == 5
    changes.undo(ctx)
    assert groups(ctx) == {}


def test_a_file_of_one_municipality_leaves_no_region(ctx, tmp_path):
    load(ctx, book(tmp_path, rows_2021(pupils()[:6])))
    assert groups(ctx) == {}


def test_what_a_report_printed_is_not_replaced_by_what_was_computed(ctx, tmp_path):
    report = layouts.distribution_rows()
    report[9][0] = "Регион 99(reg990000)"
    report[2][0] = "ВПР 2022 Русский язык 4 класс"
    load(ctx, book(tmp_path, report, "распределение.xlsx"), ImportOptions())
    load(ctx, book(tmp_path, layouts.regional_2022_sheets(pupils())), ImportOptions(create_schools=True))
    region = groups(ctx)["scores", "region", "reg990000", "Регион 99"]
    assert (region.participants, region.derived) == (21040, False)


def test_reports_by_groups_load_change_and_go(ctx, tmp_path):
    before = contents(ctx)
    preview, first = load(ctx, book(tmp_path, layouts.mark_statistics_rows()), ImportOptions())
    assert (preview.rows, preview.new, preview.schools, preview.participants) == (5, 5, 2, 51)
    rows = layouts.mark_statistics_rows()
    rows[11][2:] = [49, 8.16, 46.94, 34.69, 10.21]
    preview, second = load(ctx, book(tmp_path, rows, "новее.xlsx"), ImportOptions())
    assert (preview.new, preview.changed, preview.same) == (0, 1, 4)
    assert groups(ctx)["marks", "school", "edu990101", "МБОУ «Берёзкинская СОШ»"].participants == 49
    with pytest.raises(UserError, match=r"новее\.xlsx"):
        revert_import(ctx, first.value)
    second.undo(ctx)
    assert groups(ctx)["marks", "school", "edu990101", "МБОУ «Берёзкинская СОШ»"].participants == 48
    load(ctx, book(tmp_path, layouts.journal_rows("ВПР 2026 Русский язык 4 класс"), "журнал.xlsx"), ImportOptions(year=2026))
    assert len(groups(ctx)) == 8
    assert len(contents(ctx)["procedure"]) == 1
    assert before["procedure"] == []
