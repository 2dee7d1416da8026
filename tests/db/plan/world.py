"""A small district with one planned paper, and one thing of every kind that can hang on its window."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

import app.models.tables  # noqa: F401  # every table, before the first look
from app.models.assignments import Assignment
from app.models.base import Base
from app.models.checklists import ChecklistLine, ChecklistTick
from app.models.collection import CollectionForm, CollectionRequest
from app.models.events import CalendarEvent
from app.models.people import Person
from app.models.schedules import ScheduleEntry, SchoolSchedule
from app.services.context import Context
from app.services.execution.commands import link_events
from app.services.plan.commands import plan_procedure
from app.services.plan.rows import PlanDraft, SlotRow
from app.services.plan.school_commands import save_slots
from tests.db.execution.district import TREE, add_roadmap, add_schools, line

__all__ = ["DRAFT", "END", "START", "TREE", "add_schools", "everything", "hang_everything", "plan", "slot"]

START, END = date(2026, 10, 12), date(2026, 10, 23)
DRAFT = PlanDraft(
    "vpr",
    4,
    "Математика",
    START,
    END,
    form="paper",
    control_mode="school_check",
    minutes=45,
    reserve_on=date(2026, 10, 26),
    results_due=date(2026, 11, 10),
    basis="приказ от 01.09.2026 № 5",
)


def plan(ctx: Context, draft: PlanDraft = DRAFT) -> int:
    return int(plan_procedure(ctx, draft).value)


def slot(procedure: int, school: int, label: str, day: date, **more: Any) -> SlotRow:
    return SlotRow(None, procedure, school, label, day, **more)


def hang_everything(ctx: Context, procedure: int, schools: list[int]) -> int:
    """Days of two schools, people, a checklist, meetings, a request, a schedule, a roadmap. Returns the roadmap's number."""
    save_slots(
        ctx,
        [
            slot(procedure, schools[0], "4А", date(2026, 10, 13), lesson=2, room="12", pupils=24),
            slot(procedure, schools[0], "4Б", date(2026, 10, 20)),
            slot(procedure, schools[1], "4А", date(2026, 10, 14)),
        ],
    )
    with ctx.db.write() as session:
        people = [
            Person(full_name=name, search_name=name.casefold()) for name in ("Белова Анна Ильинична", "Жуков Пётр Олегович")
        ]
        session.add_all(people)
        session.flush()
        session.add_all(
            [
                Assignment(
                    procedure_id=procedure, organisation_id=schools[0], person_id=people[0].id, role="observer",
                    class_label="4А", held_on=date(2026, 10, 13), briefed_on=date(2026, 10, 12),
                ),
                Assignment(procedure_id=procedure, person_id=people[1].id, role="municipal_coordinator"),
            ]
        )  # fmt: skip
        lines = [
            ChecklistLine(procedure_id=procedure, position=1, phase="before", offset_days=-5, text="Проверить компьютеры",
                          due_on=date(2026, 10, 5)),
            ChecklistLine(procedure_id=procedure, position=2, phase="before", offset_days=-3, text="Издать приказ",
                          due_on=date(2026, 10, 7), moved_to=date(2026, 10, 1)),
            ChecklistLine(procedure_id=procedure, position=3, phase="after", anchor="end", offset_days=2,
                          text="Загрузить формы", due_on=date(2026, 10, 27)),
        ]  # fmt: skip
        session.add_all(lines)
        session.flush()
        session.add(ChecklistTick(line_id=lines[0].id, done_on=date(2026, 9, 10), ticked_at=datetime(2026, 9, 10, 9)))
        session.add_all(
            [
                CalendarEvent(uid="e1", kind="briefing", title="Инструктаж", held_on=date(2026, 10, 9), procedure_id=procedure),
                CalendarEvent(
                    uid="e2", kind="meeting", title="Итоги", held_on=date(2026, 11, 12), ends_on=date(2026, 11, 13),
                    procedure_id=procedure,
                ),
                CalendarEvent(
                    uid="e3", kind="meeting", title="Прошло", held_on=date(2026, 9, 10), status="held", procedure_id=procedure
                ),
                CalendarEvent(uid="e4", kind="meeting", title="Не о том", held_on=date(2026, 10, 9)),
            ]
        )  # fmt: skip
        request = CollectionRequest(
            uid="r1", kind="results", title="Результаты по математике", asked_on=date(2026, 9, 14), due_on=date(2026, 11, 2)
        )
        session.add(request)
        session.flush()
        paper = {"kind": "vpr", "year": 2026, "grade": 4, "subject": "Математика"}
        session.add(
            CollectionForm(
                request_id=request.id,
                version=1,
                sha256="0",
                definition=json.dumps({"paper": paper}),
                made_at=datetime(2026, 9, 14),
            )
        )
        schedule = SchoolSchedule(organisation_id=schools[0], school_year=2026, updated_at=datetime(2026, 9, 14))
        session.add(schedule)
        session.flush()
        session.add(
            ScheduleEntry(
                schedule_id=schedule.id, grade=4, class_label="4А", subject="Математика", level="federal", kind="vpr",
                held_on=date(2026, 10, 13), procedure_id=procedure,
            )
        )  # fmt: skip
    tree = add_roadmap(ctx)
    link_events(ctx, line(tree, "2.1.").id or 0, [procedure])
    assert tree.id is not None
    return tree.id


def everything(ctx: Context) -> dict[str, list[tuple[Any, ...]]]:
    """The whole base but what only counts: to see that a change was taken back to the last value."""
    left_out = {"setting", "workplace"}
    with ctx.db.read() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in left_out
        }
