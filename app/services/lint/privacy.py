"""Personal data in a paper that will hang on a site: addresses, telephones, names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.services.lint.paper import Paper, found
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import PERSON, cited
from app.services.privacy.rules import EMAIL as EMAIL_TEXT

_TODO = "Перед публикацией уберите их или напечатайте вариант для сайта."

EMAIL = Rule(
    "private_email", "info", "Электронная почта в тексте",
    "Дорожную карту публикуют, а личный адрес — персональные данные.",
    "Оставьте общий адрес учреждения или уберите адрес из текста.",
)  # fmt: skip
PHONE = Rule(
    "private_phone", "info", "Телефон в тексте",
    "Дорожную карту публикуют, а личный номер — персональные данные.",
    "Оставьте общий номер учреждения или уберите номер из текста.",
)  # fmt: skip
NAMES = Rule(
    "private_names", "info", "Фамилии в тексте",
    "При публикации на сайте фамилии исполнителей — персональные данные; к тому же люди меняются.", _TODO,
)  # fmt: skip
NUMBERS = Rule(
    "private_numbers", "warning", "Номер документа человека",
    "СНИЛС, паспорт и подобные номера в дорожной карте не нужны и публиковать их нельзя.",
    "Уберите номер.",
)  # fmt: skip
RULES = (EMAIL, PHONE, NAMES, NUMBERS)

_PHONE = re.compile(
    r"(?<![\d№.-])(?:\+7|8)[\s(-]*\d{3,5}[\s)-]*\d{1,3}(?:[\s-]?\d{2}){1,2}(?!\d)|\b(?:тел\.?|телефон\w*)\s*:?\s*[\d(+][\d\s()-]{4,}\d",
    re.I,
)
_NUMBER = re.compile(r"(?<!\d)\d{3}-\d{3}-\d{3}[\s-]\d{2}(?!\d)|\bпаспорт\w*\s+(?:серии\s+)?\d{2}\s?\d{2}\s*(?:№\s*)?\d{6}", re.I)


def check(paper: Paper) -> Iterator[LintFinding]:
    names: list[Spot] = []
    people: list[str] = []
    for text in paper.texts:
        for rule, pattern in ((EMAIL, EMAIL_TEXT), (PHONE, _PHONE), (NUMBERS, _NUMBER)):
            for match in pattern.finditer(text.text):
                yield found(rule, text.spot, f"В тексте: {cited(match[0])}.", detail=match[0])
        met = [match[0] for match in PERSON.finditer(text.text)]
        if met:
            names.append(text.spot)
            people += met
    if names:
        listing = ", ".join(dict.fromkeys(people))
        yield found(NAMES, names, f"Названы: {listing.rstrip('.')}.")
