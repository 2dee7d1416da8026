"""Reads a workbook that came back: recognised by its passport, judged cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from app.services.problems import Problem
from app.services.school_workbook import passport as passports
from app.services.school_workbook.definition import fingerprint, from_json
from app.services.school_workbook.rows import ABSENT, Filled, FormColumn, FormDefinition, Passport, Value
from app.services.school_workbook.values import value_of
from app.services.school_workbook.writing import ANSWER_COLUMN, HEADER_ROW, MAIN
from app.services.table_files import cells
from app.services.table_files.cells import Refusal
from app.services.table_files.columns import address, column_letter
from app.services.table_files.table_header import caption_key
from app.services.table_files.workbook import Sheet, Workbook

SHEET_MARKED = "Что исправить"


class Damaged(Exception):
    """The workbook is ours, but what it says about itself cannot be read or does not agree. `str()` is for a person."""


def find_passport(workbook: Workbook) -> tuple[Passport, FormDefinition] | None:
    """None for a file that is no workbook of ours; other programs may have shown the hidden sheet.

    Raises Damaged, passports.UnknownFormat.
    """
    for sheet in reversed(workbook.sheets):
        column = [row[0] if row else "" for row in sheet.head(40)]
        try:
            found = passports.parse(column)
            if found is None:
                continue
            passport, text = found
            definition = from_json(text)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Damaged("Служебный лист книги повреждён.") from error
        if fingerprint(definition) != passport.form_sha256:
            raise Damaged("Форма внутри книги изменена: она не совпадает с паспортом.")
        return passport, definition
    return None


def read_filled(workbook: Workbook, passport: Passport, definition: FormDefinition) -> Filled:
    """Everything typed into the workbook, with what is wrong in it. Raises Damaged where the sheet to fill is gone."""
    sheet = next((one for one in workbook.sheets if one.name == MAIN), None)
    if sheet is None:
        raise Damaged(f"В книге нет листа «{MAIN}».")
    lines = list(sheet.rows())
    reader = _Single if definition.single else _Table
    return reader(passport, definition, sheet, lines).read()


class _Reader:
    def __init__(self, passport: Passport, definition: FormDefinition, sheet: Sheet, lines: list[list[Any]]) -> None:
        self.passport, self.definition, self.sheet, self.lines = passport, definition, sheet, lines
        self.problems: list[Problem] = []
        self.places: dict[str, str] = {}

    def wrong(self, code: str, words: str, cell: str = "") -> None:
        self.problems.append(Problem("error", code, words, self.sheet.name, cell))

    def cell(self, row: int, column: int) -> Any:
        """1-based row, 0-based column."""
        line = self.lines[row - 1] if row <= len(self.lines) else []
        return line[column] if column < len(line) else ""

    def value(self, column: FormColumn, row: int, at: int) -> Value | None:
        """A wrong cell is noted and counts as empty."""
        found = value_of(column, self.cell(row, at))
        if isinstance(found, Refusal):
            self.wrong(found.code, f"{_short(column)}. {found.text}", address(row, at))
            return None
        return found

    def result(self, rows: Sequence[dict[str, Value]], numbers: Sequence[int]) -> Filled:
        if not rows and not self.problems:
            first = next(iter(self.places.values()), "B")
            cell = first if self.definition.single else f"{first}{HEADER_ROW + 1}"
            self.wrong("empty", "Книга не заполнена: впишите ответы в жёлтые ячейки.", cell)
        return Filled(
            self.passport, self.definition, self.sheet.name, tuple(rows), tuple(numbers), self.places, tuple(self.problems)
        )


class _Single(_Reader):
    """Questions below one another; found by their words, so a moved row does no harm."""

    def read(self) -> Filled:
        asked = {caption_key(self.cell(row, 1)): row for row in range(HEADER_ROW + 1, len(self.lines) + 1)}
        values: dict[str, Value] = {}
        missing = []
        for column in self.definition.columns:
            row = asked.get(caption_key(column.title))
            if row is None:
                self.wrong("question_gone", f"Пропал вопрос «{column.title}»: возьмите исходную книгу.", f"B{HEADER_ROW}")
                continue
            self.places[column.key] = address(row, ANSWER_COLUMN)
            before = len(self.problems)
            found = self.value(column, row, ANSWER_COLUMN)
            if found is not None:
                values[column.key] = found
            elif column.required and len(self.problems) == before:
                missing.append(column)
        if values or self.problems:
            for column in missing:
                self.wrong("required", f"{_short(column)}. Без этого ответа книгу не принять.", self.places[column.key])
        return self.result([values] if values else [], [0] if values else [])


class _Table(_Reader):
    def read(self) -> Filled:
        places = self._columns()
        rows: list[dict[str, Value]] = []
        numbers: list[int] = []
        for number in range(HEADER_ROW + 1, len(self.lines) + 1):
            if all(cells.text(self.cell(number, at)) == "" for at in places.values()):
                continue
            values: dict[str, Value] = {}
            bad: set[str] = set()
            for column in self.definition.columns:
                if column.key not in places:
                    continue
                before = len(self.problems)
                found = self.value(column, number, places[column.key])
                if found is not None:
                    values[column.key] = found
                elif len(self.problems) > before:
                    bad.add(column.key)
            if not values and not bad:
                continue  # dashes only
            self._whole_row(values, bad, number, places)
            rows.append(values)
            numbers.append(number)
        if self.definition.kind == "results":
            self._codes(rows, numbers, places)
        return self.result(rows, numbers)

    def _columns(self) -> dict[str, int]:
        captions: dict[str, list[int]] = defaultdict(list)
        for at, cell in enumerate(self.lines[HEADER_ROW - 1] if len(self.lines) >= HEADER_ROW else []):
            if at:
                captions[_caption(cells.text(cell))].append(at)
        places: dict[str, int] = {}
        for column in self.definition.columns:
            unit = f", {column.unit}" if column.unit else ""
            found = captions.get(_caption(column.title + unit), [])
            if not found:
                self.wrong(
                    "column_gone",
                    f"Нет столбца «{column.title}»: его переименовали или удалили. Верните название в строку {HEADER_ROW}.",
                    f"B{HEADER_ROW}",
                )
            elif len(found) > 1:
                self.wrong("columns_alike", f"Столбцов «{column.title}» несколько: оставьте один.", address(HEADER_ROW, found[1]))
            else:
                places[column.key] = found[0]
        self.places = {key: column_letter(at) for key, at in places.items()}
        return places

    def _whole_row(self, values: dict[str, Value], bad: set[str], number: int, places: dict[str, int]) -> None:
        absent = values.get("variant") == ABSENT
        for column in self.definition.columns:
            if column.key in values or column.key in bad or column.key not in places:
                continue
            cell = address(number, places[column.key])
            if column.required:
                self.wrong("required", f"{_short(column)}. Не заполнено.", cell)
            elif column.kind == "points" and not absent:
                self.wrong("task_blank", f"{_short(column)}. Пусто: впишите балл или X.", cell)
        if absent:
            for column in self.definition.tasks:
                if column.key in values and column.key in places:
                    said = f"Участник отмечен как «{ABSENT}», а балл стоит: уберите одно из двух."
                    self.wrong("absent_with_points", f"{_short(column)}. {said}", address(number, places[column.key]))

    def _codes(self, rows: list[dict[str, Value]], numbers: list[int], places: dict[str, int]) -> None:
        seen: dict[Value, list[int]] = defaultdict(list)
        for values, number in zip(rows, numbers, strict=True):
            if "code" in values:
                seen[values["code"]].append(number)
        for code, at in seen.items():
            if len(at) > 1:
                where = ", ".join(map(str, at))
                for number in at:
                    words = f"Код {code} стоит в строках {where}: у каждого участника свой код."
                    self.wrong("repeated_code", words, address(number, places["code"]))


def _caption(text: str) -> str:
    """As typed, but for white space, case and the star of an obligatory column: «1 (2б)» and «2 (1б)» stay apart."""
    return " ".join(text.replace("*", " ").casefold().replace("ё", "е").split())


def _short(column: FormColumn) -> str:
    title = column.title if column.kind != "points" else f"Задание {column.title.split(' ')[0]}"
    return title if len(title) <= 60 else f"{title[:59]}…"
