"""The line above the table while findings are computed anew: how far it is and «Отмена»; the old ones stay in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from app.services.errors import Cancelled
from app.services.findings.rows import FindingsState
from app.services.text_ru import clock, number, short_date
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.worker import Ticket

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.findings.computing import Computed


class Freshness(QFrame):
    """`follow(state)` computes when the stored findings are not up to date; storing publishes that they are new."""

    began = Signal()
    over = Signal()
    """A computation has ended, well or not."""

    def __init__(self, ui: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._state = FindingsState("fresh")
        self._ticket: Ticket | None = None
        self._again = False
        self._stopped = False
        """The person stopped it, or it failed: the button begins it again."""
        theme.mark(self, "strip")
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.px(140))
        self.cancel_button = QPushButton("Отмена")
        self.cancel_button.clicked.connect(lambda _checked=False: self.cancel())
        self.again_button = QPushButton("Пересчитать")
        theme.mark(self.again_button, "link")
        self.again_button.clicked.connect(lambda _checked=False: self.start())
        box = QHBoxLayout(self)
        box.setContentsMargins(theme.SPACE + theme.INSIDE, theme.INSIDE, theme.INSIDE, theme.INSIDE)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.text, 1)
        for widget in (self.bar, self.cancel_button, self.again_button):
            box.addWidget(widget)
        self.hide()

    @property
    def running(self) -> bool:
        return self._ticket is not None

    def follow(self, state: FindingsState) -> None:
        """The state as just read: stale findings are computed anew, once; what was cancelled waits for the button."""
        self._state = state
        if state.state in ("fresh", "nothing_to_check"):
            if not self.running:
                self.hide()
        elif self.running:
            self._again = True  # the data changed while it was computed
        elif self._ui.ctx.db.read_only:
            self._cannot()
        elif self._stopped:
            self._offer()
        else:
            self.start()

    def start(self) -> None:
        if self.running:
            return
        ctx = self._ui.ctx
        self._again = self._stopped = False
        self.text.setText(f"{self._beginning()} Признаки пересчитываются…")
        self.bar.setRange(0, 0)
        self.again_button.hide()
        self.bar.show()
        self.cancel_button.show()
        self.cancel_button.setEnabled(True)
        self.show()

        def job(progress: object) -> Computed:
            from app.services.findings.computing import compute_findings

            return compute_findings(ctx, progress)  # type: ignore[arg-type]

        waiting = Ticket()  # until the worker has given its own: a job may be over before
        self._ticket = waiting
        self.began.emit()
        ticket = self._ui.worker.read(
            job, done=self._store, failed=self._failed, progress=self._report, owner=self, key="compute"
        )
        if self._ticket is waiting:
            self._ticket = ticket

    def cancel(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
            self.cancel_button.setEnabled(False)
            self.text.setText("Останавливаю…")

    # -- inside

    def _beginning(self) -> str:
        return "" if self._state.computed_at is None else "Данные изменились."

    def _report(self, done: int, total: int, text: str = "") -> None:
        steps = total if total > 1 else 0  # of a single step nobody knows how far it is
        self.bar.setRange(0, steps)
        self.bar.setValue(done)
        far = f"{number(done)} из {number(total)}" if steps else ""
        said = " · ".join(part for part in (text, far) if part)
        self.text.setText(f"{self._beginning()} Признаки пересчитываются… {said}".strip())

    def _store(self, computed: Computed) -> None:
        ctx = self._ui.ctx

        def job(_progress: object) -> Changes:
            from app.services.findings.commands import store_findings

            return store_findings(ctx, computed)

        self.cancel_button.setEnabled(False)
        self._ui.worker.write(job, done=lambda _changes: self._finish(), failed=self._failed, owner=self)

    def _finish(self) -> None:
        self._ticket = None
        self.hide()
        if self._again:
            self.start()
        self.over.emit()

    def _failed(self, error: BaseException) -> None:
        self._ticket = None
        self._again = False
        self._offer()
        if not isinstance(error, Cancelled):
            known = describe(error)
            if known is None:
                raise error
            self._ui.message(known.what, known.todo, kind="error")
        self.over.emit()

    def _cannot(self) -> None:
        """A base that is only shown keeps nothing: what is stored is all there is."""
        at = self._state.computed_at
        since = f" Показаны признаки от {short_date(at.date())}." if at is not None else ""
        self.text.setText(f"База открыта только для просмотра, признаки не пересчитываются.{since}")
        for widget in (self.bar, self.cancel_button, self.again_button):
            widget.hide()
        self.show()

    def _offer(self) -> None:
        """Not computed: say how old what is shown is, and leave it to the person. Without any, the empty place says it."""
        self._stopped = True
        at = self._state.computed_at
        if at is not None:
            self.text.setText(f"Показаны признаки от {short_date(at.date())}, {clock(at)}; данные с тех пор изменились.")
        self.bar.hide()
        self.cancel_button.hide()
        self.again_button.show()
        self.setVisible(at is not None)
