"""What the checks read: papers of one or many municipalities as arrays. Pure numpy, no session.

Order is part of the contract, so that a municipality alone gives bit for bit what it gives when cut out of the region:
schools stand by login, papers (procedures) by (year, kind, grade, subject), pupils of a paper by (school, code).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

BLANK, NOT_ATTEMPTED = 254, 255
"""Bytes of `PaperData.tasks` that are no points: an empty cell, and «X»."""


@dataclass(frozen=True, slots=True, eq=False)
class KnownShares:
    """A distribution of raw scores that somebody reported for a whole region or country: `shares[s]`, fractions, sum 1."""

    level: str
    """«region» or «sample» (the country)."""
    name: str
    n: int
    shares: Floats


@dataclass(frozen=True, slots=True, eq=False)
class PaperData:
    """One procedure; a line of the pupil arrays is a pupil who wrote (absent pupils are only counted in `enrolled`)."""

    id: int
    kind: str
    """«vpr», «oge», «municipal_test» … Only «vpr» and the tests make cells; «oge» is what they are compared with."""
    year: int
    grade: int
    subject: str
    """Folded name (`text_ru.search_key`), compared for equality."""
    max_score: int | None
    cuts: tuple[int, ...]
    """Lowest raw scores of «3», «4», «5»; empty = the scale is not known."""
    school: Ints
    """(pupils,) place in `Region.schools`, ascending."""
    score: Ints
    """(pupils,) raw score points."""
    journal: Ints
    """(pupils,) journal mark 2 … 5, 0 = none."""
    tasks: Bytes | None
    """(pupils, tasks) points, `BLANK` or `NOT_ATTEMPTED`; None = the base has totals only."""
    task_max: Ints
    """(tasks,) maximum of every task; empty with `tasks` None."""
    task_codes: tuple[str, ...]
    variant: Ints
    """(pupils,) number of the variant, 0 = not said."""
    enrolled: Ints
    """(schools of the region,) pupils on the list, present and absent; 0 = not known."""
    known: KnownShares | None = None
    """What is known of a larger whole than the papers themselves."""

    @property
    def pupils(self) -> int:
        return int(self.score.size)


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """All that one assessment looks at: a region, or one municipality of it."""

    schools: Ints
    """(schools,) organisation ids, in order of their logins."""
    municipality: Ints
    """(schools,) id of the municipality, 0 = none."""
    papers: tuple[PaperData, ...]


def cut_to(region: Region, municipality: int) -> Region:
    """The schools of one municipality and their papers, as if nothing else had ever been loaded.

    What is `known` of the larger whole stays only where it was reported, not computed from the papers left out: the
    caller decides by building `known` so.
    """
    keep = region.municipality == municipality
    place = np.cumsum(keep) - 1
    papers = []
    for paper in region.papers:
        rows = keep[paper.school]
        if rows.any():
            papers.append(
                replace(
                    paper,
                    school=place[paper.school[rows]],
                    score=paper.score[rows],
                    journal=paper.journal[rows],
                    tasks=paper.tasks[rows] if paper.tasks is not None else None,
                    variant=paper.variant[rows],
                    enrolled=paper.enrolled[keep],
                )
            )
    return Region(region.schools[keep], region.municipality[keep], tuple(papers))
