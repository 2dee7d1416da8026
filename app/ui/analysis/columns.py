"""A table of the analysis as columns of a table on the screen."""

from __future__ import annotations

from app.services.analysis.rows import Line, State, Table, TableColumn
from app.services.text_ru import NBSP, number, sort_key
from app.ui import theme
from app.ui.widgets.row_table import Column

_DIGITS = {"count": 0, "percent": 1, "score": 2, "points": 1}
_MARKS: dict[State, tuple[str, theme.Role]] = {
    "low": ("arrow-down", "overdue"),
    "edge": ("circle-medium", "due"),
    "good": ("check", "done"),
    "note": ("circle-slice-4", "sign"),
}
_WITH_MARK = ("state", "words")
"""Keys of the columns that say what the state of the line is."""


def cell_text(column: TableColumn, value: str | float | None) -> str:
    """«12,5», «+3,0», «мало данных», «—» where a number is not known."""
    if isinstance(value, str):
        return value
    if value is None:
        return "" if column.kind in ("text", "code") else "—"
    sign = "+" if column.kind == "points" and round(value, 1) > 0 else ""
    return sign + number(value, _DIGITS.get(column.kind, 0))


def columns_of(table: Table) -> tuple[Column[Line], ...]:
    return tuple(_column(column, place) for place, column in enumerate(table.columns))


def _column(column: TableColumn, place: int) -> Column[Line]:
    def text(line: Line) -> str:
        return cell_text(column, line.cells[place])

    def order(line: Line) -> object:
        value = line.cells[place]
        if column.kind in ("text", "code"):
            return sort_key(str(value)) if value else None
        return None if isinstance(value, str) else value

    marked = column.key in _WITH_MARK

    def mark(line: Line) -> theme.Role | None:
        if line.total:
            return "text"
        return _MARKS[line.state][1] if marked and line.state and text(line) else None

    return Column(
        column.key,
        column.title.replace("\n", f"{NBSP}· "),
        text,
        width=column.width,
        align="left" if column.kind in ("text", "code") else "right",
        sort=order,
        icon=(lambda line: theme.icon(*_MARKS[line.state]) if line.state and text(line) else None) if marked else None,
        role=mark,
        stretch=column.stretch,
    )
