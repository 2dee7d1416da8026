"""The demonstration district from nothing: workbooks, base, roadmap, order, every form as PDF and DOCX.

Takes the very steps a person takes, through the same commands; it stands outside the features, so it may call them all.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.services.context import Context
from app.services.demo.district import DEPARTMENT_NAME, DISTRICT_NAME, PLANTED_ANOMALIES
from app.services.demo.papers import WINDOWS
from app.services.errors import UserError
from app.services.problems import Problem
from app.services.progress import NoProgress, Progress
from app.services.text_ru import counted

DEMO_NOW = datetime(2026, 9, 14, 9, 5)
"""The day on which the demonstration is made: results of spring are in, the new school year has begun."""
SCHOOL_YEAR = 2026
"""The year it begins in."""


@dataclass(frozen=True, slots=True)
class DemoReport:
    out: Path
    data: Path
    forms: tuple[Path, ...]
    problems: tuple[Problem, ...]
    lines: tuple[str, ...]
    """What was made, for the person."""


def build_demo(out: Path, progress: Progress | None = None) -> DemoReport:
    """Build `downloads/` (workbooks), `data/` (base) and `forms/` (PDF, DOCX) under `out`; a former demonstration is replaced."""
    from app.services.demo.simulate import simulate
    from app.services.demo.workbooks import write_district
    from app.services.opening import open_context
    from app.services.safety.commands import daily_backup_if_due

    progress = progress or NoProgress()
    out = out.absolute()
    _clear(out)
    downloads, data, forms = out / "downloads", out / "data", out / "forms"
    progress.report(0, 100, "Выдумываю район: школы, учеников, файлы")
    workbooks = write_district(downloads, simulate())
    ctx = open_context(data, clock=lambda: DEMO_NOW)
    try:
        problems = _fill(ctx, downloads, workbooks, progress)
        progress.report(60, 100, "Печатаю формы")
        written = tuple(_print_everything(ctx, forms, progress))
        daily_backup_if_due(ctx)
    finally:
        ctx.db.close()
    lines = (
        f"{DISTRICT_NAME} построен: {out}",
        f"Загружено файлов: {len(workbooks)}; форм напечатано: {len(written)} (папка forms).",
        "В данные заложены отклонения, чтобы было что искать:",
        *(f"  {words}" for _login, words in PLANTED_ANOMALIES),
    )
    return DemoReport(out, data, written, problems, lines)


def _clear(out: Path) -> None:
    """Only what a former demonstration made is replaced; a folder with other things in it is refused."""
    if not out.exists():
        return
    ours = {"downloads", "data", "forms", "pictures"}
    strangers = sorted(entry.name for entry in out.iterdir() if entry.name not in ours)
    if strangers:
        raise UserError(f"В папке «{out.name}» есть посторонние файлы: {', '.join(strangers[:3])}.", "Укажите пустую папку.")
    for name in ours:
        shutil.rmtree(out / name, ignore_errors=True)


def _fill(ctx: Context, downloads: Path, workbooks: list[Path], progress: Progress) -> tuple[Problem, ...]:
    from app.services.calendar.commands import set_window
    from app.services.demo.assigning import assign_people
    from app.services.demo.cards import fill_cards, write_contexts
    from app.services.demo.collecting import ask_schools
    from app.services.demo.indexing import fill_indices
    from app.services.demo.inquiring import look_into
    from app.services.demo.meetings import hold_meetings
    from app.services.demo.planning import plan_year
    from app.services.demo.preparing import prepare_procedures
    from app.services.demo.scheduling import send_schedules
    from app.services.demo.yearly_list import write_yearly_list
    from app.services.documents.commands import order_for_roadmap, save_document
    from app.services.documents.queries import get_document
    from app.services.findings.commands import refresh_findings
    from app.services.imports.folder import import_files
    from app.services.organisations.commands import import_register
    from app.services.organisations.register import preview_register
    from app.services.results.queries import list_procedures
    from app.services.roadmaps.commands import create_roadmap
    from app.services.roadmaps.template_names import TemplateNames
    from app.services.roadmaps.templates import build_template
    from app.services.scales.commands import import_scales
    from app.services.workplace.commands import init_workplace

    init_workplace(ctx, "department", DEPARTMENT_NAME, DISTRICT_NAME)
    register = preview_register(ctx, downloads / "Организации района.xlsx")
    import_register(ctx, register)
    scales = import_scales(ctx, downloads / "Шкалы.csv")
    files = [*workbooks, *write_contexts(downloads), write_yearly_list(downloads)]
    results = import_files(ctx, files, progress=_Part(progress, 5, 50))
    fill_cards(ctx)
    ask_schools(ctx, downloads / "Запрос школам")
    fill_indices(ctx)
    for procedure in list_procedures(ctx):
        set_window(ctx, procedure.id, *WINDOWS[procedure.year])
    names = TemplateNames(DEPARTMENT_NAME, DISTRICT_NAME)
    roadmap_id = create_roadmap(ctx, build_template("objectivity", SCHOOL_YEAR, names)).value
    order_id = order_for_roadmap(ctx, roadmap_id).value
    save_document(ctx, _filled_in(get_document(ctx, order_id)))
    _change_after_approval(ctx, roadmap_id, order_id)
    plan_year(ctx)
    prepare_procedures(ctx)
    refresh_findings(ctx)
    look_into(ctx)
    hold_meetings(ctx)
    assign_people(ctx, downloads)
    send_schedules(ctx)
    return (*register.problems, *scales.value.problems, *(problem for file in results.files for problem in file.problems))


def _change_after_approval(ctx: Context, roadmap_id: int, order_id: int) -> None:
    """The approved version, and what was changed since: one deadline with its reason, one item taken out."""
    from dataclasses import replace

    from app.services.roadmaps.commands import delete_line, update_line
    from app.services.roadmaps.queries import get_roadmap
    from app.services.versions.commands import approve_version, set_basis

    approve_version(ctx, roadmap_id, order_id)
    items = [line for section in get_roadmap(ctx, roadmap_id).sections for line in section.lines if not line.is_subhead]
    later = next(line for line in items if line.deadline.startswith("до ") and "октября" in line.deadline)
    update_line(ctx, replace(later, deadline=later.deadline.replace("октября", "ноября")))
    set_basis(ctx, roadmap_id, "протокол совещания руководителей школ от 17.09.2026 № 4", later.uid)
    gone = items[-1]
    assert gone.id is not None
    delete_line(ctx, gone.id)


def _filled_in(order: Any) -> Any:
    """The drafted order with what only people know: who signs it and where."""
    from dataclasses import replace

    clauses = tuple(
        replace(clause, deadline=date(2026, 9, 18)) if position == 1 else clause for position, clause in enumerate(order.clauses)
    )
    return replace(
        order,
        parent_body="Приозёрская область\nАдминистрация Верхнеозёрского муниципального района",
        body="Отдел образования",
        place="рп. Верхнеозёрск",
        clauses=clauses,
        signer_post="Начальник отдела образования",
        signer_name="Н. С. Ветрова",
        drafter="Калинина Дарья Олеговна, 8 (00000) 2-14-57",
        number="112-од",
        signed_on=date(2026, 9, 11),
        state="registered",
    )


def _print_everything(ctx: Context, folder: Path, progress: Progress) -> Iterator[Path]:
    """Every form of the registry, PDF and DOCX; forms about one object are printed for a telling one."""
    from app.services.forms.printing import file_name, render, write_file
    from app.services.forms.registry import make

    jobs = list(_jobs(ctx))
    for done, (code, ids) in enumerate(jobs):
        page = make(ctx, code, **ids)
        for kind in ("pdf", "docx"):
            path = folder / file_name(page, kind)
            write_file(path, render(page, kind))
            yield path
        progress.report(60 + 40 * (done + 1) // len(jobs), 100, f"Напечатано: {counted(done + 1, 'форма', 'формы', 'форм')}")


_OF_PREPARATION = frozenset({"preparation_checklist", "observation_act", "incident_list"})
"""Forms that say something only of a procedure that is being prepared."""


def _jobs(ctx: Context) -> Iterator[tuple[str, dict[str, Any]]]:
    from app.services.checklists.queries import list_prepared
    from app.services.documents.queries import list_documents
    from app.services.events.queries import list_events
    from app.services.forms.registry import FORMS
    from app.services.inquiries.queries import list_inquiries
    from app.services.organisations.queries import find_by_login
    from app.services.results.queries import list_procedures
    from app.services.roadmaps.queries import list_roadmaps
    from app.services.versions.queries import list_versions

    school = find_by_login(ctx, PLANTED_ANOMALIES[0][0])
    written = [row for row in list_procedures(ctx) if row.participants]
    latest = max(written, key=lambda row: (row.year, row.grade == 4, row.subject))
    roadmap = next(row.id for row in list_roadmaps(ctx) if row.organisation_id is None)
    approved = list_versions(ctx, roadmap)[0].id
    ids: dict[str, Any] = {
        "document_id": list_documents(ctx)[0].id,
        "roadmap_id": roadmap,
        "version_a": approved,
        "version_id": approved,
        "organisation_id": school.id if school else None,
        "procedure_id": latest.id,
        "event_id": next(row.id for row in list_events(ctx) if row.status == "held"),
        "inquiry_id": next(row.id for row in list_inquiries(ctx) if row.state == "concluded"),
    }
    watched = next(row.procedure_id for row in list_prepared(ctx) if row.acts)
    for form in FORMS:
        known = ids | {"procedure_id": watched} if form.code in _OF_PREPARATION else ids
        yield form.code, {name: known[name] for name in form.needs}
    yield "observation_act", {"procedure_id": watched, "blank": True}
    yield "procedure_calendar", {"view": "months", "size": "A3"}
    yield "procedure_calendar", {"view": "months", "organisation_id": ids["organisation_id"]}


class _Part:
    """The progress of a part as a stretch of the whole."""

    def __init__(self, whole: Progress, start: int, end: int) -> None:
        self._whole, self._start, self._end = whole, start, end

    def report(self, done: int, total: int, text: str = "") -> None:
        share = done / total if total else 0.0
        self._whole.report(round(self._start + (self._end - self._start) * share), 100, text)
