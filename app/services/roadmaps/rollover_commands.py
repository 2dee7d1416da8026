"""«Перенести на новый год», and going through what it left to look at."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.execution import LineEvent
from app.models.parties import LineParty, LineSchool
from app.models.results import Procedure
from app.models.versions import RolloverFlag
from app.services.calendar.exceptions import working_day_exceptions
from app.services.calendar.queries import procedure_row
from app.services.changes import Changes, Topic, joined
from app.services.context import Context
from app.services.errors import UserError
from app.services.roadmaps import editing
from app.services.roadmaps.attached import put_back, take_aside
from app.services.roadmaps.commands import Undo, restore
from app.services.roadmaps.queries import load_tree, rollover_flags
from app.services.roadmaps.rollover import Flag, RolledOver, field_of, in_printed_order, roll_over
from app.services.roadmaps.rows import RoadmapTree, RolloverFlagRow
from app.services.roadmaps.store import delete_tree, insert_tree, store_tree
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
        rolled = _rolled(session, tree, years)
        flags = rolled.flags
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


def preview_rollover(ctx: Context, roadmap_id: int, years: int = 1) -> RolledOver:
    """What would move and what would be left to look at; nothing is written. Lines have the uids of the former ones."""
    with ctx.db.read() as session:
        return _rolled(session, load_tree(session, roadmap_id), years)


def _rolled(session: Session, tree: RoadmapTree, years: int) -> RolledOver:
    from app.services.calendar.working_days import is_working_day

    exceptions = working_day_exceptions(session)
    rolled = roll_over(tree, years, lambda day: is_working_day(day, exceptions=exceptions))
    return replace(rolled, flags=in_printed_order(tree, (*rolled.flags, *_events(session, tree))))


def accept_flags(ctx: Context, flag_ids: Collection[int]) -> Changes:
    """Put the suggestions in the place of the flagged words of one roadmap, all at once."""
    roadmap_id, rows = _open_flags(ctx, flag_ids)
    wanted = [row for row in rows if row.suggestion]
    if not wanted:
        raise UserError("Здесь программа не знает, на что заменить.", "Исправьте текст сами или оставьте как есть.")

    def edit(tree: RoadmapTree) -> RoadmapTree:
        for row in sorted(wanted, key=lambda one: -one.start):
            text = field_of(tree, row.line_uid, row.section, row.field) or ""
            if text[row.start : row.end] != row.excerpt:
                raise UserError("Этот текст с тех пор изменили.", "Обновите вид.")
            tree = _with_field(tree, row, text[: row.start] + row.suggestion + text[row.end :])
        return tree

    def accepted(session: Session) -> None:
        for row in wanted:
            flag = session.get_one(RolloverFlag, row.id)
            flag.excerpt, flag.kept_at = row.suggestion, ctx.clock()  # it keeps its place among equal words

    first = wanted[0]
    message = (
        f"Заменено: {_short(first.excerpt)} → {_short(first.suggestion)}."
        if len(wanted) == 1
        else f"Заменено: {counted(len(wanted), 'место', 'места', 'мест')}."
    )
    return _rewritten(ctx, roadmap_id, edit, accepted, message)


def keep_flags(ctx: Context, flag_ids: Collection[int]) -> Changes:
    """They stay as they are: nobody needs to look at them again."""
    ids = sorted(set(flag_ids))
    parts = [part(RolloverFlag, RolloverFlag.id.in_(ids))]
    with ctx.db.write() as session:
        found = session.scalars(select(RolloverFlag).where(RolloverFlag.id.in_(ids))).all()
        if not found or len(found) != len(ids):
            raise UserError("Этого замечания уже нет.", "Обновите вид.")
        before = snapshot(session, parts)
        for flag in found:
            flag.kept_at = ctx.clock()
        after = snapshot(session, parts)
    message = "Оставлено как есть" + (f": {counted(len(ids), 'место', 'места', 'мест')}." if len(ids) > 1 else ".")
    return Changes(ROADMAPS, message, undo_rows(parts, before, after, ROADMAPS, "Замечание возвращено."))


def fix_flag(ctx: Context, flag_id: int, text: str) -> Changes:
    """A person rewrote the field the flag is about; the flag is done with, whatever the words are now."""
    roadmap_id, (row,) = _open_flags(ctx, [flag_id])
    if row.field == "title" and not text.strip():
        raise UserError("У дорожной карты нет названия.", "Введите название.")
    if text == row.text:
        return keep_flags(ctx, [flag_id])

    def done(session: Session) -> None:
        session.delete(session.get_one(RolloverFlag, flag_id))

    return _rewritten(ctx, roadmap_id, lambda tree: _with_field(tree, row, text), done, "Исправлено.")


def _rewritten(ctx: Context, roadmap_id: int, edit: editing.Edit, flags: Callable[[Session], None], message: str) -> Changes:
    """The text and its flags change together and are taken back together."""
    parts = [part(RolloverFlag, RolloverFlag.roadmap_id == roadmap_id)]
    with ctx.db.write() as session:
        tree = load_tree(session, roadmap_id)
        changed = editing.with_uids(edit(tree))
        before = snapshot(session, parts)
        store_tree(session, ctx, tree, changed)
        flags(session)
        after = snapshot(session, parts)
    text = Changes(ROADMAPS, message, restore(roadmap_id, tree, changed, "Изменение отменено."), roadmap_id)
    return joined(text, Changes(ROADMAPS, message, undo_rows(parts, before, after, ROADMAPS, "Изменение отменено.")), message)


def _with_field(tree: RoadmapTree, row: RolloverFlagRow, text: str) -> RoadmapTree:
    if row.line_uid:
        line = next(one for s in tree.sections for one in s.lines if one.uid == row.line_uid)
        return editing.with_changed_line(tree, replace(line, **{row.field: text}))  # type: ignore[arg-type]
    if row.section is not None:
        sections = list(tree.sections)
        sections[row.section] = replace(sections[row.section], title=text)
        return replace(tree, sections=tuple(sections))
    return replace(tree, **{row.field: text})  # type: ignore[arg-type]


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:59] + "…"


def _open_flags(ctx: Context, flag_ids: Collection[int]) -> tuple[int, list[RolloverFlagRow]]:
    """The roadmap and those of its flags, each of them still open."""
    with ctx.db.read() as session:
        of = set(session.scalars(select(RolloverFlag.roadmap_id).where(RolloverFlag.id.in_(flag_ids))))
    rows = [row for roadmap_id in of for row in rollover_flags(ctx, roadmap_id) if row.id in flag_ids]
    if len(of) != 1 or len(rows) != len(set(flag_ids)):
        raise UserError("Этого замечания уже нет: текст исправлен.", "Обновите вид.")
    return of.pop(), rows


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
