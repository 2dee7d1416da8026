"""Reading workbooks back: what each file is and would change (nothing is written), then taking what is right.

Wrong workbooks are returned marked, unknown ones put aside whole. Results travel through the import of results.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models.collection import CollectionAnswer, CollectionForm, CollectionQuarantine, CollectionRequest
from app.models.contexts import ContextValue
from app.models.organisations import Organisation
from app.models.results import Paper, Procedure
from app.models.settings import Workplace
from app.services.changes import Changes, Topic
from app.services.collection import store
from app.services.collection.rows import RETURNED, Accepted, AnswerPreview
from app.services.collection.rules import difference, mapped
from app.services.context import Context
from app.services.contexts.directory import by_key
from app.services.errors import Cancelled, UserError
from app.services.forms.printing import write_file
from app.services.forms.typography import file_stem
from app.services.imports.commit import commit_import
from app.services.imports.preview import build_preview
from app.services.imports.rows import ImportOptions
from app.services.organisations.rules import normalise_login
from app.services.problems import Problem
from app.services.progress import NoProgress, Progress
from app.services.row_undo import part, snapshot, undo_rows
from app.services.school_workbook.passport import UnknownFormat, is_genuine
from app.services.school_workbook.reading import Damaged, find_passport, read_filled
from app.services.school_workbook.returning import marked_workbook
from app.services.school_workbook.rows import Filled, FormDefinition, Passport, Value
from app.services.table_files.workbook import open_workbook
from app.services.text_ru import counted, short_date

MAX_BYTES = 20 << 20
"""No workbook of ours comes near it."""
MAX_FILES = 2000
TABLES = {".xlsx", ".xlsm", ".xls", ".ods", ".csv"}
TOPICS: frozenset[Topic] = frozenset({"collection"})


class _Aside(Exception):
    """To quarantine, with the reason."""


def preview_answers(
    ctx: Context, paths: Iterable[Path], *, organisation_id: int | None = None, progress: Progress | None = None
) -> tuple[AnswerPreview, ...]:
    """Look at files and at everything in folders. `organisation_id`: the school the person says they are of.

    Every file gets a verdict; nothing is raised for a bad one. Raises UserError where there is nothing to read, Cancelled.
    """
    progress = progress or NoProgress()
    files = _files(paths)
    if not files:
        raise UserError("Файлов с ответами здесь нет.", "Выберите книги .xlsx, которые прислали школы, или папку с ними.")
    found = []
    for place, path in enumerate(files):
        progress.report(place, len(files), f"Чтение: {path.name}")
        found.append(_look(ctx, path, organisation_id))
    progress.report(len(files), len(files), "Прочитано")
    return tuple(_newest_only(found))


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.rglob("*") if _is_answer(one, path))
        elif not path.name.startswith("~$"):
            found.append(path)
    if len(found) > MAX_FILES:
        raise UserError(f"Файлов больше {MAX_FILES}.", "Выберите папку, где только ответы школ.")
    return list(dict.fromkeys(found))


def _is_answer(path: Path, folder: Path) -> bool:
    inside = path.relative_to(folder).parts[:-1]
    return path.suffix.casefold() in TABLES and not path.name.startswith("~$") and RETURNED not in inside


def _look(ctx: Context, path: Path, expected: int | None) -> AnswerPreview:
    blank = AnswerPreview(path, "", "refused", "")
    content = b""
    try:
        if path.stat().st_size > MAX_BYTES:
            return replace(blank, words="Файл слишком велик для книги школы.")
        with open_workbook(path) as workbook:
            blank = replace(blank, sha256=workbook.sha256)
            content = path.read_bytes()
            found, spreadsheet = find_passport(workbook), workbook.format in ("xlsx", "xlsm")
            if found is None:
                return replace(blank, words="Это не книга сбора: в ней нет паспорта. Попросите прислать ту книгу, что получали.")
            filled = read_filled(workbook, *found)
    except UnknownFormat:
        return replace(blank, verdict="quarantine", words="Книга сделана другой версией программы.", content=content)
    except Damaged as error:
        return replace(blank, verdict="quarantine", words=str(error), content=content)
    except UserError as error:
        return replace(blank, words=f"{error.what} {error.todo}".strip())
    except OSError as error:
        return replace(blank, words=f"Файл не открывается: {error.strerror or error}.")
    passport = filled.passport
    if filled.wrong and filled.rows and not spreadsheet:
        said = "Книга сохранена не в виде .xlsx, и в ней есть замечания: попросите школу сохранить её как «Книга Excel (.xlsx)»."
        return replace(blank, words=said, school=passport.school, problems=filled.problems)
    try:
        with ctx.db.read() as session:
            return _judge(session, replace(blank, school=passport.school, content=content), filled, expected)
    except _Aside as reason:
        return replace(blank, verdict="quarantine", words=str(reason), school=passport.school, content=content)


def _judge(session: Session, blank: AnswerPreview, filled: Filled, expected: int | None) -> AnswerPreview:
    passport = filled.passport
    workplace = session.get(Workplace, 1)
    key = store.signing_key(session)
    if workplace is None or passport.district_uid != workplace.uid:
        return replace(blank, words="Это книга другого района или другой базы.", content=b"")
    if key is None or not is_genuine(passport, key):
        raise _Aside("Паспорт книги изменён: подпись не сходится.")
    request = session.scalar(select(CollectionRequest).where(CollectionRequest.uid == passport.request_uid))
    if request is None:
        raise _Aside("Такого запроса в базе нет: его удалили или копия базы старая.")
    known = session.execute(
        select(CollectionForm.sha256).where(CollectionForm.request_id == request.id, CollectionForm.version == passport.version)
    ).scalar()
    if known is None:
        raise _Aside(f"Форма {passport.version} этого запроса неизвестна.")
    if known != passport.form_sha256:
        raise _Aside(f"Форма {passport.version} с тем же номером, но другая.")
    school = session.get(Organisation, passport.organisation_id)
    # Numbers of deleted schools are given again: a school that got another login and another name is another school.
    if school is None or ((school.login or "") != passport.login and school.short_name != passport.school):
        raise _Aside(f"Школы «{passport.school}» в базе больше нет.")
    blank = replace(blank, request_id=request.id, request=request.title, organisation_id=school.id, school=school.short_name)
    if expected is not None and expected != school.id:
        other = session.get(Organisation, expected)
        name = f", а не школы «{other.short_name}»" if other is not None else ""
        return replace(blank, words=f"Это книга школы «{school.short_name}»{name}.", content=b"")
    if school.id not in store.asked_schools(session, [request.id])[request.id]:
        return replace(blank, words=f"У школы «{school.short_name}» это не запрашивали.", content=b"")
    return _compare(session, blank, filled, request, _notes(session, blank.path, passport, school, request))


def _notes(session: Session, path: Path, passport: Passport, school: Organisation, request: CollectionRequest) -> list[Problem]:
    """What a person should know besides: a name of another school on the file, a closed request."""
    notes = []
    words = re.findall(r"(?:edu|sch|ksh)\d{6}", f"{path.parent.name} {path.stem}", re.IGNORECASE)
    named = {login for word in words if (login := normalise_login(word))}
    others = [login for login in named if login != school.login]
    if others:
        other = session.scalar(select(Organisation.short_name).where(Organisation.login.in_(others)))
        if other is not None:
            said = f"Файл назван по школе «{other}», а внутри книга школы «{school.short_name}»: проверьте, чьи это данные."
            notes.append(Problem("warning", "other_school_name", said))
    if request.closed_on is not None:
        notes.append(Problem("info", "closed", f"Запрос завершён {short_date(request.closed_on)}."))
    return notes


def _compare(
    session: Session, blank: AnswerPreview, filled: Filled, request: CollectionRequest, notes: list[Problem]
) -> AnswerPreview:
    school = blank.organisation_id or 0
    last = store.last_answers(session, [request.id]).get((request.id, school))
    accepted = store.accepted_answers(session, request.id, school).get(school)
    blank = replace(blank, filled=filled, seen_answer=last.id if last is not None else None)
    if not filled.rows and all(problem.code == "empty" for problem in filled.problems):
        return replace(blank, verdict="empty", words="Жёлтые ячейки пусты: школа ничего не вписала.", content=b"")
    if filled.wrong:
        errors = counted(sum(p.severity == "error" for p in filled.problems), "замечание", "замечания", "замечаний")
        return replace(blank, verdict="wrong", words=f"{errors}.", problems=(*filled.problems, *notes))
    version, form = store.newest_form(session, request.id)
    rows: tuple[dict[str, Value], ...] = filled.rows
    words = []
    if filled.passport.version != version:
        rows, remarks = mapped(rows, filled.definition, form)
        notes = [*notes, *remarks]
        words.append(f"форма {filled.passport.version}, сейчас {version}")
    if form.kind == "context":
        notes = [*notes, *_kept(session, school, form, rows)]
    blank = replace(blank, rows=rows, problems=tuple(notes))
    if accepted is None:
        count = "" if form.single else counted(len(rows), "строка", "строки", "строк")
        return replace(blank, verdict="new", words="; ".join(filter(None, [count, *words])) or "ответ")
    before = json.loads(accepted.rows)
    if list(rows) == before:
        same = short_date(accepted.received_at.date())
        return replace(blank, verdict="same", words=f"То же самое принято {same}.", content=b"")
    diff = difference(before, rows, form)
    changed = counted(len(diff), "отличие", "отличия", "отличий")
    return replace(blank, verdict="changed", words="; ".join([f"{changed} от принятого", *words]), diff=diff)


def _kept(session: Session, school: int, form: FormDefinition, rows: Sequence[dict[str, Value]]) -> list[Problem]:
    """Values that a person typed on the card stay; it is told which."""
    stored = _by_hand(session, school, form.year or 0)
    values = rows[0] if rows else {}
    kept = [
        column.title
        for column in form.columns
        if column.key in stored and column.key in values and stored[column.key] != _as_stored(column.key, values[column.key])
    ]
    return [Problem("warning", "kept", f"Вписано в карточку вручную и останется: {', '.join(kept)}.")] if kept else []


def _newest_only(found: Sequence[AnswerPreview]) -> list[AnswerPreview]:
    """Of several files of one school and request the last saved one counts; equal ones are the same."""
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for place, one in enumerate(found):
        if one.verdict in ("new", "changed", "wrong") and one.request_id is not None and one.organisation_id is not None:
            groups[one.request_id, one.organisation_id].append(place)
    result = list(found)
    for places in groups.values():
        if len(places) < 2:
            continue
        newest = max(places, key=lambda place: (_saved(found[place].path), place))
        for place in places:
            if place != newest:
                equal = found[place].sha256 == found[newest].sha256
                said = f"{'Та же книга' if equal else 'Есть книга новее'}: «{found[newest].path.name}»."
                result[place] = replace(found[place], verdict="superseded", words=said, content=b"")
    return result


def _saved(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


# --- taking ----------------------------------------------------------------------------------------------------------


def accept_answers(
    ctx: Context, previews: Iterable[AnswerPreview], return_to: Path | None = None, progress: Progress | None = None
) -> Changes:
    """Take what is right, note and return what is wrong, put aside what is unknown. `value` = `Accepted`.

    Wrong workbooks go marked into the folder `return_to`; without it they are only noted. A workbook is taken whole or not
    at all. One that cannot be taken (an answer came in between, an import refuses) does not stop the others and is told;
    raises UserError where nothing else was done, Cancelled where the person stopped before the first.
    """
    progress = progress or NoProgress()
    chosen = list(previews)
    done: list[Changes] = []
    counts: dict[str, int] = defaultdict(int)
    returned: list[Path] = []
    failed: list[tuple[str, UserError]] = []
    stopped = False
    for place, one in enumerate(chosen):
        try:
            progress.report(place, len(chosen), one.school or one.path.name)
            if one.verdict in ("new", "changed"):
                done += _take(ctx, one, first=not counts["new"] and not counts["changed"])
            elif one.verdict == "wrong":
                if return_to is not None:
                    returned.append(_return(one, return_to))
                done.append(_note_wrong(ctx, one))
            elif one.verdict == "quarantine":
                done += _put_aside(ctx, one)
        except UserError as error:
            failed.append((one.path.name, error))
            continue
        except Cancelled:
            if not done:
                raise
            stopped = True
            break
        counts[one.verdict] += 1
    if failed and not done:
        raise failed[0][1]
    told = Accepted(
        counts["new"], counts["changed"], counts["same"] + counts["superseded"], counts["wrong"], counts["quarantine"],
        counts["refused"] + counts["empty"], tuple(returned), tuple((name, str(error)) for name, error in failed),
    )  # fmt: skip
    topics = frozenset(topic for changes in done for topic in changes.topics)
    message = _told(told) + (" Остановлено: остальные книги не тронуты." if stopped else "")
    return Changes(topics, message, _together(done, topics) if done else None, told)


def _told(one: Accepted) -> str:
    parts = [
        f"принято {one.accepted + one.changed}" if one.accepted + one.changed else "",
        f"из них исправленных {one.changed}" if one.changed else "",
        f"на исправление {one.wrong}" if one.wrong else "",
        f"уже было {one.same}" if one.same else "",
        f"отложено {one.quarantined}" if one.quarantined else "",
        f"пропущено {one.refused}" if one.refused else "",
        f"не принято {len(one.failed)}: «{one.failed[0][0]}» – {one.failed[0][1]}" if one.failed else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"Книги школ: {said.rstrip('.')}." if said else "Принимать нечего."


def _together(done: Sequence[Changes], topics: frozenset[Topic]) -> Callable[[Context], Changes]:
    """Everything one reading did is taken back at once, the last first; where one part cannot be, nothing is."""

    def undo(ctx: Context) -> Changes:
        back: list[Changes] = []
        for one in reversed(done):
            if one.undo is None:
                continue
            try:
                back.append(one.undo(ctx))
            except UserError:
                for again in reversed(back):
                    if again.undo is not None:
                        again.undo(ctx)
                raise
        redo = _together(back, topics) if all(one.undo is not None for one in back) else None
        return Changes(topics, "Приём книг отменён.", redo)

    return undo


def _take(ctx: Context, one: AnswerPreview, *, first: bool) -> list[Changes]:
    done: list[Changes] = []
    run_id = None
    filled = one.filled
    assert filled is not None
    if filled.definition.kind == "results":
        preview = build_preview(ctx, one.path, ImportOptions(organisation_id=one.organisation_id))
        if preview.sha256 != one.sha256:
            raise UserError(f"Файл «{one.path.name}» изменился, пока вы смотрели.", "Прочитайте ответы ещё раз.")
        changes = commit_import(ctx, preview, make_copy=first)
        run_id = changes.value
        if changes.undo is not None:
            done.append(changes)
    try:
        done.append(_store(ctx, one, run_id))
    except UserError:
        for changes in reversed(done):
            if changes.undo is not None:
                changes.undo(ctx)
        raise
    return done


def _store(ctx: Context, one: AnswerPreview, run_id: int | None) -> Changes:
    filled = one.filled
    assert filled is not None and one.request_id is not None and one.organisation_id is not None
    topics: frozenset[Topic] = TOPICS
    with ctx.db.write() as session:
        _unchanged(session, one)
        answers = (CollectionAnswer.request_id == one.request_id) & (CollectionAnswer.organisation_id == one.organisation_id)
        parts = [part(CollectionAnswer, answers)]
        if filled.definition.kind == "context":
            year = filled.definition.year or 0
            parts.append(part(ContextValue, (ContextValue.organisation_id == one.organisation_id) & (ContextValue.year == year)))
            topics = TOPICS | {"organisations"}
        gone = _gone_codes(session, one)
        if gone is not None:
            parts.append(part(Paper, gone))
            topics = TOPICS | {"results"}
        before = snapshot(session, parts)
        if filled.definition.kind == "context":
            _write_context(session, one)
        if gone is not None:
            session.execute(delete(Paper).where(gone))
        session.add(_answer(ctx, one, "accepted", run_id))
        after = snapshot(session, parts)
    return Changes(topics, "", undo_rows(parts, before, after, topics, "Приём книги отменён."))


def _unchanged(session: Session, one: AnswerPreview) -> None:
    assert one.request_id is not None and one.organisation_id is not None
    last = store.last_answers(session, [one.request_id]).get((one.request_id, one.organisation_id))
    if (last.id if last is not None else None) != one.seen_answer:
        raise UserError(
            f"Ответ школы «{one.school}» с тех пор изменился.", "Прочитайте книги ещё раз: отличия будут пересчитаны."
        )


def _answer(ctx: Context, one: AnswerPreview, state: str, run_id: int | None = None) -> CollectionAnswer:
    assert one.filled is not None
    return CollectionAnswer(
        request_id=one.request_id,
        organisation_id=one.organisation_id,
        received_at=ctx.clock(),
        file_name=one.path.name,
        file_sha256=one.sha256,
        form_version=one.filled.passport.version,
        state=state,
        rows=json.dumps(list(one.rows) if state == "accepted" else [], ensure_ascii=False),
        remarks=store.remarks_json(one.problems),
        import_run_id=run_id,
    )


def _gone_codes(session: Session, one: AnswerPreview) -> Any:
    """Works that the answer before had and this one has not: a code was corrected, a pupil taken out."""
    assert one.filled is not None and one.organisation_id is not None
    paper = one.filled.definition.paper
    if paper is None or one.verdict != "changed":
        return None
    accepted = store.accepted_answers(session, one.request_id or 0, one.organisation_id).get(one.organisation_id)
    now = {str(row.get("code")) for row in one.rows}
    codes = {str(row.get("code")) for row in json.loads(accepted.rows)} - now if accepted is not None else set()
    procedure = session.scalar(
        select(Procedure.id).where(
            Procedure.kind == paper.kind, Procedure.year == paper.year, Procedure.grade == paper.grade,
            Procedure.subject == paper.subject,
        )
    )  # fmt: skip
    if not codes or procedure is None:
        return None
    return (Paper.procedure_id == procedure) & (Paper.organisation_id == one.organisation_id) & Paper.code.in_(codes)


def _by_hand(session: Session, school: int, year: int) -> dict[str, Any]:
    query = select(ContextValue.key, ContextValue.value).where(
        ContextValue.organisation_id == school, ContextValue.year == year, ContextValue.by_hand
    )
    return {key: json.loads(value) for key, value in session.execute(query)}


def _as_stored(key: str, value: Value) -> Any:
    """A typed answer as context data keep it: yes and no as true and false, a choice as its number."""
    indicator = by_key().get(key)
    if indicator is None:
        return value
    if indicator.kind == "yes_no":
        return value == "да"
    if indicator.kind == "choice" and value in indicator.choices:
        return indicator.choices.index(str(value)) + 1
    return value


def _write_context(session: Session, one: AnswerPreview) -> None:
    assert one.filled is not None and one.organisation_id is not None
    year = one.filled.definition.year or 0
    kept = _by_hand(session, one.organisation_id, year)
    for key, value in (one.rows[0] if one.rows else {}).items():
        if key not in kept and key in by_key():
            text = json.dumps(_as_stored(key, value), ensure_ascii=False)
            session.merge(ContextValue(organisation_id=one.organisation_id, year=year, key=key, value=text, by_hand=False))
    session.flush()


def _note_wrong(ctx: Context, one: AnswerPreview) -> Changes:
    with ctx.db.write() as session:
        _unchanged(session, one)
        answers = (CollectionAnswer.request_id == one.request_id) & (CollectionAnswer.organisation_id == one.organisation_id)
        parts = [part(CollectionAnswer, answers)]
        before = snapshot(session, parts)
        session.add(_answer(ctx, one, "wrong"))
        after = snapshot(session, parts)
    return Changes(TOPICS, "", undo_rows(parts, before, after, TOPICS, "Отметка о замечаниях снята."))


def _return(one: AnswerPreview, folder: Path) -> Path:
    path = folder / f"{file_stem(f'{one.school} – {one.request} – исправить', 120)}.xlsx"
    write_file(path, marked_workbook(one.content, one.problems))
    return path


def _put_aside(ctx: Context, one: AnswerPreview) -> list[Changes]:
    with ctx.db.write() as session:
        where = CollectionQuarantine.file_sha256 == one.sha256
        parts = [part(CollectionQuarantine, where)]
        before = snapshot(session, parts)
        if before[0]:
            return []
        session.add(
            CollectionQuarantine(
                received_at=ctx.clock(), file_name=one.path.name, file_sha256=one.sha256, reason=one.words, content=one.content
            )
        )
        after = snapshot(session, parts)
    return [Changes(TOPICS, "", undo_rows(parts, before, after, TOPICS, "Файл убран из отложенных."))]
