"""A measure of an inquiry goes into the roadmap of its school: one change, taken back as one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.documents import Document
from app.models.inquiries import Inquiry, InquiryMeasure, InquiryStep
from app.models.organisations import Organisation
from app.models.roadmaps import Roadmap
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.roadmaps.editing import same_content, with_line_under
from app.services.roadmaps.queries import load_tree
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.roadmaps.store import delete_tree, insert_tree, store_tree
from app.services.row_undo import part, restored, snapshot
from app.services.text_ru import long_date, short_date, sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TOPICS: frozenset[Topic] = frozenset({"inquiries", "roadmaps"})
SECTION = "Объективность оценивания"
"""Section of the roadmap that measures go to."""


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    text: str
    due_on: date | None
    responsible: str = ""
    result: str = ""


def school_roadmaps(ctx: Context, organisation_id: int) -> tuple[tuple[str, int], ...]:
    """(title, id) of the school's own roadmaps, those in force today first."""
    today = ctx.clock().date()
    with ctx.db.read() as session:
        rows = list(
            session.execute(
                select(Roadmap.title, Roadmap.id, Roadmap.period_start, Roadmap.period_end).where(
                    Roadmap.organisation_id == organisation_id
                )
            )
        )
    in_force = {i: (first is None or first <= today) and (last is None or last >= today) for _title, i, first, last in rows}
    rows.sort(key=lambda row: (not in_force[row[1]], sort_key(row[0]), row[1]))
    return tuple((title, i) for title, i, _first, _last in rows)


def add_measure(ctx: Context, inquiry_id: int, draft: MeasureDraft, roadmap_id: int | None = None) -> Changes:
    """Append an item to the roadmap, or begin a new one for the school (`roadmap_id` None); `value` is the roadmap's id."""
    text = " ".join(draft.text.split())
    if not text:
        raise UserError("Не указано, что сделать.", "Выберите меру или напишите свою.")
    if draft.due_on is None:
        raise UserError("Не указан срок.", "Введите дату, к которой мера выполняется.")
    kept = replace(draft, text=text, responsible=draft.responsible.strip(), result=draft.result.strip())
    return _add(ctx, inquiry_id, kept, roadmap_id, uuid.uuid4().hex)


def _add(ctx: Context, inquiry_id: int, draft: MeasureDraft, roadmap_id: int | None, uid: str) -> Changes:
    parts = tuple(part(one, one.inquiry_id == inquiry_id) for one in (InquiryMeasure, InquiryStep))
    today = ctx.clock().date()
    with ctx.db.write() as session:
        inquiry = session.get(Inquiry, inquiry_id)
        if inquiry is None:
            raise UserError("Этого разбора больше нет.", "Обновите список.")
        rows_before = snapshot(session, parts)
        before = load_tree(session, roadmap_id) if roadmap_id is not None else None
        line = RoadmapLine(
            text=draft.text,
            deadline=f"до {long_date(draft.due_on)} года" if draft.due_on else "",
            responsible=draft.responsible,
            result=draft.result,
            uid=uid,
        )
        if before is None:
            after = _new_tree(session, inquiry, line, today, draft.due_on)
            number = insert_tree(session, ctx, after)
        else:
            if before.organisation_id != inquiry.organisation_id:
                raise UserError("Это не карта школы.", "Выберите дорожную карту этой школы.")
            after = with_line_under(before, SECTION, line)
            number = before.id or 0
            store_tree(session, ctx, before, after)
        session.add(
            InquiryMeasure(
                inquiry_id=inquiry_id, text=draft.text, due_on=draft.due_on, responsible=draft.responsible, line_uid=uid,
                added_on=today,
            )
        )  # fmt: skip
        until = f", срок {short_date(draft.due_on)}" if draft.due_on else ""
        words = f"Мера в дорожной карте «{after.title}»: {draft.text}{until}."
        session.add(InquiryStep(inquiry_id=inquiry_id, happened_on=today, kind="measure", text=words))
        session.flush()
        rows_after = snapshot(session, parts)
        stored = load_tree(session, number)

    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            now = load_tree(session, number)
            if not same_content(now, stored) or snapshot(session, parts) != rows_after:
                raise UserError("Отменить нельзя: карту с тех пор изменили.", "Удалите пункт в дорожной карте.")
            if before is None:
                if session.scalars(select(Document.id).where(Document.roadmap_id == number)).first() is not None:
                    raise UserError("Отменить нельзя: карту утверждает документ.", "Удалите пункт в дорожной карте.")
                delete_tree(session, number)
            else:
                store_tree(session, ctx, now, before)
            # Measures and steps are rows of two tables without a parent among them: each is put back on its own.
            for one, new, old in zip(parts, rows_after, rows_before, strict=True):
                restored(session, (one,), (new,), (old,))
            session.expire_all()
        again: Callable[[Context], Changes] = lambda ctx: _add(ctx, inquiry_id, draft, roadmap_id, uid)  # noqa: E731
        return Changes(TOPICS, "Мера убрана из дорожной карты.", again, number)

    return Changes(TOPICS, f"Мера добавлена в карту «{after.title}».", undo, number)


def _new_tree(session: Session, inquiry: Inquiry, line: RoadmapLine, today: date, due: date | None) -> RoadmapTree:
    school = session.scalar(select(Organisation.short_name).where(Organisation.id == inquiry.organisation_id)) or ""
    whose = school if "«" in school else f"«{school}»"
    last = date(today.year if today.month < 9 else today.year + 1, 12, 31)
    tree = RoadmapTree(
        title=f"Меры по объективности оценивания: {whose}",
        sections=(RoadmapSectionRow("", SECTION, (replace(line, number="1."),)),),
        period_start=today,
        period_end=max(last, due or last),
        organisation_id=inquiry.organisation_id,
    )
    return tree
