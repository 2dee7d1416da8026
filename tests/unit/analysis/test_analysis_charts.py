"""Charts of tasks: what is drawn, in which theme, and what is said where there is nothing."""

from __future__ import annotations

import pytest

from app.services.analysis.pictures import draw, picture
from app.services.analysis.rows import Chart, MarkGroupsChart, TasksChart, YearsChart
from app.services.charts import DARK, LIGHT
from app.services.charts.rows import HistoryPanel, HistoryPoint

TASKS = TasksChart(
    ("1", "2", "3"), (80.0, 40.0, None), (75.0, None, 60.0), (60.0, 60.0, 30.0), ("good", "low", ""), "школа", "регион"
)


def _texts(figure) -> list[str]:
    from matplotlib.text import Text

    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_tasks_have_bars_from_zero_marks_of_the_region_and_words(palette):
    figure = draw(Chart("tasks", "Выполнение заданий", TASKS), palette)
    axes = figure.axes[0]
    assert [round(bar.get_height(), 1) for bar in axes.patches] == [80.0, 40.0]
    assert axes.get_ylim()[0] == 0 and axes.patches[0].get_facecolor() != axes.patches[1].get_facecolor()
    words = _texts(figure)
    assert {"школа", "школа, недостаточно", "регион", "достаточно", "задание"} <= set(words)


def test_groups_by_mark_are_told_apart_without_colour():
    chart = MarkGroupsChart(("1", "2"), ((2, "«2», 12 участников", (10.0, None)), (5, "«5», 30 участников", (90.0, 80.0))))
    figure = draw(Chart("groups", "", chart))
    assert len({line.get_marker() for line in figure.axes[0].get_lines()}) == 2
    assert "«5», 30 участников" in _texts(figure)


def test_nothing_to_draw_is_said_in_words():
    empty = TasksChart(("1",), (None,), (None,), (None,), ("",), "школа", "")
    assert "Мало данных" in " ".join(_texts(draw(Chart("tasks", "", empty))))
    assert "Мало данных" in " ".join(_texts(draw(Chart("groups", "", MarkGroupsChart(("1",), ())))))


def test_pictures_for_files():
    panel = HistoryPanel("Математика, 4 класс", (HistoryPoint(2025, 10.0, 40), HistoryPoint(2026, 12.0, 41)))
    chart = Chart("years", "Доля «2»", YearsChart(panel, 40.0, "школа", "район"))
    assert picture(chart, "png", "Школа № 2").startswith(b"\x89PNG")
    svg = picture(chart, "svg", "Школа № 2")
    assert svg.startswith(b"<?xml") and picture(chart, "svg", "Школа № 2") == svg, "the same figures give the same bytes"
