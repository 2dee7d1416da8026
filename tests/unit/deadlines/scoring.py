"""Is a read deadline what a label says? The same rules as the scorer of the labelled phrases."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from app.services.deadlines.reading import read_deadline, to_json
from app.services.deadlines.rows import Context, Deadline

OWN = Path(__file__).resolve().parents[2] / "data" / "deadline_phrases.json"
_REPEATS = ("every", "months", "by", "times", "times_min")
_HANGS = ("offset_days", "offset_months", "unit", "direction")


def context_of(label: dict[str, Any]) -> Context | None:
    years = label["context_years"]
    return (date.fromisoformat(years[0]), date.fromisoformat(years[1])) if years else None


def own_phrases() -> list[dict[str, Any]]:
    """{text, context_years, kind, intervals, recurrence, relative, ambiguous}; what is not named is not checked."""
    phrases: list[dict[str, Any]] = json.loads(OWN.read_text(encoding="utf-8"))
    return phrases


def read(label: dict[str, Any]) -> Deadline:
    return read_deadline(label["text"], context_of(label))


def _same_days(want: list[Any] | None, got: list[Any]) -> bool:
    def ordered(intervals: list[Any] | None) -> list[str]:
        return sorted(str([first or None, last or None]) for first, last in intervals or [])

    return ordered(want) == ordered(got)


def _holds(want: dict[str, Any] | None, got: dict[str, Any] | None, keys: tuple[str, ...]) -> bool:
    return not want or all(want.get(k) in (None, "", []) or want.get(k) == (got or {}).get(k) for k in keys)


def is_right(label: dict[str, Any], deadline: Deadline, repeats: tuple[str, ...] = _REPEATS) -> bool:
    """An ambiguous label accepts any of its alternatives (interval lists)."""
    said = to_json(deadline)
    alternatives = [label.get("intervals"), *(label.get("alternatives") or [])]
    return (
        ("kind" not in label or label["kind"] == said["kind"])
        and ("intervals" not in label or any(_same_days(days, said["intervals"]) for days in alternatives))
        and _holds(label.get("recurrence"), said["recurrence"], repeats)
        and _holds(label.get("relative"), said["relative"], _HANGS)
    )


def is_silent(deadline: Deadline) -> bool:
    """Neither marked nor refused: what hurts most when it is wrong."""
    return deadline.kind != "unparsable" and not deadline.ambiguous
