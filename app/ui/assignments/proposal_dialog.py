"""The cross-observation plan: proposed by the program, edited by the person, stored as one change."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from app.services.assignments.rows import Candidate, PersonLine, PlanLine, Proposal, Uncovered
from app.services.text_ru import counted, sort_key
from app.ui import theme
from app.ui.assignments.columns import PlanRow, plan_columns, short_name
from app.ui.errors import describe
from app.ui.widgets.message_bar import MessageBar
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.tick_list import TickList, TickRow

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.ui.context import UiContext


class ProposalDialog(QDialog):
    """Left: whom the plan may send. Right: the plan, a line a place; another person is chosen under the table."""

    def __init__(self, ui: UiContext, procedure_id: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("План наблюдения")
        self._ui, self._procedure = ui, procedure_id
        self._rows: list[PlanRow] = []
        self._people: dict[int, PersonLine] = {}
        self._proposal: Proposal | None = None
        self.message = MessageBar()
        self.summary = QLabel("Составляю план…")
        self.summary.setWordWrap(True)
        self.heading = QLabel(title)
        theme.mark(self.heading, "title")
        self.pool = TickList("Кого можно направить", search=True, most=13)
        self.again = QPushButton("Составить заново")
        self.again.setIcon(theme.icon("refresh"))
        self.again.setAutoDefault(False)
        self.again.clicked.connect(lambda _checked=False: self.propose())
        self.table: RowTable[PlanRow] = RowTable(plan_columns(self._shown_person), key=_key)
        self.table.setAccessibleName("План наблюдения")
        self.table.current_changed.connect(lambda _row: self._offer())
        self.person = SearchField("Наблюдатель для выбранной строки", "никого не назначать")
        self.person.committed.connect(self._choose)
        self.store = QPushButton("Назначить")
        theme.mark(self.store, "primary")
        self.store.clicked.connect(lambda _checked=False: self.save())
        cancel = QPushButton("Отмена")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(lambda _checked=False: self.reject())
        self._lay_out(cancel)
        self._read_pool()

    def _lay_out(self, cancel: QPushButton) -> None:
        left, right = QWidget(), QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        words = QLabel("Кого можно направить")
        theme.mark(words, "bold")
        column.addWidget(words)
        column.addWidget(self.pool, 1)
        column.addWidget(self.again)
        main = QVBoxLayout(right)
        main.setContentsMargins(0, 0, 0, 0)
        main.setSpacing(theme.SPACE)
        main.addWidget(self.table, 1)
        main.addWidget(self.person)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.AROUND)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 3)
        split.setSizes([theme.px(300), theme.px(700)])
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.store)
        buttons.addWidget(cancel)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        for widget in (self.heading, self.message, self.summary):
            box.addWidget(widget)
        box.addWidget(split, 1)
        box.addLayout(buttons)
        screen = self.screen().availableGeometry()
        self.resize(min(theme.px(1040), screen.width() - 40), min(theme.px(620), screen.height() - 60))

    # -- reading

    def _read_pool(self) -> None:
        def job(_progress: object) -> Any:
            from app.services.assignments.queries import watcher_pool

            return watcher_pool(self._ui.ctx, self._procedure)

        def show(found: list[tuple[PersonLine, bool]]) -> None:
            self._people = {one.person_id: one for one, _usual in found}
            names = Counter(short_name(one.full_name) for one in self._people.values())
            rows = []
            for one, _usual in found:
                name, work = short_name(one.full_name), one.work or "район"
                tip = f"{one.full_name}, {', '.join(part for part in (one.post, work) if part)}"
                rows.append(TickRow(one.person_id, f"{name}, {work}" if names[name] > 1 else name, tip=tip))
            self.pool.set_rows(rows, [one.person_id for one, usual in found if usual])
            self.propose()

        self._ui.worker.read(job, done=show, failed=self._failed, owner=self, key="pool")

    def propose(self) -> None:
        ids = self.pool.ticked()
        self.summary.setText("Составляю план…")
        self.store.setEnabled(False)

        def job(_progress: object) -> Proposal:
            from app.services.assignments.queries import propose

            return propose(self._ui.ctx, self._procedure, ids)

        self._ui.worker.read(job, done=self._show, failed=self._failed, owner=self, key="plan")

    def _show(self, found: Proposal) -> None:
        self._proposal = found
        rows: list[PlanRow] = [*found.lines, *found.uncovered]
        self._rows = sorted(rows, key=lambda one: (sort_key(one.need.name), str(one.need.held_on or ""), one.need.class_label))
        self._refresh()
        if self.table.current_row() is None and self._rows:
            self.table.selectRow(0)

    def _refresh(self) -> None:
        found = self._proposal
        self.table.set_rows(self._rows)
        lines = [one for one in self._rows if isinstance(one, PlanLine)]
        empty = [one for one in self._rows if isinstance(one, Uncovered)]
        said = []
        if not self._rows:
            said.append("Наблюдатели уже есть везде.")
        if lines:
            said.append(f"Назначим: {counted(len(lines), 'место', 'места', 'мест')}.")
        if found is not None and found.kept:
            said.append(f"Уже назначены и остаются: {found.kept}.")
        if empty:
            first = empty[0]
            said.append(f"Некого направить: {len(empty)}. {first.need.name}: {first.why} {first.fix}")
        if found is not None and found.mutual:
            pairs = "; ".join(f"{one} и {other}" for one, other in found.mutual[:2])
            said.append(f"Без взаимного наблюдения не обойтись: {pairs}.")
        self.summary.setText(" ".join(said))
        self.store.setEnabled(bool(lines))
        self._offer()

    # -- editing

    def _shown_person(self, row: PlanRow) -> str:
        if isinstance(row, Uncovered):
            return "никого"
        times = Counter(one.person_id for one in self._rows if isinstance(one, PlanLine))[row.person_id]
        more = ", ".join(part for part in (row.note, f"школ: {times}" if times > 1 else "") if part)
        return f"{short_name(row.person)}{f' ({more})' if more else ''}"

    def _offer(self) -> None:
        """People for the line under the cursor; those the plan sends elsewhere that day are named as such."""
        row = self.table.current_row()
        self.person.setEnabled(row is not None)
        if row is None:
            return
        need = row.need
        asked = (self._procedure, need.organisation_id, "observer", need.class_label, need.held_on)

        def job(_progress: object) -> list[Candidate]:
            from app.services.assignments.queries import candidates

            return candidates(self._ui.ctx, *asked)

        def show(found: list[Candidate]) -> None:
            taken = {
                one.person_id
                for one in self._rows
                if isinstance(one, PlanLine) and one.need.held_on == need.held_on and one.need != need
            }
            free = [one.person for one in found if not one.why_not and one.person.person_id not in taken]
            self.person.set_choices([(f"{one.full_name} — {one.work or 'район'}", one.person_id) for one in free])
            self.person.set_value(row.person_id if isinstance(row, PlanLine) else None)

        self._ui.worker.read(job, done=show, failed=self._failed, owner=self, key="candidates")

    def _choose(self, person_id: int | None) -> None:
        row = self.table.current_row()
        if row is None:
            return
        person = self._people.get(person_id or 0)
        at = next(place for place, one in enumerate(self._rows) if one.need == row.need)
        if person is None:
            self._rows[at] = Uncovered(row.need, "Оставлено без наблюдателя.", "")
        elif isinstance(row, PlanLine):
            self._rows[at] = replace(row, person_id=person.person_id, person=person.full_name, work=person.work, note="")
        else:
            self._rows[at] = PlanLine(row.need, person.person_id, person.full_name, person.work)
        self._refresh()

    def save(self) -> None:
        lines = [one for one in self._rows if isinstance(one, PlanLine)]

        def job(_progress: object) -> Changes:
            from app.services.assignments.commands import apply_plan

            return apply_plan(self._ui.ctx, self._procedure, lines)

        self._ui.worker.write(job, done=lambda _changes: self.accept(), failed=self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.summary.setText("")
        self.message.say(known.what, known.todo, kind="error")


def _key(row: PlanRow) -> tuple[object, ...]:
    return row.need.organisation_id, row.need.held_on, row.need.class_label
