"""A phrase is a row of elements: dates, repetitions, events, schedules; what is none of them is kept as unknown words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from app.services.deadlines.cursor import Cursor
from app.services.deadlines.lexer import normalise, tokenise
from app.services.deadlines.month_days import lag_year, month_day
from app.services.deadlines.nodes import Doubt, Element, Items, Junk, Outside, Then
from app.services.deadlines.outside import SET_STEMS, outside, whole
from app.services.deadlines.recurring import ADVERB_STEMS, every, excepted, weekdays
from app.services.deadlines.relative import to_event
from app.services.deadlines.spans import items, summary
from app.services.deadlines.vocabulary import HARSH

_LABELS: Final = (
    "срок исполнения", "сроки исполнения", "срок реализации", "сроки реализации", "срок выполнения", "сроки выполнения",
    "срок проведения", "сроки проведения", "срок сдачи", "срок представления", "дата проведения", "дата исполнения", "дата",
    "период", "срок", "сроки",
)  # fmt: skip
_HARMLESS: Final = (
    "включительно", "мск", "по московскому времени", "по местному времени", "в любой день недели", "в любой день", "в том числе",
    "год не указан", "событие не названо", "а также", "и", "или", "либо", "но", "года", "году", "год", "гг", "г", "а", "время",
    "в рабочее время", "в рабочие дни", "в рабочем порядке",
)  # fmt: skip
_ROUGHLY: Final = ("ориентировочно", "примерно", "предварительно", "предположительно", "около")
ROUGHLY: Final = "срок назван приблизительно"
BY_CLASSES: Final = "у разных классов разные сроки"
MOST_UNKNOWN: Final = 24
"""Unknown words in a phrase; with more of them it is no deadline."""
_DIGITS: Final = (
    "number", "numeral", "odd", "dm", "weak_dm", "date", "my", "year_number", "pair", "roman", "cardinal", "ordinal",
)  # fmt: skip
_COUNTS: Final = ("number", "numeral", "roman")
_MOST_CLASSES: Final = 11
_DATES: Final = ("date", "dm", "my", "month", "year_number", "pair")
"""What begins a date and nothing else."""
_WORDS: Final = (
    "в во до к ко с со по на не но от за при через спустя после перед накануне непосредственно сразу незамедлительно немедленно "
    "безотлагательно минимум как хотя весь все период срок сроки начиная вплоть включительно согласно исходя если предваряя "
    "кроме исключая одновременно параллельно совместно втечение круглый периодически каникулы график т"
)
_STARTS: Final = frozenset(_WORDS.split())
"""Unknown words that may begin an element; what begins with another is looked at no further."""
_STEMS: Final = (
    *ADVERB_STEMS, *SET_STEMS, *_ROUGHLY, "срок", "дат", "график", "циклограмм", "план", "каникул", "осенн", "зимн", "весенн",
    "летн", "школьн", "дополнительн", "постоянн", "непрерывн", "регулярн", "x", "х",
)  # fmt: skip


def elements(text: str) -> list[Element]:
    """The phrase as elements, in order, up to a word that spoils it or to too many unknown ones."""
    plain = normalise(text)
    c = Cursor(plain, tokenise(plain))
    found: list[Element] = []
    depth = 0
    soft = 0
    of_classes = False
    while c.tag != "end" and soft <= MOST_UNKNOWN:
        if c.tag in ("open", "close"):
            depth = max(0, depth + (1 if c.step().tag == "open" else -1))
            continue
        if c.take("comma", "semicolon", "colon", "dash", "slash", "plus"):
            continue
        if c.take("then"):
            c.take_word("в", "по") if c.tag == "then" else None
            found.append(Then())
            continue
        if c.attempt(summary) or (c.word in ("с", "со") and c.look(1).tag == "time" and c.attempt(_time)):
            continue
        if c.attempt(_classes):
            of_classes = True
            continue
        element = _element(c)
        if element is not None:
            found += [Doubt(text) for text in c.doubts]
            c.doubts.clear()
            found.append(replace(element, bracketed=True) if depth and isinstance(element, Items | Outside) else element)
        elif not _noise(c):
            unknown = _unknown(c)
            found.append(unknown)
            soft += 1
            if unknown.harsh:
                break
    if of_classes and sum(len(e.items) for e in found if isinstance(e, Items)) > 1:
        found.append(Doubt(BY_CLASSES))
    return found


def _element(c: Cursor) -> Element | None:
    """The first of the families that knows what stands here."""
    if c.tag == "word" and c.word not in _STARTS and not c.word.startswith(_STEMS):
        return None
    if c.tag in _DATES:
        return c.attempt(items)
    place = c.place()
    for family in _FAMILIES:
        found = family(c)
        if found is not None:
            return found
        c.back(place)
    return None


def _roughly(c: Cursor) -> Doubt | None:
    return Doubt(ROUGHLY) if c.take_word(*_ROUGHLY) else None


_FAMILIES: Final[tuple[Callable[[Cursor], Element | None], ...]] = (
    every, lag_year, month_day, whole, to_event, items, outside, weekdays, excepted, _roughly,
)  # fmt: skip


def _noise(c: Cursor) -> bool:
    """Steps over what says nothing about the day: labels, times of day, «включительно»."""
    return c.attempt(_time) is not None or c.take_phrase(_LABELS) or c.take_phrase(_HARMLESS)


def _classes(c: Cursor) -> bool | None:
    """«для 9, 11 классов», «5-8 кл.», «с 5 по 9 класс»: whom it is about, not when."""
    c.take_word("для", "в", "во", "у", "с", "среди")
    if not c.take(*_COUNTS):
        return None
    for _ in range(_MOST_CLASSES):
        c.take("comma", "dash") or c.take_word("и", "по", "до")
        if not c.take(*_COUNTS):
            break
    c.take("dash")
    if c.word != "кл" and not c.starts("класс", "параллел"):
        return None
    c.step()
    return True


def _time(c: Cursor) -> bool | None:
    """«в 15.00», «до 12 часов», «с 10:00 до 12:00», «9 ч. 30 мин.»."""
    for _ in range(3):
        c.take_word("в", "до", "с", "к", "по", "не", "позднее", "ровно")
    if c.take("time"):
        if (c.take("dash") or c.take_word("до", "по")) and not c.take("time"):
            c.pos -= 1
        c.take("hour", "minute")
        return True
    if c.take("number", "numeral") and c.take("hour"):
        if c.take("number"):
            c.take("minute")
        return True
    return None


def _unknown(c: Cursor) -> Junk:
    """One word nobody knows. A number matters unless it counts something unknown («5 классы»)."""
    token = c.step()
    if token.tag in _DIGITS:
        counts = (
            token.tag in ("number", "numeral", "roman", "ordinal") and c.tag == "word" and c.word not in HARSH and len(c.word) > 2
        )
        return Junk(token.text, harsh=not counts)
    return Junk(token.text, harsh=token.text in HARSH or (token.tag == "other" and token.text in "№%<>=*|"))
