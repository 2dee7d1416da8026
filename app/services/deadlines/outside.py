"""Deadlines the phrase itself does not date: a schedule, an event of others, a need, or all the time."""

from __future__ import annotations

from typing import Final

from app.services.deadlines.anchors import tail
from app.services.deadlines.cursor import Cursor
from app.services.deadlines.nodes import Outside, Scope, Whole
from app.services.deadlines.years import year_word

_DEMAND: Final = ("необходим", "потребн", "запрос", "требовани", "заяв", "обращени", "факт", "возможност", "желани", "вызов",
                  "приглашени", "ситуаци", "мере", "надобност", "поручени", "указани", "просьб")  # fmt: skip
_SCHEDULE: Final = (
    "график", "план", "расписани", "приказ", "распоряжени", "согласовани", "итог", "результат", "срок", "циклограмм",
    "календар", "программ", "положени", "регламент", "решени", "письм", "порядк", "постановлени", "инструкци", "документ",
    "договор", "контракт", "сетк", "учебн", "дорожн", "медиаплан", "протокол", "рекомендаци", "закон", "этап", "маршрут",
    "перечн", "схем",
)  # fmt: skip
_BY_SCHEDULE: Final = (
    "график", "план", "расписани", "приказ", "распоряжени", "согласовани", "итог", "результат", "срокам", "циклограмм",
    "календар", "программ", "положени", "регламент", "решени", "порядк", "медиаплан",
)  # fmt: skip
SET_STEMS: Final = ("установлен", "определ", "утвержд", "указан", "предусмотр", "назначен", "обозначен", "заявлен", "согласован",
               "запланирован", "планов", "соответстви", "согласно", "объявлен", "регламентирован", "рекомендован", "оговорен",
               "отведен")  # fmt: skip

_IF_NEEDED: Final = ("в случае", "в случаях", "если", "в рабочем порядке", "в оперативном порядке", "в течение необходимого",
                     "незамедлительно", "немедленно", "безотлагательно")  # fmt: skip
_AT_EVENT: Final = ("в период", "на период", "во время", "в дни", "в ходе", "в процессе", "на время", "в рамках", "в течение",
                    "в течении", "период", "на этапе", "на этапах", "одновременно с", "параллельно с", "совместно с")  # fmt: skip
WHICH: Final = "какой четверти, полугодия, квартала или месяца, не сказано"
_EVENT_TAGS: Final = ("word", "season", "term", "half", "quarter", "trimester", "ordinal", "school", "each", "last")


def whole(c: Cursor) -> Whole | None:
    """«постоянно», «в течение (всего учебного) года», «весь период реализации», «в ходе реализации проекта»."""
    return c.attempt(_constantly) or c.attempt(_during) or c.attempt(_all_of) or c.attempt(_in_course)


def _constantly(c: Cursor) -> Whole | None:
    c.take_words("в")
    doubtful = False
    if c.take("constantly"):
        pass
    elif (c.take_words("на") and c.starts("постоянн", "регулярн", "системн", "систематическ") and c.look(1).text == "основе") or (
        c.starts("постоянн", "непрерывн", "регулярн") and c.look(1).text == "режиме"
    ):
        c.pos += 2
    elif c.word in ("периодически", "круглый") and c.look(1).tag in ("end", "comma", "year"):
        doubtful = c.step().text == "периодически"
        c.take("year")
    else:
        return None
    return Whole("all", ("как часто, не сказано",) if doubtful else ())


def _year_scope(c: Cursor) -> Scope | None:
    """«(всего) учебного года», «календарного года»; no number before or after it."""
    c.take("running", "next")
    school = c.take("school") is not None
    if not year_word(c) or c.tag in ("year_number", "pair"):
        return None
    return "school" if school else "year"


def _scope(c: Cursor) -> Scope | None:
    """The scope, or nothing taken."""
    place = c.pos
    found = _year_scope(c)
    if found is None:
        c.pos = place
    return found


def _during(c: Cursor) -> Whole | None:
    if not c.take_phrase(("в течение", "в течении", "втечение", "в теч", "на протяжении", "в продолжение")):
        return None
    if c.take_words("всех лет"):
        tail(c, nominal=False, clause=True)
        return Whole("all")
    c.take_word("всего", "целого")
    if c.tag == "year" and c.look(1).text in ("со", "с", "после", "считая") and c.look(2).tag in ("word", "day"):
        return None  # «в течение года со дня …»
    if scope := _scope(c):
        return Whole(scope)
    if c.tag == "word" and c.starts("период", "срок", "реализаци", "действи", "месячник", "проект", "программ"):
        tail(c, nominal=False, clause=True)
        return Whole("all")
    return None


def _all_of(c: Cursor) -> Whole | None:
    """«весь период», «весь учебный год», «за весь срок реализации», «учебный год» alone."""
    c.take_word("за", "на")
    if c.take_word("весь", "всё", "все"):
        if scope := _scope(c):
            return Whole(scope)
        if c.starts("период", "срок", "врем"):
            tail(c, nominal=False, clause=True)
            return Whole("all")
        return None
    c.take_word("в")
    if c.tag == "school" and (scope := _scope(c)):
        return Whole(scope)
    return None


def _in_course(c: Cursor) -> Whole | None:
    """«в ходе реализации проекта», «в период действия программы», «в процессе исполнения плана», «в ходе месячника»."""
    if not c.take_phrase(("в ходе", "в процессе", "по ходу", "в период", "на период", "в рамках", "за период", "период")):
        return None
    c.take_word("проведения", "всего")
    if c.attempt(_year_scope):
        return Whole("school")
    if not c.starts("реализаци", "исполнени", "месячник", "действи", "выполнени"):
        return None
    tail(c, nominal=False, clause=True)
    return Whole("all")


def outside(c: Cursor) -> Outside | None:
    """A schedule or somebody's event: on_schedule; a need or a request: on_demand."""
    return (
        c.attempt(_named)
        or c.attempt(_by)
        or c.attempt(_according)
        or c.attempt(_when_needed)
        or c.attempt(_at_event)
        or c.attempt(_holidays)
    )


def _named(c: Cursor) -> Outside | None:
    """«график прилагается», «план-график»: the paper itself stands in the cell."""
    if c.pos or not (c.starts("график", "циклограмм") or (c.word == "план" and c.look(2).text.startswith("график"))):
        return None
    tail(c, nominal=False)
    return Outside("on_schedule", doubts=("назван документ, а не срок",))


def _by(c: Cursor) -> Outside | None:
    """«по графику …», «по отдельному плану», «по мере необходимости», «по запросам школ», «по итогам четверти»."""
    if not c.take_word("по"):
        return None
    start = c.pos
    while c.pos - start < 4 and c.tag in ("word", "school", "calendar", "working", "each", "year", "reported", "month_word"):
        if c.starts(*_DEMAND):
            tail(c, nominal=False)
            return Outside("on_demand")
        if c.starts(*_BY_SCHEDULE):
            tail(c, nominal=False)
            return Outside("on_schedule")
        c.step()
    return None


def _according(c: Cursor) -> Outside | None:
    """«в соответствии с …», «согласно …», «в сроки, установленные …», «в установленные сроки»."""
    if c.take_phrase(("в соответствии с", "в соответствии со", "в соответствие с", "согласно с", "согласно", "на основании",
                      "исходя из", "в зависимости от", "с учетом")):  # fmt: skip
        if c.tag in ("end", "comma"):
            return None
        start = c.pos
        tail(c, nominal=False)
        known = any(t.text.startswith(_SCHEDULE) for t in c.tokens[start : c.pos])
        return Outside("on_schedule", doubts=() if known else ("по какому документу или событию, не ясно",))
    led = c.take_word("в", "во")
    if c.starts(*SET_STEMS) and c.look(1).text.startswith(("срок", "врем", "период", "дни", "порядк")):
        tail(c, nominal=False)
        return Outside("on_schedule")
    if not c.starts("срок", "дат"):
        return None
    c.step()
    c.take("comma")
    if c.starts(*SET_STEMS) or c.starts("устанавлива", "определя", "утверждаю", "назнача") or (led and c.starts("проведени")):
        tail(c, nominal=False)
        return Outside("on_schedule")
    return None


def _when_needed(c: Cursor) -> Outside | None:
    """«при необходимости», «в случае обращения», «при наличии заявок», «по факту»; «при проведении …» is an event."""
    if c.take_word("при"):
        if c.tag == "end":
            return None
        event = c.starts("проведени", "подготовк", "организаци", "планировани", "составлени", "разработк", "аттестаци")
        tail(c, nominal=False)
        return Outside("on_schedule" if event else "on_demand")
    if c.take_phrase(_IF_NEEDED):
        doubtful = c.look(-1).text in ("порядке", "незамедлительно", "немедленно", "безотлагательно")
        tail(c, nominal=False)
        return Outside("on_demand", doubts=("срок не назван",) if doubtful else ())
    return None


def _at_event(c: Cursor) -> Outside | None:
    """«в период ГИА», «во время каникул», «в дни проведения олимпиады», «в ходе ВПР», «в конце четверти»."""
    if c.take_phrase(_AT_EVENT):
        if c.tag not in _EVENT_TAGS or c.word in ("с", "со", "до", "по"):
            return None
        bare = c.tag in ("half", "quarter", "term", "trimester")
        tail(c, nominal=False)
        return Outside("on_schedule", doubts=(WHICH,) if bare else ())
    if c.take_phrase(
        ("в конце", "в начале", "в середине", "конец", "начало", "на конец", "на начало", "к концу", "к началу")
    ) and c.take("term", "half", "quarter", "trimester", "month_word", "week"):
        return Outside("on_schedule", doubts=(WHICH,))
    return None


def _holidays(c: Cursor) -> Outside | None:
    """«весенние каникулы», «каникулярное время», «на каникулах»."""
    c.take_word("в", "на", "во")
    place = c.pos
    if c.tag in ("season", "word") and not c.starts("каникул"):
        if not c.starts("осенн", "зимн", "весенн", "летн", "школьн", "дополнительн"):
            return None
        c.step()
        if c.take("comma") or c.take_word("и"):
            if not c.starts("осенн", "зимн", "весенн", "летн"):
                return None
            c.step()
    if not c.starts("каникул"):
        c.pos = place
        return None
    tail(c, nominal=False)
    return Outside("on_schedule")
