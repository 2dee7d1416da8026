"""The workbook the program itself made for a school to type results into; whose it is and what it asks, it says inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.services.errors import UserError
from app.services.imports.layouts.school_form_2026 import OWN_SCHOOL
from app.services.imports.rows import BLANK, NOT_ATTEMPTED, ImportOptions, PaperRecord, ReadFile, SchoolInFile, TaskColumn
from app.services.problems import Problem
from app.services.school_workbook import rows as workbooks
from app.services.school_workbook.passport import UnknownFormat
from app.services.school_workbook.reading import Damaged, find_passport, read_filled
from app.services.school_workbook.rows import Filled
from app.services.table_files.workbook import Sheet, Workbook
from app.services.text_ru import search_key

NAME = "school_workbook"
_COLLECTED = "Это книга сбора. Прочитайте её на странице «Школы → Сбор», тогда школа будет отмечена как сдавшая."
_SIGNATURE = ("№", "код участника *", "вариант *")


def matches(head: Sequence[Sequence[Any]]) -> bool:
    captions = [[search_key(str(cell)) for cell in row] for row in head[:8]]
    return any(all(word in row for word in _SIGNATURE) for row in captions)


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    try:
        found = find_passport(workbook)
        filled = None if found is None else read_filled(workbook, *found)
    except (Damaged, UnknownFormat) as error:
        said = str(error) or "Она сделана другой версией программы."
        raise UserError(
            f"Книга «{workbook.path.name}» не читается. {said}", "Попросите школу заполнить исходную книгу."
        ) from error
    if filled is None or filled.definition.paper is None:
        raise UserError(
            f"В книге «{workbook.path.name}» нет сведений о работе.", "Попросите школу прислать ту книгу, которую она получила."
        )
    return as_read_file(filled)


def as_read_file(filled: Filled) -> ReadFile:
    """Works of a filled workbook. Rows with a wrong cell are refused."""
    paper = filled.definition.paper
    assert paper is not None
    passport = filled.passport
    key = passport.login or OWN_SCHOOL
    bad: dict[int, int] = {}
    for problem in filled.problems:
        row = int("".join(filter(str.isdigit, problem.cell)) or 0)
        bad[row] = bad.get(row, 0) + 1
    papers = [
        _record(key, values, number, filled)
        for values, number in zip(filled.rows, filled.numbers, strict=True)
        if number not in bad and "code" in values
    ]
    tasks = tuple(TaskColumn(column.key.removeprefix("task:"), int(column.maximum or 0)) for column in filled.definition.tasks)
    return ReadFile(
        NAME,
        year=paper.year,
        grade=paper.grade,
        subject=paper.subject,
        max_score=sum(task.max_points or 0 for task in tasks),
        tasks=tasks,
        schools={key: SchoolInFile(passport.login, passport.school)},
        papers=papers,
        rows=len(filled.rows),
        refused=len(filled.rows) - len(papers),
        problems=[*filled.problems, Problem("info", "collection_workbook", _COLLECTED, filled.sheet)],
        row_warnings=bad,
        sheet=filled.sheet,
        columns={"code": filled.places.get("code", ""), "journal": filled.places.get("journal", "")},
        kind=paper.kind,
    )


def _record(school: str, values: dict[str, workbooks.Value], number: int, filled: Filled) -> PaperRecord:
    absent = values.get("variant") == workbooks.ABSENT
    scores = bytes(
        BLANK if (typed := values.get(column.key)) is None else NOT_ATTEMPTED if typed == workbooks.NOT_ATTEMPTED else int(typed)
        for column in filled.definition.tasks
    )
    journal = str(values.get("journal", ""))
    return PaperRecord(
        school,
        str(values["code"]),
        str(values.get("class_label", "")),
        "" if absent else str(values.get("variant", "")),
        absent,
        None if absent else sum(points for points in scores if points < BLANK),
        None,
        int(journal) if journal.isdigit() else None,
        None if absent else scores,
        None,
        number,
    )
