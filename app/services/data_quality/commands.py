"""Putting remarks of the data check aside, and taking them back."""

from __future__ import annotations

from collections.abc import Sequence

from app.models.support import QualityDismissal
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.data_quality.rows import Issue
from app.services.errors import UserError
from app.services.row_undo import part, snapshot, undo_rows
from app.services.text_ru import counted

TOPIC: frozenset[Topic] = frozenset({"settings"})


def dismiss(ctx: Context, issues: Sequence[Issue], reason: str) -> Changes:
    """Put aside with a reason, until the figures become others."""
    reason = " ".join(reason.split())
    if not reason:
        raise UserError("Не указана причина.", "Напишите, почему это не ошибка или почему исправить нельзя.")
    if not issues:
        raise UserError("Не выбрано ни одного замечания.", "Выберите строки таблицы.")
    parts = (part(QualityDismissal, QualityDismissal.key.in_([one.key for one in issues])),)
    with ctx.db.write() as session:
        before = snapshot(session, parts)
        for one in issues:
            session.merge(QualityDismissal(key=one.key, figures=one.figures, reason=reason, dismissed_at=ctx.clock()))
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, TOPIC, "Замечания снова в списке.")
    return Changes(TOPIC, f"Отложено: {_words(len(issues))}.", undo)


def take_back(ctx: Context, issues: Sequence[Issue]) -> Changes:
    """Show remarks again that were put aside."""
    parts = (part(QualityDismissal, QualityDismissal.key.in_([one.key for one in issues])),)
    with ctx.db.write() as session:
        before = snapshot(session, parts)
        for one in issues:
            found = session.get(QualityDismissal, one.key)
            if found is not None:
                session.delete(found)
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, TOPIC, "Замечания снова отложены.")
    return Changes(TOPIC, f"Возвращено в список: {_words(len(issues))}.", undo)


def _words(n: int) -> str:
    return counted(n, "замечание", "замечания", "замечаний")
