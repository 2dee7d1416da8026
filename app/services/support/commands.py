"""Changing the rules, deciding about schools."""

from __future__ import annotations

from app.models.support import SupportDecision, SupportRules
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.row_undo import part, snapshot, undo_rows
from app.services.support.queries import school_name
from app.services.support.rows import DECISIONS, KINDS, PARAMETERS, Decision, Rules
from app.services.support.stored import to_stored
from app.services.text_ru import number

SETTINGS: frozenset[Topic] = frozenset({"settings"})
SCHOOLS: frozenset[Topic] = frozenset({"organisations"})


def save_rules(ctx: Context, year: int, rules: Rules) -> Changes:
    """The rules of a year and of the years after it until the next ones. Raises UserError where a number is out of limits."""
    for one in PARAMETERS:
        value = rules[one.key]
        if not one.least <= value <= one.most:
            raise UserError(
                f"«{one.label}»: {number(value)} — вне пределов.", f"Укажите число от {number(one.least)} до {number(one.most)}."
            )
    if not rules.kinds:
        raise UserError("Не выбрано ни одного вида процедур.", "Отметьте, какие результаты учитывать.")
    parts = (part(SupportRules, SupportRules.year == year),)
    with ctx.db.write() as session:
        before = snapshot(session, parts)
        session.merge(SupportRules(year=year, rules=to_stored(rules), note=rules.note.strip(), edited_at=ctx.clock()))
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, SETTINGS, "Прежние правила возвращены.")
    return Changes(SETTINGS, f"Правила сохранены: действуют с {year} года.", undo)


def save_decision(ctx: Context, decision: Decision) -> Changes:
    """Note what a person decided; `value` is its id. The reason of not following the proposal is asked for by the page."""
    if decision.kind not in KINDS or decision.decision not in DECISIONS:
        raise ValueError((decision.kind, decision.decision))
    with ctx.db.write() as session:
        name = school_name(session, decision.organisation_id)
        found = SupportDecision(
            organisation_id=decision.organisation_id,
            year=decision.year,
            kind=decision.kind,
            decision=decision.decision,
            reason=" ".join(decision.reason.split()),
            grounds=decision.grounds,
            decided_on=decision.decided_on,
            status_id=decision.status_id,
        )
        session.add(found)
        session.flush()
        parts = (part(SupportDecision, SupportDecision.id == found.id),)
        after = snapshot(session, parts)
        made = found.id
    undo = undo_rows(parts, ((),), after, SCHOOLS, "Решение убрано.")
    message = f"«{name}»: {KINDS[decision.kind].lower()} — {DECISIONS[decision.decision]}."
    return Changes(SCHOOLS, message, undo, made)
