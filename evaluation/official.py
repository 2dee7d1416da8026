"""The official rules on the same cells, to see what they are worth beside the statistics (never used to decide)."""

from __future__ import annotations

import numpy as np

from app.services.objectivity.cells import Cells
from app.services.objectivity.official_markers import (
    inflated_mean,
    moments,
    reference_from_scores,
    sharp_change,
    spearman_by_group,
)
from app.services.objectivity.region import Flags, PaperData, Region

RULES = ("mean", "mismatch", "sharp_change", "peak")


def official_rules(region: Region, cells: Cells) -> dict[str, Flags]:
    """Rule → (cells,) does it fire. Mean, r_s < 0 and sharp change as ФИОКО 2019 has them; peak as the recommendations of 2026:
    at some cut more pupils than one point below and one point above it."""
    fired = {rule: np.zeros(len(cells), dtype=np.bool_) for rule in RULES}
    schools = region.schools.size
    share: dict[tuple[int, int, str], np.ndarray] = {}
    for number in np.unique(cells.paper):
        here, paper = cells.of_paper(int(number)), region.papers[int(number)]
        school = cells.school[here]
        of_all = moments(paper.school, paper.score, schools)
        reference = reference_from_scores(paper.score)
        assert reference is not None
        fired["mean"][here] = inflated_mean(of_all, reference).flags[school]
        marked = paper.journal > 0
        if marked.any():
            with np.errstate(invalid="ignore"):
                r = spearman_by_group(paper.school[marked], paper.journal[marked], paper.score[marked], schools)
                fired["mismatch"][here] = (r < 0)[school]
        fired["peak"][here] = _peaks(paper, schools)[school]
        if paper.max_score:
            share[paper.year, paper.grade, paper.subject] = of_all.mean / paper.max_score
    for number in np.unique(cells.paper):
        here, paper = cells.of_paper(int(number)), region.papers[int(number)]
        before = share.get((paper.year - 1, paper.grade - 1, paper.subject))
        now = share.get((paper.year, paper.grade, paper.subject))
        if before is not None and now is not None:
            fired["sharp_change"][here] = sharp_change(before, np.nan_to_num(now)).rises[cells.school[here]]
    return fired


def _peaks(paper: PaperData, schools: int) -> Flags:
    found = np.zeros(schools, dtype=np.bool_)
    for cut in paper.cuts:
        below, at, above = (np.bincount(paper.school[paper.score == cut + d], minlength=schools) for d in (-1, 0, 1))
        found |= (at > below) & (at > above)
    return found
