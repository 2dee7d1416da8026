"""What matches and what comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.services.search.rows import SearchHit
from app.services.text_ru import search_key, sort_key

PER_KIND = 8
"""Hits of one kind: more than fit beside each other help nobody."""


def words_of(text: str) -> list[str]:
    """Words of the query in the form of the search columns; «№5» is «№ 5»."""
    return search_key(text.replace("№", " № ")).split()


def matches(words: list[str], *texts: str) -> bool:
    """Every word somewhere in the texts; a number of one or two digits begins a number there («2» is not in «№ 12»)."""
    key = search_key(" ".join(texts).replace("№", " № "))
    return all(_begins_number(word, key) if word.isdigit() and len(word) < 3 else word in key for word in words)


def _begins_number(word: str, key: str) -> bool:
    return any(part.startswith(word) for part in re.findall(r"\d+", key))


def best(hits: Iterable[SearchHit], words: list[str], limit: int = PER_KIND) -> list[SearchHit]:
    """Those where a word of the title begins with the first word of the query come first, then alphabetically."""

    def rank(hit: SearchHit) -> tuple[object, ...]:
        title = search_key(hit.title)
        starts = [title.startswith(words[0]), any(part.lstrip('«"(').startswith(words[0]) for part in title.split())]
        return (not starts[0], not starts[1], sort_key(hit.title), hit.id)

    return sorted(hits, key=rank)[:limit]
