"""Plain rows about statuses of organisations. They never stand on what is printed for the public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

KINDS = {
    "low_results": "ШНОР",
    "low_results_500": "Проект «500+»",
    "low_objectivity": "Список школ с признаками необъективности",
    "base_school": "Базовая школа",
    "targeted_support": "Адресная поддержка",
}
"""Known kinds; any other words are an own kind."""
MEANINGS = {
    "low_results": "школа с низкими образовательными результатами",
    "low_results_500": "участник проекта адресной методической помощи",
    "low_objectivity": "вошла в список по итогам проверки маркеров",
    "base_school": "делится опытом с другими школами",
    "targeted_support": "группа адресной поддержки района",
}


@dataclass(frozen=True, slots=True)
class StatusRow:
    """`kind`: a key of KINDS or the words of an own kind. `until` is the last day, None = still so."""

    id: int | None
    organisation_id: int
    kind: str
    since: date | None = None
    until: date | None = None
    basis: str = ""
    """«приказ от 12.02.2026 № 14-од»; filled from the document where one of the base is chosen."""
    document_id: int | None = None
    note: str = ""
    organisation: str = ""

    @property
    def title(self) -> str:
        return KINDS.get(self.kind, self.kind)

    def in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or self.until >= day)
