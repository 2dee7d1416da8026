"""The days that schools chose inside a window: a table of schools, below it the classes of the chosen one, typed in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.plan.rows import SCHOOL_STATUSES, PlanRow, SchoolInProcedure, SlotRow
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.calendar import columns
from app.ui.context import UiContext
from app.ui.widgets.cell_table import RowsEditor
from app.ui.widgets.fields import ChoiceField, FormGrid, NumberField, parse_date
from app.ui.widgets.row_table import RowTable

TITLES = ("Класс", "Дата", "Урок", "Кабинет", "Учеников")


class SchoolDates(QWidget):
    """Asks by signals; what is shown comes from `show_schools`."""

    slots_typed = Signal(object, object)
    """(slots to save, numbers of slots to delete)."""
    school_edited = Signal(int, str, object)
    """(school, «status» | «rooms» | «rooms_with_video», value)."""
    proposal_wanted = Signal(int)

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self._ui = ui
        self._row: PlanRow | None = None
        self._schools: tuple[SchoolInProcedure, ...] = ()
        self._school: SchoolInProcedure | None = None
        self._slots: list[SlotRow] = []
        """What stands in the lines of the editor, from the top."""
        self._one = ui.workplace.kind == "school"
        self.heading = QLabel()
        theme.mark(self.heading, "bold")
        self.table: RowTable[SchoolInProcedure] = RowTable(columns.SCHOOLS, key=lambda s: s.organisation_id)
        self.table.setAccessibleName("Даты школ")
        self.table.current_changed.connect(self._chosen)
        self.name = QLabel()
        self.name.setWordWrap(True)
        theme.mark(self.name, "bold")
        self.status = ChoiceField("Состояние школы", [])
        self.rooms = NumberField("Аудиторий", high=999, width=80)
        self.video = NumberField("С видео", high=999, width=80)
        self.status.committed.connect(lambda value: self._edited("status", value))
        self.rooms.committed.connect(lambda value: self._edited("rooms", -1 if value is None else value))
        self.video.committed.connect(lambda value: self._edited("rooms_with_video", -1 if value is None else value))
        self.editor = RowsEditor(TITLES, "Когда пишут классы", right=(2, 4))
        self.editor.set_widths((64, 92, 48, 72, 72), stretch=3)
        self.editor.changed.connect(self._typed)
        self.table.opened.connect(lambda _row: self.editor.setFocus(Qt.FocusReason.OtherFocusReason))
        self.remarks = QLabel()
        self.remarks.setWordWrap(True)
        theme.mark(self.remarks, "problem")
        self.propose = QPushButton("Предложить даты")
        self.propose.setToolTip("Программа подставит учебные дни внутри сроков; любой можно исправить")
        theme.mark(self.propose, "link")
        self.propose.clicked.connect(lambda _checked=False: self._propose())
        self.detail = QWidget()
        inner = QVBoxLayout(self.detail)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.SPACE)
        inner.addWidget(self.name)
        inner.addWidget(self.editor)
        inner.addWidget(self.remarks)
        inner.addWidget(self.propose, 0, Qt.AlignmentFlag.AlignLeft)
        inner.addWidget(FormGrid([self.status, (self.rooms, self.video)]))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        for widget in (self.heading, self.table, self.detail):
            box.addWidget(widget)
        self.table.setVisible(not self._one)

    def show_schools(self, row: PlanRow, schools: Sequence[SchoolInProcedure]) -> None:
        """Schools of the procedure; the chosen school and what is being typed about it stay."""
        other = self._row is None or self._row.procedure_id != row.procedure_id
        self._row, self._schools = row, tuple(schools)
        taking = [one for one in schools if one.takes_part]
        chosen = sum(one.has_chosen for one in taking)
        self.heading.setText("Наши даты" if self._one else f"Даты школ: выбрали {chosen} из {len(taking)}")
        if other:
            self._school = None
        self.table.blockSignals(True)
        self.table.set_rows(schools)
        self.table.blockSignals(False)
        self.table.fit_rows(8)
        if self._one:
            self._show(schools[0] if schools else None)
        else:
            kept = self._school.organisation_id if self._school is not None else None
            self._show(next((one for one in schools if one.organisation_id == kept), None))

    def choose_school(self, organisation_id: int) -> None:
        self.table.select_key(organisation_id)

    def school(self) -> SchoolInProcedure | None:
        return self._school

    # -- inside

    def _chosen(self, school: SchoolInProcedure | None) -> None:
        if school is not None and not self._one:
            self._show(school)

    def _show(self, school: SchoolInProcedure | None) -> None:
        other = (self._school and self._school.organisation_id) != (school and school.organisation_id)
        self.detail.setVisible(school is not None)
        pending = [] if other else self._unfinished()
        self._school = school
        if school is None:
            return
        self.name.setText(school.name)
        self.name.setVisible(not self._one)
        locked = self._ui.ctx.db.read_only
        self.editor.lock(locked)
        self._slots = list(school.slots)
        self.editor.set_rows([_texts(slot) for slot in school.slots] + pending)
        self.remarks.setText("\n".join(_remark(one.text, one.fix) for one in school.remarks))
        self.remarks.setVisible(bool(school.remarks))
        self.propose.setVisible(not locked and not school.slots and school.takes_part)
        own = [(words, key) for key, words in SCHOOL_STATUSES.items() if key != "results" or school.status == "results"]
        self.status.set_choices(own)
        for field, value in ((self.status, school.status), (self.rooms, school.rooms), (self.video, school.rooms_with_video)):
            if other:
                field.commit_stopped()
            field.set_value(value)

    def _unfinished(self) -> list[list[str]]:
        """Lines that are not stored yet: a class without its day."""
        rows = [[self.editor.text(at, c) for c in range(len(TITLES))] for at in range(self.editor.rowCount())]
        return [texts for texts in rows[len(self._slots) :] if any(texts) and self._parsed(texts) is None]

    def _parsed(self, texts: Sequence[str]) -> SlotRow | None:
        day = parse_date(texts[1], self._ui.ctx.clock().date())
        if day is None or self._row is None or self._school is None:
            return None
        lesson, pupils = _number(texts[2]), _number(texts[4])
        return SlotRow(
            None, self._row.procedure_id, self._school.organisation_id, texts[0], day, lesson, room=texts[3], pupils=pupils
        )

    def _typed(self) -> None:
        """Store the lines that have a day; a stored line whose day or class was cleared goes."""
        if self._row is None or self._school is None:
            return
        save: list[SlotRow] = []
        gone: list[int] = []
        for at in range(self.editor.rowCount()):
            texts = [self.editor.text(at, c) for c in range(len(TITLES))]
            found = self._parsed(texts)
            former = self._slots[at] if at < len(self._slots) else None
            if former is not None and found is None:
                if texts[1]:
                    self.remarks.setText(f"Дата «{texts[1]}» не прочитана: она пишется так — 14.03.2026.")
                    self.remarks.show()
                elif former.id is not None:
                    gone.append(former.id)
            elif found is not None and former is None:
                save.append(found)
            elif found is not None and former is not None:
                wanted = replace(
                    former, class_label=found.class_label, held_on=found.held_on, lesson=found.lesson, room=found.room,
                    pupils=found.pupils,
                )  # fmt: skip
                if wanted != former:
                    save.append(wanted)
        if save or gone:
            self.slots_typed.emit(save, gone)

    def _edited(self, name: str, value: object) -> None:
        if self._school is not None:
            self.school_edited.emit(self._school.organisation_id, name, value)

    def _propose(self) -> None:
        if self._school is not None:
            self.proposal_wanted.emit(self._school.organisation_id)


def _texts(slot: SlotRow) -> list[str]:
    lesson = str(slot.lesson) if slot.lesson is not None else ""
    pupils = str(slot.pupils) if slot.pupils is not None else ""
    return [slot.class_label, short_date(slot.held_on), lesson, slot.room, pupils]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _remark(text: str, fix: date | None) -> str:
    return f"{text} Подойдёт {short_date(fix)}." if fix is not None else text
