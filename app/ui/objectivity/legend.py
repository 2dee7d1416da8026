"""What the marks of the table mean, in one line."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.services.findings.rules import FEW, SMALL
from app.ui import theme
from app.ui.objectivity import signs
from app.ui.widgets.elided_label import ElidedLabel

_WORDS = (
    ("strong", "выраженный", "Случается реже чем у 1 из 1000 обычных школ"),
    ("medium", "средний", "Случается у 1 из 100 обычных школ и реже, или выделяется среди всех работ района"),
    ("weak", "слабый", f"Случается у 1 из 20 обычных школ и реже; если писали от {FEW} до {SMALL}, сильнее не бывает"),
    ("little", "мало данных", f"Писали меньше {FEW}, или сравнить не с чем"),
    ("flag", "повод для перепроверки", "Выделяется среди всех работ района за год; это повод посмотреть работы, а не вывод"),
)
_REST = "Число — сколько писали; пустая серая клетка — не писали."


class Legend(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons: list[tuple[QLabel, str]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.INSIDE)
        for kind, words, tip in _WORDS:
            mark, label = QLabel(), QLabel(words)
            theme.mark(label, "small")
            for part in (mark, label):
                part.setToolTip(tip)
                row.addWidget(part)
            row.addSpacing(theme.SPACE)
            self._icons.append((mark, kind))
        rest = ElidedLabel(_REST)
        theme.mark(rest, "small")
        row.addWidget(rest, 1)
        theme.notifier().changed.connect(self._paint_icons)
        self._paint_icons()

    def _paint_icons(self) -> None:
        size = theme.px(theme.ICON) - 2
        for mark, kind in self._icons:
            mark.setPixmap(signs.icon(kind).pixmap(size, size))
