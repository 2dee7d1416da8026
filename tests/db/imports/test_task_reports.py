"""Reports of tasks and task maps in the base: what they add, what they leave alone, and that undo takes all of it back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.models.organisations import Organisation
from app.models.results import Procedure, Task
from app.services.errors import UserError
from app.services.imports.preview import build_preview
from app.services.imports.revert import revert_import
from app.services.imports.rows import ImportOptions
from app.services.imports.stored_tasks import read_tasks, write_tasks
from app.services.results.queries import list_import_runs, list_procedures, procedure_groups
from app.services.results.tasks import task_results
from tests.data import layouts
from tests.data.layouts import BEREZKI, pupils
from tests.db.imports.loading import CREATE, book, codes, contents, load
from tests.sample_papers import set_workplace

PLAIN = ImportOptions(create_schools=True)
OF_2026 = ImportOptions(2026, 4, "Русский язык", create_schools=True)


def tasks(ctx):
    with ctx.db.read() as session:
        return read_tasks(session, session.scalar(select(Procedure.id)) or 0)


def papers_book(tmp_path):
    return book(tmp_path, layouts.individual_results_rows(pupils()), "Ф1.xlsx")


@pytest.mark.parametrize(
    "rows", [layouts.completion_rows(), layouts.task_group_rows(), layouts.planned_result_rows(), layouts.distribution_rows()]
)
def test_a_report_is_stored_once_and_taken_back(ctx, tmp_path, rows):
    load(ctx, papers_book(tmp_path), PLAIN)
    before = contents(ctx)
    path = book(tmp_path, rows, "отчёт.xlsx")
    preview, changes = load(ctx, path, PLAIN)
    assert preview.new == len(preview.groups) > 0 and preview.changed == 0
    again, nothing = load(ctx, path, PLAIN)
    assert (again.new, again.changed, again.same, nothing.value) == (0, 0, preview.new, None)
    assert not again.can_commit and "already_loaded" in codes(again)
    changes.undo(ctx)
    assert contents(ctx) == before


def test_a_corrected_report_shows_what_changes(ctx, tmp_path):
    rows = layouts.completion_rows()
    load(ctx, book(tmp_path, rows), PLAIN)
    rows[10][4] = 12.34
    first = contents(ctx)
    preview, changes = load(ctx, book(tmp_path, rows, "исправлено.xlsx"), PLAIN)
    assert (preview.new, preview.changed, preview.same) == (0, 1, 3)
    changes.undo(ctx)
    assert contents(ctx) == first


def test_a_report_alone_makes_the_procedure_and_goes_with_it(ctx, tmp_path):
    before = contents(ctx)
    preview, changes = load(ctx, book(tmp_path, layouts.completion_rows()), PLAIN)
    assert (preview.schools, preview.participants) == (1, 48)
    assert [(row.year, row.grade, row.subject, row.max_score) for row in list_procedures(ctx)] == [(2026, 4, "Русский язык", 9)]
    assert [task.max_points for task in tasks(ctx)] == [2, 1, 3, 2, 1]
    changes.undo(ctx)
    assert contents(ctx) == before


def test_a_report_of_another_paper_is_refused(ctx, tmp_path):
    load(ctx, papers_book(tmp_path), PLAIN)
    rows = [row[:-1] if len(row) == 8 else row for row in layouts.completion_rows()]
    with pytest.raises(UserError, match="заданий 4, а в базе у этой процедуры 5"):
        build_preview(ctx, book(tmp_path, rows, "другая.xlsx"), PLAIN)


def test_reports_of_tasks_do_not_disturb_the_page_of_the_procedure(ctx, tmp_path):
    """A group known by its tasks alone has no marks to show."""
    load(ctx, book(tmp_path, layouts.task_group_rows()), PLAIN)
    load(ctx, book(tmp_path, layouts.planned_result_rows(), "планируемые.xlsx"), PLAIN)
    (procedure,) = list_procedures(ctx)
    groups = procedure_groups(ctx, procedure.id)
    assert groups.region is None and groups.sample is None and groups.schools == ()


# --- the task map -----------------------------------------------------------------------------------------------------


def test_a_task_map_names_the_tasks_of_a_union_that_only_counts_them(ctx, tmp_path):
    load(ctx, book(tmp_path, layouts.regional_2021_rows(pupils())), CREATE)
    assert [task.code for task in tasks(ctx)] == ["1", "2", "3", "4", "5"]
    before = contents(ctx)
    preview, changes = load(ctx, book(tmp_path, layouts.task_map_rows(), "ru4_2021_tasks.xlsx"), PLAIN)
    assert (preview.read.layout, preview.year, preview.grade, preview.subject) == ("task_map", 2021, 4, "Русский язык")
    assert (preview.new, preview.changed, preview.same, preview.participants) == (0, 5, 0, 0)
    found = tasks(ctx)
    assert [(t.code, t.max_points, t.level) for t in found] == list(layouts.TASKS)
    assert [t.skill for t in found] == list(layouts.SKILLS) and found[1].content_codes == "2.1; 2.4"
    assert list_procedures(ctx)[0].max_score == 9
    again, _nothing = load(ctx, book(tmp_path, layouts.task_map_rows(), "ru4_2021_tasks.xlsx"), PLAIN)
    assert (again.same, again.can_commit) == (5, False)
    # the same papers once more know the tasks by number only, and change nothing
    more, _nothing = load(ctx, book(tmp_path, layouts.regional_2021_rows(pupils())), CREATE)
    assert not more.can_commit
    changes.undo(ctx)
    assert contents(ctx) == before


def test_the_order_of_the_base_stays(ctx, tmp_path):
    load(ctx, papers_book(tmp_path), PLAIN)
    rows = layouts.task_map_rows()
    load(ctx, book(tmp_path, [rows[0], *reversed(rows[1:])], "карта.xlsx"), OF_2026)
    assert [(t.code, t.skill) for t in tasks(ctx)] == [
        (code, layouts.SKILLS[place]) for place, (code, _points, _level) in enumerate(layouts.TASKS)
    ]


def test_what_a_person_wrote_stays(ctx, tmp_path):
    load(ctx, papers_book(tmp_path), PLAIN)
    with ctx.db.write() as session:
        first, *rest = read_tasks(session, 1)
        write_tasks(session, 1, [type(first)(first.code, first.max_points, "П", "Наше умение", edited=True), *rest])
    load(ctx, book(tmp_path, layouts.task_map_rows(), "карта.xlsx"), OF_2026)
    first, second, *_rest = tasks(ctx)
    assert (first.level, first.skill, first.content_codes, first.edited) == ("П", "Наше умение", "2.1", True)
    assert (second.skill, second.edited) == (layouts.SKILLS[1], False)


def test_planned_results_stand_for_the_skill_until_a_map_comes(ctx, tmp_path):
    load(ctx, book(tmp_path, layouts.planned_result_rows()), PLAIN)
    assert tasks(ctx)[0].skill == tasks(ctx)[0].planned_result == "Писать под диктовку. Выпускник научится"
    load(ctx, book(tmp_path, layouts.task_map_rows(), "карта.xlsx"), OF_2026)
    assert tasks(ctx)[0].skill == "Писать под диктовку"
    load(ctx, book(tmp_path, layouts.planned_result_rows(), "ещё раз.xlsx"), PLAIN)
    assert tasks(ctx)[0].skill == "Писать под диктовку"


def test_a_map_goes_before_the_papers_that_follow_it(ctx, tmp_path):
    """Undo of a load whose rows a later one changed is refused; the later one goes first."""
    load(ctx, papers_book(tmp_path), PLAIN)
    _one, first = load(ctx, book(tmp_path, layouts.task_map_rows(), "карта.xlsx"), OF_2026)
    rows = layouts.task_map_rows()
    rows[1][2] = "Другое умение"
    _two, second = load(ctx, book(tmp_path, rows, "новая карта.xlsx"), OF_2026)
    with pytest.raises(UserError, match=r"новая карта\.xlsx"):
        revert_import(ctx, first.value)
    revert_import(ctx, second.value)
    revert_import(ctx, first.value)
    assert [run.reverted_at is None for run in list_import_runs(ctx)] == [False, False, True]
    assert {task.skill for task in tasks(ctx)} == {""}


def test_a_map_without_a_paper_to_name_is_asked_about(ctx, tmp_path):
    preview = build_preview(ctx, book(tmp_path, layouts.task_map_rows(), "ALL.xlsx"), PLAIN)
    assert preview.missing == ("год", "класс", "предмет") and not preview.can_commit


# --- figures ----------------------------------------------------------------------------------------------------------


def test_completion_of_schools_and_what_reports_say(ctx, tmp_path):
    many = [layouts.Pupil(BEREZKI, 40001 + n, (2, 1, n % 4, -1, 0)) for n in range(8)]
    load(ctx, book(tmp_path, layouts.individual_results_rows([*many, *pupils()[4:]])), PLAIN)
    load(ctx, book(tmp_path, layouts.completion_rows(), "задания.xlsx"), PLAIN)
    load(ctx, book(tmp_path, layouts.task_group_rows(), "группы.xlsx"), PLAIN)
    load(ctx, book(tmp_path, layouts.planned_result_rows(), "планируемые.xlsx"), PLAIN)
    found = task_results(ctx, 1)
    assert [task.code for task in found.tasks] == ["1", "2", "3К1", "3К2", "4.1"]
    berezki, sosnovka, city = (found.schools[i] for i in sorted(found.schools))
    assert (berezki.participants, berezki.percents) == (8, {"1": 100, "2": 100, "3К1": 50, "3К2": 0, "4.1": 0})
    assert (sosnovka.participants, sosnovka.percents) == (2, {}) and city.percents == {}  # fewer than five
    assert found.district is not None and found.district.participants == 12
    assert found.district.percents["1"] == pytest.approx(100 * 23 / 24)
    region = found.reported("region")
    assert region is not None and (region.participants, region.percents["1"]) == (21040, 80)
    twos = found.reported("school", "tasks_2")
    assert twos is not None and twos.code == BEREZKI.login and twos.participants == 22


def test_tasks_without_maxima_have_no_percents(ctx, tmp_path):
    load(ctx, book(tmp_path, layouts.regional_2021_rows([layouts.Pupil(BEREZKI, 40001 + n) for n in range(6)])), CREATE)
    found = task_results(ctx, 1)
    assert found.district is not None and (found.district.participants, found.district.percents) == (6, {})


def test_the_class_that_wrote_and_the_class_of_the_programme(ctx, tmp_path):
    """Autumn procedures are written by the next class: both are kept."""
    preview, changes = load(
        ctx,
        book(tmp_path, layouts.regional_2020_rows(pupils(50001))),
        ImportOptions(2020, 4, "Русский язык", create_schools=True),
    )
    assert codes(preview)["autumn_codes"] == ["info"]
    with ctx.db.read() as session:
        assert session.execute(select(Procedure.grade, Procedure.participant_grade)).all() == [(4, 5)]
    changes.undo(ctx)
    with ctx.db.read() as session:
        assert session.execute(select(Procedure.id)).all() == session.execute(select(Task.code)).all() == []


def test_tasks_stay_while_other_papers_are_stored_by_them(ctx, tmp_path):
    """The first of two loads goes: the papers of the second are read by the tasks that came with the first."""
    load(ctx, book(tmp_path, layouts.mark_statistics_rows(), "отметки.xlsx"), PLAIN)  # the procedure, without tasks
    mine = [one for one in pupils() if one.school == BEREZKI]
    others = [one for one in pupils() if one.school != BEREZKI]
    _preview, first = load(ctx, book(tmp_path, layouts.individual_results_rows(mine), "а.xlsx"), PLAIN)
    _preview, second = load(ctx, book(tmp_path, layouts.individual_results_rows(others), "б.xlsx"), PLAIN)
    revert_import(ctx, first.value)
    assert [task.code for task in tasks(ctx)] == ["1", "2", "3К1", "3К2", "4.1"]
    assert task_results(ctx, 1).district.participants == 4
    revert_import(ctx, second.value)


def test_a_report_that_says_only_school_speaks_of_the_own_one(ctx, tmp_path):
    rows = layouts.planned_result_rows(own="ОО")
    load(ctx, book(tmp_path, layouts.individual_results_rows(pupils()[:4])), PLAIN)
    stranger = build_preview(ctx, book(tmp_path, rows, "планируемые.xlsx"), PLAIN)
    assert [(g.code, g.name) for g in stranger.groups if g.level == "school"] == [("", "ОО")]
    with ctx.db.read() as session:
        school = session.scalar(select(Organisation.id))
    set_workplace(ctx, "school", "", school)
    load(ctx, book(tmp_path, rows, "планируемые.xlsx"), PLAIN)
    own = task_results(ctx, 1).reported("school")
    assert own is not None and (own.code, own.participants) == (BEREZKI.login, 48)
