"""Objectivity checks over the papers of the base: the report, and the page of one finding."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.organisations import Municipality, Organisation
from app.models.results import GroupStat, Paper, Procedure
from app.models.scales import ScoreScale
from app.services.checks import rules
from app.services.checks.rows import (
    CHECKED_KINDS,
    TESTS,
    CellRow,
    CheckReport,
    MarkerRow,
    OfficialCell,
    ReferenceChoice,
)
from app.services.context import Context
from app.services.errors import UserError
from app.services.results.procedure import ProcedureRow
from app.services.results.rows import Scale
from app.services.text_ru import search_key, sort_key

if TYPE_CHECKING:
    from app.services.checks.assess import Change, Distribution, Results, School

NEARLY_ALL = 0.9
"""Share of the region's participants whose papers must be in the base for «all schools» to mean the region's."""


def run_check(ctx: Context, year: int | None = None, reference: ReferenceChoice = "auto") -> CheckReport:
    """All official markers of the base, or of one year.

    `reference`: `region` = the region's distribution of scores, from its file or its report, else the procedure is not
    compared; `municipality` = every school with the papers of its own municipality; `auto` = the region where it is
    known. A change from grade 4 to 5 belongs to the later year.
    """
    from app.services.checks import assess, report

    with ctx.db.read() as session:
        schools = _schools(session)
        results = [
            _load(session, row, schools, reference)
            for row in _procedures(session)
            if year is None or row.year == year or (row.year == year - 1 and row.grade == 4)
        ]
    results = [one for one in results if one.score.size]
    shown = [one for one in results if year is None or one.row.year == year]
    changes = list(assess.changes(results, schools))
    cells: list[CellRow] = []
    found: list[MarkerRow] = []
    for one in shown:
        its = assess.markers(one, [change for change in changes if change.after is one], schools)
        found += its
        cells += assess.cells(one, its, schools)
    return CheckReport(tuple(cells), tuple(found), tuple(report.notes(shown, changes, found)))


def official_cell(ctx: Context, procedure_id: int, organisation_id: int, reference: ReferenceChoice = "auto") -> OfficialCell:
    """One school in one procedure, whether or not a marker fired; tests of the district have numbers and no markers.

    UserError when it has no papers.
    """
    from app.services.checks import report

    return report.official_cell(*_one_cell(ctx, procedure_id, organisation_id, reference))


def _one_cell(
    ctx: Context, procedure_id: int, organisation_id: int, reference: ReferenceChoice
) -> tuple[Results, list[Change], tuple[MarkerRow, ...], School, int, Scale | None]:
    from app.services.checks import assess

    with ctx.db.read() as session:
        rows = {row.id: row for row in _procedures(session, (*CHECKED_KINDS, *TESTS))}
        row = rows.get(procedure_id)
        present, absent = _presence(session, procedure_id, organisation_id)
        if row is None or not present + absent:
            raise UserError("Результатов этой школы в этой процедуре больше нет.", "Обновите список: загрузку могли отменить.")
        schools = _schools(session)
        after = _load(session, row, schools, reference)
        earlier = [_load(session, other, schools, reference) for other in rows.values() if assess.follows(other, row)]
        cuts = _cuts(session, row)
    changes = list(assess.changes([*earlier, after], schools))
    judged = assess.markers(after, changes, schools) if row.kind in CHECKED_KINDS else []
    markers = [m for m in judged if m.organisation_id == organisation_id]
    return after, changes, rules.in_order(markers), schools[organisation_id], absent, cuts


def _procedures(session: Session, kinds: tuple[str, ...] = CHECKED_KINDS) -> list[ProcedureRow]:
    """In the order of the page: newest year first, then grade and subject."""
    found = [
        ProcedureRow(p.id, p.kind, p.year, p.grade, p.subject, p.max_score, p.held_on, p.held_until)
        for p in session.scalars(select(Procedure).where(Procedure.kind.in_(kinds)))
    ]
    return sorted(found, key=lambda row: (-row.year, row.kind, row.grade, sort_key(row.subject)))


def _schools(session: Session) -> dict[int, School]:
    from app.services.checks.assess import School

    query = select(
        Organisation.id, Organisation.short_name, Organisation.login, Organisation.municipality_id, Municipality.name
    ).outerjoin(Municipality, Municipality.id == Organisation.municipality_id)
    return {
        i: School(i, name, login or "", municipality, town or "") for i, name, login, municipality, town in session.execute(query)
    }


def _load(session: Session, row: ProcedureRow, schools: dict[int, School], choice: ReferenceChoice) -> Results:
    """Papers with a score as arrays, and what their schools are compared with."""
    import numpy as np

    from app.services.checks import assess
    from app.services.objectivity.official_markers import moments

    query = select(Paper.organisation_id, Paper.raw_score, Paper.journal_mark).where(
        Paper.procedure_id == row.id, Paper.absent.is_(False), Paper.raw_score.is_not(None)
    )
    papers = np.array([tuple(paper) for paper in session.execute(query)], dtype=np.float64).reshape(-1, 3)
    ids, place = np.unique(papers[:, 0].astype(np.int64), return_inverse=True)
    score = papers[:, 1]
    stored = _region_scores(session, row.id)
    region = stored and assess.region_group(ids.size, _percents(stored), stored.participants, not stored.derived)
    groups: tuple[assess.Group, ...] = ()
    if region and choice != "municipality":
        groups = (region,)
    elif choice != "region" and ids.size:
        groups = tuple(assess.municipal_groups([schools[int(i)] for i in ids], place, score, town_scores(session, row.id)))
    return assess.Results(
        row=row,
        schools=tuple(int(i) for i in ids),
        place=place,
        score=score,
        journal=papers[:, 2],
        moments=moments(place, score, ids.size),
        region_known=region is not None,
        whole_region=bool(stored and stored.derived and score.size >= NEARLY_ALL * (stored.participants or 0)),
        groups=groups,
    )


def _region_scores(session: Session, procedure_id: int) -> GroupStat | None:
    """The region's distribution of scores: computed from a regional file, else as a report prints it."""
    query = select(GroupStat).where(
        GroupStat.procedure_id == procedure_id, GroupStat.content == "scores", GroupStat.level == "region"
    )
    return session.scalars(query.order_by(GroupStat.derived.desc(), GroupStat.id)).first()


def town_scores(session: Session, procedure_id: int) -> dict[int, Distribution]:
    """{municipality id: distribution of scores} of whole municipalities, as a regional file or a report left them.

    Matched by code, else by name; what was computed from papers comes before what a report printed.
    """
    query = select(GroupStat).where(
        GroupStat.procedure_id == procedure_id, GroupStat.content == "scores", GroupStat.level == "municipality"
    )
    stats = session.scalars(query.order_by(GroupStat.derived, GroupStat.id.desc())).all()
    if not stats:
        return {}
    towns = session.execute(select(Municipality.id, Municipality.code, Municipality.search_name)).all()
    by_key = {name: i for i, _code, name in towns} | {code: i for i, code, _name in towns if code}
    found: dict[int, Distribution] = {}
    for stat in stats:
        town = by_key.get(stat.code) or by_key.get(search_key(stat.name))
        if town is not None:
            found[town] = (stat.participants or 0, _percents(stat), not stat.derived)
    return found


def _percents(stored: GroupStat) -> dict[int, float]:
    return {int(score): float(percent) for score, percent in json.loads(stored.data).items()}


def _presence(session: Session, procedure_id: int, organisation_id: int) -> tuple[int, int]:
    """Papers present and absent of one school."""
    query = (
        select(Paper.absent, func.count())
        .where(Paper.procedure_id == procedure_id, Paper.organisation_id == organisation_id)
        .group_by(Paper.absent)
    )
    counts = {bool(absent): n for absent, n in session.execute(query)}
    return counts.get(False, 0), counts.get(True, 0)


def _cuts(session: Session, row: ProcedureRow) -> Scale | None:
    found = session.scalars(
        select(ScoreScale).where(ScoreScale.kind == row.kind, ScoreScale.year == row.year, ScoreScale.grade == row.grade)
    )
    scale = next((one for one in found if search_key(one.subject) == search_key(row.subject)), None)
    if scale is None or scale.max_score != (row.max_score or scale.max_score):
        return None
    return Scale(scale.max_score, scale.min3, scale.min4, scale.min5, scale.source, scale.edited)
