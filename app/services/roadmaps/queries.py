"""Reading roadmaps from the base."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models.documents import Document
from app.models.organisations import Organisation
from app.models.roadmaps import Roadmap, RoadmapRow, RoadmapSection
from app.models.versions import RolloverFlag
from app.services.context import Context
from app.services.errors import UserError
from app.services.roadmaps.choices import choice_from_json
from app.services.roadmaps.rows import RoadmapLine, RoadmapListRow, RoadmapSectionRow, RoadmapTree, RolloverFlagRow
from app.services.roadmaps.rules import export_json
from app.services.text_ru import sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["export_json", "get_roadmap", "list_roadmaps", "load_tree", "rollover_flags"]


def list_roadmaps(ctx: Context) -> list[RoadmapListRow]:
    """All roadmaps, in alphabetical order of their titles."""
    with ctx.db.read() as session:
        sections = {
            roadmap_id: count
            for roadmap_id, count in session.execute(
                select(RoadmapSection.roadmap_id, func.count()).group_by(RoadmapSection.roadmap_id)
            )
        }
        items = {
            roadmap_id: count
            for roadmap_id, count in session.execute(
                select(RoadmapSection.roadmap_id, func.count())
                .join(RoadmapRow, RoadmapRow.section_id == RoadmapSection.id)
                .where(RoadmapRow.is_subhead.is_(False))
                .group_by(RoadmapSection.roadmap_id)
            )
        }
        documents: defaultdict[int, list[int]] = defaultdict(list)
        linked = select(Document.roadmap_id, Document.id).where(Document.roadmap_id.is_not(None)).order_by(Document.id)
        for roadmap_id, document_id in session.execute(linked):
            if roadmap_id is not None:
                documents[roadmap_id].append(document_id)
        rows = [
            RoadmapListRow(
                id=r.id,
                title=r.title,
                period_start=r.period_start,
                period_end=r.period_end,
                sections=sections.get(r.id, 0),
                items=items.get(r.id, 0),
                updated_at=r.updated_at,
                document_ids=tuple(documents[r.id]),
                organisation_id=r.organisation_id,
                parent_id=r.parent_roadmap_id,
                school=school or "",
            )
            for r, school in session.execute(
                select(Roadmap, Organisation.short_name).outerjoin(Organisation, Organisation.id == Roadmap.organisation_id)
            )
        ]
    return sorted(rows, key=lambda row: (sort_key(row.title), row.id))


def get_roadmap(ctx: Context, roadmap_id: int) -> RoadmapTree:
    """The whole roadmap with the ids of its sections and lines. Raises UserError when it is gone."""
    with ctx.db.read() as session:
        return load_tree(session, roadmap_id)


def load_tree(session: Session, roadmap_id: int) -> RoadmapTree:
    """The same inside an open transaction (three selects)."""
    roadmap = session.get(Roadmap, roadmap_id)
    if roadmap is None:
        raise UserError("Этой дорожной карты уже нет.", "Обновите список: её могли удалить.")
    sections = session.scalars(
        select(RoadmapSection).where(RoadmapSection.roadmap_id == roadmap_id).order_by(RoadmapSection.position, RoadmapSection.id)
    ).all()
    lines: defaultdict[int, list[RoadmapLine]] = defaultdict(list)
    rows = (
        select(RoadmapRow)
        .join(RoadmapSection, RoadmapSection.id == RoadmapRow.section_id)
        .where(RoadmapSection.roadmap_id == roadmap_id)
        .order_by(RoadmapRow.position, RoadmapRow.id)
    )
    for row in session.scalars(rows):
        lines[row.section_id].append(line_row(row))
    return RoadmapTree(
        title=roadmap.title,
        sections=tuple(RoadmapSectionRow(s.number, s.title, tuple(lines[s.id]), s.id) for s in sections),
        preamble=roadmap.preamble,
        period_start=roadmap.period_start,
        period_end=roadmap.period_end,
        has_result_column=roadmap.has_result_column,
        source_file=roadmap.source_file,
        id=roadmap.id,
        approval_text=roadmap.approval_text,
        organisation_id=roadmap.organisation_id,
        parent_id=roadmap.parent_roadmap_id,
    )


def line_row(row: RoadmapRow) -> RoadmapLine:
    """The stored line as a plain row."""
    return RoadmapLine(
        number=row.number,
        text=row.text,
        deadline=row.deadline,
        responsible=row.responsible,
        result=row.result,
        is_subhead=row.is_subhead,
        id=row.id,
        uid=row.uid,
        deadline_choice=choice_from_json(row.deadline_choice),
        parent_uid=row.parent_uid,
    )


def rollover_flags(ctx: Context, roadmap_id: int) -> list[RolloverFlagRow]:
    """What of last year's is still to be looked at, in printed order. What was rewritten meanwhile is done with."""
    from app.services.roadmaps.rollover import field_of, places

    with ctx.db.read() as session:
        tree = load_tree(session, roadmap_id)
        stored = session.scalars(
            select(RolloverFlag).where(RolloverFlag.roadmap_id == roadmap_id).order_by(RolloverFlag.id)
        ).all()
        groups: defaultdict[tuple[str, int | None, str, str], list[RolloverFlag]] = defaultdict(list)
        for flag in stored:
            groups[flag.line_uid, flag.section, flag.field, flag.excerpt].append(flag)
        rows = []
        for (uid, section, field_name, excerpt), flags in groups.items():
            text = field_of(tree, uid, section, field_name)
            if text is None:
                continue
            spots = places(text, flags[0].code, excerpt) if excerpt else [0] * len(flags)
            gone = len(flags) - len(spots)  # as many as were rewritten, the first open ones
            for flag in tuple(flags):
                if gone > 0 and flag.kept_at is None:
                    flags.remove(flag)
                    gone -= 1
            rows += [_flag_row(tree, flag, text, spot) for flag, spot in zip(flags, spots, strict=False) if flag.kept_at is None]
        order = {flag.id: place for place, flag in enumerate(stored)}
        return sorted(rows, key=lambda row: order[row.id])


def _flag_row(tree: RoadmapTree, flag: RolloverFlag, text: str, start: int) -> RolloverFlagRow:
    line = next((one for s in tree.sections for one in s.lines if flag.line_uid and one.uid == flag.line_uid), None)
    section = tree.sections[flag.section] if flag.section is not None and flag.section < len(tree.sections) else None
    from app.services.roadmaps.rollover import CODES

    return RolloverFlagRow(
        id=flag.id,
        code=flag.code,
        code_words=CODES.get(flag.code, flag.code),  # type: ignore[call-overload]
        field=flag.field,
        text=text,
        excerpt=flag.excerpt,
        start=start,
        end=start + len(flag.excerpt),
        why=flag.why,
        suggestion=flag.suggestion,
        line_id=line.id if line else None,
        line_uid=flag.line_uid,
        number=line.number if line else section.number if section else "",
        section_id=section.id if section else None,
        section=flag.section,
    )
