"""What was said and proved about a line, one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.execution import Evidence, Occurrence
from app.models.mark_history import MarkEntry
from app.models.organisations import Organisation
from app.services.duties.rows import DutyKey, Mark
from app.services.duties.stored import status_of
from app.services.execution.rows import EvidenceKind, EvidenceRow, MarkNote

if TYPE_CHECKING:
    from datetime import date

    from app.services.context import Context


def line_history(ctx: Context, line_uid: str) -> list[MarkNote]:
    """Latest first. Proofs come without a look at their files."""
    with ctx.db.read() as session:
        marks = (
            select(MarkEntry, Occurrence.planned_due, Organisation.short_name)
            .join(Occurrence, Occurrence.id == MarkEntry.occurrence_id)
            .outerjoin(Organisation, Organisation.id == MarkEntry.organisation_id)
            .where(Occurrence.line_uid == line_uid)
            .order_by(MarkEntry.id.desc())
        )
        proofs = (
            select(Evidence, Occurrence.planned_due, Organisation.short_name)
            .join(Occurrence, Occurrence.id == Evidence.occurrence_id)
            .outerjoin(Organisation, Organisation.id == Evidence.organisation_id)
            .where(Occurrence.line_uid == line_uid)
            .order_by(Evidence.id.desc())
        )
        found = [_said(row, due, school or "") for row, due, school in session.execute(marks)]
        found += [_proved(row, due, school or "") for row, due, school in session.execute(proofs)]
    return sorted(found, key=lambda note: note.at, reverse=True)


def _said(row: MarkEntry, planned_due: date | None, school: str) -> MarkNote:
    status = status_of(row.status)
    mark = Mark(status, row.done_on, row.result_text, row.postponed_to, row.reason, row.decided_by, row.at)
    key = DutyKey(row.occurrence_id, row.organisation_id)
    return MarkNote(row.at, key, planned_due, mark, school=school, by_schools=row.by_schools)


def _proved(row: Evidence, planned_due: date | None, school: str) -> MarkNote:
    kind: EvidenceKind = row.kind  # type: ignore[assignment]
    proof = EvidenceRow(row.id, kind, row.title, row.dated, row.link, row.number, row.attachment_id)
    return MarkNote(row.added_at, DutyKey(row.occurrence_id, row.organisation_id), planned_due, evidence=proof, school=school)
