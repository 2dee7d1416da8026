"""The page of a finding: stored figures of the cell, its pictures computed anew from the papers, words.

Stored p-values are shown as they are. The pictures are made from the papers: of the whole base where it is small, else
of the cell's own procedure only, and for what other papers predict the scores of a sample of schools.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import func, select

from app.models.results import Paper
from app.services.checks.queries import official_cell
from app.services.checks.rows import FEW, OfficialCell
from app.services.context import Context
from app.services.findings import rules, words
from app.services.findings.brief import JUDGED
from app.services.findings.evidence_rows import EvidencePage, Picture, SignalEvidence
from app.services.findings.queries import findings_state, list_findings
from app.services.findings.reading import read_region, read_scores
from app.services.findings.rows import SIGNAL_NAMES, FindingRow, FindingsState, NullRow, SignalRow
from app.services.objectivity.cells import SIZE_EDGES, Cells, cells_of
from app.services.objectivity.pictures import ExpectationDetail
from app.services.results.procedure import PROCEDURE_KINDS
from app.services.results.subjects import normalise_subject, subject_code

if TYPE_CHECKING:
    from app.services.findings.evidence_rows import Detail
    from app.services.objectivity.region import PaperData, Region

SMALL_BASE = 40_000
"""Up to so many papers the whole base is read for one page: a district of several years; 16,000 papers take 0.2 s."""

SAMPLE = 150
"""Schools whose scores say what the papers of a school predict of each other, where a region is loaded."""


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """The papers that were read, and where the cell is in them."""

    region: Region
    cells: Cells
    cell: int


def evidence(ctx: Context, procedure_id: int, organisation_id: int) -> EvidencePage:
    """The page of one school in one procedure, whether or not anything was found. UserError when it has no papers."""
    official = official_cell(ctx, procedure_id, organisation_id)
    stored = list_findings(ctx, organisation_id=organisation_id)
    found = next((row for row in stored if row.procedure_id == procedure_id), None)
    signals: tuple[SignalEvidence, ...] = ()
    if found is not None and official.n >= FEW:
        small = _is_small(ctx)
        near = _look(ctx, procedure_id, organisation_id, None if small else [procedure_id])
        wide = near if small else _look_wide(ctx, procedure_id, organisation_id)
        signals = tuple(
            _signal(signal, found.n, official, wide if signal.code == "expectation" else near)
            for signal in _in_order(found.signals)
        )
    others = tuple(row for row in stored if row is not found)
    return _page(official, found, findings_state(ctx), signals, others)


def _page(
    official: OfficialCell,
    found: FindingRow | None,
    state: FindingsState,
    signals: tuple[SignalEvidence, ...],
    others: tuple[FindingRow, ...],
) -> EvidencePage:
    n = official.n
    strength = found.strength if found is not None else "little"
    flagged = found is not None and found.flagged
    speaking = [signal for signal in signals if signal.strength not in ("none", "little")]
    if not speaking and strength not in ("none", "little"):
        speaking = list(signals[:1])  # none is loud by itself, together they are
    codes = [signal.code for signal in speaking]
    if found is None and n >= FEW and official.procedure.kind not in JUDGED:
        heading, sentence = (
            "Работу проверяли не в школе",
            "Признаков по ней не ищут: с нею сравнивают работы, проверенные в школе.",
        )
    elif found is None and n >= FEW:
        heading, sentence = "Признаки ещё не посчитаны", "Признаки этой работы ещё не посчитаны: ниже то, что видно по баллам."
    else:
        heading = words.strength_words(strength, flagged)
        sentence = words.main_sentence(strength, speaking[0].sentence if speaking else "", n)
    return EvidencePage(
        procedure_id=official.procedure.id,
        organisation_id=official.organisation_id,
        title=official.procedure.title,
        school=official.school,
        login=official.login,
        year=official.procedure.year,
        grade=official.procedure.grade,
        subject=official.procedure.subject,
        n=n,
        absent=official.absent,
        strength=strength,
        flagged=flagged,
        heading=heading,
        sentence=sentence,
        rarity=words.rarity(found.p) if found is not None and n >= FEW else "",
        p=found.p if found is not None else None,
        signals=signals,
        scores=_scores(official),
        values=official.values,
        markers=official.markers,
        marker_sentences=official.sentences,
        explanations=words.explanations(codes, n, official.absent),
        next_steps=words.next_steps(strength, flagged, codes, n) if found is not None or n < FEW else (),
        others=others,
        reference=_reference(found, official, state),
        repeat=words.repeat_words(others),
        calibration=words.calibration_words(_nulls_for(state.nulls, n)) if found is not None and found.p is not None else "",
        computed=found is not None,
    )


# -- pictures of the signals -------------------------------------------------------------------------------------------


def _is_small(ctx: Context) -> bool:
    with ctx.db.read() as session:
        return (session.scalar(select(func.max(Paper.id))) or 0) <= SMALL_BASE


def _look(ctx: Context, procedure_id: int, organisation_id: int, procedures: list[int] | None) -> _Looked | None:
    """None where the cell is not in the papers any more, or its kind is not judged."""
    with ctx.db.read() as session:
        return _placed(read_region(session, procedures=procedures), procedure_id, organisation_id)


def _look_wide(ctx: Context, procedure_id: int, organisation_id: int) -> _Looked | None:
    with ctx.db.read() as session:
        return _placed(read_scores(session, organisation_id, SAMPLE), procedure_id, organisation_id)


def _placed(region: Region, procedure_id: int, organisation_id: int) -> _Looked | None:
    cells = cells_of(region)
    papers = np.array([paper.id for paper in region.papers], dtype=np.int64)
    here = np.flatnonzero((papers[cells.paper] == procedure_id) & (region.schools[cells.school] == organisation_id))
    return _Looked(region, cells, int(here[0])) if here.size else None


def _in_order(signals: Sequence[SignalRow]) -> list[SignalRow]:
    """The most telling first, those that could not be computed last."""
    return sorted(signals, key=lambda signal: (signal.p is None, signal.p or 0.0, signal.code))


def _signal(signal: SignalRow, n: int, official: OfficialCell, looked: _Looked | None) -> SignalEvidence:
    detail = _detail(signal, looked)
    return SignalEvidence(
        code=signal.code,
        name=SIGNAL_NAMES.get(signal.code, signal.code),
        strength=rules.signal_strength(signal, n),
        sentence=words.sentence(signal.code, detail, n, signal.p) if signal.p is not None else words.unknown(signal.why),
        p=signal.p,
        rarity=words.rarity(signal.p),
        n=n,
        values=words.value_pairs(signal),
        sees=words.SEES.get(signal.code, ""),
        misses=words.MISSES.get(signal.code, ""),
        picture=_picture(signal.code, detail, official, looked) if detail is not None and looked is not None else None,
    )


def _detail(signal: SignalRow, looked: _Looked | None) -> Detail | None:
    if signal.p is None or looked is None:
        return None
    from app.services.objectivity.registry import signals

    module = next((one for one in signals() if signal.code == one.CODE), None)
    return module.detail(looked.region, looked.cells, looked.cell) if module is not None else None


def _picture(code: str, detail: Detail, official: OfficialCell, looked: _Looked) -> Picture:
    if isinstance(detail, ExpectationDetail):
        detail = _without_few(detail, looked)
        names = tuple(_paper_name(looked.region.papers[place]) for place in detail.papers)
        return Picture(code, detail, official.school, official.n, names=names)
    return Picture(code, detail, official.school, official.n)


def _without_few(detail: ExpectationDetail, looked: _Looked) -> ExpectationDetail:
    """Without the papers of the school that fewer than 5 wrote: they have no percent and no place among others."""
    school = looked.cells.school[looked.cell]
    wrote = np.array([int((looked.region.papers[place].school == school).sum()) for place in detail.papers])
    kept = np.flatnonzero(wrote >= FEW)
    return ExpectationDetail(
        papers=detail.papers[kept],
        observed=detail.observed[kept],
        predicted=detail.predicted[kept],
        low=detail.low[kept],
        high=detail.high[kept],
        own=int(np.searchsorted(kept, detail.own)),
        from_exam=detail.from_exam,
    )


def _paper_name(paper: PaperData) -> str:
    """«РУ 7⏎2024», «ОГЭ РУ⏎2025»: two lines under a column."""
    subject = subject_code(normalise_subject(paper.subject))
    what = f"{subject} {paper.grade}" if paper.kind == "vpr" else f"{PROCEDURE_KINDS.get(paper.kind, paper.kind)} {subject}"
    return f"{what}\n{paper.year}"


def _scores(official: OfficialCell) -> Picture | None:
    if official.school_scores is None:
        return None
    return Picture(
        "scores",
        None,
        official.school,
        official.n,
        scores=official.school_scores,
        reference_scores=official.reference_scores,
        cuts=official.cuts,
    )


# -- what it was compared with -----------------------------------------------------------------------------------------


def _reference(found: FindingRow | None, official: OfficialCell, state: FindingsState) -> str:
    if found is None or found.p is None:
        return official.reference
    return state.reference


def _nulls_for(nulls: Sequence[NullRow], n: int) -> list[NullRow]:
    """Those of the group of sizes that a cell of n belongs to."""
    bins = (("5–15", "16–30", "31–60", "61+")[sum(n > edge for edge in SIZE_EDGES)], "≤30" if n <= 30 else ">30", "all")
    by_group = {null.group: null for null in nulls if null.signal == "combined"}
    return [by_group[name] for name in bins if name in by_group][:1]
