"""Answers of an exam as the protocols print them: «+-+2-», «1(2)2(3)». Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from app.services.imports.rows import NOT_ATTEMPTED
from app.services.imports.score_cells import DASHES, text

TASK_UNKNOWN = -1
"""Maximum of a task that the answers do not tell."""
_LONG = re.compile(r"(\d{1,2}|[-–—xх])\s*\(\s*(\d{1,2})\s*\)", re.IGNORECASE)
_SIGNS = {"+": 1, "-": 0, "–": 0, "—": 0, "−": 0}


@dataclass(frozen=True, slots=True)
class Mask:
    """Short, long and oral answers: points of every task and their maxima."""

    parts: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    maxima: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]

    @property
    def points(self) -> int:
        return sum(value for part in self.parts for value in part if value != NOT_ATTEMPTED)


Answers = tuple[tuple[int, ...], tuple[int, ...]]


def short_answers(cell: Any) -> Answers | None:
    """«+» right, «-» wrong, a digit = points, «x» = not attempted; None for anything else.

    >>> short_answers("+-2")
    ((1, 0, 2), (1, 1, -1))
    """
    signs = "".join(text(cell).split())
    points, maxima = [], []
    for sign in signs:
        if sign in _SIGNS:
            points.append(_SIGNS[sign])
            maxima.append(1)
        elif sign.isdigit() and sign.isascii():
            points.append(int(sign))
            maxima.append(TASK_UNKNOWN)
        elif sign in "xXхХNn":
            points.append(NOT_ATTEMPTED)
            maxima.append(TASK_UNKNOWN)
        else:
            return None
    return tuple(points), tuple(maxima)


def long_answers(cell: Any) -> Answers | None:
    """«1(2)2(3)» = points(maximum) one after another.

    >>> long_answers("1(2)0(3)")
    ((1, 0), (2, 3))
    """
    said = text(cell)
    found = list(_LONG.finditer(said))
    if re.sub(r"[\s,;]+", "", _LONG.sub("", said)):
        return None
    points = tuple(int(one[1]) if one[1].isdigit() else NOT_ATTEMPTED if one[1] in "xXхХ" else 0 for one in found)
    return points, tuple(int(one[2]) for one in found)


def read_masks(short: Any, long: Any, oral: Any) -> tuple[Mask | None, str]:
    """The answers of one pupil (None where there are none), and the column that cannot be read (empty where all can)."""
    parts: list[Answers] = []
    for name, cell, first, second in (
        ("short", short, short_answers, long_answers),
        ("long", long, long_answers, short_answers),
        ("oral", oral, long_answers, short_answers),
    ):
        said = text(cell)
        if said in DASHES - {"-"} or (said == "-" and name != "short"):
            parts.append(((), ()))
            continue
        found = first(cell) or second(cell)
        if found is None:
            return None, name
        parts.append(found)
    if not any(points for points, _maxima in parts):
        return None, ""
    return Mask((parts[0][0], parts[1][0], parts[2][0]), (parts[0][1], parts[1][1], parts[2][1])), ""
