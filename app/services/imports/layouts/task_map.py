"""Описание работы: which skill, level, codes and maximum every task has. One row a task, or one a pair of codes.

The paper it speaks of stands in the name of the file, or the person says it. Repeated rows of a task differ in their codes
КЭС and КТ: they are put together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from app.services.errors import UserError
from app.services.imports import identity
from app.services.imports.layouts.header import locate
from app.services.imports.layouts.remarks import Remarks
from app.services.imports.layouts.task_codes import task_code
from app.services.imports.rows import ImportOptions, ReadFile, TaskColumn
from app.services.imports.score_cells import caption, is_date, is_error, text, whole, why_wrong
from app.services.table_files.workbook import Sheet, Workbook

NAME = "task_map"
_WANTED = {
    "code": r"№ ?ким|№ задания|номер задания|задание|№ задания в ким",
    "ordinal": r"№|№ ?п/?п",
    "skill": r"умени[яе].*|проверяемы[ех] (умени|требовани|элемент).*",
    "planned_result": r"блок[и]? пооп.*|планируемы[ей] результат.*",
    "level": r"уровень( сложности)?.*",
    "content_codes": r"код(ы)? (по )?кэс.*|кэс",
    "requirement_codes": r"код(ы)? (по )?кт.*|кт|код(ы)? требовани.*",
    "points": r"макс.*балл.*",
}
_HYPHEN = re.compile(r"(?<=[а-яё])- (?=[а-яё])(?!(?:и|или|либо|а) )")
"""A word broken at the end of a line of the document the table was copied from; «двух- и трёхзначных» is none."""
_LATIN = str.maketrans("BP", "ВП")


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return _header(head) is not None


def _header(head: Sequence[Sequence[Any]]) -> int | None:
    """The row that names the task, its maximum, and a skill, a planned result or its codes."""
    for index, row in enumerate(head):
        captions = [caption(cell) for cell in row]
        if len(captions) > 3 and _has(captions, "points") and (_has(captions, "code") or _has(captions, "ordinal")):
            told = sum(_has(captions, name) for name in ("skill", "planned_result", "content_codes", "requirement_codes"))
            if told >= 2 or (told and _has(captions, "level")):
                return index
    return None


def _has(captions: Sequence[str], field: str) -> bool:
    return any(re.fullmatch(_WANTED[field], name) for name in captions)


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    head = sheet.head()
    at = _header(head)
    assert at is not None
    file = workbook.path.name
    found = locate(head[at], _WANTED, {"points": "Максимальный балл"}, options, file=file, sheet=sheet.name, row=at + 1)
    remarks = Remarks(sheet.name)
    tasks: dict[str, TaskColumn] = {}
    refused = 0
    named_by = found.get("code", found.get("ordinal", 0))
    for row_number, row in enumerate(islice(sheet.rows(), at + 1, None), at + 2):
        told = task_code(row[named_by])
        if told is None:
            if is_date(row[named_by]) or is_error(row[named_by]):
                code, said = why_wrong(row[named_by], "номер задания, например 5.1", "номер задания")
                remarks.add("error", code, f"{said} Строка {row_number} не загружена.", row_number, named_by)
                refused += 1
            elif text(row[named_by]) and any(text(cell) for i, cell in enumerate(row) if i != named_by):
                said = f"«{text(row[named_by])[:40]}» — не номер задания: строка {row_number} не загружена."
                remarks.add("warning", "no_task", said, row_number, named_by)
            continue
        points = whole(row[found["points"]])
        if points is None or not 0 < points <= 100:
            said = f"Максимальный балл «{text(row[found['points']])}» непонятен. Строка {row_number} не загружена."
            remarks.add("error", "bad_score", said, row_number, found["points"])
            refused += 1
            continue
        read_row = _task(told[0], points, row, found)
        before = tasks.get(told[0])
        if before is not None and before.max_points != points:
            said = f"Задание {told[0]}: максимальный балл {points}, а выше — {before.max_points}. Взят первый."
            remarks.add("warning", "max_differs", said, row_number, found["points"])
        tasks[told[0]] = _joined(before, read_row) if before else read_row
    if not tasks:
        raise UserError(
            f"В файле «{file}» на листе «{sheet.name}» нет ни одного задания.",
            "Под строкой с названиями столбцов должны стоять номера заданий: 1, 2, 3К1 …",
        )
    title = next((named for row in head[:at] for cell in row if (named := identity.from_title(text(cell)))), None)
    year, subject, grade = title or (None, "", None)
    return ReadFile(
        NAME,
        year,
        grade,
        subject,
        sum(task.max_points or 0 for task in tasks.values()),
        tasks=tuple(tasks.values()),
        rows=len(tasks) + refused,
        refused=refused,
        problems=remarks.problems(),
        row_warnings=remarks.row_warnings,
        sheet=sheet.name,
    )


def _task(code: str, points: int, row: Sequence[Any], found: dict[str, int]) -> TaskColumn:
    def said(field: str) -> str:
        return _HYPHEN.sub("", text(row[found[field]])) if field in found and found[field] < len(row) else ""

    level = said("level").upper().translate(_LATIN)[:1]
    return TaskColumn(
        code,
        points,
        level if level in ("Б", "П", "В") else "",
        said("skill"),
        said("planned_result"),
        said("content_codes"),
        said("requirement_codes"),
    )


def _joined(one: TaskColumn, more: TaskColumn) -> TaskColumn:
    """Two rows of one task: texts and codes that the first has not yet are added."""
    return TaskColumn(
        one.code,
        one.max_points,
        one.level or more.level,
        _with(one.skill, more.skill),
        _with(one.planned_result, more.planned_result),
        _with(one.content_codes, more.content_codes),
        _with(one.requirement_codes, more.requirement_codes),
    )


def _with(said: str, more: str) -> str:
    return said if not more or more in said.split("; ") else f"{said}; {more}" if said else more
