"""Pure rules about scales: what a valid one is, marks of many scores at once."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from app.services.problems import Problem
from app.services.results.rows import Scale
from app.services.scales.rows import ScaleRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KINDS = {"vpr": "ВПР", "oge": "ОГЭ"}


def problems_of(row: ScaleRow) -> tuple[Problem, ...]:
    """Why a scale cannot be stored; `Problem.field` names the field."""
    found: list[Problem] = []

    def say(field: str, code: str, text: str) -> None:
        found.append(Problem("error", code, text, field=field))

    if not 2000 <= row.year <= 2100:
        say("year", "bad_year", f"Год {row.year} вне пределов 2000–2100.")
    if not 1 <= row.grade <= 11:
        say("grade", "bad_grade", f"Класс {row.grade} вне пределов 1–11.")
    if not row.subject.strip():
        say("subject", "no_subject", "Не указан предмет.")
    if not 1 <= row.max_score <= 250:
        say("max_score", "bad_max_score", f"Максимальный балл {row.max_score} вне пределов 1–250.")
    cuts = {"min3": row.min3, "min4": row.min4, "min5": row.min5}
    known = [cut for cut in cuts.values() if cut is not None]
    if known and len(known) < 3:
        missing = next(field for field, cut in cuts.items() if cut is None)
        say(missing, "part_of_cuts", "Укажите все три порога — для «3», «4» и «5» — или ни одного.")
    elif known and not 0 < known[0] < known[1] < known[2]:
        say("min3", "cuts_not_rising", f"Пороги должны расти: сейчас {known[0]}, {known[1]}, {known[2]}.")
    elif known and known[2] > row.max_score:
        say("min5", "cut_above_max", f"Порог «5» ({known[2]}) больше максимального балла {row.max_score}.")
    return tuple(found)


def marks_of(scores: NDArray[np.integer], scale: Scale) -> NDArray[np.int8]:
    """Marks 2–5 of raw scores; 0 where the scale does not say: a cut is unknown, a score is negative or above the maximum."""
    import numpy as np

    if scale.min3 is None or scale.min4 is None or scale.min5 is None:
        return np.zeros(scores.shape, np.int8)
    marks = 2 + np.searchsorted([scale.min3, scale.min4, scale.min5], scores, side="right")
    return np.where((scores >= 0) & (scores <= scale.max_score), marks, 0).astype(np.int8)


def ranges(scale: Scale) -> tuple[str, ...] | None:
    """«0–13», «14–23», «24–32», «33–38»: raw scores of «2» … «5»; None where the cuts are not known."""
    if scale.min3 is None or scale.min4 is None or scale.min5 is None:
        return None
    ends = (0, scale.min3, scale.min4, scale.min5, scale.max_score + 1)
    return tuple(f"{low}–{high - 1}" if high - 1 > low else str(low) for low, high in pairwise(ends))
