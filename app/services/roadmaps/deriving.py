"""A school's roadmap out of the district's: chosen items, linked back. Pure."""

from __future__ import annotations

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


def _for_school(responsible: str, school: str) -> str:
    """«Отдел образования, ОО» → «Отдел образования, МБОУ «Берёзовская СОШ»»; a text without schools stays as typed."""
    from app.services.responsibles.splitting import split_responsibles

    names = [party.name for party in split_responsibles(responsible)]
    if not any(map(means_schools, names)):
        return responsible
    return ", ".join(dict.fromkeys(school if means_schools(name) else name for name in names))
