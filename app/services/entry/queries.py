"""Reading what was typed."""

from __future__ import annotations

import json
from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.entry import EntryCheck, EntryForm, EntryRow, EntrySheet
from app.models.organisations import Organisation
from app.models.results import ImportRun, Procedure, Task
from app.models.results import Paper as PaperOfBase
from app.services.context import Context
from app.services.entry import rules
from app.services.entry.form_file import Form, form_of
from app.services.entry.rows import KINDS, CheckWork, EntryTask, KnownPaper, Paper, Sheet, SheetInfo, SheetLine, Work
from app.services.errors import UserError
from app.services.imports.queries import find_procedure
from app.services.scales.queries import scale_for
from app.services.text_ru import search_key, sort_key


def list_sheets(ctx: Context, organisation_id: int | None = None) -> tuple[SheetLine, ...]:
    """What was typed last comes first; all schools when none is named."""
    with ctx.db.read() as session:
        query = select(EntrySheet).order_by(EntrySheet.updated_at.desc(), EntrySheet.id.desc())
        if organisation_id is not None:
            query = query.where(EntrySheet.organisation_id == organisation_id)
        sheets = list(session.scalars(query))
        works: defaultdict[int, list[Work]] = defaultdict(list)
        if sheets:
            rows = select(EntryRow).where(EntryRow.sheet_id.in_([sheet.id for sheet in sheets]))
            for row in session.scalars(rows.order_by(EntryRow.sheet_id, EntryRow.position)):
                works[row.sheet_id].append(work_row(row))
        infos = [sheet_info(session, sheet) for sheet in sheets]
    return tuple(_line(info, works[info.id]) for info in infos)


def _line(info: SheetInfo, works: list[Work]) -> SheetLine:
    done = rules.typed_count(works, info.paper)
    return SheetLine(info, len(works), done, rules.doubtful_count(works, info.paper), rules.sheet_state(info, works))


def get_sheet(ctx: Context, sheet_id: int) -> Sheet:
    """Raises UserError when it was deleted."""
    with ctx.db.read() as session:
        return load_sheet(session, sheet_id)


def load_sheet(session: Session, sheet_id: int) -> Sheet:
    info = sheet_info(session, find_sheet(session, sheet_id))
    rows = session.scalars(select(EntryRow).where(EntryRow.sheet_id == sheet_id).order_by(EntryRow.position))
    works = tuple(work_row(row) for row in rows)
    codes = {work.position: work.code for work in works}
    checks = session.scalars(select(EntryCheck).where(EntryCheck.sheet_id == sheet_id).order_by(EntryCheck.position))
    paper = info.paper
    return Sheet(
        info,
        works,
        scale_for(session, paper.kind, paper.year, paper.grade, paper.subject, paper.max_score),
        tuple(CheckWork(_check_work(row, codes.get(row.position, "")), row.compared, row.differing) for row in checks),
    )


def find_sheet(session: Session, sheet_id: int) -> EntrySheet:
    found = session.get(EntrySheet, sheet_id)
    if found is None:
        raise UserError("Этого ввода уже нет.", "Вернитесь к списку.")
    return found


def sheets_of_paper(ctx: Context, info: SheetInfo) -> tuple[Sheet, ...]:
    """The classes of one school that write one paper, in order of their numbers: together they make one form."""
    with ctx.db.read() as session:
        query = select(EntrySheet).where(
            EntrySheet.organisation_id == info.organisation_id,
            EntrySheet.kind == info.paper.kind,
            EntrySheet.year == info.paper.year,
            EntrySheet.grade == info.paper.grade,
        )
        same = [one.id for one in session.scalars(query) if search_key(one.subject) == search_key(info.paper.subject)]
        found = [load_sheet(session, one) for one in same]
    return tuple(sorted(found, key=lambda one: (one.info.class_number, one.info.class_label, one.info.id)))


def taken_codes(ctx: Context, organisation_id: int, kind: str, year: int, grade: int, subject: str) -> tuple[str, ...]:
    """Codes that other classes of the school already have in this paper."""
    with ctx.db.read() as session:
        query = (
            select(EntryRow.code, EntrySheet.subject)
            .join(EntrySheet, EntrySheet.id == EntryRow.sheet_id)
            .where(
                EntrySheet.organisation_id == organisation_id,
                EntrySheet.kind == kind,
                EntrySheet.year == year,
                EntrySheet.grade == grade,
            )
        )
        return tuple(code for code, said in session.execute(query) if search_key(said) == search_key(subject))


def known_papers(ctx: Context) -> tuple[KnownPaper, ...]:
    """Procedures whose tasks and maxima the base knows, newest first."""
    with ctx.db.read() as session:
        tasks: defaultdict[int, list[tuple[str, int | None]]] = defaultdict(list)
        for procedure_id, code, points in session.execute(
            select(Task.procedure_id, Task.code, Task.max_points).order_by(Task.procedure_id, Task.position)
        ):
            tasks[procedure_id].append((code, points))
        found = []
        for one in session.scalars(select(Procedure).where(Procedure.kind.in_(list(KINDS)))):
            columns = tasks.get(one.id, [])
            if columns and all(points for _code, points in columns):
                paper = Paper(
                    one.kind, one.year, one.grade, one.subject, tuple(EntryTask(code, points or 0) for code, points in columns)
                )
                found.append(KnownPaper(one.id, paper))
    return tuple(sorted(found, key=lambda k: (-k.paper.year, k.paper.kind, k.paper.grade, sort_key(k.paper.subject))))


def form_of_sheet(ctx: Context, sheet_id: int) -> Form | None:
    """The form of ФИС ОКО the sheet belongs to, as it was when it was opened."""
    with ctx.db.read() as session:
        sheet = find_sheet(session, sheet_id)
        found = session.get(EntryForm, sheet.form_id) if sheet.form_id is not None else None
        kept = (found.content, found.file_name) if found is not None else None
    return form_of(*kept) if kept else None


def tasks_of_base(ctx: Context, paper: Paper) -> tuple[EntryTask, ...]:
    """Tasks the base knows of this paper; empty where it knows none, or not every maximum."""
    with ctx.db.read() as session:
        procedure = find_procedure(session, paper.kind, paper.year, paper.grade, paper.subject)
        if procedure is None:
            return ()
        query = select(Task.code, Task.max_points).where(Task.procedure_id == procedure.id).order_by(Task.position)
        found = [(code, points) for code, points in session.execute(query)]
    return tuple(EntryTask(code, points or 0) for code, points in found) if all(points for _code, points in found) else ()


def codes_of_run(ctx: Context, run_id: int) -> tuple[str, ...]:
    """Codes of the papers that a hand-over brought into the base."""
    with ctx.db.read() as session:
        return tuple(
            session.scalars(select(PaperOfBase.code).where(PaperOfBase.import_run_id == run_id).order_by(PaperOfBase.code))
        )


def sheet_info(session: Session, found: EntrySheet) -> SheetInfo:
    organisation = session.get(Organisation, found.organisation_id)
    form = session.execute(select(EntryForm.file_name).where(EntryForm.id == found.form_id)).scalar() if found.form_id else None
    run = session.get(ImportRun, found.import_run_id) if found.import_run_id is not None else None
    taken_back = run is not None and run.reverted_at is not None
    paper = Paper(
        found.kind,
        found.year,
        found.grade,
        found.subject,
        tuple(EntryTask(code, points) for code, points in json.loads(found.tasks)),
        tuple(json.loads(found.variants)),
        found.with_journal,
        found.with_gender,
    )
    return SheetInfo(
        found.id,
        found.organisation_id,
        organisation.short_name if organisation is not None else "",
        paper,
        found.class_label,
        found.class_number,
        found.created_at,
        found.updated_at,
        found.form_id,
        form or "",
        None if taken_back else found.finished_at,
        None if taken_back else found.import_run_id,
    )


def work_row(row: EntryRow) -> Work:
    return Work(row.position, row.code, row.scores, row.variant, row.absent, row.journal, row.gender, row.reason, row.reason_for)


def _check_work(row: EntryCheck, code: str) -> Work:
    return Work(row.position, code, row.scores, row.variant, row.absent, row.journal, row.gender)
