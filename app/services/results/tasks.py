"""Completion of the tasks: of schools from their papers, of larger groups from reports.

Percents are Σ points / (n · maximum) · 100, as «Выполнение заданий» counts them: «X» and a blank are no points.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.results import GroupStat, Paper, Task
from app.services.calendar.queries import own_organisations
from app.services.context import Context
from app.services.results.rows import TaskPercents, TaskResults, TaskRow
from app.services.results.rules import LEAST_FOR_PERCENTS

_LEAST_SPECIAL = 251
"""Bytes from here on are no points."""
_CONTENTS = ("tasks", "skills", "tasks_2", "tasks_3", "tasks_4", "tasks_5")


def task_results(ctx: Context, procedure_id: int) -> TaskResults:
    """Own schools and the district (own schools together) from papers, and every group that a report tells of.

    A task without a known maximum has no percent; a group of fewer than 5 has none at all.
    """
    with ctx.db.read() as session:
        tasks = tasks_of(session, procedure_id)
        groups = reported_tasks(session, procedure_id)
        schools, grid = _papers(session, procedure_id, len(tasks))
    if not len(schools):
        return TaskResults(tasks, {}, None, groups)
    import numpy as np

    ids, place = np.unique(schools, return_inverse=True)
    counts = np.bincount(place)
    order = np.argsort(place, kind="stable")
    points = np.where(grid >= _LEAST_SPECIAL, 0, grid)[order]
    sums = np.add.reduceat(points, np.concatenate(([0], np.cumsum(counts)[:-1])), axis=0, dtype=np.int64)
    found = {
        organisation: TaskPercents("tasks", "school", "", "", n, _percents(tasks, row, n))
        for organisation, n, row in zip(ids.tolist(), counts.tolist(), sums.tolist(), strict=True)
    }
    total = sums.sum(axis=0).tolist()
    district = TaskPercents("tasks", "municipality", "", "", len(schools), _percents(tasks, total, len(schools)))
    return TaskResults(tasks, found, district, groups)


def tasks_of(session: Session, procedure_id: int) -> tuple[TaskRow, ...]:
    """In order of the bytes of `Paper.task_scores`."""
    columns = (Task.code, Task.max_points, Task.level, Task.skill, Task.planned_result, Task.content_codes)
    query = select(*columns, Task.requirement_codes, Task.edited).where(Task.procedure_id == procedure_id)
    return tuple(TaskRow(*row) for row in session.execute(query.order_by(Task.position)))


def reported_tasks(session: Session, procedure_id: int) -> tuple[TaskPercents, ...]:
    """What the reports say of groups; «Выполнение заданий» before «Достижение планируемых результатов»."""
    query = select(GroupStat).where(GroupStat.procedure_id == procedure_id, GroupStat.content.in_(_CONTENTS))
    rows = sorted(session.scalars(query.order_by(GroupStat.id)), key=lambda row: _CONTENTS.index(row.content))
    return tuple(TaskPercents(g.content, g.level, g.code, g.name, g.participants, json.loads(g.data)) for g in rows)


def _papers(session: Session, procedure_id: int, width: int) -> tuple[list[int], Any]:
    """(organisation ids, matrix papers × tasks of bytes) of the own schools' papers whose tasks are known."""
    import numpy as np

    query = select(Paper.organisation_id, Paper.task_scores).where(
        Paper.procedure_id == procedure_id,
        Paper.organisation_id.in_(own_organisations(session)),
        Paper.absent.is_(False),
        Paper.task_scores.is_not(None),
    )
    rows = [(school, scores) for school, scores in session.execute(query) if scores and len(scores) == width]
    packed = b"".join(scores for _school, scores in rows)
    return [school for school, _scores in rows], np.frombuffer(packed, np.uint8).reshape(len(rows), width)


def _percents(tasks: tuple[TaskRow, ...], sums: list[int], n: int) -> dict[str, float]:
    if n < LEAST_FOR_PERCENTS:
        return {}
    return {task.code: 100 * got / (n * task.max_points) for task, got in zip(tasks, sums, strict=True) if task.max_points}
