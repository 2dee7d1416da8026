"""A schedule as an .xlsx of our own layout, by days or by weeks; empty, it is the form for a school. The readers read it back."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.errors import UserError
from app.services.results.procedure import KIND_TITLES
from app.services.results.subjects import paper_order
from app.services.school_schedule.rows import (
    FORM_TITLES,
    LEVEL_LETTERS,
    LEVEL_TITLES,
    LEVELS,
    SCHOOL_WEEKS,
    Entry,
    Form,
    Schedule,
)
from app.services.school_schedule.weeks import first_monday, week_of, weeks_of
from app.services.table_files.export_guard import write_cell
from app.services.text_ru import MONTHS, sort_key

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

KIND_WORDS = {
    "vpr": "ВПР", "niko": "НИКО", "oge": "ОГЭ", "ege": "ЕГЭ", "gve": "ГВЭ", "final_interview": "Итоговое собеседование",
    "final_essay": "Итоговое сочинение", "regional_test": "РПР", "municipal_test": "МПР", "diagnostic_test": "ДКР",
    "diagnostic_start": "СД", "diagnostic_study": "Диагностическое исследование", "": "КР", "school_test": "КР",
}  # fmt: skip
_MOST_WEEKS = 40
_DAY_WIDTH, _WEEK_WIDTH, _LINE = 11, 8, 11.5
"""Characters, characters, points."""
LEVEL_TINTS = {"federal": "#F8D7CF", "regional": "#D3E3F4", "municipal": "#FCE9B8", "school": "#DCEBD3"}
"""Light enough for black print; the letter says the same."""
_LEGEND = (
    "КР – контрольная работа; СД – стартовая диагностика; ДКР – диагностическая контрольная работа",
    "ВПР – всероссийская проверочная работа; РПР – региональная проверочная работа; МПР – муниципальная проверочная работа",
)
_MONTHS = (9, 10, 11, 12, 1, 2, 3, 4, 5)
_SUBJECTS = {
    range(1, 5): ("Русский язык", "Математика", "Литературное чтение", "Окружающий мир", "Иностранный язык"),
    range(5, 7): (
        "Русский язык", "Математика", "Литература", "Иностранный язык", "История", "Обществознание", "География", "Биология",
    ),
    range(7, 12): (
        "Русский язык", "Алгебра", "Геометрия", "Вероятность и статистика", "Литература", "Иностранный язык", "История",
        "Обществознание", "География", "Биология", "Физика", "Химия", "Информатика",
    ),
}  # fmt: skip
"""Rows of an empty form where nothing is known of the school's curriculum."""
Row = tuple[int, str, str]
"""(grade, class, subject)."""


def write_schedule(path: Path, schedule: Schedule, form: Form, classes: Sequence[tuple[int, str]] = ()) -> Path:
    """Write the schedule; `classes` get rows also where nothing is planned. A file of that name is replaced whole or not at all.

    Raises UserError where the file cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    partial = path.with_name(f"~{path.name}.part")
    try:
        book = xlsxwriter.Workbook(str(partial), {"strings_to_formulas": False, "strings_to_urls": False})
        try:
            writer = _Writer(book, schedule, classes)
            (writer.by_weeks if form == "weeks" else writer.by_days)()
        finally:
            book.close()
        os.replace(partial, path)
    except (OSError, FileCreateError) as error:
        partial.unlink(missing_ok=True)
        raise UserError(
            f"Не удалось записать файл «{path.name}».", "Закройте его, если он открыт в Excel, или выберите другую папку."
        ) from error
    return path


def write_blank(path: Path, schedule: Schedule, form: Form, classes: Sequence[tuple[int, str]] = ()) -> Path:
    """The empty form of a school: its classes, subjects and hours where they are known, no procedures."""
    from dataclasses import replace

    known = classes or schedule.classes or tuple((grade, "") for grade in range(2, 12))
    return write_schedule(path, replace(schedule, entries=()), form, known)


def file_name(schedule: Schedule, form: Form) -> str:
    """«График 2025-2026 по дням, СОШ № 1.xlsx» without what file systems do not take."""
    name = "".join(sign if sign.isalnum() or sign in " .,-№()" else " " for sign in schedule.organisation_name)
    year = schedule.school_year
    return f"График {year}-{year + 1} {FORM_TITLES[form]}, {' '.join(name.split())}"[:120].rstrip(" .,") + ".xlsx"


def entry_words(entry: Entry, named: bool, week: tuple[date, date] | None = None) -> str:
    """A cell: «Математика, ВПР, Ф, 3 урок» (`named`), «14.09, КР, Ш, 45 мин» under its week."""
    kind = entry.title if entry.title and not entry.kind else KIND_WORDS.get(entry.kind, KIND_TITLES.get(entry.kind, "КР"))
    parts = [entry.subject] if named else []
    if week is not None and entry.held_on is not None:
        span = f"-{entry.until:%d.%m}" if entry.until else ""
        parts.append(f"{entry.held_on:%d.%m}{span}")
    elif entry.until is not None and entry.held_on is not None:
        parts.append(f"по {entry.until:%d.%m}")
    parts += [kind.replace(",", " ").replace(";", " "), LEVEL_LETTERS[entry.level]]
    if entry.lesson:
        parts.append(f"{entry.lesson} урок")
    if entry.minutes:
        parts.append(f"{entry.minutes} мин")
    if entry.lessons_taken > 1:
        parts.append(f"{entry.lessons_taken} урока")
    return ", ".join(parts)


class _Writer:
    def __init__(self, book: Workbook, schedule: Schedule, classes: Sequence[tuple[int, str]]) -> None:
        self.book, self.schedule = book, schedule
        self.weeks = weeks_of(schedule, _MOST_WEEKS)
        numbers = [one.week or (week_of(one.held_on, self.weeks) if one.held_on else None) or 0 for one in schedule.entries]
        self.count = min(max([SCHOOL_WEEKS, *numbers]), _MOST_WEEKS)
        """Columns of weeks: more than 34 where the breaks are not known and May would not fit."""
        self.bold = book.add_format({"bold": True})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
        self.plain = book.add_format({"border": 1, "valign": "top", "text_wrap": True, "font_size": 9})
        self.share = book.add_format({"border": 1, "valign": "top", "num_format": "0.0%"})
        self.off = book.add_format({"border": 1, "bg_color": "#EDEDED"})
        self.tints: dict[str, Format] = {
            level: book.add_format(
                {"border": 1, "valign": "top", "text_wrap": True, "font_size": 9, "bg_color": LEVEL_TINTS[level]}
            )
            for level in LEVELS
        }
        self.classes = self._classes(classes)

    def _classes(self, more: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
        return sorted({*self.schedule.classes, *more}, key=lambda one: (one[0], sort_key(one[1])))

    def _heading(self, sheet: Worksheet) -> int:
        year, schedule = self.schedule.school_year, self.schedule
        write_cell(sheet, 0, 0, f"Единый график оценочных процедур на {year}/{year + 1} учебный год", self.title)
        first = schedule.first_week_on or first_monday(year)
        ordered = f"{schedule.ordered_on:%d.%m.%Y}" if schedule.ordered_on else ""
        lines = (
            ("Образовательная организация", schedule.organisation_name),
            ("Приказ №", schedule.order_number),
            ("Дата утверждения", ordered),
            ("Приказ об изменениях", schedule.changes_order),
            ("Первая учебная неделя", f"{first:%d.%m.%Y}"),
        )
        for number, (caption, value) in enumerate(lines, 1):
            write_cell(sheet, number, 0, caption, self.bold)
            write_cell(sheet, number, 3, value or None)
        return len(lines) + 2

    def _legend(self, sheet: Worksheet, row: int, undated: Sequence[str] = ()) -> None:
        write_cell(sheet, row + 1, 0, "Условные обозначения:", self.bold)
        for number, level in enumerate(LEVELS, 2):
            write_cell(sheet, row + number, 0, LEVEL_LETTERS[level], self.tints[level])
            write_cell(sheet, row + number, 1, f"{LEVEL_TITLES[level]} уровень")
        for number, line in enumerate(_LEGEND, 2 + len(LEVELS)):
            write_cell(sheet, row + number, 0, line)
        for number, line in enumerate(undated, 5 + len(LEVELS)):
            write_cell(sheet, row + number, 0, line)

    def _rows(self) -> list[Row]:
        """Every pair of class and subject that has hours or procedures; subjects of the usual curriculum for the others."""
        found = {(one.grade, one.class_label, one.subject) for one in self.schedule.entries}
        for one in self.schedule.hours:
            own = [(one.grade, one.class_label)] if one.class_label else [c for c in self.classes if c[0] == one.grade]
            found |= {(grade, label, one.subject) for grade, label in own or [(one.grade, "")]}
        for grade, label in self.classes:
            if not any((one[0], one[1]) == (grade, label) for one in found):
                usual = next((names for grades, names in _SUBJECTS.items() if grade in grades), ())
                found |= {(grade, label, subject) for subject in usual}
        return sorted(found, key=lambda one: (one[0], sort_key(one[1]), paper_order(one[2], one[0])))

    def by_weeks(self) -> None:
        sheet = self.book.add_worksheet("График по неделям")
        top = self._heading(sheet)
        labels = ("Класс", "Учебный предмет, курс, модуль")
        tail = ("Федеральный", "Региональный", "Муниципальный", "Школьный", "Всего ОП за уч. г.", "Количество часов по УП",
                "% соотношение кол-ва ОП к часам УП")  # fmt: skip
        for number, caption in enumerate(labels):
            sheet.merge_range(top, number, top + 1, number, caption, self.head)
        sheet.merge_range(top, 2, top, 1 + self.count, "Учебные недели", self.head)
        for number in range(self.count):
            write_cell(sheet, top + 1, 2 + number, number + 1, self.head)
        for number, caption in enumerate(tail, 2 + self.count):
            sheet.merge_range(top, number, top + 1, number, caption, self.head)
        placed: dict[Row, dict[int, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        lost = []
        for entry in self.schedule.entries:
            week = entry.week or (week_of(entry.held_on, self.weeks) if entry.held_on else None)
            if week is None or not 1 <= week <= self.count:
                lost.append(entry)
            else:
                placed[entry.grade, entry.class_label, entry.subject][week].append(entry)
        sheet.set_row(top + 1, 3 * _LINE)
        row = top + 2
        for one in self._rows():
            grade, label, subject = one
            tallest = _lines(subject, 26)
            write_cell(sheet, row, 0, label or f"{grade} классы", self.plain)
            write_cell(sheet, row, 1, subject, self.plain)
            for week in range(1, self.count + 1):
                here = placed[one].get(week, [])
                words = "; ".join(entry_words(entry, False, self.weeks[week - 1] if entry.held_on else None) for entry in here)
                write_cell(sheet, row, 1 + week, words or None, self._tint(here))
                tallest = max(tallest, _lines(words, _WEEK_WIDTH))
            sheet.set_row(row, _LINE * tallest + 3)
            mine = [entry for entries in placed[one].values() for entry in entries]
            for number, level in enumerate(LEVELS, 2 + self.count):
                write_cell(sheet, row, number, sum(entry.level == level for entry in mine) or None, self.plain)
            total, hours = 2 + self.count + len(LEVELS), self._hours(one)
            write_cell(sheet, row, total, len(mine) if mine else None, self.plain)
            write_cell(sheet, row, total + 1, hours, self.plain)
            write_cell(sheet, row, total + 2, len(mine) / hours if hours and mine else None, self.share)
            row += 1
        self._legend(sheet, row, self._undated(lost))
        sheet.set_column(0, 0, 10)
        sheet.set_column(1, 1, 26)
        sheet.set_column(2, 1 + self.count, _WEEK_WIDTH)
        sheet.set_column(2 + self.count, 8 + self.count, 16)
        self._page(sheet)
        sheet.freeze_panes(top + 2, 2)
        sheet.repeat_rows(top, top + 1)

    def by_days(self) -> None:
        """A table for each month, one below another: a year of days in one row would fit no paper."""
        sheet = self.book.add_worksheet("График по дням")
        row = self._heading(sheet)
        placed: dict[tuple[int, str, date], list[Entry]] = defaultdict(list)
        lost = []
        for entry in self.schedule.entries:
            if (
                entry.held_on
                and entry.held_on.month in _MONTHS
                and entry.held_on.isoweekday() < 7
                and self._in_year(entry.held_on)
            ):
                placed[entry.grade, entry.class_label, entry.held_on].append(entry)
            else:
                lost.append(entry)
        breaks = []
        for month in _MONTHS:
            breaks.append(row)
            row = self._month(sheet, row, month, placed) + 1
        self._legend(sheet, row, self._undated(lost))
        sheet.set_column(0, 1, 11)
        sheet.set_column(2, 2 + 27, _DAY_WIDTH)
        self._page(sheet)
        sheet.set_h_pagebreaks(breaks[1:])
        self._hours_sheet()

    def _in_year(self, day: date) -> bool:
        return day.year == self.schedule.school_year + (day.month < 9)

    def _month(self, sheet: Worksheet, top: int, month: int, placed: dict[tuple[int, str, date], list[Entry]]) -> int:
        """One month; the row after it."""
        day = date(self.schedule.school_year + (month < 9), month, 1)
        days = [one for n in range(31) if (one := day + timedelta(days=n)).month == month and one.isoweekday() < 7]
        for number, caption in enumerate(("Класс", "Форма освоения")):
            sheet.merge_range(top, number, top + 1, number, caption, self.head)
        sheet.merge_range(top, 2, top, 1 + len(days), MONTHS[month - 1].capitalize(), self.head)
        for number, one in enumerate(days, 2):
            write_cell(sheet, top + 1, number, one.day, self.head)
        row = top + 2
        for grade, label in self.classes:
            write_cell(sheet, row, 0, label or f"{grade} классы", self.plain)
            write_cell(sheet, row, 1, "база", self.plain)
            tallest = 1
            for number, one in enumerate(days, 2):
                here = placed.get((grade, label, one), [])
                words = "; ".join(entry_words(entry, True) for entry in here)
                idle = any(gap.starts_on <= one <= gap.ends_on for gap in self.schedule.breaks)
                write_cell(sheet, row, number, words or None, self._tint(here) if here or not idle else self.off)
                tallest = max(tallest, _lines(words, _DAY_WIDTH))
            sheet.set_row(row, _LINE * tallest + 3)
            row += 1
        return row

    def _hours_sheet(self) -> None:
        """Hours by the curriculum: subjects down, classes across."""
        sheet = self.book.add_worksheet("Часы")
        write_cell(sheet, 0, 0, "Количество часов по учебному плану за год", self.bold)
        write_cell(sheet, 2, 0, "Учебный предмет", self.head)
        subjects = sorted({row[2] for row in self._rows()}, key=lambda name: paper_order(name, 0))
        for number, (grade, label) in enumerate(self.classes, 1):
            write_cell(sheet, 2, number, label or f"{grade} классы", self.head)
            for at, subject in enumerate(subjects, 3):
                write_cell(sheet, at, number, self._hours((grade, label, subject)), self.plain)
        for at, subject in enumerate(subjects, 3):
            write_cell(sheet, at, 0, subject, self.plain)
        sheet.set_column(0, 0, 30)

    def _hours(self, row: Row) -> int | None:
        grade, _label, subject = row
        found = {(one.grade, one.class_label, one.subject): one.hours for one in self.schedule.hours}
        return found.get(row) or found.get((grade, "", subject))

    def _tint(self, entries: Sequence[Entry]) -> Format:
        levels = {entry.level for entry in entries}
        return self.tints[levels.pop()] if len(levels) == 1 else self.plain

    def _undated(self, entries: Sequence[Entry]) -> list[str]:
        """What has no column: said below, so that it is not lost on paper."""
        if not entries:
            return []
        lines = [
            f"{one.where}: {entry_words(one, True)}"
            + (f", неделя {one.week}" if one.week else "")
            + (f", {one.held_on:%d.%m.%Y}" if one.held_on else "")
            for one in entries
        ]
        return ["Примечание. Не вошли в таблицу:", *lines]

    def _page(self, sheet: Worksheet) -> None:
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        sheet.fit_to_pages(1, 0)


def _lines(words: str, width: int) -> int:
    """How many lines the words take in a column: Excel measures rows when they are typed, not when a file is opened."""
    count = used = 0
    for word in words.split():
        if used and used + 1 + len(word) <= width:
            used += 1 + len(word)
        else:
            count, used = count + 1 + (len(word) - 1) // width, (len(word) - 1) % width + 1
    return max(1, count)
