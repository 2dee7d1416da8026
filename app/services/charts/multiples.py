"""Small multiples of a school: which figure they show, on which years and scale. Both the screen and the paper draw them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.charts.rows import HistoryPanel, HistoryPoint

if TYPE_CHECKING:
    from app.services.card.rows import ResultPoint, ResultSeries
    from app.services.results.procedure import ProcedureRow
    from app.services.results.rows import GroupResult

FEW = 5
MOST_YEARS = 5
TOPS = (10, 20, 25, 40, 50, 60, 80, 100)
"""Ends of the scale, in percent: the least one that holds everything."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a group, in percent. `words` stand on the switch, `unit` beside the axis."""

    key: str
    words: str
    unit: str
    of: Callable[[GroupResult, ProcedureRow], float | None]


def _mean(group: GroupResult, procedure: ProcedureRow) -> float | None:
    if group.mean_score is None or not procedure.max_score:
        return None
    return 100 * group.mean_score / procedure.max_score


MEASURES: tuple[Measure, ...] = (
    Measure("quality", "«4» и «5»", "доля «4» и «5», %", lambda group, _: group.quality_rate),
    Measure("twos", "«2»", "доля «2», %", lambda group, _: group.mark_percents[0] if group.mark_percents else None),
    Measure("mean", "Средний балл", "средний балл, % от максимума", _mean),
)


def measure(key: str) -> Measure:
    return next(one for one in MEASURES if one.key == key)


@dataclass(frozen=True, slots=True)
class Multiples:
    """Panels in the order of the series, the years they share (oldest first), the end of their scale in percent."""

    measure: Measure
    panels: tuple[HistoryPanel, ...]
    years: tuple[int, ...]
    top: float

    @property
    def has_region(self) -> bool:
        return any(point.value is not None for panel in self.panels for point in panel.region)

    @property
    def empty(self) -> bool:
        return all(point.value is None for panel in self.panels for point in panel.school)


def school_multiples(series: Sequence[ResultSeries], key: str = "quality", most_years: int = MOST_YEARS) -> Multiples:
    """The last years of every series on one scale from zero. No value where fewer than 5 wrote."""
    chosen = measure(key)
    years = tuple(sorted({year for one in series for year in one.years})[-most_years:])
    panels = tuple(_panel(one, chosen, frozenset(years)) for one in series)
    values = [
        point.value for panel in panels for point in (*panel.school, *panel.reference, *panel.region) if point.value is not None
    ]
    most = max(values, default=0.0)
    return Multiples(chosen, panels, years, float(next((top for top in TOPS if top >= most), 100)))


def last_point(series: ResultSeries) -> ResultPoint:
    """The newest result of a series; the school's own before one of a school that joined it."""
    return max(series.points, key=lambda point: (point.procedure.year, not point.school_name))


def _panel(series: ResultSeries, chosen: Measure, years: frozenset[int]) -> HistoryPanel:
    own = {point.procedure.year for point in series.points if not point.school_name}
    points = [
        point
        for point in series.points
        if point.procedure.year in years and (not point.school_name or point.procedure.year not in own)
    ]
    beside: dict[str, dict[int, HistoryPoint]] = {"school": {}, "district": {}, "region": {}}
    for point in points:
        for name, group in (("school", point.school), ("district", point.district), ("region", point.region)):
            if group is not None:
                value = chosen.of(group, point.procedure) if group.participants >= FEW else None
                former = point.school_name if name == "school" else ""
                year = point.procedure.year
                beside[name].setdefault(year, HistoryPoint(year, value, group.participants, former))
    school, district, region = (tuple(beside[name][year] for year in sorted(beside[name])) for name in beside)
    return HistoryPanel(series.title, school, district, region)
