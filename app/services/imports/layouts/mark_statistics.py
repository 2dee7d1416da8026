"""Ф3 «Статистика по отметкам»: percents of «2» … «5» for the sample, the region, municipalities and schools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.services.imports.layouts import report_frame
from app.services.imports.layouts.header import locate
from app.services.imports.layouts.remarks import Remarks
from app.services.imports.rows import GroupRecord, ImportOptions, ReadFile
from app.services.imports.score_cells import caption, whole
from app.services.table_files.workbook import Sheet, Workbook

NAME = "mark_statistics"
_TITLE = "статистика по отметкам"
_WANTED = {
    "organisations": r"кол-во оо",
    "participants": r"кол-во участников.*",
    "2": r"2",
    "3": r"3",
    "4": r"4",
    "5": r"5",
}
_REQUIRED = {"participants": "Кол-во участников", "2": "2", "3": "3", "4": "4", "5": "5"}


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return report_frame.has_title(head, _TITLE) or _flat(head) is not None


def _flat(head: Sequence[Sequence[Any]]) -> int | None:
    at = report_frame.flat_header(head)
    if at is None:
        return None
    return at if {name for name in map(caption, head[at]) if name.isdigit()} == {"2", "3", "4", "5"} else None


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    head = sheet.head()
    remarks = Remarks(sheet.name)
    file = workbook.path.name
    flat = _flat(head)
    if flat is not None:
        table = report_frame.read_flat(sheet, flat, "marks", options, remarks, file)
        return report_frame.group_file(NAME, table, table.groups, remarks, sheet)
    frame = report_frame.read_frame(head, report_frame.is_group_header, file=file, sheet=sheet.name)
    found = locate(head[frame.header], _WANTED, _REQUIRED, options, file=file, sheet=sheet.name, row=frame.header + 1)
    records: list[GroupRecord] = []
    for group in report_frame.groups(sheet, frame, remarks, options):
        data = report_frame.numbers(group.cells, {mark: found[mark] for mark in "2345"}, group.row, remarks, "процент")
        if data is None:
            continue
        report_frame.check_percents(data, group.row, remarks)
        organisations = whole(group.cells[found["organisations"]]) if "organisations" in found else None
        participants = whole(group.cells[found["participants"]])
        records.append(GroupRecord("marks", group.level, group.code, group.name, organisations, participants, data))
    return report_frame.group_file(NAME, frame, records, remarks, sheet)
