"""Contextual questionnaires of ФИС ОКО: a row a school, a column a question; one sheet (2021) or several (2022).

Columns are known by the number of the question where captions begin with one («25. Сколько всего…»), else by their first
words; both stand in the directory of indicators. Answers a question cannot have are named and left out, the rest loads.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from app.services.contexts import rules
from app.services.contexts.directory import by_key, indicators
from app.services.contexts.rows import ContextSchool, Indicator, Value
from app.services.errors import UserError
from app.services.imports.layouts.logins import Logins, municipality_code, named_code
from app.services.imports.layouts.remarks import Remarks
from app.services.imports.rows import ImportOptions, ReadFile, SchoolInFile
from app.services.imports.score_cells import text
from app.services.table_files.cells import Refusal
from app.services.table_files.workbook import Sheet, Workbook
from app.services.text_ru import search_key

NAME = "contexts"
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d)?)\s*\.\s+\S|(\d{1,2}\.\d)\s")
_BIRTH = re.compile(r"обучающихся.{0,40}?(\d{4}) года рождения")
_YEAR = re.compile(r"20\d{2}\s*/\s*(20\d{2}) учебн")
_LOGIN = ("логин", "пользователь")
_FIELDS = {
    "name": re.compile(r"школа|название оо|(?:\d+ )?сокращенн\w* наименование.*"),
    "municipality": re.compile(r"муниципалитет.*"),
    "inn": re.compile(r"(?:\d+ )?инн"),
    "oge_code": re.compile(r"(?:\d+ )?код огэ"),
    "ege_code": re.compile(r"(?:\d+ )?код егэ"),
}
_FACTS = ("inn", "oge_code", "ege_code")
_LEAST_QUESTIONS = 5
_SEARCH = 10
_MOST_NAMED = 5


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return any(_is_header(row) for row in head[:_SEARCH])


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    sheets = [one for one in workbook.sheets if (not one.hidden or options.include_hidden) and matches(one.head(_SEARCH))]
    remarks = Remarks(sheet.name)
    found: dict[str, ContextSchool] = {}
    schools: dict[str, SchoolInFile] = {}
    years: Counter[int] = Counter()
    twice: dict[str, set[int]] = {}
    rows = refused = 0
    columns: set[str] = set()
    for number, one in enumerate(sheets):
        table = _Table(one, options.year, remarks)
        years.update(table.years)
        columns |= {indicator.key for indicator in table.indicators.values()}
        seen: dict[str, int] = {}
        for row, cells in table.rows:
            key, school, facts = table.school(cells)
            if not key:
                refused += number == 0
                remarks.add("error", "no_school", f"Не указана школа. Строка {row} не загружена.", row)
                continue
            if key in seen:
                twice.setdefault(key, {seen[key]}).add(row)
            seen[key] = row
            rows += number == 0
            known = found.get(key) or ContextSchool(key, row, {}, {})
            known.values.update(table.answers(row, cells))
            known.facts.update({name: value for name, value in facts.items() if value})
            found[key] = known
            schools[key] = schools.get(key) or school
        table.say_left_out()
    for key, places in twice.items():
        listed = ", ".join(map(str, sorted(places)))
        said = f"Школа {key} стоит в файле дважды (строки {listed}): какая строка верна, неизвестно, ни одна не загружена."
        remarks.add("error", "repeated_school", said, min(places))
        del found[key], schools[key]
        refused += 1
    if not columns:
        raise UserError(f"В файле «{workbook.path.name}» нет вопросов, которые знает справочник показателей.", "")
    return ReadFile(
        NAME,
        year=options.year or (years.most_common(1)[0][0] if years else None),
        schools=schools,
        rows=rows,
        refused=refused,
        problems=remarks.problems(),
        row_warnings=remarks.row_warnings,
        sheet=sheet.name,
        answers=tuple(found.values()),
        kind="",
    )


def _is_header(row: Sequence[Any]) -> bool:
    keys = [search_key(text(cell)) for cell in row]
    if not any(key in _LOGIN for key in keys):
        return False
    return sum(1 for cell in row if _question(text(cell), None) is not None) >= _LEAST_QUESTIONS


def _question(caption: str, year: int | None) -> Indicator | None:
    """The indicator a caption asks for."""
    caption = caption.strip('" «»')
    numbered = _NUMBERED.match(caption)
    if numbered:
        return _BY_NUMBER.get(numbered[1] or numbered[2])
    key = search_key(" ".join(caption.split()))
    birth = _BIRTH.search(key)
    if birth:
        age = (year or 0) - int(birth[1])
        return by_key().get(f"age{age}") if year else by_key()["age15"]
    return next((indicator for words, indicator in _BY_WORDS if key.startswith(words)), None)


def _sources(layout: str) -> Iterator[tuple[str, Indicator]]:
    for indicator in indicators():
        for name, said in indicator.sources:
            if name == layout:
                yield said, indicator


_BY_NUMBER = dict(_sources("2022"))
_BY_WORDS = sorted(((search_key(said), one) for said, one in _sources("2021")), key=lambda pair: -len(pair[0]))


class _Table:
    """One sheet: where its columns are, and its rows."""

    def __init__(self, sheet: Sheet, year: int | None, remarks: Remarks) -> None:
        self._remarks = remarks
        self._logins = Logins()
        self._wrong: dict[str, list[tuple[int, str]]] = {}
        lines = enumerate(sheet.rows(), 1)
        header: Sequence[Any] = next((row for _n, row in lines if _is_header(row)), ())
        captions = [text(cell) for cell in header]
        self.years = Counter(int(found[1]) for caption in captions if (found := _YEAR.search(caption)))
        told = year or (self.years.most_common(1)[0][0] if self.years else None)
        self.indicators: dict[int, Indicator] = {}
        self.fields: dict[str, int] = {}
        for column, caption in enumerate(captions):
            key = search_key(" ".join(re.sub(r"[^\w]+", " ", caption).split()))
            field = "login" if key in _LOGIN else next((name for name, p in _FIELDS.items() if p.fullmatch(key)), None)
            if field is not None:
                self.fields.setdefault(field, column)
            elif (indicator := _question(caption, told)) is not None and indicator not in self.indicators.values():
                self.indicators[column] = indicator
        self.rows = ((number, row) for number, row in lines if any(text(cell) for cell in row))

    def school(self, row: Sequence[Any]) -> tuple[str, SchoolInFile, dict[str, str]]:
        said = {name: text(row[column]) for name, column in self.fields.items() if column < len(row)}
        login = self._logins[said.get("login", "")] or ""
        name = named_code(said.get("name", ""))[1]
        town = said.get("municipality", "")
        school = SchoolInFile(login, name, municipality_code(town), named_code(town)[1])
        return login or name, school, {name: said.get(name, "") for name in _FACTS}

    def answers(self, number: int, row: Sequence[Any]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for column, indicator in self.indicators.items():
            value = rules.parse(indicator, row[column] if column < len(row) else None)
            if isinstance(value, Refusal):
                self._wrong.setdefault(indicator.title, []).append((number, value.text))
            elif value is not None:
                found[indicator.key] = value
        return found

    def say_left_out(self) -> None:
        for title, wrong in self._wrong.items():
            rows = ", ".join(str(number) for number, _text in wrong[:_MOST_NAMED])
            more = f" и ещё {len(wrong) - _MOST_NAMED}" if len(wrong) > _MOST_NAMED else ""
            said = f"{title}: {wrong[0][1]} Не загружено в строках {rows}{more}."
            self._remarks.add("warning", "answer_left_out", said, wrong[0][0])
