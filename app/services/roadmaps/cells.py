"""Plain table rows as a file shows them, before anybody knows what they mean; and the cleaning of their text."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Soft hyphen, zero-width characters and the byte order mark: invisible on paper, fatal for comparing.
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell that covers the grid columns `start` … `end`-1; `text` is clean, its lines parted by line feeds."""

    text: str
    start: int
    end: int
    merged_up: bool = False
    """True for the lower part of a vertical merge; its text is then empty."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table, or a paragraph that stands between two tables (`outside`)."""

    cells: tuple[Cell, ...]
    place: str
    """Where to look, in words."""
    sheet: str = ""
    address: str = ""
    """Excel address of the first cell, empty for text documents."""
    outside: bool = False
    starts_table: bool = False
    """A new table of the file begins here: usually a page break of a converted document."""
    bold: bool = False
    """All of the row's text is bold."""


def clean_text(text: str) -> str:
    """Without soft hyphens and invisible characters, NBSP and tabs as spaces, runs folded, empty lines dropped."""
    text = _INVISIBLE.sub("", text).replace("\u2011", "-")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """The same text in one line."""
    return " ".join(text.split())


def loose(text: str) -> str:
    """For comparing two spellings of one text: case, ё, kinds of dashes and quotes, spaces and final dots ignored."""
    text = one_line(text).casefold().replace("ё", "е")
    text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    text = re.sub("[«»„“”\"']", "", text)
    return re.sub(r"\s*([-,;:.()/])\s*", r"\1", text).rstrip(".;, ")
