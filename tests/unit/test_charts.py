"""Charts: what they say, that they never fail on strange input, and that the same chart gives the same bytes."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from app.services.charts import (
    DARK,
    HistoryPanel,
    HistoryPoint,
    distribution_figure,
    history_figure,
    journal_figure,
    marks_figure,
    to_png,
    to_svg,
)
from app.services.results.rows import GroupResult, Scale, ScoreDistribution

SCHOOL = ScoreDistribution("school", "МБОУ «Заречная СОШ № 1»", 20, (0.0, 0.1, 0.2, 0.4, 0.2, 0.1))
REGION = ScoreDistribution("region", "Регион", 24967, (0.05, 0.15, 0.2, 0.3, 0.2, 0.1))
CUTS = Scale(5, 2, 3, 5)


def texts(figure):
    """Every text of the drawn figure, no-break spaces as spaces."""
    from matplotlib.text import Text

    figure.draw_without_rendering()
    return [t.get_text().replace("\xa0", " ") for t in figure.findobj(Text) if t.get_visible() and t.get_text()]


def group(name="Школа", n=20, percents=(10.0, 40.0, 30.0, 20.0), journal=(2, 15, 3)):
    lowered, confirmed, raised = journal or (None, None, None)
    return GroupResult("school", name, 1, "", n, mark_percents=percents, lowered=lowered, confirmed=confirmed, raised=raised)


def test_distribution_names_the_groups_their_n_and_the_cuts():
    said = texts(distribution_figure(SCHOOL, REGION, CUTS, "Распределение баллов"))
    assert "Распределение баллов" in said
    assert "МБОУ «Заречная СОШ № 1» — 20 участников" in said
    assert "Регион — 24 967 участников" in said
    assert {"«3» от 2", "«4» от 3", "«5» от 5"} <= set(said)
    assert {"первичный балл", "доля участников, %"} <= set(said)


def test_bars_are_percents_and_start_at_zero():
    axes = distribution_figure(SCHOOL, REGION).axes[0]
    assert [round(bar.get_height(), 6) for bar in axes.patches] == [0, 10, 20, 40, 20, 10]
    assert axes.get_ylim()[0] == 0


def test_text_is_in_the_shipped_font():
    from matplotlib.text import Text

    figure = distribution_figure(SCHOOL, REGION, CUTS, "Заголовок")
    figure.draw_without_rendering()
    assert {t.get_fontname() for t in figure.findobj(Text)} == {"PT Sans"}


def test_few_pupils_are_words_not_bars():
    figure = distribution_figure(ScoreDistribution("school", "А", 4, (0.5, 0.5)), REGION, CUTS)
    assert figure.axes == []
    assert texts(figure) == ["Мало данных: 4 участника. Распределение показывается от 5 участников."]


def test_a_reference_of_few_pupils_is_not_drawn():
    figure = distribution_figure(SCHOOL, ScoreDistribution("region", "Регион", 3, (0.5, 0.5)), CUTS)
    assert not figure.axes[0].lines or all(len(line.get_xdata()) == 2 for line in figure.axes[0].lines)  # cuts only


@pytest.mark.parametrize(
    ("school", "reference", "cuts"),
    [
        (SCHOOL, None, None),
        (SCHOOL, ScoreDistribution("region", "Регион", 9, (0.1,) * 10), Scale(5, None, 3, None)),
        (ScoreDistribution("school", "А", 5, (1.0,)), None, Scale(0, 0, 0, 0)),
        (ScoreDistribution("school", "А", 9, ()), REGION, CUTS),
        (ScoreDistribution("school", "Школа с очень длинным названием " * 5, 9, (0.5, 0.5)), REGION, Scale(38, 14, 24, 33)),
    ],
)
def test_strange_distributions_are_drawn(school, reference, cuts):
    assert to_png(distribution_figure(school, reference, cuts, "Очень длинный заголовок " * 8), dpi=50).startswith(b"\x89PNG")


def test_marks_are_labelled_inside_the_bars():
    said = texts(marks_figure([group(), group("Район", 300, (8.2, 35.0, 40.0, 16.8))]))
    assert {"10,0", "40,0", "8,2", "«2», %", "«5», %"} <= set(said)
    assert "Район\n300 участников" in said


def test_marks_of_few_pupils_and_unknown_marks_are_words():
    said = texts(marks_figure([group("Малая", 4), group("Без отметок", 20, None)]))
    assert "мало данных: проценты показываются от 5 участников" in said
    assert "отметок нет" in said
    assert not any(re.fullmatch(r"\d+,\d", text) for text in said)


def test_a_whole_bar_is_a_round_hundred():
    assert "100" in texts(marks_figure([group(percents=(0.0, 0.0, 0.0, 100.0))]))


def test_journal_counts_only_pupils_with_a_journal_mark():
    said = texts(journal_figure([group(journal=(2, 15, 3)), group("Малая", journal=(1, 2, 1)), group("Нет", journal=None)]))
    assert {"10,0", "75,0", "15,0", "совпала, %"} <= set(said)
    assert "Школа\n20 участников" in said
    assert "мало данных: проценты показываются от 5 участников" in said
    assert "сравнения с журналом нет" in said


def test_no_groups_is_a_sentence():
    assert texts(marks_figure([])) == ["Показывать пока нечего."]


PANELS = [
    HistoryPanel(
        "Русский язык, 4 класс",
        (HistoryPoint(2024, 61.0, 25), HistoryPoint(2025, None, 3), HistoryPoint(2026, 81.0, 26)),
        (HistoryPoint(2024, 63.0, 300), HistoryPoint(2026, 64.0, 310)),
    ),
    HistoryPanel("Математика, 4 класс", (HistoryPoint(2026, 55.0, 21),)),
]


def test_history_has_equal_axes_and_its_own_n():
    figure = history_figure(PANELS, "По годам")
    assert len({axes.get_ylim() for axes in figure.axes} | {axes.get_xlim() for axes in figure.axes}) == 2
    labels = [[label.get_text() for label in axes.get_xticklabels()] for axes in figure.axes]
    assert labels == [["2024\nn = 25", "2025\nn = 3", "2026\nn = 26"], ["2024\n—", "2025\n—", "2026\nn = 21"]]


def test_a_year_without_a_value_breaks_the_line():
    values = history_figure(PANELS).axes[0].lines[1].get_ydata()
    assert [value == value for value in values] == [True, False, True]


@pytest.mark.parametrize("count", [0, 1, 3, 4, 7])
def test_any_number_of_small_charts(count):
    assert to_png(history_figure(PANELS[:1] * count), dpi=40).startswith(b"\x89PNG")


def test_the_same_chart_gives_the_same_bytes():
    first, second = (to_svg(distribution_figure(SCHOOL, REGION, CUTS, "А")) for _ in range(2))
    assert first == second
    assert first.startswith(b"<?xml")
    png, again = (to_png(marks_figure([group()])) for _ in range(2))
    assert png == again


def test_the_svg_becomes_a_vector_page():
    import io

    from svglib.svglib import svg2rlg

    drawing = svg2rlg(io.BytesIO(to_svg(distribution_figure(SCHOOL, REGION, CUTS))))
    assert drawing.width == pytest.approx(7.2 * 72, abs=1)


def test_the_dark_theme_uses_its_own_colours():
    figure = marks_figure([group()], palette=DARK)
    assert figure.get_facecolor()[:3] == pytest.approx(tuple(int(DARK.surface[i : i + 2], 16) / 255 for i in (1, 3, 5)))


def test_matplotlib_waits_for_the_first_chart_and_pyplot_never_comes():
    code = (
        "import sys, app.services.charts as c; assert 'matplotlib' not in sys.modules; "
        "c.to_png(c.marks_figure([])); "
        "bad = [m for m in sys.modules if m == 'matplotlib.pyplot' or m.startswith('PySide6')]; sys.exit(repr(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
