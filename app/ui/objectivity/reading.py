"""What the tab «Объективность» reads: schools × papers, the page of one finding. Runs on the worker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.services.findings.brief import JUDGED
from app.services.findings.evidence_rows import EvidencePage, Picture
from app.services.findings.rows import SIGNAL_NAMES, STRENGTH_WORDS, FindingRow, FindingsState, Strength, TrendRow
from app.services.findings.rules import signal_strength
from app.services.results.procedure import PROCEDURE_KINDS, ProcedureRow
from app.services.results.subjects import paper_code, paper_order
from app.services.text_ru import NBSP, counted, sort_key
from app.ui.objectivity import signs
from app.ui.objectivity.signal_list import SCORES
from app.ui.objectivity.year_page import Years, checked_procedures

if TYPE_CHECKING:
    from app.services.context import Context
    from app.services.inquiries.rows import CellInquiry

NAMED = 3
"""Signals of a cell that its tooltip names."""
FIGURE = (7.2, 3.0)
"""Inches."""


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """One procedure of the grid."""

    procedure_id: int
    year: int
    grade: int
    subject: str
    code: str
    """«РУ 4»."""
    title: str


@dataclass(frozen=True, slots=True)
class SignCell:
    """One school in one procedure."""

    procedure_id: int
    organisation_id: int
    n: int
    strength: str
    """Key of `findings.rows.STRENGTH_WORDS`."""
    flagged: bool
    signals: dict[str, Strength] = field(hash=False)
    """Strength by signal."""
    names: tuple[str, ...] = ()
    """What stands out, the most telling first."""
    deed: str = ""
    """Key of `signs.DEED_WORDS`: what was done about it."""


@dataclass(frozen=True, slots=True)
class SignLine:
    """One school; `cells` by procedure id, those it wrote."""

    organisation_id: int
    school: str
    cells: dict[int, SignCell]


@dataclass(frozen=True, slots=True)
class SignsPage:
    state: FindingsState
    papers: tuple[PaperColumn, ...] = ()
    lines: tuple[SignLine, ...] = ()
    trend: tuple[TrendRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """How figures are to look: colours of the window."""

    dark: bool
    surface: str


@dataclass(frozen=True)
class Evidence:
    page: EvidencePage
    figure: Any
    """Of the chosen signal; None where there is nothing to draw."""
    inquiry_id: int | None = None
    deed: str = ""
    deed_words: str = ""
    """«Отклонён 14.11.2026: …»."""


# -- schools × papers


def read_page(ctx: Context, years: Years) -> SignsPage:
    """Own schools only, in the chosen year, as the stored findings say."""
    from app.services.findings.queries import findings_state, list_findings, trend
    from app.services.inquiries.queries import states_by_cell
    from app.services.organisations.queries import list_organisations

    rows = list_findings(ctx, years.one)
    schools = {o.id: o.short_name for o in list_organisations(ctx, own_only=True, include_closed=True) if o.id is not None}
    open_now = {o.id for o in list_organisations(ctx, own_only=True, kind="school") if o.id is not None}
    shown = [p for p in checked_procedures(ctx, JUDGED) if years.one is None or p.year == years.one]
    lines = sign_lines(rows, states_by_cell(ctx, rows), schools, open_now)
    return SignsPage(findings_state(ctx), paper_columns(shown), lines, trend(ctx))


def paper_columns(procedures: Iterable[ProcedureRow]) -> tuple[PaperColumn, ...]:
    """Papers together («РУ 4», «МА 4» …), inside a paper the newest year first."""
    ordered = sorted(procedures, key=lambda p: (paper_order(p.subject, p.grade), -p.year, p.kind))
    return tuple(PaperColumn(p.id, p.year, p.grade, p.subject, _code(p), p.title) for p in ordered)


def _code(procedure: ProcedureRow) -> str:
    """«РУ 4» of ВПР, «МПР РУ 4» of a test of the municipality."""
    code = paper_code(procedure.subject, procedure.grade)
    return code if procedure.kind == "vpr" else f"{PROCEDURE_KINDS[procedure.kind]}{NBSP}{code}"


def sign_lines(
    rows: Iterable[FindingRow], deeds: Mapping[tuple[int, int], CellInquiry], schools: Mapping[int, str], open_now: set[int]
) -> tuple[SignLine, ...]:
    """Alphabetically: open schools, and those that wrote before they were closed. `schools`: id → name."""
    cells: dict[int, dict[int, SignCell]] = defaultdict(dict)
    for row in rows:
        if row.organisation_id in schools:
            key = (row.procedure_id, row.organisation_id)
            cells[row.organisation_id][row.procedure_id] = sign_cell(row, deed_of(deeds.get(key)))
    shown = sorted(open_now | set(cells), key=lambda school: (sort_key(schools[school]), school))
    return tuple(SignLine(school, schools[school], cells.get(school, {})) for school in shown)


def sign_cell(row: FindingRow, deed: str = "") -> SignCell:
    strengths = {signal.code: signal_strength(signal, row.n) for signal in row.signals}
    telling = sorted((s for s in row.signals if signs.RANK[strengths[s.code]]), key=lambda s: (s.p or 0.0, s.code))
    names = tuple(f"{_lower(SIGNAL_NAMES[s.code])} – {STRENGTH_WORDS[strengths[s.code]]}" for s in telling[:NAMED])
    return SignCell(row.procedure_id, row.organisation_id, row.n, row.strength, row.flagged, strengths, names, deed)


def deed_of(inquiry: CellInquiry | None) -> str:
    """Key of `signs.DEED_WORDS`; a dismissed finding whose figures have become others counts as new."""
    if inquiry is None or inquiry.came_back:
        return ""
    return {"dismissed": "dismissed", "concluded": "closed"}.get(inquiry.state, "open")


# -- one finding


def read_evidence(ctx: Context, procedure_id: int, organisation_id: int, code: str, look: Look) -> Evidence:
    """The page of one school in one procedure with the picture of signal `code`, or of the leading one.

    UserError when it has no papers (any more).
    """
    from app.services.findings.evidence import evidence
    from app.services.findings.queries import finding
    from app.services.inquiries.queries import states_by_cell

    page = evidence(ctx, procedure_id, organisation_id)
    leading = page.leading
    picture = picture_of(page, code) or (leading.picture if leading is not None else page.scores)
    stored = finding(ctx, procedure_id, organisation_id)
    inquiry = states_by_cell(ctx, (stored,) if stored is not None else ()).get((procedure_id, organisation_id))
    return Evidence(
        page,
        draw(picture, look) if picture is not None else None,
        inquiry.id if inquiry is not None else None,
        deed_of(inquiry),
        _deed_words(inquiry),
    )


def read_by_chance(ctx: Context, page: EvidencePage) -> tuple[str, ...]:
    """Of every official threshold that caught this cell: how many schools it caught, and how many it would by chance."""
    from app.services.official.queries import official_view
    from app.services.official.rows import OFFICIAL_NAMES
    from app.services.official.rules import about

    codes = [marker.code for marker in page.markers]
    said = []
    for line in official_view(ctx, page.year).lines:
        if line.procedure_id == page.procedure_id and line.code in codes and line.expected is not None:
            schools = counted(line.looked, "школы", "школ", "школ")
            said.append(
                f"{OFFICIAL_NAMES[line.code]}: порог отметил {line.flagged} из {schools}; "
                f"случайно под него попало бы {about(line.expected)}."
            )
    return tuple(dict.fromkeys(said))


def picture_of(page: EvidencePage, code: str) -> Picture | None:
    if code == SCORES:
        return page.scores
    return next((signal.picture for signal in page.signals if signal.code == code), None)


def draw(picture: Picture, look: Look) -> Any:
    """The figure of a picture in the colours of the window."""
    from dataclasses import replace

    from app.services import charts
    from app.services.findings.pictures import draw as figure_of

    palette = replace(charts.DARK if look.dark else charts.LIGHT, surface=look.surface)
    return figure_of(picture, width=FIGURE[0], height=FIGURE[1], palette=palette)


def own_row(page: EvidencePage) -> FindingRow:
    """The cell of the page among the other papers of its school."""
    return FindingRow(
        page.procedure_id, page.organisation_id, page.year, page.grade, page.subject, page.school, page.login, page.n, page.p,
        None, None, page.flagged, page.strength, (),
    )  # fmt: skip


def _deed_words(inquiry: CellInquiry | None) -> str:
    from app.services.inquiries.rows import STATES, VERDICTS
    from app.services.text_ru import short_date

    if inquiry is None:
        return ""
    since = f"с {short_date(inquiry.opened_on)}"
    if inquiry.came_back:
        return f"Признак отклоняли ({inquiry.reason}), но числа с тех пор заметно изменились."
    if inquiry.state == "dismissed":
        return f"Признак отклонён: {inquiry.reason}"
    if inquiry.state == "concluded":
        return f"Разбор завершён: {VERDICTS[inquiry.verdict]}." if inquiry.verdict else "Разбор завершён."
    return f"Разбор идёт {since}: {STATES[inquiry.state]}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
