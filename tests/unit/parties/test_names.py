"""Names of parties: kinds, schools, likeness."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.parties.rows import PartyRow
from app.services.parties.rules import kind_of, means_schools, merge_suggestions, party_key


@pytest.mark.parametrize(
    "name",
    [
        "ОО",
        "Все ОО",
        "школы района",
        "общеобразовательные организации",
        "Общеобразовательные организации (ОО)",
        "образовательные организации Заречного района",
        "Руководители ОО",
        "директора школ",
        "Школьные координаторы",
        "руководители общеобразовательных учреждений",
    ],
)
def test_all_schools(name):
    assert means_schools(name)


@pytest.mark.parametrize(
    "name",
    [
        "МБОУ «Берёзовская СОШ»",
        "СОШ № 2",
        "Отдел образования",
        "Школа молодого учителя",
        "дошкольные образовательные организации",
        "Руководители РМО",
        "Районный методический кабинет",
        "",
    ],
)
def test_not_all_schools(name):
    assert not means_schools(name)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Куратор ШНОР", "role"),
        ("Муниципальный координатор", "role"),
        ("Заместитель директора по УВР", "role"),
        ("Отдел образования", "organisation"),
        ("Центр развития педагогов", "organisation"),
        ("Главное управление образования", "organisation"),
        ("РМК", "organisation"),
        ("", "organisation"),
    ],
)
def test_kinds(name, kind):
    assert kind_of(name) == kind
    assert kind_of(name, is_person=True) == "person"


def test_keys_fold_case_quotes_and_dashes():
    assert party_key("МБОУ «Берёзовская  СОШ»") == party_key('мбоу "березовская СОШ"') == "мбоу березовская сош"


def party(number: int, name: str, **more) -> PartyRow:
    return PartyRow(number, more.pop("kind", kind_of(name)), name, **more)


def test_what_looks_like_one():
    rows = [
        party(1, "Отдел образования"),
        party(2, "Отдел образования администрации Заречного района"),
        party(3, "Отдел образования администрации"),
        party(4, "РМК"),
        party(5, "Районный методический кабинет"),
        party(6, "Соколова М.П.", kind="person"),
        party(7, "М.П. Соколова", kind="person"),
        party(8, "Соколов М.П.", kind="person"),
        party(9, "СОШ № 1"),
        party(10, "СОШ № 11"),
        party(11, "Методисты отдела"),
        party(12, "Методисти отдела"),
    ]
    found = {one.keep: {name for _, name in one.others} for one in merge_suggestions(rows)}
    assert found == {
        "Отдел образования администрации Заречного района": {"Отдел образования", "Отдел образования администрации"},
        "Районный методический кабинет": {"РМК"},
        "М.П. Соколова": {"Соколова М.П."},
        "Методисти отдела": {"Методисты отдела"},
    }


def test_different_organisations_of_the_directory_are_not_offered():
    rows = [party(1, "Заречная школа", organisation_id=1), party(2, "Заречная школа имени Полевого", organisation_id=2)]
    assert merge_suggestions(rows) == []


@given(st.lists(st.text("абвг. №12 ОТДЕЛ", min_size=1, max_size=12), max_size=8))
def test_nobody_is_offered_twice(names):
    rows = [party(n, name) for n, name in enumerate(names, 1)]
    ids = [i for one in merge_suggestions(rows) for i in (one.keep_id, *(other for other, _ in one.others))]
    assert len(ids) == len(set(ids))
