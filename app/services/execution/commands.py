"""Marking what was done, postponing, proof, links to procedures: one call, one transaction, one way back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from app.models.execution import Attachment, Evidence, LineEvent, Occurrence
from app.models.results import Procedure
from app.models.roadmaps import RoadmapRow, RoadmapSection
from app.services.attachments.rows import StoredFile
from app.services.attachments.store import copy_in
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.duties.rows import STATUS_WORDS, DutyKey, Mark, Status
from app.services.errors import UserError
from app.services.execution import marks
from app.services.execution.following import follow_roadmap
from app.services.execution.marks import About, Said
from app.services.execution.rows import Anchor, EvidenceKind
from app.services.text_ru import counted, short_date

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ROADMAPS: frozenset[Topic] = frozenset({"roadmaps"})
_BEFORE_NUMBER = re.compile(r"^\s*(?:исх(?:одящий)?\b\.?\s*)?(?:№\s*)?", re.I)
"""«исх. № » as it is copied out of a letter: the program says these words itself."""
Undo = Callable[[Context], Changes]


# --- marks ------------------------------------------------------------------------------------------------------------


def mark(
    ctx: Context,
    keys: Sequence[DutyKey],
    status: Status,
    *,
    done_on: date | None = None,
    result: str | None = None,
    reason: str | None = None,
    decided_by: str | None = None,
) -> Changes:
    """Say of each of these what became of it. «done» without a day means the day it has, or today; None leaves a text.

    «planned» takes the mark away. A new day is given by `postpone`. The owner's «done» or «cancelled» closes the
    occurrence for all schools; the last school to finish closes it for the owner.
    """
    today = ctx.clock().date()
    if status == "postponed":
        raise UserError("Для переноса нужен новый срок.", "Выберите «Перенести» и укажите новую дату.")
    if status == "done" and done_on is not None and done_on > today:
        raise UserError("Дата выполнения ещё не наступила.", "Укажите сегодняшний день или более ранний.")

    def changed(before: Mark, found: Occurrence) -> Mark:
        after = replace(
            before,
            status=status,
            done_on=(done_on or before.done_on or today) if status == "done" else None,
            result=before.result if result is None else result.strip(),
            reason=before.reason if reason is None else reason.strip(),
            decided_by=before.decided_by if decided_by is None else decided_by.strip(),
        )
        return replace(after, postponed_to=None, reason="", decided_by="") if status == "planned" else after

    words = f"{counted(len(keys), 'срок', 'срока', 'сроков')}: {STATUS_WORDS[status]}."
    return _say(ctx, keys, changed, words if status != "planned" else "Отметка снята.")


def postpone(ctx: Context, keys: Sequence[DutyKey], new_day: date, *, reason: str, decided_by: str) -> Changes:
    """Another last day, with the reason and by whose decision. It must be later than the one in force."""
    if not reason.strip() or not decided_by.strip():
        raise UserError("Не указаны причина переноса или кто его разрешил.", "Впишите причину и решение: кто и когда.")

    def changed(before: Mark, found: Occurrence) -> Mark:
        due = before.postponed_to or found.planned_due
        if due is not None and new_day <= due:
            raise UserError(f"Новый срок не позже прежнего ({short_date(due)}).", "Укажите более поздний день.")
        return replace(
            before, status="postponed", postponed_to=new_day, done_on=None, reason=reason.strip(), decided_by=decided_by.strip()
        )

    words = f"Перенесено на {short_date(new_day)}: {counted(len(keys), 'срок', 'срока', 'сроков')}."
    return _say(ctx, keys, changed, words)


def _say(ctx: Context, keys: Sequence[DutyKey], change: Callable[[Mark, Occurrence], Mark], message: str) -> Changes:
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        raise UserError("Ничего не выбрано.", "Выберите строки и повторите.")
    now = ctx.clock()
    with ctx.db.write() as session:
        found = {key: marks.occurrence(session, key) for key in wanted}
        schools_too = {key.occurrence_id for key in wanted if key.organisation_id is not None}
        scope = [*wanted, *(DutyKey(i) for i in schools_too if DutyKey(i) not in found)]
        rows = {one.id: one for one in found.values()}
        before = [marks.said(session, rows[key.occurrence_id], key.organisation_id) for key in scope]
        for was in before[: len(wanted)]:
            one = rows[was.about.occurrence_id]
            after = replace(change(was.mark or Mark(), one), updated_at=now)
            bare = was.about.organisation_id is not None and after == Mark(updated_at=now)
            wanted_mark = replace(was, mark=None if bare else after, by_schools=False)
            marks.write(session, one, wanted_mark, taken_away_at=now if bare and was.mark is not None else None)
        if schools_too:
            marks.close_or_open(session, [rows[i] for i in schools_too], now)
        done = [marks.said(session, rows[key.occurrence_id], key.organisation_id) for key in scope]
    return Changes(ROADMAPS, message, _unsay(before, done, "Отметка отменена."), tuple(wanted))


def _unsay(target: list[Said], expected: list[Said], message: str) -> Undo:
    """An undo: every mark becomes what it was, provided that nobody has marked anew in between."""

    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            rows = [marks.find(session, was.about) for was in target]
            for row, now in zip(rows, expected, strict=True):
                stored = marks.said(session, row, now.about.organisation_id)
                if (stored.mark, stored.by_schools) != (now.mark, now.by_schools):
                    raise UserError("Отменить нельзя: отметку с тех пор изменили.", "Отмените сначала более поздние изменения.")
            for row, was in zip(rows, target, strict=True):
                marks.write(session, row, was)
        return Changes(ROADMAPS, message, _unsay(expected, target, "Отметка возвращена."))

    return undo


# --- proof ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Proof:
    """A proof as it is taken away and brought back."""

    about: About
    kind: EvidenceKind
    title: str
    dated: date | None = None
    link: str = ""
    number: str = ""
    file: StoredFile | None = None


def add_file(ctx: Context, keys: Sequence[DutyKey], path: Path, *, title: str = "", dated: date | None = None) -> Changes:
    """Copy a file (at most 50 MB) into the base's attachments as proof; `value` = ids of the proofs."""
    _require_keys(keys)
    if ctx.db.read_only:
        raise UserError("База открыта только для просмотра.", "Откройте её там, где в папку можно писать.")
    stored = copy_in(ctx.paths, path)
    return _add(ctx, keys, "file", title.strip() or stored.name, dated, file=stored)


def add_link(ctx: Context, keys: Sequence[DutyKey], link: str, dated: date, *, title: str = "") -> Changes:
    """An address (a page of a site, a folder) and the day somebody looked; `value` = ids of the proofs."""
    if not link.strip():
        raise UserError("Не указана ссылка.", "Вставьте адрес страницы или путь к файлу.")
    return _add(ctx, keys, "link", title.strip() or link.strip(), dated, link=link.strip())


def add_number(ctx: Context, keys: Sequence[DutyKey], number: str, dated: date, *, title: str = "") -> Changes:
    """The outgoing number and the day of a letter; `value` = ids of the proofs."""
    number = _BEFORE_NUMBER.sub("", number).strip()
    if not number:
        raise UserError("Не указан исходящий номер.", "Впишите номер письма или документа.")
    return _add(ctx, keys, "number", title.strip() or f"исх. № {number}", dated, number=number)


def remove_evidence(ctx: Context, evidence_id: int) -> Changes:
    """Take a proof away; its file stays in the folder until nothing needs it."""
    with ctx.db.write() as session:
        row = session.get(Evidence, evidence_id)
        if row is None:
            raise UserError("Этого подтверждения уже нет.", "Обновите вид.")
        proof = _proof(session, row)
        _drop(session, [row])
    return Changes(ROADMAPS, "Подтверждение убрано.", _bring_back([proof]))


def _add(
    ctx: Context,
    keys: Sequence[DutyKey],
    kind: EvidenceKind,
    title: str,
    dated: date | None,
    *,
    link: str = "",
    number: str = "",
    file: StoredFile | None = None,
) -> Changes:
    _require_keys(keys)
    if dated is not None and dated > ctx.clock().date():
        raise UserError("Дата подтверждения ещё не наступила.", "Проверьте дату.")
    with ctx.db.write() as session:
        found = [(marks.occurrence(session, key), key.organisation_id) for key in dict.fromkeys(keys)]
        proofs = [_Proof(marks.about(session, one, school), kind, title, dated, link, number, file) for one, school in found]
        ids = _store(session, ctx, proofs)
    return Changes(ROADMAPS, "Подтверждение добавлено.", _take_away(proofs, ids), ids)


def _store(session: Session, ctx: Context, proofs: Sequence[_Proof]) -> tuple[int, ...]:
    ids = []
    for proof in proofs:
        one = marks.find(session, proof.about)
        row = Evidence(
            occurrence_id=one.id,
            organisation_id=proof.about.organisation_id,
            kind=proof.kind,
            title=proof.title,
            dated=proof.dated,
            link=proof.link,
            number=proof.number,
            attachment_id=_attachment(session, ctx, proof.file) if proof.file else None,
            added_at=ctx.clock(),
        )
        session.add(row)
        session.flush()
        marks.remember(session, one)
        ids.append(row.id)
    return tuple(ids)


def _attachment(session: Session, ctx: Context, file: StoredFile) -> int:
    """The row of a file that was copied in; equal contents have one."""
    found = session.scalar(select(Attachment).where(Attachment.sha256 == file.sha256))
    if found is None:
        found = Attachment(sha256=file.sha256, suffix=file.suffix, name=file.name, size=file.size, added_at=ctx.clock())
        session.add(found)
        session.flush()
    return found.id


def _proof(session: Session, row: Evidence) -> _Proof:
    one = session.get_one(Occurrence, row.occurrence_id)
    file = session.get(Attachment, row.attachment_id) if row.attachment_id is not None else None
    stored = StoredFile(file.sha256, file.suffix, file.name, file.size) if file is not None else None
    kind: EvidenceKind = row.kind  # type: ignore[assignment]
    return _Proof(marks.about(session, one, row.organisation_id), kind, row.title, row.dated, row.link, row.number, stored)


def _drop(session: Session, rows: Iterable[Evidence]) -> None:
    for row in rows:
        one = session.get_one(Occurrence, row.occurrence_id)
        session.delete(row)
        session.flush()
        marks.remember(session, one)


def _take_away(proofs: Sequence[_Proof], ids: Sequence[int]) -> Undo:
    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            rows = [session.get(Evidence, i) for i in ids]
            if any(row is None or _proof(session, row) != proof for row, proof in zip(rows, proofs, strict=True)):
                raise UserError("Отменить нельзя: подтверждение с тех пор убрали.", "Обновите вид.")
            _drop(session, [row for row in rows if row is not None])
        return Changes(ROADMAPS, "Подтверждение убрано.", _bring_back(proofs))

    return undo


def _bring_back(proofs: Sequence[_Proof]) -> Undo:
    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            ids = _store(session, ctx, proofs)
        return Changes(ROADMAPS, "Подтверждение возвращено.", _take_away(proofs, ids), ids)

    return undo


def _require_keys(keys: Sequence[DutyKey]) -> None:
    if not keys:
        raise UserError("Не выбрано, к чему относится подтверждение.", "Выберите строки и повторите.")


# --- procedures -------------------------------------------------------------------------------------------------------


def link_events(ctx: Context, line_id: int, procedure_ids: Sequence[int], anchor: Anchor = "start") -> Changes:
    """Hang the deadline of a line on these procedures, and on no others; it moves with their days. () = let go."""
    with ctx.db.write() as session:
        roadmap_id, uid = _line(session, line_id)
        for procedure_id in procedure_ids:
            if session.get(Procedure, procedure_id) is None:
                raise UserError("Этой процедуры в календаре уже нет.", "Выберите другую.")
        before = _links(session, uid)
        after = tuple((procedure_id, str(anchor)) for procedure_id in dict.fromkeys(procedure_ids))
        _relink(session, roadmap_id, uid, after)
    message = "Срок привязан к календарю процедур." if after else "Срок отвязан от календаря."
    return Changes(ROADMAPS, message, _links_back(roadmap_id, uid, before, after))


def _line(session: Session, line_id: int) -> tuple[int, str]:
    query = (
        select(RoadmapSection.roadmap_id, RoadmapRow.uid)
        .join(RoadmapRow, RoadmapRow.section_id == RoadmapSection.id)
        .where(RoadmapRow.id == line_id, RoadmapRow.is_subhead.is_(False))
    )
    found = session.execute(query).first()
    if found is None:
        raise UserError("Этой строки уже нет.", "Обновите вид: строку могли удалить.")
    return found.roadmap_id, found.uid


def _links(session: Session, uid: str) -> tuple[tuple[int, str], ...]:
    query = select(LineEvent.procedure_id, LineEvent.anchor).where(LineEvent.line_uid == uid).order_by(LineEvent.id)
    return tuple((procedure_id, anchor) for procedure_id, anchor in session.execute(query))


def _relink(session: Session, roadmap_id: int, uid: str, links: Iterable[tuple[int, str]]) -> None:
    session.execute(delete(LineEvent).where(LineEvent.line_uid == uid))
    session.add_all(LineEvent(roadmap_id=roadmap_id, line_uid=uid, procedure_id=p, anchor=anchor) for p, anchor in links)
    session.flush()
    follow_roadmap(session, roadmap_id, {uid})


def _links_back(roadmap_id: int, uid: str, target: tuple[tuple[int, str], ...], expected: tuple[tuple[int, str], ...]) -> Undo:
    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            if _links(session, uid) != expected:
                raise UserError("Отменить нельзя: привязку с тех пор изменили.", "Отмените сначала более поздние изменения.")
            _relink(session, roadmap_id, uid, target)
        return Changes(ROADMAPS, "Привязка возвращена.", _links_back(roadmap_id, uid, expected, target))

    return undo
