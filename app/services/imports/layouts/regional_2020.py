"""Regional union of autumn 2020: one sheet, English captions, 40 task columns of which the first are used.

`groups` lists groups of users; its `vpr…` tokens are groups too, so the file does not say its year, grade and subject.
A caption «Учебник» stands in place of the column after the last task.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from app.services.errors import UserError
from app.services.imports.layouts.header import find_header, locate
from app.services.imports.layouts.logins import Logins, municipality_code, region_of
from app.services.imports.layouts.paper_table import PaperColumns, read_papers
from app.services.imports.rows import ImportOptions, ReadFile, SchoolInFile, TaskColumn
from app.services.imports.score_cells import caption, number, text
from app.services.table_files.workbook import Sheet, Workbook

NAME = "regional_2020"
_SIGNATURE = ("groups", "user", "code", "otc", "klass", "var-1", "sum", "a-1-grade", "a-2-grade")
_WANTED = {
    "groups": r"groups",
    "school": r"user",
    "code": r"code",
    "journal": r"otc",
    "class_label": r"klass",
    "variant": r"var-1",
    "total": r"sum",
}
_REQUIRED = {"school": "user", "code": "code", "variant": "var-1", "total": "sum"}


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return find_header(head, _SIGNATURE, 5) is not None


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    head = sheet.head(300)
    at = find_header(head, _SIGNATURE, 5)
    assert at is not None
    file = workbook.path.name
    found = locate(head[at], _WANTED, _REQUIRED, options, file=file, sheet=sheet.name, row=at + 1)
    tasks = _tasks(head[at], head[at + 1 :], found["total"], file=file, sheet=sheet.name, row=at + 1)
    groups = found.get("groups")
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
        return SchoolInFile(login, municipality_code=municipality_code(text(row[groups])) if groups is not None else "")

    table = read_papers(sheet, at + 2, columns, Logins(), describe, options)
    return ReadFile(
        NAME,
        tasks=tuple(TaskColumn(str(number_ + 1)) for number_ in range(len(tasks))),
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


def _tasks(cells: Sequence[Any], sample: Sequence[Sequence[Any]], total: int, *, file: str, sheet: str, row: int) -> list[int]:
    """Columns `a-1-grade` … up to the first gap, without the empty ones at the end; a used column after the gap is an error."""
    places: dict[int, int] = {}
    for index, cell in enumerate(cells):
        match = re.fullmatch(r"a-(\d+)-grade", caption(cell))
        if match:
            if int(match[1]) in places:
                raise UserError(
                    f"В файле «{file}» на листе «{sheet}» (строка {row}) столбец «a-{match[1]}-grade» повторяется.",
                    "Скачайте файл заново и загрузите его без изменений.",
                )
            places[int(match[1])] = index
    written = [line for line in sample if number(line[total]) is not None] or [
        line for line in sample if any(text(cell) for cell in line)
    ]
    used = {task for task, index in places.items() if 2 * sum(text(line[index]) != "" for line in written) > len(written)}
    count = max(used, default=0)
    missing = [task for task in range(1, count + 1) if task not in places]
    if not count or missing:
        names = ", ".join(f"«a-{task}-grade»" for task in missing or [1])
        raise UserError(
            f"В файле «{file}» на листе «{sheet}» (строка {row}) нет столбца {names}.",
            "Скачайте файл заново и загрузите его без изменений.",
        )
    return [places[task] for task in range(1, count + 1)]
