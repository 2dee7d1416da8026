"""«Загрузить окна…» and «Перенести на новый год…»: what would come into the plan, to be confirmed."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal

from app.services.calendar.rules import window_words
from app.services.plan.rows import WINDOW_STATES, RolloverLine, WindowLine, WindowsPreview
from app.services.text_ru import counted
from app.ui.calendar.inner_page import InnerPage
from app.ui.context import UiContext
from app.ui.widgets.row_table import Column, RowTable

_COUNTS = {"new": "новых", "changed": "изменится", "same": "без изменений", "refused": "не загрузится"}
_ORDER = ("changed", "new", "refused", "same")


def _span(window: tuple[date | None, date | None] | None) -> str:
    return window_words(*window) if window is not None and window[0] is not None else "–"


def _state(line: WindowLine) -> str:
    """A procedure that came with its results keeps its days and gets what the package says besides."""
    after = (line.draft.starts_on, line.draft.ends_on or line.draft.starts_on)
    return "дополнится" if line.state == "changed" and line.before == after else WINDOW_STATES[line.state]


WINDOWS: tuple[Column[WindowLine], ...] = (
    Column(
        "state", "Что будет", _state, width=150, sort=lambda x: _ORDER.index(x.state),
        role=lambda x: "secondary" if x.state == "same" else "overdue" if x.state == "refused" else None,
    ),
    Column("title", "Процедура", lambda x: x.title, width=300, stretch=True, tooltip=lambda x: x.title),
    Column("before", "Было", lambda x: _span(x.before), width=190, role=lambda x: "secondary"),
    Column("after", "Станет", lambda x: _span((x.draft.starts_on, x.draft.ends_on)), width=190),
    Column("place", "Где в файле", lambda x: x.place, width=150, role=lambda x: "secondary", needs=900),
)  # fmt: skip

YEARS: tuple[Column[RolloverLine], ...] = (
    Column("title", "Процедура", lambda x: x.title, width=300, stretch=True, tooltip=lambda x: x.title),
    Column("before", "В прошлом году", lambda x: _span(x.before), width=200, role=lambda x: "secondary"),
    Column("after", "В новом году", lambda x: _span(x.after), width=200),
    Column("exists", "", lambda x: "уже есть в плане" if x.exists else "", width=130, role=lambda x: "secondary"),
)


class WindowsPage(InnerPage):
    confirmed = Signal(object)

    def __init__(self, ui: UiContext) -> None:
        super().__init__("Внести в план")
        self._preview: WindowsPreview | None = None
        self.table: RowTable[WindowLine] = RowTable(WINDOWS, key=lambda x: x, state=ui.state, state_key="calendar_windows")
        self.table.setAccessibleName("Сроки из файла")
        self.body.addWidget(self.table, 1)
        self.submitted.connect(lambda: self.confirmed.emit(self._preview))

    def open(self, preview: WindowsPreview) -> None:
        self._preview = preview
        self.heading.setText(f"Загрузить сроки: {preview.source}")
        counts = [
            f"{words} — {preview.count(state)}"  # type: ignore[arg-type]
            for state, words in _COUNTS.items()
            if preview.count(state)  # type: ignore[arg-type]
        ]
        basis = f" Основание: {preview.basis}." if preview.basis else ""
        self.note.setText(f"Процедур: {len(preview.lines)} ({', '.join(counts)}).{basis}" if counts else "Процедур не найдено.")
        self.table.set_rows(sorted(preview.lines, key=lambda x: _ORDER.index(x.state)))
        self.table.show_column("place", any(line.place for line in preview.lines))
        self.show_problems(preview.problems)
        self.verb.setEnabled(bool(preview.count("new") + preview.count("changed")))


class RolloverPage(InnerPage):
    """All of a school year that is not there yet; rows that are chosen narrow it down."""

    confirmed = Signal(object)

    def __init__(self, ui: UiContext) -> None:
        super().__init__("Перенести")
        self._lines: tuple[RolloverLine, ...] = ()
        self.table: RowTable[RolloverLine] = RowTable(
            YEARS, key=lambda x: x.procedure_id, state=ui.state, state_key="calendar_year"
        )
        self.table.setAccessibleName("Процедуры нового года")
        self.body.addWidget(self.table, 1)
        self.table.selectionModel().selectionChanged.connect(lambda _a, _b: self._count())
        self.submitted.connect(lambda: self.confirmed.emit(self._wanted()))

    def open(self, school_year: int, lines: tuple[RolloverLine, ...]) -> None:
        self._lines = lines
        self.heading.setText(f"Календарь {school_year + 1}/{school_year + 2} учебного года по образцу прошлого")
        self.note.setText(
            "Каждая процедура встанет на тот же день той же недели. Новые даты будут ждать подтверждения. "
            "Чтобы перенести не всё, выберите строки (Ctrl+щелчок)."
            if lines
            else f"В {school_year}/{school_year + 1} учебном году нет процедур с известными датами. "
            "Выберите другой год наверху окна."
        )
        self.table.set_rows(lines)
        self.table.show_column("exists", any(line.exists for line in lines))
        self.table.clearSelection()
        self._count()

    def _wanted(self) -> tuple[RolloverLine, ...]:
        chosen = self.table.selected_rows()
        return tuple(line for line in (chosen if len(chosen) > 1 else self._lines) if not line.exists)

    def _count(self) -> None:
        wanted = self._wanted()
        self.verb.setText(f"Перенести {counted(len(wanted), 'процедуру', 'процедуры', 'процедур')}" if wanted else "Перенести")
        self.verb.setEnabled(bool(wanted))
