"""States of the board, differences between answers, an old form read as the one of today. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app.services.collection.rows import CellDiff, CellState
from app.services.problems import Problem
from app.services.school_workbook.rows import FormColumn, FormDefinition, Value
from app.services.school_workbook.values import value_of
from app.services.table_files.cells import Refusal
from app.services.text_ru import number, short_date

Rows = Sequence[Mapping[str, Value]]


def state_of(last: str | None, waiting: bool, due_on: date | None, today: date) -> CellState:
    """`last`: state of the last workbook read. What was handed in is handed in, whatever the region does."""
    if last == "accepted":
        return "done"
    if last == "wrong":
        return "wrong"
    if waiting:
        return "waiting_region"
    return "overdue" if due_on is not None and due_on < today else "expected"


def shown(column: FormColumn | None, value: Value | None) -> str:
    """A value as a person reads it; empty where there is none."""
    if value is None:
        return ""
    if column is not None and column.kind == "date" and isinstance(value, str):
        return short_date(date.fromisoformat(value))
    if isinstance(value, int | float):
        return number(value, 0 if float(value).is_integer() else 2)
    return value


def mapped(rows: Rows, old: FormDefinition, new: FormDefinition) -> tuple[tuple[dict[str, Value], ...], tuple[Problem, ...]]:
    """Answers to an old form as answers to the new one, and what the difference is. Values that the new form would not
    take are left out and told."""
    problems = []
    gone = [column.title for column in old.columns if new.column(column.key) is None]
    fresh = [column.title for column in new.columns if old.column(column.key) is None]
    if gone:
        problems.append(Problem("warning", "column_dropped", f"Больше не спрашивается и не взято: {', '.join(gone)}."))
    if fresh:
        problems.append(Problem("warning", "column_new", f"В старой форме этого не было, осталось пустым: {', '.join(fresh)}."))
    result = []
    for values in rows:
        kept: dict[str, Value] = {}
        for column in new.columns:
            if column.key not in values:
                continue
            found = value_of(column, values[column.key])
            if isinstance(found, Refusal):
                said = f"{column.title}: по новой форме не подходит. {found.text}"
                problems.append(Problem("warning", "not_in_new_form", said))
            elif found is not None:
                kept[column.key] = found
        result.append(kept)
    return tuple(result), tuple(problems)


def difference(before: Rows, after: Rows, form: FormDefinition) -> tuple[CellDiff, ...]:
    """Cell by cell; rows are told apart by what stands in their first column, or by their place where that repeats."""
    if form.single:
        return tuple(_of_row("", before[0] if before else {}, after[0] if after else {}, form.columns))
    key = form.columns[0].key
    names = [[str(row.get(key, "")) for row in rows] for rows in (before, after)]
    if any(len(set(found)) < len(found) or "" in found for found in names):
        names = [[f"строка {place}" for place in range(1, len(rows) + 1)] for rows in (before, after)]
    old, new = (dict(zip(found, rows, strict=True)) for found, rows in zip(names, (before, after), strict=True))
    found: list[CellDiff] = []
    for name in [*names[1], *(one for one in names[0] if one not in new)]:
        if name not in new:
            found.append(CellDiff(name, "", "есть", "убрано"))
        elif name not in old:
            found.append(CellDiff(name, "", "", "добавлено"))
        else:
            found += _of_row(name, old[name], new[name], form.columns)
    return tuple(found)


def _of_row(name: str, old: Mapping[str, Value], new: Mapping[str, Value], columns: Iterable[FormColumn]) -> list[CellDiff]:
    return [
        CellDiff(name, column.title, shown(column, old.get(column.key)), shown(column, new.get(column.key)))
        for column in columns
        if old.get(column.key) != new.get(column.key)
    ]
