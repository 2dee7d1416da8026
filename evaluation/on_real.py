"""Figures on real results: how many cells stand out, how p is spread, what injected manipulations do to the order."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.services.objectivity.assess import assess
from app.services.objectivity.cells import cells_of
from app.services.objectivity.official_markers import moments
from app.services.objectivity.region import Floats, Region
from evaluation.measures import average_precision, power_at
from evaluation.official import official_rules
from evaluation.real import inject


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Of one set of real papers. Shares are fractions of the judged cells."""

    title: str
    schools: int
    pupils: int
    cells: int
    flagged: float
    below_05: float
    tenths: Floats
    """(10,) share of cells with p in (0, .1], (.1, .2] …"""
    signals: dict[str, float]
    """Share of the cells having the signal where its p < .05."""
    rules: dict[str, float]
    """Share of cells where the official rule fires."""
    seconds: float


def spread(title: str, region: Region) -> Spread:
    """Assess the real papers as they are."""
    start = time.process_time()
    said = assess(region)
    seconds = time.process_time() - start
    p = said.p[np.isfinite(said.p)]
    known = np.isfinite(said.p)
    tenths = np.histogram(p, bins=np.linspace(0, 1, 11))[0] / p.size
    signals = {
        signal.code: float((values[np.isfinite(values)] < 0.05).mean())
        for signal, values in zip(said.signals, said.p_of, strict=True)
        if np.isfinite(values).any()
    }
    rules = {rule: float(fired[known].mean()) for rule, fired in official_rules(region, said.cells).items()}
    pupils = sum(paper.pupils for paper in region.papers)
    return Spread(
        title, region.schools.size, pupils, p.size, float(said.flagged[known].mean()), float((p < 0.05).mean()), tenths, signals,
        rules, seconds,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """Order after one injection."""

    seed: int
    cells: int
    manipulated: int
    ap: float
    ap_untrained: float
    ap_mean: float
    """Of the official mean rule, graded by how far the school's interval lies above the region's."""
    power: float
    by_kind: dict[str, float]
    """AP of each kind against all honest cells."""


def injected(tools: Path, region: Region, seed: int) -> Found:
    """The kit's manipulations put into the papers; real cells count as honest, though some may not be."""
    made = inject(tools, region, seed)
    said = assess(made.region)
    use = made.truth.counted & np.isfinite(said.p)
    truth = made.truth.manipulated[use]
    score, kinds = said.score[use], np.array(made.truth.kind)[use]
    by_kind = {}
    for kind in sorted(set(kinds[truth])):
        these = (kinds == kind) & truth
        by_kind[str(kind)] = average_precision(these[these | ~truth], score[these | ~truth])
    return Found(
        seed,
        int(use.sum()),
        int(truth.sum()),
        average_precision(truth, score),
        average_precision(truth, -said.p[use]),
        average_precision(truth, _mean_rule(made.region)[use]),
        power_at(truth, score),
        by_kind,
    )


def _mean_rule(region: Region) -> Floats:
    """(cells,) lower end of the school's 95 % interval over the upper end of the region's, shares of the maximum."""
    cells = cells_of(region)
    result = np.zeros(len(cells))
    for number in np.unique(cells.paper):
        here, paper = cells.of_paper(int(number)), region.papers[int(number)]
        schools = moments(paper.school, paper.score, region.schools.size)
        with np.errstate(invalid="ignore", divide="ignore"):
            lower = schools.mean - 1.96 * schools.sd / np.sqrt(schools.n)
        upper = paper.score.mean() + 1.96 * paper.score.std() / np.sqrt(paper.pupils)
        result[here] = np.nan_to_num((lower - upper)[cells.school[here]] / (paper.max_score or 1), nan=-1.0)
    return result


def of_years(region: Region, *years: int) -> Region:
    """The papers of some years."""
    return replace(region, papers=tuple(paper for paper in region.papers if paper.year in years))
