"""The catalogue of procedures shipped with the program."""

from __future__ import annotations

import json
from functools import cache

from app.paths import resources_dir
from app.services.plan.rows import CatalogueLine, Level


@cache
def catalogue() -> tuple[CatalogueLine, ...]:
    """In the order of the levels, as the list «Запланировать…» shows them."""
    with open(resources_dir() / "directories" / "procedure_catalogue.json", encoding="utf-8") as file:
        found = json.load(file)["procedures"]
    return tuple(
        CatalogueLine(
            code=one["code"],
            title=one["title"],
            full_title=one["full_title"],
            level=one["level"],
            grades=tuple(one["grades"]),
            subjects=tuple(one["subjects"]),
            control_mode=one["control_mode"],
            control_words=one["control_words"],
            form=one["form"],
            minutes=one["minutes"],
            roles=tuple(one["roles"]),
            months=tuple(one["months"]),
            results_file=one["results_file"],
            results_after_days=one["results_after_days"],
            by_schools=one["by_schools"],
            in_schedule=one["in_schedule"],
            basis=one["basis"],
            note=one["note"],
        )
        for one in found
    )


@cache
def by_code() -> dict[str, CatalogueLine]:
    return {line.code: line for line in catalogue()}


def level_of(kind: str) -> Level:
    """Of a kind the catalogue does not know: the school's own."""
    line = by_code().get(kind)
    return line.level if line else "school"
