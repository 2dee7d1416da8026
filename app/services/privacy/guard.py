"""What a file holds that must not be kept: problems for a preview, with places and counts, never the data themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.services.privacy import rules
from app.services.problems import Problem
from app.services.table_files.columns import address, column_letter
from app.services.table_files.workbook import Sheet

CODE = "personal_data"


def personal_data(sheets: Iterable[Sheet], meant: Collection[str] = ()) -> list[Problem]:
    """One problem a kind and sheet. `meant` = kinds that the layout has fields for."""
    problems = []
    for sheet in sheets:
        seen = [one for one in rules.seen_in(sheet.rows()) if one.kind not in meant]
        letters = {one.column: column_letter(one.column) for one in seen}
        for first, said in rules.told(seen, letters):
            place = address(first.row, first.column) if first.row else ""
            text = f"В файле есть персональные данные. {said} Программа их не загружает и не хранит."
            problems.append(Problem("warning", CODE, text, sheet.name, place))
    return problems
