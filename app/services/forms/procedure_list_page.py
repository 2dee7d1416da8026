"""Pages of the list of procedures."""

from __future__ import annotations

from itertools import groupby

from app.services.forms import figures
from app.services.forms.blocks import Column, FormPage, Row, TableBlock, cell, row, section_row
from app.services.forms.procedure_list_data import ProcedureListData
from app.services.forms.profile import GOST_2025, Profile
from app.services.forms.report_parts import head, remark, report_page
from app.services.results.procedure import PROCEDURE_KINDS, ProcedureRow
from app.services.text_ru import sort_key

_COLUMNS = (
    Column("№\nп/п", 12, "center"),
    Column("Предмет", 50),
    Column("Класс", 17, "center"),
    Column("Сроки проведения", 45, "center"),
    Column("Школ", 16, "right"),
    Column("Писали", 20, "right"),
    Column("Не\nписали", 20, "right"),
)


def procedure_list_page(data: ProcedureListData, profile: Profile = GOST_2025) -> FormPage:
    """Newest year first, then class and subject."""
    ordered = sorted(data.procedures, key=lambda one: (-one.year, one.kind, one.grade, sort_key(one.subject)))
    rows: list[Row] = []
    count = 0
    for (year, kind), group in groupby(ordered, key=lambda one: (one.year, one.kind)):
        rows.append(section_row(f"{PROCEDURE_KINDS.get(kind, kind)}, {year} год", len(_COLUMNS)))
        for procedure in group:
            count += 1
            rows.append(_row(count, procedure))
    blocks = [
        *head(data.author, "Перечень оценочных процедур", figures.as_of(data.printed_on)),
        TableBlock(_COLUMNS, tuple(rows), size_pt=profile.wide_table_pt, space_before_pt=8),
    ]
    if any(procedure.held_on is None for procedure in ordered):
        blocks.append(remark("Прочерк в сроках: в загруженных файлах даты нет.", before=6))
    return report_page("Перечень оценочных процедур", blocks, profile, author=data.author)


def _row(count: int, procedure: ProcedureRow) -> Row:
    return row(
        f"{count}.",
        cell(procedure.subject),
        str(procedure.grade) if procedure.grade else "—",
        figures.window(procedure),
        figures.amount(procedure.schools),
        figures.amount(procedure.participants),
        figures.amount(procedure.absent),
    )
