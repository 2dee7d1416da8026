"""Plain rows about versions of roadmaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

VersionState = Literal["draft", "approved"]
STATES: dict[VersionState, str] = {"draft": "проект изменений", "approved": "утверждена"}
DiffKind = Literal["added", "removed", "changed", "moved"]
DIFF_KINDS: dict[DiffKind, str] = {"added": "дополнено", "removed": "исключено", "changed": "изменено", "moved": "перенесено"}


@dataclass(frozen=True, slots=True)
class VersionRow:
    """`document`: «приказ от 12.02.2026 № 14-од»; `is_current`: the roadmap says today what this version says."""

    id: int
    number: int
    state: VersionState
    document_id: int | None = None
    document: str = ""
    approved_on: date | None = None
    is_current: bool = False
    roadmap_id: int = 0


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One row of the table было · стало · основание."""

    kind: DiffKind
    place: str
    """«Пункт 2.3», «Раздел 1», «Название»."""
    field: str
    """«Срок», «Мероприятие»…; empty where the whole line is meant."""
    before: str
    after: str
    basis: str = ""
    line_uid: str = ""
