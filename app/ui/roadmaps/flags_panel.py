"""What a roadmap rolled over from last year still has to be looked at for: one by one, by keyboard.

Enter puts the suggestion in, Space leaves it as it is, F2 opens the text; the cursor goes on to the next one. Several
chosen rows are answered together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.services.changes import Changes
from app.services.roadmaps.rows import RolloverFlagRow
from app.services.text_ru import counted, number
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.roadmaps.rollover_columns import FLAGS, flag_place
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Place(QPlainTextEdit):
    """The text of a field with the flagged words marked; can be edited only when asked."""

    saved = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Текст с отмеченным местом")
        self.setTabChangesFocus(True)
        self.setReadOnly(True)

    def show_flag(self, flag: RolloverFlagRow | None) -> None:
        self.setReadOnly(True)
        self.setPlainText(flag.text if flag else "")
        self.setExtraSelections([])
        if flag is None or not flag.excerpt:
            return
        cursor = self._words(flag)
        mark = QTextEdit.ExtraSelection()
        tone = QTextCharFormat()
        tone.setBackground(theme.color("selection"))
        tone.setForeground(theme.color("text"))
        tone.setFontUnderline(True)
        mark.cursor, mark.format = cursor, tone  # type: ignore[attr-defined]
        self.setExtraSelections([mark])
        still = QTextCursor(cursor)
        still.clearSelection()
        self.setTextCursor(still)
        QTimer.singleShot(0, self, self.centerCursor)

    def typed(self) -> str:
        """As it stands; `toPlainText` would make common spaces of the no-break ones."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def edit(self, flag: RolloverFlagRow) -> None:
        self.setReadOnly(False)
        self.setExtraSelections([])
        self.setTextCursor(self._words(flag) if flag.excerpt else self.textCursor())
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.isReadOnly():
            if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.saved.emit()
                return
            if event.key() == Qt.Key.Key_Escape:
                self.left.emit()
                return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Esc ends the editing before the window sees it."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and not self.isReadOnly()
        ):
            event.accept()
            return True
        return super().event(event)

    def _words(self, flag: RolloverFlagRow) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(_utf16(flag.text, flag.start))
        cursor.setPosition(_utf16(flag.text, flag.end), QTextCursor.MoveMode.KeepAnchor)
        return cursor


class FlagsPanel(QWidget):
    """`show_roadmap(id)` fills it; `count_changed(n)`: nobody has looked at so many; `go_to(flag)` asks to show the place."""

    go_to = Signal(object)
    count_changed = Signal(int)

    def __init__(self, ui: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._roadmap_id: int | None = None
        self._rows: list[RolloverFlagRow] = []
        self._flag: RolloverFlagRow | None = None
        self._at = 0
        self._stale = False
        self.heading = QLabel()
        self.heading.setWordWrap(True)
        theme.mark(self.heading, "heading")
        self.kinds = ChoiceFilter("code", "Всё", lambda row, value: row.code == value)
        self.table: RowTable[RolloverFlagRow] = RowTable(FLAGS, key=lambda r: r.id, state=ui.state, state_key="rollover_flags")
        self.table.setAccessibleName("Не просмотрено после переноса")
        self.table.installEventFilter(self)
        self.table.current_changed.connect(self._show_flag)
        self.table.opened.connect(self.go_to)
        self.table.selectionModel().selectionChanged.connect(lambda _on, _off: self._name_buttons())
        self.panel: TablePanel[RolloverFlagRow] = TablePanel(self.table, filters=(self.kinds,))
        self.panel.words.hide()
        self.table.setMinimumHeight(theme.row_height() * 5)
        self.where = QLabel()
        self.where.setWordWrap(True)
        theme.mark(self.where, "bold")
        self.why = QLabel()
        self.why.setWordWrap(True)
        theme.mark(self.why, "note")
        self.place = _Place()
        self.place.saved.connect(self.save_fix)
        self.place.left.connect(self.stop_fixing)
        self.place.setMinimumHeight(self.place.fontMetrics().lineSpacing() * 4)
        self.suggestion = QLabel()
        self.suggestion.setWordWrap(True)
        self.accept_button = _button("Принять сдвиг", "Заменить на предложенное (Enter)", self.accept_chosen, primary=True)
        self.keep_button = _button("Оставить как есть", "Верно и для нового года (Пробел)", self.keep_chosen)
        self.fix_button = _button("Исправить", "Изменить текст здесь же (F2)", self.fix)
        self.show_button = _button("Показать в карте", "Перейти к этому месту карты (двойной щелчок)", self._go)
        self.save_button = _button("Сохранить", "Ctrl+Enter", self.save_fix, primary=True)
        self.cancel_button = _button("Отмена", "Esc", self.stop_fixing)
        self._answers = _rows((self.accept_button, self.keep_button), (self.fix_button, self.show_button))
        self._fixing = _rows((self.save_button, self.cancel_button))
        self._buttons = QStackedWidget()
        self._buttons.addWidget(self._answers)
        self._buttons.addWidget(self._fixing)
        self._buttons.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._card = QFrame()
        theme.mark(self._card, "card")
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        inner.setSpacing(theme.INSIDE)
        for widget in (self.where, self.why):
            inner.addWidget(widget)
        inner.addWidget(self.place, 1)
        inner.addWidget(self.suggestion)
        inner.addWidget(self._buttons)
        inner.addStretch()
        self._done = QLabel("Всё просмотрено: даты, годы, номера, люди и документы прошлого года проверены.")
        self._done.setWordWrap(True)
        theme.mark(self._done, "note")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.heading)
        box.addWidget(self._done)
        box.addWidget(self.panel, 1)
        box.addWidget(self._card, 1)
        box.addStretch()
        self.setFocusProxy(self.table)
        ui.refresh.subscribe({"roadmaps"}, self, self._make_stale)
        self._show_rows([])

    # -- for the owner

    def show_roadmap(self, roadmap_id: int | None) -> None:
        """Read what is open; None = no roadmap is chosen."""
        if roadmap_id != self._roadmap_id:
            self._roadmap_id, self._at = roadmap_id, 0
            self.stop_fixing(focus=False)
        self._read()

    def open_count(self) -> int:
        """How many places nobody has looked at yet."""
        return len(self._rows)

    def is_fixing(self) -> bool:
        return not self.place.isReadOnly()

    # -- answers

    def accept_chosen(self) -> None:
        """The suggestions of the chosen rows; where there is none a person has to write."""
        chosen = [row for row in self._chosen() if row.suggestion]
        if not chosen:
            self.fix()
            return
        ids = [row.id for row in chosen]

        def job(_progress: object) -> Changes:
            from app.services.roadmaps.rollover_commands import accept_flags

            return accept_flags(self._ui.ctx, ids)

        self._write(job)

    def keep_chosen(self) -> None:
        ids = [row.id for row in self._chosen()]
        if not ids:
            return

        def job(_progress: object) -> Changes:
            from app.services.roadmaps.rollover_commands import keep_flags

            return keep_flags(self._ui.ctx, ids)

        self._write(job)

    def fix(self) -> None:
        """Open the text of the row under the cursor for typing."""
        flag = self._flag
        if flag is None or not flag.text:
            return
        self.table.select_key(flag.id)
        self.table.setEnabled(False)
        self.kinds.setEnabled(False)
        self.place.edit(flag)
        self._buttons.setCurrentWidget(self._fixing)

    def save_fix(self) -> None:
        flag, text = self._flag, self.place.typed()
        if flag is None or not self.is_fixing():
            return

        def job(_progress: object) -> Changes:
            from app.services.roadmaps.rollover_commands import fix_flag

            return fix_flag(self._ui.ctx, flag.id, text)

        self._write(job, done=self.stop_fixing)

    def stop_fixing(self, *, focus: bool = True) -> None:
        """Back to the list; what was typed and not saved is dropped."""
        fixing = self.is_fixing()
        self.table.setEnabled(True)
        self.kinds.setEnabled(True)
        self._buttons.setCurrentWidget(self._answers)
        self.place.show_flag(self._flag)
        if fixing and focus:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            keys: dict[int, Callable[[], None]] = {
                Qt.Key.Key_Space: self.keep_chosen,
                Qt.Key.Key_F2: self.fix,
                **dict.fromkeys(_ENTER, self.accept_chosen),
            }
            act = keys.get(event.key())
            if act is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                act()
                return True
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    # -- inside

    def _make_stale(self) -> None:
        self._stale = True
        self._read()

    def _read(self) -> None:
        """Also while hidden: the count is shown elsewhere."""
        self._stale = False
        roadmap_id = self._roadmap_id
        if roadmap_id is None:
            self._show_rows([])
            return

        def job(_progress: object) -> list[RolloverFlagRow]:
            from app.services.roadmaps.queries import rollover_flags

            return rollover_flags(self._ui.ctx, roadmap_id)

        def failed(error: BaseException) -> None:
            if describe(error) is None:
                raise error
            self._show_rows([])  # the roadmap was deleted meanwhile

        self._ui.worker.read(job, done=self._show_rows, failed=failed, owner=self, key="flags")

    def _show_rows(self, rows: list[RolloverFlagRow]) -> None:
        self._rows = rows
        codes = {row.code: row.code_words for row in rows}
        counts = {code: sum(row.code == code for row in rows) for code in codes}
        self.kinds.set_choices([(f"{words} ({counts[code]})", code) for code, words in codes.items()])
        current = self.table.current_row()
        gone = current is not None and all(row.id != current.id for row in rows)
        if current is not None:
            self._at = max(0, self.table.currentIndex().row())
        self.panel.set_rows(rows)
        shown = self.table.row_model.shown()
        if not shown and rows:
            self.kinds.setCurrentIndex(0)
            shown = self.table.row_model.shown()
        if shown and (gone or self.table.current_row() is None):
            self.table.select_key(shown[min(self._at, len(shown) - 1)].id)
        self.heading.setText(
            f"Перенос с прошлого года: не просмотрено {number(len(rows))}" if rows else "Перенос с прошлого года"
        )
        self.panel.setVisible(bool(rows))
        self.kinds.setVisible(len(codes) > 1)
        self._done.setVisible(not rows)
        self._show_flag(self.table.current_row())
        self.count_changed.emit(len(rows))

    def _show_flag(self, flag: RolloverFlagRow | None) -> None:
        if self.is_fixing() and flag is not None and self._flag is not None and flag.id == self._flag.id:
            return  # what is being typed stays
        if self.is_fixing():
            self._flag = flag
            self.stop_fixing()
        self._flag = flag
        self._card.setVisible(flag is not None)
        if flag is None:
            self._name_buttons()
            return
        place = flag_place(flag)
        self.where.setText(f"{place[:1].upper()}{place[1:]}")
        self.why.setText(f"{flag.why[:1].upper()}{flag.why[1:]}.")
        self.place.setVisible(bool(flag.text))
        self.place.show_flag(flag)
        self._name_buttons()

    def _name_buttons(self) -> None:
        chosen = self._chosen()
        offered = [row for row in chosen if row.suggestion]
        flag = self._flag
        many = len(chosen) > 1
        self.accept_button.setVisible(bool(offered))
        self.accept_button.setText(f"Принять сдвиг ({number(len(offered))})" if many else "Принять сдвиг")
        nothing_to_write = flag is not None and not flag.text
        if many:
            self.keep_button.setText(f"Оставить как есть ({number(len(chosen))})")
        else:
            self.keep_button.setText("Просмотрено" if nothing_to_write else "Оставить как есть")
        self.fix_button.setVisible(not nothing_to_write)
        self.fix_button.setEnabled(flag is not None and not many)
        if many:
            self.suggestion.setText(f"Выбрано: {counted(len(chosen), 'место', 'места', 'мест')}.")
        elif flag is not None and flag.suggestion:
            self.suggestion.setText(f"Предложение: {' '.join(flag.suggestion.split())}")
        self.suggestion.setVisible(many or bool(flag and flag.suggestion))

    def _chosen(self) -> Sequence[RolloverFlagRow]:
        selected = self.table.selected_rows()
        return selected or ([self._flag] if self._flag is not None else [])

    def _go(self) -> None:
        if self._flag is not None:
            self.go_to.emit(self._flag)

    def _write(self, job: Callable[[object], Changes], done: Callable[[], None] | None = None) -> None:
        def failed(error: BaseException) -> None:
            known = describe(error)
            if known is None:
                raise error
            self._ui.message(known.what, known.todo, kind="error")

        self._at = max(0, self.table.currentIndex().row())
        self._ui.worker.write(job, done=(lambda _changes: done()) if done else None, failed=failed, owner=self)


def _button(words: str, tip: str, act: Callable[[], None], *, primary: bool = False) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(tip)
    if primary:
        theme.mark(button, "primary")
    button.clicked.connect(lambda _checked=False: act())
    return button


def _rows(*rows: Sequence[QWidget]) -> QWidget:
    """Buttons in a grid that also fits a narrow panel."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(theme.INSIDE)
    for at, row in enumerate(rows):
        for column, widget in enumerate(row):
            grid.addWidget(widget, at, column)
    return holder


def _utf16(text: str, place: int) -> int:
    """Qt counts UTF-16 units."""
    return len(text[:place].encode("utf-16-le")) // 2
