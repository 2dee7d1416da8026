"""Russian words for comparing: stems, names of people, months; and lists of parties. Crude on purpose, no dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from app.services.roadmaps.cells import loose, one_line

_ENDING_LIST = (
    "иями ями ами ого его ому ему ыми ими ость ости ия ии ию ием ией иям иях ая яя ое ее ые ие ый ий ой ей ую юю ым им ом ем ам "
    "ям ах ях ов ев ых их а е и о у ы ь ю я"
)
_ENDINGS = sorted(_ENDING_LIST.split(), key=len, reverse=True)
_WORD = re.compile(r"[А-ЯЁа-яёA-Za-z]+")
_STOP_LIST = (
    "в во и на по с со для от до о об обо при за к ко из у или а же как не ни что чтобы их его её ее это этих этой данн том "
    "числе также через между под над без своих свои ними них все всех всем"
)
_STOP = frozenset(_STOP_LIST.split())

INITIALS = r"[А-ЯЁ]\.\s?[А-ЯЁ]\."
SURNAME = r"[А-ЯЁ][а-яё]{2,}(?:-[А-ЯЁ][а-яё]+)?"
PERSON = re.compile(
    rf"(?<![А-ЯЁа-яё.])(?:{SURNAME}\s{INITIALS}|{INITIALS}\s?{SURNAME}"
    rf"|{SURNAME}\s[А-ЯЁ][а-яё]+\s[А-ЯЁ][а-яё]+(?:ович|евич|ич|овн|евн|ичн|иничн)(?:а|у|ем|ом|ой|ы|е)?)(?![А-ЯЁа-яё])"
)
"""«Смирнова Л.Н.», «Л.Н. Смирнова», «Смирнова Любовь Николаевна», in any case."""

MONTH = (
    r"(?:январ[ьяею]|феврал[ьяею]|март[аеу]?|апрел[ьяею]|ма[йяею]|июн[ьяею]|июл[ьяею]|август[аеу]?"
    r"|сентябр[ьяею]|октябр[ьяею]|ноябр[ьяею]|декабр[ьяею])"
)
_MONTH_STEMS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")


def month_number(word: str) -> int:
    """«мая» → 5; 0 when it is no month."""
    low = word.casefold()
    found = [i for i, stem in enumerate(_MONTH_STEMS, 1) if low.startswith(stem)]
    return found[-1] if found and re.fullmatch(MONTH, low) else 0


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """«образовательных» → «образовательн»; abbreviations stay in capitals."""
    if len(word) > 1 and word.isupper():
        return word
    low = word.casefold().replace("ё", "е")
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            return low[: -len(ending)]
    return low


def stems(text: str) -> tuple[str, ...]:
    """Stems of the words that carry sense, in order; numbers and small words left out."""
    return tuple(stem(word) for word in _WORD.findall(text) if word.casefold() not in _STOP)


def containment(left: Iterable[str], right: Iterable[str]) -> float:
    """Share of the smaller set that the other one has, 0 … 1."""
    a, b = set(left), set(right)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """For keys and for comparing: case, ё, dashes, quotes, spaces, final dots ignored."""
    return loose(text)


def cited(text: str, limit: int = 80) -> str:
    """The words in quotes for a message, shortened; quotes inside become „…“."""
    line = one_line(text)
    if len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return f"«{line.replace('«', '„').replace('»', '“')}»"


def around(text: str, start: int, end: int, reach: int = 25) -> str:
    """The found words with their neighbours, cut at word borders: for citing."""
    left = text.rfind(" ", 0, max(0, start - reach)) + 1 if start > reach else 0
    right = text.find(" ", min(len(text), end + reach))
    right = len(text) if right < 0 else right
    return f"{'…' if left else ''}{one_line(text[left:right])}{'…' if right < len(text) else ''}"


# --- parties --------------------------------------------------------------------------------------------------------

_POST = (
    "руководител|директор|заместител|заведующ|начальник|специалист|методист|куратор|координатор|председател|учител|педагог"
    "|классн|админист|эксперт|организатор|ответственн|наставник|тьютор|психолог|советник|секретар|инспектор|главн\\w+ специалист"
    "|ведущ\\w+ специалист|член|представител|родител|консультант|глава"
)
_UNIT = (
    "отдел|управлени|комитет|департамент|министерств|центр|кабинет|школ|образовательн|общеобразовательн|муниципальн|районн|районы"
    "|городск|методическ|рабоч\\w+ групп|предметн|межшкольн|комисси|команд|совет|дошкольн|учреждени|организаци|детск|служб"
    "|ресурсн"
    "|региональн|окружн|опорн|базов|все "
)
_HEAD_LOW = re.compile(rf"(?:{_POST}|{_UNIT})", re.I)
_AUTHORITY = re.compile(r"(?:отдел|управлени|комитет|министерств|департамент|служб)", re.I)
POST = re.compile(rf"(?:{_POST})", re.I)


def split_parties(text: str) -> tuple[str, ...]:
    """Parties of a cell: parted by commas, semicolons and line ends outside brackets and quotes.

    «Отдел образования, культуры, спорта» is one party: after an authority a small-letter piece that names nobody goes on.
    """
    parts = [""]
    depth = 0
    for char in text:
        depth += (char in "(«") - (char in ")»")
        depth = max(0, depth)
        if char == "\n" or (char in ",;" and not depth):
            parts.append("")
            depth = 0 if char == "\n" else depth
        else:
            parts[-1] += char
    found: list[str] = []
    for part in (one_line(p) for p in parts):
        if not part:
            continue
        if found and part[0].islower() and _AUTHORITY.match(found[-1]) and not _HEAD_LOW.match(part):
            found[-1] = f"{found[-1]}, {part}"
        else:
            found.append(part)
    return tuple(found)
