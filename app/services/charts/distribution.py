"""Distribution of raw scores: the school's bars, the reference as a grey curve, cuts as thin labelled lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.charts import style
from app.services.charts.style import LIGHT, Palette
from app.services.results.rows import Scale, ScoreDistribution
from app.services.text_ru import counted, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FEW = 5
"""Fewer writers than this: no shares are shown."""


def distribution_figure(
    school: ScoreDistribution,
    reference: ScoreDistribution | None = None,
    cuts: Scale | None = None,
    title: str = "",
    *,
    width: float = 7.2,
    height: float = 3.4,
    palette: Palette = LIGHT,
) -> Figure:
    """Percent of participants by raw score. Sizes in inches.

    `school` may be any group (the district too); with fewer than 5 participants the picture says so in words.
    """
    figure = style.new_figure(width, height, palette)
    style.set_title(figure, title, palette)
    if school.n < FEW:
        return style.message(
            figure, f"Мало данных: {_people(school.n)}. Распределение показывается от {FEW} участников.", palette
        )
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes = figure.add_subplot()
    style.quiet_axes(axes, palette)
    names = [_series(one, width) for one in (school, reference) if one is not None]
    bars = [100 * share for share in school.shares]
    curve = [100 * share for share in reference.shares] if reference and reference.n >= FEW else []
    axes.bar(range(len(bars)), bars, width=0.78, color=palette.accent, linewidth=0, zorder=2)
    handles: list[object] = [Patch(color=palette.accent, label=names[0])]
    if curve:
        axes.plot(range(len(curve)), curve, color=palette.surface, linewidth=3.6, zorder=3)  # parts the curve from the bars
        axes.plot(range(len(curve)), curve, color=palette.reference, linewidth=1.8, zorder=4)
        handles.append(Line2D([], [], color=palette.reference, linewidth=1.8, label=names[-1]))
    last = max(len(bars), len(curve), 2) - 1
    axes.set_xlim(-0.8, last + 0.8)
    top = max([*bars, *curve, 1.0])
    axes.set_ylim(0, top * 1.18)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=12, integer=True, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _place: number(value, 0 if float(value).is_integer() else 1)))
    axes.set_xlabel("первичный балл", color=palette.secondary, fontsize=style.SMALL)
    axes.set_ylabel("доля участников, %", color=palette.secondary, fontsize=style.SMALL)
    if cuts is not None:
        _draw_cuts(axes, cuts, last, palette)
    style.legend(axes, handles, palette, columns=1 if sum(map(len, names)) > width * 13 else 2)
    return figure


def _draw_cuts(axes: Axes, cuts: Scale, last: int, palette: Palette) -> None:
    """A line before the lowest score of each mark, its name beside the top of the line."""
    for mark, cut in ((3, cuts.min3), (4, cuts.min4), (5, cuts.min5)):
        if cut is None or not 0 < cut <= last:
            continue
        axes.axvline(cut - 0.5, color=palette.secondary, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
        style.beside(axes, f"«{mark}» от {cut}", (cut - 0.5, 1.0), palette, in_axes_y=True)


def _series(distribution: ScoreDistribution, width: float) -> str:
    """«МБОУ «Заречная СОШ № 1» — 310 участников», on one line."""
    return f"{style.wrapped(distribution.name, width * 10, 1)} — {_people(distribution.n)}"


def _people(n: int) -> str:
    return counted(n, "участник", "участника", "участников")
