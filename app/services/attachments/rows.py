"""Plain rows about attached files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

LARGEST = 50 * 1024 * 1024
"""Bytes: a scan of a signed order is a few megabytes, a recording is not proof on paper."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file copied in. `name` is what the person knows it by."""

    sha256: str
    suffix: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class LooseFile:
    """A file in the folder of attachments that nothing needs. `ours` = the program put it there and may delete it."""

    path: Path
    size: int
    ours: bool


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """`missing`: the file is not in the folder, or has another size. `used`: how many proofs point at it."""

    id: int
    name: str
    size: int
    added_at: datetime
    path: Path
    used: int = 0
    missing: bool = False
