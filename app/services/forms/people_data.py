"""Data of the lists of people at a procedure and of the observers' certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.services.assignments.rows import ROLES, AssignmentRow
from app.services.errors import UserError

if TYPE_CHECKING:
    from app.services.context import Context


@dataclass(frozen=True, slots=True)
class PeopleListData:
    """`groups`: (role, rows) in the order of the roles. `public`: without telephones and addresses."""

    author: str
    printed_on: date
    title: str
    window: tuple[date | None, date | None]
    groups: tuple[tuple[str, tuple[AssignmentRow, ...]], ...]
    public: bool = False
    appendix: bool = False


@dataclass(frozen=True, slots=True)
class Certificate:
    """One observer and all places of the procedure."""

    person: str
    post: str
    work: str
    number: str
    basis: str
    places: tuple[AssignmentRow, ...]


@dataclass(frozen=True, slots=True)
class CertificatesData:
    author: str
    title: str
    window: tuple[date | None, date | None]
    certificates: tuple[Certificate, ...]


def people_list_data(
    ctx: Context, procedure_id: int, role: str | None = None, public: bool = False, appendix: bool = False
) -> PeopleListData:
    """People of one role, or of all. Raises UserError where nobody is assigned."""
    from app.services.assignments.queries import board, list_assignments

    found = board(ctx, procedure_id)
    rows = [row for row in list_assignments(ctx, procedure_id=procedure_id) if role in (None, row.role)]
    if not rows:
        whom = ROLES[role].lower() if role in ROLES else "никто"
        raise UserError(
            f"Список пуст: на эту процедуру не назначен {whom}." if role else "На эту процедуру никто не назначен.",
            "Назначьте людей на странице «Люди».",
        )
    groups = [(one, tuple(row for row in rows if row.role == one)) for one in ROLES]
    return PeopleListData(
        _author(ctx), ctx.clock().date(), found.title, (found.starts_on, found.ends_on),
        tuple(group for group in groups if group[1]), public, appendix,
    )  # fmt: skip


def certificates_data(ctx: Context, procedure_id: int, person_id: int | None = None) -> CertificatesData:
    """Of all observers of the procedure, or of one. Raises UserError where there are none."""
    from app.services.assignments.queries import board, list_assignments

    found = board(ctx, procedure_id)
    rows = [
        row
        for row in list_assignments(ctx, procedure_id=procedure_id)
        if row.role == "observer" and person_id in (None, row.person_id)
    ]
    if not rows:
        raise UserError("Наблюдатели на эту процедуру не назначены.", "Назначьте их на странице «Люди».")
    people = dict.fromkeys(row.person_id for row in sorted(rows, key=lambda one: one.person.casefold().replace("ё", "е")))
    certificates = []
    for one in people:
        own = tuple(sorted((row for row in rows if row.person_id == one), key=lambda row: (row.held_on or date.max, row.id)))
        number = next((row.certificate_number for row in own if row.certificate_number), "")
        basis = next((row.basis for row in own if row.basis), "")
        certificates.append(Certificate(own[0].person, own[0].post, own[0].work, number, basis, own))
    return CertificatesData(_author(ctx), found.title, (found.starts_on, found.ends_on), tuple(certificates))


def _author(ctx: Context) -> str:
    from app.services.workplace.queries import get_workplace

    workplace = get_workplace(ctx)
    return workplace.name if workplace else ""
