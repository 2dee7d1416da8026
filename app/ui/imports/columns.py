"""Columns of the tables of the import wizard."""

from __future__ import annotations

from app.services.imports.rows import ChangedRow
from app.services.text_ru import number
from app.ui import theme
from app.ui.imports.draft import FileDraft
from app.ui.widgets.row_table import Column


def _count(name: str) -> Column[FileDraft]:
    titles = {
        "rows": "Строк", "new": "Новых", "changed": "Изменено", "same": "Без изм.", "refused": "Отклонено",
    }  # fmt: skip
    tips = {"rows": "Строк с данными в файле", "same": "Без изменений: так уже записано в базе"}

    def value(draft: FileDraft) -> int | None:
        return int(getattr(draft.preview, name)) if draft.preview is not None else None

    return Column(
        name,
        titles[name],
        lambda d: "" if value(d) is None else number(value(d) or 0),
        width=90 if name == "refused" else 76,
        align="right",
        sort=value,
        title_tip=tips.get(name, ""),
        role=lambda d: "overdue" if name == "refused" and value(d) else None,
    )


def _icon(draft: FileDraft) -> str:
    if draft.refusal is not None:
        return "error"
    if draft.preview is None:
        return "no_data"
    if draft.preview.missing or draft.preview.unknown_schools:
        return "warning"
    return "done" if draft.loaded or draft.preview.can_commit else "no_data"


FILES: tuple[Column[FileDraft], ...] = (
    Column("file", "Файл", lambda d: d.path.name, width=190, stretch=True, icon=lambda d: theme.status_icon(_icon(d)),
           tooltip=lambda d: str(d.path)),
    Column("title", "Что в нём", lambda d: d.preview.title if d.preview else "", width=230),
    *(_count(name) for name in ("rows", "new", "changed", "same", "refused")),
    Column("state", "Состояние", lambda d: d.state, width=170),
)  # fmt: skip


def _words(pairs: tuple[tuple[str, str], ...]) -> str:
    return "; ".join(f"{what} {value}" for what, value in pairs)


CHANGED: tuple[Column[ChangedRow], ...] = (
    Column("school", "Школа", lambda r: r.school, width=200, stretch=True),
    Column("code", "Код", lambda r: r.code, width=80),
    Column("before", "Было", lambda r: _words(r.before), width=220),
    Column("after", "Станет", lambda r: _words(r.after), width=220),
)
