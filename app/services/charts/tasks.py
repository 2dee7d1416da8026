"""Completion of tasks: bars of one group with the threshold of each task, and lines of the groups by mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.charts import style
from app.services.charts.style import LIGHT, Palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MARKERS = {2: "v", 3: "s", 4: "o", 5: "^"}
"""Beside the colour: a print in black and white and colour-blind eyes tell the groups too."""


def tasks_figure(
    codes: Sequence[str],
    own: Sequence[float | None],
    reference: Sequence[float | None],
    enough: Sequence[float | None],
    states: Sequence[str],
    *,
    own_name: str = "школа",
    reference_name: str = "",
    title: str = "",
    width: float = 7.2,
    height: float = 3.1,
    palette: Palette = LIGHT,
) -> Figure:
    """Percent of the maximum by task, 0–100; tasks under their threshold in the colour of «2», with a mark under the bar."""
    figure = style.new_figure(width, height, palette)
    style.set_title(figure, title, palette)
    if not any(value is not None for value in own):
        return style.message(figure, "Мало данных: проценты показываются от 5 участников.", palette)
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    axes = figure.add_subplot()
    _percent_axes(axes, codes, palette)
    weak = palette.marks[0]
    for place, value in enumerate(own):
        if value is not None:
            colour = weak if states[place] == "low" else palette.accent
            axes.bar(place, value, width=0.66, color=colour, linewidth=0, zorder=2)
    for place, threshold in enumerate(enough):
        if threshold is not None:
            axes.plot(
                [place - 0.44, place + 0.44],
                [threshold] * 2,
                color=palette.secondary,
                linewidth=1.0,
                linestyle=(0, (2, 1.4)),
                zorder=4,
            )
    places = [place for place, value in enumerate(reference) if value is not None]
    values = [value for value in reference if value is not None]
    handles: list[object] = [Patch(color=palette.accent, label=own_name)]
    if "low" in states:
        handles.append(Patch(color=weak, label=f"{own_name}, недостаточно"))
    if places:
        axes.plot(places, values, linestyle="none", marker="D", markersize=5,
                  color=palette.reference, markeredgecolor=palette.surface, markeredgewidth=0.9, zorder=5)  # fmt: skip
        handles.append(Line2D([], [], linestyle="none", marker="D", markersize=5, color=palette.reference, label=reference_name))
    if any(threshold is not None for threshold in enough):
        handles.append(Line2D([], [], color=palette.secondary, linewidth=1.0, linestyle=(0, (2, 1.4)), label="достаточно"))
    style.legend(axes, handles, palette, columns=len(handles))
    return figure


def mark_groups_figure(
    codes: Sequence[str],
    groups: Sequence[tuple[int, str, Sequence[float | None]]],
    title: str = "",
    *,
    width: float = 7.2,
    height: float = 3.3,
    palette: Palette = LIGHT,
) -> Figure:
    """A line a group of participants: (mark, words, percents by task)."""
    figure = style.new_figure(width, height, palette)
    style.set_title(figure, title, palette)
    if not groups:
        return style.message(figure, "Мало данных: проценты показываются от 5 участников в группе.", palette)
    from matplotlib.lines import Line2D

    axes = figure.add_subplot()
    _percent_axes(axes, codes, palette)
    handles: list[object] = []
    for mark, words, percents in groups:
        colour = palette.reference if mark == 3 else palette.marks[mark - 2]
        values = [float("nan") if value is None else value for value in percents]
        look = {"color": colour, "linewidth": 1.4, "marker": _MARKERS[mark], "markersize": 4.5}
        axes.plot(range(len(codes)), values, zorder=3, **look)  # type: ignore[arg-type]
        handles.append(Line2D([], [], label=words, **look))  # type: ignore[arg-type]
    style.legend(axes, handles, palette, columns=2 if sum(len(words) for _, words, _ in groups) > width * 11 else len(groups))
    return figure


def _percent_axes(axes: Axes, codes: Sequence[str], palette: Palette) -> None:
    style.quiet_axes(axes, palette)
    axes.set_xlim(-0.7, len(codes) - 0.3)
    axes.set_ylim(0, 102)
    axes.set_yticks([0, 25, 50, 75, 100])
    crowded = sum(len(code) + 1 for code in codes) > 80
    axes.set_xticks(range(len(codes)), list(codes), rotation=90 if crowded else 0)
    axes.set_xlabel("задание", color=palette.secondary, fontsize=style.SMALL)
    axes.set_ylabel("% от наибольшего балла", color=palette.secondary, fontsize=style.SMALL)
