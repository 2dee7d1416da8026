"""The yearly list of markers on its way into the base: compared line by line, written in one transaction, taken back by
the same «Отменить загрузку» as results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.models.exams import ListedMarker
from app.models.results import ImportChange, ImportRun
from app.services.context import Context
from app.services.errors import UserError
from app.services.imports.rows import ChangedRow, ImportOptions, ImportPreview, ListedRecord, ReadFile
from app.services.problems import Problem
from app.services.text_ru import counted, short_date

TITLE = "Список школ с признаками необъективности"
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class _Stored:
    id: int
    municipality_name: str
    organisation_name: str
    papers: str
    markers: int


Key = tuple[int, str, str]


def _key(year: int, login: str, name: str) -> Key:
    return year, login, "" if login else name


def _stored(session: Session, years: Iterable[int]) -> dict[Key, _Stored]:
    found = session.scalars(select(ListedMarker).where(ListedMarker.year.in_(set(years))))
    return {
        _key(one.year, one.login, one.organisation_name): _Stored(
            one.id, one.municipality_name, one.organisation_name, one.papers, one.markers
        )
        for one in found
    }


def _values(record: ListedRecord) -> dict[str, Any]:
    return {
        "municipality_name": record.municipality_name,
        "organisation_name": record.organisation_name,
        "papers": json.dumps(record.papers, ensure_ascii=False),
        "markers": record.markers,
    }


def _fingerprint(stored: dict[Key, _Stored]) -> str:
    return hashlib.blake2b(repr(sorted(stored.items(), key=repr)).encode(), digest_size=16).hexdigest()


def _same(record: ListedRecord, stored: _Stored) -> bool:
    """Blank and 0 mean the same; names may be written anew."""
    before = {paper for paper, value in json.loads(stored.papers).items() if value}
    return before == {paper for paper, value in record.papers.items() if value} and record.markers == stored.markers


def preview_list(session: Session, path: Path, sha256: str, options: ImportOptions, read: ReadFile) -> ImportPreview:
    """What loading the list would do."""
    years = sorted({record.year for record in read.listed})
    stored = _stored(session, years)
    new = changed = 0
    shown: list[ChangedRow] = []
    for number, record in enumerate(read.listed):
        found = stored.get(_key(record.year, record.login, record.organisation_name))
        if found is None:
            new += 1
        elif not _same(record, found):
            changed += 1
            if len(shown) < _SHOWN:
                before = ((str(record.year), _words(json.loads(found.papers))),)
                after = ((str(record.year), _words(record.papers)),)
                shown.append(ChangedRow(record.organisation_name or record.login, record.login, number + 1, before, after))
    problems = list(read.problems)
    gone = set(stored) - {_key(record.year, record.login, record.organisation_name) for record in read.listed}
    if gone:
        schools = counted(len(gone), "строка", "строки", "строк")
        said = f"В базе за те же годы есть ещё {schools}, которых в файле нет: они останутся."
        problems.insert(0, Problem("info", "listed_elsewhere", said, read.sheet))
    query = select(ImportRun.created_at).where(
        ImportRun.file_sha256 == sha256, ImportRun.layout == read.layout, ImportRun.reverted_at.is_(None)
    )
    before_run = session.scalars(query.order_by(ImportRun.id.desc())).first()
    if before_run:
        problems.insert(0, Problem("info", "already_loaded", f"Этот файл уже загружен {short_date(before_run.date())}."))
    span = f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(map(str, years))
    return ImportPreview(
        path, sha256, options, read,
        None, None, "", None, f"{TITLE}, {span}" if span else TITLE, None, (),
        schools=len({record.login or record.organisation_name for record in read.listed}),
        participants=0, absent=0, refused=read.refused, warnings=read.warnings,
        new=new, changed=changed, same=len(read.listed) - new - changed,
        problems=tuple(problems), changed_rows=tuple(shown), loaded_before=before_run, fingerprint=_fingerprint(stored),
    )  # fmt: skip


def _words(papers: dict[str, int]) -> str:
    return ", ".join(paper for paper, value in papers.items() if value) or "нет"


def write_list(
    ctx: Context, preview: ImportPreview, counts: str, note: Callable[[int, int, dict[str, Any] | None], dict[str, Any]]
) -> int:
    """Id of the run. `note` makes a row of `import_change` (run, row, former values)."""
    with ctx.db.write() as session:
        stored = _stored(session, {record.year for record in preview.read.listed})
        if _fingerprint(stored) != preview.fingerprint:
            raise UserError(
                "Данные в базе изменились, пока вы смотрели на загрузку.", "Откройте файл ещё раз: изменения будут пересчитаны."
            )
        run = ImportRun(
            created_at=ctx.clock(),
            file_name=preview.path.name,
            file_sha256=preview.sha256,
            layout=preview.read.layout,
            procedure_id=None,
            counts=counts,
            reverted_at=None,
        )
        session.add(run)
        session.flush()
        log: list[dict[str, Any]] = []
        for record in preview.read.listed:
            found = stored.get(_key(record.year, record.login, record.organisation_name))
            if found is None:
                made = ListedMarker(year=record.year, login=record.login, import_run_id=run.id, **_values(record))
                session.add(made)
                session.flush()
                log.append(note(run.id, made.id, None))
            elif not _same(record, found):
                before = {
                    "municipality_name": found.municipality_name,
                    "organisation_name": found.organisation_name,
                    "papers": found.papers,
                    "markers": found.markers,
                }
                log.append(note(run.id, found.id, before))
                session.execute(update(ListedMarker).where(ListedMarker.id == found.id).values(**_values(record)))
        session.execute(insert(ImportChange), log)
        return run.id
