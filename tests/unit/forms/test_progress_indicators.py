"""The target indicators found in a preamble."""

from __future__ import annotations

import pytest

from app.services.forms.progress_report_data import indicators


@pytest.mark.parametrize(
    ("preamble", "found"),
    [
        ("Показатели: доля А; доля Б.\nОтдел далее называется «Отдел»", ("доля А", "доля Б")),
        ("Целевые индикаторы:\n1. Доля А.\n2. Доля Б.\nЗадачи:\n1) сделать", ("Доля А", "Доля Б")),
        ("Целевые показатели:\n- доля А;\n- доля Б\nМеханизм реализации: ежегодно", ("доля А", "доля Б")),
        ("Показатели:\nдоля А;\nдоля Б.\n\nНастоящий план утверждён приказом", ("доля А", "доля Б")),
        ("Цель: добиться доверия.", ()),
    ],
)
def test_they_end_where_the_list_ends(preamble: str, found: tuple[str, ...]):
    assert indicators(preamble) == found
