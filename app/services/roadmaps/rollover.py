"""«Перенести на новый год»: last year's roadmap for the next one. Pure.

Deadlines that are understood move; the period and the title move with them. Nothing else is rewritten: every other
date, year, number, person and act of the texts is flagged, so that none of last year's slips through unseen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from app.services.deadlines.reading import read_deadline
from app.services.deadlines.rows import Deadline
from app.services.roadmaps.rows import DeadlineChoice, Interval, RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.services.roadmaps.rules import guess_period
from app.services.text_ru import short_date

FlagCode = Literal["date", "year", "number", "amount", "person", "act", "deadline", "weekend", "event"]
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


def roll_over(tree: RoadmapTree, years: int = 1) -> RolledOver:
    """The roadmap `years` later. Line breaks and wording stay; the approving order of the former one is left behind."""
    if years == 0:
        raise ValueError("a roadmap is rolled over by at least a year")
    old = _period(tree)
    new = (moved(old[0], years), moved(old[1], years)) if old else None
    shifts: list[Shift] = []
    flags: list[Flag] = []
    title = _title(tree.title, years, old, shifts)
    flags += _flags(title, "title", years, old, moved_too=title != tree.title)
    flags += _flags(tree.preamble, "preamble", years, old)
    if tree.approval_text.strip():
        why = "реквизиты утвердившего документа не перенесены: новую карту утвердит новый документ"
        flags.append(Flag("act", "approval_text", "", 0, 0, why))
    sections = []
    for place, section in enumerate(tree.sections):
        flags += [replace(flag, section=place) for flag in _flags(section.title, "section_title", years, old)]
        lines = []
        for line in section.lines:
            rolled = _deadline(line, years, old, new, shifts, flags)
            for field in ("text", "responsible", "result"):
                flags += [replace(flag, line_uid=line.uid) for flag in _flags(getattr(line, field), field, years, old)]
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
    line: RoadmapLine, years: int, old: Period | None, new: Period | None, shifts: list[Shift], flags: list[Flag]
) -> RoadmapLine:
    """The line of the new roadmap. A deadline moves when its moved text is read as the moved days."""
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
        flags.append(
            replace(
                whole, why="после переноса срок читается иначе, поэтому оставлен прежним", suggestion=_other(after_text, text)
            )
        )
        return replace(bare, deadline_choice=None)
    if after_text != text:
        shifts.append(Shift("deadline", text, after_text, line.uid))
    rolled = replace(bare, deadline=after_text, deadline_choice=_choice(choice, after_text, years))
    at = replace(whole, excerpt=after_text, end=len(after_text))
    if after.ambiguous and choice is None:
        flags.append(replace(at, why=f"срок читается по-разному: {'; '.join(after.notes)}"))
    flags += [replace(flag, line_uid=line.uid) for flag in _flags(after_text, "deadline", years, new, moved_too=True)]
    intervals = (
        rolled.deadline_choice.intervals if rolled.deadline_choice and rolled.deadline_choice.intervals else after.intervals
    )
    flags += [replace(at, code="weekend", why=why) for why in _weekends(before.intervals if choice is None else (), intervals)]
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


def _weekends(before: tuple[Interval, ...], after: tuple[Interval, ...]) -> Iterator[str]:
    """Single days that now fall on a weekend and did not before."""
    was = {last for first, last in before if last is not None and first in (None, last) and last.weekday() > 4}
    for first, last in after:
        if last is None or first not in (None, last) or last.weekday() < 5 or _ends_a_stretch(last):
            continue
        if any(day.month == last.month and day.day == last.day for day in was):
            continue
        yield f"{short_date(last)} — {_WEEKDAYS[last.weekday()]}"


def _ends_a_stretch(day: date) -> bool:
    """«до конца мая», «до 31 декабря»: the last day of a month stands for the month."""
    return (day.toordinal() + 1) == date(day.year + day.month // 12, day.month % 12 + 1, 1).toordinal()


# --- years in a text --------------------------------------------------------------------------------------------------

_YEAR = r"(?<![\d.,/№])(?<!\d-)(?:19|20)\d\d(?![\d])"
_ACT_BEFORE = re.compile(r"(?:\bот|№)\s*(?:[«\"]?\d{1,2}[»\"]?[.\s]*(?:\d{1,2}\.|[а-яё]+\s+))?$", re.I)
_SHIFTED = re.compile(
    r"(?P<pair>(?<!\d)(?P<p1>20\d\d)(?P<dash>\s*[-–—/]\s*)(?P<p2>20\d\d|\d\d)(?!\d))"
    r"|(?P<full>(?<!\d)(?P<d>\d{1,2}\.\d{1,2}\.)(?P<y>20\d\d|\d\d)(?!\d))"
    r"|(?P<one>(?<![\d/№])(?<!\d-)20\d\d(?!\d))"
)


def shift_years(text: str, years: int) -> str:
    """Every year of the text so many years later; dates of acts («от 12.09.2025 № 5») stay."""

    def later(match: re.Match[str]) -> str:
        if _ACT_BEFORE.search(text[: match.start()]):
            return match[0]
        if match["pair"]:
            return f"{int(match['p1']) + years}{match['dash']}{_plus(match['p2'], years)}"
        if match["full"]:
            return f"{match['d']}{_plus(match['y'], years)}"
        return str(int(match[0]) + years)

    return _SHIFTED.sub(later, text)


def _plus(year: str, years: int) -> str:
    return f"{(int(year) + years) % 100:02}" if len(year) == 2 else str(int(year) + years)


# --- flags ------------------------------------------------------------------------------------------------------------

_MONTHS = "январ|феврал|март|апрел|ма[йяе]|июн|июл|август|сентябр|октябр|ноябр|декабр"
_G = r"(?:\s*(?:г\.|гг\.|год\w*|г\b))?"
_STUDY = r"(?:\s*(?:уч\w*\.?\s*)(?:г\.|год\w*|г\b))?"
_DATE = (
    rf"(?<![\d.])\d{{1,2}}\.\d{{1,2}}\.(?:(?:19|20)\d\d|\d\d)(?!\d){_G}"
    rf"|[«\"]?(?<!\d)\d{{1,2}}[»\"]?(?:\s*[-–—]\s*\d{{1,2}})?\s+(?:{_MONTHS})\w*(?:\s+(?:19|20)\d\d{_G})?"
    rf"|\b(?:{_MONTHS})\w*\s+(?:19|20)\d\d{_G}"
)
_NUMBER = r"№\s*[\wА-Яа-яЁё][\w/\\.–-]*"
_ACT_WORDS = (
    r"\b(?:приказ|распоряжени|постановлени|письм|решени|федеральн\w+\s+закон|закон|протокол|указ|методическ\w+\s+рекомендаци"
    r"|положени|порядк|порядок|регламент|договор|соглашени|стандарт|инструкци)\w*"
)
_ACT = re.compile(
    rf"{_ACT_WORDS}(?:(?!\n|{_ACT_WORDS}).){{0,160}}?"
    rf"(?:\bот\s+(?:{_DATE})(?:\s*{_NUMBER})?|{_NUMBER}(?:\s*от\s+(?:{_DATE}))?|\d+-ФЗ)(?:\s*«[^»\n]{{0,300}}»)?",
    re.I,
)
_PATTERNS: tuple[tuple[FlagCode, re.Pattern[str]], ...] = (
    ("act", _ACT),
    ("date", re.compile(_DATE, re.I)),
    ("year", re.compile(rf"{_YEAR}(?:\s*[-–—/]\s*(?:(?:19|20)\d\d|\d\d)(?!\d))?{_STUDY}{_G}", re.I)),
    (
        "person",
        re.compile(
            r"\b[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
            r"|\b[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ]\.\s?[А-ЯЁ]\."
            r"(?!\s?[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\b(?!\s+[А-ЯЁ]\.))"
            r"|\b[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ][а-яё]+\s+[А-ЯЁ][а-яё]+(?:вич|вн|ичн)(?:а|у|е|ем|ой|ы)?\b"
        ),
    ),
    ("number", re.compile(_NUMBER)),
    ("amount", re.compile(r"(?<![\w.,/№-])\d+(?:[.,]\d+)?(?:\s*[-–—]\s*\d+(?:[.,]\d+)?)?(?:\s*%)?")),
)
_WHY: dict[FlagCode, str] = {
    "act": "документ прошлого года: действует ли он, не заменён ли новым",
    "date": "дата в тексте не перенесена",
    "year": "год в тексте не перенесён",
    "person": "назначен ли этот человек на новый год",
    "number": "номер: относится ли он к новому году",
    "amount": "число: верно ли оно на новый год",
}
_CLASSES = re.compile(r"^\s*(?:-?\s*(?:х|й|го|м|е|ые|ых))?\s*(?:и\s+\d+(?:-?х|-?м|-?го)?\s*|,\s*\d+\s*)*(?:класс|кл\.)", re.I)
_LIST_NUMBER = re.compile(r"(?:^|\n)[ \t]*(?:\d+(?:\.\d+)*[.)]?)?$")
_AFTER_LIST_NUMBER = re.compile(r"^(?:\.\d+)*[.)]\s|^\.\d+")
_REFERENCE = re.compile(r"(?:\bпп?\.|\bпункт\w*|\bраздел\w*|\bграф\w*|\bподпункт\w*)\s*$", re.I)


def _flags(text: str, field: str, years: int, period: Period | None, moved_too: bool = False) -> Iterator[Flag]:
    """Everything in a text that may be last year's, in order. `moved_too`: its years have moved already."""
    taken: list[tuple[int, int, FlagCode]] = []
    for code, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = _trimmed(text, match.start(), match.end())
            if all(end <= a or start >= b for a, b, _ in taken) and _counts(code, text, start, end, moved_too):
                taken.append((start, end, code))
    seen: Counter[str] = Counter()
    for start, end, code in sorted(taken):
        excerpt = text[start:end]
        why = _WHY[code]
        if moved_too and code in ("date", "year") and not _stayed(text, start, end):
            continue
        yield Flag(code, field, excerpt, start, end, why, _suggestion(code, excerpt, years, period), nth=seen[excerpt])
        seen[excerpt] += 1


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " \t.,;-–—\\/" and not text[start:end].endswith(("г.", "гг.", "уч.")):
        if text[end - 1] == "." and re.search(r"[А-ЯЁ]\.$", text[start:end]):
            break
        end -= 1
    return start, end


def _counts(code: FlagCode, text: str, start: int, end: int, moved_too: bool) -> bool:
    """Numbers of classes, of lists, of points and of days in deadlines are no figures of a year."""
    if code == "amount":
        before, after = text[:start], text[end:]
        if moved_too or _CLASSES.match(after) or _REFERENCE.search(before) or after.startswith("+"):
            return False
        return not (_LIST_NUMBER.search(before) and _AFTER_LIST_NUMBER.match(after))
    return True


def _stayed(text: str, start: int, end: int) -> bool:
    """A year that `shift_years` left as it was; a date without a year has nothing to move."""
    if not re.search(r"(?:19|20)\d\d|\.\d\d$", text[start:end]):
        return False
    found = [m for m in _SHIFTED.finditer(text) if m.start() < end and m.end() > start]
    return not any(not _ACT_BEFORE.search(text[: m.start()]) for m in found)


def _suggestion(code: FlagCode, excerpt: str, years: int, period: Period | None) -> str:
    """The same date or year later, where it lies near the former period; nothing for what only a person knows."""
    if code not in ("date", "year"):
        return ""
    found = [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", excerpt)]
    if period and any(not period[0].year - 2 <= year <= period[1].year + 5 for year in found):
        return ""
    shifted = shift_years(excerpt, years)
    return shifted if shifted != excerpt else ""


# --- flags in today's texts -------------------------------------------------------------------------------------------


def places(text: str, excerpt: str) -> list[int]:
    """Where an excerpt stands in a text, left to right."""
    found, start = [], text.find(excerpt)
    while start >= 0 and excerpt:
        found.append(start)
        start = text.find(excerpt, start + len(excerpt))
    return found


def field_of(tree: RoadmapTree, line_uid: str, section: int | None, field: str) -> str | None:
    """The text a flag is about as it is now; None where its line or section is gone."""
    if line_uid:
        line = next((one for s in tree.sections for one in s.lines if one.uid == line_uid), None)
        return str(getattr(line, field)) if line is not None else None
    if section is not None:
        return tree.sections[section].title if section < len(tree.sections) else None
    return str(getattr(tree, field))
