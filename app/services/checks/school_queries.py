"""Markers of one school, without reading the papers of all the others: a card opens at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.organisations import Organisation
from app.models.results import GroupStat, Paper
from app.services.checks.queries import NEARLY_ALL, _percents, _schools
from app.services.checks.rows import MarkerRow
from app.services.results.procedure import ProcedureRow
from app.services.text_ru import sort_key

if TYPE_CHECKING:
    from app.services.checks.assess import Results, School


def school_markers(session: Session, ids: Collection[int], procedures: Sequence[ProcedureRow]) -> tuple[MarkerRow, ...]:
    """The markers `run_check` finds for these organisations in these procedures, newest first.

    Pupils are read of the schools' own municipalities only; of the others the means, which the index of papers gives.
    """
    from app.services.checks import assess
    from app.services.checks.rules import MARKER_ORDER

    schools = _schools(session)
    towns = {schools[i].municipality_id for i in ids}
    near = list(
        session.scalars(
            select(Organisation.id).where(
                Organisation.municipality_id.in_([t for t in towns if t is not None])
                if None not in towns
                else Organisation.id.is_not(None)
            )
        )
    )
    found: list[MarkerRow] = []
    regions = _regions(session, procedures)
    papers = _papers(session, procedures, regions, near, ids)
    pairs = [(a, b) for b in procedures for a in procedures if assess.follows(a, b)]
    means = {p.id: _means(session, p, regions.get(p.id)) for p in {p.id: p for pair in pairs for p in pair}.values()}
    for row in procedures:
        if row.id not in papers:
            continue
        one = _load(row, schools, papers[row.id], regions.get(row.id))
        changes = [
            change
            for before, after in pairs
            if after.id == row.id
            for change in assess.changes([means[before.id], means[after.id]], schools)
        ]
        found += [marker for marker in assess.markers(one, changes, schools) if marker.organisation_id in ids]
    return tuple(sorted(found, key=lambda m: (-m.year, m.grade, sort_key(m.subject), MARKER_ORDER.index(m.code), m.school)))


Paper3 = tuple[int, int, int | None]
"""Organisation, raw score, journal mark."""


def _regions(session: Session, procedures: Sequence[ProcedureRow]) -> dict[int, GroupStat]:
    """The region's distribution of scores, by procedure: computed from a regional file, else as a report prints it."""
    query = select(GroupStat).where(
        GroupStat.procedure_id.in_([row.id for row in procedures]), GroupStat.content == "scores", GroupStat.level == "region"
    )
    found: dict[int, GroupStat] = {}
    for one in session.scalars(query.order_by(GroupStat.derived.desc(), GroupStat.id)):
        found.setdefault(one.procedure_id, one)
    return found


def _papers(
    session: Session,
    procedures: Sequence[ProcedureRow],
    regions: dict[int, GroupStat],
    near: Sequence[int],
    ids: Collection[int],
) -> dict[int, list[Paper3]]:
    """Scores of the schools, and of their municipality where nothing is known of the region."""
    found: dict[int, list[Paper3]] = {}
    known = {i for i, one in regions.items() if any(_percents(one).values())}
    for rows, owners in (
        ([row.id for row in procedures if row.id in known], list(ids)),
        ([row.id for row in procedures if row.id not in known], near),
    ):
        if not rows:
            continue
        query = select(Paper.procedure_id, Paper.organisation_id, Paper.raw_score, Paper.journal_mark).where(
            Paper.procedure_id.in_(rows),
            Paper.organisation_id.in_(owners),
            Paper.absent.is_(False),
            Paper.raw_score.is_not(None),
        )
        for procedure, school, score, mark in session.execute(query):
            found.setdefault(procedure, []).append((school, score or 0, mark))
    return found


def _load(row: ProcedureRow, schools: dict[int, School], rows: list[Paper3], stored: GroupStat | None) -> Results:
    import numpy as np

    from app.services.checks import assess
    from app.services.objectivity.official_markers import moments

    papers = np.array(rows, dtype=np.float64).reshape(-1, 3)
    found, place = np.unique(papers[:, 0].astype(np.int64), return_inverse=True)
    score = papers[:, 1]
    region = stored and assess.region_group(found.size, _percents(stored), stored.participants)
    groups = (region,) if region else tuple(assess.municipal_groups([schools[int(i)] for i in found], place, score))
    return assess.Results(
        row=row,
        schools=tuple(int(i) for i in found),
        place=place,
        score=score,
        journal=papers[:, 2],
        moments=moments(place, score, found.size),
        region_known=region is not None,
        whole_region=False,
        groups=groups,
    )


def _means(session: Session, row: ProcedureRow, stored: GroupStat | None) -> Results:
    """Every school of a procedure as if one pupil had its mean: what the rule of sharp change needs."""
    import numpy as np

    from app.services.checks import assess
    from app.services.objectivity.official_markers import Moments

    query = (
        select(Paper.organisation_id, func.count(), func.avg(Paper.raw_score))
        .where(Paper.procedure_id == row.id, Paper.absent.is_(False), Paper.raw_score.is_not(None))
        .group_by(Paper.organisation_id)
        .order_by(Paper.organisation_id)
    )
    rows = session.execute(query).all()
    n = np.array([count for _school, count, _mean in rows], dtype=np.int64)
    mean = np.array([value for _school, _count, value in rows], dtype=np.float64)
    region = stored and assess.region_group(len(rows), _percents(stored), stored.participants)
    place = np.arange(len(rows))
    whole = bool(stored and stored.derived and n.sum() >= NEARLY_ALL * (stored.participants or 0))
    # Without the region each municipality is compared inside itself; any group says that there is something to compare.
    groups = (region,) if region else (assess.Group(place, "municipality", "", None, ()),)
    return assess.Results(
        row=row,
        schools=tuple(school for school, _count, _mean in rows),
        place=place,
        score=mean,
        journal=np.full(len(rows), np.nan),
        moments=Moments(n, mean, np.full(len(rows), np.nan)),
        region_known=region is not None,
        whole_region=whole,
        groups=groups,
    )
