"""Simulated regions with known truth as the engine's arrays, and the ways to look at a part of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from app.services.objectivity.cells import Cells
from app.services.objectivity.region import Flags, Ints, PaperData, Region, cut_to
from app.services.text_ru import search_key
from evaluation.kit import load

if TYPE_CHECKING:
    import pandas as pd

SUBJECTS = {"RU": "Русский язык", "MA": "Математика"}
INPUTS = ("oge", "tasks", "journal", "enrolment", "scale")
"""What `without` can take away."""
STRESS = "stress"
NO_REPETITION = {"school_prop_conc": 60.0, "kind_persist": 0.2}
"""Changes that make a world without schools that do it again and again."""


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """One simulated region; `truth` is the kit's own table (school_id, paper keys, manipulated, kind, strength, effective)."""

    name: str
    region: Region
    truth: pd.DataFrame


def make_world(tools: Path, seed: int, changes: Mapping[str, float] = MappingProxyType({}), *, stress: bool = False) -> World:
    """The region of `sim.py --seed … [--stress] [--set NAME=VALUE …]`; `munis` and `schools` may be changed too."""
    sim = load(tools, "sim")
    tables: dict[str, Any] = sim.simulate(seed, **{**(sim.STRESS if stress else {}), **changes})
    name = " ".join([str(seed), *([STRESS] if stress else []), *(f"{key}={value:g}" for key, value in changes.items())])
    return World(name, region_of(tables), tables["truth"])


def lift_everyone(tools: Path, world: World, share: float, seed: int) -> World:
    """The world where the manipulating schools have the usual lifting too (the kit leaves it out there, so that its very
    absence would give them away): `share` of their pupils one point below a cut get the point."""
    sim = load(tools, "sim")
    rng = np.random.default_rng([seed, 9])
    schools = world.truth[world.truth["manipulated"]].groupby(["year", "grade", "subject"])["school_id"].apply(set)
    subjects = {search_key(name): code for code, name in SUBJECTS.items()}
    papers = []
    for paper in world.region.papers:
        if paper.tasks is not None and (key := (paper.year, paper.grade, subjects[paper.subject])) in schools.index:
            below = np.isin(paper.score, np.array(paper.cuts) - 1) & np.isin(paper.school, list(schools[key]))
            tasks, score = paper.tasks.copy(), paper.score.copy()
            for pupil in np.flatnonzero(below & (rng.random(paper.pupils) < share)):
                points = tasks[pupil].astype(np.int16)
                tasks[pupil] = sim.shift_points(rng, points, paper.task_max, 1, np.ones(points.size))
                score[pupil] += 1
            paper = replace(paper, tasks=tasks, score=score)
        papers.append(paper)
    return replace(world, region=replace(world.region, papers=tuple(papers)))


def region_of(tables: dict[str, Any]) -> Region:
    """What an import of the kit's workbooks gives: nothing private, ОГЭ in totals only, two variants of one paper."""
    schools = tables["schools"].sort_values("school_id")
    count = len(schools)
    papers = [_vpr(tables, paper, count) for paper in tables["papers"].itertuples()]
    papers += [_oge(year, subject, table, count) for (year, subject), table in tables["oge"].groupby(["year", "subject"])]
    papers.sort(key=lambda paper: (paper.year, paper.kind, paper.grade, paper.subject))
    numbered = tuple(replace(paper, id=1 + i) for i, paper in enumerate(papers))
    return Region(np.arange(1, count + 1), schools["muni_id"].to_numpy(np.int64) + 1, numbered)


def _vpr(tables: dict[str, Any], paper: Any, schools: int) -> PaperData:
    rows = tables["results"]
    rows = rows[rows["paper_id"] == paper.paper_id].sort_values(["school_id", "pupil_code"])
    maxima = tables["items"].loc[tables["items"]["paper_id"] == paper.paper_id, "max_points"].to_numpy(np.int64)
    enrolled = np.zeros(schools, dtype=np.int64)
    lists = tables["enrol"][tables["enrol"]["paper_id"] == paper.paper_id]
    enrolled[lists["school_id"].to_numpy()] = lists["n_enrolled"].to_numpy()
    return PaperData(
        id=0,
        kind="vpr",
        year=int(paper.year),
        grade=int(paper.grade),
        subject=search_key(SUBJECTS[paper.subject]),
        max_score=int(paper.max_score),
        cuts=(int(paper.cut3), int(paper.cut4), int(paper.cut5)),
        school=rows["school_id"].to_numpy(np.int64),
        score=rows["score"].to_numpy(np.int64),
        journal=rows["journal_mark"].to_numpy(np.int64),
        tasks=rows[[f"t{j + 1}" for j in range(maxima.size)]].to_numpy().astype(np.uint8),
        task_max=maxima,
        task_codes=tuple(str(j + 1) for j in range(maxima.size)),
        variant=1 + rows["pupil_code"].to_numpy(np.int64) % 2,
        enrolled=enrolled,
    )


def _oge(year: int, subject: str, rows: Any, schools: int) -> PaperData:
    rows = rows.sort_values(["school_id", "pupil_code"])
    nothing = np.zeros(len(rows), dtype=np.int64)
    return PaperData(
        id=0,
        kind="oge",
        year=int(year),
        grade=9,
        subject=search_key(SUBJECTS[subject]),
        max_score=None,
        cuts=(),
        school=rows["school_id"].to_numpy(np.int64),
        score=rows["oge_score"].to_numpy(np.int64),
        journal=nothing,
        tasks=None,
        task_max=np.zeros(0, dtype=np.int64),
        task_codes=(),
        variant=nothing,
        enrolled=np.zeros(schools, dtype=np.int64),
    )


# --- parts of a region --------------------------------------------------------------------------------------------------


def municipalities(region: Region) -> Iterator[Region]:
    """Each municipality as if it were loaded alone."""
    for number in np.unique(region.municipality):
        yield cut_to(region, int(number))


def of_year(region: Region, year: int) -> Region:
    """Only the papers (ОГЭ too) of one year."""
    return replace(region, papers=tuple(paper for paper in region.papers if paper.year == year))


def without(region: Region, *inputs: str) -> Region:
    """The region as it would be if some kinds of files had not been loaded (`INPUTS`)."""
    papers = [paper for paper in region.papers if not ("oge" in inputs and paper.kind == "oge")]
    nothing = np.zeros(0, dtype=np.int64)
    for i, paper in enumerate(papers):
        if "tasks" in inputs:
            paper = replace(paper, tasks=None, task_max=nothing, task_codes=())
        if "journal" in inputs:
            paper = replace(paper, journal=np.zeros_like(paper.journal))
        if "enrolment" in inputs:
            paper = replace(paper, enrolled=np.zeros_like(paper.enrolled))
        if "scale" in inputs:
            paper = replace(paper, cuts=())
        papers[i] = paper
    return replace(region, papers=tuple(papers))


# --- truth, cell by cell ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Arrays by cell."""

    manipulated: Flags
    """Meant and effective."""
    counted: Flags
    """Judged by the score: at least 5 writers, and not «meant but changed nothing»."""
    kind: list[str]
    strength: list[str]


def truth_of(world: World, region: Region, cells: Cells) -> Truth:
    """What is true of every cell of `region`, the world's own or any part of it."""
    rows = {
        (row.year, row.grade, search_key(SUBJECTS[row.subject]), row.school_id + 1): row
        for row in world.truth.itertuples(index=False)
    }
    found = []
    for paper, school in zip(cells.paper, cells.school, strict=True):
        about = region.papers[paper]
        found.append(rows[about.year, about.grade, about.subject, int(region.schools[school])])
    manipulated = np.array([bool(row.effective) for row in found], dtype=bool)
    meant = np.array([bool(row.manipulated) for row in found], dtype=bool)
    wrote: Ints = np.array([row.n_wrote for row in found], dtype=np.int64)
    return Truth(
        manipulated, (wrote >= 5) & (manipulated == meant), [str(row.kind) for row in found], [str(row.strength) for row in found]
    )
