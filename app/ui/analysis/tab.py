"""«Анализ результатов»: a procedure in seven directions, conclusions, the works of the year together, thresholds.

In a department a page of «Календарь процедур»: the district or one school; in a school a tab of its own: itself only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from app.services.analysis.rows import Analysis, Direction, Sentence
from app.services.text_ru import number, plural
from app.ui import theme
from app.ui.analysis import reading
from app.ui.analysis.conclusions_view import ConclusionsView, table_of
from app.ui.analysis.direction_view import DirectionView
from app.ui.analysis.reading import PageData
from app.ui.analysis.thresholds_view import ThresholdsView
from app.ui.context import Target, UiContext
from app.ui.errors import describe
from app.ui.print_form import open_form
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.search_choice import SearchChoice
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.toolbar import Toolbar

CONCLUSIONS, YEAR, THRESHOLDS = "conclusions", "year", "thresholds"
_TASK = "task"
_KEPT = "analysis/{}"
_SHORT = {"scores": "Распределение баллов", "skills": "Планируемые результаты", "mark_groups": "Задания по группам"}
"""Titles too long for the index."""


class AnalysisPage(TabPage):
    topics = frozenset({"organisations", "results", "scales", "settings"})
    help_page = "analysis"
    targets = frozenset({"analysis"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._school_place = ui.workplace.kind == "school"
        self._wanted: tuple[int | None, int | None] = (_whole(ui.state.get(_KEPT.format("procedure"))), None)
        self._data: PageData | None = None
        self._views: dict[str, QWidget] = {}
        self._pending: Sentence | None = None
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.wait = QLabel("Считаю…")
        self.wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(self.wait, "note")
        self.main = self._main()
        self.empty = EmptyState(
            "chart-bar", "Анализировать пока нечего",
            "Загрузите результаты процедуры из файлов ФИС ОКО — анализ по семи направлениям составится сам.",
            (("Загрузить результаты…", lambda: ui.load_files(())),),
        )  # fmt: skip
        for page in (self.wait, self.main, self.empty):
            self.stack.addWidget(page)
        theme.notifier().changed.connect(self._redraw)

    # -- building

    def _main(self) -> QWidget:
        self.procedure_box = QComboBox()
        self.procedure_box.setAccessibleName("Какую работу анализировать")
        self.procedure_box.setToolTip("Какую работу анализировать")
        self.procedure_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.procedure_box.setMinimumContentsLength(30)
        self.procedure_box.setMaxVisibleItems(20)
        self.procedure_box.activated.connect(lambda _at: self.choose(self.procedure_box.currentData(), self._wanted[1]))
        self.school_box = SearchChoice("Район целиком")
        self.school_box.setToolTip("Чьи результаты: весь район или одна школа. Начните печатать название.")
        self.school_box.chosen.connect(lambda school: self.choose(self._wanted[0], school))
        self.school_box.setVisible(not self._school_place)
        self.toolbar = Toolbar()
        self.toolbar.add_left(self.procedure_box)
        self.toolbar.add_left(self.school_box)
        self.print_actions = {code: QAction(words, self) for code, words in self._papers()}
        for code, action in self.print_actions.items():
            action.triggered.connect(lambda _on=False, code=code: self.print_form(code))
        printing = self.toolbar.add_menu("Напечатать", list(self.print_actions.values()), icon="printer-outline")
        printing.setToolTip("Справка, план работы, работы года (Ctrl+P — справка)")
        self.toolbar.add_action("Таблицы в Excel…", self.save_all, icon="file-excel-outline")
        self.part_box = QComboBox()
        self.part_box.setAccessibleName("Направление анализа")
        self.part_box.setMaxVisibleItems(12)
        self.part_box.activated.connect(lambda _at: self.show_part(str(self.part_box.currentData())))
        self.part_box.hide()
        self.facts = ElidedLabel()
        theme.mark(self.facts, "note")
        self.index = QListWidget()
        self.index.setAccessibleName("Направления анализа")
        self.index.setFixedWidth(theme.px(226))
        self.index.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.mark(self.index, "index")
        self.index.currentItemChanged.connect(lambda item, _before: self._show_part(item))
        self.pages = QStackedWidget()
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self.index)
        row.addWidget(self.pages, 1)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self.part_box)
        line.addWidget(self.facts, 1)
        box.addLayout(line)
        box.addLayout(row, 1)
        return page

    def _papers(self) -> tuple[tuple[str, str], ...]:
        return (
            ("analysis", "Анализ работы по направлениям…"),
            ("analysis_low", "Низкие результаты: список по кодам и план работы…"),
            ("analysis_year", "Работы года вместе…"),
        )

    # -- reading

    def reload(self) -> None:
        ctx, (procedure, school), year = self.ui.ctx, self._wanted, self.ui.years.current
        self.ui.worker.read(
            lambda _p: reading.read_page(ctx, procedure, school, year),
            done=self._show,
            failed=self._failed,
            owner=self,
            key="page",
        )

    def choose(self, procedure: int | None, school: int | None) -> None:
        """Analyse this procedure of this school (None = the whole district)."""
        self.leave()
        self._wanted = (procedure, school)
        self.ui.state.put(_KEPT.format("procedure"), procedure)
        self.read_again()

    def year_changed(self) -> None:
        """The year chosen above goes before the procedure chosen here."""
        self._wanted = (None, self._wanted[1])
        super().year_changed()

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.ui.message(known.what, known.todo, kind="error")

    def _show(self, data: PageData) -> None:
        before = self._data.analysis if self._data is not None else None
        self._data = data
        found = data.analysis
        if found is None:
            if data.remark:
                self.empty.text.setText(data.remark)
            self.stack.setCurrentWidget(self.empty)
            self.loaded()
            return
        self._wanted = (found.procedure.id, found.school_id if not self._school_place else None)
        self._offer(data, found)
        if data.remark:
            self.ui.message(data.remark, kind="warning")
        same = before is not None and replace(before, edited="", thresholds=found.thresholds) == replace(found, edited="")
        if not same:
            self._forget_views()
            self._fill_index(found)
        thresholds = self._views.get(THRESHOLDS)
        if isinstance(thresholds, ThresholdsView):
            thresholds.show_values(found.thresholds)
        self.stack.setCurrentWidget(self.main)
        self.loaded()

    def _offer(self, data: PageData, found: Analysis) -> None:
        self.procedure_box.clear()
        for procedure in data.choices.procedures:
            self.procedure_box.addItem(procedure.title, procedure.id)
        self.procedure_box.setCurrentIndex(self.procedure_box.findData(found.procedure.id))
        self.school_box.set_choices([(school.words, school.id) for school in data.choices.schools])
        self.school_box.set_value(found.school_id)
        absent = f", не писали {number(found.absent)}" if found.absent else ""
        schools = found.procedure.schools
        where = f"{number(schools)} {plural(schools, 'школа', 'школы', 'школ')}" if found.school_id is None else ""
        self.facts.setText("  ·  ".join(part for part in (found.name, where, f"{found.sample[:-1]}{absent}") if part))
        self.print_actions["analysis_low"].setEnabled(found.school_id is not None)

    def _fill_index(self, found: Analysis) -> None:
        kept = self._part() or self.ui.state.get(_KEPT.format("part")) or found.directions[0].key
        parts = [(one.key, f"{place}. {_SHORT.get(one.key, one.title)}") for place, one in enumerate(found.directions, 1)]
        parts += [
            (CONCLUSIONS, "От результата к условиям"),
            (YEAR, f"Работы {found.procedure.year} года вместе"),
            (THRESHOLDS, "Пороги анализа"),
        ]
        self.index.blockSignals(True)
        self.index.clear()
        self.part_box.clear()
        for key, words in parts:
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setToolTip(words)
            item.setSizeHint(QSize(10, theme.row_height() + theme.INSIDE))
            self.index.addItem(item)
            self.part_box.addItem(words, key)
        self.index.blockSignals(False)
        self.show_part(kept if any(key == kept for key, _ in parts) else parts[0][0])

    def _forget_views(self) -> None:
        """All but the thresholds: a person may be typing the next one. Typed conclusions are saved first."""
        kept = {key: view for key, view in self._views.items() if key == THRESHOLDS}
        for key, view in self._views.items():
            if key not in kept:
                if isinstance(view, ConclusionsView):
                    view.leave()
                self.pages.removeWidget(view)
                view.deleteLater()
        self._views = kept

    # -- parts

    def _part(self) -> str:
        item = self.index.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def show_part(self, key: str) -> QWidget | None:
        """Bring a direction (or `conclusions`, `year`, `thresholds`) to the front."""
        for at in range(self.index.count()):
            item = self.index.item(at)
            if item.data(Qt.ItemDataRole.UserRole) == key:
                if self.index.currentItem() is item:
                    self._show_part(item)
                else:
                    self.index.setCurrentItem(item)
        return self._views.get(key)

    def _show_part(self, item: QListWidgetItem | None) -> None:
        if item is None or self._data is None or self._data.analysis is None:
            return
        current = self.pages.currentWidget()
        if isinstance(current, (ConclusionsView, ThresholdsView)):
            current.leave()
        self._close_task()
        key = str(item.data(Qt.ItemDataRole.UserRole))
        self.part_box.setCurrentIndex(self.part_box.findData(key))
        self.ui.state.put(_KEPT.format("part"), key)
        if key not in self._views:
            view = self._views[key] = self._build(key, self._data.analysis)
            self.pages.addWidget(view)
            if key == YEAR:
                self._read_year(self._data.analysis)
        self.pages.setCurrentWidget(self._views[key])

    def _build(self, key: str, found: Analysis) -> QWidget:
        if key == CONCLUSIONS:
            conclusions = ConclusionsView(self.ui, found)
            conclusions.opened.connect(self._open_rows)
            return conclusions
        if key == THRESHOLDS:
            return ThresholdsView(self.ui, found.thresholds)
        if key == YEAR:
            waiting = QLabel("Считаю…")
            waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
            theme.mark(waiting, "note")
            return waiting
        view = self._direction_view(found.direction(key))
        self._draw(view)
        return view

    def _direction_view(self, direction: Direction, back: Callable[[], object] | None = None) -> DirectionView:
        view = DirectionView(self.ui, direction, self._title(), back)
        view.opened.connect(self._open_row)
        return view

    def _read_year(self, found: Analysis) -> None:
        ctx, year, school = self.ui.ctx, found.procedure.year, found.school_id
        self.ui.worker.read(
            lambda _p: reading.read_year(ctx, year, school), done=self._show_year, failed=self._failed, owner=self, key="year"
        )

    def _show_year(self, direction: Direction) -> None:
        before = self._views.get(YEAR)
        if before is None:
            return
        view = self._views[YEAR] = self._direction_view(direction)
        self.pages.addWidget(view)
        if self.pages.currentWidget() is before:
            self.pages.setCurrentWidget(view)
        self.pages.removeWidget(before)
        before.deleteLater()

    def _draw(self, view: DirectionView) -> None:
        charts, dark, surface = view.direction.charts, theme.is_dark(), theme.colors().panel
        if charts:
            self.ui.worker.read(
                lambda _p: reading.read_figures(charts, dark, surface),
                done=view.set_figures, failed=self._failed, owner=view, key="figures",
            )  # fmt: skip

    def _redraw(self) -> None:
        for view in self._views.values():
            if isinstance(view, DirectionView):
                self._draw(view)

    def _title(self) -> str:
        found = self._data.analysis if self._data is not None else None
        return f"{found.procedure.title}, {found.name}" if found is not None else ""

    # -- clicks

    def _open_row(self, target: tuple[str, int]) -> None:
        """A school of a table, or a procedure of another year or subject."""
        kind, place = target
        if kind == "school" and not self._school_place:
            self.choose(self._wanted[0], place)
        elif kind == "procedure":
            self.choose(place, self._wanted[1])
        elif kind == "task":
            self._open_task(place)

    def _open_task(self, place: int) -> None:
        """The rows a percent of a task is made of; Esc leads back."""
        found = self._data.analysis if self._data is not None else None
        if found is None:
            return
        ctx, procedure, school = self.ui.ctx, found.procedure.id, found.school_id
        self.ui.worker.read(
            lambda _p: reading.read_task(ctx, procedure, school, place),
            done=self._show_task, failed=self._failed, owner=self, key="task",
        )  # fmt: skip

    def _show_task(self, direction: Direction) -> None:
        self._close_task()
        view = self._views[_TASK] = self._direction_view(direction, back=self.close_inner)
        self.pages.addWidget(view)
        self.pages.setCurrentWidget(view)
        view.setFocus()

    def _close_task(self) -> bool:
        view = self._views.pop(_TASK, None)
        if view is None:
            return False
        self.pages.removeWidget(view)
        view.deleteLater()
        return True

    def _open_rows(self, sentence: Sentence) -> None:
        """From a conclusion to the table its numbers stand in."""
        direction, _table = table_of(sentence)
        view = self.show_part(direction)
        if isinstance(view, DirectionView):
            view.show_rows(sentence)

    def save_all(self) -> None:
        """Every table of the part in sight as one workbook."""
        view = self.pages.currentWidget()
        if isinstance(view, DirectionView) and view.direction.tables:
            view.save_tables(view.direction.tables)
        else:
            self.ui.message("Здесь таблиц нет.", "Выберите слева направление с таблицами.")

    # -- the frame

    def open_target(self, target: Target) -> bool:
        if target[0] != "analysis":
            return False
        self.choose(target[1], target[2] if len(target) == 3 else None)
        return True

    def print_form(self, code: str) -> None:
        found = self._data.analysis if self._data is not None else None
        if found is None:
            return
        self.leave()
        ids: dict[str, Any] = {"organisation_id": found.school_id}
        if code == "analysis_year":
            ids["year"] = found.procedure.year
        else:
            ids["procedure_id"] = found.procedure.id
        open_form(self.ui, self, code, **ids)

    def print_page(self) -> bool:
        if self.stack.currentWidget() is not self.main:
            return False
        self.print_form("analysis_year" if self._part() == YEAR else "analysis")
        return True

    def close_inner(self) -> bool:
        if not self._close_task():
            return False
        self._show_part(self.index.currentItem())
        view = self.pages.currentWidget()
        if isinstance(view, DirectionView):
            next(iter(view.tables.values()), view).setFocus()
        return True

    def leave(self) -> None:
        view = self.pages.currentWidget()
        if isinstance(view, (ConclusionsView, ThresholdsView)):
            view.leave()

    def take_focus(self) -> None:
        (self.index if self.index.isVisibleTo(self) else self.part_box).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the index becomes a list that drops down."""
        super().resizeEvent(event)
        narrow = self.width() < theme.px(theme.DRAWER_BELOW)
        self.index.setVisible(not narrow)
        self.part_box.setVisible(narrow)


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) else None
