"""What every tab is: reads when first shown, again when its data changed, and only while it is in sight.

class RoadmapsTab(TabPage):
    topics = frozenset({"roadmaps", "documents"})
    help_page = "roadmaps"

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        ...build widgets into self.box...

    def reload(self) -> None:
        self.ui.worker.read(lambda progress: queries.roadmaps(self.ui.ctx), done=self._show, owner=self, key="rows")

    def _show(self, rows) -> None:
        ...
        self.loaded()            # tells the frame that the tab is filled
"""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QVBoxLayout, QWidget

from app.services.changes import Topic
from app.ui import theme
from app.ui.context import Target, UiContext


class TabPage(QWidget):
    """Base of the tabs. `box` is the layout with the margins of look.md."""

    topics: ClassVar[frozenset[Topic]] = frozenset()
    help_page: ClassVar[str] = ""
    """Name of `resources/help/<name>.md`."""
    targets: ClassVar[frozenset[str]] = frozenset()
    """Kinds of targets this tab opens."""
    filled = Signal()
    closed = Signal()
    """What a target opened was closed: a tab of several pages returns to the page one came from."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self.ui = ui
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(theme.AROUND, theme.SPACE + theme.INSIDE, theme.AROUND, theme.SPACE)
        self.box.setSpacing(theme.SPACE)
        self._stale = True
        ui.refresh.subscribe(self.topics, self, self.make_stale)
        ui.years.changed.connect(self.year_changed)

    # -- to override

    def reload(self) -> None:
        """Start reading; show the rows when they come and call `loaded()`."""
        raise NotImplementedError

    def open_target(self, target: Target) -> bool:
        """Show the object; False = not one of mine."""
        return False

    def show_page(self, key: str) -> TabPage:
        """Bring an inner page to the front, for tabs that have some."""
        return self

    def print_page(self) -> bool:
        """Ctrl+P: open the print preview of what is shown; False = there is nothing to print here."""
        return False

    def close_inner(self) -> bool:
        """Esc: close what is open inside the tab (a drawer, a card); False = nothing was open."""
        return False

    def year_changed(self) -> None:
        """Another school year was chosen above; by default the tab is read anew."""
        self.make_stale()

    def leave(self) -> None:
        """The tab or the window is being left: save what is being typed."""

    # -- for the frame and subclasses

    def make_stale(self) -> None:
        self._stale = True
        if self.isVisible():
            self.read_again()

    def read_again(self) -> None:
        self._stale = False
        self.reload()

    def loaded(self) -> None:
        self.filled.emit()

    def take_focus(self) -> None:
        """Put the cursor where the arrow keys are useful: into the first list or table in sight."""
        for view in self.findChildren(QAbstractItemView):
            if (
                view.isVisibleTo(self)
                and view.focusPolicy() & Qt.FocusPolicy.TabFocus
                and not isinstance(view.parent(), QComboBox)
            ):
                view.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.read_again()
