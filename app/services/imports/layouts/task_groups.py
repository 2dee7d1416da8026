"""«Выполнение заданий группами участников»: completion of every task by those who got «2», «3», «4», «5».

Remembered, not seen: one row a group and mark. The mark stands in a column of its own, or in the words of the row
(«Регион 99, отметка «3»»), or the group stands alone in its row and the marks follow it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from app.services.imports.layouts import report_frame, task_completion
from app.services.imports.layouts.header import locate
from app.services.imports.layouts.remarks import Remarks
from app.services.imports.rows import GroupRecord, ImportOptions, ReadFile, TaskColumn
from app.services.imports.score_cells import text, whole
from app.services.table_files.workbook import Sheet, Workbook

NAME = "task_groups"
_TITLE = "выполнение заданий группами участников"
_WANTED = {
    **task_completion.WANTED,
    "mark": r"(отметка|группа|группа баллов|гр\.?\s*баллов|отметка за впр|полученная отметка)",
}
_MARK = re.compile(r"[«\"']?(?P<mark>[2-5])[»\"']?")
_MARK_ROW = re.compile(
    r"(?:(?:участник\w*|обучающ\w*|получивш\w*|отметк\w*|групп\w*|гр|балл\w*|ср\w*|вып\w*|уч)[\s.,:%]*|[%\s])*"
    r"[«\"'(]*(?P<mark>[2-5])[»\"')]*(?:\s*балл\w*)?",
    re.IGNORECASE,
)
"""«2», «Отметка 2», «Участники, получившие «3»», «Ср. % вып. уч. гр. баллов 4»: a mark of the group above."""
_NAME_AND_MARK = re.compile(
    r"(?P<name>.+?)[\s,;:(–—-]+(?:отметк\w*|групп\w*\s+баллов|гр\.?\s*баллов|получивши\w*)\s*[«\"'(]*(?P<mark>[2-5])[»\"')]*",
    re.IGNORECASE,
)


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return report_frame.has_title(head, _TITLE)


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    head = sheet.head()
    remarks = Remarks(sheet.name)
    file = workbook.path.name
    frame = report_frame.read_frame(head, report_frame.is_group_header, file=file, sheet=sheet.name)
    found = locate(head[frame.header], _WANTED, {}, options, file=file, sheet=sheet.name, row=frame.header + 1)
    tasks = task_completion.tasks_of_header(sheet, head, frame, found, file)
    left = frame.captions.index(report_frame.GROUPS)
    levels = report_frame.Levels()
    records: list[GroupRecord] = []
    group: tuple[str, str, str] | None = None
    known: dict[str, tuple[str, str, str] | None] = {}
    hidden = 0
    for row_number, row in enumerate(islice(sheet.rows(), frame.header + 1, None), frame.header + 2):
        named = text(row[left]) if left < len(row) else ""
        if report_frame.is_maximum_row(row):
            continue
        if row_number in sheet.hidden_rows and not options.include_hidden:
            hidden += bool(named)
            continue
        mark = _MARK.fullmatch(text(row[found["mark"]])) if "mark" in found else None
        if named and mark is None and (alone := _MARK_ROW.fullmatch(named)) and group is not None:
            mark = alone
        elif named:
            both = _NAME_AND_MARK.fullmatch(named) if mark is None else None
            if both:
                named, mark = both["name"], both
            if named not in known:
                known[named] = levels.of(named)
                if known[named] is None:
                    report_frame.unknown_group(named, row_number, left, remarks)
            group = known[named]
        if mark is None or group is None:
            continue  # a group as a whole: «Выполнение заданий» says it
        data = task_completion.completion(report_frame.Group(*group, row_number, row), tasks, remarks)
        if data is not None:
            participants = whole(row[found["participants"]]) if "participants" in found else None
            records.append(GroupRecord(f"tasks_{mark['mark']}", *group, None, participants, data))
    report_frame.remark_hidden(hidden, remarks, options)
    columns = [TaskColumn(code, points) for _column, code, points in tasks]
    return report_frame.group_file(NAME, frame, records, remarks, sheet, columns)
