"""Hours of the curriculum on a sheet of their own: subjects down, classes across."""

from __future__ import annotations

import re

from app.services.problems import Problem
from app.services.school_schedule.readers.grid import TOTAL, Page
from app.services.school_schedule.rows import Hours
from app.services.school_schedule.spelling import classes_of, named_subject
from app.services.table_files.cells import is_blank, text
from app.services.table_files.columns import address
from app.services.text_ru import search_key


def read_hours(page: Page) -> tuple[list[Hours], list[Problem]]:
    """Hours a year; nothing where the sheet is no such table. Numbers under 12 are lessons a week and are told apart."""
    words = search_key(" ".join([page.name, *(text(cell) for row in page.rows[:8] for cell in row if isinstance(cell, str))]))
    if "час" not in words and "учебный план" not in words:
        return [], []
    found: list[Hours] = []
    problems: list[Problem] = []
    for at, row in enumerate(page.rows, 1):
        classes = {column: one for column, cell in enumerate(row) if column and (one := classes_of(text(cell)))}
        if len(classes) < 1 or not any(re.search(r"предмет|курс", search_key(text(cell))) for cell in row):
            continue
        subject_column = min(column for column, cell in enumerate(row) if re.search(r"предмет|курс", search_key(text(cell))))
        for number in range(at + 1, len(page.rows) + 1):
            said = text(page.at(number, subject_column))
            subject = None if TOTAL.fullmatch(search_key(said)) else named_subject(said)
            if subject is None:
                continue
            for column, named in classes.items():
                cell = page.at(number, column)
                if is_blank(cell):
                    continue
                digits = re.fullmatch(r"(\d{1,4})(?:[.,]0)?\s*(?:ч\w*\.?)?", text(cell))
                if digits is None or not 1 <= int(digits[1]) <= 1000:
                    words = f"«{text(cell)}» — не число часов в год."
                    problems.append(Problem("warning", "bad_hours", words, page.name, address(number, column)))
                    continue
                found += [Hours(grade, label, subject.name, int(digits[1])) for grade, label in named]
        break
    return found, problems
