"""«Ответственные»: the directory of who owes what — names and their spellings, kinds, what they mean, who is appointed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.services.changes import Changes
from app.services.parties.rows import KINDS, AppointmentRow, MergeSuggestion, PartyRow
from app.services.parties.rules import is_many
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.roadmaps.owners_box import ICONS
from app.ui.roadmaps.party_card import PartyCard
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.message_bar import MessageBar
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel


@dataclass(frozen=True, slots=True)
class _Found:
    """What one reading of the base brings."""

    parties: list[PartyRow]
    merges: list[MergeSuggestion]
    schools: dict[int, str]
    organisations: dict[int, str]
    appointments: dict[int, list[AppointmentRow]]


def open_parties(ui: UiContext, parent: QWidget | None = None) -> PartiesWindow:
    """Show the directory over the page; it stays open while one looks at the roadmaps behind it."""
    window = PartiesWindow(ui, parent)
    window.show()
    return window


def meaning(row: PartyRow) -> str:
    """What a party stands for, in a few words."""
    if row.is_schools:
        return f"школы: {len(row.school_ids)}" if row.school_ids else "все школы"
    if row.kind == "role":
        return row.holder or ("" if is_many(row.name) else "никто не назначен")
    return row.organisation


def _icon(row: PartyRow) -> QIcon:
    return theme.icon("account-group-outline" if row.is_schools else ICONS[row.kind])


COLUMNS: tuple[Column[PartyRow], ...] = (
    Column("name", "Ответственный", lambda r: r.name, width=230, stretch=True, icon=_icon,
           tooltip=lambda r: "\n".join((r.name, *r.aliases))),
    Column("kind", "Вид", lambda r: "школы" if r.is_schools else KINDS[r.kind], width=104),
    Column("means", "Кто это", meaning, width=170,
           role=lambda r: "due" if meaning(r) == "никто не назначен" else None),
    Column("lines", "Пунктов", lambda r: str(r.lines) if r.lines else "", width=80, align="right", sort=lambda r: r.lines),
)  # fmt: skip
MERGES: tuple[Column[MergeSuggestion], ...] = (
    Column("keep", "Оставить", lambda m: m.keep, width=260, stretch=True),
    Column("others", "Присоединить", lambda m: "; ".join(name for _, name in m.others), width=260, stretch=True),
    Column("why", "Почему", lambda m: m.why, width=150, role=lambda m: "secondary"),
)


class PartiesWindow(QDialog):
    """Left the directory or the likely spellings of one party, right everything about the chosen one."""

    def __init__(self, ui: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._found = _Found([], [], {}, {}, {})
        self._apart: set[frozenset[int]] = set()
        self._wanted: int | None = None
        self.setWindowTitle("Ответственные")
        room = parent.window().size() - QSize(4 * theme.SPACE, 4 * theme.SPACE) if parent is not None else QSize(4000, 4000)
        self.resize(QSize(theme.px(1120), theme.px(640)).boundedTo(room))
        self.message = MessageBar()
        self.views = PageSwitch((("all", "Справочник"), ("merges", "Похожие написания")), "Вид")
        self.views.changed.connect(self._view)
        self.new_button = QPushButton("Новый ответственный")
        self.new_button.setIcon(theme.icon("plus"))
        self.new_button.setAutoDefault(False)
        self.new_button.clicked.connect(lambda _checked=False: self._new())
        self.merge_button = QPushButton("Объединить выбранных")
        self.merge_button.setToolTip("Выделите в списке несколько строк (Ctrl или Shift): останется та, на которой курсор")
        self.merge_button.setAutoDefault(False)
        self.merge_button.setEnabled(False)
        self.merge_button.clicked.connect(lambda _checked=False: self._merge_chosen())
        self.table: RowTable[PartyRow] = RowTable(COLUMNS, key=lambda r: r.id, state=ui.state, state_key="parties")
        self.table.current_changed.connect(self._chosen)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._update())
        kinds = ChoiceFilter("kind", "Все виды", lambda r, kind: r.is_schools if kind == "schools" else r.kind == kind)
        kinds.set_choices([("школы", "schools"), *((words, kind) for kind, words in KINDS.items())])
        self.panel: TablePanel[PartyRow] = TablePanel(self.table, filters=(kinds,), state=ui.state, state_key="parties")
        self.merges = _Merges(self)
        self.empty = EmptyState(
            "account-group-outline",
            "Ответственных пока нет",
            "Они появятся сами, когда в дорожной карте заполнена графа «Ответственные». Можно завести их и заранее.",
            (("Новый ответственный", self._new),),
        )
        self.left = QStackedWidget()
        for page in (self.panel, self.merges, self.empty):
            self.left.addWidget(page)
        self.card = PartyCard(ui)
        self.card.saved.connect(self._save)
        self.card.appointed.connect(self._appoint)
        self.card.removed.connect(self._remove)
        self._build()
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.activated.connect(self.undo_last)
        ui.refresh.subscribe({"roadmaps", "organisations"}, self, self._read)
        self._read()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE)
        top.addWidget(self.views)
        top.addStretch(1)
        top.addWidget(self.merge_button)
        top.addWidget(self.new_button)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(theme.SPACE)
        split.setChildrenCollapsible(False)
        split.addWidget(self.left)
        split.addWidget(self.card)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([theme.px(690), theme.px(400)])
        leave = QPushButton("Закрыть")
        leave.setAutoDefault(False)
        leave.clicked.connect(self.accept)
        self.said = QLabel()
        theme.mark(self.said, "note")
        bottom = QHBoxLayout()
        bottom.addWidget(self.said, 1)
        bottom.addWidget(leave)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        box.addLayout(top)
        box.addWidget(self.message)
        box.addWidget(split, 1)
        box.addLayout(bottom)

    # -- reading

    def _read(self) -> None:
        ctx = self._ui.ctx

        def job(_progress: object) -> _Found:
            from app.services.organisations.queries import list_organisations
            from app.services.parties.queries import list_appointments, list_parties
            from app.services.parties.rules import merge_suggestions

            parties = list_parties(ctx)
            named = {row.id: row for row in list_organisations(ctx) if row.id is not None and row.closed_on is None}
            return _Found(
                parties,
                merge_suggestions(parties),
                {i: row.short_name for i, row in named.items() if row.kind == "school"},
                {i: row.short_name for i, row in named.items()},
                {row.id: list_appointments(ctx, row.id) for row in parties if row.kind == "role" and row.id is not None},
            )

        self._ui.worker.read(job, done=self._show, owner=self, key="parties")

    def _show(self, found: _Found) -> None:
        self._found = found
        wanted, self._wanted = self._wanted, None
        self.table.set_rows(found.parties)
        if wanted is not None:
            self.table.select_key(wanted)
        elif found.parties and self.table.current_row() is None:
            self.table.selectRow(0)
        known = {row.id for row in found.parties}
        apart = {pair for pair in self._apart if pair <= known}
        self._apart = apart
        open_merges = [m for m in found.merges if frozenset((m.keep_id, *(i for i, _ in m.others))) not in apart]
        self.merges.show_merges(open_merges)
        self.views.buttons["merges"].setText(f"Похожие написания ({len(open_merges)})" if open_merges else "Похожие написания")
        schools = sum(row.is_schools for row in found.parties)
        self.said.setText(
            f"{counted(len(found.parties), 'ответственный', 'ответственных', 'ответственных')}, из них означают школы: {schools}."
            if found.parties
            else ""
        )
        self._view(self.views.current())
        self._chosen(self.table.current_row())
        self._update()

    def _view(self, key: str) -> None:
        page: QWidget = self.merges if key == "merges" else self.panel if self._found.parties else self.empty
        self.left.setCurrentWidget(page)
        self.merge_button.setVisible(key == "all")
        if key == "merges":
            self.merges.take_focus()

    def _chosen(self, row: PartyRow | None) -> None:
        found = self._found
        notes = found.appointments.get(row.id or 0, []) if row is not None else []
        self.card.show_party(row, found.parties, found.schools, found.organisations, notes)

    def _update(self) -> None:
        can = not self._ui.ctx.db.read_only
        self.merge_button.setEnabled(can and len(self.table.selected_rows()) > 1)
        self.new_button.setEnabled(can)

    # -- changing

    def _new(self) -> None:
        self.views.choose("all")
        self.table.clearSelection()
        self.left.setCurrentWidget(self.panel if self._found.parties else self.empty)
        self.card.show_party(PartyRow(None, "role", ""), self._found.parties, self._found.schools, self._found.organisations, [])
        self.card.take_focus()

    def _save(self, row: PartyRow) -> None:
        def job() -> Changes:
            from app.services.parties.commands import save_party

            return save_party(self._ui.ctx, row)

        self._run(job, lambda changes: changes.value)

    def _appoint(self, role_id: int, name: str, known_id: int | None, starts: object, ends: object, basis: str) -> None:
        def job() -> Changes:
            from app.services.parties.appointing import appoint_by_name

            return appoint_by_name(self._ui.ctx, role_id, name, known_id, starts, ends, basis)  # type: ignore[arg-type]

        self._run(job, lambda _changes: role_id)

    def _remove(self, appointment_id: int) -> None:
        def job() -> Changes:
            from app.services.parties.commands import remove_appointment

            return remove_appointment(self._ui.ctx, appointment_id)

        self._run(job)

    def _merge_chosen(self) -> None:
        keep = self.table.current_row()
        others = [row.id for row in self.table.selected_rows() if row.id is not None]
        if keep is not None and keep.id is not None:
            self.merge(keep.id, others)

    def merge(self, keep_id: int, others: Sequence[int]) -> None:
        def job() -> Changes:
            from app.services.parties.commands import merge_parties

            return merge_parties(self._ui.ctx, keep_id, others)

        self._run(job, lambda _changes: keep_id)

    def keep_apart(self, suggestion: MergeSuggestion) -> None:
        """Not offered again while the window is open; nothing is stored."""
        self._apart.add(frozenset((suggestion.keep_id, *(i for i, _ in suggestion.others))))
        self._show(self._found)

    def undo_last(self) -> None:
        """Take back what was done last, here or in the page behind."""
        taken = self._ui.undo.take_undo()
        if taken is None:
            self.message.say("Отменять нечего.")
            return
        _, inverse = taken

        def failed(error: BaseException) -> None:
            self._ui.undo.failed()
            self._failed(error)

        self._ui.worker.write(
            lambda _progress: inverse(self._ui.ctx),
            done=lambda changes: self.message.say(changes.message),
            failed=failed,
            owner=self,
        )

    def _run(self, job: Callable[[], Changes], key: Callable[[Changes], int | None] | None = None) -> None:
        def done(changes: Changes) -> None:
            self.message.say(changes.message, action=("Отменить", self.undo_last) if changes.undo else None)
            wanted = key(changes) if key is not None else None
            if wanted is not None and not self.table.select_key(wanted):
                self._wanted = wanted

        self._ui.worker.write(lambda _progress: job(), done=done, failed=self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.message.say(known.what, known.todo, kind="error")
        self._chosen(self.table.current_row())


class _Merges(QWidget):
    """Suggestions one by one: accept, accept the other way round, or leave apart."""

    def __init__(self, window: PartiesWindow) -> None:
        super().__init__()
        self._window = window
        note = QLabel("Программа ничего не объединяет сама. Посмотрите и решите: одно это и то же или разное.")
        note.setWordWrap(True)
        theme.mark(note, "note")
        self.table: RowTable[MergeSuggestion] = RowTable(MERGES, key=lambda m: (m.keep_id, *(i for i, _ in m.others)))
        self.table.current_changed.connect(lambda _row: self._update())
        self.join_button = QPushButton("Это одно и то же")
        theme.mark(self.join_button, "primary")
        self.other_button = QPushButton("Оставить второе название")
        self.apart_button = QPushButton("Это разные")
        for button in (self.join_button, self.other_button, self.apart_button):
            button.setAutoDefault(False)
        self.join_button.clicked.connect(lambda _checked=False: self.join())
        self.other_button.clicked.connect(lambda _checked=False: self.join(swapped=True))
        self.apart_button.clicked.connect(lambda _checked=False: self.leave())
        self.table.opened.connect(lambda _row: self.join())
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE)
        for button in (self.join_button, self.other_button, self.apart_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.empty = QLabel("Похожих написаний не осталось.")
        theme.mark(self.empty, "note")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(note)
        box.addWidget(self.empty)
        box.addWidget(self.table, 1)
        box.addLayout(buttons)
        box.addStretch()

    def show_merges(self, rows: Sequence[MergeSuggestion]) -> None:
        self.table.set_rows(rows)
        if rows and self.table.current_row() is None:
            self.table.selectRow(0)
        self.empty.setVisible(not rows)
        self.table.setVisible(bool(rows))
        for button in (self.join_button, self.other_button, self.apart_button):
            button.setVisible(bool(rows))
        self._update()

    def take_focus(self) -> None:
        self.table.setFocus()

    def join(self, *, swapped: bool = False) -> None:
        row = self.table.current_row()
        if row is None:
            return
        keep, others = row.keep_id, [i for i, _ in row.others]
        if swapped:
            keep, others = others[0], [row.keep_id, *others[1:]]
        self._window.merge(keep, others)

    def leave(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._window.keep_apart(row)

    def _update(self) -> None:
        row = self.table.current_row()
        can = row is not None and not self._window._ui.ctx.db.read_only
        for button in (self.join_button, self.other_button, self.apart_button):
            button.setEnabled(can)
        if row is not None:
            self.other_button.setToolTip(f"Останется «{row.others[0][1]}»")
            self.join_button.setToolTip(f"Останется «{row.keep}»")
