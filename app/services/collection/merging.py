"""Answers put together: into the region's own form, or into a plain workbook of all."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.models.collection import CollectionRegionForm, CollectionRequest
from app.services.changes import Changes
from app.services.collection import store
from app.services.collection.commands import TOPICS
from app.services.collection.queries import board
from app.services.collection.region_form import read_region_form, remembered_words
from app.services.collection.rows import STATES, Board, RegionColumn, RegionForm
from app.services.context import Context
from app.services.errors import UserError
from app.services.forms.printing import write_file
from app.services.organisations.rules import name_key
from app.services.row_undo import part, snapshot, undo_rows
from app.services.school_workbook.rows import FormColumn, FormDefinition, Value
from app.services.table_files import cells
from app.services.table_files.columns import column_letter
from app.services.table_files.export_guard import set_cell, write_cell
from app.services.text_ru import short_date

NUMBERS = frozenset({"whole", "number", "points"})


@dataclass(frozen=True, slots=True)
class Merged:
    """What was written. `missing`: schools whose answer is not in it."""

    path: Path
    schools: int
    rows: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    school: str
    login: str
    values: Mapping[str, Value]


def preview_region_form(ctx: Context, request_id: int, path: Path) -> RegionForm:
    """How the region's empty form would be filled; nothing is written. Columns chosen before are remembered by their words."""
    with ctx.db.read() as session:
        store.request_of(session, request_id)
        _version, form = store.newest_form(session, request_id)
        remembered: dict[str, str] = {}
        for text in session.scalars(select(CollectionRegionForm.mapping).order_by(CollectionRegionForm.used_at)):
            remembered |= json.loads(text)["columns"]
    return read_region_form(path, form, remembered)


def save_region_form(ctx: Context, request_id: int, region: RegionForm) -> Changes:
    """Keep the form and what its columns mean: the next merge needs neither."""
    if not any(column.source not in ("", "number", "school", "login") for column in region.columns):
        raise UserError("Ни один столбец формы не связан с ответами.", "Выберите, что вписывать хотя бы в один столбец.")
    with ctx.db.write() as session:
        request = store.request_of(session, request_id)
        _version, form = store.newest_form(session, request_id)
        parts = [
            part(CollectionRegionForm, CollectionRegionForm.id > 0),
            part(CollectionRequest, CollectionRequest.id == request_id),
        ]
        before = snapshot(session, parts)
        kept = CollectionRegionForm(
            fingerprint=region.fingerprint, file_name=region.file_name, content=region.content, used_at=ctx.clock(),
            mapping=json.dumps(
                {
                    "sheet": region.sheet,
                    "row": region.header_row,
                    "places": [[column.column, column.caption, column.source] for column in region.columns],
                    "columns": remembered_words(region, form),
                },
                ensure_ascii=False,
            ),
        )  # fmt: skip
        session.add(kept)
        session.flush()
        request.region_form_id = kept.id
        after = snapshot(session, parts)
    message = f"Форма региона «{region.file_name}» запомнена."
    return Changes(TOPICS, message, undo_rows(parts, before, after, TOPICS, "Форма региона снята."))


def stored_region_form(ctx: Context, request_id: int) -> RegionForm | None:
    with ctx.db.read() as session:
        request = store.request_of(session, request_id)
        found = session.get(CollectionRegionForm, request.region_form_id) if request.region_form_id is not None else None
        if found is None:
            return None
        said = json.loads(found.mapping)
        columns = tuple(RegionColumn(at, caption, source, False) for at, caption, source in said["places"])
        return RegionForm(found.file_name, said["sheet"], said["row"], columns, found.content, found.fingerprint)


def merge(ctx: Context, request_id: int, path: Path, *, plain: bool = False) -> Merged:
    """Write the accepted answers: into the region's form where one was given (and not `plain`), else into a plain workbook.

    Raises UserError where nobody has answered yet, or the form has no room.
    """
    found = board(ctx, request_id=request_id)
    if not found.requests:
        raise UserError("Такого запроса больше нет.", "Обновите список запросов.")
    form = found.requests[0].form
    lines = [_Line(line.school, line.login, values) for line in found.lines for values in line.cells[request_id].rows]
    missing = tuple(line.school for line in found.lines if not line.cells[request_id].rows)
    if not lines:
        raise UserError("Собирать пока нечего: ни один ответ не принят.", "Прочитайте ответы школ.")
    region = None if plain else stored_region_form(ctx, request_id)
    content = _fill(region, form, lines) if region is not None else _union(found, form, lines)
    write_file(path, content)
    return Merged(path, len(found.lines) - len(missing), len(lines), missing)


def merge_answers(ctx: Context, request_id: int, path: Path, region: RegionForm | None = None) -> Changes:
    """The same as a command: a region's form given now is remembered, without one the workbook is plain. `value` = `Merged`."""
    changes = save_region_form(ctx, request_id, region) if region is not None else Changes(frozenset())
    try:
        made = merge(ctx, request_id, path, plain=region is None)
    except UserError:
        if changes.undo is not None:
            changes.undo(ctx)
        raise
    return Changes(changes.topics, f"Ответы собраны в «{path.name}».", changes.undo, made)


# --- the region's form -----------------------------------------------------------------------------------------------


def _fill(region: RegionForm, form: FormDefinition, lines: list[_Line]) -> bytes:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(region.content))
    sheet = book[region.sheet]
    places = {column.source: column.column + 1 for column in region.columns if column.source}
    first = region.header_row + 1
    if _is_numbering(sheet, first, region):
        first += 1
    named = _named_rows(sheet, first, places.get("school")) if form.single else {}
    free = _free_rows(sheet, first, [column.column + 1 for column in region.columns])
    style_row = first
    for number, line in enumerate(lines, 1):
        row = named.get(name_key(line.school))
        if row is None:
            row = next(free, None)
            if row is None:
                raise UserError(
                    f"В форме региона не хватает пустых строк: ответов {len(lines)}.",
                    "Добавьте строки под шапкой формы, сохраните её и укажите снова.",
                )
        for source, column in places.items():
            _put(sheet, row, column, style_row, _value(source, line, number, form), keep=source in ("school", "number"))
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _is_numbering(sheet: Any, row: int, region: RegionForm) -> bool:
    """A row 1, 2, 3 … under the captions."""
    typed = [cells.text(sheet.cell(row, column.column + 1).value) for column in region.columns]
    digits = [int(one) for one in typed if one.isdigit()]
    return len(digits) > 1 and len(digits) == sum(map(bool, typed)) and digits == list(range(digits[0], digits[0] + len(digits)))


def _named_rows(sheet: Any, first: int, column: int | None) -> dict[str, int]:
    """Rows of schools that the region has listed already."""
    if column is None:
        return {}
    found: dict[str, int] = {}
    for row in range(first, sheet.max_row + 1):
        if key := name_key(cells.text(sheet.cell(row, column).value)):
            found.setdefault(key, row)
    return found


def _free_rows(sheet: Any, first: int, columns: list[int]) -> Any:
    """Empty rows under the header: until something stands there that is not ours, without end where nothing does."""
    from openpyxl.cell.cell import MergedCell

    last = sheet.max_row
    for row in range(first, last + 1):
        line = [sheet.cell(row, column) for column in columns]
        taken = any(cell.value not in (None, "") and not _is_count(cell, row, first) for cell in line)
        if taken or any(isinstance(cell, MergedCell) for cell in line):
            text = " ".join(cells.text(cell.value) for cell in line).casefold()
            if any(word in text for word in ("итого", "всего", "руководитель", "исполнитель", "подпись")):
                return
            continue
        yield row
    row = last
    while True:
        row += 1
        yield row


def _is_count(cell: Any, row: int, first: int) -> bool:
    """Numbers the region printed beside empty rows: 1, 2, 3 …"""
    return cells.text(cell.value) == str(row - first + 1)


def _put(sheet: Any, row: int, column: int, style_row: int, value: Any, *, keep: bool) -> None:
    from copy import copy

    from openpyxl.cell.cell import MergedCell

    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell) or (keep and cell.value not in (None, "")):
        return
    set_cell(cell, value)
    model = sheet.cell(style_row, column)
    if row != style_row and not cell.has_style and model.has_style:
        cell._style = copy(model._style)
    if isinstance(value, date):
        cell.number_format = "DD.MM.YYYY"


def _value(source: str, line: _Line, number: int, form: FormDefinition) -> Any:
    if source == "number":
        return number
    if source in ("school", "login"):
        return line.school if source == "school" else line.login
    return _plain(form.column(source), line.values.get(source))


def _plain(column: FormColumn | None, value: Value | None) -> Any:
    if column is not None and column.kind == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    if column is not None and column.kind == "choice" and isinstance(value, str) and value.isdigit():
        return int(value)
    return value


# --- a plain workbook ------------------------------------------------------------------------------------------------


def _union(found: Board, form: FormDefinition, lines: list[_Line]) -> bytes:
    import xlsxwriter

    request = found.requests[0]
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    plain = {"font_name": "Arial", "font_size": 10, "border": 1, "border_color": "#C9CFD8", "valign": "vcenter"}
    head = book.add_format({**plain, "bold": True, "bg_color": "#E8EDF4", "text_wrap": True, "align": "center"})
    body, day = book.add_format({**plain, "text_wrap": True}), book.add_format({**plain, "num_format": "dd.mm.yyyy"})
    bold = book.add_format({**plain, "bold": True})
    title = book.add_format({"font_name": "Arial", "font_size": 13, "bold": True})
    sheet = book.add_worksheet("Свод")
    sheet.hide_gridlines(2)
    write_cell(sheet, 0, 0, request.title, title)
    captions = ["№", "Школа", "Логин", *(c.title + (f", {c.unit}" if c.unit else "") for c in form.columns)]
    for at, caption in enumerate(captions):
        write_cell(sheet, 2, at, caption, head)
    sheet.set_row(2, 42)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 12)
    sheet.set_column(3, len(captions) - 1, 16)
    for place, line in enumerate(lines):
        row = 3 + place
        for at, value in enumerate((place + 1, line.school, line.login)):
            write_cell(sheet, row, at, value, body)
        for at, column in enumerate(form.columns, 3):
            value = _plain(column, line.values.get(column.key))
            if isinstance(value, date):
                sheet.write_datetime(row, at, value, day)
            else:
                write_cell(sheet, row, at, value, body)
    if form.kind != "results":
        _totals(sheet, form, lines, bold)
    sheet.freeze_panes(3, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    _who(book, found, head, body)
    book.close()
    return made.getvalue()


def _totals(sheet: Any, form: FormDefinition, lines: list[_Line], style: Any) -> None:
    """Sums of whole numbers: a sum of percents or of answers by choice says nothing."""
    row = 3 + len(lines)
    summed = [(at, column) for at, column in enumerate(form.columns, 3) if column.kind == "whole"]
    if not summed:
        return
    write_cell(sheet, row, 1, "Итого", style)
    for at, column in summed:
        numbers = [value for line in lines if isinstance(value := line.values.get(column.key), int | float)]
        letter = column_letter(at)
        sheet.write_formula(row, at, f"=SUM({letter}4:{letter}{row})", style, sum(numbers))


def _who(book: Any, found: Board, head: Any, body: Any) -> None:
    request = found.requests[0]
    sheet = book.add_worksheet("Кто сдал")
    sheet.hide_gridlines(2)
    for at, (caption, width) in enumerate((("Школа", 40), ("Состояние", 18), ("Принято", 14), ("Замечания", 60))):
        write_cell(sheet, 0, at, caption, head)
        sheet.set_column(at, at, width)
    for row, line in enumerate(found.lines, 1):
        cell = line.cells[request.id]
        told = [cell.reason] if cell.reason else [problem.text for problem in cell.remarks]
        accepted = short_date(cell.accepted_at.date()) if cell.accepted_at else ""
        for at, value in enumerate((line.school, STATES[cell.state], accepted, "\n".join(told))):
            write_cell(sheet, row, at, value, body)
