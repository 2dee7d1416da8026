"""Context data on their way into the base: compared school by school, written in one transaction, taken back by the same
«Отменить загрузку» as results."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.models.contexts import ContextValue
from app.models.organisations import Organisation
from app.models.results import ImportChange, ImportRun
from app.services.context import Context
from app.services.contexts.directory import by_key
from app.services.contexts.rows import ContextSchool
from app.services.contexts.rules import shown
from app.services.errors import UserError
from app.services.imports import queries
from app.services.imports.rows import ChangedRow, ImportOptions, ImportPreview, ReadFile, UnknownSchool
from app.services.organisations.identify import Directory, remember
from app.services.organisations.matching import candidates
from app.services.problems import Problem
from app.services.text_ru import counted, short_date

TITLE = "Контекстные данные"
_SHOWN = 200
_NAMED = 50
_WITH_CANDIDATES = 20
Stored = dict[int, dict[str, tuple[str, bool]]]
"""{organisation: {indicator: (value as JSON, typed by hand)}} of one year."""


def preview_contexts(session: Session, path: Path, sha256: str, options: ImportOptions, read: ReadFile) -> ImportPreview:
    """What loading the answers would do. What a person typed stays; schools the base does not have are named."""
    directory = Directory(session)
    ids = _identified(directory, options, read)
    stored = _stored(session, read.year, ids.values())
    problems = list(read.problems) + _same_school_twice(directory, ids, read)
    unknown, remarks = _unknown(session, directory, ids, read)
    problems += remarks
    new = changed = same = kept = 0
    rows: list[ChangedRow] = []
    for school in read.answers:
        if school.key not in ids:
            continue
        before = stored.get(ids[school.key], {})
        different, by_hand = _difference(school, before)
        kept += len(by_hand)
        facts = _facts(directory, ids[school.key], school)
        if not before and different:
            new += 1
        elif different or facts:
            changed += 1
            if different and len(rows) < _SHOWN:
                rows.append(_changed_row(directory.rows[ids[school.key]].short_name, school, before, different))
        else:
            same += 1
    if kept:
        said = f"Введено вручную и оставлено без изменений: {counted(kept, 'значение', 'значения', 'значений')}."
        problems.append(Problem("info", "typed_kept", said, read.sheet))
    query = select(ImportRun.created_at).where(ImportRun.file_sha256 == sha256, ImportRun.reverted_at.is_(None))
    before_run = session.scalars(query.where(ImportRun.layout == read.layout).order_by(ImportRun.id.desc())).first()
    if before_run:
        problems.insert(0, Problem("info", "already_loaded", f"Этот файл уже загружен {short_date(before_run.date())}."))
    return ImportPreview(
        path, sha256, options, read,
        read.year, None, "", None, f"{TITLE}, {read.year} год" if read.year else TITLE, None,
        () if read.year else ("год",),
        schools=len(ids), participants=0, absent=0, refused=read.refused, warnings=read.warnings,
        new=new, changed=changed, same=same,
        problems=tuple(problems), changed_rows=tuple(rows), unknown_schools=tuple(unknown), loaded_before=before_run,
        fingerprint=_fingerprint(ids, stored), school_ids=dict(ids),
    )  # fmt: skip


def write_contexts(ctx: Context, preview: ImportPreview, counts: str) -> int:
    """Id of the run. Raises UserError where the base has changed since the preview."""
    with ctx.db.write() as session:
        directory = Directory(session)
        read = preview.read
        ids = _identified(directory, preview.options, read)
        _same_school_twice(directory, ids, read)
        stored = _stored(session, preview.year, ids.values())
        if _fingerprint(ids, stored) != preview.fingerprint:
            raise UserError(
                "Данные в базе изменились, пока вы смотрели на загрузку.", "Откройте файл ещё раз: изменения будут пересчитаны."
            )
        run = ImportRun(
            created_at=ctx.clock(),
            file_name=preview.path.name,
            file_sha256=preview.sha256,
            layout=read.layout,
            procedure_id=None,
            counts=counts,
            reverted_at=None,
        )
        session.add(run)
        session.flush()
        chosen = {queries.named(read.schools[key]): one for key, one in preview.options.schools if key in read.schools}
        remember(session, chosen, ctx.clock())
        log: list[dict[str, Any]] = []
        values: list[dict[str, Any]] = []
        year = preview.year or 0
        for school in read.answers:
            organisation = ids.get(school.key)
            if organisation is None:
                continue
            before = stored.get(organisation, {})
            different, _kept = _difference(school, before)
            if different:
                former = {key: list(before[key]) if key in before else None for key in different}
                log.append(_note(run.id, "context_value", organisation * 10_000 + year, {"values": former}))
                values += [
                    {"organisation_id": organisation, "year": year, "key": key, "value": value, "by_hand": False}
                    for key, value in different.items()
                ]
            if facts := _facts(directory, organisation, school):
                log.append(_note(run.id, "organisation", organisation, dict.fromkeys(facts, "")))
                found = session.get_one(Organisation, organisation)
                for name, fact in facts.items():
                    setattr(found, name, fact)
        _put(session, values)
        if log:
            session.execute(insert(ImportChange), log)
        return run.id


def put_back_contexts(session: Session, row_id: int, before: Mapping[str, Any]) -> None:
    """Former values of one school in one year; None = there was none. What a person typed since then stays."""
    organisation, year = divmod(row_id, 10_000)
    former: dict[str, list[Any] | None] = before["values"]
    query = select(ContextValue).where(ContextValue.organisation_id == organisation, ContextValue.year == year)
    now = {one.key: one for one in session.scalars(query)}
    for key, was in former.items():
        found = now.get(key)
        if found is not None and found.by_hand:
            continue
        if was is None:
            if found is not None:
                session.delete(found)
        elif found is not None:
            found.value, found.by_hand = was[0], bool(was[1])
        elif session.get(Organisation, organisation) is not None:
            session.add(ContextValue(organisation_id=organisation, year=year, key=key, value=was[0], by_hand=bool(was[1])))
    session.flush()


def _identified(directory: Directory, options: ImportOptions, read: ReadFile) -> dict[str, int]:
    """{key of a school in the file: organisation}; the codes a questionnaire gives help where the login does not."""
    chosen = dict(options.schools)
    found: dict[str, int] = {}
    for school in read.answers:
        named = queries.named(read.schools[school.key])
        codes = tuple(code for name in ("oge_code", "ege_code") if (code := school.facts.get(name, "")))
        full = replace(named, codes=codes, inn=school.facts.get("inn", ""))
        organisation = chosen.get(school.key) or directory.find_sure(named) or directory.find_sure(full)
        if organisation in directory.rows:
            found[school.key] = organisation
    return found


def _same_school_twice(directory: Directory, ids: dict[str, int], read: ReadFile) -> list[Problem]:
    """Two rows that turn out to be one organisation (a branch with the code of its head): neither by guess."""
    keys: defaultdict[int, list[str]] = defaultdict(list)
    for key, organisation in ids.items():
        keys[organisation].append(key)
    problems = []
    for organisation, several in keys.items():
        if len(several) < 2:
            continue
        login = directory.rows[organisation].login
        sure = [key for key in several if login and read.schools[key].login == login]
        for key in several:
            if len(sure) != 1 or key != sure[0]:
                del ids[key]
        listed = ", ".join(several)
        said = f"Строки {listed} похожи на одну организацию: загружена {sure[0] if len(sure) == 1 else 'ни одна'}."
        problems.append(Problem("warning", "one_school_twice", said, read.sheet))
    return problems


def _unknown(
    session: Session, directory: Directory, ids: Mapping[str, int], read: ReadFile
) -> tuple[list[UnknownSchool], list[Problem]]:
    """Schools of the own district that the base lacks, with candidates; those of other districts are only counted.

    Where a file names no municipality and most of its schools are not ours, they are other districts' too.
    """
    from app.services.imports.schools import _is_foreign

    own = queries.own_district(session)
    strangers = [key for key in read.schools if key not in ids]
    regional = own is not None and len(strangers) > max(_NAMED, len(ids))
    foreign = []
    unknown: list[UnknownSchool] = []
    for key in strangers:
        school = read.schools[key]
        nameless = not (school.municipality_code or school.municipality_name)
        if own is not None and (_is_foreign(school, own) or (regional and nameless)):
            foreign.append(key)
            continue
        similar: tuple[Any, ...] = ()
        if school.name and len(unknown) < _WITH_CANDIDATES:
            near = directory.near(queries.named(school)).values()
            similar = candidates(school.name, [row for row in near if not (school.login and row.login)], former=directory.former)
        unknown.append(UnknownSchool(key, school.login, school.name, school.municipality_name, 1, similar))
    problems = []
    for one in unknown[:_NAMED]:
        who = f"{one.name} ({one.login})" if one.name and one.login else one.name or one.login
        hint = f" Похожие: {', '.join(f'{c.name} — {c.reason}' for c in one.candidates[:3])}." if one.candidates else ""
        problems.append(Problem("warning", "unknown_school", f"Школы {who} нет в базе, не загружена.{hint}", read.sheet))
    rest = len(unknown) - _NAMED
    if rest > 0:
        said = f"И ещё {counted(rest, 'школы', 'школ', 'школ')} нет в базе, они не загружены."
        problems.append(Problem("warning", "unknown_school", said, read.sheet))
    if foreign:
        said = f"В файле есть школы, которых нет в базе, из других муниципалитетов: {len(foreign)}. Они не загружены."
        problems.append(Problem("info", "foreign_schools", said, read.sheet))
    return unknown, problems


def _difference(school: ContextSchool, before: Mapping[str, tuple[str, bool]]) -> tuple[dict[str, str], list[str]]:
    """(what the file changes, as JSON; keys typed by hand that it says otherwise)."""
    different: dict[str, str] = {}
    by_hand = []
    for key, value in school.values.items():
        said = json.dumps(value, ensure_ascii=False)
        stored = before.get(key)
        if stored is not None and stored[0] == said:
            continue
        if stored is not None and stored[1]:
            by_hand.append(key)
        else:
            different[key] = said
    return different, by_hand


def _facts(directory: Directory, organisation: int, school: ContextSchool) -> dict[str, str]:
    """Codes and numbers the card lacks; what it has is never replaced."""
    row = directory.rows[organisation]
    return {name: value for name, value in school.facts.items() if value.isdigit() and not getattr(row, name)}


def _changed_row(
    name: str, school: ContextSchool, before: Mapping[str, tuple[str, bool]], different: Mapping[str, str]
) -> ChangedRow:
    def words(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        known = by_key()
        return tuple((known[key].title, shown(known[key], json.loads(value))) for key, value in values.items() if key in known)

    former = {key: before[key][0] for key in different if key in before}
    return ChangedRow(name, school.key, school.row, words(former), words(different))


def _stored(session: Session, year: int | None, ids: Any) -> Stored:
    found: Stored = {}
    columns = (ContextValue.organisation_id, ContextValue.key, ContextValue.value, ContextValue.by_hand)
    wanted = set(ids)
    for organisation, key, value, by_hand in session.execute(select(*columns).where(ContextValue.year == (year or 0))):
        if organisation in wanted:
            found.setdefault(organisation, {})[key] = (value, by_hand)
    return found


def _put(session: Session, values: list[dict[str, Any]]) -> None:
    connection = session.connection()
    rows = [(v["organisation_id"], v["year"], v["key"], v["value"], v["by_hand"]) for v in values]
    if rows:
        connection.exec_driver_sql(
            'INSERT INTO context_value (organisation_id, year, "key", value, by_hand) VALUES (?, ?, ?, ?, ?)'
            ' ON CONFLICT (organisation_id, year, "key") DO UPDATE SET value = excluded.value, by_hand = excluded.by_hand',
            rows,
        )


def _note(run: int, table: str, row: int, before: Mapping[str, Any]) -> dict[str, Any]:
    said = json.dumps(before, ensure_ascii=False)
    return {"import_run_id": run, "table_name": table, "row_id": row, "before": said}


def _fingerprint(ids: Mapping[str, int], stored: Stored) -> str:
    text = repr((sorted(ids.items()), sorted((i, sorted(values.items())) for i, values in stored.items())))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
