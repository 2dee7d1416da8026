"""Cells typed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.school_schedule.rows import Entry
from app.services.school_schedule.typed import Where, cell_text, entry_text, read_cell, short_subject

WEEK = Where(5, "5А", 2026, week=2)
DAY = Where(5, "5А", 2026, week=2, day=date(2026, 9, 8))


@pytest.mark.parametrize(
    ("text", "subject", "level", "kind", "day", "lesson"),
    [
        ("Математика", "Математика", "school", "", None, None),
        ("матем 9.09", "Математика", "school", "", date(2026, 9, 9), None),
        ("Рус Р 12.02 3 урок", "Русский язык", "regional", "", date(2027, 2, 12), 3),
        ("Биология ВПР 22.04.2027", "Биология", "federal", "vpr", date(2027, 4, 22), None),
    ],
)
def test_a_piece_is_read(text: str, subject: str, level: str, kind: str, day: date | None, lesson: int | None) -> None:
    (change,) = read_cell(text, WEEK, ()).changes
    made = change.after
    assert made is not None
    assert (made.subject, made.level, made.kind, made.held_on, made.lesson) == (subject, level, kind, day, lesson)
    assert made.week == (None if day else 2) and made.class_label == "5А"


def test_what_is_written_is_the_same_when_read_again() -> None:
    entries = (
        Entry(5, "5А", "Математика", week=2, id=1),
        Entry(5, "", "Русский язык", "federal", "vpr", held_on=date(2026, 9, 8), lesson=2, id=2),
        Entry(5, "5А", "История", "municipal", "diagnostic_start", held_on=date(2026, 9, 9), minutes=45, id=3),
    )
    for where in (WEEK, DAY):
        assert read_cell(cell_text(entries, where), where, entries).changes == ()
    for one in entries:
        (change,) = read_cell(entry_text(one, WEEK), WEEK, ()).changes
        made = change.after
        assert made is not None and replace(made, id=one.id, class_label=one.class_label) == one


def test_another_day_of_the_same_subject_changes_the_entry_and_keeps_the_rest() -> None:
    old = Entry(5, "", "Математика", held_on=date(2026, 9, 8), lessons_taken=2, procedure_id=4, id=9)
    (change,) = read_cell("Математика 10.09", WEEK, (old,)).changes
    assert change.before == old and change.after == replace(old, held_on=date(2026, 9, 10))


def test_an_emptied_cell_and_words_nobody_knows() -> None:
    old = Entry(5, "5А", "Математика", week=2, id=1)
    assert [one.after for one in read_cell("", WEEK, (old,)).changes] == [None]
    typed = read_cell("Математика; абракадабра", WEEK, (old,))
    assert typed.refused == ("абракадабра",) and typed.changes == ()
    assert read_cell("Математика 31.02", WEEK, ()).refused == ("Математика 31.02",)


def test_a_day_of_its_own_column_is_not_written() -> None:
    (change,) = read_cell("Музыка", DAY, ()).changes
    assert change.after is not None and change.after.held_on == DAY.day and change.after.week is None
    assert entry_text(change.after, DAY) == "Музыка"


def test_short_names() -> None:
    assert short_subject("Математика") == "Мат"
    assert short_subject("Основы самых разных ремёсел") == "ОСРР"
    assert short_subject("Хор") == "Хор"
