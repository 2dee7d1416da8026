"""Opening the card of a school in a region's base: eight workbooks of 26,000 papers, every school of every district in it."""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import Result
from benchmarks.bench_growth import PAPERS, SCHOOLS, SUBJECTS, _write

if TYPE_CHECKING:
    from app.services.context import Context

LIMIT = 0.3
WORKBOOKS = 8
LOOKED_AT = 12


def run(args: argparse.Namespace) -> list[Result]:
    from app.services.imports.folder import import_files
    from app.services.imports.rows import ImportOptions
    from app.services.opening import open_context

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        books = [_write(Path(folder) / f"paper{n}.xlsx", tasks, n) for n, (_subject, tasks) in enumerate(SUBJECTS)]
        ctx = open_context(Path(folder) / "base")
        for count in range(WORKBOOKS):
            place = count % len(books)
            options = ImportOptions(2025 + count // len(books), 4, SUBJECTS[place][0], create_schools=True)
            (report,) = import_files(ctx, [books[place]], options).files
            assert report.new == PAPERS, report.problems[:3]
        results = _cards(ctx)
        ctx.db.close()
    return results


def _cards(ctx: Context) -> list[Result]:
    from app.services.card.queries import card
    from app.services.organisations.queries import list_organisations

    ids = [row.id or 0 for row in list_organisations(ctx)]
    start = time.perf_counter()
    card(ctx, ids[0])  # the first one loads the libraries
    first = time.perf_counter() - start
    taken = []
    for one in ids[:: SCHOOLS // LOOKED_AT]:
        start = time.perf_counter()
        shown = card(ctx, one)
        taken.append(time.perf_counter() - start)
        assert shown.results
    taken.sort()
    said = f"{WORKBOOKS * PAPERS:,} papers, {len(ids)} schools".replace(",", " ")
    return [
        Result("card of a school, first of the session", first, "s", "with the libraries it needs"),
        Result("card of a school, median", taken[len(taken) // 2], "s", said, limit=LIMIT),
        Result("card of a school, slowest", taken[-1], "s", said, limit=LIMIT),
    ]
