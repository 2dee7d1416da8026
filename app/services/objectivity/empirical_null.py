"""Empirical null: what a signal looks like in honest schools, read from the half of the cells nobody has reason to lift.

Source: Efron 2004, «Large-scale simultaneous hypothesis testing: the choice of a null hypothesis». The centre is the
median; the scale comes from the lower half only, because the upper half holds the manipulated cells. Where a signal of
honest schools is wider above than below (few are absent, many cannot be), the lower scale is multiplied by the ratio
measured on simulated regions (`resources/objectivity/nulls.json`, «asymmetry»).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from app.paths import resources_dir
from app.services.objectivity.cells import size_bin
from app.services.objectivity.outcome import NullUsed
from app.services.objectivity.region import Flags, Floats, Ints

BIN_NAMES = ("5–15", "16–30", "31–60", "61+")
HALF_NAMES = ("≤30", ">30")
ENOUGH_IN_BIN = 100
ENOUGH_IN_HALF = 40
LOWER_SHARES = (0.05, 0.10, 0.16, 0.25)
"""Quantiles of the lower half that the scale is read from, the mean of them: one alone is too noisy in a district."""
LOWER_Z = (-1.6448536, -1.2815516, -0.9944579, -0.6744898)
TAILS = (0.10, 0.05, 0.02, 0.01)
TAIL_Z = (1.2815516, 1.6448536, 2.0537489, 2.3263479)
MOST_LIFTED = 0.30
PRIOR_SIGNAL, PRIOR_COMBINED = 100, 600
"""The shipped null weighs as much as so many cells beside those that are there. A null read from a hundred cells is off by
a tenth of its scale, which in a district alone would cost more than the shipped one can be wrong by."""
COMBINED = "combined"
CELLS_PER_FREEDOM = 4.0
"""Measured on districts alone (one year, three years): so the share of honest cells with p < .01 and < .001 is right."""
COARSE = 0.15
"""So many of the cells at the lowest value possible (nobody absent in most small schools): quantiles say nothing of the
scale there, and the signal's own law, an exact mid-p, is the better null."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """Null of a size bin as shipped (`resources/objectivity/nulls.json`, made from simulated regions)."""

    centre: float
    scale: float


@cache
def shipped_file() -> dict[str, Any]:
    """The whole file of shipped defaults."""
    with open(resources_dir() / "objectivity" / "nulls.json", encoding="utf-8") as file:
        return dict(json.load(file))


def shipped(code: str, number: int) -> Shipped:
    """Of one signal (or «combined») in one size bin; the plain standard normal for a signal the file does not know."""
    found = shipped_file()["nulls"].get(code)
    return Shipped(*found[number]) if found else Shipped(0.0, 1.0)


def asymmetry(code: str, number: int) -> float:
    """Upper scale over lower scale of honest cells in one size bin; 1 for a signal that the file does not know."""
    found = shipped_file().get("asymmetry", {}).get(code)
    return float(found[number]) if found else 1.0


def centre_and_scale(z: Floats, lifted: float = 0.0) -> tuple[float, float]:
    """Median and lower half-scale of finite values, when a share `lifted` of them stands above all the others.

    The scale is 0 where the lower half has no width.
    """
    middle, *low = np.quantile(z, np.array([0.5, *LOWER_SHARES]) * (1 - lifted))
    return float(middle), float(np.mean([(q - middle) / at for q, at in zip(low, LOWER_Z, strict=True)]))


def robust_null(z: Floats, wider: float, rounds: int) -> tuple[float, float, float]:
    """Centre, upper scale and the share that stands out, by turns (`rounds` of them; 0 = the median as it is).

    The manipulated cells push the median itself up. What lies beyond the 10, 5, 2 and 1 % points of the null in excess of
    chance (and of one standard error of chance) is taken out of the quantiles, and the null is read again.
    """
    lifted = 0.0
    centre, scale = centre_and_scale(z)
    for _ in range(rounds):
        if scale <= 0:
            break
        beyond = np.array([float(np.mean(z > centre + scale * wider * at)) for at in TAIL_Z])
        chance = np.array(TAILS)
        excess = (beyond - chance - np.sqrt(chance * (1 - chance) / z.size)) / (1 - chance)
        lifted = float(np.clip(excess.max(), 0.0, MOST_LIFTED))
        centre, scale = centre_and_scale(z, lifted)
    return centre, scale * wider, lifted


def calibrate(
    code: str, z: Floats, n: Ints, use: Flags, rounds: int = 0, lowest: Flags | None = None
) -> tuple[Floats, tuple[NullUsed, ...], Ints]:
    """z (cells,) → the same on the scale of its null, standard normal for honest cells; NaN outside `use`.

    Above the centre the upper scale counts, below it the lower one.

    A size bin with 100 cells has a null of its own; else the cells up to or over 30 pupils have one; with fewer than
    40 the shipped one of the bin is used. `rounds`: see `robust_null`;
    `lowest`: cells at the lowest value the signal can have, see `COARSE`. Third of the answer: how many cells stand behind
    the null of each cell (0 = shipped), for `p_values`.
    """
    result = np.full(z.shape, np.nan)
    bins = size_bin(n)
    known = use & np.isfinite(z)
    nulls: list[NullUsed] = []
    behind = np.zeros(z.shape, dtype=np.int64)
    for number, name in enumerate(BIN_NAMES):
        mine = known & (bins == number)
        if not mine.any():
            continue
        if lowest is not None and np.mean(lowest[mine]) >= COARSE:
            result[mine] = z[mine]
            nulls.append(NullUsed(code, name, int(mine.sum()), 0.0, 1.0, False, 1.0))
            behind[mine] = nulls[-1].cells
            continue
        null = _own(code, name, z[mine], ENOUGH_IN_BIN, (number,), rounds)
        if null is None:
            half = number // 2
            both = (2 * half, 2 * half + 1)
            null = _own(code, HALF_NAMES[half], z[known & (bins // 2 == half)], ENOUGH_IN_HALF, both, rounds)
        if null is None:
            default = shipped(code, number)
            below = default.scale / asymmetry(code, number)
            null = NullUsed(code, name, int(mine.sum()), default.centre, default.scale, True, below)
        away = z[mine] - null.centre
        result[mine] = away / np.where(away > 0, null.scale, null.scale_below)
        behind[mine] = 0 if null.shipped else null.cells
        if null not in nulls:
            nulls.append(null)
    return result, tuple(nulls), behind


def p_values(z: Floats, behind: Ints) -> Floats:
    """Upper tail of Student's law with a quarter of the cells behind the null as degrees of freedom; below 0 the normal one.

    A null read from few cells is itself uncertain, and a normal tail would be too sure of it: in a district alone one honest
    cell in 300 would have p < .001. With a region's cells the law is the normal one.
    """
    from scipy.special import ndtr, stdtr

    freedom = np.maximum(behind, ENOUGH_IN_HALF) / CELLS_PER_FREEDOM
    return np.where(z > 0, stdtr(freedom, -z), ndtr(-z))


def _own(code: str, group: str, z: Floats, enough: int, numbers: tuple[int, ...], rounds: int) -> NullUsed | None:
    """Null of the cells of these size bins, drawn towards the shipped one; None with too few or without a scale."""
    if z.size < enough:
        return None
    wider = float(np.mean([asymmetry(code, number) for number in numbers]))
    centre, scale, _ = robust_null(z, wider, rounds)
    if scale <= 0:
        return None
    prior = PRIOR_COMBINED if code == COMBINED else PRIOR_SIGNAL
    defaults = [shipped(code, number) for number in numbers]
    w = prior / (prior + z.size)
    centre = (1 - w) * centre + w * float(np.mean([default.centre for default in defaults]))
    scale = (1 - w) * scale + w * float(np.mean([default.scale for default in defaults]))
    return NullUsed(code, group, int(z.size), centre, scale, False, scale / wider)
