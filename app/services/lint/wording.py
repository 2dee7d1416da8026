"""What a paper about assessment must not say: results rate neither people nor schools. And places left to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.services.lint.paper import Paper, found
from app.services.lint.rows import LintFinding, Rule
from app.services.lint.words import around, cited

_WHY = "Результаты оценочных процедур не используют для оценки школ и учителей: их назначение — помощь."

RATING = Rule(
    "wording_rating", "warning", "Рейтинг", _WHY,
    "Замените сопоставлением в динамике или перечнем по алфавиту.",
)  # fmt: skip
PENALTY = Rule(
    "wording_penalty", "warning", "Взыскание", _WHY,
    "Замените адресной помощью: разбором причин, методической поддержкой.",
)  # fmt: skip
SINGLE_DAY = Rule(
    "wording_single_day", "warning", "Единый день для всех школ",
    "Дни проверочных работ школа выбирает сама в пределах общего срока.",
    "Назовите общий срок, а дни оставьте школам.",
)  # fmt: skip
PLACEHOLDER = Rule(
    "placeholder", "error", "Незаполненное место",
    "В тексте осталось место, которое собирались заполнить.",
    "Впишите недостающее.",
)  # fmt: skip
RULES = (RATING, PENALTY, SINGLE_DAY, PLACEHOLDER)

_NOT = re.compile(r"\b(?:не|без|недопу\w+|исключ\w+|запре\w+|отказ\w*)\s+(?:[а-яё]+\s+){0,3}$", re.I)
_PATTERNS: tuple[tuple[Rule, re.Pattern[str]], ...] = (
    (
        RATING,
        re.compile(
            r"\b(?:анти)?рейтинг\w*|\bранжировани\w+\s+(?:школ|ОО|учител|педагог)\w*|\b(?:худши\w+|отстающи\w+)\s+школ\w*", re.I
        ),
    ),
    (
        PENALTY,
        re.compile(
            r"\bнаказа(?:ть|ни\w+)|\bвзыскани\w+|\bвыговор\w*|\b(?:снизить|снижени\w+|лишить|лишени\w+)\s+(?:стимулирующ|преми)\w*",
            re.I,
        ),
    ),
    (
        SINGLE_DAY,
        re.compile(
            r"\bедин(?:ый|ого|ом|ые)\s+д(?:ень|ня|не|ни)\b[^.;]{0,40}\b(?:ВПР|проверочн|диагностическ|контрольн|оценочн)\w*", re.I
        ),
    ),
    (
        PLACEHOLDER,
        re.compile(
            r"_{3,}|\{[a-zа-яё_]\w*\}|\[\s*(?:указать|вписать|дата|ФИО|название|номер)[^\]]*\]|(?<![А-Яа-яA-Za-z])[ХX]{3,}(?![А-Яа-яA-Za-z])|\b20__",
            re.I,
        ),
    ),
)


def check(paper: Paper) -> Iterator[LintFinding]:
    for text in paper.texts:
        for rule, pattern in _PATTERNS:
            for match in pattern.finditer(text.text):
                if rule is not PLACEHOLDER and _NOT.search(text.text[: match.start()]):
                    continue
                words = around(text.text, match.start(), match.end())
                yield found(rule, text.spot, f"В тексте: {cited(words)}.", detail=match[0])
