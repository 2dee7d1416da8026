"""Data of the form «Показатели объективности»."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.context import Context
from app.services.errors import UserError
from app.services.indices.rows import IndexPage


@dataclass(frozen=True, slots=True)
class IndicesData:
    page: IndexPage
    author: str
    printed_on: date


def indices_data(ctx: Context, year: int | None = None) -> IndicesData:
    """Of one year (the newest by default) with the years before it. Raises UserError where there is nothing to print."""
    from app.services.indices.queries import index_page
    from app.services.workplace.queries import get_workplace

    page = index_page(ctx, year)
    if page.year not in page.years:
        what = "Показателей за этот год нет." if page.years else "Показателей пока нет."
        raise UserError(what, "Загрузите результаты процедур или внесите данные школ.")
    workplace = get_workplace(ctx)
    return IndicesData(page, workplace.name if workplace else "", ctx.clock().date())
