"""Writes the workbook of a school: prefilled, with lists and limits, everything but the answers locked."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.services.school_workbook import passport as passports
from app.services.school_workbook.definition import to_json
from app.services.school_workbook.instructions import instructions
from app.services.school_workbook.rows import NOT_ATTEMPTED, FormColumn, FormDefinition, Passport, Value
from app.services.table_files.columns import column_letter
from app.services.table_files.export_guard import write_cell
from app.services.text_ru import short_date

MAIN, HELP, LISTS = "Заполнить", "Как заполнять", "Списки"
HEADER_ROW = 5
"""1-based row of the captions; answers begin below it."""
INPUT_COLOUR = "#FFFBE6"
_HELP_WIDTH = 78
_LINE, _HEAD, _GREY = "#C9CFD8", "#E8EDF4", "#5B6775"
_WIDTHS = {"text": 26, "whole": 12, "number": 12, "percent": 11, "date": 13, "yes_no": 11, "choice": 16, "code": 12, "points": 7}
ANSWER_COLUMN = 3
"""0-based column of the answers where a school gives one: № | question | unit | answer | before | hint."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What the head of the sheet says."""

    title: str
    school: str
    office: str
    due_on: date | None
    note: str = ""


def write_workbook(
    definition: FormDefinition,
    passport: Passport,
    cover: Cover,
    prefill: Sequence[Mapping[str, Value]] = (),
    before: Mapping[str, str] | None = None,
) -> bytes:
    """The bytes of an .xlsx. `passport` is signed already; `before`: answers of last time, shown beside a single answer."""
    import xlsxwriter

    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": cover.title, "author": cover.office, "comments": f"Версия формы {passport.version}"})
    _Writer(book, definition, passport, cover).write(prefill, before or {})
    book.close()
    return made.getvalue()


class _Writer:
    def __init__(self, book: Any, definition: FormDefinition, passport: Passport, cover: Cover) -> None:
        self.book, self.definition, self.passport, self.cover = book, definition, passport, cover
        self.sheet = book.add_worksheet(MAIN)
        plain = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
        grid = {**plain, "border": 1, "border_color": _LINE}
        self.plain = book.add_format({**plain, "text_wrap": True})
        self.title = book.add_format({**plain, "bold": True, "font_size": 14})
        self.bold = book.add_format({**plain, "bold": True, "font_size": 11})
        self.small = book.add_format({**plain, "font_color": _GREY})
        self.head = book.add_format({**grid, "bold": True, "bg_color": _HEAD, "text_wrap": True, "align": "center"})
        self.locked = book.add_format({**grid, "text_wrap": True})
        self.quiet = book.add_format({**grid, "text_wrap": True, "font_color": _GREY})
        self.count = book.add_format({**grid, "align": "center", "font_color": _GREY})
        base = {**grid, "bg_color": INPUT_COLOUR, "locked": False}
        self.inputs = {
            "text": book.add_format({**base, "text_wrap": True, "num_format": "@"}),
            "code": book.add_format({**base, "num_format": "@", "align": "center"}),
            "date": book.add_format({**base, "num_format": "dd.mm.yyyy", "align": "center"}),
            "number": book.add_format({**base, "align": "right"}),
            "centre": book.add_format({**base, "align": "center"}),
        }

    def write(self, prefill: Sequence[Mapping[str, Value]], before: Mapping[str, str]) -> None:
        sheet = self.sheet
        sheet.hide_gridlines(2)
        write_cell(sheet, 0, 0, self.cover.title, self.title)
        write_cell(sheet, 1, 0, self.cover.school, self.bold)
        due = f"Срок: {short_date(self.cover.due_on)}. " if self.cover.due_on else ""
        write_cell(sheet, 2, 0, f"{due}Заполняйте только жёлтые ячейки. Что и как – на листе «{HELP}».", self.small)
        sheet.set_row(0, 22)
        sheet.set_row(1, 18)
        first = prefill[0] if prefill else {}
        last = self._questions(first, before) if self.definition.single else self._table(prefill)
        sheet.protect("", {"format_columns": True, "format_rows": True, "select_locked_cells": True})
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW - 1)
        sheet.print_area(0, 0, *last)
        sheet.set_footer(f"&L&8Версия формы {self.passport.version}&R&8Страница &P из &N")
        self._help()
        self._lists()
        self._passport()
        sheet.activate()

    # --- one answer a school ----------------------------------------------------------------------------------------

    def _questions(self, values: Mapping[str, Value], before: Mapping[str, str]) -> tuple[int, int]:
        sheet = self.sheet
        if not self.definition.columns:
            return HEADER_ROW, 5
        titles = (
            "№",
            "Что указать",
            "Единица",
            "Ответ",
            "Прошлый раз",
            "Раздел" if self.definition.kind == "context" else "Пояснение",
        )
        for column, (title, width) in enumerate(zip(titles, (5, 58, 12, 24, 16, 30), strict=True)):
            sheet.set_column(column, column, width)
            write_cell(sheet, HEADER_ROW - 1, column, title, self.head)
        if not any(before.values()):
            sheet.set_column(4, 4, None, None, {"hidden": True})
        if not any(column.hint for column in self.definition.columns):
            sheet.set_column(5, 5, None, None, {"hidden": True})
        if not any(column.unit for column in self.definition.columns):
            sheet.set_column(2, 2, None, None, {"hidden": True})
        for row, asked in enumerate(self.definition.columns, HEADER_ROW):
            must = " *" if asked.required else ""
            write_cell(sheet, row, 0, row - HEADER_ROW + 1, self.count)
            write_cell(sheet, row, 1, asked.title + must, self.locked)
            write_cell(sheet, row, 2, asked.unit, self.quiet)
            self._input(row, ANSWER_COLUMN, asked, values.get(asked.key))
            write_cell(sheet, row, 4, before.get(asked.key, ""), self.quiet)
            write_cell(sheet, row, 5, asked.hint, self.quiet)
            self._limits(asked, row, row, ANSWER_COLUMN)
        sheet.freeze_panes(HEADER_ROW, 0)
        sheet.set_selection(HEADER_ROW, ANSWER_COLUMN, HEADER_ROW, ANSWER_COLUMN)
        return HEADER_ROW + len(self.definition.columns) - 1, 5

    # --- a row each -------------------------------------------------------------------------------------------------

    def _table(self, prefill: Sequence[Mapping[str, Value]]) -> tuple[int, int]:
        sheet, columns = self.sheet, self.definition.columns
        rows = max(self.definition.max_rows, len(prefill))
        first, last = HEADER_ROW, HEADER_ROW + rows - 1
        sheet.set_column(0, 0, 5)
        write_cell(sheet, HEADER_ROW - 1, 0, "№", self.head)
        for at, column in enumerate(columns, 1):
            width = (
                9 if column.key == "class_label" else max(_WIDTHS[column.kind], min(24, 2 + max(map(len, column.title.split()))))
            )
            sheet.set_column(at, at, width)
            unit = f", {column.unit}" if column.unit else ""
            must = " *" if column.required else ""
            write_cell(sheet, HEADER_ROW - 1, at, column.title + unit + must, self.head)
            if column.hint:
                sheet.write_comment(HEADER_ROW - 1, at, column.hint, {"visible": False})
            self._limits(column, first, last, at)
        sheet.set_row(HEADER_ROW - 1, 44)
        for place in range(rows):
            values = prefill[place] if place < len(prefill) else {}
            write_cell(sheet, first + place, 0, place + 1, self.count)
            for at, column in enumerate(columns, 1):
                self._input(first + place, at, column, values.get(column.key))
        across = len(columns)
        if self.definition.tasks:
            across += 1
            self._totals(first, last, across)
        sheet.freeze_panes(HEADER_ROW, 2)
        sheet.set_selection(first, 1, first, 1)
        if across > 8:
            sheet.set_landscape()
        return last, across

    def _totals(self, first: int, last: int, at: int) -> None:
        """What the school sees while it types; the program adds up the points itself."""
        tasks = [place for place, column in enumerate(self.definition.columns, 1) if column.kind == "points"]
        top = sum(column.maximum or 0 for column in self.definition.tasks)
        self.sheet.set_column(at, at, 10)
        write_cell(self.sheet, HEADER_ROW - 1, at, f"Сумма (из {top:g})", self.head)
        for row in range(first, last + 1):
            area = f"{column_letter(tasks[0])}{row + 1}:{column_letter(tasks[-1])}{row + 1}"
            self.sheet.write_formula(row, at, f'=IF(COUNTA({area})=0,"",SUM({area}))', self.count, "")

    # --- cells ------------------------------------------------------------------------------------------------------

    def _input(self, row: int, at: int, column: FormColumn, value: Value | None) -> None:
        style = self.inputs["centre" if self.definition.single and _style(column) == "number" else _style(column)]
        if column.kind == "date" and isinstance(value, str):
            self.sheet.write_datetime(row, at, date.fromisoformat(value), style)
        elif column.kind == "choice" and isinstance(value, str) and value.isdigit():
            self.sheet.write_number(row, at, int(value), style)
        else:
            write_cell(self.sheet, row, at, value, style)

    def _limits(self, column: FormColumn, first: int, last: int, at: int) -> None:
        rule: dict[str, Any] = {}
        low, high = column.minimum, column.maximum
        if column.kind in ("choice", "yes_no"):
            place = [c.key for c in self._listed()].index(column.key)
            letter, count = column_letter(place), len(_choices(column))
            rule = {"validate": "list", "source": f"='{LISTS}'!${letter}$2:${letter}${count + 1}"}
            rule |= _error("Выберите ответ из списка.")
        elif column.kind == "points":
            cell = f"{column_letter(at)}{first + 1}"
            top = int(column.maximum or 0)
            formula = f'=OR(UPPER({cell})="X",UPPER({cell})="Х",AND(ISNUMBER({cell}),{cell}>=0,{cell}<={top},{cell}=INT({cell})))'
            said = f"Балл от 0 до {top} или {NOT_ATTEMPTED}, если к заданию не приступали."
            rule = {"validate": "custom", "value": formula, **_error(said)}
        elif column.kind in ("whole", "number", "percent"):
            kind = "integer" if column.kind == "whole" else "decimal"
            rule = {"validate": kind, "criteria": "between", "minimum": -1e9 if low is None else low}
            rule |= {"maximum": 1e9 if high is None else high, **_error(_wanted(column))}
        elif column.kind == "date":
            rule = {"validate": "date", "criteria": "between", "minimum": date(1950, 1, 1), "maximum": date(2099, 12, 31)}
            rule |= _error("Нужна дата вида 20.11.2026.")
        if rule:
            self.sheet.data_validation(first, at, last, at, rule)

    # --- other sheets -----------------------------------------------------------------------------------------------

    def _help(self) -> None:
        sheet = self.book.add_worksheet(HELP)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, _HELP_WIDTH)
        write_cell(sheet, 0, 0, "Как заполнять", self.title)
        lines = instructions(self.definition, self.cover.office, self.cover.due_on, self.cover.note)
        for row, line in enumerate(lines, 1):
            write_cell(sheet, row, 0, line, self.plain)
            sheet.set_row(row, 14 * max(1, -(-len(line) // (_HELP_WIDTH + 6))) + 4)
        sheet.protect("")
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5)

    def _listed(self) -> list[FormColumn]:
        return [column for column in self.definition.columns if column.kind in ("choice", "yes_no")]

    def _lists(self) -> None:
        sheet = self.book.add_worksheet(LISTS)
        for at, column in enumerate(self._listed()):
            write_cell(sheet, 0, at, column.title)
            for row, choice in enumerate(_choices(column), 1):
                number = column.kind == "choice" and choice.isdigit()
                write_cell(sheet, row, at, int(choice) if number else choice)
        sheet.protect("")
        sheet.hide()

    def _passport(self) -> None:
        sheet = self.book.add_worksheet(passports.SHEET)
        for row, text in enumerate(passports.cells(self.passport, to_json(self.definition))):
            write_cell(sheet, row, 0, text)
        sheet.protect("")
        sheet.very_hidden()
        self.book.define_name(passports.NAME, f"='{passports.SHEET}'!$A$1")


def _style(column: FormColumn) -> str:
    if column.kind in ("text", "code", "date"):
        return column.kind
    return "number" if column.kind in ("whole", "number", "percent") else "centre"


def _choices(column: FormColumn) -> tuple[str, ...]:
    return ("да", "нет") if column.kind == "yes_no" else column.choices


def _error(words: str) -> dict[str, Any]:
    return {"error_title": "Проверьте ответ", "error_message": words, "ignore_blank": True}


def _wanted(column: FormColumn) -> str:
    what = "целое число" if column.kind == "whole" else "число"
    if column.minimum is None or column.maximum is None:
        return f"Нужно {what}."
    return f"Нужно {what} от {column.minimum:g} до {column.maximum:g}."
