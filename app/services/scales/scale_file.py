"""A file of scales (scales.csv, a workbook, the directory shipped with the program) → rows. Knows no base."""

from __future__ import annotations

from pathlib import Path

from app.paths import resources_dir
from app.services.errors import UserError
from app.services.problems import Problem
from app.services.results.subjects import normalise_subject
from app.services.scales.rows import ScaleRow
from app.services.scales.rules import KINDS, problems_of
from app.services.table_files import cells
from app.services.table_files.table_header import Column
from app.services.table_files.tables import Table, TableRow, read_table
from app.services.table_files.workbook import open_workbook

COLUMNS = (
    Column("year", "Год", r"год|year", required=True),
    Column("grade", "Класс", r"класс|grade", required=True),
    Column("subject", "Предмет", r"предмет|subject", required=True),
    Column("max_score", "Максимальный балл", r"макс\w*(?: (?:первичный )?балл)?|max score", required=True),
    Column("min3", "«3» от", r"(?:порог |отметка )?3(?: от| с)?|min3|минимум (?:на )?3", required=True),
    Column("min4", "«4» от", r"(?:порог |отметка )?4(?: от| с)?|min4|минимум (?:на )?4", required=True),
    Column("min5", "«5» от", r"(?:порог |отметка )?5(?: от| с)?|min5|минимум (?:на )?5", required=True),
    Column("kind", "Процедура", r"процедура|вид|kind"),
    Column("source", "Источник", r"источник|source"),
)
_NUMBERS = ("year", "grade", "max_score", "min3", "min4", "min5")
_KIND_WORDS = {title.casefold(): kind for kind, title in KINDS.items()} | {kind: kind for kind in KINDS}


def shipped_file() -> Path:
    return resources_dir() / "directories" / "scales.csv"


def read_scales(path: Path) -> tuple[list[ScaleRow], int, list[Problem]]:
    """Valid rows, the number of refused ones, remarks with cell addresses. Raises UserError where it is no such file."""
    with open_workbook(path) as book:
        tables = [read_table(sheet, COLUMNS) for sheet in book.visible_sheets]
    table = next((table for table in tables if table.rows), tables[0] if tables else None)
    if table is None or table.stopped:
        missing = " ".join(problem.text for problem in (table.problems if table else ()))
        raise UserError(
            f"В файле «{path.name}» не найдены шкалы. {missing}".strip(),
            "Нужны столбцы year, grade, subject, max_score, min3, min4, min5 (или: Год, Класс, Предмет, Макс. балл, 3, 4, 5).",
        )
    rows: list[ScaleRow] = []
    problems = list(table.problems)
    refused = 0
    seen: dict[tuple[str, int, int, str], int] = {}
    for line in table.rows:
        found, remarks = _read_row(table, line)
        if found is not None and not remarks:
            key = (found.kind, found.year, found.grade, found.subject)
            if key in seen:
                text = f"Шкала {found.subject}, {found.grade} класс, {found.year} уже была в строке {seen[key]}."
                remarks.append(Problem("error", "repeated_scale", text, table.sheet, table.place(line, "subject")))
            else:
                seen[key] = line.number
                rows.append(found)
        problems += remarks
        refused += bool(remarks)
    return rows, refused, problems


def _read_row(table: Table, line: TableRow) -> tuple[ScaleRow | None, list[Problem]]:
    remarks: list[Problem] = []
    values: dict[str, int | None] = {}
    for key in _NUMBERS:
        value = cells.whole_number(line.cells.get(key, ""))
        if isinstance(value, cells.Refusal):
            remarks.append(value.problem(table.sheet, table.place(line, key)))
        elif value is None and key in ("year", "grade", "max_score"):
            remarks.append(Problem("error", "empty_cell", "Ячейка пуста.", table.sheet, table.place(line, key)))
        else:
            values[key] = value
    kind = _KIND_WORDS.get(line.text("kind").casefold()) if line.text("kind") else "vpr"
    if kind is None:
        text = f"Процедура «{line.text('kind')}» неизвестна: нужно ВПР или ОГЭ."
        remarks.append(Problem("error", "unknown_kind", text, table.sheet, table.place(line, "kind")))
    if remarks or kind is None:
        return None, remarks
    row = ScaleRow(
        None,
        kind,
        values["year"] or 0,
        values["grade"] or 0,
        normalise_subject(line.text("subject")),
        values["max_score"] or 0,
        values["min3"],
        values["min4"],
        values["min5"],
        line.text("source"),
    )
    wrong = problems_of(row)
    return row, [Problem(p.severity, p.code, p.text, table.sheet, table.place(line, p.field), p.field) for p in wrong]
