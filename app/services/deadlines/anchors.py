"""The event a deadline hangs on: where its name ends in the phrase, and the name in the nominative."""

from __future__ import annotations

import re
from typing import Final

from app.services.deadlines.cursor import Cursor
from app.services.deadlines.recurring import every
from app.services.deadlines.spans import item

EVENT_STEMS: Final = (
    "проведени", "получени", "начал", "окончани", "завершени", "утвержден", "издани", "подписани", "опубликовани", "публикаци",
    "размещени", "экзамен", "гиа", "егэ", "огэ", "гвэ", "впр", "рдр", "дкр", "каникул", "процедур", "мероприят", "заседани",
    "совещани", "педсовет", "педагогическ", "олимпиад", "диагностик", "мониторинг", "работ", "проверк", "контрольн", "тестирован",
    "семинар", "конференц", "конкурс", "аттестац", "сдачи", "сдаче", "подачи", "приемк", "приема", "выпуск", "выезд", "отъезд",
    "собрани", "урок", "занят", "праздник", "отопительн", "сезон", "смен", "лагер", "собеседован", "сочинени", "итогов", "выход",
    "открыти", "закрыти", "зачислени", "комплектован", "ремонт", "старт", "даты", "момента", "дню", "дня", "наступлени", "ввода",
    "введени", "вступлени", "заключени", "рассмотрени", "предоставлени", "представлени", "направлени", "формировани", "регистрац",
    "объявлени", "оглашени", "выявлени", "устранени", "создани", "внесени", "принят", "обработк", "выполнени", "прохождени",
    "школьн",
)  # fmt: skip
"""Beginnings of words that name an event after «до», «к»."""

_STRONG: Final = ("month", "date", "dm", "my")
_DATED: Final = ("day", "month", "quarter", "half")
_LEADS: Final = frozenset(("до", "к", "ко", "с", "со", "не", "начиная", "в", "во", "по"))
_ENDINGS: Final = (
    (re.compile(r"(?<=[еая]н|[яыи]т)(?:ия|ии|ию|ием)$"), "ие"),
)  # fmt: skip
_NOT_VERBAL: Final = ("компани", "кампани")
_OTHERS: Final = {
    "начала": "начало", "началу": "начало", "началом": "начало", "конца": "конец", "концу": "конец", "концом": "конец",
    "экзамена": "экзамен", "экзамену": "экзамен", "экзаменом": "экзамен", "экзаменов": "экзамены", "экзаменам": "экзамены",
    "экзаменами": "экзамены", "каникул": "каникулы", "каникулам": "каникулы", "каникулами": "каникулы", "урока": "урок",
    "совещанием": "совещание", "педсовета": "педсовет", "педсовету": "педсовет", "семинара": "семинар", "семинару": "семинар",
    "мониторинга": "мониторинг", "олимпиады": "олимпиада", "олимпиаде": "олимпиада", "диагностики": "диагностика",
    "проверки": "проверка", "процедуры": "процедура", "конференции": "конференция", "аттестации": "аттестация",
    "даты": "дата", "сдачи": "сдача", "сдаче": "сдача", "подачи": "подача", "дня": "день", "дню": "день",
    "публикации": "публикация", "регистрации": "регистрация", "сезона": "сезон", "сезону": "сезон",
}  # fmt: skip
_LONGEST: Final = 200
_EDGES: Final = " .,;:-'"


def tail(c: Cursor, nominal: bool = True, clause: bool = False) -> str:
    """The event's name: up to the clause's end, or to a date or repetition that says something of its own.

    After a colon everything is the name: so the program itself writes it. `clause`: a comma ends it too.
    """
    if colon := c.take("colon"):
        c.pos = c.count
        return _clean(c.text[colon.end :])
    start = c.pos
    depth = 0
    ends = ("end", "semicolon", "then", "comma") if clause else ("end", "semicolon", "then")
    while c.tag not in ends:
        if c.tag == "open":
            if _said_anew(c, c.pos + 1):
                break
            depth += 1
        elif c.tag == "close":
            if depth == 0:
                break
            depth -= 1
        elif c.word == "от" and c.look(1).tag in ("date", "number", "dm"):
            c.pos += 1
            if c.tag == "number" and c.look(1).tag == "month":
                c.pos += 1
        elif c.pos > start and (_other_clause(c) or (_may_begin(c) and _said_anew(c, c.pos + (c.tag == "comma")))):
            break
        c.step()
    stop = c.pos
    while stop > start and (c.tokens[stop - 1].tag in ("comma", "dash", "colon") or c.tokens[stop - 1].text in ("и", "но", "а")):
        stop -= 1
    named = _clean(c.clip(start, stop))
    if len(named) > _LONGEST:
        named = named[:_LONGEST].rsplit(" ", 1)[0]
    return nominative(named) if nominal else named


def _clean(named: str) -> str:
    """Without marks at the edges; brackets and quotes only where they are not paired."""
    before = ""
    while named != before:
        before = named
        named = named.strip(_EDGES)
        for left, right in ("()", "«»"):
            if named.startswith(right) or (named.startswith(left) and right not in named):
                named = named[1:]
            if named.endswith(left) or (named.endswith(right) and left not in named):
                named = named[:-1]
        if named.count('"') % 2:
            named = named.strip('"')
    return named


def dated(c: Cursor) -> bool:
    """Does a date begin here? Nothing is taken."""
    place = c.place()
    found = item(c) is not None
    c.back(place)
    return found


def _other_clause(c: Cursor) -> bool:
    """A time of day («до 9:00») or another term («за неделю до …»): no part of the event's name."""
    after = c.look(1).tag
    if c.word == "за":
        return after in ("number", "numeral", "cardinal", "week", "day", "month_word")
    return c.word in _LEADS and after == "time"


def _may_begin(c: Cursor) -> bool:
    """Cheap look before the dear one of `_said_anew`."""
    return c.tag in ("comma", "number", "numeral", *_STRONG) or c.word in _LEADS or c.word.startswith("еже")


def _said_anew(c: Cursor, place: int) -> bool:
    """Does a date or a repetition begin at this token?"""
    back = c.place()
    c.pos = place
    c.take_word("но", "а", "и", "далее")
    repeated = c.tag != "word" or c.word == "не" or c.word.startswith("еже")
    led = c.word in _LEADS
    found = repeated and every(c) is not None
    if not found:
        c.pos = place
        found = (one := item(c)) is not None and one[0].first.what in (_DATED if led else _DATED[:2])
    c.back(back)
    return found


def nominative(named: str) -> str:
    """The first word put into the nominative where that is sure: «проведения ВПР» → «проведение ВПР»."""
    first, gap, rest = named.partition(" ")
    low = first.lower().replace("ё", "е")
    if low in _OTHERS:
        return _OTHERS[low] + gap + rest
    for ending, own in _ENDINGS:
        if ending.search(low) and len(low) > 6 and not low.startswith(_NOT_VERBAL):
            return ending.sub(own, low) + gap + rest
    return named
