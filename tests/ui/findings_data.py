"""Findings put into a base by hand, so that a screen shows every strength whatever the engine says of the demonstration."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from app.models.findings import Finding, FindingRun
from app.services.findings.brief import fingerprint
from app.services.findings.packing import pack

if TYPE_CHECKING:
    from app.services.context import Context

CODES = ("bunching", "funnel", "journal_gap", "participation")
NAN = math.nan


@dataclass(frozen=True)
class Planted:
    """p of the whole and of each signal of `CODES`; NaN = could not be computed."""

    n: int
    p: float | None = 0.5
    flagged: bool = False
    signals: tuple[float, ...] = (0.5, 0.5, 0.5, NAN)


def plant(ctx: Context, cells: Mapping[tuple[int, int], Planted], *, stale: bool = False) -> None:
    """Replace what is stored by these cells, by (procedure, school)."""
    nulls = [
        {"signal": "combined", "group": "≤30", "cells": 118, "centre": -0.2, "scale": 0.97, "shipped": False},
        {"signal": "combined", "group": "31–60", "cells": 28, "centre": 0.0, "scale": 1.0, "shipped": True},
    ]
    details = {
        "signals": list(CODES), "nulls": nulls, "notes": [], "missing": [{"code": "oge", "cells": len(cells), "gain": 0.01}],
    }  # fmt: skip
    rows = [
        {
            "procedure_id": procedure, "organisation_id": school, "n": one.n, "p": one.p, "score": None, "repeat": 0.0,
            "flagged": one.flagged, "region_reference": False,
            "signals": pack([(p, 2.0, 1.0, 5 if math.isnan(p) else 0) for p in one.signals]),
        }
        for (procedure, school), one in cells.items()
    ]  # fmt: skip
    with ctx.db.write() as session:
        session.execute(delete(Finding))
        session.execute(delete(FindingRun))
        session.add(
            FindingRun(
                id=1, computed_at=ctx.clock(), fingerprint="" if stale else fingerprint(session),
                cells=sum(one.p is not None for one in cells.values()), flagged=sum(one.flagged for one in cells.values()),
                reference="свой район: 15 школ", details=json.dumps(details),
            )
        )  # fmt: skip
        session.execute(insert(Finding), rows)
