"""Plain rows about people of organisations and of the district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ROLES = {
    "director": "Руководитель",
    "coordinator": "Школьный координатор",
    "technical": "Технический специалист",
    "team": "Школьная команда",
    "curator": "Куратор",
    "other": "Другое",
}
"""In the order of the card. A curator is a person of the district who looks after a school."""
SEXES = {"": "по отчеству", "m": "мужской", "f": "женский"}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in one role; also the draft a dialog returns (ids None = new).

    A person with two roles has two rows of one `person_id`: name, post and contacts are the person's, dates and basis
    the role's. `organisation_id`: the school the role is about, None = the district.
    """

    person_id: int | None
    role_id: int | None
    organisation_id: int | None
    role: str
    full_name: str
    post: str = ""
    phone: str = ""
    email: str = ""
    sex: str = ""
    """`m`, `f`, or empty: told by the patronymic."""
    since: date | None = None
    until: date | None = None
    """Last day; None = still so."""
    basis: str = ""
    note: str = ""
    of_district: bool = False
    """Works in the district's office, not in the school."""
    organisation: str = ""
    """Short name of `organisation_id`, in lists over schools."""

    @property
    def title(self) -> str:
        return ROLES.get(self.role, self.role)

    def is_current(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or self.until >= day)
