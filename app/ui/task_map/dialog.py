"""Карта заданий: what every task of a paper checks; from a file, or by hand under the table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.results.rows import TaskRow
from app.services.task_map import rules
from app.services.task_map.rows import MapOfPaper, TaskLine, TaskMap
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.task_map.form import TaskForm
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.message_bar import MessageBar
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.step_bar import fitting
from app.ui.widgets.toolbar import Toolbar

TABLES = "Таблицы (*.xlsx *.xls *.ods *.csv);;Все файлы (*)"
COLUMNS: tuple[Column[TaskLine], ...] = (
    Column("code", "Задание", lambda r: r.task.code, width=76, sort=lambda r: r.position),
    Column("level", "Уровень", lambda r: r.task.level or "—", width=76, title_tip="Б — базовый, П — повышенный, В — высокий"),
    Column(
        "max_points", "Балл", lambda r: "" if r.task.max_points is None else str(r.task.max_points), width=56, align="right",
        sort=lambda r: r.task.max_points, title_tip="Максимальный балл за задание",
    ),
    Column("skill", "Умение", lambda r: r.task.skill or "не названо", width=320, stretch=True),
    Column("content_codes", "КЭС", lambda r: r.task.content_codes, width=90, title_tip="Коды элементов содержания"),
    Column("requirement_codes", "КТ", lambda r: r.task.requirement_codes, width=90, title_tip="Коды требований"),
    Column(
        "edited", "Своё", lambda r: "да" if r.task.edited else "", width=56, title_tip="Изменено вами: файлы этого не тронут"
    ),
)  # fmt: skip


class TaskMapDialog(QDialog):
    """Not modal; Ctrl+Z takes an edit back here as well as in the window (`take_back`)."""

    def __init__(self, ui: UiContext, take_back: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Карты заданий")
        self._ui = ui
        self._map: TaskMap | None = None
        self._wanted = 0
        self.papers = QComboBox()
        self.papers.setAccessibleName("Работа")
        self.papers.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.papers.setMinimumContentsLength(30)
        self.papers.activated.connect(lambda _index: self.show_procedure(self.papers.currentData()))
        label = QLabel("Работа")
        label.setBuddy(self.papers)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(label)
        line.addWidget(self.papers, 1)
        self.words = QLabel()
        self.words.setWordWrap(True)
        theme.mark(self.words, "note")
        self.message = MessageBar()
        bar = Toolbar()
        self.load_action = bar.add_action("Загрузить описание…", self.choose_file, icon="tray-arrow-up")
        self.add_action = bar.add_action("Добавить задание", self.add, icon="plus", shortcut="Ctrl+N")
        self.delete_action = bar.add_action("Удалить", self.delete_current, icon="trash-can-outline")
        self.form = TaskForm()
        self.form.edited.connect(self._save)
        self.table: RowTable[TaskLine] = RowTable(COLUMNS, key=lambda r: r.position, state=ui.state, state_key="task_map")
        self.table.setAccessibleName("Задания работы")
        self.table.current_changed.connect(self._show_line)
        self.table.opened.connect(lambda _row: self.form.fields["skill"].setFocus(Qt.FocusReason.OtherFocusReason))
        no_tasks = EmptyState(
            "table", "Заданий пока нет",
            "Загрузите описание работы — таблицу, где у каждого задания названы умение, уровень и максимальный балл, — "
            "или добавьте задания сами.",
            (("Загрузить описание…", self.choose_file), ("Добавить задание", self.add)),
        )  # fmt: skip
        no_papers = EmptyState(
            "table", "Работ пока нет", "Загрузите результаты или описание работы: «Загрузить» — «Результаты из файлов…».", ()
        )
        self.stack = QStackedWidget()
        for page in (self.table, no_tasks, no_papers):
            self.stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        box.addLayout(line)
        for part in (self.words, self.message, bar):
            box.addWidget(part)
        box.addWidget(self.stack, 1)
        box.addWidget(self.form)
        self.resize(*fitting(parent, 980, 640))
        QShortcut(QKeySequence("Ctrl+Z"), self, take_back)
        ui.refresh.subscribe({"results", "calendar"}, self, self.read)
        self.read()

    # -- reading

    def show_procedure(self, procedure_id: int) -> None:
        """Show the map of this procedure."""
        if procedure_id != self._wanted:
            self.form.save_typed()
            self.message.hide()
        self._wanted = procedure_id
        self.read()

    def read(self) -> None:
        wanted = self._wanted

        def job(_progress: object) -> tuple[tuple[MapOfPaper, ...], TaskMap | None]:
            from app.services.task_map.queries import list_maps, task_map

            maps = list_maps(self._ui.ctx)
            known = {one.procedure.id for one in maps}
            shown = wanted if wanted in known else next((one.procedure.id for one in maps), 0)
            return maps, task_map(self._ui.ctx, shown) if shown else None

        self._ui.worker.read(job, done=self._show, owner=self, key="map")

    def _show(self, found: tuple[tuple[MapOfPaper, ...], TaskMap | None]) -> None:
        maps, shown = found
        other = self._map is None or shown is None or self._map.procedure.id != shown.procedure.id
        self._map = shown
        self._wanted = shown.procedure.id if shown else 0
        self.papers.clear()
        for one in maps:
            self.papers.addItem(f"{one.procedure.title} — {_state(one)}", one.procedure.id)
        self.papers.setCurrentIndex(self.papers.findData(self._wanted))
        self.papers.setEnabled(bool(maps))
        self.words.setText(rules.summary(shown) if shown else "")
        lines = shown.lines if shown else ()
        if other:
            self.form.show_line(None, ())
        self.table.set_rows(lines)
        self.stack.setCurrentIndex(0 if lines else 1 if shown else 2)
        writable = shown is not None and not self._ui.ctx.db.read_only
        free = writable and shown is not None and not shown.has_papers
        self.load_action.setEnabled(writable)
        self.add_action.setEnabled(free)
        self.delete_action.setEnabled(free and bool(lines))
        stored = "По этим заданиям уже загружены работы: их число не меняется." if shown and shown.has_papers else ""
        for action, words in ((self.add_action, "Добавить задание (Ctrl+N)"), (self.delete_action, "Удалить выбранное задание")):
            action.setToolTip(stored or words)
        self.form.setVisible(bool(lines))
        if lines and self.table.current_row() is None:
            self.table.selectRow(0)
        self._show_line(self.table.current_row())

    def _show_line(self, line: TaskLine | None) -> None:
        others = tuple(one.task.code for one in self._map.lines if line and one.position != line.position) if self._map else ()
        self.form.show_line(line, others)
        self.form.setEnabled(line is not None and not self._ui.ctx.db.read_only)

    # -- changing

    def choose_file(self) -> None:
        folder = str(self._ui.state.get("folders/open") or Path.home())
        chosen, _ = QFileDialog.getOpenFileName(self, "Описание работы", folder, TABLES)
        if chosen:
            self._ui.state.put("folders/open", str(Path(chosen).parent))
            self.load(Path(chosen))

    def load(self, path: Path) -> None:
        """Fill the map shown from a file."""
        procedure = self._wanted

        def job(_progress: object) -> Changes:
            from app.services.task_map.commands import load_map

            return load_map(self._ui.ctx, procedure, path)

        self._write(job, lambda changes: self.message.say(changes.message))

    def add(self) -> None:
        if self._map is None:
            return
        procedure, code = self._map.procedure.id, rules.next_code(line.task.code for line in self._map.lines)

        def job(_progress: object) -> Changes:
            from app.services.task_map.commands import add_task

            return add_task(self._ui.ctx, procedure, TaskRow(code, 1))

        def added(changes: Changes) -> None:
            self.table.select_key(changes.value)
            self.form.fields["skill"].setFocus(Qt.FocusReason.OtherFocusReason)

        self._write(job, added)

    def delete_current(self) -> None:
        line = self.table.current_row()
        if line is None or self._map is None:
            return
        procedure, position = self._map.procedure.id, line.position

        def job(_progress: object) -> Changes:
            from app.services.task_map.commands import delete_task

            return delete_task(self._ui.ctx, procedure, position)

        self._write(job)

    def _save(self, line: TaskLine) -> None:
        procedure = self._wanted

        def job(_progress: object) -> Changes:
            from app.services.task_map.commands import save_task

            return save_task(self._ui.ctx, procedure, line.position, line.task)

        self._write(job)

    def _write(self, job: Callable[[Any], Changes], then: Callable[[Changes], None] | None = None) -> None:
        def done(changes: Changes) -> None:
            self.message.hide()
            if then is not None:
                then(changes)

        self._ui.worker.write(job, done=done, failed=self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.message.say(known.what, known.todo, kind="error")


def _state(one: MapOfPaper) -> str:
    """How much of a map there is, in a word or two."""
    if not one.tasks:
        return "заданий нет"
    if one.described == one.tasks:
        return "заполнена"
    return f"умений {one.described} из {one.tasks}" if one.described else "без умений"
