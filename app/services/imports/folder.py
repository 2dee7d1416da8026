"""Many files at once: each its own transaction, a foreign one is named and the rest load."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from app.services.context import Context
from app.services.errors import UserError
from app.services.imports.commit import commit_import
from app.services.imports.preview import build_previews
from app.services.imports.rows import FileReport, ImportOptions, ImportPreview, ImportReport
from app.services.problems import Problem
from app.services.progress import NoProgress, Progress
from app.services.table_files.sniff import is_lock_file

TABLE_ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv"})
"""What is looked at in a folder; a file that is named is looked at whatever its ending."""
READ_SHARE = 75
"""Percent of the time of a file that goes into reading and comparing."""


def import_files(
    ctx: Context,
    paths: Iterable[Path] | Path,
    options: ImportOptions | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Load files and whole folders (subfolders too), in order of their names. `dry_run` only previews.

    One copy of the base is made before the first file. A file that cannot be loaded becomes a report with an error
    problem. Raises UserError when there is nothing to load, Cancelled when the person stops: files loaded before stay.
    """
    options, progress = options or ImportOptions(), progress or NoProgress()
    files = list(dict.fromkeys(_files([paths] if isinstance(paths, Path) else paths)))
    if not files:
        raise UserError("В папке нет ни одной таблицы.", "Выберите папку, куда сохранены отчёты из личного кабинета ФИС ОКО.")
    reports: list[FileReport] = []
    for number, path in enumerate(files):
        first = not any(report.committed for report in reports)
        reports += _load(ctx, path, options, dry_run, _Part(progress, number, len(files)), make_copy=first)
    progress.report(len(files), len(files), "Готово")
    return ImportReport(tuple(reports), dry_run)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.rglob("*") if one.suffix.casefold() in TABLE_ENDINGS and one.is_file())
            yield from sorted((one for one in inside if not is_lock_file(one)), key=lambda one: str(one).casefold())
        else:
            yield path


def _load(
    ctx: Context, path: Path, options: ImportOptions, dry_run: bool, progress: _Part, make_copy: bool
) -> Iterator[FileReport]:
    """One report a procedure: a protocol of exams may hold several."""
    try:
        previews = build_previews(ctx, path, options, progress)
    except UserError as error:
        yield FileReport(path, problems=(_problem(error),))
        return
    progress.writing()
    for preview in previews:
        if dry_run or preview.missing:
            yield _report(preview)
            continue
        try:
            changes = commit_import(ctx, preview, progress, make_copy=make_copy)
        except UserError as error:
            yield _report(preview, (_problem(error),))
            continue
        make_copy = False
        yield _report(preview, run_id=changes.value, committed=True)


def _problem(error: UserError) -> Problem:
    return Problem("error", "file_refused", f"{error.what} {error.todo}".strip())


def _report(
    preview: ImportPreview, more: tuple[Problem, ...] = (), run_id: int | None = None, committed: bool = False
) -> FileReport:
    return FileReport(
        preview.path,
        preview.read.layout,
        preview.title,
        preview.year,
        preview.grade,
        preview.subject,
        preview.rows,
        preview.participants,
        preview.absent,
        preview.refused,
        preview.warnings,
        preview.schools,
        preview.new,
        preview.changed,
        preview.same,
        (*more, *preview.problems),
        run_id,
        committed,
    )


def report_json(report: ImportReport) -> dict[str, Any]:
    """The document of `results import --json`."""
    return {"files": [_file_json(file) for file in report.files]}


def _file_json(file: FileReport) -> dict[str, Any]:
    return {
        "path": str(file.path),
        "layout": file.layout,
        "procedure": file.procedure,
        "year": file.year,
        "grade": file.grade,
        "subject": file.subject,
        "rows": file.rows,
        "participants": file.participants,
        "absent": file.absent,
        "refused": file.refused,
        "warnings": file.warnings,
        "schools": file.schools,
        "changes": {"new": file.new, "changed": file.changed, "same": file.same},
        "problems": [
            {
                "severity": problem.severity,
                "code": problem.code,
                "sheet": problem.sheet,
                "cell": problem.cell,
                "text": problem.text,
            }
            for problem in file.problems
        ],
    }


class _Part:
    """Progress of one file as a part of the whole: reading fills it up to `READ_SHARE`, writing the rest."""

    def __init__(self, progress: Progress, number: int, files: int) -> None:
        self.progress, self.number, self.files = progress, number, files
        self.start, self.share = 0, READ_SHARE

    def writing(self) -> None:
        self.start, self.share = READ_SHARE, 100 - READ_SHARE

    def report(self, done: int, total: int, text: str = "") -> None:
        which = f"{text} ({self.number + 1} из {self.files})" if self.files > 1 else text
        inside = self.start + (self.share * done // total if total else 0)
        self.progress.report(self.number * 100 + inside, self.files * 100, which)
