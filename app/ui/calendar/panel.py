"""Everything about one procedure: dates edited in place, counts, who has not submitted, marks, files, doors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.services.calendar.rows import CalendarRow
from app.services.calendar.rules import window_problems, window_words
from app.services.problems import Problem
from app.services.results.rows import GroupResult
from app.services.text_ru import NBSP, counted, long_date, number
from app.ui import theme
from app.ui.calendar import columns
from app.ui.calendar.reading import Missing, ProcedureDetails
from app.ui.context import UiContext
from app.ui.widgets.fields import DateField, FormGrid
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.side_panel import SidePanel

MARK_SOURCES = {
    "file": "Отметки взяты из загруженных файлов.",
    "scale": "Отметки посчитаны по шкале: в файлах их нет.",
    "none": "Отметок нет: ни в файлах, ни в справочнике шкал.",
}


class ProcedurePanel(SidePanel):
    """`show_procedure` at once what the list knows, `show_details` when it was read."""

    window_edited = Signal(int, object, object)
    """(procedure id, first day, last day), without errors."""
    procedure_chosen = Signal(int)
    """Another procedure of the same day."""
    nearby_opened = Signal(int)
    """A procedure of another day."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self._ui = ui
        self._row: CalendarRow | None = None
        self.day_table: RowTable[CalendarRow] = RowTable(columns.DAY, key=lambda r: r.procedure_id)
        self.day_table.setAccessibleName("Процедуры этого дня")
        self.day_table.horizontalHeader().hide()
        self.day_table.current_changed.connect(self._day_row)
        self.day_heading = _heading("В этот день")
        self.near_heading = _heading("Ближайшие процедуры")
        self.near_table: RowTable[CalendarRow] = RowTable(columns.NEAR, key=lambda r: r.procedure_id)
        self.near_table.setAccessibleName("Ближайшие процедуры")
        self.near_table.horizontalHeader().hide()
        self.near_table.opened.connect(lambda row: self.nearby_opened.emit(row.procedure_id))
        self.near_table.clicked.connect(lambda _index: self._near_clicked())
        self.starts = DateField("Первый день", today=lambda: ui.ctx.clock().date())
        self.ends = DateField("Последний день", today=lambda: ui.ctx.clock().date())
        for field in (self.starts, self.ends):
            field.committed.connect(lambda _value: self._commit())
        self.dates = FormGrid([(self.starts, self.ends)])
        self.dates.setEnabled(not ui.ctx.db.read_only)
        self.counts = _text()
        self.missing_heading = _heading("Не сдали")
        self.missing: RowTable[tuple[int, str]] = RowTable(columns.MISSING, key=lambda r: r[0])
        self.missing.setAccessibleName("Не сдали")
        self.missing.horizontalHeader().hide()
        self.missing.opened.connect(lambda row: ui.open_target(("organisation", row[0])))
        self.marks_heading = _heading("Отметки, %")
        self.groups: RowTable[GroupResult] = RowTable(columns.GROUPS, key=lambda g: (g.level, g.name, g.organisation_id))
        self.groups.setAccessibleName("Отметки по школам, району и региону, %")
        self.groups.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the ends of names tell schools apart
        self.groups.opened.connect(self._open_group)
        self.source = _text("small")
        self.files = _text("small")
        self.analysis_button = QPushButton("Анализ результатов")
        self.analysis_button.setIcon(theme.icon("chart-bar", "accent"))
        self.analysis_button.setToolTip("Семь направлений: отметки, журнал, баллы, задания, умения")
        theme.mark(self.analysis_button, "link")
        self.analysis_button.clicked.connect(lambda _checked=False: self._open_analysis())
        self.details = QWidget()
        for widget in (self.day_heading, self.day_table, self.near_heading, self.near_table, self.dates, self.counts,
                       self.missing_heading, self.missing, self.marks_heading, self.groups, self.source, self.files):  # fmt: skip
            self.body.addWidget(widget)
        self.body.addWidget(self.analysis_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        self.report_button = QPushButton("Аналитическая справка…")
        self.report_button.setIcon(theme.icon("printer-outline"))
        self.report_button.setToolTip("Справка по этой процедуре: просмотр и печать (Ctrl+P)")
        self.signs_button = QPushButton("Признаки")
        self.signs_button.setIcon(theme.icon("chart-bell-curve"))
        self.signs_button.setToolTip("Объективность: признаки по школам и работам")
        self.signs_button.setVisible(ui.workplace.kind == "department")
        self.signs_button.clicked.connect(lambda _checked=False: ui.open_target(("tab:objectivity", 0)))
        self.add_footer(self.report_button)
        self.add_footer(self.signs_button)
        self.footer.addStretch(1)
        self.show_nothing(None, ())

    # -- showing

    def row(self) -> CalendarRow | None:
        return self._row

    def show_nothing(self, day: date | None, near: Sequence[CalendarRow]) -> None:
        """A day without procedures, or nothing chosen. `near`: where to go from here."""
        self.save_typed()
        self._row = None
        self.set_heading(long_date(day) if day else "Выберите процедуру", "В этот день процедур нет." if day else "")
        for widget in (self.day_heading, self.day_table, self.dates, self.counts, self._footer):
            widget.hide()
        self._show_tables(False)
        self.near_table.set_rows(near)
        self.near_table.fit_rows(8)
        self.near_heading.setVisible(bool(near))
        self.near_table.setVisible(bool(near))

    def show_day(self, day: date | None, rows: Sequence[CalendarRow], chosen: int) -> None:
        """The other procedures of the day; nothing when there is only one."""
        several = day is not None and len(rows) > 1
        self.day_heading.setText(f"В этот день: {counted(len(rows), 'процедура', 'процедуры', 'процедур')}")
        self.day_table.blockSignals(True)
        self.day_table.set_rows(rows if several else ())
        if several:
            self.day_table.select_key(chosen)
            self.day_table.fit_rows(6)
        self.day_table.blockSignals(False)
        self.day_heading.setVisible(several)
        self.day_table.setVisible(several)

    def show_procedure(self, row: CalendarRow, missing: Missing) -> None:
        other = self._row is None or self._row.procedure_id != row.procedure_id
        if other:
            self.save_typed()
        self._row = row
        self.set_heading(row.title, window_words(row.starts_on, row.ends_on))
        for field, value in ((self.starts, row.starts_on), (self.ends, row.ends_on)):
            if other:
                field.commit_stopped()
            field.set_value(value)
        self._show_problems(window_problems(row.year, row.starts_on, row.ends_on))
        self.counts.setText(_counts(row, 0))
        self.missing_heading.setText(f"Не сдали: {counted(len(missing), 'школа', 'школы', 'школ')}")
        self.missing.set_rows(missing)
        self.missing.fit_rows(8)
        for widget in (self.dates, self.counts, self._footer):
            widget.show()
        self.near_heading.hide()
        self.near_table.hide()
        self.missing_heading.setVisible(bool(missing))
        self.missing.setVisible(bool(missing))
        if other:
            self._show_tables(False, keep_missing=True)

    def show_details(self, details: ProcedureDetails) -> None:
        if self._row is None or details.groups.procedure.id != self._row.procedure_id:
            return
        found = details.groups
        self.counts.setText(_counts(self._row, found.procedure.absent))
        rows = list(found.groups) + (list(found.schools) if self._ui.workplace.kind == "department" else [])
        if self._ui.workplace.kind == "school" and found.schools:
            rows = [*found.schools, *(group for group in (found.region, found.sample) if group is not None)]
        self.groups.set_rows(rows)
        self.groups.fit_rows(60)
        self._show_tables(True, keep_missing=True)
        self.groups.setVisible(bool(rows))
        self.analysis_button.setVisible(bool(rows))
        self.marks_heading.setVisible(bool(rows))
        sources = {row.mark_source for row in rows if row.participants}
        said = MARK_SOURCES["file" if "file" in sources else "scale" if "scale" in sources else "none"]
        few = any(row.participants and not row.mark_percents for row in rows) and sources != {"none"}
        self.source.setText(f"{said} Прочерк — мало данных: писали меньше {columns.FEW}." if few else said)
        self.source.setVisible(bool(rows))
        self.files.setText("Загружено: " + "; ".join(details.files) if details.files else "")
        self.files.setVisible(bool(details.files))

    def save_typed(self) -> None:
        """Save what is being typed: the panel is about to show something else."""
        if self._row is not None:
            self.starts.commit()
            self.ends.commit()

    # -- inside

    def _show_tables(self, shown: bool, *, keep_missing: bool = False) -> None:
        for widget in (self.marks_heading, self.groups, self.source, self.files, self.analysis_button):
            widget.setVisible(shown)
        if not keep_missing:
            self.missing_heading.setVisible(shown)
            self.missing.setVisible(shown)

    def _open_analysis(self) -> None:
        if self._row is not None:
            self._ui.open_target(("analysis", self._row.procedure_id))

    def _commit(self) -> None:
        if self._row is None:
            return
        starts, ends = self.starts.value(), self.ends.value()
        problems = window_problems(self._row.year, starts, ends)
        self._show_problems(problems)
        if not any(problem.severity == "error" for problem in problems):
            self.window_edited.emit(self._row.procedure_id, starts, ends)

    def _show_problems(self, problems: Sequence[Problem]) -> None:
        found = {problem.field: problem for problem in problems}
        self.starts.set_problem(found.get("starts_on"))
        self.ends.set_problem(found.get("ends_on"))

    def _day_row(self, row: CalendarRow | None) -> None:
        if row is not None and (self._row is None or row.procedure_id != self._row.procedure_id):
            self.procedure_chosen.emit(row.procedure_id)

    def _near_clicked(self) -> None:
        row = self.near_table.current_row()
        if row is not None:
            self.nearby_opened.emit(row.procedure_id)

    def _open_group(self, group: Any) -> None:
        if group.organisation_id is not None and self._row is not None:
            self._ui.open_target(("cell", self._row.procedure_id, group.organisation_id))


def _counts(row: CalendarRow, absent: int) -> str:
    people = counted(row.participants, "участник", "участника", "участников")
    schools = counted(row.schools, "школы", "школ", "школ")
    text = f"Писали: {people} из {schools}."
    return text + (f" Не писали: {number(absent)}." if absent else "")


def _heading(words: str) -> QLabel:
    label = QLabel(words.replace(" ", NBSP, 1))
    theme.mark(label, "bold")
    return label


def _text(kind: str = "") -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    if kind:
        theme.mark(label, kind)
    return label
