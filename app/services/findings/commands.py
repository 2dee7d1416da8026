"""Computing findings and keeping them."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import delete, insert, select

from app.models.findings import Finding, FindingRun
from app.models.organisations import Organisation
from app.models.results import Procedure
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.findings.computing import Computed, compute_findings
from app.services.findings.packing import pack
from app.services.progress import Progress
from app.services.text_ru import counted

if TYPE_CHECKING:
    from app.services.objectivity.outcome import Assessment
    from app.services.objectivity.region import Region

FINDINGS: frozenset[Topic] = frozenset({"findings"})


def refresh_findings(ctx: Context, progress: Progress | None = None) -> Changes:
    """Compute with no transaction open, then keep. A window does the two on its two lanes."""
    return store_findings(ctx, compute_findings(ctx, progress))


def store_findings(ctx: Context, computed: Computed) -> Changes:
    """Replace what was kept by what was computed, of the own schools. `value` = number of reasons for a recheck.

    The fingerprint kept is that of the papers that were read: what was loaded since makes the findings stale again.
    """
    rows = [row for region, assessment in computed.parts for row in _rows(region, assessment, computed.own)]
    with ctx.db.write() as session:
        # Something may have been taken back while it was computed.
        procedures = set(session.scalars(select(Procedure.id)))
        schools = set(session.scalars(select(Organisation.id)))
        rows = [row for row in rows if row["procedure_id"] in procedures and row["organisation_id"] in schools]
        flagged = sum(row["flagged"] for row in rows)
        session.execute(delete(Finding))
        session.execute(delete(FindingRun))
        session.add(
            FindingRun(
                id=1,
                computed_at=ctx.clock(),
                fingerprint=computed.fingerprint,
                cells=sum(row["p"] is not None for row in rows),
                flagged=flagged,
                reference=computed.reference,
                details=json.dumps(_details(computed), ensure_ascii=False),
            )
        )
        if rows:
            session.execute(insert(Finding), rows)
    found = counted(flagged, "повод", "повода", "поводов")
    return Changes(FINDINGS, f"Признаки пересчитаны: {found} для перепроверки.", value=flagged)


def _rows(region: Region, assessment: Assessment, own: frozenset[int]) -> list[dict[str, Any]]:
    cells = assessment.cells
    ids = region.schools[cells.school]
    mine = np.flatnonzero(np.isin(ids, np.array(sorted(own), dtype=np.int64)))
    papers = np.array([paper.id for paper in region.papers], dtype=np.int64)
    said = [
        tuple(column[mine].tolist() for column in (p, values.value, values.expected, values.why))
        for p, values in zip(assessment.p_of, assessment.signals, strict=True)
    ]
    return [
        {
            "procedure_id": int(papers[cells.paper[cell]]),
            "organisation_id": int(ids[cell]),
            "n": int(cells.n[cell]),
            "p": _known(assessment.p[cell]),
            "score": _known(assessment.score[cell]),
            "repeat": _known(assessment.repeat[cell]),
            "flagged": bool(assessment.flagged[cell]),
            "region_reference": bool(assessment.region_reference[cell]),
            "signals": pack([(p[line], value[line], expected[line], why[line]) for p, value, expected, why in said]),
        }
        for line, cell in enumerate(mine.tolist())
    ]


def _known(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None


def _details(computed: Computed) -> dict[str, Any]:
    """Of a single part: stored findings are always of the whole base."""
    _region, assessment = computed.parts[0]
    return {
        "signals": [values.code for values in assessment.signals],
        "nulls": [asdict(null) for null in assessment.nulls],
        "missing": [asdict(one) for one in assessment.missing],
        "notes": list(computed.notes),
    }
