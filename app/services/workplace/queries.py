"""Reading whose base this is, and its settings."""

from __future__ import annotations

import json
from typing import Any

from app.models.settings import Setting, Workplace
from app.services.context import Context
from app.services.workplace.rows import SettingKey, T, WorkplaceRow


def get_workplace(ctx: Context) -> WorkplaceRow | None:
    """None in a base that nobody has set up yet: the first-run wizard comes."""
    with ctx.db.read() as session:
        found = session.get(Workplace, 1)
        if found is None:
            return None
        return WorkplaceRow(
            kind="school" if found.kind == "school" else "department",
            name=found.name,
            district_name=found.district_name,
            municipality_id=found.municipality_id,
            organisation_id=found.organisation_id,
            uid=found.uid,
        )


def get_setting(ctx: Context, key: SettingKey[T]) -> T:
    """The stored value, or the default where there is none or one of another type (written by another version)."""
    with ctx.db.read() as session:
        row = session.get(Setting, key.name)
        text = None if row is None else row.value
    return decoded(text, key)


def decoded(text: str | None, key: SettingKey[T]) -> T:
    """JSON text → value of the key's type."""
    try:
        value: Any = None if text is None else json.loads(text)
    except ValueError:
        return key.default
    if isinstance(key.default, float) and type(value) is int:
        value = float(value)
    return value if type(value) is type(key.default) else key.default
