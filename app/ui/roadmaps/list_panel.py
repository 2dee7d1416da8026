"""The list on the left: whose roadmaps there are, how much of each is done, what is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.execution.rows import Counts
from app.services.roadmaps.rows import RoadmapListRow
from app.services.text_ru import sort_key
from app.ui.context import UiContext
from app.ui.roadmaps import columns
from app.ui.roadmaps.columns import RoadmapEntry
from app.ui.roadmaps.progress_title import tall_row
from app.ui.school_year import year_of
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel

FEW = 5
"""Up to so many roadmaps nobody needs to look for one."""


def _fits(entry: RoadmapEntry, wanted: str) -> bool:
    if wanted == "late":
        return entry.counts.overdue > 0
    return bool(entry.row.school) == (wanted == "schools")


class _TallTable(RowTable[RoadmapEntry]):
    """Titles of roadmaps are long and begin alike: each has two lines."""

    def _measure(self) -> None:
        super()._measure()
        self.verticalHeader().setDefaultSectionSize(tall_row())


class RoadmapList(QWidget):
    """`chosen(RoadmapEntry | None)` on a move, `opened()` on Enter. The district's own roadmaps come before the schools'."""

    chosen = Signal(object)
    opened = Signal()
    counted = Signal()
    """Another number of roadmaps is shown."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self._ui = ui
        self._fresh = True
        self._all: dict[int, RoadmapListRow] = {}
        self.table: RowTable[RoadmapEntry] = _TallTable(
            columns.ROADMAPS, key=lambda r: r.id, state=ui.state, state_key="roadmaps-list"
        )
        self.table.setAccessibleName("Дорожные карты")
        own = "Свои" if ui.workplace.kind == "school" else "Районные"
        choices = ((own, "own"), ("Карты школ", "schools"), ("Есть просроченное", "late"))
        self.whose = ChoiceFilter("whose", "Все карты", _fits, choices)
        self.panel: TablePanel[RoadmapEntry] = TablePanel(
            self.table, placeholder="Найти", filters=(self.whose,), state=ui.state, state_key="roadmaps-list"
        )
        self.panel.counter.hide()  # the toolbar says it
        self.table.current_changed.connect(self._moved)
        self.table.opened.connect(lambda _row: self.opened.emit())
        self.table.rows_changed.connect(self.counted)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.panel)

    def set_rows(self, rows: Sequence[RoadmapListRow], counts: Mapping[int, Counts]) -> None:
        """Those of the chosen school year, and whatever is overdue; the cursor stays, at first where it was last time."""
        self._all = {row.id: row for row in rows}
        entries = [RoadmapEntry(row, counts.get(row.id, Counts())) for row in rows]
        shown = [e for e in entries if e.counts.overdue or self._ui.years.shows(e.row.period_start, e.row.period_end)]
        shown.sort(key=lambda e: (bool(e.row.school), sort_key(e.row.school)))
        self.whose.setVisible(len(entries) > FEW or any(e.row.school for e in entries))
        late = any(e.counts.overdue for e in shown)
        self.table.show_column("overdue", late)
        self.table.set_rows(shown)
        if self._fresh and shown:
            self._fresh = False
            kept = self._ui.state.get("roadmaps/current")
            if isinstance(kept, int):
                self.table.select_key(kept)
        if self.table.current_row() is None and self.table.shown_count():
            self.table.selectRow(0)

    def counter(self) -> str:
        shown = self.table.shown_count()
        return f"показано {shown} из {len(self._all)}" if shown < len(self._all) else f"всего {len(self._all)}"

    def current_id(self) -> int | None:
        row = self.table.current_row()
        return row.id if row is not None else None

    def select(self, roadmap_id: int) -> bool:
        """Put the cursor on this roadmap. What hides it gives way: the filter, and the school year chosen above.

        False where it is not read yet.
        """
        if self.table.select_key(roadmap_id):
            return True
        row = self._all.get(roadmap_id)
        if row is None:
            return False
        self.panel.clear_filters()
        if self.table.select_key(roadmap_id):
            return True
        start = row.period_start or row.period_end
        self._ui.years.choose(year_of(start) if start is not None else None)
        return self.table.select_key(roadmap_id)  # the rows come a moment later where reading takes one

    def _moved(self, entry: RoadmapEntry | None) -> None:
        if entry is not None:
            self._ui.state.put("roadmaps/current", entry.id)
        self.chosen.emit(entry)
