"""Who owes what and when, what is done of a roadmap, its timeline."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.models.execution import Attachment, Evidence, LineEvent, Occurrence, OccurrenceSchool
from app.models.organisations import Organisation
from app.models.parties import LineParty, LineSchool, Party, PartySchool
from app.models.results import Procedure
from app.models.roadmaps import Roadmap, RoadmapRow, RoadmapSection
from app.models.settings import Workplace
from app.services.attachments.store import is_missing
from app.services.calendar.queries import procedure_row
from app.services.context import Context
from app.services.errors import UserError
from app.services.execution.rows import (
    Anchor,
    Bar,
    Counts,
    Duties,
    DutyKey,
    DutyRow,
    EvidenceKind,
    EvidenceRow,
    LineDeadline,
    LineState,
    LinkedEvent,
    Mark,
    OccurrenceRow,
    RoadmapProgress,
    SchoolProgress,
    SchoolSlot,
    Shown,
    TimelineRow,
    View,
)
from app.services.execution.rules import (
    OPEN,
    Period,
    counted_states,
    item_state,
    mark_on,
    school_due,
    school_mark,
    shown,
    view_days,
)
from app.services.execution.stored import own_mark, school_mark_of, status_of
from app.services.parties.queries import line_owners, own_schools
from app.services.text_ru import search_key, sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.roadmaps.rows import RoadmapLine

T = TypeVar("T")
PAGE = 500
"""Rows of a view that are read at once."""
_CHUNK = 500
_IN_PLAN = Occurrence.off_plan.is_(False)
_SPOKEN_OF = or_(_IN_PLAN, Occurrence.status != "planned")
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
        return and_(_IN_PLAN, or_(is_open, waits), or_(due.between(first, last), begins))

    views: dict[View, ColumnElement[bool]] = {
        "week": soon("week"),
        "month": soon("month"),
        "overdue": and_(_IN_PLAN, late),
        "waiting": and_(_IN_PLAN, waits),
        "all": _SPOKEN_OF,
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
    among = named.where(
        Party.is_schools, or_(~group.exists(), group.where(PartySchool.organisation_id == organisation_id).exists())
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


def _proof_counts(session: Session, ids: Sequence[int], organisation_id: int | None) -> Counter[int]:
    counts: Counter[int] = Counter()
    for part in parts(ids):
        query = select(Evidence.occurrence_id, func.count()).where(Evidence.occurrence_id.in_(part))
        if organisation_id is not None:
            query = query.where(or_(Evidence.organisation_id.is_(None), Evidence.organisation_id == organisation_id))
        for occurrence_id, count in session.execute(query.group_by(Evidence.occurrence_id)):
            counts[occurrence_id] = count
    return counts


# --- one line ---------------------------------------------------------------------------------------------------------


def line_occurrences(ctx: Context, line_uid: str, today: date | None = None) -> list[OccurrenceRow]:
    """Every occurrence of a line with its marks, its schools and its proof; those outside the plan at the end."""
    day = today or ctx.clock().date()
    with ctx.db.read() as session:
        return _occurrences(ctx, session, Occurrence.line_uid == line_uid, day).get(line_uid, [])


def lines_occurrences(ctx: Context, line_uids: Collection[str], today: date | None = None) -> dict[str, list[OccurrenceRow]]:
    """{uid: its occurrences} of some lines of one roadmap."""
    day = today or ctx.clock().date()
    found: dict[str, list[OccurrenceRow]] = {}
    listed = list(dict.fromkeys(line_uids))
    with ctx.db.read() as session:
        for start in range(0, len(listed), _CHUNK):
            found.update(_occurrences(ctx, session, Occurrence.line_uid.in_(listed[start : start + _CHUNK]), day))
    return found


def roadmap_occurrences(ctx: Context, roadmap_id: int, today: date | None = None) -> dict[str, list[OccurrenceRow]]:
    """{uid of a line: its occurrences} of a whole roadmap; uids of deleted lines are there when they were marked."""
    day = today or ctx.clock().date()
    with ctx.db.read() as session:
        return _occurrences(ctx, session, Occurrence.roadmap_id == roadmap_id, day)


def _occurrences(ctx: Context, session: Session, where: ColumnElement[bool], day: date) -> dict[str, list[OccurrenceRow]]:
    query = select(Occurrence).where(where, _SPOKEN_OF).order_by(Occurrence.off_plan, Occurrence.position, Occurrence.id)
    found = session.scalars(query).all()
    if not found:
        return {}
    district = session.get_one(Roadmap, found[0].roadmap_id).organisation_id is None
    names = own_schools(session) if district else {}
    owners = line_owners(session, {one.line_uid for one in found}, names)
    ids = [one.id for one in found]
    proofs = _proofs(ctx, session, ids)
    said: defaultdict[int, dict[int, Mark]] = defaultdict(dict)
    for (occurrence_id, school_id), mark in school_marks(session, ids).items():
        said[occurrence_id][school_id] = mark
    names = {**names, **_more_names(session, {i for marks in said.values() for i in marks} - set(names))}
    titles = _procedure_titles(session, {one.procedure_id for one in found if one.procedure_id})
    rank = {i: place for place, i in enumerate(sorted(names, key=lambda i: (sort_key(names[i]), i)))}
    rows: defaultdict[str, list[OccurrenceRow]] = defaultdict(list)
    for one in found:
        addressed = owners[one.line_uid].school_ids if one.line_uid in owners else ()
        mark = own_mark(one)
        spoken = said[one.id]
        listed = sorted({*addressed, *spoken}, key=lambda i: rank.get(i, -1))
        schools = [_slot(one, mark, i, names.get(i, ""), spoken.get(i), proofs, day) for i in listed]
        rows[one.line_uid].append(
            OccurrenceRow(
                key=DutyKey(one.id),
                starts_on=one.starts_on,
                planned_due=one.planned_due,
                due_on=one.due_on,
                mark=mark,
                shown=shown(mark.status, one.due_on, day),
                off_plan=one.off_plan,
                subject=one.subject,
                procedure_id=one.procedure_id,
                procedure=titles.get(one.procedure_id or 0, ""),
                evidence=tuple(proofs[one.id, None]),
                schools=tuple(schools),
            )
        )
    return rows


def _more_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Names of schools that are no longer among the own open ones."""
    if not ids:
        return {}
    query = select(Organisation.id, Organisation.short_name).where(Organisation.id.in_(ids))
    return {i: name for i, name in session.execute(query)}


def _slot(
    one: Occurrence,
    own: Mark,
    school_id: int,
    name: str,
    said: Mark | None,
    proofs: dict[tuple[int, int | None], list[EvidenceRow]],
    day: date,
) -> SchoolSlot:
    mark, by_owner = school_mark(own, said)
    due = school_due(one.due_on, said)
    state = shown(mark.status, due, day)
    return SchoolSlot(DutyKey(one.id, school_id), name, mark, state, due, by_owner, tuple(proofs.get((one.id, school_id), ())))


def school_marks(session: Session, ids: Iterable[int]) -> dict[tuple[int, int], Mark]:
    found = {}
    for part in parts(ids):
        for row in session.scalars(select(OccurrenceSchool).where(OccurrenceSchool.occurrence_id.in_(part))):
            found[row.occurrence_id, row.organisation_id] = school_mark_of(row)
    return found


def _proofs(ctx: Context, session: Session, ids: Iterable[int]) -> dict[tuple[int, int | None], list[EvidenceRow]]:
    """{(occurrence, school or None): its proofs}, oldest first."""
    found: defaultdict[tuple[int, int | None], list[EvidenceRow]] = defaultdict(list)
    for part in parts(ids):
        query = (
            select(Evidence, Attachment)
            .outerjoin(Attachment, Attachment.id == Evidence.attachment_id)
            .where(Evidence.occurrence_id.in_(part))
            .order_by(Evidence.id)
        )
        for row, file in session.execute(query):
            missing = file is not None and is_missing(ctx.paths, file.sha256, file.suffix, file.size)
            found[row.occurrence_id, row.organisation_id].append(
                EvidenceRow(
                    row.id,
                    _kind(row.kind),
                    row.title,
                    row.dated,
                    row.link,
                    row.number,
                    row.attachment_id,
                    file.size if file is not None else 0,
                    missing,
                    row.organisation_id,
                )
            )
    return found


def line_deadlines(ctx: Context, roadmap_id: int) -> dict[int, LineDeadline]:
    """{id of a line: how its deadline is understood}, items only."""
    from app.services.execution.understanding import period_of
    from app.services.execution.wording import line_deadline
    from app.services.roadmaps.queries import load_tree

    with ctx.db.read() as session:
        tree = load_tree(session, roadmap_id)
        events = _linked(session, roadmap_id)
    period = period_of(tree.period_start, tree.period_end)
    lines = [line for section in tree.sections for line in section.lines if not line.is_subhead]
    return {line.id: line_deadline(line, period, events.get(line.uid, ())) for line in lines if line.id is not None}


def _linked(session: Session, roadmap_id: int) -> dict[str, tuple[LinkedEvent, ...]]:
    found: defaultdict[str, list[LinkedEvent]] = defaultdict(list)
    query = (
        select(LineEvent, Procedure)
        .join(Procedure, Procedure.id == LineEvent.procedure_id)
        .where(LineEvent.roadmap_id == roadmap_id)
        .order_by(LineEvent.id)
    )
    for link, procedure in session.execute(query):
        anchor: Anchor = "end" if link.anchor == "end" else "start"
        title = procedure_row(procedure).title
        found[link.line_uid].append(LinkedEvent(procedure.id, title, procedure.held_on, procedure.held_until, anchor))
    return {uid: tuple(events) for uid, events in found.items()}


def _procedure_titles(session: Session, ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    return {p.id: procedure_row(p).title for p in session.scalars(select(Procedure).where(Procedure.id.in_(ids)))}


# --- a roadmap --------------------------------------------------------------------------------------------------------


def line_states(ctx: Context, roadmap_id: int, today: date | None = None) -> dict[int, LineState]:
    """{id of a line: its state on the day}, sub-heads included (without a state)."""
    day = today or ctx.clock().date()
    with ctx.db.read() as session:
        states: defaultdict[str, list[tuple[Shown, date | None, date | None, int]]] = defaultdict(list)
        query = select(Occurrence.id, Occurrence.line_uid, Occurrence.status, Occurrence.starts_on, Occurrence.due_on).where(
            Occurrence.roadmap_id == roadmap_id, _IN_PLAN
        )
        for i, uid, status, starts, due in session.execute(query):
            states[uid].append((shown(status_of(status), due, day), starts, due, i))
        proofs: Counter[int] = Counter()
        counted = (
            select(Evidence.occurrence_id, func.count())
            .join(Occurrence, Occurrence.id == Evidence.occurrence_id)
            .where(Occurrence.roadmap_id == roadmap_id)
            .group_by(Evidence.occurrence_id)
        )
        for occurrence_id, count in session.execute(counted):
            proofs[occurrence_id] = count
        lines = session.execute(
            select(RoadmapRow.id, RoadmapRow.uid, RoadmapRow.is_subhead)
            .join(RoadmapSection, RoadmapSection.id == RoadmapRow.section_id)
            .where(RoadmapSection.roadmap_id == roadmap_id)
        ).all()
    found = {}
    for line_id, uid, is_subhead in lines:
        of_line = states[uid]
        only = [state for state, _, _, _ in of_line]
        still = [(starts, due) for state, starts, due, _ in of_line if state not in ("done", "cancelled")]
        dues = [due for _, due in still if due is not None]
        found[line_id] = LineState(
            line_id,
            uid,
            None if is_subhead else item_state(only),
            counted_states(only),
            min(dues, default=None),
            sum(proofs[i] for _, _, _, i in of_line),
            tuple(sorted(one for starts, due in still if (one := due or starts) is not None)),
            any(due is not None for _, _, due, _ in of_line),
        )
    return found


def progress_of_all(ctx: Context, today: date | None = None) -> dict[int, Counts]:
    """{roadmap: its occurrences by state}, of all roadmaps at once: for their list."""
    day = today or ctx.clock().date()
    late = case((Occurrence.due_on < day, 1), else_=0)
    not_yet = and_(Occurrence.status == "done", Occurrence.done_on > day)
    status_then = case((not_yet, "planned"), else_=Occurrence.status)
    query = select(Occurrence.roadmap_id, status_then, late, func.count()).where(_IN_PLAN)
    query = query.group_by(Occurrence.roadmap_id, status_then, late)
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    with ctx.db.read() as session:
        for roadmap_id, status, is_late, count in session.execute(query):
            due = date.min if is_late else None
            found[roadmap_id][shown(status_of(status), due, day)] += count
    return {roadmap_id: Counts(**counts) for roadmap_id, counts in found.items()}


def roadmap_progress(ctx: Context, roadmap_id: int, today: date | None = None) -> RoadmapProgress:
    """Numbers of a roadmap on a day, and what is late. Raises UserError where it is gone."""
    day = today or ctx.clock().date()
    with ctx.db.read() as session:
        title = session.scalar(select(Roadmap.title).where(Roadmap.id == roadmap_id))
        if title is None:
            raise UserError("Этой дорожной карты уже нет.", "Обновите список: её могли удалить.")
        outside = session.scalar(
            select(func.count())
            .select_from(Occurrence)
            .where(Occurrence.roadmap_id == roadmap_id, Occurrence.off_plan, Occurrence.status != "planned")
        )
    states = line_states(ctx, roadmap_id, day)
    items = counted_states(state.shown for state in states.values() if state.shown is not None)
    dates = sum_counts(state.counts for state in states.values())
    late = duties(ctx, "overdue", today=day, roadmap_id=roadmap_id, limit=10_000)
    return RoadmapProgress(roadmap_id, title, items, dates, late.rows, outside or 0)


def progress_by_school(ctx: Context, roadmap_id: int, today: date | None = None) -> list[SchoolProgress]:
    """What each addressee school did of the district's roadmap and of its own derived one, alphabetically."""
    day = today or ctx.clock().date()
    with ctx.db.read() as session:
        names = own_schools(session)
        rows = session.scalars(select(Occurrence).where(Occurrence.roadmap_id == roadmap_id, _IN_PLAN)).all()
        owners = line_owners(session, {row.line_uid for row in rows}, names)
        said = school_marks(session, [row.id for row in rows if row.line_uid in owners])
        states: defaultdict[int, list[Shown]] = defaultdict(list)
        for row in rows:
            own = mark_on(own_mark(row), day)
            for school_id in owners[row.line_uid].school_ids if row.line_uid in owners else ():
                spoken = said.get((row.id, school_id))
                spoken = mark_on(spoken, day) if spoken is not None else None
                mark, _ = school_mark(own, spoken)
                states[school_id].append(shown(mark.status, school_due(row.due_on, spoken), day))
        derived = {
            school_id: i
            for school_id, i in session.execute(
                select(Roadmap.organisation_id, Roadmap.id).where(Roadmap.parent_roadmap_id == roadmap_id).order_by(Roadmap.id)
            )
            if school_id is not None
        }
        wanted = {*states, *derived}
        names = {**names, **_more_names(session, wanted - set(names))}
        schools = {i: names.get(i, "") for i in wanted}
    own_counts = progress_of_all(ctx, day) if derived else {}
    found = [
        SchoolProgress(
            school_id,
            name,
            counted_states(states[school_id]),
            derived.get(school_id),
            own_counts.get(derived[school_id], Counts()) if school_id in derived else None,
        )
        for school_id, name in schools.items()
    ]
    return sorted(found, key=lambda row: (sort_key(row.name), row.organisation_id))


def sum_counts(counts: Iterable[Counts]) -> Counts:
    whole: Counter[str] = Counter()
    for one in counts:
        whole.update({name: getattr(one, name) for name in Counts.__dataclass_fields__})
    return Counts(**whole)


def timeline(ctx: Context, roadmap_id: int, today: date | None = None) -> list[TimelineRow]:
    """Sections and items in printed order with their stretches of time."""
    day = today or ctx.clock().date()
    from app.services.roadmaps.queries import load_tree  # the first tab, which reads duties, does without it

    with ctx.db.read() as session:
        tree = load_tree(session, roadmap_id)
        bars: defaultdict[str, list[Bar]] = defaultdict(list)
        query = select(Occurrence).where(Occurrence.roadmap_id == roadmap_id, _IN_PLAN).order_by(Occurrence.position)
        for one in session.scalars(query):
            mark = own_mark(one)
            state = shown(mark.status, one.due_on, day)
            bars[one.line_uid].append(Bar(one.starts_on, one.due_on, state, DutyKey(one.id), mark.done_on))
    rows: list[TimelineRow] = []
    for section in tree.sections:
        rows.append(TimelineRow(None, section.number, section.title, is_section=True))
        rows += [_timeline_row(line, bars[line.uid]) for line in section.lines]
    return rows


def _timeline_row(line: RoadmapLine, bars: Sequence[Bar]) -> TimelineRow:
    whole = len(bars) == 1 and bars[0].due_on is None and bars[0].starts_on is not None
    return TimelineRow(
        line.id,
        line.number,
        line.text,
        bars=tuple(bars),
        whole_period=whole,
        uid=line.uid,
        deadline=line.deadline,
        is_subhead=line.is_subhead,
    )


def _kind(value: str) -> EvidenceKind:
    return "file" if value == "file" else "link" if value == "link" else "number"


def _is_school(session: Session) -> bool:
    workplace = session.get(Workplace, 1)
    return workplace is not None and workplace.kind == "school"


def parts(ids: Iterable[T]) -> Iterable[list[T]]:
    """As many at a time as one statement takes."""
    listed = list(ids)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]
