"""What the tab «Объективность» reads: the grid, the list of markers, the page of one finding. Runs on the worker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from app.services.checks.rows import CHECKED_KINDS, EvidenceRow, MarkerRow
from app.services.results.procedure import PROCEDURE_KINDS, ProcedureRow
from app.services.results.subjects import paper_code, paper_order, subject_code
from app.services.text_ru import NBSP, sort_key
from app.ui.school_year import procedure_year

if TYPE_CHECKING:
    from app.services.checks.rows import CheckReport
    from app.services.context import Context
    from app.services.marker_lists.rows import ListedRow

YearChoice = int | Literal["all"] | None
"""A calendar year of procedures, all of them, or None = the newest of the chosen school year."""


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """One procedure of the grid."""

    procedure_id: int
    year: int
    grade: int
    code: str
    """«РУ 4»."""
    title: str


@dataclass(frozen=True, slots=True)
class SignCell:
    """One school in one procedure."""

    procedure_id: int
    organisation_id: int
    year: int
    paper: str
    """«русский язык, 4 класс»."""
    n: int
    strength: str
    """Key of `checks.rows.STRENGTHS`."""
    markers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignLine:
    """One school; `cells` by procedure id, those it wrote."""

    organisation_id: int
    school: str
    cells: dict[int, SignCell]


@dataclass(frozen=True, slots=True)
class SignsPage:
    years: tuple[int, ...]
    """Calendar years of procedures inside the chosen school year, newest first."""
    chosen: YearChoice
    """What is shown; None = there is nothing in this school year."""
    anything: bool
    """The base holds results at all."""
    papers: tuple[PaperColumn, ...] = ()
    lines: tuple[SignLine, ...] = ()
    markers: tuple[MarkerRow, ...] = ()
    notes: tuple[str, ...] = ()
    listed: tuple[ListedRow, ...] = ()
    """The yearly list beside our own markers."""

    @property
    def print_year(self) -> int | None:
        """The year a printed list is of; None = all."""
        return self.chosen if isinstance(self.chosen, int) else None


@dataclass(frozen=True)
class Evidence:
    row: EvidenceRow
    figure: Any
    """A figure, or None where fewer than 5 wrote."""


def read_page(ctx: Context, school_year: int | None, wanted: YearChoice) -> SignsPage:
    """Own schools only. `wanted` gives way to the newest year when it lies outside the chosen school year."""
    from app.services.checks.queries import run_check
    from app.services.marker_lists.queries import listed_markers
    from app.services.organisations.queries import list_organisations
    from app.services.results.queries import list_procedures

    procedures = [p for p in list_procedures(ctx) if p.participants and p.kind in CHECKED_KINDS]
    inside = [p for p in procedures if school_year is None or procedure_year(p.year, p.held_on) == school_year]
    years = tuple(sorted({p.year for p in inside}, reverse=True))
    chosen: YearChoice = wanted if wanted == "all" or wanted in years else next(iter(years), None)
    if chosen is None or not procedures:
        return SignsPage(years, None, bool(procedures))
    year = chosen if isinstance(chosen, int) else None
    report = run_check(ctx, year)
    schools = {o.id: o.short_name for o in list_organisations(ctx, own_only=True, include_closed=True) if o.id is not None}
    open_now = {o.id for o in list_organisations(ctx, own_only=True, kind="school") if o.id is not None}
    shown = [p for p in procedures if year is None or p.year == year]
    lines = sign_lines(report, schools, open_now)
    markers = tuple(sorted((m for m in report.markers if m.organisation_id in schools), key=_marker_order))
    listed = listed_markers(ctx, year, report)
    return SignsPage(years, chosen, True, paper_columns(shown), lines, markers, report.notes, listed)


def paper_columns(procedures: Iterable[ProcedureRow]) -> tuple[PaperColumn, ...]:
    """Papers together («РУ 4», «МА 4» …), inside a paper the newest year first."""
    ordered = sorted(procedures, key=lambda p: (paper_order(p.subject, p.grade), -p.year, p.kind))
    return tuple(PaperColumn(p.id, p.year, p.grade, _code(p), p.title) for p in ordered)


def _code(procedure: ProcedureRow) -> str:
    """«РУ 4» of ВПР, «ОГЭ РУ» of an exam."""
    if procedure.kind == "vpr":
        return paper_code(procedure.subject, procedure.grade)
    return f"{PROCEDURE_KINDS[procedure.kind]}{NBSP}{subject_code(procedure.subject)}"


def sign_lines(report: CheckReport, schools: dict[int, str], open_now: set[int]) -> tuple[SignLine, ...]:
    """Alphabetically: open schools, and those that wrote before they were closed. `schools`: id → name."""
    from app.services.checks.rules import strength

    fired: dict[tuple[int, int], list[MarkerRow]] = defaultdict(list)
    for marker in report.markers:
        fired[marker.procedure_id, marker.organisation_id].append(marker)
    cells: dict[int, dict[int, SignCell]] = defaultdict(dict)
    for cell in report.cells:
        if cell.organisation_id in schools:
            paper = f"{cell.subject[:1].lower()}{cell.subject[1:]}, {cell.grade} класс"
            found = strength(cell.n, fired[cell.procedure_id, cell.organisation_id])
            cells[cell.organisation_id][cell.procedure_id] = SignCell(
                cell.procedure_id, cell.organisation_id, cell.year, paper, cell.n, found, cell.markers
            )
    shown = sorted(open_now | set(cells), key=lambda school: (sort_key(schools[school]), school))
    return tuple(SignLine(school, schools[school], cells.get(school, {})) for school in shown)


def _marker_order(marker: MarkerRow) -> tuple[object, ...]:
    return -marker.year, sort_key(marker.school), marker.organisation_id, paper_order(marker.subject, marker.grade), marker.code


def read_evidence(ctx: Context, procedure_id: int, organisation_id: int, dark: bool, surface: str) -> Evidence:
    """The page of one school in one procedure, with its picture. UserError when it has no papers (any more)."""
    from app.services.checks.queries import evidence

    row = evidence(ctx, procedure_id, organisation_id)
    if row.school_scores is None:
        return Evidence(row, None)
    from dataclasses import replace

    from app.services import charts

    palette = replace(charts.DARK if dark else charts.LIGHT, surface=surface)
    figure = charts.distribution_figure(row.school_scores, row.reference_scores, row.cuts, width=7.2, height=3.0, palette=palette)
    return Evidence(row, figure)


def read_other_cells(ctx: Context, organisation_id: int) -> tuple[SignCell, ...]:
    """Every paper of one school, newest first."""
    from app.services.checks.queries import run_check

    lines = sign_lines(run_check(ctx), {organisation_id: ""}, set())
    found = [cell for line in lines for cell in line.cells.values()]
    return tuple(sorted(found, key=lambda cell: (-cell.year, sort_key(cell.paper))))
