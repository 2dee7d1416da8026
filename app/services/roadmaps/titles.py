"""Titles of roadmaps where there is little room."""

from __future__ import annotations

import re

_PREFIX = re.compile(r"^(?:план\w*\s+мероприятий\s*)?[(«\"]*дорожн\w+\s+карт\w+[)»\"]*\s*", re.I)


def bare_title(title: str) -> str:
    """The title without «Дорожная карта» or «План мероприятий («дорожная карта»)», which every title begins with."""
    rest = _PREFIX.sub("", title).strip()
    return rest[:1].upper() + rest[1:] if rest else title
