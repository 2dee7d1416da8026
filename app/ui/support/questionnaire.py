"""The questionnaire: ten factors, a statement a line, four answers; each answer is saved as it is given."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.services.support.risk import ANSWERS
from app.services.support.rows import LEVELS, FactorLine, Question, RiskProfile
from app.ui import theme
from app.ui.widgets.section import Section


class AnswerRow(QWidget):
    """A statement and its answers side by side; digits 1–4 answer, the same answer again takes it away."""

    answered = Signal(str, object)

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.words = QLabel(question.text)
        self.words.setWordWrap(True)
        self.group = QButtonGroup(self)
        self.group.setExclusive(False)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.words, 1)
        line.addSpacing(theme.SPACE)
        self.buttons: list[QPushButton] = []
        for place, words in enumerate(ANSWERS):
            button = QPushButton(words)
            button.setCheckable(True)
            button.setAccessibleName(f"{question.text} — {words}")
            button.setProperty("place", "first" if place == 0 else "last" if place == len(ANSWERS) - 1 else "middle")
            theme.mark(button, "segment")
            button.clicked.connect(lambda _on=False, place=place: self._chosen(place))
            self.group.addButton(button, place)
            self.buttons.append(button)
            line.addWidget(button)

    def answer(self) -> int | None:
        return next((place for place, button in enumerate(self.buttons) if button.isChecked()), None)

    def show_answer(self, answer: int | None) -> None:
        for place, button in enumerate(self.buttons):
            button.setChecked(place == answer)

    def _chosen(self, place: int) -> None:
        kept = self.buttons[place].isChecked()
        self.show_answer(place if kept else None)
        self.answered.emit(self.question.key, place if kept else None)


class Questionnaire(QScrollArea):
    """`answered(question, answer or None)`; `show_profile` fills it without moving."""

    answered = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, AnswerRow] = {}
        self._levels: dict[str, QLabel] = {}
        self._page = QWidget()
        self._box = QVBoxLayout(self._page)
        self._box.setContentsMargins(0, 0, theme.SPACE, 0)
        self._box.setSpacing(theme.SPACE)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._page)
        self.setAccessibleName("Анкета самодиагностики")

    def show_profile(self, profile: RiskProfile) -> None:
        if not self.rows:
            for line in profile.lines:
                self._box.addWidget(self._section(line))
            self._box.addStretch(1)
        for line in profile.lines:
            level = LEVELS[line.level] if line.level else "ответов мало"
            self._levels[line.factor.key].setText(f"{line.factor.about} Значимость: {level}.")
        for key, row in self.rows.items():
            row.show_answer(profile.answers.get(key))

    def _section(self, line: FactorLine) -> Section:
        section = Section(line.factor.title)
        said = QLabel()
        said.setWordWrap(True)
        theme.mark(said, "note")
        self._levels[line.factor.key] = said
        section.box.addWidget(said)
        for question in line.factor.questions:
            row = AnswerRow(question)
            row.answered.connect(self.answered)
            self.rows[question.key] = row
            section.box.addWidget(row)
        return section
