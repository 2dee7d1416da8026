"""«Взять пункты»: choose another roadmap or a template, tick its items, they come after the chosen row."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from app.services.roadmaps.rows import RoadmapLine, RoadmapListRow, RoadmapTree
from app.services.text_ru import counted, search_key
from app.ui import theme
from app.ui.context import UiContext
from app.ui.roadmaps.columns import short_title

_LINE = Qt.ItemDataRole.UserRole
Source = tuple[str, int | str]
"""("roadmap", id) or ("template", code)."""


class CopyItems(QDialog):
    """`taken(list[RoadmapLine])`: the ticked lines in printed order. `school_start`: the year templates are dated for."""

    taken = Signal(object)

    def __init__(self, ui: UiContext, into: RoadmapTree, school_start: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._ui, self._into, self._start = ui, into, school_start
        self.setWindowTitle("Взять пункты из другой карты или шаблона")
        room = parent.window().size() - QSize(4 * theme.SPACE, 4 * theme.SPACE)
        self.resize(QSize(theme.px(860), theme.px(580)).boundedTo(room))
        self.source = QComboBox()
        self.source.setAccessibleName("Откуда взять")
        self.source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.source.currentIndexChanged.connect(lambda _at: self._read())
        self.words = QLineEdit()
        self.words.setPlaceholderText("Отобрать по словам")
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(theme.px(260))
        self.words.textChanged.connect(self._filter)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(3)
        self.tree.setHeaderLabels(["Мероприятие", "Срок", "Ответственные"])
        self.tree.setUniformRowHeights(True)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 150), (2, 180)):
            self.tree.setColumnWidth(column, theme.px(width))
        self.tree.setAccessibleName("Пункты, которые можно взять")
        self.tree.itemChanged.connect(self._changed)
        self.said = QLabel()
        theme.mark(self.said, "note")
        self.take = QPushButton("Вставить")
        theme.mark(self.take, "primary")
        self.take.setEnabled(False)
        self.take.clicked.connect(self._take)
        leave = QPushButton("Не вставлять")
        leave.setAutoDefault(False)
        leave.clicked.connect(self.reject)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE)
        label = QLabel("Откуда:")
        label.setBuddy(self.source)
        top.addWidget(label)
        top.addWidget(self.source, 1)
        top.addWidget(self.words)
        bottom = QHBoxLayout()
        bottom.setSpacing(theme.SPACE)
        bottom.addWidget(self.said, 1)
        bottom.addWidget(leave)
        bottom.addWidget(self.take)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        box.addLayout(top)
        box.addWidget(self.tree, 1)
        box.addLayout(bottom)
        self._read_sources()

    # -- reading

    def _read_sources(self) -> None:
        def job(_progress: object) -> list[RoadmapListRow]:
            from app.services.roadmaps.queries import list_roadmaps

            return list_roadmaps(self._ui.ctx)

        self._ui.worker.read(job, done=self._show_sources, owner=self, key="sources")

    def _show_sources(self, rows: list[RoadmapListRow]) -> None:
        from app.services.roadmaps.templates import list_templates

        self.source.blockSignals(True)
        for row in rows:
            if row.id != self._into.id:
                title = short_title(row)
                self.source.addItem(f"{row.school}: {title}" if row.school else title, ("roadmap", row.id))
                self.source.setItemData(self.source.count() - 1, row.title, Qt.ItemDataRole.ToolTipRole)
        for template in list_templates():
            self.source.addItem(f"Шаблон: {template.name}", ("template", template.code))
        self.source.blockSignals(False)
        self._read()

    def _read(self) -> None:
        source: Source | None = self.source.currentData()
        if source is None:
            return
        kind, key = source

        def job(_progress: object) -> RoadmapTree:
            from app.services.roadmaps.queries import get_roadmap
            from app.services.roadmaps.template_names import names_of
            from app.services.roadmaps.templates import build_template, find_template

            if kind == "roadmap":
                return get_roadmap(self._ui.ctx, int(key))
            year = find_template(str(key)).first_year(self._start)
            return build_template(str(key), year, names_of(self._ui.workplace))

        self._ui.worker.read(job, done=self._show, owner=self, key="tree")

    def _show(self, tree: RoadmapTree) -> None:
        self.tree.blockSignals(True)
        self.tree.clear()
        for section in tree.sections:
            top = QTreeWidgetItem([f"{section.number} {section.title or 'Раздел без названия'}".strip()])
            top.setFont(0, theme.font(bold=True))
            top.setSizeHint(0, QSize(0, theme.row_height()))
            top.setFlags(top.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
            top.setCheckState(0, Qt.CheckState.Unchecked)
            self.tree.addTopLevelItem(top)
            top.setFirstColumnSpanned(True)
            for line in section.lines:
                item = QTreeWidgetItem(
                    [_one_line(f"{line.number} {line.text}"), _one_line(line.deadline), _one_line(line.responsible)]
                )
                item.setData(0, _LINE, line)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(0, Qt.CheckState.Unchecked)
                for column, text in enumerate((line.text, line.deadline, line.responsible)):
                    item.setToolTip(column, text)
                if line.is_subhead:
                    item.setFont(0, theme.font(bold=True))
                top.addChild(item)
        self.tree.expandAll()
        self.tree.blockSignals(False)
        self._filter()
        self._changed()

    # -- choosing

    def _items(self) -> list[QTreeWidgetItem]:
        found = []
        walk = QTreeWidgetItemIterator(self.tree)
        while (item := walk.value()) is not None:
            if isinstance(item.data(0, _LINE), RoadmapLine):
                found.append(item)
            walk += 1
        return found

    def chosen(self) -> list[RoadmapLine]:
        return [item.data(0, _LINE) for item in self._items() if item.checkState(0) == Qt.CheckState.Checked]

    def _filter(self) -> None:
        words = search_key(self.words.text()).split()
        for item in self._items():
            text = search_key(" ".join(item.text(n) for n in range(3)))
            item.setHidden(not all(word in text for word in words))
        for n in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(n)
            if top is not None:
                top.setHidden(bool(words) and all(top.child(at).isHidden() for at in range(top.childCount())))

    def _changed(self) -> None:
        number = len(self.chosen())
        self.take.setEnabled(number > 0)
        self.take.setText(f"Вставить {counted(number, 'строку', 'строки', 'строк')}" if number else "Вставить")
        self.said.setText(
            "Встанут после выбранной строки; отменить – Ctrl+Z." if number else "Отметьте пункты галочкой или пробелом."
        )

    def _take(self) -> None:
        self.taken.emit(self.chosen())
        self.accept()


def _one_line(text: str) -> str:
    return " ".join(text.split())
