"""Ready roadmaps in our own words (`resources/templates/roadmaps/*.json`), dated for a chosen school year.

A template is JSON: code, name, title, preamble (paragraphs), sections of {title, items of {text, deadline, responsible,
result}}; `{y1}` and `{y2}` stand for the two calendar years of the school year. Numbers are given here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.paths import resources_dir
from app.services.errors import UserError
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.text_ru import sort_key


@dataclass(frozen=True, slots=True)
class TemplateRow:
    code: str
    name: str
    sections: int
    items: int


def list_templates() -> list[TemplateRow]:
    """Templates shipped with the program, alphabetical."""
    folder = resources_dir() / "templates" / "roadmaps"
    raw = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    rows = [TemplateRow(t["code"], t["name"], len(t["sections"]), sum(len(s["items"]) for s in t["sections"])) for t in raw]
    return sorted(rows, key=lambda row: sort_key(row.name))


def build_template(code: str, school_year: str) -> RoadmapTree:
    """The template as a new roadmap for a school year such as «2026/2027», its period 1 September – 31 August."""
    match = re.fullmatch(r"\s*(\d{4})\s*[/–-]\s*(\d{4}|\d\d)\s*", school_year)
    if not match or (int(match[1]) + 1) % 100 != int(match[2]) % 100:
        raise UserError(f"«{school_year}» не похоже на учебный год.", "Введите год так: 2026/2027.")
    first = int(match[1])
    return _build(_read(code), first)


def _read(code: str) -> dict[str, Any]:
    for path in (resources_dir() / "templates" / "roadmaps").glob("*.json"):
        template: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if template["code"] == code:
            return template
    raise UserError("Такого шаблона нет.", "Выберите шаблон из списка.")


def _build(template: dict[str, Any], first: int) -> RoadmapTree:
    def dated(text: str) -> str:
        return text.replace("{y1}", str(first)).replace("{y2}", str(first + 1))

    sections = []
    for position, section in enumerate(template["sections"], 1):
        lines = tuple(
            RoadmapLine(
                number=f"{position}.{n}.",
                text=dated(item["text"]),
                deadline=dated(item["deadline"]),
                responsible=dated(item["responsible"]),
                result=dated(item["result"]),
            )
            for n, item in enumerate(section["items"], 1)
        )
        sections.append(RoadmapSectionRow(f"{position}.", dated(section["title"]), lines))
    return RoadmapTree(
        title=dated(template["title"]),
        sections=tuple(sections),
        preamble="\n".join(dated(paragraph) for paragraph in template["preamble"]),
        period_start=date(first, 9, 1),
        period_end=date(first + 1, 8, 31),
    )
