"""Text before it is printed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.forms.typography import PLACEHOLDER, clean, file_stem, glue, hyphen_points, loosen

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("и\u0306", "й"),
        ("а\r\nб\rв\x0bг", "а\nб\nв\nг"),
        ("СОШ\u202e № 1", f"СОШ{PLACEHOLDER} № 1"),
        ("\u200fшкола\u2067", f"{PLACEHOLDER}школа{PLACEHOLDER}"),
        ("а\x00б\x07в", "абв"),
        ("пере\u00adнос\u200b\ufeff", "перенос"),
        ("10\u202f000\u2009чел.", f"10{NBSP}000 чел."),
        ("\ud800", PLACEHOLDER),
        ("\uffff", PLACEHOLDER),
        ("школа 🎉", "школа 🎉"),
    ],
)
def test_clean(text, expected):
    assert clean(text) == expected


@given(st.text())
def test_clean_text_stays_as_it_is_and_goes_into_xml(text):
    from lxml import etree  # type: ignore[import-untyped]

    done = clean(text)
    assert clean(done) == done
    etree.Element("a").text = done


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("приказ № 12-од", f"приказ №{NBSP}12-од"),
        ("до 5 июня 2026 г.", f"до 5{NBSP}июня{NBSP}2026{NBSP}г."),
        ("И. О. Фамилия", f"И.О.{NBSP}Фамилия"),
        ("Петровой А.С.", f"Петровой{NBSP}А.С."),
        ("имени Союза И.И. Иванова", f"имени Союза И.И.{NBSP}Иванова"),
        ("с. Заречное, ул. Полевая", f"с.{NBSP}Заречное, ул.{NBSP}Полевая"),
        ("план – закон", f"план{NBSP}– закон"),
        ("№\nп/п", "№\nп/п"),
    ],
)
def test_glue(text, expected):
    assert glue(text) == expected


@pytest.mark.parametrize(("room", "expected"), [(17, "1*мая*2026*г."), (8, "1*мая 2026*г."), (4, "1 мая 2026 г.")])
def test_glued_words_come_apart_where_they_do_not_fit(room, expected):
    assert loosen(f"1{NBSP}мая{NBSP}2026{NBSP}г.", lambda words: len(words) <= room) == expected.replace("*", NBSP)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("ответственные", "ответ-ствен-ные"),
        ("общеобразовательных", "обще-об-ра-зо-ва-тель-ных"),
        ("школа", "школа"),
        ("abcdef", "abcdef"),
        ("", ""),
    ],
)
def test_hyphen_points(word, expected):
    points = (0, *hyphen_points(word), len(word))
    assert "-".join(word[a:b] for a, b in pairwise(points)) == expected


@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюя-", max_size=40))
def test_hyphens_leave_three_letters_on_either_side(word):
    for point in hyphen_points(word):
        assert word[point - 3 : point].isalpha() and word[point : point + 3].isalpha()
        assert len(word[:point]) >= 3 and len(word[point:]) >= 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Приказ № 12/3: "О плане"?', "Приказ № 12 3 О плане"),
        ("  . ", "Документ"),
        ("CON", "CON_"),
        ("а" * 300, "а" * 80),
        ("слово " * 20, " ".join(["слово"] * 13)),
        ("Справка\nпо школе.", "Справка по школе"),
    ],
)
def test_file_stem(text, expected):
    assert file_stem(text) == expected
