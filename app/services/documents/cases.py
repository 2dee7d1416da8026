"""The title of a plan in the cases an order needs: «Об утверждении дорожной карты…», «Утвердить план…». Pure.

Only titles that begin with known words are declined; for all others the caller quotes the title unchanged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ADJECTIVES = (
    "муниципальн|районн|городск|окружн|комплексн|примерн|един|школьн|годов|сводн|перспективн|межведомственн|межшкольн"
    "|типов|рабоч|общ|краткосрочн"
)
_HEAD = re.compile(
    rf"^(?P<adjectives>(?:(?:{_ADJECTIVES})(?:ый|ий|ой|ая|яя)\s+)*)"
    r"(?P<noun>дорожная\s+карта|план-график|план|комплекс|программа|график)(?=[\s(«,:]|$)(?P<rest>.*)$",
    re.I | re.S,
)
# noun: genitive, accusative, feminine
_NOUNS = {
    "дорожная карта": ("дорожной карты", "дорожную карту", True),
    "программа": ("программы", "программу", True),
    "план-график": ("плана-графика", "план-график", False),
    "план": ("плана", "план", False),
    "комплекс": ("комплекса", "комплекс", False),
    "график": ("графика", "график", False),
}
# «план мероприятий (дорожная карта)»: the noun in brackets follows its neighbour's case; in quotes it is a name and stays.
_IN_BRACKETS = re.compile(r"\(\s*дорожная\s+карта\s*\)", re.I)


@dataclass(frozen=True, slots=True)
class TitleCases:
    genitive: str
    accusative: str
    feminine: bool


def title_cases(title: str) -> TitleCases | None:
    """Genitive and accusative of a title, None where no safe rule knows it."""
    text = " ".join(title.split()).rstrip(". ")
    match = _HEAD.match(text)
    if not match or (match["rest"].isupper() and len(match["rest"]) > 20):
        return None  # «ДОРОЖНАЯ КАРТА ПО РАЗВИТИЮ…»: which of its words are abbreviations nobody knows
    noun = " ".join(match["noun"].lower().split())
    genitive, accusative, feminine = _NOUNS[noun]
    adjectives = match["adjectives"].lower().split()
    if any(word.endswith(("ая", "яя")) != feminine for word in adjectives):
        return None
    rest = match["rest"]
    return TitleCases(
        " ".join([*(_genitive(word) for word in adjectives), genitive]) + _IN_BRACKETS.sub("(дорожной карты)", rest),
        " ".join([*(_accusative(word) for word in adjectives), accusative]) + _IN_BRACKETS.sub("(дорожную карту)", rest),
        feminine,
    )


def _genitive(adjective: str) -> str:
    stem, ending = adjective[:-2], adjective[-2:]
    if ending in ("ая", "яя"):
        return stem + ("ей" if ending == "яя" or stem[-1] in "жшщч" else "ой")
    return stem + ("его" if stem[-1] in "жшщч" and ending == "ий" else "ого")


def _accusative(adjective: str) -> str:
    stem, ending = adjective[:-2], adjective[-2:]
    return stem + {"ая": "ую", "яя": "юю"}.get(ending, ending)
