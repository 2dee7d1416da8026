"""Moving a window: what hangs on it is looked at first, then moves in one transaction, and comes back in one.

A preview is what the move will do, row by row; the move is refused where it would no longer do the same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from app.models.assignments import Assignment
from app.models.checklists import ChecklistLine, ChecklistTick
from app.models.collection import CollectionForm, CollectionRequest
from app.models.events import CalendarEvent
from app.models.organisations import Organisation
from app.models.people import Person
from app.models.plan import ProcedurePlan, ProcedureSchool, ProcedureSlot
from app.models.results import Paper, Procedure
from app.models.schedules import ScheduleEntry, SchoolSchedule
from app.services.calendar.exceptions import add_working_for, working_day_exceptions
from app.services.calendar.rules import window_problems, window_words
from app.services.calendar.working_days import is_working_day
from app.services.changes import Changes, Topic
from app.services.errors import UserError
from app.services.execution.following import would_follow
from app.services.plan.following import checklist_day, follow_windows
from app.services.plan.queries import breaks_by_year, grades_of, read_slots, six_day_week, stored_breaks
from app.services.plan.rows import Hanging, HangingKind, MovePreview, SchoolDays, SlotRow
from app.services.plan.rules import in_window, same_class, span_days
from app.services.plan.store import found, title_of
from app.services.problems import Problem
from app.services.row_undo import Part, Rows, part, restored, snapshot
from app.services.text_ru import long_date, short_date, sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.context import Context

_TOPICS: frozenset[Topic] = frozenset({"calendar", "roadmaps", "collection"})
_DAY = timedelta(days=1)
_DONE = frozenset({"held", "checked", "uploaded", "results"})
_MODELS: dict[HangingKind, Any] = {
    "plan": ProcedurePlan,
    "checklist": ChecklistLine,
    "slot": ProcedureSlot,
    "assignment": Assignment,
    "event": CalendarEvent,
    "collection": CollectionRequest,
}
_LONGEST = 200
"""Days: longer windows are searched for a free day only so far."""


def preview_move(
    ctx: Context, procedure_id: int, starts_on: date | None, ends_on: date | None, *, shift_slots: bool | None = None
) -> MovePreview:
    """Everything that a new window changes. Nothing is written.

    `shift_slots` None: where the window moves as a whole, the schools' days and the people move with it; where only one
    end moves, they stay and what falls out is named. Raises UserError where the days cannot be (`window_problems`).
    """
    with ctx.db.read() as session:
        return preview_of(session, ctx, procedure_id, starts_on, ends_on, shift_slots=shift_slots)


def move_window(ctx: Context, preview: MovePreview) -> Changes:
    """Do what the preview says, all of it or nothing. Raises UserError where something has changed since it was made."""
    with ctx.db.write() as session:
        now = preview_of(session, ctx, preview.procedure_id, *preview.after, shift_slots=preview.shift_slots)
        if now != preview:
            raise UserError("Пока вы смотрели, зависящие даты изменились.", "Посмотрите изменения ещё раз и подтвердите.")
        procedure = found(session, preview.procedure_id)
        parts = _parts(preview)
        before = snapshot(session, parts)
        procedure.held_on, procedure.held_until = preview.after
        plan = session.get(ProcedurePlan, preview.procedure_id)
        if plan is not None:
            plan.is_confirmed = True
        _park(session, preview)
        for one in preview.hanging:
            if one.field and one.moves:
                setattr(session.get_one(_MODELS[one.kind], one.row_id), one.field, one.after)
        session.flush()
        follow_windows(session, [preview.procedure_id])
        after = snapshot(session, parts)
    if before == after:
        return Changes(frozenset(), value=preview.procedure_id)
    moved = sum(one.moves for one in preview.hanging)
    along = f" Вместе с ней изменилось: {moved}." if moved else ""
    undo = _undo(preview, parts, before, after, f"{preview.title}: прежние сроки и всё, что от них зависит, возвращены.")
    return Changes(_TOPICS, f"Сроки: {preview.title} — {window_words(*preview.after)}.{along}", undo, preview.procedure_id)


def preview_of(
    session: Session,
    ctx: Context,
    procedure_id: int,
    starts_on: date | None,
    ends_on: date | None,
    *,
    shift_slots: bool | None = None,
) -> MovePreview:
    """The same inside a transaction."""
    procedure = found(session, procedure_id)
    problems = window_problems(procedure.year, starts_on, ends_on)
    if errors := [one.text for one in problems if one.severity == "error"]:
        raise UserError(" ".join(errors), "Исправьте даты.")
    move = _move(session, ctx.clock().date(), procedure, starts_on, ends_on, shift_slots)
    if starts_on is not None and not any(move.district.is_school_day(day) for day in move.new_days()):
        problems = (*problems, Problem("warning", "no_school_day", "В новые сроки нет ни одного учебного дня района."))
    hanging: list[Hanging] = []
    for look in (_plan, _roadmaps, _checklist, _slots, _assignments, _events, _requests, _schedules):
        hanging += [one for one in look(session, move) if one.moves or one.warning]
    return MovePreview(
        procedure_id,
        title_of(procedure),
        (procedure.held_on, procedure.held_until),
        (starts_on, ends_on),
        tuple(hanging),
        problems,
        move.shift,
    )


# --- what moves and by how much ---------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Move:
    procedure: Procedure
    today: date
    old: tuple[date | None, date | None]
    new: tuple[date | None, date | None]
    """First and last day; the last is never None where the first is known."""
    reserve: date | None
    shift: bool
    district: SchoolDays
    days_of: Callable[[int | None], SchoolDays]
    add_working: Callable[[date, int], date]
    slot_days: dict[tuple[int, str, date], date]
    """(school, class, former day) → new day, filled when the slots were looked at."""

    @property
    def by_start(self) -> timedelta:
        return self.new[0] - self.old[0] if self.new[0] and self.old[0] else timedelta()

    @property
    def by_end(self) -> timedelta:
        return self.new[1] - self.old[1] if self.new[1] and self.old[1] else timedelta()

    def new_days(self) -> list[date]:
        first, last = self.new
        return span_days(first, min(last, first + _LONGEST * _DAY)) if first and last else []

    def holds(self, day: date) -> bool:
        return in_window(day, (*self.new, self.reserve))


def _move(
    session: Session, today: date, procedure: Procedure, starts: date | None, ends: date | None, shift: bool | None
) -> _Move:
    six_day, exceptions = six_day_week(session), working_day_exceptions(session)
    breaks = stored_breaks(session)
    known: dict[int | None, SchoolDays] = {}

    def days_of(school: int | None) -> SchoolDays:
        if school not in known:
            known[school] = SchoolDays(six_day, breaks_by_year(breaks, school), exceptions)
        return known[school]

    plan = session.get(ProcedurePlan, procedure.id)
    move = _Move(
        procedure,
        today,
        (procedure.held_on, procedure.held_until or procedure.held_on),
        (starts, ends or starts),
        plan.reserve_on if plan else None,
        False,
        days_of(None),
        days_of,
        add_working_for(session),
        {},
    )
    whole = bool(move.by_start) and move.by_start == move.by_end
    move.shift = (whole if shift is None else shift) and bool(move.by_start)
    if plan is not None and plan.reserve_on is not None:
        move.reserve = _working(plan.reserve_on + move.by_end, move)
    return move


def _working(day: date, move: _Move, back: bool = False) -> date:
    """The day itself, or the nearest working day after (before) it."""
    for _ in range(30):
        if is_working_day(day, False, move.district.exceptions):
            return day
        day += -_DAY if back else _DAY
    return day


# --- one kind of thing after another ----------------------------------------------------------------------------------


def _plan(session: Session, move: _Move) -> Iterator[Hanging]:
    plan = session.get(ProcedurePlan, move.procedure.id)
    if plan is None or not move.by_end:
        return
    title = title_of(move.procedure)
    for what, field in (("резервный день", "reserve_on"), ("результаты ожидаются", "results_due")):
        day: date | None = getattr(plan, field)
        if day is not None:
            yield Hanging("plan", plan.procedure_id, title, what, day, _working(day + move.by_end, move), field=field)


def _roadmaps(session: Session, move: _Move) -> Iterator[Hanging]:
    starts, ends = move.new
    for one in would_follow(session, move.procedure.id, starts, ends):
        warning = ""
        if one.postponed_to is not None:
            warning = f"срок перенесён вручную на {short_date(one.postponed_to)} и остаётся таким"
        elif one.status in ("done", "cancelled") and one.before != one.after:
            warning = "уже выполнено" if one.status == "done" else "отменено"
        elif not one.stays and one.marked:
            warning = "в плане этого срока больше не будет, отметка останется"
        for what, at in (("начало", 0), ("срок", 1)):
            if one.before[at] != one.after[at]:
                title = one.item.partition("\n")[0]
                before, after = one.before[at], one.after[at]
                yield Hanging("roadmap", one.occurrence_id or 0, title, what, before, after, warning, one.roadmap)


def _checklist(session: Session, move: _Move) -> Iterator[Hanging]:
    lines = list(
        session.scalars(
            select(ChecklistLine).where(ChecklistLine.procedure_id == move.procedure.id).order_by(ChecklistLine.position)
        )
    )
    ticked = dict(
        (line, count)
        for line, count in session.execute(
            select(ChecklistTick.line_id, func.count())
            .where(ChecklistTick.line_id.in_([line.id for line in lines]))
            .group_by(ChecklistTick.line_id)
        )
    )
    for line in lines:
        due = checklist_day(line.anchor, line.offset_days, *move.new, move.add_working)
        warning = ""
        if line.moved_to is not None:
            warning = f"день {short_date(line.moved_to)} назначен вручную и остаётся"
        elif line.id in ticked and due != line.due_on:
            warning = "уже отмечено"
        elif due is not None and due < move.today and due != line.due_on:
            warning = "новый день уже прошёл"
        yield Hanging("checklist", line.id, line.text, "сделать до", line.due_on, due, warning, field="due_on")


def _slots(session: Session, move: _Move) -> Iterator[Hanging]:
    """A school that has written stays; else the same weekday of the moved window, or the nearest free school day."""
    schools = set(
        session.scalars(select(ProcedureSlot.organisation_id).where(ProcedureSlot.procedure_id == move.procedure.id).distinct())
    )
    done = set(
        session.scalars(
            select(ProcedureSchool.organisation_id).where(
                ProcedureSchool.procedure_id == move.procedure.id, ProcedureSchool.status.in_(_DONE)
            )
        )
    ) | set(session.scalars(select(Paper.organisation_id).where(Paper.procedure_id == move.procedure.id).distinct()))
    by_school: defaultdict[int, list[SlotRow]] = defaultdict(list)
    grades = grades_of(session)
    for slot in read_slots(session, ProcedureSlot.organisation_id.in_(schools)):
        by_school[slot.organisation_id].append(slot)
    for school in sorted(by_school, key=lambda one: sort_key(by_school[one][0].organisation)):
        own = [slot for slot in by_school[school] if slot.procedure_id == move.procedure.id]
        placed = [slot for slot in by_school[school] if slot.procedure_id != move.procedure.id]
        for slot in sorted(own, key=lambda one: (one.held_on, sort_key(one.class_label))):
            day, warning = _slot_day(slot, move, placed, grades, school in done)
            placed.append(replace(slot, held_on=day))
            move.slot_days[(school, slot.class_label, slot.held_on)] = day
            title = f"{slot.organisation}, {slot.class_label or 'вся параллель'}"
            yield Hanging("slot", slot.id or 0, title, "день проведения", slot.held_on, day, warning, field="held_on")


def _slot_day(slot: SlotRow, move: _Move, placed: list[SlotRow], grades: dict[int, int], done: bool) -> tuple[date, str]:
    """(new day, what to look at)."""
    if done or slot.held_on < move.today:
        return slot.held_on, "" if move.holds(slot.held_on) else "уже проведено: день остаётся"
    days = move.days_of(slot.organisation_id)
    busy = {other.held_on for other in placed if same_class(slot, other, grades)}
    if not move.shift:
        return slot.held_on, "" if move.holds(slot.held_on) else "вне новых сроков: школе нужно выбрать другой день"
    wanted = slot.held_on + move.by_start
    right = [day for day in move.new_days() if days.is_school_day(day) and day not in busy]
    if wanted in right or (wanted == move.reserve and wanted not in busy):
        return wanted, ""
    if not right:
        return slot.held_on, "в новые сроки свободного учебного дня нет: школе нужно выбрать другой день"
    day = min(right, key=lambda one: (abs((one - wanted).days), one))
    return day, f"{long_date(wanted)} не подходит, взят ближайший свободный учебный день"


def _assignments(session: Session, move: _Move) -> Iterator[Hanging]:
    query = (
        select(Assignment, Person.full_name, Organisation.short_name)
        .join(Person, Person.id == Assignment.person_id)
        .outerjoin(Organisation, Organisation.id == Assignment.organisation_id)
        .where(Assignment.procedure_id == move.procedure.id)
        .order_by(Assignment.id)
    )
    for one, person, school in session.execute(query):
        title = f"{person}{f', {school}' if school else ''}{f', {one.class_label}' if one.class_label else ''}"
        day, warning = _assigned_day(one, move)
        if one.held_on is not None:
            yield Hanging("assignment", one.id, title, "день", one.held_on, day, warning, field="held_on")
        if one.briefed_on is not None:
            former, later = one.held_on or move.old[0], day or move.new[0]
            yield _briefing(one, title, former, later, move)


def _assigned_day(one: Assignment, move: _Move) -> tuple[date | None, str]:
    """Where the person comes for a class, the day goes with the class; else with the window."""
    day = one.held_on
    if day is None or day < move.today:
        return day, ""
    for (school, label, former), later in move.slot_days.items():
        if school == one.organisation_id and former == day and (not one.class_label or label in ("", one.class_label)):
            return later, ""
    if not move.shift:
        return day, "" if move.holds(day) else "вне новых сроков: назначьте другой день"
    wanted = day + move.by_start
    days = move.days_of(one.organisation_id)
    right = [candidate for candidate in move.new_days() if days.is_school_day(candidate)]
    if wanted in right or not right:
        return wanted, "" if right else "неучебный день"
    return min(right, key=lambda c: (abs((c - wanted).days), c)), f"{long_date(wanted)} — неучебный день, взят ближайший"


def _briefing(one: Assignment, title: str, former: date | None, later: date | None, move: _Move) -> Hanging:
    """As many working days before the day as it was."""
    held = one.briefed_on
    assert held is not None
    if former is None or later is None or former == later:
        return Hanging("assignment", one.id, title, "инструктаж", held, held, "", field="briefed_on")
    if held < move.today:
        warning = "инструктаж уже прошёл: проверьте, нужен ли ещё один ближе к новому дню"
        return Hanging("assignment", one.id, title, "инструктаж", held, held, warning, field="briefed_on")
    if held > former:
        day = _working(held + (later - former), move)
    else:
        working = sum(is_working_day(day, False, move.district.exceptions) for day in span_days(held, former - _DAY))
        day = move.add_working(later, -working) if working else later
    warning = "новый день уже прошёл" if day < move.today else ""
    return Hanging("assignment", one.id, title, "инструктаж", held, day, warning, field="briefed_on")


def _events(session: Session, move: _Move) -> Iterator[Hanging]:
    """What comes after the window moves with its end, what comes before with its beginning."""
    query = (
        select(CalendarEvent)
        .where(CalendarEvent.procedure_id == move.procedure.id, CalendarEvent.status == "planned")
        .order_by(CalendarEvent.held_on, CalendarEvent.id)
    )
    for one in session.scalars(query):
        day, (first, last) = one.held_on, move.old
        if day is None or day < move.today or first is None or last is None:
            continue
        inside = first < day <= last
        by = move.by_end if day > last else move.by_start if not inside or move.by_start == move.by_end else timedelta()
        later = _working(day + by, move, back=day <= first) if by else day
        warning = "новый день уже прошёл" if later < move.today else ""
        if inside and later == day and not move.holds(day):
            warning = "вне новых сроков"
        yield Hanging("event", one.id, one.title, "день", day, later, warning, field="held_on")
        if one.ends_on is not None:
            yield Hanging(
                "event", one.id, one.title, "последний день", one.ends_on, one.ends_on + (later - day), "", field="ends_on"
            )


def _requests(session: Session, move: _Move) -> Iterator[Hanging]:
    """Open requests for the results of this very procedure: their last day goes with the end of the window."""
    if not move.by_end:
        return
    procedure = move.procedure
    latest = select(CollectionForm.request_id, func.max(CollectionForm.version).label("version")).group_by(
        CollectionForm.request_id
    )
    newest = latest.subquery()
    query = (
        select(CollectionRequest, CollectionForm.definition)
        .join(CollectionForm, CollectionForm.request_id == CollectionRequest.id)
        .join(newest, (newest.c.request_id == CollectionForm.request_id) & (newest.c.version == CollectionForm.version))
        .where(CollectionRequest.kind == "results", CollectionRequest.closed_on.is_(None), CollectionRequest.due_on.is_not(None))
        .order_by(CollectionRequest.id)
    )
    key = {"kind": procedure.kind, "year": procedure.year, "grade": procedure.grade, "subject": procedure.subject}
    for request, definition in session.execute(query):
        paper = json.loads(definition).get("paper") or {}
        if {name: paper.get(name) for name in key} != key or request.due_on is None:
            continue
        later = _working(request.due_on + move.by_end, move)
        yield Hanging(
            "collection",
            request.id,
            request.title,
            "срок ответа",
            request.due_on,
            later,
            "сообщите школам новый срок",
            field="due_on",
        )


def _schedules(session: Session, move: _Move) -> Iterator[Hanging]:
    """A school's own schedule is its order: named, never changed from here."""
    query = (
        select(ScheduleEntry, Organisation.short_name)
        .join(SchoolSchedule, SchoolSchedule.id == ScheduleEntry.schedule_id)
        .join(Organisation, Organisation.id == SchoolSchedule.organisation_id)
        .where(ScheduleEntry.procedure_id == move.procedure.id, ScheduleEntry.held_on.is_not(None))
        .order_by(Organisation.short_name, ScheduleEntry.held_on, ScheduleEntry.id)
    )
    for entry, school in session.execute(query):
        if entry.held_on is not None and entry.held_on >= move.today and not move.holds(entry.held_on):
            warning = "вне новых сроков: изменения в график вносит школа"
            title = f"{school}, {entry.class_label or f'{entry.grade} классы'}"
            yield Hanging("schedule", entry.id, title, "день в графике", entry.held_on, entry.held_on, warning)


# --- taking back ------------------------------------------------------------------------------------------------------


def _parts(preview: MovePreview) -> tuple[Part, ...]:
    ids: defaultdict[HangingKind, list[int]] = defaultdict(list)
    for one in preview.hanging:
        if one.field and one.moves:
            ids[one.kind].append(one.row_id)
    parts = [
        part(Procedure, Procedure.id == preview.procedure_id),
        part(ProcedurePlan, ProcedurePlan.procedure_id == preview.procedure_id),
    ]
    parts += [part(_MODELS[kind], _MODELS[kind].id.in_(found_ids)) for kind, found_ids in ids.items() if kind != "plan"]
    return tuple(parts)


def _undo(preview: MovePreview, parts: tuple[Part, ...], before: Rows, after: Rows, message: str) -> Callable[[Context], Changes]:
    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            if snapshot(session, parts) != after:
                raise UserError("Отменить нельзя: эти даты с тех пор изменили.", "Отмените сначала более поздние изменения.")
            _park(session, preview)
            restored(session, parts, after, before)
            session.expire_all()
            follow_windows(session, [preview.procedure_id])
        return Changes(_TOPICS, message, _undo(preview, parts, after, before, f"{preview.title}: перенос выполнен снова."))

    return undo


def _park(session: Session, preview: MovePreview) -> None:
    """Days of schools stand aside first: two of one class may change places, and no two are ever the same day."""
    session.flush()
    for number, one in enumerate(one for one in preview.of("slot") if one.moves):
        session.execute(
            update(ProcedureSlot).where(ProcedureSlot.id == one.row_id).values(held_on=date(1900, 1, 1) + number * _DAY)
        )
    session.expire_all()
