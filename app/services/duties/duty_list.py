"""The list of duties over all roadmaps, grouped: the same for the screen and for paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, or_, select

from app.models.execution import Occurrence, OccurrenceSchool
from app.models.organisations import Organisation
from app.models.parties import LineParty, Party
from app.models.roadmaps import Roadmap
from app.services.context import Context
from app.services.duties import queries
from app.services.duties.rows import NO_SCHOOL, NOBODY, WITHOUT_DAY, DutyGroup, DutyKey, DutyList, DutyRow, DutyWish, View
from app.services.duties.rules import CLOSED, OPEN, Period, school_due, school_mark, shown, view_days
from app.services.parties.queries import line_owners, own_schools
from app.services.text_ru import MONTHS, MONTHS_GENITIVE, NBSP, long_date, sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.duties.rows import Mark

_WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")


def duty_list(ctx: Context, wish: DutyWish, today: date | None = None) -> DutyList:
    """Everything the page of duties shows."""
    day = today or ctx.clock().date()
    within = wish.within if wish.view == "all" else None
    named = {"party_id": wish.party_id, "organisation_id": wish.organisation_id, "text": wish.text}
    counts = queries.view_counts(ctx, today=day, within=wish.within, **named)  # type: ignore[arg-type]
    whole = queries.view_counts(ctx, today=day, within=wish.within) if wish.is_filtered else counts
    found, total = counts[wish.view], whole[wish.view]
    if wish.grouping == "school" and wish.organisation_id is None:
        groups, found = _by_schools(ctx, wish, within, day)
        total = max(total, found)
    else:
        got = queries.duties(ctx, wish.view, today=day, within=within, limit=wish.limit, **named)  # type: ignore[arg-type]
        found = got.total
        groups = _grouped(ctx, wish, got.rows, day)
    distinct = {row.key.occurrence_id for group in groups for row in group.rows}
    return DutyList(tuple(groups), len(distinct), found, max(total, found), counts)


def duty_filters(ctx: Context) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """What the filters offer: parties that are named in some line, and the schools, each (name, id) alphabetically."""
    with ctx.db.read() as session:
        used = select(LineParty.party_id).distinct()
        parties = [(name, i) for i, name in session.execute(select(Party.id, Party.name).where(Party.id.in_(used)))]
        schools = [(name, i) for i, name in own_schools(session).items()]
    return sorted(parties, key=_by_name), sorted(schools, key=_by_name)


def wish_words(ctx: Context, wish: DutyWish) -> tuple[str, ...]:
    """The filters in words: «ответственный – …», «школа – …», «слова – …»."""
    words = []
    with ctx.db.read() as session:
        if wish.party_id is not None:
            words.append(f"ответственный – {session.scalar(select(Party.name).where(Party.id == wish.party_id)) or '—'}")
        if wish.organisation_id is not None:
            query = select(Organisation.short_name).where(Organisation.id == wish.organisation_id)
            words.append(f"школа – {session.scalar(query) or '—'}")
    if wish.text.strip():
        words.append(f"слова – «{' '.join(wish.text.split())}»")
    return tuple(words)


# --- groups -----------------------------------------------------------------------------------------------------------


def _grouped(ctx: Context, wish: DutyWish, rows: Sequence[DutyRow], day: date) -> list[DutyGroup]:
    if wish.grouping == "date":
        return _groups((date_group(wish.view, _group_day(wish.view, row), day), row) for row in rows)
    if wish.grouping == "school":
        return _alphabetical(((row.school or NO_SCHOOL, row) for row in rows), last=NO_SCHOOL)
    with ctx.db.read() as session:
        parties = _parties(session, {row.line_uid for row in rows}, wish.party_id)
    pairs = ((name, row) for row in rows for name in parties.get(row.line_uid) or (NOBODY,))
    return _alphabetical(pairs, last=NOBODY)


def duty_day(row: DutyRow) -> date | None:
    """The day a duty stands under: its last one, or the day it begins where it has no last one."""
    return row.due_on or row.starts_on


def _group_day(view: View, row: DutyRow) -> date | None:
    """What goes on without a last day stands under its first one only where that is why it is shown."""
    return duty_day(row) if view in ("week", "month") else row.due_on


def date_group(view: View, day: date | None, today: date) -> str:
    """Days in the week's view, weeks in the month's one, months otherwise."""
    if day is None:
        return WITHOUT_DAY
    if view == "week":
        name = {0: "Сегодня", 1: "Завтра"}.get((day - today).days)
        weekday = _WEEKDAYS[day.weekday()]
        return f"{name}, {weekday}, {long_date(day)}" if name else f"{weekday.capitalize()}, {long_date(day)}"
    if view == "month":
        monday = day - timedelta(days=day.weekday())
        this = monday <= today <= monday + timedelta(days=6)
        return f"{'Эта неделя' if this else 'Неделя'}, {_stretch(monday, monday + timedelta(days=6))}"
    return f"{MONTHS[day.month - 1].capitalize()} {day.year}"


def _stretch(first: date, last: date) -> str:
    """«14–20 сентября», «28 сентября – 4 октября»."""
    end = f"{last.day}{NBSP}{MONTHS_GENITIVE[last.month - 1]}"
    if first.month == last.month:
        return f"{first.day}–{end}"
    return f"{first.day}{NBSP}{MONTHS_GENITIVE[first.month - 1]} – {end}"


def _groups(pairs: Iterable[tuple[str, DutyRow]]) -> list[DutyGroup]:
    """In the order in which they come."""
    found: defaultdict[str, list[DutyRow]] = defaultdict(list)
    for title, row in pairs:
        found[title].append(row)
    return [DutyGroup(title, tuple(rows)) for title, rows in found.items()]


def _alphabetical(pairs: Iterable[tuple[str, DutyRow]], last: str) -> list[DutyGroup]:
    return sorted(_groups(pairs), key=lambda group: (group.title == last, sort_key(group.title)))


def _parties(session: Session, uids: set[str], only: int | None) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for part in queries.parts(uids):
        query = (
            select(LineParty.line_uid, Party.name)
            .join(Party, Party.id == LineParty.party_id)
            .where(LineParty.line_uid.in_(part))
            .order_by(LineParty.position)
        )
        if only is not None:
            query = query.where(Party.id == only)
        for uid, name in session.execute(query):
            if name not in found[uid]:
                found[uid].append(name)
    return found


# --- by school --------------------------------------------------------------------------------------------------------


def _by_schools(ctx: Context, wish: DutyWish, within: Period | None, day: date) -> tuple[list[DutyGroup], int]:
    """What each school owes, in the district's roadmaps and in its own, as the view of that school would say it; what no
    school owes comes last. How many duties that are, each counted once."""
    with ctx.db.read() as session:
        rows, owners_of, found = _candidates(session, wish, within, day)
        names = own_schools(session)
        owners = line_owners(session, {row.line_uid for row in rows}, names)
        said = queries.school_marks(session, [row.key.occurrence_id for row in rows])
    pairs: list[tuple[str, DutyRow]] = []
    for row in rows:
        owner = owners_of[row.key.occurrence_id]
        if owner is not None:
            pairs.append((names.get(owner, NO_SCHOOL), replace(row, school=names.get(owner, ""))))
            continue
        addressed = owners[row.line_uid].school_ids if row.line_uid in owners else ()
        parts = [_part(row, i, names[i], said.get((row.key.occurrence_id, i)), day) for i in addressed if i in names]
        parts = [part for part in parts if belongs(wish.view, part, day)]
        pairs += [(part.school, part) for part in parts]
        if not parts and belongs(wish.view, row, day):
            pairs.append((NO_SCHOOL, row))
    groups = [
        replace(group, rows=tuple(sorted(group.rows, key=lambda row: (row.due_on is None, row.due_on or day))))
        for group in _alphabetical(pairs, last=NO_SCHOOL)
    ]
    if found <= wish.limit:  # all of them were looked at
        found = len({row.key.occurrence_id for _, row in pairs})
    return groups, found


def _part(row: DutyRow, school_id: int, name: str, mark: Mark | None, day: date) -> DutyRow:
    said, _ = school_mark(row.mark, mark)
    due = school_due(row.due_on, mark)
    state = shown(said.status, due, day)
    late = (day - due).days if state == "overdue" and due is not None else 0
    key = DutyKey(row.key.occurrence_id, school_id)
    return replace(row, key=key, school=name, mark=said, due_on=due, shown=state, days_late=late, schools_done=0, schools_total=0)


def belongs(view: View, row: DutyRow, day: date) -> bool:
    """Whether a row is in a view by its own mark and days; what the queries say of stored ones."""
    status = row.mark.status
    if view == "all":
        return True
    if row.off_plan:
        return False
    if view == "waiting":
        return status == "waiting_region"
    if view == "overdue":
        return status in OPEN and row.due_on is not None and row.due_on < day
    first, last = view_days(view, day) or (day, day)
    when = duty_day(row)
    return status not in CLOSED and when is not None and first <= when <= last


def _candidates(
    session: Session, wish: DutyWish, within: Period | None, day: date
) -> tuple[list[DutyRow], dict[int, int | None], int]:
    """Duties of which some part may be in the view, {occurrence: the school whose roadmap it is}, how many there are."""
    frame = queries.frame_of(day, None)
    condition = frame.views[wish.view]
    if wish.view != "all":  # a school may have its own days and its own state
        still = and_(Occurrence.off_plan.is_(False), Occurrence.status.not_in(CLOSED))
        said = exists().where(OccurrenceSchool.occurrence_id == Occurrence.id, OccurrenceSchool.status.not_in(CLOSED))
        condition = or_(condition, and_(still, Occurrence.due_on < day if wish.view == "overdue" else said))
    filters = queries.duty_filters(session, frame, None, wish.party_id, None, wish.text, within, schools_too=True)
    query = frame.select.where(condition, *filters)
    found = session.scalar(query.with_only_columns(func.count())) or 0
    query = query.order_by(frame.due.is_(None), frame.due, Occurrence.id).limit(wish.limit)
    listed = [(queries.duty_row(one, day), one[0].roadmap_id) for one in session.execute(query)]
    owner = {i: school for i, school in session.execute(select(Roadmap.id, Roadmap.organisation_id))}
    owners_of = {row.key.occurrence_id: owner[roadmap_id] for row, roadmap_id in listed}
    rows = queries.with_schools(session, [row for row, _ in listed], None)
    return list(rows), owners_of, found


def _by_name(pair: tuple[str, int]) -> tuple[object, ...]:
    return sort_key(pair[0])
