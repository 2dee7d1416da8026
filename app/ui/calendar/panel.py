"""Everything about one procedure: dates edited in place, counts, who has not submitted, marks, files, doors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QMenu, QPushButton

from app.services.calendar.rules import window_problems, window_words
from app.services.events.rows import EventRow
from app.services.plan.rows import STATUSES, Hanging, PlanRow, SlotRow
from app.services.problems import Problem
from app.services.results.rows import GroupResult
from app.services.results.subjects import SUBJECTS
from app.services.text_ru import NBSP, counted, long_date, number
from app.ui import theme
from app.ui.calendar import columns
from app.ui.calendar.matrix import Cell, cell_lines
from app.ui.calendar.plan_fields import PlanFields
from app.ui.calendar.reading import Missing, ProcedureDetails
from app.ui.calendar.scene import Scene
from app.ui.calendar.school_dates import SchoolDates
from app.ui.context import UiContext
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import DateField, FormGrid, TextField
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
    event_opened = Signal(int)
    named = Signal(int, str)
    """(procedure id, the subject that was drawn)."""

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self._ui = ui
        self._row: PlanRow | None = None
        self.day_table: RowTable[PlanRow] = RowTable(columns.DAY, key=lambda r: r.procedure_id)
        self.day_table.setAccessibleName("Процедуры этого дня")
        self.day_table.horizontalHeader().hide()
        self.day_table.current_changed.connect(self._day_row)
        self.day_heading = _heading("В этот день")
        self.near_heading = _heading("Ближайшие процедуры")
        self.near_table: RowTable[PlanRow] = RowTable(columns.NEAR, key=lambda r: r.procedure_id)
        self.near_table.setAccessibleName("Ближайшие процедуры")
        self.near_table.horizontalHeader().hide()
        self.near_table.opened.connect(lambda row: self.nearby_opened.emit(row.procedure_id))
        self.near_table.clicked.connect(lambda _index: self._near_clicked())
        self.conflicts = _text("problem")
        self.day_note = _text("note")
        self.events_heading = _heading("Встречи")
        self.event_table: RowTable[EventRow] = RowTable(columns.EVENTS, key=lambda e: e.id)
        self.event_table.setAccessibleName("Встречи этого дня")
        self.event_table.horizontalHeader().hide()
        self.event_table.opened.connect(lambda event: self.event_opened.emit(event.id))
        self.slots_heading = _heading("Пишут")
        self.slot_table: RowTable[SlotRow] = RowTable(columns.SLOTS, key=lambda slot: slot.id)
        self.slot_table.setAccessibleName("Кто пишет в этот день")
        self.slot_table.horizontalHeader().hide()
        self.slot_table.opened.connect(lambda slot: self.nearby_opened.emit(slot.procedure_id))
        self.starts = DateField("Первый день", today=lambda: ui.ctx.clock().date())
        self.ends = DateField("Последний день", today=lambda: ui.ctx.clock().date())
        for field in (self.starts, self.ends):
            field.committed.connect(lambda _value: self._commit())
        self.dates = FormGrid([(self.starts, self.ends)])
        self.dates.setEnabled(not ui.ctx.db.read_only)
        self.plan = PlanFields(lambda: ui.ctx.clock().date())
        self.plan.setEnabled(not ui.ctx.db.read_only)
        self.into_plan = QPushButton("Внести в план")
        self.into_plan.setToolTip("Тогда здесь появятся форма, проверка, основание и даты школ")
        theme.mark(self.into_plan, "link")
        self.subject = TextField("Предмет", required=True)
        self.naming = AskForm("Какой предмет выпал", [self.subject], "Назвать предмет", required=(self.subject,))
        self.naming.submitted.connect(self._name)
        self.naming.cancelled.connect(self.naming.hide)
        self.naming.hide()
        self.schools = SchoolDates(ui)
        self.depends_heading = _heading("Зависит от сроков")
        self.depends: RowTable[Hanging] = RowTable(columns.DEPENDS, key=lambda h: (h.kind, h.row_id, h.what, h.title))
        self.depends.setAccessibleName("Что зависит от сроков")
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
        self.signs_button = QPushButton("Признаки")
        self.signs_button.setIcon(theme.icon("chart-bell-curve", "accent"))
        self.signs_button.setToolTip("Объективность: признаки по школам и работам")
        theme.mark(self.signs_button, "link")
        self.signs_button.clicked.connect(lambda _checked=False: ui.open_target(("tab:objectivity", 0)))
        doors = QHBoxLayout()
        doors.addWidget(self.analysis_button)
        doors.addWidget(self.signs_button)
        doors.addStretch(1)
        for widget in (self.day_note, self.day_heading, self.day_table, self.events_heading, self.event_table, self.near_heading,
                       self.near_table, self.conflicts, self.dates, self.naming, self.plan, self.into_plan, self.schools,
                       self.slots_heading, self.slot_table, self.depends_heading, self.depends, self.counts, self.missing_heading,
                       self.missing, self.marks_heading, self.groups, self.source, self.files):  # fmt: skip
            self.body.addWidget(widget)
        self.body.addLayout(doors)
        self.body.addStretch(1)
        self.report_button = QPushButton("Аналитическая справка…")
        self.report_button.setIcon(theme.icon("printer-outline"))
        self.report_button.setToolTip("Справка по этой процедуре: просмотр и печать (Ctrl+P)")
        self.move_button = QPushButton("Перенести…")
        self.move_button.setIcon(theme.icon("calendar-arrow-right"))
        self.move_button.setToolTip("Другие сроки: программа покажет, что изменится вместе с ними (Alt и стрелки)")
        self.name_button = QPushButton("Назвать предмет…")
        self.name_button.clicked.connect(lambda _checked=False: self.ask_name())
        self.more_button = QPushButton("Ещё")
        self.more = QMenu(self.more_button)
        self.confirm_action = QAction("Подтвердить даты", self)
        self.cancel_action = QAction("Отменить процедуру", self)
        self.delete_action = QAction("Удалить из плана", self)
        self.more.addActions([self.confirm_action, self.cancel_action, self.delete_action])
        self.more_button.setMenu(self.more)
        for button in (self.move_button, self.name_button):
            self.add_footer(button)
        self.add_footer(self.report_button)
        self.add_footer(self.more_button)
        self.footer.addStretch(1)
        for button in (self.move_button, self.name_button, self.more_button, self.into_plan):
            button.setEnabled(not ui.ctx.db.read_only)
        self.show_nothing(None, ())

    # -- showing

    def row(self) -> PlanRow | None:
        return self._row

    def show_nothing(self, day: date | None, near: Sequence[PlanRow]) -> None:
        """A day without procedures, or nothing chosen. `near`: where to go from here."""
        self.save_typed()
        self._row = None
        self.set_heading(long_date(day) if day else "Выберите процедуру", "В этот день процедур нет." if day else "")
        for widget in (
            self.day_heading,
            self.day_table,
            self.dates,
            self.counts,
            self._footer,
            self.conflicts,
            self.naming,
            self.plan,
            self.into_plan,
            self.schools,
        ):
            widget.hide()
        self._show_tables(False)
        self.near_table.set_rows(near)
        self.near_table.fit_rows(8)
        self.near_heading.setText("Ближайшие процедуры")
        self.near_heading.setVisible(bool(near))
        self.near_table.setVisible(bool(near))

    def show_week(self, name: str, monday: date, cell: Cell, near: Sequence[PlanRow]) -> None:
        """One school in one week, chosen in the matrix."""
        self.show_nothing(None, near)
        first, second, *lines = cell_lines(name, monday, cell)
        self.set_heading(first, second)
        self.near_heading.setText("Процедуры этой недели")
        self.day_note.setText("\n".join(lines) or "В эту неделю ничего не выбрано.")
        self.day_note.show()

    def show_day(self, day: date | None, scene: Scene, chosen: int | None) -> None:
        """What else is on the day: break, other procedures, meetings, who writes."""
        rows = scene.procedures(day) if day is not None else []
        events = scene.events_on(day) if day is not None else []
        slots = scene.slots_on(day) if day is not None else []
        words = scene.day_words(day) if day is not None else ""
        wrong = [one.text for one in scene.conflicts(day)] if day is not None and chosen is None else []
        note = "\n".join([words] * bool(words) + [f"Внимание: {text}" for text in wrong[:6]])
        self.day_note.setText(note[:1].upper() + note[1:])
        self.day_note.setVisible(bool(note))
        several = len(rows) > 1 and chosen is not None
        self.day_heading.setText(f"В этот день: {counted(len(rows), 'процедура', 'процедуры', 'процедур')}")
        self.day_table.blockSignals(True)
        self.day_table.set_rows(rows if several else ())
        if several:
            self.day_table.select_key(chosen)
            self.day_table.fit_rows(6)
        self.day_table.blockSignals(False)
        self.day_heading.setVisible(several)
        self.day_table.setVisible(several)
        self.event_table.set_rows(events)
        self.slot_table.set_rows(slots)
        parts: tuple[tuple[QLabel, RowTable[Any], bool], ...] = (
            (self.events_heading, self.event_table, bool(events)),
            (self.slots_heading, self.slot_table, bool(slots)),
        )
        for heading, table, found in parts:
            table.fit_rows(6)
            heading.setVisible(found)
            table.setVisible(found)
        if slots:
            self.slots_heading.setText(f"Пишут в этот день: {counted(len(slots), 'класс', 'класса', 'классов')}")

    def show_procedure(self, row: PlanRow, missing: Missing, conflicts: Sequence[str] = ()) -> None:
        other = self._row is None or self._row.procedure_id != row.procedure_id
        if other:
            self.save_typed()
        self._row = row
        words = window_words(row.starts_on, row.ends_on)
        self.set_heading(row.title, words if not row.planned else f"{words} · {_state(row)}")
        texts = list(dict.fromkeys(conflicts))
        more = [f"И ещё замечаний: {len(texts) - 4}."] if len(texts) > 5 else []
        self.conflicts.setText("\n".join([*texts[: 4 if more else 5], *more]))
        self.conflicts.setVisible(bool(texts))
        ends = row.ends_on if row.ends_on != row.starts_on else None
        for field, value in ((self.starts, row.starts_on), (self.ends, ends)):
            if other:
                field.commit_stopped()
            field.set_value(value)
        self._show_problems(window_problems(row.year, row.starts_on, row.ends_on))
        self._show_plan(row, other)
        self.counts.setText(_counts(row, 0))
        self.missing_heading.setText(f"Не сдали: {counted(len(missing), 'школа', 'школы', 'школ')}")
        self.missing.set_rows(missing)
        self.missing.fit_rows(8)
        for widget in (self.dates, self._footer):
            widget.show()
        self.counts.setVisible(bool(row.schools) or not row.planned)
        self.near_heading.hide()
        self.near_table.hide()
        self.missing_heading.setVisible(bool(missing))
        self.missing.setVisible(bool(missing))
        if other:
            self._show_tables(False, keep_missing=True)
            self.schools.hide()

    def _show_plan(self, row: PlanRow, other: bool) -> None:
        self.plan.setVisible(row.planned)
        self.into_plan.setVisible(not row.planned)
        if row.planned:
            self.plan.show_row(row, other=other)
        if other or not row.needs_name:
            self.naming.hide()
        self.name_button.setVisible(row.needs_name)
        self.report_button.setVisible(bool(row.schools) or not row.planned)
        self.confirm_action.setVisible(not row.is_confirmed)
        self.cancel_action.setText("Вернуть процедуру" if row.is_cancelled else "Отменить процедуру")
        self.delete_action.setVisible(row.planned)

    def ask_name(self) -> None:
        """The subject of a paper by lot, typed or chosen from those named beforehand."""
        if self._row is None or not self._row.needs_name:
            return
        completer = QCompleter(list(self._row.subject_options) or list(SUBJECTS), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.subject.line.setCompleter(completer)
        self.naming.fill("")
        options = "; ".join(self._row.subject_options)
        self.subject.line.setPlaceholderText(options or "История")
        self.naming.show()
        self.naming.take_focus()

    def _name(self) -> None:
        if self._row is not None:
            self.named.emit(self._row.procedure_id, self.subject.value())

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
        dated = self._row.planned and self._row.by_schools and bool(details.schools)
        if dated:
            self.schools.show_schools(self._row, details.schools)
        self.schools.setVisible(dated)
        self.depends_heading.setText(f"Зависит от сроков: {len(details.hanging)}")
        self.depends.set_rows(details.hanging)
        self.depends.fit_rows(6)
        self.depends_heading.setVisible(bool(details.hanging))
        self.depends.setVisible(bool(details.hanging))
        self.groups.setVisible(bool(rows))
        self.signs_button.setVisible(bool(rows) and self._ui.workplace.kind == "department")
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
            if self._row.planned:
                self.plan.save_typed()

    # -- inside

    def _show_tables(self, shown: bool, *, keep_missing: bool = False) -> None:
        for widget in (
            self.marks_heading,
            self.groups,
            self.source,
            self.files,
            self.analysis_button,
            self.signs_button,
            self.depends_heading,
            self.depends,
        ):
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

    def _day_row(self, row: PlanRow | None) -> None:
        if row is not None and (self._row is None or row.procedure_id != self._row.procedure_id):
            self.procedure_chosen.emit(row.procedure_id)

    def _near_clicked(self) -> None:
        row = self.near_table.current_row()
        if row is not None:
            self.nearby_opened.emit(row.procedure_id)

    def _open_group(self, group: Any) -> None:
        if group.organisation_id is not None and self._row is not None:
            self._ui.open_target(("cell", self._row.procedure_id, group.organisation_id))


def _state(row: PlanRow) -> str:
    return "даты перенесены с прошлого года, подтвердите их" if not row.is_confirmed else STATUSES[row.status]


def _counts(row: PlanRow, absent: int) -> str:
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
