"""Asking schools: making a request, changing it, closing it. Each command is one transaction that can be taken back."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models.collection import (
    CollectionAnswer,
    CollectionForm,
    CollectionQuarantine,
    CollectionRequest,
    CollectionSchool,
)
from app.models.organisations import Organisation
from app.services.calendar.queries import own_organisations
from app.services.changes import Changes, Topic
from app.services.collection import store
from app.services.collection.rows import RequestDraft
from app.services.context import Context
from app.services.errors import UserError
from app.services.row_undo import Part, part, snapshot, undo_rows
from app.services.school_workbook.definition import checked, fingerprint, to_json
from app.services.school_workbook.rows import FormDefinition
from app.services.text_ru import counted

TOPICS: frozenset[Topic] = frozenset({"collection"})
MAX_TITLE = 200


def create_request(ctx: Context, draft: RequestDraft) -> Changes:
    """`value` = id of the request. Raises UserError where it has no title, no form or nobody to ask."""
    title = _title(draft.title)
    form = checked(draft.form)
    with ctx.db.write() as session:
        request = CollectionRequest(
            uid=uuid.uuid4().hex, kind=draft.kind, title=title, note=draft.note.strip(), asked_on=ctx.clock().date(),
            due_on=draft.due_on,
        )  # fmt: skip
        session.add(request)
        session.flush()
        request_id = request.id
        session.add(_form(ctx, request_id, 1, form))
        asked = _ask(session, request_id, draft.schools)
        parts = _parts(request_id)
        after = snapshot(session, parts)
    message = f"Запрос «{title}»: {counted(asked, 'школа', 'школы', 'школ')}."
    before = tuple(() for _ in parts)
    return Changes(TOPICS, message, undo_rows(parts, before, after, TOPICS, f"Запрос «{title}» убран."), request_id)


def _parts(request_id: int) -> list[Part]:
    return [
        part(CollectionRequest, CollectionRequest.id == request_id),
        part(CollectionForm, CollectionForm.request_id == request_id),
        part(CollectionSchool, CollectionSchool.request_id == request_id),
        part(CollectionAnswer, CollectionAnswer.request_id == request_id),
    ]


def _form(ctx: Context, request_id: int, version: int, form: FormDefinition) -> CollectionForm:
    return CollectionForm(
        request_id=request_id, version=version, sha256=fingerprint(form), definition=to_json(form), made_at=ctx.clock()
    )


def _title(title: str) -> str:
    words = " ".join(title.split())
    if not words:
        raise UserError("У запроса нет названия.", "Назовите его так, чтобы школа поняла, что прислать.")
    return words[:MAX_TITLE]


def _ask(session: Session, request_id: int, schools: Iterable[int]) -> int:
    """Rows of the schools asked; of an empty choice every open school of the district."""
    chosen = list(dict.fromkeys(schools))
    query = select(Organisation.id).where(Organisation.kind == "school", Organisation.closed_on.is_(None))
    if chosen:
        query = select(Organisation.id).where(Organisation.id.in_(chosen))
    else:
        query = query.where(Organisation.id.in_(own_organisations(session)))
    found = list(session.scalars(query))
    if not found:
        raise UserError("Запрашивать не у кого: школ района в базе нет.", "Сначала загрузите список школ.")
    session.add_all(CollectionSchool(request_id=request_id, organisation_id=school) for school in found)
    session.flush()
    return len(found)


def change_request(ctx: Context, request_id: int, draft: RequestDraft) -> Changes:
    """Its words, deadline, schools and form, taken back together. `value` = version of the form.

    Another form becomes the next version: workbooks of the older ones are still taken. A school that has answered stays
    asked.
    """
    title = _title(draft.title)
    form = checked(draft.form)
    with ctx.db.write() as session:
        request = store.request_of(session, request_id)
        version, known = store.newest_form(session, request_id)
        if known.kind != form.kind:
            raise UserError("У запроса другой вид.", "Создайте новый запрос.")
        parts = _parts(request_id)[:3]
        before = snapshot(session, parts)
        request.title, request.note, request.due_on = title, draft.note.strip(), draft.due_on
        if known != form:
            version += 1
            session.add(_form(ctx, request_id, version, form))
        if draft.schools:
            _ask_only(session, request_id, set(draft.schools))
        after = snapshot(session, parts)
    if before == after:
        return Changes(frozenset(), "Запрос тот же.", value=version)
    message = f"Запрос «{title}» изменён."
    if known != form:
        message = f"Запрос «{title}»: форма {version}. Книги прежней формы тоже принимаются."
    return Changes(TOPICS, message, undo_rows(parts, before, after, TOPICS, "Изменение отменено."), version)


def new_version(ctx: Context, request_id: int, form: FormDefinition) -> Changes:
    """Another form, everything else as it is. `value` = its version."""
    with ctx.db.read() as session:
        request = store.request_of(session, request_id)
        draft = RequestDraft(form.kind, request.title, form, request.due_on, request.note)
    return change_request(ctx, request_id, draft)


def _ask_only(session: Session, request_id: int, wanted: set[int]) -> None:
    asked = set(store.asked_schools(session, [request_id])[request_id])
    wanted |= asked & {school for _request, school in store.last_answers(session, [request_id])}
    gone = (CollectionSchool.request_id == request_id) & CollectionSchool.organisation_id.in_(asked - wanted)
    session.execute(delete(CollectionSchool).where(gone))
    session.add_all(CollectionSchool(request_id=request_id, organisation_id=school) for school in wanted - asked)


def close_request(ctx: Context, request_id: int, *, closed: bool = True) -> Changes:
    """A closed request leaves the board; what was collected stays."""
    with ctx.db.write() as session:
        request = store.request_of(session, request_id)
        parts = _parts(request_id)[:1]
        before = snapshot(session, parts)
        request.closed_on = ctx.clock().date() if closed else None
        after = snapshot(session, parts)
        message = f"Запрос «{request.title}» {'завершён' if closed else 'снова открыт'}."
    return _changed(parts, before, after, message)


def delete_request(ctx: Context, request_id: int) -> Changes:
    """With its forms and answers; results and context data that were taken stay in the base."""
    with ctx.db.write() as session:
        title = store.request_of(session, request_id).title
        parts = _parts(request_id)
        before = snapshot(session, parts)
        for table in (CollectionAnswer, CollectionSchool, CollectionForm):
            session.execute(delete(table).where(table.request_id == request_id))
        session.execute(delete(CollectionRequest).where(CollectionRequest.id == request_id))
        after = snapshot(session, parts)
    return _changed(parts, before, after, f"Запрос «{title}» удалён.")


def set_waiting(ctx: Context, request_id: int, organisation_ids: Iterable[int], waiting: bool, reason: str = "") -> Changes:
    """The schools cannot answer until the region does something (or can again): they are not reminded."""
    chosen = list(organisation_ids)
    with ctx.db.write() as session:
        store.request_of(session, request_id)
        where = (CollectionSchool.request_id == request_id) & CollectionSchool.organisation_id.in_(chosen)
        parts = [part(CollectionSchool, where)]
        before = snapshot(session, parts)
        for row in session.scalars(select(CollectionSchool).where(where)):
            row.waiting_region, row.reason = waiting, reason.strip() if waiting else ""
        after = snapshot(session, parts)
    count = counted(len(before[0]), "школа", "школы", "школ")
    return _changed(parts, before, after, f"{count}: {'ждём регион' if waiting else 'ждём ответ школы'}.")


def drop_quarantined(ctx: Context, quarantine_id: int) -> Changes:
    """Throw a file away that nobody needs."""
    with ctx.db.write() as session:
        found = session.get(CollectionQuarantine, quarantine_id)
        if found is None:
            raise UserError("Этого файла среди отложенных уже нет.", "")
        name = found.file_name
        parts = [part(CollectionQuarantine, CollectionQuarantine.id == quarantine_id)]
        before = snapshot(session, parts)
        session.delete(found)
        after = snapshot(session, parts)
    return _changed(parts, before, after, f"Файл «{name}» убран из отложенных.")


def _changed(parts: list[Part], before: object, after: object, message: str) -> Changes:
    undo = undo_rows(parts, before, after, TOPICS, "Изменение отменено.")  # type: ignore[arg-type]
    return Changes(TOPICS, message, undo)
