"""A school's roadmap out of the district's: chosen items, linked back. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from app.services.errors import UserError
from app.services.parties.rules import means_schools
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.roadmaps.rules import subhead_of


@dataclass(frozen=True, slots=True)
class Adapted:
    """What becomes of the responsible of an item in a school's roadmap."""

    uid: str
    number: str
    before: str
    after: str


def adapted(tree: RoadmapTree, school: str) -> tuple[Adapted, ...]:
    """The items whose responsible the school's name is proposed for, in printed order."""
    lines = (line for section in tree.sections for line in section.lines if not line.is_subhead)
    proposed = ((line, _for_school(line.responsible, school)) for line in lines)
    return tuple(Adapted(line.uid, line.number, line.responsible, after) for line, after in proposed if after != line.responsible)


def derived(
    tree: RoadmapTree, organisation_id: int, school: str, uids: Collection[str], as_typed: Collection[str] = ()
) -> RoadmapTree:
    """The chosen items with their sections and sub-heads, in the district's order, as a draft of the school's roadmap.

    Every line knows the district's one by `parent_uid`; «ОО» among the responsible becomes the school, but for the lines
    of `as_typed`. Raises UserError when nothing is chosen.
    """
    wanted = set(uids)
    sections = []
    for section in tree.sections:
        heads = subhead_of(section)
        chosen = [n for n, line in enumerate(section.lines) if not line.is_subhead and line.uid in wanted]
        kept = {id(heads[n]) for n in chosen if heads[n] is not None}
        lines = tuple(
            _adapted(line, "" if line.uid in as_typed else school)
            for n, line in enumerate(section.lines)
            if n in chosen or (line.is_subhead and id(line) in kept)
        )
        if lines:
            sections.append(RoadmapSectionRow(section.number, section.title, lines))
    if not sections:
        raise UserError("Не выбрано ни одного мероприятия.", "Отметьте мероприятия, которые выполняет школа.")
    return replace(
        tree,
        id=None,
        title=f"{tree.title} ({school})",
        sections=tuple(sections),
        approval_text="",
        source_file="",
        organisation_id=organisation_id,
        parent_id=tree.id,
    )


def _adapted(line: RoadmapLine, school: str) -> RoadmapLine:
    own = replace(line, id=None, uid="", parent_uid=line.uid)
    return own if line.is_subhead or not school else replace(own, responsible=_for_school(line.responsible, school))


_OWN_PEOPLE: tuple[tuple[str, str], ...] = (
    (r"заместител\w+(?:\s+(?:директор|руководител)\w+)?", "Заместитель директора"),
    (r"(?:директор|руководител)\w*", "Директор"),
    (r"администраци\w*", "Администрация школы"),
    (r"школьн\w+\s+администраци\w*", "Администрация школы"),
    (r"(?:школьн\w+\s+)?координатор\w*", "Школьный координатор"),
    (r"(?:школьн\w+\s+)?команд\w*", "Школьная команда"),
    (r"(?:педагогическ\w+\s+)?коллектив\w*", "Педагогический коллектив"),
    (r"педагог\w*", "Педагоги"),
    (r"учител\w*", "Учителя"),
    (r"представител\w*", "Представитель школы"),
    (r"ответственн\w+", "Ответственный в школе"),
)
"""What schools' people are called in the school's own roadmap."""


def _own_name(party: str, school: str) -> str:
    """«Директора школ» → «Директор», «ОО» → the school."""
    return next((own for begin, own in _OWN_PEOPLE if re.match(begin, party, re.I)), school)


def _for_school(responsible: str, school: str) -> str:
    """«Отдел образования, ОО» → «Отдел образования, МБОУ «Берёзовская СОШ»»; all other words stay as typed."""
    from app.services.responsibles.splitting import split_responsibles

    names = [party.name for party in split_responsibles(responsible)]
    own = {name: _own_name(name, school) for name in names if means_schools(name)}
    if not own:
        return responsible
    text = responsible
    for name, new in own.items():
        words = r"\s+".join(map(re.escape, name.split()))
        found = re.search(rf"(?<!\w){words}(?!\w)", text, re.I)
        if found is None or any(name != other and name.casefold() in other.casefold() for other in names):
            return ", ".join(dict.fromkeys(own.get(one, one) for one in names))
        lower = found.start() > 0 and new != school and not re.search(r"\n\s*$", text[: found.start()])
        bare = text[: found.start()].rstrip(" \u00a0")
        joint = text[len(bare) : found.start()]
        if bare and bare[-1] not in ",;:/(\n" and not re.search(r"\b(?:и|или)$", bare):
            bare += ","  # two parties with nothing between them but a space
        text = bare + joint + (new[:1].lower() + new[1:] if lower else new) + text[found.end() :]
    return text
