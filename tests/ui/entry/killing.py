"""The window is killed while a class is typed: what was acknowledged must be on the disk, and nothing torn.

`python -m tests.ui.entry.killing 50` does it fifty times on one base and says what it found.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.services.context import Context
from app.services.entry import commands, queries, rules
from app.services.entry.rows import EntryTask, NewSheet, Paper
from app.services.opening import open_context
from tests.ui.entry.typist import keys_for, states_after

ROOT = Path(__file__).resolve().parents[3]
TASKS = tuple(EntryTask(str(at), points) for at, points in enumerate((2, 1, 3, 2, 1, 12, 2, 1, 2, 4, 1, 3, 1, 2, 20, 2), start=1))
PAPER = Paper("municipal_test", 2026, 4, "Математика", TASKS)
PUPILS = 30


@dataclass(frozen=True)
class Killed:
    keys: int
    acknowledged: int
    """Keys that were typed when the last acknowledged save was started."""
    found: int
    """Keys whose outcome is in the base; −1 = the base holds what no moment of the typing was."""

    @property
    def kept(self) -> bool:
        return self.found >= self.acknowledged


def new_sheet(ctx: Context, school: int, label: str) -> int:
    sheet_id: int = commands.create_sheet(ctx, NewSheet(school, PAPER, rules.numbered(40001, PUPILS), label, 1)).value
    return sheet_id


def type_and_kill(folder: Path, sheet_id: int, seed: int, after: int) -> Killed:
    """Start the typist, kill it once it has acknowledged `after` saves, and look at what the base holds then.

    The base is closed while the typist works. It goes on typing between its word and the kill: the moment is not ours.
    """
    command = [sys.executable, "-X", "utf8", "-m", "tests.ui.entry.typist", str(folder), str(sheet_id), str(seed)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    assert process.stdout is not None
    said: list[int] = []
    for line in process.stdout:
        said.append(int(line))
        if len(said) >= after:
            break
    process.kill()  # SIGKILL; TerminateProcess on Windows
    rest, errors = process.communicate()
    said += [int(line) for line in rest.splitlines() if line.strip().isdigit()]
    assert said, errors
    ctx = open_context(folder)
    try:
        works = queries.get_sheet(ctx, sheet_id).works
    finally:
        ctx.db.close()
    blank = tuple(rules.empty_work(work.position, work.code, PAPER) for work in works)
    keys = keys_for(PAPER, PUPILS, random.Random(seed))
    states = list(states_after(PAPER, blank, keys))
    found = max((at for at, state in enumerate(states) if state == works), default=-1)
    return Killed(len(keys), said[-1], found)


def main(times: int, seed: int = 1) -> int:
    from tests.db.entry.school import make_school

    chance = random.Random(seed)
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ctx = open_context(folder)
        school = make_school(ctx)
        sheets = [new_sheet(ctx, school, str(number)) for number in range(times)]
        ctx.db.close()
        for number, sheet_id in enumerate(sheets, start=1):
            killed = type_and_kill(folder, sheet_id, chance.randrange(1 << 30), chance.randint(1, 200))
            bad += not killed.kept
            words = "kept" if killed.kept else "LOST"
            print(
                f"{number:3}  acknowledged {killed.acknowledged:4}  in the base {killed.found:4}  of {killed.keys}  {words}",
                flush=True,
            )
    print(f"killed {times} times, something acknowledged lost: {bad}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
