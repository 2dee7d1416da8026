"""Every school by its size: means with the limits of usual spread, and shares of those who wrote."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.services.charts import style
from app.services.charts.style import LIGHT, Palette
from app.services.text_ru import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from app.services.objectivity.pictures import FunnelDetail, ParticipationDetail
    from app.services.objectivity.region import Flags, Floats, Ints

LIMITS = ((1.96, "95 из 100 школ"), (3.09, "998 из 1000"))
"""z of the limits, and how many ordinary schools stand inside."""


def funnel_figure(
    detail: FunnelDetail, school: str, title: str = "", *, width: float = 7.2, height: float = 3.0, palette: Palette = LIGHT
) -> Figure:
    """Mean in percent of the maximum against the number of pupils. Schools of fewer than 5 are not shown."""
    import numpy as np

    figure = style.new_figure(width, height, palette)
    style.set_title(figure, title, palette)
    n = int(detail.n[detail.own])
    if n < style.FEW:
        return style.too_few(figure, n, palette)

    def limits(size: Floats, z: float) -> tuple[Floats, Floats]:
        spread = z * np.sqrt(detail.within_sd**2 / size + detail.between_sd**2)
        return np.maximum(0.0, detail.centre - spread), np.minimum(100.0, detail.centre + spread)

    axes = figure.add_subplot()
    shown = (detail.n >= style.FEW) & np.isfinite(detail.mean)
    _scatter(axes, detail.n, detail.mean, shown, detail.own, detail.centre, limits, school, width, palette)
    axes.set_xlabel("участников", color=palette.secondary, fontsize=style.SMALL)
    axes.set_ylabel("средний балл, % от наибольшего", color=palette.secondary, fontsize=style.SMALL)
    return figure


def participation_figure(
    detail: ParticipationDetail,
    school: str,
    title: str = "",
    *,
    width: float = 7.2,
    height: float = 3.0,
    palette: Palette = LIGHT,
) -> Figure:
    """Share of the list who wrote against the length of the list."""
    import numpy as np

    figure = style.new_figure(width, height, palette)
    style.set_title(figure, title, palette)
    n = int(detail.enrolled[detail.own])
    if n < style.FEW:
        return style.too_few(figure, n, palette)
    from scipy.special import betaincinv, ndtr

    usual = float(np.clip(detail.centre, 0.001, 0.999))
    # Correlation of the beta-binomial law that the signal uses; the limits are those of its smooth likeness, a beta law.
    alike = min(0.99, 4 * detail.between_sd**2)

    def limits(size: Floats, z: float) -> tuple[Floats, Floats]:
        weight = np.maximum(size / (1 + (size - 1) * alike) - 1, 0.2)
        low, high = (betaincinv(usual * weight, (1 - usual) * weight, tail) for tail in (ndtr(-z), ndtr(z)))
        return 100 * low, 100 * high

    axes = figure.add_subplot()
    shown = detail.enrolled >= style.FEW
    share = 100 * detail.wrote / np.maximum(1, detail.enrolled)
    _scatter(axes, detail.enrolled, share, shown, detail.own, 100 * detail.centre, limits, school, width, palette)
    axes.set_xlabel("учеников по списку", color=palette.secondary, fontsize=style.SMALL)
    axes.set_ylabel("писали, % списка", color=palette.secondary, fontsize=style.SMALL)
    return figure


def _scatter(
    axes: Axes,
    size: Ints,
    percent: Floats,
    shown: Flags,
    own: int,
    centre: float,
    limits: Callable[[Floats, float], tuple[Floats, Floats]],
    school: str,
    width: float,
    palette: Palette,
) -> None:
    import numpy as np
    from matplotlib.lines import Line2D

    style.quiet_axes(axes, palette)
    others = shown.copy()
    others[own] = False
    right = float(size[shown].max()) * 1.06
    left = min(float(style.FEW), float(size[shown].min())) - 0.02 * right
    sizes = np.linspace(max(1.0, left), right, 160)
    handles: list[object] = [
        Line2D([], [], linestyle="none", marker="o", markersize=7, color=palette.accent,
               label=f"{style.wrapped(school, width * 5, 1)}: {int(size[own])}"),
        Line2D([], [], linestyle="none", marker="o", markersize=4, color=palette.reference,
               label=f"ещё {counted(int(others.sum()), 'школа', 'школы', 'школ')}"),
    ]  # fmt: skip
    dashes: list[object] = ["-", (0, (4, 2))]
    low = high = centre
    for (z, words), dash in zip(LIMITS, dashes, strict=True):
        lower, upper = limits(sizes, z)
        for line in (lower, upper):
            axes.plot(sizes, line, color=palette.secondary, linewidth=0.9, linestyle=dash, zorder=3)
        handles.append(Line2D([], [], color=palette.secondary, linewidth=0.9, linestyle=dash, label=words))  # type: ignore[arg-type]
        if z < 3:  # the wider ones may leave the picture among the smallest schools
            low, high = float(lower.min()), float(upper.max())
    few = int(others.sum()) <= 80
    axes.plot(size[others], percent[others], linestyle="none", marker="o", markersize=4.2 if few else 2.6,
              color=palette.reference, alpha=0.85 if few else 0.45, markeredgewidth=0, zorder=2)  # fmt: skip
    axes.axhline(centre, color=palette.reference, linewidth=1.0, zorder=1)
    axes.plot([size[own]], [percent[own]], linestyle="none", marker="o", markersize=8, color=palette.accent,
              markeredgecolor=palette.surface, markeredgewidth=1.2, zorder=5)  # fmt: skip
    seen = percent[shown]
    low, high = min(low, float(seen.min())), max(high, float(seen.max()))
    room = 0.06 * max(1.0, high - low)
    axes.set_xlim(left, right)
    axes.set_ylim(max(-2.0, low - room), min(102.0, high + room))
    style.legend(axes, handles, palette, columns=len(handles))
