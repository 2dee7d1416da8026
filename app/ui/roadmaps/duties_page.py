"""Сроки: the dated duties of all roadmaps in one list — due this week, overdue, waiting, by party, by school."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.services.duties.rows import GROUPINGS, DutyKey, DutyList, DutyRow, DutyWish, Grouping, View
from app.services.roadmaps.rows import RoadmapLine
from app.services.roadmaps.titles import bare_title
from app.services.text_ru import counted, number
from app.ui import theme
from app.ui.context import UiContext
from app.ui.print_form import open_form
from app.ui.roadmaps.duties_columns import Entry, what_text, when_text
from app.ui.roadmaps.duties_panel import DutiesPanel
from app.ui.roadmaps.duties_table import DutiesTable
from app.ui.roadmaps.marking import MarkBar
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.fields import asks_for_undo
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.search_choice import SearchChoice
from app.ui.widgets.side_panel import MasterDetail, SidePanel
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.toolbar import Toolbar
from app.ui.worker import Ticket

VIEW_NAMES: dict[View, str] = {
    "week": "На неделе",
    "month": "Месяц",
    "overdue": "Просрочено",
    "waiting": "Ждём регион",
    "all": "Все",
}
NOTHING: dict[View, str] = {
    "week": "До конца недели сроков нет.",
    "month": "До конца месяца сроков нет.",
    "overdue": "Просроченного нет.",
    "waiting": "От региона ничего не ждём.",
    "all": "В выбранном учебном году сроков нет.",
}
_TIPS: dict[View, str] = {
    "week": "Открытые сроки с сегодняшнего дня до воскресенья",
    "month": "Открытые сроки с сегодняшнего дня до конца месяца",
    "overdue": "Открытые сроки, которые прошли",
    "waiting": "Отмечено «ждём регион»",
    "all": "Всё за выбранный учебный год, и выполненное тоже; просроченное — за любой год",
}
COUNTS_FROM = 900
"""Pixels from which the views carry their numbers."""
TYPING_MS = 250
SIGN_MS = 150
"""Reading that lasts longer is said."""
_STATE = "duties"


class DutiesPage(TabPage):
    """A page inside the tab of roadmaps; reads by itself when shown and after changes."""

    topics = frozenset({"roadmaps", "organisations", "calendar"})
    help_page = "roadmaps"

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self.box.setContentsMargins(0, 0, 0, 0)
        self._wish = DutyWish()
        self._list: DutyList | None = None
        self._shown: tuple[str, DutyKey] | None = None
        self.table = DutiesTable(ui.state)
        self.bar = MarkBar(ui)
        self._later = self._timer(TYPING_MS, self._filter_changed)
        self._ticket: Ticket | None = None
        self._sign = self._timer(SIGN_MS, self._still_reading)
        self._sign.setSingleShot(False)
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.full = self._full_page()
        self.stack.addWidget(self.full)
        self.empty = EmptyState(
            "calendar-clock-outline",
            "Сроков пока нет",
            "Составьте дорожную карту или загрузите её из файла: программа сама прочтёт сроки и напомнит о них здесь.",
        )
        self.stack.addWidget(self.empty)
        self.box.addWidget(self.stack)
        self._restore()

    def _timer(self, pause: int, act: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(pause)
        timer.timeout.connect(act)
        return timer

    # -- building

    def _full_page(self) -> QWidget:
        self.split = MasterDetail(self._left(), self._side(), state=self.ui.state, state_key="duties", share=0.68)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self._top())
        box.addLayout(self._filters())
        box.addWidget(self.split, 1)
        return page

    def _top(self) -> QWidget:
        self.views = PageSwitch([(view, words) for view, words in VIEW_NAMES.items()], "Какие сроки показать")
        self.views.changed.connect(self._filter_changed)
        self.grouping = _Narrowing()
        self.grouping.setAccessibleName("Как сгруппировать")
        self.grouping.setToolTip("Как сгруппировать список")
        for key, words in GROUPINGS.items():
            if key != "school" or self.ui.workplace.kind == "department":
                self.grouping.addItem(f"{words[:1].upper()}{words[1:]}", key)
        self.grouping.currentIndexChanged.connect(self._filter_changed)
        self.grouping.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.toolbar = Toolbar()
        self.toolbar.add_left(self.views)
        self.print_button = self.toolbar.add_action("Напечатать…", self._print, icon="printer-outline")
        self.print_button.setToolTip("Напечатать показанный список (Ctrl+P)")
        self.more = self.toolbar.add_action("Подробно", lambda: self.split.open_detail(), icon="dock-right")
        self.more.setToolTip("Всё о выбранном сроке (F4)")
        self.more.hide()
        self.toolbar.add_right(self.grouping)
        return self.toolbar

    def _filters(self) -> QHBoxLayout:
        self.words = QLineEdit()
        self.words.setPlaceholderText("Отобрать по словам")
        self.words.setAccessibleName("Отобрать по словам")
        self.words.setClearButtonEnabled(True)
        self.words.addAction(theme.icon("filter-outline"), QLineEdit.ActionPosition.LeadingPosition)
        self.words.setMinimumWidth(theme.px(110))
        self.words.setMaximumWidth(theme.px(280))
        self.words.installEventFilter(self)
        self.words.textChanged.connect(lambda _text: self._later.start())
        self.party, self.school = SearchChoice("Все ответственные"), SearchChoice("Все школы")
        if self.ui.workplace.kind != "department":
            self.school.hide()
        self.clear = QPushButton("Снять отбор")
        theme.mark(self.clear, "link")
        self.clear.clicked.connect(self.clear_filters)
        self.clear.hide()
        self.counter = QLabel()
        theme.mark(self.counter, "note")
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self.words, 2)
        for field in (self.party, self.school):
            field.setMaximumWidth(theme.px(260))
            field.chosen.connect(self._filter_changed)
            row.addWidget(field, 1)
        row.addWidget(self.clear)
        row.addStretch(1)
        row.addWidget(self.counter)
        return row

    def _left(self) -> QWidget:
        self.table.current_changed.connect(self._moved)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._open)
        self.bar.listen(self.table)
        self.bar.asked.connect(lambda: self._show_bar(asked=True))
        self._go_there = QAction("Открыть в дорожной карте", self)
        self._go_there.triggered.connect(lambda: self._open(self.table.current_row()))
        details = QAction("Всё о сроке", self)
        details.setShortcut(QKeySequence("F4"))
        details.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        details.triggered.connect(lambda: self.split.open_detail())
        self.table.addAction(details)
        self.table.set_actions([self._go_there, details, *self.bar.row_actions()])
        self.nothing = QLabel()
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        theme.mark(self.nothing, "note")
        self.lists = QStackedWidget()
        self.lists.addWidget(self.table)
        self.lists.addWidget(self.nothing)
        left = QWidget()
        left.setFocusProxy(self.table)
        box = QVBoxLayout(left)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.lists, 1)
        box.addWidget(self.bar)
        return left

    def _side(self) -> SidePanel:
        self.side = SidePanel()
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        theme.mark(self.facts, "note")
        self.door = QPushButton("Открыть в дорожной карте")
        self.door.setToolTip("Enter в списке")
        self.door.setIcon(theme.icon("map-outline", "accent"))
        theme.mark(self.door, "link")
        self.door.clicked.connect(lambda: self._open(self.table.current_row()))
        self._panel: DutiesPanel | None = None
        leads = QHBoxLayout()
        leads.addWidget(self.door)
        leads.addStretch(1)
        self.side.body.addWidget(self.facts)
        self.side.body.addLayout(leads)
        self.side.body.addStretch(1)
        return self.side

    @property
    def panel(self) -> DutiesPanel:
        """Built with the first rows: the page opens quicker without it."""
        if self._panel is None:
            self._panel = DutiesPanel(self.ui)
            self._panel.asked.connect(self.split_open)
            self.side.body.insertWidget(self.side.body.count() - 1, self._panel)
        return self._panel

    def split_open(self) -> None:
        """The side panel comes into sight where it is folded away."""
        if self.split.is_drawer and not self.split.detail_shown():
            self.split.open_detail()

    # -- what the tab says

    def show_view(self, view: View) -> None:
        """Open on a view with everything in it: filters are taken away."""
        self._put(replace(self._wish, view=view, party_id=None, organisation_id=None, text=""))
        self._filter_changed()

    def clear_filters(self) -> None:
        self.show_view(self._wish.view)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def wish(self) -> DutyWish:
        """What is shown now, for the list on paper too."""
        return self._wish

    def print_page(self) -> bool:
        if self._list is None or not self._list.shown:
            return False
        self._print()
        return True

    def _print(self) -> None:
        open_form(self.ui, self, "duty_list", wish=self._wish)

    def close_inner(self) -> bool:
        if self.split.is_drawer and self.split.detail_shown():
            self.split.close_detail()
            return True
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def take_focus(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- reading

    def reload(self) -> None:
        self._wish = replace(self._wish, within=self._within())
        wish = self._wish

        def job(_progress: object) -> Any:
            from app.services.duties.duty_list import duty_filters, duty_list

            return wish, duty_list(self.ui.ctx, wish), duty_filters(self.ui.ctx)

        self._ticket = self.ui.worker.read(job, done=self._show, owner=self, key="duties")
        if not self._ticket.over:
            self._sign.start()

    def _still_reading(self) -> None:
        """A large base takes a moment: say so, until it is over in whatever way."""
        if self._ticket is not None and not self._ticket.over:
            self.counter.setText("читаю…")
            return
        self._sign.stop()
        if self._list is not None:
            self._say_counts(self._list)

    def _within(self) -> tuple[date, date] | None:
        start = self.ui.years.current
        return None if start is None else (date(start, 9, 1), date(start + 1, 8, 31))

    def _show(self, got: Any) -> None:
        wish, found, (parties, schools) = got
        self._sign.stop()
        self._list = found
        if wish == self._wish:
            self.party.set_choices(parties)
            self.school.set_choices(schools)
        self.clear.setVisible(wish.is_filtered)
        self._name_views()
        self.table.show_groups(found.groups, apart=wish.grouping != "date")
        self.table.show_column(
            "schools", any(row.schools_total for group in found.groups for row in group.rows) and wish.grouping != "school"
        )
        self._say_counts(found)
        self._say_nothing(wish, found)
        self.print_button.setEnabled(bool(found.shown))
        self.loaded()

    def _name_views(self) -> None:
        """With the number behind each where there is room."""
        room = self.width() >= theme.px(COUNTS_FROM)
        for view, words in VIEW_NAMES.items():
            count = self._list.counts[view] if self._list is not None else 0
            self.views.buttons[view].setText(f"{words}  {number(count)}" if room and count else words)
            self.views.buttons[view].setToolTip(f"{_TIPS[view]}: {number(count)}" if count else _TIPS[view])

    def _say_counts(self, found: DutyList) -> None:
        whole = found.shown == found.total
        self.counter.setText(
            f"всего {number(found.total)}" if whole else f"показано {number(found.shown)} из {number(found.total)}"
        )
        cut = found.shown < found.found
        self.counter.setToolTip("Показаны первые по сроку. Отберите по словам, ответственному или школе." if cut else "")

    def _say_nothing(self, wish: DutyWish, found: DutyList) -> None:
        nowhere = not wish.is_filtered and not any(found.counts.values())
        self.stack.setCurrentWidget(self.empty if nowhere and wish.within is None else self.full)
        self.lists.setCurrentWidget(self.table if found.shown else self.nothing)
        self.split.want_detail(bool(found.shown))
        if wish.is_filtered and not found.shown:
            self.nothing.setText("По этому отбору ничего нет. Снимите отбор или выберите другой вид.")
        else:
            self.nothing.setText(NOTHING[wish.view])

    # -- choosing

    def _moved(self, entry: Entry | None) -> None:
        self._show_line(entry.row if entry is not None else None)

    def _show_line(self, row: DutyRow | None) -> None:
        for part in (self.facts, self.door):
            part.setVisible(row is not None)
        self._go_there.setEnabled(row is not None)
        if row is None:
            self._shown = None
            self.side.set_heading("Выберите срок")
            self.panel.show_line(None, None)
            return
        self.side.set_heading(f"Пункт {row.number}".strip(), " ".join(row.text.split()))
        self.facts.setText("\n".join(_facts(row)))
        self.door.setEnabled(row.line_id is not None)
        if (row.line_uid, row.key) != self._shown:  # it follows changes by itself
            self._shown = (row.line_uid, row.key)
            line = RoadmapLine(row.number, row.text, id=row.line_id, uid=row.line_uid)
            self.panel.show_line(row.roadmap_id, line, row.key)

    def _chosen(self) -> None:
        rows = self.table.chosen_rows()
        self.bar.set_keys([row.key for row in rows], _words(rows), [row.mark for row in rows])
        self._show_bar()

    def _show_bar(self, *, asked: bool = False) -> None:
        """Of one duty the panel on the right has the buttons; the keys work all the same."""
        keys = self.bar.keys
        self.bar.setVisible(bool(keys) and (len(keys) > 1 or asked or self.split.is_drawer))

    def _open(self, entry: Entry | None) -> None:
        """The item in its roadmap."""
        row = entry.row if entry is not None else None
        if row is None:
            return
        if row.line_id is None:
            self.ui.message("Этого пункта в дорожной карте уже нет: его удалили.", "Отметка об исполнении сохранена здесь.")
            return
        self.ui.open_target(("roadmap_item", row.line_id, row.roadmap_id))

    # -- filters

    def _filter_changed(self, *_: object) -> None:
        self._later.stop()
        view: View = self.views.current()  # type: ignore[assignment]
        grouping: Grouping = self.grouping.currentData()
        wish = DutyWish(view, grouping, self.party.value(), self.school.value(), self.words.text().strip(), self._wish.within)
        if wish == self._wish and self._list is not None:
            return
        self._wish = wish
        self.ui.state.put(
            _STATE,
            {"view": view, "grouping": grouping, "party": wish.party_id, "school": wish.organisation_id, "text": wish.text},
        )
        self.make_stale()

    def _put(self, wish: DutyWish) -> None:
        """Show a wish in the fields; reading is up to the caller."""
        for widget in (self.views, self.grouping, self.words):
            widget.blockSignals(True)
        self.views.choose(wish.view)
        self.grouping.setCurrentIndex(max(0, self.grouping.findData(wish.grouping)))
        self.words.setText(wish.text)
        for widget in (self.views, self.grouping, self.words):
            widget.blockSignals(False)
        self.party.set_value(wish.party_id)
        self.school.set_value(wish.organisation_id)

    def _restore(self) -> None:
        kept = self.ui.state.get(_STATE)
        if not isinstance(kept, dict):
            return
        view, grouping = kept.get("view"), kept.get("grouping")
        if view in VIEW_NAMES:
            self._wish = replace(self._wish, view=view)
        if grouping in GROUPINGS and self.grouping.findData(grouping) >= 0:
            self._wish = replace(self._wish, grouping=grouping)
        self._put(self._wish)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the field of words: Down and Enter go to the table, Esc empties it, undo belongs to the window."""
        if watched is self.words and asks_for_undo(event):
            event.ignore()
            return True
        if watched is self.words and isinstance(event, QKeyEvent):
            escape = event.key() == Qt.Key.Key_Escape and bool(self.words.text())
            if escape and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                if escape:
                    self.words.clear()
                    self._filter_changed()
                    return True
                if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                    self._filter_changed()
                    self.table.setFocus(Qt.FocusReason.TabFocusReason)
                    return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._name_views()
        narrow = self.window().width() < theme.DRAWER_BELOW
        if narrow == self.more.isHidden():
            self.more.setVisible(narrow)
            QTimer.singleShot(0, self, self._show_bar)


class _Narrowing(QComboBox):
    """Gives way to the views where there is little room."""

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(72), super().minimumSizeHint().height())


def _facts(row: DutyRow) -> list[str]:
    """What the columns have no room for."""
    facts = [f"Дорожная карта: {bare_title(row.roadmap)}"]
    if row.deadline:
        facts.append(f"Срок в документе: {' '.join(row.deadline.split())}")
    if row.responsible:
        facts.append(f"Ответственные: {' '.join(row.responsible.split())}")
    return facts


def _words(rows: list[DutyRow]) -> str:
    """What the marks are about: the duty by its name, several by their number."""
    if len(rows) == 1:
        about = [rows[0].school, when_text(rows[0])] if rows[0].key.organisation_id is not None else [when_text(rows[0])]
        return f"{', '.join(about)}: {what_text(rows[0])}"
    return f"Выбрано: {counted(len(rows), 'срок', 'срока', 'сроков')}" if rows else ""
