"""How the rules are kept: only what differs from the shipped, so that later ones of the program reach everybody else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from app.services.indices.rows import INDICES, PARAMETERS, IndexRule, IndexRules, shipped


def from_stored(text: str, since: int, note: str) -> IndexRules:
    """What is unknown or out of its limits is left at the shipped."""
    said: dict[str, Any] = json.loads(text)
    indices = {}
    for info in INDICES:
        rule, mine = shipped(info), said.get("indices", {}).get(info.key, {})
        known = {key: value for key, value in mine.items() if key in asdict(rule)}
        indices[info.key] = replace(rule, **known)
    values = {}
    for one in PARAMETERS:
        value = said.get("values", {}).get(one.key, one.usual)
        values[one.key] = float(value) if isinstance(value, int | float) and one.least <= value <= one.most else one.usual
    subjects = tuple(said["subjects"]) if "subjects" in said else IndexRules().subjects
    grades = tuple(int(one) for one in said["grades"]) if "grades" in said else IndexRules().grades
    return IndexRules(indices, values, subjects, grades, since, note)


def to_stored(rules: IndexRules) -> str:
    usual = IndexRules()
    indices = {}
    for info in INDICES:
        now, before = asdict(rules.indices[info.key]), asdict(shipped(info))
        changed = {key: value for key, value in now.items() if before[key] != value}
        if changed:
            indices[info.key] = changed
    said: dict[str, Any] = {
        "indices": indices,
        "values": {key: value for key, value in rules.values.items() if usual.values.get(key) != value},
    }
    if rules.subjects != usual.subjects:
        said["subjects"] = list(rules.subjects)
    if rules.grades != usual.grades:
        said["grades"] = list(rules.grades)
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def rules_of_year(stored: Mapping[int, IndexRules], year: int) -> IndexRules:
    """Those set for the year, else for the last year before it, else the shipped ones."""
    since = max((one for one in stored if one <= year), default=None)
    return IndexRules() if since is None else stored[since]


def is_shipped(rule: IndexRule, key: str) -> bool:
    return rule == shipped(next(info for info in INDICES if info.key == key))
