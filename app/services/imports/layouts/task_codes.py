"""How reports name tasks: «1», «3К1», «9.1 (1б)», «5(1)», «№ 4», 3.0. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from app.services.imports.score_cells import text

_TASK = re.compile(
    r"(?:задание|№)?\s*№?\s*(\d{1,2}(?:[.,]\d{1,2})?(?:\(\d+\))?(?:[КKкk]\d+)?)\s*\.?\s*(?:\((\d+)\s*б\.?\))?", re.IGNORECASE
)
_LEADING = re.compile(r"(\d{1,2}(?:[.,]\d{1,2})?(?:\(\d+\))?(?:[КKкk]\d+)?)\s*[.)]?\s+(?=[А-ЯЁA-Z])")


def task_code(cell: Any) -> tuple[str, int | None] | None:
    """(code, maximum where the caption gives it); None for a cell that names no task."""
    found = _TASK.fullmatch(text(cell))
    return (canonical(found[1]), int(found[2]) if found[2] else None) if found else None


def canonical(code: str) -> str:
    """«4k1» → «4К1», «9,1» → «9.1»."""
    return code.replace(",", ".").upper().replace("K", "К").replace(" ", "").removesuffix(".0")


def leading_code(words: str) -> tuple[str, str]:
    """«3К1. Умение писать…» → («3К1», «Умение писать…»); ("", words) where the words begin with no code."""
    found = _LEADING.match(words)
    return (canonical(found[1]), words[found.end() :]) if found else ("", words)


def task_places(cells: Sequence[Any], after: int) -> list[tuple[int, str, int | None]]:
    """(0-based column, code, maximum or None) of the captions right of column `after` that name tasks, as they stand."""
    found = ((column, task_code(cells[column])) for column in range(after + 1, len(cells)))
    return [(column, *told) for column, told in found if told is not None]
