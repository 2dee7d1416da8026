"""Thresholds of the analysis: numbers saved as typed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.services.analysis.rows import THRESHOLDS, ThresholdInfo, Thresholds
from app.services.text_ru import number
from app.ui import theme
from app.ui.widgets.fields import TextField
from app.ui.widgets.section import Section

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.ui.context import UiContext

ABOUT = (
    "Значения по умолчанию — из рекомендаций ФИОКО 2026 года по анализу результатов ВПР. От них зависят выводы, "
    "таблицы и печать; исходные баллы не меняются."
)


class ThresholdField(TextField):
    """A number with a decimal comma inside its limits."""

    def __init__(self, info: ThresholdInfo) -> None:
        super().__init__(info.label, width=90)
        self.info = info
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)

    def value(self) -> Any:
        text = re.sub(r"\s", "", self.line.text()).replace(",", ".")
        return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else None

    def _own_problem(self) -> str:
        value = self.value()
        if value is None:
            return "Нужно число."
        if not self.info.least <= value <= self.info.most:
            return f"От {_shown(self.info, self.info.least)} до {_shown(self.info, self.info.most)}."
        return ""

    def _show(self, value: Any) -> None:
        super()._show("" if value is None else _shown(self.info, value))


class ThresholdsView(QScrollArea):
    def __init__(self, ui: UiContext, thresholds: Thresholds) -> None:
        super().__init__()
        self._ui, self._now = ui, thresholds
        self.setWidgetResizable(True)
        self.setAccessibleName("Пороги анализа")
        section = Section("Пороги анализа")
        about = QLabel(ABOUT)
        about.setWordWrap(True)
        theme.mark(about, "note")
        section.box.addWidget(about)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE)
        grid.setVerticalSpacing(theme.INSIDE)
        self.fields: dict[str, ThresholdField] = {}
        for row, info in enumerate(THRESHOLDS):
            field = ThresholdField(info)
            field.label.hide()
            field.set_value(getattr(thresholds, info.key))
            field.committed.connect(lambda value, key=info.key: self._changed(key, value))
            words = QLabel(info.label)
            words.setBuddy(field.line)
            unit = QLabel(info.unit)
            theme.mark(unit, "note")
            grid.addWidget(words, row, 0)
            grid.addWidget(field, row, 1)
            grid.addWidget(unit, row, 2)
            self.fields[info.key] = field
            field.setEnabled(not ui.ctx.db.read_only)
        grid.setColumnStretch(3, 1)
        section.box.addLayout(grid)
        self.usual = QPushButton("Вернуть значения рекомендаций")
        theme.mark(self.usual, "link")
        self.usual.setEnabled(not ui.ctx.db.read_only)
        self.usual.clicked.connect(lambda _on=False: self._save(Thresholds()))
        section.box.addWidget(self.usual, 0, Qt.AlignmentFlag.AlignLeft)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, theme.SPACE, 0)
        box.addWidget(section)
        box.addStretch(1)
        self.setWidget(page)

    def show_values(self, thresholds: Thresholds) -> None:
        self._now = thresholds
        for key, field in self.fields.items():
            field.set_value(getattr(thresholds, key))

    def leave(self) -> None:
        for field in self.fields.values():
            field.commit()

    def _changed(self, key: str, value: float) -> None:
        self._save(replace(self._now, **{key: value}))

    def _save(self, thresholds: Thresholds) -> None:
        self._now = thresholds
        ctx = self._ui.ctx

        def job(_progress: object) -> Changes:
            from app.services.analysis.commands import save_thresholds

            return save_thresholds(ctx, thresholds)

        self._ui.worker.write(job, owner=self)


def _shown(info: ThresholdInfo, value: float) -> str:
    """As few digits as tell the value."""
    digits = next((d for d in range(info.digits + 1) if round(value, d) == value), info.digits)
    return number(value, digits)
