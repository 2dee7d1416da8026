"""How a line's deadline is told to a person, and the readings to choose from. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from app.services.deadlines.rows import Deadline
from app.services.deadlines.words import interval_words, words
from app.services.duties.rules import Period
from app.services.execution.rows import LineDeadline, LinkedEvent, ReadingChoice
from app.services.execution.understanding import holds, read, understood
from app.services.roadmaps.rows import DeadlineChoice, Interval, RoadmapLine


def line_deadline(line: RoadmapLine, period: Period | None, events: Sequence[LinkedEvent] = ()) -> LineDeadline:
    """The deadline of an item in words, with everything a person may decide about it."""
    said = read(line.deadline, period)
    choice = line.deadline_choice
    decided = holds(choice, line.deadline)
    counts = understood(line.deadline, choice, period)
    return LineDeadline(
        line_id=line.id or 0,
        uid=line.uid,
        text=line.deadline,
        kind=counts.kind,
        words=_words(counts, choice if decided else None),
        needs_person=not decided and not events and bool(line.deadline.strip()) and (said.ambiguous or said.kind == "unparsable"),
        notes=said.notes,
        choice=choice if decided else None,
        choice_lapsed=choice is not None and not decided,
        readings=_readings(line.deadline, said),
        events=tuple(events),
        wants_event=not events and not decided and said.kind in ("relative", "on_schedule"),
        intervals=counts.intervals,
    )


def _words(counts: Deadline, choice: DeadlineChoice | None) -> str:
    if choice is not None and choice.way in ("own", "reading"):
        return intervals_words(choice.intervals)
    return words(counts)


def intervals_words(intervals: Sequence[Interval]) -> str:
    """«до 15 мая 2026 года; сентябрь 2026 года»."""
    return "; ".join(map(days_words, intervals))


def days_words(interval: Interval) -> str:
    """«до 15 мая 2026 года», «15 мая 2026 года», «сентябрь 2026 года», «с 1 мая 2026 года»; empty without days."""
    first, last = interval
    if first is None and last is None:
        return ""
    return interval_words(interval, "date" if first is None or first == last else "period")


def _readings(text: str, said: Deadline) -> tuple[ReadingChoice, ...]:
    """The program's own reading first, then the others; nothing for what is not understood."""
    if said.kind == "unparsable":
        return ()
    found = [ReadingChoice(words(said), DeadlineChoice(text, "default"))]
    for reading in said.alternatives:
        choice = DeadlineChoice(text, "reading", reading.intervals)
        found.append(ReadingChoice(intervals_words(reading.intervals), choice, reading.why))
    return tuple(found)
