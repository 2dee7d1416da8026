"""Ctrl+K: schools, roadmaps and their items, procedures and documents by a few letters."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.documents import Document
from app.models.organisations import Municipality, Organisation
from app.models.people import Person, PersonRole
from app.models.results import Procedure
from app.models.roadmaps import Roadmap, RoadmapRow, RoadmapSection
from app.services.calendar.queries import procedure_row
from app.services.context import Context
from app.services.documents.rows import KINDS, STATES
from app.services.search import rules
from app.services.search.rows import SearchHit
from app.services.text_ru import NBSP, short_date


def find(ctx: Context, text: str) -> list[SearchHit]:
    """Up to 8 hits of each kind; every word of the query must occur. Nothing typed, nothing found.

    Compared in Python: SQLite folds ASCII only, and what one district types fits into memory.
    """
    words = rules.words_of(text)
    if not words:
        return []
    with ctx.db.read() as session:
        kinds = (_organisations, _roadmaps, _items, _procedures, _documents)
        found = [rules.best(hits(session, words), words) for hits in kinds]
    return [hit for hits in found for hit in hits]


def _organisations(session: Session, words: list[str]) -> Iterator[SearchHit]:
    query = select(
        Organisation.id, Organisation.short_name, Organisation.full_name, Organisation.login, Organisation.locality,
        Municipality.name,
    ).outerjoin(Municipality, Municipality.id == Organisation.municipality_id)  # fmt: skip
    people: dict[int, str] = {}
    for organisation, name in session.execute(
        select(PersonRole.organisation_id, Person.full_name).join(Person, Person.id == PersonRole.person_id)
    ):
        people[organisation or 0] = f"{people.get(organisation or 0, '')} {name}"
    for i, short, full, login, locality, town in session.execute(query):
        if rules.matches(words, short, full, login or "", locality, people.get(i, "")):
            yield SearchHit("organisation", i, short, ", ".join(part for part in (locality or town, login) if part))


def _roadmaps(session: Session, words: list[str]) -> Iterator[SearchHit]:
    for i, title in session.execute(select(Roadmap.id, Roadmap.title)):
        if rules.matches(words, title):
            yield SearchHit("roadmap", i, title, "Дорожная карта")


def _items(session: Session, words: list[str]) -> Iterator[SearchHit]:
    query = (
        select(
            RoadmapRow.id,
            RoadmapRow.number,
            RoadmapRow.text,
            RoadmapRow.deadline,
            RoadmapRow.responsible,
            Roadmap.id,
            Roadmap.title,
        )
        .join(RoadmapSection, RoadmapSection.id == RoadmapRow.section_id)
        .join(Roadmap, Roadmap.id == RoadmapSection.roadmap_id)
        .where(RoadmapRow.is_subhead.is_(False))
    )
    for i, number, text, deadline, responsible, roadmap, title in session.execute(query):
        if rules.matches(words, number, text, responsible):
            line = " ".join(text.split())
            yield SearchHit("roadmap_item", i, f"{number} {line}".strip(), " · ".join(p for p in (deadline, title) if p), roadmap)


def _procedures(session: Session, words: list[str]) -> Iterator[SearchHit]:
    for stored in session.scalars(select(Procedure)):
        row = procedure_row(stored)
        if rules.matches(words, row.title):
            yield SearchHit("procedure", row.id, row.title, short_date(row.held_on) if row.held_on else "")


def _documents(session: Session, words: list[str]) -> Iterator[SearchHit]:
    query = select(Document.id, Document.kind, Document.number, Document.signed_on, Document.heading, Document.state)
    for i, kind, number, signed_on, heading, state in session.execute(query):
        name = KINDS.get(kind, kind) + (f" №{NBSP}{number}" if number else "")
        if rules.matches(words, name, heading, short_date(signed_on) if signed_on else ""):
            dated = f"{name} от {short_date(signed_on)}" if signed_on else name
            yield SearchHit("document", i, heading or name, f"{dated}, {STATES.get(state, state)}")
