"""What is true of any roadmap: its period, its numbers, its exchange form. Pure. What is wrong with one: services/lint."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from app.services.roadmaps.cells import one_line
from app.services.roadmaps.numbering import parse_number
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree

NumberStyle = Literal["hierarchical", "restart", "continuous"]
NUMBER_STYLES: dict[NumberStyle, str] = {
    "hierarchical": "по разделам: 1.1., 1.2., 2.1.",
    "restart": "в каждом разделе с 1",
    "continuous": "сквозная: 1, 2, 3…",
}
Period = tuple[date, date]

_YEAR = r"(?:19|20)\d\d"
_DASH = r"\s*(?:[-–—−/]|по)\s*"
_STUDY = r"\s*(?:уч\.?\s*г|учебн\w+\s+г)"
_DATES = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.({_YEAR}){_DASH}(\d{{1,2}})\.(\d{{1,2}})\.({_YEAR})")
_RANGE = re.compile(rf"(?<!\d)({_YEAR})(?:\s*г\w*\.?)?{_DASH}({_YEAR}|\d\d)(?!\d)({_STUDY})?")
_YEARS = re.compile(rf"(?<!\d)({_YEAR})(?!\d)")


# --- period ---------------------------------------------------------------------------------------------------------


def guess_period(title: str) -> Period | None:
    """Period named in a title: «2022–2024», «2022/2023 учебный год», «на 2025 год»; None when it names none.

    Both days inclusive. A school year is 1 September – 31 August. «до 2030 года» alone says no beginning: None.
    """
    text = one_line(title)
    match = _DATES.search(text)
    if match:
        d1, m1, y1, d2, m2, y2 = (int(part) for part in match.groups())
        try:
            return _ordered(date(y1, m1, d1), date(y2, m2, d2))
        except ValueError:
            return None
    for match in _RANGE.finditer(text):
        first = int(match[1])
        last = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
        if not first <= last <= first + 15:
            continue
        study = bool(match[3]) or ("/" in match[0] and last == first + 1)
        return (date(first, 9, 1), date(last, 8, 31)) if study and last > first else (date(first, 1, 1), date(last, 12, 31))
    for match in _YEARS.finditer(text):
        if re.search(r"(?:\bдо|\bот|№|/|\d\.)\s*$", text[: match.start()]):
            continue
        year = int(match[1])
        return date(year, 1, 1), date(year, 12, 31)
    return None


def _ordered(start: date, end: date) -> Period | None:
    return (start, end) if start <= end else None


# --- numbers --------------------------------------------------------------------------------------------------------


def subhead_of(section: RoadmapSectionRow) -> list[RoadmapLine | None]:
    """For each line the sub-head it stands under, None for sub-heads and items of the section itself."""
    result: list[RoadmapLine | None] = []
    current: RoadmapLine | None = None
    for line in section.lines:
        if line.is_subhead:
            current = line
            result.append(None)
            continue
        head, own = (parse_number(current.number) if current else None), parse_number(line.number)
        if head is not None and own is not None and len(own.key) > 1 and not head.is_parent_of(own):
            current = None  # 4.7 after the sub-head 4.6 with 4.6.1 … 4.6.3
        result.append(current)
    return result


def guess_style(tree: RoadmapTree) -> NumberStyle:
    """How the roadmap is numbered now."""
    keys = [[n.key for line in s.lines if not line.is_subhead and (n := parse_number(line.number))] for s in tree.sections]
    if sum(len(key) > 1 for part in keys for key in part) * 2 > sum(len(part) for part in keys):
        return "hierarchical"
    firsts = [part[0] for part in keys if part]
    return "continuous" if len(firsts) > 1 and firsts[0] < firsts[-1] else "restart"


def renumbered(tree: RoadmapTree, style: NumberStyle | None = None) -> RoadmapTree:
    """The same roadmap with new numbers; `style` None keeps the present way. Dots after numbers as most have them now.

    Sections get numbers when the style needs them or any of them has one.
    """
    style = style or guess_style(tree)
    numbers = [line.number for s in tree.sections for line in s.lines if line.number] or ["1."]
    dot = "." if sum(number.rstrip().endswith(".") for number in numbers) * 2 >= len(numbers) else ""
    untitled = all(not section.title for section in tree.sections)
    number_sections = not untitled and (style == "hierarchical" or any(section.number for section in tree.sections))
    sections = []
    running = 0
    for position, section in enumerate(tree.sections, 1):
        if style == "hierarchical" and not untitled:
            lines = _hierarchical(section, position, dot)
        else:
            running = running if style == "continuous" else 0
            lines = []
            for line in section.lines:
                running += not line.is_subhead
                lines.append(replace(line, number="" if line.is_subhead else f"{running}{dot}"))
        sections.append(
            replace(section, number=f"{position}." if number_sections else section.number if untitled else "", lines=tuple(lines))
        )
    return replace(tree, sections=tuple(sections))


def _hierarchical(section: RoadmapSectionRow, position: int, dot: str) -> list[RoadmapLine]:
    """Sub-heads and plain items N.1, N.2 …; items of a sub-head (or of an item: 1.8 with 1.8.1) N.2.1 …"""
    lines: list[RoadmapLine] = []
    upper = lower = 0
    for line, deep in zip(section.lines, _depths(section), strict=True):
        if deep and upper:
            lower += 1
            lines.append(replace(line, number=f"{position}.{upper}.{lower}{dot}"))
        else:
            upper, lower = upper + 1, 0
            lines.append(replace(line, number=f"{position}.{upper}{dot}"))
    return lines


def _depths(section: RoadmapSectionRow) -> list[bool]:
    """True for lines one level below the line that opens their group."""
    result: list[bool] = []
    opener: RoadmapLine | None = None
    deep = False
    for line in section.lines:
        own = parse_number(line.number)
        head = parse_number(opener.number) if opener else None
        if line.is_subhead or opener is None:
            deep = False
        elif own is None:
            deep = deep or opener.is_subhead
        elif head is not None:
            deep = head.is_parent_of(own)
        else:
            deep = opener.is_subhead
        if not deep:
            opener = line
        result.append(deep)
    return result


# --- export ---------------------------------------------------------------------------------------------------------


def export_json(tree: RoadmapTree) -> dict[str, Any]:
    """The exchange form: {title, sections: [{number, title, subheads, items}]}; `subhead` is a number, a title or None."""
    return {
        "title": tree.title,
        "sections": [
            {
                "number": section.number,
                "title": section.title,
                "subheads": [{"number": line.number, "title": line.text} for line in section.lines if line.is_subhead],
                "items": [
                    {
                        "number": line.number,
                        "text": line.text,
                        "deadline": line.deadline,
                        "responsible": line.responsible,
                        "result": line.result,
                        "subhead": (head.number or head.text) if head else None,
                    }
                    for line, head in zip(section.lines, subhead_of(section), strict=True)
                    if not line.is_subhead
                ],
            }
            for section in tree.sections
        ],
    }
