"""A task map edited by hand. What a person wrote, files do not change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.models.results import Paper, Procedure
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.imports.commit import commit_import
from app.services.imports.preview import build_preview
from app.services.imports.rows import ImportOptions, TaskColumn
from app.services.imports.stored_tasks import read_tasks, write_tasks
from app.services.results.rows import TaskRow
from app.services.task_map import rules
from app.services.text_ru import counted

_TOPICS: frozenset[Topic] = frozenset({"results"})
MOST_TASKS = 100


def save_task(ctx: Context, procedure_id: int, position: int, task: TaskRow) -> Changes:
    """Store one line; `value` is its position. Raises UserError where it cannot be so, or is no more."""
    task = rules.tidied(task)
    with ctx.db.write() as session:
        stored = _stored(session, procedure_id)
        if not 0 <= position < len(stored):
            raise UserError("Этого задания больше нет.", "Карту изменили: откройте её снова.")
        _check(task, [one.code for place, one in enumerate(stored) if place != position])
        changed = (*stored[:position], _column(task), *stored[position + 1 :])
        if changed == stored:
            return Changes(frozenset(), value=position)
        write_tasks(session, procedure_id, changed)
    return Changes(_TOPICS, f"Задание {task.code} сохранено.", _put_back(procedure_id, changed, stored), position)


def add_task(ctx: Context, procedure_id: int, task: TaskRow) -> Changes:
    """One more task at the end; `value` is its position. Not where papers are stored by these tasks."""
    task = rules.tidied(task)
    with ctx.db.write() as session:
        stored = _stored(session, procedure_id)
        _refuse_with_papers(session, procedure_id)
        if len(stored) >= MOST_TASKS:
            raise UserError(f"В карте уже {MOST_TASKS} заданий.", "Больше не бывает: удалите лишние.")
        _check(task, [one.code for one in stored])
        changed = (*stored, _column(task))
        write_tasks(session, procedure_id, changed)
    return Changes(_TOPICS, f"Добавлено задание {task.code}.", _put_back(procedure_id, changed, stored), len(stored))


def delete_task(ctx: Context, procedure_id: int, position: int) -> Changes:
    """Not where papers are stored by these tasks."""
    with ctx.db.write() as session:
        stored = _stored(session, procedure_id)
        _refuse_with_papers(session, procedure_id)
        if not 0 <= position < len(stored):
            raise UserError("Этого задания больше нет.", "Карту изменили: откройте её снова.")
        changed = stored[:position] + stored[position + 1 :]
        write_tasks(session, procedure_id, changed)
    gone = stored[position].code
    return Changes(_TOPICS, f"Задание {gone} удалено.", _put_back(procedure_id, changed, stored))


def load_map(ctx: Context, procedure_id: int, path: Path) -> Changes:
    """Fill the map of this procedure from a description of the paper (or a report that names the tasks' skills).

    The usual import: taken back as one. Raises UserError for a file that describes no tasks, or another paper's.
    """
    with ctx.db.read() as session:
        found = session.get(Procedure, procedure_id)
        if found is None:
            raise _gone()
        options = ImportOptions(found.year, found.grade, found.subject, kind=found.kind)
    preview = build_preview(ctx, path, options)
    if preview.read.papers or not preview.read.tasks:
        raise UserError(
            f"В файле «{path.name}» нет описания заданий.",
            "Нужна таблица, где у каждого задания названы умение, уровень и максимальный балл.",
        )
    changes = commit_import(ctx, preview)
    words = f"Описание заданий загружено: {counted(len(preview.read.tasks), 'задание', 'задания', 'заданий')}."
    return replace(changes, message=words) if changes.topics else changes


def _stored(session: Session, procedure_id: int) -> tuple[TaskColumn, ...]:
    if session.get(Procedure, procedure_id) is None:
        raise _gone()
    return read_tasks(session, procedure_id)


def _gone() -> UserError:
    return UserError("Этой процедуры в базе больше нет.", "Обновите список: загрузку могли отменить.")


def _refuse_with_papers(session: Session, procedure_id: int) -> None:
    if session.scalar(select(exists().where(Paper.procedure_id == procedure_id))):
        raise UserError(
            "По этим заданиям уже загружены работы: добавлять и удалять задания нельзя.",
            "Исправьте само задание или отмените загрузку работ.",
        )


def _check(task: TaskRow, others: list[str]) -> None:
    if errors := [problem.text for problem in rules.problems_of(task, others)]:
        raise UserError(" ".join(errors), "Исправьте отмеченное и сохраните ещё раз.")


def _column(task: TaskRow) -> TaskColumn:
    return TaskColumn(**asdict(task))


def _put_back(procedure_id: int, now: tuple[TaskColumn, ...], before: tuple[TaskColumn, ...]) -> Callable[[Context], Changes]:
    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            if _stored(session, procedure_id) != now:
                raise UserError("Карту заданий с тех пор изменили.", "Исправьте её сами.")
            write_tasks(session, procedure_id, before)
        return Changes(_TOPICS, "Карта заданий — как была.", _put_back(procedure_id, before, now))

    return undo
