"""«От результата к условиям»: the drafted sentences at the left, the person's own text at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.services.analysis.conclusions import as_text
from app.services.analysis.rows import Analysis, Sentence
from app.ui import theme
from app.ui.analysis.sentences import SentenceLabel
from app.ui.widgets.fields import MemoField
from app.ui.widgets.section import Section

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.ui.context import UiContext


class ConclusionsView(QScrollArea):
    """`opened(sentence)`: a number was clicked; `sentence.table` is «direction/table». Typing is saved as typed."""

    opened = Signal(object)

    def __init__(self, ui: UiContext, analysis: Analysis) -> None:
        super().__init__()
        self._ui, self._analysis = ui, analysis
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("От результата к условиям")
        drafted = Section("Что показали результаты")
        steps = Section("На что посмотреть и что сделать")
        self.labels = [SentenceLabel(sentence, self.opened.emit) for sentence in analysis.conclusions]
        for label in self.labels:
            (drafted if label.sentence.table else steps).box.addWidget(label)
        steps.setVisible(any(not label.sentence.table for label in self.labels))
        own = Section("Ваши выводы")
        hint = QLabel("Этот текст войдёт в печатную справку. Числа в него переносите из предложений программы.")
        hint.setWordWrap(True)
        theme.mark(hint, "note")
        own.box.addWidget(hint)
        self.memo = MemoField("Текст для справки", lines=16)
        self.memo.set_value(analysis.edited or as_text(analysis.conclusions))
        self.memo.memo.setReadOnly(ui.ctx.db.read_only)
        self.memo.committed.connect(self._save)
        own.box.addWidget(self.memo)
        self.again = QPushButton("Вернуть предложения программы")
        theme.mark(self.again, "link")
        self.again.clicked.connect(lambda _on=False: self._reset())
        self.again.setVisible(bool(analysis.edited))
        own.box.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        left = QVBoxLayout()
        left.setSpacing(theme.SPACE)
        left.addWidget(drafted)
        left.addWidget(steps)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(own)
        right.addStretch(1)
        page = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._columns.setContentsMargins(0, 0, theme.SPACE, 0)
        self._columns.setSpacing(theme.SPACE)
        self._columns.addLayout(left, 1)
        self._columns.addLayout(right, 1)
        self.setWidget(page)

    def leave(self) -> None:
        self.memo.commit()

    def _save(self, text: str) -> None:
        drafted = as_text(self._analysis.conclusions)
        kept = "" if text.strip() == drafted.strip() else text
        self.again.setVisible(bool(kept))
        ctx, procedure, school = self._ui.ctx, self._analysis.procedure.id, self._analysis.school_id

        def job(_progress: object) -> Changes:
            from app.services.analysis.commands import save_conclusions

            return save_conclusions(ctx, procedure, school, kept)

        self._ui.worker.write(job, owner=self)

    def _reset(self) -> None:
        self.memo.set_value(as_text(self._analysis.conclusions))
        self._save("")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.viewport().width() < theme.px(760)
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)


def table_of(sentence: Sentence) -> tuple[str, str]:
    """«marks/groups» → («marks», «groups»)."""
    direction, _, table = sentence.table.partition("/")
    return direction, table
