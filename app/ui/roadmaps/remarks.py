"""Remarks of the checks in the side panel: those of the chosen row, and the door to all of them.

self.remarks = RemarksPanel(ui)
self.remarks.show(roadmap_id, line_uid=line.uid)     # or section_id=…, head=True
self.remarks.go_to.connect(...)                      # (section id, line id); (None, None) = the head of the roadmap
self.remarks.count_changed.connect(...)              # errors, warnings: for a badge
self.remarks.open_all(roadmap_id)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.context import UiContext
from app.ui.remarks import bring_back, count_words, learn, set_aside
from app.ui.widgets.remark_cards import RemarkCards

if TYPE_CHECKING:
    from app.services.lint.rows import Remark, Spot
    from app.ui.roadmaps.remarks_window import RemarksWindow
    from app.ui.worker import Ticket

Goal = tuple[int | None, int | None]
"""Section and line; a line is None for the section itself, both are None for the head of the roadmap."""


class RemarksPanel(QWidget):
    """Reads on the worker, anew after each change of what the checks look at; a chosen row only filters what was read."""

    go_to = Signal(object)
    count_changed = Signal(int, int)

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self.ui = ui
        self._roadmap_id: int | None = None
        self._found: list[Remark] | None = None
        self._row: tuple[str | None, int | None, bool] = (None, None, False)
        self._window: RemarksWindow | None = None
        self._reading: Ticket | None = None
        self.cards = RemarkCards("", place_of=self._other_places, show_of=self._show_verb)
        self.cards.dismissed.connect(lambda remark, reason: set_aside(self.ui, self, [remark], reason))
        self.cards.restored.connect(lambda remark: bring_back(self.ui, self, remark))
        self.cards.learned.connect(lambda short: learn(self.ui, self, short))
        self.cards.shown.connect(self._go)
        self.all_words = QLabel()
        self.all_words.setWordWrap(True)
        theme.mark(self.all_words, "note")
        self.all_button = QPushButton("Все замечания карты…")
        self.all_button.setAutoDefault(False)
        theme.mark(self.all_button, "link")
        self.all_button.clicked.connect(lambda _checked=False: self.open_all(self._roadmap_id))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        box.addWidget(self.cards)
        box.addWidget(self.all_words)
        box.addWidget(self.all_button)
        ui.refresh.subscribe(("roadmaps", "documents", "organisations", "calendar", "settings"), self, self._read)
        self._fill()

    # -- what is shown

    def show(
        self, roadmap_id: int | None = None, line_uid: str | None = None, section_id: int | None = None, head: bool = False
    ) -> None:
        """Remarks of a line, of a section, or of the roadmap as a whole (`head`); without arguments as any widget."""
        super().show()
        if roadmap_id is None:
            return
        self._row = (line_uid, section_id, head)
        if roadmap_id != self._roadmap_id:
            self._roadmap_id, self._found = roadmap_id, None
            self._read()
        self._fill()

    def clear(self) -> None:
        """No roadmap is chosen."""
        self._roadmap_id, self._found = None, None
        self._fill()
        self.count_changed.emit(0, 0)

    def counts(self) -> tuple[int, int]:
        """Open errors and warnings of the roadmap."""
        levels = [remark.severity for remark in self._found or () if remark.is_open]
        return levels.count("error"), levels.count("warning")

    def open_all(self, roadmap_id: int | None) -> None:
        """All remarks of a roadmap in a window beside: it stays open while one works."""
        from app.ui.roadmaps.remarks_window import RemarksWindow

        if roadmap_id is None:
            return
        if self._window is None:
            self._window = RemarksWindow(self.ui, self.window())
            self._window.go_to.connect(self.go_to)
            self._window.finished.connect(self._window_closed)
        self._window.show_roadmap(roadmap_id)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def _window_closed(self) -> None:
        self._window = None

    # -- reading

    def _read(self) -> None:
        roadmap_id = self._roadmap_id
        if roadmap_id is None:
            return

        def job(_progress: object) -> list[Remark]:
            from app.services.errors import UserError
            from app.services.lint.queries import remarks

            try:
                return remarks(self.ui.ctx, roadmap_id)
            except UserError:  # deleted meanwhile: the list beside says so
                return []

        def done(found: list[Remark]) -> None:
            if roadmap_id == self._roadmap_id:
                self._found = found
                self._fill()
                self.count_changed.emit(*self.counts())

        if self._reading is not None:
            self._reading.cancel()  # one that still waits for its turn is wanted no more
        self._reading = self.ui.worker.read(job, done=done, owner=self, key="remarks", later=True)

    def _fill(self) -> None:
        found = self._found
        chosen = [remark for remark in found or () if self._is_about(remark)]
        self.cards.set_remarks(chosen)
        if found is None:
            self.cards.set_nothing("Проверяю…" if self._roadmap_id is not None else "")
        else:
            line_uid, section_id, _head = self._row
            what = "К этой строке замечаний нет." if line_uid or section_id else "К карте в целом замечаний нет."
            self.cards.set_nothing(what)
        levels = [remark.severity for remark in found or () if remark.is_open]
        words = count_words(levels.count("error"), levels.count("warning"), levels.count("info"))
        self.all_words.setText(f"Во всей карте: {words}.")
        self.all_words.setVisible(bool(words))
        self.all_button.setVisible(bool(found))

    def _is_about(self, remark: Remark) -> bool:
        """The order is spoken of where the roadmap as a whole is."""
        line_uid, section_id, head = self._row
        of_order = line_uid is None and section_id is None and head and any(spot.in_order for spot in remark.finding.spots)
        return of_order or any(self._here(remark))

    # -- places

    def _here(self, remark: Remark) -> list[bool]:
        """For each spot: is it of the chosen row?"""
        line_uid, section_id, head = self._row
        if line_uid is not None:
            return [whose == line_uid for whose, _field, _words in remark.places]
        if section_id is not None:
            return [spot.line is None and spot.section_id == section_id for spot in remark.finding.spots]
        return [head and spot.section is None and not spot.in_order for spot in remark.finding.spots]

    def _other_places(self, remark: Remark) -> str:
        return f"Места: {remark.finding.place}" if len(remark.finding.spots) > 1 else ""

    def _show_verb(self, remark: Remark) -> str:
        if self._next(remark) is None:
            return ""
        return "Следующее место" if len(remark.finding.spots) > 1 else "Показать место"

    def _next(self, remark: Remark) -> Spot | None:
        """The place after the one shown, round and round; None where there is no other."""
        spots, here = remark.finding.spots, self._here(remark)
        at = here.index(True) if True in here else -1
        for step in range(1, len(spots) + 1):
            place = (at + step) % len(spots)
            if not here[place] and reachable(spots[place], remark):
                return spots[place]
        return None

    def _go(self, remark: Remark) -> None:
        spot = self._next(remark)
        if spot is not None:
            go(self.ui, spot, remark, self.go_to)


def reachable(spot: Spot, remark: Remark) -> bool:
    """An order of the base can be opened; one that only stood in the file cannot."""
    return not spot.in_order or remark.document_id is not None


def go(ui: UiContext, spot: Spot, remark: Remark, go_to: SignalInstance) -> None:
    """To a row of the tree by the signal, to a place of the order in its own tab."""
    if spot.in_order and remark.document_id is not None:
        ui.open_target(("document", remark.document_id))
    else:
        go_to.emit((spot.section_id, spot.line_id))
