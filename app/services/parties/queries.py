"""Reading the directory of parties and who owes which line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from app.models.organisations import Organisation
from app.models.parties import LineParty, LineSchool, Party, PartyAlias, PartySchool, RoleAppointment
from app.models.roadmaps import Roadmap, RoadmapRow, RoadmapSection
from app.models.settings import Workplace
from app.services.calendar.queries import own_organisations
from app.services.context import Context
from app.services.parties.rows import (
    AppointmentRow,
    LineOwners,
    LineOwnership,
    LinePartyRow,
    MergeSuggestion,
    PartyKind,
    PartyRow,
)
from app.services.parties.rules import merge_suggestions
from app.services.text_ru import sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_CHUNK = 500


def list_parties(ctx: Context) -> list[PartyRow]:
    """The whole directory, alphabetically."""
    with ctx.db.read() as session:
        rows = load_parties(session, ctx.clock().date())
    return sorted(rows, key=lambda row: (sort_key(row.name), row.id))


def suggested_merges(ctx: Context) -> list[MergeSuggestion]:
    """Spellings that look like one party, for a person to decide."""
    return merge_suggestions(list_parties(ctx))


def line_parties(ctx: Context, roadmap_id: int) -> dict[str, tuple[LinePartyRow, ...]]:
    """{uid of a line: its parties in printed order}."""
    with ctx.db.read() as session:
        holders = role_holders(session, ctx.clock().date())
        query = (
            select(LineParty.line_uid, LineParty.by_hand, Party)
            .join(Party, Party.id == LineParty.party_id)
            .where(LineParty.roadmap_id == roadmap_id)
            .order_by(LineParty.position)
        )
        found: defaultdict[str, list[LinePartyRow]] = defaultdict(list)
        for uid, by_hand, party in session.execute(query):
            row = LinePartyRow(party.id, party.name, _kind(party), party.is_schools, by_hand, holders.get(party.id, ""))
            found[uid].append(row)
    return {uid: tuple(rows) for uid, rows in found.items()}


def line_schools(ctx: Context, line_uid: str) -> tuple[int, ...]:
    """Ids of the schools chosen for one line; none = all that its parties mean."""
    with ctx.db.read() as session:
        return tuple(session.scalars(select(LineSchool.organisation_id).where(LineSchool.line_uid == line_uid)))


def line_ownership(ctx: Context, line_uid: str) -> LineOwnership:
    """Who owes one line: its parties, its schools, and the schools it could be addressed to."""
    with ctx.db.read() as session:
        query = (
            select(Roadmap.organisation_id)
            .join(RoadmapSection, RoadmapSection.roadmap_id == Roadmap.id)
            .join(RoadmapRow, RoadmapRow.section_id == RoadmapSection.id)
            .where(RoadmapRow.uid == line_uid)
        )
        found = session.execute(query).first()
        names = own_schools(session) if found is not None and found.organisation_id is None else {}
        owners = line_owners(session, [line_uid], names).get(line_uid, LineOwners())
        chosen = session.scalars(select(LineSchool.organisation_id).where(LineSchool.line_uid == line_uid)).all()
        holders = role_holders(session, ctx.clock().date())
        parties = (
            select(LineParty.by_hand, Party)
            .join(Party, Party.id == LineParty.party_id)
            .where(LineParty.line_uid == line_uid)
            .order_by(LineParty.position)
        )
        rows = tuple(
            LinePartyRow(party.id, party.name, _kind(party), party.is_schools, by_hand, holders.get(party.id, ""))
            for by_hand, party in session.execute(parties)
        )
    schools = sorted(names.items(), key=lambda pair: sort_key(pair[1]))
    return LineOwnership(rows, tuple(schools), tuple(i for i, _ in schools if i in set(chosen)), owners.school_ids)


def list_appointments(ctx: Context, role_id: int) -> list[AppointmentRow]:
    """Who has held the role, latest first."""
    with ctx.db.read() as session:
        query = (
            select(RoleAppointment, Party.name)
            .join(Party, Party.id == RoleAppointment.holder_id)
            .where(RoleAppointment.role_id == role_id)
        )
        rows = [
            AppointmentRow(a.id, a.role_id, a.holder_id, name, a.starts_on, a.ends_on, a.basis)
            for a, name in session.execute(query)
        ]
    return sorted(rows, key=lambda row: (row.starts_on or date.min, row.id), reverse=True)


# --- inside a transaction ---------------------------------------------------------------------------------------------


def load_parties(session: Session, today: date, ids: Collection[int] | None = None) -> list[PartyRow]:
    aliases: defaultdict[int, list[str]] = defaultdict(list)
    for party_id, name in session.execute(select(PartyAlias.party_id, PartyAlias.name).order_by(PartyAlias.id)):
        aliases[party_id].append(name)
    schools: defaultdict[int, list[int]] = defaultdict(list)
    for party_id, organisation_id in session.execute(select(PartySchool.party_id, PartySchool.organisation_id)):
        schools[party_id].append(organisation_id)
    counts = {
        party_id: count
        for party_id, count in session.execute(select(LineParty.party_id, func.count()).group_by(LineParty.party_id))
    }
    names = {i: name for i, name in session.execute(select(Organisation.id, Organisation.short_name))}
    holders = role_holders(session, today)
    query = select(Party) if ids is None else select(Party).where(Party.id.in_(ids))
    return [
        PartyRow(
            id=party.id,
            kind=_kind(party),
            name=party.name,
            aliases=tuple(sorted((a for a in aliases[party.id] if a != party.name), key=sort_key)),
            is_schools=party.is_schools,
            school_ids=tuple(sorted(schools[party.id])),
            organisation_id=party.organisation_id,
            organisation=names.get(party.organisation_id or 0, ""),
            lines=counts.get(party.id, 0),
            holder=holders.get(party.id, ""),
        )
        for party in session.scalars(query)
    ]


def role_holders(session: Session, today: date) -> dict[int, str]:
    """{id of a role: who holds it on this day}."""
    holder = aliased(Party)
    query = (
        select(RoleAppointment.role_id, holder.name)
        .join(holder, holder.id == RoleAppointment.holder_id)
        .where(
            or_(RoleAppointment.starts_on.is_(None), RoleAppointment.starts_on <= today),
            or_(RoleAppointment.ends_on.is_(None), RoleAppointment.ends_on >= today),
        )
        .order_by(RoleAppointment.starts_on, RoleAppointment.id)
    )
    return {role_id: name for role_id, name in session.execute(query)}


def own_schools(session: Session) -> dict[int, str]:
    """{id: short name} of the open schools the workplace answers for; none in a school's own base, where «ОО» is the school."""
    workplace = session.get(Workplace, 1)
    if workplace is not None and workplace.kind == "school":
        return {}
    query = select(Organisation.id, Organisation.short_name).where(
        Organisation.kind == "school", Organisation.closed_on.is_(None), Organisation.id.in_(own_organisations(session))
    )
    return {i: name for i, name in session.execute(query)}


def line_owners(session: Session, uids: Collection[str], schools: Collection[int]) -> dict[str, LineOwners]:
    """Who owes each of these lines; `schools` are the ids «ОО» stands for (`own_schools`)."""
    parties: defaultdict[str, list[tuple[int, bool, int | None]]] = defaultdict(list)
    chosen: defaultdict[str, list[int]] = defaultdict(list)
    for part in _parts(uids):
        query = (
            select(LineParty.line_uid, Party.id, Party.is_schools, Party.organisation_id)
            .join(Party, Party.id == LineParty.party_id)
            .where(LineParty.line_uid.in_(part))
        )
        for uid, party_id, is_schools, organisation_id in session.execute(query):
            parties[uid].append((party_id, is_schools, organisation_id))
        for uid, organisation_id in session.execute(
            select(LineSchool.line_uid, LineSchool.organisation_id).where(LineSchool.line_uid.in_(part))
        ):
            chosen[uid].append(organisation_id)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for party_id, organisation_id in session.execute(select(PartySchool.party_id, PartySchool.organisation_id)):
        groups[party_id].append(organisation_id)
    known = set(schools)
    owners: dict[str, LineOwners] = {}
    for uid in {*parties, *chosen}:
        addressed: set[int] = set(chosen[uid])
        others = False
        for party_id, is_schools, organisation_id in parties[uid]:
            if is_schools:
                if not chosen[uid]:
                    addressed.update(groups[party_id] or known)
            elif organisation_id in known:
                addressed.add(organisation_id or 0)
            else:
                others = True
        addressed &= known
        if addressed:
            owners[uid] = LineOwners(tuple(sorted(addressed)), not others)
    return owners


def _kind(party: Party) -> PartyKind:
    return "person" if party.kind == "person" else "role" if party.kind == "role" else "organisation"


def _parts(uids: Iterable[str]) -> Iterable[list[str]]:
    listed = list(uids)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]
