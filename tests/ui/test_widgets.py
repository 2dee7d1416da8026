"""Side panel, progress, charts, tiny bars, messages, steps, remarks, cards, preview."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget

from app.services.changes import Changes
from app.services.errors import Cancelled, UserError
from app.services.problems import Problem
from app.ui import theme
from app.ui.widgets.chart_view import ChartView
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.list_card import Door, ListCard
from app.ui.widgets.message_bar import MessageBar
from app.ui.widgets.print_preview import PrintPreview
from app.ui.widgets.problem_list import ProblemList
from app.ui.widgets.progress_overlay import ProgressOverlay
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.side_panel import MasterDetail, SidePanel
from app.ui.widgets.step_bar import Wizard, WizardPage
from app.ui.widgets.tiny_bars import Bar, TinyBars
from app.ui.widgets.toolbar import Toolbar
from app.ui.worker import InlineWorker, Worker


@pytest.fixture
def split(qtbot, tmp_path):
    from app.ui.ui_state import UiState

    master = QLineEdit()
    detail = SidePanel()
    detail.field = QLineEdit()  # type: ignore[attr-defined]
    detail.body.addWidget(detail.field)  # type: ignore[attr-defined]
    made = MasterDetail(master, detail, state=UiState(tmp_path / "w.ini"), state_key="s")
    made.master, made.detail = master, detail  # type: ignore[attr-defined]
    qtbot.addWidget(made)
    made.resize(1366, 600)
    made.show()
    return made


def test_a_wide_window_shows_list_and_panel_side_by_side(split):
    assert not split.is_drawer and split.detail_shown()
    assert split.master.width() > split.detail.width()
    split.open_detail()
    assert split.detail.field.hasFocus()
    split.close_detail()
    assert split.detail_shown() and split.master.hasFocus()


def test_a_narrow_window_folds_the_panel_into_a_drawer(split, qtbot):
    split.resize(910, 400)
    assert split.is_drawer and not split.detail_shown()
    assert split.master.width() == 910
    split.open_detail()
    assert split.detail_shown() and split.detail.field.hasFocus()
    assert split.detail.geometry().right() == 909
    qtbot.keyClick(split.detail.field, Qt.Key.Key_Escape)
    assert not split.detail_shown() and split.master.hasFocus()
    split.resize(1200, 400)
    assert not split.is_drawer and split.detail_shown()


def test_a_panel_that_has_nothing_to_show_is_hidden(split):
    split.want_detail(False)
    assert not split.detail_shown()
    split.resize(910, 400)
    split.resize(1200, 400)
    assert not split.detail_shown()
    split.want_detail(True)
    assert split.detail_shown()


def test_an_overlay_tells_how_far_it_is_and_cancels(qtbot):
    page = QWidget()
    page.resize(600, 400)
    qtbot.addWidget(page)
    page.show()
    over: list[object] = []
    worker = Worker(lambda c: None, over.append)
    overlay = ProgressOverlay(page)

    def job(progress):
        while True:
            progress.report(3, 10, "Разбор строк")

    overlay.run(worker, "Читаю файл", job, write=False, done=over.append, failed=over.append)
    assert not overlay.isVisible()
    qtbot.waitUntil(overlay.isVisible)
    qtbot.waitUntil(lambda: overlay._far.text() == "Разбор строк · 3 из 10")
    assert overlay.cancel_button.hasFocus()
    qtbot.keyClick(overlay, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bool(over))
    assert isinstance(over[0], Cancelled) and not overlay.isVisible() and not overlay.running
    worker.close()


def test_an_overlay_does_not_show_for_a_short_job(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    got: list[object] = []
    overlay = ProgressOverlay(page)
    overlay.run(InlineWorker(got.append, got.append), "Пишу", lambda p: Changes(frozenset(), "ok"), write=True,
                done=lambda c: got.append(c.message), failed=got.append)  # fmt: skip
    assert got[-1] == "ok" and not overlay.isVisible() and not overlay.running


@pytest.mark.parametrize("size", [(420, 240), (911, 333)])
def test_a_chart_has_a_pixel_for_every_pixel_of_the_screen(qtbot, size):
    from app.services import charts
    from app.services.results.rows import ScoreDistribution

    shares = tuple([0.05] * 20)
    figure = charts.distribution_figure(ScoreDistribution("school", "Ключевская СОШ", 20, shares))
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    view.set_figure(figure, "Распределение баллов")
    assert (view._image.width(), view._image.height()) == (
        round(size[0] * view.devicePixelRatioF()),
        round(size[1] * view.devicePixelRatioF()),
    )
    assert len({view._image.pixel(x, size[1] // 2) for x in range(0, size[0], 3)}) > 1
    assert view.accessibleName() == "Распределение баллов"
    assert view.sizeHint().height() == pytest.approx(3.4 * 96, abs=2)


def test_a_chart_in_a_place_that_is_too_small_is_drawn_smaller(qtbot):
    from app.services import charts
    from app.services.results.rows import ScoreDistribution

    view = ChartView()
    qtbot.addWidget(view)
    view.setMinimumSize(0, 0)
    view.resize(90, 30)
    view.show()
    view.set_figure(charts.distribution_figure(ScoreDistribution("school", "Школа", 20, (0.5, 0.5))))
    assert (view._image.width(), view._image.height()) >= (240, 150)


def test_a_chart_without_data_says_so(qtbot):
    view = ChartView(text="Результатов нет.")
    qtbot.addWidget(view)
    view.show()
    view.set_figure(None, "Результатов пока нет.")
    assert view.grab().toImage().width() > 0 and view.accessibleName() == "Результатов пока нет."


def test_tiny_bars_paint_shares_references_and_missing_data(qtbot):
    bars = (Bar(1.0, 0.5), Bar(0.5, None, marked=True), Bar(None))
    table: RowTable[int] = RowTable(
        [Column("b", "Итоги", lambda r: "словами", value=lambda r: bars, delegate=TinyBars)], key=lambda r: r
    )
    qtbot.addWidget(table)
    table.set_rows([1])
    image = QImage(100, 28, QImage.Format.Format_RGB32)
    image.fill(theme.color("panel"))
    painter = QPainter(image)
    option = QStyleOptionViewItem()
    option.rect = QRect(0, 0, 100, 28)  # type: ignore[attr-defined]
    delegate = table.itemDelegateForColumn(0)
    assert isinstance(delegate, TinyBars)
    delegate.paint(painter, option, table.row_model.index(0, 0))
    painter.end()
    assert image.pixelColor(11, 8) == theme.color("accent")
    assert image.pixelColor(21, 8) == theme.color("panel") and image.pixelColor(21, 20) == theme.color("sign")
    assert image.pixelColor(31, 20) == theme.color("panel")


def test_a_message_says_what_and_what_to_do(qtbot):
    bar = MessageBar()
    qtbot.addWidget(bar)
    done: list[int] = []
    bar.say("Файл занят.", "Закройте его.", kind="error", action=("Повторить", lambda: done.append(1)))
    assert bar.isVisible() and bar.text.text() == "Файл занят. Закройте его."
    qtbot.mouseClick(bar.button, Qt.MouseButton.LeftButton)
    assert done == [1] and not bar.isVisible()
    bar.say("Сохранено.")
    assert not bar.button.isVisible()


class _Page(WizardPage):
    title = "Первый"

    def __init__(self):
        super().__init__()
        self.ok = False

    def ready(self):
        return self.ok


def test_a_wizard_goes_on_only_when_its_page_is_ready(qtbot):
    first, second = _Page(), _Page()
    wizard = Wizard("Проба", [first, second])
    qtbot.addWidget(wizard)
    wizard.show()
    assert not wizard.next_button.isEnabled() and not wizard.back_button.isVisible()
    first.ok = second.ok = True
    first.ready_changed.emit()
    wizard.go(0)
    qtbot.keyClick(wizard.next_button, Qt.Key.Key_Return)
    assert wizard.step == 1 and wizard.back_button.isVisible()
    assert wizard.steps.accessibleName() == "Шаг 2 из 2: Первый"
    wizard.back()
    wizard.message.say("Что-то не так.")
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert wizard.isVisible() and not wizard.message.isVisible()
    qtbot.keyClick(wizard, Qt.Key.Key_Escape)
    assert not wizard.isVisible()


def test_remarks_are_listed_errors_first_and_shown_whole(qtbot):
    remarks = ProblemList()
    qtbot.addWidget(remarks)
    remarks.resize(500, 300)
    remarks.show()
    remarks.set_problems([Problem("info", "a", "К сведению"), Problem("error", "b", "Балл больше возможного", "РУ 4", "C12")])
    assert [p.code for p in remarks.table.row_model.shown()] == ["b", "a"]
    assert remarks._whole.text() == "Лист «РУ 4», ячейка C12: Балл больше возможного"
    remarks.set_problems([])
    assert remarks.count() == 0 and not remarks.table.isVisible()


def test_a_card_opens_its_lines(qtbot):
    card: ListCard[str] = ListCard(
        "Просрочено", [Column("t", "", str, width=200)], lambda r: r, "Просроченного нет.", status="overdue"
    )
    qtbot.addWidget(card)
    card.resize(300, 200)
    card.show()
    assert card.nothing.isVisible() and not card.table.isVisible() and card.count.text() == ""
    card.set_rows(["приказ 1", "приказ 2"])
    assert card.count.text() == "2" and not card.nothing.isVisible()
    opened: list[str] = []
    card.opened.connect(opened.append)
    card.table.select_key("приказ 1")
    qtbot.keyClick(card.table, Qt.Key.Key_Return)
    where = card.table.visualRect(card.table.row_model.index(1, 0)).center()
    qtbot.mouseClick(card.table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert opened == ["приказ 1", "приказ 2"]


def test_a_door_and_an_empty_place_and_a_toolbar(qtbot):
    done: list[str] = []
    door = Door("Планируем")
    qtbot.addWidget(door)
    door.say("3 карты", "40 мероприятий")
    assert door.accessibleName() == "Планируем: 3 карты 40 мероприятий"
    empty = EmptyState("school-outline", "Школ нет", "Впишите первую.", (("Вписать", lambda: done.append("empty")),))
    qtbot.addWidget(empty)
    empty.buttons[0].click()
    bar = Toolbar()
    qtbot.addWidget(bar)
    bar.add_action("Добавить…", lambda: done.append("bar"), icon="plus", shortcut="Ctrl+N").click()
    assert done == ["empty", "bar"]


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """Two pages, the second one landscape."""
    from io import BytesIO

    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.rect(100, 100, 300, 600, fill=1)
    canvas.showPage()
    canvas.setPageSize(landscape(A4))
    canvas.rect(100, 100, 600, 300, fill=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def preview(qtbot, pdf):
    errors: list[object] = []
    made = PrintPreview(InlineWorker(errors.append, errors.append), "Приказ", lambda: "Приказ 1", lambda: pdf, lambda: b"PK docx",
                        notes=lambda: ["Нет даты."])  # fmt: skip
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_preview_shows_the_pages(preview, qtbot):
    assert preview.pages.page_count == 2 and preview._count.text() == "2\u00a0страницы"
    assert preview.message.text.text() == "Нет даты."
    first = preview.pages._pages[0]
    qtbot.waitUntil(lambda: not first.image.isNull())
    assert abs(first.image.height() / first.image.width() - 297 / 210) < 0.02
    middle = first.image.pixelColor(first.image.width() // 2, first.image.height() // 2)
    assert middle.lightness() < 10
    zoom = preview.pages.zoom
    preview.pages.zoom_in()
    assert preview.pages.zoom > zoom
    preview.pages.fit_width()
    assert preview.pages.zoom == pytest.approx(zoom)


def test_a_preview_saves_files_whole_or_not_at_all(preview, pdf, tmp_path):
    path = tmp_path / "Приказ № 1.pdf"
    preview.save(path, lambda: pdf)
    assert path.read_bytes() == pdf and preview.message.text.text() == f"Сохранено: {path}"
    preview.save(tmp_path / "нет такой папки" / "a.pdf", lambda: pdf)
    assert "Не удалось сохранить" in preview.message.text.text()
    assert [p.name for p in tmp_path.iterdir()] == ["Приказ № 1.pdf"]


def test_a_document_that_must_not_be_printed_says_why(qtbot):
    def refuse() -> bytes:
        raise UserError("Приказ нельзя напечатать: нет номера.", "Впишите номер.")

    made = PrintPreview(InlineWorker(print, print), "Приказ", lambda: "x", refuse)
    qtbot.addWidget(made)
    made.show()
    assert made.message.text.text() == "Приказ нельзя напечатать: нет номера. Впишите номер."
    assert not made.print_button.isEnabled() and not made.docx_button.isVisible()


def test_pages_go_to_the_printer_each_in_its_orientation(preview, tmp_path):
    from pypdf import PdfReader
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    preview.send(printer)
    pages = PdfReader(tmp_path / "printed.pdf").pages
    assert [round(float(p.mediabox.width)) > round(float(p.mediabox.height)) for p in pages] == [False, True]
    assert preview.message.text.text() == "Отправлено на печать: 2\u00a0страницы."


def test_a_click_in_an_empty_corner_opens_nothing(qtbot):
    table: RowTable[int] = RowTable([Column("a", "A", str)], key=lambda r: r)
    qtbot.addWidget(table)
    opened: list[int] = []
    table.opened.connect(opened.append)
    table.resize(300, 200)
    table.show()
    table.set_rows([1])
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(10, 150))
    assert opened == []


def test_a_door_keeps_room_for_its_three_lines(qtbot):
    door = Door("Планируем")
    qtbot.addWidget(door)
    door.say("1 дорожная карта", "16 мероприятий")
    door.show()
    door.resize(door.minimumSizeHint().width(), 10)  # as a layout in a small window does
    lines = door.step.fontMetrics().height() + door.words.fontMetrics().height() + door.note.fontMetrics().height()
    assert door.height() >= lines


def test_a_short_remark_is_said_once_and_its_cell_comes_first(qtbot):
    remarks = ProblemList()
    qtbot.addWidget(remarks)
    remarks.resize(600, 200)
    remarks.show()
    remarks.set_problems([Problem("error", "x", "Нет кода участника.", "РУ 4", "D24")])
    assert remarks.table.row_model.data(remarks.table.row_model.index(0, 0)) == "D24 · РУ 4"
    assert not remarks._whole.isVisible()
    remarks.set_problems([Problem("error", "x", "Слово " * 60, "РУ 4", "D24")])
    assert remarks._whole.isVisible()
    assert remarks._whole.text().startswith("Лист «РУ 4», ячейка D24: ")


def test_a_narrow_toolbar_keeps_icons_and_keys(qtbot):
    done: list[str] = []
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 100)
    bar = Toolbar(window)
    first = bar.add_action("Новый приказ", lambda: done.append("new"), icon="plus", shortcut="Ctrl+N")
    last = bar.add_action("Напечатать…", lambda: done.append("print"), icon="printer-outline", shortcut="Ctrl+Shift+P")
    bar.resize(bar.sizeHint().width(), 40)
    window.show()
    assert (first.text(), last.text()) == ("Новый приказ", "Напечатать…")
    bar.resize(first.sizeHint().width() + 60, 40)
    assert (first.text(), last.text()) == ("Новый приказ", "")
    assert last.accessibleName() == "Напечатать…"
    assert not last.shortcut().isEmpty()
    bar.resize(600, 40)
    assert last.text() == "Напечатать…"
