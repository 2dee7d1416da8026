"""Task maps as the pages show them."""

from __future__ import annotations

from sqlalchemy import exists, func, select

from app.models.results import Paper, Procedure, Task
from app.services.calendar.queries import procedure_row
from app.services.context import Context
from app.services.errors import UserError
from app.services.results.subjects import paper_order
from app.services.results.tasks import tasks_of
from app.services.task_map.rows import MapOfPaper, TaskLine, TaskMap


def list_maps(ctx: Context) -> tuple[MapOfPaper, ...]:
    """Every procedure of one class and subject, newest year first; what is planned without a subject has no tasks."""
    with ctx.db.read() as session:
        counts = {
            row[0]: (row[1], row[2])
            for row in session.execute(
                select(Task.procedure_id, func.count(), func.count(func.nullif(Task.skill, ""))).group_by(Task.procedure_id)
            )
        }
        named = select(Procedure).where(Procedure.grade > 0, Procedure.subject != "")
        rows = [MapOfPaper(procedure_row(p), *counts.get(p.id, (0, 0))) for p in session.scalars(named)]
    return tuple(sorted(rows, key=lambda r: (-r.procedure.year, *paper_order(r.procedure.subject, r.procedure.grade))))


def task_map(ctx: Context, procedure_id: int) -> TaskMap:
    """Raises UserError when the procedure is no more."""
    with ctx.db.read() as session:
        procedure = session.get(Procedure, procedure_id)
        if procedure is None:
            raise UserError("Этой процедуры в базе больше нет.", "Обновите список: загрузку могли отменить.")
        lines = tuple(TaskLine(position, task) for position, task in enumerate(tasks_of(session, procedure_id)))
        written = bool(session.scalar(select(exists().where(Paper.procedure_id == procedure_id))))
        return TaskMap(procedure_row(procedure), lines, written)
