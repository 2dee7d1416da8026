"""Formulas of the indices: what they can say, and what they refuse in words of the person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.errors import UserError
from app.services.indices.formula import check, evaluate
from app.services.indices.rows import INDICES


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100 − 100 · школ_с_признаком / школ", 80.0),
        ("100 – 100×школ_с_признаком:школ", 80.0),
        ("100*(Школ - школ_с_признаком)/ШКОЛ", 80.0),
        ("-2 + 3,5 * 2", 5.0),
        ("2 − 3 − 4", -5.0),
        ("12 / 4 / 3", 1.0),
    ],
)
def test_it_counts_as_in_a_table(text, value):
    assert evaluate(text, {"школ": 15, "школ_с_признаком": 3}) == pytest.approx(value)


def test_what_is_not_known_and_division_by_zero_give_nothing():
    assert evaluate("100 · с_видео / аудиторий", {"с_видео": 3, "аудиторий": None}) is None
    assert evaluate("100 · с_видео / аудиторий", {"с_видео": 3, "аудиторий": 0}) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "пустая"),
        ("100 · ", "обрывается"),
        ("100 + * 2", "обрывается"),
        ("(100 + 2", "скобка"),
        ("100 2", "лишнее"),
        ("100 · с_виде / аудиторий", "незнакомое название «с_виде»"),
        ("__import__('os')", "незнакомое название|непонятный знак"),
        ("2 ^ 3", "непонятный знак"),
        ("2 · ²", "незнакомое название «²»"),
        ("(" * 200 + "1" + ")" * 200, "сложная|длинная"),
        ("-" * 300 + "1", "сложная"),
        ("1+" * 300 + "1", "длинная"),
    ],
)
def test_a_wrong_formula_is_refused_in_words(text, said):
    with pytest.raises(UserError, match=said):
        evaluate(text, {"с_видео": 1, "аудиторий": 2})


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    try:
        evaluate(text, {"школ": 1})
    except UserError as error:
        assert error.what and error.todo


def test_every_shipped_formula_can_be_read():
    for info in INDICES:
        names = tuple(one.name for one in info.names)
        for formula in (info.formula, info.school_formula, info.base, info.school_base):
            check(formula, names)
