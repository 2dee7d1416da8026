"""A place in the tokens, shared by the functions of the grammar. They return None and step back when they fail."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final, TypeVar

from app.services.deadlines.lexer import Token

_END: Final = Token("end", "", (), 0, 0)
_AFTER: Final = (_END,) * 12
"""Beyond the last token, so that looking ahead needs no check."""
T = TypeVar("T")


@cache
def _by_first_word(phrases: tuple[str, ...]) -> dict[str, list[list[str]]]:
    """Words of each phrase by the first of them, longer phrases first."""
    found: dict[str, list[list[str]]] = {}
    for phrase in sorted(phrases, key=lambda p: -len(p.split())):
        words = phrase.split()
        found.setdefault(words[0], []).append(words)
    return found


class Cursor:
    """Tokens with a position; `text` is the normalised text they come from."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.count = len(tokens)
        self.tokens = [*tokens, *_AFTER]
        self.pos = 0
        self.doubts: list[str] = []

    def look(self, ahead: int = 0) -> Token:
        """A token not more than a few places away."""
        place = self.pos + ahead
        return self.tokens[place] if 0 <= place < len(self.tokens) else _END

    @property
    def tag(self) -> str:
        return self.tokens[self.pos].tag

    @property
    def word(self) -> str:
        return self.tokens[self.pos].text

    def step(self) -> Token:
        """The token, left behind; at the end it stays."""
        token = self.tokens[self.pos]
        if self.pos < self.count:
            self.pos += 1
        return token

    def take(self, *tags: str) -> Token | None:
        """The token if it has one of the tags."""
        token = self.tokens[self.pos]
        if token.tag in tags:
            self.pos += 1
            return token
        return None

    def take_word(self, *words: str) -> bool:
        if self.tokens[self.pos].text in words:
            self.pos += 1
            return True
        return False

    def take_words(self, phrase: str) -> bool:
        """All the words of a phrase, in a row, or none."""
        words = phrase.split()
        for ahead, word in enumerate(words):
            if self.look(ahead).text != word:
                return False
        self.pos += len(words)
        return True

    def take_phrase(self, phrases: tuple[str, ...]) -> bool:
        """The longest of the phrases that stands here."""
        tokens, start = self.tokens, self.pos
        for words in _by_first_word(phrases).get(tokens[start].text, ()):
            place = start
            for word in words:
                if tokens[place].text != word:
                    break
                place += 1
            else:
                self.pos = place
                return True
        return False

    def starts(self, *stems: str) -> bool:
        return self.tokens[self.pos].text.startswith(stems)

    def attempt(self, parse: Callable[[Cursor], T | None]) -> T | None:
        """Runs a grammar function; on failure everything is as before."""
        place = self.place()
        found = parse(self)
        if found is None:
            self.back(place)
        return found

    def place(self) -> tuple[int, int]:
        """Where everything stands, for `back`."""
        return self.pos, len(self.doubts)

    def back(self, place: tuple[int, int]) -> None:
        self.pos = place[0]
        del self.doubts[place[1] :]

    def clip(self, start: int, stop: int) -> str:
        """Source text of the tokens start…stop−1, as typed."""
        if start >= stop:
            return ""
        return self.text[self.tokens[start].start : self.tokens[stop - 1].end]
