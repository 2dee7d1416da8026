"""Units of time: days, months, quarters, half-years, seasons, years, and slices of them («вторая декада марта»)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.services.deadlines.cursor import Cursor
from app.services.deadlines.nodes import Part, Unit, What, YearRef
from app.services.deadlines.years import FIRST_YEAR, LAST_YEAR, REPAIRED, year_word, years

COUNTED: Final[dict[str, tuple[What, int]]] = {
    "quarter": ("quarter", 4), "half": ("half", 2), "term": ("term", 4), "trimester": ("trimester", 3),
}  # fmt: skip
"""Units that carry a number, with the highest one."""
_INDEX = ("number", "numeral", "roman", "ordinal")
_DATES = ("date", "dm", "my", "weak_dm")
_MOST = 12
"""Numbers in one list, so that a senseless text costs no time."""


def index(c: Cursor) -> int | None:
    """«3», «3-й», «III», «третий», «двадцать пятого»."""
    if c.tag == "cardinal" and c.look().values[0] in (20, 30) and c.look(1).tag == "ordinal":
        c.pos += 2
        return c.look(-2).values[0] + c.look(-1).values[0] if c.look(-1).values[0] < 10 else None
    token = c.take(*_INDEX)
    return token.values[0] if token else None


def indices(c: Cursor) -> list[tuple[int, int]] | None:
    """«5-20», «2 и 3», «10, 17, 24», «I, III»: pairs first–last."""
    first = index(c)
    if first is None:
        return None
    found = [(first, first)]
    while len(found) < _MOST:
        place = c.pos
        joint = "dash" if c.take("dash") else "," if c.take("comma", "semicolon", "plus") or c.take_word("и", "или") else ""
        number = index(c) if joint else None
        if number is None:
            c.pos = place
            break
        if joint == "dash" and found[-1][0] == found[-1][1] < number:
            found[-1] = (found[-1][0], number)
        elif joint == "dash":
            c.pos = place
            break
        else:
            found.append((number, number))
    return found


def point(c: Cursor) -> list[Unit] | None:
    """One unit; several when a list of years repeats it («май 2022, 2023 гг.»)."""
    if c.tag in _DATES:
        return c.attempt(_dated)
    if c.tag in _INDEX or c.tag == "cardinal":
        return c.attempt(_first_days) or c.attempt(_worded_day) or c.attempt(_sliced) or whole_unit(c) or c.attempt(_weekday_of)
    if c.tag in ("start", "middle", "finish", "last"):
        return c.attempt(_sliced)
    return whole_unit(c)


def whole_unit(c: Cursor) -> list[Unit] | None:
    """A month, quarter, half-year, season or year, unsliced."""
    if c.tag == "month":
        return c.attempt(_month)
    if c.tag == "season":
        return c.attempt(_season)
    return (c.attempt(_numbered) if c.tag in _INDEX else None) or c.attempt(_year)


def with_years(c: Cursor, unit: Unit) -> list[Unit]:
    """The unit with the year that follows it, if one does."""
    found = years(c, attached=True)
    if not found:
        return [unit]
    if any(year.repaired for year in found):
        c.doubts.append(REPAIRED)
    found = [year for span in found for year in _spread(c, span)]
    return [replace(unit, year=year) for year in found]


def _spread(c: Cursor, year: YearRef) -> list[YearRef]:
    """«октябрь 2022–2024 гг.»: in each of the years."""
    if year.school or year.first == year.last:
        return [year]
    c.doubts.append("в каждом из названных лет или всё время между ними")
    return [YearRef(y, y) for y in range(year.first, year.last + 1)]


def _dated(c: Cursor) -> list[Unit] | None:
    """«17.10.2024», «17.10», «10.2024»."""
    token = c.take(*_DATES)
    if token is None:
        return None
    if token.tag == "my":
        c.take("year")
        return [Unit("month", token.values[0], year=YearRef(token.values[1], token.values[1]))]
    if token.tag == "date":
        c.take("year")
        day, month, year = token.values
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        return [Unit("day", month, day, YearRef(year, year))]
    if token.tag == "weak_dm" and c.look(-2).text not in ("до", "с", "со", "по", "к"):
        return None
    return with_years(c, Unit("day", token.values[1], token.values[0]))


def _first_days(c: Cursor) -> list[Unit] | None:
    """«первые числа сентября» are days, not the first of them."""
    return _sliced(c) if c.word in ("первые", "первых") else None


def _worded_day(c: Cursor) -> list[Unit] | None:
    """«17 октября», «17-го числа октября», «первого сентября»."""
    day = index(c)
    if day is None or c.look(-1).tag == "roman":
        return None
    c.take("number_word")
    month = c.take("month")
    return with_years(c, Unit("day", month.values[0], day)) if month else None


def _month(c: Cursor) -> list[Unit] | None:
    month = c.take("month")
    if month is None:
        return None
    c.take("month_word")
    return with_years(c, Unit("month", month.values[0]))


def _numbered(c: Cursor) -> list[Unit] | None:
    """«III квартал 2025 г.», «2-е полугодие»."""
    number = index(c)
    token = c.take(*COUNTED)
    if number is None or token is None:
        return None
    what, most = COUNTED[token.tag]
    return with_years(c, Unit(what, number)) if 1 <= number <= most else None


def _season(c: Cursor) -> list[Unit] | None:
    """«осенью 2024 г.», «летний период»."""
    token = c.take("season")
    if token is None:
        return None
    if token.text.startswith(("зимн", "весенн", "летн", "осенн")):
        if not c.starts("период", "врем", "сезон", "месяц"):
            return None
        c.step()
    return with_years(c, Unit("season", token.values[0]))


def _year(c: Cursor) -> list[Unit] | None:
    found = years(c, attached=False)
    if not found:
        return None
    if found[0].repaired:
        c.doubts.append(REPAIRED)
    return [Unit("year", year=found[0])]


# --- slices ---------------------------------------------------------------------------------------------------------


def part(c: Cursor) -> Part | None:
    """«начало», «вторая половина», «1-2 декада», «последняя неделя», «последний день»."""
    place = c.pos
    if token := c.take("start", "middle", "finish"):
        if token.text.startswith("окончани"):
            c.pos = place
            return None
        return Part("start") if token.tag == "start" else Part("middle") if token.tag == "middle" else Part("end")
    if c.word in ("первые", "первых") and c.look(1).tag in ("number_word", "day"):
        c.pos += 2
        return Part("start")
    if c.word in ("последние", "последних") and c.look(1).tag in ("number_word", "day"):
        c.pos += 2
        return Part("end")
    if c.take("last"):
        if c.take("week"):
            return Part("week", -1, -1)
        if c.take("decade"):
            return Part("decade", 3, 3)
        working = c.take("working") is not None
        if c.word in ("день", "дня", "дню", "число", "числа"):
            c.step()
            return Part("last_working_day" if working else "last_day")
        if token := c.take("weekday"):
            return Part("weekday", -1, token.values[0])
        c.pos = place
        return None
    if (numbers := indices(c)) and len(numbers) == 1:
        first, last = numbers[0]
        if c.take("halfpart") and first == last and first in (1, 2):
            return Part("first_half" if first == 1 else "second_half")
        if c.take("decade") and 1 <= first <= last <= 3:
            return Part("decade", first, last)
        if c.take("week") and 1 <= first <= last <= 5:
            return Part("week", first, last)
        placed = first == last and 1 <= first <= 5 and c.look(-1).tag in ("ordinal", "numeral")
        if placed and (token := c.take("weekday")):
            return Part("weekday", first, token.values[0])
    c.pos = place
    return None


def _sliced(c: Cursor) -> list[Unit] | None:
    """«конец октября», «первая половина 2025 года»; without its unit a week or decade stays bare."""
    sliced = part(c)
    if sliced is None:
        return None
    if c.tag == "dash" and c.look(1).tag in ("start", "middle", "finish"):
        return [Unit("bare", part=sliced)]
    if (c.word == "и" or c.tag == "comma") and (both := c.attempt(lambda c: _second_part(c, sliced))):
        return both
    if units := whole_unit(c):
        if units[0].what == "year" and sliced.name in ("decade", "week", "weekday", "last_day", "last_working_day"):
            return None
        return [replace(unit, part=sliced) for unit in units]
    if sliced.name in ("start", "middle", "end", "first_half", "second_half") and year_word(c):
        return [Unit("year", year=YearRef(running=True), part=sliced)]
    if c.tag == "month_word" or c.tag == "each" or sliced.name not in ("week", "decade", "first_half", "second_half"):
        return None
    return [Unit("bare", part=sliced)]


def _second_part(c: Cursor, first: Part) -> list[Unit] | None:
    """«начало и конец октября»."""
    c.step()
    c.take_word("в")
    second = part(c) if c.tag in ("start", "middle", "finish") else None
    if second is None:
        return None
    units = whole_unit(c)
    if units is None and year_word(c):
        units = [Unit("year", year=YearRef(running=True))]
    return [replace(u, part=p) for u in units for p in (first, second)] if units else None


def _weekday_of(c: Cursor) -> list[Unit] | None:
    """«2 пятница ноября»: a bare number is a place of the weekday only with a month behind."""
    number = index(c)
    weekday = c.take("weekday")
    if number is None or weekday is None or not 1 <= number <= 5:
        return None
    units = c.attempt(_month)
    return [replace(u, part=Part("weekday", number, weekday.values[0])) for u in units] if units else None
