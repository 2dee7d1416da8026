"""What belongs to this screen, not to the data: sizes, widths, filters, the last tab. Kept beside the base."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings

if TYPE_CHECKING:
    from PySide6.QtCore import QByteArray


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

    def bytes(self, key: str) -> QByteArray | None:
        """Geometry and splitter states, which Qt gives as bytes; None when there are none."""
        text = self.get(key)
        if not isinstance(text, str) or not text:
            return None
        from PySide6.QtCore import QByteArray

        return QByteArray.fromBase64(text.encode("ascii", "replace"))

    def put_bytes(self, key: str, value: QByteArray) -> None:
        self.put(key, value.toBase64().toStdString())

    def save(self) -> None:
        self._settings.sync()
