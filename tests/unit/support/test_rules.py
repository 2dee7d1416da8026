"""Intervals, resilience, stored rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.services.results.procedure import ProcedureRow
from app.services.support.resilience import Measured, resilience
from app.services.support.rows import Figures, PaperFact, Rules
from app.services.support.rules import wilson
from app.services.support.stored import from_stored, rules_of_year, to_stored

PAPER = ProcedureRow(1, "vpr", 2026, 4, "Русский язык", 38, None, None)


def test_wilson():
    assert wilson(0, 10) == pytest.approx((0, 27.75), abs=0.01)
    assert wilson(5, 12) == pytest.approx((19.33, 68.05), abs=0.01)
    assert wilson(0, 0) is None


def measured(i, index, result, n=60):
    figures = Figures(PAPER, n, 0, 0.0, 50.0, 60 + result, 10.0, 40.0, 60.0)
    return Measured(i, f"Школа {i}", index, (PaperFact(figures, "", False, None, None),))


def test_too_few_schools_are_said_to_be_too_few():
    found = resilience([measured(i, 10 * i, 0) for i in range(9)] + [measured(20, None, 0)], Rules())
    assert found.points == ()
    assert "9\u00a0школ" in found.why_not
    assert "нужно 15" in found.why_not
    assert found.without_index == 1


def test_a_school_above_what_its_conditions_let_expect_is_resilient_and_the_interval_holds():
    random = np.random.default_rng(4)
    index = np.linspace(20, 80, 25)
    result = 0.3 * (index - 50) + random.normal(0, 2, 25)
    result[3] = 12.0
    found = resilience([measured(i, float(index[i]), float(result[i])) for i in range(25)], Rules())
    assert [one.organisation_id for one in found.points if one.resilient][:1] == [3]
    point = next(one for one in found.points if one.organisation_id == 3)
    assert point.low < point.expected < point.high < point.result
    assert point.expected == pytest.approx(0.3 * (index[3] - 50), abs=1.5)
    assert found.slope == pytest.approx(3, abs=1)
    assert not any(one.resilient for one in found.points if not one.hard)


def test_few_pupils_and_equal_conditions_say_nothing():
    assert "0\u00a0школ" in resilience([measured(i, 10.0 * i, 0, n=29) for i in range(20)], Rules()).why_not
    assert "почти одинаковы" in resilience([measured(i, 40.0, i) for i in range(20)], Rules()).why_not


def test_stored_rules_hold_only_what_differs():
    rules = replace(Rules(), values=Rules().values | {"low_percent": 25}, subjects=("Математика",), kinds=("vpr",))
    text = to_stored(rules)
    assert '"low_percent": 25' in text
    assert "least_n" not in text
    back = from_stored(text, 2026, "приказ")
    assert (back["low_percent"], back["least_n"], back.subjects, back.kinds, back.since) == (
        25,
        10,
        ("Математика",),
        ("vpr",),
        2026,
    )
    assert from_stored('{"values": {"low_percent": 500}}', 2026, "")["low_percent"] == 30
    assert rules_of_year({2024: back}, 2023) == Rules()
    assert rules_of_year({2024: back}, 2026) is back
