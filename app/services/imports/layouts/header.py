"""Columns are found by their captions, never by their place (X19)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.services.errors import UserError
from app.services.imports.rows import ImportOptions
from app.services.imports.score_cells import caption, text
from app.services.table_files.columns import column_index, column_letter

TASK_CAPTION = re.compile(r"^\s*(\d+(?:[.,]\d+)?(?:\(\d+\))?(?:[КKкk]\d+)?)\s*\((\d+)\s*б\.?\)\s*$")
"""«9.1 (1б)», «4К1 (3б)», «5(1) (1б)», «11 (1б) »: code of the task and its maximum."""


def find_header(rows: Sequence[Sequence[Any]], signature: Sequence[str], at_least: int) -> int | None:
    """Index of the first row that holds `at_least` of the captions; None when no row does."""
    wanted = set(signature)
    for index, row in enumerate(rows):
        if len(wanted & {caption(cell) for cell in row}) >= at_least:
            return index
    return None


def locate(
    cells: Sequence[Any],
    wanted: Mapping[str, str],
    required: Mapping[str, str],
    options: ImportOptions,
    *,
    file: str,
    sheet: str,
    row: int,
) -> dict[str, int]:
    """Field → 0-based column. `wanted`: field → regular expression of the caption; `required`: field → its usual caption.

    Raises UserError when a required column is missing, or when two columns are alike and the person has not said which
    one to take (`ImportOptions.columns`).
    """
    captions = [caption(cell) for cell in cells]
    chosen = {field: column_index(letter) for field, letter in options.columns}
    found: dict[str, int] = {}
    for field, pattern in wanted.items():
        columns = [index for index, name in enumerate(captions) if name and re.fullmatch(pattern, name)]
        if chosen.get(field, -1) in columns:
            columns = [chosen[field]]
        if len(columns) > 1:
            letters = ", ".join(column_letter(column) for column in columns)
            raise UserError(
                f"В файле «{file}» на листе «{sheet}» (строка {row}) одинаковые столбцы «{text(cells[columns[0]])}»: {letters}.",
                "Укажите, какой из них загружать, или оставьте в файле один.",
            )
        if columns:
            found[field] = columns[0]
    missing = [title for field, title in required.items() if field not in found]
    if missing:
        names = ", ".join(f"«{title}»" for title in missing)
        raise UserError(
            f"В файле «{file}» на листе «{sheet}» (строка {row}) не хватает столбца: {names}.",
            "Скачайте отчёт заново и загрузите его без изменений: столбцы можно переставлять, но не удалять.",
        )
    return found


def task_columns(cells: Sequence[Any], *, file: str, sheet: str, row: int) -> list[tuple[int, str, int]]:
    """(0-based column, code, maximum) of every «9.1 (1б)» in the order of the codes, wherever the columns stand.

    Raises UserError when a task stands twice.
    """
    found: list[tuple[int, str, int]] = []
    seen: dict[str, int] = {}
    for index, cell in enumerate(cells):
        match = TASK_CAPTION.match(cell) if isinstance(cell, str) else None
        if not match:
            continue
        code = match[1].replace(",", ".").upper().replace("K", "К")
        if code in seen:
            raise UserError(
                f"В файле «{file}» на листе «{sheet}» задание {code} стоит дважды: "
                f"столбцы {column_letter(seen[code])} и {column_letter(index)} (строка {row}).",
                "Оставьте в файле один из них и загрузите снова.",
            )
        seen[code] = index
        found.append((index, code, int(match[2])))
    return sorted(found, key=lambda task: [int(number) for number in re.findall(r"\d+", task[1])])
