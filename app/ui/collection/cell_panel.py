"""Everything about the chosen cell: what came from the school, what is wrong in it, what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.services.collection.rows import STATES, BoardCell, BoardLine, RequestRow
from app.services.collection.rules import shown
from app.services.text_ru import counted, short_date
from app.ui import theme
from app.ui.collection import states
from app.ui.widgets.side_panel import SidePanel

LISTED = 12


class CellPanel(SidePanel):
    """Signals carry nothing: the page knows the chosen cell."""

    read_asked = Signal()
    book_asked = Signal()
    letter_asked = Signal()
    card_asked = Signal()
    waiting_asked = Signal(bool, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: BoardLine | None = None
        self.state_icon, self.state = QLabel(), QLabel()
        theme.mark(self.state, "bold")
        first = QHBoxLayout()
        first.setSpacing(theme.SPACE)
        first.addWidget(self.state_icon)
        first.addWidget(self.state, 1)
        self.body.addLayout(first)
        self.facts = _wrapped()
        self.remarks_title = QLabel("Замечания")
        theme.mark(self.remarks_title, "bold")
        self.remarks = _wrapped()
        self.answer_title = QLabel("Ответ")
        theme.mark(self.answer_title, "bold")
        self.answer = _wrapped()
        self.history_title = QLabel("Что приходило")
        theme.mark(self.history_title, "bold")
        self.history = _wrapped()
        theme.mark(self.history, "note")
        for widget in (
            self.facts, self.remarks_title, self.remarks, self.answer_title, self.answer, self.history_title, self.history
        ):  # fmt: skip
            self.body.addWidget(widget)
        self.read_button = self._button("Прочитать книгу этой школы…", self.read_asked)
        self.book_button = self._button("Книга для этой школы…", self.book_asked)
        self.letter_button = self._button("Письмо-напоминание", self.letter_asked)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Чего ждём от региона")
        self.reason.setAccessibleName("Чего ждём от региона")
        self.reason.returnPressed.connect(self._toggle)
        self.waiting_button = QPushButton("Ждём регион")
        self.waiting_button.clicked.connect(lambda _checked=False: self._toggle())
        waiting = QVBoxLayout()
        waiting.setSpacing(theme.INSIDE)
        waiting.addWidget(self.reason)
        waiting.addWidget(self.waiting_button)
        self.body.addLayout(waiting)
        self.card_button = self._button("Открыть карточку школы", self.card_asked, link=True)
        self.body.addStretch(1)
        self._waiting = False

    def _button(self, words: str, signal: object, *, link: bool = False) -> QPushButton:
        button = QPushButton(words)
        if link:
            theme.mark(button, "link")
        button.clicked.connect(lambda _checked=False: signal.emit())  # type: ignore[attr-defined]
        self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft if link else Qt.AlignmentFlag(0))
        return button

    def show_cell(self, request: RequestRow | None, line: BoardLine | None, cell: BoardCell | None) -> None:
        self._line = line
        asked = request is not None and line is not None and cell is not None
        self.set_heading(line.school if line is not None else "", request.title if request is not None else "")
        state = cell.state if cell is not None else "not_asked"
        size = theme.px(theme.ICON)
        self.state_icon.setPixmap(states.icon(state).pixmap(size, size))
        word = STATES[state]
        self.state.setText(word[:1].upper() + word[1:])
        for widget in (self.read_button, self.book_button, self.letter_button, self.reason, self.waiting_button):
            widget.setVisible(asked)
        self.card_button.setVisible(line is not None)
        self.set_history(())
        if request is None or cell is None:
            _say(self.facts, "У этой школы ничего не запрошено." if line is not None else "")
            for title, text in ((self.remarks_title, self.remarks), (self.answer_title, self.answer)):
                title.hide()
                text.hide()
            return
        _say(self.facts, "\n".join(_facts(request, cell)))
        remarks = [f"{problem.cell}: {problem.text}" if problem.cell else problem.text for problem in cell.remarks]
        more = f"\nи ещё {len(remarks) - LISTED}" if len(remarks) > LISTED else ""
        self.remarks_title.setVisible(bool(remarks))
        _say(self.remarks, "\n".join(f"• {words}" for words in remarks[:LISTED]) + more)
        self.answer_title.setVisible(bool(cell.rows))
        _say(self.answer, _answer(request, cell))
        self._waiting = cell.state == "waiting_region"
        self.reason.setVisible(not self._waiting and cell.state not in ("done",))
        self.reason.clear()
        self.waiting_button.setVisible(cell.state not in ("done",))
        self.waiting_button.setText("Больше не ждём регион" if self._waiting else "Ждём регион")
        self.letter_button.setVisible(cell.state in ("expected", "overdue", "wrong"))

    def set_history(self, rows: tuple[tuple[str, str, str], ...]) -> None:
        self.history_title.setVisible(bool(rows))
        _say(self.history, "\n".join(f"{when} – {what}: {file}" for when, file, what in rows[:LISTED]))

    def _toggle(self) -> None:
        self.waiting_asked.emit(not self._waiting, self.reason.text().strip())


def _facts(request: RequestRow, cell: BoardCell) -> list[str]:
    said = [f"Срок: {short_date(request.due_on)}" if request.due_on else "Срок не назначен"]
    if cell.reason:
        said.append(f"От региона ждём: {cell.reason}")
    if cell.accepted_at is not None:
        said.append(f"Ответ принят {short_date(cell.accepted_at.date())}")
    if cell.received_at is not None and cell.state == "wrong":
        said.append(f"Книга от {short_date(cell.received_at.date())} возвращена на исправление")
    if cell.version is not None and cell.version != request.version:
        said.append(f"Форма {cell.version}, сейчас {request.version}")
    return said


def _answer(request: RequestRow, cell: BoardCell) -> str:
    if not cell.rows:
        return ""
    if request.form.single:
        pairs = [(column.title, shown(column, cell.rows[0].get(column.key))) for column in request.form.columns]
        told = [f"{title}: {value}" for title, value in pairs if value]
        more = f"\nи ещё {len(told) - LISTED}" if len(told) > LISTED else ""
        return "\n".join(told[:LISTED]) + more
    words = ("работа", "работы", "работ") if request.kind == "results" else ("строка", "строки", "строк")
    return counted(len(cell.rows), *words)


def _wrapped() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _say(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))
