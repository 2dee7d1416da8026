"""«Перенести на новый год», and going through what it left to look at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.execution import LineEvent
from app.models.parties import LineParty, LineSchool
from app.models.results import Procedure
from app.models.versions import RolloverFlag
from app.services.calendar.queries import procedure_row
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.roadmaps import editing
from app.services.roadmaps.attached import put_back, take_aside
from app.services.roadmaps.commands import Undo, edit_roadmap
from app.services.roadmaps.queries import load_tree, rollover_flags
from app.services.roadmaps.rollover import Flag, field_of, roll_over
from app.services.roadmaps.rows import RoadmapTree, RolloverFlagRow
from app.services.roadmaps.store import delete_tree, insert_tree
from app.services.row_undo import part, snapshot, undo_rows
from app.services.text_ru import counted

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ROADMAPS: frozenset[Topic] = frozenset({"roadmaps"})


def roll_over_roadmap(ctx: Context, roadmap_id: int, years: int = 1) -> Changes:
    """A new roadmap for another year out of this one, with everything that must be looked at; `value` is its id.

    Chosen parties and schools come along; marks, proof, versions and links to procedures stay with the former one.
    """
    if years == 0:
        raise UserError("Это тот же год.", "Выберите следующий год.")
    with ctx.db.write() as session:
        tree = load_tree(session, roadmap_id)
        if tree.item_count == 0:
            raise UserError("В дорожной карте нет ни одного мероприятия.", "Переносить нечего.")
        rolled = roll_over(tree, years)
        flags = [*rolled.flags, *_events(session, tree)]
        former = [line.uid for section in rolled.tree.sections for line in section.lines]
        draft = editing.with_uids(editing.without_ids(rolled.tree))
        fresh = [line.uid for section in draft.sections for line in section.lines]
        new_id = insert_tree(session, ctx, draft)
        uids = dict(zip(former, fresh, strict=True))
        _copy_choices(session, new_id, uids)
        session.add_all(_flag(new_id, flag, uids) for flag in flags)
    words = counted(len(flags), "место", "места", "мест")
    message = f"Карта перенесена, сдвинуто сроков: {sum(s.field == 'deadline' for s in rolled.shifts)}. Проверьте {words}."
    return Changes(ROADMAPS, message, _remove(new_id, draft), new_id)


def accept_flag(ctx: Context, flag_id: int) -> Changes:
    """Put the suggestion in the place of the flagged words."""
    row = _open_flag(ctx, flag_id)
    if not row.suggestion:
        raise UserError("Здесь программа не знает, на что заменить.", "Исправьте текст сами или оставьте как есть.")
    with ctx.db.read() as session:
        flag = session.get_one(RolloverFlag, flag_id)
        roadmap_id, uid, section, field = flag.roadmap_id, flag.line_uid, flag.section, flag.field

    def edit(tree: RoadmapTree) -> RoadmapTree:
        text = field_of(tree, uid, section, field) or ""
        if text[row.start : row.end] != row.excerpt:
            raise UserError("Этот текст с тех пор изменили.", "Обновите вид.")
        changed = text[: row.start] + row.suggestion + text[row.end :]
        if uid:
            line = next(one for s in tree.sections for one in s.lines if one.uid == uid)
            return editing.with_changed_line(tree, replace(line, **{field: changed}))  # type: ignore[arg-type]
        if section is not None:
            sections = list(tree.sections)
            sections[section] = replace(sections[section], title=changed)
            return replace(tree, sections=tuple(sections))
        return replace(tree, **{field: changed})  # type: ignore[arg-type]

    return edit_roadmap(ctx, roadmap_id, edit, f"Заменено: {row.excerpt} → {row.suggestion}.")


def keep_flag(ctx: Context, flag_id: int) -> Changes:
    """It stays as it is: nobody needs to look at it again."""
    parts = [part(RolloverFlag, RolloverFlag.id == flag_id)]
    with ctx.db.write() as session:
        flag = session.get(RolloverFlag, flag_id)
        if flag is None:
            raise UserError("Этого замечания уже нет.", "Обновите вид.")
        before = snapshot(session, parts)
        flag.kept_at = ctx.clock()
        after = snapshot(session, parts)
    return Changes(ROADMAPS, "Оставлено как есть.", undo_rows(parts, before, after, ROADMAPS, "Замечание возвращено."))


def _open_flag(ctx: Context, flag_id: int) -> RolloverFlagRow:
    with ctx.db.read() as session:
        flag = session.get(RolloverFlag, flag_id)
        roadmap_id = flag.roadmap_id if flag is not None else None
    row = next((r for r in rollover_flags(ctx, roadmap_id) if r.id == flag_id), None) if roadmap_id is not None else None
    if row is None:
        raise UserError("Этого замечания уже нет: текст исправлен.", "Обновите вид.")
    return row


def _flag(roadmap_id: int, flag: Flag, uids: dict[str, str]) -> RolloverFlag:
    return RolloverFlag(
        roadmap_id=roadmap_id,
        line_uid=uids.get(flag.line_uid, ""),
        section=flag.section,
        field=flag.field,
        code=flag.code,
        excerpt=flag.excerpt,
        nth=flag.nth,
        why=flag.why,
        suggestion=flag.suggestion,
    )


def _events(session: Session, tree: RoadmapTree) -> list[Flag]:
    """Deadlines that hung on procedures of the former year."""
    lines = {line.uid: line for section in tree.sections for line in section.lines}
    query = (
        select(LineEvent.line_uid, Procedure)
        .join(Procedure, Procedure.id == LineEvent.procedure_id)
        .where(LineEvent.roadmap_id == tree.id)
        .order_by(LineEvent.id)
    )
    found: dict[str, list[str]] = {}
    for uid, procedure in session.execute(query):
        found.setdefault(uid, []).append(procedure_row(procedure).title)
    return [
        Flag("event", "deadline", "", 0, 0, f"срок зависел от процедуры: {'; '.join(titles)}. Привяжите новую", line_uid=uid)
        for uid, titles in found.items()
        if uid in lines
    ]


def _copy_choices(session: Session, roadmap_id: int, uids: dict[str, str]) -> None:
    """Parties and schools that a person chose for the former lines."""
    chosen = session.scalars(select(LineParty).where(LineParty.line_uid.in_(uids), LineParty.by_hand)).all()
    by_hand = {uids[row.line_uid] for row in chosen}
    for row in session.scalars(select(LineParty).where(LineParty.line_uid.in_(by_hand))).all():
        session.delete(row)
    session.flush()
    for row in chosen:
        session.add(
            LineParty(
                roadmap_id=roadmap_id,
                line_uid=uids[row.line_uid],
                position=row.position,
                party_id=row.party_id,
                by_hand=True,
            )
        )
    for school in session.scalars(select(LineSchool).where(LineSchool.line_uid.in_(uids))).all():
        session.add(LineSchool(roadmap_id=roadmap_id, line_uid=uids[school.line_uid], organisation_id=school.organisation_id))
    session.flush()


def _remove(roadmap_id: int, draft: RoadmapTree) -> Undo:
    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            tree = load_tree(session, roadmap_id)
            if not editing.same_content(tree, draft):
                raise UserError("Отменить нельзя: новую карту с тех пор изменили.", "Удалите её, если она не нужна.")
            attached = take_aside(session, roadmap_id)
            delete_tree(session, roadmap_id)

        def again(ctx: Context) -> Changes:
            with ctx.db.write() as session:
                restored = insert_tree(session, ctx, draft, roadmap_id)
                put_back(session, attached, restored)
            return Changes(ROADMAPS, "Карта перенесена снова.", _remove(restored, draft), restored)

        return Changes(ROADMAPS, "Перенос отменён.", again)

    return undo
