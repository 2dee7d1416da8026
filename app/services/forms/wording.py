"""Turns of speech of official papers."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from app.services.text_ru import MONTHS_GENITIVE, NBSP

BLANK_DATE = "«___» __________ 20___ г."
BLANK_NUMBER = "______"
BLANK_LINE = "____________________"

_GENITIVE = {
    "отдел": "отдела",
    "управление": "управления",
    "комитет": "комитета",
    "департамент": "департамента",
    "администрация": "администрации",
    "министерство": "министерства",
    "центр": "центра",
    "сектор": "сектора",
    "учреждение": "учреждения",
    "школа": "школы",
    "гимназия": "гимназии",
    "лицей": "лицея",
    "кабинет": "кабинета",
    "служба": "службы",
    "агентство": "агентства",
}
_ADJECTIVES = (("ий", "ого"), ("ый", "ого"), ("ой", "ого"), ("ое", "ого"), ("ее", "его"), ("ая", "ой"), ("яя", "ей"))


def body_genitive(body: str) -> str:
    """«Отдел образования …» → «отдела образования …»; empty where the head noun is not known."""
    words = body.split()
    changed: list[str] = []
    for place, word in enumerate(words):
        low = word.lower()
        if low in _GENITIVE:
            return " ".join([*changed, _GENITIVE[low], *words[place + 1 :]])
        ending = next((new for old, new in _ADJECTIVES if low.endswith(old)), None)
        if ending is None:
            return ""
        changed.append(low[:-2] + ending)
    return ""


_APPROVED = {"f": "УТВЕРЖДЕНА", "m": "УТВЕРЖДЁН", "n": "УТВЕРЖДЕНО", "pl": "УТВЕРЖДЕНЫ"}
_NOUNS = {
    "карта": "f", "программа": "f", "схема": "f", "концепция": "f", "модель": "f", "инструкция": "f", "циклограмма": "f",
    "план": "m", "график": "m", "план-график": "m", "комплекс": "m", "перечень": "m", "порядок": "m", "список": "m",
    "состав": "m", "регламент": "m", "проект": "m", "календарь": "m",
    "положение": "n", "расписание": "n",
    "мероприятия": "pl", "меры": "pl", "рекомендации": "pl", "правила": "pl", "критерии": "pl", "показатели": "pl",
}  # fmt: skip


def approved_word(title: str) -> str:
    """«УТВЕРЖДЕНА» for a roadmap, «УТВЕРЖДЁН» for a plan: agrees with the first noun of the title that is known."""
    for word in re.findall(r"[а-яё]+(?:-[а-яё]+)?", title.lower()):
        if word in _NOUNS:
            return _APPROVED[_NOUNS[word]]
    return _APPROVED["f"]


def paper_date(day: date | None, style: Literal["numeric", "words"]) -> str:
    """«05.06.2026» or «5 июня 2026 г.»; room to write by hand where there is none."""
    if day is None:
        return BLANK_DATE
    if style == "numeric":
        return f"{day:%d.%m.%Y}"
    return f"{day.day}{NBSP}{MONTHS_GENITIVE[day.month - 1]}{NBSP}{day.year}{NBSP}г."


def paper_number(number: str) -> str:
    """«№ 12-од»; room to write by hand where there is none."""
    number = number.strip().removeprefix("№").strip()
    return f"№{NBSP}{number or BLANK_NUMBER}"


def signer_name(name: str) -> str:
    """«Фамилия Имя Отчество» and «Фамилия И.О.» → «И.О. Фамилия»; anything else as typed."""
    words = name.replace(NBSP, " ").split()
    initials = re.fullmatch(r"([А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?)\s*([А-ЯЁ]\.)\s*([А-ЯЁ]\.)", " ".join(words))
    if initials:
        return f"{initials[2]}{initials[3]}{NBSP}{initials[1]}"
    if len(words) == 3 and all(re.fullmatch(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?", word) for word in words):
        return f"{words[1][0]}.{words[2][0]}.{NBSP}{words[0]}"
    return " ".join(words)


def mentions_date(text: str, day: date) -> bool:
    """Whether the text already says the day, in figures or in words."""
    spoken = f"{day.day} {MONTHS_GENITIVE[day.month - 1]} {day.year}"
    folded = text.replace(NBSP, " ")
    return f"{day:%d.%m.%Y}" in folded or f"{day.day}.{day:%m.%Y}" in folded or spoken in folded
