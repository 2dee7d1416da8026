"""One document: its fields on the left, the printed page on the right, remarks below the fields."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.documents.rows import KINDS, DocumentRow
from app.services.problems import Problem
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import UiContext
from app.ui.documents.form import DocumentForm
from app.ui.errors import describe
from app.ui.print_form import open_form
from app.ui.widgets.print_preview import PageStack
from app.ui.widgets.problem_list import ProblemList
from app.ui.widgets.toolbar import Toolbar

Loaded = tuple[DocumentRow, list[Problem], list[tuple[int, str]]]


class EditorPage(QWidget):
    """Opens a document by its id, saves as one types, redraws the page after each save."""

    def __init__(self, ui: UiContext, back: Callable[[], None]) -> None:
        super().__init__()
        self.ui = ui
        self.document_id: int | None = None
        self.toolbar = Toolbar()
        self.toolbar.add_action("К журналу", back, icon="arrow-left")
        self.toolbar.add_action("Напечатать…", self.print_document, icon="printer-outline", primary=True)
        self.toolbar.add_action("Дорожная карта", self._open_roadmap, icon="map-outline")
        self.heading = QLabel()
        theme.mark(self.heading, "note")
        self.toolbar.add_right(self.heading)
        self.form = DocumentForm()
        self.form.edited.connect(self._save)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        theme.mark(self.form, "panel")
        scroll.setWidget(self.form)
        self.remarks_title = QLabel()
        theme.mark(self.remarks_title, "heading")
        self.remarks = ProblemList()
        self.remarks.setMaximumHeight(theme.px(150))
        self.remarks.opened.connect(self._go_to)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.INSIDE)
        column.addWidget(scroll, 1)
        column.addWidget(self.remarks_title)
        column.addWidget(self.remarks)
        self.pages = PageStack(ui.worker)
        split = QSplitter()
        split.setHandleWidth(theme.SPACE)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self.pages)
        split.setSizes([520, 640])
        split.setStretchFactor(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(split, 1)
        self._redraw = QTimer(self)
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(0)
        self._redraw.timeout.connect(self._draw)

    def open(self, document_id: int) -> None:
        if document_id != self.document_id:
            self.form.show_row(None)
        self.document_id = document_id
        self.read()

    def read(self) -> None:
        """Read the document, its remarks and the roadmaps to choose from; then draw the page."""
        document_id = self.document_id
        if document_id is None:
            return

        def job(_progress: object) -> Loaded:
            from app.services.documents.queries import document_problems, get_document
            from app.services.roadmaps.queries import list_roadmaps

            roadmaps = [(row.id, row.title) for row in list_roadmaps(self.ui.ctx)]
            return get_document(self.ui.ctx, document_id), document_problems(self.ui.ctx, document_id), roadmaps

        self.ui.worker.read(job, done=self._show, owner=self, key="document")

    def print_document(self) -> None:
        self.form.save_typed()
        if self.document_id is not None:
            open_form(self.ui, self, "order", document_id=self.document_id)

    def _show(self, loaded: Loaded) -> None:
        row, problems, roadmaps = loaded
        if row.id != self.document_id:
            return
        self.form.set_roadmaps(roadmaps)
        self.form.show_row(row)
        self.form.set_problems([problem for problem in problems if problem.field])
        self.heading.setText(f"{KINDS[row.kind]} {f'№ {row.number}' if row.number else 'без номера'}")
        self.remarks.set_problems(problems)
        self.remarks.setVisible(bool(problems))
        self.remarks_title.setText(
            counted(len(problems), "замечание", "замечания", "замечаний") if problems else "Замечаний нет: можно печатать"
        )
        self._redraw.start()

    def _save(self, row: DocumentRow) -> None:
        def job(_progress: object) -> Changes:
            from app.services.documents.commands import save_document

            return save_document(self.ui.ctx, row)

        self.ui.worker.write(job, owner=self)

    def _draw(self) -> None:
        document_id = self.document_id
        if document_id is None:
            return

        def job(_progress: object) -> bytes:
            from app.services.forms.printing import render
            from app.services.forms.registry import make

            return render(make(self.ui.ctx, "order", document_id=document_id), "pdf")

        def failed(error: BaseException) -> None:
            known = describe(error)
            if known is None:
                raise error
            self.ui.message(known.what, known.todo, kind="warning")

        self.ui.worker.read(job, done=self.pages.set_pdf, failed=failed, owner=self, key="page")

    def _open_roadmap(self) -> None:
        row = self.form.row()
        if row is not None and row.roadmap_id is not None:
            self.ui.open_target(("roadmap", row.roadmap_id))
        else:
            self.ui.message("К документу не приложена дорожная карта.", "Выберите её в последнем поле.")

    def _go_to(self, problem: Problem) -> None:
        field = self.form.fields.get(problem.field)
        if field is not None:
            field.setFocus()
