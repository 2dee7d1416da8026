"""How strong a sign is called, and what the bytes of signals hold."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.findings import brief, rules
from app.services.findings.packing import pack, unpack
from app.services.findings.rows import STRENGTH_WORDS, TrendRow
from app.services.objectivity.cells import CELL_KINDS, WHY
from app.services.objectivity.missing import GAIN


@pytest.mark.parametrize(
    ("p", "n", "flagged", "expected"),
    [
        (None, 40, False, "little"),
        (0.0001, 4, False, "little"),
        (0.5, 40, False, "none"),
        (0.05, 40, False, "none"),
        (0.049, 40, False, "weak"),
        (0.009, 40, False, "medium"),
        (0.0009, 40, False, "strong"),
        (0.03, 40, True, "medium"),
        (0.06, 40, True, "medium"),
        (0.0, 15, True, "weak"),
        (0.00001, 15, False, "weak"),
        (0.00001, 16, False, "strong"),
        (0.5, 9, False, "none"),
    ],
)
def test_strength(p, n, flagged, expected):
    assert rules.strength(p, n, flagged) == expected


@given(st.floats(0, 1), st.integers(0, 400), st.booleans())
def test_few_pupils_never_give_more_than_a_weak_sign(p, n, flagged):
    found = rules.strength(p, n, flagged)
    assert found in STRENGTH_WORDS
    if n < 5:
        assert found == "little"
    elif n <= 15:
        assert found in ("none", "weak")


def test_what_is_judged_is_named_twice_and_alike():
    """`brief` must not import numpy, so it cannot take the names from the engine."""
    assert brief.JUDGED == CELL_KINDS
    assert set(rules.MISSING_TEXTS) == set(GAIN)


_numbers = st.floats(width=32, allow_infinity=False)


@given(st.lists(st.tuples(_numbers, _numbers, _numbers, st.sampled_from(sorted(WHY))), max_size=10))
def test_signals_come_back_out_of_their_bytes(signals):
    codes = [f"s{n}" for n in range(len(signals))]
    rows = unpack(codes, pack(signals))
    assert [row.code for row in rows] == codes
    for row, (*numbers, why) in zip(rows, signals, strict=True):
        told = [math.nan if number is None else number for number in (row.p, row.value, row.expected)]
        assert np.array_equal(told, numbers, equal_nan=True)
        assert row.why == WHY[why]


def test_bytes_of_another_set_of_signals_say_nothing():
    assert unpack(["a", "b"], pack([(0.1, 1.0, 2.0, 0)])) == ()
    assert unpack([], b"") == ()


def test_reference_in_words():
    assert rules.reference_words(0, 0, 0, 0, 0) == ""
    assert rules.reference_words(25, 1, 6, 0, 0) == "свой район: 25\xa0школ"
    assert rules.reference_words(25, 1, 6, 6, 0) == "свой район: 25\xa0школ; распределение баллов региона"
    assert rules.reference_words(1, 1, 6, 2, 1) == (
        "свой район: 1\xa0школа; по 2\xa0работам — распределение баллов региона; по 1\xa0работе — распределение баллов страны"
    )
    assert rules.reference_words(226, 12, 6, 0, 0) == "226\xa0школ из 12\xa0муниципалитетов"


def test_no_percent_of_fewer_than_five():
    assert TrendRow(2025, 4, 2).share is None
    assert TrendRow(2025, 8, 2).share == 25
