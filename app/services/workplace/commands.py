"""Setting up a base and changing its settings."""

from __future__ import annotations

import json
import uuid
from typing import get_args

from app import __version__
from app.models.settings import Setting, Workplace
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.workplace.queries import decoded, get_setting, get_workplace
from app.services.workplace.rows import SettingKey, T, WorkplaceKind

DIRECTORIES_VERSION = SettingKey("directories_version", "")
"""Version of the program whose shipped directories were loaded last."""
_TOPIC: frozenset[Topic] = frozenset({"settings"})


def init_workplace(ctx: Context, kind: WorkplaceKind, name: str, district_name: str = "") -> Changes:
    """Say whose base this is, once, and load the directories shipped with the program."""
    name, district_name = _cleaned(name), _cleaned(district_name)
    if kind not in get_args(WorkplaceKind):
        raise UserError("Рабочее место — отдел образования или школа.", "Укажите department или school.")
    _require_name(name)
    with ctx.db.write() as session:
        if session.get(Workplace, 1) is not None:
            raise UserError(
                "База уже настроена.", "Название можно изменить в настройках; для другой базы выберите другую папку данных."
            )
        session.add(
            Workplace(id=1, uid=uuid.uuid4().hex, kind=kind, name=name, district_name=district_name, created_at=ctx.clock())
        )
    directories = load_directories(ctx)
    return Changes(_TOPIC | directories.topics, message="База создана.")


def edit_workplace(
    ctx: Context,
    *,
    name: str | None = None,
    district_name: str | None = None,
    municipality_id: int | None = None,
    organisation_id: int | None = None,
) -> Changes:
    """Change what is given; None leaves a value as it is. Raises UserError before the base was set up."""
    before = get_workplace(ctx)
    with ctx.db.write() as session:
        found = session.get(Workplace, 1)
        if found is None or before is None:
            raise UserError("База ещё не настроена.", "Сначала укажите, чья она.")
        if name is not None:
            _require_name(_cleaned(name))
            found.name = _cleaned(name)
        if district_name is not None:
            found.district_name = _cleaned(district_name)
        if municipality_id is not None:
            found.municipality_id = municipality_id
        if organisation_id is not None:
            found.organisation_id = organisation_id

    def undo(again: Context) -> Changes:
        with again.db.write() as session:
            row = session.get_one(Workplace, 1)
            row.name, row.district_name = before.name, before.district_name
            row.municipality_id, row.organisation_id = before.municipality_id, before.organisation_id
        return Changes(_TOPIC, message="Прежние сведения о базе возвращены.")

    return Changes(_TOPIC, message="Сведения о базе сохранены.", undo=undo)


def set_setting(ctx: Context, key: SettingKey[T], value: T) -> Changes:
    """Store a value of the key's own type; anything else is our mistake (TypeError)."""
    if type(value) is not type(key.default):
        raise TypeError(f"{key.name} is {type(key.default).__name__}, not {type(value).__name__}")
    with ctx.db.write() as session:
        row = session.get(Setting, key.name)
        before = None if row is None else row.value
        session.merge(Setting(key=key.name, value=json.dumps(value, ensure_ascii=False, sort_keys=True)))
    return Changes(_TOPIC, message="Настройка сохранена.", undo=lambda again: set_setting(again, key, decoded(before, key)))


def load_directories(ctx: Context) -> Changes:
    """Bring the directories shipped with the program into the base: at its first start, and after each update.

    Rows that the person edited stay as they are. Nothing is done when this version's are in already, or the base is
    only viewed.
    """
    if ctx.db.read_only or get_setting(ctx, DIRECTORIES_VERSION) == __version__:
        return Changes(frozenset())
    from app.services.scales.commands import load_shipped_scales

    scales = load_shipped_scales(ctx)
    set_setting(ctx, DIRECTORIES_VERSION, __version__)
    return Changes(_TOPIC | scales.topics)


def _cleaned(text: str) -> str:
    return " ".join(text.split())


def _require_name(name: str) -> None:
    if not name:
        raise UserError("Не указано название.", "Напишите полное название отдела образования или школы.")
