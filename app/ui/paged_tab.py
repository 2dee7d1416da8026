"""A tab of several pages that belong together: «Школы | Сбор | Кому нужна помощь». Which ones, `tabs.py` says.

A page is a `TabPage` of its own feature, built when it is first shown; what the frame asks of the tab goes to the page in
sight, and a target to the page that knows its kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.tab_page import TabPage

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from app.ui.tabs import PageSpec


class PagedTab(TabPage):
    """`show_page(key)`; the page in sight is remembered under `key` of the tab."""

    page_changed = Signal(str)

    def __init__(self, ui: UiContext, key: str, specs: Sequence[PageSpec], what: str) -> None:
        super().__init__(ui)
        self._key = key
        self._specs = {spec.key: spec for spec in specs}
        self._built: dict[str, TabPage] = {}
        self._came_from = ""
        """The page that was left for a target; empty once the person has moved on."""
        self.switch = PageSwitch([(spec.key, spec.words) for spec in specs], what)
        self.stack = QStackedWidget()
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(theme.AROUND, theme.SPACE, theme.AROUND, 0)
        row.addWidget(self.switch)
        row.addStretch(1)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)
        self.box.addWidget(line)
        self.box.addWidget(self.stack, 1)
        kept = ui.state.get(f"{key}/page")
        if isinstance(kept, str) and kept in self._specs:
            self.switch.choose(kept)
        self.switch.changed.connect(self._show)

    # -- pages

    def page(self, key: str) -> TabPage:
        """The page, built if it was not yet; not brought to the front."""
        found = self._built.get(key)
        if found is None:
            found = self._built[key] = self._specs[key].build(self.ui)
            found.filled.connect(self.loaded)
            found.closed.connect(self._return)
            self.stack.addWidget(found)
        return found

    def current(self) -> TabPage:
        return self.page(self.switch.current())

    def show_page(self, key: str) -> TabPage:
        """Bring a page to the front."""
        self.switch.choose(key)
        self._show(key)
        return self.page(key)

    def _show(self, key: str) -> None:
        before, page = self.stack.currentWidget(), self.page(key)
        if before is page:
            return
        self._came_from = ""
        if isinstance(before, TabPage):
            before.leave()
        self.stack.setCurrentWidget(page)
        self.ui.state.put(f"{self._key}/page", key)
        self.page_changed.emit(key)

    # -- for the frame

    @property
    def help_page(self) -> str:  # type: ignore[override]
        return self.current().help_page

    def showEvent(self, event: QShowEvent) -> None:
        self._show(self.switch.current())
        super().showEvent(event)

    def reload(self) -> None:
        """The pages read for themselves."""

    def make_stale(self) -> None:
        """The pages follow the changes themselves."""

    def open_target(self, target: Target) -> bool:
        for key, spec in self._specs.items():
            if target[0] in spec.targets:
                before = self.switch.current() if self.isVisible() else ""
                opened = self.show_page(key).open_target(target)
                self._came_from = before if before != key else ""
                return opened
        return False

    def _return(self) -> None:
        if self._came_from:
            self.show_page(self._came_from).take_focus()

    def print_page(self) -> bool:
        return self.current().print_page()

    def close_inner(self) -> bool:
        return self.current().close_inner()

    def leave(self) -> None:
        self.current().leave()

    def take_focus(self) -> None:
        self.current().take_focus()
