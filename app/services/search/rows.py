"""What Ctrl+K finds."""

from __future__ import annotations

from dataclasses import dataclass

HIT_KINDS = {
    "organisation": "Школы и организации",
    "roadmap": "Дорожные карты",
    "roadmap_item": "Пункты дорожных карт",
    "procedure": "Процедуры",
    "document": "Документы",
}


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing to open. `kind` is a key of `HIT_KINDS`, `id` its row."""

    kind: str
    id: int
    title: str
    subtitle: str = ""
    parent_id: int | None = None
    """The roadmap of an item."""
