"""What was decided: a small table typed in place, and the way of a decision into a roadmap."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.events.rows import Decision
from app.ui import theme
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.cell_table import RowsEditor
from app.ui.widgets.fields import ChoiceField


class DecisionList(QWidget):
    """`store(rows)` keeps what is typed, `send(place, roadmap id)` makes an item of the decision at `place`."""

    def __init__(self, store: Callable[[Sequence[tuple[str, ...]]], None], send: Callable[[int, int], None]) -> None:
        super().__init__()
        self._decisions: tuple[Decision, ...] = ()
        self._roadmaps: tuple[tuple[str, int], ...] = ()
        self._send = send
        self.heading = QLabel("Решили")
        theme.mark(self.heading, "bold")
        self.table = RowsEditor(("Что", "Кто", "Срок"), "Решения")
        self.table.set_widths((150, 88, 112), 0)
        self.table.changed.connect(lambda: store(self.table.rows()))
        self.table.currentCellChanged.connect(lambda *_at: self._name_button())
        self.where = QLabel()
        self.where.setWordWrap(True)
        theme.mark(self.where, "small")
        self.button = QPushButton("Добавить в дорожную карту…")
        self.button.setToolTip("Решение со сроком станет пунктом карты: за ним проследит программа")
        self.button.clicked.connect(lambda _checked=False: self.ask())
        self.roadmap = ChoiceField("Дорожная карта", [], required=True)
        self.form = AskForm("", [self.roadmap], "Добавить", required=[self.roadmap])
        self.form.submitted.connect(self._submit)
        self.form.cancelled.connect(self.form.hide)
        self.form.hide()
        line = QHBoxLayout()
        line.addWidget(self.button)
        line.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        for widget in (self.heading, self.table, self.where):
            box.addWidget(widget)
        box.addLayout(line)
        box.addWidget(self.form)

    def set_roadmaps(self, roadmaps: tuple[tuple[str, int], ...]) -> None:
        self._roadmaps = roadmaps
        self.roadmap.set_choices(roadmaps)

    def set_decisions(self, decisions: tuple[Decision, ...], *, other: bool, enabled: bool) -> None:
        self._decisions = decisions
        self.table.lock(not enabled)
        self.table.set_rows([(one.what, one.who, one.due) for one in decisions])
        self.button.setVisible(enabled)
        if other:
            self.form.hide()
        self._name_button()

    def _place(self) -> int:
        """The decision under the cursor, else the first that stands in no roadmap; −1 where there is none."""
        at = self.table.currentRow()
        if 0 <= at < len(self._decisions):
            return at
        return next((n for n, one in enumerate(self._decisions) if one.roadmap_id is None), -1)

    def _name_button(self) -> None:
        sent = {one.roadmap for one in self._decisions if one.roadmap_id is not None}
        self.where.setText("\n".join(f"В карте «{title}»: {self._sent_to(title)}." for title in sorted(sent)))
        self.where.setVisible(bool(sent))
        place = self._place()
        self.button.setEnabled(bool(self._roadmaps) and place >= 0 and self._decisions[place].roadmap_id is None)

    def _sent_to(self, title: str) -> str:
        places = [str(n) for n, one in enumerate(self._decisions, 1) if one.roadmap == title and one.roadmap_id is not None]
        return f"{'решение' if len(places) == 1 else 'решения'} {', '.join(places)}"

    def ask(self) -> None:
        place = self._place()
        if place < 0:
            return
        self.form.title.setText(f"Решение: {self._decisions[place].what}")
        self.form.title.show()
        self.form.fill(self._roadmaps[0][1] if self._roadmaps else None)
        self.form.show()
        self.roadmap.setFocus()

    def _submit(self) -> None:
        place, roadmap = self._place(), self.roadmap.value()
        self.form.hide()
        if place >= 0 and roadmap is not None:
            self._send(place, roadmap)
