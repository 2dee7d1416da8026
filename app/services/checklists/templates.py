"""Shipped checklists by kind of procedure (`resources/templates/checklists`)."""

from __future__ import annotations

import json
from functools import cache

from app.paths import resources_dir
from app.services.checklists.rows import Template, TemplateLine


@cache
def templates() -> tuple[Template, ...]:
    with open(resources_dir() / "templates" / "checklists" / "preparation.json", encoding="utf-8") as file:
        stored = json.load(file)
    return tuple(
        Template(one["code"], one["title"], tuple(one["kinds"]), tuple(TemplateLine(*line) for line in one["lines"]))
        for one in stored["lists"]
    )


def template_for(kind: str) -> Template:
    """The one that is proposed for this kind of procedure; the last, general one for a kind that none names."""
    return next((one for one in templates() if kind in one.kinds), templates()[-1])
