"""List on the left, everything about the chosen row on the right; narrow windows fold the right part into a drawer.

split = MasterDetail(table_panel, panel, state=ui.state, state_key="schools")
split.open_detail()    # in a narrow window: slide the drawer in; otherwise give the panel the focus
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSplitter, QToolButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.ui_state import UiState


class SidePanel(QFrame):
    """Title, note and a scrolling body. Fill `body` (a QVBoxLayout) and, for buttons that always show, `footer`."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.mark(self, "side")
        self.title = QLabel()
        self.title.setWordWrap(True)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.mark(self.title, "heading")
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.hide()
        theme.mark(self.note, "note")
        self.close_button = QToolButton()
        self.close_button.setIcon(theme.icon("close"))
        self.close_button.setToolTip("Закрыть (Esc)")
        self.close_button.clicked.connect(self.closed)
        self.close_button.hide()
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.note)
        head.addLayout(words, 1)
        head.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        theme.mark(inner, "panel")
        self.body = QVBoxLayout(inner)
        self.body.setContentsMargins(theme.AROUND, 0, theme.AROUND, theme.AROUND)
        self.body.setSpacing(theme.SPACE)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(inner)
        theme.mark(self._scroll, "panel")
        self._footer = QWidget()
        self.footer = QHBoxLayout(self._footer)
        self.footer.setContentsMargins(theme.AROUND, theme.SPACE, theme.AROUND, theme.SPACE)
        self.footer.setSpacing(theme.SPACE)
        self._footer.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        head.setContentsMargins(theme.AROUND, theme.SPACE + theme.INSIDE, theme.SPACE, 0)
        box.addLayout(head)
        box.addWidget(self._scroll, 1)
        box.addWidget(self._footer)

    def set_heading(self, title: str, note: str = "") -> None:
        self.title.setText(title)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def add_footer(self, widget: QWidget) -> None:
        """A button that stays in sight under the scrolling body."""
        self._footer.show()
        self.footer.addWidget(widget)

    def minimumSizeHint(self) -> Any:
        hint = super().minimumSizeHint()
        hint.setWidth(theme.px(240))
        return hint


class MasterDetail(QWidget):
    """Side by side in a wide window; below 1000 logical pixels the detail is a drawer over the list."""

    def __init__(
        self, master: QWidget, detail: SidePanel, *, state: UiState | None = None, state_key: str = "", share: float = 0.66,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._master, self._detail = master, detail
        self._state, self._state_key = state, f"split/{state_key}" if state_key else ""
        self._share = share
        kept = state.get(self._state_key) if state is not None and self._state_key else None
        if isinstance(kept, float) and 0.3 <= kept <= 0.9:
            self._share = kept
        self._drawer = False
        self._wanted = True
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(theme.SPACE)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(master)
        self._splitter.addWidget(detail)
        self._splitter.splitterMoved.connect(self._moved)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._splitter)
        detail.closed.connect(self.close_detail)
        detail.installEventFilter(self)

    @property
    def is_drawer(self) -> bool:
        return self._drawer

    def detail_shown(self) -> bool:
        return self._detail.isVisibleTo(self)

    def want_detail(self, wanted: bool) -> None:
        """False hides the panel while there is nothing to show; a drawer opens only when asked (`open_detail`)."""
        self._wanted = wanted
        if not wanted:
            self._detail.hide()
        elif not self._drawer:
            self._detail.show()

    def open_detail(self) -> None:
        """Show the panel (slide the drawer in) and put the cursor into it."""
        self._detail.show()
        if self._drawer:
            self._place_drawer()
            self._detail.raise_()
        first = self._first_field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_detail(self) -> None:
        """Back to the list; in a wide window the panel stays."""
        if self._drawer:
            self._detail.hide()
        self._master.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self._detail and pressed and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            self.close_detail()
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        window = self.window()
        narrow = (window.width() if window is not None else self.width()) < theme.DRAWER_BELOW
        if narrow != self._drawer:
            self._fold(narrow)
        if self._drawer:
            self._place_drawer()
        else:
            self._split()

    def _fold(self, drawer: bool) -> None:
        self._drawer = drawer
        self._detail.close_button.setVisible(drawer)
        if drawer:
            self._detail.setParent(self)
            self._detail.hide()
        else:
            self._splitter.addWidget(self._detail)
            self._detail.setVisible(self._wanted)

    def _place_drawer(self) -> None:
        width = min(max(theme.px(360), self.width() // 2), self.width() - theme.px(80))
        self._detail.setGeometry(self.width() - width, 0, width, self.height())

    def _split(self) -> None:
        room = self._splitter.width() - theme.SPACE
        left = round(room * self._share)
        self._splitter.setSizes([left, room - left])

    def _moved(self, position: int, _index: int) -> None:
        self._share = position / max(1, self._splitter.width())
        if self._state is not None and self._state_key:
            self._state.put(self._state_key, round(self._share, 3))

    def _first_field(self) -> QWidget | None:
        widget = self._detail.nextInFocusChain()
        while widget is not None and widget is not self._detail:
            reachable = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(self)
            if reachable and self._detail.isAncestorOf(widget) and not isinstance(widget, (QToolButton, QScrollArea)):
                return widget
            widget = widget.nextInFocusChain()
        return None
