"""The indices of the base over the years."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.indices import IndexCount
from app.models.indices import IndexRules as StoredRules
from app.models.organisations import Organisation
from app.models.results import Paper, Procedure
from app.services.calendar.queries import own_organisations
from app.services.context import Context
from app.services.indices import rules as index_rules
from app.services.indices.rows import INDICES, IndexPage, IndexRules, IndexValue, SchoolName
from app.services.indices.stored import from_stored, rules_of_year
from app.services.results.procedure import ProcedureRow
from app.services.text_ru import sort_key

if TYPE_CHECKING:
    from app.services.indices.tally import ExamLine, Tally

MARKED = {"vpr": ("vpr",), "oge": ("oge",), "dkr": ("diagnostic_test", "regional_test", "municipal_test")}
"""Kinds of procedures behind the three indices of markers."""
_CODE = re.compile(r"\d{3,10}")
"""A code the exam centre gave: the same in all exams of a pupil, unlike a number in the list of one day."""


def index_page(ctx: Context, year: int | None = None) -> IndexPage:
    """All indices of own schools and of the district, of every year there is; `year`: whose rules are wanted, be there
    results or not (None: the newest)."""
    with ctx.db.read() as session:
        stored = _stored_rules(session)
        schools = _schools(session)
        own = {one.organisation_id for one in schools}
        inputs = _inputs(session, own)
        procedures = _procedures(session)
        years = tuple(sorted({p.year for p in procedures} | {when for _o, when, _k in inputs}, reverse=True))
        counts: dict[int, dict[int, dict[str, int]]] = {when: {} for when in years}
        for (school, when, key), value in inputs.items():
            counts[when].setdefault(school, {})[key] = value
        exams: dict[int, set[int]] = {}
        for when in years:
            rules = rules_of_year(stored, when)
            for school, more in _markers(session, when, procedures, rules, own).items():
                counts[when].setdefault(school, {}).update(more)
            exams[when] = _confirmed(session, when, rules, counts[when])
    values: dict[tuple[str, int, int | None], IndexValue] = {}
    for when in years:
        rules = rules_of_year(stored, when)
        for school, mine in counts[when].items():
            for info in INDICES:
                used = info.key == "medals" and school in exams[when]
                values[info.key, when, school] = index_rules.value_of(info, rules, mine, when, school, used)
        for one in index_rules.district(rules, counts[when], when, exams[when]):
            values[one.key, when, None] = one
    chosen = year if year is not None else next(iter(years), None)
    rules = rules_of_year(stored, chosen) if chosen is not None else IndexRules()
    return IndexPage(years, chosen, rules, schools, values, inputs)


def index_years(ctx: Context) -> tuple[int, ...]:
    """Years with results of procedures or with typed counts, newest first."""
    with ctx.db.read() as session:
        typed = set(session.scalars(select(IndexCount.year).distinct()))
        return tuple(sorted({p.year for p in _procedures(session)} | typed, reverse=True))


def get_index_rules(ctx: Context, year: int) -> IndexRules:
    with ctx.db.read() as session:
        return rules_of_year(_stored_rules(session), year)


def _stored_rules(session: Session) -> dict[int, IndexRules]:
    return {one.year: from_stored(one.rules, one.year, one.note) for one in session.scalars(select(StoredRules))}


def _schools(session: Session) -> tuple[SchoolName, ...]:
    query = select(Organisation.id, Organisation.short_name, Organisation.login).where(
        Organisation.kind == "school", Organisation.id.in_(own_organisations(session))
    )
    found = [SchoolName(i, name, login or "") for i, name, login in session.execute(query)]
    return tuple(sorted(found, key=lambda one: (sort_key(one.name), one.login)))


def _inputs(session: Session, own: set[int]) -> dict[tuple[int, int, str], int]:
    return {
        (one.organisation_id, one.year, one.key): one.value
        for one in session.scalars(select(IndexCount))
        if one.organisation_id in own
    }


def _procedures(session: Session) -> list[ProcedureRow]:
    """Those the three indices of markers look at and somebody wrote, oldest first."""
    kinds = [kind for some in MARKED.values() for kind in some]
    wrote = select(Paper.procedure_id).where(Paper.absent.is_(False), Paper.raw_score.is_not(None)).distinct()
    query = select(Procedure).where(Procedure.kind.in_(kinds), Procedure.id.in_(wrote)).order_by(Procedure.year, Procedure.id)
    return [
        ProcedureRow(p.id, p.kind, p.year, p.grade, p.subject, p.max_score, p.held_on, p.held_until)
        for p in session.scalars(query)
    ]


def _markers(
    session: Session, year: int, procedures: list[ProcedureRow], rules: IndexRules, own: set[int]
) -> dict[int, dict[str, int]]:
    """{own school: counts of markers} of a year."""
    from app.services.checks import assess
    from app.services.checks.queries import _load
    from app.services.checks.queries import _schools as all_schools
    from app.services.indices import tally

    wanted = [p for p in procedures if p.year in (year - 1, year) and _counts(p, rules)]
    if not any(p.year == year for p in wanted):
        return {}
    schools = all_schools(session)
    loaded = {
        p.id: _load(session, p, schools, "municipality" if p.kind in MARKED["dkr"] else "auto")
        for p in wanted
        if p.year == year or (p.kind == "vpr" and p.grade == 4)
    }
    changes = list(assess.changes([one for one in loaded.values() if one.row.kind == "vpr"], schools))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for prefix, kinds in MARKED.items():
        tallies: defaultdict[int, Tally] = defaultdict(tally.Tally)
        for one in loaded.values():
            if one.row.year != year or one.row.kind not in kinds or not one.score.size:
                continue
            its = [change for change in changes if change.after is one]
            tally.add_markers(tallies, one, its, assess.markers(one, its, schools), rules["least_n"])
            if prefix == "dkr":
                for vpr in loaded.values():
                    if _same_paper(one.row, vpr.row):
                        tally.add_gap(tallies, one, vpr, rules["dkr_gap"])
        for school, mine in tallies.items():
            if school in own:
                found[school].update(mine.counts(prefix))
    return found


def _counts(row: ProcedureRow, rules: IndexRules) -> bool:
    if rules.subjects and row.subject not in rules.subjects:
        return False
    return row.kind != "vpr" or not rules.grades or row.grade in rules.grades


def _same_paper(test: ProcedureRow, vpr: ProcedureRow) -> bool:
    return vpr.kind == "vpr" and (vpr.year, vpr.grade, vpr.subject) == (test.year, test.grade, test.subject)


def _confirmed(session: Session, year: int, rules: IndexRules, counts: dict[int, dict[str, int]]) -> set[int]:
    """Schools whose confirmed medalists were not typed but follow from the exams: at most as many as reached the threshold."""
    from app.services.indices import tally

    asked = {
        school
        for school, mine in counts.items()
        if any(mine.get(degree) and f"{degree}_ok" not in mine for degree in ("medal1", "medal2"))
    }
    if not asked:
        return set()
    found = set()
    for school, both in tally.reached(_exam_lines(session, year, asked), rules).items():
        mine = counts[school]
        for degree, many in zip(("medal1", "medal2"), both, strict=True):
            if mine.get(degree) and f"{degree}_ok" not in mine:
                mine[f"{degree}_ok"] = min(mine[degree], many)
                found.add(school)
    return found


def _exam_lines(session: Session, year: int, schools: set[int]) -> list[ExamLine]:
    from app.services.indices.tally import ExamLine

    query: Any = (
        select(Paper.organisation_id, Paper.code, Procedure.subject, Paper.test_score, Paper.mark)
        .join(Procedure, Procedure.id == Paper.procedure_id)
        .where(Procedure.kind == "ege", Procedure.year == year, Paper.absent.is_(False), Paper.organisation_id.in_(schools))
    )
    rows = [ExamLine(*line) for line in session.execute(query)]
    return [one for one in rows if _CODE.fullmatch(one.pupil)]
