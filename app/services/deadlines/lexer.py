"""From a cell's text to tokens: look-alike letters, hyphenation, dates, numbers, words with their meaning."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from app.services.deadlines.vocabulary import known, meaning

_TO_CYRILLIC: Final = {
    ord(alien): own
    for aliens, owns in (
        ("ABCEHKMOPTXY", "АВСЕНКМОРТХУ"), ("aceopxykmtbnu", "асеорхукмтьпи"),
        ("ΑΒΕΗΚΜΟΡΤΥΧ", "АВЕНКМОРТУХ"), ("αεκμορτυχϲν", "аекмортухсн"),
    )
    for alien, own in zip(aliens, owns, strict=True)
}  # fmt: skip
"""Latin and Greek letters that look like Cyrillic ones; used only inside words that have a Cyrillic letter."""
_LONE: Final = {"c": "с", "k": "к", "o": "о", "b": "в", "co": "со", "ko": "ко", "y": "у"}
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e]")
_DASHES: Final = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d~÷]")
_SOFT_BREAK: Final = re.compile(r"\u00ad[ \t]*[\r\n]+[ \t]*")
_SYLLABLES: Final = re.compile(r"([а-яёa-z]+)-[ \t]*[\r\n]+[ \t]*([а-яё]+)", re.IGNORECASE)
_ZERO: Final = re.compile(r"(?<=\d)[OОoо](?=[\d\s.]|$)|(?<![^\W_])[OОoо](?=\d)")
"""A letter O among digits."""
_MIXED: Final = re.compile(r"[A-Za-zА-Яа-яЁёіІїЇѕΑ-Ωα-ωϲ]+")
_CYRILLIC: Final = re.compile("[А-Яа-яЁё]")
_ROMAN: Final = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12,
    "і": 1, "іі": 2, "ііі": 3, "іу": 4, "іv": 4, "iу": 4, "l": 1, "ll": 2, "lll": 3, "lv": 4, "п": 2, "ш": 3, "у": 5,
}  # fmt: skip
"""Roman numbers, also as typed on a Russian keyboard («П квартал», «IУ»); the last only before a unit that is counted."""

_TOKEN: Final = re.compile(
    r"""
      (?P<iso>(?:19|20)\d\d-\d\d-\d\d(?!\d))
    | (?P<date>\d{1,2}\.\d{1,2}\.\d{2,}|\d{1,2}\.\s\d{1,2}\.\s?(?:19|20)\d\d(?!\d)|\d{1,2}\.\d{1,2}\.\s(?:19|20)\d\d(?!\d)
             |\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?!\d))
    | (?P<deep>\d+(?:\.\d+){2,})
    | (?P<time>(?:[01]?\d|2[0-4])(?::[0-5]\d(?::[0-5]\d)?|-00(?![\d.])))
    | (?P<my>(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d(?!\d))
    | (?P<dm>\d{1,2}\.\d{1,2}(?!\d))
    | (?P<pair>\d{2,}\s?/\s?\d{2,}(?!\d))
    | (?P<number>\d+)(?:-?(?P<ordinal>ый|ой|ого|го|ому|му|ым|ом|ое|ая|ую|ые|ых|ух|ех|ми|ти|й|я|е|м|ю|х|и)(?![^\W\d_]))?
    | (?P<word>[^\W\d_]+)
    | (?P<dash>-|\.{3}|…)
    | (?P<mark>[,;:()/+&№%\[\]"«»“”„'`*=<>|])
    | (?P<other>[^\s.])
    """,
    re.VERBOSE,
)
_MARKS: Final = {
    ",": "comma", ";": "semicolon", ":": "colon", "(": "open", ")": "close", "[": "open", "]": "close", "/": "slash",
    "+": "plus", "&": "plus",
}  # fmt: skip
_QUOTES: Final = frozenset("\"«»“”„'`")
LONGEST: Final = 1000
"""Characters; a longer cell is no deadline."""


@dataclass(frozen=True, slots=True)
class Token:
    """`tag` is a meaning («month»), a shape («date») or a mark («comma»); `values` are its numbers."""

    tag: str
    text: str
    values: tuple[int, ...]
    start: int
    end: int


def normalise(text: str) -> str:
    """Plain spaces and dashes, no invisible letters, words whole and Cyrillic. Case and quotes stay as typed."""
    text = unicodedata.normalize("NFC", _SOFT_BREAK.sub("", text)).replace("\u0301", "")
    text = _DASHES.sub("-", _INVISIBLE.sub("", text))
    text = _MIXED.sub(_one_alphabet, _ZERO.sub("0", text))
    text = _SYLLABLES.sub(_join_syllables, text)
    return " ".join(text.split())


def fold(text: str) -> str:
    """Lower case, ё as е, of the same length: places in it are places in the text."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
    return lowered.replace("ё", "е")


def _one_alphabet(match: re.Match[str]) -> str:
    word = match[0]
    if _CYRILLIC.search(word):
        return word if word.lower() in _ROMAN else word.translate(_TO_CYRILLIC)
    return _LONE.get(word.lower(), word)


def _join_syllables(match: re.Match[str]) -> str:
    """«сен-⏎тябрь» is one word, «октябрь-⏎ноябрь» are two."""
    left, right = (part.lower().replace("ё", "е") for part in match.groups())
    return f"{match[1]}-{match[2]}" if known(left) and known(right) and not known(left + right) else match[1] + match[2]


def tokenise(text: str) -> list[Token]:
    """Tokens of a normalised text; full stops and quotes are dropped."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(fold(text)):
        shape, found, start, end = match.lastgroup or "", match[0], match.start(), match.end()
        if shape == "ordinal":
            shape = "number"
        if shape == "mark" and found in _QUOTES:
            continue
        tokens.append(_READERS[shape](found, match, start, end))
    return tokens


def _numbers(found: str) -> tuple[int, ...]:
    return tuple(int(part[:9]) for part in re.findall(r"\d+", found))


def _shape(tag: str, found: str, start: int, end: int) -> Token:
    return Token(tag, found, _numbers(found), start, end)


def _iso(found: str, _: re.Match[str], start: int, end: int) -> Token:
    year, month, day = _numbers(found)
    return Token("date", found, (day, month, year), start, end)


def _date(found: str, _: re.Match[str], start: int, end: int) -> Token:
    """Two digits of a year are of this century; other lengths are kept for the grammar to refuse."""
    day, month, year = _numbers(found)
    written = re.findall(r"\d+", found)[2]
    return Token("date", found, (day, month, 2000 + year if len(written) == 2 else year), start, end)


def _day_month(found: str, _: re.Match[str], start: int, end: int) -> Token:
    """«15.10» is a date, «10.30» and «15.00» a time, «2.1» too little to be either."""
    first, second = _numbers(found)
    written = found.rpartition(".")[2]
    if len(written) == 2 and not 1 <= second <= 12:
        return Token("time" if first <= 24 and second <= 59 else "odd", found, (first, second), start, end)
    return Token("dm" if len(written) == 2 else "weak_dm", found, (first, second), start, end)


def _number(_found: str, match: re.Match[str], start: int, end: int) -> Token:
    digits = match["number"]
    tag = "number" if len(digits) <= 3 else "year_number" if len(digits) == 4 and 1980 <= int(digits) <= 2099 else "odd"
    if match["ordinal"]:
        tag = "numeral" if tag == "number" else "odd"
    return Token(tag, match[0], (int(digits[:9]),), start, end)


def _word(found: str, _: re.Match[str], start: int, end: int) -> Token:
    tag, value = meaning(found)
    if tag == "word" and found in _ROMAN:
        return Token("roman", found, (_ROMAN[found],), start, end)
    return Token(tag, found, (value,), start, end)


_READERS: Final = {
    "iso": _iso,
    "date": _date,
    "deep": lambda found, _, start, end: _shape("odd", found, start, end),
    "time": lambda found, _, start, end: _shape("time", found, start, end),
    "my": lambda found, _, start, end: _shape("my", found, start, end),
    "dm": _day_month,
    "pair": lambda found, _, start, end: _shape("pair", found, start, end),
    "number": _number,
    "word": _word,
    "dash": lambda found, _, start, end: Token("dash", found, (), start, end),
    "mark": lambda found, _, start, end: Token(_MARKS.get(found, "other"), found, (), start, end),
    "other": lambda found, _, start, end: Token("other", found, (), start, end),
}
