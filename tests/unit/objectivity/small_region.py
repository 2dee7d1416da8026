"""A small made-up region with known truth: schools of several municipalities, papers with tasks, journals, lists, ОГЭ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.services.objectivity.region import Flags, Ints, PaperData, Region

TASKS = 12
TASK_MAX = np.array([1, 1, 2, 1, 2, 1, 3, 1, 2, 1, 2, 1])
TOP = int(TASK_MAX.sum())
CUTS = (6, 10, 14)


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    region: Region
    lifted: Flags
    """(papers, schools) where everybody was given points."""


def make(
    seed: int,
    *,
    municipalities: int = 3,
    schools: int = 20,
    years: tuple[int, ...] = (2023, 2024),
    subjects: tuple[str, ...] = ("математика", "русский язык"),
    lifted_share: float = 0.0,
    exam: bool = True,
) -> Made:
    """Honest pupils answer tasks by their ability; in lifted cells every unearned point is given with chance .35."""
    rng = np.random.default_rng(seed)
    count = municipalities * schools
    size = rng.integers(4, 70, count)
    level = rng.normal(0, 0.35, count)
    hard = np.linspace(-1.2, 1.2, TASKS)[rng.permutation(TASKS)]
    papers, marks_of_truth = [], []
    for year in years:
        for subject in sorted(subjects):
            lifted = rng.random(count) < lifted_share
            listed = np.maximum(1, rng.poisson(size))
            school = np.repeat(np.arange(count), listed)
            here = rng.random(school.size) > 0.08
            school = school[here]
            ability = level[school] + rng.normal(0, 0.9, school.size)
            chance = 1 / (1 + np.exp(-(ability[:, None] - hard[None, :])))
            tasks = rng.binomial(TASK_MAX[None, :], chance)
            given = rng.binomial(TASK_MAX[None, :] - tasks, 0.35)
            tasks = np.where(lifted[school][:, None], tasks + given, tasks)
            honest_mark = 2 + np.searchsorted([-1.7, -0.2, 1.1], ability + rng.normal(0, 0.5, school.size))
            papers.append(_paper(year, subject, school, tasks, honest_mark, listed))
            marks_of_truth.append(lifted)
        if exam:
            for subject in sorted(subjects):
                school = np.repeat(np.arange(count), np.maximum(1, size))
                score = np.clip(np.round(17 + 5.5 * (level[school] + rng.normal(0, 1, school.size))), 0, 33).astype(np.int64)
                papers.append(_exam(year, subject, school, score, count))
                marks_of_truth.append(np.zeros(count, dtype=bool))
    order = sorted(range(len(papers)), key=lambda i: (papers[i].year, papers[i].kind, papers[i].grade, papers[i].subject))
    region = Region(
        np.arange(1, count + 1),
        1 + np.arange(count) // schools,
        tuple(papers[i] for i in order),
    )
    return Made(region, np.stack([marks_of_truth[i] for i in order]))


def _paper(year: int, subject: str, school: Ints, tasks: Ints, journal: Ints, listed: Ints) -> PaperData:
    return PaperData(
        id=year * 10 + len(subject) % 10,
        kind="vpr",
        year=year,
        grade=7,
        subject=subject,
        max_score=TOP,
        cuts=CUTS,
        school=school,
        score=tasks.sum(axis=1),
        journal=journal,
        tasks=tasks.astype(np.uint8),
        task_max=TASK_MAX,
        task_codes=tuple(str(i + 1) for i in range(TASKS)),
        variant=np.ones(school.size, dtype=np.int64),
        enrolled=listed,
    )


def _exam(year: int, subject: str, school: Ints, score: Ints, count: int) -> PaperData:
    nothing = np.zeros(score.size, dtype=np.int64)
    return PaperData(
        id=year * 10 + 5,
        kind="oge",
        year=year,
        grade=9,
        subject=subject,
        max_score=None,
        cuts=(),
        school=school,
        score=score,
        journal=nothing,
        tasks=None,
        task_max=np.zeros(0, dtype=np.int64),
        task_codes=(),
        variant=nothing,
        enrolled=np.zeros(count, dtype=np.int64),
    )
