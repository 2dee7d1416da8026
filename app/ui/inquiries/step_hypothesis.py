"""First step: what was seen, and what is supposed."""

from __future__ import annotations

from collections.abc import Callable

from app.services.findings.rows import SIGNAL_NAMES
from app.services.inquiries.rows import Grounds, Inquiry
from app.services.inquiries.rules import came_back
from app.services.text_ru import NBSP, counted, number
from app.ui.context import UiContext
from app.ui.inquiries.step_page import StepPage, button, line_of, show_all, words_label
from app.ui.widgets.fields import MemoField
from app.ui.widgets.section import Section


class HypothesisStep(StepPage):
    def __init__(self, ui: UiContext, further: Callable[[str], None]) -> None:
        super().__init__(ui)
        self.seen = words_label()
        self.now = words_label("note")
        known = Section("Что увидела программа")
        known.box.addWidget(self.seen)
        known.box.addWidget(self.now)
        self.hypothesis = MemoField(
            "Текст можно изменить", lines=4, placeholder="Что могло случиться и чем ещё это можно объяснить"
        )
        self.hypothesis.committed.connect(lambda text: self.command("save_hypothesis", text))
        supposed = Section("Предположение")
        supposed.box.addWidget(self.hypothesis)
        note = words_label("note")
        note.setText("Признак — повод посмотреть, а не вывод. Любой из следующих шагов можно пропустить.")
        supposed.box.addWidget(note)
        self.letter = button("Запросить объяснение", lambda: further("requested"), icon="email-outline", primary=True)
        self.sample = button("Сразу выбрать работы", lambda: further("recheck"), icon="dice-multiple-outline")
        supposed.box.addLayout(line_of(self.letter, self.sample))
        self.box.addWidget(known)
        self.box.addWidget(supposed)
        self.box.addStretch(1)

    def show_inquiry(self, inquiry: Inquiry) -> None:
        self.inquiry = inquiry
        if inquiry.row.kind == "olympiad":
            self.seen.setText("Работы олимпиады программа не оценивает: школьный этап перепроверяется выборочно.")
        else:
            self.seen.setText(grounds_words(inquiry.grounds) or "Разбор открыт без признака программы.")
        words = now_words(inquiry)
        self.now.setText(words)
        self.now.setVisible(bool(words))
        show_all({self.hypothesis: inquiry.hypothesis}, enabled=self.is_open)
        for one in (self.letter, self.sample):
            one.setVisible(self.is_open)

    def save(self) -> None:
        self.hypothesis.commit()


def grounds_words(grounds: Grounds | None) -> str:
    """The figures of a finding in a few short lines."""
    if grounds is None:
        return ""
    lines = [f"Признак: {grounds.words}. Писали: {counted(grounds.n, 'человек', 'человека', 'человек')}."]
    if grounds.p is not None:
        lines.append(f"Так же необычно бывает у {often(grounds.p)}.")
    named = [f"{SIGNAL_NAMES.get(code, code).lower()} ({often(p)})" for code, p in grounds.signals[:3] if p < 0.2]
    if named:
        lines.append(f"Больше всего говорят: {'; '.join(named)}.")
    if grounds.flagged:
        lines.append("Повод для перепроверки.")
    return "\n".join(lines)


def often(p: float) -> str:
    """«3 из 100 обычных школ»."""
    if p < 0.001:
        return f"меньше чем у 1{NBSP}из{NBSP}1000 обычных школ" if p > 0 else f"1{NBSP}из{NBSP}1000 обычных школ"
    if p < 0.01:
        return f"{number(1000 * p)}{NBSP}из{NBSP}1000 обычных школ"
    return f"{number(100 * p)}{NBSP}из{NBSP}100 обычных школ"


def now_words(inquiry: Inquiry) -> str:
    """What the checks say today, where it is something else."""
    then, now = inquiry.grounds, inquiry.now
    if now is None or then is None or (now.n == then.n and now.strength == then.strength):
        return ""
    words = f"Сейчас по тем же данным: {now.words}, писали {now.n}."
    return f"{words} Признак заметно усилился." if came_back(then, now) else words
