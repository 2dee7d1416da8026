"""«Выгрузить…»: the calendar as an .ics file, as a workbook, as a sheet for the wall.

`button = toolbar.add_menu("Выгрузить", export_actions(ui, tab, choice), icon="file-export-outline")`: `choice()` tells the
school and the person that the filters of the tab are set to, so that what is exported is what is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFileDialog, QFormLayout, QLabel, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.ics.rows import TIME_ZONE, Scope
from app.services.ics.rules import ZONES
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.print_form import open_form
from app.ui.widgets.search_choice import SearchChoice

if TYPE_CHECKING:
    from app.services.ics.rows import Feed

Whose = tuple[int | None, int | None]
"""(school, person) of the filters; None = all."""
_WALL = (
    ("На стену: год по неделям, А4…", "weeks", "A4"),
    ("На стену: год по неделям, А3…", "weeks", "A3"),
    ("На стену: лист на месяц, А4…", "months", "A4"),
    ("На стену: лист на месяц, А3…", "months", "A3"),
)


def export_actions(ui: UiContext, parent: QWidget, choice: Callable[[], Whose]) -> list[QAction]:
    """The entries of the menu «Выгрузить», with a line between files and paper."""
    ics = QAction("Файл календаря для телефона и почты (.ics)…", parent)
    ics.triggered.connect(lambda _checked=False: IcsDialog(ui, parent, choice()).open())
    book = QAction("Книга Excel…", parent)
    book.triggered.connect(lambda _checked=False: choose_book(ui, parent, _school(ui, choice())))
    line = QAction(parent)
    line.setSeparator(True)
    found = [ics, book, line]
    for words, view, size in _WALL:
        action = QAction(words, parent)
        action.triggered.connect(lambda _checked=False, v=view, s=size: print_wall(ui, parent, v, s, _school(ui, choice())))
        found.append(action)
    return found


def _school(ui: UiContext, whose: Whose) -> int | None:
    return ui.workplace.organisation_id if ui.workplace.kind == "school" else whose[0]


def _year(ui: UiContext) -> str | None:
    first = ui.years.current
    return None if first is None else f"{first}/{first + 1}"


def print_wall(ui: UiContext, parent: QWidget, view: str, size: str, school: int | None) -> None:
    open_form(ui, parent, "procedure_calendar", school_year=_year(ui), view=view, size=size, organisation_id=school)


def choose_book(ui: UiContext, parent: QWidget, school: int | None) -> None:
    path, _ = QFileDialog.getSaveFileName(parent, "Сохранить календарь", "Календарь процедур.xlsx", "Книга Excel (*.xlsx)")
    if path:
        save_book(ui, parent, Path(path), school)


def save_book(ui: UiContext, parent: QWidget, path: Path, school: int | None = None) -> None:
    year = _year(ui)

    def job(_progress: object) -> str:
        from app.services.forms.procedure_calendar_xlsx import save_calendar_xlsx

        return save_calendar_xlsx(ui.ctx, path, year, school).data.school_year

    def done(named: str) -> None:
        ui.message(f"Календарь {named} учебного года сохранён: {path.name}.")

    ui.worker.read(job, done=done, failed=lambda error: _said(ui, error), owner=parent, key="calendar-book")


def _said(ui: UiContext, error: BaseException) -> None:
    known = describe(error)
    if known is None:
        raise error
    ui.message(known.what, known.todo, kind="error")


class IcsDialog(QDialog):
    """Whose calendar and in which time zone; «Сохранить…» asks where."""

    def __init__(self, ui: UiContext, parent: QWidget, whose: Whose = (None, None)) -> None:
        super().__init__(parent)
        self._ui, self._preset = ui, whose
        self._zone_before: str | None = None
        """None until the choices have come."""
        self._own = ui.workplace.organisation_id if ui.workplace.kind == "school" else None
        self.setWindowTitle("Файл календаря (.ics)")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        about = _note(
            "Такой файл открывают Outlook, Thunderbird, календари телефонов и Яндекс. "
            "Загрузите его ещё раз после изменений: события обновятся, а не повторятся."
        )
        self.whose = QComboBox()
        self.whose.setAccessibleName("Чей календарь")
        for words, key in (("Весь район", "all"), ("Одна школа", "school"), ("Один человек", "person")):
            self.whose.addItem(words, key)
        self.school = SearchChoice("Выберите школу")
        self.person = SearchChoice("Выберите человека")
        self.zone = QComboBox()
        self.zone.setAccessibleName("Часовой пояс")
        for zone in ZONES:
            self.zone.addItem(zone.title, zone.name)
        self.zone.setCurrentIndex(-1)
        self.form = QFormLayout()
        for words, field in (
            ("Чей календарь", self.whose), ("Школа", self.school), ("Человек", self.person), ("Часовой пояс", self.zone),
        ):  # fmt: skip
            self.form.addRow(words, field)
        removed = _note(
            "Процедуру или встречу, которой не будет, отмените: отмена тоже выгрузится. Удалённое из программы в чужом "
            "календаре останется."
        )
        buttons = QDialogButtonBox()
        self.save_button = buttons.addButton("Сохранить…", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("Отмена", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.choose_file)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setSpacing(theme.SPACE)
        box.addWidget(about)
        box.addLayout(self.form)
        box.addWidget(removed)
        box.addStretch(1)
        box.addWidget(buttons)
        self.setMinimumWidth(theme.px(460))
        self.whose.currentIndexChanged.connect(lambda _at: self._show_fields())
        for finder in (self.school, self.person):
            finder.chosen.connect(lambda _value: self._show_fields())
        self._show_fields()
        ui.worker.read(lambda _p: _choices(ui), done=self._fill, owner=self)

    def _fill(self, found: tuple[list[tuple[str, int]], list[tuple[str, int]], str]) -> None:
        schools, people, zone = found
        self.school.set_choices(schools)
        self.person.set_choices(people)
        self.zone.setCurrentIndex(max(0, self.zone.findData(zone)))
        self._zone_before = zone
        school, person = self._preset
        self.school.set_value(school)
        self.person.set_value(person)
        if person is not None and self.person.value() is not None:
            self.whose.setCurrentIndex(self.whose.findData("person"))
        elif school is not None and self.school.value() is not None:
            self.whose.setCurrentIndex(self.whose.findData("school"))
        self._show_fields()

    def _show_fields(self) -> None:
        kind = self.whose.currentData()
        self.form.setRowVisible(self.whose, self._own is None)
        self.form.setRowVisible(self.school, self._own is None and kind == "school")
        self.form.setRowVisible(self.person, self._own is None and kind == "person")
        ready = self._own is not None or kind == "all" or (self.school if kind == "school" else self.person).value() is not None
        self.save_button.setEnabled(ready and self._zone_before is not None)
        self.save_button.setToolTip("" if ready else "Сначала выберите, чей календарь")

    def scope(self) -> Scope:
        kind, year = self.whose.currentData(), _year(self._ui)
        if self._own is not None:
            return Scope(year, self._own)
        if kind == "school":
            return Scope(year, self.school.value())
        return Scope(year, person_id=self.person.value()) if kind == "person" else Scope(year)

    def choose_file(self) -> None:
        names = {"school": self.school.currentText(), "person": self.person.currentText()}
        name = names.get(self.whose.currentData(), "")
        from app.services.forms.typography import file_stem

        suggested = f"{file_stem(f'Календарь процедур {name}')}.ics"
        path, _ = QFileDialog.getSaveFileName(self, "Сохранить календарь", suggested, "Календарь (*.ics)")
        if path:
            self.save(Path(path))

    def save(self, path: Path) -> None:
        """Write the file; the zone is remembered when it was changed. What refuses it is said in the line of the page."""
        ui, scope, zone = self._ui, self.scope(), self.zone.currentData()

        def write(_progress: object) -> Feed:
            from app.services.ics.export import save_ics

            return save_ics(ui.ctx, path, scope)

        def done(feed: Feed) -> None:
            events = counted(len(feed.entries), "событие", "события", "событий")
            ui.message(f"Календарь сохранён: {path.name}, {events}.")
            self.accept()

        def export(_changes: Changes | None = None) -> None:
            ui.worker.read(write, done=done, failed=lambda error: self._refused(error), owner=self, key="ics")

        if zone == self._zone_before or ui.ctx.db.read_only:
            export()
            return

        def remember(_progress: object) -> Changes:
            from app.services.workplace.commands import set_setting

            return set_setting(ui.ctx, TIME_ZONE, zone)

        self._zone_before = zone
        ui.worker.write(remember, done=export, owner=self)

    def _refused(self, error: BaseException) -> None:
        _said(self._ui, error)
        self.reject()


def _choices(ui: UiContext) -> tuple[list[tuple[str, int]], list[tuple[str, int]], str]:
    from app.services.ics.queries import list_people, time_zone
    from app.services.organisations.queries import list_organisations

    schools = [
        (one.short_name, one.id)
        for one in list_organisations(ui.ctx, own_only=True)
        if one.id is not None and one.kind == "school"
    ]
    return schools, [(name, number) for number, name in list_people(ui.ctx)], time_zone(ui.ctx).name


def _note(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    theme.mark(label, "note")
    return label
