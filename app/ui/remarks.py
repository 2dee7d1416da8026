"""What may be done with a remark of the checks, wherever it is shown: set aside with a reason, bring back, learn a word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.services.changes import Changes
from app.services.text_ru import counted
from app.ui.context import UiContext

if TYPE_CHECKING:
    from app.services.lint.rows import Remark


def set_aside(ui: UiContext, owner: QObject, remarks: Sequence[Remark], reason: str) -> None:
    def job(_progress: object) -> Changes:
        from app.services.lint.commands import dismiss

        return dismiss(ui.ctx, remarks, reason)

    ui.worker.write(job, owner=owner)


def bring_back(ui: UiContext, owner: QObject, remark: Remark) -> None:
    def job(_progress: object) -> Changes:
        from app.services.lint.commands import restore

        return restore(ui.ctx, remark)

    ui.worker.write(job, owner=owner)


def learn(ui: UiContext, owner: QObject, short: str) -> None:
    """No paper of the district need explain this abbreviation."""

    def job(_progress: object) -> Changes:
        from app.services.lint.commands import know_abbreviation

        return know_abbreviation(ui.ctx, short)

    ui.worker.write(job, owner=owner)


def count_words(errors: int, warnings: int, notes: int = 0) -> str:
    """«3 ошибки, 12 предупреждений»; empty when there is nothing."""
    parts = [
        counted(errors, "ошибка", "ошибки", "ошибок") if errors else "",
        counted(warnings, "предупреждение", "предупреждения", "предупреждений") if warnings else "",
        counted(notes, "заметка", "заметки", "заметок") if notes else "",
    ]
    return ", ".join(part for part in parts if part)
