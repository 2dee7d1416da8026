"""«Кому нужна помощь» as a table for Excel, a line a criterion with its numbers: inner use, never published."""

from __future__ import annotations

from pathlib import Path

from app.services.support.rows import BY_KEY, DECISIONS, KINDS, ROLES, SupportPage
from app.services.table_files.export import ExportColumn, Exported, Heading, write_table

_STATES = {"yes": "да", "no": "нет", "unknown": "мало данных"}
_COLUMNS = (
    ExportColumn("Школа", 36, names=True),
    ExportColumn("Группа", 22),
    ExportColumn("Признак", 38),
    ExportColumn("Значение", 12),
    ExportColumn("Есть", 12),
    ExportColumn("Числа", 70),
    ExportColumn("Предлагается", 14),
    ExportColumn("Решение", 16),
    ExportColumn("Почему так решили", 40),
)


def export_support(path: Path, page: SupportPage) -> Exported:
    """Schools alphabetically. Raises UserError where the file cannot be written."""
    rows = []
    for school in page.schools:
        for fact in (*school.support, *school.base):
            kind = BY_KEY[fact.key].kind
            proposed = school.proposed if kind == "targeted_support" else school.candidate
            decision = school.decision(kind, page.year or 0)
            rows.append(
                (
                    school.name,
                    KINDS[kind],
                    fact.title,
                    "условие" if kind == "base_school" and fact.role == "ground" else ROLES[fact.role],
                    _STATES[fact.state],
                    fact.words,
                    "да" if proposed else "нет",
                    DECISIONS[decision.decision] if decision else "",
                    decision.reason if decision else "",
                )
            )
    first = (page.year or 0) - round(page.rules["years"]) + 1
    title = f"Кому нужна помощь: итоги {first}–{page.year} годов. Для служебного пользования, не для публикации"
    return write_table(path, _COLUMNS, rows, Heading(title, page.rules.note, "Поддержка школ"))
