"""Cells: one school in one procedure, the unit that every signal speaks about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.services.objectivity.region import Flags, Floats, Ints, Region

CELL_KINDS = ("vpr", "regional_test", "municipal_test", "diagnostic_test")
"""Procedures that are judged. Exams with outside marking (ОГЭ) are only what the judged ones are compared with."""
FEW = 5
"""Fewer writers: no cell is judged, «мало данных»."""
SIZE_EDGES = (15, 30, 60)
"""Upper ends of the size bins 5–15, 16–30, 31–60; the last bin is open (objectivity.md, part 2, calibration 2)."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Struct of arrays, one line a cell, ordered by (paper, school). Pupils of cell c of paper p are the slice
    `[start[c], start[c] + n[c])` of the arrays of `region.papers[p]`."""

    paper: Ints
    """Place in `Region.papers`."""
    school: Ints
    """Place in `Region.schools`."""
    start: Ints
    n: Ints
    """Pupils who wrote, at least 1."""

    def __len__(self) -> int:
        return int(self.n.size)

    def of_paper(self, paper: int) -> slice:
        """The cells of one paper stand together."""
        return slice(int(np.searchsorted(self.paper, paper)), int(np.searchsorted(self.paper, paper, side="right")))


def cells_of(region: Region, kinds: tuple[str, ...] = CELL_KINDS) -> Cells:
    """Every school × procedure with a pupil who wrote."""
    parts: list[tuple[Ints, Ints, Ints, Ints]] = []
    for number, paper in enumerate(region.papers):
        if paper.kind in kinds and paper.pupils:
            schools, start, n = np.unique(paper.school, return_index=True, return_counts=True)
            parts.append((np.full(schools.size, number), schools, start.astype(np.int64), n.astype(np.int64)))
    if not parts:
        nothing = np.zeros(0, dtype=np.int64)
        return Cells(nothing, nothing, nothing, nothing)
    return Cells(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def size_bin(n: Ints) -> Ints:
    """0 … 3 for 5–15, 16–30, 31–60 and 61 and more pupils."""
    return np.searchsorted(SIZE_EDGES, n).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class SignalValues:
    """What one signal says of every cell; NaN = it cannot be computed there, and `why` says the reason."""

    code: str
    z: Floats
    """About standard normal for honest cells before calibration; high = suspicious."""
    value: Floats
    """What is seen, in the units named by the signal's docstring."""
    expected: Floats
    """What would be expected, same units."""
    why: Ints
    """Key of `WHY`; 0 where z is a number."""
    lowest: Flags | None = None
    """Where z is the lowest it can be, for a signal with few values in small schools; its null is then its own law."""


WHY = {
    0: "",
    1: "few_pupils",
    2: "no_scale",
    3: "no_journal",
    4: "no_tasks",
    5: "no_enrolment",
    6: "no_other_papers",
    7: "equal_scores",
    8: "few_at_cuts",
    9: "few_schools",
    10: "maximum_differs",
    11: "several_variants",
    12: "no_spread",
}
"""Reasons for «мало данных»; the words a person reads are in `services/findings`."""


def nothing_said(code: str, cells: Cells, why: int) -> SignalValues:
    """A signal that cannot be computed anywhere."""
    unknown = np.full(len(cells), np.nan)
    return SignalValues(code, unknown, unknown, unknown, np.full(len(cells), why))


def enough(cells: Cells) -> Flags:
    """Cells with at least `FEW` writers."""
    return cells.n >= FEW
