"""The unified schedule of a school (единый график оценочных процедур): a grid of days or of school weeks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.services.imports.layouts.school_form_2026 import OWN_SCHOOL
from app.services.imports.rows import ImportOptions, ReadFile, SchoolInFile
from app.services.school_schedule.readers.grid import Page, is_schedule_page
from app.services.school_schedule.readers.reading import read_schedule
from app.services.table_files.workbook import Sheet, Workbook

NAME = "school_schedule"


def matches(head: Sequence[Sequence[Any]]) -> bool:
    return is_schedule_page(Page("", [list(row) for row in head], {}, frozenset()))


def read(workbook: Workbook, sheet: Sheet, options: ImportOptions) -> ReadFile:
    """All sheets together: a schedule goes over many. `rows` = filled cells of the grids, `refused` = those not understood."""
    found = read_schedule(workbook, options.year, options.include_hidden)
    refused = sum(problem.severity == "error" for problem in found.problems)
    return ReadFile(
        NAME,
        found.school_year,
        schools={OWN_SCHOOL: SchoolInFile("", found.school_name)},
        rows=found.grid_cells,
        refused=min(refused, found.problem_cells),
        problems=list(found.problems),
        row_warnings=dict(Counter(0 for problem in found.problems if problem.severity == "warning")),
        sheet=sheet.name,
        kind="",
        schedule=found,
    )
