"""What can be said of chosen duties, at once for one or for fifty: marks, another day, removal, proof.

    bar = MarkBar(ui)
    bar.listen(table)                      # the keys work in the table too, files dropped on it become proof
    bar.set_keys([row.key for row in chosen], "3 срока")

Keys: Ctrl+D «выполнено сегодня», Ctrl+Shift+D with a date and a result, Ctrl+M the other marks, Ctrl+L proof,
Ctrl+Shift+V proof out of the clipboard. The bar runs the commands itself; views are refreshed by the published changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QDragMoveEvent, QDropEvent, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QFileDialog,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.services.changes import Changes
from app.services.duties.rows import DutyKey, Mark, Status
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import UiContext
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.fields import DateField, MemoField, TextField
from app.ui.widgets.toolbar import Toolbar
from app.ui.worker import Ticket

SIGN_AFTER_MS = 120
_FOLDER = "folders/proof"
_LINK = re.compile(r"(?:https?://|www\.)\S+|[a-zа-яё0-9-]+(?:\.[a-zа-яё0-9-]+)*\.(?:ru|рф|com|org)(?:/\S*)?", re.I)
_NUMBER = re.compile(r"(?:исх\.?\s*)?(?:№\s*)?\d[\w/.\-]{0,30}", re.I)


class MarkBar(QWidget):
    """`set_keys` says what the marks are about; without keys nothing can be pressed."""

    asked = Signal()
    """A form is about to unfold: whoever hides the bar (a drawer) shows it now."""
    told = Signal()
    """A command of this bar was carried out."""

    def __init__(self, ui: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._keys: tuple[DutyKey, ...] = ()
        self._mark: Mark | None = None
        self._came_from: QWidget | None = None
        self._open: AskForm | None = None
        self.about = ElidedLabel()
        theme.mark(self.about, "note")
        self.toolbar = Toolbar()
        self.toolbar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.done_button = self.toolbar.add_action("Выполнено", self.mark_done_today)
        self.done_button.setToolTip("Выполнено сегодня (Ctrl+D)")
        self.mark_button = self._menu_button("Ещё", self._mark_actions(), "chevron-down", "Другие отметки (Ctrl+M)")
        self.proof_button = self._menu_button("Приложить", self._proof_actions(), "paperclip", "Подтверждение (Ctrl+L)")
        self._act("Отметить…", lambda: self._drop_down(self.mark_button), "Ctrl+M")
        self._act("Приложить…", lambda: self._drop_down(self.proof_button), "Ctrl+L")
        self.note = QLabel()
        self.note.setWordWrap(True)
        self.note.hide()
        theme.mark(self.note, "small")
        self._ticket: Ticket | None = None
        self._sign = QTimer(self)
        self._sign.setInterval(SIGN_AFTER_MS)
        self._sign.timeout.connect(self._still_working)
        self._make_forms()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.INSIDE)
        for widget in (self.about, self.toolbar, self.note, *self._forms):
            box.addWidget(widget)
        _FileDrop(self, self)
        self.set_keys((), "")

    # -- building

    def _act(self, words: str, act: Callable[[], None], keys: str = "") -> QAction:
        action = QAction(words, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self.addAction(action)
        action.triggered.connect(lambda _checked=False: act())
        return action

    def _mark_actions(self) -> list[QAction]:
        return [
            self._act("Выполнено сегодня", self.mark_done_today, "Ctrl+D"),
            self._act("Выполнено: дата и &результат…", self.ask_done, "Ctrl+Shift+D"),
            self._act("В р&аботе", lambda: self._mark_as("in_progress")),
            self._act("&Ждём регион", lambda: self._mark_as("waiting_region")),
            self._act("&Перенести…", self.ask_postpone),
            self._act("&Снять с исполнения…", self.ask_cancel),
            self._act("&Убрать отметку", lambda: self._mark_as("planned")),
        ]

    def _proof_actions(self) -> list[QAction]:
        return [
            self._act("&Файл…", self.choose_files),
            self._act("&Ссылка…", self.ask_link),
            self._act("&Исходящий номер…", self.ask_number),
            self._act("Из &буфера обмена", self.paste_proof, "Ctrl+Shift+V"),
        ]

    def _menu_button(self, words: str, actions: list[QAction], icon: str, tip: str) -> QPushButton:
        button = self.toolbar.add_menu(words, actions, icon=icon)
        button.setToolTip(tip)
        return button

    def _make_forms(self) -> None:
        def day(label: str) -> DateField:
            return DateField(label, required=True, today=lambda: self._ui.ctx.clock().date())

        self.done_on, self.result = day("Когда выполнено"), MemoField("Что сделано", lines=3)
        self.done_form = AskForm("Выполнено", [self.done_on, self.result], "Отметить", required=(self.done_on,))
        self.new_day = day("Новый срок")
        self.reason = MemoField("Почему", required=True, lines=2)
        self.decided_by = TextField("Кто разрешил", required=True, placeholder="приказ, письмо или кто и когда")
        self.postpone_form = AskForm(
            "Перенос срока", [self.new_day, self.reason, self.decided_by], "Перенести",
            required=(self.new_day, self.reason, self.decided_by),
        )  # fmt: skip
        self.off_reason = MemoField("Почему снято", required=True, lines=2)
        self.off_decided = TextField("По чьему решению", placeholder="приказ, письмо или кто и когда")
        self.cancel_form = AskForm(
            "Снять с исполнения", [self.off_reason, self.off_decided], "Снять", required=(self.off_reason,)
        )
        self.link, self.link_day = TextField("Адрес страницы или путь", required=True), day("Когда проверено")
        self.link_title = TextField("Что там", placeholder="Новость о семинаре на сайте школы")
        self.link_form = AskForm(
            "Ссылка", [self.link, self.link_day, self.link_title], "Приложить", required=(self.link, self.link_day)
        )
        self.number, self.number_day = TextField("Номер", required=True), day("От какого числа")
        self.number_title = TextField("Что это", placeholder="Письмо в институт развития образования")
        self.number_form = AskForm(
            "Исходящий номер", [(self.number, self.number_day), self.number_title], "Приложить",
            required=(self.number, self.number_day),
        )  # fmt: skip
        self._forms = (self.done_form, self.postpone_form, self.cancel_form, self.link_form, self.number_form)
        for form, act in (
            (self.done_form, self._say_done),
            (self.postpone_form, self._say_postponed),
            (self.cancel_form, self._say_cancelled),
            (self.link_form, self._say_link),
            (self.number_form, self._say_number),
        ):
            form.hide()
            form.submitted.connect(act)
            form.cancelled.connect(self.fold)

    # -- for the owner

    def set_keys(self, keys: Sequence[DutyKey], words: str, marks: Sequence[Mark] = ()) -> None:
        """What everything said here is about. `words`: «срок 18.09.2026», «3 срока»; `marks`: what is said already,
        so that a date or a result is corrected and not typed again. Other keys fold the form that is open.
        """
        new = tuple(dict.fromkeys(keys))
        if new != self._keys:
            self.fold()
        self._keys = new
        self._mark = marks[0] if len(marks) == 1 else None
        self.about.setText(words)
        self.about.setVisible(bool(words))
        can = bool(new) and not self._ui.ctx.db.read_only
        for button in (self.done_button, self.mark_button, self.proof_button):
            button.setEnabled(can)
        for action in self.actions():
            action.setEnabled(can)

    @property
    def keys(self) -> tuple[DutyKey, ...]:
        return self._keys

    def listen(self, widget: QWidget, *, keys: bool = True, files: bool = True) -> None:
        """The keys work while the cursor is in this widget too; files dropped on it become proof."""
        if keys:
            widget.addActions(self.actions())
        if files:
            _FileDrop(self, widget)

    def row_actions(self) -> list[QAction]:
        """For the context menu of a table: `table.set_actions(bar.row_actions())`."""
        return [*self.mark_button.menu().actions(), *self.proof_button.menu().actions()]

    def fold(self) -> None:
        """Close the form that is open; the cursor goes back to where it was."""
        form, self._open = self._open, None
        if form is None:
            return
        had_focus = form.isAncestorOf(QApplication.focusWidget() or self)
        form.hide()
        if had_focus:
            back = self._came_from
            known = back is not None and shiboken6.isValid(back) and back.isVisible()
            (back if known and back is not None else self.done_button).setFocus(Qt.FocusReason.OtherFocusReason)

    # -- marks

    def mark_done_today(self) -> None:
        self._mark_as("done")

    def _mark_as(self, status: Status) -> None:
        keys = self._keys

        def job(_progress: object) -> Changes:
            from app.services.execution.commands import mark

            return mark(self._ui.ctx, keys, status)

        self._run(job)

    def ask_done(self) -> None:
        mark = self._mark or Mark()
        self.done_form.fill(mark.done_on or self._ui.ctx.clock().date(), mark.result)
        self._unfold(self.done_form)

    def _say_done(self) -> None:
        keys, day, text = self._keys, self.done_on.value(), self.result.value()
        # An empty field of several duties says nothing about their results.
        result = text if text or self._mark is not None else None

        def job(_progress: object) -> Changes:
            from app.services.execution.commands import mark

            return mark(self._ui.ctx, keys, "done", done_on=day, result=result)

        self._run(job)

    def ask_postpone(self) -> None:
        mark = self._mark or Mark()
        moved = mark.status == "postponed"
        self.postpone_form.fill(None, mark.reason if moved else "", "")
        self._unfold(self.postpone_form)

    def _say_postponed(self) -> None:
        keys, day, reason, decided_by = self._keys, self.new_day.value(), self.reason.value(), self.decided_by.value()
        assert day is not None  # the form asks for it

        def job(_progress: object) -> Changes:
            from app.services.execution.commands import postpone

            return postpone(self._ui.ctx, keys, day, reason=reason, decided_by=decided_by)

        self._run(job)

    def ask_cancel(self) -> None:
        self.cancel_form.fill("", "")
        self._unfold(self.cancel_form)

    def _say_cancelled(self) -> None:
        keys, reason, decided_by = self._keys, self.off_reason.value(), self.off_decided.value()

        def job(_progress: object) -> Changes:
            from app.services.execution.commands import mark

            return mark(self._ui.ctx, keys, "cancelled", reason=reason, decided_by=decided_by)

        self._run(job)

    # -- proof

    def choose_files(self) -> None:
        if not self._keys:
            return
        start = str(self._ui.state.get(_FOLDER) or Path.home())
        chosen, _ = QFileDialog.getOpenFileNames(self.window(), "Подтверждение: файлы", start)
        if chosen:
            self._ui.state.put(_FOLDER, str(Path(chosen[0]).parent))
            self.add_files([Path(path) for path in chosen])

    def add_files(self, paths: Sequence[Path]) -> None:
        """Copy files in as proof of the chosen duties, one step of undo each."""
        keys = self._keys
        if not keys:
            self._ui.message("Не выбрано, к чему приложить файл.", "Выберите срок и повторите.", kind="warning")
            return

        def add(path: Path) -> None:
            def job(_progress: object) -> Changes:
                from app.services.execution.commands import add_file

                return add_file(self._ui.ctx, keys, path)

            self._run(job)

        for path in paths:
            add(path)

    def ask_link(self, link: str = "") -> None:
        self.link_form.fill(link, self._ui.ctx.clock().date())
        self._unfold(self.link_form)

    def _say_link(self) -> None:
        keys, link, title = self._keys, self.link.value(), self.link_title.value()
        day = self.link_day.value() or self._ui.ctx.clock().date()

        def job(_progress: object) -> Changes:
            from app.services.execution.commands import add_link

            return add_link(self._ui.ctx, keys, link, day, title=title)

        self._run(job)

    def ask_number(self, number: str = "") -> None:
        self.number_form.fill(number, self._ui.ctx.clock().date())
        self._unfold(self.number_form)

    def _say_number(self) -> None:
        keys, number, title = self._keys, self.number.value(), self.number_title.value()
        day = self.number_day.value() or self._ui.ctx.clock().date()

        def job(_progress: object) -> Changes:
            from app.services.execution.commands import add_number

            return add_number(self._ui.ctx, keys, number, day, title=title)

        self._run(job)

    def paste_proof(self) -> None:
        """Files of the clipboard are attached at once; an address or a number is asked about, with today's date."""
        data = QGuiApplication.clipboard().mimeData()
        files = local_files(data)
        text = (data.text() if data is not None else "").strip()
        if files:
            self.add_files(files)
        elif _LINK.fullmatch(text):
            self.ask_link(text)
        elif _NUMBER.fullmatch(text):
            self.ask_number(text)
        else:
            self._ui.message(
                "В буфере обмена нет ни файла, ни адреса, ни номера.", "Скопируйте файл или ссылку и повторите.", kind="warning"
            )

    # -- inside

    def _run(self, job: Callable[[object], Changes]) -> None:
        if not self._keys:
            return

        def done(_changes: Changes) -> None:
            self.fold()
            self.told.emit()

        self._ticket = self._ui.worker.write(job, done=done, owner=self)
        if not self._ticket.over:
            self._sign.start()

    def _still_working(self) -> None:
        """A large file takes a moment: say so, until it is over in whatever way."""
        working = self._ticket is not None and not self._ticket.over
        self.note.setText("Сохраняется…")
        self.note.setVisible(working)
        if not working:
            self._sign.stop()

    def _unfold(self, form: AskForm) -> None:
        if not self._keys:
            return
        focus = QApplication.focusWidget()
        if self._open is None:
            self._came_from = focus
        elif self._open is not form:
            self._open.hide()
        self._open = form
        several = len(self._keys) > 1
        form.note.setText(f"Сразу для нескольких: {counted(len(self._keys), 'строка', 'строки', 'строк')}." if several else "")
        form.note.setVisible(several)
        self.asked.emit()
        form.show()
        form.take_focus()

    def _drop_down(self, button: QPushButton) -> None:
        menu: QMenu = button.menu()
        self._came_from = QApplication.focusWidget()
        self.asked.emit()
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))
        menu.setActiveAction(menu.actions()[0])


class _FileDrop(QObject):
    """Files dropped on a widget go to the bar."""

    def __init__(self, bar: MarkBar, widget: QWidget) -> None:
        super().__init__(widget)
        self._bar = bar
        place = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        place.setAcceptDrops(True)
        place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and not shiboken6.isValid(self._bar):
            return False
        if isinstance(event, QDragMoveEvent):  # entering is a move too; a table refuses moves of what it does not know
            if self._bar.keys and local_files(event.mimeData()):
                event.acceptProposedAction()
                return True
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            files = local_files(event.mimeData())
            if self._bar.keys and files:
                event.acceptProposedAction()
                self._bar.add_files(files)
                return True
        return super().eventFilter(watched, event)


def local_files(data: QMimeData | None) -> list[Path]:
    """Files (not folders) of a drag or of the clipboard."""
    if data is None or not data.hasUrls():
        return []
    return [path for url in data.urls() if url.isLocalFile() and (path := Path(url.toLocalFile())).is_file()]
