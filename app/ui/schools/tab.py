"""Школы: the table with a panel that edits in place, and the card of the chosen school."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.organisations.rows import KINDS, OrganisationRow
from app.ui import theme
from app.ui.context import Target, UiContext
from app.ui.print_form import open_form
from app.ui.schools import columns, reading
from app.ui.schools.card import CardPage
from app.ui.schools.form import OrganisationForm
from app.ui.schools.reading import SchoolLine, SchoolsPage
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.side_panel import MasterDetail, SidePanel
from app.ui.widgets.tab_page import TabPage
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from app.ui.widgets.toolbar import Toolbar

NEW = OrganisationRow(None, "school", "")


class SchoolsTab(TabPage):
    topics = frozenset({"organisations", "results", "scales", "settings", "roadmaps", "documents"})
    targets = frozenset({"organisation"})

    def __init__(self, ui: UiContext) -> None:
        super().__init__(ui)
        self._only_card = ui.workplace.kind == "school"
        self._page: SchoolsPage | None = None
        self._late: dict[str, int] = {}
        self._list_stale = False
        self.stack = QStackedWidget()
        self.box.addWidget(self.stack)
        self.list_page = self._list_page()
        self.card = CardPage(ui, None if self._only_card else self.back_to_list)
        self.card.edited.connect(self.save)
        self.no_school = EmptyState(
            "school-outline", "Карточки вашей школы ещё нет", "Заведите её — появятся сведения, результаты по годам и признаки.",
            (("Завести карточку", self._make_own_school),),
        )  # fmt: skip
        for page in (self.list_page, self.card, self.no_school):
            self.stack.addWidget(page)

    # -- building

    def _list_page(self) -> QWidget:
        self.toolbar = Toolbar()
        self._of_a_row = (
            self.toolbar.add_action("Карточка", self.open_current, icon="school-outline"),
            self.toolbar.add_action("Изменить", self.edit_current, icon="pencil-outline"),
        )
        self._of_a_row[0].setToolTip("Открыть карточку (Enter)")
        self._of_a_row[1].setToolTip("Изменить сведения (F2)")
        self.toolbar.add_action("Добавить организацию", self.add, icon="plus", shortcut="Ctrl+N")
        self.toolbar.add_action("Загрузить список…", self.load_list, icon="tray-arrow-up")
        self.table: RowTable[SchoolLine] = RowTable(
            columns.SCHOOLS, key=lambda r: r.row.id, state=self.ui.state, state_key="schools"
        )
        self.table.set_actions(self._row_actions())
        whose = ChoiceFilter("whose", "Все организации", _accept_whose, [("Действующие свои", "own"), ("Закрытые", "closed")])
        kind = ChoiceFilter(
            "kind",
            "Любой вид",
            lambda line, value: line.row.kind == value,
            [(_capital(name), key) for key, name in KINDS.items()],
        )
        self.places = ChoiceFilter("place", "Любой муниципалитет", lambda line, value: line.row.municipality_id == value)
        self.places.hide()
        empty = EmptyState(
            "school-outline",
            "Школ пока нет",
            "Загрузите список из таблицы (название, логин ФИС ОКО, населённый пункт) или впишите первую школу.",
            (("Загрузить список…", self.load_list), ("Добавить организацию", self.add)),
        )
        self.status = ChoiceFilter("status", "Любой статус", lambda line, value: any(one.kind == value for one in line.statuses))
        self.status.hide()
        self.panel = TablePanel(
            self.table, placeholder="Отобрать: название, село, логин", filters=(whose, kind, self.status, self.places),
            state=self.ui.state,
            state_key="schools", empty=empty,
        )  # fmt: skip
        self.side = SidePanel()
        self.form = OrganisationForm()
        self.form.edited.connect(self.save)
        self.side.body.addWidget(self.form)
        self.side.body.addStretch(1)
        self.split = MasterDetail(self.panel, self.side, state=self.ui.state, state_key="schools", share=0.68)
        self.table.opened.connect(lambda line: self.open_card(line.row.id))
        self.table.current_changed.connect(self._row_chosen)
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.split, 1)
        page.addAction(self._edit_action)
        return page

    def _row_actions(self) -> list[QAction]:
        entries = (
            ("Открыть карточку", self.open_current, "Return"),
            ("Изменить сведения", self.edit_current, "F2"),
            ("Напечатать паспорт", self._print_current, ""),
            ("Закрыть с сегодняшнего дня", self._close_current, ""),
            ("Снова открыть", self._reopen_current, ""),
            ("Удалить", self._delete_current, ""),
        )
        actions = []
        for words, act, keys in entries:
            action = QAction(words, self)
            action.triggered.connect(lambda _checked=False, act=act: act())
            if keys == "F2":
                action.setShortcut(QKeySequence(keys))
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                self._edit_action = action  # of the list only: on the card the key means something else
            actions.append(action)
        return actions

    # -- reading

    def reload(self) -> None:
        if self._only_card:
            self._show_own()
            return
        if self.stack.currentWidget() is self.card and self._page is not None:
            self._list_stale = True  # it is read when somebody goes back to it
            self.card.read()
            self.loaded()
        else:
            self._read_list()

    def _read_list(self) -> None:
        self._list_stale = False
        self.ui.worker.read(lambda _p: reading.read_page(self.ui.ctx), done=self._show, owner=self, key="page")

    def year_changed(self) -> None:
        """The list of schools is the same in every year."""

    def _show(self, page: SchoolsPage) -> None:
        self._page = page
        for form in (self.form, self.card.form):
            form.set_municipalities(page.municipalities)
        self.places.set_choices([(m.name, m.id) for m in page.municipalities])
        self.places.setVisible(len(page.municipalities) > 1)
        self.status.set_choices(sorted((title, kind) for kind, title in page.kinds.items()))
        self.status.setVisible(bool(page.kinds))
        self.table.show_column("statuses", bool(page.kinds))
        self._put_lines(page.lines)
        self.ui.worker.read(lambda _p: reading.read_late(self.ui.ctx), done=self._show_late, owner=self, key="late", later=True)
        for button in self._of_a_row:
            button.setVisible(bool(page.lines))
        if self.form.row() is None or self.form.row() is NEW or self.table.current_row() is not None:
            self._row_chosen(self.table.current_row())
        if page.lines and self.table.current_row() is None and not self._adding():
            self.table.selectRow(0)
        self.split.want_detail(bool(page.lines) or self._adding())
        self.loaded()

    def _show_late(self, late: dict[str, int]) -> None:
        """Counting over all roadmaps takes longer than the table may: it comes after."""
        self._late = late
        if self._page is not None:
            self._put_lines(self._page.lines)

    def _put_lines(self, lines: tuple[SchoolLine, ...]) -> None:
        late = self._late
        self.panel.set_rows([replace(line, late=late.get(line.row.short_name, 0)) for line in lines] if late else lines)

    def _row_chosen(self, line: SchoolLine | None) -> None:
        if line is None and self._adding():
            return
        row = line.row if line is not None else None
        self.form.show_row(row)
        self.side.set_heading(row.short_name if row else "Выберите строку", _capital(KINDS.get(row.kind, "")) if row else "")

    def _adding(self) -> bool:
        row = self.form.row()
        return row is not None and row.id is None

    # -- editing

    def add(self) -> None:
        """An empty form; the organisation is stored as soon as it has a name."""
        self.back_to_list()
        self.table.clearSelection()
        self.form.show_row(NEW)
        self.side.set_heading("Новая организация", "Сохранится, когда появится краткое название.")
        self.split.want_detail(True)
        self.split.open_detail()
        self.form.fields["short_name"].setFocus()

    def save(self, row: OrganisationRow) -> None:
        def job(_progress: object) -> Changes:
            from app.services.organisations.commands import save_organisation

            return save_organisation(self.ui.ctx, row)

        def saved(changes: Changes) -> None:
            if row.id is None:
                self.form.show_row(replace(row, id=changes.value))
                self.table.select_key(changes.value)

        self.ui.worker.write(job, done=saved, owner=self)

    def load_list(self) -> None:
        from app.ui.schools.list_wizard import ListWizard, choose_list

        path = choose_list(self.ui, self)
        if path is not None:
            ListWizard(self.ui, path, self.window()).open()

    def edit_current(self) -> None:
        if self.table.current_row() is not None:
            self.split.open_detail()

    def _change_current(self, name: str, *args: Any) -> None:
        line = self.table.current_row()
        if line is None:
            return

        def job(_progress: object) -> Changes:
            from app.services.organisations import commands

            changes: Changes = getattr(commands, name)(self.ui.ctx, line.row.id, *args)
            return changes

        self.ui.worker.write(job, owner=self)

    def _close_current(self) -> None:
        self._change_current("close_organisation", self.ui.ctx.clock().date())

    def _reopen_current(self) -> None:
        self._change_current("reopen_organisation")

    def _delete_current(self) -> None:
        self._change_current("delete_organisation")

    # -- the card

    def open_current(self) -> None:
        line = self.table.current_row()
        if line is not None:
            self.open_card(line.row.id)

    def open_card(self, organisation_id: int | None) -> None:
        if organisation_id is not None:
            self.stack.setCurrentWidget(self.card)
            self.card.take_focus()
            self.card.open(organisation_id)

    def back_to_list(self) -> None:
        if self.stack.currentWidget() is not self.list_page and not self._only_card:
            self.stack.setCurrentWidget(self.list_page)
            self.table.setFocus()
            if self._list_stale:
                self._read_list()

    def _print_current(self) -> None:
        line = self.table.current_row()
        if line is not None and line.row.id is not None:
            open_form(self.ui, self, "school_card", organisation_id=line.row.id)

    # -- the frame

    @property
    def help_page(self) -> str:  # type: ignore[override]
        return "school_card" if self.stack.currentWidget() is self.card else "schools"

    def open_target(self, target: Target) -> bool:
        if self._only_card:
            return True
        self.open_card(target[1])
        self.table.select_key(target[1])
        return True

    def print_page(self) -> bool:
        if self.stack.currentWidget() is self.card:
            self.card.print_card()
        elif self.table.current_row() is not None:
            self._print_current()
        else:
            return False
        return True

    def close_inner(self) -> bool:
        if self.stack.currentWidget() is self.card and self.card.editing():
            self.card.stop_editing()
            return True
        if self.stack.currentWidget() is self.card and not self._only_card:
            self.back_to_list()
            return True
        if self._adding():
            self.form.show_row(None)
            self._row_chosen(self.table.current_row())
        self.split.close_detail()
        return True

    def leave(self) -> None:
        self.form.save_typed()
        self.card.form.save_typed()

    # -- a school workplace: its own card only

    def _show_own(self) -> None:
        def show(found: Any) -> None:
            own, municipalities = found
            self.card.form.set_municipalities(municipalities)
            if own is None:
                self.stack.setCurrentWidget(self.no_school)
            else:
                self.card.open(own)
                self.stack.setCurrentWidget(self.card)
            self.loaded()

        self.ui.worker.read(lambda _p: reading.read_own(self.ui.ctx), done=show, owner=self, key="own")

    def _make_own_school(self) -> None:
        from app.ui.own_school import make_own_school

        self.ui.worker.write(lambda _p: make_own_school(self.ui.ctx, self.ui.workplace.name), owner=self)


def _accept_whose(line: SchoolLine, value: str) -> bool:
    return line.row.closed_on is not None if value == "closed" else line.own and line.row.closed_on is None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
