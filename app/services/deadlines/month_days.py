"""Days of a month that repeat: «до 5 числа месяца, следующего за отчетным», «1 и 15 числа», «года, следующего за отчетным»."""

from __future__ import annotations

from typing import Final, Literal

from app.services.deadlines.cursor import Cursor
from app.services.deadlines.nodes import Lag, MonthDay
from app.services.deadlines.points import index, indices

_UNTIL: Final = ("не позднее", "не позже", "в срок до", "до", "к", "ко", "по")
_REPORTED: Final = {"month_word": "month", "quarter": "quarter", "half": "half-year", "year": "year"}


def month_day(c: Cursor) -> MonthDay | None:
    """«до 5 числа (месяца, следующего за отчетным)», «1 и 15 числа», «с 1 по 10 число», «до 5-го» where it is monthly."""
    c.take_word("в", "срок")
    mode: Literal["until", "at", "range"] = "at"
    if c.take_phrase(_UNTIL):
        mode = "until"
    if mode == "at" and c.take_word("с", "со"):
        pairs = _from_to(c)
    else:
        pairs = indices(c)
        while pairs and mode == "until" and (more := c.attempt(_one_more)):
            pairs += more
    if not pairs or any(not 1 <= n <= 31 for pair in pairs for n in pair):
        return None
    if any(a != b for a, b in pairs):
        if len(pairs) > 1:
            return None
        mode = "range" if mode == "at" else mode
    named = c.take("number_word") is not None
    if c.tag == "month" or not (named or c.tag in ("each", "month_word", "next") or _monthly(c)):
        return None
    days = tuple(pairs[0]) if mode == "range" else tuple(b for _, b in pairs)
    lag, in_quarter, name = _which_month(c)
    if not named and not (lag or in_quarter or name or _monthly(c)):
        return None
    return MonthDay(mode, days, lag, in_quarter, name)


def _from_to(c: Cursor) -> list[tuple[int, int]] | None:
    """«1 по 10», after «с»."""
    first = index(c)
    if first is None or not (c.take_word("по", "до") or c.take("dash")):
        return None
    last = index(c)
    return [(first, last)] if last else None


def _one_more(c: Cursor) -> list[tuple[int, int]] | None:
    """«(до 15) и до 30»."""
    c.take("comma")
    c.take_word("и")
    return indices(c) if c.take_phrase(_UNTIL) else None


def _monthly(c: Cursor) -> bool:
    """Does the phrase say that it is monthly, and is nothing left to say which number this is?"""
    if c.tag not in ("end", "comma", "close", "semicolon") and not c.starts("ежемес", "ежекварт"):
        return False
    return any(t.text.startswith(("ежемес", "ежекварт")) for t in c.tokens) and c.look(-1).tag != "roman"


def _which_month(c: Cursor) -> tuple[bool, int, str]:
    """(of the month after the reported one, month of a quarter, what repeats if it is said here)."""
    place = c.pos
    if c.tag in ("ordinal", "last") and c.look(1).tag == "month_word":
        number = 3 if c.tag == "last" else c.look().values[0]
        c.pos += 2
        c.take("comma")
        if _following(c) is not None:
            return True, number, ""
        following = c.take("each", "reported", "next")
        if c.take("quarter") and 1 <= number <= 3:
            return following is not None and following.tag == "next", number, ""
        c.pos = place
        return False, 0, ""
    name = "month" if c.take("each") else ""
    lag = c.take("next") is not None
    c.take("running", "reported")
    if not c.take("month_word"):
        c.pos = place
        return False, 0, ""
    place = c.pos
    c.take("comma")
    reported = _following(c)
    if reported is not None:
        return True, 0, name or reported
    c.pos = place
    if c.take("each", "reported") and c.take("quarter"):
        return lag, 0, "quarter"
    c.pos = place
    return lag, 0, name


def _following(c: Cursor) -> str | None:
    """«следующего за отчетным (кварталом)»: what is reported on, «» when not said; None when it is something else."""
    place = c.pos
    if c.take("next") and c.take_word("за", "после"):
        c.take("reported")
        c.take_word("истекшим", "прошедшим", "окончанием", "отчетного")
        token = c.take(*_REPORTED)
        c.take_word("периодом", "периода")
        return _REPORTED[token.tag] if token else ""
    c.pos = place
    return None


def lag_year(c: Cursor) -> Lag | None:
    """«года, следующего за отчетным»; «следующего (за отчетным) года»."""
    c.take("year")
    c.take("comma")
    if not (c.take("next") and c.take_word("за", "после") and c.take("reported")):
        return None
    c.take("year")
    c.take_word("периодом")
    return Lag()
