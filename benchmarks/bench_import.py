"""A region's workbook (26,595 × 36) from opening to committed, against bare python-calamine on the same file."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks import Result

ROOT = Path(__file__).resolve().parent.parent
FILES = (("vpr2021/ru4_region.xlsx", 2021, "Русский язык"), ("vpr2020/ma4_region.xlsx", 2020, "Математика"))


def run(args: argparse.Namespace) -> list[Result]:
    results: list[Result] = []
    for relative, year, subject in FILES:
        path = args.shared / "data" / relative
        if not path.exists():
            print(f"  {relative}: not there (name the folder with --shared)", flush=True)
            continue
        bare, imported, peak = [], [], []
        _child("bare", path, year, subject)
        for _ in range(args.repeat):  # in turn, so that a slow minute of the machine hits both
            bare.append(_child("bare", path, year, subject)["seconds"])
            said = _child("import", path, year, subject)
            imported.append(said["seconds"])
            peak.append(said["peak_mb"])
        name = f"{path.parent.name}/{path.name}"
        results += [
            Result(f"{name}: bare calamine", median(bare), "s", "from_path + get_sheet + iter_rows"),
            Result(
                f"{name}: open to committed", median(imported) / median(bare), "× bare calamine",
                f"{median(imported):.2f} s; best {min(imported) / min(bare):.2f}", limit=2, stretch=1.3,
            ),
            Result(f"{name}: peak memory", max(peak), "MB", limit=300),
        ]  # fmt: skip
    return results


def _child(what: str, path: Path, year: int, subject: str) -> dict[str, float]:
    """Measured in a process of its own: memory is a peak of the whole process."""
    line = [sys.executable, "-m", "benchmarks.bench_import", what, str(path), str(year), subject]
    done = subprocess.run(line, cwd=ROOT, stdout=subprocess.PIPE, check=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _bare(path: Path) -> float:
    from python_calamine import CalamineWorkbook

    start = time.perf_counter()
    for _row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows():
        pass
    return time.perf_counter() - start


def _import(path: Path, year: int, subject: str) -> float:
    """Into an empty base that knows the shipped scales; modules are imported before."""
    import numpy  # noqa: F401
    import python_calamine  # noqa: F401

    from app.services.imports.commit import commit_import
    from app.services.imports.preview import build_preview
    from app.services.imports.rows import ImportOptions
    from app.services.opening import open_context
    from app.services.workplace.commands import load_directories

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        ctx = open_context(Path(folder))
        load_directories(ctx)
        options = ImportOptions(year, 4, subject, create_schools=True)
        start = time.perf_counter()
        preview = build_preview(ctx, path, options)
        commit_import(ctx, preview)
        seconds = time.perf_counter() - start
        ctx.db.close()
    return seconds


def _peak_mb() -> float:
    """Largest resident size of this process so far."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        class Counters(ctypes.Structure):
            _fields_ = [("cb", wintypes.DWORD), ("faults", wintypes.DWORD)] + [
                (name, ctypes.c_size_t) for name in ("peak", "now", "q1", "q2", "q3", "q4", "page", "peak_page")
            ]

        counters = Counters()
        kernel, psapi = ctypes.WinDLL("kernel32"), ctypes.WinDLL("psapi")
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        psapi.GetProcessMemoryInfo.argtypes = [wintypes.HANDLE, ctypes.POINTER(Counters), wintypes.DWORD]
        psapi.GetProcessMemoryInfo(kernel.GetCurrentProcess(), ctypes.byref(counters), ctypes.sizeof(counters))
        return float(counters.peak) / 2**20
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    what, path, year, subject = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    seconds = _bare(path) if what == "bare" else _import(path, year, subject)
    print(json.dumps({"seconds": seconds, "peak_mb": _peak_mb()}))
