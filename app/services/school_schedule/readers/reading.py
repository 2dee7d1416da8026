"""From a school's workbook to entries and hours. Nothing in a grid is lost: a cell is an entry or a named problem."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from app.services.errors import UserError
from app.services.problems import Problem, Severity
from app.services.school_schedule.readers.cell import Piece, read_cell
from app.services.school_schedule.readers.fills import Fills, sheet_fills
from app.services.school_schedule.readers.grid import TOTAL, Grid, Page, Slot, find_grids
from app.services.school_schedule.readers.heading import Heading, read_heading, read_legend
from app.services.school_schedule.readers.hours_table import read_hours
from app.services.school_schedule.rows import LEVEL_TITLES, Entry, Hours, Level, ReadSchedule
from app.services.school_schedule.spelling import Legend, Subject, classes_of, named_subject
from app.services.school_schedule.weeks import in_school_year, school_weeks
from app.services.table_files.cells import is_blank, text
from app.services.table_files.columns import address
from app.services.table_files.workbook import Workbook
from app.services.text_ru import counted, search_key, short_date

_LEVEL_COLUMNS: tuple[Level, ...] = ("federal", "regional", "municipal", "school")
_ANY_WEEK = 45
Classes = tuple[tuple[int, str], ...]


def read_schedule(workbook: Workbook, school_year: int | None = None, include_hidden: bool | None = None) -> ReadSchedule:
    """Entries, hours and problems of a workbook. `school_year` = as the person says; None = as the book says.

    Raises UserError for a book with no grid of days or weeks. Without a school year no entry is made: every cell waits in
    `unread` under one problem.
    """
    pages: list[tuple[Page, list[Grid]]] = []
    hidden = []
    for sheet in workbook.sheets:
        if sheet.hidden and not include_hidden:
            if find_grids(Page.of(sheet)):
                hidden.append(sheet.name)
            continue
        page = Page.of(sheet)
        pages.append((page, find_grids(page)))
    if not any(grids for _page, grids in pages):
        raise UserError(
            f"В файле «{workbook.path.name}» не найден график: нет строки с днями или учебными неделями.",
            "В шапке должны стоять месяцы с числами или номера недель 1, 2, 3 … Пустой бланк можно выгрузить из программы.",
        )
    reader = _Reader(pages, sheet_fills(workbook), school_year, include_hidden)
    for name in hidden:
        reader.say("warning", "hidden_sheet", f"Скрытый лист «{name}» не прочитан. Покажите его в Excel, если он нужен.", name)
    if reader.fills is None and workbook.format in ("xls", "ods"):
        said = (
            "Цвета ячеек в этом формате не читаются: уровень взят из букв и названий. Сохраните книгу как .xlsx, если важен цвет."
        )
        reader.say("info", "no_colours", said)
    return reader.read()


@dataclass
class _Row:
    """A data row: whose it is, of what subject, and its pieces of all cells."""

    classes: Classes
    subject: Subject | None
    made: list[tuple[Entry, bool]] = field(default_factory=list)
    """(entry, whether its level was told by the cell)."""


class _Reader:
    def __init__(
        self, pages: list[tuple[Page, list[Grid]]], fills: dict[str, Fills] | None, told: int | None, include_hidden: bool | None
    ) -> None:
        self.pages, self.fills, self.include_hidden = pages, fills, include_hidden
        self.heading: Heading = read_heading(pages)
        self.legend: Legend = read_legend(pages, fills)
        self.problems: list[Problem] = []
        self.entries: list[Entry] = []
        self.hours: dict[tuple[int, str, str], Hours] = {}
        self.unread: list[str] = []
        self.grid_cells = self.entry_cells = 0
        self.first_week_on: date | None = None
        self.seen: dict[tuple[Any, ...], int] = {}
        self.said_once: set[tuple[str, ...]] = set()
        self.times: dict[tuple[int, str], list[tuple[str, frozenset[Any]]]] = defaultdict(list)
        self.year = self._school_year(told)
        self.weeks = school_weeks(self.year, count=_ANY_WEEK) if self.year else ()

    def say(self, severity: Severity, code: str, said: str, sheet: str = "", row: int = 0, column: int = 0) -> None:
        self.problems.append(Problem(severity, code, said, sheet, address(row, column) if row else ""))

    def once(self, key: tuple[str, ...], severity: Severity, code: str, said: str, sheet: str, row: int, column: int) -> None:
        if key not in self.said_once:
            self.said_once.add(key)
            self.say(severity, code, said, sheet, row, column)

    def _school_year(self, told: int | None) -> int | None:
        """As told; else as the days of the headers say when they all agree; else as written in the heading."""
        if told is not None:
            if self.heading.school_year not in (None, told) and self.heading.year_cell:
                sheet, place = self.heading.year_cell
                said = f"В файле написан {_year_title(self.heading.school_year)} учебный год, а загружается {_year_title(told)}."
                self.say("warning", "other_year", f"{said} Проверьте, тот ли это файл.", sheet, *place)
            return told
        dated = {
            slot.year if (slot.month or 0) >= 9 else slot.year - 1
            for _page, grids in self.pages
            for grid in grids
            for slot in grid.slots.values()
            if slot.year is not None
        }
        if len(dated) == 1:
            by_days = next(iter(dated))
            written = self.heading.school_year
            if written not in (None, by_days) and self.heading.year_cell:
                sheet, place = self.heading.year_cell
                said = (
                    f"В заголовке {_year_title(written)} учебный год, а даты в шапке — {_year_title(by_days)}. Взяты даты шапки."
                )
                self.say("warning", "other_year", f"{said} Проверьте год.", sheet, *place)
            return by_days
        return self.heading.school_year

    def read(self) -> ReadSchedule:
        number = 0
        for page, grids in self.pages:
            for grid in grids:
                self._grid(number, page, grid)
                number += 1
            if not grids:
                self._page_without_grid(page)
        if self.year is None:
            said = "Не указан учебный год: его нет ни в заголовке, ни в датах. Укажите год, в котором он начинается."
            self.problems.insert(0, Problem("error", "no_year", said, self.pages[0][0].name))
        form = next(grid.form for _page, grids in self.pages for grid in grids if not grid.no_month)
        return ReadSchedule(
            form,
            self.year,
            self.heading.school_name,
            self.heading.order_number,
            self.heading.ordered_on,
            self.heading.changes_order,
            self.first_week_on or self.heading.first_week_on,
            tuple(self.entries),
            tuple(self.hours.values()),
            tuple(self.problems),
            self.grid_cells,
            self.entry_cells,
            len(self.unread),
            tuple(self.unread),
        )

    def _page_without_grid(self, page: Page) -> None:
        found, problems = read_hours(page)
        for one in found:
            self._keep_hours(one, page.name, 0, 0)
        self.problems += problems
        filled = sum(not is_blank(cell) for row in page.rows for cell in row)
        if not found and filled > 30:
            said = (
                "На листе не найдено ни графика, ни часов по учебному плану: он пропущен. Если график там есть, проверьте шапку."
            )
            self.say("warning", "sheet_skipped", said, page.name)

    def _grid(self, number: int, page: Page, grid: Grid) -> None:
        paint = (self.fills or {}).get(page.name, {})
        if grid.no_month:
            self._without_month(page, grid)
            return
        current: Classes = ()
        hidden = 0
        for row in range(grid.first, grid.last + 1):
            cells = list(_time_cells(page, grid, row))
            labels = self._labels(page, grid, row)
            if not cells and not labels:
                continue
            if labels and TOTAL.fullmatch(search_key(labels[0][1])):
                if cells:
                    self.say("info", "total_row", "Строка итогов пропущена.", page.name, row, labels[0][0])
                continue
            if row in page.hidden_rows and not self.include_hidden:
                hidden += bool(cells)
                own = [(column, value) for column, value, origin in cells if origin == row]
                self.grid_cells += len(own)
                self.unread += [f"{page.name}!{address(row, column)}" for column, _value in own]
                continue
            section = self._section(grid, labels, bool(cells))
            if section:
                current = section
                continue
            named, carried = self._classes(page, grid, row, current)
            if named:
                current = named
            if not cells:
                if named or carried:
                    self._row_hours(page, grid, row, _Row(named or carried, self._subject(page, grid, row)))
                    self._coloured_blank(page, grid, row, paint)
                continue
            one = _Row(named or carried, self._subject(page, grid, row))
            self._read_row(number, page, grid, row, one, cells, paint)
            self._row_hours(page, grid, row, one)
        self._orphans(page, grid)
        if hidden:
            rows = counted(hidden, "скрытая строка", "скрытые строки", "скрытых строк")
            said = f"{rows} с процедурами не прочитаны. Покажите строки в Excel или снимите фильтр и загрузите файл снова."
            self.say("warning", "hidden_rows", said[:1].upper() + said[1:], page.name)

    def _without_month(self, page: Page, grid: Grid) -> None:
        cells = [
            address(row, column)
            for row in range(grid.first, grid.last + 1)
            for column in sorted({*grid.slots, *grid.orphans})
            if not is_blank(page.at(row, column))
        ]
        self.grid_cells += len(cells)
        self.unread += [f"{page.name}!{cell}" for cell in cells]
        listed = ", ".join(cells[:12]) + (" …" if len(cells) > 12 else "")
        said = f"Над числами не указан месяц: таблица не прочитана ({listed or 'пустая'}). Впишите месяц над числами."
        self.say("error" if cells else "warning", "no_month", said, page.name, grid.head, min(grid.slots))

    def _orphans(self, page: Page, grid: Grid) -> None:
        """Cells under a column that is no day and no week."""
        for column in grid.orphans:
            rows = [row for row in range(grid.first, grid.last + 1) if not is_blank(page.at(row, column))]
            if not rows:
                continue
            self.grid_cells += len(rows)
            self.unread += [f"{page.name}!{address(row, column)}" for row in rows]
            listed = ", ".join(address(row, column) for row in rows[:12]) + (" …" if len(rows) > 12 else "")
            what = "даты" if grid.form == "days" else "номера недели"
            said = f"В шапке над столбцом нет {what} или она стоит не по порядку. Не прочитано: {listed}. Исправьте шапку."
            self.say("error", "no_header", said, page.name, grid.head, column)

    def _labels(self, page: Page, grid: Grid, row: int) -> list[tuple[int, str]]:
        return [
            (column, said)
            for column in range(page.width)
            if column not in grid.slots
            and column not in grid.orphans
            and (said := text(page.at(row, column)))
            and not is_blank(page.at(row, column))
        ]

    def _section(self, grid: Grid, labels: list[tuple[int, str]], has_cells: bool) -> Classes:
        """A row that only names a class: «5А класс»."""
        if has_cells or len(labels) != 1:
            return ()
        column, said = labels[0]
        if column == grid.captions.get("class") and "subject" in grid.captions and column != grid.captions["subject"]:
            return classes_of(said)
        return classes_of(said) if column != grid.captions.get("class") or "subject" not in grid.captions else ()

    def _classes(self, page: Page, grid: Grid, row: int, current: Classes) -> tuple[Classes, Classes]:
        """(named in the row, carried from above or told by the title)."""
        column = grid.captions.get("class")
        said = page.said(row, column) if column is not None else ""
        if column is not None and said:
            found = classes_of(said)
            if not found:
                words = f"«{said}» — не класс: впишите, например, «5А»."
                self.once(("class", page.name, said), "error", "bad_class", words, page.name, row, column)
                return (), ()
            return found, ()
        return (), current or grid.title_class

    def _subject(self, page: Page, grid: Grid, row: int) -> Subject | None:
        column = grid.captions.get("subject")
        said = page.said(row, column) if column is not None else ""
        if column is None or not said:
            return None
        found = named_subject(said)
        if found is not None and found.sure is not True:
            self._doubt(found, said, page.name, row, column)
        return found

    def _doubt(self, subject: Subject, said: str, sheet: str, row: int, column: int) -> None:
        if subject.sure is None:
            words = f"Предмета «{said}» нет в списке программы: он сохранён как написан."
            self.once(("subject", said), "warning", "unknown_subject", words, sheet, row, column)
        else:
            words = f"«{said}» прочитано как «{subject.name}». Исправьте написание, если это другой предмет."
            self.once(("subject", said), "warning", "subject_guessed", words, sheet, row, column)

    def _read_row(
        self, number: int, page: Page, grid: Grid, row: int, one: _Row, cells: list[tuple[int, Any, int]], paint: Fills
    ) -> None:
        if not one.classes:
            self._refuse_row(page, row, cells, "no_class", "Не указан класс")
            return
        if grid.captions.get("subject") is not None and one.subject is None and not self._cells_name_subjects(cells):
            self._refuse_row(page, row, cells, "no_subject", "Не указан предмет")
            return
        self._notice_times(page, grid, one.classes)
        for column, value, origin in cells:
            own = origin == row
            self.grid_cells += own
            where = f"{page.name}!{address(origin, column)}"
            said = read_cell(value, self.legend, one.subject, grid.form == "weeks")
            if not said.pieces:
                if own:
                    severity: Severity = "info" if said.is_nothing else "error"
                    self._refuse(severity, said.code, said.why, page, row, column)
                continue
            if said.code and own:
                self.say("warning", said.code, said.why, page.name, row, column)
            made = self._entries(page, grid, row, column, one, said.pieces, paint, where, own)
            if made is None:
                continue
            fresh = [entry for entry in made if self.seen.get(_key(entry[0]), number) == number]
            if not fresh:
                if own:
                    self._refuse(
                        "info", "repeated", "То же самое уже стоит в другой таблице файла: взято один раз.", page, row, column
                    )
                continue
            self.seen.update((_key(entry), number) for entry, _told in fresh)
            one.made += fresh
            self.entry_cells += own
        self._levels_by_counts(page, grid, row, one)
        self.entries += [entry for entry, _told in one.made]
        self._compare_total(page, grid, row, one)

    def _cells_name_subjects(self, cells: list[tuple[int, Any, int]]) -> bool:
        return any(
            (found := read_cell(value, self.legend, None, False)).pieces and not found.code for _column, value, _row in cells
        )

    def _refuse(self, severity: Severity, code: str, said: str, page: Page, row: int, column: int) -> None:
        self.unread.append(f"{page.name}!{address(row, column)}")
        self.say(severity, code, said, page.name, row, column)

    def _refuse_row(self, page: Page, row: int, cells: list[tuple[int, Any, int]], code: str, said: str) -> None:
        own = [column for column, _value, origin in cells if origin == row]
        if not own:
            return
        self.grid_cells += len(own)
        self.unread += [f"{page.name}!{address(row, column)}" for column in own]
        listed = ", ".join(address(row, column) for column in own[:12]) + (" …" if len(own) > 12 else "")
        self.say("error", code, f"{said} в строке {row}. Не прочитано: {listed}.", page.name, row, own[0])

    def _notice_times(self, page: Page, grid: Grid, classes: Classes) -> None:
        """The same class on two sheets over the same time: both are read, the person is told."""
        times = frozenset((slot.day, slot.month, slot.week) for slot in grid.slots.values())
        for one in classes:
            for sheet, before in self.times[one]:
                if sheet != page.name and len(before & times) > len(times) // 3:
                    label = one[1] or f"{one[0]} классы"
                    said = f"Класс {label} есть и на листе «{sheet}»: прочитаны оба листа, одинаковое взято один раз. Проверьте."
                    self.once(("twice", sheet, page.name, label), "warning", "class_twice", said, page.name, grid.first, 0)
            if not any(sheet == page.name and before == times for sheet, before in self.times[one]):
                self.times[one].append((page.name, times))

    def _entries(
        self,
        page: Page,
        grid: Grid,
        row: int,
        column: int,
        one: _Row,
        pieces: Sequence[Piece],
        paint: Fills,
        where: str,
        own: bool,
    ) -> list[tuple[Entry, bool]] | None:
        """Entries of a cell for every class of the row; None where its time is not understood (said by a problem)."""
        first, last = _columns_of(page, grid, row, column)
        corner = page.merged[row, column][0] if (row, column) in page.merged else (row, column)
        made: list[tuple[Entry, bool]] = []
        for piece in pieces:
            when = self._when(page, grid, row, column, grid.slots[first], grid.slots[last], piece, own)
            if when is None:
                return None
            held_on, until, week = when
            words = piece.words
            subject = words.subject or one.subject
            if subject is None:  # pragma: no cover  (`read_cell` gives a subject or no pieces)
                continue
            if subject.sure is False and one.subject is None:
                self._doubt(subject, piece.said, page.name, row, column)
            level, told = self._level(piece, paint.get(corner))
            title = (words.left or words.kind_text) if words.left or not words.kind else ""
            if piece.until and (last_day := self._day(*piece.until)) and isinstance(last_day, date) and held_on:
                until = last_day if last_day > held_on else None
            for grade, label in one.classes:
                made.append((
                    Entry(
                        grade, label, subject.name, level, words.kind, title[:200], held_on, until, week, words.lesson, None,
                        words.minutes, words.lessons_taken, where,
                    ),
                    told,
                ))  # fmt: skip
        return made

    def _level(self, piece: Piece, colour: str | None) -> tuple[Level, bool]:
        words = piece.words
        if words.level:
            return words.level, True
        if colour and colour in self.legend.colours:
            return self.legend.colours[colour], True
        if words.kind and words.kind_level and words.kind_level != "school":
            return words.kind_level, True
        return words.kind_level or "school", False

    def _when(
        self, page: Page, grid: Grid, row: int, column: int, first: Slot, last: Slot, piece: Piece, own: bool
    ) -> tuple[date | None, date | None, int | None] | None:
        """(day, last day of a stretch, school week)."""

        def refuse(code: str, said: str) -> None:
            if own:
                self._refuse("error", code, said, page, row, column)

        if self.year is None:
            if own:
                self.unread.append(f"{page.name}!{address(row, column)}")
            return None
        start, end = self._day(first.day, first.month, first.year), self._last_day(last, grid.form)
        if grid.form == "days":
            if isinstance(start, str) or isinstance(end, str) or start is None:
                code, said = ("impossible_date", start) if isinstance(start, str) else ("impossible_date", str(end))
                refuse("wrong_year" if "учебн" in said else code, said)
                return None
            if piece.day and (piece.day[0], piece.day[1] or start.month) != (start.day, start.month) and own:
                words = (
                    f"В ячейке «{piece.said or short_date(start)}» другая дата, чем в шапке ({short_date(start)}): взята шапка."
                )
                self.say("warning", "day_differs", words, page.name, row, column)
            return start, end if end and end > start else None, None
        week = first.week
        known = start if isinstance(start, date) else None
        until = end if isinstance(end, date) else None
        if isinstance(start, str):
            place = first.header
            self.once(
                ("slot", page.name, str(place)), "warning", "wrong_year", f"{start} Взят только номер недели.", page.name, *place
            )
            if week is None:
                refuse("wrong_year", start)
                return None
        if week == 1 and known:
            self.first_week_on = self.first_week_on or known - timedelta(days=known.weekday())
        if piece.day is None:
            if first is not last and known is None:
                words = f"Ячейка объединена по неделям {first.week}–{last.week}: записана неделя {first.week}."
                if own:
                    self.say("info", "stretch_of_weeks", words, page.name, row, column)
            return known, until if known else None, week
        day = self._named_day(piece.day, known, until, week)
        if isinstance(day, str):
            refuse("wrong_day", day)
            return None
        if known and until and not known <= day <= until and own:
            words = f"Дата {short_date(day)} не из недели {short_date(known)}–{short_date(until)}: взята дата из ячейки."
            self.say("warning", "day_outside_week", words, page.name, row, column)
        return day, None, None

    def _named_day(
        self, said: tuple[int, int | None, int | None], known: date | None, until: date | None, week: int | None
    ) -> date | str:
        day, month, year = said
        if month is not None:
            found = self._day(day, month, year)
            return found if isinstance(found, date) else found or "День не понят."
        if known is None and week is not None and week <= len(self.weeks):
            # Breaks of the school are not known here: the days of a week are looked for around where it would stand.
            first, last = self.weeks[week - 1]
            known, until = first, last + timedelta(days=28)
        if known is not None:
            for shift in range(((until or known + timedelta(days=6)) - known).days + 1):
                if (known + timedelta(days=shift)).day == day:
                    return known + timedelta(days=shift)
        return f"Число {day} — не день этой недели и не количество работ: впишите дату в виде ДД.ММ."

    def _day(self, day: int | None, month: int | None, year: int | None) -> date | str | None:
        """A date of the school year, words for the person, or None where the header names no day."""
        if day is None or month is None or self.year is None:
            return None
        whole = year if year is not None else self.year if month >= 9 else self.year + 1
        try:
            found = date(whole, month, day)
        except ValueError:
            return f"Дня {day:02}.{month:02}.{whole} нет в календаре: исправьте шапку."
        if not in_school_year(found, self.year):
            return f"{short_date(found)} — не {_year_title(self.year)} учебный год: исправьте год в шапке."
        return found

    def _last_day(self, slot: Slot, form: str) -> date | str | None:
        if slot.until:
            day, month, year = slot.until
            return self._day(day, month, year)
        found = self._day(slot.day, slot.month, slot.year)
        return found + timedelta(days=5) if form == "weeks" and isinstance(found, date) else found

    def _levels_by_counts(self, page: Page, grid: Grid, row: int, one: _Row) -> None:
        """Columns «Федеральный», «Региональный» … of the row tell the levels that its cells do not."""
        counts: dict[Level, int] = {}
        for level in _LEVEL_COLUMNS:
            column = grid.captions.get(level)
            value = _whole(page.at(row, column)) if column is not None else None
            if value:
                counts[level] = value
        untold = [place for place, (_entry, told) in enumerate(one.made) if not told]
        if not counts or not untold:
            return
        left = dict(counts)
        for entry, told in one.made:
            if told and entry.level in left:
                left[entry.level] -= 1
        open_levels = [level for level, count in left.items() if count > 0]
        if len(open_levels) == 1:
            for place in untold:
                entry = one.made[place][0]
                one.made[place] = (replace(entry, level=open_levels[0]), True)
        elif len(open_levels) > 1:
            names = ", ".join(f"{LEVEL_TITLES[level].lower()} — {counts[level]}" for level in open_levels)
            said = (
                f"По строке указано: {names}, а по ячейкам не видно, где какой уровень. Записан школьный: уточните в программе."
            )
            self.say("warning", "level_unknown", said, page.name, row, min(grid.slots))

    def _compare_total(self, page: Page, grid: Grid, row: int, one: _Row) -> None:
        column = grid.captions.get("total")
        total = _whole(page.at(row, column)) if column is not None else None
        if total is None or column is None or grid.form != "weeks" or len(one.classes) != 1:
            return
        if len(one.made) > total or (len(grid.slots) >= 30 and len(one.made) != total):
            said = f"В графе «Всего» {total}, а в строке найдено {len(one.made)}: проверьте строку."
            self.say("warning", "total_differs", said, page.name, row, column)

    def _row_hours(self, page: Page, grid: Grid, row: int, one: _Row) -> None:
        column = grid.captions.get("hours")
        if column is None or one.subject is None or is_blank(page.spread(row, column)):
            return
        hours = _hours(page.spread(row, column))
        if hours is None:
            said = f"«{page.said(row, column)}» — не число часов: 10 % по этому предмету не посчитать."
            self.say("warning", "bad_hours", said, page.name, row, column)
            return
        weekly_column = grid.captions.get("weekly")
        weekly = _number(page.spread(row, weekly_column)) if weekly_column is not None else None
        for grade, label in one.classes:
            self._keep_hours(Hours(grade, label, one.subject.name, hours, weekly), page.name, row, column)

    def _keep_hours(self, one: Hours, sheet: str, row: int, column: int) -> None:
        key = (one.grade, one.class_label, one.subject)
        before = self.hours.setdefault(key, one)
        if before.hours != one.hours:
            where = one.class_label or f"{one.grade} классы"
            said = (
                f"{one.subject}, {where}: часов в год в одном месте {before.hours}, в другом {one.hours}. Взято {before.hours}."
            )
            self.say("warning", "hours_differ", said, sheet, row, column)

    def _coloured_blank(self, page: Page, grid: Grid, row: int, paint: Fills) -> None:
        """A row without a word, but painted by the legend: perhaps the colour was all that was put."""
        painted = [column for column in grid.slots if paint.get((row, column)) in self.legend.colours]
        if painted and len(painted) <= len(grid.slots) // 2:
            listed = ", ".join(address(row, column) for column in painted[:12])
            said = f"Ячейки закрашены, но пусты: {listed}. Если там проводится работа, впишите её вид."
            self.say("warning", "coloured_blank", said, page.name, row, painted[0])


def _time_cells(page: Page, grid: Grid, row: int) -> Iterator[tuple[int, Any, int]]:
    """(column, value, row it stands in) of the filled cells under the time columns; a merged block once in each of its rows."""
    for column in grid.slots:
        block = page.merged.get((row, column))
        if block is None:
            value, origin = page.at(row, column), row
        else:
            (top, left), _bottom = block
            if top < grid.first or left != column:
                continue
            value, origin = page.at(top, left), top
        if not is_blank(value):
            yield column, value, origin


def _columns_of(page: Page, grid: Grid, row: int, column: int) -> tuple[int, int]:
    """First and last time column of a cell, merged or not."""
    block = page.merged.get((row, column))
    if block is None:
        return column, column
    covered = [one for one in grid.slots if block[0][1] <= one <= block[1][1]]
    return column, max(covered)


def _key(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.grade,
        entry.class_label,
        entry.subject,
        entry.held_on,
        entry.until,
        entry.week,
        entry.kind,
        entry.level,
        entry.title,
    )


def _whole(cell: Any) -> int | None:
    value = _number(cell)
    return int(value) if value is not None and value.is_integer() else None


def _number(cell: Any) -> float | None:
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return float(cell)
    m = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(?:ч\w*\.?)?", text(cell))
    return float(m[1].replace(",", ".")) if m else None


def _hours(cell: Any) -> int | None:
    """«165», 165.0, «165 ч», «165 (5 ч/нед)» → 165; nothing outside 1 … 1000."""
    value = _number(cell)
    if value is None and isinstance(cell, str):
        m = re.match(r"(\d{1,4})\s*(?:ч\w*\.?)?\s*[/(]", text(cell))
        value = float(m[1]) if m else None
    return round(value) if value is not None and 1 <= value <= 1000 else None


def _year_title(year: int | None) -> str:
    return f"{year}/{year + 1}" if year is not None else ""
