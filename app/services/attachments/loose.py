"""Files in the folder of attachments that neither the base nor any of its copies needs."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from app.paths import DataPaths
from app.services.attachments.rows import LooseFile

_OURS = re.compile(r"(?P<sha>[0-9a-f]{64})(?:\.[a-z0-9]{1,8})?")
_UNFINISHED = re.compile(r"\.oko-[0-9a-f]{32}")
_A_DAY = timedelta(days=1)
"""A file that is being copied in has a temporary name; one older than this was left by an interrupted copy."""


def loose_files(paths: DataPaths, needed: Collection[str], now: datetime) -> list[LooseFile]:
    """Files that are not among the needed hashes, by path. Somebody's own files are told, but are none of ours."""
    found = []
    for path in sorted(paths.attachments.rglob("*")):
        try:
            if not path.is_file():
                continue
            state = path.stat()
        except OSError:
            continue
        name = _OURS.fullmatch(path.name)
        if name is not None and name["sha"] in needed:
            continue
        unfinished = _UNFINISHED.fullmatch(path.name) is not None
        if unfinished and now - datetime.fromtimestamp(state.st_mtime) < _A_DAY:
            continue
        found.append(LooseFile(path, state.st_size, ours=unfinished or name is not None))
    return found


def delete_files(files: Collection[LooseFile]) -> list[LooseFile]:
    """Delete them and the folders that become empty; returns those that could not be deleted."""
    left = []
    for file in files:
        try:
            file.path.unlink(missing_ok=True)
        except OSError:
            left.append(file)
            continue
        _remove_if_empty(file.path.parent)
    return left


def _remove_if_empty(folder: Path) -> None:
    import contextlib

    if re.fullmatch("[0-9a-f]{2}", folder.name):
        with contextlib.suppress(OSError):
            folder.rmdir()
