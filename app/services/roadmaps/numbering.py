"""Numbers of sections and items as people type them: «1», «2..», «1.8.3», «3)», «IV.», «Раздел 2.»."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LOOKALIKES = str.maketrans("ІХХС", "IXXC")  # Cyrillic letters typed for Roman digits
_ROMAN = re.compile(r"^(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})$")
_WORD = r"(?:раздел|этап|глава|часть|блок|модуль|пункт|п\.|№)"
_NUMBER = re.compile(rf"^(?P<word>{_WORD})?\s*(?P<digits>\d{{1,3}}(?:\s*\.\s*\d{{1,3}})*|[IVXІХ]{{1,5}})\s*[.):]*$", re.I)
_LEADING = re.compile(
    rf"^(?P<number>(?:{_WORD}\s*)?(?:\d{{1,2}}(?:\s?\.\s?\d{{1,2}})+\s?[.)]+|\d{{1,2}}(?:\s?\.\d{{1,2}})+|\d{{1,3}}\s?[.)]+|[IVXІХ]{{1,5}}\s?[.)]+"
    rf"|(?<=\w)\s*\d{{1,2}}(?=\s)|\d{{1,2}}(?:\.\d{{1,2}})*(?=\s+[А-ЯЁA-Z«])))(?:\s*(?P<rest>[^\s\d.)].*)|(?<=[.)])\s+(?P<digit_rest>\d.*))$",
    re.I | re.S,
)
# «4.5. 2025 год: …» is item 4.5; a date with a space before its year has two figures for the month.
_DATE_AHEAD = re.compile(r"^\d{1,2}\s?\.\s?(?:\d{1,2}\s?\.|\d\d\s?\.\s)(?:19|20)?\d\d\b")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a key: «1.8.3.» → (1, 8, 3). Roman digits and words such as «Раздел» mark a section."""

    key: tuple[int, ...]
    of_section: bool = False

    def is_parent_of(self, other: Number | None) -> bool:
        return other is not None and len(other.key) > len(self.key) and other.key[: len(self.key)] == self.key

    def follows(self, other: Number | None) -> bool:
        """True for the next number of the same list; «II.» does not follow item 1."""
        return (
            other is not None
            and self.of_section == other.of_section
            and self.key[:-1] == other.key[:-1]
            and self.key[-1] == other.key[-1] + 1
        )


def parse_number(text: str) -> Number | None:
    """The key when the text is nothing but a number."""
    match = _NUMBER.match(" ".join(text.split()))
    if not match:
        return None
    digits = match["digits"]
    word = (match["word"] or "").casefold()
    by_word = word not in ("", "п.", "пункт", "№")
    if digits[0].isdigit():
        return Number(tuple(int(part) for part in re.findall(r"\d+", digits)), by_word)
    value = _roman_value(digits)
    return Number((value,), True) if value else None


def split_number(text: str) -> tuple[str, str] | None:
    """«2.1. Анализ…» → («2.1.», «Анализ…»); None when no number leads the text (a date or a year is no number)."""
    match = _LEADING.match(text)
    if not match or _DATE_AHEAD.match(text):
        return None
    number, rest = match["number"].strip(), (match["rest"] or match["digit_rest"]).strip()
    bare_digit = number.isdigit()
    if bare_digit and not rest[:1].isupper() and not rest.startswith("«"):
        return None  # «9 класс», «1 этап»
    parsed = parse_number(number)
    if parsed is None or (re.fullmatch(r"[IVXІХ]+[.)]*", number, re.I) and not re.match(r"[IVXІХ]", number)):
        return None
    return number, rest


def _roman_value(text: str) -> int:
    text = text.upper().translate(_LOOKALIKES)
    if not _ROMAN.match(text):
        return 0
    values = {"I": 1, "V": 5, "X": 10}
    digits = [values[letter] for letter in text]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-value if value < after else value for value, after in pairs)


def roman(value: int) -> str:
    """1 → «I», 14 → «XIV» (1 … 39)."""
    tens, ones = divmod(value, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
