"""A calm sheet over a page while something longer runs: what is done, how far it is, «Отмена»."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.services.text_ru import number
from app.ui import theme
from app.ui.worker import Job, OnDone, OnFailed, Runner, Ticket

APPEARS_MS = 400


class ProgressOverlay(QWidget):
    """Covers its parent. `run` starts the job with all its callbacks, so that none can be missed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ticket: Ticket | None = None
        self._had_focus: QWidget | None = None
        self._what = QLabel()
        self._what.setWordWrap(True)
        theme.mark(self._what, "heading")
        self._far = QLabel()
        self._far.setWordWrap(True)
        theme.mark(self._far, "note")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.cancel_button = QPushButton("Отмена")
        self.cancel_button.clicked.connect(self.cancel)
        sheet = QFrame()
        theme.mark(sheet, "card")
        sheet.setFixedWidth(theme.px(380))
        inner = QVBoxLayout(sheet)
        inner.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        inner.setSpacing(theme.SPACE)
        inner.addWidget(self._what)
        inner.addWidget(self._bar)
        inner.addWidget(self._far)
        inner.addWidget(self.cancel_button, 0, Qt.AlignmentFlag.AlignRight)
        box = QVBoxLayout(self)
        box.addWidget(sheet, 0, Qt.AlignmentFlag.AlignCenter)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(APPEARS_MS)
        self._timer.timeout.connect(self._appear)
        parent.installEventFilter(self)
        self.hide()

    @property
    def running(self) -> bool:
        return self._ticket is not None and not self._ticket.over

    def run(
        self,
        worker: Runner,
        what: str,
        job: Job,
        *,
        write: bool,
        done: OnDone,
        failed: OnFailed,
        cancellable: bool = True,
    ) -> Ticket:
        """Start `job` on the write or the read lane; the sheet appears when it takes longer than 0.4 s.

        Exactly one of `done(result)` and `failed(error)` is called; a cancelled job fails with `Cancelled`.
        """
        self._what.setText(what)
        self._far.setText("")
        self._bar.setRange(0, 0)
        self.cancel_button.setVisible(cancellable)
        self.cancel_button.setEnabled(True)
        self._timer.start()

        def over(then: Callable[[Any], None]) -> Callable[[Any], None]:
            def call(result: Any) -> None:
                self._finish()
                then(result)

            return call

        start = worker.write if write else worker.read
        self._ticket = start(job, done=over(done), failed=over(failed), progress=self.report, owner=self)
        if self._ticket.over:
            self._finish()
        return self._ticket

    def report(self, done: int, total: int, text: str = "") -> None:
        """How far the job is; `total` 0 = nobody knows."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        far = f"{number(done)} из {number(total)}" if total else ""
        self._far.setText(" · ".join(part for part in (text, far) if part))

    def cancel(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
            self.cancel_button.setEnabled(False)
            self._far.setText("Останавливаю…")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            self._cover()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.cancel_button.isVisible():
            self.cancel()

    def paintEvent(self, event: QPaintEvent) -> None:
        veil = QColor(theme.colors().window)
        veil.setAlphaF(0.85)
        QPainter(self).fillRect(self.rect(), veil)

    def _appear(self) -> None:
        if not self.running:
            return
        self._had_focus = self.window().focusWidget()
        self._cover()
        self.show()
        self.raise_()
        self.cancel_button.setFocus()

    def _cover(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())

    def _finish(self) -> None:
        self._timer.stop()
        if self.isVisible():
            self.hide()
            if self._had_focus is not None and self._had_focus.isVisible():
                self._had_focus.setFocus()
        self._had_focus = None
