"""Pupils by score with the curve expected of this school, and the pupils who stand exactly on a cut."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from app.services.charts import style
from app.services.charts.style import LIGHT, Palette
from app.services.text_ru import counted, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from app.services.objectivity.pictures import DistributionDetail


def bunching_figure(
    detail: DistributionDetail, school: str, title: str = "", *, width: float = 7.2, height: float = 3.0, palette: Palette = LIGHT
) -> Figure:
    """Counts of pupils (not shares), 0 … maximum; pupils on a cut in the second colour, the windows a shade behind them."""
    figure = style.new_figure(width, height, palette)
    style.set_title(figure, title, palette)
    counts, expected = detail.counts, detail.expected
    n = int(counts.sum())
    if n < style.FEW:
        return style.too_few(figure, n, palette)
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.ticker import MaxNLocator

    axes = figure.add_subplot()
    style.quiet_axes(axes, palette)
    on_cut = {window.cut for window in detail.windows}
    colours = [palette.marks[0] if score in on_cut else palette.accent for score in range(counts.size)]
    axes.bar(range(counts.size), counts, width=0.78, color=colours, linewidth=0, zorder=2)
    axes.plot(range(expected.size), expected, color=palette.surface, linewidth=3.6, zorder=3)  # parts the curve from the bars
    axes.plot(range(expected.size), expected, color=palette.reference, linewidth=1.8, zorder=4)
    last = max(counts.size, 2) - 1
    axes.set_xlim(-0.8, last + 0.8)
    axes.set_ylim(0, max(float(counts.max()), float(expected.max()), 1.0) * 1.38)
    for window in detail.windows:
        # The window of the signal: the cut and three points below it.
        axes.axvspan(max(-0.5, window.cut - 3.5), window.cut + 0.5, color=palette.line, alpha=0.55, linewidth=0, zorder=0)
    _name_cuts(axes, detail, last, palette)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=12, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True, steps=[1, 2, 5, 10]))
    axes.set_xlabel("первичный балл; у границы: работ (обычно)", color=palette.secondary, fontsize=style.SMALL)
    axes.set_ylabel("работ", color=palette.secondary, fontsize=style.SMALL)
    name = f"{style.wrapped(school, width * 5, 1)}, {counted(n, 'работа', 'работы', 'работ')}"
    handles: list[object] = [Patch(color=palette.accent, label=name)]
    if on_cut:
        handles.append(Patch(color=palette.marks[0], label="на границе"))
    handles.append(Line2D([], [], color=palette.reference, linewidth=1.8, label="обычно"))
    style.legend(axes, handles, palette, columns=len(handles))
    return figure


def _name_cuts(axes: Axes, detail: DistributionDetail, last: int, palette: Palette) -> None:
    """A line before each cut; beside its top the mark and, where the cut is judged, pupils on it and (usually)."""
    told = {window.cut: f"\n{window.at_cut} ({number(window.expected, 1)})" for window in detail.windows}
    shown = [(place + 3, cut) for place, cut in enumerate(detail.cuts) if 0 < cut <= last]
    labels = []
    for mark, cut in shown:
        axes.axvline(cut - 0.5, color=palette.secondary, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
        label = style.beside(axes, "", (cut - 0.5, 1.0), palette, in_axes_y=True)
        label.set_bbox(None)  # nothing but the shade of the window is behind it
        labels.append((label, mark, cut))
    closest = min((b - a for (_, a), (_, b) in pairwise(shown)), default=last)

    def arrange(width: float) -> None:
        roomy = closest * (width - 0.65) / (last + 1.6) >= 0.75
        for label, mark, cut in labels:
            label.set_text((f"«{mark}» от {cut}" if roomy else f"«{mark}»") + told.get(cut, ""))

    style.on_width(axes.figure, arrange)
