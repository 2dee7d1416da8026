"""Files on their way into the base: read, looked at, loaded. What runs on the worker; knows no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.services.changes import Changes
from app.services.errors import Cancelled, UserError
from app.services.imports.rows import ImportOptions, ImportPreview
from app.services.problems import Problem
from app.services.progress import Progress
from app.services.text_ru import counted

if TYPE_CHECKING:
    from app.services.changes import Topic
    from app.services.context import Context


@dataclass(frozen=True)
class FileDraft:
    """One chosen file: what it would change, or why it cannot be read; after loading, what became of it."""

    path: Path
    options: ImportOptions = field(default_factory=ImportOptions)
    preview: ImportPreview | None = None
    refusal: UserError | None = None
    run_id: int | None = None
    loaded: bool = False

    @property
    def key(self) -> tuple[Path, str]:
        """A file may hold several procedures: each is a line of its own."""
        return self.path, self.options.part

    @property
    def ready(self) -> bool:
        """Would a commit write something?"""
        return self.preview is not None and self.preview.can_commit and not self.loaded

    @property
    def state(self) -> str:
        """What happened or will happen, in words."""
        if self.refusal is not None:
            return "не загружен" if self.loaded else "не читается"
        if self.preview is None:
            return "ещё не прочитан"
        if self.loaded:
            return "загружен" if self.run_id is not None else "без изменений"
        if self.preview.missing:
            return "не хватает: " + ", ".join(self.preview.missing)
        if not self.preview.can_commit:
            return "в базе уже всё так" if self.preview.same else "загружать нечего"
        return "готов к загрузке"

    @property
    def problems(self) -> tuple[Problem, ...]:
        if self.refusal is not None:
            return (Problem("error", "refused", str(self.refusal)),)
        return self.preview.problems if self.preview is not None else ()


class _Part:
    """Progress of one file as a part of the whole; the file's name is told."""

    def __init__(self, progress: Progress, number: int, files: int, name: str) -> None:
        self._progress, self._number, self._files, self._name = progress, number, files, name

    def report(self, done: int, total: int, text: str = "") -> None:
        share = round(100 * done / total) if total else 0
        self._progress.report(self._number * 100 + share, self._files * 100, f"{self._name}: {text}" if text else self._name)


def read_files(ctx: Context, drafts: Sequence[FileDraft], progress: Progress) -> list[FileDraft]:
    """Previews of the files, one a procedure; a file that cannot be read carries its refusal. Raises Cancelled."""
    from app.services.imports.preview import build_previews

    seen = []
    for number, draft in enumerate(drafts):
        part = _Part(progress, number, len(drafts), draft.path.name)
        try:
            previews = build_previews(ctx, draft.path, draft.options, part)
            seen += [replace(draft, options=_of_part(draft.options, one), preview=one, refusal=None) for one in previews]
        except UserError as error:
            seen.append(replace(draft, preview=None, refusal=error))
    return seen


def _of_part(options: ImportOptions, preview: ImportPreview) -> ImportOptions:
    """What the person says from now on is about this procedure of the file only."""
    return preview.options if preview.part and not options.part else options


def load_files(ctx: Context, drafts: Sequence[FileDraft], progress: Progress) -> Changes:
    """Load every ready file in a transaction of its own; `value` = the drafts with what became of them.

    When the person stops, what was loaded before stays, and the rest is told as not loaded. A file is compared with the
    base anew when an earlier one of the same batch changed it.
    """
    from app.services.imports.commit import commit_import
    from app.services.imports.preview import build_preview

    ready = [draft for draft in drafts if draft.ready]
    after: dict[tuple[Path, str], FileDraft] = {}
    topics: set[Topic] = set()
    inverses: list[Any] = []
    stopped = False
    for number, draft in enumerate(ready):
        part = _Part(progress, number, len(ready), draft.path.name)
        preview = draft.preview
        assert preview is not None
        try:
            if inverses:
                preview = build_preview(ctx, draft.path, draft.options, part)
            changes = commit_import(ctx, preview, part, make_copy=not inverses)  # one copy for all files
        except UserError as error:
            after[draft.key] = replace(draft, refusal=error, loaded=True)
            continue
        except Cancelled:
            if not inverses:
                raise
            stopped = True
            break
        topics |= changes.topics
        if changes.undo is not None:
            inverses.append(changes.undo)
        after[draft.key] = replace(draft, preview=preview, run_id=changes.value, loaded=True)
    loaded = len(inverses)
    message = f"Загружено: {counted(loaded, 'файл', 'файла', 'файлов')}" if loaded else "Ничего не загружено"
    if loaded == 1:
        only = next(draft for draft in after.values() if draft.run_id is not None)
        message = f"Загружено: {only.preview.title if only.preview else only.path.name}"
    if stopped:
        message += ", остальные не загружены по вашей просьбе"

    def undo(again: Context) -> Changes:
        gone: set[Topic] = set()
        for inverse in reversed(inverses):
            gone |= inverse(again).topics
        return Changes(frozenset(gone), message="Загрузка отменена, база как до неё.")

    return Changes(
        frozenset(topics), message=message, undo=undo if inverses else None, value=[after.get(d.key, d) for d in drafts]
    )
