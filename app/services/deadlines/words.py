"""The understood form in Russian words. Read back with the same context, they give the same form."""

from __future__ import annotations

from datetime import date, timedelta

from app.services.deadlines.nodes import Item, Part, Unit, YearRef
from app.services.deadlines.rows import Deadline, Interval, Recurrence, Relative
from app.services.text_ru import MONTHS, MONTHS_GENITIVE, plural

MONTHS_IN = (
    "январе", "феврале", "марте", "апреле", "мае", "июне", "июле", "августе", "сентябре", "октябре", "ноябре", "декабре",
)  # fmt: skip
_ROMAN = ("", "I", "II", "III", "IV")
_SEASONS = (("зима", "зимой"), ("весна", "весной"), ("лето", "летом"), ("осень", "осенью"))
_IN_WEEKDAYS = ("", "в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу", "в воскресенье")
_ON_WEEKDAYS = (
    "",
    "по понедельникам",
    "по вторникам",
    "по средам",
    "по четвергам",
    "по пятницам",
    "по субботам",
    "по воскресеньям",
)
_IN_WEEKDAYS = ("", "понедельник", "вторник", "в среду", "четверг", "в пятницу", "в субботу", "воскресенье")
_WEEKDAYS = ("", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_NTH_MASCULINE = {-1: "последний", 1: "первый", 2: "второй", 3: "третий", 4: "четвертый", 5: "пятый"}
_NTH_FEMININE = {-1: "последняя", 1: "первая", 2: "вторая", 3: "третья", 4: "четвертая", 5: "пятая"}
_NTH_NEUTER = {-1: "последнее", 1: "первое", 2: "второе", 3: "третье", 4: "четвертое", 5: "пятое"}
_EVERY = {
    "year": ("каждый год", "год"), "half-year": ("каждое полугодие", "полугодие"), "quarter": ("каждый квартал", "квартал"),
    "month": ("каждый месяц", "месяц"), "week": ("каждую неделю", "неделю"), "day": ("каждый день", "день"),
    "school_term": ("каждую учебную четверть", "учебную четверть"), "10 days": ("каждую декаду", "декаду"),
}  # fmt: skip
UNREAD = "не понято"


def words(deadline: Deadline) -> str:
    """«каждый год в августе; 2021–2023: 3 срока», «не позднее 1 рабочего дня до: проведение процедуры»."""
    match deadline.kind:
        case "unparsable":
            return UNREAD
        case "on_schedule":
            return "по графику или приказу"
        case "on_demand":
            return "по мере необходимости"
        case "continuous":
            return "постоянно, весь период"
        case "recurring":
            return recurrence_words(deadline.recurrence, deadline.intervals) if deadline.recurrence else UNREAD
        case "relative":
            return relative_words(deadline.relative) if deadline.relative else UNREAD
    said = [(item.mode == "until", item_words(item) + " (год не указан)") for item in deadline.spans]
    said += [(interval[0] is None, interval_words(interval, deadline.kind)) for interval in deadline.intervals]
    # A day after «до …» would be read as one more «до», so the days that are exact come first.
    return "; ".join(text for _, text in sorted(said, key=lambda pair: pair[0]))


# --- days that are known --------------------------------------------------------------------------------------------


def day_words(day: date) -> str:
    return f"{day.day} {MONTHS_GENITIVE[day.month - 1]} {day.year} года"


def interval_words(interval: Interval, kind: str = "period") -> str:
    """One interval; «по 2024 год» and «с сентября 2024 года» where the phrase was about years and months."""
    first, last = interval
    if first is None and last is None:
        return "постоянно"
    if first is None:
        assert last is not None
        if kind == "period":
            return _until_year(last)
        return f"до {day_words(last)}"
    if last is None:
        if kind == "period" and first.day == 1:
            return f"с {first.year} года" if first.month == 1 else f"с {MONTHS_GENITIVE[first.month - 1]} {first.year} года"
        return f"с {day_words(first)}"
    if first == last:
        return f"с {day_words(first)} по {day_words(first)}" if kind == "period" else day_words(first)
    return _whole_months(first, last) or f"с {day_words(first)} по {day_words(last)}"


def _until_year(last: date) -> str:
    """A period bounded only by a year: calendar, or a school one."""
    if (last.month, last.day) == (8, 31):
        return f"по {last.year - 1}/{last.year} учебный год"
    return f"по {last.year} год" if (last.month, last.day) == (12, 31) else f"до {day_words(last)}"


def _whole_months(first: date, last: date) -> str:
    if first.day != 1 or (last + timedelta(days=1)).day != 1:
        return ""
    if (first.month, last.month) == (1, 12):
        return f"{first.year} год" if first.year == last.year else f"{first.year}–{last.year} годы"
    if (first.month, last.month) == (9, 8) and last.year == first.year + 1:
        return f"{first.year}/{last.year} учебный год"
    if (first.year, first.month) == (last.year, last.month):
        return f"{MONTHS[first.month - 1]} {first.year} года"
    if first.year == last.year:
        if last.month == first.month + 2 and last.month % 3 == 0:
            return f"{_ROMAN[last.month // 3]} квартал {first.year} года"
        return f"{MONTHS[first.month - 1]} – {MONTHS[last.month - 1]} {first.year} года"
    return f"{MONTHS[first.month - 1]} {first.year} года – {MONTHS[last.month - 1]} {last.year} года"


# --- days whose year is not known -----------------------------------------------------------------------------------


def item_words(item: Item) -> str:
    """«до 31 мая», «с 15 по 30 сентября», «вторая декада марта»."""
    if item.mode == "range" and item.last is not None:
        return f"с {unit_words(item.first, 2)} по {unit_words(item.last, 4)}"
    if item.mode == "until":
        if item.edge == "start":
            return f"до начала {unit_words(item.first, 2)}"
        lead = "до конца" if item.edge else "не позднее" if item.inclusive else "до"
        return f"{lead} {unit_words(item.first, 2)}"
    if item.mode == "since":
        return f"{'после' if item.edge else 'с'} {unit_words(item.first, 2)}"
    return unit_words(item.first, 1)


def unit_words(unit: Unit, case: int) -> str:
    """The unit in the nominative (1), genitive (2) or accusative (4)."""
    whole = _plain_unit(unit, 2 if unit.part else case) + _year_words(unit)
    if unit.part is None:
        return whole
    return f"{_part_words(unit.part, case)} {whole}".strip()


def _plain_unit(unit: Unit, case: int) -> str:
    genitive = case == 2
    match unit.what:
        case "day":
            return f"{unit.day} {MONTHS_GENITIVE[unit.number - 1]}"
        case "month":
            return (MONTHS_GENITIVE if genitive else MONTHS)[unit.number - 1]
        case "quarter":
            return f"{_ROMAN[unit.number]} {'квартала' if genitive else 'квартал'}"
        case "half":
            return f"{_ROMAN[unit.number]} {'полугодия' if genitive else 'полугодие'}"
        case "term":
            return f"{_ROMAN[unit.number]} {'четверти' if genitive else 'четверть'}"
        case "trimester":
            return f"{_ROMAN[unit.number]} {'триместра' if genitive else 'триместр'}"
        case "season":
            genitives, accusatives = ("зимы", "весны", "лета", "осени"), ("зиму", "весну", "лето", "осень")
            return (genitives if genitive else accusatives if case == 4 else [s[0] for s in _SEASONS])[unit.number - 1]
        case "year":
            return _bare_year(unit.year, genitive)
    return ""


def _bare_year(ref: YearRef | None, genitive: bool) -> str:
    if ref is None:
        return ""
    if ref.running:
        school = "учебного " if genitive and ref.school else "учебный " if ref.school else ""
        lead = ("следующего " if genitive else "следующий ") if ref.next else "текущего " if genitive else "текущий "
        return lead + school + ("года" if genitive else "год")
    if ref.school:
        return f"{ref.first}/{ref.last} {'учебного года' if genitive else 'учебный год'}"
    if ref.first == ref.last:
        return f"{ref.first} {'года' if genitive else 'год'}"
    return f"{ref.first}–{ref.last} {'годов' if genitive else 'годы'}"


def _year_words(unit: Unit) -> str:
    ref = unit.year
    if ref is None or ref.unknown or unit.what == "year":
        return ""
    if ref.running:
        return (" следующего" if ref.next else "" if ref.school else " текущего") + (" учебного" if ref.school else "") + " года"
    return f" {ref.first}/{ref.last} учебного года" if ref.school else f" {ref.first} года"


def _part_words(part: Part, case: int) -> str:
    genitive, accusative = case == 2, case == 4
    match part.name:
        case "start":
            return "начала" if genitive else "начало"
        case "middle":
            return "середины" if genitive else "середину" if accusative else "середина"
        case "end":
            return "конца" if genitive else "конец"
        case "first_half":
            return "1-й половины" if genitive else "1-ю половину" if accusative else "1-я половина"
        case "second_half":
            return "2-й половины" if genitive else "2-ю половину" if accusative else "2-я половина"
        case "decade":
            return _numbered(part, "декады" if genitive else "декаду" if accusative else "декада")
        case "week":
            if part.first == -1:
                return "последней недели" if genitive else "последнюю неделю" if accusative else "последняя неделя"
            return _numbered(part, "недели" if genitive else "неделю" if accusative else "неделя")
        case "weekday":
            return _nth_weekday(part.first, part.last)
        case "last_day":
            return "последнего дня" if genitive else "последний день"
    return "последнего рабочего дня" if genitive else "последний рабочий день"


def _numbered(part: Part, name: str) -> str:
    return f"{part.first}-я {name}" if part.first == part.last else f"{part.first}–{part.last} {name}"


def _nth_weekday(nth: int, weekday: int) -> str:
    forms = _NTH_NEUTER if weekday == 7 else _NTH_FEMININE if weekday in (3, 5, 6) else _NTH_MASCULINE
    return f"{forms[nth]} {_WEEKDAYS[weekday]}"


# --- what repeats ---------------------------------------------------------------------------------------------------


def recurrence_words(rec: Recurrence, intervals: tuple[Interval, ...] = ()) -> str:
    """How often, on which days, from which year; then how many times that is in the period."""
    if rec.nth and rec.weekdays:
        often = f"{_nth_weekday(rec.nth, rec.weekdays[0])} {'каждого квартала' if rec.every == 'quarter' else 'каждого месяца'}"
        often = _frequency(rec) + ", " + often if rec.every not in ("month", "quarter") or _counted(rec) else often
    else:
        often = _frequency(rec)
        if rec.weekdays:
            names = _ON_WEEKDAYS if rec.every == "week" else _IN_WEEKDAYS
            often += ", " + ", ".join(names[d] for d in rec.weekdays)
    said = [often]
    if rec.days:
        said.append(_days_words(rec))
    elif rec.spans:
        said[-1] += _spans_words(rec)
    if rec.lag_years:
        said.append("года, следующего за отчетным")
    if rec.start_year:
        said.append(f"начиная с {rec.start_year} года")
    limits = [item_words(item) for item in rec.bounds] + ([f"по {rec.end_year} год"] if rec.end_year else [])
    return "; ".join([", ".join(said), *limits]) + _summary(intervals)


def _counted(rec: Recurrence) -> bool:
    return rec.times is not None or rec.times_min is not None


def _frequency(rec: Recurrence) -> str:
    number, _, unit = rec.every.rpartition(" ")
    if number and rec.every not in _EVERY:
        forms = {
            "years": ("год", "года", "лет"),
            "months": ("месяц", "месяца", "месяцев"),
            "weeks": ("неделю", "недели", "недель"),
        }
        one, few, many = forms.get(unit, ("день", "дня", "дней"))
        plain, name = f"каждые {number} {plural(int(number), one, few, many)}", f"{number} {plural(int(number), one, few, many)}"
    else:
        plain, name = _EVERY[rec.every]
    if rec.part:
        plain = _part_of_each(rec)
    if rec.times is None and rec.times_min is None:
        return plain
    if rec.times is not None and rec.times_min is not None:
        return f"{rec.times_min}–{rec.times} {plural(rec.times, 'раз', 'раза', 'раз')} в {name}"
    if rec.times is not None:
        counted = f"{rec.times} {plural(rec.times, 'раз', 'раза', 'раз')} в {name}"
    else:
        least = rec.times_min or 1
        counted = f"не реже {least} {plural(least, 'раза', 'раз', 'раз')} в {name}"
    return f"{counted}, {plain}" if rec.part else counted


def _part_of_each(rec: Recurrence) -> str:
    """«в конце каждой четверти», «вторая декада каждого месяца», «до конца каждого месяца»."""
    assert rec.part is not None
    each = {
        "year": "каждого года", "half-year": "каждого полугодия", "quarter": "каждого квартала", "month": "каждого месяца",
        "school_term": "каждой четверти",
    }.get(rec.every, "каждого года")  # fmt: skip
    if rec.part_until:
        return f"до {_part_words(rec.part, 2)} {each}"
    lead = {"start": "в начале", "middle": "в середине", "end": "в конце"}.get(rec.part.name)
    return f"{lead or _part_words(rec.part, 1)} {each}"


def _days_words(rec: Recurrence) -> str:
    if rec.day_mode == "range":
        days = f"с {rec.days[0]} по {rec.days[-1]} число"
    else:
        listed = ", ".join(str(d) for d in rec.days[:-1]) + (" и " if len(rec.days) > 1 else "") + str(rec.days[-1])
        days = f"до {listed} числа" if rec.day_mode == "until" else f"{listed} числа"
    if rec.lag and rec.in_quarter > 1:
        return f"{days} {'второго' if rec.in_quarter == 2 else 'последнего'} месяца, следующего за отчетным кварталом"
    if rec.lag:
        return f"{days} месяца, следующего за отчетным"
    if rec.in_quarter:
        return f"{days} {('первого', 'второго', 'последнего')[rec.in_quarter - 1]} месяца квартала"
    return f"{days} каждого месяца" if rec.every == "month" else days


def _spans_words(rec: Recurrence) -> str:
    """«в августе» for months alone; else «: до 31 мая; …»."""
    if all(i.mode == "at" and i.first.what == "month" and i.first.part is None and i.first.year is None for i in rec.spans):
        months = [MONTHS_IN[i.first.number - 1] for i in rec.spans]
        return " в " + (", ".join(months[:-1]) + " и " + months[-1] if len(months) > 1 else months[0])
    return ": " + "; ".join(item_words(item) for item in rec.spans)


def _summary(intervals: tuple[Interval, ...]) -> str:
    days = [day for interval in intervals for day in interval if day is not None]
    if not days:
        return ""
    first, last = min(days).year, max(days).year
    count = len(intervals)
    return f"; {first if first == last else f'{first}–{last}'}: {count} {plural(count, 'срок', 'срока', 'сроков')}"


# --- events ---------------------------------------------------------------------------------------------------------


def relative_words(relative: Relative) -> str:
    """«не позднее 1 рабочего дня до: проведение процедуры», «после: окончание четверти»."""
    if relative.formula:
        return _formula_words(relative.formula)
    anchor = relative.anchor
    before = relative.direction == "before"
    if relative.offset_days == 0 and relative.offset_months is None:
        return f"{'до' if before else 'после'}: {anchor}"
    working = relative.unit == "working"
    if relative.offset_months is not None:
        length = f"{relative.offset_months} {plural(relative.offset_months, 'месяца', 'месяцев', 'месяцев')}"
    else:
        count = relative.offset_days or 0
        length = (
            f"{count} {plural(count, 'рабочего дня', 'рабочих дней', 'рабочих дней')}"
            if working
            else (f"{count} {plural(count, 'календарного дня', 'календарных дней', 'календарных дней')}")
        )
    if before:
        return f"не позднее {length} до: {anchor}"
    return f"в течение {length} после: {anchor}" if relative.anchor else f"в течение {length}"


def _formula_words(formula: str) -> str:
    """«25.08.(X-1)» → «25 августа X-1 года»."""
    day, month, year = formula.split(".", 2)
    return f"{int(day)} {MONTHS_GENITIVE[int(month) - 1]} {year.strip('()')} года"
