"""`python -m app`: what opens the window, what is a command, and what a poor console does to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import _is_command

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "line",
    [
        "check",
        "--data D check",
        "--data=D check --json",
        "--json --data D results import F",
        "--help",
        "-h",
        "--version",
        "чепуха",
    ],
)
def test_a_word_is_a_command(line):
    assert _is_command(line.split())


@pytest.mark.parametrize("line", ["", "--data D", "--data=D", "--data D --measure-start", "--measure-start", "--data"])
def test_options_alone_open_the_window(line):
    assert not _is_command(line.split())


def test_the_data_folder_may_be_called_like_a_command():
    assert not _is_command(["--data", "check"])


def _on_a_russian_console(argv: list[str], expression: str) -> bytes:
    """What is printed when the streams have the code page 1251 of a Russian Windows."""
    code = f"import json; from app.__main__ import _make_streams_safe; _make_streams_safe({argv!r}); print({expression})"
    env = {**os.environ, "PYTHONIOENCODING": "cp1251"}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, env=env, check=True).stdout


def test_a_letter_the_console_lacks_does_not_stop_the_work():
    assert _on_a_russian_console([], "'⚑ готово'").decode("cp1251").strip() == "? готово"


def test_json_is_utf8_on_any_console():
    said = _on_a_russian_console(["--json"], "json.dumps('⚑ ё', ensure_ascii=False)")
    assert json.loads(said.decode("utf-8")) == "⚑ ё"
    assert b"\r" not in said
