"""Drafted sentences on the screen: every number is a link to the rows it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.services.analysis.rows import Sentence
from app.ui import theme

_NUMBER = re.compile(r"(?<![«\d])[+−]?\d(?:[\d\u00a0]*\d)?(?:[.,]\d+)*(?:\u00a0%|\u00a0п\.\u00a0п\.)?")


class SentenceLabel(QLabel):
    """`open(sentence)` when a number of it is clicked; with the keyboard Tab goes from number to number, Enter opens."""

    def __init__(self, sentence: Sentence, open_rows: Callable[[Sentence], None]) -> None:
        super().__init__()
        self.sentence = sentence
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setAccessibleName(sentence.text)
        if sentence.table:
            self.setToolTip("Щелчок по числу показывает строки, из которых оно взято")
            self.linkActivated.connect(lambda _link: open_rows(sentence))
        self._paint()
        theme.notifier().changed.connect(self._paint)

    def _paint(self) -> None:
        self.setText(html_of(self.sentence))


def html_of(sentence: Sentence) -> str:
    """Numbers as links where the sentence knows its rows."""
    text = escape(sentence.text, quote=False)
    if not sentence.table:
        return text
    look = f"style='color: {theme.colors().accent}; text-decoration: none'"
    return _NUMBER.sub(lambda found: f"<a href='rows' {look}>{found[0]}</a>", text)
