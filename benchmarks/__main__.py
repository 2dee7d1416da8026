"""`python -m benchmarks [NAMES] [--write] [--shared DIR]`: run the benchmarks, print a table, keep it in docs/benchmarks.md."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import re
import sys
from datetime import date
from pathlib import Path

from benchmarks import Result

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PAGE = ROOT / "docs" / "benchmarks.md"
INTRODUCTION = """# Benchmarks

Measured by `python3 dev.py bench --write`, not by the tests. Ratios are to something measured in the same minute on the
same machine; bare seconds are only there to give an idea.
"""


def main() -> int:
    names = sorted(p.stem.removeprefix("bench_") for p in HERE.glob("bench_*.py"))
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(names)} (default: all)")
    parser.add_argument("--write", action="store_true", help="update docs/benchmarks.md")
    parser.add_argument("--shared", type=Path, default=_shared(), help="folder of the shared data")
    parser.add_argument("--repeat", type=int, default=7, help="how often each thing is measured; the median counts")
    parser.add_argument("--full", action="store_true", help="long ones to the end: a million papers")
    args = parser.parse_args()
    if unknown := set(args.names) - set(names):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")

    over = False
    for name in args.names or names:
        print(f"\n{name}", flush=True)
        results: list[Result] = importlib.import_module(f"benchmarks.bench_{name}").run(args)
        for r in results:
            over = over or r.verdict == "over the limit"
            print("  " + "  ".join(str(cell) for cell in _cells(r) if cell), flush=True)
        if args.write:
            _write(name, results)
    return 1 if over else 0


def _shared() -> Path:
    named = os.environ.get("OKO_SHARED")
    return Path(named) if named else ROOT.parent / "shared"


def _cells(r: Result) -> list[str]:
    value = f"{r.value:.2f}" if abs(r.value) < 100 else f"{r.value:.0f}"
    bounds = "" if r.limit is None else f"≤ {r.limit:g}" + ("" if r.stretch is None else f" (stretch {r.stretch:g})")
    return [r.name, f"{value} {r.unit}", bounds, r.verdict, r.note]


def _write(name: str, results: list[Result]) -> None:
    """Replace the part of the page that belongs to this benchmark, or add it."""
    system = f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} cores, {date.today()}"
    rows = "\n".join(f"| {' | '.join(_cells(r))} |" for r in results)
    part = (
        f"<!-- {name} -->\n## {name}\n\n{system}\n\n"
        f"| what | value | limit | verdict | note |\n|---|---|---|---|---|\n{rows}\n<!-- /{name} -->\n"
    )
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else INTRODUCTION
    old = re.compile(rf"<!-- {name} -->\n.*?<!-- /{name} -->\n", re.DOTALL)
    page = old.sub(lambda _: part, page) if old.search(page) else f"{page}\n{part}"
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    sys.exit(main())
