"""Who observes where: a matching of the whole district at once, not a guess school by school. Pure.

First as many places as can be are filled (a flow: every limit is nested, so the greatest number is exact). Then, with
that number kept, as few pairs of schools as possible watch each other, the load is equal, the way is short.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.services.assignments.rows import Need, Uncovered, Watcher
from app.services.assignments.rules import touches
from app.services.text_ru import counted

_FAR, _UNKNOWN = 1.0, 0.5
_AGAIN = 3.0
"""What every further place of one person costs, in ways to another village."""
_SENT = 0.7
"""The same for a school that sends one more person."""
SECONDS = 4.0
"""How long the better of the full plans is looked for; what is found by then is shown."""
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Matching:
    """`pairs`: (place in `needs`, place in `watchers`)."""

    pairs: tuple[Pair, ...]
    open_needs: tuple[int, ...]
    mutual: tuple[Pair, ...]
    """Pairs of schools that watch each other."""


def bars(watcher: Watcher, need: Need, grade: int) -> str:
    """Why the person cannot be sent there, in a word; empty = they can."""
    if watcher.work_id is not None and watcher.work_id == need.organisation_id:
        return "own"
    if need.organisation_id in watcher.closed:
        return "tied"
    if any(school == need.organisation_id and touches(label, grade, need.classes) for school, label in watcher.closed_classes):
        return "parent"
    if need.held_on in watcher.busy:
        return "busy"
    return ""


def match(
    needs: Sequence[Need],
    watchers: Sequence[Watcher],
    max_places: int,
    grade: int = 0,
    fixed: Collection[Pair] = (),
    seconds: float = SECONDS,
) -> Matching:
    """The best plan. `fixed`: (school that sends, school observed) of observers who are assigned already.

    A person has at most one place a day (places without a day count as one day) and `max_places` in all.
    """
    edges = [
        (n, w)
        for n, need in enumerate(needs)
        for w, watcher in enumerate(watchers)
        if watcher.places < max_places and not bars(watcher, need, grade)
    ]
    chosen = _solve(needs, watchers, edges, max_places, frozenset(fixed), seconds) if edges else []
    taken = {n for n, _w in chosen}
    sent = {*fixed, *((watchers[w].work_id or 0, needs[n].organisation_id) for n, w in chosen)}
    mutual = tuple(sorted((a, b) for a, b in sent if a and a < b and (b, a) in sent))
    return Matching(tuple(sorted(chosen)), tuple(n for n in range(len(needs)) if n not in taken), mutual)


def _solve(
    needs: Sequence[Need], watchers: Sequence[Watcher], edges: list[Pair], max_places: int, fixed: frozenset[Pair], seconds: float
) -> list[Pair]:
    import numpy as np

    problem = _Rows(len(edges))
    for group in _groups(edges, lambda edge: edge[0]):
        problem.at_most(group, 1)
    for group in _groups(edges, lambda edge: (edge[1], needs[edge[0]].held_on)):
        problem.at_most(group, 1)
    for group in _groups(edges, lambda edge: edge[1]):
        problem.at_most(group, max_places - watchers[edges[group[0]][1]].places)
    first = problem.solve(-np.ones(len(edges)), seconds)
    if first is None:
        return []
    most = round(float(first[: len(edges)].sum()))
    cost = _prices(problem, needs, watchers, edges, max_places, fixed)
    problem.at_least(range(len(edges)), most)
    best = problem.solve(cost, seconds)
    found = first if best is None else best
    return [edge for place, edge in enumerate(edges) if found[place] > 0.5]


def _prices(
    problem: _Rows, needs: Sequence[Need], watchers: Sequence[Watcher], edges: list[Pair], max_places: int, fixed: frozenset[Pair]
) -> list[float]:
    """Columns for loads and mutual pairs; the price of every column."""
    price = []
    for n, w in edges:
        here, there = watchers[w].locality, needs[n].locality
        price.append((0.0 if here == there else _FAR) if here and there else _UNKNOWN)
    for group in _groups(edges, lambda edge: edge[1]):
        before = watchers[edges[group[0]][1]].places
        problem.level(group, price, [_AGAIN * k for k in range(before, max_places)])
    home = [watchers[w].work_id for _n, w in edges]
    sent_before = Counter(school for school, _other in fixed)
    by_home = [group for group in _groups(range(len(edges)), lambda e: home[e]) if home[group[0]] is not None]
    for group in by_home:
        before = sent_before[home[group[0]] or 0]
        most = min(len(group), max_places * len({edges[e][1] for e in group}))
        problem.level(group, price, [_SENT * (before + k) for k in range(most)])
    worst = 1 + sum(sorted(price, reverse=True)[: 3 * len(needs)])
    ways: defaultdict[Pair, list[int]] = defaultdict(list)
    for e, (n, _w) in enumerate(edges):
        if (school := home[e]) is not None:
            ways[school, needs[n].organisation_id].append(e)
    for a, b in sorted({(min(way), max(way)) for way in ways}):
        outward, back = ways.get((a, b), []), ways.get((b, a), [])
        if ((a, b) in fixed and (b, a) in fixed) or not (outward or (a, b) in fixed) or not (back or (b, a) in fixed):
            continue
        problem.together(outward, back, (a, b) in fixed, (b, a) in fixed, price, worst)
    return price


class _Rows:
    """Rows of a linear program over columns between 0 and 1; the first `whole` columns are whole numbers."""

    def __init__(self, whole: int) -> None:
        self.whole = self.columns = whole
        self._cells: list[tuple[int, int, float]] = []
        self._bounds: list[tuple[float, float]] = []

    def _add(self, cells: Sequence[tuple[int, float]], low: float, high: float) -> None:
        row = len(self._bounds)
        self._cells += [(row, column, value) for column, value in cells]
        self._bounds.append((low, high))

    def at_most(self, columns: Sequence[int], limit: float) -> None:
        self._add([(one, 1.0) for one in columns], -float("inf"), limit)

    def at_least(self, columns: Sequence[int] | range, limit: float) -> None:
        self._add([(one, 1.0) for one in columns], limit, float("inf"))

    def _column(self, price: list[float], cost: float) -> int:
        price.append(cost)
        self.columns += 1
        return self.columns - 1

    def level(self, columns: Sequence[int], price: list[float], costs: Sequence[float]) -> None:
        """The kth of the columns that is taken costs `costs[k]`, which grow."""
        steps = [self._column(price, cost) for cost in costs]
        self._add([*((one, 1.0) for one in columns), *((one, -1.0) for one in steps)], 0, 0)

    def together(
        self, there: Sequence[int], back: Sequence[int], there_fixed: bool, back_fixed: bool, price: list[float], cost: float
    ) -> None:
        """Any of `there` with any of `back` costs `cost`."""
        both = self._column(price, cost)
        cells, limit = [(both, 1.0)], -1.0
        for group, is_fixed in ((there, there_fixed), (back, back_fixed)):
            if is_fixed:
                limit += 1
                continue
            some = self._column(price, 0.0)
            for one in group:
                self._add([(some, 1.0), (one, -1.0)], 0, float("inf"))
            cells.append((some, -1.0))
        self._add(cells, limit, float("inf"))

    def solve(self, price: Any, seconds: float) -> Any:
        """Values of the columns, or None where nothing was found in time."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        rows, columns, values = zip(*self._cells, strict=True)
        matrix = csr_array((values, (rows, columns)), shape=(len(self._bounds), self.columns))
        low, high = zip(*self._bounds, strict=True)
        whole = np.zeros(self.columns)
        whole[: self.whole] = 1
        found = milp(
            np.asarray(price), integrality=whole, bounds=Bounds(0, 1), constraints=LinearConstraint(matrix, low, high),
            options={"time_limit": seconds, "mip_rel_gap": 1e-6},
        )  # fmt: skip
        return found.x


def _groups(items: Any, key: Any) -> list[list[int]]:
    """Places of the items with one key, in order of appearance."""
    found: dict[Any, list[int]] = {}
    for place, item in enumerate(items):
        found.setdefault(key(item), []).append(place)
    return list(found.values())


def reason(need: Need, watchers: Sequence[Watcher], plan: dict[int, list[date | None]], max_places: int, grade: int) -> Uncovered:
    """Why a place stays empty. `plan`: person → days of the places they have by the plan."""
    seen: Counter[str] = Counter()
    for watcher in watchers:
        why = bars(watcher, need, grade)
        days = plan.get(watcher.person_id, [])
        if not why and need.held_on in days:
            why = "busy"
        if not why and watcher.places + len(days) >= max_places:
            why = "full"
        seen[why or "else"] += 1
    if not watchers:
        return Uncovered(need, "Наблюдателей не из кого выбрать.", "Впишите людей или загрузите их список.")
    said = [
        (seen["own"], ("работает в этой школе", "работают в этой школе")),
        (seen["tied"], ("ведёт там уроки или связан со школой", "ведут там уроки или связаны со школой")),
        (seen["parent"], ("родитель ученика", "родители учеников")),
        (seen["busy"], ("занят в этот день", "заняты в этот день")),
        (seen["full"], ("уже с полной нагрузкой", "уже с полной нагрузкой")),
    ]
    parts = [f"{count} – {words[count % 10 != 1 or count % 100 == 11]}" for count, words in said if count]
    many = counted(len(watchers), "человека", "человек", "человек")
    if seen["full"]:
        fix = "Разрешите наблюдателю больше школ или добавьте людей."
    elif seen["busy"]:
        fix = "Добавьте людей или договоритесь со школой о другом дне."
    else:
        fix = "Добавьте наблюдателя из другой школы."
    return Uncovered(need, f"Из {many}: {', '.join(parts)}." if parts else "Свободных людей не хватило.", fix)
