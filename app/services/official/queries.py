"""The official view of the base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.organisations import Organisation
from app.models.results import Paper as StoredPaper
from app.services.analysis.settings import STORED, from_stored
from app.services.calendar.queries import own_organisations
from app.services.checks.queries import _cuts, _load, _procedures, _schools
from app.services.context import Context
from app.services.official.rows import CODE_ORDER, PARTS, OfficialLine, OfficialView
from app.services.results.rows import Scale
from app.services.results.subjects import paper_order
from app.services.text_ru import sort_key
from app.services.workplace.queries import get_setting

if TYPE_CHECKING:
    from app.services.checks.assess import Results
    from app.services.objectivity.official_markers import Ints


def official_view(ctx: Context, year: int | None = None) -> OfficialView:
    """Markers of 2019 and indicators of 2026 of own schools with what chance alone would give, of one year or of all.

    Schools are compared with the region where the base knows it, else with their own municipality (`checks.run_check`).
    """
    from app.services.checks import assess, report
    from app.services.official import summary

    thresholds = from_stored(get_setting(ctx, STORED))
    with ctx.db.read() as session:
        schools = _schools(session)
        own = frozenset(session.scalars(own_organisations(session).where(Organisation.kind == "school")))
        rows = [row for row in _procedures(session) if year is None or row.year in (year, year - 1)]
        loaded: list[tuple[Results, Ints, Scale | None]] = []
        for row in rows:
            one = _load(session, row, schools, "auto")
            if one.score.size:
                cuts = _cuts(session, row)
                loaded.append((*_with_marks(session, one, cuts), cuts))
    changes = list(assess.changes([one for one, _mark, _cuts in loaded], schools))
    papers = []
    for one, mark, cuts in loaded:
        its = tuple(change for change in changes if change.after is one)
        papers.append(summary.Paper(one, tuple(assess.markers(one, its, schools)), mark, cuts, None, its))
    papers = [p for p in summary.with_before(papers) if year is None or p.results.row.year == year]
    years, lines, markers = [], [], []
    for when in sorted({p.results.row.year for p in papers}, reverse=True):
        these = [p for p in papers if p.results.row.year == when and own.intersection(p.results.schools)]
        if not these:
            continue
        its_lines, its_markers, index = summary.lines_of_year(these, own, schools, thresholds)
        years.append(index)
        lines += its_lines
        markers += its_markers
    journal = [summary.journal_line(p, own) for p in papers if p.results.row.kind == "vpr"]
    found = [m for p in papers for m in p.markers]
    cells = [school for p in papers for school in p.results.schools if school in own]
    return OfficialView(
        tuple(years),
        tuple(sorted(lines, key=_order)),
        tuple(sorted((j for j in journal if j is not None), key=lambda j: (-j.year, paper_order(j.subject, j.grade)))),
        tuple(
            sorted(
                markers,
                key=lambda m: (
                    -m.year, sort_key(m.school), m.organisation_id, paper_order(m.subject, m.grade), CODE_ORDER.index(m.code)
                ),
            )
        ),
        tuple(report.notes([p.results for p in papers], changes, found)),
        len(cells),
        len(set(cells)),
    )  # fmt: skip


def _order(line: OfficialLine) -> tuple[object, ...]:
    return (
        -line.year, list(PARTS).index(line.part), CODE_ORDER.index(line.code), line.kind == "oge",
        paper_order(line.subject, line.grade),
    )  # fmt: skip


def _with_marks(session: Session, one: Results, scale: Scale | None) -> tuple[Results, Ints]:
    """The papers again with the mark of each: as the file says it, else by the scale; 0 = none."""
    from dataclasses import replace

    import numpy as np

    from app.services.analysis.rules import marks_of

    query = select(StoredPaper.organisation_id, StoredPaper.raw_score, StoredPaper.journal_mark, StoredPaper.mark).where(
        StoredPaper.procedure_id == one.row.id, StoredPaper.absent.is_(False), StoredPaper.raw_score.is_not(None)
    )
    papers = np.array([tuple(paper) for paper in session.execute(query)], dtype=np.float64).reshape(-1, 4)
    place = np.searchsorted(np.array(one.schools), papers[:, 0].astype(np.int64))
    score = papers[:, 1]
    marks = np.asarray(marks_of(score, np.nan_to_num(papers[:, 3]), scale), dtype=np.int64)
    return replace(one, place=place, score=score, journal=papers[:, 2]), marks
