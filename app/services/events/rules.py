"""Pure rules of events: times, agendas, questions of minutes, repeating, carrying over to another year."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Literal

from app.services.events.rows import Decision, EventFields, Question
from app.services.problems import Problem

_TIME = re.compile(r"^\s*(\d{1,2})(?:\s*[:.\-чh ]\s*(\d{2}))?\s*$")
_NUMBER = re.compile(r"^\s*(\d{1,2})[.)]\s+(?=\S)")
_SPEAKER = re.compile(r"^(.*\S)\s+[—–]\s+(\S.*)$")
_DAY = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?!\d)")
YEAR_OF_WEEKS = timedelta(weeks=52)
"""A year on the same day of the week."""

Step = Literal["week", "two_weeks", "month", "quarter"]
STEPS: dict[Step, str] = {
    "week": "через неделю",
    "two_weeks": "через две недели",
    "month": "через месяц",
    "quarter": "через три месяца",
}


def parse_time(text: str) -> str | None:
    """«14», «14.00», «9:30», «14-00» → «14:00»; empty stays empty; None when it is no time."""
    if not text.strip():
        return ""
    match = _TIME.match(text)
    if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    return f"{int(match[1]):02}:{int(match[2] or 0):02}"


def problems(fields: EventFields) -> tuple[Problem, ...]:
    """What keeps the fields from being stored; `field` names the attribute."""
    found = []
    starts, ends = parse_time(fields.starts_at), parse_time(fields.ends_at)
    if starts is None:
        found.append(Problem("error", "time", "Время пишется так: 14:00.", field="starts_at"))
    if ends is None:
        found.append(Problem("error", "time", "Время пишется так: 15:30.", field="ends_at"))
    one_day = fields.ends_on is None or fields.ends_on == fields.held_on
    if starts and ends and ends <= starts and one_day:
        found.append(Problem("error", "time_order", "Окончание раньше начала.", field="ends_at"))
    if ends and not starts:
        found.append(Problem("error", "no_start", "Укажите и время начала.", field="starts_at"))
    if fields.ends_on is not None and fields.held_on is None:
        found.append(Problem("error", "no_day", "Укажите и первый день.", field="held_on"))
    elif fields.ends_on is not None and fields.held_on is not None and fields.ends_on < fields.held_on:
        found.append(Problem("error", "day_order", "Последний день раньше первого.", field="ends_on"))
    return tuple(found)


def questions(agenda: str, heard: str, decided: Sequence[Decision]) -> tuple[tuple[Question, ...], Question]:
    """(questions of the agenda with what was said and decided of each, what belongs to none of them).

    A line of `heard` and a decision that begin with «2.» belong to the second question, further lines to the same one;
    where there is one question, everything is its.
    """
    asked = [_question(without_number(line)) for line in agenda.splitlines() if line.strip()]
    said: list[list[str]] = [[] for _ in range(len(asked) + 1)]
    made: list[list[Decision]] = [[] for _ in range(len(asked) + 1)]
    rest = 0 if len(asked) == 1 else len(asked)
    at = rest
    for line in heard.splitlines():
        if not line.strip():
            continue
        at, words = _placed(line, len(asked), at)
        said[at].append(words)
    at = rest
    for one in decided:
        at, words = _placed(one.what, len(asked), rest)
        made[at].append(Decision(words, one.who, one.due, one.line_uid, one.roadmap_id, one.roadmap))
    whole = tuple(Question(text, speaker, tuple(said[n]), tuple(made[n])) for n, (text, speaker) in enumerate(asked))
    return whole, Question("", "", tuple(said[len(asked)]), tuple(made[len(asked)]))


def without_number(line: str) -> str:
    """«2. Утвердить список» → «Утвердить список»."""
    return _NUMBER.sub("", line).strip()


def _question(line: str) -> tuple[str, str]:
    """«О сроках ВПР — Иванова И. И.» → (question, speaker)."""
    match = _SPEAKER.match(line)
    return (match[1], match[2].rstrip(" ;")) if match else (line.rstrip(" ;"), "")


def _placed(line: str, count: int, otherwise: int) -> tuple[int, str]:
    match = _NUMBER.match(line)
    if match and 1 <= int(match[1]) <= count:
        return int(match[1]) - 1, line[match.end() :].strip()
    return otherwise, line.strip()


def decisions_to_text(decisions: Iterable[Decision]) -> str:
    """As stored: a decision a line, tabs between what, who, by when and the roadmap item made of it."""
    lines = ("\t".join(" ".join(part.split()) for part in (d.what, d.who, d.due, d.line_uid)).rstrip("\t") for d in decisions)
    return "\n".join(line for line in lines if line)


def decisions_from_text(text: str) -> tuple[Decision, ...]:
    found = (line.split("\t") for line in text.splitlines() if line.strip())
    padded = ((*parts, "", "", "")[:4] for parts in found)
    return tuple(Decision(what, who, due, uid) for what, who, due, uid in padded)


def with_typed(before: Sequence[Decision], typed: Iterable[tuple[str, str, str]]) -> tuple[Decision, ...]:
    """Decisions as typed; one whose words stayed, or that stands where it stood, keeps its roadmap item."""
    rows = list(typed)
    by_words = {one.what: one.line_uid for one in before if one.line_uid}
    kept = {what for what, _who, _due in rows}
    found = []
    for at, (what, who, due) in enumerate(rows):
        uid = by_words.get(what, "")
        if not uid and len(rows) == len(before) and before[at].what not in kept:
            uid = before[at].line_uid
        found.append(Decision(what, who, due, uid))
    return tuple(found)


def due_day(due: str) -> date | None:
    """The day of «до 15.04.2027»; None where no day is written."""
    match = _DAY.search(due)
    if match is None:
        return None
    year = int(match[3])
    try:
        return date(year + 2000 if year < 100 else year, int(match[2]), int(match[1]))
    except ValueError:
        return None


def repeated_on(day: date, step: Step) -> date:
    """The day of the next one: weeks later, or the same number of a later month (its last day where it is shorter)."""
    if step == "week":
        return day + timedelta(weeks=1)
    if step == "two_weeks":
        return day + timedelta(weeks=2)
    months = day.month - 1 + (1 if step == "month" else 3)
    year, month = day.year + months // 12, months % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def in_span(held_on: date | None, ends_on: date | None, first: date | None, last: date | None) -> bool:
    """Does the event touch the days? One without a day does when no days are asked for."""
    if held_on is None:
        return first is None and last is None
    return (last is None or held_on <= last) and (first is None or (ends_on or held_on) >= first)
