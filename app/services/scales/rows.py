"""Plain rows about score-to-mark scales."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.problems import Problem
from app.services.results.rows import Scale


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """One row of the directory. `min3`, `min4`, `min5`: lowest raw score of the mark, None where the cut is not known."""

    id: int | None
    kind: str
    year: int
    grade: int
    subject: str
    max_score: int
    min3: int | None = None
    min4: int | None = None
    min5: int | None = None
    source: str = ""
    edited: bool = False
    """Changed, added or imported by the person: updates of the program leave it alone."""

    @property
    def scale(self) -> Scale:
        return Scale(self.max_score, self.min3, self.min4, self.min5, self.source, self.edited)


@dataclass(frozen=True, slots=True)
class ScalesReport:
    """What loading a file of scales did."""

    new: int
    changed: int
    same: int
    refused: int
    problems: tuple[Problem, ...] = ()
