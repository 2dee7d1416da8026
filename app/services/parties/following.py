"""The parties of lines follow their texts, inside the transaction that changes these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select

from app.models.organisations import Organisation
from app.models.parties import LineParty, Party, PartyAlias, RoleAppointment
from app.services.parties.rows import PartyKind
from app.services.parties.rules import kind_of, means_schools, party_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_CHUNK = 500


def follow_parties(session: Session, roadmap_id: int, texts: Mapping[str, str]) -> None:
    """Name the parties of these lines anew: {uid: text of «Ответственные»}, empty for a line that is gone.

    Lines whose parties a person has chosen stay as they are. New names enter the directory, names nobody uses leave it.
    """
    uids = list(texts)
    by_hand: set[str] = set()
    freed: set[int] = set()
    for start in range(0, len(uids), _CHUNK):
        part = uids[start : start + _CHUNK]
        by_hand.update(session.scalars(select(LineParty.line_uid).where(LineParty.line_uid.in_(part), LineParty.by_hand)))
        freed.update(session.scalars(select(LineParty.party_id).where(LineParty.line_uid.in_(part))))
        session.execute(delete(LineParty).where(LineParty.line_uid.in_(part), LineParty.by_hand.is_(False)))
    split = {uid: parties_in(text) for uid, text in texts.items() if uid not in by_hand}
    ids = _known_or_new(session, {key: named for line in split.values() for key, named in line.items()})
    for uid, named in split.items():
        seen: dict[int, None] = dict.fromkeys(ids[key] for key in named)
        session.add_all(
            LineParty(roadmap_id=roadmap_id, line_uid=uid, position=position, party_id=party_id)
            for position, party_id in enumerate(seen)
        )
    session.flush()
    drop_unused(session, freed)


def drop_unused(session: Session, party_ids: set[int]) -> None:
    """Forget parties no line names and nobody has taken trouble over."""
    if not party_ids:
        return
    kept = set(session.scalars(select(LineParty.party_id).where(LineParty.party_id.in_(party_ids))))
    kept.update(session.scalars(select(Party.id).where(Party.id.in_(party_ids), Party.by_hand)))
    for appointment in session.scalars(
        select(RoleAppointment).where(or_(RoleAppointment.role_id.in_(party_ids), RoleAppointment.holder_id.in_(party_ids)))
    ):
        kept.update((appointment.role_id, appointment.holder_id))
    gone = party_ids - kept
    if gone:
        session.execute(delete(Party).where(Party.id.in_(gone)))


def parties_in(text: str) -> dict[str, tuple[str, PartyKind]]:
    """{key: (name, kind)} in printed order."""
    if not text.strip():
        return {}
    from app.services.responsibles.splitting import split_responsibles

    found: dict[str, tuple[str, PartyKind]] = {}
    for party in split_responsibles(text):
        key = party_key(party.name)
        post = bool(party.role) and party.name.casefold().startswith(party.role.casefold())
        if key:
            found.setdefault(key, (party.name, "role" if post and not party.person else kind_of(party.name, party.person)))
    return found


def _known_or_new(session: Session, names: Mapping[str, tuple[str, PartyKind]]) -> dict[str, int]:
    keys = list(names)
    ids: dict[str, int] = {}
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        for key, party_id in session.execute(select(PartyAlias.key, PartyAlias.party_id).where(PartyAlias.key.in_(part))):
            ids[key] = party_id
    new = [key for key in keys if key not in ids]
    if not new:
        return ids
    organisations = _organisation_keys(session)
    for key in new:
        name, kind = names[key]
        party = Party(
            kind=kind,
            name=name,
            is_schools=kind != "person" and means_schools(name),
            organisation_id=organisations.get(key) if kind == "organisation" else None,
        )
        session.add(party)
        session.flush()
        session.add(PartyAlias(party_id=party.id, name=name, key=key))
        ids[key] = party.id
    return ids


def _organisation_keys(session: Session) -> dict[str, int]:
    """Names of the directory that mean one organisation only."""
    found: dict[str, set[int]] = {}
    for i, short, full in session.execute(select(Organisation.id, Organisation.short_name, Organisation.full_name)):
        for name in (short, full):
            if key := party_key(name):
                found.setdefault(key, set()).add(i)
    return {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}
