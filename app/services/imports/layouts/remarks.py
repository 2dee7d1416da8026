"""Collects remarks about rows, keeps the first of each kind and counts the rest."""

from __future__ import annotations

from collections import Counter

from app.services.problems import Problem, Severity
from app.services.table_files.columns import address
from app.services.text_ru import counted

CAP = 1000
"""Remarks of one kind that are listed one by one."""


class Remarks:
    """Problems of one sheet, in order; `row_warnings` counts also those beyond the cap."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self._problems: list[Problem] = []
        self._counts: Counter[tuple[Severity, str]] = Counter()
        self._row_warnings: Counter[int] = Counter()

    def add(self, severity: Severity, code: str, text: str, row: int = 0, column: int = 0) -> None:
        """`row` 1-based (0 = about the sheet), `column` 0-based."""
        self._counts[severity, code] += 1
        if severity == "warning":
            self._row_warnings[row] += 1
        if self._counts[severity, code] <= CAP:
            self._problems.append(Problem(severity, code, text, self.sheet, address(row, column) if row else ""))

    @property
    def row_warnings(self) -> dict[int, int]:
        """Row → warnings, all of them."""
        return dict(self._row_warnings)

    def problems(self) -> list[Problem]:
        """In order of the sheet; a kind cut off at the cap ends with a line that says how many more there are."""
        rest = [
            Problem(
                severity,
                code,
                f"И ещё {counted(count - CAP, 'такое замечание', 'таких замечания', 'таких замечаний')}.",
                self.sheet,
            )
            for (severity, code), count in self._counts.items()
            if count > CAP
        ]
        return self._problems + rest
