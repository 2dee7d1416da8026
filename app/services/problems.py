"""A remark about a file, a row or a document, shown with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark. `cell` is an Excel address such as «C12»; `code` is stable and English."""

    severity: Severity
    code: str
    text: str
    sheet: str = ""
    cell: str = ""
    field: str = ""
    """Which field of a card it is about (an attribute name of the row), for remarks shown in a dialog."""

    @property
    def place(self) -> str:
        """Where to look, in words: «лист РУ 4, ячейка C12»."""
        parts = []
        if self.sheet:
            parts.append(f"лист «{self.sheet}»")
        if self.cell:
            parts.append(f"ячейка {self.cell}")
        return ", ".join(parts)
