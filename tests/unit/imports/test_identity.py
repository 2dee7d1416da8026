"""Year, grade and subject from names, titles, codes and textbooks."""

from __future__ import annotations

import pytest

from app.services.imports import identity
from app.services.imports.layouts import logins


@pytest.mark.parametrize(
    ("stem", "told"),
    [
        ("ru4_region", (None, 4, "Русский язык")),
        ("МА 4 2024", (2024, 4, "Математика")),
        ("ВПР_2024_Русский_язык_4_класс", (2024, 4, "Русский язык")),
        ("Форма сбора результатов Английский язык 8 класс ВПР 2026", (2026, 8, "Английский язык")),
        ("hist11_region", (None, 11, "История")),
        ("окр.мир 4кл 2025 (1)", (2025, 4, "Окружающий мир")),
        ("2849657", (None, None, "")),
        ("Ф1_Индивидуальные результаты", (None, None, "")),
        ("ВПР 2021-2022 математика 5 класс", (None, 5, "Математика")),
        ("edu990101 ВПР 2026 ФИЗИКА 7 класс", (2026, 7, "Физика")),
    ],
)
def test_from_file_name(stem, told):
    assert identity.from_file_name(stem) == told


def test_from_title():
    assert identity.from_title("ВПР 2026 Русский язык 4 класс") == (2026, "Русский язык", 4)
    assert identity.from_title("ВПР 2025.  Окружающий  мир, 4 класс") == (2025, "Окружающий мир", 4)
    assert identity.from_title("Индивидуальные результаты") is None


def test_from_textbooks_takes_the_majority():
    assert identity.from_textbooks(["ma5.8 | 1.2 | Пособие", "ma5.1 | 1.2", "ma6.1 | 1", "", "другое"]) == (5, "Математика")
    assert identity.from_textbooks(["другое", ""]) == (None, "")


@pytest.mark.parametrize(
    ("code", "grade"), [("40001", 4), ("60012", 6), ("1001", None), ("100001", 10), ("110007", 11), ("12345", None)]
)
def test_class_of_code(code, grade):
    assert identity.class_of_code(code) == grade


def test_class_of_codes_takes_the_majority():
    assert identity.class_of_codes(["50001", "50002", "60001", "1001"]) == 5
    assert identity.class_of_codes(["1001"]) is None


@pytest.mark.parametrize(
    ("cell", "name", "code"),
    [
        ("МБОУ «СОШ (корпус 2)»(edu990101)", "МБОУ «СОШ (корпус 2)»", "edu990101"),
        ("МБОУ «СОШ № 1» (sch990101)", "МБОУ «СОШ № 1»", "edu990101"),
        ("Школа-интернат(ksh990301)", "Школа-интернат", "ksh990301"),
        ("Заречный муниципальный район(reg99_m012)", "Заречный муниципальный район", "reg99_m012"),
        ("Регион 99", "Регион 99", ""),
        ("СОШ (бывшая edu990101) № 3", "СОШ (бывшая edu990101) № 3", ""),
    ],
)
def test_the_last_brackets_hold_the_code(cell, name, code):
    assert logins.bracketed_code(cell) == (name, code)


def test_municipality_codes():
    assert logins.municipality_code("99-RU-REG,VPR_99,reg99_vpr_m545,vpr2020.ru4") == "reg99_m545"
    assert logins.municipality_code("reg99_m012 | Заречный район") == "reg99_m012"
    assert logins.municipality_code("VPR_99") == ""
    assert logins.named_code("reg99_m012 | Заречный район") == ("reg99_m012", "Заречный район")
    assert logins.region_of("edu990101") == "reg990000"
