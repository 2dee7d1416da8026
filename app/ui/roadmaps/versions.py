"""Versions of a roadmap: what was approved and by which order, what has changed since, and why.

A line in the list opens the printed pages of that version; two versions beside each other make the table of differences.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.services.changes import Changes
from app.services.documents.rows import KINDS, DocumentRow
from app.services.text_ru import NBSP, counted, number, short_date
from app.services.versions.rows import DIFF_KINDS, STATES, DiffRow, VersionRow
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.print_form import open_form
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.elided_label import ElidedLabel
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.fields import ChoiceField, TextField
from app.ui.widgets.message_bar import MessageBar
from app.ui.widgets.progress_overlay import ProgressOverlay
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.step_bar import fitting

NOW = -1
"""«Как сейчас» among the versions to compare."""


def open_versions(ui: UiContext, parent: QWidget, roadmap_id: int) -> VersionsDialog:
    """Show the versions of a roadmap over `parent`."""
    dialog = VersionsDialog(ui, roadmap_id, parent.window())
    dialog.open()
    return dialog


@dataclass(frozen=True, slots=True)
class _State:
    """Everything the dialog shows, read at once."""

    title: str
    versions: tuple[VersionRow, ...]
    documents: tuple[DocumentRow, ...]
    """Signed orders that may approve the roadmap, newest first."""
    draft_id: int | None
    """An order with this roadmap that nobody has signed yet."""


def _read(ui: UiContext, roadmap_id: int) -> _State:
    from app.services.documents.queries import list_documents
    from app.services.roadmaps.queries import get_roadmap
    from app.services.versions.queries import list_versions

    versions = tuple(list_versions(ui.ctx, roadmap_id))
    used = {version.document_id for version in versions}
    documents = [one for one in list_documents(ui.ctx) if one.roadmap_id in (None, roadmap_id)]
    signed = [one for one in documents if one.state != "draft" and one.signed_on is not None and one.id not in used]
    signed.sort(key=lambda one: (one.roadmap_id == roadmap_id, one.signed_on), reverse=True)
    draft = next((one.id for one in documents if one.roadmap_id == roadmap_id and one.state == "draft"), None)
    return _State(get_roadmap(ui.ctx, roadmap_id).title, versions, tuple(signed), draft)


VERSIONS: tuple[Column[VersionRow], ...] = (
    Column("number", "Версия", lambda v: str(v.number), width=72, align="right", sort=lambda v: v.number),
    Column(
        "state", "Состояние", lambda v: STATES[v.state], width=150,
        icon=lambda v: theme.icon("lock-outline", "secondary") if v.state == "approved" else theme.icon("pencil-outline", "due"),
        role=lambda v: None if v.state == "approved" else "due",
    ),
    Column("day", "Утверждена", lambda v: short_date(v.approved_on) if v.approved_on else "", width=100,
           sort=lambda v: v.approved_on),
    Column("document", "Основание", lambda v: v.document, width=240, stretch=True),
    Column("now", "Сейчас", lambda v: "действует" if v.is_current and v.state == "approved" else "", width=100,
           role=lambda v: "done"),
)  # fmt: skip


def _one_line(text: str) -> str:
    return " ".join(text.split())


DIFFERENCES: tuple[Column[DiffRow], ...] = (
    Column("place", "Где", lambda r: f"{r.place}, {r.field[:1].lower()}{r.field[1:]}" if r.field else r.place, width=170),
    Column("kind", "Что", lambda r: DIFF_KINDS[r.kind], width=92, role=lambda r: "secondary"),
    Column("before", "Было", lambda r: _one_line(r.before) or "–", width=190, stretch=True),
    Column("after", "Стало", lambda r: _one_line(r.after) or "–", width=190, stretch=True),
    Column("basis", "Основание", lambda r: r.basis or "не указано", width=170,
           role=lambda r: None if r.basis else "due"),
)  # fmt: skip


class VersionsDialog(QDialog):
    def __init__(self, ui: UiContext, roadmap_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui, self._roadmap_id = ui, roadmap_id
        self._state = _State("", (), (), None)
        self._pair: tuple[int, int | None] | None = None
        self._undo: list[Callable[[Any], Changes]] = []
        self.setWindowTitle("Версии дорожной карты")
        self.setModal(True)
        self.message = MessageBar()
        self.name = ElidedLabel()
        theme.mark(self.name, "title")
        self._basis_of: DiffRow | None = None
        self.table: RowTable[VersionRow] = RowTable(VERSIONS, key=lambda v: v.id)
        self.table.setAccessibleName("Версии")
        self.table.opened.connect(lambda _row: self.open_version())
        self.table.current_changed.connect(lambda _row: self._name_buttons())
        self.open_button = _button("Открыть версию", self.open_version, "Посмотреть её страницы (Enter)")
        self.approve_button = _button(
            "Утвердить…", self.ask_approval, "Закрыть карту от изменений приказом из журнала", primary=True
        )
        self._approve = self._approve_form()
        self._approve.hide()
        self._left, self._right = QComboBox(), QComboBox()
        for combo, words in ((self._left, "Было: версия"), (self._right, "Стало: версия")):
            combo.setAccessibleName(words)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            combo.activated.connect(lambda _at: self._compare())
        self.differences: RowTable[DiffRow] = RowTable(DIFFERENCES, key=lambda r: (r.line_uid, r.place, r.field, r.kind))
        self.differences.setAccessibleName("Изменения")
        self.differences.current_changed.connect(self._show_difference)
        self.differences.opened.connect(lambda _row: self._to_basis())
        self.print_button = _button("Напечатать изменения", self.print_changes, "Таблица «было – стало – основание» (Ctrl+P)")
        self.before, self.after = _reader("Было"), _reader("Стало")
        self.basis = TextField("Основание изменения", hint="Чем вызвано: письмо, решение, приказ")
        self.basis.committed.connect(self._save_basis)
        self._foreign = QLabel("Основание можно указать для изменений, которые ещё не утверждены.")
        self._foreign.setWordWrap(True)
        theme.mark(self._foreign, "note")
        self._build()
        self.overlay = ProgressOverlay(self)
        self.resize(*fitting(parent, 1040, 640))
        ui.refresh.subscribe({"roadmaps", "documents"}, self, self.reload)
        for keys, act in (("Ctrl+P", self.print_changes), ("Ctrl+Z", self.take_back)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.reload()
        (self.table if self._state.versions else self._empty).setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what can be done

    def reload(self) -> None:
        self._ui.worker.read(
            lambda _progress: _read(self._ui, self._roadmap_id), done=self._show, failed=self._failed, owner=self, key="versions"
        )

    def open_version(self) -> None:
        """The pages of the version under the cursor; they can be printed, not changed."""
        version = self.table.current_row()
        if version is not None:
            open_form(self._ui, self, "roadmap_version", version_id=version.id)

    def ask_approval(self) -> None:
        if not self._state.documents:
            draft = self._state.draft_id
            if draft is not None:
                self.message.say(
                    "Приказ с этой картой ещё не подписан.", "Впишите его номер и дату, тогда им можно утвердить карту.",
                    kind="warning", action=("Открыть приказ", lambda: self._leave(("document", draft))),
                )  # fmt: skip
            else:
                self.message.say(
                    "В журнале нет подписанного приказа, которым можно утвердить карту.",
                    "Составьте его или внесите в журнал подписанный.",
                    kind="warning", action=("К документам", lambda: self._leave(("tab:documents", 0))),
                )  # fmt: skip
            return
        self.message.hide()
        self._approve.show()
        self._approve.take_focus()

    def approve(self) -> None:
        document_id = self._document.value()
        if document_id is None:
            return

        def job(_progress: object) -> Changes:
            from app.services.versions.commands import approve_version

            return approve_version(self._ui.ctx, self._roadmap_id, document_id)

        self._approve.hide()
        self._write(job)

    def print_changes(self) -> None:
        if self._pair is not None and self.differences.all_count():
            open_form(self._ui, self, "roadmap_changes", version_a=self._pair[0], version_b=self._pair[1])

    def take_back(self) -> None:
        """Ctrl+Z: what was done in this window, the last first."""
        if not self._undo or self.overlay.running:
            return
        inverse = self._undo.pop()

        def done(changes: Changes) -> None:
            self._ui.undo.forget(inverse)
            self.message.say(changes.message)

        self.overlay.run(
            self._ui.worker, "Отменяю", lambda _progress: inverse(self._ui.ctx), write=True, done=done, failed=self._failed,
            cancellable=False,
        )  # fmt: skip

    # -- Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.message.isVisible():
                self.message.hide()
                return
            if self._approve.isVisible():
                self._approve.hide()
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        self.basis.commit()
        super().done(result)

    # -- inside

    def _build(self) -> None:
        close = _button("Закрыть", self.accept)
        compare = _row(QLabel("Сравнить"), self._left, QLabel("и"), self._right)
        self._count = QLabel()
        theme.mark(self._count, "note")
        compare.addWidget(self._count)
        compare.addWidget(self.print_button)
        self._detail = QFrame()
        theme.mark(self._detail, "card")
        texts = QHBoxLayout()
        texts.setSpacing(theme.SPACE)
        for reader, words in ((self.before, "Было"), (self.after, "Стало")):
            column = QVBoxLayout()
            column.setSpacing(2)
            label = QLabel(words)
            label.setBuddy(reader)
            theme.mark(label, "small")
            column.addWidget(label)
            column.addWidget(reader, 1)
            texts.addLayout(column, 1)
        inner = QVBoxLayout(self._detail)
        inner.setContentsMargins(theme.SPACE, theme.SPACE, theme.SPACE, theme.SPACE)
        inner.setSpacing(theme.INSIDE)
        inner.addLayout(texts, 1)
        inner.addWidget(self.basis)
        inner.addWidget(self._foreign)
        self._same = QLabel("Различий нет.")
        self._same.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._same.setWordWrap(True)
        theme.mark(self._same, "note")
        self._found = QSplitter(Qt.Orientation.Vertical)
        self._found.setChildrenCollapsible(False)
        self._found.setHandleWidth(theme.SPACE)
        self._found.addWidget(self.differences)
        self._found.addWidget(self._detail)
        self._found.setStretchFactor(0, 3)
        self._found.setStretchFactor(1, 2)
        self._below = QStackedWidget()
        self._below.addWidget(self._found)
        self._below.addWidget(self._same)
        filled = QWidget()
        under = QVBoxLayout(filled)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(theme.SPACE)
        under.addWidget(self.table)
        under.addLayout(compare)
        under.addWidget(self._below, 1)
        self._empty = EmptyState(
            "lock-outline",
            "Утверждённых версий ещё нет",
            "Когда карта утверждена приказом, закройте её этой версией: дальше каждое изменение попадёт в таблицу "
            "«было – стало – основание», а прежний текст останется.",
            (("Утвердить…", self.ask_approval),),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(filled)
        foot = _row(self.approve_button, self.open_button)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.name)
        box.addWidget(self.message)
        box.addWidget(self._approve)
        box.addWidget(self._stack, 1)
        box.addLayout(foot)

    def _approve_form(self) -> AskForm:
        self._document = ChoiceField("Приказ из журнала", [])
        note = "После утверждения эта версия не меняется; дальнейшие изменения составят следующую."
        form = AskForm(
            "Утвердить карту, как она есть сейчас", [self._document], "Утвердить", required=(self._document,), note=note
        )
        for button in (form.verb, form.cancel):
            button.setAutoDefault(False)
        form.submitted.connect(self.approve)
        form.cancelled.connect(form.hide)
        return form

    def _show(self, state: _State) -> None:
        before, self._state = self._state, state
        self.name.setText(state.title)
        self._document.set_choices([(_document_words(one), one.id) for one in state.documents])
        self._stack.setCurrentIndex(1 if state.versions else 0)
        self.table.set_rows(state.versions)
        self.table.fit_rows(3)
        for button in (self.approve_button, self.open_button):
            button.setVisible(bool(state.versions))
        if state.versions and self.table.current_row() is None:
            self.table.select_key(state.versions[-1].id)
        last = state.versions[-1] if state.versions else None
        self.approve_button.setEnabled(last is None or last.state == "draft" or not last.is_current)
        self._fill_pair([v.id for v in before.versions] != [v.id for v in state.versions])
        self._name_buttons()
        self._compare()

    def _fill_pair(self, anew: bool) -> None:
        """«Версия 1 … версия 2 … как сейчас»; at first what changed last."""
        approved = [version for version in self._state.versions if version.state == "approved"]
        kept = (self._left.currentData(), self._right.currentData())
        for combo in (self._left, self._right):
            combo.clear()
        for version in approved:
            words = (
                f"версия {version.number} от {short_date(version.approved_on)}"
                if version.approved_on
                else f"версия {version.number}"
            )
            self._left.addItem(words, version.id)
            self._right.addItem(words, version.id)
        self._right.addItem("как сейчас", NOW)
        changed = bool(self._state.versions) and self._state.versions[-1].state == "draft"
        if anew or kept[0] is None:
            self._left.setCurrentIndex(max(0, len(approved) - (1 if changed else 2)))
            self._right.setCurrentIndex(len(approved) if changed or len(approved) < 2 else len(approved) - 1)
        else:
            self._left.setCurrentIndex(max(0, self._left.findData(kept[0])))
            self._right.setCurrentIndex(max(0, self._right.findData(kept[1])))

    def _compare(self) -> None:
        left, right = self._left.currentData(), self._right.currentData()
        if left is None or right is None:
            self._pair = None
            self._show_differences([])
            return
        pair = self._pair = (left, None if right == NOW else right)

        def job(_progress: object) -> list[DiffRow]:
            from app.services.versions.queries import diff_versions

            return diff_versions(self._ui.ctx, *pair)

        self._ui.worker.read(job, done=self._show_differences, failed=self._failed, owner=self, key="differences")

    def _show_differences(self, rows: list[DiffRow]) -> None:
        self.differences.set_rows(rows)
        self._below.setCurrentWidget(self._found if rows else self._same)
        self._same.setText(
            "После утверждения карта не менялась."
            if self._pair and self._pair[1] is None
            else "Между этими версиями различий нет."
        )
        bare = sum(not row.basis for row in rows)
        words = counted(len(rows), "изменение", "изменения", "изменений") if rows else ""
        self._count.setText(f"{words}, без основания: {number(bare)}" if bare else words)
        self.print_button.setEnabled(bool(rows))
        if rows and self.differences.current_row() is None:
            self.differences.selectRow(0)
        self._show_difference(self.differences.current_row())

    def _show_difference(self, row: DiffRow | None) -> None:
        self.basis.commit()
        self._detail.setVisible(row is not None)
        if row is None:
            return
        self.before.setPlainText(row.before or "–")
        self.after.setPlainText(row.after or "–")
        editable = self._editable()
        self.basis.setVisible(editable)
        self._foreign.setVisible(not editable)
        self._basis_of = row
        self.basis.label.setText(f"Основание: {row.place[:1].lower()}{row.place[1:]}" if row.line_uid else "Основание")
        self.basis.set_value(row.basis)

    def _editable(self) -> bool:
        """Reasons are written for what nobody has approved yet."""
        draft = bool(self._state.versions) and self._state.versions[-1].state == "draft"
        return draft and self._pair is not None and self._pair[1] is None

    def _to_basis(self) -> None:
        if self._editable():
            self.basis.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_basis(self, text: str) -> None:
        if self._basis_of is None:
            return
        uid = self._basis_of.line_uid

        def job(_progress: object) -> Changes:
            from app.services.versions.commands import set_basis

            return set_basis(self._ui.ctx, self._roadmap_id, text or "", uid)

        self._write(job, quiet=True)

    def _name_buttons(self) -> None:
        self.open_button.setEnabled(self.table.current_row() is not None)

    def _leave(self, target: Any) -> None:
        self.accept()
        self._ui.open_target(target)

    def _write(self, job: Callable[[object], Changes], *, quiet: bool = False) -> None:
        def done(changes: Changes) -> None:
            if changes.undo is not None:
                self._undo.append(changes.undo)
            if not quiet:
                self.message.say(changes.message, action=("Отменить", self.take_back))

        self.overlay.run(self._ui.worker, "Сохраняю", job, write=True, done=done, failed=self._failed, cancellable=False)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.message.say(known.what, known.todo, kind="error")


def _document_words(document: DocumentRow) -> str:
    """«Приказ № 14-од от 12.01.2026 Об утверждении…»."""
    day = f" от {short_date(document.signed_on)}" if document.signed_on else ""
    mark = f" №{NBSP}{document.number}" if document.number else ""
    return f"{KINDS.get(document.kind, document.kind)}{mark}{day} {document.heading}".strip()


def _button(words: str, act: Callable[[], None], tip: str = "", *, primary: bool = False) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    button.setToolTip(tip)
    if primary:
        theme.mark(button, "primary")
    button.clicked.connect(lambda _checked=False: act())
    return button


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.SPACE)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def _reader(what: str) -> QTextEdit:
    reader = QTextEdit()
    reader.setReadOnly(True)
    reader.setTabChangesFocus(True)
    reader.setAccessibleName(what)
    reader.setMinimumHeight(reader.fontMetrics().lineSpacing() * 2 + 12)
    return reader
