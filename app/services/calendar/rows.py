"""Plain rows of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """One procedure with its window; `window_known` is False where no file told a date."""

    procedure_id: int
    title: str
    kind: str
    year: int
    grade: int
    subject: str
    starts_on: date | None
    ends_on: date | None
    schools: int
    participants: int

    @property
    def window_known(self) -> bool:
        return self.starts_on is not None
