"""Elements of a phrase put together into one deadline."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.services.deadlines.expand import months_of, occurrences, only_day
from app.services.deadlines.grammar import MOST_UNKNOWN
from app.services.deadlines.neighbours import range_end, spread_years
from app.services.deadlines.nodes import (
    Doubt,
    Element,
    Every,
    Except,
    Item,
    Items,
    Junk,
    Lag,
    MonthDay,
    Outside,
    Then,
    ToEvent,
    Unit,
    Weekdays,
    Whole,
    YearRef,
)  # fmt: skip
from app.services.deadlines.resolve import CALENDAR_OR_SCHOOL, OUTSIDE, PART, Dated, check_possible, dated
from app.services.deadlines.rows import Context, Deadline, Interval, Kind, Reading, Recurrence, Relative
from app.services.deadlines.spans import filled
from app.services.deadlines.units import is_school

UNREAD = "не разобраны слова"
NOT_A_DEADLINE = "срок не понят"
EACH_OF_YEARS = "в каждом из названных лет или в одном, не сказано"
_FINENESS = ("day", "week", "2 weeks", "10 days", "month", "quarter", "school_term", "half-year", "year")
_FEW = 8


@dataclass
class Parts:
    """Elements sorted by what they are; `doubts` and `notes` grow while they are put together."""

    items: list[Item] = field(default_factory=list)
    plain: list[Items] = field(default_factory=list)
    every: list[Every] = field(default_factory=list)
    month_days: list[MonthDay] = field(default_factory=list)
    events: list[ToEvent] = field(default_factory=list)
    outside: list[Outside] = field(default_factory=list)
    whole: list[Whole] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    nth: int | None = None
    excepted: list[int] = field(default_factory=list)
    lag_years: int = 0
    then: bool = False
    alternative: bool = False
    during: bool = False
    unknown: list[Junk] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def compose(elements: list[Element], context: Context | None) -> Deadline:
    """One deadline out of a phrase. May raise resolve.Impossible."""
    parts = _sorted(elements)
    refusal = _refusal(parts)
    if refusal:
        return Deadline("unparsable", notes=(refusal,))
    if parts.unknown:
        parts.doubts.append(f"{UNREAD}: «{' '.join(j.text for j in parts.unknown)}»")
    if parts.events:
        return _relative(parts)
    if parts.every or parts.month_days:
        return _recurring(parts, context)
    if parts.weekdays and not parts.items and not parts.outside and not parts.whole:
        if parts.nth:
            return Deadline("unparsable", notes=(NOT_A_DEADLINE,))
        parts.every.append(Every("week"))
        parts.doubts.append("каждую неделю или один раз, не сказано")
        return _recurring(parts, context)
    if parts.items:
        return _dates(parts, context)
    if parts.outside:
        return _outside(parts)
    return _continuous(parts, context)


def _sorted(elements: list[Element]) -> Parts:
    parts = Parts()
    for element in elements:
        parts.doubts += getattr(element, "doubts", ())
        match element:
            case Items():
                parts.items += [_unknown_year(i) for i in element.items] if element.yearless else element.items
                parts.alternative |= element.alternative
                parts.during |= element.during
                parts.plain.append(element)
            case Every():
                parts.every.append(element)
            case Except():
                parts.excepted += element.months
            case MonthDay():
                parts.month_days.append(element)
            case ToEvent():
                parts.events.append(element)
            case Outside():
                parts.outside.append(element)
            case Whole():
                parts.whole.append(element)
            case Weekdays():
                parts.weekdays += element.days
                parts.nth = parts.nth or element.nth
            case Lag():
                parts.lag_years = element.years
            case Then():
                parts.then = True
            case Doubt():
                parts.doubts.append(element.text)
            case Junk():
                parts.unknown.append(element)
    parts.items = filled(parts.items)
    if not parts.every and not parts.month_days:
        parts.items = _in_named_year(parts)
    return parts


def _in_named_year(parts: Parts) -> list[Item]:
    """«2024 год: март, сентябрь» and «октябрь, 2024 г.»: the lone year is the year of the others."""
    years = [i for i in parts.items if i.first.what == "year"]
    others = [i for i in parts.items if i.first.what != "year"]
    ref = years[0].first.year if len(years) == 1 else None
    if ref is None or not others or years[0].mode != "at" or years[0].first.part or ref.running or years[0] not in (
        parts.items[0], parts.items[-1],
    ):  # fmt: skip
        return parts.items
    if any(i.first.what == "bare" for i in others):
        return parts.items
    if any(u is not None and u.year is not None for i in others for u in (i.first, i.last)):
        return parts.items
    if ref.first != ref.last and not ref.school:
        if not ref.either:
            if ref.last - ref.first >= _FEW:
                return parts.items
            parts.doubts.append(EACH_OF_YEARS)
            return [_of_year(i, YearRef(y, y)) for y in range(ref.first, ref.last + 1) for i in others]
        ref = YearRef(ref.first, ref.last, school=True)
        parts.doubts.append(CALENDAR_OR_SCHOOL)
    return [_of_year(i, ref) for i in others]


def _of_year(item: Item, ref: YearRef) -> Item:
    """The item in the year; a range over New Year ends in the next one."""
    first = replace(item.first, year=ref)
    return replace(item, first=first, last=range_end(first, item.last) if item.last else None)


def _unknown_year(item: Item) -> Item:
    """«октябрь (год не указан)»."""
    if item.first.year is not None or (item.last is not None and item.last.year is not None):
        return item
    unknown = YearRef(unknown=True)
    return replace(item, first=replace(item.first, year=unknown), last=replace(item.last, year=unknown) if item.last else None)


def _refusal(parts: Parts) -> str:
    """Why nothing is understood, or «»."""
    understood = (
        len(parts.items) + len(parts.every) + len(parts.month_days) + len(parts.events) + len(parts.outside) + len(parts.whole)
        + len(parts.weekdays)
    )  # fmt: skip
    if parts.excepted and not parts.every:
        return f"{NOT_A_DEADLINE}: названо, когда не делать"
    harsh = next((j.text for j in parts.unknown if j.harsh), None)
    if understood and harsh is not None:
        return f"{NOT_A_DEADLINE}: слово или число «{harsh}» меняет смысл"
    if not understood or len(parts.unknown) > min(max(_FEW, 3 * understood), MOST_UNKNOWN):
        return NOT_A_DEADLINE
    return ""


# --- dates and periods ----------------------------------------------------------------------------------------------


def _dates(parts: Parts, context: Context | None) -> Deadline:
    items = spread_years(_all_until(parts.items), context)
    found = [dated(item, context) for item in items]
    for place in _explained_away(parts, found):
        del items[place], found[place]
    for one in found:
        if one:
            parts.doubts += one.doubts
    intervals = tuple(dict.fromkeys(one.interval for one in found if one))
    if parts.alternative and len(intervals) > 1:
        parts.doubts.append("названо «или»: выберите одно")
        others = tuple(Reading((i,), "другой из названных сроков") for i in intervals[1:])
        return _finish(Deadline(_kind_of(items[0]), intervals[:1], alternatives=others, spans=()), parts)
    if any(one is None for one in found):
        if any(found):
            parts.doubts.append("не у всех сроков известны даты")
        known = intervals if any(found) else ()
        unknown = tuple(dict.fromkeys(_decided(item, context) for item, one in zip(items, found, strict=True) if one is None))
        kind: Kind = "periods" if len(unknown) + len(known) > 1 else _kind_of(items[0])
        return _finish(Deadline(kind, known, spans=unknown), parts, context)
    if len(intervals) < len(items):
        parts.notes.append("один и тот же срок назван дважды")
    kind = _kind_of(items[0]) if len(intervals) == 1 else "periods"
    if (
        len(intervals) == 1
        and (parts.during or _constant(parts))
        and context
        and _covers(intervals[0], context)
        and items[0].first.what == "year"
    ):
        return _finish(Deadline("continuous", (context,)), parts, context)
    if parts.during and context is None and len(items) == 1 and items[0].first.what == "year" and items[0].first.part is None:
        kind = "period"
    _check_weekday(parts, intervals)
    if _constant(parts):
        parts.doubts.append("и постоянно, и в названный срок")
    if any(not o.bracketed for o in parts.outside):
        parts.doubts.append("и по графику или потребности, и в названный срок")
    if parts.then:
        parts.doubts.append("что «далее», не понято")
    others = _alternatives([one for one in found if one], intervals)
    return _finish(Deadline(kind, intervals, alternatives=others), parts, context)


def _explained_away(parts: Parts, found: list[Dated | None]) -> list[int]:
    """«март (до 25.03.2026)»: one deadline said twice, roughly and exactly. Places of the rough ones, last first."""
    if len(found) != sum(len(element.items) for element in parts.plain):
        return []
    gone: set[int] = set()
    place = 0
    for before, element in pairwise(parts.plain):
        place += len(before.items)
        if before.bracketed or not element.bracketed or len(element.items) != 1:
            continue
        outer, inner = found[place - 1], found[place]
        if outer and inner and _lies_in(inner.interval, outer.interval):
            gone.add(place - 1)
        elif outer and inner and _lies_in(outer.interval, inner.interval):
            gone.add(place)
        elif outer and inner:
            parts.doubts.append("в скобках назван другой срок")
    return sorted(gone, reverse=True)


def _lies_in(inner: Interval, outer: Interval) -> bool:
    """Between two known days; one of the inner ends may be open."""
    first, last = outer
    ends = [day for day in inner if day is not None]
    return first is not None and last is not None and bool(ends) and all(first <= day <= last for day in ends)


def _all_until(items: list[Item]) -> list[Item]:
    """«до 15 ноября, 15 февраля, 15 мая»: «до» holds for the days that follow it."""
    done: list[Item] = []
    for item in items:
        follows = bool(done) and done[-1].mode == "until" and item.mode == "at" and item.first.what == "day"
        done.append(replace(item, mode="until") if follows else item)
    return done


def _kind_of(item: Item) -> Kind:
    """A day is a date; so is «до …» and «с …» of a day or month end; a year bounded on one side is a period."""
    unit = item.first
    if item.mode == "range":
        return "period"
    if item.mode == "until":
        return "period" if unit.what == "year" and not unit.part and not item.edge else "date"
    one_day = unit.what == "day" or (unit.part is not None and unit.part.name in ("weekday", "last_day", "last_working_day"))
    if item.mode == "since":
        return "date" if one_day or unit.part is not None or item.edge else "period"
    return "date" if one_day else "period"


def _constant(parts: Parts) -> bool:
    return any(w.scope == "all" for w in parts.whole)


def _covers(interval: Interval, context: Context) -> bool:
    first, last = interval
    return first is not None and last is not None and first <= context[0] and last >= context[1]


def _check_weekday(parts: Parts, intervals: tuple[Interval, ...]) -> None:
    """«10 марта (понедельник)» where it is a Sunday."""
    if not parts.weekdays:
        return
    days = [i[1] or i[0] for i in intervals if i[0] == i[1] or None in i]
    wrong = [d for d, w in zip(days, parts.weekdays, strict=False) if d and d.isoweekday() != w]
    if wrong:
        parts.doubts.append(f"{wrong[0]:%d.%m.%Y} — другой день недели")
    elif len(days) < len(parts.weekdays):
        parts.doubts.append("в какой день недели, не разобрано")


def _alternatives(found: list[Dated], intervals: tuple[Interval, ...]) -> tuple[Reading, ...]:
    """The other readings, one member changed at a time; other years change all members together."""
    if len(found) == 1:
        return tuple(Reading((other,), ", ".join(found[0].doubts)) for other in found[0].others if other not in intervals)
    readings: list[Reading] = []
    for place, one in enumerate(found):
        for other in one.others:
            changed = tuple(dict.fromkeys(other if n == place else d.interval for n, d in enumerate(found)))
            if set(changed) != set(intervals):
                readings.append(Reading(changed, ", ".join(one.doubts)))
    return tuple(readings[:8])


# --- what repeats ---------------------------------------------------------------------------------------------------


def _recurring(parts: Parts, context: Context | None) -> Deadline:
    every = _finest(parts)
    rec = Recurrence(
        every.every,
        times=every.times,
        times_min=every.times_min,
        weekdays=every.weekdays or tuple(dict.fromkeys(parts.weekdays)),
        nth=every.nth or parts.nth,
        part=every.part,
        part_until=every.until,
        lag_years=parts.lag_years,
    )
    for item in parts.items:
        check_possible(item)
    items = spread_years(_all_until(parts.items), context) if parts.items else []
    rec = _with_items(rec, items, parts, context)
    if every.months and not rec.spans:
        rec = replace(rec, spans=tuple(Item("at", Unit("month", m)) for m in every.months))
    if parts.excepted:
        rec = _without_months(rec, parts)
    if parts.month_days:
        rec = _with_month_days(rec, parts)
    if any(o.kind == "on_schedule" for o in parts.outside):
        parts.doubts.append("повторяется, но день — по графику")
    if rec.spans:
        rec = replace(
            rec,
            months=rec.months or months_of(rec.spans, is_school(context)),
            by=only_day(rec.spans) if rec.every == "year" else None,
        )
    return _finish(Deadline("recurring", occurrences(rec, context), recurrence=rec), parts, context)


def _finest(parts: Parts) -> Every:
    """«ежегодно, 1 раз в полугодие»: the more frequent one; their counts and days are joined."""
    if not parts.every:
        day = parts.month_days[0]
        if not day.every and not day.lag and not day.in_quarter:
            parts.doubts.append("каждый месяц или один раз, не сказано")
        return Every("quarter" if day.in_quarter else day.every or "month")
    order = {name: place for place, name in enumerate(_FINENESS)}
    best = min(parts.every, key=lambda e: order.get(e.every, len(order)))
    for other in [e for e in parts.every if e is not best]:
        if other.every == best.every:
            best = _joined(best, other, parts)
        elif other.every != "year" or (other.times or 1) > 1:
            parts.doubts.append("названы две частоты")
    fits = ("month", "quarter") if parts.nth else ("week", "2 weeks")
    if parts.weekdays and best.every not in fits:
        parts.doubts.append("день недели не вяжется с частотой")
        parts.nth = None
    return best


def _joined(one: Every, other: Every, parts: Parts) -> Every:
    """Two of the same frequency: the count of the one that has it, the days of the one that has them."""
    counted = one if one.times is not None or one.times_min is not None else other
    days = [e for e in (one, other) if e.weekdays or e.part or e.months]
    chosen = days[0] if days else one
    weekdays = chosen.weekdays
    if len(days) == 2 and not any((one.nth, other.nth, one.part, other.part)):
        weekdays = tuple(dict.fromkeys((*one.weekdays, *other.weekdays)))
    elif len(days) == 2 and (one.weekdays, one.nth, one.part) != (other.weekdays, other.nth, other.part):
        parts.doubts.append("названы разные дни")
    return replace(chosen, times=counted.times, times_min=counted.times_min, weekdays=weekdays)


def _with_items(rec: Recurrence, items: list[Item], parts: Parts, context: Context | None) -> Recurrence:
    """Items are either the days of the year it falls on, or the limits it stays within."""
    spans: list[Item] = []
    bounds: list[Item] = []
    start_year: int | None = None
    end_year: int | None = None
    for item in items:
        unit = item.first
        if unit.what == "year" and unit.part is None:
            if unit.year is None or unit.year.running:
                continue
            if item.mode == "since" and not unit.year.school:
                start_year = unit.year.first
            elif item.mode == "until":
                end_year = unit.year.last
                if not item.inclusive and not item.edge:
                    parts.doubts.append("последний год: включительно или нет")
            elif parts.then and item.mode == "at" and unit.year.first == unit.year.last:
                start_year = unit.year.first
            else:
                bounds.append(item)
                if unit.year.either:
                    parts.doubts.append(CALENDAR_OR_SCHOOL)
        elif item.mode == "since":
            if unit.year is not None and not unit.year.running and rec.every == "year":
                start_year = unit.year.first
                if (unit.number, unit.day) not in ((1, 1), (9, 1), (1, 0), (9, 0)):
                    parts.doubts.append("начало повторения: день внутри года")
            else:
                bounds.append(item)
                if unit.year is None:
                    parts.doubts.append("с какого года, не сказано")
        elif rec.every == "month" and item.mode == "at" and unit.what == "month" and not parts.month_days and not parts.then:
            spans.append(item)
            if len(items) == 1:
                parts.doubts.append("повторяется в этот срок или до него")
        elif rec.every in ("month", "week", "day", "2 weeks", "10 days") and not parts.month_days and not parts.then:
            bounds.append(item)
            if item.mode == "until" or (item.mode == "at" and unit.what in ("day", "month")):
                parts.doubts.append("повторяется в этот срок или до него")
        elif rec.every in ("month", "week", "day", "2 weeks") and parts.month_days:
            bounds.append(item)
        else:
            spans.append(item)
    named = sorted({i.first.year.first for i in spans if i.first.year is not None and not i.first.year.running})
    if named:
        start_year = start_year or named[0]
        if not parts.then:
            parts.doubts.append("повторяется каждый год, а год назван")
        if parts.then and rec.every != "year":
            parts.doubts.append("как повторяется после первого раза")
    elif parts.then and rec.every != "year" and spans:
        parts.doubts.append("как повторяется после первого раза")
    if parts.then and rec.every != "year" and spans and spans[0].first.what in ("day", "month", "quarter", "half", "season"):
        bounds.append(Item("since", replace(spans[0].first, part=None) if spans[0].first.what != "day" else spans[0].first))
        spans = []
    if start_year is not None and end_year is not None:
        first, last = (Unit("year", year=YearRef(y, y)) for y in (start_year, end_year))
        bounds.append(Item("range", first, last))
        start_year = end_year = None
    bounds = _one_stretch([_decided(i, context) for i in bounds], parts)
    if any(i.first.part is not None and i.first.part.name in ("start", "middle", "end") for i in spans):
        parts.doubts.append(PART)
    spans = [_without_year(_decided(i, context)) for i in spans]
    return replace(
        rec, spans=tuple(dict.fromkeys(spans)), bounds=tuple(bounds), start_year=start_year, end_year=end_year,
    )  # fmt: skip


def _one_stretch(bounds: list[Item], parts: Parts) -> list[Item]:
    """«2022, 2023, 2024»: the limits are from the first to the last of them."""
    refs = [i.first.year for i in bounds if i.mode == "at" and i.first.what == "year" and i.first.year is not None]
    if len(refs) < 2 or len(refs) != len(bounds) or len({ref.school for ref in refs}) > 1:
        return bounds
    first, last = min(ref.first for ref in refs), max(ref.last for ref in refs)
    if len(refs) < last - first + (0 if refs[0].school else 1):
        parts.doubts.append("названы не все годы подряд")
    return [Item("at", Unit("year", year=YearRef(first, last, school=refs[0].school)))]


def _decided(item: Item, context: Context | None) -> Item:
    """Its years as decided: put right, one school year or two calendar ones."""

    def plain(unit: Unit) -> Unit:
        ref = unit.year
        if ref is None or not (ref.either or ref.repaired):
            return unit
        return replace(unit, year=YearRef(ref.first, ref.last, school=ref.school or (ref.either and is_school(context))))

    return replace(item, first=plain(item.first), last=plain(item.last) if item.last else None)


def _without_year(item: Item) -> Item:
    if item.first.what == "year":
        return item
    school = item.first.year is not None and item.first.year.school
    ref = YearRef(running=True, school=True) if school and item.first.what == "half" else None
    return replace(item, first=replace(item.first, year=ref), last=_last_without_year(item.last))


def _last_without_year(unit: Unit | None) -> Unit | None:
    return unit if unit is None or unit.what == "year" else replace(unit, year=None)


def _without_months(rec: Recurrence, parts: Parts) -> Recurrence:
    """«ежемесячно, кроме июля»: in each of the other months."""
    if rec.every != "month" or rec.bounds or rec.spans or parts.month_days:
        parts.doubts.append("кроме названных месяцев")
        return rec
    left = (m for m in range(1, 13) if m not in parts.excepted)
    return replace(rec, spans=tuple(Item("at", Unit("month", m)) for m in left))


def _with_month_days(rec: Recurrence, parts: Parts) -> Recurrence:
    day = parts.month_days[0]
    if len(parts.month_days) > 1 and any(d.mode != day.mode or d.mode == "range" for d in parts.month_days):
        parts.doubts.append("названо несколько чисел месяца")
    days = tuple(dict.fromkeys(n for d in parts.month_days if d.mode == day.mode for n in d.days))
    every, lag, in_quarter = rec.every, day.lag, day.in_quarter
    if lag and in_quarter == 1:
        in_quarter = 0  # the month after the quarter is the first of the next one
    if in_quarter and every in ("month", "year"):
        every = "quarter"
    if every in ("quarter", "half-year") and not lag and not in_quarter:
        lag = True
        parts.doubts.append("число какого месяца, не сказано: взят следующий за отчётным")
    if every not in ("month", "quarter", "half-year"):
        parts.doubts.append("число месяца не вяжется с частотой")
        every = "month"
    months: tuple[int, ...] = ()
    if every == "quarter":
        shift = (in_quarter or 1) if lag else in_quarter
        months = tuple(sorted((m - 1 + shift) % 12 + 1 for m in ((3, 6, 9, 12) if lag else (12, 3, 6, 9))))
    elif every == "half-year":
        months = (1, 7)
    if rec.spans:
        parts.doubts.append("названы и число месяца, и другие дни")
    return replace(
        rec, spans=(), every=every, days=days, by_day=days[0] if len(days) == 1 else None, day_mode=day.mode, lag=lag,
        in_quarter=in_quarter, months=months,
    )  # fmt: skip


# --- events, schedules, all the time ------------------------------------------------------------------------------------


def _relative(parts: Parts) -> Deadline:
    event = parts.events[0]
    relative = Relative(
        event.anchor, event.days, "working" if event.working else "calendar", event.direction, event.months, event.formula
    )
    if len(parts.events) > 1:
        parts.doubts.append("событий несколько: взято первое")
    if parts.every or parts.then:
        parts.notes.append("повторяется вместе с событием")
    if parts.every:
        parts.doubts.append("и повторяется, и зависит от события")
    if parts.items or parts.month_days or parts.whole:
        parts.doubts.append("назван и срок сам по себе")
    if any(o.kind == "on_schedule" and not o.bracketed for o in parts.outside):
        parts.doubts.append("назван и график")
    return _finish(Deadline("relative", relative=relative), parts)


def _outside(parts: Parts) -> Deadline:
    kinds = {o.kind for o in parts.outside}
    if len(kinds) > 1:
        parts.doubts.append("и по графику, и по потребности")
    if parts.whole:
        parts.doubts.append("и весь период, и по графику или потребности")
    return _finish(Deadline(parts.outside[0].kind), parts)


def _continuous(parts: Parts, context: Context | None) -> Deadline:
    scope = parts.whole[0].scope
    if context is not None and scope == "year" and ((context[1] - context[0]).days > 366 or is_school(context)):
        parts.doubts.append("год: календарный, учебный или каждый год периода")
    if context is not None and scope == "school" and (context[1] - context[0]).days > 366:
        parts.doubts.append("какой учебный год, не сказано: взят весь период")
    return _finish(Deadline("continuous", (context,) if context else ()), parts, context)


def _finish(deadline: Deadline, parts: Parts, context: Context | None = None) -> Deadline:
    """Notes, the ambiguity mark, and what lies outside the document's period."""
    doubts = list(dict.fromkeys(parts.doubts))
    notes = list(dict.fromkeys((*doubts, *parts.notes)))
    if context is not None and OUTSIDE not in notes:
        first, last = context
        if any((i[0] is not None and i[0] < first) or (i[1] is not None and i[1] > last) for i in deadline.intervals):
            notes.append(OUTSIDE)
    return replace(deadline, ambiguous=bool(doubts), notes=tuple(notes))
