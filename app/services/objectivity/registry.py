"""The signals there are. Named once; imported when first asked for, since the window starts without them."""

from __future__ import annotations

from typing import Any, Protocol

from app.services.objectivity.cells import Cells, SignalValues
from app.services.objectivity.region import Region


class Signal(Protocol):
    """A module of `signals/`."""

    CODE: str

    def signal(self, region: Region, cells: Cells) -> SignalValues: ...

    def detail(self, region: Region, cells: Cells, cell: int) -> Any:
        """What the picture of one cell needs (`pictures`); None where nothing is said of it."""


def signals() -> tuple[Signal, ...]:
    """In the order of `findings.rows.SIGNAL_NAMES`, as far as they exist."""
    from app.services.objectivity.signals import (
        bunching,
        expectation,
        funnel,
        hard_easy,
        item_pattern,
        journal_gap,
        journal_match,
        participation,
    )

    return (bunching, expectation, funnel, item_pattern, hard_easy, journal_gap, journal_match, participation)
