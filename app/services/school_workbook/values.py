"""From a typed cell to a value of its column, or to words that a school understands. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from app.services.privacy.rows import KINDS as PERSONAL
from app.services.privacy.rules import kinds_in
from app.services.school_workbook.rows import NOT_ATTEMPTED, FormColumn, Value
from app.services.table_files import cells
from app.services.table_files.cells import Refusal
from app.services.text_ru import search_key

_YES = {"да": "да", "+": "да", "1": "да", "истина": "да", "нет": "нет", "-": "нет", "0": "нет", "ложь": "нет"}
_NOT_ATTEMPTED = {"x", "х", "не приступал", "не приступала"}
MAX_TEXT = 1000


def value_of(column: FormColumn, cell: Any) -> Value | Refusal | None:
    """The value, None for an empty cell, or why the cell is not understood."""
    if refused := cells.error_of(cell):
        return refused
    if cells.text(cell) == "" or (cells.is_blank(cell) and column.kind not in ("yes_no", "choice")):
        return None
    kind = column.kind
    if kind in ("whole", "number", "percent", "points"):
        return _number(column, cell)
    if kind == "date":
        found = cells.parse_date(cell)
        return found.isoformat() if isinstance(found, date) else found
    if kind == "yes_no":
        said = _YES.get(search_key(cells.text(cell)))
        return said if said else Refusal("not_yes_no", f"«{cells.text(cell)}»: выберите «да» или «нет».")
    if kind == "choice":
        return _choice(column, cell)
    if kind == "code":
        return _code(cell)
    return _text(cell)


def _number(column: FormColumn, cell: Any) -> Value | Refusal | None:
    if column.kind == "points" and search_key(cells.text(cell)) in _NOT_ATTEMPTED:
        return NOT_ATTEMPTED
    typed = cell
    if column.kind == "percent" and isinstance(cell, str):
        typed = cell.strip().removesuffix("%")
    found = cells.decimal(typed)
    if isinstance(found, Refusal):
        if found.code == "not_a_number":
            wanted = "балл или X, если к заданию не приступали" if column.kind == "points" else "число"
            return Refusal(found.code, f"«{cells.text(cell)}»: впишите {wanted}.")
        return found
    if found is None:
        return None
    if column.kind in ("whole", "points") and not found.is_integer():
        return Refusal("not_whole", f"«{cells.text(cell)}»: нужно целое число.")
    low, high = column.minimum, column.maximum
    if (low is not None and found < low) or (high is not None and found > high):
        return Refusal("out_of_range", f"{cells.text(cell)}: {_limits(low, high)}.")
    return int(found) if found.is_integer() else found


def _limits(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"можно от {low:g} до {high:g}".replace(".", ",")
    said = f"не меньше {low:g}" if low is not None else f"не больше {high:g}"
    return f"можно {said}".replace(".", ",")


def _choice(column: FormColumn, cell: Any) -> Value | Refusal | None:
    typed = search_key(cells.text(cell))
    found = next((one for one in column.choices if search_key(one) == typed), None)
    if found is not None:
        return found
    if cells.is_blank(cell):
        return None
    shown = ", ".join(column.choices[:8]) + ("…" if len(column.choices) > 8 else "")
    return Refusal("not_in_list", f"«{cells.text(cell)}» нет в списке: {shown}.")


def _code(cell: Any) -> Value | Refusal:
    typed = cells.text(cell)
    if re.fullmatch(r"\d{3,10}", typed):
        return typed
    if cells.is_date_accident(cell):
        return Refusal("date_instead_of_number", f"Excel превратил код в дату ({typed}): впишите его заново.")
    if re.search(r"[А-Яа-яЁё]{3}", typed):
        return Refusal("code_is_text", "Здесь нужен код участника цифрами. Фамилии и имена не пишите.")
    return Refusal("bad_code", f"«{typed}»: код – это от 3 до 10 цифр.")


def _text(cell: Any) -> Value | Refusal:
    typed = cells.text(cell)
    if kinds := kinds_in(typed):
        seen = ", ".join(PERSONAL[kind] for kind in kinds)
        return Refusal("personal_data", f"Похоже на персональные данные ({seen}): уберите, они не собираются.")
    if len(typed) > MAX_TEXT:
        return Refusal("too_long", f"Текст длиннее {MAX_TEXT} знаков: сократите.")
    return typed
