"""Everything about the dated duties of chosen items: when, what became of them, schools, proof, history.

panel = DutiesPanel(ui)
panel.listen(tree)                              # Ctrl+D and its fellows work in the tree too
panel.show_line(roadmap_id, line)               # one item
panel.show_lines(roadmap_id, lines)             # several: of each the date that presses most is chosen
panel.asked.connect(split.open_detail)          # a form unfolds in a panel that is folded away
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.duties.rows import SHOWN_WORDS, DutyKey
from app.services.execution.rows import MarkNote, OccurrenceRow
from app.services.roadmaps.rows import RoadmapLine
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import UiContext
from app.ui.roadmaps import duty_words
from app.ui.roadmaps.marking import MarkBar
from app.ui.roadmaps.proof_box import Proof, ProofBox
from app.ui.roadmaps.states import days_text, state_icon, state_role
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.tick_list import TickList, TickRow

MOST_NOTES = 60
"""Lines of the history that are shown; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An occurrence with the item it belongs to."""

    line: RoadmapLine
    row: OccurrenceRow


def _tip(entry: Entry) -> str:
    row = entry.row
    head = f"{entry.line.number} {entry.line.text}".strip()
    days = f"{days_text(row.starts_on, row.due_on)}: {duty_words.state_words(row.shown, row.mark)}"
    return "\n".join((head, days, *duty_words.occurrence_words(row)))


COLUMNS: tuple[Column[Entry], ...] = (
    Column("number", "№", lambda e: e.line.number, width=56, role=lambda e: "secondary", tooltip=_tip),
    Column("days", "Срок", lambda e: days_text(e.row.starts_on, e.row.due_on), width=132, tooltip=_tip,
           role=lambda e: "secondary" if e.row.off_plan else None),
    Column("state", "Состояние", lambda e: duty_words.short_state(e.row), width=130, stretch=True,
           icon=lambda e: state_icon(e.row.shown), role=lambda e: state_role(e.row.shown), tooltip=_tip),
    Column("proof", "Подтверждений", lambda e: str(_proofs(e.row) or ""), width=44, align="right", tooltip=_tip,
           icon=lambda e: theme.icon("paperclip") if _proofs(e.row) else None, role=lambda e: "secondary"),
)  # fmt: skip


def _proofs(row: OccurrenceRow) -> int:
    return len(row.evidence) + sum(len(slot.evidence) for slot in row.schools)


def pressing(rows: Sequence[OccurrenceRow]) -> OccurrenceRow | None:
    """What one would mark first: the earliest that is open; else the last one."""
    inside = [row for row in rows if not row.off_plan] or list(rows)
    still_open = [row for row in inside if row.shown not in ("done", "cancelled")]
    dated = [row for row in still_open if row.due_on is not None]
    if dated:
        return min(dated, key=lambda row: (row.due_on is None, row.due_on))
    return still_open[0] if still_open else (inside[-1] if inside else None)


_Loaded = tuple[tuple[RoadmapLine, ...], dict[str, list[OccurrenceRow]], list[MarkNote]]


class DutiesPanel(QWidget):
    """Reads by itself, again after every change of roadmaps, schools or the calendar while it is in sight."""

    asked = Signal()
    """A form unfolds: whoever hides the panel shows it."""

    def __init__(self, ui: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._lines: tuple[RoadmapLine, ...] = ()
        self._wanted: DutyKey | None = None
        self._fresh = False
        self._stale = False
        self._filling = False
        self._schools_of: DutyKey | None = None
        self._history: list[MarkNote] = []
        self.heading = QLabel("Сроки и отметки")
        theme.mark(self.heading, "heading")
        self.note = QLabel()
        self.note.setWordWrap(True)
        theme.mark(self.note, "note")
        self.table: RowTable[Entry] = RowTable(COLUMNS, key=lambda e: e.row.key)
        self.table.horizontalHeader().hide()
        self.table.setAccessibleName("Сроки мероприятия")
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.bar = MarkBar(ui)
        self.bar.asked.connect(self.asked)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.schools = TickList("Школы", most=7)
        self.rest_button = QPushButton("Остальные")
        theme.mark(self.rest_button, "link")
        self.rest_button.setToolTip("Отметить школы, которые ещё не выполнили")
        self.rest_button.clicked.connect(lambda _checked=False: self.tick_rest())
        self.schools.head.insertWidget(3, self.rest_button)
        self.schools.heading.setToolTip("Сколько школ выполнили своё")
        self.schools.changed.connect(self._say_keys)
        self.proofs = ProofBox(ui)
        self.history_button = QPushButton()
        theme.mark(self.history_button, "link")
        self.history_button.setIcon(theme.icon("history", "accent"))
        self.history_button.setCheckable(True)
        self.history_button.toggled.connect(lambda _on: self._show_history())
        self.history = QLabel()
        self.history.setWordWrap(True)
        theme.mark(self.history, "small")
        past = QHBoxLayout()
        past.addWidget(self.history_button)
        past.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        for widget in (self.heading, self.note, self.table, self.words, self.schools, self.bar, self.proofs):
            box.addWidget(widget)
        box.addLayout(past)
        box.addWidget(self.history)
        self.listen(self)
        self.table.set_actions(self.bar.row_actions())
        ui.refresh.subscribe({"roadmaps", "organisations", "calendar"}, self, self._changed)
        self._clear(False)

    # -- for the owner

    def listen(self, widget: QWidget, *, keys: bool = True) -> None:
        """The keys of the bar work in this widget too, and files dropped on it become proof of what is chosen here."""
        self.bar.listen(widget, keys=keys)

    def show_line(self, roadmap_id: int | None, line: RoadmapLine | None, key: DutyKey | None = None) -> None:
        """One item; None or a sub-head = nothing to mark. `key`: the date, and the school, to choose instead of the date
        that presses most."""
        if key != self._wanted:
            self._fresh = True
            self.bar.set_keys((), "")  # a mark must never go to what was chosen before
        self._wanted = key
        self._show_them([line] if line is not None else [])

    def show_lines(self, roadmap_id: int | None, lines: Sequence[RoadmapLine]) -> None:
        """Several items at once; sub-heads among them are left out."""
        self._wanted = None
        self._show_them(lines)

    def _show_them(self, lines: Sequence[RoadmapLine]) -> None:
        before = [line.uid for line in self._lines]
        self._lines = tuple(line for line in lines if not line.is_subhead and line.id is not None)
        if [line.uid for line in self._lines] != before or not self._lines:
            self._fresh = True
            self.bar.set_keys((), "")  # a mark must never go to what was chosen before
            self._clear(bool(lines))
        if self._lines:
            self._read()

    def tick_rest(self) -> None:
        """Tick the schools that still owe their part."""
        row = self._single()
        if row is not None:
            self.schools.set_ticked([_school(slot.key) for slot in row.schools if slot.shown not in ("done", "cancelled")])

    # -- reading

    def _changed(self) -> None:
        if not self._lines:
            return
        if self.isVisible():
            self._read()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def _read(self) -> None:
        self._stale = False
        lines = self._lines

        def job(_progress: object) -> _Loaded:
            from app.services.execution.history import line_history
            from app.services.execution.queries import lines_occurrences

            found = lines_occurrences(self._ui.ctx, [line.uid for line in lines])
            return lines, found, line_history(self._ui.ctx, lines[0].uid) if len(lines) == 1 else []

        self._ui.worker.read(job, done=self._show, owner=self, key="duties")

    # -- showing

    def _clear(self, something: bool) -> None:
        self.table.set_rows(())
        self.schools.set_rows((), ())
        self.proofs.show_proofs(())
        self._history = []
        self.history_button.setChecked(False)
        for widget in (self.table, self.words, self.schools, self.bar, self.proofs, self.history,
                       self.history_button):  # fmt: skip
            widget.hide()
        subhead = something and not self._lines
        self.note.setText("У подзаголовка своих сроков нет." if subhead else "Выберите мероприятие: здесь появятся его сроки.")
        self.note.setVisible(not self._lines)

    def _show(self, loaded: _Loaded) -> None:
        lines, found, self._history = loaded
        if [line.uid for line in lines] != [line.uid for line in self._lines]:
            return
        entries = [Entry(line, row) for line in lines for row in found.get(line.uid, ())]
        chosen = {entry.row.key for entry in self.table.selected_rows()}
        if self._fresh or not chosen & {entry.row.key for entry in entries}:
            firsts = (pressing(found.get(line.uid, ())) for line in lines)
            chosen = {row.key for row in firsts if row is not None}
        fresh, self._fresh = self._fresh, False
        wanted = DutyKey(self._wanted.occurrence_id) if fresh and self._wanted is not None else None
        if wanted is not None and any(entry.row.key == wanted for entry in entries):
            chosen = {wanted}
        self._filling = True
        self.table.set_rows(entries)
        self._select(chosen, fresh)
        self._filling = False
        self.table.show_column("number", len(lines) > 1)
        self.table.show_column("proof", len(lines) == 1 and any(_proofs(entry.row) for entry in entries))
        self.table.fit_rows(6 if len(lines) == 1 else 9)
        said = duty_words.summary([entry.row for entry in entries])
        if len(lines) > 1:
            items = counted(len(lines), "мероприятие", "мероприятия", "мероприятий")
            said = f"Выбрано {items}. {said}"
        self.note.setText(said if entries else "Сроков у мероприятия пока нет.")
        self.note.setVisible(bool(self.note.text()))
        for widget in (self.table, self.bar):
            widget.setVisible(bool(entries))
        self._selected()
        if fresh and self._wanted is not None and self._wanted.organisation_id is not None:
            self.schools.set_ticked([self._wanted.organisation_id])
            self._say_keys()
        self._show_history()

    def _select(self, keys: set[DutyKey], scroll: bool) -> None:
        """Choose these rows, all at once; the cursor goes to the first of them."""
        model, wanted = self.table.model(), QItemSelection()
        first = None
        for at, entry in enumerate(self.table.row_model.shown()):
            if entry.row.key in keys:
                wanted.select(model.index(at, 0), model.index(at, model.columnCount() - 1))
                first = at if first is None else first
        flags = QItemSelectionModel.SelectionFlag
        if first is None:
            return
        current = self.table.current_row()
        if scroll or current is None or current.row.key not in keys:
            self.table.selectionModel().setCurrentIndex(model.index(first, 1), flags.NoUpdate)
            self.table.scrollTo(model.index(first, 1))
        self.table.selectionModel().select(wanted, flags.ClearAndSelect)

    def _single(self) -> OccurrenceRow | None:
        chosen = self.table.selected_rows()
        return chosen[0].row if len(chosen) == 1 else None

    def _selected(self, *_ranges: object) -> None:
        """Other dates are chosen: what stands below the table is about them."""
        if self._filling:
            return
        row = self._single()
        said = duty_words.occurrence_words(row) if row is not None else []
        self.words.setText("\n".join(said))
        self.words.setVisible(bool(said))
        self._show_schools(row)
        chosen = [entry.row for entry in self.table.selected_rows()]
        proofs = [Proof(proof) for one in chosen for proof in one.evidence]
        proofs += [Proof(proof, slot.name) for one in chosen for slot in one.schools for proof in slot.evidence]
        self.proofs.show_proofs(proofs)
        self.proofs.setVisible(bool(chosen))
        self._say_keys()

    def _show_schools(self, row: OccurrenceRow | None) -> None:
        slots = row.schools if row is not None else ()
        kept = self.schools.ticked() if row is not None and row.key == self._schools_of else ()
        self._schools_of = row.key if row is not None else None
        self.schools.set_rows(
            [
                TickRow(
                    _school(slot.key), slot.name, SHOWN_WORDS[slot.shown], state_icon(slot.shown),
                    state_role(slot.shown), duty_words.school_tip(slot),
                )
                for slot in slots
            ],
            kept,
        )  # fmt: skip
        self.schools.set_heading(duty_words.schools_words(slots) if slots else "")
        self.schools.setVisible(bool(slots))

    def _say_keys(self) -> None:
        """Ticked schools are marked; without ticks the date itself, for all."""
        chosen = self.table.selected_rows()
        row = self._single()
        ticked = set(self.schools.ticked()) if row is not None else set()
        slots = [slot for slot in row.schools if slot.key.organisation_id in ticked] if row is not None else []
        if row is not None and slots:
            only = slots[0].name if len(slots) == 1 else counted(len(slots), "школа", "школы", "школ")
            self.bar.set_keys(
                [slot.key for slot in slots], f"Отметка: {only}, {days_text(row.starts_on, row.due_on)}", [s.mark for s in slots]
            )
            return
        if row is not None:
            whole = ", за всех" if row.schools else ""
            words = f"Отметка: {days_text(row.starts_on, row.due_on)}{whole}"
        else:
            words = f"Отметка: {counted(len(chosen), 'срок', 'срока', 'сроков')}" if chosen else ""
        self.bar.set_keys([entry.row.key for entry in chosen], words, [entry.row.mark for entry in chosen])

    def _show_history(self) -> None:
        several = self.table.all_count() > 1
        self.history_button.setText(f"История: {counted(len(self._history), 'запись', 'записи', 'записей')}")
        self.history_button.setVisible(bool(self._history))
        shown = [duty_words.note_words(note, several) for note in self._history[:MOST_NOTES]]
        if len(self._history) > MOST_NOTES:
            shown.append(f"… и ещё {len(self._history) - MOST_NOTES}")
        self.history.setText("\n".join(shown))
        self.history.setVisible(bool(self._history) and self.history_button.isChecked())


def _school(key: DutyKey) -> int:
    assert key.organisation_id is not None
    return key.organisation_id
