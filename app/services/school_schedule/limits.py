"""The limits of unified schedules: resources/directories/schedule_limits.json, one line a limit with its act."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Literal

from app.paths import resources_dir

LimitCode = Literal["share", "spacing", "one_a_day", "edge_lesson", "minutes"]
FIRST_YEAR = 2021


@dataclass(frozen=True, slots=True)
class Limit:
    """`severity` follows from the act: «binding» by an order, «recommended» by a letter."""

    code: LimitCode
    severity: Literal["binding", "recommended"]
    value: int
    source: str


@cache
def limits(school_year: int) -> dict[LimitCode, Limit]:
    """The limits that hold in the school year beginning in this calendar year; before the first act, those of the first."""
    with open(resources_dir() / "directories" / "schedule_limits.json", encoding="utf-8") as file:
        lines = json.load(file)["limits"]
    found: dict[LimitCode, Limit] = {}
    for line in sorted(lines, key=lambda one: one["since"]):
        if line["since"] <= max(school_year, FIRST_YEAR):
            found[line["code"]] = Limit(line["code"], line["severity"], line["value"], line["source"])
    return found
