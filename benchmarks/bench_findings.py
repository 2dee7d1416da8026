"""Findings of a base: reading its papers as arrays, assessing, keeping; a region of 250,000 papers, `--full` a million.

Seconds of one core, so that a busy machine does not matter. The base is written straight into its tables: invented
schools and papers with packed points of 18 tasks.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import Result
from benchmarks.bench_import import _peak_mb

ROOT = Path(__file__).resolve().parent.parent
YEARS, GRADES, SUBJECTS = (2023, 2024, 2025), (5, 6, 7), ("Математика", "Русский язык")
TASKS = (1, 1, 2, 1, 2, 1, 3, 1, 2, 1, 2, 1, 1, 2, 1, 1, 2, 1)
SCHOOLS, TOWNS, PUPILS = 375, 15, 37
READ, WHOLE = 5.0, 15.0


def run(args: argparse.Namespace) -> list[Result]:
    times = 4 if args.full else 1
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        papers = _write(Path(folder), SCHOOLS * times, TOWNS * times)
        said = _child(folder)
    named = f"{papers:,} papers, {SCHOOLS * times} schools"
    share = papers / 1_000_000
    return [
        Result("reading as arrays", said["read"], "s", named, limit=READ * share),
        Result("read, assessed and kept", said["whole"], "s", f"own district: {said['kept']:.0f} cells", limit=WHOLE * share),
        Result("are they fresh?", 1000 * said["state"], "ms", "no paper is looked at", limit=100),
        Result("list of the own district", 1000 * said["list"], "ms", limit=500),
        Result("peak memory of the process", said["peak_mb"], "MB"),
    ]


def _child(folder: str) -> dict[str, float]:
    line = [sys.executable, "-m", "benchmarks.bench_findings", folder]
    done = subprocess.run(line, cwd=ROOT, stdout=subprocess.PIPE, check=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _measure(folder: Path) -> dict[str, float]:
    from app.services.findings.commands import refresh_findings
    from app.services.findings.queries import findings_state, list_findings
    from app.services.findings.reading import read_region
    from app.services.objectivity.assess import assess
    from app.services.opening import open_context

    ctx = open_context(folder)
    with ctx.db.read() as session:
        assess(read_region(session, procedures=[1]))  # imports, the file of nulls
        start = time.process_time()
        read_region(session)
        read = time.process_time() - start
    start = time.process_time()
    refresh_findings(ctx)
    whole = time.process_time() - start
    start = time.perf_counter()
    assert findings_state(ctx).state == "fresh"
    state = time.perf_counter() - start
    start = time.perf_counter()
    kept = len(list_findings(ctx))
    listed = time.perf_counter() - start
    ctx.db.close()
    return {"read": read, "whole": whole, "state": state, "list": listed, "kept": kept, "peak_mb": _peak_mb()}


def _write(folder: Path, schools: int, towns: int) -> int:
    """A base of a department of one district of the region; the number of papers."""
    from sqlalchemy import insert

    from app.models.organisations import Municipality, Organisation
    from app.models.results import ImportRun, Paper, Procedure, Task
    from app.models.scales import ScoreScale
    from app.services.opening import open_context
    from app.services.workplace.commands import init_workplace

    ctx = open_context(folder)
    init_workplace(ctx, "department", "Отдел образования", "Район 1")
    top = sum(TASKS)
    with ctx.db.write() as session:
        session.execute(
            insert(Municipality),
            [
                {"id": 1 + n, "code": f"reg99_m{n:03d}", "name": f"Район {1 + n}", "search_name": f"район {1 + n}"}
                for n in range(towns)
            ],
        )
        session.execute(insert(Organisation), [_school(n, towns) for n in range(schools)])
        session.add(ImportRun(id=1, created_at=ctx.clock(), file_name="", file_sha256="", layout="", counts="{}"))
        for year in YEARS:
            for grade in GRADES:
                for subject in SUBJECTS:
                    named = {"year": year, "grade": grade, "subject": subject, "max_score": top}
                    made = Procedure(**named)
                    session.add_all([made, ScoreScale(**named, min3=8, min4=13, min5=20)])
                    session.flush()
                    tasks = [{"code": str(1 + n), "max_points": points} for n, points in enumerate(TASKS)]
                    session.execute(
                        insert(Task), [task | {"procedure_id": made.id, "position": n} for n, task in enumerate(tasks)]
                    )
        procedures = len(YEARS) * len(GRADES) * len(SUBJECTS)
    for procedure in range(1, procedures + 1):
        with ctx.db.write() as session:
            session.execute(insert(Paper), list(_papers(procedure, schools)))
    ctx.db.close()
    return procedures * schools * PUPILS


def _school(n: int, towns: int) -> dict[str, Any]:
    name = f"Школа № {1 + n}"
    return {
        "id": 1 + n, "kind": "school", "login": f"edu99{n:04d}", "short_name": name, "search_name": name.casefold(),
        "municipality_id": 1 + n % towns, "pupils": None, "closed_on": None,
    }  # fmt: skip


def _papers(procedure: int, schools: int) -> Iterator[dict[str, Any]]:
    import numpy as np

    rng = np.random.default_rng(procedure)
    n = schools * PUPILS
    ability = np.repeat(rng.normal(0, 0.35, schools), PUPILS) + rng.normal(0, 0.9, n)
    hard = rng.normal(0, 0.8, len(TASKS))
    points = rng.binomial(np.array(TASKS), 1 / (1 + np.exp(hard - ability[:, None]))).astype(np.uint8)
    totals = points.sum(axis=1, dtype=np.int64).tolist()
    journal = (2 + np.searchsorted([-1.7, -0.2, 1.1], ability + rng.normal(0, 0.5, n))).tolist()
    absent = (rng.random(n) < 0.08).tolist()
    for i in range(n):
        gone = absent[i]
        yield {
            "procedure_id": procedure, "organisation_id": 1 + i // PUPILS, "code": str(70001 + i % PUPILS), "class_label": "А",
            "variant": str(1 + i % 2), "absent": gone, "raw_score": None if gone else totals[i], "mark": None,
            "journal_mark": journal[i], "task_scores": None if gone else points[i].tobytes(), "import_run_id": 1,
            "test_score": None,
        }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(_measure(Path(sys.argv[1]))))
