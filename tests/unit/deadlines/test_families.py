"""Repetitions, events, schedules, needs, «постоянно», and what is no deadline."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.deadlines.reading import read_deadline, to_json
from app.services.deadlines.rows import Relative

SCHOOL = (date(2024, 9, 1), date(2025, 8, 31))
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
YEARS = (date(2023, 1, 1), date(2025, 12, 31))


def repeats(text, context=YEARS):
    return to_json(read_deadline(text, context))["recurrence"]


@pytest.mark.parametrize(
    ("text", "every", "times", "times_min"),
    [
        ("ежегодно", "year", None, None),
        ("трижды в год", "year", 3, None),
        ("1 (один) раз в месяц", "month", 1, None),
        ("не реже чем раз в полгода", "half-year", None, 1),
        ("как минимум два раза в квартал", "quarter", None, 2),
        ("1 раз в 12 месяцев", "year", 1, None),
        ("раз в 4 месяца", "4 months", 1, None),
        ("каждые пять лет", "5 years", None, None),
        ("2-3 раза в неделю", "week", 3, 2),
        ("поквартально", "quarter", None, None),
        ("по четвертям", "school_term", None, None),
    ],
)
def test_how_often(text, every, times, times_min):
    found = repeats(text)
    assert (found["every"], found.get("times"), found.get("times_min")) == (every, times, times_min)


def test_days_of_the_year():
    found = read_deadline("ежегодно: до 20 января и до 20 июня, начиная с 2024 года", YEARS)
    assert [str(last) for _, last in found.intervals] == ["2024-01-20", "2024-06-20", "2025-01-20", "2025-06-20"]
    assert found.recurrence is not None and found.recurrence.months == (1, 6) and found.recurrence.start_year == 2024


def test_day_of_the_month_after():
    found = read_deadline("ежемесячно, до 4 числа месяца, следующего за отчётным", YEAR)
    assert len(found.intervals) == 12
    assert found.intervals[0] == (None, date(2025, 2, 4)) and found.intervals[-1] == (None, date(2026, 1, 4))


def test_year_after():
    found = read_deadline("ежегодно до 1 февраля года, следующего за отчетным", YEARS)
    assert [i[1].year for i in found.intervals] == [2024, 2025, 2026]
    assert to_json(found)["recurrence"]["lag_years"] == 1


def test_weekdays():
    assert repeats("еженедельно по средам")["weekday"] == 3
    assert repeats("по вторникам и пятницам")["weekday"] == [2, 5]
    found = repeats("последний понедельник каждого месяца")
    assert (found["every"], found["weekday"], found["nth"]) == ("month", 1, -1)


def test_slices_of_what_repeats():
    found = read_deadline("третья декада каждого месяца", YEAR)
    assert found.intervals[1] == (date(2025, 2, 21), date(2025, 2, 28)) and len(found.intervals) == 12
    assert read_deadline("последний день месяца", YEAR).intervals[0] == (date(2025, 1, 31), date(2025, 1, 31))
    assert read_deadline("до конца каждого квартала", YEAR).ambiguous


def test_half_years_of_both_kinds():
    assert [str(a) for a, _ in read_deadline("каждое полугодие", SCHOOL).intervals] == ["2024-09-01", "2025-01-01"]
    assert [str(a) for a, _ in read_deadline("каждое полугодие", YEAR).intervals] == ["2025-01-01", "2025-07-01"]


def test_a_stub_of_a_quarter_does_not_count():
    assert read_deadline("ежеквартально", SCHOOL).intervals[0][0] == date(2024, 10, 1)


@pytest.mark.parametrize(
    ("text", "relative"),
    [
        ("за 2 (два) рабочих дня до начала работы", Relative("начало работы", 2, "working", "before")),
        ("не позднее, чем за неделю до экзамена", Relative("экзамен", 7, "calendar", "before")),
        ("в 7-дневный срок со дня получения справки", Relative("получение справки", 7, "calendar", "after")),
        ("в течение 48 часов после публикации", Relative("публикация", 2, "calendar", "after")),
        ("через полгода после проверки", Relative("проверка", None, "calendar", "after", offset_months=6)),
        ("не позднее третьего рабочего дня после проведения", Relative("проведение", 3, "working", "after")),
        ("накануне каникул", Relative("каникулы", 1, "calendar", "before")),
        ("по завершении диагностики", Relative("завершение диагностики", 0, "calendar", "after")),
        ("к началу отопительного сезона", Relative("начало отопительного сезона", 0, "calendar", "before")),
        ("10 мая X + 1 года", Relative("X — год события", None, "calendar", "before", formula="10.05.(X+1)")),
    ],
)
def test_hangs_on_an_event(text, relative):
    assert read_deadline(text, SCHOOL).relative == relative


def test_a_date_inside_the_name_of_a_paper_is_not_a_deadline():
    assert read_deadline("в соответствии с приказом от 12.03.2024 № 45", SCHOOL).kind == "on_schedule"
    assert read_deadline("приказ от 12.03.2024 № 45", SCHOOL).kind == "unparsable"


def test_an_event_and_a_date_are_asked_about():
    found = read_deadline("после проведения диагностики, до 15 мая", SCHOOL)
    assert found.kind == "relative" and found.ambiguous


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("по графику департамента", "on_schedule"),
        ("в сроки, указанные в письме", "on_schedule"),
        ("во время зимних каникул", "on_schedule"),
        ("по результатам диагностики", "on_schedule"),
        ("по запросам родителей", "on_demand"),
        ("при возникновении вопросов", "on_demand"),
        ("в ходе исполнения плана", "continuous"),
        ("систематически", "continuous"),
        ("на протяжении учебного года", "continuous"),
    ],
)
def test_no_day_of_its_own(text, kind):
    assert read_deadline(text, SCHOOL).kind == kind


@pytest.mark.parametrize(
    "text",
    ["", " ", "—", "нет", "там же", "см. пункт 4", "п. 2.1", "Школа № 5", "2 часа", "не менее 3 лет", "до 15 человек", "15",
     "кроме мая", "3,5 %"],
)  # fmt: skip
def test_no_deadline_is_never_guessed(text):
    assert read_deadline(text, SCHOOL).kind == "unparsable"


def test_unknown_words_are_named():
    found = read_deadline("родительское собрание 15 мая", SCHOOL)
    assert found.intervals == ((date(2025, 5, 15), date(2025, 5, 15)),)
    assert found.ambiguous and "родительское собрание" in found.notes[0]


def test_words_that_turn_the_sense_round_refuse():
    assert read_deadline("до 15 мая, кроме выпускных классов", SCHOOL).kind == "unparsable"


def test_a_time_of_day_says_nothing_about_the_day():
    plain = read_deadline("до 15 мая", SCHOOL)
    for text in ("до 15 мая (до 12:00)", "до 17.00 15 мая", "до 15 мая, 9 ч. 30 мин."):
        assert read_deadline(text, SCHOOL) == plain


def test_json_shape():
    said = to_json(read_deadline("2 раза в год (май, ноябрь)", YEAR))
    assert list(said) == ["kind", "intervals", "recurrence", "relative", "ambiguous", "alternatives"]
    assert said["recurrence"] == {"every": "year", "months": [5, 11], "by": None, "times": 2}
    assert said["relative"] is None and said["alternatives"] == []
    hung = to_json(read_deadline("за день до экзамена", YEAR))["relative"]
    assert hung == {"anchor": "экзамен", "offset_days": 1, "unit": "calendar", "direction": "before"}
