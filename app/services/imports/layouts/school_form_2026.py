"""«Форма сбора результатов» that a school fills: sheet «Протокол», one class parallel of one school.

The form does not name its school, year and subject; the file name does, and the codes tell the grade (spring).
Columns after the last caption are helper tables of the form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from app.services.errors import UserError
from app.services.imports import identity
from app.services.imports.layouts.header import TASK_CAPTION, find_header, locate, task_columns
from app.services.imports.layouts.paper_table import PaperColumns, read_papers
from app.services.imports.rows import ImportOptions, ReadFile, SchoolInFile, TaskColumn
from app.services.imports.score_cells import caption
from app.services.table_files.workbook import Sheet, Workbook

NAME = "school_form_2026"
OWN_SCHOOL = "форма"
"""Key of the one school of the form."""
_SIGNATURE = ("код участника", "вариант", "порядковый номер класса", "итого баллов")
_WANTED = {
    "code": r"код( участника| обучающегося)?",
    "variant": r"вариант|номер варианта",
    "class_label": r"порядковый номер класса|наименование класса|(номер|буква) класса|класс",
    "journal": r"отметка за предыдущ.*|отметка по журналу",
    "total": r"итого баллов|итого|всего баллов|первичный балл",
}
"""Captions of 2020–2026; the gender («Пол», until 2022) is nobody's business here and is not read."""
_REQUIRED = {"code": "Код участника", "variant": "Вариант", "total": "Итого баллов"}


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return _header(head) is not None


def _header(head: Sequence[Sequence[Any]]) -> int | None:
    """The row with the usual captions, or with the older ones and at least one task beside them."""
    usual = find_header(head, _SIGNATURE, 3)
    if usual is not None:
        return usual
    for index, row in enumerate(head):
        captions = [caption(cell) for cell in row]
        told = (any(re.fullmatch(_WANTED[field], name) for name in captions) for field in _REQUIRED)
        if all(told) and any(isinstance(cell, str) and TASK_CAPTION.match(cell) for cell in row):
            return index
    return None


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    head = sheet.head()
    at = _header(head)
    assert at is not None
    file = workbook.path.name
    found = locate(head[at], _WANTED, _REQUIRED, options, file=file, sheet=sheet.name, row=at + 1)
    tasks = task_columns(head[at], file=file, sheet=sheet.name, row=at + 1)
    if not tasks:
        raise UserError(
            f"В файле «{file}» на листе «{sheet.name}» (строка {at + 1}) нет столбцов с баллами за задания вида «1 (2б)».",
            "Возьмите исходную форму сбора результатов и заполните её, не меняя первой строки.",
        )
    columns = PaperColumns(
        None,
        found["code"],
        found["total"],
        tuple(task[0] for task in tasks),
        tuple(task[2] for task in tasks),
        found["variant"],
        found.get("class_label"),
        found.get("journal"),
    )
    keys: dict[Any, str | None] = {None: OWN_SCHOOL}
    table = read_papers(sheet, at + 2, columns, keys, lambda key, row: SchoolInFile(""), options)
    return ReadFile(
        NAME,
        grade=identity.class_of_codes(paper.code for paper in table.papers),
        max_score=sum(task[2] for task in tasks),
        tasks=tuple(TaskColumn(code, points) for _column, code, points in tasks),
        schools={OWN_SCHOOL: SchoolInFile("")},
        papers=table.papers,
        rows=table.rows,
        refused=table.refused,
        problems=table.problems,
        row_warnings=table.row_warnings,
        sheet=sheet.name,
        columns=columns.letters(),
    )
