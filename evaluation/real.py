"""Real results of regions, read by the program's own readers; and manipulations put into them, so that some truth is known.

What real schools did is not known, so the real cells count as honest: figures on injected manipulations are lower bounds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from app.services.imports.layouts import task_map
from app.services.imports.recognise import recognise
from app.services.imports.rows import BLANK, NOT_ATTEMPTED, ImportOptions, PaperRecord, ReadFile
from app.services.objectivity.cells import Cells, cells_of
from app.services.objectivity.region import Floats, Ints, PaperData, Region
from app.services.scales.scale_file import read_scales, shipped_file
from app.services.table_files.workbook import open_workbook
from app.services.text_ru import search_key
from evaluation.kit import load
from evaluation.worlds import Truth

FILES = (
    ("vpr2021/ru4_region.xlsx", 2021, 4, "Русский язык", "kim/ru4_2021_tasks.xlsx"),
    ("vpr2021/ma4_region.xlsx", 2021, 4, "Математика", "kim/ma4_2021_tasks.xlsx"),
    ("vpr2020/ma4_region.xlsx", 2020, 4, "Математика", None),
)
"""Union, its year, grade and subject (the files do not say them), description of its tasks."""
RATE, CONCENTRATION, PERSISTENCE = 0.15, 1.2, 0.6
"""Of injected manipulations: share of cells, how much of it few schools do, how true a school is to its kind."""


def read_real(data: Path, files: tuple[tuple[str, int, int, str, str | None], ...] = FILES) -> Region:
    """The files that are there, as one region of schools known by their logins; ids are places. Raises UserError."""
    found = [(_read(data / known[0]), known) for known in files if (data / known[0]).is_file()]
    logins = sorted({paper.school for file, _ in found for paper in file.papers})
    place = {login: i for i, login in enumerate(logins)}
    names: dict[str, str] = {}
    for file, _ in found:
        for login, school in file.schools.items():
            names.setdefault(login, school.municipality_name or school.municipality_code)
    municipalities = {name: 1 + i for i, name in enumerate(sorted(set(names.values())))}
    papers = [
        _paper(file, place, year, grade, subject, data / description if description else None)
        for file, (_, year, grade, subject, description) in found
    ]
    papers.sort(key=lambda paper: (paper.year, paper.kind, paper.grade, paper.subject))
    return Region(
        np.arange(1, len(logins) + 1),
        np.array([municipalities[names[login]] for login in logins], dtype=np.int64),
        tuple(replace(paper, id=1 + i) for i, paper in enumerate(papers)),
    )


def _read(path: Path) -> ReadFile:
    options = ImportOptions()
    with open_workbook(path) as book:
        reader, sheet = recognise(book, options)
        read: ReadFile = reader.read(book, sheet, options)
        return read


def _paper(file: ReadFile, place: dict[str, int], year: int, grade: int, subject: str, description: Path | None) -> PaperData:
    scale = next(
        row
        for row in read_scales(shipped_file())[0]
        if (row.kind, row.year, row.grade, row.subject) == ("vpr", year, grade, subject)
    )
    assert scale.max_score and scale.min3 and scale.min4 and scale.min5
    wrote = sorted(
        (p for p in file.papers if not p.absent and p.raw_score is not None and p.raw_score <= scale.max_score),
        key=lambda p: (p.school, p.code),
    )
    points = np.array([list(paper.task_scores or b"") for paper in wrote], dtype=np.uint8)
    enrolled = np.bincount([place[paper.school] for paper in file.papers], minlength=len(place))
    return PaperData(
        id=0,
        kind="vpr",
        year=year,
        grade=grade,
        subject=search_key(subject),
        max_score=scale.max_score,
        cuts=(scale.min3, scale.min4, scale.min5),
        school=_column([place[paper.school] for paper in wrote]),
        score=_column([int(paper.raw_score or 0) for paper in wrote]),
        journal=_column([paper.journal_mark or 0 for paper in wrote]),
        tasks=points,
        task_max=_maxima(points, description),
        task_codes=tuple(task.code for task in file.tasks),
        variant=_variants(wrote),
        enrolled=enrolled.astype(np.int64),
    )


def _column(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _variants(papers: list[PaperRecord]) -> Ints:
    names = sorted({paper.variant for paper in papers})
    numbers = {name: i if "" in names else i + 1 for i, name in enumerate(names)}
    return _column([numbers[paper.variant] for paper in papers])


def _maxima(points: Any, description: Path | None) -> Ints:
    """From the description of the tasks; without one, the most that anybody has."""
    if description is not None and description.is_file():
        with open_workbook(description) as book:
            reader, sheet = recognise(book, ImportOptions())
            if reader is task_map:
                return _column([task.max_points or 0 for task in reader.read(book, sheet, ImportOptions()).tasks])
    return np.where(points < NOT_ATTEMPTED - 1, points, 0).max(axis=0).astype(np.int64)


# --- manipulations put into real results --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Injected:
    """A region some cells of which were manipulated after the fact, and which."""

    region: Region
    cells: Cells
    truth: Truth


def inject(tools: Path, region: Region, seed: int) -> Injected:
    """The kit's manipulations in about `RATE` of the cells, most of them in a few schools, as its worlds have them."""
    sim = load(tools, "sim")
    rng = np.random.default_rng([seed, 5])
    schools = region.schools.size
    propensity = rng.beta(CONCENTRATION * RATE, CONCENTRATION * (1 - RATE), schools)
    propensity = np.clip(propensity * RATE / propensity.mean(), 0, 0.95)
    favourite = rng.integers(0, len(sim.KINDS), schools)
    papers: list[PaperData] = []
    said: dict[tuple[int, int], tuple[str, str, bool]] = {}
    for number, paper in enumerate(region.papers):
        chosen = rng.random(schools) < propensity
        kind = np.where(rng.random(schools) < PERSISTENCE, favourite, rng.integers(0, len(sim.KINDS), schools))
        strength = rng.integers(0, 3, schools)
        doses = {
            int(k): (str(sim.KINDS[kind[k]]), str(sim.STRENGTHS[strength[k]]))
            for k in np.flatnonzero(chosen)
            if (paper.school == k).any()
        }
        changed, effective = _manipulate(sim, rng, paper, doses)
        papers.append(changed)
        said |= {(number, school): (*dose, school in effective) for school, dose in doses.items()}
    result = replace(region, papers=tuple(papers))
    cells = cells_of(result)
    rows = [said.get((int(p), int(s)), ("honest", "none", False)) for p, s in zip(cells.paper, cells.school, strict=True)]
    manipulated = np.array([effective for _, _, effective in rows], dtype=bool)
    meant = np.array([kind != "honest" for kind, *_ in rows], dtype=bool)
    truth = Truth(manipulated, (cells.n >= 5) & (meant == manipulated), [row[0] for row in rows], [row[1] for row in rows])
    return Injected(result, cells, truth)


def _manipulate(
    sim: Any, rng: np.random.Generator, paper: PaperData, doses: dict[int, tuple[str, str]]
) -> tuple[PaperData, set[int]]:
    """The paper with the schools' manipulations done by the kit, and the schools where anything changed."""
    assert paper.tasks is not None
    unscored = paper.tasks >= BLANK
    # Files hold a few points above the maximum of their task.
    before = np.minimum(np.where(unscored, 0, paper.tasks), paper.task_max).astype(np.int16)
    points, here = before.copy(), np.ones(paper.pupils, dtype=bool)
    maxima = paper.task_max
    completion = np.clip(before.mean(axis=0) / np.maximum(maxima, 1), 0.02, 0.98)
    description = {"n_items": maxima.size, "maxima": maxima, "difficulty": -np.log(completion / (1 - completion))}
    ability: Floats = (paper.score - paper.score.mean()) / paper.score.std()
    weights = 1 + 3.0 * (maxima > 1)  # of what is marked by hand nothing is known: tasks of several points are
    journal = np.where(paper.journal > 0, paper.journal, 2 + (paper.score[:, None] >= np.array(paper.cuts)).sum(axis=1))
    total = before.sum(axis=1)
    for school, (kind, strength) in sorted(doses.items()):
        rows = np.flatnonzero(paper.school == school)
        sim.manipulate(
            rng, kind, sim.DOSE[kind, strength], rows, points, total, description, np.array(paper.cuts), weights, here, ability,
            journal,
        )  # fmt: skip
    touched = (points != before).any(axis=1)
    effective = set(paper.school[touched | ~here].tolist())
    tasks = np.where(points == before, paper.tasks, points).astype(np.uint8)
    # A total that differs from the sum of its tasks in the file keeps its difference.
    score = np.where(touched, points.sum(axis=1), paper.score)
    left = replace(
        paper,
        school=paper.school[here],
        score=score[here],
        journal=paper.journal[here],
        tasks=tasks[here],
        variant=paper.variant[here],
    )
    return left, effective
