"""A person's decision about a deadline as the text the base keeps. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from app.services.roadmaps.rows import DeadlineChoice, Interval


def choice_to_json(choice: DeadlineChoice | None) -> str:
    """Empty where nothing was decided."""
    if choice is None:
        return ""
    return json.dumps(
        {"text": choice.text, "way": choice.way, "intervals": intervals_to_json(choice.intervals)}, ensure_ascii=False
    )


def choice_from_json(text: str) -> DeadlineChoice | None:
    """What cannot be read (written by another version) counts as not decided."""
    if not text:
        return None
    try:
        found = json.loads(text)
        intervals = tuple(_interval(pair) for pair in found["intervals"])
        return DeadlineChoice(found["text"], found["way"], intervals)
    except (ValueError, KeyError, TypeError):
        return None


def intervals_to_json(intervals: Sequence[Interval]) -> list[list[str | None]]:
    return [[day.isoformat() if day else None for day in interval] for interval in intervals]


def _interval(pair: list[str | None]) -> Interval:
    first, last = (date.fromisoformat(day) if day else None for day in pair)
    return first, last
