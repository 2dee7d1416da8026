"""What a person does while typing. Every command is one transaction: what it returned from is on the disk."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.models.entry import EntryCheck, EntryForm, EntryRow, EntrySheet
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.entry import rules
from app.services.entry.queries import load_sheet
from app.services.entry.rows import CheckResult, EntryTask, NewSheet, Work
from app.services.errors import UserError
from app.services.row_undo import Part, Rows, part, restored, snapshot, undo_rows
from app.services.text_ru import counted

if TYPE_CHECKING:
    from app.services.entry.form_file import Form

_TOPICS: frozenset[Topic] = frozenset({"entry"})
_FIELDS = ("code", "variant", "absent", "journal", "gender", "scores", "reason", "reason_for")
_CHECK_FIELDS = ("variant", "absent", "journal", "gender", "scores")
_SAVE = (
    f"INSERT INTO entry_row (sheet_id, position, {', '.join(_FIELDS)}) VALUES (?, ?, {', '.join('?' * len(_FIELDS))})"
    f" ON CONFLICT (sheet_id, position) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _FIELDS)}"
)
_SAVE_CHECK = (
    f"UPDATE entry_check SET {', '.join(f'{name} = ?' for name in _CHECK_FIELDS)}, compared = NULL, differing = NULL"
    " WHERE sheet_id = ? AND position = ?"
)


def create_sheet(ctx: Context, new: NewSheet, form: Form | None = None) -> Changes:
    """`value` = id of the sheet. Raises UserError for a sheet nobody could type."""
    paper = new.paper
    if not paper.tasks:
        raise UserError("Не указаны задания.", "Впишите максимальный балл каждого задания.")
    if not 1 <= len(new.codes) <= rules.MAX_PUPILS:
        raise UserError(f"Учеников должно быть от 1 до {rules.MAX_PUPILS}.", "Исправьте число учеников.")
    if not paper.subject.strip():
        raise UserError("Не указан предмет.", "Выберите предмет.")
    now = ctx.clock()
    with ctx.db.write() as session:
        twin = session.scalars(
            select(EntrySheet).where(
                EntrySheet.organisation_id == new.organisation_id,
                EntrySheet.kind == paper.kind,
                EntrySheet.year == paper.year,
                EntrySheet.grade == paper.grade,
                EntrySheet.subject == paper.subject,
                EntrySheet.class_label == new.class_label,
            )
        ).first()
        if twin is not None:
            name = f"{paper.grade}{new.class_label} класса"
            raise UserError(f"Ввод этой работы для {name} уже начат.", "Откройте его в списке или укажите другой класс.")
        sheet = EntrySheet(
            organisation_id=new.organisation_id,
            kind=paper.kind,
            year=paper.year,
            grade=paper.grade,
            subject=paper.subject,
            class_label=new.class_label,
            class_number=new.class_number,
            tasks=_tasks_json(paper.tasks),
            variants=json.dumps(paper.variants, ensure_ascii=False),
            with_journal=paper.with_journal,
            with_gender=paper.with_gender,
            form_id=_store_form(session, ctx, form) if form is not None else None,
            created_at=now,
            updated_at=now,
        )
        session.add(sheet)
        session.flush()
        sheet_id = sheet.id
        works = [rules.empty_work(position, code, paper) for position, code in enumerate(new.codes)]
        _save(session, sheet_id, works)
        after = snapshot(session, _parts(sheet_id))
    message = f"Начат ввод: {paper.title}, {counted(len(works), 'работа', 'работы', 'работ')}."
    return Changes(_TOPICS, message, undo_rows(_parts(sheet_id), _NOTHING, after, _TOPICS, "Начатый ввод убран."), sheet_id)


_NOTHING: Rows = ((), (), ())


def _parts(sheet_id: int) -> tuple[Part, ...]:
    return (
        part(EntrySheet, EntrySheet.id == sheet_id),
        part(EntryRow, EntryRow.sheet_id == sheet_id),
        part(EntryCheck, EntryCheck.sheet_id == sheet_id),
    )


def save_works(ctx: Context, sheet_id: int, works: Sequence[Work]) -> Changes:
    """Keep these works as they are on the screen. Silent: the grid has an undo and a sign of its own.

    Raises UserError when the sheet is gone.
    """
    with ctx.db.write() as session:
        touched = session.execute(update(EntrySheet).where(EntrySheet.id == sheet_id).values(updated_at=ctx.clock()))
        if not touched.rowcount:  # type: ignore[attr-defined]
            raise UserError("Этот ввод удалён, сохранять некуда.", "Верните его: Ctrl+Z в списке.")
        _save(session, sheet_id, works)
    return Changes(frozenset())


def save_checks(ctx: Context, sheet_id: int, works: Sequence[Work]) -> Changes:
    """The same for the second typing."""
    values = [(*(getattr(work, name) for name in _CHECK_FIELDS), sheet_id, work.position) for work in works]
    with ctx.db.write() as session:
        session.connection().exec_driver_sql(_SAVE_CHECK, values)
    return Changes(frozenset())


def _save(session: Session, sheet_id: int, works: Sequence[Work]) -> None:
    values = [(sheet_id, work.position, *(getattr(work, name) for name in _FIELDS)) for work in works]
    if values:
        session.connection().exec_driver_sql(_SAVE, values)


def delete_sheet(ctx: Context, sheet_id: int) -> Changes:
    """Typed works go, works handed over stay in the base."""
    with ctx.db.write() as session:
        before = snapshot(session, _parts(sheet_id))
        title = load_sheet(session, sheet_id).info.title
        session.execute(delete(EntrySheet).where(EntrySheet.id == sheet_id))
    return Changes(_TOPICS, f"Ввод удалён: {title}.", _return_rows(sheet_id, before))


def _return_rows(sheet_id: int, before: Rows) -> Callable[[Context], Changes]:
    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            restored(session, _parts(sheet_id), _NOTHING, before)
        return Changes(_TOPICS, "Удалённый ввод возвращён.", lambda again: delete_sheet(again, sheet_id), sheet_id)

    return undo


# --- pupils of a sheet -----------------------------------------------------------------------------------------------


def add_works(ctx: Context, sheet_id: int, codes: Sequence[str]) -> Changes:
    """Further pupils at the end. `value` = position of the first."""
    with ctx.db.write() as session:
        before = snapshot(session, _parts(sheet_id))
        sheet = load_sheet(session, sheet_id)
        if len(sheet.works) + len(codes) > rules.MAX_PUPILS:
            raise UserError(f"В одном классе не больше {rules.MAX_PUPILS} работ.", "Заведите ввод для другого класса.")
        first = max((work.position for work in sheet.works), default=-1) + 1
        works = [rules.empty_work(first + step, code, sheet.info.paper) for step, code in enumerate(codes)]
        _save(session, sheet_id, works)
        _touch(session, ctx, sheet_id)
        after = snapshot(session, _parts(sheet_id))
    said = counted(len(works), "работа", "работы", "работ")
    return Changes(_TOPICS, f"Добавлено: {said}.", _undo(sheet_id, before, after), first)


def remove_work(ctx: Context, sheet_id: int, position: int) -> Changes:
    """A work less; those below move up, so that the grid has no gaps."""
    with ctx.db.write() as session:
        before = snapshot(session, _parts(sheet_id))
        sheet = load_sheet(session, sheet_id)
        if len(sheet.works) == 1:
            raise UserError("Это единственная работа.", "Удалите весь ввод в списке.")
        gone = next(work for work in sheet.works if work.position == position)
        session.execute(delete(EntryCheck).where(EntryCheck.sheet_id == sheet_id))
        session.execute(delete(EntryRow).where(EntryRow.sheet_id == sheet_id))
        left = [work for work in sheet.works if work.position != position]
        from dataclasses import replace

        _save(session, sheet_id, [replace(work, position=place) for place, work in enumerate(left)])
        _touch(session, ctx, sheet_id)
        after = snapshot(session, _parts(sheet_id))
    return Changes(_TOPICS, f"Работа {gone.code} убрана.", _undo(sheet_id, before, after))


def _touch(session: Session, ctx: Context, sheet_id: int) -> None:
    session.execute(update(EntrySheet).where(EntrySheet.id == sheet_id).values(updated_at=ctx.clock()))


def _undo(sheet_id: int, before: Rows, after: Rows) -> Callable[[Context], Changes]:
    return undo_rows(_parts(sheet_id), before, after, _TOPICS, "Изменение ввода отменено.")


# --- forms and versions of a paper -----------------------------------------------------------------------------------


def attach_form(ctx: Context, sheet_ids: Sequence[int], form: Form) -> Changes:
    """The form these sheets go into. Their tasks must be the form's (see `adopt_tasks`)."""
    with ctx.db.write() as session:
        for sheet_id in sheet_ids:
            info = load_sheet(session, sheet_id).info
            if info.paper.tasks != form.tasks:
                said = rules.differences_in_words(rules.compare_tasks(info.paper.tasks, form.tasks))
                raise UserError(f"Форма «{form.file_name}» для другой работы: {said}.", "Проверьте, ту ли форму вы открыли.")
        form_id = _store_form(session, ctx, form)
        session.execute(update(EntrySheet).where(EntrySheet.id.in_(list(sheet_ids))).values(form_id=form_id))
    return Changes(_TOPICS, f"Форма «{form.file_name}» сохранена при вводе.")


def adopt_tasks(ctx: Context, sheet_ids: Sequence[int], tasks: Sequence[EntryTask]) -> Changes:
    """Another version of the paper: points move to the tasks of the same codes, new tasks are blank; Ctrl+Z brings all back."""
    undos = []
    with ctx.db.write() as session:
        for sheet_id in sheet_ids:
            before = snapshot(session, _parts(sheet_id))
            sheet = load_sheet(session, sheet_id)
            mine = sheet.info.paper.tasks
            for table, rows in ((EntryRow, sheet.works), (EntryCheck, tuple(check.work for check in sheet.checks))):
                for work in rows:
                    scores = rules.mapped_scores(work.scores, mine, tasks)
                    at = (table.sheet_id == sheet_id, table.position == work.position)
                    session.execute(update(table).where(*at).values(scores=scores))
            values = {"tasks": _tasks_json(tasks), "updated_at": ctx.clock(), "form_id": None}
            session.execute(update(EntrySheet).where(EntrySheet.id == sheet_id).values(**values))
            undos.append((sheet_id, before, snapshot(session, _parts(sheet_id))))
    parts = [one for sheet_id, _before, _after in undos for one in _parts(sheet_id)]
    before_all = tuple(rows for _id, before, _after in undos for rows in before)
    after_all = tuple(rows for _id, _before, after in undos for rows in after)
    undo = undo_rows(parts, before_all, after_all, _TOPICS, "Прежний вариант работы возвращён.")
    return Changes(_TOPICS, "Ввод переведён на новый вариант работы.", undo)


def _store_form(session: Session, ctx: Context, form: Form) -> int:
    found = session.scalar(select(EntryForm.id).where(EntryForm.sha256 == form.sha256))
    if found is not None:
        return found
    made = EntryForm(sha256=form.sha256, file_name=form.file_name, content=form.content, added_at=ctx.clock())
    session.add(made)
    session.flush()
    return made.id


def _tasks_json(tasks: Sequence[EntryTask]) -> str:
    return json.dumps([[task.code, task.max_points] for task in tasks], ensure_ascii=False)


# --- double entry ----------------------------------------------------------------------------------------------------


def draw_check(ctx: Context, sheet_id: int, count: int, chance: random.Random | None = None) -> Changes:
    """Works for a second typing, by lot. `value` = their positions. An earlier second typing gives way.

    Raises UserError while no work is typed to the end.
    """
    with ctx.db.write() as session:
        before = snapshot(session, _parts(sheet_id))
        sheet = load_sheet(session, sheet_id)
        drawn = rules.draw(sheet.works, sheet.info.paper, count, chance or random.SystemRandom())
        if not drawn:
            raise UserError("Проверять пока нечего: ни одна работа не введена до конца.", "Введите работы и повторите.")
        session.execute(delete(EntryCheck).where(EntryCheck.sheet_id == sheet_id))
        blank = [rules.empty_work(position, "", sheet.info.paper) for position in drawn]
        session.execute(
            insert(EntryCheck),
            [{"sheet_id": sheet_id, "position": one.position, "scores": one.scores} for one in blank],
        )
        after = snapshot(session, _parts(sheet_id))
    said = counted(len(drawn), "работа", "работы", "работ")
    return Changes(_TOPICS, f"Для повторного ввода выбрано: {said}.", _undo(sheet_id, before, after), drawn)


def close_check(ctx: Context, sheet_id: int) -> Changes:
    """Compare the second typing with the first; `value` = CheckResult. The count stays as it was found, whatever is
    corrected afterwards. Raises UserError while a drawn work is not typed again.
    """
    with ctx.db.write() as session:
        before = snapshot(session, _parts(sheet_id))
        sheet = load_sheet(session, sheet_id)
        paper = sheet.info.paper
        first = {work.position: work for work in sheet.works}
        open_ = [c for c in sheet.checks if rules.state_of(c.work, paper) not in ("done", "absent")]
        if open_:
            codes = ", ".join(check.work.code for check in open_[:5])
            raise UserError(f"Ещё не набраны второй раз: {codes}.", "Наберите их до конца и повторите.")
        compared = differing = 0
        for check in sheet.checks:
            mine = first[check.work.position]
            values = len(rules.compared_columns(mine, check.work, paper))
            other = len(rules.differing_columns(mine, check.work, paper))
            compared, differing = compared + values, differing + other
            at = (EntryCheck.sheet_id == sheet_id, EntryCheck.position == check.work.position)
            session.execute(update(EntryCheck).where(*at).values(compared=values, differing=other))
        after = snapshot(session, _parts(sheet_id))
    result = CheckResult(len(sheet.checks), compared, differing)
    return Changes(_TOPICS, rules.result_in_words(result), _undo(sheet_id, before, after), result)
