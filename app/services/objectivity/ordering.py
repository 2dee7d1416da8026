"""The trained ordering: which cells to look at first. It only orders; whether a cell is unusual is said by its p-value.

Two small networks, trained on simulated regions with known truth (`python3 dev.py train-ordering`); their weights are
data, `resources/objectivity/ordering.json`. The first looks at the cell's own signals and says for each kind of
manipulation how much likelier it is than an honest cell; the second adds what is seen in the school's other cells: the
same signals there (a habit of the school rather than an event of this paper) and how often each kind shows up.
A signal that is not there is left out by its own switch, so the ordering works with any subset of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from app.paths import resources_dir
from app.services.objectivity.cells import Cells
from app.services.objectivity.region import Floats, Ints, Region

LOW, HIGH = -3.0, 8.0
"""Calibrated z outside says nothing more."""
DRAWN = (1.0, 4.0)
"""Means of the other cells are drawn to 0 as if so many cells with nothing in them stood beside: signals; kinds (twice)."""
KIND_DRAWN = (2.0, 8.0)


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """x → x·weights + bias."""

    weights: Floats
    bias: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Standardise, then layers with tanh between them; `members` are averaged (they differ by their random start)."""

    names: tuple[str, ...]
    """Of the inputs, in order."""
    mean: Floats
    spread: Floats
    members: tuple[tuple[Layer, ...], ...]

    def __call__(self, inputs: Floats) -> Floats:
        """(cells, outputs) from (cells, inputs)."""
        x = (inputs - self.mean) / self.spread
        total = np.zeros(1)
        for layers in self.members:
            h = x
            for layer in layers[:-1]:
                h = np.tanh(h @ layer.weights + layer.bias)
            total = total + h @ layers[-1].weights + layers[-1].bias
        return total / len(self.members)


@dataclass(frozen=True, slots=True, eq=False)
class Ordering:
    """Both networks, and how frequent each kind was where they were trained (odds against an honest cell)."""

    codes: tuple[str, ...]
    kinds: tuple[str, ...]
    odds: Floats
    own: Network
    school: Network


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """Of the first network: names and (cells, inputs)."""

    names: tuple[str, ...]
    values: Floats


@cache
def shipped_ordering() -> Ordering:
    """From `resources/objectivity/ordering.json`. Raises OSError, KeyError or ValueError on a damaged file."""
    return read_ordering(json.loads((resources_dir() / "objectivity" / "ordering.json").read_text(encoding="utf-8")))


def read_ordering(data: dict[str, Any]) -> Ordering:
    """The file's content → networks."""

    def network(part: dict[str, Any]) -> Network:
        members = tuple(
            tuple(
                Layer(np.array(layer["weights"], dtype=np.float64), np.array(layer["bias"], dtype=np.float64)) for layer in layers
            )
            for layers in part["members"]
        )
        mean, spread = (np.array(part[key], dtype=np.float64) for key in ("mean", "spread"))
        return Network(tuple(part["inputs"]), mean, spread, members)

    return Ordering(
        tuple(data["signals"]), tuple(data["kinds"]), np.array(data["odds"]), network(data["own"]), network(data["school"])
    )


def trained_order(ordering: Ordering, z: Floats, codes: tuple[str, ...], p: Floats, cells: Cells, region: Region) -> Floats:
    """(cells,) decimal logarithm of the odds that something is behind the cell; NaN where `p` is.

    `z` (signals, cells) calibrated, NaN = not available, in the order of `codes`; `p` (cells,) of the whole cell.
    """
    return order_of(ordering, z, codes, normal(p), cells.n, cells.school, *subject_and_year(region, cells))


def normal(p: Floats) -> Floats:
    """p-value → z, finite; high = unusual."""
    from scipy.special import ndtri

    return np.asarray(-ndtri(np.clip(p, 1e-300, 1 - 1e-16)))


def subject_and_year(region: Region, cells: Cells) -> tuple[Ints, Ints]:
    """(cells,) number of the subject, and the year."""
    places = {paper.subject: number for number, paper in enumerate(region.papers)}
    subject = np.array([places[paper.subject] for paper in region.papers], dtype=np.int64)
    year = np.array([paper.year for paper in region.papers], dtype=np.int64)
    return (subject[cells.paper], year[cells.paper]) if len(cells) else (cells.paper, cells.paper)


def order_of(
    ordering: Ordering, z: Floats, codes: tuple[str, ...], combined: Floats, n: Ints, school: Ints, subject: Ints, year: Ints
) -> Floats:
    """`trained_order` from arrays by cell: `combined` z of the cell's p-value, `n` writers, the others are labels."""
    known = np.isfinite(combined)
    result = np.full(combined.shape, np.nan)
    if not known.any():
        return result
    own = own_inputs(z_of(z[:, known], codes, ordering.codes), ordering.codes, combined[known], n[known])
    said = ordering.own(own.values)
    second = school_inputs(own, said, ordering, school[known], subject[known], year[known])
    result[known] = ordering.school(second.values)[:, 0] / np.log(10)
    return result


def z_of(z: Floats, codes: tuple[str, ...], wanted: tuple[str, ...]) -> Floats:
    """The signals in another order; NaN for one that is not there."""
    nothing = np.full(z.shape[1], np.nan)
    return np.stack([z[codes.index(code)] if code in codes else nothing for code in wanted])


def own_inputs(z: Floats, codes: tuple[str, ...], combined: Floats, n: Ints) -> Inputs:
    """What the first network sees: calibrated signals, which of them there are, the whole cell's z, pupils."""
    here = np.isfinite(z)
    clipped = np.clip(np.where(here, z, 0.0), LOW, HIGH)
    names = (*codes, *(f"has {code}" for code in codes), *(f"tail of {code}" for code in codes), "combined", "log n")
    tails = [np.full(n.size, _tail(row[there])) for row, there in zip(z, here, strict=True)]
    rows = (*clipped, *here.astype(np.float64), *tails, np.clip(combined, LOW, HIGH), np.log(n))
    return Inputs(names, np.stack(rows, axis=1))


def _tail(z: Floats) -> float:
    """How much further up than a normal one the signal reaches in these results: where many schools are unusual in it,
    being unusual says less. Logarithm of the 90 % quantile over the normal one's, drawn to 0 as if 100 cells were normal."""
    if not z.size:
        return 0.0
    return float(np.log(np.clip(np.quantile(z, 0.9) / 1.2816, 0.5, 4.0)) * z.size / (z.size + 100))


def school_inputs(own: Inputs, said: Floats, ordering: Ordering, school: Ints, subject: Ints, year: Ints) -> Inputs:
    """What the second network sees: all of the first one's, what the first one said, and the school's other cells."""
    count = len(ordering.codes)
    z, has = own.values[:, :count], own.values[:, count : 2 * count]
    names, rows = [*own.names, *(f"likely {kind}" for kind in ordering.kinds)], [*own.values.T, *said.T]
    same_subject = _labels(school, subject)
    other_year = _labels(school, subject, year)
    for title, inside, outside in (
        ("same subject", same_subject, other_year),
        ("other subject", school, same_subject),
    ):
        total = _sums(z * has, inside) - _sums(z * has, outside)
        there = _sums(has, inside) - _sums(has, outside)
        names += [f"{code}, {title}" for code in ordering.codes]
        rows += [*(total / (there + DRAWN[0])).T]
    ratio = np.exp(np.clip(said, -30, 30))
    share = ratio / (1 + ratio.sum(axis=1, keepdims=True))
    others = _sums(share, school) - share
    cells = (_sums(np.ones((share.shape[0], 1)), school) - 1)[:, 0]
    before = ordering.odds / (1 + ordering.odds.sum())
    names += [f"habit of {code}" for code in ordering.codes]
    rows += [np.full(school.size, _habit(z[:, k], has[:, k], school)) for k in range(count)]
    names.append("repetition")
    rows.append(np.full(school.size, _repetition(share.sum(axis=1), school)))
    names += [f"{kind}, elsewhere" for kind in ordering.kinds]
    rows += [*((others - cells[:, None] * before) / (cells[:, None] + DRAWN[1])).T]
    for drawn in KIND_DRAWN:
        usual = (drawn * before + others) / (drawn + cells[:, None])
        odds = (ratio / ordering.odds * usual).sum(axis=1) / np.maximum(1 - usual.sum(axis=1), 1e-3)
        names.append(f"odds at home {drawn:g}")
        rows.append(np.log(np.maximum(odds, 1e-12)))
    names.append("other cells")
    rows.append(np.log1p(cells))
    return Inputs(tuple(names), np.stack(rows, axis=1))


def _habit(z: Floats, has: Floats, school: Ints) -> float:
    """How alike the signal is in all cells of a school (mean product of signs over its pairs of cells, drawn to 0): what
    is a habit of schools says little about one paper, and a second cell with it nothing new."""
    signs = np.sign(z) * has
    total, cells = np.bincount(school, weights=signs), np.bincount(school, weights=has)
    pairs = float((cells**2 - cells).sum())
    return float((total**2).sum() - (signs**2).sum()) / (pairs + 400)


def _repetition(share: Floats, school: Ints) -> float:
    """Do the same schools do it again and again in these results? Correlation of what the first network says of two
    cells of one school, drawn to 0: near 0 where whoever does it does it once."""
    cells = np.bincount(school).astype(np.float64)
    away = share - share.mean()
    pairs = float((cells**2 - cells).sum())
    together = float((np.bincount(school, weights=away) ** 2).sum() - (away**2).sum())
    spread = float((away**2).mean())
    return together / (pairs + 400) / spread if spread > 0 else 0.0


def _labels(*columns: Ints) -> Ints:
    return np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _sums(values: Floats, label: Ints) -> Floats:
    """(cells, columns) of the whole group that the cell is in."""
    groups = int(label.max()) + 1
    return np.stack([np.bincount(label, weights=column, minlength=groups)[label] for column in values.T], axis=1)
