"""From counts to indices, and their words. Pure: no base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.services.errors import UserError
from app.services.indices.formula import evaluate, names_in
from app.services.indices.rows import FEW, INDEX, INDICES, IndexInfo, IndexRules, IndexValue
from app.services.text_ru import NBSP, number

Counts = Mapping[str, int]
"""{key of a count: number} of one school in one year; what is not known is missing."""

NO_DATA = "нет данных"
LITTLE = "мало данных"
COUNTED = frozenset({"video", "observers", "recheck", "inner"})
"""Behind these stand rooms, works or schools, not pupils: few of them are shown as they are."""
WRONG_FORMULA = "формула не читается"


def value_of(
    info: IndexInfo, rules: IndexRules, counts: Counts, year: int, organisation_id: int | None, from_exams: bool = False
) -> IndexValue:
    """One index from counts of a school, or from the sums over schools (`organisation_id` None)."""
    rule = rules.indices[info.key]
    names: dict[str, float | None] = {one.name: counts.get(one.key) for one in info.names}
    formula, base = (rule.formula, info.base) if organisation_id is None else (rule.school_formula, info.school_base)
    used = names_in(f"{formula} {base}")
    known = tuple((one.name, counts[one.key]) for one in info.names if one.key in counts and one.name in used)
    n = evaluate(base, {name: value or 0 for name, value in names.items()}) or 0
    why, value = "", None
    try:
        value = evaluate(formula, {name: _filled(info, name, names) for name in names})
    except UserError:
        why = WRONG_FORMULA
    if not why and (not n or value is None):
        value, why = None, NO_DATA
    elif not why and n < FEW:
        value, why = None, LITTLE
    return IndexValue(info.key, year, organisation_id, value, round(n), known, why, from_exams and bool(known))


def _filled(info: IndexInfo, name: str, names: Mapping[str, float | None]) -> float | None:
    """Medals of a degree that has no candidates need no confirmed ones."""
    value = names[name]
    if value is None and info.key == "medals":
        whole = names.get(name.replace("подтвердили", "претендентов"))
        return 0.0 if not whole else None
    return value


def district(rules: IndexRules, by_school: Mapping[int, Counts], year: int, exams: Iterable[int] = ()) -> tuple[IndexValue, ...]:
    """Every index of the district from the sums over schools: never a mean of percents.

    A part is added up only where its whole is known too, else schools that gave one number of two would bend the share.
    """
    some = set(exams)
    found = []
    for info in INDICES:
        keys = [one.key for one in info.names]
        total: dict[str, int] = {}
        used = False
        for school, counts in by_school.items():
            mine = complete(info, counts)
            used |= school in some and bool(mine)
            for key in keys:
                if key in mine:
                    total[key] = total.get(key, 0) + mine[key]
        found.append(value_of(info, rules, total, year, None, used and info.key == "medals"))
    return tuple(found)


def complete(info: IndexInfo, counts: Counts) -> Counts:
    """Counts of one school that go into the district's sum: both numbers of a share, or none."""
    from app.services.indices.rows import INPUT

    mine = {one.key: counts[one.key] for one in info.names if one.key in counts}
    for key in list(mine):
        whole = INPUT[key].whole if key in INPUT else ""
        part = next((one.key for one in info.names if key in INPUT and one.key in INPUT and INPUT[one.key].whole == key), "")
        if (whole and whole not in mine) or (part and part not in counts and mine[key] > 0):
            mine.pop(key, None)
    return mine


def problems_of(counts: Counts) -> tuple[str, ...]:
    """What contradicts what in the typed counts of a school."""
    from app.services.indices.rows import INPUTS

    found = []
    for one in INPUTS:
        if one.whole and one.key in counts and counts[one.key] > counts.get(one.whole, 0):
            whole = next(other for other in INPUTS if other.key == one.whole)
            found.append(f"«{one.short}»: {number(counts[one.key])} — больше, чем «{whole.short}» ({counts.get(one.whole, 0)}).")
    return tuple(found)


# -- words


def shown(value: IndexValue | None) -> str:
    """«87,5», «2 из 3» of few rooms or works, «мало данных» of few pupils or rules, «нет данных»."""
    if value is None:
        return NO_DATA
    if value.value is not None:
        return number(value.value, 1)
    if value.why == LITTLE and value.key in COUNTED and len(value.counts) == 2:
        (_whole, whole), (_part, part) = value.counts
        return f"{number(part)} из {number(whole)}"
    return value.why


def counts_words(value: IndexValue) -> str:
    """«аудиторий: 31, с видео: 27»: the counts behind a value."""
    names = {one.name: one.short for one in INDEX[value.key].names}
    return ", ".join(f"{names.get(name, name)}: {number(count)}" for name, count in value.counts)


def meets(value: IndexValue | None, rules: IndexRules) -> bool | None:
    """Is the target reached? None where there is no target or no value."""
    if value is None or value.value is None:
        return None
    target = rules.indices[value.key].target
    if target is None:
        return None
    return value.value >= target if INDEX[value.key].more else value.value <= target


def target_words(key: str, rules: IndexRules) -> str:
    """«не меньше 90», empty without a target."""
    target = rules.indices[key].target
    if target is None:
        return ""
    digits = 0 if target == int(target) else 1
    return f"{'не меньше' if INDEX[key].more else 'не больше'}{NBSP}{number(target, digits)}"


def change_words(now: IndexValue | None, before: IndexValue | None) -> str:
    """«+2,5» percentage points since the year before."""
    if now is None or before is None or now.value is None or before.value is None:
        return ""
    change = round(now.value - before.value, 1)
    return ("+" if change > 0 else "") + number(change, 1)
