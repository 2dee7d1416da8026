"""Figures of the own schools for the criteria, of all procedures in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.exams import ListedMarker
from app.models.organisations import Organisation
from app.models.results import GroupStat, Paper, Procedure
from app.services.calendar.queries import own_organisations, procedure_row
from app.services.results.procedure import ProcedureRow
from app.services.results.queries import Stat, find_scale, group_result, of_level, reported
from app.services.results.rows import GroupResult, Scale
from app.services.results.rules import LEAST_FOR_PERCENTS, mark_by_scale
from app.services.support.rows import IN_PRIMARY_POINTS, Figures, Rules
from app.services.text_ru import sort_key

Counts = dict[tuple[bool, int | None, int | None, int | None], int]
"""{(absent, primary score, mark, test score): papers}."""


@dataclass(frozen=True, slots=True)
class Own:
    """A school the workplace answers for."""

    id: int
    name: str
    login: str


def own_schools(session: Session) -> tuple[Own, ...]:
    """Open schools, alphabetically."""
    query = select(Organisation.id, Organisation.short_name, Organisation.login).where(
        Organisation.kind == "school", Organisation.closed_on.is_(None), Organisation.id.in_(own_organisations(session))
    )
    return tuple(sorted((Own(i, name, login or "") for i, name, login in session.execute(query)), key=lambda o: sort_key(o.name)))


def years_with_results(session: Session) -> tuple[int, ...]:
    """Newest first."""
    wrote = select(Paper.id).where(Paper.procedure_id == Procedure.id).exists()
    told = select(GroupStat.id).where(GroupStat.procedure_id == Procedure.id, GroupStat.level == "school").exists()
    return tuple(session.scalars(select(Procedure.year).where(wrote | told).distinct().order_by(Procedure.year.desc())))


def figures(session: Session, schools: Sequence[Own], rules: Rules, first: int, last: int) -> dict[int, list[Figures]]:
    """{school: its papers of the calendar years}, beside the own schools together."""
    query = select(Procedure).where(Procedure.year.between(first, last), Procedure.kind.in_(rules.kinds))
    wanted = set(rules.subjects)
    procedures = [procedure_row(p) for p in session.scalars(query) if not wanted or p.subject in wanted]
    ids = [one.id for one in procedures]
    counted = _counted(session, ids)
    told = _told(session, ids, {one.login: one.id for one in schools if one.login})
    names = {one.id: one for one in schools}
    found: dict[int, list[Figures]] = defaultdict(list)
    for procedure in procedures:
        scale = find_scale(session, procedure)
        of_schools = counted.get(procedure.id, {})
        district = figures_of(procedure, _together(of_schools.values()), scale, rules) if of_schools else None
        for school, counts in of_schools.items():
            if school in names:
                found[school].append(_beside(figures_of(procedure, counts, scale, rules), district))
        for school, stats in told.get(procedure.id, {}).items():
            if school not in of_schools:
                group = reported(stats, of_level(stats, "school")[0], scale)
                if group.participants:
                    found[school].append(_reported(procedure, group))
    return found


def figures_of(procedure: ProcedureRow, counts: Counts, scale: Scale | None, rules: Rules) -> Figures:
    """One group of papers. ЕГЭ has no marks: «2» are those below the minimum, «4» and «5» do not exist."""
    if procedure.kind == "ege":
        return _exam(procedure, counts, rules)
    tallies = [(absent, score, mark, None, papers) for (absent, score, mark, _test), papers in counts.items()]
    group = group_result("school", "", None, "", tallies, scale)
    shares = group.mark_percents
    top = procedure.max_score
    return Figures(
        procedure,
        group.participants,
        group.mark_counts[0] if group.mark_counts else None,
        shares[0] if shares else None,
        group.quality_rate,
        100 * group.mean_score / top
        if group.mean_score is not None and top and group.participants >= LEAST_FOR_PERCENTS
        else None,
    )


def is_low(
    procedure: ProcedureRow, score: int | None, mark: int | None, test: int | None, scale: Scale | None, rules: Rules
) -> bool | None:
    """Is it a «2», of ЕГЭ below the minimum; None where nothing says."""
    if procedure.kind == "ege":
        minimum = rules.minimums.get(procedure.subject)
        points = score if procedure.subject in IN_PRIMARY_POINTS else test
        if mark is not None and procedure.subject in IN_PRIMARY_POINTS:
            return mark == 2
        return None if minimum is None or points is None else points < minimum
    final = mark or mark_by_scale(score, scale)
    return None if final is None else final == 2


def objectivity_flags(session: Session, schools: Sequence[Own], first: int, last: int) -> dict[int, list[str]]:
    """{school: «в списке ФИОКО 2025 года, признаков: 2»} of the yearly lists."""
    by_login = {one.login: one.id for one in schools if one.login}
    query = select(ListedMarker.year, ListedMarker.login, ListedMarker.markers).where(
        ListedMarker.year.between(first, last), ListedMarker.login.in_(by_login), ListedMarker.markers > 0
    )
    found: dict[int, list[str]] = defaultdict(list)
    for year, login, markers in session.execute(query.order_by(ListedMarker.year.desc())):
        found[by_login[login]].append(f"список необъективности {year} года, признаков: {markers}")
    return found


def _exam(procedure: ProcedureRow, counts: Counts, rules: Rules) -> Figures:
    present = {key: papers for key, papers in counts.items() if not key[0] and (key[1] is not None or key[3] is not None)}
    n = sum(present.values())
    said = [(is_low(procedure, score, mark, test, None, rules), papers) for (_a, score, mark, test), papers in present.items()]
    known = sum(papers for low, papers in said if low is not None)
    twos = sum(papers for low, papers in said if low)
    tests = [(test, papers) for (_a, _s, _m, test), papers in present.items() if test is not None]
    enough = n >= LEAST_FOR_PERCENTS
    scored = sum(papers for _test, papers in tests)
    return Figures(
        procedure,
        n,
        twos if known else None,
        100 * twos / known if known and enough else None,
        None,
        sum(test * papers for test, papers in tests) / scored if scored and enough else None,
        minimum=rules.minimums.get(procedure.subject),
    )


def _beside(one: Figures, district: Figures | None) -> Figures:
    if district is None or district.n <= one.n:
        return one
    return replace(one, district2=district.share2, district_quality=district.quality, district_mean=district.mean)


def _reported(procedure: ProcedureRow, group: GroupResult) -> Figures:
    shares = group.mark_percents
    return Figures(procedure, group.participants, None, shares[0] if shares else None, group.quality_rate, None)


def _together(parts: Iterable[Counts]) -> Counts:
    whole: Counts = defaultdict(int)
    for part in parts:
        for key, papers in part.items():
            whole[key] += papers
    return whole


def _counted(session: Session, procedures: list[int]) -> dict[int, dict[int, Counts]]:
    """{procedure: {school: counts}}. Test scores are asked for only where there are some: the index does not hold them."""
    exams = set(session.scalars(select(Procedure.id).where(Procedure.id.in_(procedures), Procedure.kind == "ege")))
    found: dict[int, dict[int, Counts]] = defaultdict(dict)
    own = Paper.organisation_id.in_(own_organisations(session))
    plain = (Paper.procedure_id, Paper.organisation_id, Paper.absent, Paper.raw_score, Paper.mark)
    usual = select(*plain, func.count()).where(Paper.procedure_id.in_(set(procedures) - exams), own).group_by(*plain)
    for procedure, school, absent, score, mark, papers in session.execute(usual):
        found[procedure].setdefault(school, {})[bool(absent), score, mark, None] = papers
    if exams:
        full = (*plain, Paper.test_score)
        tested = select(*full, func.count()).where(Paper.procedure_id.in_(exams), own).group_by(*full)
        for procedure, school, absent, score, mark, test, papers in session.execute(tested):
            found[procedure].setdefault(school, {})[bool(absent), score, mark, test] = papers
    return found


def _told(session: Session, procedures: list[int], by_login: dict[str, int]) -> dict[int, dict[int, list[Stat]]]:
    """{procedure: {school: what reports by groups say of it}}."""
    import json

    query = select(GroupStat).where(
        GroupStat.procedure_id.in_(procedures), GroupStat.level == "school", GroupStat.content.in_(("marks", "scores"))
    )
    found: dict[int, dict[int, list[Stat]]] = defaultdict(lambda: defaultdict(list))
    for g in session.scalars(query.order_by(GroupStat.id)):
        if g.code in by_login:
            stat = Stat(g.content, g.level, g.code, g.name, g.participants, json.loads(g.data), g.derived)
            found[g.procedure_id][by_login[g.code]].append(stat)
    return found
