"""Training of the ordering: lessons from the development worlds → the weights in `resources/objectivity/ordering.json`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from app.services.objectivity.ordering import Network, Ordering, own_inputs, school_inputs, z_of
from app.services.objectivity.region import Floats, Ints
from app.services.objectivity.registry import signals
from evaluation.lessons import KINDS, SEEDS, Lesson, lessons
from evaluation.network import Recipe, train

RECIPE = Recipe(hidden=(16,), members=3, epochs=8, decay=1e-3)
"""Of both networks. Larger ones do a little better on the simulated regions and worse on real results."""
DIGITS = 5
"""Significant digits of the weights in the file."""
HOW = (
    "Weights of the trained ordering (app/services/objectivity/ordering.py). Made by `python3 dev.py train-ordering` from "
    "simulated regions with known truth, seeds {first}-{last} of the acceptance kit, looked at in many ways (see "
    "evaluation/lessons.py): {lessons} assessments, {cells} judged cells, {manipulated} of them manipulated. No real "
    "results took part in the training; they were looked at when its settings were chosen."
)


def train_ordering(found: Sequence[Lesson], codes: tuple[str, ...], own: Recipe = RECIPE, school: Recipe = RECIPE) -> Ordering:
    """Both networks, one after the other. The same lessons give the same weights."""
    counted = np.concatenate([lesson.counted for lesson in found])
    kind: Ints = np.concatenate([lesson.kind for lesson in found])[counted]
    weight = _weights(found)[counted]
    first = [own_inputs(z_of(lesson.z, lesson.codes, codes), codes, lesson.combined, lesson.n) for lesson in found]
    inputs: Floats = np.concatenate([one.values for one in first])[counted]
    network = train(first[0].names, inputs, kind, weight, own, seed=1)
    counts = np.bincount(kind, minlength=len(KINDS) + 1)
    half = Ordering(codes, KINDS, counts[1:] / counts[0], network, network)
    second = [
        school_inputs(one, network(one.values), half, lesson.school, lesson.subject, lesson.year)
        for one, lesson in zip(first, found, strict=True)
    ]
    inputs = np.concatenate([one.values for one in second])[counted]
    last = train(second[0].names, inputs, (kind > 0).astype(np.int64), weight, school, seed=2)
    return Ordering(codes, KINDS, half.odds, network, last)


def _weights(found: Sequence[Lesson]) -> Floats:
    """(cells,) so that every way of looking at a world weighs the same, be it a region or four papers of it."""
    cells: Counter[str] = Counter()
    for lesson in found:
        cells[lesson.name] += lesson.n.size
    weight = np.concatenate([np.full(lesson.n.size, 1 / cells[lesson.name]) for lesson in found])
    return np.asarray(weight / weight.mean())


def as_data(ordering: Ordering, found: Sequence[Lesson]) -> dict[str, Any]:
    """The file's content; `ordering.read_ordering` reads it."""
    counted = sum(int(lesson.counted.sum()) for lesson in found)
    manipulated = sum(int((lesson.counted & (lesson.kind > 0)).sum()) for lesson in found)
    how = HOW.format(first=SEEDS[0], last=SEEDS[-1], lessons=len(found), cells=counted, manipulated=manipulated)
    return {
        "how": how,
        "signals": list(ordering.codes),
        "kinds": list(ordering.kinds),
        "odds": _rounded(ordering.odds),
        "own": _network(ordering.own),
        "school": _network(ordering.school),
    }


def _network(network: Network) -> dict[str, Any]:
    members = [
        [{"weights": [_rounded(row) for row in layer.weights], "bias": _rounded(layer.bias)} for layer in layers]
        for layers in network.members
    ]
    return {"inputs": list(network.names), "mean": _rounded(network.mean), "spread": _rounded(network.spread), "members": members}


def _rounded(values: Floats) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in values]


def write(path: Path, data: dict[str, Any]) -> None:
    """One line a row of weights: a later training shows as a difference that can be looked through."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("],[", "],\n[").replace(',"', ',\n"') + "\n", encoding="utf-8", newline="\n")


def run(tools: Path, out: Path) -> None:
    """Make the lessons (about ten minutes on one core), train, write the file."""
    found = list(lessons(tools))
    write(out, as_data(train_ordering(found, tuple(signal.CODE for signal in signals())), found))
