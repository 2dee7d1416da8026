"""The remarks as a table for Excel: inner use."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.services.data_quality.rows import ABOUT, Issue
from app.services.table_files.export import ExportColumn, Exported, Heading, write_table

_COLUMNS = (
    ExportColumn("Что", 28),
    ExportColumn("Школа", 34, names=True),
    ExportColumn("Работа", 34),
    ExportColumn("Год", 8),
    ExportColumn("Что видно", 60, names=True),
    ExportColumn("Что это значит", 60),
    ExportColumn("Почему отложено", 40),
)


def export_issues(path: Path, issues: Sequence[Issue]) -> Exported:
    """Raises UserError where the file cannot be written."""
    rows = [(one.title, one.school, one.procedure, one.year, one.text, ABOUT[one.kind], one.dismissed) for one in issues]
    return write_table(path, _COLUMNS, rows, Heading("Проверка данных. Для служебного пользования", sheet="Проверка данных"))
