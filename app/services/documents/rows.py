"""Plain rows about orders and directives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

KINDS = {"order": "Приказ", "directive": "Распоряжение"}
STATES = {"draft": "проект", "signed": "подписан", "registered": "зарегистрирован"}


@dataclass(frozen=True, slots=True)
class Clause:
    text: str
    deadline: date | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """The whole document; also the draft that the editor saves (id None = new)."""

    id: int | None
    kind: str = "order"
    state: str = "draft"
    parent_body: str = ""
    body: str = ""
    number: str = ""
    signed_on: date | None = None
    place: str = ""
    heading: str = ""
    preamble: str = ""
    clauses: tuple[Clause, ...] = ()
    signer_post: str = ""
    signer_name: str = ""
    drafter: str = ""
    roadmap_id: int | None = None
    roadmap_title: str = ""
