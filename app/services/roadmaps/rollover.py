"""«Перенести на новый год»: last year's roadmap for the next one. Pure.

Deadlines that are understood move; the period and the title move with them. Nothing else is rewritten: every other
date, year, number, person and act of the texts is flagged, so that none of last year's slips through unseen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.services.deadlines.reading import read_deadline
from app.services.deadlines.rows import Deadline
from app.services.roadmaps.last_year import MONTHS, FlagCode, found_in, has_year, shift_years, would_shift
from app.services.roadmaps.rows import DeadlineChoice, Interval, RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.roadmaps.rules import guess_period
from app.services.text_ru import short_date

CODES: dict[FlagCode, str] = {
    "act": "документ",
    "date": "дата",
    "year": "год",
    "person": "человек",
    "number": "номер",
    "amount": "число",
    "deadline": "срок",
    "weekend": "выходной",
    "event": "процедура",
}
Period = tuple[date, date]
Works = Callable[[date], bool]
"""Is it a working day?"""


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at. `start`, `end`: its place in the new text of the field; `suggestion` empty = only a person knows.

    `line_uid` of the former line; empty for the head and, with `section` (its position), for the title of a section.
    """

    code: FlagCode
    field: str
    excerpt: str
    start: int
    end: int
    why: str
    suggestion: str = ""
    line_uid: str = ""
    section: int | None = None
    nth: int = 0
    """Which of several equal excerpts of the field, 0-based."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A text that moved by itself."""

    field: str
    before: str
    after: str
    line_uid: str = ""


@dataclass(frozen=True, slots=True)
class RolledOver:
    """The new roadmap (lines still with the uids of the former ones), what moved, and what a person must look at."""

    tree: RoadmapTree
    shifts: tuple[Shift, ...]
    flags: tuple[Flag, ...]


def roll_over(tree: RoadmapTree, years: int = 1, works: Works | None = None) -> RolledOver:
    """The roadmap `years` later. Line breaks and wording stay; the approving order of the former one is left behind.

    `works` tells working days; without it Saturdays and Sundays are off.
    """
    if years == 0:
        raise ValueError("a roadmap is rolled over by at least a year")
    old = _period(tree)
    known = old or _years_of_deadlines(tree)
    new = (moved(old[0], years), moved(old[1], years)) if old else None
    shifts: list[Shift] = []
    flags: list[Flag] = []
    title = _title(tree.title, years, old, shifts)
    flags += _flags(title, "title", years, known, moved_too=title != tree.title)
    flags += _flags(tree.preamble, "preamble", years, known)
    if tree.approval_text.strip():
        why = "реквизиты утвердившего документа не перенесены: новую карту утвердит новый документ"
        flags.append(Flag("act", "approval_text", "", 0, 0, why))
    sections = []
    for place, section in enumerate(tree.sections):
        flags += [replace(flag, section=place) for flag in _flags(section.title, "section_title", years, known)]
        lines = []
        for line in section.lines:
            rolled = _deadline(line, years, (old, new), works or _five_days, shifts, flags)
            for field in ("text", "responsible", "result"):
                flags += [replace(flag, line_uid=line.uid) for flag in _flags(getattr(line, field), field, years, known)]
            lines.append(rolled)
        sections.append(RoadmapSectionRow(section.number, section.title, tuple(lines)))
    rolled_tree = replace(
        tree,
        id=None,
        title=title,
        sections=tuple(sections),
        period_start=new[0] if new else None,
        period_end=new[1] if new else None,
        approval_text="",
        source_file="",
        parent_id=None,
    )
    return RolledOver(rolled_tree, tuple(shifts), tuple(flags))


def moved(day: date, years: int) -> date:
    """The same day of another year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _period(tree: RoadmapTree) -> Period | None:
    if tree.period_start is None or tree.period_end is None or tree.period_start > tree.period_end:
        return None
    return tree.period_start, tree.period_end


def base_year(tree: RoadmapTree) -> int | None:
    """The year the roadmap begins in: by its period, its title, or its earliest deadline."""
    known = _period(tree) or guess_period(tree.title) or _years_of_deadlines(tree)
    return known[0].year if known else None


def period_words(start: date | None, end: date | None) -> str:
    """«2026/2027 учебный год», «2027 год», «2026–2028 годы»; empty where there is no period."""
    if start is None or end is None:
        return ""
    if start.year == end.year:
        return f"{start.year} год"
    if end.year == start.year + 1 and 8 <= start.month <= 9 and 5 <= end.month <= 8:
        return f"{start.year}/{end.year} учебный год"
    return f"{start.year}–{end.year} годы"


def _years_of_deadlines(tree: RoadmapTree) -> Period | None:
    """The first and the last year named in the deadlines, for a roadmap whose period nobody knows."""
    texts = (line.deadline for section in tree.sections for line in section.lines)
    found = [int(year) for text in texts for year in re.findall(r"(?<!\d)20\d\d(?!\d)", text)]
    return (date(min(found), 1, 1), date(max(found), 12, 31)) if found else None


def _title(title: str, years: int, period: Period | None, shifts: list[Shift]) -> str:
    """The years of the title move when they name the period of the roadmap and the period moves with them."""
    old = guess_period(title)
    if old is None or period not in (None, old):
        return title
    after = shift_years(title, years)
    new = guess_period(after)
    if after == title or new != (moved(old[0], years), moved(old[1], years)):
        return title
    shifts.append(Shift("title", title, after))
    return after


# --- deadlines --------------------------------------------------------------------------------------------------------


def _deadline(
    line: RoadmapLine,
    years: int,
    periods: tuple[Period | None, Period | None],
    works: Works,
    shifts: list[Shift],
    flags: list[Flag],
) -> RoadmapLine:
    """The line of the new roadmap. A deadline moves when its moved text is read as the moved days."""
    old, new = periods
    text = line.deadline
    bare = replace(line, id=None, parent_uid="")
    if line.is_subhead or not text.strip():
        return replace(bare, deadline_choice=None)
    before = read_deadline(text, old)
    choice = line.deadline_choice if line.deadline_choice and line.deadline_choice.text.strip() == text.strip() else None
    after_text = shift_years(text, years)
    after = read_deadline(after_text, new)
    whole = Flag("deadline", "deadline", text, 0, len(text), "", line_uid=line.uid)
    if before.kind == "unparsable" and choice is None:
        flags.append(replace(whole, why="срок не понят: проверьте его на новый год", suggestion=_other(after_text, text)))
        return replace(bare, deadline_choice=None)
    if before.kind != "unparsable" and not _same_but_later(before, after, years):
        flags.append(replace(whole, why="срок не перенесён: посмотрите, что в нём написано", suggestion=_other(after_text, text)))
        return replace(bare, deadline_choice=None)
    if after_text != text:
        shifts.append(Shift("deadline", text, after_text, line.uid))
    rolled = replace(bare, deadline=after_text, deadline_choice=_choice(choice, after_text, years))
    at = replace(whole, excerpt=after_text, end=len(after_text))
    if after.ambiguous and choice is None:
        flags.append(replace(at, why=f"срок можно понять по-разному ({'; '.join(after.notes)}): проверьте, как он понят"))
    flags += [replace(flag, line_uid=line.uid) for flag in _flags(after_text, "deadline", years, new, moved_too=True)]
    if choice is None and (after.recurrence is None or len(after.intervals) == 1):
        flags += _days_off(at, after, years, new, works)
    return rolled


def _other(suggested: str, text: str) -> str:
    return suggested if suggested != text else ""


def _choice(choice: DeadlineChoice | None, text: str, years: int) -> DeadlineChoice | None:
    if choice is None:
        return None
    return DeadlineChoice(text, choice.way, tuple(_later(interval, years) for interval in choice.intervals))


def _same_but_later(before: Deadline, after: Deadline, years: int) -> bool:
    """The same kind of deadline, so many years later."""
    if before.kind != after.kind or before.relative != after.relative:
        return False
    one, two = before.recurrence, after.recurrence
    if (one is None) != (two is None):
        return False
    if one is not None and two is not None:
        plain = {"spans": (), "bounds": (), "start_year": None, "end_year": None}
        if replace(one, **plain) != replace(two, **plain):  # type: ignore[arg-type]
            return False
        if (one.start_year or 0) + (years if one.start_year else 0) != (two.start_year or 0):
            return False
    wanted = [_later(interval, years) for interval in before.intervals]
    return len(wanted) == len(after.intervals) and all(map(_near, wanted, after.intervals))


def _later(interval: Interval, years: int) -> Interval:
    first, last = interval
    return moved(first, years) if first else None, moved(last, years) if last else None


def _near(one: Interval, two: Interval) -> bool:
    """Equal, but for the end of February, and for days that are told by their weekday («второй вторник мая»)."""

    def close(a: date | None, b: date | None) -> bool:
        if a is None or b is None:
            return a is b
        return a == b or (a.month == b.month == 2 and min(a.day, b.day) >= 28 and a.year == b.year)

    if all(map(close, one, two)):
        return True
    (a, b), (c, d) = one, two
    single = a is not None and a == b and c is not None and c == d
    return single and a is not None and c is not None and (a.year, a.month) == (c.year, c.month) and abs((a - c).days) < 7


_WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")


def _five_days(day: date) -> bool:
    return day.weekday() < 5


def _days_off(whole: Flag, deadline: Deadline, years: int, period: Period | None, works: Works) -> Iterator[Flag]:
    """Single days of the new deadline that nobody works on; a holiday that it was on before stays as it is."""
    found = []
    for first, last in deadline.intervals:
        if last is None or first not in (None, last) or works(last) or _ends_a_stretch(last):
            continue
        before = moved(last, -years)
        if last.weekday() < 5 and not works(before) and before.weekday() < 5:
            continue
        found.append(last)
    if not found:
        return
    words = "; ".join(
        f"{short_date(day)} — {_WEEKDAYS[day.weekday()] if day.weekday() > 4 else 'нерабочий день'}" for day in found
    )
    suggestion = _earlier(whole.excerpt, found[0], period, works) if len(found) == 1 else ""
    yield replace(whole, code="weekend", why=words, suggestion=suggestion)


def _earlier(text: str, day: date, period: Period | None, works: Works) -> str:
    """The text with the last working day before; empty where that cannot be written by changing the day alone."""
    earlier = day
    while not works(earlier):
        earlier -= timedelta(days=1)
        if (day - earlier).days > 14 or earlier.month != day.month:
            return ""
    figures = rf"(?<![\d.])0?{day.day}(?=(?:\s+(?:{MONTHS})|\.\d\d))"
    if len(re.findall(figures, text)) != 1:
        return ""
    width = 2 if re.search(rf"(?<![\d.])0?{day.day:02}\.\d", text) else 1
    changed = re.sub(figures, f"{earlier.day:0{width}}", text)
    ends = [last for _, last in read_deadline(changed, period).intervals]
    return changed if earlier in ends and day not in ends else ""


def _ends_a_stretch(day: date) -> bool:
    """«до конца мая», «до 31 декабря»: the last day of a month stands for the month."""
    return (day.toordinal() + 1) == date(day.year + day.month // 12, day.month % 12 + 1, 1).toordinal()


# --- flags ------------------------------------------------------------------------------------------------------------

_WHY: dict[FlagCode, str] = {
    "act": "документ: действует ли он, не заменён ли новым",
    "date": "дата не перенесена",
    "year": "год не перенесён",
    "person": "назначен ли этот человек на новый год",
    "number": "номер: верен ли он на новый год",
    "amount": "число: верно ли оно на новый год",
}


def _flags(text: str, field: str, years: int, known: Period | None, moved_too: bool = False) -> Iterator[Flag]:
    """Everything in a text that may be last year's, in order. `moved_too`: its years have moved already, and what it
    says of days was understood as a deadline."""
    seen: Counter[str] = Counter()
    for code, start, end in found_in(text):
        excerpt = text[start:end]
        nth = seen[excerpt]
        seen[excerpt] += 1
        if moved_too and (code == "amount" or (code in ("date", "year") and not _stayed(text, start, end))):
            continue
        why = "дата без года: верна ли она на новый год" if code == "date" and not has_year(excerpt) else _WHY[code]
        yield Flag(code, field, excerpt, start, end, why, _suggestion(code, excerpt, years, known), nth=nth)


def _stayed(text: str, start: int, end: int) -> bool:
    """A year that `shift_years` left as it was; a date without a year has nothing to move."""
    return has_year(text[start:end]) and not would_shift(text, start, end)


def _suggestion(code: FlagCode, excerpt: str, years: int, known: Period | None) -> str:
    """The same date or year later, where it lies near the former period; nothing for what only a person knows."""
    if code not in ("date", "year"):
        return ""
    found = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", excerpt)]
    if known and any(not known[0].year - 2 <= year <= known[1].year + 5 for year in found):
        return ""
    shifted = shift_years(excerpt, years)
    return shifted if shifted != excerpt else ""


_FIELDS = ("title", "preamble", "approval_text", "section_title", "text", "deadline", "responsible", "result")


def in_printed_order(tree: RoadmapTree, flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """Head first, then section by section, line by line, in the order of the columns."""
    heads = {place: (place + 1, 0) for place in range(len(tree.sections))}
    lines = {line.uid: (at + 1, n + 1) for at, s in enumerate(tree.sections) for n, line in enumerate(s.lines)}

    def place(flag: Flag) -> tuple[int, int, int, int]:
        at = lines.get(flag.line_uid) or (heads[flag.section] if flag.section is not None else (0, 0))
        return *at, _FIELDS.index(flag.field), flag.start

    return tuple(sorted(flags, key=place))


# --- flags in today's texts -------------------------------------------------------------------------------------------


def places(text: str, code: str, excerpt: str) -> list[int]:
    """Where a flagged excerpt stands in a text now, left to right: «2» is not looked for inside «2026»."""
    if code in _WHY:
        return [start for _, start, end in found_in(text) if text[start:end] == excerpt]
    return [0] if not excerpt or text == excerpt else []


def field_of(tree: RoadmapTree, line_uid: str, section: int | None, field: str) -> str | None:
    """The text a flag is about as it is now; None where its line or section is gone."""
    if line_uid:
        line = next((one for s in tree.sections for one in s.lines if one.uid == line_uid), None)
        return str(getattr(line, field)) if line is not None else None
    if section is not None:
        return tree.sections[section].title if section < len(tree.sections) else None
    return str(getattr(tree, field))
