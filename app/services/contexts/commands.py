"""Changing context data: by hand, from a file, and the weights of the index."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import select

from app.models.contexts import ContextValue
from app.models.organisations import Organisation
from app.models.settings import Setting
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.contexts import rules
from app.services.contexts.directory import by_key
from app.services.contexts.queries import WEIGHTS
from app.services.contexts.rows import Value
from app.services.errors import UserError
from app.services.row_undo import part, snapshot, undo_rows
from app.services.table_files.cells import Refusal

_TOPIC: frozenset[Topic] = frozenset({"organisations"})
YEARS = range(2000, 2101)


def save_context_values(ctx: Context, organisation_id: int, year: int, values: Mapping[str, Value | None]) -> Changes:
    """Store what a person typed; texts are read as a file's cells («да», «45,5», «Село»), None or "" removes the value.

    Raises UserError for an unknown indicator and for a value it cannot have.
    """
    if year not in YEARS:
        raise UserError(f"Год {year} не подходит.", "Укажите календарный год, к которому относятся данные.")
    parsed: dict[str, Value | None] = {}
    for key, value in values.items():
        indicator = by_key().get(key)
        if indicator is None:
            raise UserError(f"Показателя «{key}» нет в справочнике.", "Выберите показатель из списка.")
        read = rules.parse(indicator, value if isinstance(value, str) or value is None else _as_cell(value))
        if isinstance(read, Refusal):
            raise UserError(f"{indicator.title}: {read.text}", "Исправьте значение.")
        parsed[key] = read
    touched = (ContextValue.organisation_id == organisation_id) & (ContextValue.year == year)
    parts = (part(ContextValue, touched & ContextValue.key.in_(list(parsed))),)
    with ctx.db.write() as session:
        school = session.get(Organisation, organisation_id)
        if school is None:
            raise UserError("Этой организации в базе уже нет.", "Обновите список.")
        before = snapshot(session, parts)
        stored = {one.key: one for one in session.scalars(select(ContextValue).where(touched))}
        for key, value in parsed.items():
            found = stored.get(key)
            if value is None:
                if found is not None:
                    session.delete(found)
                continue
            if found is None:
                found = ContextValue(organisation_id=organisation_id, year=year, key=key, value="", by_hand=True)
                session.add(found)
            found.value, found.by_hand = json.dumps(value, ensure_ascii=False), True
        after = snapshot(session, parts)
        name = school.short_name
    undo = undo_rows(parts, before, after, _TOPIC, "Прежние данные возвращены.")
    return Changes(_TOPIC, f"Сохранено: {name}, {year} год.", undo, organisation_id)


def set_index_weights(ctx: Context, weights: Mapping[str, float]) -> Changes:
    """Weights of the parts of the index of social well-being; parts that are not named keep theirs.

    Raises UserError for an unknown part, a negative weight, and where all would be 0.
    """
    unknown = set(weights) - set(rules.DEFAULT_WEIGHTS)
    if unknown or any(not 0 <= weight <= 100 for weight in weights.values()):
        raise UserError("Вес показателя — число от 0 до 100.", "Исправьте веса.")
    parts = (part(Setting, Setting.key == WEIGHTS),)
    with ctx.db.write() as session:
        before = snapshot(session, parts)
        stored = session.get(Setting, WEIGHTS)
        merged = rules.DEFAULT_WEIGHTS | (json.loads(stored.value) if stored else {}) | dict(weights)
        if not any(merged.values()):
            raise UserError("Все веса равны нулю.", "Оставьте вес хотя бы одному показателю.")
        session.merge(Setting(key=WEIGHTS, value=json.dumps(merged, sort_keys=True)))
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, _TOPIC, "Прежние веса возвращены.")
    return Changes(_TOPIC, "Веса индекса сохранены.", undo)


def _as_cell(value: Value) -> object:
    return ("да" if value else "нет") if isinstance(value, bool) else value
