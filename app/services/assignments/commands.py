"""Changing people at procedures: who is assigned, briefed, appointed by which order; ties; the plan of observation."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.models.assignments import Assignment, PersonTie
from app.models.organisations import Organisation
from app.models.people import Person, PersonRole
from app.models.results import Procedure
from app.models.settings import Setting
from app.services.assignments import rules, store
from app.services.assignments.rows import (
    BRIEFING_DAYS,
    DISTRICT_ROLES,
    MAX_PLACES,
    MAX_WORKS,
    OBSERVER_PER_CLASS,
    ROLES,
    AssignmentDraft,
    AssignmentRow,
    Habits,
    ListPreview,
    PersonLine,
    PlanLine,
    Slot,
    TieRow,
)
from app.services.changes import Changes, Topic
from app.services.errors import UserError
from app.services.row_undo import Part, Rows, part, snapshot, undo_rows
from app.services.text_ru import counted, search_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.context import Context

_TOPIC: frozenset[Topic] = frozenset({"calendar"})
_PEOPLE: frozenset[Topic] = frozenset({"calendar", "organisations"})
_STOPS = frozenset({"own_school", "parent", "tied", "own_class", "two_places", "two_roles"})
"""What keeps an assignment from being stored; the rest is told beside it."""


def assign(ctx: Context, draft: AssignmentDraft) -> Changes:
    """Store an assignment, new or changed; `value` is its id.

    Raises UserError where a rule forbids it (an observer of the own school, two places on one day …).
    """
    with ctx.db.write() as session:
        row_id, parts, before, after, name = _put(session, draft)
    return Changes(
        _TOPIC, f"{name}: {ROLES[draft.role].lower()}.", undo_rows(parts, before, after, _TOPIC, "Назначение отменено."), row_id
    )


def remove(ctx: Context, ids: Collection[int]) -> Changes:
    """Take people off; ids that are gone are passed over."""
    where = part(Assignment, Assignment.id.in_(ids))

    def take_off(session: Session, rows: Sequence[Assignment]) -> None:
        for row in rows:
            session.delete(row)

    return _edit(ctx, where, take_off, "Снято с процедуры")


def put_briefing(ctx: Context, ids: Collection[int], day: date | None) -> Changes:
    """The briefing was held on the day; None = it was not."""
    said = f"Инструктаж {day:%d.%m.%Y} отмечен" if day else "Отметка об инструктаже снята"
    return _edit(ctx, part(Assignment, Assignment.id.in_(ids)), _setting("briefed_on", day), said)


def put_basis(ctx: Context, ids: Collection[int], basis: str) -> Changes:
    """The order that appoints them."""
    return _edit(ctx, part(Assignment, Assignment.id.in_(ids)), _setting("basis", " ".join(basis.split())), "Приказ вписан")


def number_certificates(ctx: Context, procedure_id: int) -> Changes:
    """Give observers without a number the next ones of their year: «2026-014». One person has one number in a procedure."""

    def number(session: Session, rows: Sequence[Assignment]) -> None:
        year = session.get_one(Procedure, procedure_id).year
        start = f"{year}-"
        known = session.scalars(select(Assignment.certificate_number).where(Assignment.certificate_number.like(f"{start}%")))
        last = max((int(rest) for one in known if (rest := one.removeprefix(start)).isdigit()), default=0)
        given = {row.person_id: row.certificate_number for row in rows if row.certificate_number}
        names = {one.id: one.search_name for one in session.scalars(select(Person))}
        for row in sorted(rows, key=lambda one: (names.get(one.person_id, ""), one.id)):
            if not row.certificate_number:
                if row.person_id not in given:
                    last += 1
                    given[row.person_id] = f"{start}{last:03d}"
                row.certificate_number = given[row.person_id]

    where = part(Assignment, (Assignment.procedure_id == procedure_id) & (Assignment.role == "observer"))
    return _edit(ctx, where, number, "Номера удостоверений выданы")


def apply_plan(ctx: Context, procedure_id: int, lines: Sequence[PlanLine]) -> Changes:
    """Store the lines of a plan that the person kept; all or none. Raises UserError where a line breaks a rule."""
    with ctx.db.write() as session:
        if session.get(Procedure, procedure_id) is None:
            raise _gone()
        where = part(Assignment, Assignment.procedure_id == procedure_id)
        before = snapshot(session, (where,))
        for line in lines:
            need = line.need
            draft = AssignmentDraft(
                None, procedure_id, need.organisation_id, line.person_id, "observer", need.class_label, need.held_on
            )
            _put(session, draft)
        after = snapshot(session, (where,))
    said = f"Назначено: {counted(len(lines), 'наблюдатель', 'наблюдателя', 'наблюдателей')}."
    return Changes(_TOPIC, said, undo_rows((where,), before, after, _TOPIC, "План наблюдения отменён."), len(lines))


def save_tie(ctx: Context, tie: TieRow) -> Changes:
    """Store what ties a person to a school or class; `value` is its id."""
    if wrong := rules.tie_problem(tie):
        raise UserError(wrong, "Исправьте связь и сохраните ещё раз.")
    with ctx.db.write() as session:
        person = session.get(Person, tie.person_id)
        if person is None or session.get(Organisation, tie.organisation_id) is None:
            raise UserError("Этого человека или школы в базе уже нет.", "Обновите список.")
        where = part(PersonTie, PersonTie.person_id == tie.person_id)
        before = snapshot(session, (where,))
        row = _tie(session, tie)
        session.flush()
        after, row_id = snapshot(session, (where,)), row.id
    return Changes(_PEOPLE, f"{person.full_name}: связь записана.", undo_rows((where,), before, after, _PEOPLE, _UNTIED), row_id)


def delete_tie(ctx: Context, tie_id: int) -> Changes:
    with ctx.db.write() as session:
        row = session.get(PersonTie, tie_id)
        if row is None:
            raise UserError("Этой связи уже нет.", "Обновите список.")
        where = part(PersonTie, PersonTie.person_id == row.person_id)
        before = snapshot(session, (where,))
        session.delete(row)
        after = snapshot(session, (where,))
    return Changes(_PEOPLE, "Связь убрана.", undo_rows((where,), before, after, _PEOPLE, _UNTIED))


_UNTIED = "Прежние связи возвращены."


def save_habits(ctx: Context, habits: Habits) -> Changes:
    """The district's own numbers. Raises UserError for impossible ones."""
    if habits.briefing_days < 0 or habits.max_places < 1 or habits.max_works < 1:
        raise UserError("Числа должны быть положительными.", "Исправьте числа.")
    values = {
        BRIEFING_DAYS.name: habits.briefing_days,
        MAX_PLACES.name: habits.max_places,
        MAX_WORKS.name: habits.max_works,
        OBSERVER_PER_CLASS.name: habits.per_class,
    }
    with ctx.db.write() as session:
        where = part(Setting, Setting.key.in_(values))
        before = snapshot(session, (where,))
        for key, value in values.items():
            session.merge(Setting(key=key, value=json.dumps(value)))
        after = snapshot(session, (where,))
    return Changes(_TOPIC, "Правила района сохранены.", undo_rows((where,), before, after, _TOPIC, "Прежние правила возвращены."))


def import_people(ctx: Context, preview: ListPreview) -> Changes:
    """Bring in the new people of a list and the ties of all; `value` = how many people are new.

    A new person gets the role «Другое» at the place of work, so that the card of the school shows them.
    """
    with ctx.db.write() as session:
        parts = tuple(part(model, model.id > _last(session, model)) for model in (Person, PersonRole, PersonTie))
        before = snapshot(session, parts)
        new = 0
        for line in preview.lines:
            if line.state == "refused":
                continue
            person_id = line.person_id
            if line.state == "new":
                person = Person(
                    organisation_id=line.work_id, full_name=line.full_name, search_name=search_key(line.full_name),
                    post=line.post, phone=line.phone, email=line.email,
                )  # fmt: skip
                session.add(person)
                session.flush()
                session.add(PersonRole(person_id=person.id, organisation_id=line.work_id, role="other"))
                person_id, new = person.id, new + 1
            assert person_id is not None
            known = {_key(one) for one in session.scalars(select(PersonTie).where(PersonTie.person_id == person_id))}
            for tie in line.ties:
                if _key(tie) not in known:
                    session.add(_new(tie, person_id))
        after = snapshot(session, parts)
    said = f"Добавлено: {counted(new, 'человек', 'человека', 'человек')}."
    return Changes(_PEOPLE, said, undo_rows(parts, before, after, _PEOPLE, "Загрузка списка людей отменена."), new)


# --- inside a session --------------------------------------------------------------------------------------------------


def _put(session: Session, draft: AssignmentDraft) -> tuple[int, tuple[Part, ...], Rows, Rows, str]:
    if draft.role not in ROLES:
        raise UserError("Выберите роль из списка.", "")
    procedure = session.get(Procedure, draft.procedure_id)
    person = store.people(session, {draft.person_id}).get(draft.person_id)
    school = session.get(Organisation, draft.organisation_id) if draft.organisation_id is not None else None
    if procedure is None or person is None or (draft.organisation_id is not None and school is None):
        raise UserError("Этой процедуры, школы или человека в базе уже нет.", "Обновите список.")
    if (draft.organisation_id is None) != (draft.role in DISTRICT_ROLES):
        raise UserError(f"{ROLES[draft.role]}: не указано, где.", "Выберите школу, а комиссию и координатора района – без школы.")
    row = session.get(Assignment, draft.id) if draft.id is not None else None
    if draft.id is not None and row is None:
        raise _gone()
    _refuse(session, draft, person, procedure, school)
    where = part(Assignment, Assignment.id == (draft.id or 0))
    before = snapshot(session, (where,))
    if row is None:
        row = Assignment()
        session.add(row)
    for name in (
        "procedure_id", "organisation_id", "person_id", "role", "held_on", "briefed_on",
    ):  # fmt: skip
        setattr(row, name, getattr(draft, name))
    for name in ("class_label", "room", "basis", "certificate_number", "note"):
        setattr(row, name, " ".join(getattr(draft, name).split()))
    session.flush()
    parts = (part(Assignment, Assignment.id == row.id),)
    return row.id, parts, before, snapshot(session, parts), person.full_name


def _refuse(
    session: Session, draft: AssignmentDraft, person: PersonLine, procedure: Procedure, school: Organisation | None
) -> None:
    """Raise UserError with the way out where a rule forbids the assignment."""
    name = school.short_name if school is not None else ""
    row = AssignmentRow(
        draft.id or 0, draft.procedure_id, draft.organisation_id, draft.person_id, draft.role, draft.class_label, draft.held_on,
        draft.room, draft.briefed_on, draft.basis, "", "", person.full_name, work_id=person.work_id, work=person.work,
        organisation=name, grade=procedure.grade,
    )  # fmt: skip
    slots = store.slots(session, draft.procedure_id)
    held = [one for one in store.assignments(session, Assignment.person_id == draft.person_id) if one.id != (draft.id or -1)]
    twice = [
        one for one in held
        if (one.procedure_id, one.organisation_id, one.role, one.class_label, one.held_on)
        == (row.procedure_id, row.organisation_id, row.role, row.class_label.strip(), row.held_on)
    ]  # fmt: skip
    if twice:
        raise UserError(f"{person.full_name} здесь уже назначен(а) на эту роль.", "Измените имеющуюся запись.")
    for wrong in _forbidden(row, person, slots, held):
        raise UserError(*wrong)


def _forbidden(
    row: AssignmentRow, person: PersonLine, slots: Sequence[Slot], held: Sequence[AssignmentRow]
) -> Iterable[tuple[str, str]]:
    for other in (None, *held):  # one by one: an old clash of two others is not the fault of this one
        rows = [row] if other is None or other.procedure_id != row.procedure_id else [row, other]
        others = [other] if other is not None and len(rows) == 1 else []
        found = rules.remarks_of(
            rows, {person.person_id: person}, slots, (None, None), Habits(), date.min, lambda day, _n: day, others
        )
        for one in found:
            if one.code in ("two_places", "two_roles") or (one.code in _STOPS and one.assignment_id == row.id):
                yield one.text, one.fix


def _edit(ctx: Context, where: Part, change: Callable[[Session, Sequence[Assignment]], Any], said: str) -> Changes:
    with ctx.db.write() as session:
        before = snapshot(session, (where,))
        rows = list(session.scalars(select(Assignment).where(where.where)))
        change(session, rows)
        after = snapshot(session, (where,))
    undo = undo_rows((where,), before, after, _TOPIC, "Изменение отменено.")
    return Changes(_TOPIC, f"{said}: {counted(len(rows), 'запись', 'записи', 'записей')}.", undo, len(rows))


def _setting(name: str, value: Any) -> Callable[[Session, Sequence[Assignment]], None]:
    def change(_session: Session, rows: Sequence[Assignment]) -> None:
        for row in rows:
            setattr(row, name, value)

    return change


def _tie(session: Session, tie: TieRow) -> PersonTie:
    row = session.get(PersonTie, tie.id) if tie.id is not None else None
    if row is None:
        row = _new(tie, tie.person_id)
        session.add(row)
    row.organisation_id, row.kind = tie.organisation_id, tie.kind
    row.class_label, row.subject = " ".join(tie.class_label.split()), " ".join(tie.subject.split())
    return row


def _new(tie: TieRow, person_id: int) -> PersonTie:
    return PersonTie(
        person_id=person_id, organisation_id=tie.organisation_id, kind=tie.kind, class_label=tie.class_label.strip(),
        subject=tie.subject.strip(),
    )  # fmt: skip


def _key(tie: PersonTie | TieRow) -> tuple[int, str, str, str]:
    return tie.organisation_id, tie.kind, rules.class_key(tie.class_label), search_key(tie.subject)


def _last(session: Session, model: Any) -> int:
    return session.scalar(select(model.id).order_by(model.id.desc()).limit(1)) or 0


def _gone() -> UserError:
    return UserError("Этой записи в базе уже нет.", "Обновите список.")
