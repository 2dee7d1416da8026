"""Changing the thresholds and the text of the conclusions."""

from __future__ import annotations

from dataclasses import replace

from app.models.results import Procedure
from app.services.analysis.rows import THRESHOLDS, Thresholds
from app.services.analysis.settings import STORED, conclusions_key, to_stored
from app.services.calendar.queries import procedure_row
from app.services.changes import Changes
from app.services.context import Context
from app.services.errors import UserError
from app.services.text_ru import number
from app.services.workplace.commands import set_setting


def save_thresholds(ctx: Context, thresholds: Thresholds) -> Changes:
    """Raises UserError where a value is out of its limits."""
    for info in THRESHOLDS:
        value = getattr(thresholds, info.key)
        if not info.least <= value <= info.most:
            limits = f"{number(info.least, info.digits)} до {number(info.most, info.digits)}"
            raise UserError(f"«{info.label}»: {number(value, info.digits)} — вне пределов.", f"Укажите число от {limits}.")
    return replace(set_setting(ctx, STORED, to_stored(thresholds)), message="Пороги анализа сохранены.")


def save_conclusions(ctx: Context, procedure_id: int, school_id: int | None, text: str) -> Changes:
    """The person's own text of «От результата к условиям»; empty = the drafted sentences again."""
    with ctx.db.read() as session:
        found = session.get(Procedure, procedure_id)
        if found is None:
            raise UserError("Этой процедуры в базе больше нет.", "Скопируйте текст и обновите список.")
        key = conclusions_key(procedure_row(found), school_id)
    words = "Выводы сохранены." if text.strip() else "Возвращены предложения программы."
    return replace(set_setting(ctx, key, text.strip()), message=words)
