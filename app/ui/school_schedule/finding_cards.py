"""Findings of a schedule as cards: what, by which act, and a button that applies the way out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.services.school_schedule.findings import SEVERITIES, Finding, Severity
from app.ui import theme

ICONS: dict[Severity, str] = {"binding": "error", "recommended": "warning", "date": "warning", "unknown": "info"}
MOST = 30
"""Cards at once: each is half a dozen widgets."""


def _words(text: str, kind: str = "") -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    if kind:
        theme.mark(label, kind)
    return label


class FindingCard(QFrame):
    fixed = Signal(object)
    shown = Signal(object)

    def __init__(self, finding: Finding) -> None:
        super().__init__()
        self.finding = finding
        icon = QLabel()
        side = theme.px(theme.ICON)
        icon.setPixmap(theme.status_icon(ICONS[finding.severity]).pixmap(QSize(side, side), self.devicePixelRatioF()))
        words = QVBoxLayout()
        words.setSpacing(2)
        said = SEVERITIES[finding.severity]
        words.addWidget(_words(said[:1].upper() + said[1:], "bold"))
        words.addWidget(_words(finding.text))
        if finding.source:
            words.addWidget(_words(finding.source, "small"))
        way = finding.todo
        if finding.fix is not None:
            way = f"Выход: {finding.fix.words[:1].lower()}{finding.fix.words[1:]}"
        words.addWidget(_words(way, "note"))
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        self.fix_button = QPushButton("Исправить")
        self.fix_button.setAutoDefault(False)
        if finding.fix is None:  # never made visible before it has a parent: that would be a window
            self.fix_button.hide()
        self.fix_button.clicked.connect(lambda _checked=False: self.fixed.emit(self.finding))
        self.show_button = QPushButton("Показать в графике")
        if not finding.entries:
            self.show_button.hide()
        theme.mark(self.show_button, "link")
        self.show_button.clicked.connect(lambda _checked=False: self.shown.emit(self.finding))
        row.addWidget(self.fix_button)
        row.addWidget(self.show_button)
        row.addStretch(1)
        words.addLayout(row)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, theme.INSIDE, 0, theme.INSIDE)
        box.setSpacing(theme.SPACE)
        box.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        box.addLayout(words, 1)


class FindingCards(QWidget):
    fixed = Signal(object)
    """`Finding`: apply its way out."""
    shown = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[FindingCard] = []
        self._note = _words("", "note")
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.SPACE)
        self._box.addWidget(self._note)

    def set_findings(self, findings: Sequence[Finding], nothing: str) -> None:
        """The first ones; the rest come when those are dealt with."""
        focused = next((n for n, card in enumerate(self.cards) if card.isAncestorOf(self.focusWidget() or self)), None)
        for card in self.cards:
            self._box.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = []
        for at, finding in enumerate(findings[:MOST]):
            card = FindingCard(finding)
            card.fixed.connect(self.fixed)
            card.shown.connect(self.shown)
            self._box.insertWidget(at, card)
            self.cards.append(card)
        more = len(findings) - MOST
        self._note.setText(f"И ещё {more}." if more > 0 else nothing)
        self._note.setVisible(more > 0 or not findings)
        if focused is not None and self.cards:  # the keyboard goes on where a card went away
            card = self.cards[min(focused, len(self.cards) - 1)]
            (card.fix_button if card.finding.fix is not None else card.show_button).setFocus(Qt.FocusReason.OtherFocusReason)
