"""Tasks from easy to hard: what the class did beside what pupils with the same totals usually do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.charts import style
from app.services.charts.style import LIGHT, Palette
from app.services.text_ru import counted, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from app.services.objectivity.pictures import TaskDetail

UNUSUAL = 2.0
"""|z| from which a task is named on the picture."""
NAMED = 5
"""At most so many tasks carry their figure."""


def task_profile_figure(
    detail: TaskDetail, school: str, n: int, title: str = "", *, width: float = 7.2, height: float = 3.0, palette: Palette = LIGHT
) -> Figure:
    """Completion in percent of the task's maximum, 0–100; a stem joins what is seen to what is usual."""
    import numpy as np

    figure = style.new_figure(width, height, palette)
    style.set_title(figure, title, palette)
    if n < style.FEW:
        return style.too_few(figure, n, palette)
    known = np.flatnonzero(np.isfinite(detail.completion) & np.isfinite(detail.expected))
    if not known.size:
        return style.message(figure, "Баллов по заданиям нет.", palette)
    from matplotlib.lines import Line2D

    order = known[np.argsort(detail.difficulty[known], kind="stable")]
    seen, usual = detail.completion[order], detail.expected[order]
    z = np.where(np.isfinite(detail.z[order]), detail.z[order], 0.0)
    places = np.arange(order.size)
    axes = figure.add_subplot()
    style.quiet_axes(axes, palette)
    axes.plot(places, usual, color=palette.reference, linewidth=1.6, marker="D", markersize=4.5,
              markeredgecolor=palette.surface, markeredgewidth=0.6, zorder=3)  # fmt: skip
    loud = np.abs(z) >= UNUSUAL
    for which, colour in ((~loud, palette.accent), (loud, palette.marks[0])):
        axes.vlines(places[which], np.minimum(seen, usual)[which], np.maximum(seen, usual)[which], color=colour,
                    linewidth=2.2, zorder=2)  # fmt: skip
    axes.plot(places[~loud], seen[~loud], linestyle="none", marker="o", markersize=6.5, color=palette.accent,
              markeredgecolor=palette.surface, markeredgewidth=0.8, zorder=4)  # fmt: skip
    axes.plot(places[loud], seen[loud], linestyle="none", marker="s", markersize=7, color=palette.marks[0],
              markeredgecolor=palette.surface, markeredgewidth=0.8, zorder=4)  # fmt: skip
    for place in sorted(np.flatnonzero(loud), key=lambda i: (-abs(z[i]), i))[:NAMED]:
        above = seen[place] >= usual[place] or seen[place] < 12  # no room under the point
        axes.annotate(
            number(float(seen[place])), (place, seen[place]), xytext=(0, 6 if above else -6), textcoords="offset points",
            ha="center", va="bottom" if above else "top", fontsize=style.SMALL, color=palette.text, zorder=6,
            bbox={"facecolor": palette.surface, "edgecolor": "none", "pad": 0.4, "alpha": 0.85},
        )  # fmt: skip
    axes.set_xlim(-0.7, order.size - 0.3)
    axes.set_ylim(-5, 113)
    axes.set_yticks([0, 25, 50, 75, 100])
    style.ticks_that_fit(axes, places, [detail.codes[i] for i in order])
    axes.set_xlabel("задания от лёгких к трудным", color=palette.secondary, fontsize=style.SMALL)
    axes.set_ylabel("% от наибольшего балла", color=palette.secondary, fontsize=style.SMALL)
    name = f"{style.wrapped(school, width * 5, 1)}, {counted(n, 'работа', 'работы', 'работ')}"
    handles: list[object] = [Line2D([], [], linestyle="none", marker="o", markersize=6, color=palette.accent, label=name)]
    if loud.any():
        handles.append(Line2D([], [], linestyle="none", marker="s", markersize=6, color=palette.marks[0], label="необычно"))
    handles.append(Line2D([], [], color=palette.reference, linewidth=1.6, marker="D", markersize=4.5, label="обычно"))
    style.legend(axes, handles, palette, columns=len(handles))
    return figure
