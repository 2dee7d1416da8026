"""What each key does in a cell: digits jump on, two-digit maxima wait, nothing above the maximum is refused."""

from __future__ import annotations

import pytest

from app.services.entry import rules
from app.services.entry.rows import EntryTask, Paper, Work
from app.services.entry.typing import type_key
from app.services.imports.rows import BLANK, NOT_ATTEMPTED

PAPER = Paper("municipal_test", 2026, 4, "Математика", (EntryTask("1", 2), EntryTask("2", 12), EntryTask("3К1", 20)), ("1", "2"))
COLUMNS = {column.key: column for column in rules.columns_of(PAPER)}
EMPTY = rules.empty_work(0, "40001", PAPER)


def typed(keys: str, column: str, work: Work = EMPTY, paper: Paper = PAPER) -> tuple[Work, str, str]:
    """(work, last jump, what waits) after the keys in one cell."""
    waiting, jump = "", ""
    for key in keys:
        result = type_key(work, COLUMNS[column], key, waiting, paper)
        work, jump, waiting = result.work, result.jump, result.waiting
    return work, jump, waiting


@pytest.mark.parametrize(
    ("keys", "column", "points", "jump", "waiting"),
    [
        ("2", "1", 2, "next", ""),
        ("0", "1", 0, "next", ""),
        ("7", "1", 7, "next", ""),  # above the maximum: taken, red, not stopped
        ("1", "2", 1, "", "1"),  # 10, 11, 12 may follow
        ("12", "2", 12, "next", ""),
        ("19", "2", 19, "next", ""),
        ("2", "2", 2, "next", ""),  # 20 cannot follow
        ("0", "2", 0, "next", ""),
        ("2", "3К1", 2, "", "2"),
        ("20", "3К1", 20, "next", ""),
        ("3", "3К1", 3, "next", ""),
    ],
)
def test_digits(keys, column, points, jump, waiting):
    work, jumped, waits = typed(keys, column)
    assert work.scores[COLUMNS[column].task] == points
    assert (jumped, waits) == (jump, waiting)


@pytest.mark.parametrize("key", "xXхХчЧ[*")
def test_not_attempted_in_any_layout_of_the_keyboard(key):
    work, jump, _ = typed(key, "1")
    assert work.scores[0] == NOT_ATTEMPTED
    assert jump == "next"


@pytest.mark.parametrize("key", "нНyYоОjJ")
@pytest.mark.parametrize("column", ["variant", "2"])
def test_absent_clears_the_work_and_goes_to_the_next(key, column):
    begun = rules.with_points(EMPTY, 0, 2, PAPER)
    work, jump, _ = typed(key, column, begun)
    assert work.absent and set(work.scores) == {BLANK}
    assert jump == "row"
    assert rules.shown(work, COLUMNS["variant"]) == "отсутствовал"


def test_points_of_an_absent_pupil_mean_he_was_there():
    work, _, _ = typed("1", "1", rules.as_absent(EMPTY))
    assert not work.absent


def test_variant_journal_and_what_is_refused():
    assert typed("2", "variant")[0].variant == "2"
    assert type_key(EMPTY, COLUMNS["variant"], "3", "", PAPER).refused
    assert typed("5", "journal")[0].journal == "5"
    assert typed("0", "journal")[0].journal == "нет отметки"
    assert type_key(EMPTY, COLUMNS["journal"], "1", "", PAPER).refused
    assert type_key(EMPTY, COLUMNS["1"], "ы", "", PAPER).work == EMPTY


def test_variants_that_begin_alike_wait_for_the_next_key():
    paper = Paper("vpr", 2026, 4, "Математика", PAPER.tasks, ("1", "12", "3"))
    work, jump, waiting = typed("1", "variant", paper=paper)
    assert (work.variant, jump, waiting) == ("1", "", "1")
    work, jump, _ = typed("12", "variant", paper=paper)
    assert (work.variant, jump) == ("12", "next")


def test_the_only_variant_is_filled_in_by_itself():
    paper = Paper("vpr", 2026, 4, "Математика", PAPER.tasks, ("1",))
    assert typed("2", "1", paper=paper)[0].variant == "1"
