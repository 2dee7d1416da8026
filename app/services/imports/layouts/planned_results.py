"""«Достижение планируемых результатов»: rows are tasks with what they check, columns are groups.

Remembered, not seen: «№ | Блоки ПООП … умения | Макс. балл | регион | муниципалитет | ОО | РФ», «N уч.» under the groups.
A column is a group when it stands right of the texts and its cells are percents; words of the header say which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.services.errors import UserError
from app.services.imports.layouts import report_frame
from app.services.imports.layouts.remarks import Remarks
from app.services.imports.layouts.task_codes import leading_code, task_code
from app.services.imports.rows import GroupRecord, ImportOptions, ReadFile, TaskColumn
from app.services.imports.score_cells import caption, number, text, whole
from app.services.table_files.workbook import Sheet, Workbook

NAME = "planned_results"
_TITLE = "достижение планируемых результатов"
_WORDS = re.compile(r".*(блоки пооп|умени|планируемы[ех] результат|проверяем).*")
_NUMBER = re.compile(r"№.*|номер( задания)?|задание")
_MAXIMUM = re.compile(r"макс.*балл.*")
_LEVEL = re.compile(r"уровень.*")
_PUPILS = re.compile(r"(\d[\d\s]*)\s*(?:уч|участник|обуч|чел)\w*\.?", re.IGNORECASE)
_OWN = ("оо", "школа", "образовательная организация")
_MOST_TASKS = 60


@dataclass(frozen=True)
class _Columns:
    number: int | None
    texts: tuple[int, ...]
    maximum: int | None
    level: int | None
    groups: tuple[int, ...]


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return report_frame.has_title(head, _TITLE) and any(_is_header([caption(cell) for cell in row]) for row in head)


def _is_header(captions: Sequence[str]) -> bool:
    return any(map(_WORDS.fullmatch, captions)) and sum(1 for name in captions if name) >= 3


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    head = sheet.head()
    remarks = Remarks(sheet.name)
    file = workbook.path.name
    frame = report_frame.read_frame(head, _is_header, file=file, sheet=sheet.name)
    columns = _columns(frame.captions)
    rows = [list(row) for row in islice(sheet.rows(), frame.header + 1, frame.header + 1 + 4 * _MOST_TASKS)]
    tasks: list[TaskColumn] = []
    percents: dict[int, dict[str, float]] = {column: {} for column in columns.groups}
    for row_number, row in enumerate(rows, frame.header + 2):
        task = _task(row, columns)
        if task is None or any(task.code == known.code for known in tasks):
            continue
        tasks.append(task)
        for column in columns.groups:
            cell = row[column] if column < len(row) else ""
            value = number(cell)
            if value is not None and 0 <= value <= 100:
                percents[column][task.code] = value
            elif text(cell) not in ("", "-", "–", "—"):
                said = f"Задание {task.code}: «{text(cell)}» — не процент от 0 до 100, не загружено."
                remarks.add("error", "percent_range", said, row_number, column)
    if not tasks:
        raise UserError(
            f"В файле «{file}» на листе «{sheet.name}» нет строк с заданиями.",
            "Скачайте отчёт заново и загрузите его без изменений.",
        )
    above = [row for row in rows if _task(row, columns) is None]
    records = list(_records(head[frame.header], above, columns, percents, remarks, frame.header + 1))
    return report_frame.group_file(NAME, frame, records, remarks, sheet, tasks)


def _columns(captions: Sequence[str]) -> _Columns:
    named = list(enumerate(captions))
    number_at = next((column for column, name in named if _NUMBER.fullmatch(name)), None)
    texts = tuple(column for column, name in named if _WORDS.fullmatch(name))
    maximum = next((column for column, name in named if _MAXIMUM.fullmatch(name)), None)
    level = next((column for column, name in named if _LEVEL.fullmatch(name)), None)
    first = 1 + max(column for column in (number_at, *texts, maximum, level) if column is not None)
    return _Columns(number_at, texts, maximum, level, tuple(column for column, name in named if column >= first and name))


def _task(row: Sequence[Any], columns: _Columns) -> TaskColumn | None:
    """The task of a row; None for rows of anything else."""
    words = [text(row[column]) if column < len(row) else "" for column in columns.texts]
    lead, first = leading_code(words[0])
    told = task_code(row[columns.number]) if columns.number is not None and columns.number < len(row) else None
    code = lead or (told[0] if told else "")
    if not code or not any(words):
        return None
    words[0] = first
    points = whole(row[columns.maximum]) if columns.maximum is not None and columns.maximum < len(row) else None
    level = text(row[columns.level]).upper()[:1] if columns.level is not None and columns.level < len(row) else ""
    return TaskColumn(
        code,
        points or (told[1] if told else None),
        level if level in ("Б", "П", "В") else "",
        skill=words[0] if len(words) > 1 else "",
        planned_result=words[-1],
    )


def _records(
    header: Sequence[Any],
    above: Sequence[Sequence[Any]],
    columns: _Columns,
    percents: dict[int, dict[str, float]],
    remarks: Remarks,
    row: int,
) -> Iterator[GroupRecord]:
    levels = report_frame.Levels()
    for column in columns.groups:
        if not percents[column]:
            continue
        said = text(header[column])
        inside = _PUPILS.search(said)
        named = said[: inside.start()].strip(" ,;:–—-") if inside else said
        below = next((found for line in above if column < len(line) and (found := _PUPILS.search(text(line[column])))), None)
        counted = inside or below
        group = ("school", "", named) if caption(named) in _OWN else levels.of(named)
        if group is None:
            report_frame.unknown_group(named, row, column, remarks)
            continue
        participants = int("".join(counted[1].split())) if counted else None
        yield GroupRecord("skills", *group, None, participants, percents[column])
