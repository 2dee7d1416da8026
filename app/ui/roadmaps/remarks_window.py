"""All remarks about a roadmap in a window beside the tab: by weight or by place, with words to find, reasons to dismiss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services.text_ru import counted, search_key
from app.ui import theme
from app.ui.context import UiContext
from app.ui.remarks import bring_back, count_words, learn, set_aside
from app.ui.roadmaps.remarks import go, reachable
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.fields import asks_for_undo
from app.ui.widgets.remark_cards import LEVELS, ReasonField, RemarkCards

if TYPE_CHECKING:
    from app.services.lint.rows import Remark
    from app.services.problems import Severity
    from app.services.roadmaps.rows import RoadmapSectionRow, RoadmapTree

_ROLE = Qt.ItemDataRole.UserRole
_GROUPS: dict[Severity, str] = {"error": "Ошибки", "warning": "Предупреждения", "info": "Заметки"}
_DISMISSED = "Отклонённые"
_WHOLE, _ORDER, _SEVERAL = "Карта в целом", "Приказ об утверждении", "В нескольких разделах"


class RemarksWindow(QDialog):
    """Not modal: Enter shows the place in the tree behind, Del asks for the reason, Esc closes."""

    go_to = Signal(object)

    def __init__(self, ui: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ui = ui
        self.setWindowTitle("Замечания к дорожной карте")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._roadmap_id: int | None = None
        self._found: list[Remark] = []
        self._sections: tuple[str, ...] = ()
        self._folded = {_DISMISSED}
        self._went = ("", -1)
        self.title = ElidedLabel()
        theme.mark(self.title, "heading")
        self.counter = QLabel()
        theme.mark(self.counter, "note")
        filters = self._filters()
        self.tree = self._tree()
        self.cards = RemarkCards("Выберите замечание в списке.")
        self.cards.dismissed.connect(lambda remark, reason: self._dismiss([remark], reason))
        self.cards.restored.connect(lambda remark: bring_back(self.ui, self, remark))
        self.cards.learned.connect(lambda short: learn(self.ui, self, short))
        self.cards.shown.connect(self._go)
        inner = QWidget()
        theme.mark(inner, "panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(theme.AROUND, theme.SPACE, theme.AROUND, theme.SPACE)
        column.addWidget(self.cards)
        column.addWidget(self._many_row())
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFrameShape(QFrame.Shape.StyledPanel)
        theme.mark(scroll, "panel")
        scroll.setWidget(inner)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(theme.SPACE)
        split.setChildrenCollapsible(False)
        split.addWidget(self.tree)
        split.addWidget(scroll)
        split.setSizes([theme.px(380), theme.px(210)])
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.title)
        box.addWidget(self.counter)
        box.addLayout(filters)
        box.addWidget(split, 1)
        QShortcut(QKeySequence.StandardKey.Find, self, self.words.setFocus)
        ui.refresh.subscribe(("roadmaps", "documents", "organisations", "calendar", "settings"), self, self._read)
        room = parent.window().size() if parent is not None else self.size()
        self.setMinimumWidth(theme.px(480))
        self.resize(min(theme.px(760), room.width() - theme.px(40)), min(theme.px(680), room.height() - theme.px(40)))

    # -- building

    def _tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setColumnCount(2)
        tree.setHeaderLabels(["Замечание", "Где"])
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setUniformRowHeights(True)
        tree.setRootIsDecorated(True)
        tree.setTextElideMode(Qt.TextElideMode.ElideRight)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().resizeSection(1, theme.px(190))
        tree.itemSelectionChanged.connect(self._chosen)
        tree.itemActivated.connect(lambda item, _column: self._go(item.data(0, _ROLE)))
        tree.itemCollapsed.connect(lambda item: self._folded.add(item.data(1, _ROLE)))
        tree.itemExpanded.connect(lambda item: self._folded.discard(item.data(1, _ROLE)))
        tree.installEventFilter(self)
        return tree

    def _filters(self) -> QHBoxLayout:
        self.words = QLineEdit()
        self.words.setPlaceholderText("Отобрать по словам")
        self.words.setAccessibleName("Отобрать по словам")
        self.words.setClearButtonEnabled(True)
        self.words.setMinimumWidth(theme.px(120))
        self.words.addAction(theme.icon("filter-outline"), QLineEdit.ActionPosition.LeadingPosition)
        self.words.textChanged.connect(lambda _text: self._fill())
        self.words.installEventFilter(self)
        self.level = QComboBox()
        self.level.setAccessibleName("Важность")
        for text, value in (("Все замечания", None), ("Только ошибки", "error"), ("Ошибки и предупреждения", "warning")):
            self.level.addItem(text, value)
        self.grouping = QComboBox()
        self.grouping.setAccessibleName("Порядок")
        self.grouping.addItem("По важности", "level")
        self.grouping.addItem("По месту", "place")
        kept = self.ui.state.get("remarks/grouping")
        self.grouping.setCurrentIndex(max(0, self.grouping.findData(kept)))
        self.level.currentIndexChanged.connect(lambda _index: self._fill())
        self.grouping.currentIndexChanged.connect(self._regroup)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self.words, 1)
        row.addWidget(self.level)
        row.addWidget(self.grouping)
        return row

    def _many_row(self) -> QWidget:
        """Several remarks set aside for one reason."""
        self.many_words = QLabel()
        self.many_reason = ReasonField()
        self.many_button = QPushButton("Отклонить все выбранные")
        self.many_button.setAutoDefault(False)
        self.many_button.setEnabled(False)
        self.many_reason.textChanged.connect(lambda text: self.many_button.setEnabled(bool(text.strip())))
        self.many_reason.returnPressed.connect(self._dismiss_many)
        self.many_reason.given_up.connect(self.tree.setFocus)
        self.many_button.clicked.connect(lambda _checked=False: self._dismiss_many())
        self.many = QWidget()
        box = QVBoxLayout(self.many)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.many_words)
        row = QHBoxLayout()
        row.setSpacing(theme.INSIDE)
        row.addWidget(self.many_reason, 1)
        row.addWidget(self.many_button)
        box.addLayout(row)
        self.many.hide()
        return self.many

    # -- reading

    def show_roadmap(self, roadmap_id: int) -> None:
        self._roadmap_id = roadmap_id
        self._read()
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> None:
        roadmap_id = self._roadmap_id
        if roadmap_id is None:
            return

        def job(_progress: object) -> tuple[RoadmapTree, list[Remark]] | None:
            from app.services.errors import UserError
            from app.services.lint.queries import remarks
            from app.services.roadmaps.queries import get_roadmap

            try:
                return get_roadmap(self.ui.ctx, roadmap_id), remarks(self.ui.ctx, roadmap_id)
            except UserError:  # deleted meanwhile
                return None

        def done(loaded: tuple[RoadmapTree, list[Remark]] | None) -> None:
            if loaded is None:
                self.reject()
            elif roadmap_id == self._roadmap_id:
                self.title.setText(loaded[0].title)
                self._sections = tuple(_section_words(n, row) for n, row in enumerate(loaded[0].sections, 1))
                self._found = loaded[1]
                self._fill()

        self.ui.worker.read(job, done=done, owner=self, key="remarks")

    def _regroup(self) -> None:
        self.ui.state.put("remarks/grouping", self.grouping.currentData())
        self._fill()

    # -- the list

    def _fill(self) -> None:
        """Rows anew; the chosen one stays chosen, or the one that came into its place."""
        chosen = self._current()
        at = self._position(self.tree.currentItem())
        shown = [remark for remark in self._found if self._passes(remark)]
        self.tree.blockSignals(True)
        self.tree.clear()
        for name, remarks in self._groups(shown):
            head = QTreeWidgetItem([f"{name} ({len(remarks)})"])
            head.setData(1, _ROLE, name)
            head.setSizeHint(0, QSize(0, theme.row_height()))
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            face = head.font(0)
            face.setBold(True)
            head.setFont(0, face)
            self.tree.addTopLevelItem(head)
            head.setFirstColumnSpanned(True)
            for remark in remarks:
                head.addChild(self._row(remark))
            head.setExpanded(name not in self._folded)
        self.tree.blockSignals(False)
        levels = [remark.severity for remark in self._found if remark.is_open]
        self.counter.setText(count_words(*(levels.count(level) for level in ("error", "warning", "info"))) or "замечаний нет")
        self._choose(chosen.finding.key if chosen else None, at)
        self._chosen()

    def _row(self, remark: Remark) -> QTreeWidgetItem:
        finding = remark.finding
        item = QTreeWidgetItem([f"{remark.title}. {finding.text}", finding.place])
        item.setData(0, _ROLE, remark)
        item.setSizeHint(0, QSize(0, theme.row_height()))
        item.setIcon(0, theme.status_icon(finding.severity) if remark.is_open else theme.icon("check"))
        reason = f"\nОтклонено: {remark.dismissal.reason}" if remark.dismissal else ""
        item.setToolTip(0, f"{LEVELS[finding.severity]}. {remark.title}.\n{finding.text}{reason}")
        item.setToolTip(1, finding.place)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{LEVELS[finding.severity]}: {remark.title}. {finding.text}")
        return item

    def _passes(self, remark: Remark) -> bool:
        wanted = self.level.currentData()
        if wanted == "error" and remark.severity != "error":
            return False
        if wanted == "warning" and remark.severity == "info":
            return False
        text = search_key(f"{remark.title} {remark.finding.text} {remark.finding.place}")
        return all(word in text for word in search_key(self.words.text()).split())

    def _groups(self, remarks: list[Remark]) -> list[tuple[str, list[Remark]]]:
        groups: dict[str, list[Remark]] = {}
        opened = [remark for remark in remarks if remark.is_open]
        if self.grouping.currentData() == "place":
            for remark in sorted(opened, key=_printed_order):
                groups.setdefault(self._part(remark), []).append(remark)
        else:
            for level, name in _GROUPS.items():
                same = [remark for remark in opened if remark.severity == level]
                if same:
                    groups[name] = same
        dismissed = [remark for remark in remarks if not remark.is_open]
        if dismissed:
            groups[_DISMISSED] = dismissed
        return list(groups.items())

    def _items(self) -> list[QTreeWidgetItem]:
        heads = [self.tree.topLevelItem(n) for n in range(self.tree.topLevelItemCount())]
        return [head.child(n) for head in heads if head is not None for n in range(head.childCount())]

    def _position(self, item: QTreeWidgetItem | None) -> int:
        return next((n for n, one in enumerate(self._items()) if one is item), 0) if item is not None else 0

    def _choose(self, key: str | None, at: int) -> None:
        items = self._items()
        same = next((one for one in items if one.data(0, _ROLE).finding.key == key and one.data(0, _ROLE).is_open), None)
        item = same or (items[min(at, len(items) - 1)] if items else None)
        if item is not None and (item.parent().isExpanded() or same is not None):
            self.tree.setCurrentItem(item)

    def _current(self) -> Remark | None:
        item = self.tree.currentItem()
        remark: Remark | None = item.data(0, _ROLE) if item is not None else None
        return remark

    def chosen(self) -> list[Remark]:
        """The selected open remarks."""
        rows = [item.data(0, _ROLE) for item in self.tree.selectedItems()]
        return [remark for remark in rows if remark is not None and remark.is_open]

    def _chosen(self) -> None:
        several = self.chosen()
        remark = self._current()
        many = len(several) > 1
        self.cards.set_remarks([remark] if remark is not None and not many else [])
        self.cards.setVisible(not many)
        for card in self.cards.cards:  # the only one, dismissed or not
            card.setVisible(True)
        self.cards.fold_away(many or remark is not None)
        self.cards.set_nothing("" if remark is not None else "Выберите замечание в списке." if self._found else "Замечаний нет.")
        self.many.setVisible(many)
        self.many_words.setText(f"Выбрано {counted(len(several), 'замечание', 'замечания', 'замечаний')}.")

    def _part(self, remark: Remark) -> str:
        """Group by place: the order, the whole, a section, several of them."""
        spot = remark.finding.spots[0]
        if len({one.section for one in remark.finding.spots if one.section is not None}) > 1:
            return _SEVERAL
        if spot.section is None:
            return _ORDER if spot.in_order else _WHOLE
        return self._sections[spot.section] if spot.section < len(self._sections) else _WHOLE

    # -- doing

    def _dismiss(self, remarks: list[Remark], reason: str) -> None:
        set_aside(self.ui, self, remarks, reason)
        self.tree.setFocus()

    def _dismiss_many(self) -> None:
        if self.many_reason.text().strip():
            reason = self.many_reason.text()
            self.many_reason.clear()
            self._dismiss(self.chosen(), reason)

    def ask_reason(self) -> None:
        """Del: the cursor goes into the line for the reason."""
        if self.many.isVisibleTo(self):
            self.many_reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif self.cards.cards:
            self.cards.cards[0].ask_reason()

    def _go(self, remark: Any) -> None:
        """Repeated, it goes on to the next place of the same remark."""
        if remark is None:
            return
        spots = [spot for spot in remark.finding.spots if reachable(spot, remark)]
        if not spots:
            return
        key, at = self._went
        at = (at + 1) % len(spots) if key == remark.finding.key else 0
        self._went = (remark.finding.key, at)
        go(self.ui, spots[at], remark, self.go_to)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the words down into the list; Del in the list."""
        if watched is self.words and asks_for_undo(event):
            event.ignore()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.words and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.tree.setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if watched is self.tree and event.key() == Qt.Key.Key_Delete:
                self.ask_reason()
                return True
        return super().eventFilter(watched, event)


def _printed_order(remark: Remark) -> tuple[int, int]:
    """The order first, then the roadmap as a whole, what is about several sections, then row by row."""
    spot = remark.finding.spots[0]
    if len({one.section for one in remark.finding.spots if one.section is not None}) > 1:
        return (-1, 1)
    if spot.section is None:
        return (-2 if spot.in_order else -1, 0)
    return (spot.section, -1 if spot.line is None else spot.line)


def _section_words(place: int, section: RoadmapSectionRow) -> str:
    """«Раздел 2. Подготовка наблюдателей»."""
    number = section.number.strip().rstrip(".") or str(place)
    return f"Раздел {number}. {' '.join(section.title.split())}".rstrip(". ")
