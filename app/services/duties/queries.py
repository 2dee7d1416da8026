"""What is due: dated duties by view, school, party and words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.models.execution import Evidence, Occurrence, OccurrenceSchool
from app.models.organisations import Organisation
from app.models.parties import LineParty, LineSchool, Party, PartySchool
from app.models.roadmaps import Roadmap, RoadmapRow
from app.models.settings import Workplace
from app.services.context import Context
from app.services.duties.rows import Duties, DutyKey, DutyRow, Mark, View
from app.services.duties.rules import OPEN, Period, school_due, school_mark, shown, view_days
from app.services.duties.stored import own_mark, school_mark_of
from app.services.parties.queries import line_owners, own_schools
from app.services.text_ru import search_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

T = TypeVar("T")
PAGE = 500
"""Rows of a view that are read at once."""
CHUNK = 500
IN_PLAN = Occurrence.off_plan.is_(False)
SPOKEN_OF = or_(IN_PLAN, Occurrence.status != "planned")
"""What the plan has, and what was marked outside it."""


# --- duties -----------------------------------------------------------------------------------------------------------


def duties(
    ctx: Context,
    view: View,
    *,
    today: date | None = None,
    roadmap_id: int | None = None,
    party_id: int | None = None,
    organisation_id: int | None = None,
    text: str = "",
    since: date | None = None,
    within: Period | None = None,
    limit: int = PAGE,
) -> Duties:
    """Rows of a view by last day, those without one at the end.

    `week`, `month`: what is open and ends, or begins without an end, from today on; `overdue`: open and past its last
    day; `waiting`: waits for the region; `all`: everything. `organisation_id`: what one school owes, in the district's
    roadmaps and in its own; without it the roadmaps of schools are left out of a department's views. `text`: words of
    the line or of the roadmap's title. `since`: nothing whose last day in force was earlier. `within`: in the view `all`
    only what falls into these days (what has no days: if its roadmap does), and what is overdue whenever it was due.
    """
    day = today or ctx.clock().date()
    with ctx.db.read() as session:
        frame = frame_of(day, organisation_id)
        query = frame.select.where(
            frame.views[view], *duty_filters(session, frame, roadmap_id, party_id, organisation_id, text, within)
        )
        if since is not None:
            query = query.where(Occurrence.due_on >= since)
        total = session.scalar(query.with_only_columns(func.count())) or 0
        query = query.order_by(frame.due.is_(None), frame.due, Occurrence.id)
        rows = [duty_row(found, day) for found in session.execute(query.limit(limit))] if total else []
        return Duties(with_schools(session, rows, organisation_id), total)


def view_counts(
    ctx: Context,
    *,
    today: date | None = None,
    party_id: int | None = None,
    organisation_id: int | None = None,
    text: str = "",
    within: Period | None = None,
) -> dict[View, int]:
    """How many rows every view would have, in one look. `within` narrows the view `all` only."""
    day = today or ctx.clock().date()
    with ctx.db.read() as session:
        frame = frame_of(day, organisation_id)
        filters = duty_filters(session, frame, None, party_id, organisation_id, text, None)
        views = dict(frame.views)
        if within is not None:
            views["all"] = and_(views["all"], _within(frame, within))
        sums = [func.sum(case((condition, 1), else_=0)) for condition in views.values()]
        found = session.execute(frame.select.where(*filters).with_only_columns(*sums)).one()
    return {view: count or 0 for view, count in zip(frame.views, found, strict=True)}


def pressing(ctx: Context, today: date, since: date) -> tuple[DutyRow, ...]:
    """What `duties` has as `week`, `overdue` (from `since` on) and `waiting`, in one look for the first tab."""
    with ctx.db.read() as session:
        frame = frame_of(today, None)
        late = and_(frame.views["overdue"], Occurrence.due_on >= since)
        query = frame.select.where(or_(late, frame.views["week"], frame.views["waiting"]))
        if not _is_school(session):
            query = query.where(Roadmap.organisation_id.is_(None))
        rows = [duty_row(found, today) for found in session.execute(query.order_by(frame.due, Occurrence.id))]
        return with_schools(session, rows, None)


@dataclass(frozen=True, slots=True)
class Frame:
    """What all views share: the joined tables, the last day in force, what each view asks for."""

    select: Any
    due: Any
    views: dict[View, ColumnElement[bool]]
    late: ColumnElement[bool]


def frame_of(day: date, organisation_id: int | None) -> Frame:
    columns = (Occurrence, Roadmap.title, RoadmapRow.id, RoadmapRow.number, RoadmapRow.text, RoadmapRow.deadline)
    query: Any
    due: Any = Occurrence.due_on
    if organisation_id is None:
        query = select(*columns, RoadmapRow.responsible, Roadmap.organisation_id)
        is_open: ColumnElement[Any] = Occurrence.status.in_(OPEN)
        waits: ColumnElement[Any] = Occurrence.status == "waiting_region"
    else:
        mine = aliased(OccurrenceSchool)
        query = select(*columns, RoadmapRow.responsible, Roadmap.organisation_id, mine).outerjoin(
            mine, and_(mine.occurrence_id == Occurrence.id, mine.organisation_id == organisation_id)
        )
        query = query.where(or_(_owed_by(organisation_id), Roadmap.organisation_id == organisation_id))
        # Of the district's roadmap a school owes its part; of its own one, the whole.
        own = Roadmap.organisation_id.is_not(None)
        closed = Occurrence.status.in_(("done", "cancelled"))
        due = func.coalesce(mine.postponed_to, Occurrence.due_on)
        status = case((own, Occurrence.status), (closed, Occurrence.status), else_=func.coalesce(mine.status, "planned"))
        status = case((mine.status.in_(("done", "cancelled")), mine.status), else_=status)
        is_open, waits = status.in_(OPEN), status == "waiting_region"
    query = (
        query.select_from(Occurrence)
        .join(Roadmap, Roadmap.id == Occurrence.roadmap_id)
        .outerjoin(RoadmapRow, RoadmapRow.uid == Occurrence.line_uid)
    )
    late = and_(is_open, due < day)

    def soon(view: View) -> ColumnElement[bool]:
        first, last = view_days(view, day) or (day, day)
        begins = and_(Occurrence.due_on.is_(None), Occurrence.starts_on.between(first, last))
        return and_(IN_PLAN, or_(is_open, waits), or_(due.between(first, last), begins))

    views: dict[View, ColumnElement[bool]] = {
        "week": soon("week"),
        "month": soon("month"),
        "overdue": and_(IN_PLAN, late),
        "waiting": and_(IN_PLAN, waits),
        "all": SPOKEN_OF,
    }
    return Frame(query, due, views, late)


def duty_filters(
    session: Session,
    frame: Frame,
    roadmap_id: int | None,
    party_id: int | None,
    organisation_id: int | None,
    text: str,
    within: Period | None,
    *,
    schools_too: bool = False,
) -> list[ColumnElement[bool]]:
    """What narrows a view. `schools_too`: roadmaps of schools are not left out of a department's view."""
    wanted: list[ColumnElement[bool]] = []
    if roadmap_id is not None:
        wanted.append(Occurrence.roadmap_id == roadmap_id)
    elif organisation_id is None and not schools_too and not _is_school(session):
        wanted.append(Roadmap.organisation_id.is_(None))
    if party_id is not None:
        named = select(LineParty.line_uid).where(LineParty.party_id == party_id)
        wanted.append(Occurrence.line_uid.in_(named))
    wanted += _text_filters(session, text)
    if within is not None:
        wanted.append(_within(frame, within))
    return wanted


def _text_filters(session: Session, text: str) -> list[ColumnElement[bool]]:
    """Every word stands in the line or in the title of its roadmap."""
    words = search_key(text).split()
    if not words:
        return []
    titles = {i: search_key(title) for i, title in session.execute(select(Roadmap.id, Roadmap.title))}
    return [
        or_(
            RoadmapRow.search_text.contains(word, autoescape=True),
            Occurrence.roadmap_id.in_([i for i, title in titles.items() if word in title]),
        )
        for word in words
    ]


def _within(frame: Frame, within: Period) -> ColumnElement[bool]:
    """Without a first or last day of its own an occurrence lasts as long as its roadmap."""
    begins = func.coalesce(Occurrence.starts_on, frame.due, Roadmap.period_start)
    ends = func.coalesce(frame.due, Roadmap.period_end)
    falls = and_(or_(begins.is_(None), begins <= within[1]), or_(ends.is_(None), ends >= within[0]))
    return or_(falls, frame.late)


def _owed_by(organisation_id: int) -> ColumnElement[bool]:
    """Lines of the district's roadmaps one school is an addressee of, as `line_owners` says it."""
    uid = Occurrence.line_uid
    chosen = select(LineSchool.id).where(LineSchool.line_uid == uid)
    group = select(PartySchool.party_id).where(PartySchool.party_id == Party.id)
    named = select(LineParty.id).join(Party, Party.id == LineParty.party_id).where(LineParty.line_uid == uid)
    is_it = named.where(Party.organisation_id == organisation_id)
    # «Школы» of nobody in particular are schools: a kindergarten owes only where it is named or belongs to the group.
    school = select(Organisation.id).where(Organisation.id == organisation_id, Organisation.kind == "school")
    among = named.where(
        Party.is_schools,
        or_(and_(~group.exists(), school.exists()), group.where(PartySchool.organisation_id == organisation_id).exists()),
    )
    return and_(
        Roadmap.organisation_id.is_(None),
        or_(
            is_it.exists(),
            chosen.where(LineSchool.organisation_id == organisation_id).exists(),
            and_(~chosen.exists(), among.exists()),
        ),
    )


def duty_row(found: Any, day: date) -> DutyRow:
    one, title, line_id, number, text, deadline, responsible, owner, *school = found
    key, mark, due = DutyKey(one.id), own_mark(one), one.due_on
    if school and owner is None:
        said = school_mark_of(school[0]) if school[0] is not None else None
        mark, _ = school_mark(mark, said)
        key, due = DutyKey(one.id, -1), school_due(one.due_on, said)
    state = shown(mark.status, due, day)
    return DutyRow(
        key=key,
        roadmap_id=one.roadmap_id,
        roadmap=title,
        line_id=line_id,
        line_uid=one.line_uid,
        number=number or "",
        text=text or one.subject,
        deadline=deadline or "",
        responsible=responsible or "",
        starts_on=one.starts_on,
        planned_due=one.planned_due,
        due_on=due,
        mark=mark,
        shown=state,
        days_late=(day - due).days if state == "overdue" and due is not None else 0,
        off_plan=one.off_plan,
    )


def with_schools(session: Session, rows: Sequence[DutyRow], organisation_id: int | None) -> tuple[DutyRow, ...]:
    """How many schools have done their part, how many proofs there are; the name in the view of one school."""
    ids = [row.key.occurrence_id for row in rows]
    proofs = _proof_counts(session, ids, organisation_id)
    if organisation_id is not None:
        school = session.get(Organisation, organisation_id)
        name = school.short_name if school is not None else ""
        return tuple(
            replace(
                row,
                key=DutyKey(row.key.occurrence_id, organisation_id if row.key.organisation_id == -1 else None),
                school=name,
                evidence=proofs[row.key.occurrence_id],
            )
            for row in rows
        )
    owners = line_owners(session, {row.line_uid for row in rows}, own_schools(session))
    closed: defaultdict[int, set[int]] = defaultdict(set)
    if owners:
        for part in parts(ids):
            query = select(OccurrenceSchool.occurrence_id, OccurrenceSchool.organisation_id).where(
                OccurrenceSchool.occurrence_id.in_(part), OccurrenceSchool.status.in_(("done", "cancelled"))
            )
            for occurrence_id, school_id in session.execute(query):
                closed[occurrence_id].add(school_id)
    result = []
    for row in rows:
        schools = set(owners[row.line_uid].school_ids) if row.line_uid in owners else set()
        done = len(schools) if row.shown in ("done", "cancelled") else len(schools & closed[row.key.occurrence_id])
        result.append(replace(row, schools_done=done, schools_total=len(schools), evidence=proofs[row.key.occurrence_id]))
    return tuple(result)


def school_marks(session: Session, ids: Iterable[int]) -> dict[tuple[int, int], Mark]:
    found = {}
    for part in parts(ids):
        for row in session.scalars(select(OccurrenceSchool).where(OccurrenceSchool.occurrence_id.in_(part))):
            found[row.occurrence_id, row.organisation_id] = school_mark_of(row)
    return found


def _proof_counts(session: Session, ids: Sequence[int], organisation_id: int | None) -> Counter[int]:
    counts: Counter[int] = Counter()
    for part in parts(ids):
        query = select(Evidence.occurrence_id, func.count()).where(Evidence.occurrence_id.in_(part))
        if organisation_id is not None:
            query = query.where(or_(Evidence.organisation_id.is_(None), Evidence.organisation_id == organisation_id))
        for occurrence_id, count in session.execute(query.group_by(Evidence.occurrence_id)):
            counts[occurrence_id] = count
    return counts


def _is_school(session: Session) -> bool:
    workplace = session.get(Workplace, 1)
    return workplace is not None and workplace.kind == "school"


def parts(ids: Iterable[T]) -> Iterable[list[T]]:
    """As many at a time as one statement takes."""
    listed = list(ids)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]
