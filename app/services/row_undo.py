"""Taking back a command that touched a few rows: they are kept as they were before and after it.

For small things (a party, a version, a flag). What is large or follows from texts has an undo of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Table, and_, delete, insert, select, update

from app.services.changes import Changes, Topic
from app.services.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.context import Context

Rows = tuple[tuple[dict[str, Any], ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one table that a command may touch."""

    table: Table
    where: ColumnElement[bool]


def part(model: Any, where: ColumnElement[bool]) -> Part:
    return Part(model.__table__, where)


def snapshot(session: Session, parts: Sequence[Part]) -> Rows:
    """The rows as they are, parts in the given order (parents first)."""
    session.flush()
    return tuple(
        tuple(dict(row) for row in session.execute(select(p.table).where(p.where).order_by(*p.table.primary_key)).mappings())
        for p in parts
    )


def undo_rows(
    parts: Sequence[Part],
    before: Rows,
    after: Rows,
    topics: frozenset[Topic],
    message: str,
    *,
    follow: Callable[[Session, Context], None] | None = None,
) -> Callable[[Context], Changes]:
    """An inverse: the rows become `before` again if they still are `after`; `follow` brings along what depends on them."""

    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            if snapshot(session, parts) != after:
                raise UserError("Отменить нельзя: это с тех пор изменили.", "Отмените сначала более поздние изменения.")
            restored(session, parts, after, before)
            session.expire_all()
            if follow is not None:
                follow(session, ctx)
        return Changes(topics, message, undo_rows(parts, after, before, topics, "Изменение возвращено.", follow=follow))

    return undo


def restored(session: Session, parts: Sequence[Part], now: Rows, wanted: Rows) -> None:
    """Make the rows what they were; `now` is what they are."""
    keyed = [(p.table, _by_key(p.table, old), _by_key(p.table, new)) for p, old, new in zip(parts, now, wanted, strict=True)]
    # Children first, so that equal keys do not meet; the parents last of all, when nothing points at them any more.
    for table, old, new in reversed(keyed[1:] or keyed):
        _delete(session, table, old.keys() - new.keys())
    for table, old, new in keyed:
        for key, row in new.items():
            if key not in old:
                if session.execute(select(table).where(_is(table, key))).first() is not None:
                    raise UserError("Отменить нельзя: запись с тех пор заменена другой.", "Внесите изменение вручную.")
                session.execute(insert(table).values(row))
            elif old[key] != row:
                session.execute(update(table).where(_is(table, key)).values(row))
    _delete(session, keyed[0][0], keyed[0][1].keys() - keyed[0][2].keys())


def _delete(session: Session, table: Table, keys: Iterable[tuple[Any, ...]]) -> None:
    for key in keys:
        session.execute(delete(table).where(_is(table, key)))


def _by_key(table: Table, rows: Sequence[dict[str, Any]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    names = [column.name for column in table.primary_key]
    return {tuple(row[name] for name in names): row for row in rows}


def _is(table: Table, key: tuple[Any, ...]) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(table.primary_key, key, strict=True)))
