"""Small multiples: years, scale, groups under five, schools that joined."""

from __future__ import annotations

from dataclasses import replace

from app.services import charts
from app.services.charts.multiples import last_point, measure
from tests.unit.forms import samples


def test_panels_share_years_and_a_scale_from_zero():
    found = charts.school_multiples([samples.series(0), samples.series(1)])
    assert found.years == (2024, 2025, 2026) and found.top in (10, 20, 25, 40, 50, 60, 80, 100)
    values = [p.value for panel in found.panels for p in (*panel.school, *panel.reference) if p.value is not None]
    assert max(values) <= found.top and found.has_region and not found.empty
    assert [panel.title for panel in found.panels] == ["Математика, 4 класс", "Русский язык, 4 класс"]


def test_fewer_than_five_have_no_value_but_their_number():
    point = charts.school_multiples([samples.series(0)]).panels[0].school[0]
    assert (point.year, point.value, point.n) == (2024, None, 4)


def test_only_the_last_years_are_shown():
    found = charts.school_multiples([samples.series(0)], most_years=2)
    assert found.years == (2025, 2026) and len(found.panels[0].school) == 2


def test_the_schools_own_result_goes_before_that_of_a_school_that_joined():
    series = samples.series(1)
    own = series.points[2]
    joined = replace(own, school_name="МБОУ «Малая ООШ»", school_id=9, school=replace(own.school, participants=7))
    both = replace(series, points=(*series.points, joined))
    school = charts.school_multiples([both]).panels[0].school
    assert [point.former for point in school] == ["", samples.SCHOOLS[3], ""]
    assert last_point(both) == own


def test_measures_say_what_they_show():
    found = charts.school_multiples([samples.series(1)], "twos")
    group = samples.series(1).points[0].school
    assert found.measure.unit == "доля «2», %" and found.panels[0].school[0].value == group.mark_percents[0]
    assert measure("mean").of(replace(group, mean_score=None), samples.procedure()) is None


def test_nothing_to_show_is_empty():
    assert charts.school_multiples([]).empty and charts.school_multiples([]).years == ()


def test_the_printed_charts_are_the_same_panels():
    found = charts.school_multiples([samples.series(0), samples.series(1)])
    figure = charts.history_figure(found.panels, top=found.top, unit=found.measure.unit, columns=2)
    assert [axes.get_title(loc="left") for axes in figure.axes] == [panel.title for panel in found.panels]
    assert len({axes.get_ylim() for axes in figure.axes}) == 1
