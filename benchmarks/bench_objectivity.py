"""The checks of objectivity on made-up arrays: one district, a whole region; seconds of one core and memory beside the data."""

from __future__ import annotations

import argparse
import time
import tracemalloc
from statistics import median

import numpy as np

from app.services.objectivity.assess import assess
from app.services.objectivity.region import Floats, Ints, PaperData, Region
from benchmarks import Result

YEARS = (2023, 2024, 2025)
GRADES = (5, 6, 7)
SUBJECTS = ("математика", "русский язык")
TASK_MAX = np.array([1, 1, 2, 1, 2, 1, 3, 1, 2, 1, 2, 1, 1, 2, 1, 1, 2, 1])
TOP = int(TASK_MAX.sum())
CUTS = (8, 13, 20)


def run(args: argparse.Namespace) -> list[Result]:
    results = []
    plan = [("25 schools × 3 years", 25, 1, 2.0, 0.7), ("1,500 schools × 3 years", 1500, 60, 15.0, 5.0)]
    for name, schools, municipalities, limit, stretch in plan:
        region = _region(schools, municipalities)
        papers = sum(paper.pupils for paper in region.papers if paper.kind == "vpr")
        assess(region)  # warm: imports, the file of nulls
        times = []
        for _ in range(min(args.repeat, 3 if schools > 100 else args.repeat)):
            start = time.process_time()
            assess(region)
            times.append(time.process_time() - start)
        tracemalloc.start()
        assess(region)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        results.append(Result(name, median(times), "s", f"{papers:,} papers of pupils", limit, stretch))
        results.append(Result(f"memory beside the data, {name}", peak, "MB", f"the data {_size(region):.0f} MB"))
    return results


def _size(region: Region) -> float:
    arrays = [a for p in region.papers for a in (p.school, p.score, p.journal, p.tasks, p.variant, p.enrolled) if a is not None]
    return sum(a.nbytes for a in arrays) / 2**20


def _region(schools: int, municipalities: int) -> Region:
    """About 40 pupils a paper; ability of the school and the pupil, tasks of different difficulty."""
    rng = np.random.default_rng(5)
    listed = np.clip(rng.lognormal(3.55, 0.6, schools), 5, 150).astype(np.int64)
    level = rng.normal(0, 0.35, schools)
    papers: list[PaperData] = []
    for year in YEARS:
        for grade in GRADES:
            papers += [_paper(rng, len(papers) + n, year, grade, subject, listed, level) for n, subject in enumerate(SUBJECTS)]
        papers += [_exam(rng, 900 + year, year, subject, listed, level) for subject in SUBJECTS]
    papers.sort(key=lambda paper: (paper.year, paper.kind, paper.grade, paper.subject))
    return Region(np.arange(1, schools + 1), 1 + np.arange(schools) * municipalities // schools, tuple(papers))


def _paper(rng: np.random.Generator, number: int, year: int, grade: int, subject: str, listed: Ints, level: Floats) -> PaperData:
    school = np.repeat(np.arange(listed.size), listed)
    school = school[rng.random(school.size) > 0.08]
    ability = level[school] + rng.normal(0, 0.9, school.size)
    hard = rng.normal(0, 0.8, TASK_MAX.size)
    tasks = rng.binomial(TASK_MAX[None, :], 1 / (1 + np.exp(-(ability[:, None] - hard[None, :])))).astype(np.uint8)
    return PaperData(
        id=number,
        kind="vpr",
        year=year,
        grade=grade,
        subject=subject,
        max_score=TOP,
        cuts=CUTS,
        school=school,
        score=tasks.sum(axis=1, dtype=np.int64),
        journal=2 + np.searchsorted([-1.7, -0.2, 1.1], ability + rng.normal(0, 0.5, school.size)),
        tasks=tasks,
        task_max=TASK_MAX,
        task_codes=tuple(str(n + 1) for n in range(TASK_MAX.size)),
        variant=1 + np.arange(school.size) % 2,
        enrolled=listed,
    )


def _exam(rng: np.random.Generator, number: int, year: int, subject: str, listed: Ints, level: Floats) -> PaperData:
    school = np.repeat(np.arange(listed.size), listed)
    score = np.clip(np.round(17 + 5.5 * (level[school] + rng.normal(0, 1, school.size))), 0, 33).astype(np.int64)
    nothing = np.zeros(school.size, dtype=np.int64)
    return PaperData(
        id=number,
        kind="oge",
        year=year,
        grade=9,
        subject=subject,
        max_score=33,
        cuts=(),
        school=school,
        score=score,
        journal=nothing,
        tasks=None,
        task_max=nothing[:0],
        task_codes=(),
        variant=nothing,
        enrolled=np.zeros(listed.size, dtype=np.int64),
    )
