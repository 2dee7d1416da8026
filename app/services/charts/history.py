"""Small charts over years, one a paper, all with the same axes."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

from app.services.charts import style
from app.services.charts.rows import HistoryPanel, HistoryPoint
from app.services.charts.style import LIGHT, Palette
from app.services.text_ru import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DASHES = (0, (4, 2))


def history_figure(
    panels: Sequence[HistoryPanel],
    title: str = "",
    *,
    top: float = 100.0,
    unit: str = "средний % выполнения",
    school: str = "школа",
    reference: str = "район",
    region: str = "регион",
    columns: int = 3,
    width: float = 7.2,
    height: float | None = None,
    palette: Palette = LIGHT,
) -> Figure:
    """Figure of each year from 0 to `top`, n under every year; the school in accent, the district as a grey line, the
    region, where it is known, as a thin dashed one.
    """
    across = max(1, min(columns, len(panels)))
    down = max(1, ceil(len(panels) / across))
    figure = style.new_figure(width, height or 0.7 + 1.75 * down, palette)
    style.set_title(figure, title, palette)
    years = sorted({point.year for panel in panels for point in (*panel.school, *panel.reference)})
    if not years:
        return style.message(figure, "Результатов прошлых лет пока нет.", palette)
    from matplotlib.lines import Line2D

    grid = figure.subplots(down, across, sharey=True, squeeze=False)  # each has its own n under the years
    places = {year: place for place, year in enumerate(years)}
    for i, axes in enumerate(grid.flat):
        if i >= len(panels):
            axes.set_visible(False)
            continue
        _panel(axes, panels[i], places, top, palette)
    grid[0][0].set_ylabel(unit, color=palette.secondary, fontsize=style.SMALL)
    handles = [Line2D([], [], color=palette.accent, linewidth=1.8, marker="o", markersize=4.5, label=school)]
    if any(panel.reference for panel in panels):
        handles.append(Line2D([], [], color=palette.reference, linewidth=1.6, label=reference))
    if any(point.value is not None for panel in panels for point in panel.region):
        handles.append(Line2D([], [], color=palette.reference, linewidth=1.0, linestyle=_DASHES, label=region))
    figure.legend(
        handles=handles,
        loc="outside lower left",
        ncols=len(handles),
        frameon=False,
        fontsize=style.SIZE,
        labelcolor=palette.text,
        handlelength=1.6,
        columnspacing=1.8,
    )
    return figure


def _panel(axes: Axes, panel: HistoryPanel, places: dict[int, int], top: float, palette: Palette) -> None:
    style.quiet_axes(axes, palette)
    axes.set_title(panel.title, loc="left", fontsize=style.SIZE, color=palette.text, pad=5)
    _line(axes, panel.region, places, color=palette.reference, linewidth=1.0, linestyle=_DASHES, zorder=2)
    _line(axes, panel.reference, places, color=palette.reference, linewidth=1.6, zorder=2)
    _line(axes, panel.school, places, color=palette.accent, linewidth=1.8, marker="o", markersize=4.5, zorder=3)
    beside = {point.year: point.value for point in panel.reference}
    for point in panel.school:
        if point.value is not None:
            other = beside.get(point.year)
            below = other is not None and point.value < other and point.value > 0.15 * top
            axes.annotate(
                number(point.value),
                (places[point.year], point.value),
                xytext=(0, -6 if below else 6),
                textcoords="offset points",
                ha="center",
                va="top" if below else "bottom",
                fontsize=style.SMALL,
                color=palette.accent,
                bbox={"facecolor": palette.surface, "edgecolor": "none", "pad": 0.4, "alpha": 0.85},
                zorder=4,
            )
    counts = {point.year: point.n for point in panel.school}
    axes.set_xlim(-0.5, len(places) - 0.5)
    axes.set_ylim(0, top * 1.13)  # room for the figure of a point on the upper edge
    axes.set_yticks([top * quarter / 4 for quarter in range(5)])
    axes.set_xticks(list(places.values()), [f"{year}\n{_count(counts.get(year))}" for year in places])


def _line(axes: Axes, points: Sequence[HistoryPoint], places: dict[int, int], **look: object) -> None:
    """Years in order; a year without a value breaks the line."""
    values = {point.year: point.value for point in points}
    known = [float("nan") if (value := values.get(year)) is None else value for year in places]
    axes.plot(list(places.values()), known, **look)  # type: ignore[arg-type]


def _count(n: int | None) -> str:
    return f"n = {n}" if n else "—"
