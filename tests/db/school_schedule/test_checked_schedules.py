"""Stored schedules with their findings; repairs applied and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.results import Procedure
from app.models.schedules import SubjectHours
from app.services.context import Context
from app.services.errors import UserError
from app.services.organisations.commands import save_organisation
from app.services.organisations.rows import OrganisationRow
from app.services.school_schedule.check_commands import apply_changes, set_vpr_counts
from app.services.school_schedule.checked import check_options, district_page, rechecked, school_page
from app.services.school_schedule.findings import Change
from app.services.school_schedule.proposal import propose
from app.services.school_schedule.rows import Entry


@pytest.fixture
def school(ctx: Context) -> int:
    made: int = save_organisation(ctx, OrganisationRow(None, "school", "Школа № 7")).value
    return made


DAY = date(2026, 9, 14)
TWO = (
    Change(None, Entry(4, "4А", "Математика", held_on=DAY)),
    Change(None, Entry(4, "", "Русский язык", "municipal", held_on=DAY)),
)


def test_a_schedule_is_made_changed_and_taken_back(ctx: Context, school: int) -> None:
    assert school_page(ctx, school, 2026).schedule.id == 0
    made = apply_changes(ctx, school, 2026, TWO)
    page = school_page(ctx, school, 2026)
    assert page.schedule.id == made.value and len(page.schedule.entries) == 2
    assert {one.code for one in page.findings} == {"one_a_day", "hours_unknown"}
    (busy,) = [one for one in page.findings if one.code == "one_a_day"]
    assert busy.fix is not None
    moved = apply_changes(ctx, school, 2026, busy.fix.changes, "Перенесено.")
    assert {one.code for one in school_page(ctx, school, 2026).findings} == {"hours_unknown"}
    assert moved.undo is not None and made.undo is not None
    moved.undo(ctx)
    assert school_page(ctx, school, 2026).schedule == page.schedule
    made.undo(ctx)
    assert school_page(ctx, school, 2026).schedule.id == 0


def test_an_entry_changed_meanwhile_is_refused_whole(ctx: Context, school: int) -> None:
    apply_changes(ctx, school, 2026, TWO)
    first, second = school_page(ctx, school, 2026).schedule.entries
    apply_changes(ctx, school, 2026, [Change(first, replace(first, lesson=4))])
    with pytest.raises(UserError):
        apply_changes(ctx, school, 2026, [Change(second, None), Change(first, None)])
    assert len(school_page(ctx, school, 2026).schedule.entries) == 2


def test_a_repaired_schedule_is_stored_at_once(ctx: Context, school: int) -> None:
    entries = [Change(None, Entry(4, "4А", "Математика", held_on=date(2026, 9, 7 + n))) for n in range(5)]
    apply_changes(ctx, school, 2026, entries)
    page = school_page(ctx, school, 2026)
    made = propose(page.schedule, page.options)
    apply_changes(ctx, school, 2026, made.changes)
    again = school_page(ctx, school, 2026)
    assert {one.code for one in again.findings} <= {"hours_unknown"}
    assert sorted(again.schedule.entries, key=lambda one: one.id) == sorted(made.entries, key=lambda one: one.id)


def test_the_district_sees_who_has_sent_one(ctx: Context, school: int) -> None:
    save_organisation(ctx, OrganisationRow(None, "school", "Школа № 10"))
    apply_changes(ctx, school, 2026, TWO)
    page = district_page(ctx, 2026)
    assert [one.line.name for one in page.schools] == ["Школа № 7", "Школа № 10"]
    sent, missing = page.schools
    assert sent.counts is not None and sent.counts.recommended == 1 and sent.busiest == 2 and sent.per_class == 2
    assert missing.counts is None and missing.per_class is None


def test_vpr_in_the_share_is_a_setting_of_the_base(ctx: Context, school: int) -> None:
    vpr = [Change(None, Entry(4, "4А", "Музыка", "federal", "vpr", held_on=date(2026, 9, 7)))]
    schedule_id = apply_changes(ctx, school, 2026, vpr).value
    with ctx.db.write() as session:
        session.add(SubjectHours(schedule_id=schedule_id, grade=4, class_label="", subject="Музыка", hours=9))
    assert not school_page(ctx, school, 2026).findings
    changed = set_vpr_counts(ctx, True)
    assert [one.severity for one in school_page(ctx, school, 2026).findings] == ["binding"]
    assert changed.undo is not None
    changed.undo(ctx)
    assert not school_page(ctx, school, 2026).findings


def test_the_command_line_checks_and_repairs(ctx: Context, school: int, capsys: pytest.CaptureFixture[str]) -> None:
    from app import cli

    apply_changes(ctx, school, 2026, TWO)
    ctx.db.close()  # the command line opens it for itself
    base = ["--data", str(ctx.paths.root), "calendar", "schedule"]
    assert cli.main([*base, "check", "--year", "2026"]) == 0
    assert "отступает от рекомендаций: 1" in capsys.readouterr().out
    one = ["--school", "Школа № 7", "--year", "2026"]
    assert cli.main([*base, "repair", *one, "--dry-run"]) == 0
    assert "перенесено 1" in capsys.readouterr().out
    assert cli.main([*base, "check", *one]) == 0
    assert "рекомендована одна" in capsys.readouterr().out
    assert cli.main([*base, "repair", *one]) == 0
    capsys.readouterr()
    assert cli.main([*base, "check", *one]) == 0
    assert "отступает" not in capsys.readouterr().out


def test_windows_of_the_procedures_are_known_to_the_check(ctx: Context, school: int) -> None:
    with ctx.db.write() as session:
        paper = Procedure(kind="vpr", year=2027, grade=4, subject="Математика")
        paper.held_on, paper.held_until = date(2027, 4, 20), date(2027, 5, 20)
        session.add(paper)
        session.flush()
        number = paper.id
    entry = Entry(4, "4А", "Математика", "federal", "vpr", held_on=date(2027, 4, 15), procedure_id=number)
    apply_changes(ctx, school, 2026, [Change(None, entry)])
    page = school_page(ctx, school, 2026)
    assert check_options(ctx, [page.schedule]).windows == {number: (date(2027, 4, 20), date(2027, 5, 20))}
    assert [one.code for one in page.findings] == ["outside_window"]
    untied = replace(page.schedule.entries[0], procedure_id=None)
    again = rechecked(page, replace(page.schedule, entries=(untied,)))
    assert [one.code for one in again.findings] == ["outside_window"]  # known by its kind, class and subject
    assert rechecked(page, replace(page.schedule, entries=())).findings == ()
