"""Turns of speech of official papers."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.forms import wording

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Отдел образования администрации Заречного района", "отдела образования администрации Заречного района"),
        ("Управление образования", "управления образования"),
        ("Районный отдел образования", "районного отдела образования"),
        ("Муниципальное казённое учреждение «Центр»", "муниципального казённого учреждения «Центр»"),
        ("Районная служба надзора", "районной службы надзора"),
        ("МКУ «Центр оценки»", ""),
        ("", ""),
    ],
)
def test_body_genitive(body, expected):
    assert wording.body_genitive(body) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Дорожная карта по развитию", "УТВЕРЖДЕНА"),
        ("План мероприятий (дорожная карта) на год", "УТВЕРЖДЁН"),
        ("План-график процедур", "УТВЕРЖДЁН"),
        ("Положение о комиссии", "УТВЕРЖДЕНО"),
        ("Методические рекомендации", "УТВЕРЖДЕНЫ"),
        ("Нечто", "УТВЕРЖДЕНА"),
    ],
)
def test_approved_word(title, expected):
    assert wording.approved_word(title) == expected


def test_dates_and_numbers_leave_room_for_a_hand():
    assert wording.paper_date(date(2026, 6, 5), "numeric") == "05.06.2026"
    assert wording.paper_date(date(2026, 6, 5), "words") == f"5{NBSP}июня{NBSP}2026{NBSP}г."
    assert wording.paper_date(None, "words") == "«___» __________ 20___ г."
    assert wording.paper_number("№ 12-од") == f"№{NBSP}12-од"
    assert wording.paper_number("01-03\\482") == f"№{NBSP}01-03\\482"
    assert wording.paper_number(" ") == f"№{NBSP}______"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Соколова Мария Петровна", f"М.П.{NBSP}Соколова"),
        ("Соколова М. П.", f"М.П.{NBSP}Соколова"),
        ("М.П. Соколова", "М.П. Соколова"),
        ("Ким", "Ким"),
        ("", ""),
    ],
)
def test_signer_name(name, expected):
    assert wording.signer_name(name) == expected


def test_a_deadline_that_the_text_names_is_not_repeated():
    day = date(2026, 5, 1)
    assert wording.mentions_date("до 01.05.2026", day)
    assert wording.mentions_date("до 1.05.2026", day)
    assert wording.mentions_date(f"до 1{NBSP}мая{NBSP}2026 г.", day)
    assert not wording.mentions_date("до 1 мая", day)
