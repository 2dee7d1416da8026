"""Plain rows of the yearly list of markers."""

from __future__ import annotations

from dataclasses import dataclass

PAPERS = ("4 РУ", "4 МА", "5 РУ", "5 МА")
"""Columns of the list as it is published."""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One school in one year: what the published list says and what the program finds in the results of the base."""

    year: int
    organisation_id: int | None
    """None where the base does not have the school."""
    login: str
    school: str
    municipality: str
    listed: tuple[str, ...] | None
    """Papers with a marker, «4 РУ»; None where the list of that year is not loaded or does not name the school."""
    own: tuple[str, ...] | None
    """Papers with at least one official marker by the results of the base; None where there are no results."""

    @property
    def agrees(self) -> bool | None:
        """None where one of the two is unknown."""
        return None if self.listed is None or self.own is None else set(self.listed) == set(self.own)


@dataclass(frozen=True, slots=True)
class ListSummary:
    """One year of the loaded list: how many own schools it names. `by_count[i]`: schools with i + 1 markers."""

    year: int
    lines: int
    """All schools of the list, other districts too."""
    unknown: int
    """Lines whose school the base does not have."""
    own: int
    by_count: tuple[int, ...]
    wrote: int
    """Own schools that wrote Russian of grade 4 that year: the list is set against them. 0 = no results."""

    @property
    def share(self) -> float | None:
        """Percent of the schools that wrote; None of fewer than 5."""
        return 100 * self.own / self.wrote if self.wrote >= 5 else None
