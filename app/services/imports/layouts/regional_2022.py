"""Regional union of 2022 and later: sheets «Классы» and «Протокол», composite cells «reg99_m025 | Заречный район».

The year is told by the date of upload, grade and subject by the textbook codes of «Классы» («ma5.8 | …»).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.services.errors import UserError
from app.services.imports import identity
from app.services.imports.layouts.header import find_header, locate, task_columns
from app.services.imports.layouts.logins import Logins, named_code, region_of
from app.services.imports.layouts.paper_table import PaperColumns, read_papers
from app.services.imports.rows import ImportOptions, ReadFile, SchoolInFile, TaskColumn
from app.services.imports.score_cells import caption, is_date, text
from app.services.table_files.workbook import Sheet, Workbook

NAME = "regional_2022"
_SIGNATURE = ("пользователь", "муниципалитет", "школа", "код", "вариант", "наименование класса", "итого баллов")
_TEXTBOOK = "основной учебник по предмету"
_WANTED = {
    "login": r"пользователь",
    "region": r"регион",
    "municipality": r"муниципалитет",
    "school_name": r"школа",
    "uploaded": r"дата загрузки",
    "code": r"код",
    "variant": r"вариант",
    "class_label": r"наименование класса",
    "journal": r"отметка за предыдущ.*",
    "total": r"итого баллов",
}
_REQUIRED = {"login": "Пользователь", "code": "Код", "variant": "Вариант", "total": "Итого баллов"}


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return find_header(head, _SIGNATURE, 5) is not None


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    head = sheet.head()
    at = find_header(head, _SIGNATURE, 5)
    assert at is not None
    file = workbook.path.name
    found = locate(head[at], _WANTED, _REQUIRED, options, file=file, sheet=sheet.name, row=at + 1)
    tasks = task_columns(head[at], file=file, sheet=sheet.name, row=at + 1)
    if not tasks:
        raise UserError(
            f"В файле «{file}» на листе «{sheet.name}» (строка {at + 1}) нет столбцов с баллами за задания вида «1 (2б)».",
            "Скачайте файл заново и загрузите его без изменений.",
        )
    columns = PaperColumns(
        found["login"],
        found["code"],
        found["total"],
        tuple(task[0] for task in tasks),
        tuple(task[2] for task in tasks),
        found["variant"],
        found.get("class_label"),
        found.get("journal"),
    )
    years: Counter[int] = Counter()
    uploaded = found.get("uploaded")

    def see(column: list[tuple[Any, ...]]) -> None:
        if uploaded is not None:
            for value, count in Counter(column[uploaded]).items():
                year = _year(value)
                if year:
                    years[year] += count

    def describe(login: str, row: Sequence[Any]) -> SchoolInFile:
        code, municipality = named_code(text(row[found["municipality"]])) if "municipality" in found else ("", "")
        name = named_code(text(row[found["school_name"]]))[1] if "school_name" in found else ""
        return SchoolInFile(login, name, code, municipality)

    table = read_papers(sheet, at + 2, columns, Logins(), describe, options, see=see)
    grade, subject = _programme(workbook, sheet)
    first = next((row for row in head[at + 1 :] if "region" in found and text(row[found["region"]])), None)
    region_code, region_name = named_code(text(first[found["region"]])) if first is not None else ("", "")
    return ReadFile(
        NAME,
        year=years.most_common(1)[0][0] if years else None,
        grade=grade,
        subject=subject,
        max_score=sum(task[2] for task in tasks),
        tasks=tuple(TaskColumn(code, points) for _column, code, points in tasks),
        schools=table.schools,
        papers=table.papers,
        rows=table.rows,
        refused=table.refused,
        problems=table.problems,
        row_warnings=table.row_warnings,
        sheet=sheet.name,
        columns=columns.letters(),
        region_name=region_name,
        region_code=region_code or region_of(next(iter(table.schools), "")),
    )


def _year(value: Any) -> int | None:
    if is_date(value) and hasattr(value, "year"):
        return int(value.year)
    match = re.match(r"\d{2}\.\d{2}\.(20\d{2})\b|(20\d{2})-\d{2}-\d{2}", text(value))
    return int(match[1] or match[2]) if match else None


def _programme(workbook: Workbook, protocol: Sheet) -> tuple[int | None, str]:
    """Grade of the programme and subject by the textbooks named on the sheet of classes."""
    for sheet in workbook.sheets:
        if sheet is protocol:
            continue
        rows = sheet.rows()
        heads = [caption(cell) for cell in next(rows, [])]
        if _TEXTBOOK in heads:
            column = heads.index(_TEXTBOOK)
            return identity.from_textbooks(text(row[column]) for row in rows if column < len(row))
    return None, ""
