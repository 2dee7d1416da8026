"""Scales: what a valid one is, marks of scores; subjects."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.results.rows import Scale
from app.services.results.rules import mark_by_scale
from app.services.results.subjects import SUBJECTS, normalise_subject, subject_code
from app.services.scales.rows import ScaleRow
from app.services.scales.rules import marks_of, problems_of, ranges
from app.services.scales.scale_file import read_scales, shipped_file

GOOD = ScaleRow(None, "vpr", 2021, 4, "Русский язык", 38, 14, 24, 33)


def test_marks_of_a_whole_paper() -> None:
    scores = np.array([-1, 0, 13, 14, 23, 24, 32, 33, 38, 39])
    assert marks_of(scores, GOOD.scale).tolist() == [0, 2, 2, 3, 3, 4, 4, 5, 5, 0]
    assert marks_of(scores, Scale(38, None, None, None)).tolist() == [0] * 10
    assert ranges(GOOD.scale) == ("0–13", "14–23", "24–32", "33–38")
    assert ranges(Scale(38, None, None, None)) is None
    assert ranges(Scale(4, 1, 2, 3)) == ("0", "1", "2", "3–4")


@given(st.lists(st.integers(1, 60), min_size=3, max_size=3, unique=True), st.integers(0, 30), st.integers(-3, 100))
def test_marks_of_many_agree_with_the_mark_of_one(cuts: list[int], above: int, score: int) -> None:
    low, middle, high = sorted(cuts)
    scale = Scale(high + above, low, middle, high)
    assert marks_of(np.array([score]), scale)[0] == (mark_by_scale(score, scale) or 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"year": 1921}, "year"),
        ({"grade": 12}, "grade"),
        ({"subject": " "}, "subject"),
        ({"max_score": 300}, "max_score"),
        ({"min3": 24}, "min3"),
        ({"min3": 0}, "min3"),
        ({"min5": 39}, "min5"),
        ({"min4": None}, "min4"),
    ],
)
def test_invalid_scales_name_the_field(change: dict[str, int | str | None], field: str) -> None:
    assert problems_of(GOOD) == ()
    assert [problem.field for problem in problems_of(replace(GOOD, **change))] == [field]  # type: ignore[arg-type]


def test_scale_without_cuts_is_valid() -> None:
    assert problems_of(replace(GOOD, min3=None, min4=None, min5=None)) == ()


def test_shipped_directory_has_no_mistakes() -> None:
    rows, refused, problems = read_scales(shipped_file())
    assert refused == 0
    assert not [problem for problem in problems if problem.severity == "error"]
    known = {(row.kind, row.year, row.grade, row.subject): row for row in rows}
    assert len(known) == len(rows)
    assert known["vpr", 2021, 4, "Русский язык"].scale == Scale(38, 14, 24, 33, "Описание ВПР 2021 года, ФИОКО")
    assert known["vpr", 2021, 8, "География"].min5 == 35
    assert (known["vpr", 2020, 4, "Математика"].min3, known["vpr", 2022, 11, "История"].min5) == (6, 18)
    assert known["vpr", 2026, 4, "Русский язык"].max_score == 24
    assert known["vpr", 2026, 8, "Английский язык"].min3 is None
    assert known["oge", 2023, 9, "Математика"].scale.min4 == 15
    assert {row.subject for row in rows} <= set(SUBJECTS)
    assert all(row.source for row in rows)


@pytest.mark.parametrize(
    ("typed", "subject"),
    [
        ("РУ", "Русский язык"),
        ("русский  язык", "Русский язык"),
        ("Русский", "Русский язык"),
        ("Окр. мир", "Окружающий мир"),
        ("ma", "Математика"),
        ("Русский_язык", "Русский язык"),
        ("естествознание", "Естествознание"),
        ("Родной (татарский) язык", "Родной (татарский) язык"),
        ("", ""),
    ],
)
def test_subject_names(typed: str, subject: str) -> None:
    assert normalise_subject(typed) == subject
    assert normalise_subject(subject) == subject


def test_subject_codes() -> None:
    assert subject_code("Математика") == "МА"
    assert subject_code("Естествознание") == "ЕСТ"
