"""Personal data that a workbook must not ask for. Pure. What came in uninvited, `privacy.rules` sees."""

from __future__ import annotations

import re

from app.services.text_ru import search_key

_ASKED = (
    (r"\bфио\b|\bф\. ?и\. ?о\b|фамили|отчеств|\bимя (участник|учащ|учен|обучающ|ребен|родител|выпускник)", "имена людей"),
    (r"\bснилс\b", "СНИЛС"),
    (r"паспорт(а|ные)? ?(данн|сери|номер|$)|свидетельств\w* о рождении", "документы"),
    (r"дат\w* рождения|день рождения", "дата рождения"),
    (r"(телефон|адрес|почт)\w* (участник|учащ|учен|обучающ|ребен|родител|выпускник|педагог|учител)", "контакты людей"),
    (r"диагноз|инвалидност\w* ребен", "сведения о здоровье"),
)


def asks_personal(title: str) -> str:
    """What a caption asks for, in words; empty where nothing of the kind."""
    words = search_key(title)
    return next((what for pattern, what in _ASKED if re.search(pattern, words)), "")
