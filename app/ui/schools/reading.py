"""What the tab «Школы» reads: rows of the table, and everything on a card. Runs on the worker."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.services.checks.rows import MarkerRow
from app.services.organisations.rows import MunicipalityRow, OrganisationRow
from app.services.results.rows import GroupResult, ProcedureRow
from app.services.text_ru import number
from app.ui.widgets.tiny_bars import Bar

if TYPE_CHECKING:
    from app.services.context import Context

FEW = 5
Result = tuple[ProcedureRow, GroupResult, GroupResult | None]
"""A procedure, the school in it, its district in it."""


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One line of the table. `bars`: the papers of the latest year, means as shares of the maximum."""

    row: OrganisationRow
    own: bool
    bars: tuple[Bar, ...] = ()
    bars_text: str = ""


@dataclass(frozen=True, slots=True)
class SchoolsPage:
    lines: tuple[SchoolLine, ...]
    municipalities: tuple[MunicipalityRow, ...]
    year: int | None
    """The latest year that the bars show."""
    papers: tuple[str, ...]
    """What the bars are, from left to right: «русский язык, 4 класс»."""


@dataclass(frozen=True)
class SchoolCard:
    row: OrganisationRow
    results: tuple[Result, ...]
    history: Any
    """A figure, or None."""


def read_page(ctx: Context) -> SchoolsPage:
    """The table: all organisations, and the latest year's papers as bars."""
    from app.services.organisations.queries import list_municipalities, list_organisations
    from app.services.results.queries import list_procedures, procedure_groups

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
    lines = []
    for row in list_organisations(ctx, include_closed=True):
        mine = bars.get(row.id or 0, []) if row.kind == "school" else []
        text = "\n".join(words.get(row.id or 0, ())) if mine else ""
        lines.append(SchoolLine(row, row.id in own, tuple(mine), text))
    return SchoolsPage(tuple(lines), list_municipalities(ctx), year, tuple(paper_name(p) for p in latest))


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


def read_card(ctx: Context, organisation_id: int, dark: bool, across: int = 4) -> SchoolCard | None:
    """None where the organisation was deleted meanwhile. `across`: small charts beside each other."""
    from app.services.organisations.queries import get_organisation
    from app.services.results.queries import school_results

    row = get_organisation(ctx, organisation_id)
    if row is None:
        return None
    results = school_results(ctx, organisation_id)
    return SchoolCard(row, results, _history(results, dark, across))


def _history(results: tuple[Result, ...], dark: bool, across: int) -> Any:
    if not results:
        return None
    from app.services import charts

    papers: dict[tuple[int, str], list[Result]] = defaultdict(list)
    for result in results:
        papers[(result[0].grade, result[0].subject)].append(result)
    panels = []
    for _key, found in sorted(papers.items()):
        school = tuple(charts.HistoryPoint(p.year, _percent(s, p), s.participants) for p, s, _ in found)
        district = tuple(charts.HistoryPoint(p.year, _percent(d, p), d.participants) for p, _, d in found if d is not None)
        name = paper_name(found[0][0])
        panels.append(charts.HistoryPanel(name[:1].upper() + name[1:], school, district))
    return charts.history_figure(panels, columns=across, width=9.6, palette=charts.DARK if dark else charts.LIGHT)


def _percent(result: GroupResult, procedure: ProcedureRow) -> float | None:
    share = _share(result, procedure)
    return None if share is None else 100 * share


def read_paper(ctx: Context, procedure_id: int, organisation_id: int, dark: bool) -> tuple[Any, Any]:
    """Pictures of one paper of the school: distribution of scores, shares of marks beside district and region."""
    from app.services import charts
    from app.services.results.queries import procedure_groups, score_distribution

    palette = charts.DARK if dark else charts.LIGHT
    groups = procedure_groups(ctx, procedure_id)
    school = score_distribution(ctx, procedure_id, organisation_id)
    district = score_distribution(ctx, procedure_id)
    region = score_distribution(ctx, procedure_id, level="region")
    scores = None
    if school is not None:
        scores = charts.distribution_figure(school, region or district, None, width=4.8, height=2.8, palette=palette)
    shown = [g for g in groups.schools if g.organisation_id == organisation_id] + list(groups.groups)
    marks = charts.marks_figure(shown, width=4.8, height=2.8, palette=palette) if any(g.mark_percents for g in shown) else None
    return scores, marks


def read_markers(ctx: Context, organisation_id: int) -> tuple[MarkerRow, ...]:
    """Every official marker of one school, newest year first."""
    from app.services.checks.queries import run_check

    return tuple(sorted((m for m in run_check(ctx).markers if m.organisation_id == organisation_id), key=lambda m: -m.year))
