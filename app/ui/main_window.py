"""The frame: title line, tabs, message line, page, status line. It paints before anything heavy is imported.

`MainWindow(state)` is empty but complete to look at; `enter` shows the tabs once the base is open, `equip` brings menus,
keys and search a moment later. What is made before the first paint does without the namespace `Qt` (see theme.py).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QSize, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import APP_TITLE
from app.ui import theme
from app.ui.school_year import SchoolYears, title_of
from app.ui.tabs import TabSpec, tabs_of
from app.ui.ui_state import UiState

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent
    from PySide6.QtWidgets import QMenu

    from app.services.workplace.rows import WorkplaceRow
    from app.ui.context import Target, UiContext
    from app.ui.widgets.message_bar import MessageBar
    from app.ui.widgets.tab_page import TabPage


class Pages(QStackedWidget):
    """The pages of the tabs. None of them may keep the window from becoming as small as a small screen."""

    def minimumSizeHint(self) -> QSize:
        return QSize(480, 240)


class MainWindow(QMainWindow):
    """Everything around the tabs. What the buttons of the frame do is given by the composition root as `actions`."""

    painted = Signal()
    """Once, after the first paint: now heavy things may be imported."""
    first_tab_filled = Signal()
    closing = Signal()

    def __init__(self, state: UiState) -> None:
        super().__init__()
        self.state = state
        self.years = SchoolYears()
        self.ui: UiContext | None = None
        self._specs: tuple[TabSpec, ...] = ()
        self._pages: dict[str, TabPage] = {}
        self._said_painted = False
        self._said_filled = False
        self._saved_at = ""
        self._status_extra: tuple[str, ...] = ()
        self.setWindowTitle(APP_TITLE)
        self._bar: MessageBar | None = None
        self._build()
        self._restore_place()

    # -- building

    def _build(self) -> None:
        self.place = QLabel(str(self.state.get("window/district", "")))
        theme.mark(self.place, "note")
        name = QLabel(APP_TITLE)
        theme.mark(name, "bold")
        self.year_box = QComboBox()
        theme.mark(self.year_box, "quiet")
        self.year_box.setAccessibleName("Учебный год")
        self.year_box.setToolTip("Учебный год: отбирает то, что на него приходится; просроченное видно всегда")
        self.year_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.year_box.activated.connect(self._year_chosen)
        self.year_box.hide()
        self.search = QLineEdit()
        self.search.setPlaceholderText("Найти: школа, пункт, документ   Ctrl+K")
        self.search.setAccessibleName("Найти школу, пункт, процедуру или документ")
        self.search.setClearButtonEnabled(True)
        self._measure()
        self.search.setEnabled(False)
        head = QFrame()
        theme.mark(head, "header")
        top = QHBoxLayout(head)
        top.setContentsMargins(theme.AROUND, theme.SPACE, theme.AROUND, 0)
        top.setSpacing(theme.SPACE)
        for widget in (name, self.place, self.year_box):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.search, 1000)

        self.tab_bar = QTabBar()
        self.tab_bar.setExpanding(False)
        self.tab_bar.setDrawBase(False)
        self.tab_bar.setUsesScrollButtons(True)
        self.tab_bar.setAccessibleName("Вкладки")
        self.tab_bar.currentChanged.connect(self._tab_changed)
        self.load_button = QPushButton("Загрузить")
        self.load_button.setToolTip("Загрузить файлы с результатами, список школ, дорожную карту")
        self.load_button.setEnabled(False)
        self.menu_button = QToolButton()
        self.menu_button.setToolTip("Настройки, копии базы, справка")
        self.menu_button.setAccessibleName("Меню программы")
        self.menu_button.setEnabled(False)
        bar = QFrame()
        theme.mark(bar, "tabs")
        row = QHBoxLayout(bar)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.tab_bar)
        row.addStretch(1)
        row.addWidget(self.load_button)
        row.addWidget(self.menu_button)
        row.setContentsMargins(theme.INSIDE, theme.INSIDE, theme.AROUND, 0)

        self._message_row = QHBoxLayout()
        self._message_row.setContentsMargins(theme.AROUND, 0, theme.AROUND, 0)
        self.pages = Pages()
        self._blank = QWidget()
        self.pages.addWidget(self._blank)
        centre = QWidget()
        box = QVBoxLayout(centre)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(head)
        box.addWidget(bar)
        box.addLayout(self._message_row)
        box.addWidget(self.pages, 1)
        self.setCentralWidget(centre)
        self._status = QLabel()
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self._status, 1)
        self.statusBar().setContentsMargins(theme.AROUND - 2, 0, theme.AROUND, 0)
        for title in self.state.get("window/tabs", []) or []:  # what was there last time, until the base says
            self.tab_bar.addTab(str(title))
        self.tab_bar.setCurrentIndex(int(self.state.get("window/tab_index", 0) or 0))
        self.tab_bar.setEnabled(False)

    @property
    def message_bar(self) -> MessageBar:
        if self._bar is None:
            from app.ui.widgets.message_bar import MessageBar

            self._bar = MessageBar()
            self._message_row.addWidget(self._bar)
        return self._bar

    def _finish(self) -> None:
        """What the first paint does not need: keys, dropping files, the look of the buttons."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QKeySequence, QShortcut

        for number in range(1, 10):
            QShortcut(QKeySequence(f"Ctrl+{number}"), self, lambda n=number: self._go_number(n - 1))
        QShortcut(QKeySequence("Ctrl+K"), self, self.focus_search)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print_page)
        QShortcut(QKeySequence("Escape"), self, self.leave_inner)
        QShortcut(QKeySequence("Ctrl+PgDown"), self, lambda: self._step_tab(1))
        QShortcut(QKeySequence("Ctrl+PgUp"), self, lambda: self._step_tab(-1))
        self.setAcceptDrops(True)
        self.load_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow behind the word
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        theme.notifier().changed.connect(self._measure)

    def _measure(self) -> None:
        self.search.setMinimumWidth(theme.px(140))
        self.search.setMaximumWidth(theme.px(300))

    # -- filling

    def enter(self, ui: UiContext, start_tab: str = "") -> None:
        """The base is open: name the tabs of this workplace and show `start_tab`, else the one that was open last."""
        self.ui = ui
        self.set_workplace(ui.workplace)
        self._specs = tabs_of(ui.workplace.kind)
        wanted = start_tab or str(self.state.get("window/tab", "overview"))
        self.tab_bar.blockSignals(True)
        while self.tab_bar.count() > len(self._specs):
            self.tab_bar.removeTab(self.tab_bar.count() - 1)
        for number, spec in enumerate(self._specs):
            title = spec.titles[ui.workplace.kind]
            if number < self.tab_bar.count():
                self.tab_bar.setTabText(number, title)
            else:
                self.tab_bar.addTab(title)
            self.tab_bar.setTabToolTip(number, f"Ctrl+{number + 1}")
        self.tab_bar.setEnabled(True)
        self.state.put("window/tabs", [spec.titles[ui.workplace.kind] for spec in self._specs])
        self.tab_bar.blockSignals(False)
        self.show_tab(wanted if any(s.key == wanted for s in self._specs) else self._specs[0].key)

    def equip(self, *, load_menu: list[tuple[str, str, Callable[[], None]]], menu: QMenu) -> None:
        """Menus, keys, search, years: what may come a moment after the first tab. `load_menu`: (words, icon, what it does)."""
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QMenu

        self._finish()
        self._fill_years((self.years.current,))
        self.years.changed.connect(self._year_follows)
        load = QMenu(self.load_button)
        load.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # not as the button, whose arrow stands behind the word
        for words, icon, act in load_menu:
            load.addAction(theme.icon(icon), words).triggered.connect(lambda _checked=False, act=act: act())
        self.load_button.setIcon(theme.icon("chevron-down"))
        self.load_button.setMenu(load)
        self.load_button.setEnabled(True)
        self.menu_button.setIcon(theme.icon("menu"))
        self.menu_button.setMenu(menu)
        self.menu_button.setEnabled(True)
        self.search.setEnabled(True)

    def set_workplace(self, workplace: WorkplaceRow) -> None:
        place = workplace.district_name or workplace.name
        self.place.setText(f"·  {place}  ·" if place else "·")
        self.setWindowTitle(f"{APP_TITLE} — {place}" if place else APP_TITLE)
        self.state.put("window/district", self.place.text())

    def set_years(self, starts: list[int]) -> None:
        """Offer these school years (by first calendar year) beside «все»."""
        self._fill_years(starts)

    def show_instead(self, page: QWidget) -> None:
        """A page in place of the tabs: a base that cannot be opened."""
        for part in (self.tab_bar, self.load_button, self.menu_button, self.search, self.year_box):
            part.hide()
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)

    def leave_problem(self) -> None:
        """Back to the (still empty) tabs, to try again."""
        page = self.pages.currentWidget()
        self.pages.setCurrentWidget(self._blank)
        if page is not self._blank:
            self.pages.removeWidget(page)
            page.deleteLater()
        self.message_bar.hide()
        for part in (self.tab_bar, self.load_button, self.menu_button, self.search):
            part.show()

    # -- tabs

    def show_tab(self, key: str) -> TabPage | None:
        """Bring a tab to the front, building it when it is shown for the first time."""
        number = next((n for n, s in enumerate(self._specs) if s.key == key), -1)
        if number < 0:
            return None
        self.tab_bar.blockSignals(True)
        self.tab_bar.setCurrentIndex(number)
        self.tab_bar.blockSignals(False)
        return self._show_number(number)

    def tab(self, key: str) -> TabPage | None:
        """The tab if it was built already."""
        return self._pages.get(key)

    def current_tab(self) -> TabPage | None:
        number = self.tab_bar.currentIndex()
        return self._pages.get(self._specs[number].key) if 0 <= number < len(self._specs) else None

    def current_key(self) -> str:
        number = self.tab_bar.currentIndex()
        return self._specs[number].key if 0 <= number < len(self._specs) else ""

    def open_target(self, target: Target) -> None:
        """Jump to an object, to a tab («tab:schools», 0) or to a page of it («tab:schools:collection», 0)."""
        kind, _, way = target[0].partition(":")
        if kind == "tab":
            key, _, inner = way.partition(":")
            tab = self.show_tab(key)
            if inner and tab is not None:
                tab.show_page(inner)
            return
        for spec in self._specs:
            if spec.opens(kind, self.ui.workplace.kind if self.ui is not None else ""):
                page = self.show_tab(spec.key)
                if page is not None and not page.open_target(target):
                    self.say("Этого уже нет: возможно, запись удалена.", kind="warning")
                return

    def _show_number(self, number: int) -> TabPage:
        assert self.ui is not None
        spec = self._specs[number]
        before = self.pages.currentWidget()
        page = self._pages.get(spec.key)
        if page is not before and hasattr(before, "leave"):
            before.leave()
        if page is None:
            page = spec.build(self.ui)
            page.filled.connect(self._tab_filled)
            self._pages[spec.key] = page
            self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        if self.isActiveWindow() and not self.tab_bar.hasFocus():
            page.take_focus()
        self.state.put("window/tab", spec.key)
        self.state.put("window/tab_index", number)
        return page

    def _tab_changed(self, number: int) -> None:
        if 0 <= number < len(self._specs):
            self._show_number(number)

    def _go_number(self, number: int) -> None:
        if self.tab_bar.isEnabled() and number < len(self._specs):
            self.tab_bar.setCurrentIndex(number)

    def _step_tab(self, by: int) -> None:
        if self._specs:
            self._go_number((self.tab_bar.currentIndex() + by) % len(self._specs))

    def _tab_filled(self) -> None:
        if not self._said_filled:
            self._said_filled = True
            page = self.current_tab()
            if page is not None and self.focusWidget() in (None, self.year_box, self.tab_bar):
                page.take_focus()
            self.first_tab_filled.emit()

    # -- what the frame says

    def say(self, text: str, todo: str = "", *, kind: str = "info", action: tuple[str, Callable[[], None]] | None = None) -> None:
        """A line in the page: what happened, what to do, maybe one action."""
        self.message_bar.say(text, todo, kind=kind, action=action)

    def show_error(self, what: str, todo: str) -> None:
        self.say(what, todo, kind="error")

    def saved(self, message: str, at: datetime) -> None:
        """After each action the status line says what happened and when it was saved."""
        said = message.removeprefix("Сохранено: ")  # the line begins with that word
        lower = said == message and said[:1].isupper() and not said[:2].isupper()
        self._saved_at = f"Сохранено в {at:%H:%M}" + (f": {said[:1].lower() if lower else said[:1]}{said[1:]}" if said else "")
        self._write_status()

    def set_status(self, *parts: str) -> None:
        """What stands behind «Сохранено»: age of the copy, warnings."""
        self._status_extra = tuple(p for p in parts if p)
        self._write_status()

    def _write_status(self) -> None:
        text = "  ·  ".join(p for p in (self._saved_at, *self._status_extra) if p)
        self._status.setText(text)
        self._status.setToolTip(text)

    # -- years

    def _fill_years(self, starts: Any) -> None:
        kept = self.years.current
        known = sorted({s for s in (*starts, kept) if s is not None}, reverse=True)
        self.year_box.blockSignals(True)
        self.year_box.clear()
        for start in known:
            self.year_box.addItem(title_of(start), start)
        self.year_box.addItem(title_of(None), None)
        self.year_box.setCurrentIndex(max(0, self.year_box.findData(kept)) if kept is not None else len(known))
        self.year_box.blockSignals(False)
        self.year_box.show()

    def _year_chosen(self, _index: int) -> None:
        self.years.choose(self.year_box.currentData())
        self.state.put("window/year", self.years.current if self.years.current is not None else "all")

    def _year_follows(self) -> None:
        if self.years.current is not None and self.year_box.findData(self.years.current) < 0:
            kept = [self.year_box.itemData(n) for n in range(self.year_box.count())]
            self._fill_years(start for start in kept if start is not None)
            return
        at = self.year_box.findData(self.years.current) if self.years.current is not None else self.year_box.count() - 1
        if at >= 0 and at != self.year_box.currentIndex():
            self.year_box.setCurrentIndex(at)

    # -- keys

    def focus_search(self) -> None:
        from PySide6.QtCore import Qt

        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def print_page(self) -> None:
        page = self.current_tab()
        if page is not None and not page.print_page():
            self.say("На этой странице нечего печатать.", "Откройте карточку, приказ или отчёт.")

    def leave_inner(self) -> None:
        """Esc: first the message line, then what is open inside the tab."""
        if self._bar is not None and self._bar.isVisible():
            self._bar.hide()
            return
        page = self.current_tab()
        if page is not None:
            page.close_inner()

    def typing(self) -> bool:
        """Is a text field in focus, whose own undo should work?"""
        from PySide6.QtWidgets import QApplication, QPlainTextEdit

        focus = QApplication.focusWidget()
        return isinstance(focus, (QLineEdit, QPlainTextEdit)) and not focus.isReadOnly()

    # -- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._said_painted:
            self._said_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.ui is not None and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = tuple(Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile())
        if self.ui is not None and paths:
            event.acceptProposedAction()
            self.ui.load_files(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        page = self.current_tab()
        if page is not None:
            page.leave()
        self.state.put_bytes("window/geometry", self.saveGeometry())
        self.state.save()
        self.closing.emit()
        event.accept()

    def _restore_place(self) -> None:
        geometry = self.state.bytes("window/geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            room = self.screen().availableGeometry()
            width, height = min(1366, room.width()), min(740, room.height())
            self.resize(width, height)
            self.move(room.topLeft() + QPoint(max(0, (room.width() - width) // 2), max(0, (room.height() - height) // 2)))


def menu_action(menu: QMenu, words: str, act: Callable[[], None], *, icon: str = "", keys: str = "") -> QAction:
    """An entry of the program's menu; `keys` works everywhere in the window."""
    from PySide6.QtGui import QKeySequence

    action = menu.addAction(words)
    if icon:
        action.setIcon(theme.icon(icon))
    if keys:
        action.setShortcut(QKeySequence(keys))
    action.triggered.connect(lambda _checked=False: act())
    return action
