"""Writing a roadmap's tree into the base, inside an open transaction. Commands of any feature may use it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from app.models.roadmaps import Roadmap, RoadmapRow, RoadmapSection
from app.services.context import Context
from app.services.execution.following import follow_roadmap
from app.services.parties.following import follow_parties
from app.services.roadmaps.choices import choice_to_json
from app.services.roadmaps.editing import with_uids
from app.services.roadmaps.rows import RoadmapLine, RoadmapTree
from app.services.text_ru import search_key
from app.services.versions.following import follow_edit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def insert_tree(session: Session, ctx: Context, tree: RoadmapTree, roadmap_id: int | None = None) -> int:
    """A new roadmap, under `roadmap_id` where that is free; lines keep their uids. Returns its id."""
    now = ctx.clock()
    free_id = roadmap_id if roadmap_id is not None and session.get(Roadmap, roadmap_id) is None else None
    roadmap = Roadmap(id=free_id, title=tree.title, created_at=now, updated_at=now)
    session.add(roadmap)
    session.flush()
    store_tree(session, ctx, replace(tree, id=roadmap.id, sections=()), replace(tree, id=roadmap.id))
    return roadmap.id


def delete_tree(session: Session, roadmap_id: int) -> None:
    """The roadmap with everything that hangs on it."""
    session.execute(delete(Roadmap).where(Roadmap.id == roadmap_id))  # the rest goes by cascade


def store_tree(session: Session, ctx: Context, before: RoadmapTree, after: RoadmapTree) -> int | None:
    """Write the difference. Rows keep their ids; returns the id of the first new line or section, if any."""
    assert before.id is not None
    after = with_uids(after)
    roadmap = session.get_one(Roadmap, before.id)
    roadmap.title, roadmap.preamble, roadmap.approval_text = after.title, after.preamble, after.approval_text
    roadmap.period_start, roadmap.period_end = after.period_start, after.period_end
    roadmap.has_result_column, roadmap.source_file = after.has_result_column, after.source_file
    roadmap.organisation_id, roadmap.parent_roadmap_id = after.organisation_id, after.parent_id
    roadmap.updated_at = ctx.clock()
    section_rows = {s.id: s for s in session.scalars(select(RoadmapSection).where(RoadmapSection.roadmap_id == before.id))}
    line_rows = {r.uid: r for r in session.scalars(select(RoadmapRow).where(RoadmapRow.section_id.in_(section_rows)))}
    new_ids: list[int] = []
    kept: set[RoadmapSection | RoadmapRow] = set()
    for position, section in enumerate(after.sections):
        section_row = section_rows.get(section.id or 0) or RoadmapSection(id=_free_id(session, RoadmapSection, section.id))
        section_row.roadmap_id, section_row.position = before.id, position
        section_row.number, section_row.title = section.number, section.title
        session.add(section_row)
        session.flush()
        kept.add(section_row)
        if section.id is None:
            new_ids.append(section_row.id)
        for line_position, line in enumerate(section.lines):
            line_row = line_rows.get(line.uid) or RoadmapRow(id=_free_id(session, RoadmapRow, line.id), uid=line.uid)
            _fill(line_row, line)
            line_row.section_id, line_row.position = section_row.id, line_position
            session.add(line_row)
            kept.add(line_row)
            if line.id is None:
                session.flush()
                new_ids.append(line_row.id)
    for row in (*line_rows.values(), *section_rows.values()):
        if row not in kept:
            session.delete(row)
    session.flush()
    _follow(session, before, after)
    follow_edit(session, ctx, replace(after, id=before.id))
    return new_ids[0] if new_ids else None


def _follow(session: Session, before: RoadmapTree, after: RoadmapTree) -> None:
    """Occurrences and parties of the lines whose texts changed."""
    assert before.id is not None
    was, now = _lines(before), _lines(after)
    if not was or (before.period_start, before.period_end) != (after.period_start, after.period_end):
        follow_roadmap(session, before.id)
    else:
        dated = {uid for uid in {*was, *now} if _dated(was.get(uid)) != _dated(now.get(uid))}
        follow_roadmap(session, before.id, dated)
    owed = {uid for uid in {*was, *now} if _owed(was.get(uid)) != _owed(now.get(uid))}
    if owed:
        follow_parties(session, before.id, {uid: _owed(now.get(uid)) or "" for uid in owed})


def _lines(tree: RoadmapTree) -> dict[str, RoadmapLine]:
    return {line.uid: line for section in tree.sections for line in section.lines}


def _dated(line: RoadmapLine | None) -> object:
    """What occurrences are made from; None where there are none."""
    return None if line is None or line.is_subhead else (line.deadline, line.deadline_choice)


def _owed(line: RoadmapLine | None) -> str | None:
    return None if line is None or line.is_subhead else line.responsible


def _fill(row: RoadmapRow, line: RoadmapLine) -> None:
    row.is_subhead, row.number, row.text = line.is_subhead, line.number, line.text
    row.deadline, row.responsible, row.result = line.deadline, line.responsible, line.result
    row.deadline_choice, row.parent_uid = choice_to_json(line.deadline_choice), line.parent_uid
    row.search_text = search_key(f"{line.number} {line.text} {line.deadline} {line.responsible}")


def _free_id(session: Session, table: type[RoadmapSection] | type[RoadmapRow], former: int | None) -> int | None:
    """A removed row comes back under its own id unless the base has given that id away meanwhile."""
    return former if former is not None and session.get(table, former) is None else None
