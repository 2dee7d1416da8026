"""Data of the papers of a preparation: its list of things to do, incidents, an act of observation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.checklists.rows import ActRow, Preparation
from app.services.context import Context
from app.services.errors import UserError


@dataclass(frozen=True, slots=True)
class PreparationPaper:
    author: str
    printed_on: date
    found: Preparation


@dataclass(frozen=True, slots=True)
class ActPaper:
    """`acts`: (school, its act), one sheet each; act None = a blank to take along."""

    author: str
    title: str
    """Of the procedure."""
    acts: tuple[tuple[str, ActRow | None], ...]


def preparation_data(ctx: Context, procedure_id: int) -> PreparationPaper:
    """Raises UserError when the procedure is gone."""
    from app.services.checklists.queries import preparation

    return PreparationPaper(_author(ctx), ctx.clock().date(), preparation(ctx, procedure_id))


def act_data(
    ctx: Context, procedure_id: int, organisation_id: int | None = None, act_id: int | None = None, blank: bool = False
) -> ActPaper:
    """The act asked for, else those of the school, else all; blanks where there are none or `blank` is wanted.

    Raises UserError when the act or the procedure is gone, or there is no school to print a blank for.
    """
    from app.services.checklists.queries import preparation
    from app.services.organisations.queries import get_organisation

    found = preparation(ctx, procedure_id)
    wanted = [] if blank else [one for one in found.acts if organisation_id in (None, one.organisation_id)]
    wanted = [one for one in wanted if act_id in (None, one.id)]
    if act_id is not None and not blank and not wanted:
        raise UserError("Этого акта в базе больше нет.", "Обновите страницу.")
    acts: tuple[tuple[str, ActRow | None], ...] = tuple((one.school, one) for one in wanted)
    if not acts and organisation_id is None:
        acts = tuple((name, None) for _id, name in found.schools)
    elif not acts and organisation_id is not None:
        school = get_organisation(ctx, organisation_id)
        acts = ((school.short_name, None),) if school else ()
    if not acts:
        raise UserError("В этой процедуре не участвует ни одна школа.", "Отметьте участие школ в календаре.")
    return ActPaper(_author(ctx), found.title, acts)


def _author(ctx: Context) -> str:
    from app.services.workplace.queries import get_workplace

    workplace = get_workplace(ctx)
    return workplace.name if workplace else ""
