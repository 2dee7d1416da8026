"""A cell's text as pieces: people, quoted names, brackets, separators, words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from app.services.responsibles.heads import is_adjective, is_strong, is_weak
from app.services.responsibles.people import PERSON

Kind = Literal["person", "quote", "bracket", "comma", "semicolon", "line", "slash", "dash", "and", "word"]

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DASH: Final = re.compile("[\u2010-\u2015\u2212]")
_BULLET: Final = re.compile(r"(?m)^\s*(?:[-•·*–—▪]|\d{1,2}[.)](?!\d))\s+")
_BREAK: Final = re.compile(r"(?<=[а-яё])-[ \t]*\n[ \t]*(?=[а-яё])")
_PIECE: Final = re.compile(
    r"""
      (?P<quote>«[^«»]*(?:«[^«»]*»[^«»]*)*»{1,2}|"[^"\n]*"|“[^”]*”|„[^“”]*[“”])
    | (?P<bracket>\([^()]*(?:\([^()]*\)[^()]*)*\)|\([^()]*$)
    | (?P<comma>,) | (?P<semicolon>;) | (?P<line>\s*\n\s*) | (?P<slash>/)
    | (?P<dash>(?:(?<=\s)|(?<=\.))-(?=\s))
    | (?P<and>(?<=\s)и(?=\s))
    | (?P<word>№\s*\d+\w*|[^\s,;/()«»"“”„]+)
    """,
    re.VERBOSE,
)

_SURNAME_ENDS: Final = ("ский", "ская", "цкий", "цкая", "ый", "ий", "ая")


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str
    start: int
    end: int


def clean(text: str) -> str:
    """Plain spaces and dashes, no bullets, words whole; line ends are kept."""
    text = (
        unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).replace("\u00a0", " ").replace("\u202f", " ").replace("\r", "\n")
    )
    text = _BULLET.sub("\n", _BREAK.sub("", _DASH.sub("-", text)))
    return re.sub(r"[ \t\f\v]+", " ", text).strip()


def pieces(text: str) -> list[Piece]:
    """Pieces of a cleaned text, in order."""
    found: list[Piece] = []
    place = 0
    for person in PERSON.finditer(text):
        if _inside(text, person.start()) or _no_surname(person[0]):
            continue
        found += _plain_pieces(text, place, person.start())
        found.append(Piece("person", person[0], person.start(), person.end()))
        place = person.end()
    return found + _plain_pieces(text, place, len(text))


def _inside(text: str, place: int) -> bool:
    """Between quotes or brackets?"""
    before = text[:place]
    return before.count("«") > before.count("»") or before.count("(") > before.count(")") or before.count('"') % 2 == 1


def _no_surname(name: str) -> bool:
    """«Куратор О.О.», «Школа № 5 В.»: a word of ours is no surname."""
    words = re.findall(r"[А-ЯЁ][а-яё-]+", name)
    return any(is_strong(w) or is_weak(w) or (is_adjective(w) and not w.endswith(_SURNAME_ENDS)) for w in words)


def _plain_pieces(text: str, start: int, stop: int) -> list[Piece]:
    found: list[Piece] = []
    for match in _PIECE.finditer(text, start, stop):
        kind: Kind = match.lastgroup  # type: ignore[assignment]
        if kind == "line":
            found.append(Piece("line", "\n", match.start(), match.end()))
        else:
            found.append(Piece(kind, match[0], match.start(), match.end()))
    return found
