"""Remarks about what is in the base: the roadmap with its order, the district's own names, calendar and appointments."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.documents import Document
from app.models.execution import LineEvent
from app.models.lint import LintDismissal
from app.models.organisations import Municipality, Organisation
from app.models.parties import LineParty, Party, RoleAppointment
from app.models.results import Procedure
from app.models.settings import Setting, Workplace
from app.services.calendar.queries import procedure_row
from app.services.calendar.rules import same_district
from app.services.context import Context
from app.services.documents.queries import load_document
from app.services.documents.rows import DocumentRow
from app.services.lint.anchors import covered, places_of
from app.services.lint.check import RULES, lint
from app.services.lint.own_names import lint_context
from app.services.lint.rows import Appointment, Dismissal, LintContext, LintFinding, Place, Remark
from app.services.organisations.queries import organisation_row
from app.services.organisations.rows import MunicipalityRow
from app.services.roadmaps.queries import load_tree
from app.services.roadmaps.rows import RoadmapTree
from app.services.workplace.queries import decoded
from app.services.workplace.rows import SettingKey, WorkplaceKind, WorkplaceRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KNOWN_ABBREVIATIONS: SettingKey[list[str]] = SettingKey("lint.abbreviations", [])
"""Those the district need not explain in its papers."""


def remarks(ctx: Context, roadmap_id: int) -> list[Remark]:
    """Everything a careful reader would stop at, the weighty first; dismissed ones carry their reason.

    The roadmap is checked together with the order of the base that approves it: the latest signed one, else the latest
    draft. Raises UserError when the roadmap is gone.
    """
    with ctx.db.read() as session:
        tree = load_tree(session, roadmap_id)
        document_id = approving_document(session, roadmap_id)
        document = load_document(session, document_id) if document_id is not None else None
        context = _context(session, ctx.clock().date(), roadmap_id)
        dismissed = _dismissals(session, roadmap_id, document_id)
    return _told(tree, document, lint(tree, document, context), dismissed)


def document_remarks(ctx: Context, document_id: int) -> list[Remark]:
    """Remarks about one order: its own, and how it fits the roadmap it approves. Raises UserError when it is gone."""
    return [remark for remark in paper_remarks(ctx, document_id) if any(spot.in_order for spot in remark.finding.spots)]


def paper_remarks(ctx: Context, document_id: int) -> list[Remark]:
    """Remarks about an order and about the roadmap printed as its appendix."""
    with ctx.db.read() as session:
        document = load_document(session, document_id)
        tree = load_tree(session, document.roadmap_id) if document.roadmap_id is not None else RoadmapTree("")
        context = _context(session, ctx.clock().date(), document.roadmap_id)
        dismissed = _dismissals(session, document.roadmap_id, document_id)
    found = lint(tree, document, context)
    if document.roadmap_id is None:  # there is no roadmap to speak about
        found = tuple(finding for finding in found if any(spot.in_order for spot in finding.spots))
    return _told(tree, document, found, dismissed)


def open_counts(found: Iterable[Remark]) -> tuple[int, int]:
    """Errors and warnings that nobody has dismissed."""
    levels = [remark.severity for remark in found if remark.is_open]
    return levels.count("error"), levels.count("warning")


def approving_document(session: Session, roadmap_id: int) -> int | None:
    """The latest signed order that approves the roadmap, else the latest draft."""
    found = session.execute(
        select(Document.id, Document.state, Document.signed_on).where(Document.roadmap_id == roadmap_id)
    ).all()
    ranked = [(state != "draft", signed or date.min, document_id) for document_id, state, signed in found]
    return max(ranked)[2] if ranked else None


# --- what was dismissed -----------------------------------------------------------------------------------------------

_Stored = dict[tuple[str, str], list[tuple[Dismissal, frozenset[Place]]]]


def _dismissals(session: Session, roadmap_id: int | None, document_id: int | None) -> _Stored:
    """By rule and detail. Those of a document stay in force when it gets its roadmap."""
    query = select(LintDismissal).where(
        (LintDismissal.roadmap_id == roadmap_id) | (LintDismissal.document_id == document_id)
        if roadmap_id is not None
        else LintDismissal.document_id == document_id
    )
    stored: _Stored = defaultdict(list)
    for row in session.scalars(query.order_by(LintDismissal.id)):
        dismissal = Dismissal(row.id, row.reason, row.dismissed_at)
        stored[row.code, row.detail].append((dismissal, frozenset((a, b, c) for a, b, c in json.loads(row.places))))
    return stored


def _told(tree: RoadmapTree, document: DocumentRow | None, findings: Iterable[LintFinding], dismissed: _Stored) -> list[Remark]:
    result = []
    for finding in findings:
        places = places_of(tree, finding)
        own = [(d, where & set(places)) for d, where in dismissed.get((finding.code, finding.detail), ()) if where & set(places)]
        everywhere = {place for _, where in own for place in where}
        result.append(
            Remark(
                finding=finding,
                title=RULES[finding.code].title,
                places=places,
                roadmap_id=tree.id,
                document_id=document.id if document else None,
                dismissal=own[-1][0] if own and covered(places, everywhere) else None,
            )
        )
    return result


# --- what the paper itself does not tell ------------------------------------------------------------------------------


def _context(session: Session, today: date, roadmap_id: int | None) -> LintContext:
    workplace, town = _workplace(session)
    municipalities: list[MunicipalityRow] = []
    organisations = []
    if town is not None:
        municipalities = [MunicipalityRow(town.id, town.name)]
        own = select(Organisation).where(Organisation.municipality_id == town.id)
        organisations = [organisation_row(found, {}) for found in session.scalars(own)]
    dated = select(Procedure).where(Procedure.held_on.is_not(None))
    stored = session.get(Setting, KNOWN_ABBREVIATIONS.name)
    base = lint_context(
        workplace,
        municipalities,
        organisations,
        abbreviations=decoded(stored.value if stored else None, KNOWN_ABBREVIATIONS),
        calendars=sorted({procedure_row(found).title for found in session.scalars(dated)}),
        today=today,
    )
    if roadmap_id is None:
        return base
    tied = session.scalars(select(LineEvent.line_uid).where(LineEvent.roadmap_id == roadmap_id))
    return replace(base, tied_uids=frozenset(tied), appointments=_appointments(session, roadmap_id))


def _workplace(session: Session) -> tuple[WorkplaceRow | None, Municipality | None]:
    """Whose base it is, with its municipality: chosen, of its school, or known by the district's name."""
    found = session.get(Workplace, 1)
    if found is None:
        return None, None
    school = session.get(Organisation, found.organisation_id) if found.organisation_id is not None else None
    town_id = found.municipality_id or (school.municipality_id if school else None)
    if town_id is not None:
        town = session.get(Municipality, town_id)
    else:
        towns = session.scalars(select(Municipality))
        town = next((one for one in towns if same_district(one.name, found.district_name)), None)
    kind: WorkplaceKind = "school" if found.kind == "school" else "department"
    row = WorkplaceRow(kind, found.name, found.district_name, town.id if town else None, found.organisation_id)
    return row, town


def _appointments(session: Session, roadmap_id: int) -> tuple[Appointment, ...]:
    """Who holds the roles that lines of the roadmap name, and when."""
    lines: defaultdict[int, set[str]] = defaultdict(set)
    for party_id, uid in session.execute(
        select(LineParty.party_id, LineParty.line_uid).where(LineParty.roadmap_id == roadmap_id)
    ):
        lines[party_id].add(uid)
    query = (
        select(RoleAppointment.role_id, Party.name, RoleAppointment.starts_on, RoleAppointment.ends_on)
        .join(Party, Party.id == RoleAppointment.role_id)
        .where(RoleAppointment.role_id.in_(list(lines)))
        .order_by(RoleAppointment.role_id, RoleAppointment.starts_on)
    )
    return tuple(
        Appointment(name, frozenset(lines[role_id]), starts, ends) for role_id, name, starts, ends in session.execute(query)
    )
