"""The tasks of a procedure in the base: an import, its undo and the person's own task map write them in one way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.models.results import Task
from app.services.imports.rows import TaskColumn

_FIELDS = tuple(one.name for one in fields(TaskColumn))


def read_tasks(session: Session, procedure_id: int) -> tuple[TaskColumn, ...]:
    """In order of the bytes of `Paper.task_scores`."""
    columns = (getattr(Task, name) for name in _FIELDS)
    rows = session.execute(select(*columns).where(Task.procedure_id == procedure_id).order_by(Task.position))
    return tuple(TaskColumn(*row) for row in rows)


def write_tasks(session: Session, procedure_id: int, tasks: Iterable[TaskColumn]) -> None:
    """Put these tasks in place of the procedure's."""
    session.execute(delete(Task).where(Task.procedure_id == procedure_id))
    rows = [{"procedure_id": procedure_id, "position": position, **asdict(task)} for position, task in enumerate(tasks)]
    if rows:
        session.execute(insert(Task), rows)
