"""A department with three schools, a request, and schools that fill their workbooks with openpyxl."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from app.models.organisations import Organisation
from app.services.collection.commands import create_request
from app.services.collection.rows import RequestDraft
from app.services.collection.workbooks import issue_workbooks
from app.services.context import Context
from app.services.school_workbook.definition import parse_columns, results_form, table_form
from app.services.school_workbook.rows import FormDefinition, PaperAsked
from app.services.school_workbook.writing import MAIN
from app.services.text_ru import search_key
from app.services.workplace.commands import init_workplace

NAMES = ("СОШ № 1 с. Ключи", "СОШ № 2 с. Ключи", "СОШ № 10 п. Лесной")
LOGINS = ("edu990201", "edu990202", "edu990210")
DUE = date(2026, 11, 20)
CLUBS = table_form(
    parse_columns("Кружок; обязательно\nУчеников; целое число; 1–500; обязательно\nБесплатно; да или нет"), rows=15
)
RESULTS = results_form(PaperAsked("municipal_test", 2026, 5, "Математика"), [("1", 1), ("2", 2)], rows=12)


def settle(ctx: Context) -> list[int]:
    """Ids of the three schools, in the order of NAMES."""
    init_workplace(ctx, "department", "Отдел образования", "Заречный район")
    with ctx.db.write() as session:
        rows = [
            Organisation(short_name=name, search_name=search_key(name), login=login)
            for name, login in zip(NAMES, LOGINS, strict=True)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def ask(ctx: Context, form: FormDefinition = CLUBS, title: str = "Кружки", due_on: date | None = DUE) -> int:
    made = create_request(ctx, RequestDraft(form.kind, title, form, due_on)).value
    assert isinstance(made, int)
    return made


def workbook_of(ctx: Context, request_id: int, school: int, folder: Path) -> Path:
    (path,) = issue_workbooks(ctx, request_id, folder, [school]).files
    return path


def fill(path: Path, cells: dict[str, Any]) -> Path:
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        book[MAIN][place] = value
    book.save(path)
    return path
