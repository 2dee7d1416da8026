"""The printed pages before printing: a scrolling stack of pages, zoom, «Напечатать», «Сохранить PDF…», DOCX, XLSX."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMarginsF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QPageLayout, QPageSize, QPainter, QPaintEvent, QShortcut, QWheelEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.services.errors import UserError
from app.services.printing.pages import PagePicture, PageSize, page_picture, page_sizes
from app.services.text_ru import counted
from app.ui import theme
from app.ui.errors import describe
from app.ui.ui_state import UiState
from app.ui.widgets.message_bar import MessageBar
from app.ui.widgets.progress_overlay import ProgressOverlay
from app.ui.worker import Runner

SCREEN_DPI = 96
PRINT_DPI = 300
ZOOMS = (0.5, 0.65, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)

Render = Callable[[], bytes]
"""Makes the file; runs on the worker."""


def image_of(picture: PagePicture) -> QImage:
    return QImage(picture.pixels, picture.width, picture.height, picture.stride, QImage.Format.Format_RGB32).copy()


class _Page(QFrame):
    """One sheet. Its picture is made when it comes into sight."""

    def __init__(self, pages: PageStack, number: int, size: PageSize) -> None:
        super().__init__()
        self._pages, self.number, self.size_points = pages, number, size
        self.image = QImage()
        theme.mark(self, "page")

    def scale_to(self, zoom: float) -> None:
        factor = SCREEN_DPI / 72 * zoom
        self.setFixedSize(round(self.size_points.width * factor) + 2, round(self.size_points.height * factor) + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.image.isNull():
            self._pages.want(self)
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(1, 1, self.width() - 2, self.height() - 2), self.image)


class PageStack(QScrollArea):
    """Pages of a PDF under one another. PgUp/PgDn scroll, Ctrl+wheel and Ctrl+plus/minus zoom."""

    def __init__(self, worker: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._pdf = b""
        self._zoom = 1.0
        self._fit = True
        self._pages: list[_Page] = []
        self._inner = QWidget()
        self._box = QVBoxLayout(self._inner)
        self._box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        self._box.setSpacing(theme.AROUND)
        self._box.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def page_count(self) -> int:
        return len(self._pages)

    @property
    def zoom(self) -> float:
        return self._zoom

    def set_pdf(self, pdf: bytes) -> None:
        """Show another document, from its first page; an unchanged place is kept when the page count is the same."""
        sizes = page_sizes(pdf)
        at = self.verticalScrollBar().value() if len(sizes) == len(self._pages) else 0
        self._pdf = pdf
        while self._pages:
            self._pages.pop().deleteLater()
        for number, size in enumerate(sizes):
            page = _Page(self, number, size)
            self._pages.append(page)
            self._box.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        self._rescale()
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(at))

    def set_zoom(self, zoom: float) -> None:
        self._fit = False
        self._zoom = min(ZOOMS[-1], max(ZOOMS[0], zoom))
        self._rescale()

    def fit_width(self) -> None:
        """As wide as the window allows, the usual way to read."""
        self._fit = True
        self._rescale()

    def zoom_in(self) -> None:
        self.set_zoom(next((z for z in ZOOMS if z > self._zoom + 0.01), ZOOMS[-1]))

    def zoom_out(self) -> None:
        self.set_zoom(next((z for z in reversed(ZOOMS) if z < self._zoom - 0.01), ZOOMS[0]))

    def want(self, page: _Page) -> None:
        """Draw a page that came into sight, on the worker."""
        dpi = SCREEN_DPI * self._zoom * self.devicePixelRatioF()
        pdf, number = self._pdf, page.number

        def arrived(picture: PagePicture) -> None:
            if pdf is self._pdf:
                page.image = image_of(picture)
                page.update()

        self._worker.read(lambda progress: page_picture(pdf, number, dpi), done=arrived, owner=page, key="picture")

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if self._fit:
            self._rescale()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            return
        super().wheelEvent(event)

    def _rescale(self) -> None:
        if self._fit and self._pages:
            room = self.viewport().width() - 2 * theme.AROUND - 2
            widest = max(p.size_points.width for p in self._pages) * SCREEN_DPI / 72
            self._zoom = min(1.6, max(0.3, room / widest))
        for page in self._pages:
            page.scale_to(self._zoom)
            page.image = QImage()
            page.update()


class PrintPreview(QDialog):
    """Shows what `render_pdf()` makes, and saves or prints it. `render_docx`, `render_xlsx` None = the form has no such file.

    A `UserError` of a render function (a document that must not be printed yet) is shown in the dialog. `file_name()`
    (without ending) and `notes()` (what the person should look at before signing) are asked after the pages were made.
    `side` stands left of the pages (choices of a form); after a choice `again()` makes the pages anew.
    """

    def __init__(
        self,
        worker: Runner,
        title: str,
        file_name: Callable[[], str],
        render_pdf: Render,
        render_docx: Render | None = None,
        *,
        render_xlsx: Render | None = None,
        side: QWidget | None = None,
        notes: Callable[[], list[str]] = list,
        state: UiState | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._worker, self._title, self._file_name, self._state = worker, title, file_name, state
        self._render_pdf, self._render_docx, self._render_xlsx, self._notes = render_pdf, render_docx, render_xlsx, notes
        self._making = self._wanted = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._pdf = b""
        self.pages = PageStack(worker)
        self.message = MessageBar()
        self._count = QLabel()
        theme.mark(self._count, "note")
        self.print_button = QPushButton("Напечатать")
        self.print_button.setIcon(theme.icon("printer-outline", "on_accent"))
        theme.mark(self.print_button, "primary")
        self.print_button.setDefault(True)
        self.print_button.clicked.connect(self.print_pages)
        self.pdf_button = QPushButton("Сохранить PDF…")
        self.pdf_button.setIcon(theme.icon("file-pdf-box"))
        self.pdf_button.setAutoDefault(False)
        self.pdf_button.clicked.connect(self._save_pdf)
        self.docx_button = QPushButton("Сохранить DOCX…")
        self.docx_button.setIcon(theme.icon("file-word-outline"))
        self.docx_button.setAutoDefault(False)
        self.docx_button.clicked.connect(self._save_docx)
        self.docx_button.setVisible(render_docx is not None)
        self.xlsx_button = QPushButton("Сохранить XLSX…")
        self.xlsx_button.setIcon(theme.icon("file-excel-outline"))
        self.xlsx_button.setAutoDefault(False)
        self.xlsx_button.clicked.connect(self._save_xlsx)
        self.xlsx_button.setVisible(render_xlsx is not None)
        smaller = self._tool("magnify-minus-outline", "Мельче (Ctrl+−)", self.pages.zoom_out)
        larger = self._tool("magnify-plus-outline", "Крупнее (Ctrl++)", self.pages.zoom_in)
        fit = self._tool("fit-to-page-outline", "По ширине окна (Ctrl+0)", self.pages.fit_width)
        bar = QFrame()
        theme.mark(bar, "tabs")
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.AROUND, theme.SPACE, theme.AROUND, theme.SPACE)
        row.setSpacing(theme.SPACE)
        for button in (self.print_button, self.pdf_button, self.docx_button, self.xlsx_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self._count)
        for tool in (smaller, larger, fit):
            row.addWidget(tool)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(bar)
        box.addWidget(self.message)
        desk = QHBoxLayout()
        desk.setSpacing(0)
        if side is not None:
            desk.addWidget(side)
        desk.addWidget(self.pages, 1)
        box.addLayout(desk, 1)
        for keys, act in (("Ctrl++", self.pages.zoom_in), ("Ctrl+=", self.pages.zoom_in), ("Ctrl+-", self.pages.zoom_out),
                          ("Ctrl+0", self.pages.fit_width), ("Ctrl+P", self.print_pages)):  # fmt: skip
            QShortcut(QKeySequence(keys), self, act)
        self.overlay = ProgressOverlay(self)
        self._ready(False)
        screen = parent.window().size() if parent is not None else QSize(1100, 700)
        self.resize(
            min(theme.px(960 if side is None else 1240), screen.width()), max(theme.px(400), screen.height() - theme.px(40))
        )
        self.overlay.run(
            worker, "Готовлю страницы", lambda progress: render_pdf(), write=False, done=self._show, failed=self._failed
        )

    def _tool(self, icon: str, tip: str, act: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setIcon(theme.icon(icon))
        button.setToolTip(tip)
        button.setIconSize(QSize(theme.ICON_LARGE, theme.ICON_LARGE))
        button.clicked.connect(lambda _checked=False: act())
        return button

    def again(self) -> None:
        """Make the pages anew; those shown stay until the new ones are there. Choices made meanwhile are drawn together."""
        self._ready(False)
        self._count.setText("готовлю страницы…")
        self._wanted = True
        if not self._making:
            self._make()

    def _make(self) -> None:
        self._making, self._wanted = True, False
        self._worker.read(lambda progress: self._render_pdf(), done=self._made, failed=self._not_made, owner=self)

    def _made(self, pdf: bytes) -> None:
        self._making = False
        if self._wanted:
            self._make()
            return
        self.message.hide()
        self._fill(pdf)

    def _not_made(self, error: BaseException) -> None:
        self._making = False
        if self._wanted:
            self._make()
            return
        self._count.setText("")
        self._failed(error)

    def _ready(self, ready: bool) -> None:
        for button in (self.print_button, self.pdf_button, self.docx_button, self.xlsx_button):
            button.setEnabled(ready)

    def _show(self, pdf: bytes) -> None:
        self._fill(pdf)
        self.print_button.setFocus()

    def _fill(self, pdf: bytes) -> None:
        self._pdf = pdf
        self.pages.set_pdf(pdf)
        self._count.setText(counted(self.pages.page_count, "страница", "страницы", "страниц"))
        self._ready(True)
        if notes := self._notes():
            self.message.say(" ".join(notes), kind="warning")

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            self.reject()
            raise error
        self.message.say(known.what, known.todo, kind="error")

    # -- saving

    def _save_pdf(self) -> None:
        path = self._ask_path("Сохранить PDF", "PDF (*.pdf)", ".pdf")
        if path is not None:
            self.save(path, lambda: self._pdf)

    def _save_docx(self) -> None:
        render = self._render_docx
        path = self._ask_path("Сохранить документ Word", "Документ Word (*.docx)", ".docx")
        if path is not None and render is not None:
            self.save(path, render)

    def _save_xlsx(self) -> None:
        render = self._render_xlsx
        path = self._ask_path("Сохранить книгу Excel", "Книга Excel (*.xlsx)", ".xlsx")
        if path is not None and render is not None:
            self.save(path, render)

    def _ask_path(self, title: str, kinds: str, ending: str) -> Path | None:
        folder = Path(str((self._state.get("folders/save") if self._state else None) or Path.home()))
        chosen, _ = QFileDialog.getSaveFileName(self, title, str(folder / f"{self._file_name()}{ending}"), kinds)
        if not chosen:
            return None
        path = Path(chosen)
        path = path if path.suffix.lower() == ending else path.with_name(path.name + ending)
        if self._state is not None:
            self._state.put("folders/save", str(path.parent))
        return path

    def save(self, path: Path, render: Render) -> None:
        """Write the file beside and rename it: a full disk leaves no half of a document."""

        def job(progress: Any) -> Path:
            data = render()
            draft = path.with_name(f"{path.name}.part")
            try:
                draft.write_bytes(data)
                draft.replace(path)
            except OSError as error:
                draft.unlink(missing_ok=True)
                raise UserError(
                    f"Не удалось сохранить «{path.name}».", "Закройте этот файл, если он открыт, или выберите другую папку."
                ) from error
            return path

        self.overlay.run(
            self._worker, "Сохраняю", job, write=False, failed=self._failed,
            done=lambda saved: self.message.say(f"Сохранено: {saved}"),
        )  # fmt: skip

    # -- printing

    def print_pages(self) -> None:
        """Ask for a printer and send the pages, each fitted to the sheet without enlarging its margins."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        if not self._pdf:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._file_name())
        self._lay_out(printer, 0)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self.pages.page_count)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.send(printer)

    def _lay_out(self, printer: Any, number: int) -> None:
        size = page_sizes(self._pdf)[number]
        wide = size.width > size.height
        printer.setPageLayout(
            QPageLayout(
                QPageSize(QPageSize.PageSizeId.A4),
                QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait,
                QMarginsF(0, 0, 0, 0),
            )
        )
        printer.setFullPage(True)

    def send(self, printer: Any) -> None:
        """Draw the pages the person chose on the printer. The pages keep their size: margins are part of the PDF."""
        first = printer.fromPage() or 1
        last = printer.toPage() or self.pages.page_count
        dpi = min(PRINT_DPI, printer.resolution())
        self._lay_out(printer, first - 1)
        painter = QPainter()
        if not painter.begin(printer):
            self.message.say("Принтер не отвечает.", "Проверьте, включён ли он, или сохраните PDF.", kind="error")
            return
        for number in range(first - 1, last):
            if number > first - 1:
                self._lay_out(printer, number)
                printer.newPage()
            image = image_of(page_picture(self._pdf, number, dpi))
            sheet = printer.paperRect(printer.Unit.DevicePixel).toRect()
            offset = printer.pageRect(printer.Unit.DevicePixel).toRect().topLeft()
            scaled = image.size().scaled(sheet.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRect(-offset, scaled), image)
        painter.end()
        self.message.say(f"Отправлено на печать: {counted(last - first + 1, 'страница', 'страницы', 'страниц')}.")
