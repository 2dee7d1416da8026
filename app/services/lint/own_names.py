"""The district's own names out of the rows of its directory: what is not among them is a trace of another paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.services.lint.rows import LintContext
from app.services.organisations.rows import MunicipalityRow, OrganisationRow
from app.services.workplace.rows import WorkplaceRow

_SHORT = {"village": "с.", "settlement": "п.", "town": "г."}


def lint_context(
    workplace: WorkplaceRow | None,
    municipalities: Iterable[MunicipalityRow],
    organisations: Iterable[OrganisationRow],
    *,
    abbreviations: Iterable[str] = (),
    calendars: Iterable[str] = (),
    today: date | None = None,
) -> LintContext:
    """Names of the workplace's municipality and of all that stands in it; a base may hold a whole region.

    Closed organisations count too: an old paper names them rightly. Without a municipality chosen only the workplace's
    own names are known.
    """
    own = workplace.municipality_id if workplace else None
    names: list[str] = [name for name in (workplace.district_name, workplace.name) if name] if workplace else []
    names += [row.name for row in municipalities if own is not None and row.id == own]
    for row in organisations:
        if own is not None and row.municipality_id == own:
            place = f"{_SHORT.get(row.locality_type, '')} {row.locality}".strip()
            names += [name for name in (row.short_name, row.full_name, place) if name]
    known = tuple(sorted(set(abbreviations)))
    return LintContext(tuple(dict.fromkeys(names)), known, tuple(calendars), today)
