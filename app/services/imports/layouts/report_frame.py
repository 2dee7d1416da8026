"""The frame shared by the analytic reports of ФИС ОКО: title, «ВПР 2026 Русский язык 4 класс», labels, one header row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, ClassVar

from app.services.errors import UserError
from app.services.imports import identity
from app.services.imports.layouts.logins import bracketed_code
from app.services.imports.layouts.remarks import Remarks
from app.services.imports.rows import GroupRecord, ImportOptions, ReadFile, TaskColumn
from app.services.imports.score_cells import caption, is_date, is_error, number, text, whole, why_wrong
from app.services.problems import Severity
from app.services.results.subjects import normalise_subject
from app.services.table_files.workbook import Sheet

GROUPS = "группы участников"
SAMPLE = "Вся выборка"
_TITLE_ROWS = 12
_FLAT = ("год", "класс", "предмет", "кол-во участников")
_MUNICIPAL = re.compile(r"(?<!автономный )\b(район|округ)\b|\bг\.\s?о\.|городской|город\b", re.IGNORECASE)


@dataclass(frozen=True)
class Frame:
    """What stands above the table. `header` is the 0-based index of the header row."""

    year: int | None
    grade: int | None
    subject: str
    max_score: int | None
    held_on: date | None
    header: int
    captions: tuple[str, ...]
    left: int = 0
    """0-based column of the first caption: the table may start anywhere."""


@dataclass(frozen=True)
class Group:
    """A row of a report by groups."""

    level: str
    code: str
    name: str
    row: int
    cells: Sequence[Any]


def has_title(head: Sequence[Sequence[Any]], title: str) -> bool:
    """The report calls itself so above its table: the first words of a row that is no row of captions."""
    return any(caption(_first(row)[1]).startswith(title) for row in head[:_TITLE_ROWS] if _lone(row))


def is_titled(head: Sequence[Sequence[Any]], titles: Sequence[str]) -> bool:
    """Any of the reports we know calls itself by its name here."""
    return any(has_title(head, title) for title in titles)


def _lone(row: Sequence[Any]) -> bool:
    return sum(1 for cell in row if text(cell)) in (1, 2)


def _first(row: Sequence[Any]) -> tuple[int, Any]:
    """(column, cell) of the first cell with something in it; (0, "") of an empty row."""
    return next(((column, cell) for column, cell in enumerate(row) if text(cell)), (0, ""))


def read_frame(head: Sequence[Sequence[Any]], is_header: Callable[[Sequence[str]], bool], *, file: str, sheet: str) -> Frame:
    """`is_header` gets the captions of a row. Raises UserError when there is no header row."""
    year = grade = max_score = None
    subject, held_on = "", None
    for index, row in enumerate(head):
        captions = tuple(caption(cell) for cell in row)
        if is_header(captions):
            left = next((column for column, name in enumerate(captions) if name), 0)
            return Frame(year, grade, subject, max_score, held_on, index, captions, left)
        told = next((found for cell in row if (found := identity.from_title(text(cell)))), None)
        if told:
            year, subject, grade = told[0], subject or told[1], told[2]
        column, cell = _first(row)
        first = caption(cell)
        value = _first(row[column + 1 :])[1]
        if first.startswith("предмет"):
            subject = normalise_subject(text(value)) or subject
        elif first.startswith("максимальный первичный балл"):
            max_score = whole(value)
        elif first.startswith("дата"):
            held_on = _day(value)
    raise UserError(
        f"В файле «{file}» на листе «{sheet}» не найдена строка с названиями столбцов.",
        "Скачайте отчёт заново и загрузите его без изменений.",
    )


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if is_date(value) and isinstance(value, date):
        return value
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text(value))
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def is_group_header(captions: Sequence[str]) -> bool:
    return GROUPS in captions


def is_municipal(name: str) -> bool:
    """«Заречный муниципальный район», «город Северный», but not «… автономный округ»."""
    return _MUNICIPAL.search(name) is not None


def groups(sheet: Sheet, frame: Frame, remarks: Remarks, options: ImportOptions) -> Iterator[Group]:
    """Rows under the header with their level; a row that cannot be placed becomes a remark."""
    levels = Levels()
    hidden = 0
    left = frame.captions.index(GROUPS)
    for row_number, row in enumerate(islice(sheet.rows(), frame.header + 1, None), frame.header + 2):
        named = text(row[left]) if left < len(row) else ""
        if is_maximum_row(row):
            continue
        if not named:
            second_header = row_number == frame.header + 2
            if not second_header and any(text(cell) for cell in row):
                remarks.add("info", "note_row", "Строка без названия группы пропущена.", row_number, left)
            continue
        if row_number in sheet.hidden_rows and not options.include_hidden:
            hidden += 1
            continue
        if all(text(cell) == "" for cell in row[left + 1 :]):
            remarks.add("info", "note_row", f"Строка «{named[:60]}» без чисел пропущена.", row_number, left)
        elif named.casefold().startswith(("итого", "всего")):
            remarks.add("info", "total_row", f"Строка итогов «{named[:60]}» пропущена.", row_number, left)
        elif (known := levels.of(named)) is not None:
            yield Group(*known, row_number, row)
        else:
            unknown_group(named, row_number, left, remarks)
    remark_hidden(hidden, remarks, options)


def remark_hidden(hidden: int, remarks: Remarks, options: ImportOptions) -> None:
    if hidden:
        how: Severity = "warning" if options.include_hidden is None else "info"
        remarks.add(how, "hidden_rows", f"Скрытых строк с данными: {hidden}, пока не загружено. Загрузить?")


def unknown_group(named: str, row: int, column: int, remarks: Remarks) -> None:
    said = f"Непонятно, что за группа «{named[:60]}»: её числа не загружены."
    remarks.add("warning", "unknown_group", said, row, column)


class Levels:
    """Level, code and name of groups in the order of a report: whole sample, region, municipality, school."""

    _SAMPLE = re.compile(r"вся выборка.*|рф|россия|российская федерация", re.IGNORECASE)
    _PLAIN: ClassVar[dict[str, str]] = {"регион": "region", "субъект рф": "region", "муниципалитет": "municipality"}
    """Words that name the level instead of the group."""

    def __init__(self) -> None:
        self.region_seen = False

    def of(self, named: str) -> tuple[str, str, str] | None:
        """(level, code, name); None where the words do not tell."""
        name, code = bracketed_code(named)
        if self._SAMPLE.fullmatch(name):
            return "sample", "", SAMPLE
        if re.fullmatch(r"reg\d\d_m\d{3}", code):
            return "municipality", code, name
        if code and not code.startswith("reg"):
            return "school", code, name
        plain = self._PLAIN.get(caption(name))
        if plain == "municipality" or (not code and plain is None and is_municipal(name)):
            return "municipality", code, name
        if code or plain or not self.region_seen:
            self.region_seen = True
            return "region", code, name
        return None


def is_maximum_row(row: Sequence[Any]) -> bool:
    """The row that gives the maximum of every task."""
    return any(re.fullmatch(r"макс(имальный|\.)?\s*(первичный\s*)?балл.*", caption(cell)) for cell in row)


def numbers(
    row: Sequence[Any], columns: dict[str, int], row_number: int, remarks: Remarks, expected: str
) -> dict[str, float] | None:
    """{name: value} of a group row; None and an error remark when a cell is no number (an empty cell is left out)."""
    found: dict[str, float] = {}
    for name, column in columns.items():
        cell = row[column] if column < len(row) else ""
        value = number(cell)
        if value is not None:
            found[name] = value
        elif text(cell) not in ("", "-", "–", "—") or is_error(cell):
            code, said = why_wrong(cell, expected)
            remarks.add("error", code, f"{said} Строка {row_number} не загружена.", row_number, column)
            return None
    return found


def check_percents(data: dict[str, float], row_number: int, remarks: Remarks) -> None:
    """Percents of one group add up to 100."""
    if data and abs(sum(data.values()) - 100) > 0.5:
        remarks.add(
            "warning",
            "percent_sum",
            f"Доли в строке дают {sum(data.values()):.2f} % вместо 100 %.".replace(".", ",", 1),
            row_number,
            0,
        )


def group_file(
    layout: str,
    source: Frame | FlatTable,
    records: Sequence[GroupRecord],
    remarks: Remarks,
    sheet: Sheet,
    tasks: Sequence[TaskColumn] = (),
) -> ReadFile:
    """The `ReadFile` of a report by groups: repeated groups are refused, the rest counted."""
    kept: dict[tuple[str, str, str, str], GroupRecord] = {}
    for record in records:
        key = (record.content, record.level, record.code, record.name)
        if key in kept:
            remarks.add("error", "repeated_group", f"Группа «{record.name}» стоит в файле дважды: взята первая строка.")
        else:
            kept[key] = record
    problems = remarks.problems()
    refused = sum(problem.severity == "error" for problem in problems)
    frame = source if isinstance(source, Frame) else None
    return ReadFile(
        layout,
        source.year,
        source.grade,
        source.subject,
        frame.max_score if frame else None,
        frame.held_on if frame else None,
        tuple(tasks),
        groups=tuple(kept.values()),
        rows=len(kept) + refused,
        refused=refused,
        problems=problems,
        row_warnings=remarks.row_warnings,
        sheet=sheet.name,
    )


# --- flat tables: «Год, Класс, Предмет, Муниципалитет, Логин, ОО, Кол-во участников, …» ------------------------------


def flat_header(head: Sequence[Sequence[Any]]) -> int | None:
    """Index of the header row of a flat table, None when it is none."""
    for index, row in enumerate(head[:10]):
        captions = {caption(cell) for cell in row}
        if captions.issuperset(_FLAT):
            return index
    return None


@dataclass(frozen=True)
class FlatTable:
    year: int | None
    grade: int | None
    subject: str
    groups: tuple[GroupRecord, ...]


def read_flat(sheet: Sheet, header: int, content: str, options: ImportOptions, remarks: Remarks, file: str) -> FlatTable:
    """One procedure of a flat table of percents; several in one file → the options say which, else UserError."""
    rows = sheet.rows()
    captions = [caption(cell) for cell in next(islice(rows, header, None))]
    at = {
        name: captions.index(name)
        for name in ("год", "класс", "предмет", "муниципалитет", "логин", "оо", "кол-во участников")
        if name in captions
    }
    values = {name: index for index, name in enumerate(captions) if name.isdigit()}
    found: dict[tuple[int | None, int | None, str], list[GroupRecord]] = {}
    for row_number, row in enumerate(rows, header + 2):
        if not any(text(cell) for cell in row):
            continue
        key = (whole(row[at["год"]]), whole(row[at["класс"]]), normalise_subject(text(row[at["предмет"]])))
        if not _chosen(key, options):
            continue
        data = numbers(row, values, row_number, remarks, "процент")
        if data is None:
            continue
        check_percents(data, row_number, remarks)
        municipality = text(row[at["муниципалитет"]]) if "муниципалитет" in at else ""
        login = bracketed_code(f"({text(row[at['логин']])})")[1] if "логин" in at else ""
        name = text(row[at["оо"]]) if "оо" in at else ""
        level = "school" if login or name else "municipality" if municipality else "region"
        record = GroupRecord(
            content, level, login, name or municipality or "Регион", None, whole(row[at["кол-во участников"]]), data
        )
        found.setdefault(key, []).append(record)
    if len(found) > 1:
        said = "; ".join(f"{subject} {grade} класс {year}" for year, grade, subject in sorted(found, key=str)[:6])
        raise UserError(f"В файле «{file}» несколько процедур: {said}.", "Укажите год, класс и предмет той, которую загружаете.")
    for (year, grade, subject), records in found.items():
        return FlatTable(year, grade, subject, tuple(records))
    return FlatTable(None, None, "", ())


def _chosen(key: tuple[int | None, int | None, str], options: ImportOptions) -> bool:
    year, grade, subject = key
    return (
        (options.year is None or options.year == year)
        and (options.grade is None or options.grade == grade)
        and (not options.subject or normalise_subject(options.subject) == subject)
    )
