"""Deadlines that hang on an event: «за 2 недели до экзамена», «в 10-дневный срок со дня получения результатов»."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.services.deadlines.anchors import EVENT_STEMS, dated, nominative, tail
from app.services.deadlines.cursor import Cursor
from app.services.deadlines.nodes import ToEvent
from app.services.deadlines.points import COUNTED, index

_AFTER: Final = ("начиная со дня", "начиная с даты", "с момента", "с даты", "со дня", "с дня", "от даты", "от дня", "после", "от",
                 "считая со дня", "по", "с")  # fmt: skip
_SURE_AFTER: Final = ("с момента", "с даты", "со дня", "с дня", "сразу же после", "сразу после", "непосредственно после",
                      "незамедлительно после", "немедленно после", "после")  # fmt: skip
_WITHIN: Final = ("в течение", "в течении", "втечение", "в теч", "через", "спустя", "по истечении", "по прошествии",
                  "не позднее чем через", "не позднее", "не позже чем через", "не позже", "в срок не более", "в срок до",
                  "в срок не позднее", "в срок", "не более чем через", "не более", "до")  # fmt: skip
_AHEAD: Final = ("не позднее чем за", "не позже чем за", "не менее чем за", "не меньше чем за", "как минимум за", "минимум за",
                 "не позднее за", "не позднее", "не позже", "за")  # fmt: skip
_ON_END: Final = ("по окончании", "по окончанию", "по завершении", "по завершению", "по истечении", "по получении",
                  "по получению", "по прибытии", "по возвращении", "по поступлении", "по прошествии")  # fmt: skip
_MONTHS: Final = {"month_word": 1, "half_year": 6, "half": 6, "year": 12}
_MOST_MONTHS: Final = 600
UNNAMED: Final = "событие не названо"


@dataclass(frozen=True, slots=True)
class _Length:
    days: int | None
    months: int | None
    working: bool
    sure: bool = True


def to_event(c: Cursor) -> ToEvent | None:
    return (
        c.attempt(_formula) or c.attempt(_ahead) or c.attempt(_term) or c.attempt(_within) or c.attempt(_on_day)
        or c.attempt(_eve) or c.attempt(_after_end) or c.attempt(_after) or c.attempt(_before)
    )  # fmt: skip


def _event(c: Cursor, anchor: str, length: _Length, direction: str, *doubts: str) -> ToEvent:
    if not length.sure:
        doubts = (*doubts, "срок назван промежутком: взят больший")
    before = direction == "before"
    return ToEvent(anchor, length.days, length.months, length.working, "before" if before else "after", doubts=doubts)


_NOW: Final = _Length(0, None, False)


def _length(c: Cursor) -> _Length | None:
    """«10 (десяти) рабочих дней», «2-х недель», «месяца», «суток», «пяти дней»."""
    number: int | None = None
    sure = True
    if token := c.take("number", "numeral", "cardinal", "ordinal"):
        number = token.values[0]
        if token.tag == "cardinal" and number in (20, 30) and (more := c.take("cardinal")):
            number += more.values[0]
        if c.take("dash"):
            more = c.take("number", "numeral", "cardinal")
            if more is None:
                return None
            number, sure = max(number, more.values[0]), False
        if c.tag == "open" and c.look(1).tag == "cardinal":
            c.step()
            while c.take("cardinal"):
                pass
            if not c.take("close"):
                return None
    working = c.take("working") is not None
    if not working:
        c.take("calendar", "school")
    token = c.take("day", "week", "month_word", "hour", "half_year", "year", "half")
    counted_from = c.word in ("со", "после", "считая") or (c.word == "с" and c.look(1).text in ("момента", "даты", "дня"))
    if token is None or (number is None and (token.tag in ("half", "hour") or (token.tag == "year" and not counted_from))):
        return None
    if (token.text in ("дни", "дням") and number is None) or c.tag == "month" or (number is not None and number > 999):
        return None
    if not working and c.take("open") and not ((working := c.take("working", "calendar") is not None) and c.take("close")):
        c.pos -= 1
    count = 1 if number is None else number
    if count * _MONTHS.get(token.tag, 0) > _MOST_MONTHS:
        return None
    match token.tag:
        case "day":
            return _Length(count, None, working, sure)
        case "week":
            return _Length(7 * count, None, working, sure)
        case "hour":
            return _Length(-(-count // 24) if count >= 24 else 0, None, working, sure and count >= 24)
        case "month_word":
            return _Length(None, count, working, sure)
        case "half_year" | "half":
            return _Length(None, 6 * count, working, sure)
    return _Length(None, 12 * count, working, sure)


def _ahead(c: Cursor) -> ToEvent | None:
    """«за N дней до …», «не позднее (чем за) N рабочих дней до …»."""
    doubts = ()
    if c.take_phrase(("не ранее чем за", "не раньше чем за")):
        doubts = ("«не ранее»: назван самый ранний день",)  # type: ignore[assignment]
    elif not _comma_phrase(c, _AHEAD):
        return None
    length = _length(c)
    if length is None or not c.take_word("до"):
        return None
    anchor = tail(c)
    return _event(c, anchor, length, "before", *doubts) if anchor else None


def _comma_phrase(c: Cursor, phrases: tuple[str, ...]) -> bool:
    """The phrase, or the phrase with a comma before «чем»."""
    if c.look(2).tag == "comma" and c.look(3).text == "чем":
        place = c.pos
        words = f"{c.look().text} {c.look(1).text}"
        for phrase in phrases:
            if phrase.startswith(words + " чем"):
                c.pos += 3
                if c.take_words(phrase.removeprefix(words + " ")):
                    return True
                c.pos = place
        return False
    return c.take_phrase(phrases)


def _term(c: Cursor) -> ToEvent | None:
    """«в трёхдневный срок», «в 10-ти дневный срок», «в недельный срок после …»."""
    c.take_word("в", "во")
    days: int | None = None
    months: int | None = None
    if token := c.take("term_days"):
        days = token.values[0]
    elif token := c.take("term_months"):
        months = token.values[0]
    elif number := c.take("number", "numeral"):
        c.take("dash")
        c.take_word("ти", "х", "и")
        c.take("dash")
        unit = c.take("unit_days", "unit_months", "term_days", "term_months")
        if unit is None or number.values[0] == 0:
            return None
        count = number.values[0] * unit.values[0]
        days, months = (count, None) if unit.tag.endswith("days") else (None, count)
    else:
        return None
    working = c.take("working") is not None
    if not c.take_word("срок", "период"):
        return None
    return _event(c, _after_anchor(c), _Length(days, months, working), "after")


def _after_anchor(c: Cursor) -> str:
    """What the term is counted from; nothing when the phrase ends."""
    return tail(c) if c.take_phrase(_AFTER) else ""


def _within(c: Cursor) -> ToEvent | None:
    """«в течение 5 рабочих дней со дня …», «через неделю после …», «не позднее следующего дня после …»."""
    early = c.take_phrase(("не ранее чем через", "не раньше чем через"))
    start = c.pos
    if not early and not _comma_phrase(c, _WITHIN):
        return None
    lead = c.text[c.tokens[start].start : c.tokens[c.pos - 1].end].lower() if not early else ""
    begun = c.pos
    length = _next_day(c) or c.attempt(_length)
    bare_day = c.pos == begun + 1
    if length is None:
        return None
    place = c.pos
    anchor = _after_anchor(c)
    if anchor:
        return _event(c, anchor, length, "after", *(("«не ранее»: назван самый ранний день",) if early else ()))
    c.pos = place
    if length.days == 0:
        return None
    if not lead.startswith(("в теч", "втеч", "через", "спустя", "в срок", "по истеч", "не поз")) or c.tag not in (
        "end", "comma", "semicolon", "close", "open", "then",
    ):  # fmt: skip
        return None
    if bare_day and length.days == 1 and lead.startswith(("в теч", "втеч")):
        return None
    sure = lead.startswith(("в теч", "втеч", "через", "спустя")) and c.pos - begun > 1
    return _event(c, "", length, "after", *(() if sure else (UNNAMED,)))


def _next_day(c: Cursor) -> _Length | None:
    """«следующего (рабочего) дня»."""
    place = c.pos
    if c.take("next"):
        working = c.take("working") is not None
        if c.take("day"):
            return _Length(1, None, working)
    c.pos = place
    return None


def _on_day(c: Cursor) -> ToEvent | None:
    """«на следующий рабочий день после …», «на третий день после …», «в день проведения …»."""
    if c.take_word("на"):
        length = _next_day(c)
        if length is None:
            number = index(c)
            working = c.take("working") is not None
            if number is None or not c.take("day"):
                return None
            length = _Length(number, None, working)
        return _event(c, _after_anchor(c), length, "after")
    if not c.take_words("в день"):
        return None
    if c.tag == "comma" and c.look(1).text.startswith("предшеств"):
        c.step()
    if c.tag in ("end", "comma", "number", "numeral", "close"):
        return None
    if c.starts("предшеств"):
        c.step()
        return _event(c, tail(c), _Length(1, None, False), "before")
    anchor = tail(c)
    return _event(c, anchor, _NOW, "after") if anchor else None


def _eve(c: Cursor) -> ToEvent | None:
    """«накануне экзамена», «в преддверии каникул», «перед началом …»."""
    if c.take_word("накануне") or c.take_phrase(("в канун",)):
        anchor = tail(c)
        return _event(c, anchor, _Length(1, None, False), "before") if anchor else None
    if c.take_phrase(("в преддверии", "непосредственно перед", "перед", "предваряя")):
        anchor = tail(c)
        return _event(c, anchor, _NOW, "before") if anchor else None
    return None


def _after_end(c: Cursor) -> ToEvent | None:
    """«по окончании четверти»: the anchor is «окончание четверти»."""
    start = c.pos + 1
    if not c.take_phrase(_ON_END):
        return None
    stop = c.pos
    rest = tail(c, nominal=False)
    if not rest:
        return None
    return _event(c, nominative(f"{c.clip(start, stop)} {rest}"), _NOW, "after")


def _after(c: Cursor) -> ToEvent | None:
    if c.word == "с" and c.look(2).tag not in ("school", "year", "running") and dated(c):
        return None
    if c.take_phrase(("с начала", "с окончания")):
        c.pos -= 1
    elif not c.take_phrase(_SURE_AFTER):
        return None
    if c.tag in ("date", "dm", "year_number", "month") or (c.tag in ("number", "numeral") and c.look(1).tag not in COUNTED):
        return None
    anchor = tail(c)
    return _event(c, anchor, _NOW, "after") if anchor else None


def _before(c: Cursor) -> ToEvent | None:
    """«до начала учебного года», «к началу сезона», «до проведения диагностики»; not «до конца октября»."""
    if c.word not in ("не", "в", "до", "ко", "к") or dated(c):
        return None
    if not c.take_phrase(("не позднее", "не позже", "в срок до", "до", "ко", "к")):
        return None
    colon = c.tag == "colon"
    if not colon and c.tag not in _EVENT_TAGS:
        return None
    sure = colon or c.starts(*EVENT_STEMS) or c.tag in ("start", "finish")
    anchor = tail(c)
    if not anchor:
        return None
    return _event(c, anchor, _NOW, "before", *(() if sure else ("событие ли это, программа не знает",)))


_EVENT_TAGS: Final = ("word", "start", "finish", "last", "day", "working", "school", "next")


def _formula(c: Cursor) -> ToEvent | None:
    """«25 августа X - 1 года»: a day of a year that depends on something else."""
    c.take_phrase(("не позднее", "до", "к"))
    day = index(c)
    month = c.take("month")
    if day is None or month is None:
        return None
    named = c.take("year") is not None
    if c.word not in ("x", "х", "n") or not 1 <= day <= 31:
        return None
    c.step()
    shift = ""
    if c.tag in ("dash", "plus") and c.look(1).tag == "number":
        shift = ("-" if c.step().tag == "dash" else "+") + str(c.step().values[0])
    named = c.take("year") is not None or named
    if not named:
        return None
    return ToEvent("X — год события", None, None, False, "before", formula=f"{day:02}.{month.values[0]:02}.(X{shift})")
