"""Stacked bars of shares, labelled inside: marks of groups, and marks against the journal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.services.charts import style
from app.services.charts.style import LIGHT, Palette
from app.services.results.rows import GroupResult
from app.services.text_ru import counted, number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FEW = 5
"""Fewer pupils than this: no percents."""
NARROW = 4.0
"""Percent of the width below which a number does not fit into its part and stands above it."""
MARKS = ("«2»", "«3»", "«4»", "«5»")
JOURNAL = ("ниже отметки в журнале", "совпала", "выше отметки в журнале")


def marks_figure(
    groups: Sequence[GroupResult], title: str = "", *, width: float = 7.2, height: float | None = None, palette: Palette = LIGHT
) -> Figure:
    """Shares of marks «2»…«5», one bar a group (school, district, region), in the order given."""
    rows = [(g.name, g.participants, g.mark_percents if g.participants >= FEW else None) for g in groups]
    return _stacked(rows, MARKS, palette.marks, title, "отметок нет", width, height, palette)


def journal_figure(
    groups: Sequence[GroupResult], title: str = "", *, width: float = 7.2, height: float | None = None, palette: Palette = LIGHT
) -> Figure:
    """The mark of the paper against the journal: below, same, above; pupils with a journal mark only."""
    rows = []
    for group in groups:
        counts = (group.lowered, group.confirmed, group.raised)
        n = sum(count or 0 for count in counts)
        known = None not in counts and n >= FEW
        rows.append((group.name, n, tuple(100 * (count or 0) / n for count in counts) if known else None))
    return _stacked(rows, JOURNAL, palette.journal, title, "сравнения с журналом нет", width, height, palette)


def _stacked(
    rows: Sequence[tuple[str, int, tuple[float, ...] | None]],
    names: tuple[str, ...],
    colours: tuple[str, ...],
    title: str,
    nothing: str,
    width: float,
    height: float | None,
    palette: Palette,
) -> Figure:
    """`rows`: (name, n, percents or None)."""
    labels = [
        style.wrapped(name, 30) + (f"\n{counted(n, 'участник', 'участника', 'участников')}" if n else "") for name, n, _ in rows
    ]
    lines = sum(label.count("\n") + 1 for label in labels)
    size = height or 0.75 + (0.35 if title else 0.0) + 0.17 * lines + 0.16 * len(rows)
    figure = style.new_figure(width, size, palette)
    style.set_title(figure, title, palette)
    if not rows:
        return style.message(figure, "Показывать пока нечего.", palette)
    from matplotlib.patches import Patch

    axes = figure.add_subplot()
    style.quiet_axes(axes, palette, values="x")
    axes.grid(False)
    places = [-i for i in range(len(rows))]
    for place, (_, n, percents) in zip(places, rows, strict=True):
        if percents is None:
            why = "мало данных: проценты показываются от 5 участников" if 0 < n < FEW else nothing
            axes.text(1, place, why, va="center", ha="left", color=palette.secondary, fontsize=style.SIZE)
            continue
        left = 0.0
        for percent, colour in zip(percents, colours, strict=True):
            axes.barh(place, percent, left=left, height=0.58, color=colour, edgecolor=palette.surface, linewidth=1.2)
            if percent > 0:
                fits = percent >= NARROW
                axes.text(
                    left + percent / 2,
                    place if fits else place + 0.33,
                    number(percent, 1 if percent < 99.95 else 0),
                    va="center" if fits else "bottom",
                    ha="center",
                    color=style.ink(colour) if fits else palette.secondary,
                    fontsize=style.SIZE if fits else style.SMALL,
                )
            left += percent
    axes.set_xlim(0, 100.5)
    axes.set_ylim(places[-1] - 0.55, 0.55)
    axes.set_xticks([])
    axes.set_yticks(places, labels)
    axes.tick_params(axis="y", colors=palette.text, labelsize=style.SIZE, pad=6)
    handles = [Patch(color=colour, label=f"{name}, %") for name, colour in zip(names, colours, strict=True)]
    style.legend(axes, handles, palette, columns=len(names))
    return figure
