"""Pictures of the signals: what they say, nothing sticks out of them at full and half width, strange input is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

from app.services.charts import DARK, LIGHT, to_png, to_svg
from app.services.charts.bunching import bunching_figure
from app.services.charts.expectation import expectation_figure
from app.services.charts.funnel import funnel_figure, participation_figure
from app.services.charts.journal_matrix import journal_matrix_figure
from app.services.charts.task_profile import task_profile_figure
from app.services.objectivity.pictures import DistributionDetail, FunnelDetail, JournalDetail, ParticipationDetail, TaskDetail
from tests.unit.charts import samples

SCHOOL = samples.SCHOOL
FIGURES = {
    "bunching": lambda **look: bunching_figure(samples.distribution(), SCHOOL, **look),
    "bunching_short": lambda **look: bunching_figure(samples.distribution(18, 20, (5, 9, 14)), SCHOOL, **look),
    "funnel": lambda **look: funnel_figure(samples.funnel(), SCHOOL, **look),
    "participation": lambda **look: participation_figure(samples.participation(), SCHOOL, **look),
    "tasks": lambda **look: task_profile_figure(samples.tasks(), SCHOOL, 24, **look),
    "many_tasks": lambda **look: task_profile_figure(samples.tasks(24), SCHOOL, 24, **look),
    "journal": lambda **look: journal_matrix_figure(samples.journal(), SCHOOL, **look),
    "journal_gap": lambda **look: journal_matrix_figure(samples.journal(), SCHOOL, gap=True, **look),
    "expectation": lambda **look: expectation_figure(*samples.expectation(), **look),
    "many_papers": lambda **look: expectation_figure(*samples.expectation(20, 4), **look),
}


def said(figure):
    """Every text of the drawn figure, no-break spaces as spaces."""
    figure.draw_without_rendering()
    return [t.get_text().replace("\xa0", " ") for t in figure.findobj(Text) if t.get_visible() and t.get_text()]


def sticking_out(figure):
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    frame = figure.bbox
    out = []
    beyond = set()  # labels of ticks outside the axes exist but are never drawn
    for axes in figure.axes:
        for axis, (low, high) in ((axes.xaxis, sorted(axes.get_xlim())), (axes.yaxis, sorted(axes.get_ylim()))):
            beyond |= {id(tick.label1) for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high}
    for text in figure.findobj(Text):
        if id(text) in beyond or not text.get_visible() or not text.get_text().strip():
            continue
        box = text.get_window_extent(renderer)
        if box.x0 < frame.x0 - 1 or box.x1 > frame.x1 + 1 or box.y0 < frame.y0 - 1 or box.y1 > frame.y1 + 1:
            out.append(text.get_text())
    return out


@pytest.mark.parametrize("width", [7.2, 3.6])
@pytest.mark.parametrize("name", FIGURES)
def test_nothing_sticks_out_of_the_figure(name, width):
    assert sticking_out(FIGURES[name](width=width, height=3.0)) == []


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_made_narrow_by_the_window_is_arranged_anew(name):
    figure = FIGURES[name](width=7.2, height=3.0)
    figure.canvas.draw()
    figure.set_size_inches(3.8, 3.0)
    assert sticking_out(figure) == []
    axes = figure.axes[0].get_window_extent()
    assert axes.width > 0.6 * figure.bbox.width


@pytest.mark.parametrize("name", FIGURES)
def test_dark_and_light_say_the_same(name):
    light, dark = FIGURES[name](palette=LIGHT), FIGURES[name](palette=DARK)
    assert said(light) == said(dark)
    assert light.get_facecolor() != dark.get_facecolor()


@pytest.mark.parametrize("name", ["bunching", "funnel", "many_papers"])
def test_the_same_picture_gives_the_same_bytes(name):
    assert to_svg(FIGURES[name]()) == to_svg(FIGURES[name]())


def test_bunching_counts_works_and_names_the_cuts():
    detail = samples.distribution()
    words = said(bunching_figure(detail, SCHOOL))
    assert f"{SCHOOL}, 34 работы" in words
    assert any(text.startswith("«4» от 17\n") for text in words)
    heights = [patch.get_height() for patch in bunching_figure(detail, SCHOOL).axes[0].patches[:31]]
    assert heights == detail.counts.tolist()


def test_few_writers_are_words():
    counts = np.array([0, 2, 1])
    few = [
        bunching_figure(DistributionDetail(counts, np.ones(3), (1, 2), ()), SCHOOL),
        funnel_figure(FunnelDetail(np.array([4, 30]), np.array([50.0, 60.0]), 0, 55.0, 20.0, 5.0), SCHOOL),
        participation_figure(ParticipationDetail(np.array([4, 30]), np.array([4, 28]), 0, 0.9, 0.1), SCHOOL),
        task_profile_figure(samples.tasks(), SCHOOL, 4),
        journal_matrix_figure(JournalDetail(np.diag([0, 1, 1, 1]), 3, 2.0, 0.0), SCHOOL),
    ]
    for figure in few:
        assert figure.axes == []
        assert said(figure)[0].startswith("Мало данных")


def test_schools_of_fewer_than_five_are_not_in_the_funnel():
    detail = FunnelDetail(np.array([3, 20, 25, 4]), np.array([90.0, 50.0, 60.0, 10.0]), 1, 55.0, 20.0, 5.0)
    assert "ещё 1 школа" in said(funnel_figure(detail, SCHOOL))


def test_tasks_go_from_easy_to_hard_and_the_unusual_ones_are_named():
    detail = TaskDetail(
        ("1", "2", "3"), np.ones(3), np.array([40.0, 95.0, 70.0]), np.array([41.0, 60.0, 69.0]), np.array([0.1, 4.0, 0.2]),
        np.array([60.0, 10.0, 30.0]),
    )  # fmt: skip
    figure = task_profile_figure(detail, SCHOOL, 20)
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == ["2", "3", "1"]
    assert {"95", "необычно"} <= set(said(figure))


def test_the_journal_says_how_many_agreed():
    words = said(journal_matrix_figure(samples.journal(), SCHOOL))
    assert f"{SCHOOL}: совпали 24 из 27 (в рамке), обычно 16,3" in words
    assert {"9", "11", "4"} <= set(words)
    gap = " ".join(said(journal_matrix_figure(samples.journal(), SCHOOL, gap=True))).replace("\n", " ")
    assert "за работу выше журнала 2 из 27, ниже 1" in gap


@pytest.mark.parametrize(
    "figure",
    [
        lambda: bunching_figure(DistributionDetail(np.array([0, 9]), np.array([1.0, 8.0]), (), ()), SCHOOL),
        lambda: funnel_figure(FunnelDetail(np.array([20]), np.array([100.0]), 0, 100.0, 0.0, 0.0), "Школа " * 40),
        lambda: participation_figure(ParticipationDetail(np.array([20]), np.array([20]), 0, 1.0, 0.0), SCHOOL),
        lambda: task_profile_figure(replace(samples.tasks(), z=np.full(14, np.nan)), SCHOOL, 20),
        lambda: task_profile_figure(replace(samples.tasks(), completion=np.full(14, np.nan)), SCHOOL, 20),
        lambda: expectation_figure(*samples.expectation(5, 0)),
    ],
)  # fmt: skip
def test_strange_input_is_drawn(figure):
    assert to_png(figure(), dpi=50).startswith(b"\x89PNG")
