"""Text before it is printed: the same cleaning for PDF and DOCX, so that both say the same words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from app.services.text_ru import MONTHS_GENITIVE, NBSP

PLACEHOLDER = "\u25a1"
"""White square: stands visibly where a character cannot be printed."""

# Direction marks reorder what is read on paper, so they are shown, not obeyed.
_DIRECTION = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f"
_SPACES = "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000\u1680"
_TABLE: dict[int, str | None] = {ord(mark): PLACEHOLDER for mark in _DIRECTION}
_TABLE |= dict.fromkeys(map(ord, _DROPPED), None)
_TABLE |= {ord(space): " " for space in _SPACES}
_TABLE |= {0x202F: NBSP, 0x2007: NBSP, 0x2028: "\n", 0x2029: "\n", 0x0B: "\n", 0x0C: "\n", 0x85: "\n"}


def clean(text: str) -> str:
    """Composed letters, plain line feeds, no characters that XML or a font cannot carry (a square stands for them)."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).translate(_TABLE)
    return "".join(_printable(char) for char in text)


def _printable(char: str) -> str:
    if char in "\n\t" or (char >= " " and char.isprintable()):
        return char
    kind = unicodedata.category(char)
    if kind == "Cc":
        return ""
    return char if kind == "Zs" else PLACEHOLDER


_MONTHS = "|".join(MONTHS_GENITIVE)
_GLUED = (
    (re.compile(r"([№§]) +(?=\S)"), rf"\1{NBSP}"),
    (re.compile(rf"(?<!\d)(\d{{1,2}}) ({_MONTHS})\b"), rf"\1{NBSP}\2"),
    (re.compile(rf"\b({_MONTHS}) (\d{{4}})"), rf"\1{NBSP}\2"),
    (re.compile(r"(\d) (г\.|гг\.|года\b|год\b|%)"), rf"\1{NBSP}\2"),
    (re.compile(r"\b([А-ЯЁ]\.) ?([А-ЯЁ]\.) ?(?=[А-ЯЁ][а-яё])"), rf"\1\2{NBSP}"),
    (re.compile(r"\b([А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?) ([А-ЯЁ]\.) ?([А-ЯЁ]\.)(?![ \u00a0]?[А-ЯЁ][а-яё])"), rf"\1{NBSP}\2\3"),
    (re.compile(r"(?<!\S)(с\.|д\.|п\.|пос\.|г\.|ул\.|ст\.|пп\.|рис\.|табл\.|т\.) (?=[А-ЯЁ\d])"), rf"\1{NBSP}"),
    (re.compile(r" ([–—])(?=\s)"), rf"{NBSP}\1"),
)


def glue(text: str) -> str:
    """No-break spaces where a line must not break: «№ 12», «5 июня 2026 г.», «И.О. Фамилия», before a dash."""
    for pattern, replacement in _GLUED:
        text = pattern.sub(replacement, text)
    return text


_WEAK_JOINT = re.compile(rf"(?<=[а-я]){NBSP}(?=\d{{4}})")


def loosen(words: str, fits: Callable[[str], bool]) -> str:
    """Glued words that do not fit on a line come apart: between month and year if that is enough, else everywhere."""
    if NBSP not in words or fits(words):
        return words
    parts = _WEAK_JOINT.split(words)
    return " ".join(parts) if all(map(fits, parts)) else words.replace(NBSP, " ")


_VOWELS = "аеёиоуыэюя"
_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_HYPHEN_RULES = tuple(
    re.compile(rule.replace("V", f"[{_VOWELS}]").replace("C", f"[{_CONSONANTS}]").replace("X", "[йьъ]").replace("L", "[а-яё]"))
    for rule in ("(?<=X)(?=LL)", "(?<=V)(?=VL)", "(?<=VC)(?=CV)", "(?<=CV)(?=CV)", "(?<=VC)(?=CCV)", "(?<=VCC)(?=CCV)")
)


def hyphen_points(word: str) -> tuple[int, ...]:
    """Where a Russian word may be divided (offsets), at least three letters on either side."""
    low = word.lower()
    points = {match.start() for rule in _HYPHEN_RULES for match in rule.finditer(low)}
    # «ответ-ственный», not «ответс-твенный».
    points = {point - 1 if low[point - 1 : point + 2] == "ств" else point for point in points}
    return tuple(point for point in sorted(points) if 3 <= point <= len(low) - 3 and low[point - 3 : point + 3].isalpha())


def file_stem(text: str, limit: int = 80) -> str:
    """A file name without its ending that every system takes: no \\ / : * ? " < > |, no dot or space at the end."""
    name = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", clean(text)).replace(PLACEHOLDER, "").replace(NBSP, " ")
    name = " ".join(name.split())
    if len(name) > limit:
        # Whole words, unless the name is one long word.
        name = name[: limit + 1].rpartition(" ")[0] or name[:limit]
    name = name.rstrip(" .,–-(«")
    if re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)", name):
        name += "_"
    return name or "Документ"
