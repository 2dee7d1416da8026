"""Results of one school over the years beside its district and region, and the tasks it does worse: for the card.

The district: the schools the workplace answers for; where it does not say, those of the school's municipality. In a
school's own base, and wherever only the school itself has papers, what a report says of the municipality.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.models.organisations import Organisation
from app.models.results import GroupStat, Paper, Procedure, Task
from app.models.scales import ScoreScale
from app.services.calendar.queries import own_organisations, procedure_row
from app.services.card.rows import ResultPoint, ResultSeries, TaskGap
from app.services.results.procedure import ProcedureRow
from app.services.results.queries import Stat, Tally, group_result, of_level, reported
from app.services.results.rows import GroupResult, Scale
from app.services.results.rules import LEAST_FOR_PERCENTS
from app.services.results.tasks import tasks_of
from app.services.scales.queries import scale_row
from app.services.text_ru import sort_key

YEARS = 5
"""As many as a row of small charts can show."""
GAP = 10.0
"""Percentage points under the district from which on a task is named."""
MOST_GAPS = 40
LARGEST_DISTRICT = 300
"""A base with more organisations is a region's: without a municipality a school has nobody near it."""
_LEAST_SPECIAL = 251
"""Bytes of task scores from here on are no points."""
_WHOLE = ("marks", "journal", "scores")


@dataclass(frozen=True, slots=True)
class Schools:
    """The school of the card, those that joined it, and what it is compared with."""

    own: dict[int, tuple[str, str]]
    """{organisation: (name, login)}, the card's own first."""
    district: tuple[int, ...]
    district_name: str
    district_code: str = ""
    """«reg99_m012» of the school's municipality."""

    @property
    def card(self) -> int:
        return next(iter(self.own))


def district_of(session: Session, school: Organisation) -> tuple[int, ...]:
    """Ids of the organisations a school is compared with, itself too."""
    own = set(session.scalars(own_organisations(session)))
    whole = session.scalar(select(func.count()).select_from(Organisation)) or 0
    if school.id not in own or not 1 < len(own) < whole:
        own = {school.id} if whole > LARGEST_DISTRICT else own
        if school.municipality_id is not None:
            own = set(session.scalars(select(Organisation.id).where(Organisation.municipality_id == school.municipality_id)))
    return tuple(sorted(own | {school.id}))


def written_procedures(session: Session, schools: Schools) -> list[ProcedureRow]:
    """Procedures of the last YEARS years the school, or one that joined it, has papers or a report of; oldest first."""
    ids, logins = list(schools.own), [login for _name, login in schools.own.values() if login]
    # A look into the index a procedure: the papers themselves are never walked through.
    papers = select(Paper.id).where(Paper.procedure_id == Procedure.id, Paper.organisation_id.in_(ids)).exists()
    reports = select(GroupStat.procedure_id).where(
        GroupStat.code.in_(logins), GroupStat.level == "school", GroupStat.content == "marks"
    )
    found = session.scalars(select(Procedure).where(or_(papers, Procedure.id.in_(reports))))
    rows = [procedure_row(one) for one in found]
    last = max((row.year for row in rows), default=0)
    kept = [row for row in rows if row.year > last - YEARS]
    return sorted(kept, key=lambda p: (p.year, p.held_on or date.max, p.id))


def result_series(session: Session, schools: Schools, procedures: Sequence[ProcedureRow]) -> tuple[ResultSeries, ...]:
    """Subjects written last year first, then by grade and name."""
    ids = [procedure.id for procedure in procedures]
    own, district = _own_tallies(session, ids, schools.own), _district_tallies(session, ids, schools.district)
    others = _writers_beside(session, ids, schools)
    stats = _stats(session, ids, schools)
    lines: defaultdict[tuple[str, int, str], list[ResultPoint]] = defaultdict(list)
    scales = session.scalars(select(ScoreScale).where(ScoreScale.year.in_({procedure.year for procedure in procedures})))
    by_paper = {(one.kind, one.year, one.grade, one.subject): one for one in scales}
    for procedure in procedures:
        scale = _scale(by_paper.get((procedure.kind, procedure.year, procedure.grade, procedure.subject)), procedure)
        said = stats[procedure.id]
        regions = of_level(said, "region") or of_level(said, "sample")
        region = reported(said, regions[0], scale) if regions else None
        around = _district(procedure.id, schools, district, others, said, scale)
        for school_id, (name, login) in schools.own.items():
            one = _school(procedure.id, school_id, name, login, own, said, scale)
            if one is not None:
                named = "" if school_id == schools.card else name
                point = ResultPoint(procedure, one, around, region, school_id, named)
                lines[procedure.kind, procedure.grade, procedure.subject].append(point)
    series = [ResultSeries(*key, f"{key[2]}, {key[1]} класс", tuple(points)) for key, points in lines.items()]
    last = max((procedure.year for procedure in procedures), default=0)
    series.sort(key=lambda s: (s.points[-1].procedure.year != last, s.kind != "vpr", s.kind, s.grade, sort_key(s.subject)))
    return tuple(series)


def _scale(found: ScoreScale | None, procedure: ProcedureRow) -> Scale | None:
    """None where the scale is for another maximum: then it is another paper."""
    if found is None or procedure.max_score not in (None, found.max_score):
        return None
    return scale_row(found).scale


def _school(
    procedure_id: int,
    school_id: int,
    name: str,
    login: str,
    own: dict[tuple[int, int], list[Tally]],
    said: list[Stat],
    scale: Any,
) -> GroupResult | None:
    if tallies := own.get((procedure_id, school_id)):
        return group_result("school", name, school_id, login, tallies, scale)
    theirs = [stat for stat in of_level(said, "school") if login and stat.code == login]
    return replace(reported(said, theirs[0], scale), organisation_id=school_id, name=name) if theirs else None


def _district(
    procedure_id: int,
    schools: Schools,
    district: dict[int, list[Tally]],
    others: set[int],
    said: list[Stat],
    scale: Any,
) -> GroupResult | None:
    if procedure_id in others:
        return group_result("municipality", schools.district_name, None, "", district[procedure_id], scale)
    towns = of_level(said, "municipality")
    own = [town for town in towns if town.code and town.code == schools.district_code]
    if not own and len({town.name for town in towns}) != 1:
        return None
    return reported(said, (own or towns)[0], scale)


def _own_tallies(session: Session, procedures: Sequence[int], ids: Collection[int]) -> dict[tuple[int, int], list[Tally]]:
    found: defaultdict[tuple[int, int], list[Tally]] = defaultdict(list)
    columns = (Paper.procedure_id, Paper.organisation_id, Paper.absent, Paper.raw_score, Paper.mark, Paper.journal_mark)
    query = select(*columns, func.count()).where(Paper.procedure_id.in_(procedures), Paper.organisation_id.in_(ids))
    for procedure, school, absent, score, mark, journal, papers in session.execute(query.group_by(*columns)):
        found[procedure, school].append((bool(absent), score, mark, journal, papers))
    return found


def _district_tallies(session: Session, procedures: Sequence[int], ids: Collection[int]) -> dict[int, list[Tally]]:
    found: defaultdict[int, list[Tally]] = defaultdict(list)
    columns = (Paper.procedure_id, Paper.absent, Paper.raw_score, Paper.mark, Paper.journal_mark)
    query = select(*columns, func.count()).where(Paper.procedure_id.in_(procedures), Paper.organisation_id.in_(ids))
    for procedure, absent, score, mark, journal, papers in session.execute(query.group_by(*columns)):
        found[procedure].append((bool(absent), score, mark, journal, papers))
    return found


def _writers_beside(session: Session, procedures: Sequence[int], schools: Schools) -> set[int]:
    """Procedures that somebody else of the district wrote: else the «district» would be the school itself."""
    beside = [one for one in schools.district if one not in schools.own]
    papers = select(Paper.id).where(Paper.procedure_id == Procedure.id, Paper.organisation_id.in_(beside)).exists()
    return set(session.scalars(select(Procedure.id).where(Procedure.id.in_(procedures), papers))) if beside else set()


def _stats(session: Session, procedures: Sequence[int], schools: Schools) -> defaultdict[int, list[Stat]]:
    """What reports and regional files say; a regional file left the figures of every municipality, only ours is read."""
    found: defaultdict[int, list[Stat]] = defaultdict(list)
    codes = [one for one in (schools.district_code, *(login for _name, login in schools.own.values())) if one]
    towns = and_(GroupStat.level == "municipality", GroupStat.derived.is_(False))
    wanted = or_(GroupStat.level.in_(("region", "sample")), towns, GroupStat.code.in_(codes))
    query = select(GroupStat).where(GroupStat.procedure_id.in_(procedures), GroupStat.content.in_(_WHOLE), wanted)
    for g in session.scalars(query.order_by(GroupStat.id)):
        stat = Stat(g.content, g.level, g.code, g.name, g.participants, json.loads(g.data), g.derived)
        found[g.procedure_id].append(stat)
    return found


# --- tasks -------------------------------------------------------------------------------------------------------------


def task_gaps(session: Session, schools: Schools, procedures: Sequence[ProcedureRow], year: int) -> tuple[TaskGap, ...]:
    """Tasks of the procedures of a year the school does worse than its district by GAP points and more; the widest first."""
    found: list[TaskGap] = []
    for procedure in procedures:
        if procedure.year == year:
            found += _gaps(session, schools, procedure)
    return tuple(sorted(found, key=lambda gap: (gap.difference, gap.procedure.id, gap.code))[:MOST_GAPS])


def _gaps(session: Session, schools: Schools, procedure: ProcedureRow) -> list[TaskGap]:
    tasks = tasks_of(session, procedure.id)
    school, around = _task_sums(session, procedure.id, schools, len(tasks))
    n = school[1]
    if n < LEAST_FOR_PERCENTS:
        return []
    if around[1] > n:
        percents = {
            task.code: 100 * points / (around[1] * task.max_points)
            for task, points in zip(tasks, around[0], strict=True)
            if task.max_points
        }
    else:
        percents = _reported_tasks(session, procedure.id)
    found = []
    for task, points in zip(tasks, school[0], strict=True):
        if not task.max_points or task.code not in percents:
            continue
        own = 100 * points / (n * task.max_points)
        difference = own - percents[task.code]
        if difference <= -GAP:
            gap = TaskGap(procedure, task.code, task.max_points, task.level, task.skill, n, own, percents[task.code], difference)
            found.append(gap)
    return found


Sums = tuple[list[int], int]
"""Points by task, papers."""


def _task_sums(session: Session, procedure_id: int, schools: Schools, width: int) -> tuple[Sums, Sums]:
    """Of the school and of its district; «X» and blanks are no points."""
    if not width:
        return ([], 0), ([], 0)
    import numpy as np

    ids = ",".join(str(one) for one in sorted({*schools.district, *schools.own}))
    # Thousands of papers: the driver's own rows cost a third of what rows of the session do.
    found = session.connection().exec_driver_sql(
        f"SELECT organisation_id, task_scores FROM paper WHERE procedure_id = ? AND organisation_id IN ({ids})"
        " AND absent = 0 AND length(task_scores) = ?",
        (procedure_id, width),
    )
    rows = found.fetchall()
    owners = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    grid = np.frombuffer(b"".join([row[1] for row in rows]), np.uint8).reshape(len(rows), width)
    points = np.where(grid >= _LEAST_SPECIAL, 0, grid)
    own = np.isin(owners, list(schools.own))
    beside = np.isin(owners, schools.district)
    sums = [points[those].sum(axis=0, dtype=np.int64).tolist() for those in (own, beside)]
    return (sums[0], int(own.sum())), (sums[1], int(beside.sum()))


def _reported_tasks(session: Session, procedure_id: int) -> dict[str, float]:
    """Completion in the only municipality that reports of the procedure speak of; empty without one."""
    query = select(GroupStat.name, GroupStat.data).where(
        GroupStat.procedure_id == procedure_id, GroupStat.content == "tasks", GroupStat.level == "municipality"
    )
    rows = session.execute(query.order_by(GroupStat.id)).all()
    return dict(json.loads(rows[0][1])) if rows and len({name for name, _data in rows}) == 1 else {}


def last_year_with_tasks(session: Session, procedures: Sequence[ProcedureRow]) -> int | None:
    """The latest year of these procedures whose tasks are known."""
    ids = [procedure.id for procedure in procedures]
    known = set(session.scalars(select(Task.procedure_id).where(Task.procedure_id.in_(ids)).distinct()))
    return max((procedure.year for procedure in procedures if procedure.id in known), default=None)
