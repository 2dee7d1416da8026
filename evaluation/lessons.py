"""What the ordering learns from: worlds of the development seeds in the many states a base may be in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.services.objectivity.assess import assess
from app.services.objectivity.ordering import normal, subject_and_year
from app.services.objectivity.outcome import Assessment
from app.services.objectivity.region import Flags, Floats, Ints, Region
from evaluation.worlds import INPUTS, NO_REPETITION, World, lift_everyone, make_world, municipalities, of_year, truth_of, without

SEEDS = range(101, 121)
"""The kit's development seeds; others are only measured on."""
KINDS = ("a_bump", "b_inflate", "b_copy", "c_exclude", "d_journal")


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """Judged cells of one assessment with their truth; what `ordering.trained_order` gets, and the class of each cell."""

    name: str
    codes: tuple[str, ...]
    z: Floats
    combined: Floats
    n: Ints
    school: Ints
    subject: Ints
    year: Ints
    kind: Ints
    """0 honest, 1 … as in `KINDS`."""
    counted: Flags
    """The others take part as the school's other cells only."""


def lesson(name: str, world: World, region: Region, said: Assessment) -> Lesson:
    """From one assessment of the world or of a part of it."""
    cells = said.cells
    truth = truth_of(world, region, cells)
    kinds = np.array([1 + KINDS.index(kind) if kind in KINDS else 0 for kind in truth.kind], dtype=np.int64)
    z, combined = calibrated(said)
    keep = np.isfinite(combined)
    subject, year = subject_and_year(region, cells)
    return Lesson(
        name,
        tuple(signal.code for signal in said.signals),
        z[:, keep],
        combined[keep],
        cells.n[keep],
        cells.school[keep],
        subject[keep],
        year[keep],
        np.where(truth.manipulated, kinds, 0)[keep],
        truth.counted[keep],
    )


def calibrated(said: Assessment) -> tuple[Floats, Floats]:
    """z of the signals (signals, cells) and of the whole cell from the p-values."""
    p = np.array(said.p_of).reshape(len(said.signals), len(said.cells))
    return normal(p), normal(said.p)


def lessons(tools: Path, seeds: range = SEEDS, tell: Callable[[str], None] = print) -> Iterator[Lesson]:
    """All lessons, seed by seed."""
    for seed in seeds:
        for name, world, parts in _states(tools, seed):
            for part in parts:
                yield lesson(f"{seed} {name}", world, part, assess(part, trained=False))
            tell(f"{seed} {name}")


def _states(tools: Path, seed: int) -> Iterator[tuple[str, World, list[Region]]]:
    """The seed's worlds and how each is looked at. Parameters off the kit's own ones are drawn by the seed."""
    rng = np.random.default_rng([seed, 77])
    plain = make_world(tools, seed)
    region = plain.region
    alone = _some(region, rng)
    yield "region", plain, [region]
    yield "municipality", plain, alone
    yield "one year", plain, [of_year(part, 2023 + seed % 3) for part in _some(region, rng)]
    lacking = [str(name) for name in rng.permutation(INPUTS)]
    yield f"without {lacking[0]}", plain, [without(region, lacking[0])]
    several = [without(part, *lacking[: 2 + k]) for k, part in enumerate(alone)]
    yield f"without {', '.join(lacking)}, more and more", plain, several
    yield "stress", *_whole(make_world(tools, seed, stress=True))
    share = 0.3 if seed % 2 else 0.6
    lifted = lift_everyone(tools, make_world(tools, seed, {"honest_bump": share}), share, seed)
    yield "lifted", *_whole(lifted)
    yield "lifted, a few papers", lifted, [_few_papers(lifted.region, seed)]
    yield "no repetition", *_whole(make_world(tools, seed, NO_REPETITION))
    other = _another(tools, seed, _drawn(rng, 1.0))
    yield "other parameters", *_whole(other)
    yield "other parameters, municipality", other, _some(other.region, rng)
    wild = _another(tools, seed, _drawn(rng, 2.0))
    yield "wild", *_whole(wild)
    yield "wild, a few papers", wild, [_few_papers(wild.region, seed + 1), _few_papers(wild.region, seed + 2)]


def _some(region: Region, rng: np.random.Generator) -> list[Region]:
    """A third of the municipalities, each alone: all of them teach little more."""
    parts = list(municipalities(region))
    return [parts[k] for k in rng.permutation(len(parts))[: -(-len(parts) // 3)]]


def _few_papers(region: Region, number: int) -> Region:
    """One to four papers of one grade in the last two years, without ОГЭ: what many bases hold."""
    papers = [paper for paper in region.papers if paper.kind == "vpr" and paper.grade == 6 + number % 3 and paper.year >= 2024]
    return replace(region, papers=tuple(papers[: 1 + number % 4]))


def _another(tools: Path, seed: int, parameters: dict[str, float]) -> World:
    return lift_everyone(tools, make_world(tools, seed, parameters), parameters["honest_bump"], seed)


def _drawn(rng: np.random.Generator, width: float) -> dict[str, float]:
    """Parameters of a world, within `width` of the way from quiet to (1) about the kit's harder worlds, (2) far beyond."""
    return {
        "cell_rate": rng.uniform(0.05, 0.25),
        "school_prop_conc": float(np.exp(rng.uniform(np.log(0.6), np.log(30)))),
        "kind_persist": rng.uniform(0.2, 0.8),
        "sd_school": rng.uniform(0.25, 0.25 + 0.25 * width),
        "sd_cohort": rng.uniform(0.1, 0.1 + 0.1 * width),
        "sd_class": rng.uniform(0.1, 0.1 + 0.15 * width),
        "dif_class": rng.uniform(0.2, 0.2 + 0.3 * width),
        "severity": rng.uniform(0.1, 0.1 + 0.2 * width),
        "honest_bump": rng.uniform(0.0, 0.35 * width),
        "jr_school": rng.uniform(0.15, 0.15 + 0.4 * width),
        "jr_class": rng.uniform(0.15, 0.15 + 0.1 * width),
        "jr_noise": rng.uniform(0.35, 0.35 + 0.15 * width),
        "absent": rng.uniform(0.05, 0.12),
        "absent_school_sd": rng.uniform(0.3, 0.3 + 0.7 * width),
        "mixed_share": rng.uniform(0.03, 0.03 + 0.1 * width),
        "oge_school": rng.uniform(0.08, 0.08 + 0.15 * width),
    }


def _whole(world: World) -> tuple[World, list[Region]]:
    return world, [world.region]
