"""Where things lie: from source, installed and frozen."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

CHOSEN_FOLDER = "data-folder.txt"
"""In the standard folder: the path of the data folder when the person chose another place."""


def resources_dir() -> Path:
    """The folder `resources/` shipped with the program."""
    if getattr(sys, "frozen", False):
        return Path(sys._MEIPASS) / "resources"  # type: ignore[attr-defined]
    return Path(__file__).resolve().parent.parent / "resources"


def standard_data_dir() -> Path:
    """The user's own folder of this system."""
    from platformdirs import user_data_path

    return user_data_path("OKO-Raion", appauthor=False, roaming=False)


def default_data_dir() -> Path:
    """Where the data are when no `--data` is given: the standard folder, or the one chosen at the first start."""
    standard = standard_data_dir()
    try:
        chosen = (standard / CHOSEN_FOLDER).read_text(encoding="utf-8").strip()
    except OSError:
        return standard
    return Path(chosen) if chosen else standard


def choose_data_dir(folder: Path) -> None:
    """Remember the person's choice of folder. Raises OSError."""
    standard = standard_data_dir()
    standard.mkdir(parents=True, exist_ok=True)
    if folder.absolute() == standard.absolute():
        (standard / CHOSEN_FOLDER).unlink(missing_ok=True)
    else:
        (standard / CHOSEN_FOLDER).write_text(f"{folder.absolute()}\n", encoding="utf-8")


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
