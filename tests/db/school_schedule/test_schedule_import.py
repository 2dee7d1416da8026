"""A school's schedule through the common chain: recognised, previewed, loaded, loaded again corrected, taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.models.organisations import Organisation
from app.services.context import Context
from app.services.errors import UserError
from app.services.imports.commit import commit_import
from app.services.imports.preview import build_preview
from app.services.imports.revert import revert_import
from app.services.imports.rows import ImportOptions
from app.services.organisations.rules import name_key
from app.services.school_schedule.check_commands import apply_changes
from app.services.school_schedule.commands import HeadingFields, delete_schedule, save_heading, set_hours
from app.services.school_schedule.findings import Change
from app.services.school_schedule.queries import get_schedule, list_schools, schedule_of, school_years
from app.services.school_schedule.rows import Entry, Hours, Schedule
from tests.data.school_schedules import make


@pytest.fixture
def school(ctx: Context) -> int:
    with ctx.db.write() as session:
        for name in ("МБОУ «Ольховская СОШ»", "МБОУ «Верхнереченская СОШ»"):
            session.add(Organisation(short_name=name, search_name=name_key(name)))
        session.flush()
        return 1


def _facts(schedule: Schedule) -> list[tuple[object, ...]]:
    return sorted(((e.grade, e.class_label, e.subject, e.level, e.kind, e.held_on, e.week) for e in schedule.entries), key=repr)


@pytest.mark.parametrize("layout", ["across", "weeks"])
def test_loaded_by_the_school_named_in_the_file_and_taken_back(ctx: Context, school: int, tmp_path: Path, layout: str) -> None:
    path = tmp_path / "график.xlsx"
    truth = make(path, 3, layout, messy=False)
    preview = build_preview(ctx, path)
    assert preview.can_commit, preview.problems
    assert (preview.title, preview.new) == ("График оценочных процедур 2025/2026, МБОУ «Ольховская СОШ»", len(truth.facts))
    done = commit_import(ctx, preview)

    stored = schedule_of(ctx, school, 2025)
    assert stored is not None
    assert _facts(stored) == sorted(truth.facts, key=repr)
    assert {(h.grade, h.class_label, h.subject): h.hours for h in stored.hours} == truth.hours
    assert (stored.order_number, stored.file_name) == ("112-О", "график.xlsx")
    assert school_years(ctx) == [2025]
    lines = {line.name: line for line in list_schools(ctx, 2025)}
    assert lines["МБОУ «Ольховская СОШ»"].entries == len(truth.facts)
    assert lines["МБОУ «Верхнереченская СОШ»"].schedule_id is None

    again = build_preview(ctx, path)
    assert (again.new, again.changed, again.same, again.can_commit) == (0, 0, len(truth.facts), False)
    revert_import(ctx, done.value)
    assert schedule_of(ctx, school, 2025) is None


def test_a_corrected_file_replaces_and_can_be_taken_back(ctx: Context, school: int, tmp_path: Path) -> None:
    first, second = tmp_path / "график.xlsx", tmp_path / "график исправленный.xlsx"
    old, new = make(first, 4, "weeks", messy=False), make(second, 5, "across", messy=False)
    commit_import(ctx, build_preview(ctx, first))
    preview = build_preview(ctx, second)
    assert preview.changed == len(old.facts)
    assert any(problem.code == "replaced" for problem in preview.problems)
    done = commit_import(ctx, preview)
    stored = schedule_of(ctx, school, 2025)
    assert stored is not None and _facts(stored) == sorted(new.facts, key=repr)
    assert len(stored.hours) == len(old.hours), "a file without hours takes none away"

    revert_import(ctx, done.value)
    stored = schedule_of(ctx, school, 2025)
    assert stored is not None and _facts(stored) == sorted(old.facts, key=repr)
    assert stored.file_name == "график.xlsx"


def test_what_was_typed_since_is_not_lost_by_taking_a_load_back(ctx: Context, school: int, tmp_path: Path) -> None:
    path = tmp_path / "график.xlsx"
    make(path, 3, "weeks", messy=False)
    done = commit_import(ctx, build_preview(ctx, path))
    typed = apply_changes(ctx, school, 2025, [Change(None, Entry(9, "9А", "Физика", week=30))])
    with pytest.raises(UserError, match="правили"):
        revert_import(ctx, done.value)
    assert typed.undo is not None
    typed.undo(ctx)
    revert_import(ctx, done.value)
    assert schedule_of(ctx, school, 2025) is None


def test_a_file_without_a_known_school_asks_for_it(ctx: Context, tmp_path: Path) -> None:
    path = tmp_path / "график.xlsx"
    make(path, 6, "weeks_sheets", messy=False)
    preview = build_preview(ctx, path)
    assert preview.missing == ("школа",)
    assert not preview.can_commit


def test_the_person_says_the_school(ctx: Context, school: int, tmp_path: Path) -> None:
    path = tmp_path / "график.xlsx"
    truth = make(path, 6, "weeks_sheets", messy=False)
    commit_import(ctx, build_preview(ctx, path, ImportOptions(organisation_id=2)))
    stored = schedule_of(ctx, 2, 2025)
    assert stored is not None and len(stored.entries) == len(truth.facts)


def test_heading_hours_and_deleting_with_undo(ctx: Context, school: int) -> None:
    made = save_heading(ctx, school, 2025, HeadingFields(order_number=" 15-Д ", note="с 1 сентября"))
    done = set_hours(ctx, school, 2025, [Hours(5, "5А", "Русский язык", 170), Hours(5, "", "Математика", 170, 5)])
    apply_changes(ctx, school, 2025, [Change(None, Entry(5, "5А", "Русский язык", week=4))])
    stored = get_schedule(ctx, made.value)
    assert stored is not None
    assert stored.order_number == "15-Д"
    assert [(h.subject, h.hours, h.weekly) for h in stored.hours] == [("Русский язык", 170, None), ("Математика", 170, 5.0)]
    gone = delete_schedule(ctx, done.value)
    assert get_schedule(ctx, made.value) is None
    assert gone.undo is not None
    gone.undo(ctx)
    assert get_schedule(ctx, made.value) == stored
    less = set_hours(ctx, school, 2025, [Hours(5, "5А", "Русский язык", 0)])
    assert less.undo is not None
    changed = get_schedule(ctx, made.value)
    assert changed is not None and len(changed.hours) == 1
    less.undo(ctx)
    assert get_schedule(ctx, made.value) == stored
    with pytest.raises(UserError, match="не бывает"):
        set_hours(ctx, school, 2025, [Hours(5, "5А", "Русский язык", 1700)])
