"""Reading context data."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.contexts import ContextValue
from app.models.settings import Setting
from app.services.context import Context
from app.services.contexts import rules
from app.services.contexts.directory import indicators
from app.services.contexts.rows import ContextLine, ContextTable, SocialIndex, Value

WEIGHTS = "contexts.index_weights"
"""Setting: JSON object {part of the index: weight}."""
Years = dict[int, dict[str, tuple[Value, bool]]]
"""{year: {indicator: (value, typed by hand)}}."""


def context_table(ctx: Context, organisation_id: int) -> ContextTable:
    """What is known about one school by year."""
    with ctx.db.read() as session:
        return table_of(stored_years(session, organisation_id))


def social_index_of(ctx: Context, organisation_id: int, year: int | None = None) -> SocialIndex | None:
    """Of a year, or of the latest one with data; None without any."""
    with ctx.db.read() as session:
        years = stored_years(session, organisation_id)
        weights = index_weights(session)
    wanted = year if year is not None else max(years, default=None)
    return None if wanted is None or wanted not in years else index_of(years, wanted, weights)


def social_indexes(ctx: Context, year: int) -> dict[int, SocialIndex]:
    """{organisation: its index} of every school with data of the year: for choosing schools of like conditions."""
    found: defaultdict[int, dict[str, Value]] = defaultdict(dict)
    with ctx.db.read() as session:
        weights = index_weights(session)
        query = select(ContextValue.organisation_id, ContextValue.key, ContextValue.value).where(ContextValue.year == year)
        for organisation, key, value in session.execute(query):
            found[organisation][key] = json.loads(value)
    return {organisation: rules.social_index(values, year, weights) for organisation, values in found.items()}


def get_index_weights(ctx: Context) -> dict[str, float]:
    """{part: weight} as set, 1 each unless changed."""
    with ctx.db.read() as session:
        return index_weights(session)


def enrolment(ctx: Context, organisation_ids: Iterable[int] | None = None) -> dict[int, dict[int, dict[int, int]]]:
    """{organisation: {year: {grade: pupils}}}: how many could have written. Year 2022 = school year 2021/2022."""
    query = select(ContextValue.organisation_id, ContextValue.year, ContextValue.key, ContextValue.value)
    query = query.where(ContextValue.key.like("pupils\\_%", escape="\\"))
    if organisation_ids is not None:
        query = query.where(ContextValue.organisation_id.in_(list(organisation_ids)))
    found: dict[int, dict[int, dict[str, Value]]] = {}
    with ctx.db.read() as session:
        for organisation, year, key, value in session.execute(query):
            found.setdefault(organisation, {}).setdefault(year, {})[key] = json.loads(value)
    return {o: {year: rules.enrolment(values) for year, values in years.items()} for o, years in found.items()}


def stored_years(session: Session, organisation_id: int) -> Years:
    query = select(ContextValue.year, ContextValue.key, ContextValue.value, ContextValue.by_hand)
    found: Years = {}
    for year, key, value, by_hand in session.execute(query.where(ContextValue.organisation_id == organisation_id)):
        found.setdefault(year, {})[key] = (json.loads(value), by_hand)
    return found


def table_of(years: Years) -> ContextTable:
    """Values of an indicator the directory no longer has are not shown, and not lost."""
    order = tuple(sorted(years))
    lines = []
    for one in indicators():
        cells = [years[year].get(one.key) for year in order]
        if any(cell is not None for cell in cells):
            values = tuple(None if cell is None else cell[0] for cell in cells)
            by_hand = tuple(cell is not None and cell[1] for cell in cells)
            lines.append(ContextLine(one, values, by_hand, tuple(rules.shown(one, value) for value in values)))
    grades = {year: rules.enrolment(values_of(years, year)) for year in order}
    return ContextTable(order, tuple(lines), {year: found for year, found in grades.items() if found})


def values_of(years: Years, year: int) -> dict[str, Value]:
    return {key: cell[0] for key, cell in years.get(year, {}).items()}


def index_of(years: Years, year: int, weights: Mapping[str, float]) -> SocialIndex:
    return rules.social_index(values_of(years, year), year, weights)


def index_weights(session: Session) -> dict[str, float]:
    stored = session.get(Setting, WEIGHTS)
    said = json.loads(stored.value) if stored is not None else {}
    return rules.DEFAULT_WEIGHTS | {key: float(value) for key, value in said.items() if key in rules.DEFAULT_WEIGHTS}
