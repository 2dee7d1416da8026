"""What stands around the grids: school, school year, order, the legend of codes and colours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.services.school_schedule.readers.fills import Fills
from app.services.school_schedule.readers.grid import Grid, Page
from app.services.school_schedule.rows import Level
from app.services.school_schedule.spelling import Legend, kind_of, subject_of
from app.services.table_files.cells import Refusal, parse_date, text
from app.services.text_ru import search_key

_YEAR = re.compile(r"(20\d\d)\s*[-/–—\\]\s*(20)?(\d\d)(?!\d)")
_SCHOOL = re.compile(r"\b(?:м[боак]?о?б?оу|г[бак]?оу|мбоу|мкоу|маоу|моу|гбоу|мобу|чоу|сош|оош|нош)\b|школ|гимнази|лице[йя]")
_LEVEL_WORDS: tuple[tuple[re.Pattern[str], Level], ...] = (
    (re.compile(r"федеральн"), "federal"),
    (re.compile(r"региональн"), "regional"),
    (re.compile(r"муниципальн(?!ое (?:бюджет|казен|автоном|общеобр))"), "municipal"),
    (re.compile(r"школьн(?:ый|ого|ые|ая)\b|уровень (?:оо|образовательной организации|школы)|внутришкольн"), "school"),
)
_ORDER_NUMBER = re.compile(r"№\s*([\w./-]+)")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:20)?\d\d")
_CODE = re.compile(r"[«\"]?([а-яёa-z]{1,5}(?:[-/.]?[а-яё\d]{1,3})?)[»\"]?\s*(?:-|–|—|=|:)\s*(.{3,90})")


@dataclass(frozen=True, slots=True)
class Heading:
    """`year_cell` = sheet and cell of the school year."""

    school_name: str = ""
    school_year: int | None = None
    year_cell: tuple[str, tuple[int, int]] | None = None
    order_number: str = ""
    ordered_on: date | None = None
    changes_order: str = ""
    first_week_on: date | None = None


def read_heading(pages: Sequence[tuple[Page, Sequence[Grid]]]) -> Heading:
    """From the words above the first grid of every sheet, then from the names of the sheets."""
    school = order = changes = ""
    year: int | None = None
    year_cell: tuple[str, tuple[int, int]] | None = None
    ordered: date | None = None
    first_week: date | None = None
    for page, grids in pages:
        top = grids[0].head if grids else min(len(page.rows) + 1, 12)
        for row in range(1, top):
            for column, said in _texts(page, row):
                key = search_key(said)
                if year is None and (m := _YEAR.search(key)) and (int(m[1]) + 1) % 100 == int(m[3]):
                    year, year_cell = int(m[1]), (page.name, (row, column))
                near = _beside(page, row, column)
                if re.search(r"перв\w* учебн\w* недел|недел\w* 1 (?:начинается )?с|1 учебная неделя", key):
                    first_week = first_week or _day(said) or _day(near)
                    continue
                if not school and (name := _school(key, said, near)):
                    school = name
                if "приказ" in key and "изменен" in key:
                    changes = changes or " ".join(part for part in (said if "№" in said else "", near) if part)
                elif "приказ" in key and "министерств" not in key and "минпросв" not in key:
                    number = _ORDER_NUMBER.search(said) or _ORDER_NUMBER.search(near) or re.fullmatch(r"([\w./-]{1,15})", near)
                    order = order or (number[1] if number else "")
                    ordered = ordered or _day(said) or _day(near)
                elif key.startswith(("дата утвержд", "утвержден", "дата приказа")):
                    ordered = ordered or _day(said) or _day(near)
                    if not order and "приказ" not in key and (number := _ORDER_NUMBER.search(said)):
                        order = number[1]
                elif key.startswith("дата изменен") and changes and (day := _day(near) or _day(said)):
                    changes = f"{changes} от {day:%d.%m.%Y}" if "от" not in changes else changes
    if year is None:
        for page, _grids in pages:
            m = _YEAR.search(page.name)
            if m and (int(m[1]) + 1) % 100 == int(m[3]):
                year, year_cell = int(m[1]), (page.name, (1, 0))
                break
    return Heading(school, year, year_cell, order, ordered, changes, first_week)


def _texts(page: Page, row: int) -> Iterator[tuple[int, str]]:
    for column, cell in enumerate(page.rows[row - 1]):
        said = text(cell)
        if said and len(said) < 1500:
            yield column, said


def _beside(page: Page, row: int, column: int) -> str:
    """The next cell with words to the right: the value of a caption."""
    return next((text(page.at(row, right)) for right in range(column + 1, page.width) if text(page.at(row, right))), "")


def _school(key: str, said: str, near: str) -> str:
    """A caption «ОО», «Наименование …» with its value, or a line that names a school itself."""
    if re.fullmatch(
        r"(?:наименование )?(?:оо|оу|школа|образовательн\w* организаци\w*|общеобразовательн\w* организаци\w*)\s*:?", key
    ):
        return near[:200]
    if m := re.match(r"(?:наименование оо|образовательная организация|оо|школа)\s*:\s*(.{4,200})", said, re.IGNORECASE):
        return m[1].strip()
    if len(said) > 250 or "приказ" in key or not _SCHOOL.search(key):
        return ""
    m = re.search(r"((?:М[А-Я]*ОУ|ГБОУ|Муниципальн|МОБУ).{4,200}?[»\"]?(?=\s+на 20|$))", said)
    return m[1].strip() if m else "" if "график" in key else said


def _day(said: str) -> date | None:
    m = _DATE.search(said)
    found = parse_date(m[0]) if m else parse_date(said) if re.match(r"20\d\d-", said) else None
    return None if found is None or isinstance(found, Refusal) else found


def read_legend(pages: Sequence[tuple[Page, Sequence[Grid]]], fills: dict[str, Fills] | None) -> Legend:
    """Codes and colours that the book explains outside its grids, on any sheet."""
    levels: dict[str, Level] = {}
    kinds: dict[str, tuple[str, Level]] = {}
    colours: dict[str, Level] = {}
    for page, grids in pages:
        paint = (fills or {}).get(page.name, {})
        inside = [range(grid.first, grid.last + 1) for grid in grids]
        captions = {
            grid.captions[name]
            for grid in grids
            for name in ("federal", "regional", "municipal", "school")
            if name in grid.captions
        }
        for row in range(1, len(page.rows) + 1):
            if any(row in rows for rows in inside):
                continue
            for column, said in _texts(page, row):
                if len(said) > 300:
                    continue
                for part in re.split(r"[;\n]|,\s(?=\S{1,5}\s*[-–—=])", said):
                    _explain(search_key(part).strip(" .,"), levels, kinds)
                key = search_key(said)
                before = text(page.at(row, column - 1)) if column else ""
                if before and len(before) <= 5 and not before.isdigit():
                    _explain(f"{search_key(before).strip(' -–—')} - {key}", levels, kinds)
                level = _level(key) if len(key) < 90 else None
                if level is None or (column in captions and not paint.get((row, column))):
                    continue
                colour = paint.get((row, column)) or next(
                    (
                        paint[row, near]
                        for near in (column - 1, column - 2, column - 3, column + 1)
                        if (row, near) in paint and len(text(page.at(row, near))) <= 5
                    ),
                    None,
                )
                if colour:
                    colours.setdefault(colour, level)
    return Legend(levels, kinds, colours)


def _explain(said: str, levels: dict[str, Level], kinds: dict[str, tuple[str, Level]]) -> None:
    m = _CODE.fullmatch(said)
    if not m:
        return
    code, meaning = m[1], m[2].strip()
    known = subject_of(code)
    if known is not None and known.sure and subject_of(meaning) is not None:
        return
    kind = kind_of(meaning) or next((found for words in _starts(meaning) if (found := kind_of(words)) and found[0]), None)
    level = _level(meaning)
    if kind is not None:
        kinds.setdefault(code, (kind[0], level or kind[1]))
    elif level is not None:
        levels.setdefault(code, level)


def _starts(meaning: str) -> Iterator[str]:
    words = meaning.split()
    for count in range(min(4, len(words)), 0, -1):
        yield " ".join(words[:count])


def _level(key: str) -> Level | None:
    found = {level for pattern, level in _LEVEL_WORDS if pattern.search(key)}
    return found.pop() if len(found) == 1 else None
