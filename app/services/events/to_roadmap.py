"""A decision of a meeting becomes an item of a roadmap: one change, taken back as one."""

from __future__ import annotations

import uuid
from dataclasses import replace

from app.models.events import CalendarEvent
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.events import rules
from app.services.roadmaps.editing import same_content, with_line_under
from app.services.roadmaps.queries import load_tree
from app.services.roadmaps.rows import RoadmapLine
from app.services.roadmaps.store import store_tree
from app.services.row_undo import part, restored, snapshot
from app.services.text_ru import long_date

TOPICS: frozenset[Topic] = frozenset({"calendar", "roadmaps"})
SECTION = "Решения совещаний"
"""Section of the roadmap that decisions go to."""


def send_decision(ctx: Context, event_id: int, place: int, roadmap_id: int) -> Changes:
    """Append the decision at `place` (0-based) to the roadmap; `value` is the roadmap's id.

    Raises UserError where it stands in a roadmap already, or says no day.
    """
    return _send(ctx, event_id, place, roadmap_id, uuid.uuid4().hex)


def _send(ctx: Context, event_id: int, place: int, roadmap_id: int, uid: str) -> Changes:
    parts = (part(CalendarEvent, CalendarEvent.id == event_id),)
    with ctx.db.write() as session:
        event = session.get(CalendarEvent, event_id)
        if event is None:
            raise UserError("Этой встречи больше нет.", "Обновите список.")
        decisions = list(rules.decisions_from_text(event.decided))
        if not 0 <= place < len(decisions):
            raise UserError("Этого решения больше нет.", "Обновите список.")
        one = decisions[place]
        day = rules.due_day(one.due)
        if day is None:
            raise UserError("У решения нет срока.", "Впишите дату в столбец «Срок», например 15.04.2027.")
        before = load_tree(session, roadmap_id)
        if one.line_uid and any(line.uid == one.line_uid for section in before.sections for line in section.lines):
            raise UserError("Это решение уже есть в дорожной карте.")
        rows_before = snapshot(session, parts)
        what = rules.without_number(one.what)
        line = RoadmapLine(
            text=what[:1].upper() + what[1:], deadline=f"до {long_date(day)} года", responsible=one.who, result="", uid=uid
        )
        after = with_line_under(before, SECTION, line)
        store_tree(session, ctx, before, after)
        decisions[place] = replace(one, line_uid=uid)
        event.decided = rules.decisions_to_text(decisions)
        rows_after = snapshot(session, parts)
        stored = load_tree(session, roadmap_id)

    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            now = load_tree(session, roadmap_id)
            if not same_content(now, stored) or snapshot(session, parts) != rows_after:
                raise UserError("Отменить нельзя: карту или встречу с тех пор изменили.", "Удалите пункт в дорожной карте.")
            store_tree(session, ctx, now, before)
            restored(session, parts, rows_after, rows_before)
            session.expire_all()
        again = lambda ctx: _send(ctx, event_id, place, roadmap_id, uid)  # noqa: E731
        return Changes(TOPICS, "Решение убрано из дорожной карты.", again, roadmap_id)

    return Changes(TOPICS, f"Решение добавлено в карту «{after.title}».", undo, roadmap_id)
