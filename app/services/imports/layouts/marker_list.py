"""The yearly list of schools with official markers: «Год | Логин | Муниципалитет | ОО | 4 РУ | … | Количество маркеров».

Several years may stand in one file. A marker cell is 1, 0 or blank; the papers are whatever the captions name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from app.services.errors import UserError
from app.services.imports.layouts.logins import Logins
from app.services.imports.layouts.remarks import Remarks
from app.services.imports.rows import ImportOptions, ListedRecord, ReadFile
from app.services.imports.score_cells import caption, text, whole, why_wrong
from app.services.table_files.workbook import Sheet, Workbook
from app.services.text_ru import counted

NAME = "marker_list"
_COLUMNS = {
    "year": re.compile(r"год"),
    "login": re.compile(r"логин(?: оо| школы)?"),
    "municipality": re.compile(r"муниципалитет|муниципальное образование|район"),
    "name": re.compile(r"оо|школа|наименование оо|название оо|образовательная организация"),
    "markers": re.compile(r"кол(?:ичест)?-?во маркеров|маркеров"),
}
_PAPER = re.compile(r"(\d{1,2})\s*[-–]?\s*([а-яa-z]{2,4})|([а-яa-z]{2,4})\s*[-–]?\s*(\d{1,2})")
_SEARCH = 15


def header_of(row: Sequence[Any]) -> tuple[dict[str, int], dict[str, int]] | None:
    """({field: column}, {«4 РУ»: column}) of the header of such a list."""
    fields: dict[str, int] = {}
    papers: dict[str, int] = {}
    for column, cell in enumerate(row):
        said = caption(cell)
        if not said:
            continue
        field = next((name for name, pattern in _COLUMNS.items() if pattern.fullmatch(said)), None)
        paper = _PAPER.fullmatch(said)
        if field:
            fields.setdefault(field, column)
        elif paper:
            papers.setdefault(f"{paper[1] or paper[4]} {(paper[2] or paper[3]).upper()}", column)
    wanted = {"login", "markers"} <= fields.keys() or {"name", "markers"} <= fields.keys()
    return (fields, papers) if wanted and papers else None


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return any(header_of(row) is not None for row in head[:_SEARCH])


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    rows = sheet.rows()
    for at, row in enumerate(rows, 1):  # noqa: B007
        found = header_of(row)
        if found is not None:
            break
    else:  # pragma: no cover  (`matches` saw the header)
        raise UserError(f"В файле «{workbook.path.name}» нет таблицы с маркерами.", "")
    fields, papers = found
    remarks = Remarks(sheet.name)
    logins = Logins()
    records: dict[tuple[int, str, str], ListedRecord] = {}
    refused = hidden = repeated = 0

    def cell(row: Sequence[Any], name: str) -> Any:
        column = fields.get(name)
        return row[column] if column is not None and column < len(row) else ""

    for number, row in enumerate(islice(rows, None), at + 1):
        if not any(text(one) for one in row):
            continue
        first = next(text(one) for one in row if text(one)).casefold()
        if first.startswith(("итого", "всего")):
            remarks.add("info", "total_row", "Строка итогов пропущена.", number)
            continue
        if number in sheet.hidden_rows and not options.include_hidden:
            hidden += 1
            continue
        login, name = logins[cell(row, "login")] or "", text(cell(row, "name"))
        if not login and text(cell(row, "login")):
            said = f"«{text(cell(row, 'login'))}» — не логин школы."
            remarks.add("warning", "bad_login", f"{said} Строка сопоставляется только по названию.", number, fields["login"])
        if not login and not name:
            refused += 1
            remarks.add("error", "no_school", f"Не указана школа. Строка {number} не загружена.", number)
            continue
        year = whole(cell(row, "year")) if "year" in fields else options.year
        if year is None or not 2015 <= year <= 2100:
            refused += 1
            said = "Не указан год" if not text(cell(row, "year")) else f"«{text(cell(row, 'year'))}» — не год"
            remarks.add("error", "no_year", f"{said}. Строка {number} не загружена.", number, fields.get("year", 0))
            continue
        marks, wrong = _marks(row, papers)
        if wrong is not None:
            refused += 1
            code, said = why_wrong(row[wrong], "1, 0 или пусто")
            remarks.add("error", code, f"{said} Строка {number} не загружена.", number, wrong)
            continue
        printed = whole(cell(row, "markers"))
        counted_here = sum(marks.values())
        if printed is not None and printed != counted_here:
            said = f"Количество маркеров {printed}, а отмечено {counted_here}."
            remarks.add("warning", "sum_mismatch", said, number, fields["markers"])
        key = (year, login, "" if login else name)
        town = text(cell(row, "municipality"))
        record = ListedRecord(year, login, town, name, marks, printed if printed is not None else counted_here)
        former = records.setdefault(key, record)
        if former is not record:
            if former == record and former.papers == record.papers:
                repeated += 1  # published lists hold whole years twice
            else:
                refused += 1
                said = f"Школа {login or name} за {year} год стоит в списке дважды с разными отметками: взята первая строка."
                remarks.add("error", "repeated_school", said, number)
    if hidden:
        shown = counted(hidden, "скрытая строка", "скрытые строки", "скрытых строк")
        asked = options.include_hidden is None
        said = "пока не загружено. Загрузить?" if asked else "по вашему выбору не загружено."
        remarks.add("warning" if asked else "info", "hidden_rows", f"В файле {shown} с данными, {said}")
    if repeated:
        remarks.add("info", "repeated_rows", f"Одинаковых строк, стоящих в списке повторно: {repeated}. Каждая взята один раз.")
    return ReadFile(
        NAME,
        rows=len(records) + refused + repeated,
        refused=refused,
        problems=remarks.problems(),
        row_warnings=remarks.row_warnings,
        sheet=sheet.name,
        listed=tuple(records.values()),
        kind="",
    )


def _marks(row: Sequence[Any], papers: dict[str, int]) -> tuple[dict[str, int], int | None]:
    """Cells that are not blank, and the first column that holds something else."""
    marks: dict[str, int] = {}
    for paper, column in papers.items():
        cell = row[column] if column < len(row) else ""
        said = text(cell).casefold()
        if said in ("", "-", "–", "—"):
            continue
        found = whole(cell) if said not in ("+", "да") else 1
        if found not in (0, 1):
            return marks, column
        marks[paper] = found
    return marks, None
