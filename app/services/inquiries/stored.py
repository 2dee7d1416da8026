"""How the small parts of an inquiry are kept: JSON in columns that nobody searches."""

from __future__ import annotations

import json
from typing import Any

from app.services.findings.rows import FindingRow
from app.services.inquiries.rows import Grounds, Stratum


def grounds_of(finding: FindingRow) -> Grounds:
    signals = sorted((one.p, one.code) for one in finding.signals if one.p is not None)
    return Grounds(finding.n, finding.p, finding.strength, finding.flagged, tuple((code, p) for p, code in signals))


def grounds_to_json(grounds: Grounds | None) -> str:
    if grounds is None:
        return ""
    said = {
        "n": grounds.n,
        "p": grounds.p,
        "strength": grounds.strength,
        "flagged": grounds.flagged,
        "signals": [list(one) for one in grounds.signals],
    }
    return json.dumps(said, ensure_ascii=False)


def grounds_from_json(text: str) -> Grounds | None:
    if not text:
        return None
    said: dict[str, Any] = json.loads(text)
    signals = tuple((str(code), float(p)) for code, p in said.get("signals", ()))
    return Grounds(said["n"], said["p"], said["strength"], bool(said["flagged"]), signals)


def strata_to_json(strata: tuple[Stratum, ...]) -> str:
    return json.dumps([[one.name, one.works, one.drawn] for one in strata], ensure_ascii=False) if strata else ""


def strata_from_json(text: str) -> tuple[Stratum, ...]:
    return tuple(Stratum(name, works, drawn) for name, works, drawn in json.loads(text or "[]"))


def pairs_to_json(rows: tuple[tuple[str, ...], ...]) -> str:
    return json.dumps([list(row) for row in rows], ensure_ascii=False)


def pairs_from_json(text: str, width: int) -> tuple[tuple[str, ...], ...]:
    """Rows of `width` texts each; what is missing is empty."""
    return tuple(tuple((list(map(str, row)) + [""] * width)[:width]) for row in json.loads(text or "[]"))
