"""The directory of indicators shipped with the program: what a context file may say, in which words, under which number."""

from __future__ import annotations

import json
from functools import cache

from app.paths import resources_dir
from app.services.contexts.rows import Indicator


@cache
def indicators() -> tuple[Indicator, ...]:
    """In the order of the card."""
    with open(resources_dir() / "directories" / "contexts.json", encoding="utf-8") as file:
        found = json.load(file)["indicators"]
    return tuple(
        Indicator(
            one["key"], one["group"], one["title"], one["unit"], one["kind"], tuple(one["choices"]), tuple(one["sources"].items())
        )
        for one in found
    )


@cache
def by_key() -> dict[str, Indicator]:
    return {one.key: one for one in indicators()}
