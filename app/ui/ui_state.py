"""What belongs to this screen, not to the data: sizes, widths, filters, the last tab. Kept beside the base."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings


class UiState:
    """A small ini file in the data folder. Values are JSON, so that they come back as what they were."""

    def __init__(self, path: Path) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def get(self, key: str, default: Any = None) -> Any:
        """The stored value, or `default` when there is none or it cannot be read (somebody edited the file)."""
        text = self._settings.value(key)
        if not isinstance(text, str):
            return default
        try:
            return json.loads(text)
        except ValueError:
            return default

    def put(self, key: str, value: Any) -> None:
        self._settings.setValue(key, json.dumps(value, ensure_ascii=True))

    def bytes(self, key: str) -> QByteArray:
        """Geometry and splitter states, which Qt gives as bytes."""
        text = self.get(key, "")
        return QByteArray.fromBase64(text.encode("ascii")) if isinstance(text, str) else QByteArray()

    def put_bytes(self, key: str, value: QByteArray) -> None:
        self.put(key, bytes(value.toBase64().data()).decode("ascii"))

    def save(self) -> None:
        self._settings.sync()
