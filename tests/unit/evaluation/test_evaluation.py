"""The evaluation itself: worlds of the kit as arrays, the kit's scorer, injected manipulations."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.services.objectivity.assess import assess
from app.services.objectivity.cells import cells_of
from evaluation import measures, official, worlds
from evaluation.figures import SIZES, alone, regional
from evaluation.kit import KitMissing, load
from evaluation.real import inject
from evaluation.report import Seeds, evaluate
from evaluation.scoring import predictions, score
from tests.shared_data import shared

SMALL = {"munis": 2, "schools": 9}


@pytest.fixture(scope="module")
def tools() -> Path:
    return shared("tools/objectivity")


@pytest.fixture(scope="module")
def world(tools: Path) -> worlds.World:
    return worlds.make_world(tools, 201, SMALL)


def test_a_folder_without_the_kit_is_said(tmp_path: Path) -> None:
    with pytest.raises(KitMissing):
        load(tmp_path, "sim")


def test_a_world_is_what_its_tables_say(world: worlds.World) -> None:
    cells = cells_of(world.region)
    assert len(cells) == len(world.truth[world.truth["n_wrote"] > 0])
    truth = worlds.truth_of(world, world.region, cells)
    assert truth.manipulated.sum() == world.truth["effective"].sum()
    wrote = {(p.year, p.grade, p.subject): p for p in world.region.papers if p.kind == "vpr"}
    assert sum(paper.pupils for paper in wrote.values()) == world.truth["n_wrote"].sum()
    for paper in wrote.values():
        assert paper.tasks is not None and np.array_equal(paper.tasks.sum(axis=1), paper.score)
        assert (paper.enrolled >= np.bincount(paper.school, minlength=world.region.schools.size)).all()
        assert (np.diff(paper.school) >= 0).all()


def test_scored_by_the_kit_nothing_is_missing(tools: Path, world: worlds.World) -> None:
    figures = score(tools, world, predictions(world.region, assess(world.region)))
    assert (figures["missing"], figures["repeated"], figures["n_differs"]) == (0, 0, 0)
    found = regional(tools, world)
    assert found.ap == figures["AP"] and len(found.fpr) == len(SIZES)
    parts = alone(tools, world)
    assert parts.raw["cells"] == figures["cells"] and parts.raw["missing"] == 0


def test_measures_are_those_of_the_kit(tools: Path) -> None:
    scorer = load(tools, "score")
    rng = np.random.default_rng(3)
    truth = rng.random(500) < 0.2
    values = np.round(rng.normal(size=500) + truth, 1)
    assert measures.average_precision(truth, values) == pytest.approx(scorer.average_precision(truth, values))
    assert measures.power_at(truth, values) == pytest.approx(scorer.power_at_true_fpr(truth, values))


@pytest.mark.parametrize("name", worlds.INPUTS)
def test_without_an_input(world: worlds.World, name: str) -> None:
    left = worlds.without(world.region, name)
    said = assess(left)
    assert np.isfinite(said.p).any()
    if name == "oge":
        assert {paper.kind for paper in left.papers} == {"vpr"}


def test_honest_lifting_for_everyone_changes_the_manipulating_schools_only(tools: Path) -> None:
    world = worlds.make_world(tools, 201, {**SMALL, "honest_bump": 0.6})
    lifted = worlds.lift_everyone(tools, world, 0.6, 1)
    changed = 0
    for before, after in zip(world.region.papers, lifted.region.papers, strict=True):
        moved = before.score != after.score
        changed += int(moved.sum())
        assert (after.score[moved] - before.score[moved] == 1).all() and np.isin(after.score[moved], after.cuts).all()
        if after.tasks is not None:
            assert np.array_equal(after.tasks.sum(axis=1), after.score)
    assert changed


def test_injected_manipulations_are_where_they_are_said(tools: Path, world: worlds.World) -> None:
    made = inject(tools, worlds.without(world.region, "oge"), 4)
    assert len(made.cells) == len(made.truth.kind)
    before = cells_of(worlds.without(world.region, "oge"))
    for c in range(len(made.cells)):
        paper, school = int(made.cells.paper[c]), int(made.cells.school[c])
        old, new = world_paper(world, paper), made.region.papers[paper]
        same = np.array_equal(old.score[old.school == school], new.score[new.school == school])
        assert same or made.truth.manipulated[c]
    assert len(before) == len(made.cells) and 0.03 < made.truth.manipulated.mean() < 0.35


def world_paper(world: worlds.World, number: int):
    return [paper for paper in world.region.papers if paper.kind == "vpr"][number]


def test_official_rules_fire_on_honest_schools_too(world: worlds.World) -> None:
    cells = cells_of(world.region)
    fired = official.official_rules(world.region, cells)
    assert set(fired) == set(official.RULES) and all(flags.shape == (len(cells),) for flags in fired.values())
    assert fired["mean"].any() and fired["peak"].any()


def test_the_page_is_made(tools: Path) -> None:
    told: list[str] = []
    one = range(201, 202)
    page, _met = evaluate(
        tools, None, Seeds(one, one, one, one, ({"cell_rate": 0.3},), one, {"munis": 1, "schools": 8}), told.append
    )
    assert page.startswith("# How well") and "| AP, whole region |" in page and "municipality alone, one year" in page
    assert told
