"""The understood form in words."""

from __future__ import annotations

from datetime import date

import pytest

from app.services.deadlines.reading import read_deadline
from app.services.deadlines.words import words

YEARS = (date(2023, 1, 1), date(2025, 12, 31))
SCHOOL = (date(2024, 9, 1), date(2025, 8, 31))


@pytest.mark.parametrize(
    ("text", "context", "said"),
    [
        ("август ежегодно", YEARS, "каждый год в августе; 2023–2025: 3 срока"),
        ("ежегодно до 31.05", YEARS, "каждый год: до 31 мая; 2023–2025: 3 срока"),
        ("май 2024, далее ежегодно", YEARS, "каждый год в мае, начиная с 2024 года; 2024–2025: 2 срока"),
        ("не позднее 1 раб. дня до проведения работы", SCHOOL, "не позднее 1 рабочего дня до: проведение работы"),
        ("в трехдневный срок после проверки", SCHOOL, "в течение 3 календарных дней после: проверка"),
        ("окт.-нояб.", SCHOOL, "октябрь – ноябрь 2024 года"),
        ("I кв. 2025", SCHOOL, "I квартал 2025 года"),
        ("24/25 уч. г.", SCHOOL, "2024/2025 учебный год"),
        ("к 5.10", SCHOOL, "до 5 октября 2024 года"),
        (
            "до 5 числа ежемесячно",
            (date(2025, 1, 1), date(2025, 3, 31)),
            "каждый месяц, до 5 числа каждого месяца; 2025: 3 срока",
        ),
        ("май", None, "май (год не указан)"),
        ("II четверть", SCHOOL, "II четверть (год не указан)"),
        ("весь период", SCHOOL, "постоянно, весь период"),
        ("посредине", SCHOOL, "не понято"),
    ],
)
def test_words(text, context, said):
    assert words(read_deadline(text, context)) == said
