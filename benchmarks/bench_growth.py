"""How the base grows: workbooks of a region (26,000 papers each) imported one after another, and what opens slower then.

`--full` goes on to 40 workbooks (a million papers). The workbooks are invented, in the layout of 2021; four are written
and loaded as other years and subjects again and again. The workplace is the department of one district of 25.
"""

from __future__ import annotations

import argparse
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import Result
from benchmarks.bench_import import _peak_mb

if TYPE_CHECKING:
    from app.services.context import Context

PAPERS = 26_000
SCHOOLS = 630
TOWNS = 25
OWN = "Район 03"
STEPS = (1, 8)
FULL = (1, 8, 20, 40)
BASE_MB = 150
CARD, DISTRICT = 0.3, 1.0
SUBJECTS = (("Русский язык", 20), ("Математика", 15), ("Окружающий мир", 18), ("Биология", 16))
"""(subject, number of tasks) of the workbooks that are written."""


def run(args: argparse.Namespace) -> list[Result]:
    from app.services.imports.folder import import_files
    from app.services.imports.rows import ImportOptions
    from app.services.opening import open_context
    from app.services.workplace.commands import init_workplace

    results: list[Result] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        books = [_write(Path(folder) / f"paper{n}.xlsx", tasks, n) for n, (_subject, tasks) in enumerate(SUBJECTS)]
        ctx = open_context(Path(folder) / "base")
        init_workplace(ctx, "department", "Отдел образования", OWN)
        first = 0.0
        for count in range(1, (FULL if args.full else STEPS)[-1] + 1):
            place = (count - 1) % len(books)
            year, grade = 2015 + (count - 1) // 8, 4 + (count - 1) // 4 % 2
            options = ImportOptions(year, grade, SUBJECTS[place][0], create_schools=True)
            start = time.perf_counter()
            (report,) = import_files(ctx, [books[place]], options).files
            seconds = time.perf_counter() - start
            assert report.committed and report.new == PAPERS, report.problems[:3]
            first = first or seconds
            if count in FULL:
                results += _look(ctx, count, seconds, seconds / first)
                for result in results[-10:]:
                    print(f"  {result.name}: {result.value:.2f} {result.unit} {result.verdict}", flush=True)
        ctx.db.close()
        results.append(Result("peak memory of the whole run", _peak_mb(), "MB"))
    return results


def _look(ctx: Context, count: int, seconds: float, ratio: float) -> list[Result]:
    """What a person does with a base of `count` workbooks."""
    from sqlalchemy import text

    from app.services.analysis.queries import analyse
    from app.services.card.queries import card
    from app.services.checks.queries import run_check
    from app.services.results.queries import list_procedures, procedure_groups, results_summary, school_results
    from app.services.results.tasks import task_results

    with ctx.db.read() as session:
        pages, size = (session.scalar(text(f"PRAGMA {name}")) or 0 for name in ("page_count", "page_size"))
    named = f"{count} workbooks" if count > 1 else "1 workbook"
    procedures = list_procedures(ctx)
    school = procedure_groups(ctx, procedures[0].id).schools[0].organisation_id
    promised = count <= 8  # beyond that the benchmark shows the growth, it promises nothing
    card_limit, page_limit = (CARD, DISTRICT) if promised else (None, None)
    results = [
        Result(f"{named}: the base", pages * size / 2**20, "MB", _load(), limit=BASE_MB if promised else None),
        Result(f"{named}: one more imported", seconds, "s", f"{ratio:.2f} × the first, the copy of the base included"),
        Result(f"{named}: card of a school", _median(lambda: card(ctx, school or 0)), "s", limit=card_limit),
        Result(f"{named}: analysis of a procedure", _median(lambda: analyse(ctx, procedures[0].id)), "s", limit=page_limit),
        Result(f"{named}: results of a school", _median(lambda: school_results(ctx, school or 0)), "s", limit=card_limit),
        Result(f"{named}: page of a procedure", _median(lambda: procedure_groups(ctx, procedures[0].id)), "s", limit=page_limit),
        Result(f"{named}: tasks of a procedure", _median(lambda: task_results(ctx, procedures[0].id)), "s", limit=page_limit),
        Result(f"{named}: list of procedures", _median(lambda: list_procedures(ctx)), "s"),
        Result(f"{named}: summary of the district", _median(lambda: results_summary(ctx)), "s", limit=page_limit),
        Result(f"{named}: official markers of a year", _median(lambda: run_check(ctx, procedures[0].year)), "s"),
    ]
    return results


def _load() -> str:
    """How busy the machine is with other things: seconds of a busy machine say little."""
    return f"load of the machine while measured: {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""


def _median(call: Callable[[], Any], times: int = 3) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[times // 2]


def _write(path: Path, tasks: int, seed: int) -> Path:
    """A workbook of one region in the layout of 2021: every cell is text."""
    import xlsxwriter

    dice = random.Random(seed)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Sheet")
    head = ["логин школы", "регион", "номер обучающегося", "код обучающегося", "отметка за предыдущую четверть/триместр"]
    sheet.write_row(0, 0, [*head, "пол", "класс", "вариант", "всего баллов", *[f"балл за {n + 1}" for n in range(tasks)]])
    for row in range(PAPERS):
        school = row * SCHOOLS // PAPERS
        who = [f"edu99{school:04}", f"Район {school % TOWNS:02}", str(row), str(40001 + row - school * PAPERS // SCHOOLS)]
        if dice.random() < 0.06:
            sheet.write_row(row + 1, 0, [*who, "", "", "", "отсутствовал", ""])
            continue
        level = dice.gauss(0.6, 0.2)
        points = [sum(dice.random() < level for _ in range(1 + task % 3)) for task in range(tasks)]
        mark = str(min(5, max(2, round(2 + 3 * level))))
        sheet.write_row(row + 1, 0, [*who, mark, "м", "А", str(1 + row % 2), str(sum(points)), *map(str, points)])
    book.close()
    return path
