"""A year's windows from a package shipped with the program or from a person's table: looked at first, then planned."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.models.plan import ProcedurePlan
from app.paths import resources_dir
from app.services.calendar.rules import window_problems
from app.services.changes import Changes
from app.services.errors import UserError
from app.services.plan.catalogue import by_code, catalogue
from app.services.plan.commands import follower, put
from app.services.plan.following import follow_windows
from app.services.plan.rows import CONTROL_MODES, FORMS, RANDOM_SUBJECT, PlanDraft, WindowLine, WindowsPreview
from app.services.plan.store import TOPICS, everything_of, same_key
from app.services.problems import Problem
from app.services.results.procedure import KIND_TITLES, procedure_title
from app.services.results.subjects import normalise_subject
from app.services.row_undo import snapshot, undo_rows
from app.services.table_files.cells import Refusal, parse_date, whole_number
from app.services.table_files.table_header import Column
from app.services.table_files.tables import Table, TableRow, read_table
from app.services.table_files.workbook import Sheet, open_workbook
from app.services.text_ru import counted, search_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.services.context import Context

COLUMNS = (
    Column("kind", "Вид", r"(?:вид|название|наименование|процедура|мероприятие)(?: (?:процедуры|работы|мероприятия))?"),
    Column("grades", "Класс", r"класс\w*(?: параллель)?|параллел\w*", required=True),
    Column("subject", "Предмет", r"(?:учебн\w* )?предмет\w*|дисциплина", required=True),
    Column("starts_on", "Начало", r"(?:дата )?начал[оа](?: \w+)*|первый день|с|дата(?: проведения)?", required=True),
    Column("ends_on", "Окончание", r"(?:дата )?(?:окончани[ея]|конец|завершени[ея])(?: \w+)*|последний день|по"),
    Column("reserve_on", "Резервный день", r"резерв\w*(?: \w+)*"),
    Column("results_due", "Результаты", r"результат\w*(?: \w+)*|дата результатов"),
    Column("form", "Форма", r"форма(?: проведения)?"),
    Column("control_mode", "Кто проверяет", r"кто проверяет|проверка(?: работ)?"),
    Column("options", "Варианты предмета", r"(?:варианты|список|перечень)(?: предмет\w*)?|из каких предметов"),
    Column("minutes", "Минут", r"минут\w*|длительность(?: \w+)*|время(?: \w+)*"),
    Column("basis", "Основание", r"основание|приказ|документ|реквизиты(?: \w+)*"),
    Column("note", "Примечание", r"примечани[ея]|комментарий"),
)
_LABELS = {"starts_on": "начало", "ends_on": "окончание", "reserve_on": "резервный день", "results_due": "результаты"}
_GRADES = re.compile(r"(\d{1,2})(?:\s*[-–—]\s*(\d{1,2}))?")
_RANDOM = re.compile(r"(?:предмет\w* )?(?:по )?(?:случайн\w*|выбор\w*)(?: выбор\w*)?(?: ?(\d))?")
_ACRONYM = re.compile(r"[^а-яa-z0-9]+")


def shipped_years() -> tuple[int, ...]:
    """Years of the national papers whose windows the program knows."""
    return tuple(package["year"] for package in _shipped())


def preview_shipped(ctx: Context, year: int) -> WindowsPreview:
    """The windows of a year from the program's own package; UserError where it has none."""
    package = next((one for one in _shipped() if one["year"] == year), None)
    if package is None:
        known = ", ".join(map(str, shipped_years()))
        raise UserError(
            f"Сроков ВПР {year} года в программе нет (есть за {known}).", "Загрузите их таблицей или запланируйте работы вручную."
        )
    drafts = [(draft, "") for draft in _of_package(package)]
    return _preview(ctx, f"Сроки ВПР {year} года", drafts, (), package["basis"])


def preview_windows(ctx: Context, path: Path) -> WindowsPreview:
    """What a file of windows would do: a table (Excel, ODS, CSV) or a package in the program's own JSON. Writes nothing.

    Raises UserError where the file holds no such table; rows that cannot be read are named in `problems`.
    """
    path = Path(path)
    if path.suffix.lower() == ".json":
        packages = _read_json(path)
        listed = [(draft, f"работа {n}") for package in packages for n, draft in enumerate(_of_package(package), 1)]
        return _preview(ctx, path.name, listed, (), packages[0].get("basis", "") if packages else "")
    with open_workbook(path) as book:
        tables = [(sheet, read_table(sheet, COLUMNS)) for sheet in book.visible_sheets]
        useful = [(sheet, table) for sheet, table in tables if table.header and not table.stopped]
        if not useful:
            raise UserError(
                f"В файле «{path.name}» не найдена таблица со сроками процедур.",
                "Нужны столбцы «Класс», «Предмет», «Начало» и «Окончание»; вид процедуры — столбцом «Вид» (без него — ВПР).",
            )
        drafts: list[tuple[PlanDraft, str]] = []
        problems: list[Problem] = []
        for sheet, table in useful:
            problems += table.problems
            for row in table.rows:
                found, wrong = _of_row(sheet, table, row, date1904=book.date1904)
                drafts += [(draft, f"лист «{sheet.name}», строка {row.number}") for draft in found]
                problems += wrong
    return _preview(ctx, path.name, drafts, tuple(problems), "")


def import_windows(ctx: Context, preview: WindowsPreview) -> Changes:
    """Plan what the preview calls new or changed, in one transaction. `value` = how many.

    A window on which other dates hang is not changed from here: those are moved one by one (`moving`), and named.
    Raises UserError where the plan has changed since the preview was made.
    """
    wanted = [line for line in preview.lines if line.state in ("new", "changed")]
    if not wanted:
        return Changes(frozenset(), "Все сроки уже в плане.", value=0)
    with ctx.db.write() as session:
        again = [_state(session, ctx, line.draft) for line in wanted]
        if [(state, procedure_id) for state, procedure_id, _before, _why in again] != [
            (line.state, line.procedure_id) for line in wanted
        ]:
            raise UserError("План с тех пор изменился.", "Откройте файл ещё раз.")
        known = [line.procedure_id for line in wanted if line.procedure_id is not None]
        former_parts = everything_of(session, known)
        before = snapshot(session, former_parts)
        ids = [put(session, _over(session, line)).id for line in wanted]
        follow_windows(session, ids)
        parts = everything_of(session, ids)
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, TOPICS, "Загрузка сроков отменена.", follow=follower(ids))
    words = counted(len(ids), "процедура", "процедуры", "процедур")
    return Changes(TOPICS, f"В план внесено: {words}.", undo, len(ids))


# --- reading ----------------------------------------------------------------------------------------------------------


@cache
def _shipped() -> tuple[dict[str, Any], ...]:
    with open(resources_dir() / "directories" / "vpr_windows.json", encoding="utf-8") as file:
        return tuple(json.load(file)["packages"])


def _read_json(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        packages = found["packages"] if isinstance(found, dict) and "packages" in found else [found]
        for package in packages:
            _of_package(package)
    except OSError as error:
        raise UserError(f"Файл «{path.name}» не открылся.", "Проверьте, есть ли он и не занят ли.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"Файл «{path.name}» — не пакет сроков.", "Возьмите таблицу Excel или CSV со сроками.") from error
    return list(packages)


def _of_package(package: Mapping[str, Any]) -> list[PlanDraft]:
    line = by_code().get(package["kind"])
    return [
        PlanDraft(
            kind=package["kind"],
            grade=int(paper["grade"]),
            subject=str(paper["subject"]),
            starts_on=date.fromisoformat(paper.get("starts_on") or package["starts_on"]),
            ends_on=date.fromisoformat(paper.get("ends_on") or package["ends_on"]),
            year=int(package["year"]),
            form=line.form if line else "",
            control_mode=line.control_mode if line else "",
            is_random=str(paper["subject"]).startswith(RANDOM_SUBJECT),
            subject_options=tuple(map(str, paper.get("options", ()))),
            minutes=paper.get("minutes"),
            basis=str(package.get("basis", "")),
            note=str(paper.get("note", "")),
        )
        for paper in package["papers"]
    ]


def _of_row(sheet: Sheet, table: Table, row: TableRow, *, date1904: bool) -> tuple[list[PlanDraft], list[Problem]]:
    """Drafts of one row: a row may name several classes and several subjects."""
    problems: list[Problem] = []

    def wrong(key: str, code: str, text: str) -> None:
        problems.append(Problem("error", code, text, sheet.name, table.place(row, key)))

    kind = _kind(row.text("kind"))
    if kind is None:
        wrong("kind", "unknown_kind", f"Вид «{row.text('kind')}» не найден в справочнике процедур.")
    line = by_code().get(kind or "")
    grades = _grades(row.text("grades"))
    if grades is None or (not grades and (line is None or line.grades)):
        wrong("grades", "no_grade", f"Класс «{row.text('grades')}» не прочитан: впишите число, «4–8» или «4, 5, 10».")
    subjects = [one.strip() for one in re.split(r"[;\n]", row.text("subject")) if one.strip()]
    if not subjects and (line is None or line.grades):
        wrong("subject", "no_subject", f"Не указан предмет: впишите его или «{RANDOM_SUBJECT}».")
    days: dict[str, date | None] = {}
    for key, label in _LABELS.items():
        read = parse_date(row.cells.get(key, ""), date1904=date1904)
        if isinstance(read, Refusal):
            wrong(key, read.code, f"{label}: {read.text}")
        days[key] = None if isinstance(read, Refusal) else read
    if days["starts_on"] is None and not problems:
        wrong("starts_on", "no_start", "Не указан первый день.")
    if days["starts_on"] is not None:
        for one in window_problems(days["starts_on"].year, days["starts_on"], days["ends_on"]):
            problems.append(replace(one, sheet=sheet.name, cell=table.place(row, one.field or "starts_on"), field=""))
    minutes = whole_number(row.cells.get("minutes", ""))
    if isinstance(minutes, Refusal):
        wrong("minutes", "not_minutes", f"минут: {minutes.text}")
    form, control = _one_of(FORMS, row.text("form")), _one_of(CONTROL_MODES, row.text("control_mode"))
    if form is None:
        problems.append(
            Problem("warning", "unknown_form", f"Форма «{row.text('form')}» не узнана.", sheet.name, table.place(row, "form"))
        )
    if any(one.severity == "error" for one in problems) or kind is None or grades is None or days["starts_on"] is None:
        return [], problems
    drafts = [
        PlanDraft(
            kind=kind,
            grade=grade,
            subject=_subject(subject),
            starts_on=days["starts_on"],
            ends_on=days["ends_on"],
            form=(form or "") or (line.form if line else ""),
            control_mode=(control or "") or (line.control_mode if line else ""),
            is_random=_subject(subject).startswith(RANDOM_SUBJECT),
            subject_options=tuple(normalise_subject(one) for one in re.split(r"[;,\n]", row.text("options")) if one.strip()),
            minutes=minutes if isinstance(minutes, int) else None,
            reserve_on=days["reserve_on"],
            results_due=days["results_due"],
            basis=row.text("basis"),
            note=row.text("note"),
        )
        for grade in grades or (0,)
        for subject in subjects or ("",)
    ]
    return drafts, problems


def _kind(words: str) -> str | None:
    """«ВПР», «Всероссийская проверочная работа», «vpr»; nothing said = ВПР."""
    if not words.strip():
        return "vpr"
    key = _ACRONYM.sub(" ", search_key(words)).strip()
    for line in catalogue():
        names = (line.code, line.title, line.full_title, KIND_TITLES[line.code])
        if key in {_ACRONYM.sub(" ", search_key(name)).strip() for name in names}:
            return line.code
    first = key.split()[0] if key else ""
    return next((line.code for line in catalogue() if search_key(line.title) == first), None)


def _grades(words: str) -> list[int] | None:
    """«4», «4–8», «4, 5 и 10 классы»; an empty list where none is named, None where it makes no sense."""
    if not words.strip():
        return []
    found: list[int] = []
    for first, last in _GRADES.findall(words):
        low, high = int(first), int(last or first)
        if not 1 <= low <= high <= 12:
            return None
        found += range(low, high + 1)
    return list(dict.fromkeys(found)) or None


def _subject(words: str) -> str:
    key = search_key(words).replace("(", "").replace(")", "").strip()
    if match := _RANDOM.fullmatch(key):
        return f"{RANDOM_SUBJECT} ({match[1]})" if match[1] else RANDOM_SUBJECT
    return normalise_subject(words) if words else ""


def _one_of(choices: Mapping[str, str], words: str) -> str | None:
    """Key of a choice by its words or their beginning; «» where nothing is said."""
    key = search_key(words)
    if not key:
        return ""
    for code, title in choices.items():
        if code and (key == code or search_key(title) == key or search_key(title).split()[-1][:5] == key.split()[-1][:5]):
            return code
    return None


# --- comparing --------------------------------------------------------------------------------------------------------


def _preview(
    ctx: Context, source: str, drafts: Sequence[tuple[PlanDraft, str]], problems: tuple[Problem, ...], basis: str
) -> WindowsPreview:
    lines: list[WindowLine] = []
    seen: dict[tuple[str, int, int, str], str] = {}
    more: list[Problem] = []
    with ctx.db.read() as session:
        for draft, place in drafts:
            year = draft.year or (draft.starts_on.year if draft.starts_on else 0)
            key = (draft.kind, year, draft.grade, draft.subject)
            title = procedure_title(*key)
            if key in seen:
                more.append(Problem("error", "twice", f"{title}: повторяется ({seen[key]}, {place}); взята первая строка."))
                continue
            seen[key] = place
            state, procedure_id, before, why = _state(session, ctx, draft)
            if why:
                more.append(Problem("error", "hangs", f"{title}: {why}"))
            lines.append(WindowLine(draft, state, title, procedure_id, before, place))
    return WindowsPreview(source, tuple(lines), (*problems, *more), basis)


def _state(session: Session, ctx: Context, draft: PlanDraft) -> tuple[Any, int | None, Any, str]:
    """(state, procedure, stored window, why refused)."""
    from app.services.plan.moving import preview_of

    year = draft.year or (draft.starts_on.year if draft.starts_on else 0)
    known = same_key(session, draft.kind, year, draft.grade, draft.subject)
    if known is None:
        named = _named_already(session, draft, year)
        if named:
            return "same", named, None, ""
        return "new", None, None, ""
    window = (known.held_on, known.held_until or known.held_on)
    plan = session.get(ProcedurePlan, known.id)
    if window == (draft.starts_on, draft.ends_on or draft.starts_on):
        return ("same" if plan is not None else "changed"), known.id, window, ""
    hanging = preview_of(session, ctx, known.id, draft.starts_on, draft.ends_on).hanging
    if any(one.kind != "plan" for one in hanging):
        why = "от прежних сроков зависят другие даты. Откройте её в календаре и нажмите «Перенести…»."
        return "refused", known.id, window, why
    return "changed", known.id, window, ""


def _named_already(session: Session, draft: PlanDraft, year: int) -> int | None:
    """A slot of the draw that has its subject by now: the package read again does not plan it twice."""
    from sqlalchemy import select

    from app.models.results import Procedure
    from app.services.plan.queries import SEPARATOR

    if not draft.is_random:
        return None
    options = SEPARATOR.join(draft.subject_options)
    query = (
        select(Procedure.id)
        .join(ProcedurePlan, ProcedurePlan.procedure_id == Procedure.id)
        .where(
            Procedure.kind == draft.kind,
            Procedure.year == year,
            Procedure.grade == draft.grade,
            ProcedurePlan.subject_named_on.is_not(None),
            ProcedurePlan.subject_options == options,
        )
    )
    return session.scalars(query.order_by(Procedure.id)).first()


def _over(session: Session, line: WindowLine) -> PlanDraft:
    """What a person has said about a known procedure stays; the package brings the window, the act and what was empty."""
    if line.procedure_id is None:
        return line.draft
    plan = session.get(ProcedurePlan, line.procedure_id)
    if plan is None:
        return line.draft
    draft = line.draft
    return replace(
        draft,
        form=plan.form or draft.form,
        control_mode=plan.control_mode or draft.control_mode,
        is_random=plan.is_random,
        minutes=draft.minutes if draft.minutes is not None else plan.minutes,
        reserve_on=draft.reserve_on or plan.reserve_on,
        results_due=draft.results_due or plan.results_due,
        status=plan.status,
        basis=draft.basis or plan.basis,
        note=plan.note or draft.note,
    )
