"""Logins, names and cards of organisations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.organisations.matching import candidates
from app.services.organisations.rows import OrganisationRow
from app.services.organisations.rules import (
    cleaned,
    kind_of,
    locality_type_of,
    name_key,
    normalise_login,
    numbers_in,
    problems_of,
)  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "login"),
    [
        ("edu990101", "edu990101"),
        ("sch990101", "edu990101"),
        (" EDU990101\u00a0", "edu990101"),
        ("ksh990001", "ksh990001"),
        ("еdu990101", "edu990101"),  # a Cyrillic first letter
        ("edu 990 101", "edu990101"),
        ("edu99010", ""),
        ("edu9901011", ""),
        ("990101", ""),
        ("", ""),
    ],
)
def test_login(typed: str, login: str) -> None:
    assert normalise_login(typed) == login


@given(st.sampled_from(["edu", "sch", "ksh"]), st.integers(0, 999_999))
def test_login_is_normal_after_once(prefix: str, number: int) -> None:
    login = normalise_login(f"{prefix}{number:06d}")
    assert normalise_login(login.upper()) == login


@pytest.mark.parametrize(
    "names",
    [
        ("СОШ №5", "СОШ 5", 'МБОУ "СОШ № 5"', "СОШ N5", "Муниципальное бюджетное учреждение «Средняя школа № 05»"),
        ("МБДОУ «Ёлочка»", "МБДОУ Елочка", "«ЕЛОЧКА»"),
        ("МКОУ ООШ с. Боровое", "Основная школа села Боровое"),
    ],
)
def test_names_that_mean_the_same(names: tuple[str, ...]) -> None:
    assert len({name_key(name) for name in names}) == 1


def test_numbers_tell_schools_apart() -> None:
    rows = [OrganisationRow(i, "school", f"МБОУ СОШ № {i}") for i in (5, 15, 25)]
    assert [c.id for c in candidates("СОШ №5", rows)] == [5]
    assert candidates("СОШ №5", rows)[0].likeness == 100
    assert numbers_in("СОШ № 05") == ("5",)
    assert candidates("", rows) == ()
    assert candidates("Лицей имени Пушкина", rows) == ()


def test_likeness_is_not_identity() -> None:
    rows = [OrganisationRow(1, "school", "МБОУ СОШ № 5 с. Боровое"), OrganisationRow(2, "school", "МБОУ СОШ № 5 п. Лесной")]
    found = candidates("СОШ № 5", rows)
    assert {c.id for c in found} == {1, 2}
    assert all(c.likeness < 100 for c in found)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("школа", "school"),
        ("МБОУ СОШ № 1", "school"),
        ("Лицей", "school"),
        ("детский сад", "kindergarten"),
        ("МБДОУ «Ёлочка»", "kindergarten"),
        ("Дом творчества", "further_education"),
        ("МБУ ДО «Спортивная школа»", "further_education"),
        ("Методический кабинет", "methodical_office"),
        ("Библиотека", ""),
    ],
)
def test_kind(typed: str, kind: str) -> None:
    assert kind_of(typed) == kind


@pytest.mark.parametrize(
    ("typed", "locality"),
    [
        *(("село", "village"), ("Населенный пункт сельского типа (село, хутор, деревня)", "village"), ("дер.", "village")),
        *(("Посёлок городского типа", "settlement"), ("пгт", "settlement")),
        *(("город", "town"), ("г.", "town"), ("Столица субъекта", "town"), ("иное", "")),
    ],
)
def test_locality_type(typed: str, locality: str) -> None:
    assert locality_type_of(typed) == locality


def test_card_is_cleaned_and_checked_by_field() -> None:
    row = cleaned(OrganisationRow(None, "school", "  СОШ   № 1 ", login=" SCH990101 ", director="Петрова  И. С."))
    assert (row.short_name, row.login, row.director) == ("СОШ № 1", "edu990101", "Петрова И. С.")
    assert problems_of(row) == ()
    bad = OrganisationRow(
        None, "library", " ", login="edu1", locality_type="moon", pupils=-1, oge_code="12а", ege_code="7/1", email="нет почты"
    )
    found = {problem.field: problem.severity for problem in problems_of(bad)}
    errors = dict.fromkeys(("short_name", "kind", "login", "locality_type", "pupils", "oge_code", "ege_code"), "error")
    assert found == errors | {"email": "warning"}
