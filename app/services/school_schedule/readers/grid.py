"""Where the grid of a schedule stands on a sheet: which columns are days or weeks, which rows are data, what the rest says.

Found by what stands in the cells, never by fixed places: a run of numbers under names of months, a run of dates, a run of
week numbers. Several grids may stand on a sheet one below the other. Rows are 1-based, columns 0-based.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.services.school_schedule.rows import Form
from app.services.school_schedule.spelling import classes_of, subject_of
from app.services.table_files.cells import is_blank, text
from app.services.table_files.workbook import Sheet
from app.services.text_ru import search_key

_LEAST = 5
"""Days or weeks in a row that make a header."""
_ABOVE = 4
"""Rows above the numbers that still belong to the header."""
MONTH_WORDS = {
    "янв": 1, "фев": 2, "мар": 3, "апр": 4, "мая": 5, "май": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9, "окт": 10, "ноя": 11,
    "дек": 12,
}  # fmt: skip
_MONTH = re.compile(
    r"(январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*\.?(?:\s*(20\d\d))?(?: г\w*\.?)?"
)
_MONTH_SHORT = re.compile(r"(янв|фев|мар|апр|май|июн|июл|авг|сен|сент|окт|ноя|нояб|дек)\.?(?:\s*(20\d\d))?")
_NUMBER = re.compile(r"(\d{1,2})(?:\s*-?(?:я|ая))?\s*(нед\w*\.?|н\.?|н)?(?:\s*\(?(?:пн|вт|ср|чт|пт|сб|вс)\.?\)?)?")
_WEEKDAY_FIRST = re.compile(r"(?:пн|вт|ср|чт|пт|сб|вс)\.?,?\s*(\d{1,2}(?:[.]\d{1,2}(?:[.]\d{2,4})?)?)")
_DAY = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?(?:\s*г\.?)?(?:\s*\(?(?:пн|вт|ср|чт|пт|сб|вс)\.?\)?)?")
_ISO = re.compile(r"(20\d\d)-(\d{1,2})-(\d{1,2})")
_DAY_WORDS = re.compile(r"(\d{1,2})\s+(янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]*\.?(?:\s+(20\d\d))?(?:\s*г\.?)?")
_RANGE = re.compile(
    r"(?:с\s*)?(\d{1,2})(?:[./](\d{1,2}))?(?:[./](\d{4}|\d{2}))?\s*(?:-|–|—|по)\s*(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?"
)
_RANGE_WORDS = re.compile(
    r"(\d{1,2})(?:\s+([а-я]{3})[а-я]*\.?)?\s*(?:-|–|—)\s*(\d{1,2})\s+(янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]*\.?"
)
FOOTER = re.compile(
    r"\W*(?:условн\w* обозначени|обозначени|примечани|легенда|директор|исполнител|согласован|ответственн|заместител|зам\.|принят|"
    r"составил|срок хранени|подпись|расшифровка|приложени|с графиком ознаком|м\.?\s?п\.?$)"
)
TOTAL = re.compile(r"(?:итого|всего)\b.*")
_CAPTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("weekly", re.compile(r"час\w* в недел|недельн\w* (?:нагрузк|час)|часов/нед")),
    ("percent", re.compile(r"%|процент|соотнош|дол[яи] ")),
    ("hours", re.compile(r"час")),
    ("total", re.compile(r"(?:всего|итого)\b|общее кол")),
    ("federal", re.compile(r"федер")),
    ("regional", re.compile(r"регион")),
    ("municipal", re.compile(r"муницип")),
    ("school", re.compile(r"школьн|уровень оо|^оо$|^оу$")),
    ("period", re.compile(r"период|полугоди|четверть|триместр")),
    ("mastery", re.compile(r"форма осв|уровень осв|освоени|программа|учитель|педагог|форма контр|вид контр|вид работ")),
    ("number", re.compile(r"№|п/п")),
    ("class", re.compile(r"класс|параллел")),
    ("subject", re.compile(r"предмет|курс|дисциплин|модул")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slot:
    """What a column stands for: a day, a week, or both a week and its days. Years are None where the header has none."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    week: int | None = None
    until: tuple[int, int, int | None] | None = None
    """(day, month, year) of the last day where the header gives a stretch."""
    header: tuple[int, int] = (0, 0)


@dataclass
class Page:
    """A sheet in memory with its merged blocks."""

    name: str
    rows: list[list[Any]]
    merged: dict[tuple[int, int], tuple[tuple[int, int], tuple[int, int]]]
    """{every cell of a block: its corners}."""
    hidden_rows: frozenset[int]

    @classmethod
    def of(cls, sheet: Sheet) -> Page:
        merged = {}
        for top, bottom in sheet.merged_ranges:
            if (bottom[0] - top[0] + 1) * (bottom[1] - top[1] + 1) <= 5_000:
                for row in range(top[0], bottom[0] + 1):
                    for column in range(top[1], bottom[1] + 1):
                        merged[row, column] = (top, bottom)
        return cls(sheet.name, list(sheet.rows()), merged, sheet.hidden_rows)

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def at(self, row: int, column: int) -> Any:
        """The value of a cell; '' outside the sheet."""
        if not 1 <= row <= len(self.rows) or not 0 <= column < len(self.rows[row - 1]):
            return ""
        return self.rows[row - 1][column]

    def spread(self, row: int, column: int) -> Any:
        """As `at`, a merged block standing in all of its cells."""
        block = self.merged.get((row, column))
        return self.at(*block[0]) if block else self.at(row, column)

    def said(self, row: int, column: int) -> str:
        return text(self.spread(row, column))


@dataclass
class Grid:
    """One grid: data rows `first` … `last`, the columns that are time, the captions of the others."""

    page: Page
    form: Form
    slots: dict[int, Slot]
    head: int
    """Row of the numbers."""
    first: int
    last: int
    captions: dict[str, int] = field(default_factory=dict)
    """{`class`, `subject`, `hours`, …: column}."""
    title_class: tuple[tuple[int, str], ...] = ()
    """Classes of the whole grid, from the words above it."""
    orphans: tuple[int, ...] = ()
    """Columns among the days (weeks) whose header is no day: what stands under them must not be lost."""
    no_month: bool = False
    """The whole grid has numbers of days and no month: nothing in it can be dated."""


def find_grids(page: Page) -> list[Grid]:
    """All grids of a sheet from top to bottom."""
    heads = []
    row = 1
    while row <= len(page.rows):
        slots = _header(page, row)
        if slots:
            heads.append((row, slots))
        row += 1
    heads = _joined(page, heads)
    grids: list[Grid] = []
    for place, (row, slots) in enumerate(heads):
        below = heads[place + 1][0] if place + 1 < len(heads) else len(page.rows) + 1
        form = _form(page, row, slots)
        undated = form is None
        if undated and not any(len(one.keys() & slots.keys()) >= _LEAST and _form(page, at, one) == "days" for at, one in heads):
            continue
        run, form = slots, form or "days"
        slots = _dated(page, row, slots) if form == "days" and not undated else slots
        first = row + 1
        while first < below and _is_subheader(page, first, slots):
            first += 1
        last = _last_row(page, first, below)
        if place + 1 < len(heads):
            last = _without_next_title(page, first, last, slots)
        grid = Grid(page, form, slots, row, first, last, orphans=tuple(run.keys() - slots.keys()), no_month=undated)
        grid.captions = _captions(page, grid, grids[-1] if grids else None)
        _cut_footer(page, grid)
        while grid.last >= grid.first and not _is_data(page, grid, grid.last):
            grid.last -= 1
        grid.title_class = _title_class(page, grid, grids[-1].last if grids else 0)
        grid.orphans = tuple(sorted({*_orphans(page, grid), *grid.orphans}))
        grids.append(grid)
    return grids


def is_schedule_page(page: Page) -> bool:
    """Is this a schedule, and not some table whose columns are numbered? It has classes or subjects beside its time."""
    return any(
        grid.title_class or {"class", "subject"} & grid.captions.keys() for grid in find_grids(page) if grid.last >= grid.first
    )


def _header(page: Page, row: int) -> dict[int, Slot]:
    """Columns of a row that is a header of time; {} for every other row."""
    found = {}
    for column in range(page.width):
        block = page.merged.get((row, column))
        if block is not None and block[0] != (row, column):
            continue
        slot = slot_of(page.at(row, column))
        if slot is not None:
            found[column] = Slot(slot.day, slot.month, slot.year, slot.week, slot.until, (row, column))
    columns = _run(found)
    return {column: found[column] for column in columns}


def slot_of(cell: Any) -> Slot | None:
    """What a header cell stands for: a number (kept as `week`), a day, a stretch."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return Slot(cell.day, cell.month, cell.year)
    if isinstance(cell, bool) or is_blank(cell):
        return None
    if isinstance(cell, int | float):
        return Slot(week=int(cell)) if float(cell).is_integer() and 1 <= cell <= 53 else None
    said = search_key(text(cell))
    if m := _WEEKDAY_FIRST.fullmatch(said):
        said = m[1]
    if m := _NUMBER.fullmatch(said):
        return Slot(week=int(m[1])) if 1 <= int(m[1]) <= 53 else None
    if m := re.fullmatch(r"(?:нед\w*\.?|учебная неделя)\s*№?\s*(\d{1,2})", said):
        return Slot(week=int(m[1]))
    if m := _DAY.fullmatch(said):
        return _slot(int(m[1]), int(m[2]), m[3])
    if m := _ISO.fullmatch(said):
        return _slot(int(m[3]), int(m[2]), m[1])
    if m := _DAY_WORDS.fullmatch(said):
        return _slot(int(m[1]), MONTH_WORDS[m[2]], m[3])
    tail = re.sub(r"^\d{1,2}\s*(?:нед\w*\.?|н\.?)\s*:?\s*\(?", "", said).rstrip(")")
    number = re.match(r"(\d{1,2})\s*(?:нед|н\.)", said)
    if m := _RANGE.fullmatch(tail):
        last = _slot(int(m[4]), int(m[5]), m[6])
        first = _slot(int(m[1]), int(m[2] or m[5]), m[3] or m[6])
        if last and first:
            return Slot(first.day, first.month, first.year, int(number[1]) if number else None, _end(last))
    if m := _RANGE_WORDS.fullmatch(tail):
        return Slot(
            int(m[1]), MONTH_WORDS.get(m[2] or m[4], MONTH_WORDS[m[4]]), None, int(number[1]) if number else None,
            (int(m[3]), MONTH_WORDS[m[4]], None),
        )  # fmt: skip
    return None


def _end(slot: Slot) -> tuple[int, int, int | None]:
    return slot.day or 1, slot.month or 1, slot.year


def _slot(day: int, month: int, year: str | None) -> Slot | None:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return Slot(day, month, None if not year else int(year) if len(year) == 4 else 2000 + int(year))


def _run(found: dict[int, Slot]) -> list[int]:
    """The columns of a header: numbers that grow, or dates that follow each other closely. Data rows have gaps."""
    numbers = [(column, slot.week) for column, slot in found.items() if slot.week is not None]
    dates = [(column, slot) for column, slot in found.items() if slot.day is not None]
    if len(dates) >= _LEAST and len(dates) >= len(numbers) // 2:
        near = [
            (one[0], other[0])
            for one, other in itertools.pairwise(dates)
            if other[0] - one[0] <= 2 and 0 < _distance(one[1], other[1]) <= 9
        ]
        if len(near) >= max(_LEAST - 1, (len(dates) - 1) * 6 // 10):
            return [column for column, _slot in dates]
        return []
    if len(numbers) < _LEAST:
        return []
    best: list[int] = []
    run: list[tuple[int, int]] = []
    steps = 0
    for place, (column, value) in enumerate(numbers):
        assert value is not None
        if run:
            before, gap = run[-1][1], column - run[-1][0]
            grows, restarts = 0 < value - before <= 4, value <= 8 and before >= 20
            after = numbers[place + 1][1] if place + 1 < len(numbers) else None
            if gap <= 3 and not grows and steps >= 2 and after is not None and 0 < after - before <= 4:
                continue  # a slip of the pen among the numbers: its column is named as one without a day
            if gap > 3 or not (grows or restarts):
                best = max(best, [one for one, _ in run], key=len) if steps >= _LEAST - 1 else best
                run, steps = [], 0
            else:
                steps += grows
        run.append((column, value))
    best = max(best, [one for one, _ in run], key=len) if steps >= _LEAST - 1 else best
    return best


def _distance(one: Slot, other: Slot) -> int:
    """Days from one header date to the next, years folded."""
    try:
        first = date(2023 if (one.month or 1) >= 8 else 2024, one.month or 1, one.day or 1)
        second = date(2023 if (other.month or 1) >= 8 else 2024, other.month or 1, other.day or 1)
    except ValueError:
        return 1
    return (second - first).days


def _joined(page: Page, heads: list[tuple[int, dict[int, Slot]]]) -> list[tuple[int, dict[int, Slot]]]:
    """Week numbers and their dates in two rows of a header become one."""
    joined: list[tuple[int, dict[int, Slot]]] = []
    for row, slots in heads:
        if joined and row - joined[-1][0] <= 2:
            _before_row, before = joined[-1]
            numbered = {c for c, s in before.items() if s.week is not None}
            dated = {c for c, s in before.items() if s.day is not None}
            here_dated = {c for c, s in slots.items() if s.day is not None}
            here_numbered = {c for c, s in slots.items() if s.week is not None}
            if (numbered & here_dated and not dated) or (dated & here_numbered and not here_dated):
                both = {}
                for column in before.keys() | slots.keys():
                    one, other = before.get(column), slots.get(column)
                    if one and other:
                        days = one if one.day is not None else other
                        week = one.week if one.week is not None else other.week
                        both[column] = Slot(days.day, days.month, days.year, week, days.until, one.header)
                    elif one or other:
                        both[column] = one or other  # type: ignore[assignment]
                joined[-1] = (row, dict(sorted(both.items())))
                continue
            if not dated and not here_dated and before.keys() & slots.keys():
                continue  # columns numbered under the header
        joined.append((row, slots))
    return joined


def month_of(cell: Any) -> tuple[int, int | None] | None:
    """«Сентябрь», «сент. 2025» → (month, year or None)."""
    if isinstance(cell, datetime | date):
        return (cell.month, cell.year) if cell.day == 1 else None
    said = search_key(text(cell)).replace(",", " ").strip(" .:")
    said = re.sub(r"^месяц\W*", "", re.sub(r"\s+", " ", said))
    m = _MONTH.fullmatch(said) or _MONTH_SHORT.fullmatch(said)
    return (MONTH_WORDS[m[1][:3]], int(m[2]) if m[2] else None) if m else None


def _months(page: Page, row: int, slots: dict[int, Slot]) -> dict[int, tuple[int, int | None, tuple[int, int]]]:
    """{column of a day: (month, year, cell)}: from the rows above the numbers, from beside them, from the name of the sheet."""
    first = min(slots)
    for above in range(row - 1, max(0, row - _ABOVE) - 1, -1):
        named = [(column, month_of(page.at(above, column))) for column in range(page.width)] if above else []
        there = [(column, found) for column, found in named if found]
        if not there:
            continue
        if len(there) == 1 and there[0][0] < first:
            return {column: (*there[0][1], (above, there[0][0])) for column in slots}
        result: dict[int, tuple[int, int | None, tuple[int, int]]] = {}
        start, day = -1, 0
        for column, slot in slots.items():
            before = [one for one in there if one[0] <= column]
            if not before:
                continue
            number = slot.week or 0
            if before[-1][0] != start:
                start, day = before[-1][0], 0
            if number <= day:
                day = 99  # the numbers begin anew under the same month: its name was forgotten, nothing is guessed
                continue
            day = number
            result[column] = (*before[-1][1], (above, start))
        return result
    for column in range(first):
        found = month_of(page.spread(row, column))
        if found:
            return {one: (*found, (row, column)) for one in slots}
    found = month_of(page.name)
    return {one: (*found, (row, one)) for one in slots} if found else {}


def _form(page: Page, row: int, slots: dict[int, Slot]) -> Form | None:
    """Days or weeks; None for a run of numbers that is neither (points, marks, numbers of tasks)."""
    dated = [slot for slot in slots.values() if slot.day is not None]
    numbers = [slot.week for slot in slots.values() if slot.week is not None]
    if len(dated) >= len(slots) // 2 + 1:
        if numbers or any(slot.until for slot in dated):
            return "weeks"
        steps = Counter(_distance(one, other) for one, other in itertools.pairwise(dated))
        return "weeks" if steps and steps.most_common(1)[0][0] == 7 else "days"
    first = min(slots)
    around = " ".join(
        text(page.at(above, column))
        for above in range(max(1, row - _ABOVE), row + 1)
        for column in range(first if above < row - 1 else 0, page.width)
    ).casefold()
    around = re.sub(r"перв\w* учебн\w* недел\w*", "", around)
    restarts = any(after < before for before, after in itertools.pairwise(numbers))
    months = _months(page, row, slots)
    if restarts:
        return "days" if months else None
    if "недел" in around or re.search(r"\bнед\b", around):
        return "weeks"
    if max(numbers) > 31:
        return "weeks"
    if len({found[:2] for found in months.values()}) > 1:
        return "weeks"
    return "days" if months else None


def _dated(page: Page, row: int, slots: dict[int, Slot]) -> dict[int, Slot]:
    """Day numbers get their months."""
    months = _months(page, row, slots)
    result = {}
    for column, slot in slots.items():
        if slot.day is not None:
            result[column] = slot
        elif column in months:
            month, year, cell = months[column]
            result[column] = Slot(slot.week, month, year, None, None, cell)
    return result


def _is_subheader(page: Page, row: int, slots: dict[int, Slot]) -> bool:
    """A row of week days under the numbers, or one of captions that go on."""
    said = [search_key(page.said(row, column)).strip(".") for column in slots if page.said(row, column)]
    days = {"пн", "вт", "ср", "чт", "пт", "сб", "вс", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"}
    return len(said) >= _LEAST and (all(one in days for one in said) or len(_header(page, row).keys() & slots.keys()) >= _LEAST)


def _last_row(page: Page, first: int, below: int) -> int:
    """The last row with anything in it before the next grid."""
    filled = (row for row in range(below - 1, first - 1, -1) if not all(is_blank(cell) for cell in page.rows[row - 1]))
    return next(filled, first - 1)


def _cut_footer(page: Page, grid: Grid) -> None:
    """End the grid before its legend and signatures, unless rows of classes go on below them."""
    for row in range(grid.first, grid.last + 1):
        said = next((text(cell) for cell in page.rows[row - 1] if not is_blank(cell)), "")
        if not FOOTER.match(search_key(said)) or _is_class_row(page, grid, row):
            continue
        if not any(_is_class_row(page, grid, later) for later in range(row + 1, grid.last + 1)):
            grid.last = row - 1
            return


def _is_class_row(page: Page, grid: Grid, row: int) -> bool:
    """A class or a known subject where they belong, and something under the days."""
    label = page.said(row, grid.captions["class"]) if "class" in grid.captions else ""
    subject = subject_of(page.said(row, grid.captions["subject"])) if "subject" in grid.captions else None
    return bool(classes_of(label) or (subject and subject.sure)) and any(not is_blank(page.at(row, c)) for c in grid.slots)


def _orphans(page: Page, grid: Grid) -> tuple[int, ...]:
    """Columns beside or among the days whose header was forgotten or is a slip of the pen."""
    first, last = min(grid.slots), max(grid.slots)
    known = set(grid.captions.values())
    labels = max((column for column in known if column < first), default=-1)
    found = []
    for column in range(labels + 1, page.width):
        if column in grid.slots or column in known:
            continue
        block = page.merged.get((grid.head, column))
        header = page.at(grid.head, column) if block is None else page.at(*block[0])
        if block is not None and block[0][1] in grid.slots and block[0][1] != column:
            continue
        said = text(header)
        slip = said and len(said) <= 6 and (column < first or re.search(r"\d", said))
        forgotten = not said and (column > last or _headed(page, grid, column) or (column == first - 1 and labels >= 0))
        if first < column < last or slip or forgotten:
            found.append(column)
    return tuple(found)


def _headed(page: Page, grid: Grid, column: int) -> bool:
    """Does the month or «учебные недели» begin above this column?"""
    above = [page.at(row, column) for row in range(max(1, grid.head - 2), grid.head)]
    return any(month_of(cell) or "недел" in search_key(text(cell)) for cell in above)


_EXPLAINS = re.compile(
    r"уров(?:ень|ня)\b|федеральн|региональн|муниципальн|школьн|^\S{1,4}\s*[-–—=]\s*.*(?:работ|диагност|собесед|сочинен|исследов)"
)


def _is_data(page: Page, grid: Grid, row: int) -> bool:
    """Is a row of the class, the subject, the hours or the procedures of somebody? Legends without a title are not."""
    hours = grid.captions.get("hours")
    label = page.said(row, grid.captions["class"]) if "class" in grid.captions else ""
    subject = page.said(row, grid.captions["subject"]) if "subject" in grid.captions else ""
    known = subject_of(subject)
    if classes_of(label) or (known and known.sure) or (hours is not None and subject and not is_blank(page.at(row, hours))):
        return True
    said = [search_key(page.said(row, column)) for column in grid.slots if not is_blank(page.spread(row, column))]
    return any(not _EXPLAINS.search(one) for one in said)


def _without_next_title(page: Page, first: int, last: int, slots: dict[int, Slot]) -> int:
    """The rows with the month (and the captions) of the next grid below belong to that grid."""
    for _ in range(_ABOVE):
        if last < first:
            break
        cells = [(c, page.at(last, c)) for c in range(page.width) if not is_blank(page.at(last, c))]
        is_title = cells and any(month_of(cell) for _c, cell in cells)
        is_caption = cells and all(c not in slots or month_of(cell) for c, cell in cells) and any(
            _caption(text(cell)) for _c, cell in cells
        )  # fmt: skip
        is_class = len(cells) == 1 and cells[0][0] not in slots and classes_of(text(cells[0][1])) and "кл" in search_key(
            text(cells[0][1])
        )  # fmt: skip
        is_week = cells and all("недел" in search_key(text(cell)) for _c, cell in cells)
        if not (is_title or is_caption or is_class or is_week):
            break
        last -= 1
    return last


def _caption(said: str) -> str | None:
    key = search_key(said)
    return next((name for name, pattern in _CAPTIONS if pattern.search(key)), None) if key and len(key) < 120 else None


def _captions(page: Page, grid: Grid, before: Grid | None) -> dict[str, int]:
    """{what: column}: by the captions of the header, then by what stands in the columns."""
    found: dict[str, int] = {}
    outside = (*range(min(grid.slots)), *range(max(grid.slots) + 1, page.width))
    others = [column for column in outside if column not in grid.orphans]
    top = max(1, grid.head - _ABOVE, (before.last + 1) if before else 1)
    for column in others:
        for row in range(grid.first - 1, top - 1, -1):
            cell = page.spread(row, column)
            block = page.merged.get((row, column))
            if block and (block[0][1] in grid.slots or block[1][1] - block[0][1] > 6):
                continue
            name = _caption(text(cell)) if isinstance(cell, str) else None
            if name and name not in found and column not in found.values() and not month_of(cell):
                found[name] = column
                break
    left = [column for column in others if column < min(grid.slots) and not _headed(page, grid, column)]
    _by_content(page, grid, left, found)
    for name, column in before.captions.items() if before else ():
        if column in left and name not in found and column not in found.values():
            found[name] = column  # the captions stand above the first month only
    return found


def _by_content(page: Page, grid: Grid, left: Sequence[int], found: dict[str, int]) -> None:
    """Columns of classes and of subjects where the captions do not tell them, or tell them wrongly."""
    classes: Counter[int] = Counter()
    subjects: Counter[int] = Counter()
    for row in range(grid.first, grid.last + 1):
        for column in left:
            said = page.said(row, column)
            if not said:
                continue
            if classes_of(said) and not (column == found.get("number") or said.isdigit()):
                classes[column] += 1
            elif (known := subject_of(said)) is not None and known.sure:
                subjects[column] += 1
    if "class" in found and not classes[found["class"]] and subjects[found["class"]]:
        subjects_column = found.pop("class")
        found.setdefault("subject", subjects_column)
    if "subject" in found and classes[found["subject"]] > 2 * subjects[found["subject"]] and "class" not in found:
        found["class"] = found.pop("subject")
    taken = set(found.values())
    if "class" not in found and (best := [c for c, n in classes.most_common() if n and c not in taken]):
        found["class"] = best[0]
        taken.add(best[0])
    if "subject" not in found and (best := [c for c, n in subjects.most_common() if n and c not in taken]):
        found["subject"] = best[0]


def _title_class(page: Page, grid: Grid, after: int) -> tuple[tuple[int, str], ...]:
    """A class named above the grid («5А класс»), else by the sheet."""
    for row in range(grid.head - 1, max(after, 0), -1):
        for column in range(page.width):
            cell = page.at(row, column)
            if column in grid.slots and month_of(cell):
                continue
            said = search_key(text(cell)) if isinstance(cell, str) else ""
            if "класс" not in said or len(said) > 200:
                continue
            found = classes_of(said)
            if found:
                return found
            m = re.search(r"(?<!\d)(\d{1,2})\s*[-«\"]?\s*([а-я])?[»\"]?\s*класс(?:ов|а|ы|)\b", said)
            if m and not re.search(r"\d\s*[-–]\s*\d{1,2}\s*класс", said):
                return classes_of(f"{m[1]}{m[2] or ''}")
    return classes_of(re.sub(r"\s*\(\d\)$|(?<=\w)_\d$", "", page.name))
