"""What the tab «Объективность» reads: the grid, the page of one finding. Runs on the worker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.services.checks.rows import CHECKED_KINDS, EvidenceRow, MarkerRow
from app.services.results.procedure import PROCEDURE_KINDS, ProcedureRow
from app.services.results.subjects import paper_code, paper_order, subject_code
from app.services.text_ru import NBSP, sort_key
from app.ui.objectivity.year_page import Years, checked_procedures

if TYPE_CHECKING:
    from app.services.checks.rows import CheckReport
    from app.services.context import Context


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
    papers: tuple[PaperColumn, ...] = ()
    lines: tuple[SignLine, ...] = ()


@dataclass(frozen=True)
class Evidence:
    row: EvidenceRow
    figure: Any
    """A figure, or None where fewer than 5 wrote."""


def read_page(ctx: Context, years: Years) -> SignsPage:
    """Own schools only, in the chosen year."""
    from app.services.checks.queries import run_check
    from app.services.organisations.queries import list_organisations

    report = run_check(ctx, years.one)
    schools = {o.id: o.short_name for o in list_organisations(ctx, own_only=True, include_closed=True) if o.id is not None}
    open_now = {o.id for o in list_organisations(ctx, own_only=True, kind="school") if o.id is not None}
    shown = [p for p in checked_procedures(ctx, CHECKED_KINDS) if years.one is None or p.year == years.one]
    return SignsPage(paper_columns(shown), sign_lines(report, schools, open_now))


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
