"""One document: its fields on the left, the printed page on the right, remarks below the fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSplitter, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.documents.rows import KINDS, DocumentRow
from app.services.problems import Problem
from app.ui import theme
from app.ui.context import UiContext
from app.ui.documents.form import DocumentForm
from app.ui.errors import describe
from app.ui.print_form import open_form
from app.ui.remarks import bring_back, count_words, learn, set_aside
from app.ui.widgets.print_preview import PageStack
from app.ui.widgets.remark_cards import RemarkCards
from app.ui.widgets.toolbar import Toolbar

_ANY_HEIGHT = 16777215
"""Qt's own «no limit»."""
Loaded = tuple[DocumentRow, "list[Remark]", list[tuple[int, str]]]

if TYPE_CHECKING:
    from app.services.lint.rows import Remark, Spot


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
        self.remarks = RemarkCards("", show_of=self._show_verb)
        self.remarks.dismissed.connect(lambda remark, reason: set_aside(self.ui, self, [remark], reason))
        self.remarks.restored.connect(lambda remark: bring_back(self.ui, self, remark))
        self.remarks.learned.connect(lambda short: learn(self.ui, self, short))
        self.remarks.shown.connect(self._go_to)
        self.appendix_remarks = QLabel()
        self.appendix_remarks.setWordWrap(True)
        theme.mark(self.appendix_remarks, "note")
        self.appendix_button = QPushButton("Открыть карту")
        theme.mark(self.appendix_button, "link")
        self.appendix_button.clicked.connect(lambda _checked=False: self._open_roadmap())
        left = QSplitter(Qt.Orientation.Vertical)
        left.setHandleWidth(theme.SPACE)
        left.setChildrenCollapsible(False)
        left.addWidget(scroll)
        left.addWidget(self._remarks_part())
        left.setSizes([620, 380])
        left.setStretchFactor(0, 2)
        left.setStretchFactor(1, 1)
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

    def _remarks_part(self) -> QWidget:
        """A heading that always shows; below it the cards, where there are any."""
        inner = QWidget()
        theme.mark(inner, "panel")
        cards = QVBoxLayout(inner)
        cards.setContentsMargins(theme.AROUND, theme.SPACE, theme.AROUND, theme.SPACE)
        cards.addWidget(self.remarks)
        cards.addWidget(self.appendix_remarks)
        cards.addWidget(self.appendix_button)
        cards.addStretch(1)
        self.remarks_scroll = QScrollArea()
        self.remarks_scroll.setWidgetResizable(True)
        self.remarks_scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.remarks_scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.remarks_scroll.setMinimumHeight(theme.px(72))
        theme.mark(self.remarks_scroll, "panel")
        self.remarks_scroll.setWidget(inner)
        self._part = QWidget()
        box = QVBoxLayout(self._part)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        box.addWidget(self.remarks_title)
        box.addWidget(self.remarks_scroll)
        return self._part

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
            from app.services.documents.queries import get_document
            from app.services.lint.queries import paper_remarks
            from app.services.roadmaps.queries import list_roadmaps

            roadmaps = [(row.id, row.title) for row in list_roadmaps(self.ui.ctx)]
            return get_document(self.ui.ctx, document_id), paper_remarks(self.ui.ctx, document_id), roadmaps

        self.ui.worker.read(job, done=self._show, owner=self, key="document")

    def print_document(self) -> None:
        self.form.save_typed()
        if self.document_id is not None:
            open_form(self.ui, self, "order", document_id=self.document_id)

    def _show(self, loaded: Loaded) -> None:
        row, found, roadmaps = loaded
        if row.id != self.document_id:
            return
        self.form.set_roadmaps(roadmaps)
        self.form.show_row(row)
        own = [remark for remark in found if _spot(remark) is not None]
        opened = [remark for remark in own if remark.is_open]
        self.form.set_problems([_problem(remark) for remark in opened if remark.severity != "info"])
        self.heading.setText(f"{KINDS[row.kind]} {f'№ {row.number}' if row.number else 'без номера'}")
        self.remarks.set_remarks(own)
        levels = [remark.severity for remark in opened]
        words = count_words(levels.count("error"), levels.count("warning"), levels.count("info"))
        rest = [remark.severity for remark in found if remark.is_open and _spot(remark) is None]
        appendix = count_words(rest.count("error"), rest.count("warning"))
        self.appendix_remarks.setText(f"В приложенной карте: {appendix}.")
        for widget in (self.appendix_remarks, self.appendix_button):
            widget.setVisible(bool(appendix))
        self.remarks_scroll.setVisible(bool(own or appendix))
        self._part.setMaximumHeight(_ANY_HEIGHT if own or appendix else self.remarks_title.sizeHint().height())
        clean = "Замечаний нет: можно печатать" if not appendix else "К тексту документа замечаний нет"
        self.remarks_title.setText(f"Замечания: {words}" if words else clean)
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

    def _show_verb(self, remark: Remark) -> str:
        spot = _spot(remark)
        return "Показать место" if spot is not None and spot.field in self.form.fields else ""

    def _go_to(self, remark: Remark) -> None:
        spot = _spot(remark)
        field = self.form.fields.get(spot.field) if spot is not None else None
        if field is not None:
            field.setFocus()


def _spot(remark: Remark) -> Spot | None:
    """Its place in the text of the document; None for a remark about the appendix alone."""
    return next((spot for spot in remark.finding.spots if spot.in_order), None)


def _problem(remark: Remark) -> Problem:
    spot = _spot(remark)
    return Problem(remark.severity, remark.finding.code, remark.finding.text, field=spot.field if spot is not None else "")
