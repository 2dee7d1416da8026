"""Data of the form «Перечень оценочных процедур»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.context import Context
from app.services.errors import UserError
from app.services.results.procedure import ProcedureRow


@dataclass(frozen=True, slots=True)
class ProcedureListData:
    procedures: tuple[ProcedureRow, ...]
    author: str
    printed_on: date


def procedure_list_data(ctx: Context, year: int | None = None) -> ProcedureListData:
    """Procedures the results belong to, of one year or of all. Raises UserError where there are none."""
    from app.services.results.queries import list_procedures
    from app.services.workplace.queries import get_workplace

    procedures = tuple(row for row in list_procedures(ctx) if year in (None, row.year))
    if not procedures:
        raise UserError("В базе нет ни одной оценочной процедуры за выбранное время.", "Сначала загрузите результаты.")
    workplace = get_workplace(ctx)
    return ProcedureListData(procedures, workplace.name if workplace else "", ctx.clock().date())
