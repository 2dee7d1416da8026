"""Names of people in running text: initials before or after the surname, full names."""

from __future__ import annotations

import re
from typing import Final

_SURNAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_INITIAL = r"[А-ЯЁ]\s?\."
_PATRONYMIC = r"[А-ЯЁ][а-яё]+(?:вич|вича|вичу|вичем|вна|вны|вне|вной|ична|ичны|ичне|ичной|инична|ьич|ьича|оглы|кызы)"
_BARE = r"[А-ЯЁ][а-яё]+(?:ова|ева|ёва|ина|ына|ов|ев|ёв|ин|ын|ская|цкая|ский|цкий|енко|ук|юк|ян|швили|дзе)"
PERSON: Final = re.compile(
    rf"(?<![А-Яа-яЁё.])(?:"
    rf"{_SURNAME}\s+{_INITIAL}\s?(?:{_INITIAL})?"
    rf"|{_INITIAL}\s?(?:{_INITIAL}\s?)?{_SURNAME}"
    rf"|{_SURNAME}\s+[А-ЯЁ][а-яё]+\s+{_PATRONYMIC}"
    rf"|[А-ЯЁ][а-яё]+\s+{_PATRONYMIC}(?:\s+{_SURNAME})?"
    rf"|{_BARE}\s+[А-ЯЁ]{{2}}"
    rf")(?![а-яё])"
)
"""«Зайцева О.П.», «О.П. Зайцева», «Зайцева Ольга Петровна», «Ольга Петровна Зайцева», «Зайцева ОП»."""


def tidy(name: str) -> str:
    """One space between surname and initials, none inside them."""
    name = " ".join(name.split())
    return re.sub(r"([А-ЯЁ])\s?\.\s?(?=[А-ЯЁ]\s?\.)", r"\1.", name).replace(" .", ".")
