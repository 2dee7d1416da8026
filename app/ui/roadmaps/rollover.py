"""«Перенести на новый год»: choose the year, see what moves and what must be looked at, make it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.roadmaps.rollover import RolledOver, base_year, moved, period_words
from app.services.roadmaps.rows import RoadmapTree
from app.services.text_ru import counted, number
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.roadmaps.flags_panel import FlagsPanel
from app.ui.roadmaps.rollover_columns import (
    MOVED,
    SEEN,
    STAYING,
    MovedRow,
    SeenFlag,
    moved_rows,
    seen_flags,
    staying_rows,
)
from app.ui.school_year import year_of
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.step_bar import Wizard, WizardPage

__all__ = ["FlagsPanel", "RolloverWizard", "open_rollover"]

AHEAD = 6
"""Years to choose from after the present one."""


def open_rollover(ui: UiContext, parent: QWidget, roadmap_id: int, done: Callable[[int], None]) -> RolloverWizard:
    """Show the wizard over `parent`; `done(id of the new roadmap)` when it was made."""
    wizard = RolloverWizard(ui, roadmap_id, parent.window())
    wizard.made.connect(done)
    wizard.open()
    return wizard


def year_choices(tree: RoadmapTree, today_year: int) -> list[tuple[str, int]]:
    """[(«2026/2027 учебный год», by how many years)], from the next one on."""
    base = base_year(tree)
    if base is None:
        return [("на год позже", 1), ("на два года позже", 2), ("на три года позже", 3)]
    found = []
    for years in range(1, max(AHEAD, today_year + AHEAD - base) + 1):
        start, end = (moved(day, years) if day else None for day in (tree.period_start, tree.period_end))
        words = period_words(start, end) or f"{base + years} год"
        found.append((words, years))
    return found


def usual_years(tree: RoadmapTree, school_start: int) -> int:
    """By how many years people roll over: into the school year chosen above; a plan of calendar years into the January of it."""
    base = base_year(tree)
    if base is None:
        return 1
    by_school_year = tree.period_start is not None and tree.period_start.month >= 8
    return max(1, school_start + (0 if by_school_year else 1) - base)


class _PreviewPage(WizardPage):
    """The year above, the three lists below."""

    title = "Что изменится"
    next_text = "Перенести"
    year_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.rolled: RolledOver | None = None
        self.name = QLabel()
        self.name.setWordWrap(True)
        theme.mark(self.name, "title")
        self.years = QComboBox()
        self.years.setAccessibleName("На какой год перенести")
        self.years.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.years.currentIndexChanged.connect(lambda _at: self._chosen())
        label = QLabel("Перенести &на")
        label.setBuddy(self.years)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "note")
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(label)
        row.addWidget(self.years)
        row.addStretch(1)
        self.switch = PageSwitch(
            (("look", "Посмотреть"), ("moves", "Сдвинется"), ("stays", "Не зависит от года")), "Что показать"
        )
        self.flags: RowTable[SeenFlag] = RowTable(SEEN, key=lambda r: r.key)
        self.shifts: RowTable[MovedRow] = RowTable(MOVED, key=lambda r: r.key)
        self.staying: RowTable[MovedRow] = RowTable(STAYING, key=lambda r: r.key)
        self._nothing = QLabel()
        self._nothing.setWordWrap(True)
        self._nothing.setContentsMargins(0, theme.SPACE, 0, 0)
        theme.mark(self._nothing, "note")
        nothing = QWidget()
        inner = QVBoxLayout(nothing)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self._nothing)
        inner.addStretch(1)
        self._tables: dict[str, RowTable[SeenFlag] | RowTable[MovedRow]] = {
            "look": self.flags,
            "moves": self.shifts,
            "stays": self.staying,
        }
        self._stack = QStackedWidget()
        for widget in (*self._tables.values(), nothing):
            self._stack.addWidget(widget)
        self._empty = nothing
        self.switch.changed.connect(lambda _key: self._show_page())
        switch_row = QHBoxLayout()
        switch_row.addWidget(self.switch)
        switch_row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.name)
        box.addLayout(row)
        box.addWidget(self.summary)
        box.addLayout(switch_row)
        box.addWidget(self._stack, 1)

    def ready(self) -> bool:
        return self.rolled is not None

    def set_years(self, choices: list[tuple[str, int]], usual: int) -> None:
        self.years.blockSignals(True)
        self.years.clear()
        for words, years in choices:
            self.years.addItem(words, years)
        self.years.setCurrentIndex(max(0, self.years.findData(usual)))
        self.years.blockSignals(False)

    def by_years(self) -> int:
        return int(self.years.currentData() or 1)

    def forget(self) -> None:
        """The preview on the screen is that of another year."""
        self.rolled = None
        self.ready_changed.emit()

    def show_preview(self, rolled: RolledOver, former: RoadmapTree) -> None:
        self.rolled = rolled
        self.name.setText(rolled.tree.title)
        moves, stays, flags = moved_rows(rolled), staying_rows(rolled), seen_flags(rolled, former)
        self.flags.set_rows(flags)
        self.shifts.set_rows(moves)
        self.staying.set_rows(stays)
        self.switch.buttons["look"].setText(f"Посмотреть ({number(len(flags))})")
        self.switch.buttons["moves"].setText(f"Сдвинется ({number(len(moves))})")
        self.switch.buttons["stays"].setText(f"Не зависит от года ({number(len(stays))})")
        deadlines = sum(shift.field == "deadline" for shift in rolled.shifts)
        parts = [f"Сдвинется {counted(deadlines, 'срок', 'срока', 'сроков')}"]
        if any(shift.field == "title" for shift in rolled.shifts):
            parts[0] += " и название"
        if flags:
            parts.append(f"{counted(len(flags), 'место', 'места', 'мест')} программа не трогает: их надо будет просмотреть")
        else:
            parts.append("просматривать ничего не нужно")
        self.summary.setText(f"{'; '.join(parts)}. Прежняя карта останется как есть.")
        self._show_page()
        self.ready_changed.emit()

    def _chosen(self) -> None:
        self.forget()
        self.year_chosen.emit(self.by_years())

    def _show_page(self) -> None:
        key = self.switch.current()
        if self._tables[key].all_count():
            self._stack.setCurrentWidget(self._tables[key])
            return
        words = {
            "look": "Дат, годов, номеров, людей и документов прошлого года в карте не осталось.",
            "moves": "Сроков с годом в карте нет: сдвигать нечего.",
            "stays": "Сроков без года в карте нет.",
        }
        self._nothing.setText(words[key])
        self._stack.setCurrentWidget(self._empty)


class RolloverWizard(Wizard):
    """One page: Enter makes the roadmap of the next year, another year can be chosen before. `made(id)` afterwards."""

    made = Signal(int)

    def __init__(self, ui: UiContext, roadmap_id: int, parent: QWidget | None = None) -> None:
        self._ui, self._roadmap_id = ui, roadmap_id
        self._former: RoadmapTree | None = None
        self.preview_page = _PreviewPage()
        super().__init__("Перенести на новый год", [self.preview_page], parent)
        self.without_steps()
        self.fit(980, 600)
        self.preview_page.year_chosen.connect(lambda _years: self._read())
        self.go(0)

        def opened(tree: RoadmapTree) -> None:
            self._former = tree
            current = self._ui.years.current
            start = current if current is not None else year_of(self._ui.ctx.clock().date())
            self.preview_page.set_years(year_choices(tree, start), usual_years(tree, start))
            self._read()

        self.overlay.run(ui.worker, "Читаю карту", self._tree, write=False, done=opened, failed=self._failed)

    def can_go_back(self) -> bool:
        return False

    def advance(self) -> None:
        years = self.preview_page.by_years()

        def job(_progress: object) -> Changes:
            from app.services.roadmaps.rollover_commands import roll_over_roadmap

            return roll_over_roadmap(self._ui.ctx, self._roadmap_id, years)

        def done(changes: Changes) -> None:
            self.accept()
            self.made.emit(changes.value)

        self.overlay.run(self._ui.worker, "Переношу", job, write=True, done=done, failed=self._failed)

    def _tree(self, _progress: object) -> RoadmapTree:
        from app.services.roadmaps.queries import get_roadmap

        return get_roadmap(self._ui.ctx, self._roadmap_id)

    def _read(self) -> None:
        years, former = self.preview_page.by_years(), self._former
        assert former is not None

        def job(_progress: object) -> RolledOver:
            from app.services.roadmaps.rollover_commands import preview_rollover

            return preview_rollover(self._ui.ctx, self._roadmap_id, years)

        def shown(rolled: RolledOver) -> None:
            if years == self.preview_page.by_years():
                self.preview_page.show_preview(rolled, former)
                if not self.preview_page.years.hasFocus():
                    self.next_button.setFocus()

        self.overlay.run(self._ui.worker, "Смотрю, что сдвинется", job, write=False, done=shown, failed=self._failed)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            self.reject()
            raise error
        self.message.say(known.what, known.todo, kind="error")
