"""The signals of one cell as a list: mark, name, how strong and how rare; the chosen one's picture stands beside."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.services.findings.evidence_rows import EvidencePage, SignalEvidence
from app.services.findings.rows import STRENGTH_WORDS
from app.ui import theme
from app.ui.objectivity import signs

SCORES = "scores"
_SCORES_NAME = "Баллы школы"
_ROLE = Qt.ItemDataRole.UserRole + 1


class SignalList(QListWidget):
    """`chosen(code)`; the last entry, `SCORES`, is the plain distribution of scores."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Признаки этой работы")
        self.setItemDelegate(_TwoLines(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.mark(self, "index")
        self.currentItemChanged.connect(lambda item: self.chosen.emit(item.data(Qt.ItemDataRole.UserRole)) if item else None)
        theme.notifier().changed.connect(self._fit)

    def show_page(self, page: EvidencePage) -> None:
        """Fill it; what was chosen stays chosen while it is there. Emits nothing."""
        kept = self.current()
        self.blockSignals(True)
        self.clear()
        for signal in page.signals:
            self._add(signal.code, signal.name, signal.strength, second_line(signal), signal.sentence)
        if page.scores is not None:
            self._add(SCORES, _SCORES_NAME, "", "распределение рядом с другими", "")
        self.setCurrentRow(self._row(kept, page))
        self.blockSignals(False)
        self._fit()

    def current(self) -> str:
        item = self.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def choose(self, code: str) -> None:
        for row in range(self.count()):
            if self.item(row).data(Qt.ItemDataRole.UserRole) == code:
                self.setCurrentRow(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pages are turned by the page around, which scrolls."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _row(self, kept: str, page: EvidencePage) -> int:
        codes = [self.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.count())]
        leading = page.leading
        for code in (kept, leading.code if leading is not None else SCORES):
            if code in codes:
                return codes.index(code)
        return 0

    def _add(self, code: str, name: str, strength: str, second: str, tip: str) -> None:
        item = QListWidgetItem(name)
        item.setData(Qt.ItemDataRole.UserRole, code)
        item.setData(_ROLE, (strength, second))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name}: {second}")
        item.setToolTip(f"{name}\n{tip or second}")
        self.addItem(item)

    def _fit(self) -> None:
        """As tall as its entries: the page scrolls, not the list."""
        self.scheduleDelayedItemsLayout()
        self.setFixedHeight(self.count() * _height() + 2)


def second_line(signal: SignalEvidence) -> str:
    """«средний · у 2 из 100 школ», «мало данных»."""
    word = STRENGTH_WORDS[signal.strength]
    rare = signal.rarity.removeprefix("случается ").replace("обычных ", "")
    return f"{word} · {rare}" if rare and signs.RANK[signal.strength] else word


def _height() -> int:
    return QFontMetrics(theme.font()).height() + QFontMetrics(theme.font(delta=-1)).height() + 10


class _TwoLines(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(10, _height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        strength, second = index.data(_ROLE)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.color("hover"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(theme.color("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        size = theme.px(theme.ICON)
        inner = rect.adjusted(8, 4, -6, -4)
        first = QFontMetrics(theme.font()).height()
        seen = signs.RANK.get(strength, 0) > 0
        if seen or strength == "little":
            signs.icon(strength).paint(painter, QRect(inner.left(), inner.top() + (first - size) // 2, size, size))
        elif not strength:
            theme.icon("chart-bar").paint(painter, QRect(inner.left(), inner.top() + (first - size) // 2, size, size))
        text = inner.adjusted(size + 6, 0, 0, 0)
        for font, role, words, top, high in (
            (theme.font(bold=seen), "text", index.data(), text.top(), first),
            (theme.font(delta=-1), "secondary", second, text.top() + first, text.height() - first),
        ):
            painter.setFont(font)
            painter.setPen(theme.color(role))  # type: ignore[arg-type]
            said = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, text.width())
            painter.drawText(QRect(text.left(), top, text.width(), high), Qt.AlignmentFlag.AlignVCenter, said)
        painter.restore()
