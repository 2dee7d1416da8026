"""What a command prints: one JSON document, or lines for people; remarks go to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from app.services.errors import UserError
from app.services.problems import Problem
from app.services.progress import NoProgress, Progress


class Output:
    """Where a command says what it did."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def emit(self, document: Any, lines: Iterable[str] = ()) -> None:
        """`document` with --json, else `lines`."""
        if self.as_json:
            json.dump(document, sys.stdout, ensure_ascii=False, indent=1, default=str)
            sys.stdout.write("\n")
        else:
            for line in lines:
                print(line)

    def problems(self, problems: Sequence[Problem]) -> None:
        """Remarks for people; with --json they are part of the document."""
        if not self.as_json:
            for problem in problems:
                place = f" ({problem.place})" if problem.place else ""
                print(f"{_SIGNS[problem.severity]} {problem.text}{place}", file=sys.stderr)

    def refuse(self, error: UserError) -> None:
        if self.as_json:
            self.emit({"error": error.what, "todo": error.todo})
        print(f"{error.what} {error.todo}".strip(), file=sys.stderr)

    def progress(self) -> Progress:
        """Progress for a person at a terminal, silence otherwise."""
        return _TerminalProgress() if sys.stderr is not None and sys.stderr.isatty() else NoProgress()


_SIGNS = {"error": "!", "warning": "?", "info": "·"}


class _TerminalProgress:
    def report(self, done: int, total: int, text: str = "") -> None:
        share = f"{100 * done // total:3d} % " if total else ""
        print(f"\r{share}{text[:70]:<70}", end="" if done < total else "\n", file=sys.stderr, flush=True)


def problem_json(problem: Problem) -> dict[str, str]:
    return {
        "severity": problem.severity,
        "code": problem.code,
        "sheet": problem.sheet,
        "cell": problem.cell,
        "text": problem.text,
    }


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)
