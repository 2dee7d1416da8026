"""Looking for what is missing, contradicts itself or is unusual: own schools only, a few queries for everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.models.collection import CollectionAnswer, CollectionRequest, CollectionSchool
from app.models.results import Paper, Procedure, Task
from app.models.scales import ScoreScale
from app.models.support import QualityDismissal
from app.services.calendar.queries import own_organisations, procedure_row
from app.services.context import Context
from app.services.contexts.queries import enrolment
from app.services.data_quality import rules
from app.services.data_quality.rows import KINDS, Issue, QualityPage, Taking
from app.services.organisations.matching import candidates
from app.services.organisations.queries import list_organisations
from app.services.organisations.rows import OrganisationRow
from app.services.organisations.rules import name_key
from app.services.overview.rules import expected, stage
from app.services.results.procedure import ProcedureRow
from app.services.results.queries import find_scale
from app.services.results.rows import Scale
from app.services.results.rules import mark_by_scale
from app.services.text_ru import counted, number, short_date, sort_key

if TYPE_CHECKING:
    from app.services.problems import Severity

ALIKE = 96
"""Names of one territory with this likeness (0–100) and more may be one school."""
_LEAST_SPECIAL = 254
"""Bytes of task scores from here on are no points."""
_WRITERS = ("участник", "участника", "участников")
_PAPERS = ("работа", "работы", "работ")


def check_data(ctx: Context) -> QualityPage:
    """Everything at once; remarks put aside with the same figures are apart."""
    found = _Found(ctx)
    issues = [*_procedures(found), *_schools(found), *_papers(found), *_requests(ctx, found)]
    with ctx.db.read() as session:
        aside = {one.key: (one.figures, one.reason, one.dismissed_at) for one in session.scalars(select(QualityDismissal))}
    order = {kind: place for place, kind in enumerate(KINDS)}
    issues.sort(key=lambda one: (order[one.kind], -(one.year or 0), sort_key(one.school), sort_key(one.procedure)))
    opened, put = [], []
    for one in issues:
        row = aside.get(one.key)
        if row is not None and row[0] == one.figures:
            put.append(replace(one, dismissed=row[1], dismissed_at=row[2]))
        else:
            opened.append(one)
    years = tuple(sorted({one.year for one in issues if one.year is not None}, reverse=True))
    procedures = counted(len(found.procedures), "работу", "работы", "работ")
    schools = counted(len(found.schools), "организацию", "организации", "организаций")
    return QualityPage(tuple(opened), tuple(put), years, f"Проверено: {procedures}, {schools}.")


@dataclass(frozen=True, slots=True)
class _Paper:
    """Papers of one school in one procedure, counted by what matters."""

    absent: bool
    score: int | None
    mark: int | None
    n: int


class _Found:
    """What several checks need, read once."""

    def __init__(self, ctx: Context) -> None:
        self.schools = {one.id: one for one in list_organisations(ctx, own_only=True, include_closed=True) if one.id is not None}
        self.enrolment = enrolment(ctx, self.schools)
        with ctx.db.read() as session:
            stored = list(session.scalars(select(Procedure)))
            self.procedures = {one.id: procedure_row(one) for one in stored}
            self.grades = {one.id: one.participant_grade or one.grade for one in stored}
            self.scales = {one.id: find_scale(session, row) for one in stored for row in (self.procedures[one.id],)}
            self.stored_scales = _maxima(session)
            self.papers = _counted(session)
            own = ",".join(str(one) for one in sorted(session.scalars(own_organisations(session))))
            self.task_errors = {one: _task_errors(session, one, own) for one in self.procedures if one in self.papers}
            self.with_papers = set(session.scalars(select(Paper.procedure_id).distinct()))

    def enrolled(self, school: int, procedure: ProcedureRow) -> int | None:
        """Pupils of the grade that wrote, by the context data of that school year."""
        year = rules.context_year(procedure.year, procedure.held_on)
        return self.enrolment.get(school, {}).get(year, {}).get(self.grades[procedure.id])

    def name(self, school: int) -> str:
        return self.schools[school].short_name


def _maxima(session: Session) -> dict[tuple[str, int, int, str], int]:
    """{(kind, year, grade, subject): maximum} of the directory of scales."""
    columns = (ScoreScale.kind, ScoreScale.year, ScoreScale.grade, ScoreScale.subject, ScoreScale.max_score)
    return {(kind, year, grade, subject): top for kind, year, grade, subject, top in session.execute(select(*columns))}


def _counted(session: Session) -> dict[int, dict[int, list[_Paper]]]:
    """{procedure: {own school: papers}}; the covering index answers it."""
    columns = (Paper.procedure_id, Paper.organisation_id, Paper.absent, Paper.raw_score, Paper.mark)
    query = select(*columns, func.count()).where(Paper.organisation_id.in_(own_organisations(session))).group_by(*columns)
    found: dict[int, dict[int, list[_Paper]]] = defaultdict(lambda: defaultdict(list))
    for procedure, school, absent, score, mark, n in session.execute(query):
        found[procedure][school].append(_Paper(bool(absent), score, mark, n))
    return {procedure: dict(schools) for procedure, schools in found.items()}


def _task_errors(session: Session, procedure_id: int, own: str) -> dict[int, tuple[int, int]]:
    """{school: (papers whose tasks do not add up to the total, papers with more points than a task gives)}."""
    import numpy as np

    tops = [top for _position, top in session.execute(
        select(Task.position, Task.max_points).where(Task.procedure_id == procedure_id).order_by(Task.position)
    )]  # fmt: skip
    if not tops:
        return {}
    # A million papers: the driver's own rows cost a third of what rows of the session do.
    rows = (
        session.connection()
        .exec_driver_sql(
            f"SELECT organisation_id, raw_score, task_scores FROM paper WHERE procedure_id = ? AND organisation_id IN ({own})"
            " AND absent = 0 AND raw_score IS NOT NULL AND length(task_scores) = ?",
            (procedure_id, len(tops)),
        )
        .fetchall()
    )
    if not rows:
        return {}
    owners = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    totals = np.fromiter((row[1] for row in rows), np.int64, len(rows))
    grid = np.frombuffer(b"".join([row[2] for row in rows]), np.uint8).reshape(len(rows), len(tops))
    points = np.where(grid >= _LEAST_SPECIAL, 0, grid).astype(np.int64)
    said = (grid < _LEAST_SPECIAL).any(axis=1)
    differs = said & (points.sum(axis=1) != totals)
    limits = np.array([_LEAST_SPECIAL if top is None else top for top in tops])
    over = (points > limits).any(axis=1)
    found = {}
    for school in np.unique(owners[differs | over]):
        of_school = owners == school
        found[int(school)] = (int((differs & of_school).sum()), int((over & of_school).sum()))
    return found


# --- procedures -------------------------------------------------------------------------------------------------------------


def _procedures(found: _Found) -> Iterator[Issue]:
    for one in found.procedures.values():
        if one.id not in found.with_papers:
            continue
        if one.held_on is None:
            yield _of_procedure("no_dates", "info", one, "Не указано, когда писали.", "", "Указать даты")
        if one.max_score is None:
            yield _of_procedure("no_max", "warning", one, "Неизвестен максимальный балл.", "", "Открыть работу")
        unmarked = sum(p.n for papers in found.papers.get(one.id, {}).values() for p in papers if not p.absent and p.mark is None)
        top = found.stored_scales.get((one.kind, one.year, one.grade, one.subject))
        if found.scales[one.id] is None and top is not None and one.max_score is not None and top != one.max_score:
            text = f"В справочнике максимум {top}, в файле {one.max_score}: отметки по этой шкале не считаются."
            yield _of_procedure("other_scale", "warning", one, text, f"{top}/{one.max_score}", "Открыть работу")
        elif one.kind != "ege" and unmarked and not _gives_marks(found.scales[one.id]):
            text = f"{counted(unmarked, *_PAPERS)} без отметок: нет ни в файле, ни в справочнике шкал."
            yield _of_procedure("no_scale", "warning", one, text, str(unmarked), "Открыть работу")


def _gives_marks(scale: Scale | None) -> bool:
    return scale is not None and None not in (scale.min3, scale.min4, scale.min5)


def _of_procedure(kind: str, severity: Severity, one: ProcedureRow, text: str, figures: str, door: str) -> Issue:
    return Issue(kind, f"{kind}/{one.id}", severity, text, figures, ("procedure", one.id), door, "", one.title, one.year)


# --- schools ----------------------------------------------------------------------------------------------------------------


def _schools(found: _Found) -> Iterator[Issue]:
    wrote: dict[int, set[int]] = defaultdict(set)
    for procedure, schools in found.papers.items():
        for school in schools:
            wrote[found.procedures[procedure].year].add(school)
    for one in found.schools.values():
        if one.kind == "school" and one.closed_on is None and not one.login:
            yield _of_school("no_login", "info", one, "В карточке нет логина ФИС ОКО.", "", "Карточка школы")
    for year in sorted(wrote):
        without = [one for one in wrote[year] if not found.enrolment.get(one, {}).get(year)]
        if len(without) == len(wrote[year]):
            amount = counted(len(without), "школа", "школы", "школ")
            text = f"За {year} год нет численности параллелей ни одной школы, а писали {amount}."
            yield Issue(
                "enrolment_missing", f"enrolment_missing/{year}", "info", text, str(len(without)), ("tab:schools", 0),
                "Школы", "", "", year,
            )  # fmt: skip
            continue
        for school in without:
            text = f"За {year} год численности нет, у других школ есть."
            yield replace(
                _of_school("enrolment_missing", "info", found.schools[school], text, "", "Карточка школы"),
                key=f"enrolment_missing/{year}/{school}", year=year,
            )  # fmt: skip
    yield from _similar(found.schools.values())


def _of_school(kind: str, severity: Severity, one: OrganisationRow, text: str, figures: str, door: str) -> Issue:
    return Issue(kind, f"{kind}/{one.id}", severity, text, figures, ("organisation", one.id or 0), door, one.short_name)


def _similar(rows: Iterable[OrganisationRow]) -> Iterator[Issue]:
    """Pairs of one municipality. Different logins mean different schools of ФИС ОКО: only equal names are doubted then."""
    by_place: dict[int | None, list[OrganisationRow]] = defaultdict(list)
    for one in rows:
        if one.kind == "school" and one.closed_on is None:
            by_place[one.municipality_id].append(one)
    for together in by_place.values():
        by_id = {one.id: one for one in together}
        for place, one in enumerate(together):
            for other in candidates(one.short_name, together[place + 1 :], limit=20):
                twin = by_id[other.id]
                same = name_key(one.short_name) == name_key(twin.short_name) and (one.locality or "") == (twin.locality or "")
                if same or (other.likeness >= ALIKE and not (one.login and twin.login)):
                    text = f"Очень похожа на «{twin.short_name}»{f', {twin.locality}' if twin.locality else ''}."
                    issue = _of_school("similar", "warning", one, text, f"{one.short_name}|{twin.short_name}", "Карточка школы")
                    yield replace(issue, key=f"similar/{one.id}/{twin.id}")


# --- papers -----------------------------------------------------------------------------------------------------------------


def _papers(found: _Found) -> Iterator[Issue]:
    stages: dict[int, set[int]] = defaultdict(set)
    for one, schools in found.papers.items():
        for school in schools:
            stages[school].add(stage(found.procedures[one].grade))
    for procedure_id, schools in found.papers.items():
        procedure, scale = found.procedures[procedure_id], found.scales[procedure_id]
        takings = {school: _taking(found, school, procedure, papers) for school, papers in schools.items()}
        for school, papers in schools.items():
            yield from _of_papers(found, procedure, scale, school, papers, takings[school])
        alike = _alike(takings)
        for school, (share, others) in rules.unusual(alike).items():
            took = alike[school]
            text = f"Не писали {took.missing} из {took.expected} ({number(share)} %), в других школах {number(others)} %."
            yield _of_cell("participation", "warning", found, procedure, school, text, f"{took.missing}/{took.expected}")
        yield from _not_submitted(found, procedure, set(schools), stages)


def _taking(found: _Found, school: int, procedure: ProcedureRow, papers: Iterable[_Paper]) -> Taking:
    rows = list(papers)
    present = sum(one.n for one in rows if not one.absent)
    return Taking(present, sum(one.n for one in rows if one.absent), found.enrolled(school, procedure))


def _alike(takings: dict[int, Taking]) -> dict[int, Taking]:
    """Schools are compared by one measure: by enrolment where most of them have it, else by the absent of the files."""
    known = sum(1 for one in takings.values() if one.enrolled is not None)
    if 2 * known >= len(takings):
        return {school: one for school, one in takings.items() if one.enrolled is not None}
    return {school: replace(one, enrolled=None) for school, one in takings.items()}


def _of_papers(
    found: _Found, procedure: ProcedureRow, scale: Scale | None, school: int, papers: list[_Paper], taking: Taking
) -> Iterator[Issue]:
    writers, row = taking.present, found.schools[school]
    if taking.enrolled is not None and writers > taking.enrolled:
        text = f"{counted(writers, *_WRITERS)}, а учеников в параллели {taking.enrolled}."
        yield _of_cell("over_enrolment", "error", found, procedure, school, text, f"{writers}/{taking.enrolled}")
    if row.pupils is not None and writers > row.pupils:
        text = f"{counted(writers, *_WRITERS)}, а учеников во всей школе {row.pupils}."
        yield _of_cell("over_pupils", "error", found, procedure, school, text, f"{writers}/{row.pupils}")
    top = procedure.max_score
    over = sum(one.n for one in papers if not one.absent and one.score is not None and top is not None and one.score > top)
    if over:
        most = max(one.score or 0 for one in papers if not one.absent)
        text = f"{counted(over, *_PAPERS)} с баллом выше максимума {top}, наибольший {most}."
        yield _of_cell("over_max", "error", found, procedure, school, text, f"{over}/{most}")
    differs, above = found.task_errors.get(procedure.id, {}).get(school, (0, 0))
    if above:
        text = f"{counted(above, *_PAPERS)}, где за задание стоит больше его максимума."
        yield _of_cell("task_over_max", "error", found, procedure, school, text, str(above))
    if differs:
        text = f"{counted(differs, *_PAPERS)}, где сумма баллов за задания не равна итогу."
        yield _of_cell("sum_total", "warning", found, procedure, school, text, str(differs))
    other = sum(
        one.n for one in papers
        if not one.absent and one.mark is not None and (by := mark_by_scale(one.score, scale)) is not None and by != one.mark
    )  # fmt: skip
    if other:
        text = f"{counted(other, *_PAPERS)} из {writers}, где отметка не та, что по шкале."
        yield _of_cell("mark_scale", "warning", found, procedure, school, text, f"{other}/{writers}")
    began = procedure.held_on or date(procedure.year, 1, 1)
    if row.closed_on is not None and row.closed_on < began:
        text = f"Школа закрыта {short_date(row.closed_on)}, а работу писали позже."
        yield _of_cell("closed_wrote", "error", found, procedure, school, text, str(row.closed_on))


def _not_submitted(found: _Found, procedure: ProcedureRow, present: set[int], stages: Mapping[int, set[int]]) -> Iterator[Issue]:
    """Schools of the stage without results; those whose context data say that the grade is empty owe nothing."""
    began = procedure.held_on or date(procedure.year, 1, 1)
    schools = [i for i, one in found.schools.items() if one.kind == "school" and (one.closed_on or date.max) > began]
    for school in expected(schools, procedure.grade, dict(stages)):
        if school not in present and found.enrolled(school, procedure) != 0:
            pupils = found.enrolled(school, procedure)
            text = "Результатов школы нет." if pupils is None else f"Результатов школы нет, учеников в параллели {pupils}."
            yield _of_cell("not_submitted", "warning", found, procedure, school, text, "", door="Открыть работу", cell=False)


def _of_cell(
    kind: str, severity: Severity, found: _Found, procedure: ProcedureRow, school: int, text: str, figures: str,
    *, door: str = "Работа этой школы", cell: bool = True,
) -> Issue:  # fmt: skip
    target: tuple[str, int] | tuple[str, int, int]
    target = ("cell", procedure.id, school) if cell else ("procedure", procedure.id)
    key = f"{kind}/{procedure.id}/{school}"
    return Issue(kind, key, severity, text, figures, target, door, found.name(school), procedure.title, procedure.year)


# --- requests ---------------------------------------------------------------------------------------------------------------


def _requests(ctx: Context, found: _Found) -> Iterator[Issue]:
    today = ctx.clock().date()
    answered = exists().where(
        CollectionAnswer.request_id == CollectionSchool.request_id,
        CollectionAnswer.organisation_id == CollectionSchool.organisation_id,
        CollectionAnswer.state == "accepted",
    )
    query = (
        select(CollectionRequest.id, CollectionRequest.title, CollectionRequest.due_on, CollectionSchool.organisation_id)
        .join(CollectionSchool, CollectionSchool.request_id == CollectionRequest.id)
        .where(
            CollectionRequest.closed_on.is_(None), CollectionRequest.due_on < today,
            CollectionSchool.waiting_region.is_(False), ~answered,
        )
    )  # fmt: skip
    with ctx.db.read() as session:
        late = session.execute(query).all()
    for request, title, due_on, school in late:
        if school in found.schools and due_on is not None:
            yield Issue(
                "request_late", f"request_late/{request}/{school}", "warning", f"«{title}»: срок был {short_date(due_on)}.",
                str(due_on), ("tab:schools:collection", 0), "Сбор", found.name(school), "", due_on.year,
            )  # fmt: skip
