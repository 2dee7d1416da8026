"""What commands and queries share: reading requests, forms and answers inside an open session."""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.collection import CollectionAnswer, CollectionForm, CollectionRegionForm, CollectionRequest, CollectionSchool
from app.models.settings import Setting
from app.services.collection.rows import RequestRow
from app.services.errors import UserError
from app.services.problems import Problem
from app.services.school_workbook.definition import from_json
from app.services.school_workbook.rows import FormDefinition

KEY = "collection.key"
"""Setting: what workbooks are signed with, hexadecimal."""


def signing_key(session: Session) -> bytes | None:
    stored = session.get(Setting, KEY)
    return bytes.fromhex(json.loads(stored.value)) if stored is not None else None


def make_signing_key(session: Session) -> bytes:
    """Made with the first workbook, stays with the base."""
    known = signing_key(session)
    if known is None:
        known = secrets.token_bytes(32)
        session.add(Setting(key=KEY, value=json.dumps(known.hex())))
        session.flush()
    return known


def request_of(session: Session, request_id: int) -> CollectionRequest:
    """Raises UserError where there is no such request."""
    found = session.get(CollectionRequest, request_id)
    if found is None:
        raise UserError("Такого запроса больше нет.", "Обновите список запросов.")
    return found


def newest_form(session: Session, request_id: int) -> tuple[int, FormDefinition]:
    """(version, form)."""
    query = select(CollectionForm.version, CollectionForm.definition).where(CollectionForm.request_id == request_id)
    version, text = session.execute(query.order_by(CollectionForm.version.desc()).limit(1)).one()
    return version, from_json(text)


def last_answers(session: Session, request_ids: Iterable[int]) -> dict[tuple[int, int], CollectionAnswer]:
    """{(request, school): the last workbook read}."""
    query = (
        select(func.max(CollectionAnswer.id))
        .where(CollectionAnswer.request_id.in_(list(request_ids)))
        .group_by(CollectionAnswer.request_id, CollectionAnswer.organisation_id)
    )
    found = session.scalars(select(CollectionAnswer).where(CollectionAnswer.id.in_(query)))
    return {(one.request_id, one.organisation_id): one for one in found}


def accepted_answers(session: Session, request_id: int, organisation_id: int | None = None) -> dict[int, CollectionAnswer]:
    """{school: the answer that counts} of a request."""
    query = select(CollectionAnswer).where(CollectionAnswer.request_id == request_id, CollectionAnswer.state == "accepted")
    if organisation_id is not None:
        query = query.where(CollectionAnswer.organisation_id == organisation_id)
    return {one.organisation_id: one for one in session.scalars(query.order_by(CollectionAnswer.id))}


def asked_schools(session: Session, request_ids: Iterable[int]) -> dict[int, dict[int, CollectionSchool]]:
    """{request: {school: its row}}."""
    found: dict[int, dict[int, CollectionSchool]] = defaultdict(dict)
    for one in session.scalars(select(CollectionSchool).where(CollectionSchool.request_id.in_(list(request_ids)))):
        found[one.request_id][one.organisation_id] = one
    return found


def request_row(session: Session, found: CollectionRequest, counts: dict[str, int]) -> RequestRow:
    version, form = newest_form(session, found.id)
    region = session.get(CollectionRegionForm, found.region_form_id) if found.region_form_id is not None else None
    return RequestRow(
        found.id, found.uid, found.kind, found.title, found.note, found.asked_on, found.due_on, found.closed_on,  # type: ignore[arg-type]
        version, form, counts, region.file_name if region is not None else "",
    )  # fmt: skip


def remarks_json(problems: Iterable[Problem]) -> str:
    return json.dumps([[p.severity, p.code, p.text, p.sheet, p.cell] for p in problems], ensure_ascii=False)


def remarks_of(answer: CollectionAnswer) -> tuple[Problem, ...]:
    return tuple(Problem(*one) for one in json.loads(answer.remarks))
