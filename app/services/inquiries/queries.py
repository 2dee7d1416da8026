"""Reading inquiries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.models.inquiries import Inquiry as Stored
from app.models.inquiries import InquiryMeasure, InquiryMinutes, InquiryStep, InquiryWork
from app.models.organisations import Organisation
from app.models.results import Paper, Procedure, Task
from app.models.roadmaps import RoadmapRow, RoadmapSection
from app.services.context import Context
from app.services.errors import UserError
from app.services.findings.queries import list_findings
from app.services.findings.rows import FindingRow
from app.services.inquiries import rules
from app.services.inquiries.rows import (
    CLOSED,
    CellInquiry,
    Grounds,
    Inquiry,
    InquiryRow,
    LaterRow,
    MeasureRow,
    Minutes,
    StepRow,
    WorkRow,
    paper_title,
)
from app.services.inquiries.stored import grounds_from_json, grounds_of, pairs_from_json, strata_from_json
from app.services.scales.queries import scale_for
from app.services.text_ru import sort_key

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session


# -- the screen of findings


def states_by_cell(ctx: Context, findings: Iterable[FindingRow] = ()) -> dict[tuple[int, int], CellInquiry]:
    """{(procedure, organisation): the latest inquiry of the cell}; `findings` (as they are now) tell which came back."""
    now = {(one.procedure_id, one.organisation_id): grounds_of(one) for one in findings}
    found: dict[tuple[int, int], CellInquiry] = {}
    with ctx.db.read() as session:
        for one in session.scalars(select(Stored).where(Stored.procedure_id.is_not(None)).order_by(Stored.id)):
            cell = (one.procedure_id or 0, one.organisation_id)
            back = one.state == "dismissed" and rules.came_back(grounds_from_json(one.grounds), now.get(cell))
            found[cell] = CellInquiry(one.id, one.state, one.verdict, one.reason, one.opened_on, back)  # type: ignore[arg-type]
    return found


# -- the list


def list_inquiries(ctx: Context) -> tuple[InquiryRow, ...]:
    """All, those in hand first, then by school and paper. Those put aside say whether they came back."""
    today = ctx.clock().date()
    with ctx.db.read() as session:
        any_aside = session.scalar(select(Stored.id).where(Stored.state == "dismissed").limit(1)) is not None
    findings = list_findings(ctx) if any_aside else ()
    now = {(one.procedure_id, one.organisation_id): grounds_of(one) for one in findings}
    with ctx.db.read() as session:
        counts = _counts(session)
        names = _names(session)
        rows = [_row(one, names, counts.get(one.id, _NOTHING), today, now) for one in session.scalars(select(Stored))]
    return tuple(sorted(rows, key=lambda one: (one.state in CLOSED, sort_key(one.school), -one.year, sort_key(one.paper))))


@dataclass(frozen=True, slots=True)
class _Counts:
    drawn: int = 0
    entered: int = 0
    measures: int = 0
    talked: bool = False


_NOTHING = _Counts()


def _counts(session: Session) -> dict[int, _Counts]:
    works = select(InquiryWork.inquiry_id, func.count(), func.count(InquiryWork.score_after)).where(InquiryWork.drawn)
    drawn = {i: (n, after) for i, n, after in session.execute(works.group_by(InquiryWork.inquiry_id))}
    measures = dict(
        (i, n) for i, n in session.execute(select(InquiryMeasure.inquiry_id, func.count()).group_by(InquiryMeasure.inquiry_id))
    )
    talked = set(session.scalars(select(InquiryMinutes.inquiry_id).where(InquiryMinutes.held_on.is_not(None))))
    ids = {*drawn, *measures, *talked}
    return {i: _Counts(*drawn.get(i, (0, 0)), measures.get(i, 0), i in talked) for i in ids}


def _names(session: Session) -> dict[int, str]:
    return {i: name for i, name in session.execute(select(Organisation.id, Organisation.short_name))}


def _row(one: Stored, names: dict[int, str], counts: _Counts, today: date, now: dict[tuple[int, int], Grounds]) -> InquiryRow:
    waits = one.state == "requested" and one.letter_on is not None and one.answered_on is None
    due = one.answer_due if waits else None
    words = rules.next_step(
        one.state, letter=one.letter_on is not None, answered=one.answered_on is not None, drawn=counts.drawn,  # type: ignore[arg-type]
        entered=counts.entered, talked=counts.talked, measures=counts.measures, verdict=one.verdict,  # type: ignore[arg-type]
    )  # fmt: skip
    back = one.state == "dismissed" and rules.came_back(
        grounds_from_json(one.grounds), now.get((one.procedure_id or 0, one.organisation_id))
    )
    return InquiryRow(
        one.id, one.kind, one.organisation_id, one.procedure_id, names.get(one.organisation_id, ""), one.paper_kind, one.year,  # type: ignore[arg-type]
        one.grade, one.subject, one.state, one.verdict, one.opened_on, one.answer_due,  # type: ignore[arg-type]
        "признак усилился: открыть снова" if back else words, due, rules.is_overdue(due, today), one.reason, back,
    )  # fmt: skip


# -- one inquiry


def get_inquiry(ctx: Context, inquiry_id: int) -> Inquiry:
    """All of one inquiry. Raises UserError when it is gone."""
    with ctx.db.read() as session:
        organisation_id = session.scalar(select(Stored.organisation_id).where(Stored.id == inquiry_id))
    findings = list_findings(ctx, organisation_id=organisation_id) if organisation_id is not None else ()
    with ctx.db.read() as session:
        one = session.get(Stored, inquiry_id)
        if one is None:
            raise UserError("Этого разбора больше нет.", "Обновите список.")
        return _whole(session, one, findings, ctx.clock().date())


def _whole(session: Session, one: Stored, findings: Sequence[FindingRow], today: date) -> Inquiry:
    cell = (one.procedure_id or 0, one.organisation_id)
    here = [row for row in findings if row.organisation_id == one.organisation_id]
    mine = next((row for row in here if row.procedure_id == one.procedure_id), None)
    now = {cell: grounds_of(mine)} if mine is not None else {}
    cuts = cuts_of(session, one)
    stored = session.scalars(
        select(InquiryWork).where(InquiryWork.inquiry_id == one.id).order_by(InquiryWork.place, InquiryWork.code)
    )
    works = tuple(rules.with_marks(_work(work), cuts) for work in stored)
    strata = strata_from_json(one.strata)
    candidates = candidates_of(session, one)
    population = one.population if one.drawn_on is not None else len(candidates)
    measures = _measures(session, one.id)
    minutes = _minutes(session.get(InquiryMinutes, one.id))
    drawn = [work for work in works if work.drawn] if one.drawn_on is not None else []
    counts = _Counts(len(drawn), sum(work.after is not None for work in drawn), len(measures), minutes.held_on is not None)
    tasks = tasks_of(session, one)
    return Inquiry(
        row=_row(one, _names(session), counts, today, now),
        hypothesis=one.hypothesis,
        grounds=grounds_from_json(one.grounds),
        now=now.get(cell),
        letter_on=one.letter_on,
        answered_on=one.answered_on,
        answer=one.answer,
        max_score=one.max_score,
        pass_score=one.pass_score,
        cuts=cuts,
        task_codes=tuple(code for code, _most in tasks),
        task_max=tuple(most for _code, most in tasks),
        population=population,
        seed=one.seed,
        method=one.method,  # type: ignore[arg-type]
        strata=strata,
        drawn_on=one.drawn_on,
        checked_on=one.checked_on,
        commission=one.commission,
        closed_on=one.closed_on,
        works=works,
        differences=rules.differences(works if one.drawn_on else (), population, strata),
        proposal=rules.proposal(len(candidates)),
        minutes=minutes,
        measures=measures,
        steps=_steps(session, one.id),
        later=_later(session, one, here),
    )


def _work(work: InquiryWork) -> WorkRow:
    return WorkRow(
        code=work.code,
        class_label=work.class_label,
        drawn=work.drawn,
        place=work.place,
        before=work.score_before,
        after=work.score_after,
        tasks=tuple(work.tasks_before or b""),
        tasks_after=tuple(work.tasks_after or b""),
        stratum=work.stratum,
        checker=work.checker,
        note=work.note,
    )


def _measures(session: Session, inquiry_id: int) -> tuple[MeasureRow, ...]:
    query = select(InquiryMeasure).where(InquiryMeasure.inquiry_id == inquiry_id).order_by(InquiryMeasure.id)
    found = list(session.scalars(query))
    uids = [one.line_uid for one in found if one.line_uid]
    places = select(RoadmapRow.uid, RoadmapSection.roadmap_id).join(RoadmapSection, RoadmapSection.id == RoadmapRow.section_id)
    where = dict((uid, roadmap) for uid, roadmap in session.execute(places.where(RoadmapRow.uid.in_(uids)))) if uids else {}
    return tuple(MeasureRow(m.id, m.text, m.due_on, m.responsible, m.line_uid, where.get(m.line_uid)) for m in found)


def _minutes(kept: InquiryMinutes | None) -> Minutes:
    if kept is None:
        return Minutes()
    questions: Any = pairs_from_json(kept.questions, 2)
    decided: Any = pairs_from_json(kept.decided, 3)
    return Minutes(kept.held_on, kept.place, kept.chair, kept.secretary, kept.present, questions, decided)


def _steps(session: Session, inquiry_id: int) -> tuple[StepRow, ...]:
    """Newest first."""
    query = select(InquiryStep).where(InquiryStep.inquiry_id == inquiry_id)
    query = query.order_by(InquiryStep.happened_on.desc(), InquiryStep.id.desc())
    return tuple(StepRow(one.id, one.happened_on, one.kind, one.text) for one in session.scalars(query))


def _later(session: Session, one: Stored, here: Sequence[FindingRow]) -> tuple[LaterRow, ...]:
    """The same school the year after: the same paper of other children, and the same children a class higher."""
    if one.procedure_id is None:
        return ()
    kinds = dict((i, kind) for i, kind in session.execute(select(Procedure.id, Procedure.kind)))
    found = []
    for row in here:
        if row.year != one.year + 1 or row.subject != one.subject or kinds.get(row.procedure_id) != one.paper_kind:
            continue
        step = row.grade - one.grade
        if step in (0, 1):
            what = "те же дети годом старше" if step else "та же работа, следующий класс"
            title = paper_title("procedure", one.paper_kind, row.year, row.subject, row.grade)
            found.append(LaterRow(row.procedure_id, title, what, row.n, row.strength, row.flagged))
    return tuple(sorted(found, key=lambda later: later.title))


# -- what commands need inside their transaction


@dataclass(frozen=True, slots=True)
class Drawable:
    """A work that can be drawn, with what is kept of it."""

    code: str
    class_label: str
    score: int | None
    tasks: bytes | None

    @property
    def candidate(self) -> rules.Candidate:
        return rules.Candidate(self.code, self.class_label, self.score)


def candidates_of(session: Session, one: Stored) -> list[Drawable]:
    """Works of the school in the paper (absent pupils wrote none), or of the list of an olympiad."""
    if one.kind == "olympiad":
        works = session.scalars(select(InquiryWork).where(InquiryWork.inquiry_id == one.id).order_by(InquiryWork.code))
        return [Drawable(work.code, work.class_label, work.score_before, None) for work in works]
    query = select(Paper.code, Paper.class_label, Paper.raw_score, Paper.task_scores).where(
        Paper.procedure_id == one.procedure_id,
        Paper.organisation_id == one.organisation_id,
        Paper.absent.is_(False),
        Paper.raw_score.is_not(None),
    )
    return [Drawable(*row) for row in session.execute(query.order_by(Paper.code))]


def tasks_of(session: Session, one: Stored) -> tuple[tuple[str, int | None], ...]:
    """(code, maximum) in order of the bytes of `Paper.task_scores`; an olympiad has none."""
    query = select(Task.code, Task.max_points).where(Task.procedure_id == one.procedure_id).order_by(Task.position)
    return tuple((code, most) for code, most in session.execute(query)) if one.procedure_id is not None else ()


def cuts_of(session: Session, one: Stored) -> tuple[int, ...]:
    """Lowest points of «3», «4», «5»; of an olympiad the points that pass on; empty where nothing is known."""
    if one.kind == "olympiad":
        return (one.pass_score,) if one.pass_score is not None else ()
    scale = scale_for(session, one.paper_kind, one.year, one.grade, one.subject, one.max_score)
    cuts = (scale.min3, scale.min4, scale.min5) if scale is not None else ()
    return tuple(cut for cut in cuts if cut is not None) if None not in cuts else ()


def schools_to_choose(ctx: Context) -> tuple[tuple[str, int], ...]:
    """(name, id) of own open schools, alphabetically."""
    from app.services.organisations.queries import list_organisations

    return tuple((one.short_name, one.id) for one in list_organisations(ctx, own_only=True, kind="school") if one.id is not None)
