"""Where things lie: from source, installed and frozen."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path


def resources_dir() -> Path:
    """The folder `resources/` shipped with the program."""
    if getattr(sys, "frozen", False):
        return Path(sys._MEIPASS) / "resources"  # type: ignore[attr-defined]
    return Path(__file__).resolve().parent.parent / "resources"


def default_data_dir() -> Path:
    """The user's own data folder, used when no `--data` is given."""
    from platformdirs import user_data_path

    return user_data_path("OKO-Raion", appauthor=False, roaming=False)


@dataclass(frozen=True, slots=True)
class DataPaths:
    """One data folder: base, backups, attachments, logs. Made on demand."""

    root: Path

    @property
    def base(self) -> Path:
        return self.root / "oko.sqlite"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def attachments(self) -> Path:
        return self.root / "attachments"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    def make(self) -> None:
        """Create the folders; raises OSError where the place cannot be written."""
        for folder in (self.root, self.backups, self.attachments, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
