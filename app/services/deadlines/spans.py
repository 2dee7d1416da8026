"""Members of a list of dates: «17 октября», «с 5 по 20 ноября», «до 15, 20 мая», and the list itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.services.deadlines.cursor import Cursor
from app.services.deadlines.nodes import Item, Items, Part, Unit, YearRef
from app.services.deadlines.points import COUNTED, index, indices, point, with_years
from app.services.deadlines.years import year_word

_DURING: Final = ("в течение всего", "в течении всего", "в течение", "в течении", "втечение", "в теч", "на протяжении всего",
                  "на протяжении", "весь", "всё", "все")  # fmt: skip
_UNTIL: Final = ("но не позднее", "но не позже", "не позднее чем до", "не позднее чем к", "не позднее", "не позже",
                 "вплоть до", "до", "ко", "к", "включительно по", "по")  # fmt: skip
_SINCE: Final = ("начиная с", "начиная со", "не ранее чем с", "не ранее", "не раньше", "после", "с", "со")
_TILL: Final = ("и до", "и по", "и не позднее", "не позднее", "включительно по", "по", "до")
_COUNTED: Final = tuple(what for what, _ in COUNTED.values())
_MOST = 40
"""Members of one list."""


def items(c: Cursor) -> Items | None:
    """A list of dates and periods, joined by commas, «и», line ends, or nothing at all."""
    doubts = len(c.doubts)
    start = c.pos
    during = c.take_phrase(_DURING)
    c.pos = start
    first = c.attempt(item)
    if first is None:
        return None
    found = list(first)
    alternative = False
    while len(found) < _MOST:
        place = c.pos
        either = _joint(c)
        more = None if _counts(c) else c.attempt(item)
        if more is None:
            c.pos = place
            break
        alternative = alternative or either
        found += more
    yearless = c.take_phrase(("( год не указан )",))
    known = tuple(dict.fromkeys(c.doubts[doubts:]))
    del c.doubts[doubts:]
    if len(found) > 1 and any(i.mode == "at" and i.first.what == "year" for i in found[1:]) and found[0].first.what != "year":
        known = (*known, "год сам по себе или год того, что названо перед ним")
    return Items(tuple(filled(found)), alternative=alternative, yearless=yearless, during=during, doubts=known)


def _counts(c: Cursor) -> bool:
    """«2021–2023: 3 срока», which the program itself adds to what it understood, is no date."""
    ahead = 3 if c.look(1).tag == "dash" else 1
    return c.tag == "year_number" and c.look(ahead).tag == "colon" and c.look(ahead + 2).text.startswith("срок")


def summary(c: Cursor) -> bool | None:
    """Steps over «2021–2023: 3 срока»."""
    if not _counts(c):
        return None
    c.pos += 6 if c.look(1).tag == "dash" else 4
    return True


def _joint(c: Cursor) -> bool:
    """Steps over what joins two members; is it «или»?"""
    if not c.take("comma", "semicolon", "plus", "slash"):
        c.take_phrase(("а также",))
    either = c.take_word("или", "либо")
    if not either:
        c.take_word("и")
    return either


def item(c: Cursor) -> list[Item] | None:
    """One member; a list of numbers before one month gives several («2 и 3 июня»)."""
    if not c.take_phrase(_DURING):
        c.take_phrase(("в срок", "в сроки", "срок", "в период", "на период", "за период", "период"))
        if c.tag == "colon":
            c.step()
    return c.attempt(_until) or c.attempt(_since) or c.attempt(_plain)


def _until(c: Cursor) -> list[Item] | None:
    start = c.pos
    if not c.take_phrase(_UNTIL):
        return None
    with_it = c.tokens[start].text in ("не", "но", "по", "включительно")
    if c.tag == "time" or (c.tag == "number" and c.look(1).tag == "hour"):
        c.pos += 1  # «до 12.00 25 ноября»
        c.take("hour")
    if c.tag in ("start", "finish", "middle"):
        edge = c.step().tag
        units = _edged(c)
        if units and edge == "middle":
            c.doubts.append("середина: какое число, не сказано")
        return [_edge_item(edge, unit) for unit in units] if units else None
    several = c.attempt(_counted)
    if several:
        if any(i.mode == "range" for i in several):
            c.doubts.append("«до» стоит перед промежутком")
        return [_until_item(i.last or i.first, with_it) for i in several]
    units = point(c)
    with_it = with_it or (units is not None and c.take_word("включительно"))
    return [_until_item(u, with_it) for u in units] if units else None


def _until_item(unit: Unit, with_it: bool) -> Item:
    """A day needs no «включительно»."""
    return Item("until", unit, inclusive=with_it and unit.what != "day" and unit.part is None)


def _edge_item(edge: str, unit: Unit) -> Item:
    """«до начала / середины / конца октября»."""
    if edge == "start":
        return Item("until", unit, edge="start")
    if edge == "middle":
        return Item("until", replace(unit, part=Part("first_half")))
    return Item("until", unit) if unit.what == "day" or unit.part else Item("until", unit, edge="finish")


def _edged(c: Cursor) -> list[Unit] | None:
    """What has an end that can be dated: not «четверти», not «учебного года» without its number."""
    units = point(c)
    if not units and year_word(c):
        return [Unit("year", year=YearRef(running=True))]
    if not units or any(u.what in ("bare", "term", "trimester") or (u.year and u.year.running and u.year.school) for u in units):
        return None
    return units


def _since(c: Cursor) -> list[Item] | None:
    if not c.take_phrase(_SINCE):
        return None
    after = c.look(-1).text == "после"
    units = c.attempt(_bare_start) or point(c)
    if not units or len(units) > 1:
        return None
    first = units[0]
    if first.what == "year" and first.part is not None and first.year is not None and first.year.running:
        return None  # «с начала учебного года» hangs on an event
    if after and first.what == "month" and first.part is None:
        c.doubts.append("«после» месяца: со следующего дня")
        return [Item("since", first, edge="finish")]
    if after and (first.what != "day" or first.number == 0):
        return None
    place = c.pos
    c.take("comma")
    if c.take_phrase(_TILL) or c.take("dash"):
        c.take("finish")  # «по конец мая»
        last = point(c)
        if last is None and first.what == "day" and first.number and (number := index(c)):
            last = [Unit("day", first.number, number, first.year)]
        if last and len(last) == 1 and (found := _range(first, last[0])):
            return [found]
        if first.number == 0 and first.what == "bare" and first.part is None:
            return None
    c.pos = place
    if first.what == "bare":
        return None
    return [Item("since", first)]


def _range(first: Unit, last: Unit) -> Item | None:
    """The range, if its ends go together: «5 – 2024» is none, «2024 – январь» neither."""
    if first.what == "year" and last.what != "year":
        return None
    if first.what == "bare" and first.part is None and last.what not in ("day", *_COUNTED):
        return None
    return Item("range", _one_year(first, last=False), _one_year(last, last=True))


def _one_year(unit: Unit, last: bool) -> Unit:
    """An end of a range lies in one year: the first or last of several."""
    ref = unit.year
    if ref is None or ref.school or ref.first == ref.last:
        return unit
    year = ref.last if last else ref.first
    return replace(unit, year=YearRef(year, year))


def _bare_start(c: Cursor) -> list[Unit] | None:
    """«с 5 (по 20 ноября)», «с I (по III квартал)»: the unit comes later."""
    number = index(c)
    if number is None or not (c.word in ("по", "до") or c.tag == "dash"):
        return None
    return [Unit("bare", day=number)]


def _plain(c: Cursor) -> list[Item] | None:
    c.take_phrase(("в", "во", "на"))
    if several := c.attempt(_counted):
        return several
    units = point(c)
    if units is None:
        units = c.attempt(_number_dash)
    if units is None:
        return None
    place = c.pos
    if len(units) == 1 and (c.take("dash") or c.take_word("по")):
        last = point(c)
        if last and len(last) == 1 and last[0].what == "year" and units[0].what != "year" and units[0].year is None:
            return [Item("at", replace(units[0], year=last[0].year))]  # «весна-2025»
        if last and len(last) == 1 and _range(units[0], last[0]):
            while units[0].what == last[0].what == "month" and c.tag == "dash" and (further := c.attempt(_next_month)):
                last = further  # «май-июнь-июль»
            found = _range(units[0], last[0])
            return [found] if found else None
        c.pos = place
    if len(units) == 1 and units[0].what == "bare" and units[0].part is None:
        return None
    return [Item("at", u) for u in units]


def _next_month(c: Cursor) -> list[Unit] | None:
    units = point(c) if c.take("dash") else None
    return units if units and len(units) == 1 and units[0].what == "month" else None


def _number_dash(c: Cursor) -> list[Unit] | None:
    """«5 (– 20.11.2024)»."""
    number = index(c)
    if number is None or c.tag != "dash" or c.look(1).tag not in ("date", "dm"):
        return None
    return [Unit("bare", day=number)]


def _counted(c: Cursor) -> list[Item] | None:
    """Several numbers before one unit: «10, 17, 24 октября», «II-III кв.», «1-2 полугодие»."""
    roman = c.tag == "roman"
    numbers = _two_days(c) or indices(c)
    if numbers is None or (len(numbers) == 1 and numbers[0][0] == numbers[0][1]):
        return None
    c.take("number_word")
    if month := c.take("month"):
        if roman:
            return None
        base = [Unit("day", month.values[0], 0)]
    elif token := c.take(*COUNTED):
        what, most = COUNTED[token.tag]
        if any(not 1 <= n <= most for pair in numbers for n in pair):
            return None
        base = [Unit(what)]
    elif (token := c.take("decade", "week")) and len(numbers) > 1 and (units := point(c)) and units[0].what == "month":
        name, most = ("decade", 3) if token.tag == "decade" else ("week", 5)
        if any(not 1 <= n <= most for pair in numbers for n in pair):
            return None
        return [Item("at", replace(u, part=Part(name, a, b))) for u in units for a, b in numbers]  # type: ignore[arg-type]
    else:
        return None
    base = with_years(c, base[0])
    found: list[Item] = []
    for unit in base:
        for first, last in numbers:
            a, b = (_with_number(unit, n) for n in (first, last))
            found.append(Item("at", a) if first == last else Item("range", a, b))
    return found


def _two_days(c: Cursor) -> list[tuple[int, int]] | None:
    """«10/11 октября»."""
    if c.tag != "pair" or c.look(1).tag != "month":
        return None
    first, last = c.step().values
    return [(first, first), (last, last)]


def _with_number(unit: Unit, number: int) -> Unit:
    return replace(unit, day=number) if unit.what == "day" else replace(unit, number=number)


# --- what a member takes from its neighbours --------------------------------------------------------------------------


def filled(found: list[Item]) -> list[Item]:
    """Bare numbers take their unit from the other end of the range, bare slices from the next or previous month."""
    school = any(i.first.what == "year" and i.first.year is not None and i.first.year.school for i in found)
    done: list[Item] = []
    for place, one in enumerate(found):
        ref = one.first.year
        if school and one.first.what == "year" and ref is not None and ref.either:  # «2022-2023, 2023-2024 уч. г.»
            one = replace(one, first=replace(one.first, year=YearRef(ref.first, ref.last, school=True)))
        if one.mode == "range" and one.last and one.first.what == "bare":
            one = replace(one, first=_like(one.first, one.last))
        if one.mode == "at" and one.first.what == "bare" and one.first.part:
            right = next((i.first for i in found[place + 1 :] if i.first.part and i.first.what == "month"), None)
            left = done[-1].first if done and done[-1].mode == "at" and done[-1].first.what == "month" else None
            if right:
                one = replace(one, first=replace(right, part=one.first.part))
            elif left:
                one = replace(one, first=replace(left, part=one.first.part))
                if left.part is None:
                    done.pop()
        done.append(one)
    return done


def _like(bare: Unit, last: Unit) -> Unit:
    if bare.part:
        return replace(last, part=bare.part)
    return replace(last, day=bare.day) if last.what == "day" else replace(last, number=bare.day)
