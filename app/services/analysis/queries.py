"""Reading what the analysis is made of: one query for the papers of a procedure, the rest from the results."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.organisations import Municipality, Organisation
from app.models.results import GroupStat, Paper, Procedure
from app.services.analysis import rules
from app.services.analysis.behind import task_rows
from app.services.analysis.conclusions import conclusions
from app.services.analysis.directions import individual, journal, mark_groups, marks, scores, skills, tasks
from app.services.analysis.rows import (
    Analysis,
    Choice,
    Choices,
    Direction,
    Material,
    Papers,
    Table,
    Thresholds,
    YearMarks,
)
from app.services.analysis.settings import STORED, conclusions_key, from_stored
from app.services.analysis.year import YearPaper, year_tables
from app.services.calendar.queries import own_organisations
from app.services.calendar.rules import same_district
from app.services.context import Context
from app.services.errors import UserError
from app.services.organisations.queries import list_organisations
from app.services.results.procedure import ProcedureRow
from app.services.results.queries import Stat, list_procedures, of_level, procedure_groups, reported, score_distribution
from app.services.results.rows import GroupResult, ProcedureGroups, Scale, ScoreDistribution, TaskPercents, TaskResults, TaskRow
from app.services.results.tasks import reported_tasks, task_results, tasks_of
from app.services.scales.queries import scale_for
from app.services.workplace.queries import get_setting, get_workplace

YEARS_BACK = 5
"""Dynamics are shown over so many years."""
_DIRECTIONS = (individual, marks, journal, scores, tasks, skills, mark_groups)


def get_thresholds(ctx: Context) -> Thresholds:
    return from_stored(get_setting(ctx, STORED))


def choices(ctx: Context) -> Choices:
    """Procedures that have results of the own schools, newest first; the schools that may be looked at."""
    workplace = get_workplace(ctx)
    procedures = _with_results(ctx)
    own = list_organisations(ctx, own_only=True, include_closed=True)
    schools = tuple(Choice(o.id, o.short_name) for o in own if o.id is not None and o.kind == "school")
    if workplace is not None and workplace.kind == "school":
        school = workplace.organisation_id or next((s.id for s in schools), None)
        return Choices(procedures, tuple(s for s in schools if s.id == school), workplace.district_name, school or 0)
    return Choices(procedures, schools, (workplace.district_name if workplace else "") or "Все школы")


def _with_results(ctx: Context) -> tuple[ProcedureRow, ...]:
    """With papers of the own schools, or with reports by groups that tell of them."""
    with ctx.db.read() as session:
        query = select(GroupStat.procedure_id).where(GroupStat.level.in_(("school", "municipality"))).distinct()
        told = set(session.scalars(query))
    found = []
    for row in list_procedures(ctx):
        groups = None if row.participants or row.id not in told else procedure_groups(ctx, row.id)
        if row.participants or (groups is not None and groups.district is not None and groups.district.participants):
            found.append(groups.procedure if groups is not None else row)
    return tuple(found)


def analyse(ctx: Context, procedure_id: int, school_id: int | None = None) -> Analysis:
    """All seven directions of one procedure. `school_id` None = the whole district.

    Raises UserError where the procedure, or the school in it, has no results.
    """
    material = load_material(ctx, procedure_id, school_id)
    found = tuple(one.direction(material) for one in _DIRECTIONS)
    own = material.own
    return Analysis(
        material.procedure,
        material.school_id,
        own.name,
        own.participants,
        own.absent,
        found,
        conclusions(material, found),
        get_setting(ctx, conclusions_key(material.procedure, material.school_id)),
        rules.sample_words(own.participants, material.thresholds),
        material.thresholds,
    )


def rows_behind_task(ctx: Context, procedure_id: int, school_id: int | None, place: int) -> Direction:
    """What the percent of one task is made of. `place`: of the task in the task map."""
    return task_rows(load_material(ctx, procedure_id, school_id), place)


def load_material(ctx: Context, procedure_id: int, school_id: int | None = None) -> Material:
    """Everything the directions read."""
    workplace = get_workplace(ctx)
    of_school = workplace is not None and workplace.kind == "school"
    found = procedure_groups(ctx, procedure_id)
    if of_school and school_id is None:
        school_id = workplace.organisation_id if workplace and workplace.organisation_id else _only(found.schools)
    own, beside = _groups(ctx, found, school_id, of_school)
    with ctx.db.read() as session:
        task_map = tasks_of(session, procedure_id)
        scale = scale_for(
            session, found.procedure.kind, found.procedure.year, found.procedure.grade, found.procedure.subject,
            found.procedure.max_score,
        )  # fmt: skip
        papers = _papers(session, procedure_id, len(task_map), scale)
        reported = _with_region(session, procedure_id, task_map, reported_tasks(session, procedure_id))
    chosen = ~papers.absent & (papers.score >= 0)
    if school_id is not None:
        chosen &= papers.organisation == school_id
    return Material(
        replace(found.procedure, participants=own.participants),
        scale,
        school_id,
        own,
        beside,
        tuple(s for s in found.schools if school_id is None or s.organisation_id == school_id),
        papers,
        chosen,
        task_map,
        reported,
        score_distribution(ctx, procedure_id, school_id) or _told_scores(ctx, procedure_id, own),
        _reference_scores(ctx, procedure_id, school_id, of_school),
        _history(ctx, found.procedure, school_id, of_school),
        get_thresholds(ctx),
    )


def analyse_year(ctx: Context, year: int, school_id: int | None = None) -> tuple[Table, ...]:
    """Every procedure of a calendar year together, exams too: of a school, or of the district by schools."""
    workplace = get_workplace(ctx)
    of_school = workplace is not None and workplace.kind == "school"
    thresholds = get_thresholds(ctx)
    papers = []
    for row in _with_results(ctx):
        if row.year != year:
            continue
        groups = procedure_groups(ctx, row.id)
        if of_school and school_id is None:
            school_id = _only(groups.schools)
        try:
            own, beside = _groups(ctx, groups, school_id, of_school)
        except UserError:
            continue
        done = task_results(ctx, row.id)
        papers.append(YearPaper(groups.procedure, own, beside, groups.schools, done.tasks, _own_tasks(done, own)))
    return year_tables(papers, school_id, thresholds)


def _own_tasks(done: TaskResults, own: GroupResult) -> TaskPercents | None:
    """From papers, else from a report that tells of nobody else of the level."""
    computed = done.district if own.organisation_id is None else done.schools.get(own.organisation_id)
    if computed is not None:
        return computed
    told = [g for g in done.groups if g.content == "tasks" and g.level == own.level and (not own.login or g.code == own.login)]
    return told[0] if len({group.name for group in told}) == 1 else None


def _only(schools: tuple[GroupResult, ...]) -> int | None:
    return schools[0].organisation_id if schools else None


def _groups(
    ctx: Context, found: ProcedureGroups, school_id: int | None, of_school: bool
) -> tuple[GroupResult, tuple[GroupResult, ...]]:
    """(who is analysed, the groups beside it). A school's base knows the district from reports only."""
    wider = tuple(group for group in (found.region, found.sample) if group is not None)
    if school_id is None:
        if found.district is None or not found.district.participants:
            raise UserError(
                f"Результатов процедуры «{found.procedure.title}» в базе нет.", "Загрузите результаты или выберите другую."
            )
        return found.district, wider
    own = next((school for school in found.schools if school.organisation_id == school_id), None)
    if own is None or not own.participants:
        raise UserError("Эта школа не писала выбранную работу.", "Выберите другую работу или другую школу.")
    if not of_school:
        return own, (*((found.district,) if found.district else ()), *wider)
    town = _town_of(ctx, found.procedure, school_id)
    return own, (*((town,) if town else ()), *wider)


def _town_of(ctx: Context, procedure: ProcedureRow, school_id: int) -> GroupResult | None:
    """The district of a school as reports tell of it; None where they tell of several and none is known to be its own."""
    with ctx.db.read() as session:
        query = select(GroupStat).where(
            GroupStat.procedure_id == procedure.id, GroupStat.content.in_(("marks", "journal", "scores"))
        )
        stats = [
            Stat(g.content, g.level, g.code, g.name, g.participants, json.loads(g.data), g.derived)
            for g in session.scalars(query.order_by(GroupStat.id))
        ]
        towns = _own_town(session, of_level(stats, "municipality"), school_id)
        if not towns:
            return None
        scale = scale_for(session, procedure.kind, procedure.year, procedure.grade, procedure.subject, procedure.max_score)
    return reported(stats, towns[0], scale)


def _own_town(session: Session, towns: list[Stat], school_id: int) -> list[Stat]:
    """Rows of the school's own district: by its code, by its name, or the only one there is."""
    if len({town.name for town in towns}) <= 1:
        return towns
    query = select(Municipality.code, Municipality.name).join(Organisation, Organisation.municipality_id == Municipality.id)
    known = session.execute(query.where(Organisation.id == school_id)).first()
    if known is None:
        return []
    return [town for town in towns if (town.code and town.code == known[0]) or same_district(town.name, known[1])]


def _reference_scores(ctx: Context, procedure_id: int, school_id: int | None, of_school: bool) -> ScoreDistribution | None:
    """The nearest larger group of which the whole distribution is known: region, whole sample; of a school its
    district where neither is."""
    wider = score_distribution(ctx, procedure_id, level="region") or score_distribution(ctx, procedure_id, level="sample")
    if wider is not None or school_id is None:
        return wider
    if not of_school:
        return score_distribution(ctx, procedure_id)
    with ctx.db.read() as session:
        towns = _own_town(session, _score_rows(session, procedure_id, "municipality"), school_id)
    return _as_distribution(towns[0]) if towns else None


def _told_scores(ctx: Context, procedure_id: int, own: GroupResult) -> ScoreDistribution | None:
    """«Распределение первичных баллов» of a school or a district without papers."""
    with ctx.db.read() as session:
        rows = _score_rows(session, procedure_id, own.level)
    told = [row for row in rows if not own.login or row.code == own.login]
    return _as_distribution(told[0]) if len({row.name for row in told}) == 1 else None


def _score_rows(session: Session, procedure_id: int, level: str) -> list[Stat]:
    query = select(GroupStat).where(
        GroupStat.procedure_id == procedure_id, GroupStat.content == "scores", GroupStat.level == level
    )
    return [
        Stat(g.content, g.level, g.code, g.name, g.participants, json.loads(g.data), g.derived)
        for g in session.scalars(query.order_by(GroupStat.id))
    ]


def _as_distribution(row: Stat) -> ScoreDistribution:
    data = {int(score): share for score, share in row.data.items()}
    shares = tuple(data.get(score, 0.0) / 100 for score in range(max(data, default=0) + 1))
    return ScoreDistribution(row.level, row.name, row.participants or 0, shares)


def _history(ctx: Context, procedure: ProcedureRow, school_id: int | None, of_school: bool) -> tuple[YearMarks, ...]:
    """The same paper of this and earlier years, oldest first."""
    with ctx.db.read() as session:
        same = session.execute(
            select(Procedure.year, Procedure.id)
            .where(
                Procedure.kind == procedure.kind, Procedure.grade == procedure.grade, Procedure.subject == procedure.subject,
                Procedure.year > procedure.year - YEARS_BACK, Procedure.year <= procedure.year,
            )
            .order_by(Procedure.year)
        ).all()  # fmt: skip
    found = []
    for year, procedure_id in same:
        try:
            own, beside = _groups(ctx, procedure_groups(ctx, procedure_id), school_id, of_school)
        except UserError:
            continue
        by_level = {group.level: group for group in beside}
        district = by_level.get("municipality")
        found.append(YearMarks(procedure_id, year, own, district, by_level.get("region") or by_level.get("sample")))
    return tuple(found)


def _papers(session: Session, procedure_id: int, width: int, scale: Scale | None) -> Papers:
    """Every paper of the own schools."""
    import numpy as np

    columns = (
        Paper.organisation_id, Paper.absent, Paper.raw_score, Paper.mark, Paper.journal_mark, Paper.code, Paper.class_label,
        Paper.task_scores,
    )  # fmt: skip
    own = Paper.organisation_id.in_(own_organisations(session))
    found = session.execute(select(*columns).where(Paper.procedure_id == procedure_id, own)).all()
    blank = b"\xff" * width
    fits = [scores is not None and len(scores) == width for *_, scores in found]
    packed = b"".join((row[7] or blank) if fit else blank for row, fit in zip(found, fits, strict=True))

    def numbers(place: int, unknown: int) -> Any:
        return np.array([unknown if row[place] is None else row[place] for row in found], np.int64)

    score = numbers(2, -1)
    return Papers(
        numbers(0, 0),
        np.array([bool(row[1]) for row in found], bool),
        score,
        rules.marks_of(score, numbers(3, 0), scale),
        numbers(4, 0),
        tuple(row[5] for row in found),
        tuple(row[6] for row in found),
        np.frombuffer(packed, np.uint8).reshape(len(found), width),
        np.array(fits, bool) if width else np.zeros(len(found), bool),
    )


def _with_region(
    session: Session, procedure_id: int, task_map: tuple[TaskRow, ...], groups: tuple[TaskPercents, ...]
) -> tuple[TaskPercents, ...]:
    """Where no report tells of the region and the base holds papers of other districts, those of all of them together."""
    if not task_map or any(group.level == "region" and group.content in ("tasks", "skills") for group in groups):
        return groups
    foreign = select(Paper.id).where(
        Paper.procedure_id == procedure_id, Paper.organisation_id.not_in(own_organisations(session)), Paper.absent.is_(False)
    )
    if session.scalars(foreign.limit(1)).first() is None:
        return groups
    import numpy as np

    packed = session.scalars(
        select(Paper.task_scores).where(
            Paper.procedure_id == procedure_id, Paper.absent.is_(False), func.length(Paper.task_scores) == len(task_map)
        )
    ).all()
    points = np.frombuffer(b"".join(one or b"" for one in packed), np.uint8).reshape(len(packed), len(task_map))
    percents = rules.percents_of_tasks(points, [task.max_points for task in task_map])
    known = {task.code: value for task, value in zip(task_map, percents, strict=True) if value is not None}
    return (*groups, TaskPercents("tasks", "region", "", "Регион", len(packed), known)) if known else groups
