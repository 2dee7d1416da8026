"""What we write we read back the same, in both forms; an empty form is recognised and holds nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.services.errors import UserError
from app.services.school_schedule.export import file_name, write_blank, write_schedule
from app.services.school_schedule.readers.reading import read_schedule
from app.services.school_schedule.rows import Break, Entry, Form, Hours, ReadSchedule, Schedule
from app.services.table_files.workbook import open_workbook

BY_DAYS = (
    Entry(4, "4А", "Математика", "federal", "vpr", held_on=date(2026, 4, 21), lesson=3, minutes=45),
    Entry(4, "4А", "Окружающий мир", "federal", "vpr", held_on=date(2026, 4, 21), until=date(2026, 4, 24)),
    Entry(4, "4Б", "Математика", "school", held_on=date(2025, 10, 14), lessons_taken=2),
    Entry(9, "", "Русский язык", "federal", "final_interview", held_on=date(2026, 2, 11)),
    Entry(7, "7В", "Вероятность и статистика", "municipal", "municipal_test", held_on=date(2026, 3, 4)),
    Entry(7, "7В", "Физика", "regional", "diagnostic_test", held_on=date(2025, 12, 2)),
    Entry(7, "7В", "Труд (технология)", "school", "", "Зачёт", held_on=date(2025, 12, 2)),
    Entry(5, "5А", "История", "municipal", "diagnostic_start", held_on=date(2025, 9, 16), lesson=2),
    Entry(5, "5А", "История", "school", "", "Мониторинг чтения", held_on=date(2025, 11, 18)),
)
BY_WEEKS = (
    Entry(4, "4А", "Математика", "school", week=3),
    Entry(4, "4А", "Математика", "school", week=34, lesson=2),
    Entry(4, "4А", "Русский язык", "federal", "vpr", week=31),
    Entry(10, "10Б", "Химия", "regional", "regional_test", week=20, minutes=90, lessons_taken=2),
)
HOURS = (Hours(4, "4А", "Математика", 136), Hours(7, "7В", "Физика", 68), Hours(9, "", "Русский язык", 102))
SCHEDULE = Schedule(
    1, 1, "МБОУ «Ольховская СОШ»", 2025, BY_DAYS, HOURS, (Break("Осенние", date(2025, 10, 27), date(2025, 11, 4)),),
    order_number="112-О", ordered_on=date(2025, 8, 29), first_week_on=date(2025, 9, 1),
)  # fmt: skip


def _read(path: Path) -> ReadSchedule:
    with open_workbook(path) as workbook:
        return read_schedule(workbook)


def _bare(entries: tuple[Entry, ...], week: bool = True) -> set[Entry]:
    return {replace(one, cell="", week=one.week if week else None) for one in entries}


def _agrees(found: ReadSchedule) -> None:
    assert [problem for problem in found.problems if problem.severity == "error"] == []
    assert found.grid_cells == found.entry_cells + found.problem_cells
    assert (found.school_name, found.school_year) == (SCHEDULE.organisation_name, 2025)
    assert (found.order_number, found.ordered_on) == ("112-О", date(2025, 8, 29))
    assert found.first_week_on == date(2025, 9, 1)


def test_by_days(tmp_path: Path) -> None:
    found = _read(write_schedule(tmp_path / "а.xlsx", SCHEDULE, "days"))
    _agrees(found)
    assert _bare(found.entries) == set(BY_DAYS)
    assert {(one.grade, one.class_label, one.subject, one.hours) for one in found.hours} >= {
        (4, "4А", "Математика", 136), (7, "7В", "Физика", 68), (9, "", "Русский язык", 102),
    }  # fmt: skip


@pytest.mark.parametrize("entries", [BY_WEEKS, BY_DAYS])
def test_by_weeks(tmp_path: Path, entries: tuple[Entry, ...]) -> None:
    found = _read(write_schedule(tmp_path / "б.xlsx", replace(SCHEDULE, entries=entries), "weeks"))
    _agrees(found)
    assert _bare(found.entries, week=entries is BY_WEEKS) == set(entries)
    assert {(one.grade, one.class_label, one.subject, one.hours) for one in found.hours} >= {(4, "4А", "Математика", 136)}


@pytest.mark.parametrize("form", ["days", "weeks"])
def test_an_empty_form(tmp_path: Path, form: Form) -> None:
    found = _read(write_blank(tmp_path / "бланк.xlsx", SCHEDULE, form))
    _agrees(found)
    assert (found.form, found.entries, found.grid_cells) == (form, (), 0)
    unknown = replace(SCHEDULE, entries=(), hours=())
    assert _read(write_blank(tmp_path / "пустой.xlsx", unknown, form)).form == form


def test_weeks_after_a_break_are_not_shifted(tmp_path: Path) -> None:
    """Week 10 is not the tenth of the calendar where a week of holidays lies before it."""
    entry = Entry(4, "4А", "Математика", "school", held_on=date(2025, 11, 11))
    found = _read(write_schedule(tmp_path / "б.xlsx", replace(SCHEDULE, entries=(entry,)), "weeks"))
    assert [(one.held_on, one.week) for one in found.entries] == [(entry.held_on, None)]


def test_what_has_no_column_is_written_below(tmp_path: Path) -> None:
    path = write_schedule(tmp_path / "а.xlsx", replace(SCHEDULE, entries=BY_WEEKS), "days")
    with open_workbook(path) as workbook:
        said = [str(cell) for row in workbook.sheets[0].rows() for cell in row if "неделя 34" in str(cell)]
    assert said == ["4А: Математика, КР, Ш, 2 урок, неделя 34"]


def test_a_name_for_the_file_and_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert file_name(SCHEDULE, "days") == "График 2025-2026 по дням, МБОУ Ольховская СОШ.xlsx"
    with pytest.raises(UserError, match="Не удалось записать"):
        write_schedule(tmp_path / "нет" / "а.xlsx", SCHEDULE, "days")
