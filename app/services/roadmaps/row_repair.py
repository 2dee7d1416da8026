"""Rows whose cells slipped: number and text in one cell, everything one column to the left or to the right. Pure."""

from __future__ import annotations

import re

from app.services.roadmaps.cells import loose
from app.services.roadmaps.columns import looks_like_deadline
from app.services.roadmaps.fragments import glue, short
from app.services.roadmaps.numbering import parse_number, split_number
from app.services.roadmaps.table_lines import Journal, Layout, Line


def repair(layout: Layout, journal: Journal) -> None:
    """Put slipped cells back in place; what was moved is told."""
    assert layout.header is not None
    roles = [column.role for column in layout.header.columns]
    simple = len(roles) >= 3 and len(set(roles)) == len(roles) and roles[:2] == ["number", "text"] and "other" not in roles
    for line in layout.lines:
        if line.wide:
            continue
        if line.own is not None and not line.text and len(roles) > 1 and roles[1] in ("deadline", "responsible"):
            _title_before_its_column(line, str(roles[1]))
        if line.number and line.own is None:
            _repair_first_cell(journal, line, [str(role) for role in roles] if simple else [])
        elif not line.number and simple and _is_number_typed_late(line, [str(role) for role in roles]):
            _shift_right(journal, line, [str(role) for role in roles])
    if not layout.header.has("number"):
        _numbers_from_texts(layout)


def _title_before_its_column(line: Line, role: str) -> None:
    """«2. | Title» where the second column is that of deadlines: a plain text does not tell that the title reached over."""
    value = getattr(line, role)
    others = [getattr(line, name) for name in ("deadline", "responsible", "result") if name != role]
    if value and not any(others) and not (role == "deadline" and looks_like_deadline(value)) and not line.merged_up:
        line.text = value
        setattr(line, role, "")


def _repair_first_cell(journal: Journal, line: Line, roles: list[str]) -> None:
    """Text in the column of numbers: number and text merged, a shifted row, or a title (left for pass 3)."""
    leading = split_number(line.number)
    if not (line.text or line.has_fields):
        return
    shifted = bool(roles) and _fits_shift(line, roles)
    if leading:
        number, rest = leading
        if line.text and shifted:
            _shift_left(journal, line, roles, number, rest)
        else:
            line.number, line.text = number, glue(rest, line.text)
            journal.tell("info", "number_with_text", f"Номер {number} стоял в одной ячейке с текстом: разделены.", line.row)
    elif line.text and shifted:
        _shift_left(journal, line, roles, "", line.number)
    elif len(line.number) > 12:
        line.number, line.text = "", glue(line.number, line.text)
        journal.tell("warning", "text_in_number", "В графе номера стоит текст: он отнесён к мероприятию, проверьте.", line.row)


def _fits_shift(line: Line, roles: list[str]) -> bool:
    values = [getattr(line, role) for role in roles]
    if "deadline" not in roles:
        return values[-1] == ""
    due = roles.index("deadline")
    last_is_spare = not values[-1] or loose(values[-2]).endswith(loose(values[-1]))
    votes = [looks_like_deadline(values[due - 1]), not looks_like_deadline(values[due]), last_is_spare]
    return sum(votes) >= 2


def _shift_left(journal: Journal, line: Line, roles: list[str], number: str, text: str) -> None:
    values = [getattr(line, role) for role in roles]
    spare = values[-1]
    for role, value in zip(roles, [number, text, *values[1:-1]], strict=True):
        setattr(line, role, value)
    note = f"Ячейки строки {number or short(text)} сдвинуты влево на одну графу: расставлены по местам."
    if spare and not loose(getattr(line, roles[-1])).endswith(loose(spare)):
        setattr(line, roles[-1], glue(getattr(line, roles[-1]), spare))
    elif spare:
        note += f" Лишний обрывок «{short(spare)}» в последней ячейке повторяет конец соседней, он отброшен."
    journal.tell("warning", "shifted_row", note, line.row)


def _is_number_typed_late(line: Line, roles: list[str]) -> bool:
    """A bare number where the text belongs, and a text right of it; «№ 52» is the end of a torn sentence."""
    return (
        bool(re.fullmatch(r"[\d.)\s]+|[IVX]+\.", line.text))
        and parse_number(line.text) is not None
        and bool(getattr(line, roles[2]))
    )


def _shift_right(journal: Journal, line: Line, roles: list[str]) -> None:
    """«», «1.2», text, deadline …: an empty cell crept in before the number."""
    values = [getattr(line, role) for role in roles]
    if not line.has_fields:
        return
    for role, value in zip(roles, [*values[1:], ""], strict=True):
        setattr(line, role, value)
    journal.tell(
        "warning",
        "shifted_row",
        f"Ячейки строки {line.number} сдвинуты вправо на одну графу: расставлены по местам.",
        line.row,
    )


def _numbers_from_texts(layout: Layout) -> None:
    """No column for numbers: they may stand at the head of the texts."""
    candidates = [line for line in layout.lines if not line.wide and line.text]
    split = {line.index: split_number(line.text) for line in candidates}
    if sum(1 for value in split.values() if value) * 2 < len(candidates):
        return
    for line in candidates:
        leading = split[line.index]
        if leading:
            line.number, line.text = leading
