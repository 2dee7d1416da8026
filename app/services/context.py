"""Everything a use case needs, handed over explicitly: no globals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.models.database import Database
from app.paths import DataPaths


@dataclass(frozen=True, slots=True)
class Context:
    """Open base, its folders, and the clock (local time)."""

    db: Database
    paths: DataPaths
    clock: Callable[[], datetime] = datetime.now
