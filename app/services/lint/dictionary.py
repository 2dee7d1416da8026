"""Does a Russian dictionary know the word? Loaded at the first question (a fifth of a second), kept afterwards."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=16384)
def known_word(word: str) -> bool:
    """True for any form of a dictionary word; ё and е are one letter."""
    return bool(_analyzer().word_is_known(word.lower()))
