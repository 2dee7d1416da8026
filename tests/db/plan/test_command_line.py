"""calendar list, plan import, move, rollover: what they print and their exit codes."""

from __future__ import annotations

import json
from datetime import date

import pytest

from app import cli
from app.services.plan.queries import get_plan, list_plan
from app.services.plan.school_commands import save_slot
from tests.db.plan.world import START, add_schools, hang_everything, plan, slot


@pytest.fixture
def run(ctx, capsys):
    def call(*words: str) -> tuple[int, object]:
        code = cli.main(["--data", str(ctx.paths.root), "--json", "calendar", *words])
        return code, json.loads(capsys.readouterr().out)

    ctx.db.close()
    return call


@pytest.fixture
def planned(ctx):
    """Before `run` closes the base: one program at a time."""
    schools = add_schools(ctx)
    procedure = plan(ctx)
    hang_everything(ctx, procedure, schools)
    save_slot(ctx, slot(procedure, schools[2], "4А", date(2026, 12, 1)))
    return procedure


def _reopened(ctx):
    from app.services.opening import open_context

    return open_context(ctx.paths.root)


def test_windows_are_imported_and_listed(ctx, run):
    code, seen = run("plan", "import", "--vpr", "2026", "--dry-run")
    assert (code, len(seen["lines"]), {one["state"] for one in seen["lines"]}) == (0, 23, {"new"})
    assert run("list", "--year", "2025/2026") == (0, [])
    assert run("plan", "import", "--vpr", "2026")[0] == 0
    code, rows = run("list", "--year", "2025")
    assert (code, len(rows)) == (0, 23) and rows[0]["starts_on"] == "2026-04-20"
    code, rolled = run("rollover", "--year", "2025-26")
    assert (code, len(rolled)) == (0, 23)
    again = _reopened(ctx)
    assert sum(not one.is_confirmed for one in list_plan(again)) == 23
    again.db.close()


def test_a_move_is_shown_first_and_then_done(ctx, planned, run):
    where = ("move", str(planned), "--start", "2026-10-19", "--end", "2026-10-30")
    code, seen = run(*where, "--dry-run")
    assert code == 1 and not seen["done"]  # something wants a person's eye
    assert {one["kind"] for one in seen["changes"]} >= {"plan", "roadmap", "checklist", "slot", "collection"}
    again = _reopened(ctx)
    assert get_plan(again, planned).starts_on == START
    again.db.close()
    assert run(*where)[1]["done"]
    again = _reopened(ctx)
    assert get_plan(again, planned).starts_on == date(2026, 10, 19)
    again.db.close()


def test_days_of_schools_with_what_is_not_right(planned, run):
    code, row = run("list", "--id", str(planned))
    assert code == 1
    assert [len(school["slots"]) for school in row["by_school"]] == [2, 1, 1]
    assert [remark["code"] for school in row["by_school"] for remark in school["remarks"]] == ["outside_window"]


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "import"),
        ("plan", "import", "--vpr", "2031"),
        ("list", "--year", "весна"),
        ("list", "--id", "77"),
        ("move", "77", "--start", "2026-10-19"),
        ("rollover", "--year", "2030/2031"),
    ],
)
def test_refusals_say_what_to_do(run, words):
    code, answer = run(*words)
    assert code == 2 and answer["error"] and answer["todo"]


def test_lines_for_people(ctx, planned, capsys):
    ctx.db.close()
    data = ("--data", str(ctx.paths.root))
    assert cli.main(["calendar", "list", *data]) == 0
    assert "12.10.2026–23.10.2026  Ф  ВПР 2026, математика, 4 класс" in capsys.readouterr().out
    cli.main(["calendar", "list", "--id", str(planned), *data])
    assert "МБОУ «Луговская ООШ»: 4А 01.12.2026" in capsys.readouterr().out
    cli.main(["calendar", "move", str(planned), "--start", "2026-10-19", "--end", "2026-10-30", "--dry-run", *data])
    assert "Сроки дорожных карт: 1\u00a0строка" in capsys.readouterr().out
