"""A municipality in a base of its own gives bit for bit what it gives cut out of the region, however the region is mixed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.objectivity.assess import assess
from app.services.objectivity.region import PaperData, Region, cut_to
from tests.unit.objectivity.small_region import make


def _loaded_alone(region: Region, municipality: int) -> Region:
    """Built pupil by pupil from the rows of the municipality's schools, as an import of its own files would."""
    schools = [int(i) for i in np.flatnonzero(region.municipality == municipality)]
    place = {school: k for k, school in enumerate(schools)}
    papers = []
    for paper in region.papers:
        rows = [i for i in range(paper.pupils) if int(paper.school[i]) in place]
        if rows:
            papers.append(_with(paper, rows, place, schools))
    ids = np.array([int(region.schools[school]) for school in schools], dtype=np.int64)
    return Region(ids, np.full(len(schools), municipality, dtype=np.int64), tuple(papers))


def _with(paper: PaperData, rows: list[int], place: dict[int, int], schools: list[int]) -> PaperData:
    return replace(
        paper,
        school=np.array([place[int(paper.school[i])] for i in rows], dtype=np.int64),
        score=np.array([int(paper.score[i]) for i in rows], dtype=np.int64),
        journal=np.array([int(paper.journal[i]) for i in rows], dtype=np.int64),
        tasks=None if paper.tasks is None else np.array([paper.tasks[i].tolist() for i in rows], dtype=np.uint8),
        variant=np.array([int(paper.variant[i]) for i in rows], dtype=np.int64),
        enrolled=np.array([int(paper.enrolled[school]) for school in schools], dtype=np.int64),
    )


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 1000), municipalities=st.integers(2, 4), exam=st.booleans())
def test_alone_or_cut_out(seed: int, municipalities: int, exam: bool) -> None:
    rng = np.random.default_rng(seed)
    region = make(seed, municipalities=municipalities, schools=8, lifted_share=0.1, exam=exam).region
    # Logins of a region do not run municipality by municipality, and a district may lack a paper that others wrote.
    region = replace(region, municipality=1 + rng.integers(0, municipalities, region.schools.size))
    chosen = int(rng.choice(region.municipality))
    gone = int(rng.integers(len(region.papers)))
    kept = region.papers[gone]
    rows = region.municipality[kept.school] != chosen
    less = {name: getattr(kept, name)[rows] for name in ("school", "score", "journal", "variant")}
    if kept.tasks is not None:
        less["tasks"] = kept.tasks[rows]
    region = replace(region, papers=(*region.papers[:gone], replace(kept, **less), *region.papers[gone + 1 :]))
    cut, alone = assess(cut_to(region, chosen)), assess(_loaded_alone(region, chosen))
    for name in ("p", "score", "repeat", "flagged", "region_reference"):
        assert np.array_equal(getattr(cut, name), getattr(alone, name), equal_nan=name in ("p", "score", "repeat")), name
    for left, right in zip(cut.p_of, alone.p_of, strict=True):
        assert np.array_equal(left, right, equal_nan=True)
    assert cut.nulls == alone.nulls and cut.missing == alone.missing
