"""Проверка данных: what is missing and what contradicts what; each remark leads to its place or is put aside."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QStackedWidget

from app.services.changes import Changes
from app.services.data_quality.rows import ABOUT, KINDS, Issue, QualityPage
from app.services.privacy.rules import warning_for
from app.services.text_ru import counted, long_date
from app.ui import theme
from app.ui.context import UiContext
from app.ui.data_quality import columns
from app.ui.errors import describe
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.fields import MemoField
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.side_panel import MasterDetail, SidePanel
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from app.ui.widgets.toolbar import Toolbar


class QualityTab(TabPage):
    topics = frozenset({"organisations", "results", "scales", "calendar", "settings"})
    help_page = "quality"
    targets = frozenset({"quality"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._page: QualityPage | None = None
        self.switch = PageSwitch((("open", "Замечания"), ("aside", "Отложенные")), "Что показать")
        self.switch.changed.connect(lambda _key: self._show_rows())
        self.toolbar = Toolbar()
        self.toolbar.add_left(self.switch)
        self.open_button = self.toolbar.add_action("Открыть", self.open_current, icon="open-in-app")
        self.open_button.setToolTip("Перейти туда, где это исправляют (Enter)")
        self.aside_button = self.toolbar.add_action("Отложить…", self.ask, icon="bookmark-outline")
        self.aside_button.setToolTip("Убрать из списка с причиной (Delete)")
        self.toolbar.add_action("В Excel…", self.choose_export, icon="microsoft-excel").setToolTip(
            "Показанные замечания таблицей"
        )
        self.checked = QLabel()
        theme.mark(self.checked, "note")
        self.toolbar.add_right(self.checked)
        self.table: RowTable[Issue] = RowTable(columns.ISSUES, key=lambda one: one.key, state=ui.state, state_key="quality")
        self.table.setAccessibleName("Замечания к данным")
        self.table.opened.connect(self._open)
        self.table.current_changed.connect(self._chosen)
        self.table.set_actions(self._actions())
        self.kind = ChoiceFilter("kind", "Все виды", lambda one, kind: one.kind == kind)
        self.year = ChoiceFilter("year", "Все годы", lambda one, year: one.year == year)
        severity = ChoiceFilter(
            "severity", "Любой важности", lambda one, value: one.severity == value,
            [("Противоречия", "error"), ("Проверить", "warning"), ("Не хватает", "info")],
        )  # fmt: skip
        self.sound = EmptyState("check", "Замечаний нет", "Данные сходятся: ничего не потеряно и не противоречит друг другу.")
        self.panel: TablePanel[Issue] = TablePanel(
            self.table, placeholder="Отобрать: школа, предмет", filters=(severity, self.kind, self.year), state=ui.state,
            state_key="quality", empty=self.sound,
        )  # fmt: skip
        self.side = self._side()
        self.split = MasterDetail(self.panel, self.side, state=ui.state, state_key="quality", share=0.7)
        self.wait = QLabel("Проверяю данные…")
        self.wait.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.mark(self.wait, "note")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.wait)
        self.stack.addWidget(self.split)
        self.box.addWidget(self.toolbar)
        self.box.addWidget(self.stack, 1)

    # -- building

    def _side(self) -> SidePanel:
        side = SidePanel()
        self.text, self.about, self.reason_said = (_text() for _ in range(3))
        theme.mark(self.about, "note")
        theme.mark(self.reason_said, "note")
        self.door = QPushButton()
        theme.mark(self.door, "primary")
        self.door.clicked.connect(lambda _checked=False: self.open_current())
        self.reason = MemoField("Почему это не ошибка", required=True, lines=3, warn_of=warning_for)
        self.form = AskForm(
            "Отложить замечание", [self.reason], "Отложить", required=[self.reason],
            note="Появится снова, если числа изменятся.",
        )  # fmt: skip
        self.form.submitted.connect(self._dismiss)
        self.form.cancelled.connect(self._fold)
        self.form.hide()
        for widget in (self.text, self.about, self.reason_said):
            side.body.addWidget(widget)
        side.body.addWidget(self.door, 0, Qt.AlignmentFlag.AlignLeft)
        side.body.addWidget(self.form)
        side.body.addStretch(1)
        return side

    def _actions(self) -> list[QAction]:
        entries = (("Открыть", self.open_current, "Return"), ("Отложить или вернуть", self.ask, "Delete"))
        actions = []
        for words, act, keys in entries:
            action = QAction(words, self)
            action.triggered.connect(lambda _checked=False, act=act: act())
            if keys == "Delete":
                action.setShortcut(keys)
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
                self.table.addAction(action)
            actions.append(action)
        return actions

    # -- reading

    def reload(self) -> None:
        ctx = self.ui.ctx

        def read(_progress: object) -> QualityPage:
            from app.services.data_quality.queries import check_data

            return check_data(ctx)

        self.ui.worker.read(read, done=self._show, owner=self, key="page")

    def year_changed(self) -> None:
        """The check looks at all years; its own filter narrows them."""

    def _show(self, page: QualityPage) -> None:
        self._page = page
        self.checked.setText(page.checked)
        present = {one.kind for one in (*page.issues, *page.dismissed)}
        self.kind.set_choices([(words, kind) for kind, words in KINDS.items() if kind in present])
        self.year.set_choices([(str(year), year) for year in page.years])
        self.stack.setCurrentWidget(self.split)
        self._show_rows()
        self.loaded()

    def _show_rows(self) -> None:
        page = self._page
        if page is None:
            return
        aside = self.switch.current() == "aside"
        rows = page.dismissed if aside else page.issues
        self.sound.heading.setText("Отложенных замечаний нет" if aside else "Замечаний нет")
        self.sound.text.setText(
            "Сюда попадает то, что вы посмотрели и решили не исправлять." if aside
            else "Данные сходятся: ничего не потеряно и не противоречит друг другу."
        )  # fmt: skip
        self.switch.buttons["open"].setText(f"Замечания ({len(page.issues)})" if page.issues else "Замечания")
        self.switch.buttons["aside"].setText(f"Отложенные ({len(page.dismissed)})" if page.dismissed else "Отложенные")
        self.aside_button.setText("Вернуть в список" if aside else "Отложить…")
        self.panel.set_rows(rows)
        self.split.want_detail(bool(rows))
        for button in (self.open_button, self.aside_button):
            button.setEnabled(bool(rows))
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)
        self._chosen(self.table.current_row())

    def _chosen(self, one: Issue | None) -> None:
        self._fold()
        if one is None:
            self.side.set_heading("Выберите строку")
            for widget in (self.text, self.about, self.reason_said, self.door):
                widget.hide()
            return
        self.side.set_heading(one.title, ", ".join(filter(None, (one.school, one.procedure))))
        self.text.setText(one.text)
        self.about.setText(ABOUT[one.kind])
        when = long_date(one.dismissed_at.date()) if one.dismissed_at else ""
        self.reason_said.setText(f"Отложено {when}: {one.dismissed}" if one.dismissed else "")
        self.door.setText(one.door)
        for widget in (self.text, self.about, self.door):
            widget.show()
        self.reason_said.setVisible(bool(one.dismissed))

    # -- acting

    def open_current(self) -> None:
        one = self.table.current_row()
        if one is not None:
            self._open(one)

    def _open(self, one: Issue) -> None:
        self.ui.open_target(one.target)

    def ask(self) -> None:
        """Ask for a reason; a remark that was put aside returns at once."""
        rows = self.table.selected_rows()
        if not rows:
            return
        if self.switch.current() == "aside":
            self._change("take_back", rows)
            return
        self.split.open_detail()
        many = len(rows) > 1
        words = counted(len(rows), "замечание", "замечания", "замечаний")
        self.form.title.setText(f"Отложить {words}" if many else "Отложить замечание")
        self.form.fill("")
        self.form.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self) -> None:
        self.form.hide()

    def _dismiss(self) -> None:
        self._change("dismiss", self.table.selected_rows(), self.reason.value())

    def _change(self, name: str, rows: list[Issue], *values: str) -> None:
        def job(_progress: object) -> Changes:
            from app.services.data_quality import commands

            changes: Changes = getattr(commands, name)(self.ui.ctx, rows, *values)
            return changes

        def done(_changes: Changes) -> None:
            self._fold()
            self.table.setFocus()

        self.ui.worker.write(job, done=done, owner=self)

    def choose_export(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, "Сохранить таблицу", "Проверка данных.xlsx", "Таблицы (*.xlsx *.csv)")
        if path:
            self.export(Path(path))

    def export(self, path: Path) -> None:
        """The remarks as they are filtered and sorted on the screen."""
        rows = self.table.row_model.shown()

        def job(_progress: object) -> int:
            from app.services.data_quality.export import export_issues

            return export_issues(path, rows).rows

        def failed(error: BaseException) -> None:
            known = describe(error)
            if known is None:
                raise error
            self.ui.message(known.what, known.todo, kind="error")

        self.ui.worker.read(
            job, done=lambda _rows: self.ui.message(f"Таблица сохранена: {path.name}."), failed=failed, owner=self, key="export"
        )

    def open_target(self, target: object) -> bool:
        return True

    def close_inner(self) -> bool:
        if self.form.isVisibleTo(self):
            self._fold()
        self.split.close_detail()
        return True


def _text() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
