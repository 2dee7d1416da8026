"""Ctrl+K: what is typed above is looked for everywhere; arrows choose, Enter opens, Esc leaves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QMainWindow, QVBoxLayout

from app.services.search.rows import HIT_KINDS, SearchHit
from app.ui import theme
from app.ui.worker import Runner

if TYPE_CHECKING:
    from app.services.context import Context
    from app.ui.context import Target

PAUSE_MS = 120
HIT = Qt.ItemDataRole.UserRole
ICONS = {
    "organisation": "school-outline",
    "roadmap": "map-marker-path",
    "roadmap_item": "clipboard-check-outline",
    "procedure": "calendar-month-outline",
    "document": "file-document-outline",
}


class SearchBox(QObject):
    """Gives the field of the frame its list of hits."""

    def __init__(
        self, window: QMainWindow, field: QLineEdit, ctx: Context, worker: Runner, open_target: Callable[[Target], None]
    ) -> None:
        super().__init__(window)
        self._window, self._field, self._ctx, self._worker, self._open = window, field, ctx, worker, open_target
        self.popup = QFrame(window)
        theme.mark(self.popup, "card")
        self.list = QListWidget()
        theme.mark(self.list, "quiet")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._chosen)
        self._nothing = QLabel("Ничего не нашлось. Попробуйте меньше букв или другое слово.")
        self._nothing.setWordWrap(True)
        self._nothing.setMargin(theme.SPACE)
        theme.mark(self._nothing, "note")
        box = QVBoxLayout(self.popup)
        box.setContentsMargins(1, theme.INSIDE, 1, theme.INSIDE)
        box.addWidget(self._nothing)
        box.addWidget(self.list)
        self.popup.hide()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE_MS)
        self._later.timeout.connect(self.look)
        field.textEdited.connect(self._typed)
        field.installEventFilter(self)

    def look(self) -> None:
        """Search for what stands in the field now."""
        self._later.stop()
        text = self._field.text()
        if not text.strip():
            self.popup.hide()
            return

        def job(_progress: object) -> list[SearchHit]:
            from app.services.search.queries import find

            return find(self._ctx, text)

        self._worker.read(job, done=self._show, owner=self, key="find")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.popup.hide()
        elif event.type() == QEvent.Type.FocusIn and self._field.text().strip():
            self._later.start()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()  # Esc is the field's while it has the cursor, not the window's
            return True
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event.key())
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._later.isActive():
                self.look()
            item = self.list.currentItem()
            if self.popup.isVisible() and item is not None:
                self._chosen(item)
            return True
        if key == Qt.Key.Key_Escape:
            self._field.clear()
            self.popup.hide()
            central = self._window.centralWidget()
            if central is not None:
                central.setFocus()
            return True
        return False

    def _typed(self) -> None:
        if self._field.text().strip():
            self._later.start()
        else:
            self._later.stop()
            self.popup.hide()

    def _show(self, hits: list[SearchHit]) -> None:
        if not self._field.hasFocus() and not self.popup.isVisible() and self._window.isActiveWindow():
            return
        self.list.clear()
        kind = ""
        for hit in hits:
            if hit.kind != kind:
                kind = hit.kind
                head = QListWidgetItem(HIT_KINDS.get(kind, kind))
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                head.setForeground(theme.color("secondary"))
                self.list.addItem(head)
            words = f"{hit.title}   {hit.subtitle}" if hit.subtitle else hit.title
            item = QListWidgetItem(theme.icon(ICONS.get(kind, "magnify")), words)
            item.setData(HIT, hit)
            item.setToolTip(words)
            self.list.addItem(item)
        self.list.setVisible(bool(hits))
        self._nothing.setVisible(not hits)
        self._place(len(hits), self.list.count())
        if hits:
            self.list.setCurrentRow(1)

    def _place(self, hits: int, lines: int) -> None:
        width = max(self._field.width(), theme.px(520))
        height = min(lines * theme.row_height() + 12, round(self._window.height() * 0.7)) if hits else theme.px(56)
        self.list.setIconSize(QSize(theme.px(theme.ICON), theme.px(theme.ICON)))
        for n in range(self.list.count()):
            self.list.item(n).setSizeHint(QSize(width - 24, theme.row_height()))
        corner = self._field.mapTo(self._window, QPoint(self._field.width(), self._field.height() + 4))
        self.popup.setGeometry(corner.x() - width, corner.y(), width, height)
        self.popup.show()
        self.popup.raise_()

    def _step(self, by: int) -> None:
        at = self.list.currentRow() + by
        while 0 <= at < self.list.count() and self.list.item(at).data(HIT) is None:
            at += by
        if 0 <= at < self.list.count():
            self.list.setCurrentRow(at)

    def _chosen(self, item: QListWidgetItem) -> None:
        hit = item.data(HIT)
        if isinstance(hit, SearchHit):
            self.popup.hide()
            self._field.clear()
            self._open((hit.kind, hit.id, hit.parent_id) if hit.parent_id is not None else (hit.kind, hit.id))
