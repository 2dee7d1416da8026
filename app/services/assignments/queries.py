"""Reading people at procedures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.models.assignments import Assignment
from app.models.organisations import Organisation
from app.models.people import PersonRole
from app.models.plan import ProcedurePlan, ProcedureSchool
from app.models.results import Procedure
from app.services.assignments import matching, rules, store
from app.services.assignments.rows import (
    DISTRICT_ROLES,
    ON_THE_DAY,
    ROLES,
    AssignmentRow,
    Board,
    BoardRow,
    Candidate,
    GridCell,
    Habits,
    Need,
    ObserverGrid,
    PersonLine,
    PlanLine,
    ProcedureChoice,
    Proposal,
    Remark,
    Slot,
    Watcher,
)
from app.services.calendar.exceptions import add_working_for
from app.services.calendar.queries import own_organisations
from app.services.calendar.rules import in_school_year
from app.services.errors import UserError
from app.services.plan.catalogue import by_code
from app.services.results.procedure import procedure_title
from app.services.text_ru import sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.context import Context


def procedure_choices(ctx: Context, school_year: str | None = None) -> list[ProcedureChoice]:
    """Planned procedures and those that people are assigned to, by first day; «2026/2027» keeps what overlaps it."""
    with ctx.db.read() as session:
        return _choices(session, school_year)


def get_habits(ctx: Context) -> Habits:
    with ctx.db.read() as session:
        return store.habits(session)


def board(ctx: Context, procedure_id: int) -> Board:
    """Raises UserError where the procedure is gone."""
    with ctx.db.read() as session:
        procedure = session.get(Procedure, procedure_id)
        if procedure is None:
            raise _gone()
        return _board(session, procedure, ctx.clock().date())


def list_assignments(
    ctx: Context, *, procedure_id: int | None = None, person_id: int | None = None, organisation_id: int | None = None
) -> list[AssignmentRow]:
    """By school, role and name."""
    asked = ((Assignment.procedure_id, procedure_id), (Assignment.person_id, person_id))
    where = [column == value for column, value in asked if value is not None]
    if organisation_id is not None:
        where.append(Assignment.organisation_id == organisation_id)
    with ctx.db.read() as session:
        return store.assignments(session, *where)


def directory(ctx: Context, school_year: str | None = None) -> list[PersonLine]:
    """Everybody known, with ties and with what they do in the school year; by name."""
    with ctx.db.read() as session:
        ids = {one.procedure_id for one in _choices(session, school_year)}
        held: defaultdict[int, list[AssignmentRow]] = defaultdict(list)
        for row in store.assignments(session, Assignment.procedure_id.in_(ids)):
            held[row.person_id].append(row)
        return [replace(one, assignments=tuple(held[one.person_id])) for one in store.people(session).values()]


def candidates(
    ctx: Context,
    procedure_id: int,
    organisation_id: int | None,
    role: str,
    class_label: str = "",
    held_on: date | None = None,
    editing: int | None = None,
) -> list[Candidate]:
    """Everybody, those against whom nothing speaks first (of the same village first), then the others with the reason.

    `editing`: the assignment that is being changed, which does not stand in its own way.
    """
    with ctx.db.read() as session:
        procedure = session.get(Procedure, procedure_id)
        if procedure is None:
            raise _gone()
        slots = store.slots(session, procedure_id)
        school = session.get(Organisation, organisation_id) if organisation_id is not None else None
        here = school.locality if school is not None else ""
        rows = [one for one in store.assignments(session, Assignment.procedure_id == procedure_id) if one.id != editing]
        probe = AssignmentRow(
            0, procedure_id, organisation_id, 0, role, class_label, held_on, "", None, "", "", "", "", grade=procedure.grade
        )
        day, classes = rules.day_of(probe, slots), rules.classes_of(probe, slots)
        busy = _busy(session, rows, slots, procedure_id)
        own = {(row.person_id, row.organisation_id, row.role, row.class_label, row.held_on) for row in rows}
        habits = store.habits(session)
        found = []
        for person in store.people(session).values():
            wrong = rules.objection(role, person, organisation_id, procedure.grade, classes)
            why = wrong[1] if wrong else ""
            where = busy.get(person.person_id, {}).get(day, set()) - {organisation_id} if day is not None else set()
            if not why and where and role in ON_THE_DAY:
                why = f"{day:%d.%m} занят в другом месте"
            if not why and (person.person_id, organisation_id, role, class_label, held_on) in own:
                why = "уже назначен"
            places = sum(row.person_id == person.person_id and row.role == role for row in rows)
            if not why and role == "observer" and places >= habits.max_places:
                why = f"уже {places} наблюдения, больше в районе не назначают"
            found.append(Candidate(person, why, places, bool(here) and here == person.locality))
    home = organisation_id if role in ("coordinator", "organiser", "technical") else None
    return sorted(
        found,
        key=lambda one: (
            bool(one.why_not),
            home is not None and one.person.work_id != home,
            one.places if role == "observer" else 0,
            not one.near,
            sort_key(one.person.full_name),
        ),
    )


def observer_grid(ctx: Context, school_year: str | None = None) -> ObserverGrid:
    """Schools by those procedures that are observed: who observes, where nobody does."""
    today = ctx.clock().date()
    with ctx.db.read() as session:
        observers_at = set(session.scalars(select(Assignment.procedure_id).where(Assignment.role == "observer").distinct()))
        choices = tuple(one for one in _choices(session, school_year) if one.observed or one.procedure_id in observers_at)
        cells: dict[tuple[int, int], GridCell] = {}
        names: dict[int, str] = {school: name for school, name, _locality in _schools(session)}
        for choice in choices:
            found = _board(session, session.get_one(Procedure, choice.procedure_id), today)
            needed = "observer" in found.roles
            taking = {row.organisation_id for row in found.rows}
            for row in found.rows:
                names[row.organisation_id] = row.name
                wrong = any(one.severity == "error" and one.role == "observer" for one in row.remarks)
                observers = tuple(dict.fromkeys(one.person for one in row.of("observer")))
                cells[row.organisation_id, choice.procedure_id] = GridCell(observers, needed, "observer" in row.missing, wrong)
            for school in names:
                if school not in taking:
                    cells[school, choice.procedure_id] = GridCell(needed=False)
    return ObserverGrid(choices, tuple(sorted(names.items(), key=lambda one: sort_key(one[1]))), cells)


def watcher_pool(ctx: Context, procedure_id: int) -> list[tuple[PersonLine, bool]]:
    """Whom a plan may send: everybody, and whether the plan takes them unless told otherwise.

    Not taken: heads of schools, and those who have to be at their own school while the paper is written.
    """
    with ctx.db.read() as session:
        rows = store.assignments(session, Assignment.procedure_id == procedure_id)
        kept_home = {row.person_id for row in rows if row.role in ON_THE_DAY and row.role != "observer"}
        directors = set(
            session.scalars(select(PersonRole.person_id).where(PersonRole.role == "director", PersonRole.until.is_(None)))
        )
        away = kept_home | directors
        return [(one, one.person_id not in away) for one in store.people(session).values()]


def propose(ctx: Context, procedure_id: int, person_ids: Collection[int] | None = None) -> Proposal:
    """A cross-observation plan for the places that have no observer yet. `person_ids` None = the usual pool.

    Raises UserError where the procedure is gone or no school takes part.
    """
    pool = [
        one for one, usual in watcher_pool(ctx, procedure_id) if (usual if person_ids is None else one.person_id in person_ids)
    ]
    with ctx.db.read() as session:
        procedure = session.get(Procedure, procedure_id)
        if procedure is None:
            raise _gone()
        slots = store.slots(session, procedure_id)
        habits = store.habits(session)
        rows = store.assignments(session, Assignment.procedure_id == procedure_id)
        busy = _busy(session, rows, slots, procedure_id)
        schools, grade = _taking_part(session, procedure_id), procedure.grade
    if not schools:
        raise UserError("В процедуре не участвует ни одна школа.", "Добавьте школы на вкладке «Школы».")
    observers = [row for row in rows if row.role == "observer"]
    needs = rules.uncovered(rules.needs_of(schools, slots, habits), observers)
    watchers = [_watcher(one, busy.get(one.person_id, {}), observers, slots) for one in pool]
    fixed = {(row.work_id, row.organisation_id) for row in observers if row.work_id and row.organisation_id}
    found = matching.match(needs, watchers, habits.max_places, grade, fixed)
    plan: defaultdict[int, list[date | None]] = defaultdict(list)
    for n, w in found.pairs:
        plan[watchers[w].person_id].append(needs[n].held_on)
    work = {one.person_id: one.work for one in pool}
    lines = [
        PlanLine(needs[n], watchers[w].person_id, watchers[w].name, work[watchers[w].person_id], _near(needs[n], watchers[w]))
        for n, w in found.pairs
    ]
    empty = [matching.reason(needs[n], watchers, plan, habits.max_places, grade) for n in found.open_needs]
    names = {school: name for school, name, _locality in schools} | {one.work_id: one.work for one in pool if one.work_id}
    return Proposal(
        procedure_id,
        tuple(sorted(lines, key=lambda one: (sort_key(one.need.name), one.need.held_on or date.max, one.need.class_label))),
        tuple(empty),
        tuple((names.get(a, ""), names.get(b, "")) for a, b in found.mutual),
        len(observers),
        len(watchers),
    )


# --- inside a session --------------------------------------------------------------------------------------------------


def _board(session: Session, procedure: Procedure, today: date) -> Board:
    slots = store.slots(session, procedure.id)
    rows = store.assignments(session, Assignment.procedure_id == procedure.id)
    habits = store.habits(session)
    people = store.people(session, {row.person_id for row in rows})
    others = _elsewhere(session, rows, procedure.id)
    window = (procedure.held_on, procedure.held_until or procedure.held_on)
    remarks = rules.remarks_of(rows, people, slots, window, habits, today, add_working_for(session), others)
    plan = session.get(ProcedurePlan, procedure.id)
    roles = _roles(procedure.kind, plan.control_mode if plan else "", {row.role for row in rows})
    required = _roles(procedure.kind, plan.control_mode if plan else "", set())
    taking = _taking_part(session, procedure.id, {row.organisation_id for row in rows if row.organisation_id is not None})
    needs = rules.needs_of(taking, slots, habits)
    lines = [_row(school, name, rows, slots, needs, required, remarks) for school, name, _locality in taking]
    district = tuple(row for row in rows if row.organisation_id is None)
    held = {row.role for row in district}
    return Board(
        procedure.id,
        procedure_title(procedure.kind, procedure.year, procedure.grade, procedure.subject),
        *window,
        roles,
        tuple(lines),
        district,
        tuple(role for role in required if role in DISTRICT_ROLES and role not in held),
        remarks,
        habits,
    )


def _row(
    school: int,
    name: str,
    rows: Sequence[AssignmentRow],
    slots: Sequence[Slot],
    needs: Sequence[Need],
    required: Sequence[str],
    remarks: Sequence[Remark],
) -> BoardRow:
    own = tuple(row for row in rows if row.organisation_id == school)
    written = tuple(slot for slot in slots if slot.organisation_id == school)
    held = {row.role for row in own}
    missing = [role for role in required if role not in DISTRICT_ROLES and role != "observer" and role not in held]
    wanted = [need for need in needs if need.organisation_id == school]
    if "observer" in required and rules.uncovered(wanted, own):
        missing.append("observer")
    return BoardRow(
        school,
        name,
        tuple(sorted({slot.held_on for slot in written})),
        written,
        own,
        tuple(role for role in ROLES if role in missing),
        tuple(one for one in remarks if one.organisation_id == school),
    )


def _roles(kind: str, control_mode: str, held: set[str]) -> tuple[str, ...]:
    """Roles of the catalogue; experts come from elsewhere where the school does not check itself."""
    line = by_code().get(kind)
    wanted = set(line.roles if line else ("coordinator",))
    if control_mode in ("municipal_recheck", "federal_check"):
        wanted.discard("expert")
    return tuple(role for role in ROLES if role in wanted | held)


def _choices(session: Session, school_year: str | None) -> list[ProcedureChoice]:
    counts: dict[int, int] = {
        procedure: count
        for procedure, count in session.execute(select(Assignment.procedure_id, func.count()).group_by(Assignment.procedure_id))
    }
    planned = {one: status for one, status in session.execute(select(ProcedurePlan.procedure_id, ProcedurePlan.status))}
    found = []
    for one in session.scalars(select(Procedure).where(Procedure.id.in_({*counts, *planned}))):
        if planned.get(one.id) == "cancelled" and one.id not in counts:
            continue
        last = one.held_until or one.held_on
        if school_year is None or in_school_year(one.year, one.held_on, last, school_year):
            title = procedure_title(one.kind, one.year, one.grade, one.subject)
            found.append(ProcedureChoice(one.id, title, one.held_on, last, counts.get(one.id, 0), _is_observed(one.kind)))
    return sorted(found, key=lambda one: (one.starts_on or date.max, sort_key(one.title)))


def _is_observed(kind: str) -> bool:
    line = by_code().get(kind)
    return line is not None and "observer" in line.roles


def _schools(session: Session) -> list[tuple[int, str, str]]:
    found = session.execute(
        select(Organisation.id, Organisation.short_name, Organisation.locality).where(
            Organisation.id.in_(own_organisations(session)), Organisation.kind == "school", Organisation.closed_on.is_(None)
        )
    ).all()
    return sorted(((one, name, place) for one, name, place in found), key=lambda row: sort_key(row[1]))


def _taking_part(session: Session, procedure_id: int, also: Collection[int] = ()) -> list[tuple[int, str, str]]:
    """Open own schools but those that do not take part; `also`: schools that have people assigned."""
    out = set(
        session.scalars(
            select(ProcedureSchool.organisation_id).where(
                ProcedureSchool.procedure_id == procedure_id, ProcedureSchool.status == "not_taking_part"
            )
        )
    )
    found = [row for row in _schools(session) if row[0] not in out or row[0] in also]
    missing = set(also) - {row[0] for row in found}
    if missing:
        more = session.execute(
            select(Organisation.id, Organisation.short_name, Organisation.locality).where(Organisation.id.in_(missing))
        )
        found = sorted([*found, *((one, name, place) for one, name, place in more)], key=lambda row: sort_key(row[1]))
    return found


def _elsewhere(session: Session, rows: Sequence[AssignmentRow], procedure_id: int) -> list[AssignmentRow]:
    """What the same people do at other procedures on a known day."""
    people = {row.person_id for row in rows}
    return store.assignments(
        session, Assignment.person_id.in_(people), Assignment.procedure_id != procedure_id, Assignment.held_on.is_not(None)
    )


def _busy(
    session: Session, rows: Sequence[AssignmentRow], slots: Sequence[Slot], procedure_id: int
) -> dict[int, dict[date, set[int | None]]]:
    """Person → day → schools where they have to be."""
    found: defaultdict[int, dict[date, set[int | None]]] = defaultdict(dict)
    others = store.assignments(session, Assignment.procedure_id != procedure_id, Assignment.held_on.is_not(None))
    for row in (*rows, *others):
        day = rules.day_of(row, slots) if row.procedure_id == procedure_id else row.held_on
        if row.role in ON_THE_DAY and day is not None:
            found[row.person_id].setdefault(day, set()).add(row.organisation_id)
    return found


def _watcher(
    person: PersonLine, busy: dict[date, set[int | None]], observers: Sequence[AssignmentRow], slots: Sequence[Slot]
) -> Watcher:
    own = [row for row in observers if row.person_id == person.person_id]
    days: set[date | None] = {*busy, *(rules.day_of(row, slots) for row in own)}
    closed = {tie.organisation_id for tie in person.ties if tie.kind != "parent"}
    children = {(tie.organisation_id, tie.class_label) for tie in person.ties if tie.kind == "parent"}
    return Watcher(
        person.person_id, person.full_name, person.work_id, person.locality, frozenset(closed), frozenset(children),
        frozenset(days), len(own),
    )  # fmt: skip


def _near(need: Need, watcher: Watcher) -> str:
    if need.locality and need.locality == watcher.locality:
        return "рядом"
    return ""


def _gone() -> UserError:
    return UserError("Этой процедуры в календаре уже нет.", "Обновите список.")
