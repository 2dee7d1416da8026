"""Papers of the base as the arrays that the checks read (`objectivity.region`).

Measured (docs/benchmarks.md, «findings»): one procedure at a time goes through Python, so the peak is the arrays (about
60 bytes a pupil with 18 tasks) and the rows of the largest procedure.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import CursorResult, select, text
from sqlalchemy.orm import Session

from app.models.organisations import Organisation
from app.models.results import GroupStat, Procedure, Task
from app.models.scales import ScoreScale
from app.services.objectivity.cells import CELL_KINDS
from app.services.objectivity.region import BLANK, Bytes, Flags, Ints, KnownShares, PaperData, Region
from app.services.progress import NoProgress, Progress
from app.services.text_ru import search_key

READ_KINDS = (*CELL_KINDS, "oge")
"""What is judged, and the exam it is compared with."""
NEARLY_ALL = 0.9
"""Share of a regional file's participants whose papers must be in the base for the papers to speak for the region."""
MARKS = (2, 3, 4, 5)
_PAPERS = text("""
SELECT organisation_id, absent, coalesce(raw_score, -1), coalesce(journal_mark, 0), variant, coalesce(task_scores, x'')
FROM paper WHERE procedure_id = :procedure ORDER BY organisation_id, code
""")
"""The unique index of `paper` gives the order. The cursor's own rows are read: a third of the time of wrapped ones."""


_SCORES = text("""
SELECT procedure_id, organisation_id, raw_score, count(*) FROM paper
WHERE absent = 0 AND raw_score >= 0 AND organisation_id IN (SELECT value FROM json_each(:schools))
GROUP BY procedure_id, organisation_id, raw_score
""")


@dataclass(frozen=True, slots=True)
class _Procedure:
    id: int
    kind: str
    year: int
    grade: int
    subject: str
    max_score: int | None


@dataclass(frozen=True, slots=True, eq=False)
class _Papers:
    """Papers of one procedure, in order of (organisation id, code); absent pupils too."""

    organisation: Ints
    wrote: Flags
    score: Ints
    journal: Ints
    variant: tuple[str, ...]
    tasks: tuple[bytes, ...]


def read_region(
    session: Session,
    progress: Progress | None = None,
    *,
    procedures: Collection[int] | None = None,
    organisations: Collection[int] | None = None,
    kinds: Collection[str] = READ_KINDS,
) -> Region:
    """All papers of the base in the order that `objectivity.region` promises.

    `procedures`, `organisations`: only these (ids): the page of one finding needs no more than its own paper, or its
    own school. A school stands in the region when it has a paper, absent pupils included.
    """
    progress = progress or NoProgress()
    wanted = _procedures(session, procedures, kinds)
    order, municipality = _schools(session)
    read: list[tuple[_Procedure, _Papers]] = []
    for done, procedure in enumerate(wanted):
        progress.report(done, len(wanted), "Чтение результатов")
        papers = _papers(session, procedure.id)
        if organisations is not None:
            papers = _only(papers, np.isin(papers.organisation, np.array(sorted(organisations), dtype=np.int64)))
        if papers.organisation.size:
            read.append((procedure, papers))
    present = {int(i) for _procedure, papers in read for i in np.unique(papers.organisation)}
    ids = np.array([i for i in order if i in present], dtype=np.int64)
    owner = np.array([municipality[int(i)] for i in ids], dtype=np.int64)
    scales = _scales(session)
    papers_of = [_paper(session, procedure, papers, ids, owner, scales) for procedure, papers in read]
    return Region(ids, owner, tuple(papers_of))


def read_scores(session: Session, organisation: int, at_most: int) -> Region:
    """Scores only, of about `at_most` schools: the municipality of one and others evenly from the rest of the register.

    Enough to see what other papers predict (`signals.expectation`) where a whole region is loaded: the levels of papers
    and the covariance of a sample are those of the region but for a few percent.
    """
    order, municipality = _schools(session)
    near = [i for i in order if municipality[i] == municipality.get(organisation)] or [organisation]
    rest = [i for i in order if municipality[i] != municipality.get(organisation)]
    step = max(1, -(-len(rest) // max(1, at_most - len(near))))
    wanted = _procedures(session, None, READ_KINDS)
    found = session.execute(_SCORES, {"schools": json.dumps([*near, *rest[::step]])}).all()
    tallies = np.array([tuple(row) for row in found], dtype=np.int64).reshape(-1, 4)
    present = set(tallies[:, 1].tolist())
    ids = np.array([i for i in order if i in present], dtype=np.int64)
    owner = np.array([municipality[int(i)] for i in ids], dtype=np.int64)
    papers = []
    for procedure in wanted:
        mine = tallies[tallies[:, 0] == procedure.id]
        if mine.size:
            pupils = np.repeat(mine[:, 1:3], mine[:, 3], axis=0)
            none, empty = np.zeros(len(pupils), dtype=np.int64), ("",) * len(pupils)
            scored = _Papers(pupils[:, 0], none == 0, pupils[:, 1], none, empty, (b"",) * len(pupils))
            papers.append(_paper(session, procedure, scored, ids, owner, {}))
    return Region(ids, owner, tuple(papers))


def _procedures(session: Session, ids: Collection[int] | None, kinds: Collection[str]) -> list[_Procedure]:
    found = [
        _Procedure(p.id, p.kind, p.year, p.grade, search_key(p.subject), p.max_score)
        for p in session.scalars(select(Procedure).where(Procedure.kind.in_(kinds)))
        if ids is None or p.id in ids
    ]
    return sorted(found, key=lambda p: (p.year, p.kind, p.grade, p.subject))


def _schools(session: Session) -> tuple[list[int], dict[int, int]]:
    """Organisation ids in order of their logins (those without one last), and their municipalities, 0 = none."""
    rows = session.execute(select(Organisation.id, Organisation.login, Organisation.search_name, Organisation.municipality_id))
    found = sorted(((login is None, login or name, i, town or 0) for i, login, name, town in rows))
    return [i for _none, _name, i, _town in found], {i: town for _none, _name, i, town in found}


def _papers(session: Session, procedure: int) -> _Papers:
    result: CursorResult[Any] = session.connection().execute(_PAPERS, {"procedure": procedure})
    rows = result.cursor.fetchall() if result.cursor is not None else []
    result.close()
    if not rows:
        nothing = np.zeros(0, dtype=np.int64)
        return _Papers(nothing, np.zeros(0, dtype=np.bool_), nothing, nothing, (), ())
    organisation, absent, score, journal, variant, tasks = zip(*rows, strict=True)
    points = _ints(score)
    return _Papers(_ints(organisation), (_ints(absent) == 0) & (points >= 0), points, _ints(journal), variant, tasks)


def _ints(column: Collection[int]) -> Ints:
    return np.fromiter(column, dtype=np.int64, count=len(column))


def _only(papers: _Papers, keep: Flags) -> _Papers:
    where = np.flatnonzero(keep).tolist()
    return _Papers(
        papers.organisation[keep],
        papers.wrote[keep],
        papers.score[keep],
        papers.journal[keep],
        tuple(papers.variant[i] for i in where),
        tuple(papers.tasks[i] for i in where),
    )


def _paper(
    session: Session,
    procedure: _Procedure,
    papers: _Papers,
    ids: Ints,
    owner: Ints,
    scales: Mapping[tuple[str, int, int, str], ScoreScale],
) -> PaperData:
    by_id = np.argsort(ids)
    place = by_id[np.searchsorted(ids, papers.organisation, sorter=by_id)]
    enrolled = _enrolled(place, papers.wrote, owner)
    # Stable: inside a school the pupils stay in order of their codes.
    order = np.argsort(place, kind="stable")
    order = order[papers.wrote[order]]
    score = papers.score[order]
    max_score = procedure.max_score
    if max_score is not None and score.size and score.max() > max_score:
        max_score = None  # the base contradicts itself: the paper was changed under way
    tasks, columns = _tasks(session, procedure.id, papers.tasks, order)
    journal = papers.journal[order]
    return PaperData(
        id=procedure.id,
        kind=procedure.kind,
        year=procedure.year,
        grade=procedure.grade,
        subject=procedure.subject,
        max_score=max_score,
        cuts=_cuts(scales.get((procedure.kind, procedure.year, procedure.grade, procedure.subject)), max_score),
        school=place[order],
        score=score,
        journal=np.where(np.isin(journal, MARKS), journal, 0),
        tasks=tasks,
        task_max=np.array([points for _code, points in columns], dtype=np.int64),
        task_codes=tuple(code for code, _points in columns),
        variant=_variants(papers.variant)[order],
        enrolled=enrolled,
        known=_known(session, procedure.id, score.size),
    )


def _enrolled(place: Ints, wrote: Flags, owner: Ints) -> Ints:
    """Rows of each school; 0 where the files of its municipality list only those who wrote, so that nobody is absent there.

    Decided by municipality: what is loaded of others must not change what is known of this one.
    """
    rows = np.bincount(place, minlength=owner.size).astype(np.int64)
    absent = np.bincount(place[~wrote], minlength=owner.size)
    lists_absent = np.isin(owner, np.unique(owner[absent > 0]))
    return np.where(lists_absent, rows, 0)


def _tasks(
    session: Session, procedure: int, packed: tuple[bytes, ...], order: Ints
) -> tuple[Bytes | None, list[tuple[str, int]]]:
    """(pupils, tasks) bytes and (code, maximum) a task. Tasks whose maximum is not known are left out."""
    query = select(Task.code, Task.max_points).where(Task.procedure_id == procedure).order_by(Task.position)
    known = [(code, points) for code, points in session.execute(query)]
    width = len(known)
    if not width or not any(packed):
        return None, []
    rows = [packed[i] for i in order.tolist()]
    if any(len(row) != width for row in rows):
        blank = bytes([BLANK]) * width
        rows = [(row + blank)[:width] for row in rows]
    table = np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, width)
    kept = [n for n, (_code, points) in enumerate(known) if points]
    if not kept or not (table != BLANK).any():
        return None, []
    if len(kept) < width:
        table = np.ascontiguousarray(table[:, kept])
    return table, [(known[n][0], int(known[n][1] or 0)) for n in kept]


def _variants(written: tuple[str, ...]) -> Ints:
    """Number of the variant; a variant with a name gets a number of its own beyond the usual ones; 0 = not said."""
    names = sorted(set(written))
    number = {name: int(name) if name.isdecimal() else 1000 + place if name else 0 for place, name in enumerate(names)}
    return np.fromiter(map(number.__getitem__, written), dtype=np.int64, count=len(written))


def _scales(session: Session) -> dict[tuple[str, int, int, str], ScoreScale]:
    return {(s.kind, s.year, s.grade, search_key(s.subject)): s for s in session.scalars(select(ScoreScale))}


def _cuts(scale: ScoreScale | None, max_score: int | None) -> tuple[int, ...]:
    """Empty where a cut is not known, or where the scale is for another maximum."""
    if scale is None or max_score != scale.max_score:
        return ()
    cuts = (scale.min3, scale.min4, scale.min5)
    known = tuple(cut for cut in cuts if cut is not None)
    return known if len(known) == len(cuts) and known == tuple(sorted(set(known))) else ()


def _known(session: Session, procedure: int, papers: int) -> KnownShares | None:
    """The region's distribution of scores where its papers are not in the base; else the country's.

    A regional file leaves a row computed from all its papers: exact, but of no use where those papers are here.
    """
    query = select(GroupStat).where(
        GroupStat.procedure_id == procedure, GroupStat.content == "scores", GroupStat.level.in_(("region", "sample"))
    )
    stats = list(session.scalars(query.order_by(GroupStat.derived.desc(), GroupStat.id)))
    for stat in sorted(stats, key=lambda stat: stat.level != "region"):
        if stat.derived and papers >= NEARLY_ALL * (stat.participants or 0):
            return None
        shares = _shares(json.loads(stat.data))
        if shares is not None and (stat.participants or 0) > papers:
            return KnownShares(stat.level, stat.name, stat.participants or 0, shares)
    return None


def _shares(percents: Mapping[str, float]) -> Any:
    """Fractions by score; None when nobody wrote."""
    by_score = {int(score): float(percent) for score, percent in percents.items()}
    total = sum(by_score.values())
    if total <= 0:
        return None
    shares = np.zeros(max(by_score) + 1)
    shares[list(by_score)] = list(by_score.values())
    return shares / total
