"""Changing statuses of organisations."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.models.documents import Document
from app.models.organisations import Organisation
from app.models.statuses import OrganisationStatus
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.row_undo import part, snapshot, undo_rows
from app.services.statuses.rows import StatusRow
from app.services.statuses.rules import cleaned, problems_of

_TOPIC: frozenset[Topic] = frozenset({"organisations"})


def save_status(ctx: Context, row: StatusRow) -> Changes:
    """Store a status (id None = a new one); `value` is its id.

    Raises UserError where `problems_of` finds an error, and where the school has the same status at that time already.
    """
    row = cleaned(row)
    if errors := [problem.text for problem in problems_of(row) if problem.severity == "error"]:
        raise UserError(" ".join(errors), "Исправьте отмеченные поля и сохраните ещё раз.")
    with ctx.db.write() as session:
        school = session.get(Organisation, row.organisation_id)
        if school is None:
            raise UserError("Этой организации в базе уже нет.", "Обновите список.")
        if row.document_id is not None and session.get(Document, row.document_id) is None:
            raise UserError("Документа-основания в базе уже нет.", "Выберите другой документ или впишите основание словами.")
        others = session.scalars(
            select(OrganisationStatus).where(
                OrganisationStatus.organisation_id == row.organisation_id, OrganisationStatus.kind == row.kind
            )
        )
        for other in others:
            if other.id != row.id and _meet((other.since, other.until), (row.since, row.until)):
                raise UserError(
                    f"У школы «{school.short_name}» статус «{row.title}» на это время уже есть.",
                    "Измените даты имеющейся записи.",
                )
        found = session.get(OrganisationStatus, row.id) if row.id is not None else None
        if row.id is not None and found is None:
            raise _gone()
        before = snapshot(session, (part(OrganisationStatus, OrganisationStatus.id == row.id),))
        if found is None:
            found = OrganisationStatus(organisation_id=row.organisation_id, noted_at=ctx.clock())
            session.add(found)
        for name in ("kind", "since", "until", "basis", "document_id", "note"):
            setattr(found, name, getattr(row, name))
        session.flush()
        parts = (part(OrganisationStatus, OrganisationStatus.id == found.id),)
        after = snapshot(session, parts)
        saved, name = found.id, school.short_name
    undo = undo_rows(parts, before, after, _TOPIC, "Прежний статус возвращён.")
    return Changes(_TOPIC, f"«{name}»: {row.title}.", undo, saved)


def end_status(ctx: Context, status_id: int, on: date) -> Changes:
    """`on` is the last day."""
    with ctx.db.write() as session:
        found = session.get(OrganisationStatus, status_id)
        if found is None:
            raise _gone()
        if found.since is not None and found.since > on:
            raise UserError("Последний день статуса раньше первого.", "Исправьте дату.")
        parts = (part(OrganisationStatus, OrganisationStatus.id == status_id),)
        before = snapshot(session, parts)
        found.until = on
        after = snapshot(session, parts)
        title = StatusRow(None, found.organisation_id, found.kind).title
    undo = undo_rows(parts, before, after, _TOPIC, f"«{title}» снова действует.")
    return Changes(_TOPIC, f"«{title}»: по {on:%d.%m.%Y}.", undo, status_id)


def delete_status(ctx: Context, status_id: int) -> Changes:
    """Take out a status that was entered by mistake; one that is over is ended, not deleted."""
    parts = (part(OrganisationStatus, OrganisationStatus.id == status_id),)
    with ctx.db.write() as session:
        found = session.get(OrganisationStatus, status_id)
        if found is None:
            raise _gone()
        before = snapshot(session, parts)
        title = StatusRow(None, found.organisation_id, found.kind).title
        session.delete(found)
        after = snapshot(session, parts)
    return Changes(_TOPIC, f"Удалено: {title}.", undo_rows(parts, before, after, _TOPIC, f"Возвращено: {title}."))


def _meet(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    (since, until), (from_day, last) = one, other
    return (since or date.min) <= (last or date.max) and (from_day or date.min) <= (until or date.max)


def _gone() -> UserError:
    return UserError("Этого статуса в базе уже нет.", "Обновите карточку: его удалили, пока она была открыта.")
