"""Is the folder a good home for a base? Sync programs and network shares are not."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from app.services.problems import Problem

_SYNC = re.compile(
    r"(onedrive|яндекс\.?\s?диск|yandex\.?\s?disk|google ?(drive|диск)|my drive|мой диск|dropbox|icloud ?drive|nextcloud|owncloud"
    r"|облако mail\.ru|cloud mail\.ru|mega ?sync|syncthing|seafile)",
    re.IGNORECASE,
)
_NETWORK_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "davfs", "fuse.davfs2", "fuse.sshfs"}
_DRIVE_REMOVABLE, _DRIVE_REMOTE = 2, 4


def place_problems(folder: Path, environment: Mapping[str, str] = os.environ) -> list[Problem]:
    """Warnings for the choice of a data folder; an empty list for an ordinary local one."""
    folder = folder.absolute()
    found = []
    if is_synchronised(folder, environment):
        found.append(
            Problem(
                "warning",
                "sync-folder",
                f"Папка «{folder}» синхронизируется с облаком: такая программа может испортить открытую базу. "
                "Выберите обычную папку на этом компьютере, а в облако кладите копии.",
            )
        )
    kind = drive_kind(folder)
    if kind == "network":
        found.append(
            Problem(
                "warning",
                "network-share",
                f"Папка «{folder}» сетевая: база там работает ненадёжно. Держите базу на диске этого компьютера.",
            )
        )
    elif kind == "removable":
        found.append(
            Problem(
                "warning",
                "removable-drive",
                f"Папка «{folder}» на съёмном носителе: флешки ломаются и теряются. Держите базу на диске этого компьютера.",
            )
        )
    return found


def is_synchronised(folder: Path, environment: Mapping[str, str] = os.environ) -> bool:
    """By the names of its parents and by the folders OneDrive announces."""
    if any(_SYNC.search(part) for part in folder.parts):
        return True
    roots = [value for key, value in environment.items() if key.upper().startswith("ONEDRIVE") and value]
    return any(folder.is_relative_to(Path(root)) for root in roots)


def drive_kind(folder: Path) -> str:
    """`network`, `removable`, or `` for a local disk and where nothing can be found out."""
    if sys.platform == "win32":
        import ctypes

        if str(folder).startswith("\\\\") and not str(folder).startswith("\\\\?\\"):
            return "network"
        kind = ctypes.windll.kernel32.GetDriveTypeW(folder.anchor)
        return {_DRIVE_REMOTE: "network", _DRIVE_REMOVABLE: "removable"}.get(kind, "")
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "network" if mounted_as(folder, mounts) in _NETWORK_SYSTEMS else ""


def mounted_as(folder: Path, mounts: str) -> str:
    """File system of the mount that holds the folder, from the lines of /proc/self/mounts."""
    best, system = -1, ""
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), fields[1]))
        if (folder == point or folder.is_relative_to(point)) and len(point.parts) >= best:
            best, system = len(point.parts), fields[2]
    return system
