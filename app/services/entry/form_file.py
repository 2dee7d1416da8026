"""The form of ФИС ОКО (.xlsx): what it asks for, and a filled copy of it.

A copy is made by writing values into the cells of «Протокол» and nowhere else: styles, formulas, lists, helper columns
and the other sheets leave byte for byte as they came. A library that loads and saves whole workbooks would not promise that.
"""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.services.entry.rows import ABSENT, NO_MARK, EntryTask, Paper, SheetInfo, Work
from app.services.entry.rules import columns_of, shown, total_of
from app.services.errors import UserError
from app.services.imports import identity
from app.services.imports.layouts.header import find_header, locate, task_columns
from app.services.imports.rows import ImportOptions
from app.services.imports.score_cells import caption, text
from app.services.table_files.columns import address, column_index
from app.services.table_files.workbook import Workbook, open_workbook
from app.services.table_files.xlsx_parts import Package, part_key

if TYPE_CHECKING:
    from lxml.etree import _Element  # type: ignore[import-untyped]

T = TypeVar("T")

MAX_FORM_BYTES = 8 << 20
_SIGNATURE = ("код участника", "код", "вариант", "порядковый номер класса", "наименование класса", "итого баллов")
_WANTED = {
    "code": r"код( участника| обучающегося)?",
    "variant": r"вариант",
    "class_number": r"порядковый номер класса",
    "class_label": r"наименование класса|класс",
    "gender": r"пол",
    "journal": r"отметка за предыдущ.*",
    "total": r"итого баллов|первичный балл|всего баллов",
}
_REQUIRED = {"code": "Код участника", "variant": "Вариант"}
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_NOT_ATTEMPTED = ("X", "Х", "x", "х")


@dataclass(frozen=True, slots=True)
class Form:
    """A form as read. Rows 1-based, columns 0-based."""

    file_name: str
    sha256: str
    content: bytes
    sheet: str
    part: str
    """Name of the sheet's XML inside the package."""
    header_row: int
    places: Mapping[str, int]
    """Field of `_WANTED` → column."""
    tasks: tuple[EntryTask, ...]
    task_places: tuple[int, ...]
    variants: tuple[str, ...]
    codes: Mapping[str, int]
    """Codes that already stand in the form → their row."""
    year: int | None
    grade: int | None
    subject: str

    def paper(self, year: int | None = None, grade: int | None = None, subject: str = "") -> Paper | None:
        """The paper the form is for; None while neither the form nor the person says which."""
        year, grade, subject = year or self.year, grade or self.grade, subject or self.subject
        if not (year and grade and subject):
            return None
        return Paper("vpr", year, grade, subject, self.tasks, self.variants, "journal" in self.places, "gender" in self.places)


def read_form(path: Path) -> Form:
    """Raises UserError for a file that cannot be read or is no form to collect results with."""
    try:
        content = path.read_bytes() if path.stat().st_size <= MAX_FORM_BYTES else b""
    except OSError as error:
        raise UserError(f"Файл «{path.name}» не открывается.", "Закройте его в другой программе и повторите.") from error
    if not content:
        raise UserError(f"Файл «{path.name}» пуст или слишком велик для формы.", "Скачайте форму из личного кабинета ещё раз.")
    with open_workbook(path) as workbook:
        if workbook.format not in ("xlsx", "xlsm"):
            raise UserError(
                f"«{path.name}» — не книга .xlsx.", "Нужна форма сбора результатов в том виде, в каком её выдаёт ФИС ОКО."
            )
        for sheet in workbook.sheets:
            head = sheet.head()
            at = find_header(head, _SIGNATURE, 3)
            if at is None:
                continue
            found = locate(head[at], _WANTED, _REQUIRED, ImportOptions(), file=path.name, sheet=sheet.name, row=at + 1)
            tasks = task_columns(head[at], file=path.name, sheet=sheet.name, row=at + 1)
            if not tasks:
                continue
            codes: dict[str, int] = {}
            for number, row in enumerate(sheet.rows(), start=1):
                code = text(row[found["code"]]) if number > at + 1 and found["code"] < len(row) else ""
                if code:
                    codes[code] = number
            services = [other for other in workbook.sheets if other is not sheet]
            year, grade, subject = identity.from_file_name(path.stem)
            part = next(one.part for one in Package(path).book().sheets if one.name == sheet.name)
            return Form(
                path.name,
                hashlib.sha256(content).hexdigest(),
                content,
                sheet.name,
                part,
                at + 1,
                found,
                tuple(EntryTask(code, points) for _column, code, points in tasks),
                tuple(column for column, _code, _points in tasks),
                _variants(services),
                codes,
                year,
                grade or identity.class_of_codes(codes),
                subject,
            )
    raise UserError(
        f"В файле «{path.name}» нет листа с кодами участников и заданиями вида «1 (2б)»: это не форма сбора результатов.",
        "Скачайте форму сбора результатов из личного кабинета ФИС ОКО и откройте её, не меняя.",
    )


@lru_cache(maxsize=8)
def form_of(content: bytes, file_name: str) -> Form:
    """The same for a form kept in the base."""
    with tempfile.TemporaryDirectory(prefix="oko-form-") as folder:
        path = Path(folder) / (Path(file_name).name or "form.xlsx")
        path.write_bytes(content)
        return read_form(path)


def _variants(services: Iterable[Any]) -> tuple[str, ...]:
    """Variants as the sheet of lists names them: the column that also has «отсутствовал»."""
    for sheet in services:
        for column in zip(*sheet.head(60), strict=False):
            words = [text(cell) for cell in column if text(cell)]
            if ABSENT in [word.casefold() for word in words]:
                found = tuple(word for word in words if word.casefold() != ABSENT)
                if found:
                    return found
    return ("1", "2")


def fill_form(form: Form, classes: Sequence[tuple[SheetInfo, Sequence[Work]]]) -> bytes:
    """A filled copy. Works go to the rows of their codes where the form has them, else below one another.

    The tasks of the sheets must be those of the form. Raises UserError when something would not fit into the form.
    """
    from lxml import etree  # type: ignore[import-untyped]

    texts = _Texts(form)
    rows = _rows(form, classes, texts)
    with zipfile.ZipFile(io.BytesIO(form.content)) as source:
        name = next(info.filename for info in source.infolist() if part_key(info.filename) == part_key(form.part))
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(source.read(name), parser)
        _write(root, rows)
        sheet = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
            for info in source.infolist():
                target.writestr(info, sheet if info.filename == name else source.read(info))
    content = made.getvalue()
    _read_back(form, content, rows)
    return content


Value = int | str | None


def _rows(
    form: Form, classes: Sequence[tuple[SheetInfo, Sequence[Work]]], texts: _Texts
) -> dict[int, dict[int, Value | tuple[str, int]]]:
    """Row of the form → {column: value}; the total is ("total", points): the formula stays, its saved result changes."""
    rows: dict[int, dict[int, Value | tuple[str, int]]] = {}
    taken = set(form.codes.values())
    free = max([form.header_row, *taken]) + 1
    for info, works in classes:
        if tuple(info.paper.tasks) != form.tasks:
            raise UserError("Задания формы и таблицы разные.", "Сначала перейдите на новую форму.")
        columns = {column.key: column for column in columns_of(info.paper)}
        for work in works:
            row = form.codes.get(work.code)
            if row is None:
                row, free = free, free + 1
            cells: dict[int, Value | tuple[str, int]] = {form.places["code"]: _number(work.code)}
            cells[form.places["variant"]] = texts.like(ABSENT) if work.absent else _number(work.variant)
            for place, task in zip(form.task_places, form.tasks, strict=True):
                value = shown(work, columns[task.code])
                cells[place] = None if value == "" else texts.not_attempted if value == "X" else int(value)
            if "journal" in form.places:
                journal = "" if work.absent else work.journal
                cells[form.places["journal"]] = texts.like(NO_MARK) if journal == NO_MARK else _number(journal)
            if "gender" in form.places:
                cells[form.places["gender"]] = work.gender or None
            if "class_number" in form.places:
                cells[form.places["class_number"]] = None if work.absent else info.class_number
            elif "class_label" in form.places:
                cells[form.places["class_label"]] = info.class_label or texts.like("нет")
            if "total" in form.places:
                cells[form.places["total"]] = ("total", total_of(work) or 0)
            rows[row] = cells
    return rows


def _number(value: str) -> Value:
    """Digits as a number, unless a zero in front would be lost."""
    return int(value) if value.isdigit() and (value == "0" or value[0] != "0") else value or None


def _from_file(content: bytes, read: Callable[[Workbook], T]) -> T:
    """What `read` finds in a workbook that is kept in the base."""
    with tempfile.TemporaryDirectory(prefix="oko-form-") as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(content)
        return _read(path, read)


def _read(path: Path, read: Callable[[Workbook], T]) -> T:
    """Apart from the folder: Windows removes a file only when nothing of the reader is left."""
    with open_workbook(path) as workbook:
        return read(workbook)


def _words_beside(workbook: Workbook, sheet: str) -> set[str]:
    others = [one for one in workbook.sheets if one.name != sheet]
    return {text(cell) for one in others for row in one.head(60) for cell in row if isinstance(cell, str)}


class _Texts:
    """Texts as the form itself writes them in its lists: «X» may be Latin or Cyrillic there."""

    def __init__(self, form: Form) -> None:
        self._words = _from_file(form.content, lambda book: _words_beside(book, form.sheet))
        self.not_attempted = next((word for word in _NOT_ATTEMPTED if word in self._words), "X")

    def like(self, word: str) -> str:
        return next((one for one in sorted(self._words) if caption(one) == caption(word)), word)


# --- XML of a sheet --------------------------------------------------------------------------------------------------


def _tag(name: str) -> str:
    return f"{{{_MAIN}}}{name}"


def _write(root: _Element, rows: Mapping[int, Mapping[int, Value | tuple[str, int]]]) -> None:
    data = root.find(_tag("sheetData"))
    if data is None:
        raise UserError("Лист формы устроен необычно.", "Откройте форму в Excel, сохраните её и повторите.")
    styles = _column_styles(root)
    known = {int(row.get("r", 0)): row for row in data}
    for number in sorted(rows):
        row = known.get(number)
        if row is None:
            row = data.makeelement(_tag("row"), {"r": str(number)})
            later = next((at for at, one in enumerate(data) if int(one.get("r", 0)) > number), len(data))
            data.insert(later, row)
        cells = {column_index(re.sub(r"\d", "", cell.get("r", "A"))): cell for cell in row}
        for column in sorted(rows[number]):
            value = rows[number][column]
            cell = cells.get(column)
            if cell is None:
                if value is None:
                    continue
                cell = row.makeelement(_tag("c"), {"r": address(number, column)})
                if column in styles:
                    cell.set("s", styles[column])
                row.insert(sum(other < column for other in cells), cell)
                cells[column] = cell
            _set(cell, value)


def _column_styles(root: _Element) -> dict[int, str]:
    """0-based column → its default style, for cells the form has not made yet."""
    found: dict[int, str] = {}
    for col in root.iterfind(f"{_tag('cols')}/{_tag('col')}"):
        if col.get("style"):
            for column in range(int(col.get("min", 1)) - 1, min(int(col.get("max", 1)), 200)):
                found[column] = col.get("style", "0")
    return found


def _set(cell: _Element, value: Value | tuple[str, int]) -> None:
    """The style stays; a formula stays too and only its saved result changes."""
    keep_formula = isinstance(value, tuple)
    written: Value = value[1] if isinstance(value, tuple) else value
    for child in list(cell):
        if not (keep_formula and child.tag == _tag("f")):
            cell.remove(child)
    cell.attrib.pop("t", None)
    if written is None:
        return
    if isinstance(written, int):
        node = cell.makeelement(_tag("v"), {})
        node.text = str(written)
        cell.append(node)
        return
    cell.set("t", "inlineStr")
    box = cell.makeelement(_tag("is"), {})
    node = box.makeelement(_tag("t"), {})
    node.text = written
    box.append(node)
    cell.append(box)


def _read_back(form: Form, content: bytes, rows: Mapping[int, Mapping[int, Value | tuple[str, int]]]) -> None:
    """What was written is read again by the ordinary reader before anybody gets the file."""
    lines = _from_file(content, lambda book: list(book.sheet(form.sheet).rows()))
    for number, cells in rows.items():
        for column, value in cells.items():
            wanted = value[1] if isinstance(value, tuple) else value
            line = lines[number - 1] if number <= len(lines) else []
            if text(line[column] if column < len(line) else "") != text(wanted):
                raise RuntimeError(f"the filled form reads otherwise at {address(number, column)}")
