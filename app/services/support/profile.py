"""Reading and storing the self-diagnosis of a school."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.support import RiskAnswer, RiskFactorMark
from app.services.changes import Changes
from app.services.errors import UserError
from app.services.row_undo import part, snapshot, undo_rows
from app.services.support.queries import school_name
from app.services.support.risk import ANSWERS, factor_line, factors, questions
from app.services.support.rows import LEVELS, Level, RiskProfile
from app.services.text_ru import counted

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.changes import Topic
    from app.services.context import Context

TOPIC: frozenset[Topic] = frozenset({"organisations"})


def risk_profile(ctx: Context, organisation_id: int, year: int | None = None) -> RiskProfile:
    """Of a school year (by the year it begins in), or of the latest one with answers, else of the current one.

    Raises UserError where the school is no more.
    """
    with ctx.db.read() as session:
        name = school_name(session, organisation_id)
        years = _years(session, organisation_id)
        today = ctx.clock().date()
        chosen = year if year is not None else years[0] if years else today.year if today.month >= 9 else today.year - 1
        answers = _answers(session, organisation_id, chosen)
        marks: dict[str, tuple[Level, str]] = {
            one.factor: (one.level, one.note)  # type: ignore[misc]
            for one in session.scalars(
                select(RiskFactorMark).where(RiskFactorMark.organisation_id == organisation_id, RiskFactorMark.year == chosen)
            )
        }
    lines = tuple(factor_line(factor, answers, marks.get(factor.key)) for factor in factors())
    return RiskProfile(organisation_id, name, chosen, lines, answers, years)


def save_answers(ctx: Context, organisation_id: int, year: int, answers: Mapping[str, int | None]) -> Changes:
    """Store the given answers, None takes one away; the others stay. Raises UserError for an answer that is none."""
    known = questions()
    for question, answer in answers.items():
        if question not in known or (answer is not None and not 0 <= answer < len(ANSWERS)):
            raise UserError("Такого ответа в анкете нет.", "Выберите один из четырёх ответов.")
    where = (RiskAnswer.organisation_id == organisation_id) & (RiskAnswer.year == year) & RiskAnswer.question.in_(answers)
    parts = (part(RiskAnswer, where),)
    with ctx.db.write() as session:
        name = school_name(session, organisation_id)
        before = snapshot(session, parts)
        for question, answer in answers.items():
            found = session.get(RiskAnswer, (organisation_id, year, question))
            if answer is None:
                if found is not None:
                    session.delete(found)
            elif found is None:
                session.add(
                    RiskAnswer(
                        organisation_id=organisation_id, year=year, question=question, answer=answer, answered_at=ctx.clock()
                    )
                )
            else:
                found.answer, found.answered_at = answer, ctx.clock()
        after = snapshot(session, parts)
    words = counted(sum(answer is not None for answer in answers.values()), "ответ", "ответа", "ответов")
    return Changes(TOPIC, f"«{name}»: сохранено {words}.", undo_rows(parts, before, after, TOPIC, "Прежние ответы возвращены."))


def mark_factor(ctx: Context, organisation_id: int, year: int, factor: str, level: Level | None, note: str = "") -> Changes:
    """A person's own opinion of the significance; None = by the answers again."""
    if level is not None and level not in LEVELS:
        raise ValueError(level)
    where = (
        (RiskFactorMark.organisation_id == organisation_id) & (RiskFactorMark.year == year) & (RiskFactorMark.factor == factor)
    )
    parts = (part(RiskFactorMark, where),)
    with ctx.db.write() as session:
        school_name(session, organisation_id)
        before = snapshot(session, parts)
        found = session.get(RiskFactorMark, (organisation_id, year, factor))
        if level is None:
            if found is not None:
                session.delete(found)
        elif found is None:
            session.add(RiskFactorMark(organisation_id=organisation_id, year=year, factor=factor, level=level, note=note.strip()))
        else:
            found.level, found.note = level, note.strip()
        after = snapshot(session, parts)
    title = next((one.title for one in factors() if one.key == factor), factor)
    said = "по ответам школы" if level is None else LEVELS[level]
    undo = undo_rows(parts, before, after, TOPIC, "Прежняя значимость возвращена.")
    return Changes(TOPIC, f"{title}: значимость {said}.", undo)


def _years(session: Session, organisation_id: int) -> tuple[int, ...]:
    query = select(RiskAnswer.year).where(RiskAnswer.organisation_id == organisation_id).distinct()
    return tuple(session.scalars(query.order_by(RiskAnswer.year.desc())))


def _answers(session: Session, organisation_id: int, year: int) -> dict[str, int]:
    query = select(RiskAnswer.question, RiskAnswer.answer).where(
        RiskAnswer.organisation_id == organisation_id, RiskAnswer.year == year
    )
    return {question: answer for question, answer in session.execute(query)}
