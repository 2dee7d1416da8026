"""«Выполнение заданий»: percent of the maximum that every group has got for every task.

No real file of this report was seen, so nothing but the words is relied upon: the header row is the one with «Группы
участников», the tasks are the captions right of the counts, a row «Макс. балл» may stand anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from app.services.errors import UserError
from app.services.imports.layouts import report_frame
from app.services.imports.layouts.header import locate
from app.services.imports.layouts.remarks import Remarks
from app.services.imports.layouts.task_codes import task_places
from app.services.imports.rows import GroupRecord, ImportOptions, ReadFile, TaskColumn
from app.services.imports.score_cells import text, whole
from app.services.table_files.workbook import Sheet, Workbook

NAME = "task_completion"
_TITLE = "выполнение заданий"
_OTHER = ("выполнение заданий группами участников",)
WANTED = {"organisations": r"кол-во оо", "participants": r"кол-во (участников|уч\.?).*"}
Places = list[tuple[int, str, int | None]]
"""(0-based column, code, maximum or None) of each task."""


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return report_frame.has_title(head, _TITLE) and not report_frame.is_titled(head, _OTHER)


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    head = sheet.head()
    remarks = Remarks(sheet.name)
    file = workbook.path.name
    frame = report_frame.read_frame(head, report_frame.is_group_header, file=file, sheet=sheet.name)
    found = locate(head[frame.header], WANTED, {}, options, file=file, sheet=sheet.name, row=frame.header + 1)
    tasks = tasks_of_header(sheet, head, frame, found, file)
    records: list[GroupRecord] = []
    for group in report_frame.groups(sheet, frame, remarks, options):
        data = completion(group, tasks, remarks)
        if data is not None:
            records.append(
                GroupRecord(
                    "tasks",
                    group.level,
                    group.code,
                    group.name,
                    whole(group.cells[found["organisations"]]) if "organisations" in found else None,
                    whole(group.cells[found["participants"]]) if "participants" in found else None,
                    data,
                )
            )
    columns = [TaskColumn(code, points) for _column, code, points in tasks]
    return report_frame.group_file(NAME, frame, records, remarks, sheet, columns)


def tasks_of_header(
    sheet: Sheet, head: Sequence[Sequence[Any]], frame: report_frame.Frame, found: dict[str, int], file: str
) -> Places:
    """Task columns with their maxima, from the caption or from the row «Макс. балл». UserError when there are none."""
    left = max([frame.captions.index(report_frame.GROUPS), *found.values()])
    places = task_places(head[frame.header], left)
    if not places and frame.header + 1 < len(head):  # two header rows: «Задания» above, their numbers below
        places = task_places(head[frame.header + 1], left)
    codes = [code for _column, code, _points in places]
    twice = next((code for code in codes if codes.count(code) > 1), "")
    if not places or twice:
        said = f"задание {twice} стоит дважды" if twice else "нет столбцов с номерами заданий"
        raise UserError(
            f"В файле «{file}» на листе «{sheet.name}» (строка {frame.header + 1}) {said}.",
            "Скачайте отчёт заново и загрузите его без изменений.",
        )
    maxima = next((row for row in islice(sheet.rows(), 60) if report_frame.is_maximum_row(row) and _several(row, places)), [])
    return [(column, code, points or _points(maxima, column)) for column, code, points in places]


def _several(row: Sequence[Any], places: Places) -> bool:
    """A line of maxima, not the label «Максимальный первичный балл» with its one number."""
    return all(_points(row, column) for column, _code, _given in places)


def _points(row: Sequence[Any], column: int) -> int | None:
    points = whole(row[column]) if column < len(row) else None
    return points if points is not None and 0 < points <= 100 else None


def completion(group: report_frame.Group, tasks: Places, remarks: Remarks) -> dict[str, float] | None:
    """{code: percent}; None with a remark where a cell is no percent, or where the row has none at all."""
    columns = {code: column for column, code, _points in tasks}
    data = report_frame.numbers(group.cells, columns, group.row, remarks, "процент от 0 до 100")
    if data is None:
        return None
    if not data:
        remarks.add("info", "note_row", f"В строке «{group.name[:60]}» нет процентов: она пропущена.", group.row, 0)
        return None
    wrong = next((code for code, percent in data.items() if not 0 <= percent <= 100), None)
    if wrong is not None:
        said = f"Выполнение задания {wrong} — {text(data[wrong])} %, а возможно от 0 до 100."
        remarks.add("error", "percent_range", f"{said} Строка {group.row} не загружена.", group.row, columns[wrong])
        return None
    return data
