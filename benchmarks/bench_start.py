"""How long a person waits for the window on the demonstration base, against an empty PySide6 window."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks import Result

ROOT = Path(__file__).resolve().parent.parent


def run(args: argparse.Namespace) -> list[Result]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        out = Path(name)
        data = ROOT / "out" / "demo" / "data"
        if not (data / "oko.sqlite").exists():
            _timed(["-m", "app", "demo", "--out", str(out / "demo")])
            data = out / "demo" / "data"
        # The measured program writes (its daily copy, its log): it gets a base of its own.
        data = Path(shutil.copytree(data, out / "data"))
        empty, painted, filled, whole = [], [], [], []
        _timed(["benchmarks/empty_window.py"])  # the first start of each warms the disk cache and the .pyc files
        _timed(["-m", "app", "--data", str(data), "--measure-start"])
        for _ in range(args.repeat):  # in turn, so that a slow minute of the machine hits both
            empty.append(_timed(["benchmarks/empty_window.py"])[0])
            seconds, output = _timed(["-m", "app", "--data", str(data), "--measure-start"])
            said = json.loads(output.splitlines()[-1])
            painted.append(said["painted_s"])
            filled.append(said["first_tab_s"])
            whole.append(seconds)
    base = median(empty)
    return [
        Result("empty PySide6 window, whole process", base, "s"),
        Result("window painted", median(painted) / base, "× empty window", f"{median(painted):.2f} s", limit=1.6, stretch=1.3),
        Result("first tab filled", median(filled) / base, "× empty window", f"{median(filled):.2f} s", limit=4, stretch=3),
        Result("whole process until the first tab is filled", median(whole), "s"),
    ]


def _timed(line: Sequence[str]) -> tuple[float, str]:
    """Seconds from starting the interpreter to the end of the process, and what it printed."""
    env = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # a person's second start finds the program compiled
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *line],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
        timeout=300,  # a window that asks something waits for ever
    )
    return time.perf_counter() - start, done.stdout
