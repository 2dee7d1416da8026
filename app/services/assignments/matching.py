"""Who observes where: a matching of the whole district at once, not a guess school by school. Pure.

First as many places as can be are filled (a flow: every limit is nested, so the greatest number is exact). Then, with
that number kept, as few pairs of schools as possible watch each other, the load is equal, the way is short.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
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
    mutual = tuple(sorted(_mutual(needs, watchers, chosen, fixed)))
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
    first = problem.solve(-np.ones(len(edges)), seconds, whole=False)
    if first is None:
        return []
    most = round(float(first[: len(edges)].sum()))
    price, worst = _prices(problem, needs, watchers, edges, max_places, fixed)
    problem.at_least(range(len(edges)), most)
    ways: defaultdict[Pair, list[int]] = defaultdict(list)
    for e, (n, w) in enumerate(edges):
        ways[watchers[w].work_id or 0, needs[n].organisation_id].append(e)

    def pairs_in(plan: Any) -> set[Pair]:
        return _mutual(needs, watchers, [edge for e, edge in enumerate(edges) if plan[e] > 0.5], fixed)

    best = _one_way(problem, price, ways, pairs_in, fixed, seconds)
    if best is None:
        best = _fewest_pairs(problem, price, ways, pairs_in, fixed, worst, seconds)
    return [edge for e, edge in enumerate(edges) if (first if best is None else best)[e] > 0.5]


def _one_way(
    problem: _Rows,
    price: list[float],
    ways: dict[Pair, list[int]],
    pairs_in: Callable[[Any], set[Pair]],
    fixed: frozenset[Pair],
    seconds: float,
) -> Any:
    """A plan without mutual pairs: where one appears, one of its ways is closed. None where that leaves a place empty.

    Closing ways keeps it a flow, which is quick whatever the size.
    """
    closed: set[int] = set()
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        found = problem.solve(price, left, closed, whole=False)
        if found is None:
            return None
        pairs = {(a, b) for a, b in pairs_in(found) if (a, b) not in fixed or (b, a) not in fixed}
        if not pairs:
            return found
        for a, b in pairs:
            closed.update(ways.get((a, b) if (b, a) in fixed else (b, a), ()))
    return None


def _fewest_pairs(
    problem: _Rows,
    price: list[float],
    ways: dict[Pair, list[int]],
    pairs_in: Callable[[Any], set[Pair]],
    fixed: frozenset[Pair],
    worst: float,
    seconds: float,
) -> Any:
    """The plan with the fewest mutual pairs. They get their price only when a plan has them: one without new ones is best."""
    best: Any = None
    fewest = -1
    known: set[Pair] = set()
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        found = problem.solve(price, left)
        if found is None:
            break
        pairs = pairs_in(found)
        if fewest < 0 or len(pairs) <= fewest:
            best, fewest = found, len(pairs)
        new = pairs - known
        if not new:
            return found
        known |= new
        for a, b in sorted(new):
            problem.together(ways.get((a, b), []), ways.get((b, a), []), (a, b) in fixed, (b, a) in fixed, price, worst)
    return best


def _mutual(needs: Sequence[Need], watchers: Sequence[Watcher], chosen: Sequence[Pair], fixed: Collection[Pair]) -> set[Pair]:
    """Pairs of schools that watch each other."""
    sent = {*fixed, *((watchers[w].work_id or 0, needs[n].organisation_id) for n, w in chosen)}
    return {(a, b) for a, b in sent if a and a < b and (b, a) in sent}


def _prices(
    problem: _Rows, needs: Sequence[Need], watchers: Sequence[Watcher], edges: list[Pair], max_places: int, fixed: frozenset[Pair]
) -> tuple[list[float], float]:
    """Columns for loads; the price of every column, and of a mutual pair: more than everything else together."""
    price = []
    for n, w in edges:
        here, there = watchers[w].locality, needs[n].locality
        price.append((0.0 if here == there else _FAR) if here and there else _UNKNOWN)
    for group in _groups(edges, lambda edge: edge[1]):
        before = watchers[edges[group[0]][1]].places
        problem.level(group, price, [_AGAIN * k for k in range(before, max_places)])
    home = [watchers[w].work_id for _n, w in edges]
    sent_before = Counter(school for school, _other in fixed)
    for group in _groups(range(len(edges)), lambda e: home[e]):
        if (school := home[group[0]]) is not None:
            most = min(len(group), max_places * len({edges[e][1] for e in group}))
            problem.level(group, price, [_SENT * (sent_before[school] + k) for k in range(most)])
    return price, 1 + sum(sorted(price, reverse=True)[: 3 * len(needs)])


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

    def solve(self, price: Any, seconds: float, closed: Collection[int] = (), *, whole: bool = True) -> Any:
        """Values of the columns, or None where nothing was found in time. `closed` columns stay 0.

        `whole` False: a flow, whose best corner has whole numbers by itself.
        """
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        rows, columns, values = zip(*self._cells, strict=True)
        matrix = csr_array((values, (rows, columns)), shape=(len(self._bounds), self.columns))
        low, high = zip(*self._bounds, strict=True)
        kinds = np.zeros(self.columns)
        if whole:
            kinds[: self.whole] = 1
        top = np.ones(self.columns)
        top[list(closed)] = 0
        found = milp(
            np.asarray(price), integrality=kinds, bounds=Bounds(0, top), constraints=LinearConstraint(matrix, low, high),
            options={"time_limit": seconds, "mip_rel_gap": 1e-6},
        )  # fmt: skip
        if not whole and found.x is not None and np.abs(found.x - found.x.round())[: self.whole].max(initial=0) > 1e-6:
            return self.solve(price, seconds, closed)  # not a corner: the solver stopped on the way to one
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
