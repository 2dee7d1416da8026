"""The tones that the window and the charts share, one set a scheme; everything else is derived beside its use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tones:
    """Hex colours. Text tones keep a contrast of at least 4.5 on `panel`."""

    panel: str
    line: str
    text: str
    secondary: str
    accent: str


LIGHT_TONES = Tones(panel="#FFFFFF", line="#DDE1E7", text="#1F2933", secondary="#5B6775", accent="#1F5FA8")
DARK_TONES = Tones(panel="#242A32", line="#3B444F", text="#E4E9EF", secondary="#A6B1BE", accent="#84B6EE")
