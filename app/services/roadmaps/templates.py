"""Ready roadmaps in our own words (`resources/templates/roadmaps/*.json`), dated for the chosen years.

A template is JSON: code, name, about, period, columns, number_style, title, preamble (paragraphs) and sections of
{title, items}. An item is {text, deadline, responsible, result}; with `items` of its own it is followed by items one
level deeper, and with `subhead` in place of text it is a sub-head. `{y1}`, `{y2}` … stand for the calendar years of the
period, `{office}`, `{department}`, `{of_district}`, `{office_note}` for the names. `order`, where there is one, is the
order that brings the roadmap in force: kind, heading, preamble, clauses of {text, deadline as «{y1}-09-25»}.
Numbers are given here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from app.paths import resources_dir
from app.services.documents.rows import Clause, DocumentRow
from app.services.errors import UserError
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.roadmaps.template_names import TemplateNames
from app.services.text_ru import sort_key

_PLACE = re.compile(r"\{(\w+)\}")
_YEARS = range(2000, 2100)
NO_NAMES = TemplateNames()


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """What a template is before it is built. `period`: «school_year», «calendar_year» or «years:3»."""

    code: str
    name: str
    about: str
    period: str
    columns: int
    sections: int
    subheads: int
    items: int
    has_order: bool

    def first_year(self, school_start: int) -> int:
        """The year it begins in, chosen from the school year that begins in `school_start`: a plan of calendar years
        begins in the January of that school year."""
        return school_start if self.period == "school_year" else school_start + 1

    def period_words(self, start_year: int) -> str:
        """«2026/2027 учебный год», «2027 год», «2027–2029 годы»."""
        last = start_year + _year_count(self.period) - 1
        if self.period == "school_year":
            return f"{start_year}/{last} учебный год"
        return f"{start_year} год" if last == start_year else f"{start_year}–{last} годы"


def list_templates() -> list[TemplateRow]:
    """Templates shipped with the program, alphabetical."""
    return sorted((_row(template) for template in _read_all().values()), key=lambda row: sort_key(row.name))


def find_template(code: str) -> TemplateRow:
    """Raises UserError where there is none."""
    return _row(_read(code))


def build_template(code: str, start_year: int, names: TemplateNames = NO_NAMES) -> RoadmapTree:
    """The template as a new roadmap whose period begins in `start_year`: 1 September for a school year, else 1 January."""
    template = _read(code)
    period = _period(template["period"], start_year)
    fill = _Filler(template["period"], start_year, names)
    flat = template["number_style"] == "continuous"
    sections: list[RoadmapSectionRow] = []
    done = 0
    for position, section in enumerate(template["sections"], 1):
        title = fill(section["title"])
        style = template["number_style"]
        first, prefix = (done, "") if flat else (0, "" if style == "restart" else f"{position}.")
        lines = tuple(_lines(section["items"], fill, prefix, first))
        done += len(lines)
        sections.append(RoadmapSectionRow(f"{position}." if prefix else "", title, lines))
    return RoadmapTree(
        title=fill(template["title"]),
        sections=tuple(sections),
        preamble="\n".join(filter(None, map(fill, template["preamble"]))),
        period_start=period[0],
        period_end=period[1],
        has_result_column=template["columns"] == 5,
    )


def build_order(code: str, start_year: int, names: TemplateNames = NO_NAMES, roadmap_id: int | None = None) -> DocumentRow | None:
    """The draft of the order that goes with the template, its appendix being `roadmap_id`; None where it has none.

    What only people know (signature, place, number) stays empty.
    """
    template = _read(code)
    order = template.get("order")
    if order is None:
        return None
    _period(template["period"], start_year)
    fill = _Filler(template["period"], start_year, names)
    clauses = tuple(
        Clause(fill(clause["text"]), date.fromisoformat(fill(clause["deadline"])) if "deadline" in clause else None)
        for clause in order["clauses"]
    )
    return DocumentRow(
        id=None,
        kind=order["kind"],
        body=names.department,
        heading=fill(order["heading"]),
        preamble=fill(order["preamble"]),
        clauses=clauses,
        roadmap_id=roadmap_id,
        roadmap_title=fill(template["title"]),
    )


# --- inside ---------------------------------------------------------------------------------------------------------


@cache
def _read_all() -> dict[str, dict[str, Any]]:
    """Templates by code; the files do not change while the program runs."""
    folder = resources_dir() / "templates" / "roadmaps"
    found = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json")))
    return {template["code"]: template for template in found}


def _read(code: str) -> dict[str, Any]:
    template = _read_all().get(code)
    if template is None:
        raise UserError("Такого шаблона нет.", "Выберите шаблон из списка.")
    return template


def _row(template: dict[str, Any]) -> TemplateRow:
    entries = [entry for section in template["sections"] for entry in _flat(section["items"])]
    subheads = sum("subhead" in entry for entry in entries)
    return TemplateRow(
        code=template["code"],
        name=template["name"],
        about=template["about"],
        period=template["period"],
        columns=template["columns"],
        sections=len(template["sections"]),
        subheads=subheads,
        items=len(entries) - subheads,
        has_order="order" in template,
    )


def _flat(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from _flat(item.get("items", []))


def _year_count(period: str) -> int:
    """Calendar years that a period touches."""
    if period.startswith("years:"):
        return int(period.removeprefix("years:"))
    return 2 if period == "school_year" else 1


def _period(period: str, start_year: int) -> tuple[date, date]:
    """First and last day, both inclusive."""
    if start_year not in _YEARS:
        raise UserError(f"{start_year} год не подходит для плана.", f"Выберите год с {_YEARS[0]} по {_YEARS[-1]}.")
    last = start_year + _year_count(period) - 1
    if period == "school_year":
        return date(start_year, 9, 1), date(last, 8, 31)
    return date(start_year, 1, 1), date(last, 12, 31)


class _Filler:
    """Puts years and names into a text; a placeholder that nobody knows is an error of the template (KeyError)."""

    def __init__(self, period: str, start_year: int, names: TemplateNames) -> None:
        self._values = {f"y{n}": str(start_year + n - 1) for n in range(1, _year_count(period) + 1)}
        self._values |= {
            "department": names.department or names.office,
            "office": names.office,
            "of_district": names.of_district,
            "office_note": names.office_note,
        }

    def __call__(self, text: str) -> str:
        return _PLACE.sub(lambda match: self._values[match[1]], text)


def _lines(items: list[dict[str, Any]], fill: _Filler, prefix: str, before: int) -> Iterator[RoadmapLine]:
    """Items and sub-heads of one level, numbered on from `before`, each followed by its own items one level deeper."""
    for place, item in enumerate(items, before + 1):
        number = f"{prefix}{place}."
        if "subhead" in item:
            yield RoadmapLine(number=number, text=fill(item["subhead"]), is_subhead=True)
        else:
            yield RoadmapLine(
                number=number,
                text=fill(item["text"]),
                deadline=fill(item["deadline"]),
                responsible=fill(item["responsible"]),
                result=fill(item.get("result", "")),
            )
        yield from _lines(item.get("items", []), fill, number, 0)
