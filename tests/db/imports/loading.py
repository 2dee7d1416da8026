"""Short ways to load a test workbook and to look at the whole base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

import app.models.tables  # noqa: F401  # every table, before the first look
from app.models.base import Base
from app.models.scales import ScoreScale
from app.services.changes import Changes
from app.services.context import Context
from app.services.imports.commit import commit_import
from app.services.imports.preview import build_preview
from app.services.imports.rows import ImportOptions, ImportPreview
from tests.data.layouts import write_book

CREATE = ImportOptions(2021, 4, "Русский язык", create_schools=True)


def book(folder: Path, rows: Any, name: str = "ru4.xlsx") -> Path:
    """A workbook of one sheet, or of {sheet: rows}."""
    sheets: Mapping[str, Sequence[Sequence[Any]]] = rows if isinstance(rows, Mapping) else {"Лист": rows}
    return write_book(folder / name, sheets)


def load(ctx: Context, path: Path, options: ImportOptions = CREATE) -> tuple[ImportPreview, Changes]:
    preview = build_preview(ctx, path, options)
    return preview, commit_import(ctx, preview)


def add_scale(ctx: Context, year: int = 2021, max_score: int = 9, cuts: tuple[int, int, int] = (3, 5, 8)) -> None:
    """A scale of the test's paper, edited by the person: the shipped directory leaves it alone."""
    named = {"kind": "vpr", "year": year, "grade": 4, "subject": "Русский язык"}
    with ctx.db.write() as session:
        session.add(ScoreScale(**named, max_score=max_score, min3=cuts[0], min4=cuts[1], min5=cuts[2], edited=True))


def contents(ctx: Context, leave_out: Sequence[str] = ("import_run", "import_change")) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with ctx.db.read() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in leave_out
        }


def codes(preview: ImportPreview) -> dict[str, list[str]]:
    """Problem code → severities."""
    found: dict[str, list[str]] = {}
    for problem in preview.problems:
        found.setdefault(problem.code, []).append(problem.severity)
    return found
