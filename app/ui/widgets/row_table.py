"""A table of plain rows: sorted and filtered as a Python list, then reset.

    columns = (
        Column("name", "Школа", lambda r: r.short_name, width=240, stretch=True),
        Column("pupils", "Учеников", lambda r: number(r.pupils), align="right", sort=lambda r: r.pupils),
    )
    table = RowTable(columns, key=lambda r: r.id, state=ui.state, state_key="schools")
    table.set_rows(rows)
    table.current_changed.connect(panel.show_row)   # the row object or None
    table.opened.connect(self.open_card)            # Enter or double click

`TablePanel` (table_panel.py) adds the filter row and the counter «показано 34 из 189».
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QFontMetrics, QGuiApplication, QIcon, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QStyledItemDelegate, QTableView, QWidget

from app.services.text_ru import search_key, sort_key
from app.ui import theme
from app.ui.ui_state import UiState

R = TypeVar("R")
Align = Literal["left", "right", "center"]
Index = QModelIndex | QPersistentModelIndex

_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    "right": Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    "center": Qt.AlignmentFlag.AlignCenter,
}
_PLAIN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
"""Made once: painting a selection of thousands asks for it of every cell."""
SHORT = 90
"""Columns up to this width hold a year, a code, a date: they are never made narrower."""
VALUE_ROLE = Qt.ItemDataRole.UserRole + 1
"""What a delegate paints: `Column.value(row)`."""


@dataclass(frozen=True)
class Column(Generic[R]):
    """How one column shows a row.

    `sort` gives a sort key (None goes last in both directions; default: the text, «СОШ № 2» before «СОШ № 10»);
    a table narrower than `needs` (pixels at the usual font) does without the column, for the panel shows it too;
    `value` + `delegate` paint something else than text; `role` colours the text; `editable` allows F2.
    """

    key: str
    title: str
    text: Callable[[R], str]
    width: int = 120
    align: Align = "left"
    sort: Callable[[R], Any] | None = None
    tooltip: Callable[[R], str] | None = None
    icon: Callable[[R], QIcon | None] | None = None
    role: Callable[[R], theme.Role | None] | None = None
    value: Callable[[R], Any] | None = None
    delegate: Callable[[QWidget], QStyledItemDelegate] | None = None
    editable: Callable[[R], bool] | None = None
    stretch: bool = False
    needs: int = 0
    title_tip: str = ""


class RowTableModel(QAbstractTableModel, Generic[R]):
    """The shown rows are a list made of all rows by the filter and the sort order; every change resets the model."""

    edit_requested = Signal(object, str, object)
    """(row, column key, new text): the tab runs a command; the model itself changes nothing."""

    def __init__(self, columns: Sequence[Column[R]], rows: Iterable[R] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._all: list[R] = list(rows)
        self._shown: list[R] = list(self._all)
        self._filter: Callable[[R], bool] | None = None
        self._words: tuple[str, ...] = ()
        self._sort: tuple[int, bool] | None = None
        self._texts: dict[int, str] = {}

    # -- what the owner says

    def set_rows(self, rows: Iterable[R]) -> None:
        self._all = list(rows)
        self._texts = {}
        self._rebuild()

    def set_filter(self, accept: Callable[[R], bool] | None) -> None:
        """Show only rows that `accept` says yes to (beside the words of `set_words`)."""
        self._filter = accept
        self._rebuild()

    def set_words(self, text: str) -> None:
        """Show only rows in which every word of the text occurs in some column."""
        self._words = tuple(search_key(text).split())
        self._rebuild()

    def sort_by(self, column: int, descending: bool) -> None:
        self._sort = (column, descending) if 0 <= column < len(self.columns) else None
        self._rebuild()

    # -- what can be asked

    @property
    def all_count(self) -> int:
        return len(self._all)

    def shown(self) -> list[R]:
        return self._shown

    def all_rows(self) -> list[R]:
        return self._all

    def row(self, index: Index | int) -> R | None:
        at = index if isinstance(index, int) else index.row()
        return self._shown[at] if 0 <= at < len(self._shown) else None

    def _rebuild(self) -> None:
        self.beginResetModel()
        rows = self._all
        if self._filter is not None:
            rows = [r for r in rows if self._filter(r)]
        if self._words:
            rows = [r for r in rows if all(w in self._haystack(r) for w in self._words)]
        if self._sort is not None:
            rows = self._sorted(rows, *self._sort)
        self._shown = list(rows)
        self.endResetModel()

    def _haystack(self, row: R) -> str:
        key = id(row)
        if key not in self._texts:
            self._texts[key] = search_key(" ".join(c.text(row) for c in self.columns))
        return self._texts[key]

    def _sorted(self, rows: list[R], column: int, descending: bool) -> list[R]:
        chosen = self.columns[column]
        get: Callable[[R], Any] = chosen.sort or (lambda r: sort_key(chosen.text(r)) if chosen.text(r) else None)
        keyed = [(get(r), r) for r in rows]
        known = sorted((p for p in keyed if p[0] is not None), key=lambda p: p[0], reverse=descending)
        return [r for _, r in known] + [r for key, r in keyed if key is None]

    # -- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align]
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.title_tip or column.title
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if row is None:
            return None
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return column.text(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align]
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tooltip(row) if column.tooltip else None
        if role == Qt.ItemDataRole.DecorationRole:
            return column.icon(row) if column.icon else None
        if role == Qt.ItemDataRole.ForegroundRole:
            tone = column.role(row) if column.role else None
            return theme.color(tone) if tone else None
        if role == VALUE_ROLE:
            return column.value(row) if column.value else None
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.row(index)
        if row is None or role != Qt.ItemDataRole.EditRole:
            return False
        column = self.columns[index.column()]
        if column.text(row) != value:
            self.edit_requested.emit(row, column.key, value)
        return False

    def flags(self, index: Index) -> Qt.ItemFlag:
        at = index.column()
        editable = self.columns[at].editable if at >= 0 else None
        if editable is None:
            return _PLAIN
        row = self.row(index)
        return _PLAIN | Qt.ItemFlag.ItemIsEditable if row is not None and editable(row) else _PLAIN


class RowTable(QTableView, Generic[R]):
    """The view: whole-row selection, elided text with the whole in a tooltip, copying, remembered widths and order."""

    current_changed = Signal(object)
    """The row under the cursor, or None."""
    opened = Signal(object)
    """Enter or a double click on a row."""
    edit_requested = Signal(object, str, object)
    rows_changed = Signal()
    """After rows, filter or order changed."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        key: Callable[[R], Hashable],
        state: UiState | None = None,
        state_key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._model: RowTableModel[R] = RowTableModel(columns, parent=self)
        self._key = key
        self._state, self._state_key = state, f"table/{state_key}" if state_key else ""
        self._actions: list[QAction] = []
        self._widths_are_ours = False
        self._user_widths: dict[str, int] = {}
        self._current_key: Hashable | None = None
        self._quiet = False
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setShowGrid(False)
        self.setAlternatingRowColors(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setMinimumSectionSize(theme.px(36))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.sortIndicatorChanged.connect(self._order_changed)
        header.sectionResized.connect(self._section_resized)
        header.setToolTip("Щелчок — сортировка, граница — ширина")
        for number, column in enumerate(self._model.columns):
            if column.delegate is not None:
                self.setItemDelegateForColumn(number, column.delegate(self))
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self._model.edit_requested.connect(self.edit_requested)
        theme.notifier().changed.connect(self._measure)
        self._restore()
        self._measure()

    # -- what the owner says

    def set_rows(self, rows: Iterable[R]) -> None:
        """Show other rows; the cursor stays on the row with the same key."""
        self._keeping_place(lambda: self._model.set_rows(rows))

    def set_filter(self, accept: Callable[[R], bool] | None) -> None:
        self._keeping_place(lambda: self._model.set_filter(accept))

    def set_words(self, text: str) -> None:
        self._keeping_place(lambda: self._model.set_words(text))

    def sort_by(self, key: str, *, descending: bool = False) -> None:
        """Order by a column, as a click on its header does."""
        self._sort(self._column(key), descending)

    def show_column(self, key: str, on: bool) -> None:
        """Hide a column that says nothing now, or show it again; the widths a person chose stay."""
        at = self._column(key)
        if self.isColumnHidden(at) == on:
            self._widths_are_ours = True
            self.setColumnHidden(at, not on)
            self._widths_are_ours = False
            self._lay_out_columns()

    def set_actions(self, actions: Sequence[QAction]) -> None:
        """Actions of the row for the context menu (also reachable by the menu key); «Копировать» is always there."""
        self._actions = list(actions)

    def row_action(self, words: str, keys: str, act: Callable[[R], object]) -> QAction:
        """An action about the current row, for `set_actions`; `keys` work while the table has the focus, empty = none."""
        made = QAction(words, self)
        if keys:
            made.setShortcut(QKeySequence(keys))
            made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self.addAction(made)

        def run(_checked: bool = False) -> None:
            row = self.current_row()
            if row is not None:
                act(row)

        made.triggered.connect(run)
        return made

    def select_key(self, key: Hashable) -> bool:
        """Move the cursor to the row with this key; False when it is not shown."""
        for at, row in enumerate(self._model.shown()):
            if self._key(row) == key:
                self._go(at)
                return True
        return False

    # -- what can be asked

    @property
    def row_model(self) -> RowTableModel[R]:
        return self._model

    def current_row(self) -> R | None:
        return self._model.row(self.currentIndex())

    def selected_rows(self) -> list[R]:
        # By ranges: asking for every chosen index takes a third of a second where thousands are chosen.
        parts = list(self.selectionModel().selection())  # type: ignore[call-overload]
        chosen = {n for part in parts for n in range(part.top(), part.bottom() + 1)}
        found = [self._model.row(n) for n in sorted(chosen)]
        return [r for r in found if r is not None]

    def shown_count(self) -> int:
        return len(self._model.shown())

    def all_count(self) -> int:
        return self._model.all_count

    def sort_state(self) -> tuple[str, bool] | None:
        header = self.horizontalHeader()
        at = header.sortIndicatorSection()
        if not header.isSortIndicatorShown() or not 0 <= at < len(self._model.columns):
            return None
        return self._model.columns[at].key, header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder

    def fit_rows(self, most: int = 12) -> None:
        """As tall as its rows (`most` of them at the most): for tables on a scrolling page."""
        rows = max(1, min(most, self.shown_count()))
        head = self.horizontalHeader().sizeHint().height() if not self.horizontalHeader().isHidden() else 0
        self.setFixedHeight(head + rows * theme.row_height() + 4)

    def copy(self) -> None:
        """The selected rows as tab-separated text with a head line, ready for Excel or Word."""
        rows = self.selected_rows()
        if not rows:
            return
        columns = [c for n, c in enumerate(self._model.columns) if not self.isColumnHidden(n)]
        lines = ["\t".join(c.title for c in columns)] if len(rows) > 1 else []
        lines += ["\t".join(c.text(r).replace("\n", " ") for c in columns) for r in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))

    # -- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != QAbstractItemView.State.EditingState:
            row = self.current_row()
            if row is not None:
                self.opened.emit(row)
        elif event.key() == Qt.Key.Key_Home and not event.modifiers():
            self._go(0)
        elif event.key() == Qt.Key.Key_End and not event.modifiers():
            self._go(self.shown_count() - 1)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: Any) -> None:
        index = self.indexAt(event.position().toPoint())
        row = self._model.row(index)
        if row is not None and not self._model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.opened.emit(row)
            return
        super().mouseDoubleClickEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """A cell whose text is cut shows the whole of it in a tooltip."""
        if event.type() == QEvent.Type.ToolTip:
            point: QPoint = event.pos()  # type: ignore[attr-defined]
            index = self.indexAt(point)
            if index.isValid() and not index.data(Qt.ItemDataRole.ToolTipRole):
                text = index.data(Qt.ItemDataRole.DisplayRole) or ""
                room = (
                    self.visualRect(index).width() - 2 * 6 - (theme.ICON + 6 if index.data(Qt.ItemDataRole.DecorationRole) else 0)
                )
                self.setToolTip(text if QFontMetrics(self.font()).horizontalAdvance(text) > room else "")
            else:
                self.setToolTip("")
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out_columns()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._lay_out_columns()

    # -- inside

    def _column(self, key: str) -> int:
        return next((n for n, c in enumerate(self._model.columns) if c.key == key), -1)

    def _go(self, at: int) -> None:
        index = self._model.index(at, max(0, self.currentIndex().column()))
        if index.isValid():
            self.selectionModel().setCurrentIndex(
                index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            )
            self.scrollTo(index)

    def _keeping_place(self, change: Callable[[], None]) -> None:
        current = self.current_row()
        key = self._key(current) if current is not None else self._current_key
        scrolled = self.verticalScrollBar().value()
        self._quiet = True
        change()
        self._quiet = False
        self.verticalScrollBar().setValue(scrolled)
        self._current_key = key
        if key is None or not self.select_key(key):
            self.current_changed.emit(None)
        else:
            self.current_changed.emit(self.current_row())
        self.rows_changed.emit()

    def _row_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if self._quiet:
            return
        row = self._model.row(current)
        if row is not None and self._key(row) != self._current_key:
            self._current_key = self._key(row)
            self.current_changed.emit(row)

    def _sort(self, section: int, descending: bool) -> None:
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(section, order)

    def _order_changed(self, section: int, order: Qt.SortOrder) -> None:
        self._keeping_place(lambda: self._model.sort_by(section, order == Qt.SortOrder.DescendingOrder))
        self._remember()

    def _show_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self._actions)
        if self._actions:
            menu.addSeparator()
        copy = menu.addAction("Копировать")
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setEnabled(bool(self.selected_rows()))
        copy.triggered.connect(self.copy)
        menu.popup(self.viewport().mapToGlobal(point))

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.row_height())
        self.setIconSize(self.iconSize().__class__(theme.px(theme.ICON), theme.px(theme.ICON)))
        if self.isVisible():
            self._lay_out_columns()

    def _lay_out_columns(self) -> None:
        """Widths the person chose, else those of the columns, made to fit: what is over goes to the stretching ones,
        what is missing is taken from words (never from numbers) before the table scrolls sideways.
        """
        header = self.horizontalHeader()
        columns = self._model.columns
        self._widths_are_ours = True  # hiding a column says that its width is 0
        for n, column in enumerate(columns):
            if column.needs:
                self.setColumnHidden(n, self.viewport().width() < theme.px(column.needs))
        self._widths_are_ours = False
        wide = [theme.px(self._user_widths.get(c.key, c.width)) for c in columns]
        shown = [n for n in range(len(columns)) if not self.isColumnHidden(n)]
        ours = [n for n in shown if columns[n].key not in self._user_widths]
        left = self.viewport().width() - sum(wide[n] for n in shown)
        stretching = [n for n in ours if columns[n].stretch]
        if left > 0 and stretching:
            _share_out(wide, stretching, left)
        elif left < 0:
            scrolls = self.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            words = [n for n in ours if columns[n].align == "left" and columns[n].delegate is None and columns[n].width > SHORT]
            for some, least in ((stretching, 0.7), (words, 0.75)) if scrolls else ((words, 0.3),):
                spare = {n: wide[n] - round(theme.px(columns[n].width) * least) for n in some}
                room = sum(max(0, s) for s in spare.values())
                if left < 0 < room:
                    taken = min(room, -left)
                    for n, s in spare.items():
                        wide[n] -= round(max(0, s) * taken / room)
                    left += taken
        self._widths_are_ours = True
        for n, width in enumerate(wide):
            header.resizeSection(n, width)
        self._widths_are_ours = False

    def _section_resized(self, section: int, _old: int, new: int) -> None:
        if self._widths_are_ours or section >= len(self._model.columns):
            return
        self._user_widths[self._model.columns[section].key] = round(new * theme.FONT_SIZES[0] / theme.points())
        self._remember()

    def _remember(self) -> None:
        if self._state is not None and self._state_key:
            self._state.put(self._state_key, {"widths": self._user_widths, "sort": self.sort_state()})

    def _restore(self) -> None:
        kept = self._state.get(self._state_key) if self._state is not None and self._state_key else None
        if not isinstance(kept, dict):
            return
        keys = {c.key for c in self._model.columns}
        self._user_widths = {
            k: int(w) for k, w in (kept.get("widths") or {}).items() if k in keys and isinstance(w, (int, float))
        }
        sort = kept.get("sort")
        if isinstance(sort, list) and len(sort) == 2 and sort[0] in keys:
            self._sort(self._column(sort[0]), bool(sort[1]))


def _share_out(wide: list[int], columns: Sequence[int], left: int) -> None:
    share = left // len(columns)
    for n in columns:
        wide[n] += share
    wide[columns[-1]] += left - share * len(columns)
