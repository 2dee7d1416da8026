"""What the department of the demonstration has asked its schools: one table that most have sent, one that is not due yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from app.services.context import Context

EXPERTS = "Должность; обязательно\nПредмет; обязательно\nСтаж, лет; целое число; 0–60"
TEAMS = "Наблюдателей подготовлено; целое число; 0–50; обязательно\nДата инструктажа; дата"
POSTS = ("учитель начальных классов", "учитель русского языка", "учитель математики", "заместитель директора")
SUBJECTS = ("Русский язык", "Математика")
LATE = 3
"""Schools that have not answered the first request."""


def ask_schools(ctx: Context, folder: Path) -> None:
    """Two requests; workbooks of the first are written into `folder`, filled in as schools would and read back."""
    from app.services.collection.accepting import accept_answers, preview_answers
    from app.services.collection.commands import create_request
    from app.services.collection.rows import RequestDraft
    from app.services.collection.workbooks import issue_workbooks

    experts = _table(EXPERTS, rows=10)
    first = create_request(
        ctx, RequestDraft("table", "Кто проверяет работы в школе", experts, date(2026, 9, 10), "Для межшкольных комиссий.")
    ).value
    books = issue_workbooks(ctx, first, folder).files
    for number, path in enumerate(books[LATE:]):
        _answer(path, number)
    accept_answers(ctx, preview_answers(ctx, books[LATE:]))
    create_request(ctx, RequestDraft("table", "Готовность наблюдателей", _table(TEAMS, rows=1), date(2026, 9, 25)))


def _table(columns: str, rows: int) -> Any:
    from app.services.school_workbook.definition import parse_columns, table_form

    return table_form(parse_columns(columns), rows=rows)


def _answer(path: Path, number: int) -> None:
    """Two experts of a school."""
    import openpyxl

    from app.services.school_workbook.writing import MAIN

    book = openpyxl.load_workbook(path)
    for place, subject in enumerate(SUBJECTS):
        row = 6 + place
        book[MAIN][f"B{row}"] = POSTS[(number + place) % len(POSTS)]
        book[MAIN][f"C{row}"] = subject
        book[MAIN][f"D{row}"] = 4 + (7 * number + 11 * place) % 27
    book.save(path)
