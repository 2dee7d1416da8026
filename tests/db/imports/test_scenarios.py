"""Loading as it goes wrong in life: stopped, killed, repeated, corrected, with too few pupils, with what cannot be."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app.services.checks.queries import official_cell, run_check
from app.services.errors import UserError
from app.services.findings.commands import refresh_findings
from app.services.findings.queries import list_findings
from app.services.imports.preview import build_preview
from app.services.imports.rows import ImportOptions
from app.services.opening import open_context
from app.services.results.queries import list_procedures, procedure_groups, results_summary, school_results, score_distribution
from app.services.results.tasks import task_results
from tests.base_tools import start
from tests.data import layouts
from tests.data.layouts import BEREZKI, Pupil, pupils
from tests.db.imports.loading import add_scale, book, codes, contents, load

PLAIN = ImportOptions(create_schools=True)
KILLED = """
    import os, signal
    from pathlib import Path
    from app.services.imports.commit import commit_import
    from app.services.imports.preview import build_preview
    from app.services.imports.rows import ImportOptions
    from app.services.opening import open_context

    class Killer:
        left = int(sys.argv[3])
        def report(self, done, total, text=""):
            Killer.left -= 1
            if Killer.left < 0:
                print("killed", flush=True)
                os.kill(os.getpid(), signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)

    ctx = open_context(base)
    preview = build_preview(ctx, Path(sys.argv[2]), ImportOptions(2021, 4, "Русский язык", create_schools=True), Killer())
    commit_import(ctx, preview, Killer())
    print("done", flush=True)
"""


def test_t14_every_case_of_bad_input_has_its_test():
    names = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).resolve().parents[2].rglob("test_*.py"))
    there = {int(number) for number in re.findall(r"def test(?:_x\d\d)*_x(\d\d)", names)}
    there |= {int(number) for line in re.findall(r"def test((?:_x\d\d)+)", names) for number in re.findall(r"x(\d\d)", line)}
    assert there >= set(range(1, 26))


@pytest.mark.parametrize("moment", [2, 5, 6, 7])
def test_t15_killed_while_loading_leaves_nothing_or_all(data_dir, tmp_path, moment):
    path = book(tmp_path, layouts.regional_2021_rows(pupils()))
    open_context(data_dir).db.close()
    with start(KILLED, data_dir, str(path), str(moment)) as program:
        said = program.communicate()[0].split()
    ctx = open_context(data_dir)
    with ctx.db.read() as session:
        assert session.execute(text("PRAGMA integrity_check")).all() == [("ok",)]
        counts = [session.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("paper", "import_run", "task")]
    assert counts == ([8, 1, 5] if "done" in said else [0, 0, 0])
    preview, _changes = load(ctx, path)
    assert preview.new + preview.same == 8
    ctx.db.close()


def test_t16_three_times_the_same_then_corrected_and_equal_rows_of_two_pupils(ctx, tmp_path):
    papers = [Pupil(BEREZKI, 40001), Pupil(BEREZKI, 40002)]  # two true pupils with equal results
    path = book(tmp_path, layouts.regional_2021_rows(papers))
    first, _changes = load(ctx, path)
    assert (first.new, first.refused) == (2, 0)
    for _time in range(2):
        again, nothing = load(ctx, path)
        assert (again.new, again.changed, again.same, again.refused) == (0, 0, 2, 0)
        assert nothing.value is None and codes(again) == {"already_loaded": ["info"]}  # passed over is no error
    corrected = book(tmp_path, layouts.regional_2021_rows([papers[0], replace(papers[1], journal=5)]), "исправленный.xlsx")
    later, _changes = load(ctx, corrected)
    assert (later.new, later.changed, later.same) == (0, 1, 1)
    assert [(row.code, row.before, row.after) for row in later.changed_rows] == [
        ("40002", (("отметка по журналу", "4"),), (("отметка по журналу", "5"),))
    ]


def test_t19_files_of_one_name_are_told_apart_by_what_they_hold(ctx, tmp_path):
    """The same name and number, other contents: another file. The same contents under another name: the same file."""
    (tmp_path / "а").mkdir()
    (tmp_path / "б").mkdir()
    one = book(tmp_path / "а", layouts.regional_2021_rows(pupils()), "2849657.xlsx")
    other = book(tmp_path / "б", layouts.completion_rows("ВПР 2021 Русский язык 4 класс"), "2849657.xlsx")
    load(ctx, one)
    preview, _changes = load(ctx, other, PLAIN)
    assert preview.loaded_before is None and preview.groups_changed == 4
    copy = tmp_path / "копия (1).xlsx"
    copy.write_bytes(other.read_bytes())
    assert build_preview(ctx, copy, PLAIN).already_loaded


def test_t19_a_report_of_an_unknown_kind_changes_nothing(ctx, tmp_path):
    load(ctx, book(tmp_path, layouts.regional_2021_rows(pupils())))
    before = contents(ctx, leave_out=())
    rows = [*layouts.frame("Сводка по новым правилам", "ВПР 2021 Русский язык 4 класс"), ["Показатель", "Значение"], ["А", 1]]
    with pytest.raises(UserError, match="не похож"):
        build_preview(ctx, book(tmp_path, rows, "новый отчёт.xlsx"), PLAIN)
    assert contents(ctx, leave_out=()) == before


@pytest.mark.parametrize(
    "points",
    [[(1, 1, 2, 1, 0)] * 3, [(1, 1, 2, 1, 0)] * 12, [(0, 0, 0, 0, 0)] * 12, [(2, 1, 3, 2, 1)] * 12],
    ids=["three pupils", "all equal", "all zero", "all maximum"],
)
def test_t35_one_school_with_next_to_nothing_to_compare(ctx, tmp_path, points):
    """No percents from too few, no division by a spread that is none, no verdict."""
    add_scale(ctx, 2026)
    papers = [Pupil(BEREZKI, 40001 + n, one, mark="") for n, one in enumerate(points)]
    load(ctx, book(tmp_path, layouts.individual_results_rows(papers)), PLAIN)
    (procedure,) = list_procedures(ctx)
    (school,) = procedure_groups(ctx, procedure.id).schools
    assert school.organisation_id is not None and school.participants == len(points)
    few = len(points) < 5
    assert (school.mark_percents is None) == few
    found = task_results(ctx, procedure.id)
    assert found.district is not None and bool(found.district.percents) == (not few)
    assert all(0 <= percent <= 100 for percent in found.district.percents.values())
    report = run_check(ctx)
    assert report.markers == () and [cell.n for cell in report.cells] == [len(points)]
    refresh_findings(ctx)
    assert [(one.p, one.flagged) for one in list_findings(ctx)] == [(None, False)]
    page = official_cell(ctx, procedure.id, school.organisation_id)
    assert page.markers == () and (page.school_scores is None) == few
    assert results_summary(ctx) and school_results(ctx, school.organisation_id)
    distribution = score_distribution(ctx, procedure.id)
    assert distribution is not None and sum(distribution.shares) == pytest.approx(1)


def test_t36_what_cannot_be_is_marked_with_its_limits(ctx, tmp_path):
    """Above the maximum, against the scale, against its own sum, more writers than pupils: each with what is allowed."""
    add_scale(ctx, 2026)
    papers = [
        Pupil(BEREZKI, 40001, (2, 1, 3, 2, 1), mark=5, total=30),
        Pupil(BEREZKI, 40002, (2, 1, 3, 2, 1), mark=3),
        Pupil(BEREZKI, 40003, (1, 1, 1, 0, 0), mark=3, total=4),
        Pupil(BEREZKI, 40004, (2, 4, 0, 0, 0), mark=4),
    ]
    load(
        ctx,
        book(tmp_path, layouts.individual_results_rows([replace(papers[3], code=40009, tasks=(1, 1, 1, 0, 0), mark=3)])),
        PLAIN,
    )
    with ctx.db.write() as session:
        session.connection().exec_driver_sql("UPDATE organisation SET pupils = 2")
    preview = build_preview(ctx, book(tmp_path, layouts.individual_results_rows(papers), "ещё.xlsx"), PLAIN)
    said = {problem.code: problem.text for problem in preview.problems}
    assert "от 0 до 9" in said["total_above_max"] and preview.refused == 1
    assert "по шкале 5 (баллы 8–9)" in said["mark_differs"]
    assert "Первичный балл 4, а сумма баллов за задания 3" in said["sum_mismatch"]
    assert "Балл 4 за задание больше возможного: от 0 до 1" in said["task_above_max"]
    assert "участников в файле 3" in said["more_writers"] and "2" in said["more_writers"]
