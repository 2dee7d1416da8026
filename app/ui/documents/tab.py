"""Документы: the journal of orders and directives; Enter opens the editor with the printed page."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.documents.rows import KINDS, STATES, DocumentRow
from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.documents import columns
from app.ui.documents.editor import EditorPage
from app.ui.print_form import open_form
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from app.ui.widgets.toolbar import Toolbar


class DocumentsTab(TabPage):
    topics = frozenset({"documents", "roadmaps"})
    help_page = "documents"
    targets = frozenset({"document"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.journal = self._journal_page()
        self.editor = EditorPage(ui, self.back_to_journal)
        self.stack.addWidget(self.journal)
        self.stack.addWidget(self.editor)

    def _journal_page(self) -> QWidget:
        self.toolbar = Toolbar()
        self.toolbar.add_action("Новый приказ", self.add, icon="plus", shortcut="Ctrl+N")
        self._of_a_row = (
            self.toolbar.add_action("Открыть", self.open_current, icon="file-document-edit-outline"),
            self.toolbar.add_action("Напечатать…", self._print_current, icon="printer-outline"),
        )
        self.table: RowTable[DocumentRow] = RowTable(
            columns.journal(lambda: self.ui.ctx.clock().date()), key=lambda r: r.id, state=self.ui.state, state_key="documents"
        )
        self.table.opened.connect(lambda row: self.open_document(row.id))
        self.table.set_actions(self._row_actions())
        kind = ChoiceFilter("kind", "Любой вид", lambda r, value: r.kind == value, [(name, key) for key, name in KINDS.items()])
        state = ChoiceFilter(
            "state",
            "Любое состояние",
            lambda r, value: r.state == value,
            [(name.capitalize(), key) for key, name in STATES.items()],
        )
        empty = EmptyState(
            "file-document-outline",
            "Документов пока нет",
            "Приказ об утверждении дорожной карты удобнее начать с самой карты: кнопка «Приказ об утверждении».",
            (("Новый приказ", self.add), ("Открыть дорожные карты", lambda: self.ui.open_target(("tab:roadmaps", 0)))),
        )
        self.panel = TablePanel(
            self.table, placeholder="Отобрать: номер, заголовок", filters=(kind, state), state=self.ui.state,
            state_key="documents", empty=empty,
        )  # fmt: skip
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.panel, 1)
        return page

    def _row_actions(self) -> list[QAction]:
        actions = []
        for words, act in (
            ("Открыть", self.open_current),
            ("Напечатать…", self._print_current),
            ("Удалить", self._delete_current),
        ):
            action = QAction(words, self)
            action.triggered.connect(lambda _checked=False, act=act: act())
            actions.append(action)
        return actions

    # -- reading

    def reload(self) -> None:
        def job(_progress: object) -> list[DocumentRow]:
            from app.services.documents.queries import list_documents

            return list_documents(self.ui.ctx)

        self.ui.worker.read(job, done=self._show, owner=self, key="rows")
        if self.stack.currentWidget() is self.editor:
            self.editor.read()

    def year_changed(self) -> None:
        """The journal shows every year: a document of last year is still in force."""

    def _show(self, rows: list[DocumentRow]) -> None:
        self.panel.set_rows(rows)
        for button in self._of_a_row:
            button.setVisible(bool(rows))
        if self.stack.currentWidget() is self.editor and all(row.id != self.editor.document_id for row in rows):
            self.back_to_journal()
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)
        self.loaded()

    # -- doing

    def add(self) -> None:
        """An empty order in the name of the office, opened at once."""
        draft = DocumentRow(None, body=self.ui.workplace.name)

        def job(_progress: object) -> Changes:
            from app.services.documents.commands import save_document

            return save_document(self.ui.ctx, draft)

        self.ui.worker.write(job, done=lambda changes: self.open_document(changes.value), owner=self)

    def open_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.open_document(row.id)

    def open_document(self, document_id: int | None) -> None:
        if document_id is not None:
            self.stack.setCurrentWidget(self.editor)
            self.editor.open(document_id)
            self.table.select_key(document_id)

    def back_to_journal(self) -> None:
        if self.stack.currentWidget() is self.editor:
            self.editor.form.save_typed()
            self.stack.setCurrentWidget(self.journal)
            self.table.setFocus()

    def _print_current(self) -> None:
        row = self.table.current_row()
        if row is not None and row.id is not None:
            open_form(self.ui, self, "order", document_id=row.id)

    def _delete_current(self) -> None:
        row = self.table.current_row()
        if row is None or row.id is None:
            return
        document_id = row.id

        def job(_progress: Any) -> Changes:
            from app.services.documents.commands import delete_document

            return delete_document(self.ui.ctx, document_id)

        self.ui.worker.write(job, owner=self)

    # -- the frame

    def open_target(self, target: Target) -> bool:
        self.open_document(target[1])
        return True

    def print_page(self) -> bool:
        if self.stack.currentWidget() is self.editor:
            self.editor.print_document()
            return True
        if self.table.current_row() is None:
            return False
        self._print_current()
        return True

    def close_inner(self) -> bool:
        if self.stack.currentWidget() is self.editor:
            self.back_to_journal()
            return True
        return False

    def leave(self) -> None:
        self.editor.form.save_typed()
