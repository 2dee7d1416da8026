"""What the first bytes of a base say, read without SQLite and without touching anything."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from app.models.faults import BaseEmpty, BaseTruncated, BaseUnreadable, ForeignBase, NotABase
from app.models.identity import APPLICATION_ID
from app.models.journal import has_journal

_MAGIC = b"SQLite format 3\0"
_HEADER = 100


@dataclass(frozen=True, slots=True)
class Header:
    size: int
    page_size: int
    pages: int
    """Pages the file should have; 0 where the header does not say."""
    application_id: int


def read_header(path: Path) -> Header:
    """Raises BaseEmpty, NotABase, BaseUnreadable. Source: https://www.sqlite.org/fileformat.html#the_database_header"""
    try:
        with open(path, "rb") as file:
            head = file.read(_HEADER)
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise BaseUnreadable(path, str(error)) from error
    if size == 0:
        raise BaseEmpty(path)
    if not head.startswith(_MAGIC):
        raise NotABase(path)
    if len(head) < _HEADER:
        raise BaseTruncated(path, f"{size} bytes")
    page_size = int.from_bytes(head[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    if page_size < 512 or page_size & (page_size - 1):
        raise NotABase(path, f"page size {page_size}")
    changes, pages, valid_for = (int.from_bytes(head[at : at + 4], "big") for at in (24, 28, 92))
    application_id = int.from_bytes(head[68:72], "big")
    return Header(size, page_size, pages if changes == valid_for else 0, application_id)


def check_file(path: Path) -> None:
    """Is this a whole base of ours, as far as its header can tell? Raises the fitting BaseProblem."""
    header = read_header(path)
    if header.application_id != APPLICATION_ID:
        raise ForeignBase(path, f"application id {header.application_id:#x}")
    # A stop in the middle of a checkpoint leaves a shorter file that the journal completes: SQLite will tell.
    if not has_journal(path) and (header.size % header.page_size or header.size < header.pages * header.page_size):
        raise BaseTruncated(path, f"{header.size} bytes of {header.pages * header.page_size}")
