"""Helpers of the tests about the base file: rows to look for, and programs that stop in the middle of work."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

from sqlalchemy import select

from app.models.database import Database
from app.models.settings import Setting

ROOT = Path(__file__).resolve().parents[1]

PRELUDE = """
import os, sys
from pathlib import Path
from app.models.opening import open_base
from app.models.settings import Setting
base = Path(sys.argv[1])
"""


def start(code: str, base: Path, *arguments: str) -> subprocess.Popen[str]:
    """Another program: `code` after PRELUDE, with pipes for lines in and out."""
    text = PRELUDE + textwrap.dedent(code)
    return subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", text, str(base), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
    )


def run(code: str, base: Path, *arguments: str) -> tuple[int, str, str]:
    """Run another program to its end: exit code, output, errors."""
    with start(code, base, *arguments) as process:
        out, err = process.communicate()
    return process.returncode, out, err


def crash_with_saves(base: Path, *keys: str) -> None:
    """Another program saves the keys one by one and dies without closing the base: its journal stays behind."""
    code = """
        db = open_base(base)
        for key in sys.argv[2:]:
            with db.write() as session:
                session.merge(Setting(key=key, value="saved"))
        os._exit(9)
    """
    exit_code, _, errors = run(code, base, *keys)
    assert exit_code == 9, errors


def put(db: Database, *keys: str) -> None:
    with db.write() as session:
        for key in keys:
            session.merge(Setting(key=key, value="saved"))


def keys(db: Database) -> set[str]:
    """The saved keys, without those that opening writes itself."""
    with db.read() as session:
        return set(session.scalars(select(Setting.key).where(Setting.value == "saved")))


def beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def everything(folder: Path) -> dict[str, bytes]:
    """All files of a folder but the lock's note, to see that nothing was touched."""
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir()) if p.is_file() and not p.name.endswith(".lock")}
