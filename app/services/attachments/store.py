"""Copying files in. Nothing is written into the base here."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import uuid
from pathlib import Path

from app.paths import DataPaths
from app.services.attachments.rows import LARGEST, StoredFile
from app.services.errors import UserError

_BLOCK = 1 << 20
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def place_of(paths: DataPaths, sha256: str, suffix: str) -> Path:
    """Where a file of this hash lies: `attachments/ab/ab12….pdf`."""
    return paths.attachments / sha256[:2] / f"{sha256}{suffix}"


def copy_in(paths: DataPaths, source: Path) -> StoredFile:
    """Copy a file of at most 50 MB into the folder of attachments, whole or not at all.

    The same contents are kept once. Raises UserError that says what is in the way.
    """
    source = Path(source)
    size = _size(source)
    suffix = source.suffix.lower() if _SUFFIX.fullmatch(source.suffix.lower()) else ""
    temporary = paths.attachments / f".oko-{uuid.uuid4().hex}"
    try:
        paths.attachments.mkdir(parents=True, exist_ok=True)
        sha256, copied = _copy(source, temporary)
        if copied != size:
            raise UserError(f"Файл «{source.name}» изменился, пока копировался.", "Закройте его в другой программе и повторите.")
        target = place_of(paths, sha256, suffix)
        if not (target.exists() and target.stat().st_size == size):
            target.parent.mkdir(exist_ok=True)
            os.replace(temporary, target)
    except OSError as error:
        raise UserError(
            f"Файл «{source.name}» не удалось приложить: {error.strerror or error}.",
            "Проверьте, открывается ли он и хватает ли места на диске с данными программы.",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return StoredFile(sha256, suffix, source.name, size)


def is_missing(paths: DataPaths, sha256: str, suffix: str, size: int) -> bool:
    """Whether the file is gone or has another length."""
    try:
        return place_of(paths, sha256, suffix).stat().st_size != size
    except OSError:
        return True


def _size(source: Path) -> int:
    try:
        if not source.is_file():
            raise UserError(f"Файла «{source.name}» нет на месте.", "Выберите файл ещё раз.")
        size = source.stat().st_size
    except OSError as error:
        raise UserError(f"Файл «{source.name}» не читается: {error.strerror or error}.", "Выберите другой файл.") from error
    if size == 0:
        raise UserError(f"Файл «{source.name}» пуст.", "Проверьте, тот ли это файл.")
    if size > LARGEST:
        raise UserError(
            f"Файл «{source.name}» больше 50 МБ.",
            "Уменьшите его (например, сохраните скан с меньшим разрешением) или добавьте ссылку на него.",
        )
    return size


def _copy(source: Path, target: Path) -> tuple[str, int]:
    """SHA-256 and number of bytes. Raises OSError."""
    digest = hashlib.sha256()
    copied = 0
    with source.open("rb") as reader, target.open("xb") as writer:
        while block := reader.read(_BLOCK):
            digest.update(block)
            writer.write(block)
            copied += len(block)
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest(), copied
