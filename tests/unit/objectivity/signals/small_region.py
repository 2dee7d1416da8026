"""A small region with papers made by a simple model, for the tests of the signals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.services.objectivity.cells import Cells
from app.services.objectivity.region import PaperData, Region

TASKS = np.array([1, 2, 1, 2, 1, 3, 2, 1, 2, 1, 2, 2])
EASE = np.linspace(1.3, -1.3, TASKS.size)


def paper(rng, number, schools, pupils, level, *, kind="vpr", year=2024, grade=7, subject="математика", tasks=True):
    """One paper: `level` (schools,) in logits; every pupil answers independently given his own ability."""
    school = np.repeat(np.arange(schools), pupils)
    ability = level[school] + 0.9 * rng.normal(size=school.size)
    topics = 0.3 * rng.normal(size=(schools, TASKS.size))
    chance = 1 / (1 + np.exp(-(ability[:, None] + topics[school] + EASE)))
    points = rng.binomial(TASKS, chance)
    total = points.sum(axis=1)
    first, second, third = (int(cut) for cut in np.quantile(total, (0.12, 0.48, 0.82)))
    return PaperData(
        id=number,
        kind=kind,
        year=year,
        grade=grade,
        subject=subject,
        max_score=int(TASKS.sum()),
        cuts=(first, max(second, first + 4), max(third, first + 8)) if kind == "vpr" else (),
        school=school.astype(np.int64),
        score=total.astype(np.int64),
        journal=np.clip(2 + (ability[:, None] > np.array([-1.8, -0.2, 1.1])).sum(axis=1), 2, 5).astype(np.int64),
        tasks=points.astype(np.uint8) if tasks else None,
        task_max=TASKS.astype(np.int64) if tasks else np.zeros(0, dtype=np.int64),
        task_codes=tuple(str(k + 1) for k in range(TASKS.size)) if tasks else (),
        variant=np.zeros(school.size, dtype=np.int64),
        enrolled=np.bincount(school, minlength=schools) + 1,
    )


def region(seed=1, schools=40, pupils=30, papers=2, exam=False):
    """`papers` papers of two subjects over the years, the ОГЭ of the same pupils when `exam`."""
    rng = np.random.default_rng(seed)
    level = 0.35 * rng.normal(size=schools)
    made = []
    for k in range(papers):
        own = level + 0.12 * rng.normal(size=schools)
        made.append(paper(rng, k + 1, schools, pupils, own, year=2022 + k // 2, subject=("математика", "русский язык")[k % 2]))
    if exam:
        own = level + 0.12 * rng.normal(size=schools)
        made.append(paper(rng, 99, schools, pupils, own, kind="oge", year=2024, grade=9, tasks=False))
    made.sort(key=lambda one: (one.year, one.kind, one.grade, one.subject))
    return Region(np.arange(schools, dtype=np.int64) + 1, np.ones(schools, dtype=np.int64), tuple(made))


def with_paper(whole, number, **changes):
    """The region with fields of one paper changed."""
    papers = list(whole.papers)
    papers[number] = replace(papers[number], **changes)
    return replace(whole, papers=tuple(papers))


def lifted(whole, number, school):
    """The pupils of a school at most three points below a cut stand on it (totals and the last open tasks)."""
    one = whole.papers[number]
    score, tasks = one.score.copy(), one.tasks.copy()
    for i in np.flatnonzero(one.school == school):
        for cut in one.cuts:
            if cut - 3 <= score[i] < cut:
                for j in np.argsort(one.tasks[i].astype(int) - one.task_max):
                    gain = min(int(one.task_max[j]) - int(tasks[i, j]), cut - int(score[i]))
                    tasks[i, j] += gain
                    score[i] += gain
                break
    return with_paper(whole, number, score=score, tasks=tasks)


def solved_for(whole, number, school, which):
    """The tasks `which` are done with full marks by everyone in the school."""
    one = whole.papers[number]
    tasks = one.tasks.copy()
    mine = np.flatnonzero(one.school == school)
    tasks[np.ix_(mine, which)] = one.task_max[which].astype(np.uint8)
    return with_paper(whole, number, tasks=tasks, score=tasks.astype(np.int64).sum(axis=1))


def given(whole, number, school, share, seed=3):
    """Each point not earned is given with the probability `share`."""
    one = whole.papers[number]
    rng = np.random.default_rng(seed)
    tasks = one.tasks.astype(np.int64)
    mine = one.school == school
    tasks[mine] += rng.binomial(one.task_max - tasks[mine], share)
    return with_paper(whole, number, tasks=tasks.astype(np.uint8), score=tasks.sum(axis=1))


def place(cells: Cells, number, school):
    """Place of a cell."""
    return int(np.flatnonzero((cells.paper == number) & (cells.school == school))[0])
