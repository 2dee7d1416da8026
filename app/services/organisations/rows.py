"""Plain rows about organisations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

KINDS = {
    "school": "школа",
    "kindergarten": "детский сад",
    "further_education": "дополнительное образование",
    "methodical_office": "методический кабинет",
}
LOCALITY_TYPES = {"": "не указан", "village": "село", "settlement": "посёлок", "town": "город"}


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """A row of the table «Школы»; also the draft that a dialog or the side panel returns (id None = new)."""

    id: int | None
    kind: str
    short_name: str
    full_name: str = ""
    login: str = ""
    municipality_id: int | None = None
    municipality: str = ""
    oge_code: str = ""
    ege_code: str = ""
    locality: str = ""
    locality_type: str = ""
    address: str = ""
    director: str = ""
    coordinator: str = ""
    phone: str = ""
    email: str = ""
    pupils: int | None = None
    closed_on: date | None = None
    note: str = ""
