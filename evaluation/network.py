"""Training of the small networks of the ordering: Adam on cross entropy, plain numpy, the same numbers every time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.services.objectivity.ordering import Layer, Network
from app.services.objectivity.region import Floats, Ints

NEVER_SEEN = 1e9
"""Spread of an input that was always the same: whatever comes later, the network does not look at it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how hard."""

    hidden: tuple[int, ...] = (24,)
    members: int = 3
    epochs: int = 12
    batch: int = 1024
    rate: float = 0.01
    decay: float = 1e-4
    """Pull of the weights to 0 (not of the bias)."""


def train(names: tuple[str, ...], inputs: Floats, classes: Ints, weight: Floats, recipe: Recipe, seed: int) -> Network:
    """A network with outputs for classes 1 …, as log odds against class 0 (honest); `weight` (cells,) of the cells."""
    mean = inputs.mean(axis=0)
    spread = inputs.std(axis=0)
    spread = np.where(spread < 1e-6, NEVER_SEEN, spread)
    x = ((inputs - mean) / spread).astype(np.float32)
    members = tuple(
        _member(x, classes, weight.astype(np.float32), recipe, np.random.default_rng([seed, k])) for k in range(recipe.members)
    )
    return Network(names, mean, spread, members)


def _member(x: np.ndarray, classes: Ints, weight: np.ndarray, recipe: Recipe, rng: np.random.Generator) -> tuple[Layer, ...]:
    outputs = int(classes.max())
    sizes = (x.shape[1], *recipe.hidden, outputs)
    parameters: list[np.ndarray] = []
    for a, b in pairwise(sizes):
        parameters += [(rng.normal(0, 1 / np.sqrt(a), (a, b))).astype(np.float32), np.zeros(b, np.float32)]
    first = [np.zeros_like(p) for p in parameters]
    second = [np.zeros_like(p) for p in parameters]
    target = np.zeros((x.shape[0], outputs + 1), np.float32)
    target[np.arange(x.shape[0]), classes] = 1
    step, batches = 0, -(-x.shape[0] // recipe.batch)
    for epoch in range(recipe.epochs):
        order = rng.permutation(x.shape[0])
        for k in range(batches):
            rows = order[k * recipe.batch : (k + 1) * recipe.batch]
            slopes = _slopes(parameters, x[rows], target[rows], weight[rows])
            step += 1
            done = (epoch + k / batches) / recipe.epochs
            rate = recipe.rate * 0.5 * (1 + np.cos(np.pi * done))
            for i, slope in enumerate(slopes):
                if i % 2 == 0:
                    slope = slope + recipe.decay * parameters[i]
                first[i] = 0.9 * first[i] + 0.1 * slope
                second[i] = 0.999 * second[i] + 0.001 * slope**2
                parameters[i] = parameters[i] - np.float32(rate) * (first[i] / (1 - 0.9**step)) / (
                    np.sqrt(second[i] / (1 - 0.999**step)) + 1e-8
                )
    return tuple(
        Layer(parameters[i].astype(np.float64), parameters[i + 1].astype(np.float64)) for i in range(0, len(parameters), 2)
    )


def _slopes(parameters: list[np.ndarray], x: np.ndarray, target: np.ndarray, weight: np.ndarray) -> list[np.ndarray]:
    """Gradient of the mean weighted cross entropy; the honest class has logit 0."""
    seen = [x]
    layers = len(parameters) // 2
    for i in range(layers):
        h = seen[-1] @ parameters[2 * i] + parameters[2 * i + 1]
        seen.append(np.tanh(h) if i < layers - 1 else h)
    logits = np.concatenate([np.zeros((x.shape[0], 1), np.float32), seen.pop()], axis=1)
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    back = ((odds / odds.sum(axis=1, keepdims=True) - target) * weight[:, None])[:, 1:] / weight.sum()
    slopes: list[np.ndarray] = []
    for i in reversed(range(layers)):
        slopes = [seen[i].T @ back, back.sum(axis=0), *slopes]
        if i:
            back = (back @ parameters[2 * i].T) * (1 - seen[i] ** 2)
    return slopes
