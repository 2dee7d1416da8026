"""Halves of texts that a page break or a merged cell tore apart. Pure."""

from __future__ import annotations

import re

from app.services.roadmaps.cells import one_line

_LIST_START = re.compile(r"^(?:[-–—•·▪●○*]\s|\d{1,2}\)|[а-яa-z]\))")


def starts_inside(text: str) -> bool:
    """The text begins in the middle of a sentence or of a list."""
    return text[:1].islower() or bool(_LIST_START.match(text)) or text[:1] in ",;:)»."


def closes_what_is_open(left: str, right: str) -> bool:
    """The left half leaves a bracket or a quote open and the right one closes it: «(далее –» + «МСОКО)»."""
    return any(
        left.count(a) > left.count(b) and b in right and (a not in right or right.index(b) < right.index(a))
        for a, b in ("()", "«»")
    )


def starts_with_abbreviation(text: str) -> bool:
    """«ОО и ФГОС…» may go on a sentence, «ОРГАНИЗАЦИОННЫЕ МЕРЫ» is a title."""
    first = text.split()[0]
    return len(first) > 1 and first.isupper() and not text.isupper()


def unfinished(text: str) -> bool:
    """No full stop, bracket or quote closes the text."""
    return not text.rstrip().endswith((".", ";", "!", "?", "…"))


def glue(left: str, right: str, sep: str = " ") -> str:
    """Two halves of one cell: a space between, a new line before a list, nothing inside «информационно-методический»."""
    if not left or not right:
        return left or right
    if _LIST_START.match(right):
        return f"{left}\n{right}"
    if re.search(r"\w[ое]-$", left) and right[:1].islower() and sep == " ":
        return left + right
    return f"{left}{sep}{right}"


def short(text: str, limit: int = 70) -> str:
    line = one_line(text)
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
