"""Встречи: meetings, seminars, briefings, interviews and visits as a list, one of them in the side panel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.events.kinds import KINDS, EventKind
from app.services.events.rows import Choices, Event, EventFields, EventRow
from app.services.events.rules import STEPS
from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.events import columns
from app.ui.events.panel import EventPanel
from app.ui.print_form import open_form
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.side_panel import MasterDetail
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from app.ui.widgets.toolbar import Toolbar

_WHEN = (("Предстоящие", "ahead"), ("Прошедшие", "past"), ("Подтвердить дату", "unconfirmed"))


class EventsPage(TabPage):
    topics = frozenset({"calendar", "organisations", "roadmaps", "results"})
    help_page = "events"
    targets = frozenset({"event"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._wanted: int | None = None
        """An event to show as soon as the rows have come."""
        self._all: tuple[EventRow, ...] = ()
        today = ui.ctx.clock().date()
        self.table: RowTable[EventRow] = RowTable(
            columns.event_columns(today), key=lambda r: r.id, state=ui.state, state_key="events"
        )
        self.table.setAccessibleName("Встречи")
        self.table.current_changed.connect(self._chosen)
        self.table.opened.connect(lambda _row: self.split.open_detail())
        self.when = ChoiceFilter("when", "Все", self._is_when, _WHEN)
        self.kind = ChoiceFilter("kind", "Любого вида", lambda row, kind: row.kind == kind, [(w, k) for k, w in KINDS.items()])
        self.panel: TablePanel[EventRow] = TablePanel(
            self.table, placeholder="Отобрать: тема, место", filters=(self.when, self.kind), state=ui.state, state_key="events"
        )
        self.detail = EventPanel(ui)
        self.split: MasterDetail = MasterDetail(self.panel, self.detail, state=ui.state, state_key="events", share=0.6)
        self.toolbar = self._toolbar()
        self.main = QWidget()
        box = QVBoxLayout(self.main)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.split, 1)
        self.empty = EmptyState(
            "account-group-outline",
            "Встреч пока нет",
            "Запишите совещание, семинар, инструктаж или собеседование: программа напомнит о нём на «Обзоре», напечатает "
            "приглашение, лист регистрации и протокол, а решения добавит в дорожную карту.",
            (("Новая встреча", self.new_event),),
        )
        self.other_year = EmptyState(
            "account-group-outline",
            "В этом учебном году встреч нет",
            "Запишите первую, посмотрите все годы сразу или перенесите встречи прошлого года: даты останутся подтвердить.",
            (
                ("Новая встреча", self.new_event),
                ("Показать все годы", lambda: ui.years.choose(None)),
                ("Перенести с прошлого года", self.roll_over),
            ),
        )
        self.stack = QStackedWidget()
        for page in (QWidget(), self.main, self.empty, self.other_year):
            self.stack.addWidget(page)
        self.box.addWidget(self.stack)

    def _toolbar(self) -> Toolbar:
        made = Toolbar()
        made.add_action("Новая встреча", self.new_event, icon="plus", shortcut="Ctrl+N", primary=True)
        self.confirm_button = made.add_action("Подтвердить дату", self.confirm, icon="check")
        printing = [
            self._action("Приглашение…", lambda: self.print_form("event_invitation")),
            self._action("Лист регистрации…", lambda: self.print_form("event_attendance")),
            self._action("Лист для подписей…", lambda: self.print_form("event_attendance", blank=True)),
            self._action("Протокол…", lambda: self.print_form("event_minutes")),
            self._action("Бланк протокола…", lambda: self.print_form("event_minutes", blank=True)),
        ]
        self.print_button = made.add_menu("Напечатать", printing, icon="printer-outline")
        again = [self._action(words.capitalize(), lambda step=step: self.repeat(step)) for step, words in STEPS.items()]  # type: ignore[misc]
        self.repeat_button = made.add_menu("Ещё раз", again, icon="content-copy")
        self.repeat_button.setToolTip("Такая же встреча позже, с теми же людьми")
        self.delete_button = made.add_action("Удалить", self.delete, icon="trash-can-outline")
        self.roll_action = self._action("Перенести встречи с прошлого года", self.roll_over)
        self.table.set_actions([*again, *printing, self._action("Удалить", self.delete), self.roll_action])
        return made

    def _action(self, words: str, act: Callable[[], None]) -> QAction:
        made = QAction(words, self)
        made.triggered.connect(lambda _checked=False: act())
        return made

    def _is_when(self, row: EventRow, when: str) -> bool:
        if when == "unconfirmed":
            return not row.is_confirmed
        past = row.last_day is not None and row.last_day < self.ui.ctx.clock().date()
        return past == (when == "past")

    # -- reading

    def reload(self) -> None:
        ctx = self.ui.ctx

        def read(_progress: object) -> tuple[tuple[EventRow, ...], Choices]:
            from app.services.events.queries import choices, list_events

            return list_events(ctx), choices(ctx)

        self.ui.worker.read(read, done=self._show, owner=self, key="list")

    def _show(self, found: tuple[tuple[EventRow, ...], Choices]) -> None:
        self._all, known = found
        rows = tuple(row for row in self._all if self.ui.years.shows(row.held_on, row.ends_on))
        self.detail.set_choices(known)
        wanted, self._wanted = self._wanted, None
        if wanted is not None and not any(row.id == wanted for row in rows) and any(row.id == wanted for row in self._all):
            self._wanted = wanted
            self.ui.years.choose(None)  # it belongs to another school year
            return
        self.stack.setCurrentWidget(self.main if rows else self.other_year if self._all else self.empty)
        if wanted is not None:
            self.panel.clear_filters()
        self.panel.set_rows(rows)
        if wanted is not None and self.table.select_key(wanted):
            self._chosen(self.table.current_row())
            self.split.open_detail()
        elif rows and self.table.current_row() is None:
            self._choose_next()
        self.split.want_detail(bool(rows))
        self.loaded()

    def _choose_next(self) -> None:
        """The nearest one that is still ahead, else the last."""
        today = self.ui.ctx.clock().date()
        shown = self.table.row_model.shown()
        if not shown:
            return
        ahead = [row for row in shown if row.last_day is not None and row.last_day >= today and row.status == "planned"]
        self.table.select_key((ahead or [shown[-1]])[0].id)

    def _chosen(self, row: EventRow | None) -> None:
        for button in (self.print_button, self.repeat_button, self.delete_button):
            button.setEnabled(row is not None)
        self.confirm_button.setVisible(row is not None and not row.is_confirmed)
        if row is None:
            self.detail.save_typed()
            self.detail.forget()
            self.detail.hide()
            return
        self.split.want_detail(True)
        number, ctx = row.id, self.ui.ctx

        def read(_progress: object) -> Event | None:
            from app.services.errors import UserError
            from app.services.events.queries import get_event

            try:
                return get_event(ctx, number)
            except UserError:  # deleted meanwhile
                return None

        self.ui.worker.read(read, done=self._show_event, owner=self, key="event")

    def _show_event(self, event: Event | None) -> None:
        row = self.table.current_row()
        if event is not None and row is not None and row.id == event.row.id:
            self.detail.show_event(event)

    # -- acting

    def _write(self, name: str, *values: Any, done: Callable[[Changes], None] | None = None) -> None:
        ctx = self.ui.ctx

        def job(_progress: object) -> Changes:
            from app.services.events import commands

            changes: Changes = getattr(commands, name)(ctx, *values)
            return changes

        self.ui.worker.write(job, done=done, owner=self)

    def new_event(self) -> None:
        """A new event today; the cursor goes to its subject."""
        self.detail.save_typed()
        kind: EventKind = self.kind.currentData() or "meeting"
        day = self.ui.ctx.clock().date()
        self._write("create_event", EventFields(kind, held_on=day), done=self._made)

    def _made(self, changes: Changes) -> None:
        self._wanted = changes.value
        self.read_again()

    def repeat(self, step: str) -> None:
        row = self.table.current_row()
        if row is not None:
            self.detail.save_typed()
            self._write("repeat_event", row.id, step, done=self._made)

    def confirm(self) -> None:
        rows = [row.id for row in self.table.selected_rows() if not row.is_confirmed]
        if rows:
            self._write("confirm", rows)

    def delete(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.detail.forget()
            self._write("delete_event", row.id)

    def roll_over(self) -> None:
        """The events of the school year before the one chosen above (or before today's)."""
        today = self.ui.ctx.clock().date()
        to = self.ui.years.current or (today.year if today.month >= 9 else today.year - 1)
        self._write("roll_over", f"{to - 1}/{to}", f"{to}/{to + 1}")

    def print_form(self, code: str, **more: Any) -> None:
        row = self.table.current_row()
        if row is not None:
            self.detail.save_typed()
            open_form(self.ui, self, code, event_id=row.id, **more)

    # -- the frame

    def open_target(self, target: Target) -> bool:
        self._wanted = target[1]
        self.read_again()
        return True

    def print_page(self) -> bool:
        row = self.table.current_row()
        if self.stack.currentWidget() is not self.main or row is None:
            return False
        self.print_form("event_minutes" if row.status == "held" else "event_invitation")
        return True

    def close_inner(self) -> bool:
        if self.split.is_drawer and self.split.detail_shown():
            self.split.close_detail()
            return True
        return False

    def leave(self) -> None:
        self.detail.save_typed()

    def take_focus(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
