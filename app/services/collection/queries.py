"""Reading requests, the board, who owes what."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.collection import CollectionAnswer, CollectionQuarantine, CollectionRequest
from app.models.organisations import Organisation
from app.services.collection import store
from app.services.collection.rows import OWING, Board, BoardCell, BoardLine, QuarantineRow, RequestRow
from app.services.collection.rules import state_of
from app.services.context import Context
from app.services.errors import UserError
from app.services.forms.printing import write_file
from app.services.text_ru import sort_key


def board(ctx: Context, *, with_closed: bool = False, request_id: int | None = None) -> Board:
    """Open requests (or all, or one) and the schools they ask."""
    today = ctx.clock().date()
    with ctx.db.read() as session:
        query = select(CollectionRequest)
        if request_id is not None:
            query = query.where(CollectionRequest.id == request_id)
        elif not with_closed:
            query = query.where(CollectionRequest.closed_on.is_(None))
        requests = sorted(session.scalars(query), key=lambda r: (r.due_on or date.max, r.id))
        cells = _cells(session, requests, today)
        names = {
            organisation: (name, login or "")
            for organisation, name, login in session.execute(
                select(Organisation.id, Organisation.short_name, Organisation.login).where(
                    Organisation.id.in_({school for _request, school in cells})
                )
            )
        }
        counts = {r.id: Counter(cell.state for (request, _), cell in cells.items() if request == r.id) for r in requests}
        rows = tuple(store.request_row(session, r, {str(state): n for state, n in counts[r.id].items()}) for r in requests)
        held = session.scalar(select(func.count()).select_from(CollectionQuarantine)) or 0
    lines = [
        BoardLine(school, name, login, {r.id: cells[r.id, school] for r in rows if (r.id, school) in cells})
        for school, (name, login) in names.items()
    ]
    return Board(rows, tuple(sorted(lines, key=lambda line: (sort_key(line.school), line.organisation_id))), held)


def _cells(session: Session, requests: list[CollectionRequest], today: date) -> dict[tuple[int, int], BoardCell]:
    ids = [request.id for request in requests]
    asked = store.asked_schools(session, ids)
    last = store.last_answers(session, ids)
    cells = {}
    for request in requests:
        accepted = store.accepted_answers(session, request.id)
        for school, row in asked.get(request.id, {}).items():
            answer, counting = last.get((request.id, school)), accepted.get(school)
            cells[request.id, school] = BoardCell(
                request.id,
                school,
                state_of(answer.state if answer else None, row.waiting_region, request.due_on, today),
                counting.received_at if counting else None,
                answer.received_at if answer else None,
                answer.file_name if answer else "",
                answer.form_version if answer else None,
                answer.id if answer else None,
                row.reason if row.waiting_region else "",
                store.remarks_of(answer) if answer else (),
                tuple(json.loads(counting.rows)) if counting else (),
            )
    return cells


def get_request(ctx: Context, request_id: int) -> RequestRow:
    """Raises UserError where it was deleted."""
    found = board(ctx, request_id=request_id).requests
    if not found:
        with ctx.db.read() as session:
            store.request_of(session, request_id)
    return found[0]


def list_requests(ctx: Context, *, with_closed: bool = True) -> tuple[RequestRow, ...]:
    return board(ctx, with_closed=with_closed).requests


def history(ctx: Context, request_id: int, organisation_id: int) -> tuple[tuple[str, str, str], ...]:
    """Workbooks of a school that were read, newest first: (when, file, what became of it)."""
    query = select(CollectionAnswer).where(
        CollectionAnswer.request_id == request_id, CollectionAnswer.organisation_id == organisation_id
    )
    with ctx.db.read() as session:
        found = session.scalars(query.order_by(CollectionAnswer.id.desc())).all()
        words = {"accepted": "принята", "wrong": "возвращена"}
        return tuple((f"{one.received_at:%d.%m.%Y %H:%M}", one.file_name, words[one.state]) for one in found)


def quarantine(ctx: Context) -> tuple[QuarantineRow, ...]:
    """Newest first."""
    query = select(
        CollectionQuarantine.id, CollectionQuarantine.received_at, CollectionQuarantine.file_name, CollectionQuarantine.reason
    )
    with ctx.db.read() as session:
        return tuple(QuarantineRow(*row) for row in session.execute(query.order_by(CollectionQuarantine.id.desc())))


def save_quarantined(ctx: Context, quarantine_id: int, path: Path) -> Path:
    """The file as it came, to look into it or to read it again. Raises UserError where it is gone or cannot be written."""
    with ctx.db.read() as session:
        found = session.get(CollectionQuarantine, quarantine_id)
        content = found.content if found is not None else None
    if content is None:
        raise UserError("Этого файла среди отложенных уже нет.", "")
    write_file(path, content)
    return path


def owing(ctx: Context, request_id: int | None = None) -> tuple[tuple[BoardLine, tuple[RequestRow, ...]], ...]:
    """Schools that owe an answer and to which requests, alphabetically; a school that waits for the region owes none."""
    found = board(ctx, request_id=request_id)
    rows = []
    for line in found.lines:
        due = tuple(r for r in found.requests if r.closed_on is None and r.id in line.cells and line.cells[r.id].state in OWING)
        if due:
            rows.append((line, due))
    return tuple(rows)
