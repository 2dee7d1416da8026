"""The trained ordering: the file belongs to the code, it bears what is missing, and training gives the same every time."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.paths import resources_dir
from app.services.objectivity import ordering
from app.services.objectivity.assess import assess
from app.services.objectivity.registry import signals
from evaluation.lessons import KINDS, Lesson
from evaluation.network import Recipe
from evaluation.train_ordering import as_data, train_ordering, write
from tests.unit.objectivity.small_region import make

pytestmark = pytest.mark.filterwarnings("error")
CODES = tuple(signal.CODE for signal in signals())
TINY = Recipe(hidden=(4,), members=2, epochs=2, batch=64)


def _order(z: np.ndarray, codes: tuple[str, ...] = CODES, n: int = 40, school: np.ndarray | None = None) -> np.ndarray:
    count = z.shape[1]
    places = np.arange(count) if school is None else school
    combined = np.nan_to_num(z).max(axis=0)
    same = np.zeros(count, dtype=np.int64)
    return ordering.order_of(ordering.shipped_ordering(), z, codes, combined, np.full(count, n), places, same, np.arange(count))


def test_the_file_of_weights_belongs_to_the_code() -> None:
    shipped = ordering.shipped_ordering()
    assert shipped.codes == CODES and shipped.kinds == KINDS
    z = np.random.default_rng(0).normal(size=(len(CODES), 30))
    own = ordering.own_inputs(z, CODES, z.sum(axis=0), np.full(30, 20))
    assert own.names == shipped.own.names and own.values.shape == (30, len(own.names))
    said = shipped.own(own.values)
    assert said.shape == (30, len(KINDS))
    school = np.arange(30) // 4
    second = ordering.school_inputs(own, said, shipped, school, school % 2, np.arange(30) % 3)
    assert second.names == shipped.school.names and second.values.shape == (30, len(second.names))
    assert shipped.school(second.values).shape == (30, 1)
    for network in (shipped.own, shipped.school):
        assert np.isfinite(network.mean).all() and (network.spread > 0).all()
        for layers in network.members:
            assert layers[0].weights.shape[0] == len(network.names)
            assert all(np.isfinite(layer.weights).all() and np.isfinite(layer.bias).all() for layer in layers)


def test_the_file_says_how_it_was_made() -> None:
    file = json.loads((resources_dir() / "objectivity" / "ordering.json").read_text(encoding="utf-8"))
    assert "train-ordering" in file["how"] and "101-120" in file["how"]


@pytest.mark.parametrize("n", [8, 25, 90])
@pytest.mark.parametrize("code", ["bunching", "item_pattern", "hard_easy", "journal_match", "participation"])
def test_an_unusual_cell_stands_before_a_usual_one(code: str, n: int) -> None:
    z = np.zeros((len(CODES), 60))
    z[CODES.index(code), 0] = 5.0
    found = _order(z, n=n)
    assert found[0] > found[1:].max() + 0.5


def test_the_same_in_the_other_cells_of_the_school_moves_a_cell_up() -> None:
    z = np.random.default_rng(1).normal(size=(len(CODES), 400)) * 0.8
    school = np.arange(400) // 10
    weak = CODES.index("bunching")
    z[weak, :10] = 2.0
    z[weak, 395] = 2.0
    z[:, 0] = z[:, 395]
    found = _order(z, school=school)
    assert found[0] > found[395] + 0.3


def test_signals_that_are_not_there() -> None:
    z = np.zeros((len(CODES), 40))
    z[:, 0] = 4.0
    for gone in range(len(CODES)):
        left = z.copy()
        left[gone] = np.nan
        assert _order(left).argmax() == 0
        codes = tuple(code for code in CODES if code != CODES[gone])
        assert np.array_equal(_order(left), _order(np.delete(left, gone, axis=0), codes)), "a file that is not loaded"
    one = np.full((len(CODES), 40), np.nan)
    one[CODES.index("funnel")] = np.linspace(-2, 4, 40)
    assert np.isfinite(_order(one)).all() and _order(one)[-5:].mean() > _order(one)[:20].mean()


def test_cells_that_are_not_judged_have_no_place() -> None:
    assert _order(np.zeros((len(CODES), 0))).shape == (0,)
    z = np.zeros((len(CODES), 3))
    nothing = np.full(3, np.nan)
    same = np.zeros(3, dtype=np.int64)
    found = ordering.order_of(ordering.shipped_ordering(), z, CODES, nothing, np.full(3, 9), same, same, same)
    assert np.isnan(found).all()


def test_assess_orders_by_it_or_without_it() -> None:
    region = make(5, municipalities=2, lifted_share=0.1).region
    with_it, without = assess(region), assess(region, trained=False)
    assert np.array_equal(with_it.p, without.p, equal_nan=True) and np.array_equal(with_it.flagged, without.flagged)
    known = np.isfinite(with_it.p)
    assert np.isfinite(with_it.score[known]).all() and np.isnan(with_it.score[~known]).all()
    assert not np.array_equal(with_it.score, without.score, equal_nan=True)
    assert np.corrcoef(np.argsort(np.argsort(with_it.score[known])), np.argsort(np.argsort(without.score[known])))[0, 1] > 0.5


def _lesson(seed: int) -> Lesson:
    rng = np.random.default_rng(seed)
    kind = rng.choice(len(KINDS) + 1, 300, p=[0.75, *[0.05] * len(KINDS)])
    z = rng.normal(size=(len(CODES), 300))
    z[0] += 3 * (kind == 1)
    z[1, :50] = np.nan
    counted = rng.random(300) < 0.95
    school = np.arange(300) // 6
    return Lesson(
        "", CODES, z, np.nanmax(z, axis=0), rng.integers(5, 90, 300), school, school % 2, np.arange(300) % 3, kind, counted
    )


def test_training_gives_the_same_weights_every_time_and_the_file_keeps_them(tmp_path) -> None:
    found = [_lesson(1), _lesson(2)]
    one, other = (as_data(train_ordering(found, CODES, TINY, TINY), found) for _ in range(2))
    assert one == other
    write(tmp_path / "weights.json", one)
    read = ordering.read_ordering(json.loads((tmp_path / "weights.json").read_text(encoding="utf-8")))
    again = as_data(read, found)
    assert again == one


def test_training_learns() -> None:
    found = [_lesson(seed) for seed in range(6)]
    learned = train_ordering(found, CODES, Recipe(hidden=(8,), members=1, epochs=15, batch=128, rate=0.02), TINY)
    test = _lesson(99)
    own = ordering.own_inputs(test.z, CODES, test.combined, test.n)
    said = learned.own(own.values)[:, 0]
    assert said[test.kind == 1].mean() > said[test.kind == 0].mean() + 1.5
