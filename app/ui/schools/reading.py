"""What the tab «Школы» reads: rows of the table, and the card. Runs on the worker."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.card.rows import SchoolCard
from app.services.organisations.rows import MunicipalityRow, OrganisationRow
from app.services.results.procedure import ProcedureRow
from app.services.results.rows import GroupResult
from app.services.statuses.rows import StatusRow
from app.services.text_ru import number
from app.ui.widgets.tiny_bars import Bar

if TYPE_CHECKING:
    from app.services.context import Context

FEW = 5


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One line of the table. `bars`: the papers of the latest year, means as shares of the maximum. `late`: duties by
    roadmaps that are overdue, None = not counted yet."""

    row: OrganisationRow
    own: bool
    bars: tuple[Bar, ...] = ()
    bars_text: str = ""
    statuses: tuple[StatusRow, ...] = ()
    late: int | None = None


@dataclass(frozen=True, slots=True)
class SchoolsPage:
    lines: tuple[SchoolLine, ...]
    municipalities: tuple[MunicipalityRow, ...]
    year: int | None
    """The latest year that the bars show."""
    papers: tuple[str, ...]
    """What the bars are, from left to right: «русский язык, 4 класс»."""
    kinds: dict[str, str]
    """Statuses that are in force somewhere: {kind: title}."""


def read_page(ctx: Context) -> SchoolsPage:
    """The table: all organisations, the latest year's papers as bars, statuses in force."""
    from app.services.organisations.queries import list_municipalities, list_organisations
    from app.services.results.queries import list_procedures, procedure_groups
    from app.services.statuses.queries import statuses_by_school

    own = {o.id for o in list_organisations(ctx, own_only=True, include_closed=True)}
    procedures = [p for p in list_procedures(ctx) if p.participants]
    year = max((p.year for p in procedures), default=None)
    latest = [p for p in procedures if p.year == year and p.max_score]
    bars: dict[int, list[Bar]] = defaultdict(list)
    words: dict[int, list[str]] = defaultdict(list)
    everywhere = set(own)
    for procedure in latest:
        groups = procedure_groups(ctx, procedure.id)
        district = _share(groups.district, procedure)
        found = {g.organisation_id: g for g in groups.schools if g.organisation_id is not None}
        for organisation in everywhere:
            if organisation is None:
                continue
            result = found.get(organisation)
            share = _share(result, procedure)
            bars[organisation].append(Bar(share, district))
            words[organisation].append(f"{paper_name(procedure)}: {_words(result, share, district)}")
    statuses = statuses_by_school(ctx)
    lines = []
    for row in list_organisations(ctx, include_closed=True):
        mine = bars.get(row.id or 0, []) if row.kind == "school" else []
        text = "\n".join(words.get(row.id or 0, ())) if mine else ""
        lines.append(SchoolLine(row, row.id in own, tuple(mine), text, statuses.get(row.id or 0, ())))
    kinds = {one.kind: one.title for line in lines for one in line.statuses}
    return SchoolsPage(tuple(lines), list_municipalities(ctx), year, tuple(paper_name(p) for p in latest), kinds)


def read_late(ctx: Context) -> dict[str, int]:
    """{name of a school: overdue duties of its own by all roadmaps}."""
    from app.services.duties.duty_list import duty_list
    from app.services.duties.rows import NO_SCHOOL, DutyWish

    found = duty_list(ctx, DutyWish(view="overdue", grouping="school"))
    return {group.title: len(group.rows) for group in found.groups if group.title != NO_SCHOOL}


def paper_name(procedure: ProcedureRow) -> str:
    """«русский язык, 4 класс»."""
    return f"{procedure.subject[:1].lower()}{procedure.subject[1:]}, {procedure.grade} класс"


def _share(result: GroupResult | None, procedure: ProcedureRow) -> float | None:
    """Mean as a share of the maximum; None where fewer than 5 wrote."""
    if result is None or result.participants < FEW or result.mean_score is None or not procedure.max_score:
        return None
    return result.mean_score / procedure.max_score


def _words(result: GroupResult | None, share: float | None, district: float | None) -> str:
    if result is None or not result.participants:
        return "нет данных"
    if share is None:
        return f"мало данных (писали {result.participants})"
    beside = f", район {number(100 * district)} %" if district is not None else ""
    return f"{number(100 * share)} % от максимума (писали {result.participants}{beside})"


def read_card(ctx: Context, organisation_id: int) -> SchoolCard:
    """Raises UserError where the organisation was deleted meanwhile."""
    from app.services.card.queries import card

    return card(ctx, organisation_id)


def read_others(ctx: Context, row: OrganisationRow) -> tuple[OrganisationRow, ...]:
    """Open organisations of the same kind, without this one."""
    from app.services.organisations.queries import list_organisations

    return tuple(one for one in list_organisations(ctx, kind=row.kind) if one.id != row.id)


def read_own(ctx: Context) -> tuple[int | None, tuple[MunicipalityRow, ...]]:
    """The school of a school workplace, None where it has no card yet; and the municipalities to choose from."""
    from app.services.organisations.queries import list_municipalities
    from app.services.workplace.queries import get_workplace

    workplace = get_workplace(ctx)
    return (workplace.organisation_id if workplace is not None else None), list_municipalities(ctx)
