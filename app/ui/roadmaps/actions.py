"""The menus of the tab: where roadmaps come from, what is done with the rows, with the roadmap, what is printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.services.changes import Changes
from app.services.roadmaps.rows import RoadmapSectionRow, RoadmapTree
from app.services.text_ru import counted
from app.ui.context import UiContext
from app.ui.print_form import open_form
from app.ui.roadmaps.editing import RoadmapEditor
from app.ui.school_year import year_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Entry = tuple[str, Callable[[], None], str] | None
"""(words, what it does, keys); None = a line between groups."""


class RoadmapActions(QWidget):
    """An invisible child of the tab that owns its actions. Signals name what the tab does itself."""

    stored = Signal(int)
    """A roadmap was made: show it."""
    made_blank = Signal(int)
    """An empty one was made: its title is to be typed."""
    texts_asked = Signal()
    head_asked = Signal()
    remarks_asked = Signal()
    rolled_over = Signal(int)
    """Last year's roadmap was taken over into this new one."""

    def __init__(self, ui: UiContext, tab: QWidget, editor: RoadmapEditor) -> None:
        super().__init__(tab)
        self.hide()
        self._ui, self._tab, self._editor = ui, tab, editor
        self.templates = QMenu("Из шаблона", tab)
        self.templates.setToolTipsVisible(True)
        self.templates.aboutToShow.connect(self._fill_templates)
        self._needs_roadmap: list[QAction] = []
        self._parties: QWidget | None = None

    # -- menus

    def create_menu(self) -> list[QAction]:
        first = self._make(
            (
                ("Из файла Word или Excel…", self.load_file, "Ctrl+Shift+O"),
                ("Из буфера обмена…", self.paste, ""),
            ),
            any_time=True,
        )
        rest = self._make((("С чистого листа", self.add_blank, "Ctrl+N"),), any_time=True)
        entries: list[Entry] = [None, ("Перенести эту карту на новый год…", self.roll_over, "")]
        if self._ui.workplace.kind == "department":
            entries.append(("Карты школ из этой карты…", self.derive, ""))
        from_this = self._make(entries)
        return [*first, self.templates.menuAction(), *rest, *from_this]

    def edit_menu(self) -> list[QAction]:
        return self._make(
            (
                ("Изменить текст", self.texts_asked.emit, "F2"),
                ("Взять пункты из другой карты или шаблона…", self.copy_items, "Ctrl+Shift+I"),
                None,
                ("Добавить раздел", self._editor.add_section, "Ctrl+Shift+N"),
                ("Добавить подзаголовок", self._editor.add_subhead, ""),
                None,
                ("Переставить выше\tAlt+↑", lambda: self._editor.move(-1), ""),
                ("Переставить ниже\tAlt+↓", lambda: self._editor.move(1), ""),
                ("Пронумеровать заново", self._editor.renumber, ""),
                None,
                ("Удалить\tDel", self._editor.delete, ""),
            )
        )

    def roadmap_menu(self) -> list[QAction]:
        parties = self._make((None, ("Справочник ответственных…", self.show_parties, "")), any_time=True)
        acts = self._make(
            (
                ("Название, период, преамбула", self.head_asked.emit, "Ctrl+E"),
                ("Все замечания проверки…", self.remarks_asked.emit, "F8"),
                ("Приказ об утверждении", self.make_order, ""),
                ("Версии и изменения…", self.show_versions, ""),
                None,
                ("Удалить дорожную карту", self._editor.delete_roadmap, ""),
            )
        )
        return [*acts, *parties]

    def print_menu(self) -> list[QAction]:
        return self._make(
            (
                ("Дорожную карту…", self.print_roadmap, ""),
                ("Отчёт о выполнении…", self.print_report, ""),
                ("Ленту сроков по месяцам…", self.print_timeline, ""),
            )
        )

    def _make(self, entries: Sequence[Entry], *, any_time: bool = False) -> list[QAction]:
        """`any_time`: works without a chosen roadmap too."""
        actions = []
        for entry in entries:
            action = QAction(self._tab)
            actions.append(action)
            if entry is None:
                action.setSeparator(True)
                continue
            words, act, keys = entry
            action.setText(words)
            if keys:
                action.setShortcut(QKeySequence(keys))
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                self._tab.addAction(action)
            action.triggered.connect(lambda _checked=False, act=act: act())
            if not any_time:
                self._needs_roadmap.append(action)
        return actions

    def show_possible(self, there_is_a_roadmap: bool) -> None:
        for action in self._needs_roadmap:
            action.setEnabled(there_is_a_roadmap)

    @property
    def _id(self) -> int | None:
        return self._editor.tree.id if self._editor.tree is not None else None

    # -- where roadmaps come from

    def load_file(self) -> None:
        from app.ui.roadmaps.import_wizard import RoadmapImport, choose_roadmap_file

        path = choose_roadmap_file(self._ui, self._tab)
        if path is not None:
            wizard = RoadmapImport(self._ui, path, self._tab.window())
            wizard.stored.connect(self.stored)
            wizard.open()

    def paste(self) -> None:
        """A table or a text copied in Word or in a browser."""
        from app.ui.roadmaps.import_wizard import paste_roadmap

        wizard = paste_roadmap(self._ui, self._tab.window())
        wizard.stored.connect(self.stored)
        wizard.open()

    def add_blank(self) -> None:
        tree = RoadmapTree("Новая дорожная карта", (RoadmapSectionRow("1.", ""),))
        self._editor.run("create_roadmap", tree, done=lambda changes: self.made_blank.emit(changes.value))

    def drop_templates(self, button: QPushButton) -> None:
        """The templates under the button of the empty page."""
        self.templates.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _fill_templates(self) -> None:
        """The templates with the years they would get now."""
        from app.services.roadmaps.templates import list_templates

        self.templates.clear()
        for row in list_templates():
            year = row.first_year(self._school_start())
            action = self.templates.addAction(f"{row.name}\t{row.period_words(year)}")
            items = counted(row.items, "мероприятие", "мероприятия", "мероприятий")
            action.setToolTip(f"{row.about}\n{items}, {counted(row.columns, 'графа', 'графы', 'граф')}")
            action.triggered.connect(lambda _checked=False, code=row.code, year=year: self.add_from_template(code, year))

    def _school_start(self) -> int:
        """The school year chosen above, by the year it begins in; today's where all are shown."""
        chosen = self._ui.years.current
        return year_of(self._ui.ctx.clock().date()) if chosen is None else chosen

    def add_from_template(self, code: str, start_year: int) -> None:
        """A roadmap out of a template, with the draft of its order where the template has one: one step back for both."""

        def job(_progress: object) -> Changes:
            from app.services.changes import joined
            from app.services.documents.commands import save_document
            from app.services.roadmaps.commands import create_roadmap
            from app.services.roadmaps.template_names import names_of
            from app.services.roadmaps.templates import build_order, build_template

            names = names_of(self._ui.workplace)
            made = create_roadmap(self._ui.ctx, build_template(code, start_year, names))
            order = build_order(code, start_year, names, made.value)
            if order is None:
                return made
            paper = "приказа" if order.kind == "order" else "распоряжения"
            return joined(made, save_document(self._ui.ctx, order), f"{made.message} Проект {paper} – в «Документах».")

        self._ui.worker.write(job, done=lambda changes: self.stored.emit(changes.value), owner=self)

    def roll_over(self) -> None:
        from app.ui.roadmaps.rollover import open_rollover

        if self._id is not None:
            open_rollover(self._ui, self._tab, self._id, self.rolled_over.emit)

    def derive(self) -> None:
        from app.ui.roadmaps.derive import open_derive

        if self._id is not None:
            open_derive(self._ui, self._tab, self._id, lambda made: self.stored.emit(made[0]))

    # -- the chosen roadmap

    def copy_items(self) -> None:
        from app.ui.roadmaps.copy_items import CopyItems

        if self._editor.tree is not None:
            dialog = CopyItems(self._ui, self._editor.tree, self._school_start(), self._tab.window())
            dialog.taken.connect(self._editor.insert)
            dialog.open()

    def show_versions(self) -> None:
        from app.ui.roadmaps.versions import open_versions

        if self._id is not None:
            open_versions(self._ui, self._tab, self._id)

    def show_parties(self) -> None:
        from app.ui.roadmaps.parties import open_parties

        if self._parties is not None and shiboken6.isValid(self._parties) and self._parties.isVisible():
            self._parties.activateWindow()
        else:
            self._parties = open_parties(self._ui, self._tab.window())

    def make_order(self) -> None:
        """Draft the order that approves the roadmap and open it in «Документы»."""
        roadmap_id = self._id
        if roadmap_id is None:
            return

        def job(_progress: object) -> Changes:
            from app.services.documents.commands import order_for_roadmap

            return order_for_roadmap(self._ui.ctx, roadmap_id)

        self._ui.worker.write(job, done=lambda changes: self._ui.open_target(("document", changes.value)), owner=self)

    # -- paper

    def print_roadmap(self) -> None:
        from app.ui.roadmaps.print_options import open_print

        if self._id is not None:
            open_print(self._ui, self._tab, self._id)

    def print_report(self) -> None:
        if self._id is not None:
            open_form(self._ui, self._tab, "progress_report", roadmap_id=self._id)

    def print_timeline(self) -> None:
        if self._id is not None:
            open_form(self._ui, self._tab, "timeline", roadmap_id=self._id)
