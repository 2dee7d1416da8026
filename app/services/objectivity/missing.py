"""Which missing file would help most."""

from __future__ import annotations

import numpy as np

from app.services.objectivity.cells import Cells, enough
from app.services.objectivity.outcome import MissingInput
from app.services.objectivity.region import Flags, Region

GAIN = {"scale": 0.11, "tasks": 0.08, "enrolment": 0.05, "years": 0.05, "journal": 0.03, "region": 0.03, "oge": 0.01}
"""Average precision each input is worth on simulated regions (docs/objectivity-evaluation.md, «What a missing kind of file
costs»; years and region: three years against one, a region against a municipality alone)."""


def missing_inputs(region: Region, cells: Cells, region_reference: Flags) -> tuple[MissingInput, ...]:
    """Most helpful first: gain × share of the cells that lack the input; inputs that nobody lacks are left out."""
    judged = enough(cells)
    total = int(judged.sum())
    if not total:
        return ()
    papers = region.papers
    used = np.unique(cells.paper)

    def lacking(has: list[bool]) -> int:
        return int((judged & ~np.array(has, dtype=np.bool_)[cells.paper]).sum())

    counts = {
        "tasks": lacking([paper.tasks is not None for paper in papers]),
        "journal": lacking([bool((paper.journal > 0).any()) for paper in papers]),
        "scale": lacking([len(paper.cuts) > 0 for paper in papers]),
        "oge": lacking([_has_exam(region, number) for number in range(len(papers))]),
        "enrolment": sum(
            int((judged[cells.of_paper(int(p))] & (papers[p].enrolled[cells.school[cells.of_paper(int(p))]] == 0)).sum())
            for p in used
        ),
        "years": total if len({papers[p].year for p in used}) == 1 else 0,
        "region": int((judged & ~region_reference).sum()),
    }
    found = [MissingInput(code, count, GAIN[code]) for code, count in counts.items() if count]
    return tuple(sorted(found, key=lambda row: (-row.gain * row.cells, row.code)))


def _has_exam(region: Region, number: int) -> bool:
    """Some ОГЭ of the subject: a school's level in it is then known from outside marking."""
    subject = region.papers[number].subject
    return any(paper.kind == "oge" and paper.subject == subject for paper in region.papers)
