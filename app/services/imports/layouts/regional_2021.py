"""Regional union of 2021: one sheet, Russian captions, task columns «балл за 1» … in the order of the tasks.

The column «регион» holds the municipality. Year, grade and subject are not in the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from app.services.errors import UserError
from app.services.imports.layouts.header import find_header, locate
from app.services.imports.layouts.logins import Logins, region_of
from app.services.imports.layouts.paper_table import PaperColumns, read_papers
from app.services.imports.rows import ImportOptions, ReadFile, SchoolInFile, TaskColumn
from app.services.imports.score_cells import caption, text
from app.services.table_files.workbook import Sheet, Workbook

NAME = "regional_2021"
_SIGNATURE = ("логин школы", "регион", "код обучающегося", "всего баллов", "балл за 1", "балл за 2", "вариант")
_WANTED = {
    "school": r"логин школы",
    "municipality": r"регион|муниципалитет",
    "code": r"код обучающегося",
    "journal": r"отметка за предыдущ.*",
    "class_label": r"класс",
    "variant": r"вариант",
    "total": r"всего баллов",
}
_REQUIRED = {"school": "логин школы", "code": "код обучающегося", "variant": "вариант", "total": "всего баллов"}


def matches(head: Sequence[Sequence[Any]]) -> bool:
    """Captions of 2021, one or two of them may be missing: the reader then says which."""
    return find_header(head, _SIGNATURE, 4) is not None


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    head = sheet.head()
    at = find_header(head, _SIGNATURE, 4)
    assert at is not None
    file = workbook.path.name
    found = locate(head[at], _WANTED, _REQUIRED, options, file=file, sheet=sheet.name, row=at + 1)
    tasks = numbered_tasks(head[at], r"балл за (\d+)", "балл за", file=file, sheet=sheet.name, row=at + 1)
    municipality = found.get("municipality")
    columns = PaperColumns(
        found["school"],
        found["code"],
        found["total"],
        tuple(tasks),
        (None,) * len(tasks),
        found["variant"],
        found.get("class_label"),
        found.get("journal"),
    )

    def describe(login: str, row: Sequence[Any]) -> SchoolInFile:
        return SchoolInFile(login, municipality_name=text(row[municipality]) if municipality is not None else "")

    table = read_papers(sheet, at + 2, columns, Logins(), describe, options)
    return ReadFile(
        NAME,
        tasks=tuple(TaskColumn(str(number + 1)) for number in range(len(tasks))),
        schools=table.schools,
        papers=table.papers,
        rows=table.rows,
        refused=table.refused,
        problems=table.problems,
        row_warnings=table.row_warnings,
        sheet=sheet.name,
        columns=columns.letters(),
        region_code=region_of(next(iter(table.schools), "")),
    )


def numbered_tasks(cells: Sequence[Any], pattern: str, name: str, *, file: str, sheet: str, row: int) -> list[int]:
    """Columns of the tasks in order of their numbers; raises UserError when a number is missing or stands twice."""
    places: dict[int, list[int]] = {}
    for index, cell in enumerate(cells):
        found = re.fullmatch(pattern, caption(cell))
        if found:
            places.setdefault(int(found[1]), []).append(index)
    count = max(places, default=0)
    wrong = [number for number in range(1, count + 1) if len(places.get(number, ())) != 1]
    if not count or wrong:
        said = ", ".join(f"«{name} {number}»" for number in wrong) or f"«{name} 1»"
        how = "повторяется" if any(number in places for number in wrong) else "нет"
        raise UserError(
            f"В файле «{file}» на листе «{sheet}» (строка {row}) {how} столбца {said}."
            if how == "нет"
            else f"В файле «{file}» на листе «{sheet}» (строка {row}) столбец {said} повторяется.",
            "Скачайте отчёт заново и загрузите его без изменений.",
        )
    return [places[number][0] for number in range(1, count + 1)]
