"""«Что в каком столбце»: a table of no known layout, its columns one under another, each with what it is.

The answer is remembered by the captions of the header: the next such file is read by itself.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services.imports.plain_table import TableView, check_mapping
from app.services.imports.rows import MEANINGS, TableMapping
from app.services.privacy.rows import KINDS as PERSONAL
from app.services.results.procedure import PROCEDURE_KINDS
from app.services.table_files.columns import column_letter
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe

_TITLES = ("Столбец", "Заголовок", "Первые значения", "Что это")
_NOT_LOADED = "— не загружать —"


class _CalmCombo(QComboBox):
    """Scrolling the table over it must not change the answer."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class MappingDialog(QDialog):
    """`mapping` is the answer after the dialog was accepted. `read(sheet, header)` is called on the worker's read lane."""

    def __init__(self, ui: UiContext, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui, self._path = ui, path
        self.view: TableView | None = None
        self.mapping: TableMapping | None = None
        self.setWindowTitle(f"Что в каком столбце — {path.name}")
        self.sheet = _CalmCombo()
        self.sheet.setAccessibleName("Лист")
        self.sheet.activated.connect(lambda _at: self._read(self.sheet.currentText()))
        self.first, self.last = QSpinBox(), QSpinBox()
        for row, name in ((self.first, "Первая строка заголовка"), (self.last, "Последняя строка заголовка")):
            row.setRange(1, 60)
            row.setAccessibleName(name)
            row.setKeyboardTracking(False)
            row.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
            row.setToolTip("Номер строки; стрелки вверх и вниз меняют его")
            row.valueChanged.connect(lambda _value: self._header_changed())
        self.kind = _CalmCombo()
        self.kind.setAccessibleName("Вид процедуры")
        for key, words in PROCEDURE_KINDS.items():
            self.kind.addItem(words, key)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE)
        for words, widget in (
            ("Лист:", self.sheet), ("Заголовок: строки с", self.first), ("по", self.last), ("Процедура:", self.kind)
        ):  # fmt: skip
            label = QLabel(words)
            label.setBuddy(widget)
            top.addWidget(label)
            top.addWidget(widget)
        top.addStretch(1)
        self.note = QLabel("Читаю таблицу…")
        self.note.setWordWrap(True)
        theme.mark(self.note, "note")
        self.table = QTableWidget(0, len(_TITLES))
        self.table.setHorizontalHeaderLabels(_TITLES)
        self.table.setAccessibleName("Столбцы таблицы")
        self.table.verticalHeader().hide()
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setWordWrap(False)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        theme.mark(self.problem, "problem")
        self.ok = QPushButton("Прочитать так")
        self.ok.setDefault(True)
        theme.mark(self.ok, "primary")
        self.ok.clicked.connect(self._accept)
        cancel = QPushButton("Отмена")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.ok)
        box = QVBoxLayout(self)
        box.setSpacing(theme.SPACE)
        box.addLayout(top)
        box.addWidget(self.note)
        box.addWidget(self.table, 1)
        box.addWidget(self.problem)
        box.addLayout(buttons)
        room = parent.window().size() if parent is not None else None
        self.resize(
            min(theme.px(860), room.width()) if room else theme.px(860),
            min(theme.px(560), room.height()) if room else theme.px(560),
        )
        self._set_enabled(False)
        self._read("")

    # -- reading

    def _read(self, sheet: str, header: tuple[int, int] | None = None) -> None:
        ctx, path = self._ui.ctx, self._path

        def job(_progress: object) -> TableView:
            from app.services.imports.mappings import look_at

            return look_at(ctx, path, sheet, header)

        self._ui.worker.read(job, done=self.show_view, failed=self._failed, owner=self, key="table")

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.note.setText(f"{known.what} {known.todo}".strip())
        self._set_enabled(False)

    def _header_changed(self) -> None:
        if self.view is None:
            return
        first, last = self.first.value(), max(self.first.value(), min(self.last.value(), self.first.value() + 4))
        self._read(self.view.sheet, (first, last))

    # -- showing

    def show_view(self, view: TableView) -> None:
        self.view = None  # what is set below is not the person's choice
        self.sheet.clear()
        self.sheet.addItems(list(view.sheets))
        self.sheet.setCurrentText(view.sheet)
        self.sheet.setEnabled(len(view.sheets) > 1)
        self.first.setValue(view.header_first)
        self.last.setValue(view.header_last)
        self.kind.setCurrentIndex(max(0, self.kind.findData(view.kind or "municipal_test")))
        self.table.setRowCount(len(view.columns))
        for at, one in enumerate(view.columns):
            shown = (column_letter(one.column), one.caption or "(без заголовка)", "; ".join(one.samples))
            for place, words in enumerate(shown):
                item = QTableWidgetItem(words)
                item.setToolTip(f"Похоже на персональные данные: {PERSONAL[one.personal]}" if one.personal else words)
                self.table.setItem(at, place, item)
            combo = _CalmCombo()
            combo.setAccessibleName(f"Что в столбце {column_letter(one.column)}")
            combo.addItem(_NOT_LOADED, "")
            for key, words in MEANINGS.items():
                combo.addItem(words[:1].upper() + words[1:], key)
            combo.setCurrentIndex(max(0, combo.findData("" if one.alike else one.guess)))
            combo.currentIndexChanged.connect(lambda _at: self._check())
            self.table.setCellWidget(at, len(_TITLES) - 1, combo)
        self.table.resizeRowsToContents()
        self.view = view
        self.note.setText(_note(view))
        self._set_enabled(True)
        self._check()
        if view.columns and self.focusWidget() not in (self.first, self.last, self.sheet):
            self.combo(0).setFocus()

    def combo(self, row: int) -> QComboBox:
        found = self.table.cellWidget(row, len(_TITLES) - 1)
        assert isinstance(found, QComboBox)
        return found

    def answer(self) -> TableMapping | None:
        if self.view is None:
            return None
        meanings = {one.column: self.combo(at).currentData() for at, one in enumerate(self.view.columns)}
        return self.view.mapping_of(meanings, self.kind.currentData())

    def _check(self) -> None:
        answer = self.answer()
        said = check_mapping(answer) if answer is not None else []
        self.problem.setText(said[0] if said else "")
        self.problem.setVisible(bool(said))
        self.ok.setEnabled(answer is not None and not said)

    def _accept(self) -> None:
        self.mapping = self.answer()
        self.accept()

    def _set_enabled(self, on: bool) -> None:
        for widget in (self.first, self.last, self.kind, self.table):
            widget.setEnabled(on)
        self.ok.setEnabled(on)


def _note(view: TableView) -> str:
    alike = [column_letter(one.column) for one in view.columns if one.alike]
    parts = []
    if view.remembered:
        parts.append("Для таблицы с таким заголовком вы уже указывали столбцы: показан прошлый выбор.")
    if alike:
        parts.append(f"Столбцы {', '.join(alike)} похожи: выберите, какой из них загружать.")
    personal = [column_letter(one.column) for one in view.columns if one.personal]
    if personal:
        where = "столбце" if len(personal) == 1 else "столбцах"
        parts.append(f"В {where} {', '.join(personal)} персональные данные: они не нужны и не загрузятся.")
    if not parts:
        parts.append("Проверьте, что программа поняла, и поправьте. В следующий раз такая таблица прочитается так же.")
    return " ".join(parts)
