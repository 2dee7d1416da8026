"""What files call an organisation, as a person has said: remembered, listed, forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.models.organisation_life import OrganisationAlias
from app.models.organisations import Organisation
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.organisations.identify import NameInFile, remember
from app.services.row_undo import part, snapshot, undo_rows

_TOPIC: frozenset[Topic] = frozenset({"organisations"})


@dataclass(frozen=True, slots=True)
class Choice:
    """`written`: as the file said it; `chosen_at`: when a person said which organisation it is."""

    id: int
    organisation_id: int
    written: str
    chosen_at: datetime


def choices_of(ctx: Context, organisation_id: int) -> tuple[Choice, ...]:
    """Newest first."""
    query = select(OrganisationAlias).where(OrganisationAlias.organisation_id == organisation_id)
    with ctx.db.read() as session:
        found = session.scalars(query.order_by(OrganisationAlias.chosen_at.desc(), OrganisationAlias.id.desc()))
        return tuple(Choice(one.id, one.organisation_id, one.written, one.chosen_at) for one in found)


def remember_choice(ctx: Context, named: NameInFile, organisation_id: int) -> Changes:
    """Every import finds the organisation by this name from now on. Raises UserError for a name that says nothing."""
    key = named.alias_key()
    if not key:
        raise UserError("Файл не называет организацию.", "Укажите её при загрузке.")
    parts = (part(OrganisationAlias, OrganisationAlias.key == key),)
    with ctx.db.write() as session:
        found = session.get(Organisation, organisation_id)
        if found is None:
            raise UserError("Этой организации в базе уже нет.", "Выберите другую.")
        before = snapshot(session, parts)
        remember(session, {named: organisation_id}, ctx.clock())
        after = snapshot(session, parts)
        name = found.short_name
    undo = undo_rows(parts, before, after, _TOPIC, "Выбор забыт.")
    return Changes(_TOPIC, f"Запомнено: «{named.written}» — это {name}.", undo, organisation_id)


def forget_choice(ctx: Context, choice_id: int) -> Changes:
    """The next file with this name asks again."""
    parts = (part(OrganisationAlias, OrganisationAlias.id == choice_id),)
    with ctx.db.write() as session:
        found = session.get(OrganisationAlias, choice_id)
        if found is None:
            raise UserError("Этого выбора в базе уже нет.", "Обновите карточку.")
        before = snapshot(session, parts)
        written = found.written
        session.delete(found)
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, _TOPIC, "Выбор возвращён.")
    return Changes(_TOPIC, f"Забыто: «{written}».", undo)
