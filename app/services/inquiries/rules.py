"""How many works to recheck, which ones, and what their differences say. Pure.

The draw needs nothing but the codes and a number («номер жеребьёвки»): works are taken in the order of SHA-256 of
«номер:код», so that anybody can repeat it, on any machine, and nobody can choose.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import comb, sqrt

from app.services.inquiries.rows import (
    FEW,
    LEAST_SPECIAL,
    VERDICTS,
    Differences,
    Grounds,
    Method,
    SampleProposal,
    State,
    Stratum,
    TaskDifference,
    Verdict,
    WorkRow,
)
from app.services.text_ru import NBSP, counted, number

WRONG_SHARE = 0.2
"""The sample is to hold at least one work of a fifth of all …"""
SURENESS = 0.95
"""… with this probability."""
STRENGTH_ORDER = ("little", "none", "weak", "medium", "strong")


# -- how many


def sample_size(works: int) -> int:
    """Least n that holds one of the deviating works with probability `SURENESS` when a fifth of all deviate; at least `FEW`."""
    if works <= FEW:
        return works
    deviating = max(1, round(WRONG_SHARE * works))
    for n in range(FEW, works):
        if n > works - deviating or comb(works - deviating, n) / comb(works, n) <= 1 - SURENESS:
            return n
    return works


def proposal(works: int) -> SampleProposal:
    size = sample_size(works)
    if not works:
        return SampleProposal(0, 0, "Работ нет: выбирать не из чего.")
    if size == works:
        return SampleProposal(works, size, f"Работ всего {works}: посмотреть стоит все.")
    words = (
        f"Предлагается {counted(size, 'работа', 'работы', 'работ')} из {works}: если расхождения есть хотя бы в каждой пятой, "
        f"в выборку с вероятностью 95{NBSP}% попадёт не меньше одной такой работы."
    )
    return SampleProposal(works, size, words)


# -- which ones


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that can be drawn."""

    code: str
    class_label: str
    score: int | None


@dataclass(frozen=True, slots=True)
class Draw:
    """`chosen`: (code, place of its stratum) in the order to be looked at."""

    chosen: tuple[tuple[str, int], ...]
    strata: tuple[Stratum, ...]


def draw(candidates: Sequence[Candidate], size: int, seed: int, method: Method, cuts: Sequence[int] = ()) -> Draw:
    """`size` works at random; more than there are = all of them. The order of `candidates` does not matter."""
    wanted = len(candidates) if method == "all" else max(0, min(size, len(candidates)))
    groups = _groups(candidates, method, cuts)
    shares = _allotted([len(some) for some in groups.values()], wanted, equal=method == "near_cuts")
    chosen: list[tuple[str, int]] = []
    strata: list[Stratum] = []
    for place, ((name, some), share) in enumerate(zip(groups.items(), shares, strict=True)):
        ordered = sorted(some, key=lambda one: _lot(seed, one.code))
        chosen += [(one.code, place) for one in ordered[:share]]
        strata.append(Stratum(name, len(some), share))
    # Strata are shuffled together, so that whoever rechecks cannot tell them apart by their places.
    chosen.sort(key=lambda pair: _lot(seed + 1, pair[0]))
    return Draw(tuple(chosen), tuple(strata) if len(strata) > 1 else ())


def _lot(seed: int, code: str) -> tuple[bytes, str]:
    return hashlib.sha256(f"{seed}:{code}".encode()).digest(), code


def _groups(candidates: Sequence[Candidate], method: Method, cuts: Sequence[int]) -> dict[str, list[Candidate]]:
    if method == "by_class":
        groups: dict[str, list[Candidate]] = {}
        for one in sorted(candidates, key=lambda c: (c.class_label, c.code)):
            groups.setdefault(one.class_label or "без класса", []).append(one)
        return groups
    if method == "near_cuts" and cuts:
        edge = {score for cut in cuts for score in (cut, cut + 1)}
        near = [one for one in candidates if one.score in edge]
        rest = [one for one in candidates if one.score not in edge]
        if near and rest:
            return {"у границ отметок": near, "остальные": rest}
    return {"все работы": list(candidates)}


def _allotted(sizes: Sequence[int], wanted: int, *, equal: bool) -> list[int]:
    """Largest remainders; never more than there are, at least one of each where the sample is large enough."""
    total = sum(sizes)
    if not total:
        return [0 for _ in sizes]
    ideal = [wanted / len(sizes) if equal else wanted * one / total for one in sizes]
    got = [min(size, int(part)) for size, part in zip(sizes, ideal, strict=True)]
    if wanted >= len(sizes):
        got = [max(1, one) for one in got]
    while sum(got) > wanted:
        got[max(range(len(got)), key=lambda i: (got[i] > 1, got[i] - ideal[i], got[i]))] -= 1
    while sum(got) < wanted:
        free = [i for i in range(len(got)) if got[i] < sizes[i]]
        got[max(free, key=lambda i: (ideal[i] - got[i], sizes[i] - got[i]))] += 1
    return got


# -- what it showed


def differences(works: Sequence[WorkRow], population: int, strata: Sequence[Stratum] = ()) -> Differences:
    """Of the drawn works. Mean: Student's interval; share: Wilson's; both narrowed by the finite population correction.

    Where strata were drawn from unequally, works are weighted by stratum (w_h = N_h / n_h); the variance is summed over strata
    with two or more works, else taken of all works together. The sample is thought of as random whatever part of it is entered.
    """
    drawn = [one for one in works if one.drawn]
    checked = [one for one in drawn if one.difference is not None]
    deltas = [one.difference or 0 for one in checked]
    n, total = len(checked), max(population, len(drawn))
    known = [one for one in checked if one.mark_changed is not None]
    changed = sum(1 for one in known if one.mark_changed)
    mean = interval = share = share_interval = None
    method = ""
    if n >= FEW:
        mean, interval, method = _mean(checked, total, strata)
        if len(known) >= FEW:
            share, share_interval = _share(known, total, strata)
    return Differences(
        len(drawn), n, total, deltas.count(0), sum(abs(d) == 1 for d in deltas), sum(abs(d) > 1 for d in deltas),
        sum(d > 0 for d in deltas), sum(d < 0 for d in deltas), mean, interval, method, len(known), changed, share,
        share_interval,
    )  # fmt: skip


def task_differences(works: Sequence[WorkRow], codes: Sequence[str]) -> tuple[TaskDifference, ...]:
    """Of every task that was rechecked in some work; a blank and «X» were no points. Empty where only totals were entered."""
    found = []
    for place, code in enumerate(codes):
        pairs = [
            (_points_of(one.tasks[place]), one.tasks_after[place])
            for one in works
            if one.drawn and place < len(one.tasks) and place < len(one.tasks_after) and one.tasks_after[place] < LEAST_SPECIAL
        ]
        if pairs:
            deltas = [after - before for before, after in pairs]
            mean = sum(deltas) / len(deltas) if len(deltas) >= FEW else None
            found.append(TaskDifference(code, len(pairs), sum(d < 0 for d in deltas), sum(d > 0 for d in deltas), mean))
    return tuple(found)


def _points_of(byte: int) -> int:
    return 0 if byte >= LEAST_SPECIAL else byte


def total_of(tasks: Sequence[int]) -> int | None:
    """Sum of the points per task; None while one is missing."""
    return None if not tasks or any(one >= LEAST_SPECIAL for one in tasks) else sum(tasks)


def _weights(works: Sequence[WorkRow], strata: Sequence[Stratum]) -> list[float]:
    if not strata:
        return [1.0 for _ in works]
    held = [sum(1 for one in works if one.stratum == place) for place in range(len(strata))]
    return [strata[one.stratum].works / held[one.stratum] for one in works]


def _mean(works: Sequence[WorkRow], total: int, strata: Sequence[Stratum]) -> tuple[float, tuple[float, float], str]:
    deltas = [float(one.difference or 0) for one in works]
    weights = _weights(works, strata)
    whole, n = sum(weights), len(deltas)
    mean = sum(w * d for w, d in zip(weights, deltas, strict=True)) / whole
    if n >= total:
        return mean, (mean, mean), "перепроверены все работы, случайной ошибки выборки нет"
    held = [[d for d, one in zip(deltas, works, strict=True) if one.stratum == h] for h in range(len(strata))]
    filled = [(s, some) for s, some in zip(strata, held, strict=True) if some]
    if len(filled) > 1 and all(len(some) > 1 or len(some) == s.works for s, some in filled):
        reached = sum(s.works for s, _some in filled)
        variance = sum(
            (s.works / reached) ** 2 * (1 - min(1.0, len(some) / s.works)) * _variance(some) / len(some) for s, some in filled
        )
        free, words = n - len(filled), "по частям выборки"
    else:
        effective = whole * whole / sum(w * w for w in weights)
        variance, free, words = _variance(deltas) / effective * (1 - n / total), n - 1, ""
    half = t_quantile(free) * sqrt(variance)
    said = f"распределение Стьюдента, {free} степ. св., поправка на конечное число работ"
    return mean, (mean - half, mean + half), f"{said}, {words}" if words else said


def _variance(values: Sequence[float]) -> float:
    """Unbiased; 0 of one value."""
    if len(values) < 2:
        return 0.0
    middle = sum(values) / len(values)
    return sum((one - middle) ** 2 for one in values) / (len(values) - 1)


def _share(works: Sequence[WorkRow], total: int, strata: Sequence[Stratum]) -> tuple[float, tuple[float, float]]:
    """Share of works whose mark changed, fractions."""
    weights = _weights(works, strata)
    whole, n = sum(weights), len(works)
    share = sum(w for w, one in zip(weights, works, strict=True) if one.mark_changed) / whole
    if n >= total:
        return share, (share, share)
    effective = whole * whole / sum(w * w for w in weights) * (total - 1) / (total - n)
    return share, wilson(share, effective)


def wilson(share: float, n: float, z: float = 1.959964) -> tuple[float, float]:
    """Interval of a share, fractions; `n` may be an effective size."""
    square = z * z
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, centre - half), min(1.0, centre + half)


_T = (
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448, 2.1314,
    2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
)  # fmt: skip


def t_quantile(free: int) -> float:
    """97.5 % quantile of Student's t: a table to 30 degrees of freedom, then Cornish–Fisher (error below 1e-4)."""
    if free <= len(_T):
        return _T[max(1, free) - 1]
    z = 1.959964
    return z + (z**3 + z) / (4 * free) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)


def proposed_verdict(found: Differences) -> Verdict:
    """What the figures speak for; a person decides. Nothing where fewer than five works were rechecked."""
    if found.few or found.interval is None:
        return ""
    low, high = found.interval
    marks = found.share_interval is not None and found.share_interval[0] > 0.05
    return "found" if high < 0 or low > 0 or marks else "not_found"


def verdict_words(found: Differences) -> str:
    """The figures in one or two sentences."""
    if not found.checked:
        return "Результатов перепроверки пока нет."
    head = f"Перепроверено {counted(found.checked, 'работа', 'работы', 'работ')} из {found.works}"
    if found.few:
        return f"{head}: мало данных, доли и интервалы не считаются. Баллы разошлись в {found.by_one + found.by_more}."
    assert found.mean is not None and found.interval is not None
    lines = [
        f"{head}: баллы совпали в {found.same}, разошлись на 1 балл в {found.by_one}, больше чем на 1 – в {found.by_more}.",
        f"После перепроверки средний балл изменился на {signed(found.mean)} ({between(found.interval)}).",
    ]
    if found.share is not None and found.share_interval is not None:
        low, high = found.share_interval
        lines.append(
            f"Отметка изменилась в {found.changed} из {found.marks_known} работ: {percent(found.share)} "
            f"(95{NBSP}% интервал {percent(low)} – {percent(high)})."
        )
    return " ".join(lines)


def signed(value: float, digits: int = 2) -> str:
    """«−0,40», «+1,25», «0,00»."""
    text = number(value, digits)
    rounded = round(value, digits)
    return f"+{text}" if rounded > 0 else text.replace("−", "") if rounded == 0 else text


def between(interval: tuple[float, float]) -> str:
    low, high = interval
    if low == high:
        return "все работы, без ошибки выборки"
    return f"95{NBSP}% интервал от {signed(low)} до {signed(high)}"


def percent(share: float) -> str:
    return f"{number(100 * share)}{NBSP}%"


# -- the way


def next_step(
    state: State, *, letter: bool, answered: bool, drawn: int, entered: int, talked: bool, measures: int, verdict: Verdict
) -> str:
    """What to do now, in words of the list."""
    if state == "dismissed":
        return ""
    if state == "concluded":
        return "добавить меру в дорожную карту" if verdict == "found" and not measures else ""
    if state == "hypothesis":
        return "запрос школе или выборка работ"
    if state == "requested":
        return "получить объяснение школы" if letter and not answered else "выборка работ или собеседование"
    if state == "recheck":
        if not drawn:
            return "выбрать работы"
        return f"внести результаты: {entered} из {drawn}" if entered < drawn else "собеседование или вывод"
    return "сделать вывод" if talked else "записать собеседование"


def came_back(then: Grounds | None, now: Grounds | None) -> bool:
    """Have the figures become markedly others since a signal was put aside? Only for the worse: a stronger word, a p ten times
    smaller, or a cell that is flagged now and was not."""
    if now is None or now.strength in ("none", "little"):
        return False
    if then is None:
        return now.flagged
    if STRENGTH_ORDER.index(now.strength) > STRENGTH_ORDER.index(then.strength):
        return True
    if now.flagged and not then.flagged:
        return True
    return now.p is not None and then.p is not None and now.p < then.p / 10


def is_overdue(due: date | None, today: date) -> bool:
    return due is not None and due < today


# -- what a person pastes


def pasted_scores(text: str) -> list[int | None]:
    """A column out of Excel: a number a line; an empty line = not rechecked. Raises ValueError naming the line."""
    return [_score(part, line) for line, part in enumerate(_lines(text), 1)]


def pasted_pairs(text: str) -> dict[str, int | None] | None:
    """Two columns, code and points; None where the text has one column only. Raises ValueError naming the line."""
    rows = [re.split(r"[\t;]", part) for part in _lines(text)]
    if not rows or any(len(cells) < 2 for cells in rows if any(c.strip() for c in cells)):
        return None
    found = {}
    for line, cells in enumerate(rows, 1):
        code = cells[0].strip()
        if code and not (line == 1 and not cells[-1].strip().isdigit() and not re.search(r"\d", cells[-1])):
            found[code] = _score(cells[-1], line)
    return found


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    return lines


def _score(part: str, line: int) -> int | None:
    said = part.strip().replace(",", ".")
    if not said or said in ("-", "–", "—"):
        return None
    try:
        value = float(said)
    except ValueError as error:
        raise ValueError(f"строка {line}: «{part.strip()}» — не число") from error
    if value != int(value) or value < 0:
        raise ValueError(f"строка {line}: «{part.strip()}» — не целый балл")
    return int(value)


def with_marks(work: WorkRow, cuts: Sequence[int]) -> WorkRow:
    """Marks before and after by the cuts; of one cut (olympiad) 1 = passes on, 0 = does not."""
    return replace(work, mark_before=mark_of(work.before, cuts), mark_after=mark_of(work.after, cuts)) if cuts else work


def mark_of(score: int | None, cuts: Sequence[int]) -> int | None:
    if score is None or not cuts:
        return None
    passed = sum(score >= cut for cut in cuts)
    return passed + 2 if len(cuts) == 3 else passed


def conclusion_words(verdict: Verdict) -> str:
    """«Расхождения выявлены»."""
    words = VERDICTS.get(verdict, "")
    return words[:1].upper() + words[1:]
