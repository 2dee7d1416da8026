"""Figures of one world looked at in one way, from the kit's scorer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.services.objectivity.assess import assess
from app.services.objectivity.region import Region
from evaluation.scoring import predictions, score
from evaluation.worlds import World, municipalities, of_year

SIZES = ("5-15", "16-30", "31-60", "61-150")
LAST_YEAR = 2025


@dataclass(frozen=True, slots=True)
class Figures:
    """One line of a table. Shares are fractions; NaN = the world has nothing to compute it from."""

    name: str
    ap: float
    ap_untrained: float
    """Of the calibrated p alone."""
    auc: float
    power: float
    """At a true false-positive rate of 5 %."""
    fpr: tuple[float, ...]
    """At p < .05 by size of the cell (`SIZES`)."""
    fdp: float
    flagged_power: float
    top10: float
    """Last year."""
    seconds: float
    """Of the assessments alone."""
    raw: dict[str, Any]
    """Everything the scorer said."""


def measure(tools: Path, world: World, parts: Iterable[Region], name: str = "", year: int | None = None) -> Figures:
    """Assess every part, join what is said, score it against the world's truth."""
    rows: list[dict[str, Any]] = []
    seconds = 0.0
    for part in parts:
        start = time.process_time()
        said = assess(part)
        seconds += time.process_time() - start
        rows += predictions(part, said)
    raw = score(tools, world, rows, year=year)
    plain = score(tools, world, [{**row, "score": -row["p"]} for row in rows], year=year)
    return Figures(
        name or world.name,
        number(raw["AP"]),
        number(plain["AP"]),
        number(raw["AUC"]),
        number(raw["power_at_true_5pct_FPR"]),
        tuple(number(raw["by_size"][size]["FPR_p05"]) for size in SIZES),
        number(raw["flagged"]["mean_FDP"]),
        number(raw["flagged"]["power"]),
        number(raw["top10_precision"]["last_year"]),
        seconds,
        raw,
    )


def number(value: float | None) -> float:
    """NaN for None, which the scorer says where there is nothing to compute from."""
    return float("nan") if value is None else float(value)


def mean(values: Iterable[float | None]) -> float:
    """Of the numbers among them; NaN without any."""
    known = [value for value in map(number, values) if np.isfinite(value)]
    return float(np.mean(known)) if known else float("nan")


def regional(tools: Path, world: World) -> Figures:
    """The whole region in one base."""
    return measure(tools, world, [world.region])


def alone(tools: Path, world: World) -> Figures:
    """Each municipality in a base of its own, three years; the lists joined."""
    return measure(tools, world, municipalities(world.region))


def one_year(tools: Path, world: World) -> Figures:
    """The same with the files of the last year only."""
    return measure(tools, world, (of_year(part, LAST_YEAR) for part in municipalities(world.region)), year=LAST_YEAR)


def average(lines: list[Figures], name: str = "mean") -> Figures:
    """Means over the worlds; `raw` is the first one's."""

    def of(value: Callable[[Figures], float]) -> float:
        return mean(value(line) for line in lines)

    return Figures(
        name,
        of(lambda f: f.ap),
        of(lambda f: f.ap_untrained),
        of(lambda f: f.auc),
        of(lambda f: f.power),
        tuple(mean(line.fpr[k] for line in lines) for k in range(len(SIZES))),
        of(lambda f: f.fdp),
        of(lambda f: f.flagged_power),
        of(lambda f: f.top10),
        of(lambda f: f.seconds),
        lines[0].raw,
    )
