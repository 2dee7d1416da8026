"""Rows of the list of copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One copy of the base; `taken_at` is local time, `size` bytes. The number gives the order, not the clock."""

    path: Path
    number: int
    taken_at: datetime
    reason: str
    """`daily`, `manual`, `before-import`, `before-migration`, `before-restore`, `before-delete`, `damaged`."""
    reason_text: str
    detail: str
    size: int
    restorable: bool
    """False for a damaged base that was put aside."""
