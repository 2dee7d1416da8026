"""Setting remarks aside and bringing them back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.documents import Document
from app.models.lint import LintDismissal
from app.models.roadmaps import Roadmap
from app.models.settings import Setting
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.lint.queries import KNOWN_ABBREVIATIONS
from app.services.lint.rows import Remark
from app.services.row_undo import part, snapshot, undo_rows
from app.services.text_ru import counted
from app.services.workplace.queries import decoded

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

REMARKS: frozenset[Topic] = frozenset({"roadmaps", "documents"})


def dismiss(ctx: Context, remarks: Sequence[Remark], reason: str) -> Changes:
    """Set remarks aside, all for one reason. They come back when the words they are about are changed."""
    reason = " ".join(reason.split())
    if not reason:
        raise UserError("Не указана причина.", "Напишите одной фразой, почему замечание можно не исправлять.")
    if not remarks:
        raise UserError("Не выбрано ни одного замечания.", "Выберите замечание в списке.")
    with ctx.db.write() as session:
        rows = []
        for remark in remarks:
            _refuse_if_gone(session, remark)
            rows.append(
                LintDismissal(
                    roadmap_id=remark.roadmap_id,
                    document_id=remark.document_id if remark.roadmap_id is None else None,
                    code=remark.finding.code,
                    detail=remark.finding.detail,
                    places=json.dumps(remark.places, ensure_ascii=False),
                    subject=remark.finding.problem.text,
                    reason=reason,
                    dismissed_at=ctx.clock(),
                )
            )
        session.add_all(rows)
        session.flush()
        parts = [part(LintDismissal, LintDismissal.id.in_([row.id for row in rows]))]
        after = snapshot(session, parts)
    many = len(remarks)
    message = "Замечание отклонено." if many == 1 else f"Отклонено: {counted(many, 'замечание', 'замечания', 'замечаний')}."
    return Changes(REMARKS, message, undo_rows(parts, ((),), after, REMARKS, "Замечание снова в списке."))


def restore(ctx: Context, remark: Remark) -> Changes:
    """The remark counts again."""
    places = set(remark.places)
    with ctx.db.write() as session:
        same = select(LintDismissal).where(
            LintDismissal.code == remark.finding.code, LintDismissal.detail == remark.finding.detail
        )
        rows = [
            row
            for row in session.scalars(same)
            if (row.roadmap_id == remark.roadmap_id if row.roadmap_id else row.document_id == remark.document_id)
            and places & {(a, b, c) for a, b, c in json.loads(row.places)}
        ]
        if not rows:
            raise UserError("Это замечание уже не отклонено.", "Обновите список.")
        parts = [part(LintDismissal, LintDismissal.id.in_([row.id for row in rows]))]
        before = snapshot(session, parts)
        for row in rows:
            session.delete(row)
        session.flush()
        after = snapshot(session, parts)
    return Changes(REMARKS, "Замечание снова в списке.", undo_rows(parts, before, after, REMARKS, "Замечание отклонено."))


def _refuse_if_gone(session: Session, remark: Remark) -> None:
    owner = (Roadmap, remark.roadmap_id) if remark.roadmap_id is not None else (Document, remark.document_id)
    if session.get(*owner) is None:
        raise UserError("Документа, о котором замечание, уже нет.", "Обновите список.")


def know_abbreviation(ctx: Context, short: str) -> Changes:
    """The district's papers need not explain it any more."""
    with ctx.db.write() as session:
        row = session.get(Setting, KNOWN_ABBREVIATIONS.name)
        known = decoded(row.value if row else None, KNOWN_ABBREVIATIONS)
        names = sorted({*known, short})
        session.merge(Setting(key=KNOWN_ABBREVIATIONS.name, value=json.dumps(names, ensure_ascii=False)))
    message = f"Сокращение «{short}» теперь считается известным."
    return Changes(REMARKS | {"settings"}, message, lambda again: _explain_again(again, short))


def _explain_again(ctx: Context, short: str) -> Changes:
    with ctx.db.write() as session:
        row = session.get_one(Setting, KNOWN_ABBREVIATIONS.name)
        names = [name for name in decoded(row.value, KNOWN_ABBREVIATIONS) if name != short]
        row.value = json.dumps(names, ensure_ascii=False)
    message = f"Сокращение «{short}» снова нужно раскрывать."
    return Changes(REMARKS | {"settings"}, message, lambda again: know_abbreviation(again, short))
