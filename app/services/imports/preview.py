"""What loading a file would do. Reads the file and the base, writes nothing."""

from __future__ import annotations

import gc
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy.orm import Session

from app.services.context import Context
from app.services.errors import UserError
from app.services.imports import exam_appeal, identity, plain_table, queries, rules
from app.services.imports.contexts import preview_contexts
from app.services.imports.layouts import context_tables, marker_list, school_schedule
from app.services.imports.layouts.logins import Logins
from app.services.imports.layouts.school_form_2026 import OWN_SCHOOL
from app.services.imports.mappings import remembered_mapping
from app.services.imports.marker_lists import preview_list
from app.services.imports.queries import PAPER_FIELDS, Stored
from app.services.imports.recognise import UnknownLayout, recognise
from app.services.imports.rows import (
    ChangedRow,
    GroupRecord,
    ImportOptions,
    ImportPreview,
    PaperRecord,
    ReadFile,
    SchoolInFile,
    TaskColumn,
)
from app.services.imports.schedules import preview_schedule
from app.services.imports.schools import SchoolsOfFile
from app.services.privacy.guard import personal_data
from app.services.problems import Problem
from app.services.progress import NoProgress, Progress
from app.services.results.procedure import PROCEDURE_KINDS, ProcedureRow
from app.services.table_files.workbook import Sheet, Workbook, open_workbook
from app.services.text_ru import short_date

CHANGED_LISTED = 200


def build_preview(
    ctx: Context, path: Path, options: ImportOptions | None = None, progress: Progress | None = None
) -> ImportPreview:
    """Read a file that speaks of one procedure (or the one that `options.part` names) and compare it with the base.

    Raises UserError for a file that cannot be read, is none of our layouts or holds several procedures, Cancelled when the
    person stops.
    """
    previews = build_previews(ctx, path, options, progress)
    if len(previews) > 1:
        said = "; ".join(preview.title for preview in previews[:6])
        raise UserError(f"В файле «{path.name}» несколько процедур: {said}.", "Укажите, какую из них загрузить.")
    return previews[0]


def build_previews(
    ctx: Context, path: Path, options: ImportOptions | None = None, progress: Progress | None = None
) -> list[ImportPreview]:
    """As `build_preview`, for a file of any number of procedures: each is a preview and a load of its own."""
    options, progress = options or ImportOptions(), progress or NoProgress()
    progress.report(0, 100, f"Чтение файла «{path.name}»")
    with no_garbage_collection():
        with open_workbook(path, options.csv_form) as workbook:
            reader, sheet, options = _reader_of(ctx, workbook, options)
            progress.report(60, 100, "Разбор строк")
            reads: list[ReadFile] = _read_parts(reader, workbook, sheet, options)
            progress.report(75, 100, "Поиск персональных данных")
            personal = personal_data(dict.fromkeys((sheet, *workbook.visible_sheets)))
            if workbook.csv_form is not None:
                personal.append(Problem("info", "text_table", f"{workbook.format_title[:1].upper()}{workbook.format_title[1:]}."))
            sha256 = workbook.sha256
        progress.report(80, 100, "Сравнение с базой")
        with ctx.db.read() as session:
            previews = [_compare(session, path, sha256, _for_part(options, read), read) for read in reads]
    progress.report(100, 100, "Файл прочитан")
    return [_with_remarks(preview, personal) for preview in previews]


def _reader_of(ctx: Context, workbook: Workbook, options: ImportOptions) -> tuple[ModuleType, Sheet, ImportOptions]:
    """The layout; of a table of no layout the mapping that the person gave now or to the same header before."""
    if options.mapping is None:
        try:
            return *recognise(workbook, options), options
        except UnknownLayout:
            with ctx.db.read() as session:
                known = remembered_mapping(session, workbook)
            if known is None:
                raise
            options = replace(options, mapping=known)
    assert options.mapping is not None
    sheet = next((one for one in workbook.visible_sheets if one.name == options.mapping.sheet), None)
    if sheet is None:
        raise UserError(f"В файле «{workbook.path.name}» нет листа «{options.mapping.sheet}».", "Укажите столбцы ещё раз.")
    return plain_table, sheet, options


def _read_parts(reader: ModuleType, workbook: Workbook, sheet: Sheet, options: ImportOptions) -> list[ReadFile]:
    if not hasattr(reader, "read_parts"):
        return [reader.read(workbook, sheet, options)]
    parts: list[ReadFile] = reader.read_parts(workbook, sheet, options)
    chosen = [part for part in parts if part.part == options.part] if options.part else parts
    if not chosen:
        raise UserError(f"В файле «{workbook.path.name}» больше нет экзамена «{options.part}».", "Прочитайте файл заново.")
    return chosen


def _for_part(options: ImportOptions, read: ReadFile) -> ImportOptions:
    """What was said about a whole file names no subject for one of its parts."""
    if not read.part or options.part:
        return options
    return replace(options, part=read.part, subject=None, grade=None)


def preview_typed(ctx: Context, path: Path, sha256: str, read: ReadFile, options: ImportOptions) -> ImportPreview:
    """The same comparison for records that were typed and come from no file; `path` names them in the list of loads."""
    with ctx.db.read() as session:
        return _compare(session, path, sha256, options, read)


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """A file makes 26,000 rows that all live; looking through them for cycles again and again takes a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass(frozen=True)
class ComparedPapers:
    """Papers of the file beside those of the base; only papers of schools that are loaded."""

    new: list[PaperRecord]
    changed: list[tuple[PaperRecord, int, tuple[Any, ...], tuple[Any, ...]]]
    """(record, paper id, values of the base, values to store), both in order of PAPER_FIELDS."""
    same: int


def compare_papers(read: ReadFile, stored: Stored, ids: dict[str, int | None]) -> ComparedPapers:
    """A field that the layout does not carry (mark, journal mark) never counts as changed."""
    loaded = read.papers if len(ids) >= len(read.schools) else [paper for paper in read.papers if paper.school in ids]
    if not stored.papers:
        return ComparedPapers(loaded, [], 0)
    keep = [index for index, name in enumerate(PAPER_FIELDS) if name in _CARRIED and _CARRIED[name] not in read.columns]
    new, changed, same = [], [], 0
    for paper in loaded:
        organisation = ids[paper.school]
        found = stored.papers.get((organisation, paper.code)) if organisation is not None else None
        if found is None:
            new.append(paper)
            continue
        before = found[1:]
        after: tuple[Any, ...] = paper[2:10]
        if keep:
            after = tuple(before[i] if i in keep else value for i, value in enumerate(after))
        if before == after:
            same += 1
        else:
            changed.append((paper, found[0], before, after))
    return ComparedPapers(new, changed, same)


_CARRIED = {"mark": "mark", "journal_mark": "journal", "test_score": "test_score"}
"""Fields of a paper that not every layout has → their names in `ReadFile.columns`."""


def group_state(group: GroupRecord, stored: Stored, derived: bool) -> str:
    """`new`, `changed` or `same`. What a report printed is never replaced by what the program computed."""
    found = stored.groups.get((group.content, group.level, group.code, group.name))
    if found is None:
        return "new"
    _id, organisations, participants, data, was_derived = found
    if derived and not was_derived:
        return "same"
    equal = (organisations, participants, json.loads(data), bool(was_derived)) == (
        group.organisations,
        group.participants,
        group.data,
        derived,
    )
    return "same" if equal else "changed"


def resolve(session: Session, preview: ImportPreview) -> Stored:
    """The stored side of a preview as it is now; its fingerprint tells whether anything changed since."""
    key = (preview.kind, preview.year, preview.grade, preview.subject)
    contents = {group.content for group in preview.groups}
    return queries.load_stored(session, key, preview.read.schools, _chosen(preview.options), contents)


def _chosen(options: ImportOptions) -> dict[str, int]:
    own = {OWN_SCHOOL: options.organisation_id} if options.organisation_id is not None else {}
    return {**dict(options.schools), **own}


def _with_remarks(preview: ImportPreview, remarks: Sequence[Problem]) -> ImportPreview:
    """Remarks about the whole file stand first."""
    warnings = sum(problem.severity == "warning" for problem in remarks)
    return replace(preview, problems=(*remarks, *preview.problems), warnings=preview.warnings + warnings) if remarks else preview


def _compare(session: Session, path: Path, sha256: str, options: ImportOptions, read: ReadFile) -> ImportPreview:
    if read.layout == context_tables.NAME:
        return preview_contexts(session, path, sha256, options, read)
    if read.layout == marker_list.NAME:
        return preview_list(session, path, sha256, options, read)
    if read.layout == school_schedule.NAME:
        return preview_schedule(session, path, sha256, options, read)
    if options.kind:
        read = replace(read, kind=options.kind)
    year, grade, subject, remarks = rules.told(options, read, path.stem)
    read = rules.without_personal(read)
    read, options = _name_school(session, path, options, read)
    if read.layout == exam_appeal.NAME:
        read = exam_appeal.found_among(session, read, year, grade, subject, _chosen(options))
    scale = queries.scale_of(session, read.kind, year, grade, subject)
    top = read.max_score or (scale.max_score if scale else None)
    read = rules.compare_marks(rules.refuse_totals(read, top), scale if scale and scale.max_score == top else None)
    derived = not read.groups
    groups = rules.region_groups(read, top) if derived else read.groups
    stored = queries.load_stored(
        session, (read.kind, year, grade, subject), read.schools, _chosen(options), {group.content for group in groups}
    )
    tasks = rules.merged_tasks(stored.tasks, read.tasks)
    if tasks is None:
        raise UserError(
            f"В файле «{path.name}» заданий {len(read.tasks)}, а в базе у этой процедуры {len(stored.tasks)} "
            "или они названы иначе: это другая работа.",
            "Проверьте год, класс и предмет.",
        )
    groups = rules.with_own_school(rules.recoded(groups, read.tasks, tasks), queries.own_school_names(session))
    if grade:
        remarks += rules.check_codes(map(itemgetter(1), read.papers), grade, read.sheet)
    if top is not None and stored.max_score not in (None, top):
        said = f"Максимальный балл в базе — {stored.max_score}, в файле — {top}. Проверьте, та ли это работа."
        remarks.append(Problem("warning", "max_differs", said, read.sheet))
    schools = SchoolsOfFile(session, options, read, stored, year)
    missing = rules.missing(year, grade, subject) + (
        ("школа",) if OWN_SCHOOL in read.schools and OWN_SCHOOL not in schools.ids else ()
    )
    if missing:
        said = f"Не удалось узнать: {', '.join(missing)}. Укажите это, иначе файл не загрузить."
        remarks.append(Problem("error", "identity_missing", said, read.sheet))
    before = queries.loaded_before(session, sha256, stored.procedure_id)
    if before:
        remarks.append(Problem("info", "already_loaded", f"Этот файл уже загружен {short_date(before.date())}."))
    remarks += schools.problems
    papers = compare_papers(read, stored, schools.ids)
    states = Counter(group_state(group, stored, derived) for group in groups)
    described = _described(stored.tasks, tasks)
    if read.papers and not (papers.new or papers.changed or papers.same):
        described = Counter()  # of a file whose schools are all unknown nothing is loaded, its tasks neither
    if not read.papers and not read.groups:  # a description of the tasks
        there = participants = 0
        new, changed, same = described["new"], described["changed"], described["same"]
    elif derived:
        present = rules.participants_by_school(read.papers)
        there, participants = len(present), present.total()
        new, changed, same = len(papers.new), len(papers.changed), papers.same
    else:
        at_school = [group for group in read.groups if group.level == "school"]
        there = len({(group.code, group.name) for group in at_school})
        participants = sum(group.participants or 0 for group in at_school)
        new, changed, same = states["new"], states["changed"], states["same"]
    return ImportPreview(
        path,
        sha256,
        options,
        read,
        year,
        grade,
        subject,
        top if top is not None else stored.max_score,
        _title(read.kind, year, grade, subject),
        stored.procedure_id,
        missing,
        schools=there,
        participants=participants,
        absent=len(read.papers) - participants if derived else 0,
        refused=read.refused,
        warnings=read.warnings + sum(problem.severity == "warning" for problem in remarks),
        new=new,
        changed=changed,
        same=same,
        problems=(*remarks, *read.problems),
        changed_rows=tuple(_changed_rows(papers, read)),
        new_schools=tuple(schools.created),
        unknown_schools=tuple(schools.unknown),
        loaded_before=before,
        fingerprint=stored.fingerprint(),
        school_ids=schools.ids,
        groups=groups,
        groups_derived=derived,
        groups_changed=states["new"] + states["changed"],
        participant_grade=identity.class_of_codes(map(itemgetter(1), read.papers)),
        tasks_changed=described["new"] + described["changed"],
    )


def _described(stored: Sequence[TaskColumn], tasks: Sequence[TaskColumn]) -> Counter[str]:
    """How many tasks are `new`, `changed`, `same`."""
    if not stored:
        return Counter({"new": len(tasks)})
    return Counter("same" if before == after else "changed" for before, after in zip(stored, tasks, strict=True))


def _title(kind: str, year: int | None, grade: int | None, subject: str) -> str:
    if year and grade and subject:
        return ProcedureRow(0, kind, year, grade, subject, None, None, None).title
    name = PROCEDURE_KINDS.get(kind, kind) + (f" {year}" if year else "")
    return ", ".join(part for part in (name, subject, f"{grade} класс" if grade else "") if part)


def _name_school(session: Session, path: Path, options: ImportOptions, read: ReadFile) -> tuple[ReadFile, ImportOptions]:
    """The school of a form: told by the person, by a login in the name of the file or its folder, or the own school."""
    if OWN_SCHOOL not in read.schools or options.organisation_id is not None:
        return read, options
    logins = Logins()
    for name in (path.stem, path.absolute().parent.name):
        found = [
            login
            for word in re.findall(r"(?<![A-Za-z])(?:edu|sch|ksh)\d{6}(?!\d)", name, re.IGNORECASE)
            if (login := logins[word])
        ]
        if len(set(found)) == 1:
            return replace(read, schools={OWN_SCHOOL: SchoolInFile(found[0])}), options
    own = queries.own_school(session)
    return read, replace(options, organisation_id=own) if own is not None else options


def _changed_rows(papers: ComparedPapers, read: ReadFile) -> Iterator[ChangedRow]:
    for paper, _id, before, after in papers.changed[:CHANGED_LISTED]:
        school = read.schools[paper.school]
        old, new = rules.difference(before, after, PAPER_FIELDS)
        yield ChangedRow(school.name or school.login, paper.code, paper.row, old, new)
