"""Which layout a workbook has: by what stands in it, never by its name."""

from __future__ import annotations

from types import ModuleType

from app.services.errors import UserError
from app.services.imports.layouts import (
    context_tables,
    exam_protocol,
    individual_results,
    journal_comparison,
    mark_statistics,
    marker_list,
    planned_results,
    regional_2020,
    regional_2021,
    regional_2022,
    school_form_2026,
    school_schedule,
    school_workbook,
    score_distribution,
    task_completion,
    task_groups,
    task_map,
)
from app.services.imports.rows import ImportOptions
from app.services.table_files.workbook import Sheet, Workbook

READERS: tuple[ModuleType, ...] = (
    school_workbook,
    exam_protocol,
    individual_results,
    mark_statistics,
    journal_comparison,
    score_distribution,
    task_groups,
    task_completion,
    planned_results,
    regional_2022,
    regional_2021,
    regional_2020,
    school_form_2026,
    task_map,
    context_tables,
    marker_list,
    school_schedule,
)


class UnknownLayout(UserError):
    """A table that is none of the layouts: it may still be read as a plain table."""


def recognise(workbook: Workbook, options: ImportOptions) -> tuple[ModuleType, Sheet]:
    """The reader and the sheet with the data. Raises UserError for a file that is none of ours.

    A hidden sheet is read only when the person agreed to hidden data (`include_hidden`).
    """
    sheets = sorted(workbook.sheets, key=lambda sheet: sheet.hidden)
    for sheet in sheets:
        head = sheet.head()
        for reader in READERS:
            if reader.matches(head):
                if sheet.hidden and not options.include_hidden:
                    raise UserError(
                        f"В файле «{workbook.path.name}» данные лежат на скрытом листе «{sheet.name}».",
                        "Покажите этот лист в Excel и сохраните книгу или разрешите загрузку скрытых данных.",
                    )
                return reader, sheet
    raise UnknownLayout(
        f"Файл «{workbook.path.name}» не похож ни на один отчёт или форму ВПР, которые знает программа.",
        "Загрузите отчёт в том виде, в каком его выдаёт личный кабинет ФИС ОКО, или укажите, что в каком столбце.",
    )
