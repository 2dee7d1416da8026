"""A procedure as a plain row: light enough for the first tab."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PROCEDURE_KINDS = {
    "vpr": "ВПР", "niko": "НИКО", "oge": "ОГЭ", "ege": "ЕГЭ", "gve": "ГВЭ", "final_interview": "Итоговое собеседование",
    "regional_test": "РПР", "municipal_test": "МПР", "diagnostic_test": "ДКР",
}  # fmt: skip
"""Kinds of procedures that have results, as people call them."""
EXAM_KINDS = frozenset({"oge", "ege", "gve"})


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    id: int
    kind: str
    year: int
    grade: int
    subject: str
    max_score: int | None
    held_on: date | None
    held_until: date | None
    schools: int = 0
    """Organisations with at least one participant."""
    participants: int = 0
    absent: int = 0

    @property
    def title(self) -> str:
        """«ВПР 2021, русский язык, 4 класс»."""
        subject = self.subject[:1].lower() + self.subject[1:]
        return f"{PROCEDURE_KINDS.get(self.kind, self.kind)} {self.year}, {subject}, {self.grade} класс"
