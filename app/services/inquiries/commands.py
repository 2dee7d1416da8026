"""Inquiries: opening, asking, drawing, rechecking, talking over, concluding; putting signals aside and taking them back."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from app.models.inquiries import Inquiry, InquiryMeasure, InquiryMinutes, InquiryStep, InquiryWork
from app.models.organisations import Organisation
from app.models.results import Procedure
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.findings.queries import finding as stored_finding
from app.services.findings.rows import FindingRow
from app.services.inquiries import rules
from app.services.inquiries.proposals import OLYMPIAD, plan_for
from app.services.inquiries.queries import candidates_of, cuts_of, tasks_of
from app.services.inquiries.rows import (
    CLOSED,
    LEAST_SPECIAL,
    METHODS,
    NOT_RECHECKED,
    STEPS,
    VERDICTS,
    Method,
    Minutes,
    RequestDraft,
    State,
    Verdict,
    paper_title,
)
from app.services.inquiries.stored import grounds_of, grounds_to_json, pairs_to_json, strata_to_json
from app.services.row_undo import Part, part, snapshot, undo_rows
from app.services.text_ru import counted, short_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TOPIC: frozenset[Topic] = frozenset({"inquiries"})


# -- opening and putting aside


def open_inquiry(
    ctx: Context, procedure_id: int, organisation_id: int, hypothesis: str = "", finding: FindingRow | None = None
) -> Changes:
    """Take up a finding; `value` is the id of the inquiry.

    Without `finding` the stored one is looked up; without `hypothesis` one is proposed by its leading signal. A cell that has
    an inquiry keeps it: a dismissed one is opened again, of the others nothing is changed.
    """
    finding = finding or stored_finding(ctx, procedure_id, organisation_id)
    grounds = grounds_of(finding) if finding is not None else None
    with ctx.db.write() as session:
        found = _of_cell(session, procedure_id, organisation_id)
        if found is not None and found.state != "dismissed":
            return Changes(frozenset(), "Разбор этой работы уже открыт.", None, found.id)
        before = _snapshot(session, found.id if found is not None else None)
        if found is None:
            found = _new_of_cell(session, ctx, procedure_id, organisation_id)
            _note(session, found, ctx.clock().date(), "opened", "Разбор открыт.")
        else:
            _note(session, found, ctx.clock().date(), "reopened", f"Открыт снова. Прежде отклонён: {found.reason}")
            found.state, found.reason, found.closed_on = "hypothesis", "", None
        _ground(found, finding)
        found.hypothesis = hypothesis.strip() or found.hypothesis or plan_for(grounds).hypothesis
        return _done(session, ctx, found, before, f"Разбор открыт: {_title(session, found)}.")


def dismiss_finding(
    ctx: Context, procedure_id: int, organisation_id: int, reason: str, finding: FindingRow | None = None
) -> Changes:
    """Put a signal aside with a reason and the figures it had; `value` is the id of the record."""
    reason = _told(reason, "Не указана причина.", "Напишите, почему повода для перепроверки нет.")
    finding = finding or stored_finding(ctx, procedure_id, organisation_id)
    with ctx.db.write() as session:
        found = _of_cell(session, procedure_id, organisation_id)
        before = _snapshot(session, found.id if found is not None else None)
        if found is None:
            found = _new_of_cell(session, ctx, procedure_id, organisation_id)
        _ground(found, finding)
        _put_aside(session, ctx, found, reason)
        return _done(session, ctx, found, before, f"Признак отклонён: {_title(session, found)}.")


def dismiss(ctx: Context, inquiry_id: int, reason: str) -> Changes:
    """Put an open inquiry aside; what was done stays on record."""
    reason = _told(reason, "Не указана причина.", "Напишите, почему разбор прекращён.")
    return _change(ctx, inquiry_id, lambda session, found: _put_aside(session, ctx, found, reason), "Разбор отклонён.")


def _put_aside(session: Session, ctx: Context, found: Inquiry, reason: str) -> None:
    if found.state == "concluded":
        raise UserError("Разбор уже завершён.", "Откройте его снова, если вывод надо изменить.")
    found.state, found.reason, found.closed_on, found.verdict = "dismissed", reason, ctx.clock().date(), ""
    _note(session, found, ctx.clock().date(), "dismissed", f"Отклонено: {reason}")


def reopen(ctx: Context, inquiry_id: int) -> Changes:
    """Go on with what was concluded or put aside: at the step that its records speak for."""

    def change(session: Session, found: Inquiry) -> None:
        if found.state not in CLOSED:
            raise UserError("Разбор и так открыт.")
        words = VERDICTS.get(found.verdict) or "отклонён"  # type: ignore[call-overload]
        _note(session, found, ctx.clock().date(), "reopened", f"Открыт снова. Прежде: {words}. {found.reason}".strip())
        talked = session.get(InquiryMinutes, found.id) is not None
        found.state = "interview" if talked else "recheck" if found.drawn_on else "requested" if found.letter_on else "hypothesis"
        found.verdict, found.reason, found.closed_on = "", "", None

    return _change(ctx, inquiry_id, change, "Разбор открыт снова.")


def open_olympiad(
    ctx: Context,
    organisation_id: int,
    year: int,
    subject: str,
    grade: int,
    max_score: int | None = None,
    pass_score: int | None = None,
    hypothesis: str = "",
) -> Changes:
    """An inquiry into works of the olympiad's school stage; `year`: the calendar year its school year begins in."""
    subject = _told(subject, "Не указан предмет.", "Выберите предмет олимпиады.")
    if not 1 <= grade <= 11:
        raise UserError(f"Класса {grade} нет.", "Укажите класс от 1 до 11.")
    if max_score is not None and pass_score is not None and pass_score > max_score:
        raise UserError("Проходной балл больше наибольшего.", "Проверьте оба числа.")
    with ctx.db.write() as session:
        twin = session.scalars(
            select(Inquiry).where(
                Inquiry.kind == "olympiad", Inquiry.organisation_id == organisation_id, Inquiry.year == year,
                Inquiry.grade == grade, Inquiry.subject == subject, Inquiry.state != "dismissed",
            )
        ).first()  # fmt: skip
        if twin is not None:
            return Changes(frozenset(), "Разбор этой олимпиады уже открыт.", None, twin.id)
        before = _snapshot(session, None)
        found = Inquiry(
            kind="olympiad", organisation_id=organisation_id, year=year, grade=grade, subject=subject, max_score=max_score,
            pass_score=pass_score, opened_on=ctx.clock().date(), updated_at=ctx.clock(),
            hypothesis=hypothesis.strip() or OLYMPIAD.hypothesis,
        )  # fmt: skip
        session.add(found)
        session.flush()
        _note(session, found, ctx.clock().date(), "opened", "Разбор открыт.")
        return _done(session, ctx, found, before, f"Разбор открыт: {_title(session, found)}.")


def delete_inquiry(ctx: Context, inquiry_id: int) -> Changes:
    """Only what was opened by mistake: nothing was asked, drawn or concluded yet."""
    with ctx.db.write() as session:
        found = _get(session, inquiry_id)
        if found.state != "hypothesis" or found.drawn_on or found.letter_on:
            raise UserError("По разбору уже что-то сделано: он остаётся в истории.", "Отклоните его с причиной.")
        parts = _parts(inquiry_id)
        before = snapshot(session, parts)
        session.delete(found)
        after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, TOPIC, "Разбор возвращён.")
    return Changes(TOPIC, "Разбор удалён.", undo, inquiry_id)


# -- step by step


def save_hypothesis(ctx: Context, inquiry_id: int, text: str) -> Changes:
    def change(_session: Session, found: Inquiry) -> None:
        found.hypothesis = text.strip()

    return _change(ctx, inquiry_id, change, "Предположение сохранено.")


def save_request(ctx: Context, inquiry_id: int, draft: RequestDraft) -> Changes:
    """The letter to the school and its answer."""
    if draft.answer_due and draft.letter_on and draft.answer_due < draft.letter_on:
        raise UserError("Срок ответа раньше письма.", "Проверьте обе даты.")

    def change(session: Session, found: Inquiry) -> None:
        _open_only(found)
        if draft.letter_on and draft.letter_on != found.letter_on:
            until = f", ответ до {short_date(draft.answer_due)}" if draft.answer_due else ""
            _note(session, found, draft.letter_on, "requested", f"Школе направлено письмо{until}.")
        if draft.answered_on and draft.answered_on != found.answered_on:
            _note(session, found, draft.answered_on, "answered", "Школа ответила.")
        found.letter_on, found.answer_due = draft.letter_on, draft.answer_due
        found.answered_on, found.answer = draft.answered_on, draft.answer.strip()
        if found.letter_on:
            _forward(found, "requested")

    return _change(ctx, inquiry_id, change, "Запрос школе сохранён.")


def draw_sample(ctx: Context, inquiry_id: int, size: int, method: Method = "simple", seed: int | None = None) -> Changes:
    """Draw works at random and store the draw; `value` is the id. `seed` None = a new one.

    Refused once points of a recheck are entered: another draw would drop them.
    """
    if method not in METHODS:
        raise ValueError(method)
    with ctx.db.write() as session:
        found = _get(session, inquiry_id)
        _open_only(found)
        candidates = candidates_of(session, found)
        if not candidates:
            raise UserError(
                "Выбирать не из чего: работ этой школы в базе нет.",
                "Внесите список работ олимпиады." if found.kind == "olympiad" else "Загрузите результаты процедуры.",
            )
        entered = select(InquiryWork.code).where(InquiryWork.inquiry_id == inquiry_id, InquiryWork.score_after.is_not(None))
        if session.scalars(entered.limit(1)).first() is not None:
            raise UserError(
                "Результаты перепроверки уже вносятся: новая выборка их потеряла бы.",
                "Сотрите внесённые баллы, если выбрать работы надо заново.",
            )
        if size < 1 and method != "all":
            raise UserError("Не указано, сколько работ выбрать.", "Введите число от 1.")
        before = _snapshot(session, inquiry_id)
        chosen_seed = seed if seed is not None else 1 + secrets.randbelow(999_999)
        drawn = rules.draw([one.candidate for one in candidates], size, chosen_seed, method, cuts_of(session, found))
        if method in ("near_cuts", "by_class") and not drawn.strata:  # no scale, or one class: nothing to draw apart
            method = "simple"
        places = {code: (place, stratum) for place, (code, stratum) in enumerate(drawn.chosen, 1)}
        if found.kind == "olympiad":
            for work in session.scalars(select(InquiryWork).where(InquiryWork.inquiry_id == inquiry_id)):
                work.drawn = work.code in places
                work.place, work.stratum = places.get(work.code, (work.place, 0))
        else:
            session.execute(delete(InquiryWork).where(InquiryWork.inquiry_id == inquiry_id))
            session.expire_all()
            for one in candidates:
                if one.code in places:
                    place, stratum = places[one.code]
                    session.add(
                        InquiryWork(
                            inquiry_id=inquiry_id, code=one.code, class_label=one.class_label, drawn=True, place=place,
                            stratum=stratum, score_before=one.score, tasks_before=one.tasks,
                        )
                    )  # fmt: skip
        found.population, found.seed, found.method = len(candidates), chosen_seed, method
        found.strata, found.drawn_on = strata_to_json(drawn.strata), ctx.clock().date()
        _forward(found, "recheck")
        words = f"Выбрано {counted(len(places), 'работа', 'работы', 'работ')} из {len(candidates)}: {METHODS[method]}"
        _note(session, found, ctx.clock().date(), "drawn", f"{words}; номер жеребьёвки {chosen_seed}.")
        return _done(session, ctx, found, before, f"{words}.")


def put_results(ctx: Context, inquiry_id: int, scores: Mapping[str, int | None]) -> Changes:
    """Points of the recheck by code; None takes one away. Codes that were not drawn are refused."""

    def change(session: Session, found: Inquiry) -> None:
        _open_only(found)
        works = {one.code: one for one in session.scalars(select(InquiryWork).where(InquiryWork.inquiry_id == inquiry_id))}
        for code, score in scores.items():
            work = works.get(code)
            if work is None or not work.drawn:
                raise UserError(f"Работы с кодом {code} в выборке нет.", "Сверьте код со списком выбранных работ.")
            if score is not None and (score < 0 or (found.max_score is not None and score > found.max_score)):
                top = f" до {found.max_score}" if found.max_score is not None else ""
                raise UserError(f"Код {code}: {score} — такого балла не бывает.", f"Балл — целое число от 0{top}.")
            work.score_after = score
            if work.tasks_after is not None and rules.total_of(tuple(work.tasks_after)) != score:
                work.tasks_after = None  # another total was typed: the points per task no longer explain it
        _checked(session, ctx, found)

    n = sum(1 for score in scores.values() if score is not None)
    message = f"Внесено: {counted(n, 'работа', 'работы', 'работ')}." if n else "Балл убран."
    return _change(ctx, inquiry_id, change, message)


def put_tasks(ctx: Context, inquiry_id: int, tasks: Mapping[str, tuple[int | None, ...]]) -> Changes:
    """Points per task of the recheck by code, None = not entered; a work whose tasks all have points gets their sum."""

    def change(session: Session, found: Inquiry) -> None:
        _open_only(found)
        known = tasks_of(session, found)
        for code, points in tasks.items():
            work = session.get(InquiryWork, (inquiry_id, code))
            if work is None or not work.drawn:
                raise UserError(f"Работы с кодом {code} в выборке нет.", "Сверьте код со списком выбранных работ.")
            if len(points) != len(known):
                raise UserError(f"Код {code}: заданий {len(known)}, а баллов {len(points)}.", "Проверьте столбцы.")
            for (name, most), point in zip(known, points, strict=True):
                if point is not None and not 0 <= point <= (most if most is not None else LEAST_SPECIAL - 1):
                    top = f" до {most}" if most is not None else ""
                    raise UserError(f"Код {code}, задание {name}: {point} — такого балла не бывает.", f"Балл от 0{top}.")
            kept = bytes(NOT_RECHECKED if point is None else point for point in points)
            work.tasks_after = kept if any(one != NOT_RECHECKED for one in kept) else None
            total = rules.total_of(tuple(kept))
            if total is not None:
                work.score_after = total
        _checked(session, ctx, found)

    return _change(ctx, inquiry_id, change, "Баллы по заданиям сохранены.")


def note_work(ctx: Context, inquiry_id: int, code: str, *, checker: str | None = None, note: str | None = None) -> Changes:
    """Who looked at a work (a code or initials), and a remark."""

    def change(session: Session, found: Inquiry) -> None:
        _open_only(found)
        work = session.get(InquiryWork, (inquiry_id, code))
        if work is None:
            raise UserError(f"Работы с кодом {code} нет.", "Обновите страницу.")
        work.checker = work.checker if checker is None else checker.strip()
        work.note = work.note if note is None else " ".join(note.split())

    return _change(ctx, inquiry_id, change, f"Работа {code}: сохранено.")


def save_recheck(ctx: Context, inquiry_id: int, checked_on: date | None, commission: str) -> Changes:
    """When it was rechecked and by whom (a line a person)."""

    def change(session: Session, found: Inquiry) -> None:
        _open_only(found)
        found.checked_on, found.commission = checked_on, commission.strip()

    return _change(ctx, inquiry_id, change, "Сведения о перепроверке сохранены.")


def save_minutes(ctx: Context, inquiry_id: int, minutes: Minutes) -> Changes:
    """The minutes of the interview; empty questions and decisions are left out."""

    def change(session: Session, found: Inquiry) -> None:
        _open_only(found)
        known = session.get(InquiryMinutes, inquiry_id)
        kept = known or InquiryMinutes(inquiry_id=inquiry_id)
        if minutes.held_on and (known is None or known.held_on != minutes.held_on):
            _note(session, found, minutes.held_on, "interview", "Проведено собеседование.")
        kept.held_on, kept.place = minutes.held_on, minutes.place.strip()
        kept.chair, kept.secretary, kept.present = minutes.chair.strip(), minutes.secretary.strip(), minutes.present.strip()
        kept.questions = pairs_to_json(tuple(one for one in minutes.questions if any(part.strip() for part in one)))
        kept.decided = pairs_to_json(tuple(one for one in minutes.decided if any(part.strip() for part in one)))
        session.add(kept)
        if minutes.held_on:
            _forward(found, "interview")

    return _change(ctx, inquiry_id, change, "Протокол собеседования сохранён.")


def conclude(ctx: Context, inquiry_id: int, verdict: Verdict, reason: str, day: date | None = None) -> Changes:
    """The conclusion of a person, with its reason."""
    if verdict not in VERDICTS:
        raise UserError("Вывод не выбран.", "Выберите: выявлены, не выявлены или объяснены.")
    reason = _told(reason, "Не указано, на чём основан вывод.", "Напишите одну-две фразы: что показала перепроверка.")
    on = day or ctx.clock().date()

    def change(session: Session, found: Inquiry) -> None:
        if found.state == "dismissed":
            raise UserError("Разбор отклонён.", "Сначала откройте его снова.")
        found.state, found.verdict, found.reason, found.closed_on = "concluded", verdict, reason, on
        _note(session, found, on, "concluded", f"{rules.conclusion_words(verdict)}. {reason}")

    return _change(ctx, inquiry_id, change, f"Вывод записан: {VERDICTS[verdict]}.")


def add_note(ctx: Context, inquiry_id: int, text: str, day: date | None = None) -> Changes:
    """A line of the history in a person's own words."""
    text = _told(text, "Запись пуста.", "Напишите, что сделано.")

    def change(session: Session, found: Inquiry) -> None:
        _note(session, found, day or ctx.clock().date(), "note", text)

    return _change(ctx, inquiry_id, change, "Запись добавлена.")


# -- works of an olympiad


def put_works(
    ctx: Context, inquiry_id: int, works: Mapping[str, tuple[str, int | None]], *, replace_all: bool = False
) -> Changes:
    """Works of an olympiad: {code: (class, points)}. Those that are there get the new points.

    Other codes than before cancel a draw that was made of the former ones.
    """

    def change(session: Session, found: Inquiry) -> None:
        _open_only(found)
        if found.kind != "olympiad":
            raise UserError("Работы этой процедуры берутся из её результатов.", "Исправьте загруженные результаты.")
        known = {one.code: one for one in session.scalars(select(InquiryWork).where(InquiryWork.inquiry_id == inquiry_id))}
        gone = [one for code, one in known.items() if replace_all and code not in works]
        if found.drawn_on is not None and (gone or set(works) - set(known)):
            _undraw(session, ctx, found, list(known.values()))
        for one in gone:
            session.delete(one)
        last = max((one.place for one in known.values()), default=0)
        for code, (label, score) in works.items():
            if score is not None and (score < 0 or (found.max_score is not None and score > found.max_score)):
                raise UserError(f"Код {code}: {score} — такого балла не бывает.", f"Наибольший балл — {found.max_score}.")
            work = known.get(code)
            if work is None:
                last += 1
                work = InquiryWork(inquiry_id=inquiry_id, code=code, drawn=False, place=last)
                session.add(work)
            work.class_label, work.score_before = label, score

    return _change(ctx, inquiry_id, change, f"Работы внесены: {len(works)}.")


def save_olympiad(ctx: Context, inquiry_id: int, max_score: int | None, pass_score: int | None) -> Changes:
    def change(_session: Session, found: Inquiry) -> None:
        _open_only(found)
        if max_score is not None and pass_score is not None and pass_score > max_score:
            raise UserError("Проходной балл больше наибольшего.", "Проверьте оба числа.")
        found.max_score, found.pass_score = max_score, pass_score

    return _change(ctx, inquiry_id, change, "Сохранено.")


# -- inside


def _parts(inquiry_id: int) -> tuple[Part, ...]:
    children = (InquiryStep, InquiryWork, InquiryMinutes, InquiryMeasure)
    return (part(Inquiry, Inquiry.id == inquiry_id), *(part(one, one.inquiry_id == inquiry_id) for one in children))


def _snapshot(session: Session, inquiry_id: int | None) -> object:
    return snapshot(session, _parts(inquiry_id)) if inquiry_id is not None else ((),) * 5


def _done(session: Session, ctx: Context, found: Inquiry, before: object, message: str) -> Changes:
    found.updated_at = ctx.clock()
    session.flush()
    parts = _parts(found.id)
    after = snapshot(session, parts)
    undo = undo_rows(parts, before, after, TOPIC, "Изменение разбора отменено.")  # type: ignore[arg-type]
    return Changes(TOPIC, message, undo, found.id)


def _change(ctx: Context, inquiry_id: int, change: Callable[[Session, Inquiry], None], message: str) -> Changes:
    with ctx.db.write() as session:
        found = _get(session, inquiry_id)
        before = _snapshot(session, inquiry_id)
        change(session, found)
        return _done(session, ctx, found, before, message)


def _get(session: Session, inquiry_id: int) -> Inquiry:
    found = session.get(Inquiry, inquiry_id)
    if found is None:
        raise UserError("Этого разбора больше нет.", "Обновите список.")
    return found


def _ground(found: Inquiry, finding: FindingRow | None) -> None:
    """Keep the figures; without a finding those that were kept before stay."""
    if finding is not None:
        found.grounds = grounds_to_json(grounds_of(finding))
        found.ground_p, found.ground_flagged = finding.p, finding.flagged


def _of_cell(session: Session, procedure_id: int, organisation_id: int) -> Inquiry | None:
    query = select(Inquiry).where(Inquiry.procedure_id == procedure_id, Inquiry.organisation_id == organisation_id)
    return session.scalars(query.order_by(Inquiry.id.desc())).first()


def _new_of_cell(session: Session, ctx: Context, procedure_id: int, organisation_id: int) -> Inquiry:
    procedure = session.get(Procedure, procedure_id)
    if procedure is None or session.get(Organisation, organisation_id) is None:
        raise UserError("Этой работы в базе больше нет.", "Обновите список: загрузку могли отменить.")
    found = Inquiry(
        kind="procedure", organisation_id=organisation_id, procedure_id=procedure_id, paper_kind=procedure.kind,
        year=procedure.year, grade=procedure.grade, subject=procedure.subject, max_score=procedure.max_score,
        opened_on=ctx.clock().date(), updated_at=ctx.clock(),
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found


def _title(session: Session, found: Inquiry) -> str:
    school = session.scalar(select(Organisation.short_name).where(Organisation.id == found.organisation_id)) or ""
    return f"{school}, {paper_title(found.kind, found.paper_kind, found.year, found.subject, found.grade)}"


def _note(session: Session, found: Inquiry, day: date, kind: str, text: str) -> None:
    session.add(InquiryStep(inquiry_id=found.id, happened_on=day, kind=kind, text=text.strip()))


def _open_only(found: Inquiry) -> None:
    if found.state in CLOSED:
        raise UserError("Разбор закрыт.", "Откройте его снова, чтобы изменить.")


def _forward(found: Inquiry, state: State) -> None:
    """Never back: a letter entered after the interview does not undo the interview."""
    if found.state not in CLOSED and STEPS.index(found.state) < STEPS.index(state):
        found.state = state


def _checked(session: Session, ctx: Context, found: Inquiry) -> None:
    """The day of the recheck is noted when the last drawn work has its points."""
    _forward(found, "recheck")
    session.flush()
    works = session.scalars(select(InquiryWork.score_after).where(InquiryWork.inquiry_id == found.id, InquiryWork.drawn)).all()
    if found.checked_on is None and works and None not in works:
        found.checked_on = ctx.clock().date()
        _note(session, found, found.checked_on, "checked", "Результаты перепроверки внесены.")


def _undraw(session: Session, ctx: Context, found: Inquiry, works: list[InquiryWork]) -> None:
    """Another list of works needs another draw; refused once points of the recheck are entered."""
    if any(one.score_after is not None for one in works):
        raise UserError(
            "Результаты перепроверки уже вносятся: другой список отменил бы выборку.", "Сначала сотрите внесённые баллы."
        )
    for one in works:
        one.drawn = False
    found.drawn_on, found.seed, found.method, found.strata, found.population = None, None, "", "", 0
    _note(session, found, ctx.clock().date(), "drawn", "Список работ изменён, выборка отменена.")


def _told(text: str, what: str, todo: str) -> str:
    text = " ".join(text.split())
    if not text:
        raise UserError(what, todo)
    return text
