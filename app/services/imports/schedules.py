"""A school's unified schedule on its way into the base: compared entry by entry, written in one transaction, taken back by
the same «Отменить загрузку» as results. The file replaces the schedule of its school and school year."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.models.organisations import Organisation
from app.models.results import ImportChange, ImportRun
from app.models.schedules import ScheduleEntry, SchoolSchedule, SubjectHours
from app.services.context import Context
from app.services.errors import UserError
from app.services.imports import queries
from app.services.imports.layouts.school_form_2026 import OWN_SCHOOL
from app.services.imports.rows import ChangedRow, ImportOptions, ImportPreview, ReadFile, UnknownSchool
from app.services.organisations.identify import Directory, NameInFile, remember
from app.services.organisations.matching import candidates
from app.services.problems import Problem
from app.services.school_schedule.queries import ENTRY_FIELDS
from app.services.school_schedule.rows import LEVEL_TITLES, Entry, ReadSchedule
from app.services.text_ru import counted, short_date

TITLE = "График оценочных процедур"
_SHOWN = 200
_HEADING = (
    "file_name", "received_on", "order_number", "ordered_on", "changes_order", "first_week_on", "note", "updated_at",
)  # fmt: skip
_HOURS = ("grade", "class_label", "subject", "hours", "weekly")
_SAME_BY = tuple(name for name in ENTRY_FIELDS if name not in ("cell", "procedure_id", "is_edge_lesson"))
"""What makes two entries the same: not where they stood in the file, not what was added to them here."""


@dataclass(frozen=True, slots=True)
class _Stored:
    """The schedule in the base: (id, values) of every entry, values of every subject's hours."""

    id: int
    heading: dict[str, Any]
    entries: tuple[tuple[int, dict[str, Any]], ...]
    hours: tuple[dict[str, Any], ...]

    def fingerprint(self) -> str:
        said = repr((self.id, self.entries, self.hours, sorted(self.heading.items())))
        return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


def preview_schedule(session: Session, path: Path, sha256: str, options: ImportOptions, read: ReadFile) -> ImportPreview:
    """What loading the schedule would do. The school is told by the person, by the file, or is the own one."""
    found = read.schedule
    assert found is not None
    problems = list(read.problems)
    directory = Directory(session)
    school, unknown = _school(session, directory, options, found)
    year = found.school_year
    stored = _stored(session, school, year)
    new, gone, same = _compared(found.entries, stored)
    hours_changed = bool(found.hours) and _hours_rows(found) != _sorted(stored.hours if stored else ())
    name = directory.rows[school].short_name if school is not None else found.school_name
    if stored and gone:
        shown = counted(len(gone), "запись", "записи", "записей")
        said = f"В базе у этой школы есть ещё {shown}, которых нет в файле: файл заменит график целиком."
        problems.insert(0, Problem("warning", "replaced", said, read.sheet))
    query = select(ImportRun.created_at).where(
        ImportRun.file_sha256 == sha256, ImportRun.layout == read.layout, ImportRun.reverted_at.is_(None)
    )
    before_run = session.scalars(query.order_by(ImportRun.id.desc())).first()
    if before_run:
        problems.insert(0, Problem("info", "already_loaded", f"Этот файл уже загружен {short_date(before_run.date())}."))
    missing = tuple(what for what, known in (("школа", school), ("год", year)) if known is None)
    if school is None:
        said = f"Не узнана школа{f' «{found.school_name}»' if found.school_name else ''}: укажите её."
        problems.append(Problem("error", "identity_missing", said, read.sheet))
    title = f"{TITLE}{f' {year}/{year + 1}' if year else ''}{f', {name}' if name else ''}"
    return ImportPreview(
        path, sha256, options, read,
        year, None, "", None, title, None, missing,
        schools=int(school is not None), participants=0, absent=0, refused=read.refused, warnings=read.warnings,
        new=len(new), changed=len(gone) + int(hours_changed and (stored is not None or not new)), same=same,
        problems=tuple(problems),
        changed_rows=tuple(_gone_row(name, values) for _id, values in gone[:_SHOWN]),
        unknown_schools=unknown, loaded_before=before_run,
        fingerprint=stored.fingerprint() if stored else "", school_ids={OWN_SCHOOL: school} if school is not None else {},
    )  # fmt: skip


def write_schedule(ctx: Context, preview: ImportPreview, counts: str) -> int:
    """Id of the run. Raises UserError where the base has changed since the preview."""
    found = preview.read.schedule
    school, year = preview.school_ids.get(OWN_SCHOOL), preview.year
    assert found is not None and school is not None and year is not None
    with ctx.db.write() as session:
        stored = _stored(session, school, year)
        if (stored.fingerprint() if stored else "") != preview.fingerprint or session.get(Organisation, school) is None:
            raise UserError(
                "Данные в базе изменились, пока вы смотрели на загрузку.", "Откройте файл ещё раз: изменения будут пересчитаны."
            )
        now = ctx.clock()
        run = ImportRun(
            created_at=now, file_name=preview.path.name, file_sha256=preview.sha256, layout=preview.read.layout,
            procedure_id=None, counts=counts, reverted_at=None,
        )  # fmt: skip
        session.add(run)
        if found.school_name and dict(preview.options.schools).get(OWN_SCHOOL) == school:
            remember(session, {NameInFile(name=found.school_name): school}, now)
        row = session.get_one(SchoolSchedule, stored.id) if stored else None
        if row is None:
            row = SchoolSchedule(organisation_id=school, school_year=year)
            session.add(row)
        row.file_name, row.received_on, row.updated_at = preview.path.name, now.date(), now
        row.order_number = found.order_number or row.order_number or ""
        row.ordered_on = found.ordered_on or row.ordered_on
        row.changes_order = found.changes_order or row.changes_order or ""
        row.first_week_on = found.first_week_on or row.first_week_on
        session.flush()
        new, gone, _same = _compared(found.entries, stored)
        _insert_entries(session, row.id, [_values(entry) for entry in new])
        for entry_id, _values_before in gone:
            session.execute(delete(ScheduleEntry).where(ScheduleEntry.id == entry_id))
        if found.hours:
            _replace_hours(session, row.id, _hours_rows(found))
        before = {
            "organisation_id": school,
            "school_year": year,
            "written_at": now.isoformat(),
            "former": None if stored is None else {
                "heading": {name: _said(value) for name, value in stored.heading.items()},
                "entries": [[entry_id, {k: _said(v) for k, v in values.items()}] for entry_id, values in stored.entries],
                "hours": list(stored.hours),
            },
        }  # fmt: skip
        note = {"import_run_id": run.id, "table_name": "school_schedule", "row_id": row.id, "before": json.dumps(before)}
        session.execute(insert(ImportChange), [note])
        return run.id


def put_back_schedule(session: Session, schedule_id: int, before: Mapping[str, Any]) -> None:
    """The schedule as it was before the run, or none. Raises UserError where somebody has changed it since."""
    row = session.get(SchoolSchedule, schedule_id)
    if row is None or (row.organisation_id, row.school_year) != (before["organisation_id"], before["school_year"]):
        return
    if row.updated_at.isoformat() != before["written_at"]:
        raise UserError(
            "После загрузки этот график правили: отмена загрузки стёрла бы правки.", "Отмените сначала правки или удалите график."
        )
    former = before["former"]
    if former is None:
        session.delete(row)
        session.flush()
        return
    for name, value in former["heading"].items():
        setattr(row, name, _day(name, value))
    session.execute(delete(ScheduleEntry).where(ScheduleEntry.schedule_id == schedule_id))
    _insert_entries(
        session, schedule_id, [{"id": i} | {k: _day(k, v) for k, v in values.items()} for i, values in former["entries"]]
    )
    _replace_hours(session, schedule_id, former["hours"])
    session.flush()


def _school(
    session: Session, directory: Directory, options: ImportOptions, found: ReadSchedule
) -> tuple[int | None, tuple[UnknownSchool, ...]]:
    chosen = options.organisation_id or dict(options.schools).get(OWN_SCHOOL)
    if chosen is not None and chosen in directory.rows:
        return chosen, ()
    if (own := queries.own_school(session)) is not None:
        return own, ()
    if not found.school_name:
        return None, ()
    named = NameInFile(name=found.school_name)
    sure = directory.find_sure(named)
    if sure is not None:
        return sure, ()
    near = candidates(found.school_name, list(directory.near(named).values()), former=directory.former)
    return None, (UnknownSchool(OWN_SCHOOL, "", found.school_name, "", found.grid_cells, near),)


def _stored(session: Session, school: int | None, year: int | None) -> _Stored | None:
    if school is None or year is None:
        return None
    query = select(SchoolSchedule).where(SchoolSchedule.organisation_id == school, SchoolSchedule.school_year == year)
    row = session.scalars(query).one_or_none()
    if row is None:
        return None
    entries = session.scalars(select(ScheduleEntry).where(ScheduleEntry.schedule_id == row.id).order_by(ScheduleEntry.id))
    hours = session.scalars(select(SubjectHours).where(SubjectHours.schedule_id == row.id).order_by(SubjectHours.id))
    return _Stored(
        row.id,
        {name: getattr(row, name) for name in _HEADING},
        tuple((one.id, {name: getattr(one, name) for name in ENTRY_FIELDS}) for one in entries),
        tuple({name: getattr(one, name) for name in _HOURS} for one in hours),
    )


def _compared(entries: Sequence[Entry], stored: _Stored | None) -> tuple[list[Entry], list[tuple[int, dict[str, Any]]], int]:
    """(entries that the base lacks, stored ones that the file lacks, how many are the same)."""
    left = Counter(_key(_values(entry)) for entry in entries)
    gone = []
    same = 0
    for entry_id, values in stored.entries if stored else ():
        key = _key(values)
        if left[key]:
            left[key] -= 1
            same += 1
        else:
            gone.append((entry_id, values))
    new = []
    for entry in reversed(entries):
        key = _key(_values(entry))
        if left[key]:
            left[key] -= 1
            new.append(entry)
    return new[::-1], gone, same


def _key(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values[name] for name in _SAME_BY)


def _values(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in ENTRY_FIELDS}


def _insert_entries(session: Session, schedule_id: int, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(ScheduleEntry), [{"schedule_id": schedule_id} | row for row in rows])


def _replace_hours(session: Session, schedule_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    session.execute(delete(SubjectHours).where(SubjectHours.schedule_id == schedule_id))
    if rows:
        session.execute(insert(SubjectHours), [{"schedule_id": schedule_id} | dict(row) for row in rows])


def _hours_rows(found: ReadSchedule) -> list[dict[str, Any]]:
    return _sorted([{name: getattr(one, name) for name in _HOURS} for one in found.hours])


def _sorted(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["grade"], row["class_label"], row["subject"]))


def _gone_row(name: str, values: Mapping[str, Any]) -> ChangedRow:
    entry = replace(Entry(0, "", ""), **values)
    when = short_date(entry.held_on) if entry.held_on else f"неделя {entry.week}" if entry.week else ""
    said = ", ".join(part for part in (entry.subject, when, LEVEL_TITLES[entry.level].lower(), entry.title) if part)
    return ChangedRow(name, entry.where, 0, (("процедура", said),), ())


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _day(name: str, value: Any) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if name == "updated_at":
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name in ("received_on", "ordered_on", "first_week_on", "held_on", "until") else value
