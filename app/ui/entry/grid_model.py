"""The works of a sheet as a grid: what is typed lives here first, every change is undone as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.services.entry import rules
from app.services.entry.rows import Doubt, Paper, PastePlan, Work, WorkState
from app.services.imports.rows import BLANK
from app.services.results.rows import Scale
from app.services.results.rules import mark_by_scale
from app.ui import theme

Index = QModelIndex | QPersistentModelIndex
LOOK = Qt.ItemDataRole.UserRole + 1
"""A `Look`: everything about a cell in one question, for a screen has hundreds of them."""


class Look(NamedTuple):
    """How a cell is painted."""

    text: str
    doubt: Literal[True, "explained"] | None
    """True for a doubtful value nobody explained."""
    fresh: bool
    """A paste in preview would change it."""
    faint: bool
    """Computed from a work not typed to the end; a cell of an absent pupil."""
    other: str | None
    """Text of the other typing where the two differ."""
    computed: bool
    """Nothing is typed here."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of undo: works before and after by row, and the cell the cursor stood in."""

    before: Mapping[int, Work]
    after: Mapping[int, Work]
    cell: tuple[int, int]


class GridModel(QAbstractTableModel):
    """Rows are works in the order given; the last two columns are the total and the mark."""

    works_changed = Signal(object)
    """The changed works, to be saved."""
    heads_changed = Signal()
    """The signs beside the codes. `headerDataChanged` would make the view paint every cell anew at each key."""
    undo_changed = Signal()

    def __init__(self, paper: Paper, works: Sequence[Work], scale: Scale | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.paper, self.scale = paper, scale
        self.columns = rules.columns_of(paper)
        self.works = list(works)
        self.read_only = False
        self.other: dict[int, Work] = {}
        """Position → the first typing, shown beside the second where they differ."""
        self._codes = rules.code_counts(self.works)
        self._doubts: dict[int, tuple[Doubt, ...]] = {}
        self._undo: list[Edit] = []
        self._redo: list[Edit] = []
        self._plan: PastePlan | None = None

    # -- works

    def set_works(self, works: Sequence[Work]) -> None:
        """Other works (read anew from the base); what was done before can no longer be undone here."""
        self.beginResetModel()
        self.works = list(works)
        self._undo.clear()
        self._redo.clear()
        self._plan = None
        self._recount()
        self.endResetModel()
        self.undo_changed.emit()

    def change(self, after: Mapping[int, Work], cell: tuple[int, int], *, joined: bool = False) -> bool:
        """Put these works in place of those rows; False when nothing differs. `joined`: belongs to the last step."""
        after = {row: work for row, work in after.items() if work != self.works[row]}
        if not after or self.read_only:
            return False
        before = {row: self.works[row] for row in after}
        if joined and self._undo and self._undo[-1].after.keys() == after.keys():
            before, cell = dict(self._undo[-1].before), self._undo[-1].cell
            self._undo.pop()
        self._undo.append(Edit(before, dict(after), cell))
        self._redo.clear()
        self._put(after)
        return True

    def undo(self) -> tuple[int, int] | None:
        """Take the last step back; the cell it was made in."""
        return self._step(self._undo, self._redo, "before")

    def redo(self) -> tuple[int, int] | None:
        return self._step(self._redo, self._undo, "after")

    def can_undo(self) -> bool:
        return bool(self._undo)

    def can_redo(self) -> bool:
        return bool(self._redo)

    def _step(self, source: list[Edit], target: list[Edit], side: str) -> tuple[int, int] | None:
        if not source or self.read_only:
            return None
        edit = source.pop()
        target.append(edit)
        self._put(getattr(edit, side))
        return edit.cell

    def _put(self, works: Mapping[int, Work]) -> None:
        codes = any(self.works[row].code != work.code for row, work in works.items())
        before = {row: self.works[row] for row in works}
        heads = {row: self._head(row) for row in works}
        doubts = {doubt.column for row in works for doubt in self._all_doubts(row)} if len(works) == 1 else set()
        for row, work in works.items():
            self.works[row] = work
            self._doubts.pop(row, None)
        if codes:
            self._recount()
        rows = sorted(works)
        if len(rows) == 1 and not codes:
            self._say_cells(rows[0], before[rows[0]], doubts)
        else:
            self.dataChanged.emit(self.index(rows[0], 0), self.index(rows[-1], self.columnCount() - 1))
        if codes or any(self._head(row) != heads[row] for row in rows):
            self.heads_changed.emit()
        self.works_changed.emit(tuple(works.values()))
        self.undo_changed.emit()

    def _say_cells(self, row: int, before: Work, doubts: set[str]) -> None:
        """The cells of a row that look otherwise now, one by one: a view paints all of itself for a range."""
        after = self.works[row]
        doubts ^= {doubt.column for doubt in self._all_doubts(row)}
        reason = (before.reason, before.reason_for) != (after.reason, after.reason_for)
        for at, column in enumerate(self.columns):
            same = rules.shown(before, column) == rules.shown(after, column) and before.absent == after.absent
            if reason or not same or column.key in doubts:
                self.dataChanged.emit(self.index(row, at), self.index(row, at))
        for at in range(len(self.columns), self.columnCount()):
            self.dataChanged.emit(self.index(row, at), self.index(row, at))

    def _recount(self) -> None:
        self._codes = rules.code_counts(self.works)
        self._doubts.clear()

    # -- what is known of a work

    def doubts(self, row: int) -> tuple[Doubt, ...]:
        """Doubtful values of a row that have no reason yet."""
        return rules.unexplained(self.works[row], self._all_doubts(row))

    def _all_doubts(self, row: int) -> tuple[Doubt, ...]:
        found = self._doubts.get(row)
        if found is None:
            found = self._doubts[row] = rules.doubts_of(self.works[row], self.paper, self._codes)
        return found

    def explain(self, row: int, reason: str) -> None:
        """A reason for every doubtful value of this row."""
        work = self.works[row]
        key = rules.reason_key(self._all_doubts(row)) if reason.strip() else ""
        self.change({row: replace(work, reason=reason if key else "", reason_for=key)}, (row, 0))

    def doubtful_cells(self) -> list[tuple[int, int]]:
        """(row, column) of unexplained values, row by row; −1 = the code."""
        places = {column.key: at for at, column in enumerate(self.columns)}
        return [(row, places.get(d.column, 0)) for row in range(len(self.works)) for d in self.doubts(row)]

    def total(self, row: int) -> int | None:
        return rules.total_of(self.works[row])

    def mark(self, row: int) -> int | None:
        return mark_by_scale(self.total(row), self.scale)

    def typed(self) -> int:
        return rules.typed_count(self.works, self.paper)

    # -- paste in preview

    def preview(self, plan: PastePlan | None) -> None:
        """Show what a paste would do, without doing it; None = back to what is."""
        self._plan = plan
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    # -- Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.works)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns) + 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, at = index.row(), index.column()
        shown = self._plan.works.get(row, self.works[row]) if self._plan is not None else self.works[row]
        if role == LOOK:
            return self._look(row, at, shown)
        if at >= len(self.columns):
            return self._computed(row, at - len(self.columns), shown, role)
        column = self.columns[at]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return rules.shown(shown, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            said = [doubt.text for doubt in self._all_doubts(row) if doubt.column == column.key]
            if said and self.works[row].reason:
                said.append(f"Причина: {self.works[row].reason}")
            return "\n".join(said) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"Участник {shown.code}, {column.words}: {rules.shown(shown, column) or 'пусто'}"
        return None

    def _look(self, row: int, at: int, shown: Work) -> Look:
        """What the cell shows and how, without asking role by role."""
        if at >= len(self.columns):
            total = rules.total_of(shown)
            first = at == len(self.columns)
            value = total if first else mark_by_scale(total, self.scale)
            above = first and total is not None and total > self.paper.max_score
            return Look("" if value is None else str(value), True if above else None, False, BLANK in shown.scores, None, True)
        column = self.columns[at]
        text = rules.shown(shown, column)
        doubt: Literal[True, "explained"] | None = None
        if any(one.column == column.key for one in self._all_doubts(row)):
            doubt = True if any(one.column == column.key for one in self.doubts(row)) else "explained"
        fresh = self._plan is not None and (row, at) in self._plan.cells
        first_typing = self.other.get(shown.position) if self.other else None
        other = rules.shown(first_typing, column) if first_typing is not None else text
        return Look(
            text, doubt, fresh, shown.absent and column.key != "variant", (other or "пусто") if other != text else None,
            self.read_only,
        )  # fmt: skip

    def _computed(self, row: int, which: int, shown: Work, role: int) -> Any:
        total = rules.total_of(shown)
        if role == Qt.ItemDataRole.DisplayRole:
            value = total if which == 0 else mark_by_scale(total, self.scale)
            return "" if value is None else str(value)
        if role == Qt.ItemDataRole.ToolTipRole and which == 1 and self.scale is None:
            return "Шкалы для этой работы нет: впишите её в «Шкалы перевода баллов»."
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return self._row_head(section, role)
        if role == Qt.ItemDataRole.DisplayRole:
            if section >= len(self.columns):
                return (f"Итого\nдо {self.paper.max_score}", "Отметка\nпо шкале")[section - len(self.columns)]
            column = self.columns[section]
            titles = {"variant": "Вариант", "gender": "Пол", "journal": "Отметка\nв журнале"}
            return f"{column.key}\nдо {column.max_points}" if column.task >= 0 else titles[column.key]
        if role == Qt.ItemDataRole.ToolTipRole and section < len(self.columns):
            column = self.columns[section]
            if column.task >= 0:
                return f"Задание {column.key}: от 0 до {column.max_points}, X — не приступал, Н — отсутствовал"
            if column.key == "journal":
                return "Отметка за предыдущий триместр, четверть или полугодие: 2–5, 0 — нет отметки"
            return "Вариант работы; Н — отсутствовал" if column.key == "variant" else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def _head(self, row: int) -> tuple[WorkState, bool]:
        """What the sign beside the code says: how far the work is, and whether it is in doubt."""
        return rules.state_of(self.works[row], self.paper), bool(self.doubts(row))

    def _row_head(self, row: int, role: int) -> Any:
        work = self.works[row]
        if role == Qt.ItemDataRole.DisplayRole:
            return work.code or "нет кода"
        state, doubtful = self._head(row)
        if role == Qt.ItemDataRole.DecorationRole:
            name = "error" if doubtful else {"done": "done", "absent": "no_data"}.get(state, "")
            return theme.status_icon(name) if name else None
        if role == Qt.ItemDataRole.ToolTipRole:
            words = {"done": "введена", "absent": "отсутствовал", "part": "введена не до конца", "empty": "не введена"}[state]
            said = [doubt.text for doubt in self.doubts(row)]
            return "\n".join([f"Участник {work.code}: {words}", *said])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() < len(self.columns) and not self.read_only:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags
