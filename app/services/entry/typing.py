"""What one key does in a cell of the grid. Pure: the same rules for the first and the second typing.

A digit completes a cell as soon as no second digit could follow, and the cursor jumps on; only where the maximum has two
digits does «1» wait for the next key. Values above the maximum are taken as typed: they turn red and stop nobody.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from app.services.entry.rows import NO_MARK, Paper, Work
from app.services.entry.rules import MAX_POINTS, Column, as_absent, with_points
from app.services.imports.rows import NOT_ATTEMPTED

Jump = Literal["", "next", "row"]

NOT_ATTEMPTED_KEYS = frozenset("xXхХчЧ[{*")
"""«X» and «Х», the same two keys in the other layout, and the star of the number pad."""
ABSENT_KEYS = frozenset("нНyYоОjJ")
"""«Н» or «О», in either layout."""
_GENDERS = {"м": "м", "v": "м", "m": "м", "ж": "ж", ";": "ж", "f": "ж"}


@dataclass(frozen=True, slots=True)
class Typed:
    """The work after a key. `waiting`: digits of a cell that may get another one; `jump`: where the cursor goes."""

    work: Work
    jump: Jump = ""
    waiting: str = ""
    refused: str = ""


def type_key(work: Work, column: Column, key: str, waiting: str, paper: Paper) -> Typed:
    """`waiting` is what the key before left in this very cell."""
    if column.task >= 0:
        return _points(work, column, key, waiting, paper)
    if column.key == "variant":
        return _variant(work, key, waiting, paper)
    if column.key == "gender":
        if key.casefold() in _GENDERS:
            return Typed(replace(work, gender=_GENDERS[key.casefold()]), "next")
        return Typed(work, refused="Пол: «м» или «ж».")
    if key in ("2", "3", "4", "5"):
        return Typed(replace(work, journal=key), "next")
    if key in ("0", "-") or key in ABSENT_KEYS:
        return Typed(replace(work, journal=NO_MARK), "next")
    return Typed(work, refused="Отметка по журналу: от 2 до 5, 0 — «нет отметки».")


def _points(work: Work, column: Column, key: str, waiting: str, paper: Paper) -> Typed:
    if key in NOT_ATTEMPTED_KEYS:
        return Typed(with_points(work, column.task, NOT_ATTEMPTED, paper), "next")
    if key in ABSENT_KEYS:
        return Typed(as_absent(work), "row")
    if not (key.isascii() and key.isdigit()):
        return Typed(work, refused=f"Здесь балл от 0 до {column.max_points}, X — не приступал, Н — отсутствовал.")
    digits = waiting + key
    value = int(digits)
    if value > MAX_POINTS:
        return Typed(work, refused=f"Балл больше {MAX_POINTS} не бывает.")
    after = with_points(work, column.task, value, paper)
    more = value != 0 and value * 10 <= column.max_points
    return Typed(after, "" if more else "next", digits if more else "")


def _variant(work: Work, key: str, waiting: str, paper: Paper) -> Typed:
    if key in ABSENT_KEYS:
        return Typed(as_absent(work), "row")
    word = waiting + key
    begun = [variant for variant in paper.variants if variant.casefold().startswith(word.casefold())]
    if not begun:
        return Typed(work, refused=f"Варианты: {', '.join(paper.variants)}; Н — отсутствовал.")
    exact = next((variant for variant in begun if variant.casefold() == word.casefold()), "")
    after = replace(work, variant=exact, absent=False) if exact else work
    return Typed(after, "next", "") if exact and len(begun) == 1 else Typed(after, "", word)
