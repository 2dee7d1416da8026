"""Which attached files a base needs, read straight from a file: the base itself or one of its copies."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from app.models.database import connect_file, read_mode

_USES = """
SELECT a.sha256, a.suffix, a.name, a.size, r.title, l.number, l.text, o.subject
FROM attachment a
JOIN evidence e ON e.attachment_id = a.id
JOIN occurrence o ON o.id = e.occurrence_id
JOIN roadmap r ON r.id = o.roadmap_id
LEFT JOIN roadmap_row l ON l.uid = o.line_uid
ORDER BY a.name, a.id, r.title, o.id
"""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that is proof of something. `items`: (title of the roadmap, number and text of the line)."""

    sha256: str
    suffix: str
    name: str
    size: int
    items: tuple[tuple[str, str], ...] = ()


def attached_files(connection: sqlite3.Connection) -> tuple[AttachedFile, ...]:
    """Files that some proof points at, by name; none in a base older than the table. Raises sqlite3.Error."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'evidence'").fetchone() is None:
        return ()
    found: dict[str, AttachedFile] = {}
    for sha, suffix, name, size, title, number, text, subject in connection.execute(_USES):
        known = found.get(sha) or AttachedFile(sha, suffix, name, size)
        item = (str(title), f"{number} {text}".strip() if text is not None else str(subject))
        items = known.items if item in known.items else (*known.items, item)
        found[sha] = AttachedFile(sha, suffix, name, size, items)
    return tuple(found.values())


def attached_in_file(path: Path) -> tuple[AttachedFile, ...]:
    """The same of a base or a copy of it. Raises sqlite3.Error, OSError where it cannot be read."""
    with contextlib.closing(connect_file(path, read_mode(path))) as connection:
        return attached_files(connection)
