"""The school's papers on one scale, with what its other papers or its ОГЭ predict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.charts import style
from app.services.charts.style import LIGHT, Palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from app.services.objectivity.pictures import ExpectationDetail


def expectation_figure(
    detail: ExpectationDetail,
    names: Sequence[str],
    title: str = "",
    *,
    width: float = 7.2,
    height: float = 3.0,
    palette: Palette = LIGHT,
) -> Figure:
    """A column a paper (`names`: «РУ 7\\n2024»): the grey bar holds 95 of 100 such results, the dash is the expected one.

    Standard deviations of pupils say little to a reader: shown is how many of 100 pupils of an ordinary school the school's
    average pupil is better than. Points without a prediction (ОГЭ) are what the prediction stands on.
    """
    import numpy as np

    figure = style.new_figure(width, height, palette)
    style.set_title(figure, title, palette)
    if not detail.observed.size:
        return style.message(figure, "Других работ школы нет, сравнивать не с чем.", palette)
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from scipy.special import ndtr

    axes = figure.add_subplot()
    style.quiet_axes(axes, palette)
    observed, predicted, low, high = (100 * ndtr(one) for one in (detail.observed, detail.predicted, detail.low, detail.high))
    places = np.arange(observed.size)
    told = np.isfinite(predicted)
    own = places == detail.own
    axes.bar(places[told], (high - low)[told], bottom=low[told], width=0.5, color=palette.line, linewidth=0, zorder=1)
    axes.hlines(predicted[told], places[told] - 0.25, places[told] + 0.25, color=palette.reference, linewidth=2.0, zorder=2)
    exam = ~own & (~told | np.array([name.startswith("ОГЭ") for name in names], dtype=np.bool_))
    looks = (
        (exam, "D", 6.0, palette.reference, "ОГЭ"),
        (~exam & ~own, "o", 6.0, palette.secondary, "другие работы школы"),
        (own, "s", 8.0, palette.accent, "эта работа"),
    )
    handles: list[object] = []
    for which, marker, size, colour, words in reversed(looks):
        if which.any():
            look = {"linestyle": "none", "marker": marker, "markersize": size, "color": colour}
            axes.plot(places[which], observed[which], markeredgecolor=palette.surface, markeredgewidth=0.8, zorder=4, **look)
            handles.append(Line2D([], [], label=words, **look))
    if told.any():
        handles.append(Patch(color=palette.line, label="ожидается"))
    axes.set_ylim(0, 103)
    axes.set_yticks([0, 25, 50, 75, 100])
    axes.axhline(50, color=palette.secondary, linewidth=0.8, zorder=1)
    axes.set_xlim(-0.7, max(places.size, 2) - 0.3)
    style.ticks_that_fit(axes, places, list(names))
    axes.set_ylabel("лучше скольких из 100 учеников", color=palette.secondary, fontsize=style.SMALL)
    style.legend(axes, handles, palette, columns=len(handles))
    return figure
