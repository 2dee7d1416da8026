"""The signals there are. Named once; imported when first asked for, since the window starts without them."""

from __future__ import annotations

from typing import Protocol

from app.services.objectivity.cells import Cells, SignalValues
from app.services.objectivity.region import Region


class Signal(Protocol):
    """A module of `signals/`."""

    CODE: str

    def signal(self, region: Region, cells: Cells) -> SignalValues: ...


def signals() -> tuple[Signal, ...]:
    """In the order of `findings.rows.SIGNAL_NAMES`, as far as they exist."""
    from app.services.objectivity.signals import bunching, funnel, journal_gap, journal_match, participation

    return (bunching, funnel, journal_gap, journal_match, participation)
