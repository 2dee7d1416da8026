"""«Из файла…» and «Вставить»: a roadmap of Word, Excel or the clipboard → how every row was understood → stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.services.changes import Changes
from app.services.problems import Problem
from app.services.roadmaps.rows import ROW_KINDS, ReadOptions, ReadRow, RoadmapPreview, RoadmapTree, RowKind
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.roadmaps.read_table import ReadTable
from app.ui.widgets.fields import TextField
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.problem_list import ProblemList
from app.ui.widgets.step_bar import Wizard, WizardPage

if TYPE_CHECKING:
    from app.services.roadmaps.sources import RoadmapFile

KINDS = "Дорожные карты (*.docx *.docm *.xlsx *.xls *.ods *.xlsm *.csv *.txt *.html *.htm);;Все файлы (*)"
_KIND_CHOICES: tuple[tuple[str, RowKind | None], ...] = (
    ("как понято", None),
    ("мероприятие", "item"),
    ("раздел", "section"),
    ("подзаголовок", "subhead"),
    ("продолжение предыдущей строки", "continuation"),
    ("не переносить", "phantom"),
)
_WHERE = "Назовите графы в списках над таблицей: где мероприятие, где срок, кто отвечает."


def choose_roadmap_file(ui: UiContext, parent: QWidget) -> Path | None:
    folder = str(ui.state.get("folders/open") or Path.home())
    chosen, _ = QFileDialog.getOpenFileName(parent, "Дорожная карта из файла", folder, KINDS)
    if not chosen:
        return None
    ui.state.put("folders/open", str(Path(chosen).parent))
    return Path(chosen)


def paste_roadmap(ui: UiContext, parent: QWidget | None = None) -> RoadmapImport:
    """The wizard over what was copied in Word, Excel, LibreOffice or a browser; `stored(id)` afterwards."""
    data = QGuiApplication.clipboard().mimeData()
    html = data.html() if data is not None and data.hasHtml() else ""
    text = data.text() if data is not None and data.hasText() else ""

    def opened() -> RoadmapFile:
        from app.services.roadmaps.clipboard_reader import open_clipboard

        return open_clipboard(html, text)

    wizard = RoadmapImport(ui, None, parent, opened=opened)
    wizard.open()
    return wizard


class _Outcome(QTreeWidget):
    """The roadmap as it will be stored: sections and lines, nothing to edit yet."""

    def __init__(self) -> None:
        super().__init__()
        self.setRootIsDecorated(True)
        self.setUniformRowHeights(True)

    def show_tree(self, tree: RoadmapTree) -> None:
        titles = ["№", "Мероприятие", "Срок", "Ответственные", *(["Результат"] if tree.has_result_column else [])]
        self.clear()
        self.setColumnCount(len(titles))
        self.setHeaderLabels(titles)
        for section in tree.sections:
            top = QTreeWidgetItem([section.number, section.title or "Без названия"])
            top.setFont(1, theme.font(bold=True))
            self.addTopLevelItem(top)
            for line in section.lines:
                texts = [line.number, line.text, line.deadline, line.responsible, line.result][: len(titles)]
                row = QTreeWidgetItem([" ".join(text.split()) for text in texts])
                for column, text in enumerate(texts):
                    row.setToolTip(column, text)
                if line.is_subhead:
                    row.setFont(1, theme.font(bold=True))
                top.addChild(row)
            top.setExpanded(True)
        for column, width in enumerate((96, 380, 170, 190, 170)[: len(titles)]):
            self.setColumnWidth(column, theme.px(width))


class _RowCard(QWidget):
    """The chosen row in full: its texts, why it was read so, and what the person says it is."""

    told = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self._row: ReadRow | None = None
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Строка файла целиком")
        self.kind = QComboBox()
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(10)
        for words, value in _KIND_CHOICES:
            self.kind.addItem(words, value)
        self.kind.setAccessibleName("Считать эту строку")
        self.kind.activated.connect(lambda _index: self._say())
        self.label = QLabel("Считать строку:")
        self.label.setBuddy(self.kind)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE)
        line.addWidget(self.label)
        line.addWidget(self.kind, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        box.addWidget(self.text, 1)
        box.addLayout(line)

    def show_row(self, row: ReadRow | None, told: RowKind | None) -> None:
        self._row = row
        self.kind.setEnabled(row is not None and row.index >= 0)
        self.kind.setCurrentIndex(max(0, self.kind.findData(told)) if told is not None else 0)
        if row is None:
            self.text.setPlainText("")
            return
        note = "" if row.note in ("", ROW_KINDS[row.kind]) else f" — {row.note}"
        head = f"{row.place[:1].upper()}{row.place[1:]}: {ROW_KINDS[row.kind]}{note}"
        cells = [cell for cell in row.cells if cell]
        self.text.setPlainText("\n".join([head, *(f"! {doubt}" for doubt in row.doubts), "", *cells]))

    def _say(self) -> None:
        if self._row is not None:
            self.told.emit(self._row.index, self.kind.currentData())


class _PreviewPage(WizardPage):
    """Everything about one file: table, outcome and what stands above, with the choices that read it anew."""

    title = "Как понято"
    next_text = "Сохранить дорожную карту"
    options_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.preview: RoadmapPreview | None = None
        self.options = ReadOptions()
        self.name = TextField("Название")
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "note")
        self.views = PageSwitch(
            (("rows", "Строки файла"), ("outcome", "Как получится"), ("above", "Приказ и вводная часть")), "Вид"
        )
        self.filter = QComboBox()
        self.filter.setAccessibleName("Какие строки показать")
        self.filter.currentIndexChanged.connect(lambda _index: self._show_rows())
        self.which = QComboBox()
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.which.setMinimumContentsLength(24)
        self.which.setAccessibleName("Какую таблицу файла прочитать")
        self.which.activated.connect(lambda at: self._choose(replace(ReadOptions(), table=at)))
        self.inherit = QCheckBox()
        self.inherit.clicked.connect(lambda on: self._choose(replace(self.options, inherit=on)))
        self.hidden = QCheckBox()
        self.hidden.clicked.connect(lambda on: self._choose(replace(self.options, hidden_rows=on, kinds=())))
        self.rows = ReadTable()
        self.rows.current_changed.connect(self._row_chosen)
        self.rows.roles_changed.connect(lambda roles: self._choose(replace(self.options, roles=roles)))
        self.card = _RowCard()
        self.card.told.connect(self._told)
        self.problems = ProblemList("Сомнений нет: каждая строка понята.", quiet=False)
        self.problems.table.current_changed.connect(self._problem_chosen)
        self.outcome = _Outcome()
        self.above = QPlainTextEdit()
        self.above.setReadOnly(True)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._rows_view())
        self.stack.addWidget(self.outcome)
        self.stack.addWidget(self.above)
        self.views.changed.connect(self._view)
        self._build()
        for widget in (self.name, self.views, self.filter, self.stack, self.which, self.inherit, self.hidden):
            widget.hide()  # nothing to show yet, and nothing at all for a file that cannot be read

    def _rows_view(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        heading = QLabel("Что проверить")
        theme.mark(heading, "heading")
        column.addWidget(heading)
        column.addWidget(self.problems, 3)
        column.addWidget(self.card, 2)
        self._side = right
        view = QWidget()
        row = QHBoxLayout(view)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        row.addWidget(self.rows, 1)
        row.addWidget(right)
        return view

    def _build(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(theme.SPACE)
        choices.addWidget(self.views)
        choices.addWidget(self.filter)
        choices.addWidget(self.which, 1)
        choices.addWidget(self.inherit)
        choices.addWidget(self.hidden)
        choices.addStretch()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.name)
        box.addWidget(self.summary)
        box.addLayout(choices)
        box.addWidget(self.stack, 1)
        box.addStretch()

    # -- what the wizard says and asks

    def ready(self) -> bool:
        return self.preview is not None and self.preview.tree.item_count > 0

    def tree(self) -> RoadmapTree:
        """As understood, with the title as typed."""
        assert self.preview is not None
        return replace(self.preview.tree, title=self.name.value() or self.preview.tree.title)

    def show_preview(self, preview: RoadmapPreview) -> None:
        first = self.preview is None or self.preview.table != preview.table
        self.preview = preview
        tree = preview.tree
        if first:
            self.name.set_value(" ".join(tree.title.split()))
        unread = sum(row.kind == "unparsed" for row in preview.row_kinds)
        counts = (
            f"{counted(len(tree.sections), 'раздел', 'раздела', 'разделов')}, "
            f"{counted(tree.item_count, 'мероприятие', 'мероприятия', 'мероприятий')}, "
            f"{counted(len(preview.row_kinds), 'строка', 'строки', 'строк')} таблицы. "
        )
        said = f"Не разобрано строк: {unread}." if unread else "Каждая строка файла нашла своё место."
        self.summary.setText(counts + said if tree.item_count else f"Мероприятий не найдено. {_WHERE}")
        self._show_choices(preview)
        self.problems.set_problems(preview.problems)
        self.outcome.show_tree(tree)
        self.above.setPlainText("\n\n".join(part for part in (tree.approval_text, tree.title, tree.preamble) if part))
        for widget in (self.name, self.views, self.filter, self.stack):
            widget.show()
        self.filter.setVisible(self.views.current() == "rows")
        self._show_rows()
        self.ready_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(max(theme.px(200), min(theme.px(310), self.width() * 3 // 10)))

    # -- inside

    def _show_choices(self, preview: RoadmapPreview) -> None:
        self.which.clear()
        self.which.addItems(list(preview.tables))
        for at, words in enumerate(preview.tables):
            self.which.setItemData(at, words, Qt.ItemDataRole.ToolTipRole)
        self.which.setCurrentIndex(preview.table)
        self.which.setVisible(len(preview.tables) > 1)
        merged = preview.merged_rows
        self.inherit.setText(f"Объединённые ячейки: текст в каждую строку ({merged})")
        self.inherit.setToolTip("Срок или ответственный объединён на несколько строк: он относится к каждой из них.")
        self.inherit.setChecked(self.options.inherit)
        self.inherit.setVisible(merged > 0)
        self.hidden.setText(f"Скрытые строки ({preview.hidden_rows})")
        self.hidden.setChecked(self.options.hidden_rows)
        self.hidden.setVisible(preview.hidden_rows > 0)
        doubtful = sum(bool(row.doubts) for row in preview.row_kinds)
        unread = sum(row.kind == "unparsed" for row in preview.row_kinds)
        wanted = [(f"Все строки ({len(preview.row_kinds)})", "all")]
        if doubtful:
            wanted.append((f"С сомнениями ({doubtful})", "doubts"))
        if unread:
            wanted.append((f"Не разобрано ({unread})", "unparsed"))
        kept = self.filter.currentData()
        self.filter.blockSignals(True)
        self.filter.clear()
        for words, key in wanted:
            self.filter.addItem(words, key)
        self.filter.setCurrentIndex(max(0, self.filter.findData(kept)))
        self.filter.setEnabled(len(wanted) > 1)
        self.filter.blockSignals(False)

    def _show_rows(self) -> None:
        if self.preview is None:
            return
        which = self.filter.currentData()
        rows = [
            row
            for row in self.preview.row_kinds
            if which not in ("doubts", "unparsed") or (row.doubts if which == "doubts" else row.kind == "unparsed")
        ]
        self.rows.show_rows(self.preview.columns, rows)

    def _view(self, key: str) -> None:
        self.stack.setCurrentIndex(("rows", "outcome", "above").index(key))
        self.filter.setVisible(key == "rows" and self.preview is not None)

    def _row_chosen(self, row: ReadRow | None) -> None:
        self.card.show_row(row, dict(self.options.kinds).get(row.index) if row is not None else None)

    def _problem_chosen(self, problem: Problem | None) -> None:
        if problem is None or self.preview is None:
            return
        for row in self.preview.row_kinds:
            if any(doubt in (problem.text, _lower_place(problem.text)) or doubt in problem.text for doubt in row.doubts):
                self.rows.select(row.index)
                return

    def _told(self, index: int, kind: RowKind | None) -> None:
        kinds = {i: k for i, k in self.options.kinds if i != index}
        if kind is not None:
            kinds[index] = kind
        self._choose(replace(self.options, kinds=tuple(sorted(kinds.items()))))

    def _choose(self, options: ReadOptions) -> None:
        self.options = options
        self.options_changed.emit(options)


def _lower_place(text: str) -> str:
    return text[:1].lower() + text[1:]


class RoadmapImport(Wizard):
    """Reads the file (or, with `opened`, the clipboard) at once; nothing is stored before the button. `stored(id)` after."""

    stored = Signal(int)

    def __init__(
        self,
        ui: UiContext,
        path: Path | None,
        parent: QWidget | None = None,
        *,
        opened: Callable[[], RoadmapFile] | None = None,
    ) -> None:
        self._ui = ui
        self._file: RoadmapFile | None = None
        self.preview_page = _PreviewPage()
        title = f"Дорожная карта из файла «{path.name}»" if path is not None else "Дорожная карта из буфера обмена"
        super().__init__(title, [self.preview_page], parent)
        room = QGuiApplication.primaryScreen().availableSize()
        self.resize(min(theme.px(1240), room.width() - 40), min(theme.px(680), room.height() - 60))
        self.go(0)
        self.preview_page.options_changed.connect(self._read_again)

        def job(_progress: object) -> tuple[RoadmapFile, RoadmapPreview]:
            from app.services.roadmaps.importing import open_roadmap, preview_of

            if opened is not None:
                file = opened()
            else:
                assert path is not None
                file = open_roadmap(path)
            return file, preview_of(file)

        def shown(result: tuple[RoadmapFile, RoadmapPreview]) -> None:
            self._file, preview = result
            self.preview_page.show_preview(preview)
            if self.preview_page.ready():
                self.next_button.setFocus()
            elif self.preview_page.rows.choices:
                self.message.say("Графы таблицы не опознаны.", _WHERE, kind="warning")
                self.preview_page.rows.choices[0].setFocus()

        words = "Читаю файл" if path is not None else "Читаю буфер обмена"
        self.overlay.run(ui.worker, words, job, write=False, done=shown, failed=self._failed)

    def can_go_back(self) -> bool:
        return False

    def advance(self) -> None:
        tree = self.preview_page.tree()

        def job(_progress: object) -> Changes:
            from app.services.roadmaps.commands import create_roadmap

            return create_roadmap(self._ui.ctx, tree)

        def done(changes: Changes) -> None:
            self.accept()
            self.stored.emit(changes.value)

        self.overlay.run(self._ui.worker, "Сохраняю", job, write=True, done=done, failed=self._failed)

    def _read_again(self, options: ReadOptions) -> None:
        """The person changed her mind about the columns, a row or the table."""
        file = self._file
        if file is None:
            return
        self.message.hide()

        def job(_progress: object) -> RoadmapPreview:
            from app.services.roadmaps.importing import preview_of

            return preview_of(file, options)

        self.overlay.run(
            self._ui.worker, "Читаю заново", job, write=False, done=self.preview_page.show_preview, failed=self._failed
        )

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            self.reject()
            raise error
        self.message.say(known.what, known.todo, kind="error")
