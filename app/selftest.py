"""The program tests itself, from source and installed: a base, an import, a check, every paper, the window.

    python -m app --self-test [--out FOLDER]

Works on a base of its own in a temporary folder. What it found goes to `self-test.txt` in FOLDER (the windowed program has
no console) and to the output, when there is one; the papers and pictures stay there too. Exit code 0: everything passed.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app import APP_TITLE, __version__
from app.services.context import Context

REPORT = "self-test.txt"
ANOMALY = ("edu990713", 2026, 4, "Русский язык")
"""A school and paper of the demonstration district whose scores were lifted: the check has to notice it."""
FEWEST_WORDS = 5
"""Russian words without which a printed form has come out empty."""


@dataclass(frozen=True, slots=True)
class Place:
    """`work` disappears at the end, `out` stays."""

    work: Path
    out: Path

    @property
    def data(self) -> Path:
        return self.work / "Данные"

    @contextmanager
    def base(self) -> Iterator[Context]:
        from app.services.opening import open_context

        ctx = open_context(self.data)
        try:
            yield ctx
        finally:
            ctx.db.close()


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog=f"{Path(sys.argv[0]).name} --self-test", description="Самопроверка программы.")
    parser.add_argument("--out", type=Path, metavar="ПАПКА", help="оставить здесь отчёт, напечатанные формы и снимки окна")
    arguments = parser.parse_args(list(argv))
    with tempfile.TemporaryDirectory(prefix="oko-", ignore_cleanup_errors=True) as folder:
        return 1 if self_test(arguments.out or Path(folder)) else 0


def self_test(out: Path) -> list[str]:
    """What is wrong, in words; an empty list when everything works. `out` is made when missing."""
    out = out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    problems: list[str] = []
    lines = [f"{APP_TITLE} {__version__}, Python {platform.python_version()}, {sys.platform}"]
    with tempfile.TemporaryDirectory(prefix="Самопроверка ОКО ", ignore_cleanup_errors=True) as work:
        place = Place(Path(work), out)
        for name, step in _STEPS:
            try:
                wrong = list(step(place))
            except Exception:
                wrong = [traceback.format_exc()]
            lines.append(f"{'ОШИБКА' if wrong else 'хорошо'}: {name}")
            lines += [f"    {line}" for text in wrong for line in text.splitlines()]
            problems += [f"{name}: {text}" for text in wrong]
    lines.append(f"Ошибок: {len(problems)}" if problems else "Всё работает.")
    text = "\n".join(lines) + "\n"
    (out / REPORT).write_text(text, encoding="utf-8")
    if sys.stdout is not None:
        print(text, end="")
    return problems


# --- steps: each yields what is wrong ---------------------------------------------------------------------------------


def _make_base(place: Place) -> Iterator[str]:
    from app.services.demo.district import DEPARTMENT_NAME, DISTRICT_NAME
    from app.services.scales.queries import list_scales
    from app.services.workplace.commands import init_workplace

    with place.base() as ctx:
        init_workplace(ctx, "department", DEPARTMENT_NAME, DISTRICT_NAME)
        if not list_scales(ctx):
            yield "шкалы, поставляемые с программой, не загрузились"


def _import_sample(place: Place) -> Iterator[str]:
    """Schools, one ordinary workbook of results and the region's distribution, written here and read back."""
    from app.services.demo.papers import demo_papers
    from app.services.demo.simulate import simulate
    from app.services.demo.workbooks import score_rows, write_individual_results, write_register, write_report
    from app.services.imports.folder import import_files
    from app.services.organisations.commands import import_register
    from app.services.organisations.register import preview_register

    _login, year, grade, subject = ANOMALY
    paper = next(p for p in demo_papers() if (p.year, p.grade, p.subject) == (year, grade, subject))
    world = simulate()
    cells = world.of_paper(paper)
    folder = place.work / "Загрузки"
    folder.mkdir()
    register = place.work / "Организации.xlsx"
    write_register(register)
    write_individual_results(folder / "Ф1_Индивидуальные результаты.xlsx", paper, cells)
    write_report(folder / "Распределение баллов.xlsx", "Распределение первичных баллов", paper, score_rows(paper, cells, world))
    wrote = sum(len(cell.writers) for cell in cells)
    with place.base() as ctx:
        import_register(ctx, preview_register(ctx, register))
        first = import_files(ctx, folder)
        for file in first.files:
            if not file.committed:
                yield f"{file.path.name} не загружен: " + "; ".join(problem.text for problem in file.problems)
        read = sum(file.participants for file in first.files if file.layout == "individual_results")
        if read != wrote:
            yield f"в файле {wrote} участников, прочитано {read}"
        again = import_files(ctx, folder)
        if any(file.new or file.changed for file in again.files):
            yield "повторная загрузка тех же файлов что-то изменила"


def _check(place: Place) -> Iterator[str]:
    from app.services.checks.queries import run_check
    from app.services.findings.commands import refresh_findings
    from app.services.findings.queries import list_findings

    with place.base() as ctx:
        found = {(m.login, m.year, m.grade, m.subject) for m in run_check(ctx).markers if m.code == "inflated_mean"}
        refresh_findings(ctx)
        signs = {(f.login, f.year, f.grade, f.subject) for f in list_findings(ctx) if f.flagged}
    if ANOMALY not in found:
        yield f"завышенный средний балл не найден там, где он есть; найдено: {sorted(found)}"
    if ANOMALY not in signs:
        yield f"повод для перепроверки не найден там, где он есть; найдено: {sorted(signs)}"


def _print_forms(place: Place) -> Iterator[str]:
    """Every form as PDF and as DOCX; the Russian words come back out of both."""
    from app.services.forms.printing import Kind, render
    from app.services.forms.registry import FORMS, make

    papers = place.out / "Печать"
    papers.mkdir(exist_ok=True)
    readers: dict[Kind, Callable[[Path], str]] = {"pdf": _pdf_text, "docx": _docx_text}
    with place.base() as ctx:
        ids, words = _sample_documents(ctx)
        for form in FORMS:
            page = make(ctx, form.code, **{name: ids[name] for name in form.needs})
            for kind, read in readers.items():
                path = papers / f"{form.name}.{kind}"
                path.write_bytes(render(page, kind))
                yield from (f"{path.name}: {wrong}" for wrong in _wrong_text(read(path), words.get(form.code, ())))


def _export_calendar(place: Place) -> Iterator[str]:
    """The calendar as another program gets it: an .ics file and a workbook."""
    from app.services.forms.procedure_calendar_xlsx import save_calendar_xlsx
    from app.services.ics.export import save_ics
    from app.services.plan.commands import plan_procedure
    from app.services.plan.rows import PlanDraft
    from app.services.table_files.workbook import open_workbook

    first, last = date(2026, 10, 12), date(2026, 10, 23)
    ics, book = place.out / "Календарь.ics", place.out / "Календарь.xlsx"
    with place.base() as ctx:
        plan_procedure(ctx, PlanDraft("municipal_test", 8, "Русский язык", first, last))
        save_ics(ctx, ics)
        save_calendar_xlsx(ctx, book, "2026/2027")
    text = ics.read_bytes().decode("utf-8").replace("\r\n ", "")
    for line in ("SUMMARY:МПР 2026\\, русский язык\\, 8 класс", "DTEND;VALUE=DATE:20261024", "BEGIN:VTIMEZONE"):
        if line not in text:
            yield f"{ics.name}: нет строки «{line}»"
    with open_workbook(book) as found:
        if "Школы по неделям" not in [sheet.name for sheet in found.sheets]:
            yield f"{book.name}: нет листа «Школы по неделям»"


def _sample_documents(ctx: Context) -> tuple[dict[str, Any], dict[str, tuple[str, ...]]]:
    """Ids for the forms, and what has to be read on some of them."""
    from app.services.documents.commands import save_document
    from app.services.documents.rows import Clause, DocumentRow
    from app.services.organisations.queries import find_by_login
    from app.services.results.queries import list_procedures
    from app.services.roadmaps.commands import create_roadmap
    from app.services.roadmaps.templates import build_template

    login, _year, _grade, subject = ANOMALY
    tree = build_template("objectivity", 2026)
    roadmap_id = create_roadmap(ctx, tree).value
    heading = "Об утверждении плана мероприятий «Объективность — 2027»"
    draft = DocumentRow(None, heading=heading, clauses=(Clause("Утвердить прилагаемый план № 1."),), roadmap_id=roadmap_id)
    document_id = save_document(ctx, draft).value
    school = find_by_login(ctx, login)
    assert school is not None and school.id is not None
    procedure_id = list_procedures(ctx)[0].id
    version_id = _approved_and_changed(ctx, roadmap_id)
    observer = _appointed(ctx, procedure_id, school.id)
    title = _ask_schools(ctx)
    _scheduled(ctx, school.id)
    _prepared(ctx, procedure_id, school.id)
    ids = {
        "document_id": document_id,
        "roadmap_id": roadmap_id,
        "organisation_id": school.id,
        "procedure_id": procedure_id,
        "version_a": version_id,
        "version_id": version_id,
        "inquiry_id": _looked_into(ctx, procedure_id, school.id),
        "event_id": _met(ctx),
    }
    item = tree.sections[0].lines[0].text
    return ids, {
        "order": (heading, "Утвердить прилагаемый план № 1", item),
        "roadmap": (tree.title, item),
        "progress_report": (tree.title, item),
        "roadmap_version": (tree.title, item),
        "duty_list": ("Сроки дорожных карт", item),
        "roadmap_changes": (tree.title, "Изменения дорожной карты", "исключено"),
        "school_card": (school.short_name, subject),
        "marker_list": (school.short_name, subject),
        "finding": (school.short_name, "Что дальше"),
        "objectivity_summary": (school.short_name, subject, "Поводы для перепроверки"),
        "reminder_letter": (title,),
        "inquiry_letter": (school.short_name, "Прошу"),
        "inquiry_sample": (school.short_name, "Список работ"),
        "inquiry_act": (school.short_name, "Баллы совпали"),
        "inquiry_minutes": (school.short_name, "Протокол собеседования"),
        "week_sheet": ("Что предстоит: неделя",),
        "event_invitation": ("Готовность к процедурам", "О графиках"),
        "event_attendance": ("Лист регистрации",),
        "event_minutes": ("Протокол совещания", "Выбрать даты"),
        "inquiry_conclusion": (school.short_name, "Расхождения не выявлены"),
        "indices": ("Показатели объективности", "Объективность ВПР", school.short_name),
        "procedure_list": (subject,),
        "procedure_calendar": ("Календарь оценочных процедур", "муниципальная"),
        "vpr_report": (subject,),
        "school_schedule": (school.short_name, "Единый график", "Математика"),
        "people_list": (observer, school.short_name, "Независимые наблюдатели"),
        "observer_certificate": (observer, school.short_name, "УДОСТОВЕРЕНИЕ"),
        "preparation_checklist": ("План подготовки", "В день проведения", subject),
        "observation_act": (school.short_name, "Инструктаж участников проведён", "Вошёл опоздавший"),
        "incident_list": (school.short_name, "Погас свет"),
    }


def _looked_into(ctx: Context, procedure_id: int, organisation_id: int) -> int:
    """An inquiry with a recheck in which all points agreed; its id."""
    from app.services.inquiries.commands import conclude, draw_sample, open_inquiry, put_results
    from app.services.inquiries.queries import get_inquiry

    number: int = open_inquiry(ctx, procedure_id, organisation_id).value
    draw_sample(ctx, number, 6, seed=1)
    put_results(ctx, number, {work.code: work.before for work in get_inquiry(ctx, number).drawn})
    conclude(ctx, number, "not_found", "Баллы совпали во всех работах.")
    return number


def _appointed(ctx: Context, procedure_id: int, organisation_id: int) -> str:
    """An observer from outside and the school's own organiser; the observer's name."""
    from app.services.assignments.commands import assign, number_certificates
    from app.services.assignments.rows import AssignmentDraft
    from app.services.people.commands import save_person
    from app.services.people.rows import PersonRow

    name = "Самохвалова Дарья Ильинична"
    observer = save_person(ctx, PersonRow(None, None, None, "other", name, "методист")).value
    organiser = save_person(ctx, PersonRow(None, None, organisation_id, "other", "Проверкина Ася Львовна", "учитель")).value
    assign(ctx, AssignmentDraft(None, procedure_id, organisation_id, observer.person_id, "observer"))
    assign(ctx, AssignmentDraft(None, procedure_id, organisation_id, organiser.person_id, "organiser"))
    number_certificates(ctx, procedure_id)
    return name


def _prepared(ctx: Context, procedure_id: int, organisation_id: int) -> None:
    """A shipped list of things to do, an incident and an act of observation."""
    from app.services.checklists.commands import save_act, save_incident, start_checklist
    from app.services.checklists.rows import ActRow, IncidentRow

    day = date(2026, 9, 17)
    start_checklist(ctx, procedure_id)
    save_incident(ctx, IncidentRow(None, procedure_id, organisation_id, day, "Погас свет", "Начали позже"))
    answers = {"holding_instruction": "yes", "holding_late": "no"}
    save_act(ctx, ActRow(None, procedure_id, organisation_id, observed_on=day, answers=answers, remarks="Вошёл опоздавший"))


def _met(ctx: Context) -> int:
    """A meeting with a decision; its id."""
    from app.services.events.commands import create_event, save_decisions
    from app.services.events.rows import EventFields

    fields = EventFields("meeting", "Готовность к процедурам", date(2026, 9, 10), starts_at="14:00", agenda="О графиках")
    number: int = create_event(ctx, fields).value
    save_decisions(ctx, number, [("Выбрать даты внутри сроков", "школы", "до 01.10.2026")])
    return number


def _scheduled(ctx: Context, organisation_id: int) -> None:
    """A school's unified schedule of two procedures."""
    from app.services.school_schedule.check_commands import apply_changes
    from app.services.school_schedule.findings import Change
    from app.services.school_schedule.rows import Entry

    made = (
        Entry(5, "5А", "Математика", held_on=date(2026, 9, 17)),
        Entry(5, "", "Русский язык", "municipal", "municipal_test", held_on=date(2026, 10, 14)),
    )
    apply_changes(ctx, organisation_id, 2026, [Change(None, one) for one in made])


def _ask_schools(ctx: Context) -> str:
    """A request that every school owes; returns its title."""
    from app.services.collection.commands import create_request
    from app.services.collection.rows import RequestDraft
    from app.services.school_workbook.definition import parse_columns, table_form

    title = "Готовность наблюдателей"
    form = table_form(parse_columns("Наблюдателей; целое число; 0–50; обязательно"), rows=1)
    create_request(ctx, RequestDraft("table", title, form, date(2026, 9, 1)))
    return title


def _approved_and_changed(ctx: Context, roadmap_id: int) -> int:
    """A version approved by an order of its own, and an item taken out since."""
    from app.services.documents.commands import order_for_roadmap, register_document
    from app.services.roadmaps.commands import delete_line
    from app.services.roadmaps.queries import get_roadmap
    from app.services.versions.commands import approve_version
    from app.services.versions.queries import list_versions

    order_id = order_for_roadmap(ctx, roadmap_id).value
    register_document(ctx, order_id, "7-од", date(2026, 9, 1))
    approve_version(ctx, roadmap_id, order_id)
    last = get_roadmap(ctx, roadmap_id).sections[-1].lines[-1]
    assert last.id is not None
    delete_line(ctx, last.id)
    return list_versions(ctx, roadmap_id)[0].id


def _window(place: Place) -> Iterator[str]:
    """The window on this base, without a screen: every tab is drawn and is not empty."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QImage

    from app.ui.pictures import save_pictures

    with place.base() as ctx:
        pictures = save_pictures(ctx, place.out / "Окно")
    if not pictures:
        yield "окно ничего не показало"
    for path in pictures:
        image = QImage(str(path))
        colours = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}
        if len(colours) < 20:
            yield f"{path.name}: пустая картинка ({image.width()} × {image.height()}, цветов {len(colours)})"


def _copy_of_base(place: Place) -> Iterator[str]:
    from app.paths import DataPaths
    from app.services.safety.commands import make_backup, restore_backup
    from app.services.safety.queries import doctor

    with place.base() as ctx:
        copy = make_backup(ctx)
    restore_backup(DataPaths(place.data), copy)
    yield from (problem.text for problem in doctor(place.data) if problem.severity == "error")


_STEPS: tuple[tuple[str, Callable[[Place], Iterator[str]]], ...] = (
    ("новая база", _make_base),
    ("загрузка школ и результатов", _import_sample),
    ("проверка объективности", _check),
    ("печать всех форм", _print_forms),
    ("выгрузка календаря", _export_calendar),
    ("окно", _window),
    ("копия базы и восстановление", _copy_of_base),
)

# --- reading back -----------------------------------------------------------------------------------------------------


def _wrong_text(text: str, words: Sequence[str]) -> Iterator[str]:
    """Line breaks, hyphens and no-break spaces may differ; letters and digits may not."""
    if "\u25a1" in text:
        yield "есть знаки, которых нет в шрифте"
    if len(re.findall(r"[а-яё]{3,}", text.casefold())) < FEWEST_WORDS:
        yield "русских слов на бумаге нет"
    printed = _letters(text)
    yield from (f"нет слов «{phrase}»" for phrase in words if _letters(phrase) not in printed)


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _pdf_text(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _docx_text(path: Path) -> str:
    from docx import Document
    from docx.oxml.ns import qn

    return "".join(piece.text or "" for piece in Document(str(path)).element.body.iter(qn("w:t")))
