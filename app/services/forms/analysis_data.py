"""Data of the papers of the analysis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.services.analysis.rows import Analysis, Table
from app.services.context import Context
from app.services.errors import UserError


@dataclass(frozen=True, slots=True)
class AnalysisData:
    analysis: Analysis
    author: str
    printed_on: date


@dataclass(frozen=True, slots=True)
class LowWork:
    """One work with a low result or close to it."""

    code: str
    class_label: str
    score: int
    mark: int | None
    low: bool
    tasks: str


@dataclass(frozen=True, slots=True)
class SkillToPractise:
    """`works`: how many of the listed have no points for at least one of the tasks."""

    skill: str
    tasks: str
    works: int


@dataclass(frozen=True, slots=True)
class LowResultsData:
    procedure_title: str
    school: str
    participants: int
    works: tuple[LowWork, ...]
    skills: tuple[SkillToPractise, ...]
    rule: str
    """Which works are in the plan."""
    author: str
    printed_on: date


@dataclass(frozen=True, slots=True)
class YearData:
    year: int
    name: str
    tables: tuple[Table, ...]
    author: str
    printed_on: date


def analysis_data(ctx: Context, procedure_id: int, organisation_id: int | None = None) -> AnalysisData:
    """Raises UserError where there are no results."""
    from app.services.analysis.queries import analyse

    return AnalysisData(analyse(ctx, procedure_id, organisation_id), _author(ctx), ctx.clock().date())


def low_results_data(ctx: Context, procedure_id: int, organisation_id: int) -> LowResultsData:
    """Works of one school by code; nothing in it names a pupil."""
    from app.services.analysis.directions.individual import low_lines, low_rule, skills_to_practise
    from app.services.analysis.queries import load_material

    material = load_material(ctx, procedure_id, organisation_id)
    lines = low_lines(material)
    works = []
    for line in lines:
        code, class_label, score, _done, mark, _journal, tasks, _words = line.cells
        works.append(
            LowWork(
                str(code),
                str(class_label),
                int(score) if isinstance(score, (int, float)) else 0,
                int(mark) if isinstance(mark, (int, float)) else None,
                line.state == "low",
                str(tasks),
            )
        )
    return LowResultsData(
        material.procedure.title,
        material.own.name,
        material.own.participants,
        tuple(works),
        tuple(SkillToPractise(*one) for one in skills_to_practise(material, lines)),
        low_rule(material),
        _author(ctx),
        ctx.clock().date(),
    )


def year_data(ctx: Context, year: int | None = None, organisation_id: int | None = None) -> YearData:
    """The newest year of the base where none is given. Raises UserError where it has no results."""
    from app.services.analysis.queries import analyse_year, choices

    offered = choices(ctx)
    chosen = year or max((p.year for p in offered.procedures), default=None)
    tables = analyse_year(ctx, chosen, organisation_id) if chosen is not None else ()
    if chosen is None or not tables:
        raise UserError("Результатов за этот год в базе нет.", "Загрузите результаты или выберите другой год.")
    school = organisation_id or offered.own_school
    name = next((one.words for one in offered.schools if one.id == school), offered.district)
    return YearData(chosen, name, tables, _author(ctx), ctx.clock().date())


def _author(ctx: Context) -> str:
    from app.services.workplace.queries import get_workplace

    workplace = get_workplace(ctx)
    return workplace.name if workplace else ""
