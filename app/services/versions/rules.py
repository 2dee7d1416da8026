"""A roadmap as JSON and back, and what changed between two of them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from app.services.roadmaps.choices import choice_from_json, choice_to_json
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.text_ru import short_date
from app.services.versions.rows import DiffRow

_DATES = ("period_start", "period_end")
_FIELDS = {
    "number": "Номер",
    "text": "Мероприятие",
    "deadline": "Срок",
    "responsible": "Ответственные",
    "result": "Результат",
}


# --- JSON -------------------------------------------------------------------------------------------------------------


def tree_to_json(tree: RoadmapTree) -> str:
    """Everything of the roadmap, with the uids of its lines and the ids of its sections."""
    values: dict[str, Any] = {f.name: getattr(tree, f.name) for f in fields(RoadmapTree) if f.name != "sections"}
    for name in _DATES:
        values[name] = values[name].isoformat() if values[name] else None
    values["sections"] = [
        {"id": s.id, "number": s.number, "title": s.title, "lines": [_line_to_json(line) for line in s.lines]}
        for s in tree.sections
    ]
    return json.dumps(values, ensure_ascii=False, sort_keys=True)


def tree_from_json(text: str) -> RoadmapTree:
    """What `tree_to_json` wrote; names an older or newer program used are passed over."""
    values = json.loads(text)
    known = {f.name for f in fields(RoadmapTree)} - {"sections"}
    head = {name: value for name, value in values.items() if name in known}
    for name in _DATES:
        head[name] = date.fromisoformat(head[name]) if head.get(name) else None
    sections = tuple(
        RoadmapSectionRow(s["number"], s["title"], tuple(_line_from_json(line) for line in s["lines"]), s.get("id"))
        for s in values["sections"]
    )
    return RoadmapTree(**head, sections=sections)


def _line_to_json(line: RoadmapLine) -> dict[str, Any]:
    values = {f.name: getattr(line, f.name) for f in fields(RoadmapLine)}
    values["deadline_choice"] = choice_to_json(line.deadline_choice)
    return values


def _line_from_json(values: dict[str, Any]) -> RoadmapLine:
    known = {f.name for f in fields(RoadmapLine)}
    kept = {name: value for name, value in values.items() if name in known}
    return RoadmapLine(**{**kept, "deadline_choice": choice_from_json(values.get("deadline_choice", ""))})


def same_text(one: RoadmapTree, other: RoadmapTree) -> bool:
    """Do both say the same? Ids and the file it came from do not matter; a person's readings of deadlines do."""

    def bare(tree: RoadmapTree) -> RoadmapTree:
        sections = tuple(replace(s, id=None, lines=tuple(replace(line, id=None) for line in s.lines)) for s in tree.sections)
        return replace(tree, id=None, source_file="", sections=sections)

    return bare(one) == bare(other)


# --- differences ------------------------------------------------------------------------------------------------------


def diff(before: RoadmapTree, after: RoadmapTree, bases: Mapping[str, str] | None = None, basis: str = "") -> list[DiffRow]:
    """What changed, in the order of the newer version; what was taken out stands where it was.

    `bases`: {uid of a line, or "" for everything: why}; `basis`: said where they say nothing.
    """
    found = bases or {}
    general = found.get("", "") or basis
    placed = sorted([*_sections(before, after), *_lines(before, after)], key=lambda one: one[0])
    rows = [*_head(before, after), *(row for _, row in placed)]
    return [replace(row, basis=found.get(row.line_uid, "") or general) for row in rows]


_Placed = tuple[tuple[int, int, int], DiffRow]
"""Where it stands in the newer version; what was taken out follows what stood before it."""


def _places(before: RoadmapTree, after: RoadmapTree) -> dict[int | str, tuple[int, int, int]]:
    """Keys: `id` of a section row of either version, uid of a line."""
    pairs = {id(was): place for place, was in _paired_sections(before, after).items()}
    found: dict[int | str, tuple[int, int, int]] = {}
    count = 0
    for section in after.sections:
        keys: list[int | str] = [id(section), *(line.uid for line in section.lines)]
        for key in keys:
            found[key] = (count, 0, 0)
            count += 1
    last, number = -1, 0
    for section in before.sections:
        twin = pairs.get(id(section))
        if twin is None:
            found[id(section)] = (last, 1, number)
        else:
            last = found[id(after.sections[twin])][0]
        for line in section.lines:
            number += 1
            if line.uid in found:
                last = found[line.uid][0]
            else:
                found[line.uid] = (last, 1, number)
        number += 1
    return found


def _head(before: RoadmapTree, after: RoadmapTree) -> Iterator[DiffRow]:
    if before.title != after.title:
        yield DiffRow("changed", "Название", "", before.title, after.title)
    if before.preamble != after.preamble:
        yield DiffRow("changed", "Вводная часть", "", before.preamble, after.preamble)
    if _period(before) != _period(after):
        yield DiffRow("changed", "Период", "", _period(before), _period(after))
    if before.has_result_column != after.has_result_column:
        words = {True: "есть", False: "нет"}
        yield DiffRow("changed", "Графа «Результат»", "", words[before.has_result_column], words[after.has_result_column])


def _period(tree: RoadmapTree) -> str:
    first, last = tree.period_start, tree.period_end
    return f"{short_date(first) if first else '…'} – {short_date(last) if last else '…'}" if first or last else "не указан"


def _sections(before: RoadmapTree, after: RoadmapTree) -> Iterator[_Placed]:
    old = _paired_sections(before, after)
    places = _places(before, after)
    kept = {id(one) for one in old.values()}
    for section in before.sections:
        if id(section) not in kept:
            yield places[id(section)], DiffRow("removed", section_name(section), "", _section_text(section), "")
    for place, section in enumerate(after.sections):
        was, at = old.get(place), places[id(section)]
        if was is None:
            yield at, DiffRow("added", section_name(section), "", "", _section_text(section))
        elif _section_text(was) != _section_text(section):
            yield at, DiffRow("changed", section_name(section), "", _section_text(was), _section_text(section))


def _paired_sections(before: RoadmapTree, after: RoadmapTree) -> dict[int, RoadmapSectionRow]:
    """{place in the newer one: the same section of the older one}, by id or else by title."""
    left = list(before.sections)
    pairs: dict[int, RoadmapSectionRow] = {}
    for by_id in (True, False):
        for place, section in enumerate(after.sections):
            if place in pairs:
                continue
            twin = next(
                (o for o in left if (o.id == section.id and o.id is not None if by_id else o.title == section.title)), None
            )
            if twin is not None:
                pairs[place] = twin
                left.remove(twin)
    return pairs


def _lines(before: RoadmapTree, after: RoadmapTree) -> Iterator[_Placed]:
    old = {line.uid: (line, section) for section in before.sections for line in section.lines}
    pairs = _paired_sections(before, after)
    places = _places(before, after)
    new = {line.uid for section in after.sections for line in section.lines}
    for line, _section in old.values():
        if line.uid not in new:
            yield places[line.uid], DiffRow("removed", line_name(line), "", _line_text(line), "", line_uid=line.uid)
    for place, section in enumerate(after.sections):
        for line in section.lines:
            at = places[line.uid]
            if line.uid not in old:
                yield at, DiffRow("added", line_name(line), "", "", _line_text(line), line_uid=line.uid)
                continue
            was, was_in = old[line.uid]
            if pairs.get(place) is not was_in:
                yield at, DiffRow("moved", line_name(line), "", section_name(was_in), section_name(section), line_uid=line.uid)
            for name, words in _FIELDS.items():
                one, two = getattr(was, name), getattr(line, name)
                if one != two:
                    yield at, DiffRow("changed", line_name(was), words, one, two, line_uid=line.uid)


def section_name(section: RoadmapSectionRow) -> str:
    number = section.number.strip().rstrip(".")
    return f"Раздел {number}" if number else f"Раздел «{section.title}»"


def line_name(line: RoadmapLine) -> str:
    """«Пункт 2.3», «Подзаголовок «Подготовка»»."""
    if line.is_subhead:
        return f"Подзаголовок «{line.text}»"
    number = line.number.strip().rstrip(".")
    return f"Пункт {number}" if number else "Пункт без номера"


def _section_text(section: RoadmapSectionRow) -> str:
    return f"{section.number} {section.title}".strip()


def _line_text(line: RoadmapLine) -> str:
    """The whole line in one cell."""
    parts = [f"{line.number} {line.text}".strip()]
    parts += [f"{words}: {value}" for words, value in (
        ("Срок", line.deadline), ("Ответственные", line.responsible), ("Результат", line.result)
    ) if value.strip()]  # fmt: skip
    return "\n".join(parts)
