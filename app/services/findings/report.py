"""A live assessment in rows and as JSON, for the command line: all schools of the base, nothing stored."""

from __future__ import annotations

import math
from typing import Any

from sqlalchemy import select

from app.models.organisations import Organisation
from app.models.results import Procedure
from app.services.context import Context
from app.services.findings import rules
from app.services.findings.computing import Computed
from app.services.findings.queries import order
from app.services.findings.rows import SIGNAL_NAMES, FindingRow, SignalRow
from app.services.findings.words import rarity
from app.services.objectivity.cells import WHY


def live_rows(ctx: Context, computed: Computed, year: int | None = None) -> tuple[FindingRow, ...]:
    """Cells with at least 5 writers, schools by alphabet, newest year first."""
    with ctx.db.read() as session:
        schools = {
            i: (name, login or "")
            for i, name, login in session.execute(select(Organisation.id, Organisation.short_name, Organisation.login))
        }
        subjects = {i: subject for i, subject in session.execute(select(Procedure.id, Procedure.subject))}
    rows: list[FindingRow] = []
    for region, assessment in computed.parts:
        cells = assessment.cells
        columns = [
            (values.code, p.tolist(), values.value.tolist(), values.expected.tolist(), values.why.tolist())
            for values, p in zip(assessment.signals, assessment.p_of, strict=True)
        ]
        ids = region.schools[cells.school].tolist()
        for cell, n in enumerate(cells.n.tolist()):
            paper = region.papers[cells.paper[cell]]
            if n < rules.FEW or (year is not None and paper.year != year):
                continue
            p, flagged = _known(assessment.p[cell]), bool(assessment.flagged[cell])
            name, login = schools[ids[cell]]
            rows.append(
                FindingRow(
                    procedure_id=paper.id,
                    organisation_id=ids[cell],
                    year=paper.year,
                    grade=paper.grade,
                    subject=subjects[paper.id],
                    school=name,
                    login=login,
                    n=n,
                    p=p,
                    score=_known(assessment.score[cell]),
                    repeat=_known(assessment.repeat[cell]),
                    flagged=flagged,
                    strength=rules.strength(p, n, flagged),
                    signals=tuple(
                        SignalRow(code, _known(ps[cell]), _known(value[cell]), _known(expected[cell]), WHY[why[cell]])
                        for code, ps, value, expected, why in columns
                    ),
                    kind=paper.kind,
                    region_reference=bool(assessment.region_reference[cell]),
                )
            )
    return tuple(sorted(rows, key=order))


def _known(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None


def cell_json(row: FindingRow) -> dict[str, Any]:
    """One cell as `check --json` prints it; signals that could not be computed are left out."""
    return {
        "year": row.year,
        "grade": row.grade,
        "subject": row.subject,
        "school": row.login,
        "n": row.n,
        "p": row.p,
        "score": row.score,
        "flagged": row.flagged,
        "signals": [
            {
                "code": signal.code,
                "p": signal.p,
                "value": signal.value,
                "expected": signal.expected,
                "text": f"{SIGNAL_NAMES.get(signal.code, signal.code)}: {rarity(signal.p)}",
            }
            for signal in row.signals
            if signal.p is not None
        ],
    }
