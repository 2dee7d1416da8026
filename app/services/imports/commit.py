"""Writes a preview: a copy of the base first, then one transaction; «Отменить загрузку» takes all of it back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from itertools import repeat
from typing import Any, TypeAlias

from sqlalchemy import Table, insert, select, update
from sqlalchemy.orm import Session

from app.models.backup import copy_base
from app.models.base import Base
from app.models.faults import BaseProblem
from app.models.organisations import Municipality, Organisation
from app.models.results import GroupStat, ImportChange, ImportRun, Procedure
from app.services.changes import Changes
from app.services.context import Context
from app.services.environment import describe
from app.services.errors import UserError
from app.services.imports import mappings, queries, rules
from app.services.imports.contexts import write_contexts
from app.services.imports.marker_lists import write_list
from app.services.imports.preview import compare_papers, group_state, no_garbage_collection, resolve
from app.services.imports.queries import PAPER_FIELDS, Stored
from app.services.imports.revert import revert_import
from app.services.imports.rows import ImportPreview, PaperRecord, SchoolInFile
from app.services.imports.schedules import write_schedule
from app.services.imports.stored_tasks import write_tasks
from app.services.organisations.identify import remember
from app.services.plan.following import follow_windows
from app.services.progress import NoProgress, Progress
from app.services.text_ru import counted, search_key

BATCH = 5000
_INSERT_PAPER = (
    f"INSERT INTO paper (procedure_id, organisation_id, code, {', '.join(PAPER_FIELDS)}, import_run_id)"
    f" VALUES (?, ?, ?, {'?, ' * len(PAPER_FIELDS)}?)"
)
_UPDATE_PAPER = f"UPDATE paper SET {', '.join(f'{name} = ?' for name in PAPER_FIELDS)} WHERE id = ?"


def commit_import(ctx: Context, preview: ImportPreview, progress: Progress | None = None, *, make_copy: bool = True) -> Changes:
    """Apply a preview. `value` = id of the import run, None when there was nothing to write.

    A base with results is copied first; `make_copy` False where a copy was made for the first of several files.

    Raises UserError when something needed is missing, when the base changed since the preview, or when no copy of the
    base could be made; Cancelled when the person stops. Then nothing is changed.
    """
    progress = progress or NoProgress()
    if preview.missing:
        raise UserError(
            f"Файл «{preview.path.name}» не загружен, не хватает сведений: {', '.join(preview.missing)}.",
            "Укажите это и повторите.",
        )
    if not preview.can_commit:
        return Changes(frozenset(), f"«{preview.path.name}»: в базе уже всё так, как в файле.")
    if make_copy and _has_papers(ctx):
        progress.report(0, 100, "Копия базы")
        _copy_before(ctx)
    progress.report(5, 100, "Запись в базу")
    if preview.read.answers:
        run = write_contexts(ctx, preview, json.dumps(counts_of(preview)))
        progress.report(100, 100, "Готово")
        said = f"Загружено: {preview.title}, новых школ {preview.new}, изменено {preview.changed}."
        return Changes(frozenset({"organisations", "results"}), said, undo=lambda later: revert_import(later, run), value=run)
    if preview.read.schedule is not None:
        run = write_schedule(ctx, preview, json.dumps(counts_of(preview)))
        progress.report(100, 100, "Готово")
        said = f"Загружено: {preview.title}, {counted(preview.new, 'новая запись', 'новые записи', 'новых записей')}."
        return Changes(frozenset({"calendar"}), said, undo=lambda later: revert_import(later, run), value=run)
    if preview.read.listed:
        run = write_list(ctx, preview, json.dumps(counts_of(preview)), _listed_note)
        progress.report(100, 100, "Готово")
        said = f"Загружено: {preview.title}, {counted(preview.new, 'новая строка', 'новые строки', 'новых строк')}."
        return Changes(frozenset({"results"}), said, undo=lambda later: revert_import(later, run), value=run)
    with no_garbage_collection(), ctx.db.write() as session:
        stored = resolve(session, preview)
        if stored.fingerprint() != preview.fingerprint:
            raise UserError(
                "Данные в базе изменились, пока вы смотрели на загрузку.", "Откройте файл ещё раз: изменения будут пересчитаны."
            )
        writer = _Writer(ctx, session, preview, stored, progress)
        run_id = writer.write()
        progress.report(100, 100, "Готово")
    made = counted(preview.new, "новая запись", "новые записи", "новых записей")
    message = f"Загружено: {preview.title}, {made}, изменено {preview.changed}."
    topics = {"results", "calendar", "organisations"} if preview.new_schools else {"results", "calendar"}
    return Changes(frozenset(topics), message, undo=lambda later: revert_import(later, run_id), value=run_id)  # type: ignore[arg-type]


def _listed_note(run: int, row: int, before: dict[str, Any] | None) -> dict[str, Any]:
    said = None if before is None else json.dumps(before, ensure_ascii=False)
    return {"import_run_id": run, "table_name": "listed_marker", "row_id": row, "before": said}


def _has_papers(ctx: Context) -> bool:
    with ctx.db.read() as session:
        return queries.has_papers(session)


def _copy_before(ctx: Context) -> None:
    try:
        copy_base(ctx.db, ctx.paths.backups, "before-import", ctx.clock())
    except BaseProblem as problem:
        what, todo = describe(problem)
        raise UserError(f"Не удалось сделать копию базы перед загрузкой. {what}", todo) from problem


class _Writer:
    """One import inside one open transaction. Everything that was there before goes to `import_change`."""

    def __init__(self, ctx: Context, session: Session, preview: ImportPreview, stored: Stored, progress: Progress) -> None:
        self.ctx, self.session, self.preview, self.stored, self.progress = ctx, session, preview, stored, progress
        self.connection = session.connection()
        self.log: list[dict[str, Any]] = []
        self.run_id = 0
        self.procedure_id = 0

    def write(self) -> int:
        preview = self.preview
        self.run_id = self._insert(
            ImportRun,
            created_at=self.ctx.clock(),
            file_name=preview.path.name,
            file_sha256=preview.sha256,
            layout=preview.read.layout,
            procedure_id=None,
            counts=json.dumps(counts_of(preview)),
            reverted_at=None,
        )
        self.procedure_id = self._procedure()
        self.session.execute(update(ImportRun).where(ImportRun.id == self.run_id).values(procedure_id=self.procedure_id))
        self._remember_choices()
        ids = self._schools()
        papers = compare_papers(preview.read, self.stored, preview.school_ids)
        self._insert_papers(papers.new, ids)
        self._update_papers(papers.changed)
        self._groups()
        for start in range(0, len(self.log), BATCH):
            self.session.execute(insert(_table(ImportChange)), self.log[start : start + BATCH])
        return self.run_id

    # --- small tables -----------------------------------------------------------------------------------------------

    def _insert(self, table: type[Any], **values: Any) -> int:
        result = self.session.execute(insert(table).values(**values))
        return int(result.inserted_primary_key[0])  # type: ignore[attr-defined]

    def _note(self, table: str, row_id: int, before: dict[str, Any] | None) -> None:
        text = None if before is None else json.dumps(before, ensure_ascii=False)
        self.log.append({"import_run_id": self.run_id, "table_name": table, "row_id": row_id, "before": text})

    def _procedure(self) -> int:
        preview, read = self.preview, self.preview.read
        stored = self.stored
        procedure_id = stored.procedure_id
        if procedure_id is None:
            procedure_id = self._insert(
                Procedure,
                kind=preview.kind,
                year=preview.year,
                grade=preview.grade,
                subject=preview.subject,
                max_score=preview.max_score,
                held_on=read.held_on,
                held_until=None,
                participant_grade=preview.participant_grade,
            )
            self._note("procedure", procedure_id, None)
        else:
            known = {
                "max_score": stored.max_score,
                "held_on": stored.held_on,
                "participant_grade": stored.participant_grade,
            }
            wanted = {
                "max_score": stored.max_score or preview.max_score,
                "held_on": stored.held_on or read.held_on,
                "participant_grade": stored.participant_grade or preview.participant_grade,
            }
            if wanted != known:
                before = {**known, "held_on": stored.held_on.isoformat() if stored.held_on else None}
                self._note("procedure", procedure_id, before)
                self.session.execute(update(Procedure).where(Procedure.id == procedure_id).values(**wanted))
                follow_windows(self.session, [procedure_id])
        tasks = rules.merged_tasks(stored.tasks, read.tasks)
        if tasks is not None and tasks != stored.tasks:
            if stored.procedure_id is not None:
                self._note("task", procedure_id, {"tasks": [list(astuple(task)) for task in stored.tasks]})
            write_tasks(self.session, procedure_id, tasks)
        return procedure_id

    def _remember_choices(self) -> None:
        """Schools that the person pointed out are found by themselves next time (X22)."""
        schools = self.preview.read.schools
        chosen = {queries.named(schools[key]): school for key, school in self.preview.options.schools if key in schools}
        remember(self.session, chosen, self.ctx.clock())
        if self.preview.options.mapping is not None:
            mappings.remember(self.session, self.preview.options.mapping, self.preview.path.name, self.ctx.clock())

    # --- schools ----------------------------------------------------------------------------------------------------

    def _schools(self) -> dict[str, int]:
        """Key of the file → organisation id; schools without one are created, with their municipalities."""
        schools = self.preview.read.schools
        ids = {key: organisation for key, organisation in self.preview.school_ids.items() if organisation is not None}
        wanted = [key for key, organisation in self.preview.school_ids.items() if organisation is None]
        towns = self._municipalities([schools[key] for key in wanted], ids)
        if not wanted:
            return ids
        rows = []
        for key in wanted:
            school = schools[key]
            name = school.name or f"Школа {school.login}"
            rows.append(
                {
                    "kind": "school",
                    "login": school.login,
                    "short_name": name,
                    "search_name": search_key(name),
                    "municipality_id": towns.get(_town(school)),
                    "pupils": None,
                    "closed_on": None,
                }
            )
        self.session.execute(insert(_table(Organisation)), rows)
        by_login = {login: i for i, login in self.session.execute(select(Organisation.id, Organisation.login))}
        for key in wanted:
            ids[key] = by_login[schools[key].login]
            self._note("organisation", ids[key], None)
        return ids

    def _municipalities(self, schools: Iterable[SchoolInFile], ids: dict[str, int]) -> dict[Town, int]:
        """Municipalities of new schools, created where the base lacks them; known ones learn their code or name."""
        towns = _Towns(self.session, self.preview.read.schools, ids)
        needed = dict.fromkeys(map(_town, schools))
        unknown: dict[str, Town] = {}
        found: dict[Town, int] = {}
        for town in [*needed, *(town for town in towns.by_schools if town not in needed)]:
            known = towns.find(town)
            if known is not None:
                found[town] = known
                before, values = towns.completion(known, town)
                if values:
                    self._note("municipality", known, before)
                    self.session.execute(update(Municipality).where(Municipality.id == known).values(**values))
            elif town in needed and town != ("", ""):
                unknown.setdefault(town[0] or search_key(town[1]), town)
        rows = [
            {"code": code or None, "name": name or code, "search_name": search_key(name or code)}
            for code, name in unknown.values()
        ]
        if rows:
            self.session.execute(insert(_table(Municipality)), rows)
            made = self.session.execute(select(Municipality.id, Municipality.code, Municipality.search_name)).all()
            by_key = {code: i for i, code, _name in made if code} | {name: i for i, code, name in made if not code}
            for key, town in unknown.items():
                found[town] = by_key[key]
                self._note("municipality", by_key[key], None)
        return found

    # --- papers -----------------------------------------------------------------------------------------------------

    def _insert_papers(self, papers: Sequence[PaperRecord], ids: dict[str, int]) -> None:
        for start in range(0, len(papers), BATCH):
            self.progress.report(5 + 85 * start // len(papers), 100, "Запись в базу")
            schools, *columns, _rows = zip(*papers[start : start + BATCH], strict=True)
            rows = zip(repeat(self.procedure_id), map(ids.__getitem__, schools), *columns, repeat(self.run_id))
            self.connection.exec_driver_sql(_INSERT_PAPER, list(rows))

    def _update_papers(self, changed: Iterable[tuple[PaperRecord, int, tuple[Any, ...], tuple[Any, ...]]]) -> None:
        values = []
        for _paper, paper_id, before, after in changed:
            self._note("paper", paper_id, dict(zip(PAPER_FIELDS, map(_as_json, before), strict=True)))
            values.append((*after, paper_id))
        for start in range(0, len(values), BATCH):
            self.progress.report(90, 100, "Запись в базу")
            self.connection.exec_driver_sql(_UPDATE_PAPER, values[start : start + BATCH])

    # --- groups -----------------------------------------------------------------------------------------------------

    def _groups(self) -> None:
        derived = self.preview.groups_derived
        new = []
        for group in self.preview.groups:
            if group_state(group, self.stored, derived) == "same":
                continue
            values = {
                "organisations": group.organisations,
                "participants": group.participants,
                "data": json.dumps(group.data, ensure_ascii=False),
                "derived": derived,
            }
            found = self.stored.groups.get((group.content, group.level, group.code, group.name))
            if found is None:
                named = {"content": group.content, "level": group.level, "code": group.code, "name": group.name}
                new.append({"procedure_id": self.procedure_id, "import_run_id": self.run_id, **named, **values})
                continue
            row_id, organisations, participants, data, was_derived = found
            before = {"organisations": organisations, "participants": participants, "data": data, "derived": bool(was_derived)}
            self._note("group_stat", row_id, before)
            self.session.execute(update(GroupStat).where(GroupStat.id == row_id).values(**values))
        if new:
            self.session.execute(insert(_table(GroupStat)), new)


Town: TypeAlias = tuple[str, str]
"""Code and name of a municipality as a file gives them; either may be empty."""


def _town(school: SchoolInFile) -> Town:
    return school.municipality_code, school.municipality_name


class _Towns:
    """Municipalities of the base: by code, else by name, else by the schools of the file that the base already has there."""

    def __init__(self, session: Session, schools: dict[str, SchoolInFile], ids: dict[str, int]) -> None:
        rows = session.execute(select(Municipality.id, Municipality.code, Municipality.name, Municipality.search_name)).all()
        self.by_code = {row[1]: row[0] for row in rows if row[1]}
        self.by_name = {row[3]: row[0] for row in rows}
        self.stored = {row[0]: (row[1], row[2], row[3]) for row in rows}
        facts = queries.school_facts(session, ids.values()) if ids else {}
        self.by_schools: dict[Town, set[int | None]] = {}
        for key, organisation in ids.items():
            self.by_schools.setdefault(_town(schools[key]), set()).add(facts[organisation].municipality_id)

    def find(self, town: Town) -> int | None:
        code, name = town
        if not (code or name):
            return None
        known = self.by_code.get(code) or (self.by_name.get(search_key(name)) if name else None)
        there = self.by_schools.get(town, set())
        return next(iter(there)) if known is None and len(there) == 1 else known

    def completion(self, municipality: int, town: Town) -> tuple[dict[str, Any], dict[str, Any]]:
        """(former values, new values) where the file knows the code or the name that the base lacks."""
        code, name = town
        old_code, old_name, old_search = self.stored[municipality]
        values: dict[str, Any] = {}
        if code and not old_code and code not in self.by_code:
            values["code"] = code
        if name and old_name == old_code:
            values |= {"name": name, "search_name": search_key(name)}
        return {"code": old_code, "name": old_name, "search_name": old_search}, values


def counts_of(preview: ImportPreview) -> dict[str, int]:
    names = ("rows", "participants", "absent", "refused", "warnings", "schools", "new", "changed", "same")
    return {name: int(getattr(preview, name)) for name in names}


def _table(entity: type[Base]) -> Table:
    """The bare table: many rows go in at once, without the bookkeeping of entities."""
    return Base.metadata.tables[entity.__tablename__]


def _as_json(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value
