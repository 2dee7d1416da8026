"""Changing the thresholds and the text of the conclusions."""

from __future__ import annotations

import json

from app.models.results import Procedure
from app.models.settings import Setting
from app.services.analysis.rows import THRESHOLDS, Thresholds
from app.services.analysis.settings import STORED, conclusions_key, to_stored
from app.services.calendar.queries import procedure_row
from app.services.changes import Changes
from app.services.context import Context
from app.services.errors import UserError
from app.services.text_ru import number
from app.services.workplace.queries import decoded
from app.services.workplace.rows import SettingKey, T


def save_thresholds(ctx: Context, thresholds: Thresholds) -> Changes:
    """Raises UserError where a value is out of its limits."""
    for info in THRESHOLDS:
        value = getattr(thresholds, info.key)
        if not info.least <= value <= info.most:
            limits = f"{number(info.least, info.digits)} до {number(info.most, info.digits)}"
            raise UserError(f"«{info.label}»: {number(value, info.digits)} — вне пределов.", f"Укажите число от {limits}.")
    return _store(ctx, STORED, to_stored(thresholds), "Пороги анализа сохранены.")


def save_conclusions(ctx: Context, procedure_id: int, school_id: int | None, text: str) -> Changes:
    """The person's own text of «От результата к условиям»; empty = the drafted sentences again."""
    with ctx.db.read() as session:
        found = session.get(Procedure, procedure_id)
        if found is None:
            raise UserError("Этой процедуры в базе больше нет.", "Скопируйте текст и обновите список.")
        key = conclusions_key(procedure_row(found), school_id)
    words = "Выводы сохранены." if text.strip() else "Возвращены предложения программы."
    return _store(ctx, key, text.strip(), words)


def _store(ctx: Context, key: SettingKey[T], value: T, words: str) -> Changes:
    """Undo brings the former value back."""
    with ctx.db.write() as session:
        row = session.get(Setting, key.name)
        before = decoded(None if row is None else row.value, key)
        if before == value:
            return Changes(frozenset())
        session.merge(Setting(key=key.name, value=json.dumps(value, ensure_ascii=False, sort_keys=True)))
    undone = "Прежние значения возвращены."
    return Changes(frozenset({"settings"}), message=words, undo=lambda again: _store(again, key, before, undone))
