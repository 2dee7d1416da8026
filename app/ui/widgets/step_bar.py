"""Steps of a wizard above its page, and the frame of a wizard itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.widgets.message_bar import MessageBar
from app.ui.widgets.progress_overlay import ProgressOverlay


class StepBar(QWidget):
    """«✓ Файлы › 2 Что изменится › 3 Протокол»: done steps with a tick, the present one in accent."""

    def __init__(self, steps: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = tuple(steps)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        self._marks: list[QLabel] = []
        self._words: list[QLabel] = []
        for number, step in enumerate(steps):
            if number:
                arrow = QLabel()
                arrow.setPixmap(theme.icon("chevron-right").pixmap(QSize(theme.ICON, theme.ICON), self.devicePixelRatioF()))
                box.addWidget(arrow)
            mark, words = QLabel(), QLabel(step)
            box.addWidget(mark)
            box.addWidget(words)
            self._marks.append(mark)
            self._words.append(words)
        box.addStretch(1)
        self.set_step(0)

    def set_step(self, now: int) -> None:
        for number, (mark, words) in enumerate(zip(self._marks, self._words, strict=True)):
            kind = "step-done" if number < now else "step-now" if number == now else "step-next"
            if number < now:
                mark.setPixmap(theme.icon("check", "done").pixmap(QSize(theme.ICON, theme.ICON), self.devicePixelRatioF()))
            else:
                mark.setText(str(number + 1))
            theme.mark(mark, kind)
            theme.mark(words, kind)
        self.setAccessibleName(f"Шаг {now + 1} из {len(self._steps)}: {self._steps[now]}")


class WizardPage(QWidget):
    """One step. `next_text` is the verb on the main button; `ready` says whether it may be pressed."""

    ready_changed = Signal()

    next_text = "Далее"
    title = ""

    def ready(self) -> bool:
        return True

    def enter(self) -> None:
        """Called each time the page is shown."""

    def first_field(self) -> QWidget | None:
        """Where the cursor goes; None = the main button, so that Enter leads on."""
        return None


class Wizard(QDialog):
    """Step bar, page, and at the bottom «Отмена», «Назад» and the main button, which Enter presses.

    Subclasses override `advance()` (what the main button does) and call `go(step)`.
    """

    def __init__(self, title: str, pages: Sequence[WizardPage], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self._pages = list(pages)
        self.steps = StepBar([p.title for p in pages])
        self.message = MessageBar()
        self._stack = QStackedWidget()
        for page in pages:
            self._stack.addWidget(page)
            page.ready_changed.connect(self._update)
        self.cancel_button = QPushButton("Отмена")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.back_button = QPushButton("Назад")
        self.back_button.setAutoDefault(False)
        self.back_button.clicked.connect(self.back)
        self.next_button = QPushButton()
        theme.mark(self.next_button, "primary")
        self.next_button.setDefault(True)
        self.next_button.clicked.connect(self._next)
        self._head = head = QFrame()
        theme.mark(head, "tabs")
        head_box = QHBoxLayout(head)
        head_box.setContentsMargins(theme.AROUND, theme.SPACE + theme.INSIDE, theme.AROUND, theme.SPACE + theme.INSIDE)
        head_box.addWidget(self.steps)
        self._extra = QHBoxLayout()
        self._extra.setSpacing(theme.SPACE)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.AROUND, 0, theme.AROUND, theme.AROUND)
        foot.setSpacing(theme.SPACE)
        foot.addWidget(self.cancel_button)
        foot.addLayout(self._extra)
        foot.addStretch(1)
        foot.addWidget(self.back_button)
        foot.addWidget(self.next_button)
        middle = QVBoxLayout()
        middle.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        middle.setSpacing(theme.SPACE)
        middle.addWidget(self.message)
        middle.addWidget(self._stack, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(head)
        box.addLayout(middle, 1)
        box.addLayout(foot)
        self.overlay = ProgressOverlay(self)
        self.resize(theme.px(880), theme.px(560))
        self._update()

    # -- for subclasses

    def advance(self) -> None:
        """The main button of the present page; by default the next page, on the last one the end."""
        if self.step + 1 < len(self._pages):
            self.go(self.step + 1)
        else:
            self.accept()

    def without_steps(self) -> None:
        """For a wizard of one page."""
        self._head.hide()

    def fit(self, width: int, height: int) -> None:
        """So large (pixels at the usual font), but not larger than the window below."""
        self.resize(*fitting(self.parentWidget(), width, height))

    def add_extra(self, button: QPushButton) -> None:
        """A further button at the left, beside «Отмена»."""
        button.setAutoDefault(False)
        self._extra.addWidget(button)

    def go(self, step: int) -> None:
        self.message.hide()
        self._stack.setCurrentIndex(step)
        self.steps.set_step(step)
        page = self._pages[step]
        page.enter()
        self._update()
        first = page.first_field()
        (first or self.next_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def can_go_back(self) -> bool:
        return self.step > 0

    @property
    def step(self) -> int:
        return self._stack.currentIndex()

    @property
    def page(self) -> WizardPage:
        return self._pages[self.step]

    def back(self) -> None:
        self.go(self.step - 1)

    # -- inside

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.message.isVisible():
            self.message.hide()
            return
        super().keyPressEvent(event)

    def _next(self) -> None:
        if self.page.ready() and not self.overlay.running:
            self.message.hide()
            self.advance()

    def _update(self) -> None:
        self.next_button.setText(self.page.next_text)
        self.next_button.setEnabled(self.page.ready())
        self.back_button.setVisible(self.can_go_back())


def fitting(parent: QWidget | None, width: int, height: int) -> tuple[int, int]:
    """The size of a dialog in logical pixels: as asked for at the usual font, within the window of its parent."""
    wide, high = theme.px(width), theme.px(height)
    if parent is None:
        return wide, high
    below = parent.window().size()
    return min(wide, below.width() - 2 * theme.AROUND), min(high, below.height() - 2 * theme.AROUND)
