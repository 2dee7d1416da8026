"""In which year a member of a list falls, given the years its neighbours name."""

from __future__ import annotations

from dataclasses import replace

from app.services.deadlines.nodes import Item, Unit, YearRef
from app.services.deadlines.rows import Context
from app.services.deadlines.units import begins_in, overlaps, unit_span


def _fixed(unit: Unit) -> bool:
    return unit.year is not None and not unit.year.running


def _month_of(unit: Unit) -> int:
    """Month in which the unit begins, for order; 0 for what has none."""
    match unit.what:
        case "day" | "month":
            return unit.number
        case "quarter":
            return 3 * unit.number - 2
        case "season":
            return (12, 3, 6, 9)[unit.number - 1]
        case "half":
            return 1 if unit.number == 1 else 7
    return 0


def _place(unit: Unit) -> tuple[int, int]:
    return _month_of(unit), unit.day


def spread_years(items: list[Item], context: Context | None) -> list[Item]:
    """Years pass from right to left («март, апрель 2021»), then from left to right («сентябрь 2024, январь»).

    Months that would run backwards belong to the neighbouring year.
    """
    items = [replace(i, first=_range_year(i.first, i.last), last=range_end(i.first, i.last)) if i.last else i for i in items]
    done = list(items)
    for place in range(len(done) - 2, -1, -1):
        done[place] = _with_right(done[place], done[place + 1], context)
    for place in range(1, len(done)):
        done[place] = _with_left(done[place - 1], done[place])
    return done


def _range_year(first: Unit, last: Unit) -> Unit:
    """«ноябрь – январь 2025»: the beginning is a year earlier when it would come after the end."""
    if _fixed(first) or not _fixed(last) or last.year is None or first.what == "year":
        return first
    if last.year.school:
        return replace(first, year=last.year)
    shift = 1 if _month_of(first) and _month_of(last) and _place(first) > _place(last) else 0
    return replace(first, year=YearRef(last.year.first - shift, last.year.first - shift))


def range_end(first: Unit, last: Unit) -> Unit:
    """«сентябрь 2024 – май»."""
    if _fixed(last) or not _fixed(first) or first.year is None or last.what == "year":
        return last
    if first.year.school:
        return replace(last, year=first.year)
    shift = 1 if _month_of(first) and _month_of(last) and _place(first) > _place(last) else 0
    return replace(last, year=YearRef(first.year.first + shift, first.year.first + shift))


def _yearless(item: Item) -> bool:
    return not _fixed(item.first) and not (item.last and _fixed(item.last)) and bool(_month_of(item.first))


def _moved(item: Item, year: int, school: YearRef | None) -> Item:
    """The item with the year in which it begins."""
    ref = school or YearRef(year, year)
    first = replace(item.first, year=ref)
    last = range_end(first, item.last) if item.last else None
    return replace(item, first=first, last=last)


def _with_right(item: Item, right: Item, context: Context | None) -> Item:
    ref = right.first.year
    if not _yearless(item) or ref is None or ref.running or ref.unknown or not _month_of(right.first):
        return item
    if ref.school:
        return _moved(item, 0, ref)
    year = begins_in(right.first, ref)
    end = item.last or item.first
    wraps = 1 if _place(item.first) > _place(end) else 0
    if _place(end) <= _place(right.first):
        return _moved(item, year - wraps, None)
    span = unit_span(item.first, year - 1 - wraps, False)
    same = unit_span(item.first, year - wraps, False)
    stays = span and same and context and not overlaps(span, context) and overlaps(same, context)
    return _moved(item, year - wraps if stays else year - 1 - wraps, None)


def _with_left(left: Item, item: Item) -> Item:
    ref = (left.last or left.first).year
    if not _yearless(item) or ref is None or ref.running or ref.unknown or not _month_of(left.last or left.first):
        return item
    if ref.school:
        return _moved(item, 0, ref)
    year = ref.first
    return _moved(item, year + 1 if _place(item.first) < _place(left.last or left.first) else year, None)
