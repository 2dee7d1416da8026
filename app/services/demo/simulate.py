"""Pupils of the demonstration district: fixed seed, a few planted anomalies (`district.PLANTED_ANOMALIES`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.services.demo.district import NOT_SUBMITTED, SCHOOLS, DemoSchool
from app.services.demo.papers import DemoPaper, demo_papers

SEED = 20260822
REGION_PUPILS = 6400
SAMPLE_PUPILS = 20000


@dataclass(frozen=True, slots=True)
class DemoPupil:
    code: int
    class_no: int
    variant: int
    """0 = absent."""
    tasks: tuple[int, ...]
    """Points; −1 = not attempted."""
    score: int
    mark: int
    journal_mark: int
    """0 = no mark."""


@dataclass(frozen=True, slots=True)
class DemoCell:
    school: DemoSchool
    paper: DemoPaper
    pupils: tuple[DemoPupil, ...]

    @property
    def writers(self) -> tuple[DemoPupil, ...]:
        return tuple(pupil for pupil in self.pupils if pupil.variant)


@dataclass(frozen=True, slots=True)
class DemoWorld:
    cells: tuple[DemoCell, ...]
    region: dict[tuple[int, int, str], NDArray[np.int64]]
    """(year, grade, code) → counts by score of the region's pupils."""
    sample: dict[tuple[int, int, str], NDArray[np.int64]]
    journal_region: dict[tuple[int, int, str], tuple[int, int, int]]
    """(year, grade, code) → lowered, confirmed, raised."""

    def of_paper(self, paper: DemoPaper) -> tuple[DemoCell, ...]:
        return tuple(cell for cell in self.cells if cell.paper == paper)


def simulate() -> DemoWorld:
    """The whole district; the same at every call."""
    rng = np.random.default_rng(SEED)
    cells: list[DemoCell] = []
    region: dict[tuple[int, int, str], NDArray[np.int64]] = {}
    sample: dict[tuple[int, int, str], NDArray[np.int64]] = {}
    journal: dict[tuple[int, int, str], tuple[int, int, int]] = {}
    sizes = {
        (school.number, birth): max(2, int(rng.poisson(school.class_size))) for school in SCHOOLS for birth in range(2019, 2024)
    }
    for paper in demo_papers():
        key = (paper.year, paper.grade, paper.code)
        for school in SCHOOLS:
            if not school.teaches(paper.grade) or (school.login, paper.year, paper.code, paper.grade) == NOT_SUBMITTED:
                continue
            cohort = paper.year - paper.grade
            cells.append(_cell(rng, school, paper, sizes[(school.number, cohort)]))
        abilities = rng.normal(0, 1, REGION_PUPILS)
        points = _answers(rng, paper, abilities)
        scores = np.maximum(points, 0).sum(axis=1)
        region[key] = np.bincount(scores, minlength=paper.max_score + 1)
        marks, journal_marks = _marks(scores, paper), _journal(rng, paper, abilities)
        journal[key] = (
            int((marks < journal_marks).sum()),
            int((marks == journal_marks).sum()),
            int((marks > journal_marks).sum()),
        )
        sample_scores = np.maximum(_answers(rng, paper, rng.normal(0.08, 1, SAMPLE_PUPILS)), 0).sum(axis=1)
        sample[key] = np.bincount(sample_scores, minlength=paper.max_score + 1)
    return DemoWorld(tuple(cells), region, sample, journal)


def _answers(rng: np.random.Generator, paper: DemoPaper, abilities: NDArray[np.float64]) -> NDArray[np.int64]:
    """(pupils × tasks) points; −1 where a task that earned nothing was left out."""
    maxima = np.array([points for _c, points, _l, _d in paper.tasks])
    difficulty = np.array([d for _c, _p, _l, d in paper.tasks])
    chance = 1 / (1 + np.exp(-(1.3 * (abilities[:, None] - difficulty[None, :]) - 0.1)))
    points = rng.binomial(maxima[None, :].repeat(len(abilities), 0), chance)
    skipped = (points == 0) & (rng.random(points.shape) < 0.15 * (1 - chance))
    return np.where(skipped, -1, points)


def _marks(scores: NDArray[np.int64], paper: DemoPaper) -> NDArray[np.int64]:
    return 2 + np.searchsorted(np.array(paper.cuts), scores, side="right")


def _journal(rng: np.random.Generator, paper: DemoPaper, abilities: NDArray[np.float64]) -> NDArray[np.int64]:
    """Marks teachers give: a little kinder than the paper, with noise of their own."""
    return np.clip(np.round(3.85 + 0.70 * abilities + rng.normal(0, 0.35, len(abilities))), 2, 5).astype(np.int64)


def _cell(rng: np.random.Generator, school: DemoSchool, paper: DemoPaper, enrolled: int) -> DemoCell:
    ability = school.level + rng.normal(0, 0.15) + rng.normal(0, 1, enrolled)
    points = _answers(rng, paper, ability)
    absent = rng.random(enrolled) < 0.06
    journal = _journal(rng, paper, ability)
    cell = (school.login, paper.year, paper.code, paper.grade)
    if cell == ("edu990713", 2026, "РУ", 4) or cell == ("edu990705", 2025, "РУ", 4):
        points = _answers(rng, paper, ability + 1.3)
    if school.login == "edu990714" and paper.code == "МА" and paper.grade == 4 and paper.year >= 2025:
        _lift_to_three(points, paper)
    if cell == ("edu990708", 2026, "МА", 5):
        journal = np.clip(7 - _marks(np.maximum(points, 0).sum(axis=1), paper), 3, 5)
    if cell == ("edu990706", 2026, "РУ", 5):
        absent = absent | (ability < np.quantile(ability, 0.3))
    pupils = []
    for index in range(enrolled):
        code = paper.grade * 10000 + index + 1
        class_no = 1 + index // 26
        if absent[index]:
            pupils.append(DemoPupil(code, class_no, 0, (), 0, 0, 0))
            continue
        tasks = tuple(int(value) for value in points[index])
        score = sum(value for value in tasks if value > 0)
        mark = int(_marks(np.array([score]), paper)[0])
        pupils.append(
            DemoPupil(code, class_no, 1 + index % 2, tasks, score, mark, int(journal[index]) if rng.random() > 0.01 else 0)
        )
    return DemoCell(school, paper, tuple(pupils))


def _lift_to_three(points: NDArray[np.int64], paper: DemoPaper) -> None:
    """Lift every paper up to three points below «3» just onto the cut."""
    maxima = [maximum for _c, maximum, _l, _d in paper.tasks]
    for row in points:
        missing = paper.cuts[0] - int(np.maximum(row, 0).sum())
        for task in range(len(maxima)):
            if not 0 < missing <= 3:
                break
            gift = min(missing, maxima[task] - max(int(row[task]), 0))
            if gift > 0:
                row[task] = max(int(row[task]), 0) + gift
                missing -= gift
