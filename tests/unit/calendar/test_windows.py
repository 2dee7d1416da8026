"""Windows of procedures: what may be stored, how it is said."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.calendar.rules import window_problems, window_words
from app.services.results.subjects import paper_code, paper_order


def d(day, month, year=2026):
    return date(year, month, day)


@pytest.mark.parametrize(
    ("starts", "ends", "found"),
    [
        (None, None, []),
        (d(20, 4), None, []),
        (d(20, 4), d(20, 4), []),
        (d(20, 4), d(20, 5), []),
        (None, d(20, 5), [("error", "starts_on")]),
        (d(20, 5), d(20, 4), [("error", "ends_on")]),
        (d(20, 4), d(22, 4, 2027), [("error", "ends_on")]),
        (d(20, 4, 2062), None, [("error", "starts_on")]),
        (d(20, 9, 2025), None, [("warning", "starts_on")]),
        (d(15, 1, 2027), d(20, 1, 2027), [("warning", "starts_on")]),
    ],
)
def test_what_is_wrong_with_a_window(starts, ends, found):
    assert [(p.severity, p.field) for p in window_problems(2026, starts, ends)] == found


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (None, None, "даты неизвестны"),
        (None, d(20, 5), "до 20 мая 2026"),
        (d(20, 4), None, "20 апреля 2026"),
        (d(20, 4), d(20, 4), "20 апреля 2026"),
        (d(20, 4), d(24, 4), "20–24 апреля 2026"),
        (d(20, 4), d(20, 5), "20 апреля – 20 мая 2026"),
        (d(20, 12), d(15, 1, 2027), "20 декабря 2026 – 15 января 2027"),
    ],
)
def test_a_window_in_words(starts, ends, words):
    assert window_words(starts, ends).replace("\u00a0", " ") == words


def test_papers_have_short_names_and_a_usual_order():
    assert paper_code("Русский язык", 4) == "РУ\u00a04"
    assert paper_code("Краеведение", 7) == "КРА\u00a07"
    papers = [("Математика", 5), ("Краеведение", 4), ("Русский язык", 5), ("Математика", 4), ("Русский язык", 4)]
    assert sorted(papers, key=lambda paper: paper_order(*paper)) == [
        ("Русский язык", 4), ("Математика", 4), ("Краеведение", 4), ("Русский язык", 5), ("Математика", 5),
    ]  # fmt: skip
