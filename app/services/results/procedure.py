"""A procedure as a plain row: light enough for the first tab."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

PROCEDURE_KINDS = {
    "vpr": "ВПР", "niko": "НИКО", "oge": "ОГЭ", "ege": "ЕГЭ", "gve": "ГВЭ", "final_interview": "Итоговое собеседование",
    "regional_test": "РПР", "municipal_test": "МПР", "diagnostic_test": "ДКР",
}  # fmt: skip
"""Kinds of procedures that have results, as people call them."""
EXAM_KINDS = frozenset({"oge", "ege", "gve"})
_PRIMARY = r"\bНОШ\b|начальная (?:общеобразовательная )?школа"
_BASIC = r"\bООШ\b|основная (?:общеобразовательная )?школа"
KIND_TITLES = PROCEDURE_KINDS | {
    "diagnostic_start": "Стартовая диагностика", "final_essay": "Итоговое сочинение",
    "diagnostic_study": "Диагностическое исследование",
    "olympiad_school": "ВсОШ, школьный этап", "olympiad_municipal": "ВсОШ, муниципальный этап",
    "olympiad_regional": "ВсОШ, региональный этап", "olympiad_final": "ВсОШ, заключительный этап",
    "self_check": "Самообследование", "school_test": "Школьная работа",
}  # fmt: skip
"""Every kind the calendar plans; those of `PROCEDURE_KINDS` bring results that are loaded."""


def procedure_title(kind: str, year: int, grade: int, subject: str) -> str:
    """«ВПР 2021, русский язык, 4 класс»; class 0 = of no one class, an empty subject is left out."""
    parts = [f"{KIND_TITLES.get(kind, kind)} {year}"]
    if subject:
        parts.append(subject[:1].lower() + subject[1:])
    if grade:
        parts.append(f"{grade} класс")
    return ", ".join(parts)


def teaches(name: str, grade: int) -> bool:
    """Does a school of this name have such a class? Primary schools end with class 4, basic ones with 9.

    Names say so by law («НОШ», «основная общеобразовательная школа»); where a name says nothing the school has all classes.
    """
    if re.search(_PRIMARY, name, re.IGNORECASE):
        return grade <= 4
    return grade <= 9 or not re.search(_BASIC, name, re.IGNORECASE)


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
        return procedure_title(self.kind, self.year, self.grade, self.subject)
