"""What hangs on a roadmap besides its text: kept aside while the roadmap is deleted, put back with it.

Tables added later are found by their foreign keys: everything that goes with the roadmap by cascade comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, delete, insert, select

from app.models.base import Base
from app.models.execution import Occurrence
from app.models.parties import LineParty, Party
from app.models.roadmaps import Roadmap, RoadmapRow, RoadmapSection

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_TEXT = {Roadmap.__tablename__, RoadmapSection.__tablename__, RoadmapRow.__tablename__, LineParty.__tablename__}
"""Restored from the tree; of the parties only the chosen ones are kept."""


@dataclass(frozen=True, slots=True)
class Attached:
    """Rows by table, parents first; parties chosen by a person as (uid of the line, position, party)."""

    rows: tuple[tuple[str, tuple[dict[str, Any], ...]], ...]
    parties: tuple[tuple[str, int, int], ...]


def take_aside(session: Session, roadmap_id: int) -> Attached:
    """All rows that the deletion of the roadmap would take along, without its text."""
    found: dict[str, tuple[dict[str, Any], ...]] = {}
    keys: dict[str, list[Any]] = {Roadmap.__tablename__: [roadmap_id]}
    for table in Base.metadata.sorted_tables:
        if table.name in _TEXT:
            continue
        link = _cascade(table, set(keys))
        if link is None:
            continue
        column, parent = link
        query = select(table).where(table.c[column].in_(keys[parent])).order_by(*table.primary_key.columns)
        rows = tuple(dict(row) for row in session.execute(query).mappings())
        found[table.name] = rows
        if "id" in table.c:
            keys[table.name] = [row["id"] for row in rows]
    chosen = select(LineParty.line_uid, LineParty.position, LineParty.party_id).where(
        LineParty.roadmap_id == roadmap_id, LineParty.by_hand
    )
    return Attached(tuple(found.items()), tuple((uid, place, party) for uid, place, party in session.execute(chosen)))


def put_back(session: Session, attached: Attached, roadmap_id: int) -> None:
    """The rows again, on the restored roadmap with this id; a row whose number was given away gets another one."""
    session.execute(delete(Occurrence).where(Occurrence.roadmap_id == roadmap_id))
    by_hand = {uid for uid, _, _ in attached.parties}
    session.execute(delete(LineParty).where(LineParty.line_uid.in_(by_hand)))
    known = set(session.scalars(select(Party.id)))
    for uid, position, party_id in attached.parties:
        if party_id in known:
            session.add(LineParty(roadmap_id=roadmap_id, line_uid=uid, position=position, party_id=party_id, by_hand=True))
    session.flush()
    renumbered: dict[tuple[str, Any], Any] = {}
    for name, rows in attached.rows:
        table = Base.metadata.tables[name]
        links = {key.parent.name: key.column.table.name for key in table.foreign_keys}
        for row in rows:
            values = dict(row)
            for column, parent in links.items():
                if parent == Roadmap.__tablename__:
                    values[column] = roadmap_id
                else:
                    values[column] = renumbered.get((parent, values[column]), values[column])
            if "id" in table.c:
                taken = session.execute(select(table.c.id).where(table.c.id == values["id"])).first()
                former = values.pop("id") if taken else None
                done = session.connection().execute(insert(table).values(values))
                given = done.inserted_primary_key
                if former is not None and given is not None:
                    renumbered[name, former] = given[0]
            else:
                session.execute(insert(table).values(values))


def _cascade(table: Table, parents: set[str]) -> tuple[str, str] | None:
    """The column by which rows go with one of the parents, and that parent."""
    for key in table.foreign_keys:
        if key.ondelete == "CASCADE" and key.column.table.name in parents:
            return key.parent.name, key.column.table.name
    return None
