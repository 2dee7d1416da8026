"""Reading what «Кому нужна помощь» shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.organisations import Organisation
from app.models.results import Paper, Procedure
from app.models.support import SupportDecision, SupportRules
from app.services.calendar.queries import procedure_row
from app.services.context import Context
from app.services.contexts.queries import social_indexes
from app.services.contexts.rows import SocialIndex
from app.services.errors import UserError
from app.services.results.queries import find_scale
from app.services.statuses.queries import statuses_by_school
from app.services.statuses.rows import StatusRow
from app.services.support import facts, resilience, rules
from app.services.support.facts import Own
from app.services.support.rows import Decision, Figures, PupilLine, Rules, SchoolSupport, SupportPage
from app.services.support.stored import from_stored, rules_of_year

FLAGGED = "low_objectivity"
YEARS_OF_CONTEXT = 3
"""An index older than this many years does not speak of the school any more."""


def support_page(ctx: Context, year: int | None = None) -> SupportPage:
    """By the results up to a calendar year (default: the last one with results) and the rules in force for it."""
    with ctx.db.read() as session:
        years = facts.years_with_results(session)
        stored = stored_rules(session)
    if not years:
        return SupportPage((), None, rules_of_year(stored, year or ctx.clock().year))
    chosen = year if year in years else next((one for one in years if year is None or one <= year), years[-1])
    now_rules, old_rules = rules_of_year(stored, chosen), rules_of_year(stored, chosen - 1)
    indexes = _indexes(ctx, chosen)
    statuses = statuses_by_school(ctx)
    with ctx.db.read() as session:
        schools = facts.own_schools(session)
        first = chosen - round(max(now_rules["years"], old_rules["years"])) - 1
        figures = _figures(session, schools, now_rules, first, chosen)
        old_figures = figures if _same_papers(now_rules, old_rules) else _figures(session, schools, old_rules, first, chosen)
        flags = facts.objectivity_flags(session, schools, first + 1, chosen)
        decisions = _decisions(session)
    extra = _Extra(indexes, statuses, flags, decisions)
    now = _assessed(schools, figures, now_rules, chosen, extra)
    before = _assessed(schools, old_figures, old_rules, chosen - 1, extra)
    same = now if now_rules == old_rules else _assessed(schools, old_figures, old_rules, chosen, extra)
    moved = rules.moves(now, before, same) if any(one < chosen for one in years) else ()
    measured = [resilience.Measured(one.organisation_id, one.name, one.index, one.papers) for one in now.values()]
    return SupportPage(years, chosen, now_rules, tuple(now.values()), moved, resilience.resilience(measured, now_rules))


def pupils_behind(ctx: Context, procedure_id: int, organisation_id: int, year: int) -> tuple[PupilLine, ...]:
    """The works of one school in one paper, by code: the rows behind its numbers. Absent pupils are left out."""
    with ctx.db.read() as session:
        found = session.get(Procedure, procedure_id)
        if found is None:
            raise UserError("Этой процедуры в базе больше нет.", "Обновите список: загрузку могли отменить.")
        procedure = procedure_row(found)
        scale, by = find_scale(session, procedure), rules_of_year(stored_rules(session), year)
        query = select(Paper.code, Paper.class_label, Paper.raw_score, Paper.test_score, Paper.mark).where(
            Paper.procedure_id == procedure_id, Paper.organisation_id == organisation_id, Paper.absent.is_(False)
        )
        rows = []
        for code, label, score, test, mark in session.execute(query.order_by(Paper.code)):
            low = facts.is_low(procedure, score, mark, test, scale, by)
            shown = mark if mark is not None or procedure.kind == "ege" else facts.mark_by_scale(score, scale)
            rows.append(PupilLine(code, label, score, test, shown, bool(low)))
    return tuple(rows)


def get_rules(ctx: Context, year: int) -> Rules:
    with ctx.db.read() as session:
        return rules_of_year(stored_rules(session), year)


def rules_years(ctx: Context) -> tuple[int, ...]:
    """Years that rules were set for, newest first."""
    with ctx.db.read() as session:
        return tuple(session.scalars(select(SupportRules.year).order_by(SupportRules.year.desc())))


def subjects_with_results(ctx: Context) -> tuple[str, ...]:
    with ctx.db.read() as session:
        return tuple(sorted(session.scalars(select(Procedure.subject).distinct())))


def stored_rules(session: Session) -> dict[int, Rules]:
    return {one.year: from_stored(one.rules, one.year, one.note) for one in session.scalars(select(SupportRules))}


class _Extra:
    """What stands beside the results of the schools."""

    def __init__(
        self,
        indexes: Mapping[int, SocialIndex],
        statuses: Mapping[int, Sequence[StatusRow]],
        flags: Mapping[int, Sequence[str]],
        decisions: Mapping[int, tuple[Decision, ...]],
    ) -> None:
        self.indexes, self.statuses, self.flags, self.decisions = indexes, statuses, flags, decisions

    def flags_of(self, school: int) -> list[str]:
        own = [f"статус «{row.title}»" for row in self.statuses.get(school, ()) if row.kind == FLAGGED]
        return [*self.flags.get(school, ()), *own]


def _assessed(
    schools: Sequence[Own], figures: Mapping[int, Sequence[Figures]], by: Rules, year: int, extra: _Extra
) -> dict[int, SchoolSupport]:
    found = {}
    for school in schools:
        papers = rules.paper_facts(figures.get(school.id, ()), by, year)
        index = extra.indexes.get(school.id)
        support, base = rules.criteria(papers, by, index.value if index else None, extra.flags_of(school.id))
        found[school.id] = SchoolSupport(
            school.id,
            school.name,
            papers,
            support,
            base,
            rules.proposed(support),
            rules.candidate(base),
            index.value if index else None,
            index.year if index else None,
            tuple(row.kind for row in extra.statuses.get(school.id, ())),
            extra.decisions.get(school.id, ()),
        )
    return found


def _figures(session: Session, schools: Sequence[Own], by: Rules, first: int, last: int) -> dict[int, list[Figures]]:
    return facts.figures(session, schools, by, first, last)


def _same_papers(one: Rules, other: Rules) -> bool:
    return (one.kinds, one.subjects, one.minimums) == (other.kinds, other.subjects, other.minimums)


def _indexes(ctx: Context, year: int) -> dict[int, SocialIndex]:
    """The latest index of each school, of this year or the few before it."""
    found: dict[int, SocialIndex] = {}
    for one in range(year - YEARS_OF_CONTEXT + 1, year + 1):
        found |= {school: index for school, index in social_indexes(ctx, one).items() if index.value is not None}
    return found


def _decisions(session: Session) -> dict[int, tuple[Decision, ...]]:
    found: dict[int, list[Decision]] = defaultdict(list)
    for one in session.scalars(select(SupportDecision).order_by(SupportDecision.id.desc())):
        found[one.organisation_id].append(
            Decision(
                one.id, one.organisation_id, one.year, one.kind, one.decision, one.reason, one.grounds, one.decided_on,  # type: ignore[arg-type]
                one.status_id,
            )
        )  # fmt: skip
    return {school: tuple(rows) for school, rows in found.items()}


def school_name(session: Session, organisation_id: int) -> str:
    """Raises UserError where the school is no more."""
    found = session.get(Organisation, organisation_id)
    if found is None:
        raise UserError("Этой школы в базе больше нет.", "Обновите список.")
    return found.short_name
