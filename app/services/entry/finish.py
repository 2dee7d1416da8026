"""Typed works on their way out: into the base as any load of results, and into the form of ФИС ОКО."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import update

from app.models.entry import EntrySheet
from app.services.changes import Changes
from app.services.context import Context
from app.services.entry import queries, rules
from app.services.entry.form_file import Form, fill_form
from app.services.entry.rows import NO_MARK, Sheet, SheetInfo, Work
from app.services.errors import UserError
from app.services.forms.printing import write_file
from app.services.imports.commit import commit_import
from app.services.imports.layouts.school_form_2026 import OWN_SCHOOL
from app.services.imports.preview import preview_typed
from app.services.imports.rows import ImportOptions, PaperRecord, ReadFile, SchoolInFile, TaskColumn
from app.services.progress import Progress
from app.services.text_ru import counted

NAMED = 5
"""Works named in a refusal."""


def unfinished(sheet: Sheet) -> tuple[Work, ...]:
    """Works that are not typed to the end."""
    return tuple(w for w in sheet.works if rules.state_of(w, sheet.info.paper) not in ("done", "absent"))


def check_sheet(sheet: Sheet, *, without_unfinished: bool = False) -> None:
    """Raises UserError for what must be put right, or explained, before the works leave the grid."""
    paper, codes = sheet.info.paper, rules.code_counts(sheet.works)
    for work in sheet.works:
        open_ = rules.unexplained(work, rules.doubts_of(work, paper, codes))
        if open_:
            todo = "Исправьте значение или напишите причину (F4 на красной ячейке)."
            raise UserError(f"Работа {work.code or work.position + 1}: {open_[0].text}", todo)
        if (rules.total_of(work) or 0) > paper.max_score:
            raise UserError(
                f"Работа {work.code}: итог больше возможного, {paper.max_score}.", "Исправьте баллы: такой итог база не примет."
            )
    left = unfinished(sheet)
    if left and not without_unfinished:
        names = ", ".join(work.code for work in left[:NAMED]) + (" …" if len(left) > NAMED else "")
        said = counted(len(left), "работа", "работы", "работ")
        raise UserError(f"Не введено до конца: {said} ({names}).", "Введите их или отметьте «отсутствовал».")
    if len(left) == len(sheet.works):
        raise UserError("Ни одна работа не введена до конца.", "Введите работы и повторите.")


def hand_over(ctx: Context, sheet_id: int, *, without_unfinished: bool = False, progress: Progress | None = None) -> Changes:
    """Put the works into the base by the ordinary load: compared, copied before, taken back as a whole by one undo.

    Raises UserError when something must be put right first; then nothing is changed.
    """
    sheet = queries.get_sheet(ctx, sheet_id)
    info = sheet.info
    check_sheet(sheet, without_unfinished=without_unfinished)
    differing = rules.compare_tasks(info.paper.tasks, queries.tasks_of_base(ctx, info.paper) or info.paper.tasks)
    if differing:
        said = rules.differences_in_words(differing)
        raise UserError(
            f"Пока шёл ввод, задания этой работы в базе изменились: {said}.", "Перейдите на новый вариант: баллы сохранятся."
        )
    _refuse_lost_codes(ctx, sheet)
    read = read_file(sheet)
    path = Path(f"Ввод {info.title}".replace("/", "-"))
    sha256 = hashlib.sha256(repr(read.papers).encode()).hexdigest()
    preview = preview_typed(ctx, path, sha256, read, ImportOptions(organisation_id=info.organisation_id))
    if preview.refused:
        raise UserError("Часть работ база не примет.", next(p.text for p in preview.problems if p.severity == "error"))
    changes = commit_import(ctx, preview, progress)
    run_id = changes.value if isinstance(changes.value, int) else info.run_id
    with ctx.db.write() as session:
        values = {"finished_at": ctx.clock(), "import_run_id": run_id}
        session.execute(update(EntrySheet).where(EntrySheet.id == sheet_id).values(**values))
    works = counted(len(read.papers), "работа", "работы", "работ")
    message = f"Передано в базу: {info.title}, {works}." if changes.value is not None else "В базе уже всё так, как введено."
    undo = _taken_back(changes.undo) if changes.undo is not None else None
    return Changes(changes.topics | {"entry"}, message, undo, run_id)


def _taken_back(undo: Callable[[Context], Changes]) -> Callable[[Context], Changes]:
    """A load taken back opens its sheet again; the list of sheets must hear of it."""

    def both(ctx: Context) -> Changes:
        changes = undo(ctx)
        return Changes(changes.topics | {"entry"}, changes.message, changes.undo, changes.value)

    return both


def _refuse_lost_codes(ctx: Context, sheet: Sheet) -> None:
    """A code changed after a hand-over would leave the old paper behind in the base."""
    if sheet.info.run_id is None:
        return
    now = {work.code for work in sheet.works}
    lost = [code for code in queries.codes_of_run(ctx, sheet.info.run_id) if code not in now]
    if lost:
        names = ", ".join(lost[:NAMED])
        raise UserError(f"В базе уже есть работы с прежними кодами: {names}.", "Отмените прежнюю передачу и передайте заново.")


def read_file(sheet: Sheet) -> ReadFile:
    """The typed works as a reader would have found them in a file. Works that are not done are left out."""
    paper = sheet.info.paper
    papers = []
    for work in sheet.works:
        state = rules.state_of(work, paper)
        if state not in ("done", "absent"):
            continue
        journal = int(work.journal) if work.journal and work.journal != NO_MARK else None
        papers.append(
            PaperRecord(
                OWN_SCHOOL,
                work.code,
                sheet.info.class_label,
                work.variant,
                state == "absent",
                rules.total_of(work),
                None,
                journal,
                work.scores if state == "done" else None,
                None,
                work.position + 1,
            )
        )
    columns = {"code": "A", "variant": "B", "total": "C", "class_label": "D"}
    return ReadFile(
        "entry",
        year=paper.year,
        grade=paper.grade,
        subject=paper.subject,
        max_score=paper.max_score,
        tasks=tuple(TaskColumn(task.code, task.max_points) for task in paper.tasks),
        schools={OWN_SCHOOL: SchoolInFile("")},
        papers=papers,
        rows=len(papers),
        columns=columns | ({"journal": "E"} if paper.with_journal else {}),
        kind=paper.kind,
    )


def form_content(ctx: Context, info: SheetInfo, form: Form, *, without_unfinished: bool = False) -> bytes:
    """The form of ФИС ОКО with the works of every class of the school that writes this paper.

    Raises UserError for doubtful values: ФИС ОКО would not take them.
    """
    sheets = queries.sheets_of_paper(ctx, info)
    chosen = []
    for sheet in sheets:
        differing = rules.compare_tasks(sheet.info.paper.tasks, form.tasks)
        if differing:
            said = rules.differences_in_words(differing)
            raise UserError(f"Форма «{form.file_name}» отличается от введённого ({sheet.info.class_title}): {said}.", "")
        check_sheet(sheet, without_unfinished=without_unfinished)
        for work in sheet.works:
            wrong = [d for d in rules.doubts_of(work, sheet.info.paper) if d.key and d.key != "all=X"]
            if wrong:
                raise UserError(f"Работа {work.code}: {wrong[0].text}", "Форма ФИС ОКО такого значения не примет: исправьте его.")
        done = [w for w in sheet.works if rules.state_of(w, sheet.info.paper) in ("done", "absent")]
        chosen.append((sheet.info, done))
    codes = rules.code_counts(work for _info, works in chosen for work in works)
    repeated = [code for code, count in codes.items() if count > 1]
    if repeated:
        raise UserError(
            f"Код {repeated[0]} стоит в двух классах.", "У каждого участника параллели свой код: исправьте один из них."
        )
    return fill_form(form, chosen)


def save_form(ctx: Context, info: SheetInfo, form: Form, path: Path, *, without_unfinished: bool = False) -> int:
    """Write the filled form as a file; the number of works in it."""
    content = form_content(ctx, info, form, without_unfinished=without_unfinished)
    write_file(path, content)
    return sum(
        rules.state_of(work, sheet.info.paper) in ("done", "absent")
        for sheet in queries.sheets_of_paper(ctx, info)
        for work in sheet.works
    )


def suggested_name(form: Form, info: SheetInfo) -> str:
    """Name of the filled file beside the empty one."""
    stem = form.file_name.rpartition(".")[0] or form.file_name
    return f"{stem} (заполнено).xlsx" if stem else f"{info.title}.xlsx"
