"""Charts of the analysis as figures: for the screen, the paper and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import charts
from app.services.analysis.rows import (
    Chart,
    JournalChart,
    MarkGroupsChart,
    MarksChart,
    ScoresChart,
    TasksChart,
    YearsChart,
)  # fmt: skip
from app.services.charts.style import LIGHT, Palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(chart: Chart, palette: Palette = LIGHT, *, width: float = 7.2, title: str = "") -> Figure:
    """`title` for pictures that leave the program; `width` in inches."""
    match chart.data:
        case MarksChart(groups):
            return charts.marks_figure(groups, title, width=width, palette=palette)
        case JournalChart(groups):
            return charts.journal_figure(groups, title, width=width, palette=palette)
        case ScoresChart(own, reference, cuts):
            return charts.distribution_figure(own, reference, cuts, title, width=width, height=3.0, palette=palette)
        case YearsChart(panel, top, own_name, reference_name):
            return charts.history_figure(
                (panel,), title, top=top, unit="доля «2», %", school=own_name, reference=reference_name, columns=1, width=width,
                height=2.7, palette=palette,
            )  # fmt: skip
        case TasksChart():
            from app.services.charts.tasks import tasks_figure

            d = chart.data
            return tasks_figure(
                d.codes,
                d.own,
                d.reference,
                d.enough,
                d.states,
                own_name=d.own_name,
                reference_name=d.reference_name,
                title=title,
                width=width,
                palette=palette,
            )
        case MarkGroupsChart(codes, lines):
            from app.services.charts.tasks import mark_groups_figure

            return mark_groups_figure(codes, lines, title, width=width, palette=palette)


def picture(chart: Chart, kind: str, title: str = "") -> bytes:
    """A file of the chart, «svg» or «png», always in light colours."""
    figure = draw(chart, LIGHT, title=title)
    return charts.to_svg(figure) if kind == "svg" else charts.to_png(figure)
