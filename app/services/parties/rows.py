"""Plain rows about responsible parties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

PartyKind = Literal["organisation", "role", "person"]
KINDS: dict[PartyKind, str] = {"organisation": "организация", "role": "роль", "person": "человек"}


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party of the directory; also the draft a dialog returns (id None = new)."""

    id: int | None
    kind: PartyKind
    name: str
    aliases: tuple[str, ...] = ()
    """Other spellings, alphabetical."""
    is_schools: bool = False
    school_ids: tuple[int, ...] = ()
    """The schools it stands for; none = all schools of the workplace."""
    organisation_id: int | None = None
    organisation: str = ""
    lines: int = 0
    """In how many lines of roadmaps it is named."""
    holder: str = ""
    """Who holds the role today."""


@dataclass(frozen=True, slots=True)
class LinePartyRow:
    """A party of one line. `holder`: for a role, who is appointed today."""

    party_id: int
    name: str
    kind: PartyKind
    is_schools: bool = False
    by_hand: bool = False
    holder: str = ""


@dataclass(frozen=True, slots=True)
class LineOwners:
    """Who owes a line: the schools, and whether anybody else does too."""

    school_ids: tuple[int, ...] = ()
    schools_only: bool = False


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    id: int
    role_id: int
    holder_id: int
    holder: str
    starts_on: date | None
    ends_on: date | None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class MergeSuggestion:
    """Parties that look like one: the name to keep first. Offered, never done by itself."""

    keep_id: int
    keep: str
    others: tuple[tuple[int, str], ...]
    why: str


@dataclass(frozen=True, slots=True)
class LineOwnership:
    """Everything about who owes one line."""

    parties: tuple[LinePartyRow, ...] = ()
    """In printed order."""
    schools: tuple[tuple[int, str], ...] = ()
    """(id, name) of the schools it could be addressed to, alphabetical; none in a school's own base or roadmap."""
    chosen: tuple[int, ...] = ()
    """Schools chosen for this line by hand; none = those its parties mean."""
    owing: tuple[int, ...] = ()
    """Schools that owe it now."""
