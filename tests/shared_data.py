"""Real data that lies beside the repository, for tests that go beyond our own fixtures."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ABSENT = "NO SHARED DATA (OKO_SHARED or ../shared)"
"""Start of the reason of every such skip; the summary of the run counts them by it."""


def shared_root() -> Path:
    """Folder named by OKO_SHARED, else `shared` beside the repository; need not exist."""
    named = os.environ.get("OKO_SHARED")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "shared"


def shared(relative: str) -> Path:
    """`shared("data/vpr2021/ru4_region.xlsx")`: an existing file or folder; else the test is skipped, loudly."""
    path = shared_root() / relative
    if not path.exists():
        pytest.skip(f"{ABSENT}: {relative}")
    return path
