"""Rows that hang on a procedure, for taking commands back; storing what a draft says."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models.assignments import Assignment
from app.models.checklists import ChecklistLine, ChecklistTick, Incident, ObservationAct
from app.models.events import CalendarEvent
from app.models.execution import LineEvent
from app.models.findings import Finding
from app.models.inquiries import Inquiry
from app.models.plan import ProcedurePlan, ProcedureSchool, ProcedureSlot
from app.models.results import GroupStat, ImportRun, Paper, Procedure, Task
from app.models.schedules import ScheduleEntry
from app.services.calendar.rules import window_problems
from app.services.changes import Topic
from app.services.errors import UserError
from app.services.plan.catalogue import by_code
from app.services.plan.queries import SEPARATOR
from app.services.plan.rows import CONTROL_MODES, FORMS, RANDOM_SUBJECT, STATUSES, PlanDraft
from app.services.results.procedure import KIND_TITLES, procedure_title
from app.services.results.subjects import normalise_subject
from app.services.row_undo import Part, part

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TOPICS: frozenset[Topic] = frozenset({"calendar", "roadmaps"})
"""Deadlines of roadmaps hang on procedures."""
OWNED: tuple[Any, ...] = (
    ProcedureSchool,
    ProcedureSlot,
    Assignment,
    ChecklistLine,
    Incident,
    ObservationAct,
    LineEvent,
)
"""What belongs to a procedure and goes with it; the plan itself and the ticks of its checklist besides."""
LOOSE: tuple[Any, ...] = (CalendarEvent, ScheduleEntry, Inquiry)
"""What points at a procedure and stays without it."""
RESULTS: tuple[Any, ...] = (Paper, GroupStat, Task, ImportRun)
"""What came with results: a procedure with such rows is not deleted here."""
COMPUTED: tuple[Any, ...] = (Finding,)
"""Made from results, so only where there are some."""


def found(session: Session, procedure_id: int) -> Procedure:
    procedure = session.get(Procedure, procedure_id)
    if procedure is None:
        raise UserError("Этой процедуры в базе больше нет.", "Обновите календарь: её могли удалить или отменить загрузку.")
    return procedure


def title_of(procedure: Procedure) -> str:
    return procedure_title(procedure.kind, procedure.year, procedure.grade, procedure.subject)


def has_results(session: Session, procedure_id: int) -> bool:
    return any(
        session.scalar(select(model.procedure_id).where(model.procedure_id == procedure_id).limit(1)) is not None
        for model in RESULTS
    )


def everything_of(session: Session, ids: Collection[int]) -> list[Part]:
    """Rows of the procedures and of all that hangs on them, parents first. Loose ones by their numbers: they stay."""
    lines = select(ChecklistLine.id).where(ChecklistLine.procedure_id.in_(ids))
    line_ids = list(session.scalars(lines))
    parts = [part(Procedure, Procedure.id.in_(ids)), part(ProcedurePlan, ProcedurePlan.procedure_id.in_(ids))]
    for model in OWNED:
        own = list(session.scalars(select(model.id).where(model.procedure_id.in_(ids)))) if hasattr(model, "id") else []
        where = model.procedure_id.in_(ids) | model.id.in_(own) if hasattr(model, "id") else model.procedure_id.in_(ids)
        parts.append(part(model, where))
    parts.append(part(ChecklistTick, ChecklistTick.line_id.in_(line_ids)))
    for model in LOOSE:
        parts.append(part(model, model.id.in_(list(session.scalars(select(model.id).where(model.procedure_id.in_(ids)))))))
    rolled = list(session.scalars(select(ProcedurePlan.procedure_id).where(ProcedurePlan.rolled_from_id.in_(ids))))
    parts[1] = part(ProcedurePlan, ProcedurePlan.procedure_id.in_({*ids, *rolled}))
    return parts


def linked_lines(session: Session, ids: Iterable[int]) -> dict[int, set[str]]:
    """Roadmap → lines whose deadlines hang on these procedures."""
    lines: dict[int, set[str]] = {}
    query = select(LineEvent.roadmap_id, LineEvent.line_uid).where(LineEvent.procedure_id.in_(list(ids)))
    for roadmap_id, uid in session.execute(query):
        lines.setdefault(roadmap_id, set()).add(uid)
    return lines


def new_uid() -> str:
    return f"{uuid.uuid4().hex}@oko-rayon"


def checked(draft: PlanDraft) -> tuple[int, str]:
    """(year, subject) to store. Raises UserError for what cannot be planned."""
    if draft.kind not in KIND_TITLES:
        raise UserError(f"Вид процедуры «{draft.kind}» не найден в справочнике.", "Выберите вид из списка.")
    if not 0 <= draft.grade <= 12:
        raise UserError(f"Класса {draft.grade} не бывает.", "Укажите класс от 1 до 12; 0 — если процедура не одного класса.")
    if draft.starts_on is None and draft.year is None:
        raise UserError("Неизвестно, в каком году процедура.", "Укажите первый день или год.")
    year = draft.year or (draft.starts_on.year if draft.starts_on else 0)
    if not 2000 <= year <= 2100:
        raise UserError(f"Год {year} не подходит.", "Укажите год процедуры.")
    if errors := [one.text for one in window_problems(year, draft.starts_on, draft.ends_on) if one.severity == "error"]:
        raise UserError(" ".join(errors), "Исправьте даты и сохраните ещё раз.")
    line = by_code().get(draft.kind)
    subject = normalise_subject(draft.subject) if draft.subject.strip() else ""
    if draft.is_random and not subject:
        subject = RANDOM_SUBJECT
    if not subject and draft.grade and (line is None or line.grades):
        raise UserError("Не указан предмет.", f"Выберите предмет или «{RANDOM_SUBJECT}».")
    if draft.form not in FORMS or draft.control_mode not in CONTROL_MODES or draft.status not in STATUSES:
        raise UserError("Не все значения подходят.", "Выберите форму, проверку и состояние из списков.")
    if draft.minutes is not None and not 1 <= draft.minutes <= 600:
        raise UserError(f"Длительность {draft.minutes} мин не подходит.", "Укажите число минут от 1 до 600.")
    return year, subject


def write_draft(plan: ProcedurePlan, draft: PlanDraft) -> None:
    """All but identity and window. «results» is never stored: it shows itself."""
    plan.catalogue_code = draft.kind
    plan.form, plan.control_mode = draft.form, draft.control_mode
    plan.is_random = draft.is_random
    plan.subject_options = SEPARATOR.join(one.strip() for one in draft.subject_options if one.strip())
    plan.minutes, plan.reserve_on, plan.results_due = draft.minutes, draft.reserve_on, draft.results_due
    plan.status = draft.status if draft.status != "results" else "uploaded"
    plan.basis, plan.note = draft.basis.strip(), draft.note.strip()


def same_key(session: Session, kind: str, year: int, grade: int, subject: str) -> Procedure | None:
    return session.scalar(
        select(Procedure).where(
            Procedure.kind == kind, Procedure.year == year, Procedure.grade == grade, Procedure.subject == subject
        )
    )
