"""«Распределение первичных баллов»: percents of the participants by raw score 0 … max.

No real file of this report was seen, so nothing but the words is relied upon: the header row is the one that starts
with «Группы участников» and holds the scores as captions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.services.errors import UserError
from app.services.imports.layouts import report_frame
from app.services.imports.layouts.header import locate
from app.services.imports.layouts.remarks import Remarks
from app.services.imports.rows import GroupRecord, ImportOptions, ReadFile
from app.services.imports.score_cells import caption, whole
from app.services.table_files.workbook import Sheet, Workbook

NAME = "score_distribution"
_TITLE = "распределение первичных баллов"
_WANTED = {"organisations": r"кол-во оо", "participants": r"кол-во участников.*"}


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return report_frame.has_title(head, _TITLE) or _flat(head) is not None


def _flat(head: Sequence[Sequence[Any]]) -> int | None:
    at = report_frame.flat_header(head)
    return at if at is not None and {"0", "1", "2", "3", "4", "5", "6"} <= set(map(caption, head[at])) else None


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    head = sheet.head()
    remarks = Remarks(sheet.name)
    file = workbook.path.name
    flat = _flat(head)
    if flat is not None:
        table = report_frame.read_flat(sheet, flat, "scores", options, remarks, file)
        top = max((int(score) for group in table.groups for score, share in group.data.items() if share), default=0)
        return replace(report_frame.group_file(NAME, table, table.groups, remarks, sheet), max_score=top or None)
    frame = report_frame.read_frame(head, report_frame.is_group_header, file=file, sheet=sheet.name)
    required = {"participants": "Кол-во участников"}
    found = locate(head[frame.header], _WANTED, required, options, file=file, sheet=sheet.name, row=frame.header + 1)
    scores = {name: index for index, name in enumerate(frame.captions) if name.isdigit()}
    top = max(map(int, scores), default=0)
    missing = [str(score) for score in range(top + 1) if str(score) not in scores]
    if not top or missing:
        raise UserError(
            f"В файле «{file}» на листе «{sheet.name}» нет столбца балла {', '.join(missing) or '0, 1, 2 …'}.",
            "Скачайте отчёт заново и загрузите его без изменений.",
        )
    records: list[GroupRecord] = []
    for group in report_frame.groups(sheet, frame, remarks, options):
        data = report_frame.numbers(group.cells, scores, group.row, remarks, "процент")
        if data is None:
            continue
        report_frame.check_percents(data, group.row, remarks)
        organisations = whole(group.cells[found["organisations"]]) if "organisations" in found else None
        participants = whole(group.cells[found["participants"]])
        records.append(GroupRecord("scores", group.level, group.code, group.name, organisations, participants, data))
    read_file = report_frame.group_file(NAME, frame, records, remarks, sheet)
    return replace(read_file, max_score=frame.max_score or top)
