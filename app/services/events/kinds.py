"""Kinds of events: light enough for the first tab."""

from __future__ import annotations

from typing import Literal

EventKind = Literal["meeting", "seminar", "briefing", "interview", "visit", "other"]
KINDS: dict[EventKind, str] = {
    "meeting": "Совещание",
    "seminar": "Семинар",
    "briefing": "Инструктаж",
    "interview": "Собеседование",
    "visit": "Выезд в школу",
    "other": "Другое",
}
