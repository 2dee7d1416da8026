"""A responsible party as a plain row."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """One party. `name` is the person's, else the role's or organisation's, as printed, its beginning in full words.

    `role` is a post («директор»), `organisation` where the post is or the organisation itself; both may be empty.
    """

    name: str
    role: str = ""
    organisation: str = ""
    person: bool = False
