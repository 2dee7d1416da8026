"""Workbooks for the schools of a request: one file each, all into one folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.contexts import ContextValue
from app.models.organisations import Organisation
from app.models.results import Paper, Procedure
from app.models.settings import Workplace
from app.services.collection import store
from app.services.collection.rows import Issued
from app.services.context import Context
from app.services.contexts.directory import by_key
from app.services.contexts.rows import Value as ContextValueType
from app.services.contexts.rules import shown
from app.services.errors import UserError
from app.services.forms.printing import write_file
from app.services.forms.typography import file_stem
from app.services.progress import NoProgress, Progress
from app.services.school_workbook.definition import fingerprint
from app.services.school_workbook.passport import signed
from app.services.school_workbook.rows import FormDefinition, Passport, Value
from app.services.school_workbook.writing import Cover, write_workbook

Rows = Sequence[Mapping[str, Value]]


@dataclass(frozen=True)
class _Plan:
    form: FormDefinition
    passport: Passport
    cover: Cover
    prefill: Rows
    before: dict[str, str]


def issue_workbooks(
    ctx: Context, request_id: int, folder: Path, organisation_ids: Iterable[int] | None = None, progress: Progress | None = None
) -> Issued:
    """Write a workbook for every school asked (or those chosen) into `folder`; files of the same name are replaced.

    What the base knows is filled in: the answer of the school, values of the year, codes of pupils. Raises UserError when
    the folder cannot be written, Cancelled when the person stops.
    """
    progress = progress or NoProgress()
    with ctx.db.write() as session:
        plans = _plans(ctx, session, request_id, organisation_ids)
    files: list[Path] = []
    taken: set[str] = set()
    for place, plan in enumerate(plans):
        progress.report(place, len(plans), f"Книга: {plan.cover.school}")
        stem = file_stem(f"{plan.cover.school} – {plan.cover.title}", 110)
        if stem.casefold() in taken:
            stem = f"{stem} ({plan.passport.login or plan.passport.organisation_id})"
        taken.add(stem.casefold())
        path = folder / f"{stem}.xlsx"
        write_file(path, write_workbook(plan.form, plan.passport, plan.cover, plan.prefill, plan.before))
        files.append(path)
    progress.report(len(plans), len(plans), "Готово")
    return Issued(folder, tuple(files), plans[0].passport.version)


def _plans(ctx: Context, session: Session, request_id: int, chosen: Iterable[int] | None) -> list[_Plan]:
    request = store.request_of(session, request_id)
    version, form = store.newest_form(session, request_id)
    asked = set(store.asked_schools(session, [request_id])[request_id])
    wanted = asked if chosen is None else asked & set(chosen)
    if not wanted:
        raise UserError("У этих школ ничего не запрошено.", "Выберите школы из запроса.")
    key = store.make_signing_key(session)
    workplace = session.get(Workplace, 1)
    office, district = (workplace.name, workplace.uid) if workplace is not None else ("", "")
    answers = store.accepted_answers(session, request_id)
    plans = []
    for school in session.scalars(select(Organisation).where(Organisation.id.in_(wanted)).order_by(Organisation.search_name)):
        passport = Passport(
            request.uid, district, version, fingerprint(form), school.id, school.login or "", school.short_name,
            ctx.clock().date(),
        )  # fmt: skip
        cover = Cover(request.title, school.short_name, office, request.due_on, request.note)
        answer = answers.get(school.id)
        rows: Rows = json.loads(answer.rows) if answer is not None else []
        before: dict[str, str] = {}
        if form.kind == "context":
            rows, before = _context(session, school.id, form, rows)
        elif form.kind == "results" and not rows:
            rows = _codes(session, school.id, form)
        kept = [{key: value for key, value in row.items() if form.column(key) is not None} for row in rows]
        plans.append(_Plan(form, signed(passport, key), cover, kept, before))
    return plans


def _context(session: Session, school: int, form: FormDefinition, answered: Rows) -> tuple[Rows, dict[str, str]]:
    """What is known of the year, and of the latest year before it."""
    indicators = by_key()
    years: dict[int, dict[str, ContextValueType]] = {}
    query = select(ContextValue.year, ContextValue.key, ContextValue.value).where(ContextValue.organisation_id == school)
    for year, key, value in session.execute(query.where(ContextValue.year <= (form.year or 0))):
        years.setdefault(year, {})[key] = json.loads(value)

    def said(year: int | None) -> dict[str, str]:
        return {key: shown(indicators[key], value) for key, value in years.get(year or 0, {}).items() if key in indicators}

    now: dict[str, Value] = {}
    words = said(form.year)
    for key, known in years.get(form.year or 0, {}).items():
        if key in indicators:
            is_number = isinstance(known, int | float) and indicators[key].kind in ("number", "percent")
            now[key] = known if is_number else words[key]
    earlier = max((year for year in years if year < (form.year or 0)), default=None)
    return [{**now, **(answered[0] if answered else {})}], said(earlier)


def _codes(session: Session, school: int, form: FormDefinition) -> Rows:
    """Codes and classes of pupils whose works the base already has."""
    asked = form.paper
    assert asked is not None
    query = (
        select(Paper.code, Paper.class_label)
        .join(Procedure, Procedure.id == Paper.procedure_id)
        .where(
            Paper.organisation_id == school,
            Procedure.kind == asked.kind,
            Procedure.year == asked.year,
            Procedure.grade == asked.grade,
            Procedure.subject == asked.subject,
        )
        .order_by(Paper.code)
    )
    return [{"code": code, **({"class_label": label} if label else {})} for code, label in session.execute(query)]
