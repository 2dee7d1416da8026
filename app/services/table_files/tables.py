"""The rows of a table on a sheet: without totals, notes and hidden rows, and with a word about each thing passed over.

Nothing is taken silently: what is missing or may be read in two ways becomes a `Problem`, the answers are `TableOptions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.services.problems import Problem
from app.services.table_files import cells as cell_values
from app.services.table_files.columns import address, column_letter
from app.services.table_files.table_header import MAX_HEADER_DEPTH, MAX_HEADER_ROW, Column, Header, find_header
from app.services.table_files.workbook import Sheet
from app.services.text_ru import counted, plural, search_key

_TOTAL = re.compile(r"(?:итого|всего|средн\w*|в среднем|сумма|общий итог)\b.*")
_NOTE = re.compile(r"\*|примечани|источник|составил|исполнител|директор|руководител|подпись|дата[: ]|исп[. ]|тел[. ]|м\.? ?п\.?$")
_STOPPERS = frozenset({"no_header", "missing_column", "alike_columns"})


@dataclass(frozen=True, slots=True)
class TableOptions:
    """Answers of the person; None = not asked yet."""

    header_rows: tuple[int, int] | None = None
    """First and last row of the header (1-based)."""
    columns: dict[str, int] = field(default_factory=dict, hash=False)
    """Columns chosen by hand: {key: 0-based column}."""
    include_hidden: bool | None = None
    fill_merged: bool | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number on the sheet and its cells by column key."""

    number: int
    cells: dict[str, Any]

    def text(self, key: str) -> str:
        return cell_values.text(self.cells.get(key, ""))


@dataclass(frozen=True, slots=True)
class Table:
    """`skipped`: row numbers by reason (total, note, blank, hidden)."""

    sheet: str
    header: Header | None
    rows: tuple[TableRow, ...]
    problems: tuple[Problem, ...]
    skipped: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def stopped(self) -> bool:
        """True where no row was read: the person has to answer, or to mend the file."""
        return any(problem.code in _STOPPERS for problem in self.problems)

    def place(self, row: TableRow, key: str) -> str:
        """Address of a cell: «C12»; of the row's first cell where the table has no such column."""
        return address(row.number, self.header.places.get(key, 0) if self.header else 0)


def read_table(sheet: Sheet, columns: Sequence[Column], options: TableOptions | None = None) -> Table:
    """All rows of the table of a sheet, what was passed over, and what must be asked."""
    options = options or TableOptions()
    head = sheet.head(MAX_HEADER_ROW + MAX_HEADER_DEPTH)
    header = find_header(head, columns, sheet.merged_ranges, options.header_rows, options.columns)
    if header is None:
        wanted = ", ".join(f"«{column.title}»" for column in columns if column.required) or f"«{columns[0].title}»"
        problem = Problem("error", "no_header", f"Не найдена строка заголовка со столбцами {wanted}.", sheet.name)
        return Table(sheet.name, None, (), (problem,))
    problems = list(_header_problems(header, columns, sheet.name))
    if any(problem.code in _STOPPERS for problem in problems):
        return Table(sheet.name, header, (), tuple(problems))
    rows, skipped = _split_rows(sheet, header, options)
    blocks = _merged_blocks(sheet, header, rows)
    if blocks and options.fill_merged is None:
        problems.append(_merged_question(sheet.name, blocks))
    elif blocks and options.fill_merged:
        rows = _filled_down(rows, blocks)
    problems.extend(_skipped_problems(sheet, skipped, options))
    return Table(sheet.name, header, tuple(rows), tuple(problems), {why: tuple(n) for why, n in skipped.items() if n})


def kind_of_row(line: Sequence[Any], columns: int = 2) -> str:
    """«data», «blank», «total» («Итого …»), «note» (by its first word) or «lone»: one text in a table of several columns."""
    filled = [cell for cell in line if not cell_values.is_blank(cell)]
    if not filled:
        return "blank"
    first = next((search_key(cell) for cell in filled if isinstance(cell, str)), "")
    if _TOTAL.fullmatch(first):
        return "total"
    if _NOTE.match(first) and (len(filled) == 1 or len(filled) <= 3 < columns):
        return "note"
    return "lone" if len(filled) == 1 and columns > 2 and first else "data"


def _header_problems(header: Header, columns: Sequence[Column], sheet: str) -> Iterator[Problem]:
    titles = {column.key: column.title for column in columns}
    row = header.last_row
    for column in header.missing:
        yield Problem("error", "missing_column", f"Нет обязательного столбца «{column.title}».", sheet, address(row, 0))
    for key, found in header.alike.items():
        letters = ", ".join(column_letter(i) for i in found)
        text = f"Столбец «{titles[key]}» найден несколько раз ({letters}): укажите нужный."
        yield Problem("error", "alike_columns", text, sheet, address(row, found[0]))
    if header.unknown:
        names = ", ".join(f"«{header.captions[i]}»" for i in header.unknown[:8])
        rest = f" и ещё {len(header.unknown) - 8}" if len(header.unknown) > 8 else ""
        yield Problem("info", "extra_columns", f"Не загружаются столбцы {names}{rest}.", sheet, address(row, header.unknown[0]))


def _split_rows(sheet: Sheet, header: Header, options: TableOptions) -> tuple[list[TableRow], dict[str, list[int]]]:
    """A lone text right under a row belongs to the table; after a gap and with no row below it is a note."""
    rows: list[TableRow] = []
    waiting: list[TableRow] = []
    skipped: dict[str, list[int]] = {"total": [], "note": [], "blank": [], "hidden": []}
    hidden = sheet.hidden_rows if options.include_hidden is not True else frozenset()
    gap = False
    for number, line in enumerate(sheet.rows(), 1):
        if number <= header.last_row:
            continue
        kind = kind_of_row(line, len(header.places))
        if kind in ("data", "lone") and number in hidden:
            kind = "hidden"
        row = TableRow(number, {key: line[i] if i < len(line) else "" for key, i in header.places.items()})
        if kind == "lone" and gap:
            waiting.append(row)
        elif kind in ("data", "lone"):
            rows += [*waiting, row]
            waiting, gap = [], False
        else:
            skipped[kind].append(number)
            gap = gap or kind != "hidden"
    skipped["note"] += [row.number for row in waiting]
    last = rows[-1].number if rows else 0
    skipped["blank"] = [number for number in skipped["blank"] if number < last]  # only gaps inside are worth a word
    return rows, skipped


def _merged_blocks(sheet: Sheet, header: Header, rows: list[TableRow]) -> list[tuple[int, int, int, str]]:
    """Cells merged over several rows of the table: (first row, last row, column, key)."""
    keys = {column: key for key, column in header.places.items()}
    present = {row.number for row in rows}
    return [
        (top, bottom, left, keys[left])
        for (top, left), (bottom, _right) in sheet.merged_ranges
        if bottom > top and top in present and left in keys
    ]


def _merged_question(sheet: str, blocks: list[tuple[int, int, int, str]]) -> Problem:
    what = counted(len(blocks), "ячейка объединена", "ячейки объединены", "ячеек объединено")
    top, _bottom, left, _key = blocks[0]
    text = f"В таблице {what} по вертикали: повторить значение в каждой строке?"
    return Problem("warning", "merged_cells", text, sheet, address(top, left))


def _filled_down(rows: list[TableRow], blocks: list[tuple[int, int, int, str]]) -> list[TableRow]:
    by_number = {row.number: row for row in rows}
    for top, bottom, _left, key in blocks:
        value = by_number[top].cells[key]
        for number in range(top + 1, bottom + 1):
            if row := by_number.get(number):
                by_number[number] = TableRow(number, {**row.cells, key: value})
    return list(by_number.values())


def _skipped_problems(sheet: Sheet, skipped: dict[str, list[int]], options: TableOptions) -> Iterator[Problem]:
    if skipped["hidden"] and options.include_hidden is None:
        shown = counted(len(skipped["hidden"]), "скрытая строка", "скрытые строки", "скрытых строк")
        why = " (включён фильтр)" if sheet.has_filter else ""
        yield Problem("warning", "hidden_rows", f"В файле {shown}{why}: загрузить?", sheet.name, address(skipped["hidden"][0], 0))
    if sheet.hidden_columns:
        shown = counted(len(sheet.hidden_columns), "скрытый столбец", "скрытых столбца", "скрытых столбцов")
        letters = ", ".join(column_letter(i) for i in sorted(sheet.hidden_columns)[:10])
        text = f"В файле {shown} ({letters}): читаются наравне с остальными."
        yield Problem("info", "hidden_columns", text, sheet.name)
    for reason, words in (("total", "итоги"), ("note", "примечания"), ("blank", "пустые строки")):
        if numbers := skipped[reason]:
            listed = ", ".join(map(str, numbers[:10])) + (" и другие" if len(numbers) > 10 else "")
            where = plural(len(numbers), "строка", "строки", "строки")
            yield Problem("info", f"{reason}_rows", f"Пропущены {words}: {where} {listed}.", sheet.name, address(numbers[0], 0))
