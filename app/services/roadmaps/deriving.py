"""A school's roadmap out of the district's: chosen items, linked back. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from app.services.errors import UserError
from app.services.parties.rules import means_schools
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.roadmaps.rules import subhead_of


def derived(tree: RoadmapTree, organisation_id: int, school: str, uids: Collection[str]) -> RoadmapTree:
    """The chosen items with their sections and sub-heads, in the district's order, as a draft of the school's roadmap.

    Every line knows the district's one by `parent_uid`; «ОО» among the responsible becomes the school. Raises UserError
    when nothing is chosen.
    """
    wanted = set(uids)
    sections = []
    for section in tree.sections:
        heads = subhead_of(section)
        chosen = [n for n, line in enumerate(section.lines) if not line.is_subhead and line.uid in wanted]
        kept = {id(heads[n]) for n in chosen if heads[n] is not None}
        lines = tuple(
            _adapted(line, school)
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
    adapted = replace(line, id=None, uid="", parent_uid=line.uid)
    return adapted if line.is_subhead else replace(adapted, responsible=_for_school(line.responsible, school))


def _for_school(responsible: str, school: str) -> str:
    """«Отдел образования, ОО» → «Отдел образования, МБОУ «Берёзовская СОШ»»; a text without schools stays as typed."""
    from app.services.responsibles.splitting import split_responsibles

    names = [party.name for party in split_responsibles(responsible)]
    if not any(map(means_schools, names)):
        return responsible
    return ", ".join(dict.fromkeys(school if means_schools(name) else name for name in names))
