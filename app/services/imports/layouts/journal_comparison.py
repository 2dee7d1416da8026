"""«Сравнение отметок с отметками по журналу»: how many got a lower, the same, a higher mark than in the journal.

Two shapes: one row a group with six columns (2024 and later), and the older one with four rows a group
(«Понизили», «Подтвердили», «Повысили», «Всего»).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from app.services.errors import UserError
from app.services.imports.layouts import report_frame
from app.services.imports.layouts.header import locate
from app.services.imports.layouts.logins import bracketed_code
from app.services.imports.layouts.remarks import Remarks
from app.services.imports.rows import GroupRecord, ImportOptions, ReadFile
from app.services.imports.score_cells import caption, text, whole
from app.services.table_files.workbook import Sheet, Workbook

NAME = "journal_comparison"
_TITLE = "сравнение отметок с отметками по журналу"
_WORDS = {"понизили": "lowered", "подтвердили": "confirmed", "повысили": "raised"}
_WANTED = {
    "participants": r"кол-во участников\s*(\(всего\))?",
    **{f"{name}_count": rf"{word}.*кол-во.*" for word, name in _WORDS.items()},
    **{f"{name}_percent": rf"{word}.*%" for word, name in _WORDS.items()},
}


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return report_frame.has_title(head, _TITLE)


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    head = sheet.head()
    remarks = Remarks(sheet.name)
    file = workbook.path.name
    frame = report_frame.read_frame(head, report_frame.is_group_header, file=file, sheet=sheet.name)
    required = {"participants": "Кол-во участников"}
    found = locate(head[frame.header], _WANTED, required, options, file=file, sheet=sheet.name, row=frame.header + 1)
    left = frame.captions.index(report_frame.GROUPS)
    if any(caption(row[left]).startswith(tuple(_WORDS)) for row in head[frame.header + 1 :] if left < len(row)):
        records = list(_vertical(sheet, frame, found["participants"], remarks))
    else:
        missing = [word for word, name in _WORDS.items() if f"{name}_count" not in found and f"{name}_percent" not in found]
        if missing:
            raise UserError(
                f"В файле «{file}» на листе «{sheet.name}» не хватает столбца: «{missing[0].capitalize()}…».",
                "Скачайте отчёт заново и загрузите его без изменений.",
            )
        records = list(_horizontal(sheet, frame, found, remarks, options))
    return report_frame.group_file(NAME, frame, records, remarks, sheet)


def _horizontal(
    sheet: Sheet, frame: report_frame.Frame, found: dict[str, int], remarks: Remarks, options: ImportOptions
) -> Iterator[GroupRecord]:
    for group in report_frame.groups(sheet, frame, remarks, options):
        total = whole(group.cells[found["participants"]])
        values = report_frame.numbers(
            group.cells, {name: at for name, at in found.items() if name != "participants"}, group.row, remarks, "число"
        )
        if values is None:
            continue
        data = {}
        for name in _WORDS.values():
            count = values.get(f"{name}_count")
            if count is None and total is not None and f"{name}_percent" in values:
                count = round(values[f"{name}_percent"] * total / 100)
            if count is not None:
                data[name] = count
        if total is not None and sum(data.values()) > total:
            said = f"Понизили, подтвердили и повысили вместе {sum(data.values()):.0f}, а всего участников {total}."
            remarks.add("warning", "count_sum", said, group.row, found["participants"])
        yield GroupRecord("journal", group.level, group.code, group.name, None, total, data)


def _vertical(sheet: Sheet, frame: report_frame.Frame, column: int, remarks: Remarks) -> Iterator[GroupRecord]:
    """Four rows a group: the name of the group stands alone in its row."""
    left = frame.captions.index(report_frame.GROUPS)
    name, code, level = "", "", ""
    data: dict[str, float] = {}
    for row_number, row in enumerate(islice(sheet.rows(), frame.header + 1, None), frame.header + 2):
        said = text(row[left]) if left < len(row) else ""
        word = next((word for word in (*_WORDS, "всего") if said.casefold().startswith(word)), "")
        if not said:
            continue
        if not word:
            name, code = bracketed_code(said)
            level = "sample" if said.casefold() == "вся выборка" else _level(code, said)
            data = {}
            continue
        count = whole(row[column])
        if count is None:
            remarks.add("error", "bad_score", f"Нет числа участников в строке «{said}».", row_number, column)
        elif word == "всего":
            yield GroupRecord("journal", level, code, name, None, count, data)
        else:
            data[_WORDS[word]] = count


def _level(code: str, name: str) -> str:
    if re.fullmatch(r"reg\d\d_m\d{3}", code) or (not code and report_frame.is_municipal(name)):
        return "municipality"
    return "school" if code and not code.startswith("reg") else "region"
