"""«Отменить загрузку»: the base as it was before one import run."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, exists, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.exams import ListedMarker
from app.models.results import GroupStat, ImportChange, ImportRun, Paper
from app.models.settings import Workplace
from app.services.changes import Changes
from app.services.context import Context
from app.services.errors import UserError
from app.services.imports.contexts import put_back_contexts
from app.services.imports.queries import PAPER_FIELDS
from app.services.imports.rows import TaskColumn
from app.services.imports.schedules import put_back_schedule
from app.services.imports.stored_tasks import read_tasks, write_tasks
from app.services.plan.following import follow_windows, held_by_the_calendar
from app.services.results.queries import later_runs
from app.services.text_ru import counted

_RUNS = Base.metadata.tables["import_run"]
_CHANGES = Base.metadata.tables["import_change"]
_CREATED_LAST = ("organisation", "municipality", "procedure")
"""Rows an import may have created and that may be in use since: deleted only when nothing points at them, in this order."""


def revert_import(ctx: Context, run_id: int) -> Changes:
    """Delete what the run created, put back what it changed.

    Schools and municipalities it created stay when something else uses them by now. Raises UserError when the run is
    unknown, already taken back, or when a later run touched the same rows (that one goes first).
    """
    with ctx.db.write() as session:
        run = session.get(ImportRun, run_id)
        if run is None:
            raise UserError("Такой загрузки в базе нет.", "Обновите список загрузок.")
        if run.reverted_at is not None:
            raise UserError(f"Загрузка файла «{run.file_name}» уже отменена.", "")
        later = later_runs(session, run.id)
        if later:
            names = ", ".join(f"«{one.file_name}» ({one.created_at:%d.%m.%Y %H:%M})" for one in later)
            raise UserError(f"После этого файла те же результаты меняла загрузка {names}.", "Сначала отмените её.")
        gone = _delete_created(session, run)
        _put_back(session, run)
        _delete_unused(session, run)
        run.reverted_at = ctx.clock()
        name = run.file_name
    deleted = f", удалено {counted(gone, 'запись', 'записи', 'записей')}" if gone else ""
    message = f"Загрузка файла «{name}» отменена{deleted}."
    return Changes(frozenset({"results", "calendar", "organisations"}), message, value=run_id)


def _delete_created(session: Session, run: ImportRun) -> int:
    papers = session.execute(delete(Paper).where(Paper.import_run_id == run.id))
    groups = session.execute(delete(GroupStat).where(GroupStat.import_run_id == run.id))
    listed = session.execute(delete(ListedMarker).where(ListedMarker.import_run_id == run.id))
    return int(papers.rowcount or groups.rowcount or listed.rowcount)  # type: ignore[attr-defined]


def _put_back(session: Session, run: ImportRun) -> None:
    connection = session.connection()
    changes = session.execute(
        select(ImportChange.table_name, ImportChange.row_id, ImportChange.before).where(
            ImportChange.import_run_id == run.id, ImportChange.before.is_not(None)
        )
    )
    papers = []
    for table, row_id, before in changes.all():
        values: dict[str, Any] = json.loads(before or "{}")
        if table == "paper":
            values["task_scores"] = bytes.fromhex(values["task_scores"]) if values["task_scores"] is not None else None
            papers.append((*(values.get(name) for name in PAPER_FIELDS), row_id))
        elif table == "task":
            _put_back_tasks(session, row_id, [TaskColumn(*task) for task in values["tasks"]])
        elif table == "context_value":
            put_back_contexts(session, row_id, values)
        elif table == "school_schedule":
            put_back_schedule(session, row_id, values)
        else:
            _update_row(connection, table, row_id, values)
            if table == "procedure":
                follow_windows(session, [row_id])
    if papers:
        names = ", ".join(f"{name} = ?" for name in PAPER_FIELDS)
        connection.exec_driver_sql(f"UPDATE paper SET {names} WHERE id = ?", papers)


def _put_back_tasks(session: Session, procedure_id: int, before: list[TaskColumn]) -> None:
    """What a person has written since then stays, and so do tasks by which papers of other runs are stored."""
    now = read_tasks(session, procedure_id)
    if len(now) != len(before) and session.scalar(select(exists().where(Paper.procedure_id == procedure_id))):
        return
    if len(now) == len(before):
        before = [new if new.edited else old for new, old in zip(now, before, strict=True)]
    write_tasks(session, procedure_id, before)


def _update_row(connection: Connection, table: str, row_id: int, values: dict[str, Any]) -> None:
    target = Base.metadata.tables[table]
    if values.get("held_on"):
        values["held_on"] = date.fromisoformat(values["held_on"])
    connection.execute(update(target).where(target.c.id == row_id).values(**values))


def _delete_unused(session: Session, run: ImportRun) -> None:
    """Schools, municipalities and procedures that this run, or one taken back earlier, created go when nothing holds them.

    The mark of who created a row goes with the row: its number may be given to another one.
    """
    connection = session.connection()
    workplace = session.get(Workplace, 1)
    own = {("organisation", workplace.organisation_id), ("municipality", workplace.municipality_id)} if workplace else set()
    taken_back = select(ImportRun.id).where(or_(ImportRun.id == run.id, ImportRun.reverted_at.is_not(None)))
    query = select(ImportChange.id, ImportChange.table_name, ImportChange.row_id).where(
        ImportChange.before.is_(None), ImportChange.import_run_id.in_(taken_back)
    )
    created = session.execute(query).all()
    live = select(ImportRun.procedure_id).where(ImportRun.reverted_at.is_(None), ImportRun.id != run.id)
    in_use = {("procedure", procedure) for procedure in session.scalars(live)} | held_by_the_calendar(session)
    for table in _CREATED_LAST:
        target = Base.metadata.tables[table]
        for change, _table, row_id in (row for row in created if row[1] == table):
            if (table, row_id) in own | in_use:
                continue
            try:
                with connection.begin_nested():
                    if table == "procedure":  # runs that were taken back point at it and need it no more
                        connection.execute(update(_RUNS).where(_RUNS.c.procedure_id == row_id).values(procedure_id=None))
                    connection.execute(delete(target).where(target.c.id == row_id))
                    connection.execute(delete(_CHANGES).where(_CHANGES.c.id == change))
            except IntegrityError:
                continue  # something else uses it by now
