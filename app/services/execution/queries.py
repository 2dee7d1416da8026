"""Who owes what and when, what is done of a roadmap, its timeline."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, case, func, select

from app.models.execution import Attachment, Evidence, LineEvent, Occurrence
from app.models.organisations import Organisation
from app.models.results import Procedure
from app.models.roadmaps import Roadmap, RoadmapRow, RoadmapSection
from app.services.attachments.store import is_missing
from app.services.calendar.queries import procedure_row
from app.services.context import Context
from app.services.duties.queries import CHUNK, IN_PLAN, SPOKEN_OF, duties, parts, school_marks
from app.services.duties.rows import DutyKey, Mark, Shown
from app.services.duties.rules import mark_on, school_due, school_mark, shown
from app.services.duties.stored import own_mark, status_of
from app.services.errors import UserError
from app.services.execution.rows import (
    Anchor,
    Bar,
    Counts,
    EvidenceKind,
    EvidenceRow,
    LineDeadline,
    LineState,
    LinkedEvent,
    OccurrenceRow,
    RoadmapProgress,
    SchoolProgress,
    SchoolSlot,
    TimelineRow,
)
from app.services.execution.rules import counted_states, item_state
from app.services.parties.queries import line_owners, own_schools
from app.services.text_ru import sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.roadmaps.rows import RoadmapLine


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
        for start in range(0, len(listed), CHUNK):
            found.update(_occurrences(ctx, session, Occurrence.line_uid.in_(listed[start : start + CHUNK]), day))
    return found


def roadmap_occurrences(ctx: Context, roadmap_id: int, today: date | None = None) -> dict[str, list[OccurrenceRow]]:
    """{uid of a line: its occurrences} of a whole roadmap; uids of deleted lines are there when they were marked."""
    day = today or ctx.clock().date()
    with ctx.db.read() as session:
        return _occurrences(ctx, session, Occurrence.roadmap_id == roadmap_id, day)


def _occurrences(ctx: Context, session: Session, where: ColumnElement[bool], day: date) -> dict[str, list[OccurrenceRow]]:
    query = select(Occurrence).where(where, SPOKEN_OF).order_by(Occurrence.off_plan, Occurrence.position, Occurrence.id)
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
            Occurrence.roadmap_id == roadmap_id, IN_PLAN
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
    query = select(Occurrence.roadmap_id, status_then, late, func.count()).where(IN_PLAN)
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
        rows = session.scalars(select(Occurrence).where(Occurrence.roadmap_id == roadmap_id, IN_PLAN)).all()
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
        query = select(Occurrence).where(Occurrence.roadmap_id == roadmap_id, IN_PLAN).order_by(Occurrence.position)
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
