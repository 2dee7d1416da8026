"""How the rules are kept: only what differs from the usual, so that later ones of the program reach everybody else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.services.support.rows import CRITERIA, MINIMUMS_2026, PARAMETERS, ROLES, Rules


def from_stored(text: str, since: int, note: str) -> Rules:
    """What is out of its limits or unknown is left at the usual."""
    said: dict[str, Any] = json.loads(text)
    rules = Rules()
    values = {p.key: _within(said.get("values", {}).get(p.key), p.usual, p.least, p.most) for p in PARAMETERS}
    roles = {key: role if role in ROLES else rules.roles[key] for key, role in (rules.roles | said.get("roles", {})).items()}
    known = {one.key for one in CRITERIA}
    minimums = {str(subject): float(score) for subject, score in (MINIMUMS_2026 | said.get("minimums", {})).items()}
    return replace(
        rules,
        values=values,
        roles={key: role for key, role in roles.items() if key in known},
        kinds=tuple(said.get("kinds", rules.kinds)),
        subjects=tuple(said.get("subjects", ())),
        minimums=minimums,
        since=since,
        note=note,
    )


def to_stored(rules: Rules) -> str:
    usual = Rules()
    said = {
        "values": _changed(rules.values, usual.values),
        "roles": _changed(rules.roles, usual.roles),
        "minimums": _changed(rules.minimums, usual.minimums),
        "kinds": list(rules.kinds),
        "subjects": list(rules.subjects),
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def rules_of_year(stored: Mapping[int, Rules], year: int) -> Rules:
    """Those set for the year, else for the last year before it, else the shipped ones."""
    since = max((one for one in stored if one <= year), default=None)
    return Rules() if since is None else stored[since]


def _within(said: object, usual: float, least: float, most: float) -> float:
    if isinstance(said, int | float) and not isinstance(said, bool) and least <= said <= most:
        return float(said)
    return usual


def _changed(now: Mapping[str, Any], usual: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in now.items() if usual.get(key) != value}
