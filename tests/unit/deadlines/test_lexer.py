"""What happens to a cell's text before the grammar sees it."""

from __future__ import annotations

import pytest

from app.services.deadlines.lexer import fold, normalise, tokenise


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("до\u00a015\u202fмая", "до 15 мая"),
        ("сен\u00adтябрь", "сентябрь"),
        ("сен\u00ad\nтябрь", "сентябрь"),
        ("ав-\nгуст", "август"),
        ("октябрь-\nноябрь", "октябрь-ноябрь"),
        ("май–июнь — июль − август", "май-июнь - июль - август"),
        ("cентябрь", "сентябрь"),  # a Latin c
        ("мαй", "май"),  # a Greek alpha
        ("c 5 по 7", "с 5 по 7"),
        ("III кв.", "III кв."),
        ("  два \t\n пробела ", "два пробела"),
    ],
)
def test_normalise(typed, plain):
    assert normalise(typed) == plain


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("17.10.2024", ["date"]),
        ("17/10/2024", ["date"]),
        ("2024-10-17", ["date"]),
        ("17. 10. 2024", ["date"]),
        ("10.2024", ["my"]),
        ("17.10", ["dm"]),
        ("2.1", ["weak_dm"]),
        ("15.00", ["time"]),
        ("10:30", ["time"]),
        ("2024/25", ["pair"]),
        ("2.1.3", ["odd"]),
        ("20245", ["odd"]),
        ("2024", ["year_number"]),
        ("3-й", ["numeral"]),
        ("15го", ["numeral"]),
        ("2021годы", ["year_number", "year"]),
        ("октябрь2024", ["month", "year_number"]),
        ("«15» мая", ["number", "month"]),
        ("II-III кв.", ["roman", "dash", "roman", "quarter"]),
        ("П полугодие", ["roman", "half"]),
        ("третьей", ["ordinal"]),
        ("пятницам", ["weekday"]),
        ("трёхдневный", ["term_days"]),
        ("раб. дня", ["working", "day"]),
    ],
)
def test_tokens(text, tags):
    assert [t.tag for t in tokenise(normalise(text))] == tags


MONTHS = (
    "январь января январе янв ФЕВРАЛЬ февр фев март марта мар апрель апр май мая мае июнь июня июль августе авг сент сен "
    "сентябрём октября окт ноябрь нояб декабре дек"
)


@pytest.mark.parametrize("form", MONTHS.split())
def test_every_form_of_a_month(form):
    (token,) = tokenise(form)
    assert token.tag == "month"


def test_places_of_tokens_are_places_in_the_text():
    text = normalise("До İ 15 МАЯ")  # a letter that grows when lowered
    assert len(fold(text)) == len(text)
    assert [text[t.start : t.end] for t in tokenise(text)] == ["До", "İ", "15", "МАЯ"]
