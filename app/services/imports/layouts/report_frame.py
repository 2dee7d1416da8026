"""The frame shared by the analytic reports of ФИС ОКО: title, «ВПР 2026 Русский язык 4 класс», labels, one header row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from app.services.errors import UserError
from app.services.imports import identity
from app.services.imports.layouts.logins import bracketed_code
from app.services.imports.layouts.remarks import Remarks
from app.services.imports.rows import GroupRecord, ImportOptions, ReadFile
from app.services.imports.score_cells import caption, is_date, is_error, number, text, whole, why_wrong
from app.services.results.subjects import normalise_subject
from app.services.table_files.workbook import Sheet

GROUPS = "группы участников"
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


@dataclass(frozen=True)
class Group:
    """A row of a report by groups."""

    level: str
    code: str
    name: str
    row: int
    cells: Sequence[Any]


def has_title(head: Sequence[Sequence[Any]], title: str) -> bool:
    """The report calls itself so in one of the first rows."""
    return any(caption(row[0]).startswith(title) for row in head[:5] if row)


def read_frame(head: Sequence[Sequence[Any]], is_header: Callable[[Sequence[str]], bool], *, file: str, sheet: str) -> Frame:
    """`is_header` gets the captions of a row. Raises UserError when there is no header row."""
    year = grade = max_score = None
    subject, held_on = "", None
    for index, row in enumerate(head):
        captions = tuple(caption(cell) for cell in row)
        if is_header(captions):
            return Frame(year, grade, subject, max_score, held_on, index, captions)
        told = next((found for cell in row if (found := identity.from_title(text(cell)))), None)
        if told:
            year, subject, grade = told[0], subject or told[1], told[2]
        first = captions[0] if captions else ""
        value = row[1] if len(row) > 1 else ""
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
    return bool(captions) and captions[0] == GROUPS


def is_municipal(name: str) -> bool:
    """«Заречный муниципальный район», «город Северный», but not «… автономный округ»."""
    return _MUNICIPAL.search(name) is not None


def groups(sheet: Sheet, frame: Frame, remarks: Remarks, options: ImportOptions) -> Iterator[Group]:
    """Rows under the header with their level; a row that cannot be placed becomes a remark."""
    region_seen = False
    hidden = 0
    for row_number, row in enumerate(islice(sheet.rows(), frame.header + 1, None), frame.header + 2):
        named = text(row[0]) if row else ""
        if not named:
            if any(text(cell) for cell in row):
                remarks.add("info", "note_row", "Строка без названия группы пропущена.", row_number, 0)
            continue
        if row_number in sheet.hidden_rows and not options.include_hidden:
            hidden += 1
            continue
        name, code = bracketed_code(named)
        if all(text(cell) == "" for cell in row[1:]):
            remarks.add("info", "note_row", f"Строка «{named[:60]}» без чисел пропущена.", row_number, 0)
            continue
        if named.casefold() == "вся выборка":
            yield Group("sample", "", named, row_number, row)
        elif re.fullmatch(r"reg\d\d_m\d{3}", code):
            yield Group("municipality", code, name, row_number, row)
        elif code.startswith("reg"):
            region_seen = True
            yield Group("region", code, name, row_number, row)
        elif code:
            yield Group("school", code, name, row_number, row)
        elif named.casefold().startswith(("итого", "всего")):
            remarks.add("info", "total_row", f"Строка итогов «{named[:60]}» пропущена.", row_number, 0)
        elif is_municipal(named):
            yield Group("municipality", "", named, row_number, row)
        elif not region_seen:
            region_seen = True
            yield Group("region", "", named, row_number, row)
        else:
            remarks.add(
                "warning", "unknown_group", f"Непонятно, что за группа «{named[:60]}»: строка не загружена.", row_number, 0
            )
    if hidden:
        how = "warning" if options.include_hidden is None else "info"
        remarks.add(how, "hidden_rows", f"Скрытых строк с данными: {hidden}, пока не загружено. Загрузить?")  # type: ignore[arg-type]


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
    layout: str, source: Frame | FlatTable, records: Sequence[GroupRecord], remarks: Remarks, sheet: Sheet
) -> ReadFile:
    """The `ReadFile` of a report by groups: repeated groups are refused, the rest counted."""
    kept: dict[tuple[str, str, str], GroupRecord] = {}
    for record in records:
        key = (record.level, record.code, record.name)
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
