"""Ф1 «Индивидуальные результаты» of 2024–2026: frame of the reports, a section line before each school."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.services.errors import UserError
from app.services.imports.layouts.header import locate, task_columns
from app.services.imports.layouts.logins import Logins, bracketed_code, municipality_code, named_code, region_of
from app.services.imports.layouts.paper_table import PaperColumns, PaperRows, read_papers
from app.services.imports.layouts.report_frame import has_title, read_frame
from app.services.imports.rows import ImportOptions, ReadFile, SchoolInFile, TaskColumn
from app.services.imports.score_cells import text
from app.services.problems import Problem
from app.services.table_files.workbook import Sheet, Workbook

NAME = "individual_results"
_TITLE = "индивидуальные результаты"
_WANTED = {
    "school": r"оо|логин оо|логин",
    "municipality": r"муниципалитет|мсу",
    "school_name": r"название оо",
    "code": r"код участника",
    "class_label": r"класс",
    "variant": r"вариант",
    "total": r"первичный балл",
    "mark": r"отметка",
    "journal": r"отметка по журналу",
}
_REQUIRED = {"school": "ОО", "code": "Код участника", "total": "Первичный балл"}
_DECLARED = re.compile(r"кол-во участников:\s*(\d+)", re.IGNORECASE)


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return has_title(head, _TITLE)


def _is_header(captions: Sequence[str]) -> bool:
    return len({"оо", "код участника", "класс", "вариант", "первичный балл", "отметка"} & set(captions)) >= 3


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    head = sheet.head()
    file = workbook.path.name
    frame = read_frame(head, _is_header, file=file, sheet=sheet.name)
    cells = head[frame.header]
    found = locate(cells, _WANTED, _REQUIRED, options, file=file, sheet=sheet.name, row=frame.header + 1)
    tasks = task_columns(cells, file=file, sheet=sheet.name, row=frame.header + 1)
    if not tasks:
        raise UserError(
            f"В файле «{file}» на листе «{sheet.name}» нет столбцов с баллами за задания вида «1 (2б)».",
            "Скачайте отчёт заново и загрузите его без изменений.",
        )
    levels = head[frame.header - 1] if frame.header else []
    columns = PaperColumns(
        found["school"],
        found["code"],
        found["total"],
        tuple(task[0] for task in tasks),
        tuple(task[2] for task in tasks),
        found.get("variant"),
        found.get("class_label"),
        found.get("journal"),
        found.get("mark"),
    )
    declared: Counter[str] = Counter()

    def is_section(row: Sequence[Any]) -> bool:
        said = next((text(cell) for cell in row if text(cell)), "")
        match = _DECLARED.search(said)
        if match:
            _name, login = bracketed_code(said.partition("|")[0].strip())
            declared[login] += int(match[1])
        return bool(match)

    def describe(login: str, row: Sequence[Any]) -> SchoolInFile:
        name = bracketed_code(text(row[found["school_name"]]))[0] if "school_name" in found else ""
        told = text(row[found["municipality"]]) if "municipality" in found else ""
        code = municipality_code(told)
        municipality = bracketed_code(told)[0] if code and "|" not in told else named_code(told)[1]
        return SchoolInFile(login, name, code, municipality)

    table = read_papers(sheet, frame.header + 2, columns, Logins(), describe, options, is_section=is_section)
    problems = [*table.problems, *_incomplete(declared, table, sheet.name)]
    return ReadFile(
        NAME,
        frame.year,
        frame.grade,
        frame.subject,
        frame.max_score or sum(task[2] for task in tasks),
        frame.held_on,
        tuple(TaskColumn(code, points, _level(levels, column)) for column, code, points in tasks),
        table.schools,
        table.papers,
        rows=table.rows,
        refused=table.refused,
        problems=problems,
        row_warnings={**table.row_warnings, 0: table.row_warnings.get(0, 0) + len(problems) - len(table.problems)},
        sheet=sheet.name,
        columns=columns.letters(),
        region_code=region_of(next(iter(table.schools), "")),
    )


def _level(levels: Sequence[Any], column: int) -> str:
    level = text(levels[column]).upper().replace("B", "В") if column < len(levels) else ""
    return level if level in ("Б", "П", "В") else ""


def _incomplete(declared: Counter[str], table: PaperRows, sheet: str) -> list[Problem]:
    """Schools with fewer rows than their section line promises: the file was cut."""
    if table.refused:
        return []
    present = Counter(paper.school for paper in table.papers)
    return [
        Problem(
            "warning",
            "fewer_rows",
            f"Школа {login}: в строке раздела заявлено участников {promised}, в файле {present[login]}.",
            sheet,
        )
        for login, promised in sorted(declared.items())
        if login and present[login] < promised
    ]
