"""Whose base this is; names and types of the settings that travel with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

WorkplaceKind = Literal["department", "school"]
T = TypeVar("T", bool, int, float, str, list[str], dict[str, str])


@dataclass(frozen=True, slots=True)
class WorkplaceRow:
    """`name`: the department or the school; `district_name`: «Заречный район», shown in the title."""

    kind: WorkplaceKind
    name: str
    district_name: str = ""
    municipality_id: int | None = None
    organisation_id: int | None = None
    uid: str = ""
    """Made once with the base: tells bases apart when parcels are exchanged."""


@dataclass(frozen=True, slots=True)
class SettingKey(Generic[T]):
    """A setting stored in the base. The default also says the type: a stored value of another type is not used."""

    name: str
    default: T
