"""What a cell of a results workbook means."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.imports import score_cells as cells
from app.services.imports.rows import BLANK, NOT_ATTEMPTED
from app.services.table_files.cells import CellError


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("15", 15), ("15 ", 15), ("\u00a015", 15), ("4,5", 4.5), ("4.5", 4.5), (4.5, 4.5), (15.0, 15), ("−3", -3),
        ("12,5 %", 12.5), ("", None), ("—", None), ("н", None), ("1 5", 15), ("12abc", None), (True, None),
        (date(2026, 3, 2), None), ("1e3", None),
    ],
)  # fmt: skip
def test_number(raw, value):
    assert cells.number(raw) == value


@given(st.integers(-9999, 9999), st.sampled_from(["{}", " {} ", "{},0", "{}.00", "\u00a0{}"]))
def test_whole_numbers_are_read_in_every_spelling(value, form):
    assert cells.whole(form.format(value)) == value


@given(st.text(max_size=12))
def test_any_text_is_something(raw):
    total = cells.Totals()[raw]
    assert total >= -7
    assert 0 <= cells.Points()[raw] <= 255
    assert cells.Marks()[raw] in (None, 0, 2, 3, 4, 5)
    assert isinstance(cells.ClassLabels()[raw], str)
    code = cells.Codes()[raw]
    assert code is None or code.isdigit()


@pytest.mark.parametrize(
    ("raw", "total"),
    [
        ("20", 20), (20.0, 20), ("0", 0), ("", cells.NO_TOTAL), ("—", cells.NO_TOTAL), ("н", cells.ABSENT_WORD),
        ("отсутствовал", cells.ABSENT_WORD), ("4,5", cells.FRACTION_TOTAL), (-1.0, cells.NEGATIVE_TOTAL),
        (date(2026, 3, 2), cells.DATE_TOTAL), (datetime(2026, 3, 2, 5), cells.DATE_TOTAL), (time(2, 3), cells.DATE_TOTAL),
        ("#Н/Д", cells.ERROR_TOTAL), (CellError("#ССЫЛКА!", "error_value"), cells.ERROR_TOTAL), ("пять", cells.TEXT_TOTAL),
    ],
)  # fmt: skip
def test_totals(raw, total):
    assert cells.Totals()[raw] == total


@pytest.mark.parametrize(
    ("raw", "byte"),
    [
        ("0", 0), (3.0, 3), ("X", NOT_ATTEMPTED), ("х", NOT_ATTEMPTED), ("не пройд.", NOT_ATTEMPTED), ("", BLANK), ("-", BLANK),
        ("-1", cells.JUNK), ("1,5", cells.JUNK), (date(2026, 3, 2), cells.JUNK), ("#REF!", cells.JUNK), ("да", cells.JUNK),
        (900.0, cells.JUNK),
    ],
)  # fmt: skip
def test_task_points(raw, byte):
    assert cells.Points()[raw] == byte


@pytest.mark.parametrize(
    ("raw", "mark"), [("5", 5), (4.0, 4), ("нет отметки", None), ("", None), ("ж", 0), ("1", 0), ("6", 0), ("3,5", 0)]
)
def test_marks(raw, mark):
    assert cells.Marks()[raw] == mark


@pytest.mark.parametrize(
    ("raw", "label"),
    [
        ("а", "А"), ('"А"', "А"), ("«б»", "Б"), ("нет", ""), ("НЕТ", ""), ("нет ", ""), ("", ""), (11.0, "11"), ("11а", "11А"),
        ("11 а", "11А"), ("11 нет", "11"), ("A", "А"), ("ИСИСС-11", "ИСИСС-11"), ("B2", "В2"),
        ("Лицейский класс", "ЛИЦЕЙСКИЙ КЛАСС"),
    ],
)  # fmt: skip
def test_class_labels(raw, label):
    assert cells.ClassLabels()[raw] == label


@pytest.mark.parametrize(
    ("raw", "code"),
    [("40001", "40001"), (40001.0, "40001"), (" 4 0001", "40001"), ("ж", None), ("", None), (date(2026, 4, 1), None)],
)
def test_codes(raw, code):
    assert cells.Codes()[raw] == code


def test_why_wrong_names_the_cause():
    assert cells.why_wrong(date(2026, 3, 2), "балл") == ("date_score", "Excel превратил балл в дату (02.03.2026), нужно: балл.")
    assert cells.why_wrong(CellError("формула без значения", "uncached_formula"), "балл")[0] == "no_cached_value"
    assert cells.why_wrong("#Н/Д", "балл")[0] == "error_cell"
    assert cells.why_wrong("пять", "балл")[0] == "bad_score"
