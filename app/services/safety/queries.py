"""What copies there are, and how the data folder is."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from app.models.attached import AttachedFile, attached_in_file
from app.models.backup import Copy, check_copy, list_copies
from app.models.faults import BaseProblem
from app.models.inspection import Inspection, inspect_base
from app.paths import DataPaths
from app.services.attachments.loose import loose_files
from app.services.attachments.rows import LooseFile
from app.services.attachments.store import is_missing, place_of
from app.services.environment import describe, megabytes
from app.services.problems import Problem
from app.services.safety.place import place_problems
from app.services.safety.rows import BackupRow
from app.services.text_ru import counted, short_date

REASON_TEXTS = {
    "daily": "ежедневная",
    "manual": "сделана вручную",
    "before-import": "перед загрузкой файла",
    "before-migration": "перед обновлением программы",
    "before-restore": "перед восстановлением",
    "before-delete": "перед удалением",
    "damaged": "повреждённая база",
}
OLD_COPY_DAYS = 7
LOW_DISK = 500_000_000
"""Free bytes under which the person is told."""


def list_backups(paths: DataPaths) -> list[BackupRow]:
    """All copies of the data folder, newest first; an unreadable folder gives an empty list."""
    try:
        return [_row(copy) for copy in list_copies(paths.backups)]
    except OSError:
        return []


def doctor(data_dir: Path, now: datetime | None = None) -> list[Problem]:
    """Look over a data folder, changing nothing: contents, links, sizes, copies, place. Works beside an open window.

    An empty list never comes: sizes are always told, as `info`.
    """
    paths = DataPaths(data_dir.absolute())
    now = now or datetime.now()
    found = _about_base(paths, now)
    found += _about_copies(paths, now)
    found += _about_disk(paths)
    return found + place_problems(paths.root)


def _about_base(paths: DataPaths, now: datetime) -> list[Problem]:
    if not paths.base.exists() and not list_backups(paths):
        return [Problem("warning", "no-base", f"В папке «{paths.root}» базы ещё нет.")]
    try:
        seen = inspect_base(paths.base)
    except BaseProblem as problem:
        what, todo = describe(problem)
        return [Problem("error", _code(problem), f"{what} {todo}")]
    found = []
    if seen.damage:
        text = "База повреждена. Восстановите последнюю копию. Подробности: " + "; ".join(seen.damage[:3])
        found.append(Problem("error", "damaged", text))
    for table, count in seen.orphans:
        found.append(Problem("error", "orphans", f"Таблица «{table}»: {_rows(count)} без своей основной записи."))
    found.append(Problem("info", "base-size", _sizes(seen)))
    if seen.revision and not seen.damage:
        found += _about_attachments(paths, seen.attachments, now)
    if seen.holder is not None and not seen.revision:
        text = f"База открыта на компьютере «{seen.holder.host}», содержимое не проверялось."
        found.append(Problem("info", "in-use", text))
    return found


def missing_files(paths: DataPaths, files: Sequence[AttachedFile]) -> list[AttachedFile]:
    """Files that are gone, cut short or changed in length."""
    return [file for file in files if is_missing(paths, file.sha256, file.suffix, file.size)]


def unneeded_files(paths: DataPaths, files: Sequence[AttachedFile], now: datetime) -> list[LooseFile]:
    """What lies in the folder of attachments and is proof of nothing, neither in the base nor in a copy of it."""
    needed = {file.sha256 for file in files}
    for copy in list_copies(paths.backups):
        # A copy that cannot be read cannot be restored either: `doctor` says so of the newest.
        with contextlib.suppress(sqlite3.Error, OSError):
            needed |= {file.sha256 for file in attached_in_file(copy.path)}
    return loose_files(paths, needed, now)


def _about_attachments(paths: DataPaths, files: Sequence[AttachedFile], now: datetime) -> list[Problem]:
    found = [Problem("error", "missing-attachment", _missing(paths, file)) for file in missing_files(paths, files)]
    if files:
        total, many = sum(file.size for file in files), counted(len(files), "файл", "файла", "файлов")
        text = f"Приложено {many}, всего {megabytes(total)}; в копии базы они не входят: переписывайте и папку «attachments»."
        found.append(Problem("info", "attachments", text))
    loose = unneeded_files(paths, files, now)
    ours, others = [file for file in loose if file.ours], [file for file in loose if not file.ours]
    if ours:
        total, many = sum(file.size for file in ours), counted(len(ours), "файл", "файла", "файлов")
        what = f"В папке вложений {many} ({megabytes(total)}), которые ни базе, ни её копиям не нужны."
        text = f"{what} Убрать их: команда «attachments clean»."
        found.append(Problem("info", "loose-attachments", text))
    if others:
        names = ", ".join(f"«{file.path.name}»" for file in others[:3]) + (" и другие" if len(others) > 3 else "")
        found.append(Problem("info", "foreign-attachments", f"В папке вложений есть посторонние файлы: {names}."))
    return found


def _missing(paths: DataPaths, file: AttachedFile) -> str:
    """The name of the file, what it is proof of, where it is wanted."""
    items = "; ".join(f"«{_short(item)}» карты «{_short(title)}»" for title, item in file.items[:3])
    more = f" и ещё {len(file.items) - 3}" if len(file.items) > 3 else ""
    place = place_of(paths, file.sha256, file.suffix).relative_to(paths.root)
    return (
        f"Нет приложенного файла «{file.name}» ({megabytes(file.size)}), подтверждение: {items}{more}. "
        f"Приложите его заново или верните на место: {place}."
    )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 70 else words[:69].rstrip(" ,.;:-–") + "…"


def _about_copies(paths: DataPaths, now: datetime) -> list[Problem]:
    copies = [row for row in list_backups(paths) if row.restorable]
    if not copies:
        return [Problem("warning", "no-copy", "Ни одной копии базы ещё нет.")] if paths.base.exists() else []
    newest = copies[0]
    total = sum(row.size for row in copies)
    found = [
        Problem(
            "info",
            "copies",
            f"{counted(len(copies), 'копия', 'копии', 'копий')}, всего {megabytes(total)}; "
            f"последняя — {short_date(newest.taken_at.date())} {newest.taken_at:%H:%M}.",
        )
    ]
    if newest.taken_at - now > timedelta(days=1):
        text = f"Последняя копия помечена будущим днём ({short_date(newest.taken_at.date())}): проверьте часы компьютера."
        found.append(Problem("warning", "clock", text))
    elif now - newest.taken_at > timedelta(days=OLD_COPY_DAYS):
        days = counted((now - newest.taken_at).days, "день", "дня", "дней")
        found.append(Problem("warning", "old-copy", f"Последней копии уже {days}. Сделайте новую."))
    try:
        check_copy(newest.path)
    except BaseProblem as problem:
        found.append(Problem("error", "bad-copy", " ".join(describe(problem))))
    return found


def _about_disk(paths: DataPaths) -> list[Problem]:
    try:
        free = shutil.disk_usage(paths.root).free
    except OSError:
        return []
    if free < LOW_DISK:
        return [Problem("warning", "low-disk", f"На диске мало места: свободно {megabytes(free)}.")]
    return []


def _row(copy: Copy) -> BackupRow:
    return BackupRow(
        path=copy.path,
        number=copy.number,
        taken_at=copy.taken_at,
        reason=copy.reason,
        reason_text=REASON_TEXTS[copy.reason],
        detail=copy.detail,
        size=copy.size,
        restorable=copy.reason != "damaged",
    )


def _sizes(seen: Inspection) -> str:
    journal = f", журнал {megabytes(seen.journal_size)}" if seen.journal_size else ""
    return f"Размер базы {megabytes(seen.size)}{journal}."


def _rows(count: int) -> str:
    return counted(count, "запись", "записи", "записей")


def _code(problem: BaseProblem) -> str:
    """`BaseTruncated` → `base-truncated`."""
    name = type(problem).__name__
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")
