"""Typing counts, changing formulas."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select

from app.models.indices import IndexCount
from app.models.indices import IndexRules as StoredRules
from app.models.organisations import Organisation
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.indices.formula import check
from app.services.indices.rows import INDICES, INPUT, PARAMETERS, IndexRules
from app.services.indices.stored import to_stored
from app.services.row_undo import part, snapshot, undo_rows
from app.services.text_ru import counted, number

TOPICS: frozenset[Topic] = frozenset({"settings"})
MOST = 100_000


def save_counts(ctx: Context, year: int, values: Mapping[tuple[int, str], int | None]) -> Changes:
    """{(organisation, key of an input): count or None to clear}. `value` = how many cells changed."""
    for (_organisation, key), value in values.items():
        if key not in INPUT:
            raise ValueError(key)
        if value is not None and not 0 <= value <= MOST:
            raise UserError(
                f"«{INPUT[key].short}»: {number(value)} — не может быть.", f"Нужно целое число от 0 до {number(MOST)}."
            )
    schools = {organisation for organisation, _key in values}
    parts = (part(IndexCount, (IndexCount.year == year) & IndexCount.organisation_id.in_(schools)),)
    changed = 0
    with ctx.db.write() as session:
        known = set(session.scalars(select(Organisation.id).where(Organisation.id.in_(schools))))
        if schools - known:
            raise UserError("Школы больше нет в базе.", "Обновите страницу.")
        before = snapshot(session, parts)
        stored = {(row["organisation_id"], row["key"]): row["value"] for row in before[0]}
        now = ctx.clock()
        for (organisation, key), value in values.items():
            if stored.get((organisation, key)) == value:
                continue
            changed += 1
            if value is None:
                session.execute(
                    delete(IndexCount).where(
                        IndexCount.organisation_id == organisation, IndexCount.year == year, IndexCount.key == key
                    )
                )
            else:
                session.merge(IndexCount(organisation_id=organisation, year=year, key=key, value=value, edited_at=now))
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, TOPICS, "Прежние данные возвращены.") if changed else None
    message = f"Сохранено: {counted(changed, 'число', 'числа', 'чисел')} за {year} год." if changed else ""
    return Changes(TOPICS if changed else frozenset(), message, undo, changed)


def save_index_rules(ctx: Context, year: int, rules: IndexRules) -> Changes:
    """The rules of a year and of the years after it until the next ones. Raises UserError where a formula cannot be read."""
    for info in INDICES:
        rule = rules.indices[info.key]
        names = tuple(one.name for one in info.names)
        for words, formula in (("район", rule.formula), ("школа", rule.school_formula)):
            try:
                check(formula, names)
            except UserError as error:
                raise UserError(f"«{info.title}», {words}: {error.what}", error.todo) from error
        if rule.target is not None and not 0 <= rule.target <= 100:
            raise UserError(f"«{info.title}»: цель {number(rule.target, 1)} — вне пределов.", "Укажите число от 0 до 100.")
    for one in PARAMETERS:
        if not one.least <= rules[one.key] <= one.most:
            raise UserError(
                f"«{one.label}»: {number(rules[one.key])} — вне пределов.",
                f"Укажите число от {number(one.least)} до {number(one.most)}.",
            )
    parts = (part(StoredRules, StoredRules.year == year),)
    with ctx.db.write() as session:
        before = snapshot(session, parts)
        session.merge(StoredRules(year=year, rules=to_stored(rules), note=rules.note.strip(), edited_at=ctx.clock()))
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, TOPICS, "Прежние формулы возвращены.")
    return Changes(TOPICS, f"Формулы сохранены: действуют с {year} года.", undo)
