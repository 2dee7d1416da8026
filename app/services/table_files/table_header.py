"""The header of a table, one to three rows deep, found by the words in it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.services.table_files import cells
from app.services.text_ru import search_key

MAX_HEADER_ROW = 40
MAX_HEADER_DEPTH = 3
Rectangle = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column we look for. `pattern` must match a whole caption as `caption_key` gives it."""

    key: str
    title: str
    pattern: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands (1-based rows) and what it says. `places`: {key: 0-based column}."""

    first_row: int
    last_row: int
    captions: tuple[str, ...]
    places: dict[str, int]
    missing: tuple[Column, ...] = ()
    alike: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Columns that fit a key equally well: a question for the person."""
    unknown: tuple[int, ...] = ()
    """Columns with a caption that nobody asked for."""


def caption_key(caption: Any) -> str:
    """A caption for comparing: casefolded, ё→е, every run of other signs one space. «1. Код  ОГЭ:» → «код огэ»."""
    words = " ".join(re.sub(r"[^\w%№]+", " ", search_key(cells.text(caption))).replace("_", " ").split())
    return re.sub(r"^\d{1,2} (?=[a-zа-я])", "", words)


def find_header(
    head: Sequence[Sequence[Any]],
    columns: Sequence[Column],
    merged: Sequence[Rectangle] = (),
    rows: tuple[int, int] | None = None,
    chosen: dict[str, int] | None = None,
) -> Header | None:
    """The first rows whose captions name most of the columns; `head` starts with row 1.

    `rows` and `chosen` are the person's own choice of the header and of columns.
    """
    if rows:
        return _read(head, *rows, columns, merged, chosen or {})
    end = min(len(head), MAX_HEADER_ROW)
    spans = [(top, top + depth) for top in range(1, end + 1) for depth in range(MAX_HEADER_DEPTH) if top + depth <= len(head)]
    found = [_read(head, first, last, columns, merged, chosen or {}) for first, last in spans]
    enough = [header for header in found if len(header.places) >= min(2, len(columns))]
    # Fewest missing, most found, then the shallowest and the topmost.
    return min(
        enough, key=lambda h: (len(h.missing), -len(h.places), len(h.alike), h.last_row - h.first_row, h.first_row), default=None
    )


def _read(
    head: Sequence[Sequence[Any]],
    first: int,
    last: int,
    columns: Sequence[Column],
    merged: Sequence[Rectangle],
    chosen: dict[str, int],
) -> Header:
    stacks = _stacks(head, first, last, merged)
    captions = tuple(" ".join(stack) for stack in stacks)
    places, alike = dict(chosen), {}
    for column in columns:
        if column.key in chosen:
            continue
        fits = {i: fit for i, stack in enumerate(stacks) if i not in places.values() and (fit := _fit(stack, column.pattern))}
        best = [i for i, fit in fits.items() if fit == max(fits.values())]
        if best:
            places[column.key] = best[0]
        if len(best) > 1:
            alike[column.key] = tuple(best)
    taken = {*places.values(), *(i for group in alike.values() for i in group)}
    missing = tuple(column for column in columns if column.required and column.key not in places)
    unknown = tuple(i for i, caption in enumerate(captions) if caption and i not in taken)
    return Header(first, last, captions, places, missing, alike, unknown)


def _fit(stack: list[str], pattern: str) -> int:
    """How many lines of a stacked caption the pattern covers, counted from the lowest: the more, the surer. 0 = no fit."""
    for covered in range(len(stack), 0, -1):
        if re.fullmatch(pattern, caption_key(" ".join(stack[-covered:]))):
            return covered
    return 0


def _stacks(head: Sequence[Sequence[Any]], first: int, last: int, merged: Sequence[Rectangle]) -> list[list[str]]:
    """Captions of every column from top to bottom; one that stands over several columns belongs to each of them."""
    lines = [[cells.text(cell) for cell in row] for row in head[first - 1 : last]]
    inside: set[tuple[int, int]] = set()
    for (top, left), (bottom, right) in merged:
        if first <= top <= last:
            line = lines[top - first]
            stop = min(right + 1, len(line))
            line[left:stop] = [line[left] if left < len(line) else ""] * max(0, stop - left)
            inside.update((row, column) for row in range(top, bottom + 1) for column in range(left, stop))
    for upper, lower in zip(range(len(lines) - 1), range(1, len(lines)), strict=True):
        line, below = lines[upper], lines[lower]
        for column in range(1, min(len(line), len(below))):
            # «Обучающиеся» is typed over the first of its columns only: «всего», «1–4», «5–9»
            lone = not line[column] and (first + upper, column) not in inside
            if lone and below[column] and below[column - 1]:
                line[column] = line[column - 1]
    width = max(map(len, lines), default=0)
    return [list(dict.fromkeys(line[i] for line in lines if i < len(line) and line[i])) for i in range(width)]
