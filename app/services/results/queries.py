"""Procedures and their results: schools, district, region, whole sample.

Figures of schools come from papers where the base has them, else from the reports by groups; those of the region and
the whole sample from reports, or from the distribution that a regional file left. «Own» are the schools the workplace
answers for, all where it does not say.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session

from app.models.organisations import Municipality, Organisation
from app.models.results import GroupStat, ImportChange, ImportRun, Paper, Procedure
from app.models.settings import Workplace
from app.services.calendar.queries import own_organisations, procedure_row
from app.services.context import Context
from app.services.errors import UserError
from app.services.results import rules
from app.services.results.procedure import ProcedureRow
from app.services.results.rows import GroupResult, ImportRunRow, ProcedureGroups, Scale, ScoreDistribution, SummaryRow
from app.services.scales.queries import scale_for
from app.services.text_ru import sort_key

_OF_WHOLE_PAPERS = ("marks", "journal", "scores")
Tally = tuple[bool, int | None, int | None, int | None, int]
"""(absent, raw score, mark, journal mark, number of papers)."""


def list_procedures(ctx: Context, own_only: bool = True) -> tuple[ProcedureRow, ...]:
    """Newest year first, then grade and subject; counts are of the own schools, or of all."""
    with ctx.db.read() as session:
        query = select(Paper.procedure_id, Paper.absent, func.count(), func.count(func.distinct(Paper.organisation_id)))
        if own_only:
            query = query.where(Paper.organisation_id.in_(own_organisations(session)))
        counts = {
            (row[0], bool(row[1])): (row[2], row[3]) for row in session.execute(query.group_by(Paper.procedure_id, Paper.absent))
        }
        rows = [_counted(procedure, counts) for procedure in session.scalars(select(Procedure))]
    return tuple(sorted(rows, key=_order))


def get_procedure(ctx: Context, procedure_id: int) -> ProcedureRow | None:
    return next((row for row in list_procedures(ctx) if row.id == procedure_id), None)


def results_summary(ctx: Context) -> tuple[SummaryRow, ...]:
    """Per procedure: counts, means and shares of marks of the own schools together. Procedures without papers are left out."""
    rows = []
    procedures = list_procedures(ctx)
    with ctx.db.read() as session:
        scales = {procedure.id: find_scale(session, procedure) for procedure in procedures}
        own = Paper.organisation_id.in_(own_organisations(session))
        tallies = _tallies_of(session, [procedure.id for procedure in procedures], own)
        tests = _tests_of(session, [procedure.id for procedure in procedures if procedure.kind == "ege"])
    for procedure in procedures:
        if procedure.id not in tallies:
            continue
        whole = group_result("municipality", "", None, "", tallies[procedure.id], scales[procedure.id])
        rows.append(
            SummaryRow(
                procedure.id,
                procedure.title,
                procedure.year,
                procedure.grade,
                procedure.subject,
                procedure.max_score,
                procedure.schools,
                whole.participants,
                whole.absent or 0,
                whole.mean_score,
                whole.mean_mark,
                whole.mark_percents,
                whole.mark_source,
                whole.marks_differing,
                procedure.kind,
                _mean_test(tests, procedure.id),
            )
        )
    return tuple(rows)


def procedure_groups(ctx: Context, procedure_id: int) -> ProcedureGroups:
    """Everything the page of a procedure compares. Raises UserError when the procedure is no more."""
    with ctx.db.read() as session:
        procedure = session.get(Procedure, procedure_id)
        if procedure is None:
            raise UserError("Этой процедуры в базе больше нет.", "Обновите список: загрузку могли отменить.")
        row = procedure_row(procedure)
        scale = find_scale(session, row)
        names = _own_names(session)
        tallies = _tallies(session, procedure_id)
        stats = _stats(session, procedure_id)
        whose, one_school = district_of_base(session), _is_one_school(session)
        tests = _tests_of(session, [row.id] if row.kind == "ege" else [])
    schools = [
        replace(group_result("school", names[i][0], i, names[i][1], tallies[i], scale), mean_test=_mean_test(tests, row.id, i))
        for i in tallies
    ]
    with_papers = {school.login for school in schools if school.login}
    by_login = {login: (i, name) for i, (name, login) in names.items() if login}
    for stat in of_level(stats, "school"):
        if stat.code in by_login and stat.code not in with_papers:
            schools.append(
                replace(reported(stats, stat, scale), organisation_id=by_login[stat.code][0], name=by_login[stat.code][1])
            )
            with_papers.add(stat.code)
    schools.sort(key=lambda school: sort_key(school.name))
    everyone = [tally for school in tallies.values() for tally in school]
    district = _district_group(everyone, stats, scale, whose, one_school)
    if district is not None and tests:
        district = replace(district, mean_test=_mean_test(tests, row.id))
    regions, samples = of_level(stats, "region"), of_level(stats, "sample")
    present = sum(1 for school in schools if school.participants)
    return ProcedureGroups(
        _with_counts(row, present, district),
        tuple(schools),
        district,
        reported(stats, regions[0], scale) if regions else None,
        reported(stats, samples[0], scale) if samples else None,
    )


def score_distribution(
    ctx: Context, procedure_id: int, organisation_id: int | None = None, level: str = "municipality"
) -> ScoreDistribution | None:
    """Shares by raw score of a school (`organisation_id`), of the own schools together (`municipality`), of the region or
    of the whole sample (`region`, `sample`: as a regional file or a report left them). None where the base has no figures.
    In a school's own base `municipality` is what the report says of it, where there is one.
    """
    with ctx.db.read() as session:
        top = session.scalar(select(Procedure.max_score).where(Procedure.id == procedure_id)) or 0
        if organisation_id is None and level in ("region", "sample"):
            found = [stat for stat in _stats(session, procedure_id) if stat.content == "scores" and stat.level == level]
            found.sort(key=lambda stat: not stat.derived)  # what the papers of a regional file say is exact
            return _distribution_of(found[0], top) if found else None
        if organisation_id is None and _is_one_school(session):
            towns = [stat for stat in _stats(session, procedure_id) if (stat.content, stat.level) == ("scores", "municipality")]
            told = _own_town(towns, district_of_base(session)[1])
            if told is not None:
                return _distribution_of(told, top)
        query = select(Paper.raw_score, func.count()).where(Paper.procedure_id == procedure_id, Paper.absent.is_(False))
        if organisation_id is not None:
            query = query.where(Paper.organisation_id == organisation_id)
            name = session.scalar(select(Organisation.short_name).where(Organisation.id == organisation_id)) or ""
        else:
            query = query.where(Paper.organisation_id.in_(own_organisations(session)))
            name = district_of_base(session)[0] or "Все школы"
        counts = {score: count for score, count in session.execute(query.group_by(Paper.raw_score)) if score is not None}
    total = sum(counts.values())
    if not total:
        return None
    shares = tuple(counts.get(score, 0) / total for score in range(max(top, *counts) + 1))
    return ScoreDistribution("school" if organisation_id is not None else "municipality", name, total, shares)


def school_results(ctx: Context, organisation_id: int) -> tuple[tuple[ProcedureRow, GroupResult, GroupResult | None], ...]:
    """Every procedure the school wrote, newest first: procedure, the school, its district (own schools together).

    Nothing for a school the workplace does not answer for. Read in a few queries for all procedures together: the card
    of a school opens with it, and a base holds dozens of them.
    """
    with ctx.db.read() as session:
        names = _own_names(session)
        if organisation_id not in names:
            return ()
        name, login = names[organisation_id]
        wrote = session.scalars(
            select(Procedure).where(
                exists().where(Paper.procedure_id == Procedure.id, Paper.organisation_id == organisation_id)
                | (exists().where(*_school_row(Procedure.id, login)) if login else false())
            )
        )
        rows = sorted((procedure_row(procedure) for procedure in wrote), key=_order)
        ids = [row.id for row in rows]
        ours = _tallies_of(session, ids, Paper.organisation_id == organisation_id)
        everyone = _tallies_of(session, ids, Paper.organisation_id.in_(own_organisations(session)))
        schools = _schools_present(session, ids)
        scales = {row.id: find_scale(session, row) for row in rows}
        one_school = _is_one_school(session)
        stats = {i: _stats(session, i) for i in ids if one_school or not ours.get(i) or not everyone.get(i)}
        tests = _tests_of(session, [row.id for row in rows if row.kind == "ege"])
        whose = district_of_base(session)
    found = []
    for row in rows:
        scale, reports = scales[row.id], stats.get(row.id, [])
        if row.id in ours:
            school = group_result("school", name, organisation_id, login, ours[row.id], scale)
        else:
            stat = next(stat for stat in of_level(reports, "school") if stat.code == login)
            school = replace(reported(reports, stat, scale), organisation_id=organisation_id, name=name)
        district = _district_group(everyone.get(row.id, []), reports, scale, whose, one_school)
        told = {stat.code for stat in of_level(reports, "school")} & {login for _name, login in names.values() if login}
        there = schools.get(row.id) or len(told)
        if row.kind == "ege":
            school = replace(school, mean_test=_mean_test(tests, row.id, organisation_id))
            district = replace(district, mean_test=_mean_test(tests, row.id)) if district is not None else None
        found.append((_with_counts(row, there, district), school, district))
    return tuple(found)


Tests: TypeAlias = dict[tuple[int, int], tuple[int, int]]
"""(procedure id, organisation id) → (papers with a test score, their points of 100)."""


def _tests_of(session: Session, procedures: Sequence[int]) -> Tests:
    """Of the own schools; papers of other exams have no test score."""
    if not procedures:
        return {}
    query = (
        select(Paper.procedure_id, Paper.organisation_id, func.count(), func.sum(Paper.test_score))
        .where(
            Paper.procedure_id.in_(procedures),
            Paper.test_score.is_not(None),
            Paper.organisation_id.in_(own_organisations(session)),
        )
        .group_by(Paper.procedure_id, Paper.organisation_id)
    )
    return {(procedure, school): (papers, points or 0) for procedure, school, papers, points in session.execute(query)}


def _mean_test(tests: Tests, procedure: int, school: int | None = None) -> float | None:
    """Of one school, or of all own schools together."""
    found = [value for (p, s), value in tests.items() if p == procedure and school in (None, s)]
    papers = sum(count for count, _points in found)
    return sum(points for _count, points in found) / papers if papers else None


def list_import_runs(ctx: Context, procedure_id: int | None = None) -> tuple[ImportRunRow, ...]:
    """Newest first. A run can be taken back when it was not yet and no later run changed its rows."""
    query = select(ImportRun).order_by(ImportRun.id.desc())
    if procedure_id is not None:
        query = query.where(ImportRun.procedure_id == procedure_id)
    with ctx.db.read() as session:
        titles = {procedure.id: procedure_row(procedure).title for procedure in session.scalars(select(Procedure))}
        return tuple(
            ImportRunRow(
                run.id,
                run.created_at,
                run.file_name,
                run.layout,
                titles.get(run.procedure_id or 0, ""),
                json.loads(run.counts),
                run.reverted_at,
                run.reverted_at is None and not later_runs(session, run.id),
            )
            for run in session.scalars(query)
        )


def later_runs(session: Session, run_id: int) -> list[ImportRun]:
    """Runs after this one, not taken back, that changed rows which this one created or changed; newest first."""
    later = (
        select(ImportChange.import_run_id, ImportChange.table_name, ImportChange.row_id)
        .join(ImportRun, ImportRun.id == ImportChange.import_run_id)
        .where(ImportRun.id > run_id, ImportRun.reverted_at.is_(None), ImportChange.before.is_not(None))
        .cte("later")
    )
    ours = ImportChange.__table__.alias("ours")
    changed = (
        select(later.c.import_run_id)
        .join(ours, and_(ours.c.table_name == later.c.table_name, ours.c.row_id == later.c.row_id))
        .where(ours.c.import_run_id == run_id)
    )
    papers = select(later.c.import_run_id).join(Paper, and_(later.c.table_name == "paper", Paper.id == later.c.row_id))
    groups = select(later.c.import_run_id).join(
        GroupStat, and_(later.c.table_name == "group_stat", GroupStat.id == later.c.row_id)
    )
    wanted = or_(
        ImportRun.id.in_(changed),
        ImportRun.id.in_(papers.where(Paper.import_run_id == run_id)),
        ImportRun.id.in_(groups.where(GroupStat.import_run_id == run_id)),
    )
    return list(session.scalars(select(ImportRun).where(wanted).order_by(ImportRun.id.desc())))


def group_result(
    level: str, name: str, organisation_id: int | None, login: str, tallies: Iterable[Tally], scale: Scale | None
) -> GroupResult:
    """Figures of a group of papers; percents only from 5 writers on."""
    rows = list(tallies)
    present = [row for row in rows if not row[0] and row[1] is not None]
    n = sum(row[4] for row in present)
    marks = rules.mark_shares(((score, mark, papers) for _absent, score, mark, _journal, papers in present), scale)
    counts = (marks.two, marks.three, marks.four, marks.five)
    shares = rules.percents(counts, n)
    journal = rules.compare_with_journal((row[1:] for row in present), scale) or (None, None, None)
    return GroupResult(
        level,
        name,
        organisation_id,
        login,
        n,
        sum(row[4] for row in rows if row[0]),
        sum((row[1] or 0) * row[4] for row in present) / n if n else None,
        rules.mean_mark(counts),
        shares,
        counts if marks.n else None,
        marks.source,
        100 - shares[0] if shares else None,
        shares[2] + shares[3] if shares else None,
        marks.differing,
        *journal,
    )


def find_scale(session: Session, procedure: ProcedureRow) -> Scale | None:
    """The directory's scale of a procedure; None as well where its maximum is another one: then it is another paper."""
    return scale_for(session, procedure.kind, procedure.year, procedure.grade, procedure.subject, procedure.max_score)


def _counted(procedure: Procedure, counts: dict[tuple[int, bool], tuple[int, int]]) -> ProcedureRow:
    participants, schools = counts.get((procedure.id, False), (0, 0))
    return replace(procedure_row(procedure, schools, participants), absent=counts.get((procedure.id, True), (0, 0))[0])


def _order(row: ProcedureRow) -> tuple[Any, ...]:
    return (-row.year, row.kind, row.grade, sort_key(row.subject))


def _with_counts(row: ProcedureRow, schools: int, district: GroupResult | None) -> ProcedureRow:
    participants, absent = (district.participants, district.absent or 0) if district else (0, 0)
    return replace(row, schools=schools, participants=participants, absent=absent)


def _district_group(
    everyone: list[Tally], stats: list[Stat], scale: Scale | None, district: tuple[str, str], one_school: bool
) -> GroupResult | None:
    """Own schools together, from their papers, else as a report tells of the district.

    A school's own base holds its own papers only: there the report goes first.
    """
    name, code = district
    told = _own_town(of_level(stats, "municipality"), code)
    if told is not None and (one_school or not everyone):
        return reported(stats, told, scale)
    return group_result("municipality", name or "Все школы", None, "", everyone, scale) if everyone else None


def _own_town(towns: list[Stat], code: str) -> Stat | None:
    """The row of the own district: by its code, else the only municipality of the reports."""
    own = [stat for stat in towns if stat.code and stat.code == code] or (towns if len({t.name for t in towns}) == 1 else [])
    return own[0] if own else None


def _is_one_school(session: Session) -> bool:
    workplace = session.get(Workplace, 1)
    return workplace is not None and workplace.kind == "school"


def _school_row(procedure_id: Any, login: str) -> tuple[ColumnElement[bool], ...]:
    """Conditions of the rows in which reports speak of the papers of one school."""
    return (
        GroupStat.procedure_id == procedure_id,
        GroupStat.code == login,
        GroupStat.level == "school",
        GroupStat.content.in_(_OF_WHOLE_PAPERS),
    )


def _tallies_of(session: Session, procedures: list[int], whose: ColumnElement[bool]) -> dict[int, list[Tally]]:
    """{procedure id: papers of these schools together, counted by what matters}."""
    columns = (Paper.procedure_id, Paper.absent, Paper.raw_score, Paper.mark, Paper.journal_mark)
    query = select(*columns, func.count()).where(Paper.procedure_id.in_(procedures), whose).group_by(*columns)
    found: dict[int, list[Tally]] = defaultdict(list)
    for procedure, absent, score, mark, journal, papers in session.execute(query):
        found[procedure].append((bool(absent), score, mark, journal, papers))
    return dict(found)


def _schools_present(session: Session, procedures: list[int]) -> dict[int, int]:
    """{procedure id: own schools with at least one participant}."""
    query = (
        select(Paper.procedure_id, func.count(func.distinct(Paper.organisation_id)))
        .where(
            Paper.procedure_id.in_(procedures),
            Paper.organisation_id.in_(own_organisations(session)),
            Paper.absent.is_(False),
        )
        .group_by(Paper.procedure_id)
    )
    return {procedure: count for procedure, count in session.execute(query)}


def _own_names(session: Session) -> dict[int, tuple[str, str]]:
    """{organisation id: (name, login)} of the own schools."""
    query = select(Organisation.id, Organisation.short_name, Organisation.login).where(
        Organisation.id.in_(own_organisations(session))
    )
    return {i: (name, login or "") for i, name, login in session.execute(query)}


def _tallies(session: Session, procedure_id: int) -> dict[int, list[Tally]]:
    """Papers of the own schools counted by what matters; the covering index answers it."""
    columns = (Paper.organisation_id, Paper.absent, Paper.raw_score, Paper.mark, Paper.journal_mark)
    query = (
        select(*columns, func.count())
        .where(Paper.procedure_id == procedure_id, Paper.organisation_id.in_(own_organisations(session)))
        .group_by(*columns)
    )
    found: dict[int, list[Tally]] = defaultdict(list)
    for organisation, absent, score, mark, journal, papers in session.execute(query):
        found[organisation].append((bool(absent), score, mark, journal, papers))
    return found


def district_of_base(session: Session) -> tuple[str, str]:
    """Name and code of the own district: as the workplace calls it, else the only municipality of the base."""
    workplace = session.get(Workplace, 1)
    towns = list(session.scalars(select(Municipality)))
    if workplace is not None and workplace.kind == "department":
        own = next((town for town in towns if town.id == workplace.municipality_id), None)
        return workplace.district_name or (own.name if own else ""), (own.code or "") if own else ""
    return (towns[0].name, towns[0].code or "") if len(towns) == 1 else ("", "")


@dataclass(frozen=True, slots=True)
class Stat:
    """A row of `group_stat` that outlives its session."""

    content: str
    level: str
    code: str
    name: str
    participants: int | None
    data: dict[str, float]
    derived: bool


def _stats(session: Session, procedure_id: int) -> list[Stat]:
    """What speaks of whole papers, not of their tasks, in the order it was loaded."""
    query = select(GroupStat).where(GroupStat.procedure_id == procedure_id, GroupStat.content.in_(_OF_WHOLE_PAPERS))
    found = session.scalars(query.order_by(GroupStat.id))
    return [Stat(g.content, g.level, g.code, g.name, g.participants, json.loads(g.data), g.derived) for g in found]


def of_level(stats: list[Stat], level: str) -> list[Stat]:
    """Groups of a level, those with marks first: a report says more than a distribution."""
    order = {content: place for place, content in enumerate(_OF_WHOLE_PAPERS)}
    return sorted((stat for stat in stats if stat.level == level), key=lambda stat: (order[stat.content], stat.derived))


def _same_group(one: Stat, other: Stat) -> bool:
    if one.level != other.level:
        return False
    if one.level in ("region", "sample"):
        return True
    return one.code == other.code if one.code and other.code else one.name == other.name


def reported(stats: list[Stat], group: Stat, scale: Scale | None) -> GroupResult:
    """What the reports by groups say about one group, put together."""
    found: dict[str, Stat] = {}
    for stat in stats:
        if _same_group(stat, group) and (stat.content not in found or found[stat.content].derived):
            found[stat.content] = stat
    data = {content: stat.data for content, stat in found.items()}
    n = next((found[content].participants for content in ("marks", "scores", "journal") if content in found), None) or 0
    shares, source = _mark_percents(data, scale)
    mean = sum(int(score) * share for score, share in data["scores"].items()) / 100 if data.get("scores") else None
    enough = n >= rules.LEAST_FOR_PERCENTS
    journal = data.get("journal", {})
    counts = [int(journal[name]) if name in journal else None for name in ("lowered", "confirmed", "raised")]
    return GroupResult(
        group.level,
        group.name,
        None,
        group.code,
        n,
        None,
        mean,
        sum(mark * share for mark, share in zip((2, 3, 4, 5), shares, strict=True)) / 100 if shares and enough else None,
        shares if enough else None,
        None,
        source,
        100 - shares[0] if shares and enough else None,
        shares[2] + shares[3] if shares and enough else None,
        0,
        *counts,
    )


def _mark_percents(
    data: dict[str, dict[str, float]], scale: Scale | None
) -> tuple[tuple[float, float, float, float] | None, str]:
    """Shares of marks as reported, else from the distribution of scores by the scale."""
    marks = data.get("marks")
    if marks:
        return (marks.get("2", 0.0), marks.get("3", 0.0), marks.get("4", 0.0), marks.get("5", 0.0)), "file"
    totals = {2: 0.0, 3: 0.0, 4: 0.0, 5: 0.0}
    for score, share in data.get("scores", {}).items():
        mark = rules.mark_by_scale(int(score), scale)
        if mark is None:
            return None, "none"
        totals[mark] += share
    if not data.get("scores"):
        return None, "none"
    return (totals[2], totals[3], totals[4], totals[5]), "scale"


def _distribution_of(stat: Stat, top: int) -> ScoreDistribution | None:
    data = {int(score): share for score, share in stat.data.items()}
    if not data:
        return None
    shares = tuple(data.get(score, 0.0) / 100 for score in range(max(top, *data) + 1))
    return ScoreDistribution(stat.level, stat.name, stat.participants or 0, shares)
