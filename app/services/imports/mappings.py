"""Mappings of plain tables that a person made: found again by the captions of the header, wherever the columns stand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.models.exams import TableMapping as StoredMapping
from app.services.context import Context
from app.services.imports.plain_table import TableView, look
from app.services.imports.rows import TableMapping
from app.services.table_files.workbook import Workbook, open_workbook


def with_remembered(session: Session, view: TableView) -> TableView:
    """The view with the meanings a person gave to these captions before; as it was where nobody did."""
    stored = session.get(StoredMapping, view.fingerprint)
    if stored is None:
        return view
    known: dict[str, Any] = json.loads(stored.mapping)
    wanted: dict[tuple[str, int], str] = {(caption, nth): meaning for meaning, caption, nth in known["columns"]}
    columns = tuple(
        replace(one, guess=wanted.get(key, ""), alike=False) for one, key in zip(view.columns, view.keys, strict=True)
    )
    return replace(view, columns=columns, kind=str(known.get("kind", "")), remembered=True)


def remember(session: Session, mapping: TableMapping, file_name: str, now: datetime) -> None:
    """Keep a mapping under the captions of its header."""
    if not mapping.fingerprint:
        return
    columns = [[meaning, *caption] for (meaning, _column), caption in zip(mapping.columns, mapping.captions, strict=True)]
    said = json.dumps({"columns": columns, "kind": mapping.kind}, ensure_ascii=False)
    session.merge(StoredMapping(fingerprint=mapping.fingerprint, mapping=said, title=file_name, used_at=now))


def look_at(ctx: Context, path: Path, sheet: str = "", header: tuple[int, int] | None = None) -> TableView:
    """A file as a plain table, with what was said about such a header before. Raises UserError for a file that is none."""
    with open_workbook(path) as workbook, ctx.db.read() as session:
        return with_remembered(session, look(workbook, sheet, header))


def remembered_mapping(session: Session, workbook: Workbook) -> TableMapping | None:
    """The mapping of a book whose header is known; None for every other book."""
    if not workbook.visible_sheets:
        return None
    view = with_remembered(session, look(workbook))
    return view.mapping if view.remembered else None
