"""The grid: digits jump on, and all the keys a person of Excel expects.

Keys are never lost: a key changes the model at once, in the order of typing, and saving runs beside.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from app.services.entry import rules
from app.services.entry.paste import plan_paste
from app.services.entry.rows import PastePlan, Work
from app.services.entry.typing import type_key
from app.ui import theme
from app.ui.entry.cell_painting import CellPainting
from app.ui.entry.grid_model import GridModel

_OWN = (
    QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo, QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut, QKeySequence.StandardKey.Paste, QKeySequence.StandardKey.SelectAll,
)  # fmt: skip
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EntryGrid(QTableView):
    """`say(text)` gets a word about the last key; `paste_planned` comes with a plan a person should look at first."""

    said = Signal(str)
    cell_changed = Signal(int, int)
    paste_planned = Signal(object)
    reason_asked = Signal(int)
    code_asked = Signal(int)
    finished_row = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting = ""
        self._cells: Callable[[], None] | None = None
        self.setItemDelegate(CellPainting(self))
        self.setAccessibleName("Баллы по заданиям")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setHighlightSections(True)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setToolTip("Двойной щелчок — изменить код")
        down.sectionDoubleClicked.connect(self.code_asked)
        theme.mark(down, "rows")
        theme.notifier().changed.connect(self.measure)

    # -- what is shown

    def show_model(self, model: GridModel) -> None:
        """Another sheet, or its second typing."""
        self._waiting = ""
        old = self.selectionModel()
        self.setModel(model)
        if old is not None:
            old.deleteLater()
        self.selectionModel().currentChanged.connect(self._moved)
        model.heads_changed.connect(self.verticalHeader().viewport().update)
        model.modelReset.connect(lambda: setattr(self, "_waiting", ""))
        self.measure()

    def grid_model(self) -> GridModel:
        model = self.model()
        assert isinstance(model, GridModel)
        return model

    def measure(self) -> None:
        """Widths by the font and by what a column holds."""
        model = self.model()
        if not isinstance(model, GridModel):
            return
        metrics, row = self.fontMetrics(), theme.row_height()
        self.verticalHeader().setDefaultSectionSize(row)
        self.verticalHeader().setFixedWidth(metrics.horizontalAdvance("0" * max(5, self._code_length())) + theme.px(44))
        self.horizontalHeader().setFixedHeight(2 * metrics.height() + theme.px(8))
        differing = bool(model.other)
        for at in range(model.columnCount()):
            head = str(model.headerData(at, Qt.Orientation.Horizontal) or "")
            wide = max(metrics.horizontalAdvance(line) for line in head.split("\n")) + theme.px(20)
            key = model.columns[at].key if at < len(model.columns) else ""
            if key == "variant":
                wide = max(wide, metrics.horizontalAdvance("отсутствовал") + theme.px(14))
            elif key == "journal":
                wide = max(wide, metrics.horizontalAdvance("нет отметки") + theme.px(14))
            elif differing:
                wide = max(wide, metrics.horizontalAdvance("пусто ≠ 0") + theme.px(14))
            self.setColumnWidth(at, max(wide, theme.px(44)))

    def _code_length(self) -> int:
        return max((len(work.code) for work in self.grid_model().works), default=5)

    # -- the cursor

    def cell(self) -> tuple[int, int]:
        index = self.currentIndex()
        return (max(0, index.row()), max(0, index.column()))

    def go(self, row: int, column: int) -> None:
        """Put the cursor there; what was typed stays as it is."""
        self._waiting = ""
        model = self.grid_model()
        if model.rowCount():
            row = min(max(0, row), model.rowCount() - 1)
            index = model.index(row, min(max(0, column), len(model.columns) - 1))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def step(self, down: int, right: int) -> None:
        row, column = self.cell()
        self.go(row + down, column + right)

    def first_column(self) -> int:
        """Where a work begins: a paper of one variant is not asked for it."""
        return 1 if len(self.grid_model().paper.variants) == 1 else 0

    def next_cell(self) -> None:
        """To the right; behind the last column the next work begins."""
        row, column = self.cell()
        model = self.grid_model()
        if column + 1 < len(model.columns):
            self.go(row, column + 1)
        else:
            self.next_row()

    def next_row(self) -> None:
        row, _column = self.cell()
        self.finished_row.emit(row)
        if row + 1 < self.grid_model().rowCount():
            self.go(row + 1, self.first_column())
        else:
            self._waiting = ""

    def previous_cell(self) -> None:
        row, column = self.cell()
        if column > 0:
            self.go(row, column - 1)
        elif row > 0:
            self.go(row - 1, len(self.grid_model().columns) - 1)

    def _moved(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self._waiting = ""
        self.cell_changed.emit(current.row(), current.column())

    # -- keys

    def event(self, event: QEvent) -> bool:
        """Keys that the window would take for itself are the grid's while it has the cursor."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._is_own(event):
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Tab and not event.modifiers():
                self.next_cell()
                return True
            if event.key() == Qt.Key.Key_Backtab:
                self.previous_cell()
                return True
        return super().event(event)

    def _is_own(self, event: QKeyEvent) -> bool:
        redo = event.modifiers() == Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        keys = (Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_D)
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier and event.key() in keys
        return control or (redo and event.key() == Qt.Key.Key_Z) or any(event.matches(key) for key in _OWN)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._command(event) and not self._letter(event):
            waiting = self._waiting
            super().keyPressEvent(event)
            if not event.isAccepted():
                self._waiting = waiting

    def _command(self, event: QKeyEvent) -> bool:
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        key = event.key()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.matches(QKeySequence.StandardKey.Redo) or (control and key == Qt.Key.Key_Y):
            self.redo()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            self.clear()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif control and key == Qt.Key.Key_D:
            self.fill_down()
        elif key in _ENTER and (plain or shift):
            self.step(-1 if shift else 1, 0)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and plain:
            self.clear()
        elif key == Qt.Key.Key_F2 and plain:
            self._edit_now()
        elif key == Qt.Key.Key_F4 and plain:
            self.reason_asked.emit(self.cell()[0])
        elif key == Qt.Key.Key_F8 and plain:
            self.next_doubt()
        else:
            return False
        return True

    def _letter(self, event: QKeyEvent) -> bool:
        text = event.text()
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        if len(text) != 1 or not text.isprintable() or text.isspace():
            return False
        self.type_letter(text)
        return True

    def type_letter(self, letter: str) -> None:
        """One key in the cell under the cursor."""
        model = self.grid_model()
        row, at = self.cell()
        if model.read_only or not model.rowCount() or at >= len(model.columns):
            return
        column = model.columns[at]
        typed = type_key(model.works[row], column, letter, self._waiting, model.paper)
        if typed.refused:
            self.said.emit(typed.refused)
            return
        model.change({row: typed.work}, (row, at), joined=bool(self._waiting))
        self.said.emit("")
        if typed.jump == "next":
            self.next_cell()
        elif typed.jump == "row":
            self.next_row()
        else:
            self._waiting = typed.waiting

    # -- what the keys do

    def undo(self) -> None:
        self._after_step(self.grid_model().undo(), "Отменять нечего.")

    def redo(self) -> None:
        self._after_step(self.grid_model().redo(), "Возвращать нечего.")

    def _after_step(self, cell: tuple[int, int] | None, nothing: str) -> None:
        if cell is None:
            self.said.emit(nothing)
        else:
            self.go(*cell)

    def selected_cells(self) -> list[tuple[int, int]]:
        """(row, column) of the typed cells that are chosen, the one under the cursor at least."""
        columns = len(self.grid_model().columns)
        found = {(i.row(), i.column()) for i in self.selectedIndexes() if i.column() < columns}
        row, column = self.cell()
        return sorted(found or ({(row, column)} if column < columns else set()))

    def clear(self) -> None:
        model = self.grid_model()
        after: dict[int, Work] = {}
        for row, at in self.selected_cells():
            after[row] = rules.cleared(after.get(row, model.works[row]), model.columns[at], model.paper)
        model.change(after, self.cell())
        self._waiting = ""

    def fill_down(self) -> None:
        """Ctrl+D: the value above into the cell, or the top value of the choice into all of it."""
        model = self.grid_model()
        after: dict[int, Work] = {}
        for at in sorted({column for _row, column in self.selected_cells()}):
            rows = [row for row, column in self.selected_cells() if column == at]
            top = rows[0] if len(rows) > 1 else rows[0] - 1
            if top < 0:
                self.said.emit("Выше ничего нет: Ctrl+D повторяет значение сверху.")
                return
            text = rules.shown(model.works[top], model.columns[at])
            for row in rows:
                if row != top:
                    after[row], _why = rules.with_text(after.get(row, model.works[row]), model.columns[at], text, model.paper)
        model.change(after, self.cell())

    def copy(self) -> None:
        """The chosen rectangle as a table Excel understands."""
        chosen = self.selectedIndexes()
        if not chosen:
            return
        rows = range(min(i.row() for i in chosen), max(i.row() for i in chosen) + 1)
        columns = range(min(i.column() for i in chosen), max(i.column() for i in chosen) + 1)
        model = self.grid_model()
        lines = ["\t".join(str(model.index(row, column).data() or "") for column in columns) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.said.emit("Скопировано.")

    def paste(self) -> None:
        """What fits exactly goes in at once; everything else is shown first."""
        model = self.grid_model()
        if model.read_only:
            return
        data = QGuiApplication.clipboard().mimeData()
        row, column = self.cell()
        chosen = self.selectedIndexes()
        if chosen:
            row, column = min(i.row() for i in chosen), min(i.column() for i in chosen)
        plan = plan_paste(
            model.works, model.paper, data.text(), data.html() if data.hasHtml() else "", row=row,
            column=min(column, len(model.columns) - 1),
        )  # fmt: skip
        if plan.refusal or plan.notes:
            self.paste_planned.emit(plan)
        else:
            self.apply_paste(plan)

    def apply_paste(self, plan: PastePlan) -> None:
        model = self.grid_model()
        changed = model.change(plan.works, self.cell())
        if changed and plan.cells:
            rows, columns = [row for row, _ in plan.cells], [column for _, column in plan.cells]
            block = QItemSelection(model.index(min(rows), min(columns)), model.index(max(rows), max(columns)))
            self.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.said.emit(f"Вставлено значений: {plan.values}. Ctrl+Z вернёт всё как было." if changed else "Всё уже так и есть.")

    def next_doubt(self) -> None:
        """F8: the next value in doubt, round and round."""
        cells = sorted(self.grid_model().doubtful_cells())
        if not cells:
            self.said.emit("Сомнительных значений нет.")
            return
        here = self.cell()
        self.go(*next((cell for cell in cells if cell > here), cells[0]))

    # -- F2

    def _edit_now(self) -> None:
        index = self.currentIndex()
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def commitData(self, editor: QWidget) -> None:
        """What was typed in the editor of F2, taken as pasted text."""
        model = self.grid_model()
        row, at = self.cell()
        text = editor.property("text")
        work, why = rules.with_text(model.works[row], model.columns[at], str(text or ""), model.paper)
        self.said.emit(why)
        model.change({row: work}, (row, at))

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if hint == QAbstractItemDelegate.EndEditHint.EditNextItem:
            self.next_cell()
        elif hint == QAbstractItemDelegate.EndEditHint.EditPreviousItem:
            self.previous_cell()
