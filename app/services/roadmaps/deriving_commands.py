"""Roadmaps of schools out of the district's: any number of schools, one change."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.models.organisations import Organisation
from app.models.roadmaps import Roadmap
from app.services.changes import Changes, Topic
from app.services.context import Context
from app.services.errors import UserError
from app.services.parties.queries import line_owners, own_schools
from app.services.roadmaps import editing
from app.services.roadmaps.attached import Attached, put_back, take_aside
from app.services.roadmaps.commands import Undo, refuse_if_needed
from app.services.roadmaps.deriving import derived
from app.services.roadmaps.queries import load_tree
from app.services.roadmaps.rows import RoadmapTree
from app.services.roadmaps.store import delete_tree, insert_tree
from app.services.text_ru import counted, sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ROADMAPS: frozenset[Topic] = frozenset({"roadmaps"})


@dataclass(frozen=True, slots=True)
class SchoolChoice:
    """A school of the district; `roadmap_id`: the roadmap it has of this one already."""

    id: int
    name: str
    roadmap_id: int | None = None


@dataclass(frozen=True, slots=True)
class DeriveChoices:
    """The district's roadmap, its schools alphabetically, and {uid of an item: the schools that owe it}."""

    tree: RoadmapTree
    schools: tuple[SchoolChoice, ...]
    owners: dict[str, tuple[int, ...]]


def derive_choices(ctx: Context, roadmap_id: int) -> DeriveChoices:
    """What there is to choose from. Raises UserError for a roadmap that is a school's itself."""
    with ctx.db.read() as session:
        tree = _districts(session, roadmap_id)
        schools = own_schools(session)
        have = dict(
            (organisation_id, own)
            for organisation_id, own in session.execute(
                select(Roadmap.organisation_id, Roadmap.id).where(Roadmap.parent_roadmap_id == roadmap_id)
            )
        )
        uids = [line.uid for section in tree.sections for line in section.lines if not line.is_subhead]
        owners = line_owners(session, uids, schools)
    listed = sorted(schools.items(), key=lambda one: (sort_key(one[1]), one[0]))
    return DeriveChoices(
        tree,
        tuple(SchoolChoice(school, name, have.get(school)) for school, name in listed),
        {uid: owner.school_ids for uid, owner in owners.items()},
    )


def derive_school_roadmaps(
    ctx: Context,
    roadmap_id: int,
    organisation_ids: Sequence[int],
    line_uids: Collection[str],
    as_typed: Collection[str] = (),
) -> Changes:
    """A roadmap for each of the schools with the chosen items; `value`: their ids in the same order.

    `as_typed`: items whose responsible stays as the district's roadmap has it.
    """
    chosen = list(dict.fromkeys(organisation_ids))
    if not chosen:
        raise UserError("Не выбрано ни одной школы.", "Отметьте школы, для которых нужна карта.")
    with ctx.db.write() as session:
        tree = _districts(session, roadmap_id)
        drafts = []
        for organisation_id in chosen:
            name = _free_school(session, roadmap_id, organisation_id)
            drafts.append(editing.with_uids(derived(tree, organisation_id, name, line_uids, as_typed)))
        made = [insert_tree(session, ctx, draft) for draft in drafts]
    return _made(made, drafts)


def _made(made: list[int], drafts: list[RoadmapTree]) -> Changes:
    items = counted(drafts[0].item_count, "мероприятие", "мероприятия", "мероприятий")
    if len(made) == 1:
        message = f"Карта школы составлена: {items}."
    else:
        message = f"Составлено: {counted(len(made), 'карта', 'карты', 'карт')} школ, в каждой {items}."
    return Changes(ROADMAPS, message, _remove(made, drafts), tuple(made))


def _remove(made: list[int], drafts: list[RoadmapTree]) -> Undo:
    def undo(ctx: Context) -> Changes:
        with ctx.db.write() as session:
            aside: list[Attached] = []
            for roadmap_id, draft in zip(made, drafts, strict=True):
                if not editing.same_content(load_tree(session, roadmap_id), draft):
                    raise UserError(
                        f"Отменить нельзя: карту «{draft.title}» с тех пор изменили.", "Удалите её отдельно, если она не нужна."
                    )
                refuse_if_needed(session, roadmap_id)
                aside.append(take_aside(session, roadmap_id))
                delete_tree(session, roadmap_id)

        def again(ctx: Context) -> Changes:
            with ctx.db.write() as session:
                restored = [insert_tree(session, ctx, draft, old) for draft, old in zip(drafts, made, strict=True)]
                for roadmap_id, attached in zip(restored, aside, strict=True):
                    put_back(session, attached, roadmap_id)
            return _made(restored, drafts)

        return Changes(ROADMAPS, "Карты школ убраны." if len(made) > 1 else "Карта школы убрана.", again)

    return undo


def _districts(session: Session, roadmap_id: int) -> RoadmapTree:
    tree = load_tree(session, roadmap_id)
    if tree.organisation_id is not None:
        raise UserError("Это уже карта школы.", "Карты школ производят от карты района.")
    return tree


def _free_school(session: Session, roadmap_id: int, organisation_id: int) -> str:
    school = session.get(Organisation, organisation_id)
    if school is None or not school.short_name:
        raise UserError("Этой школы в базе нет.", "Выберите другую.")
    twin = session.scalar(
        select(Roadmap.title).where(Roadmap.parent_roadmap_id == roadmap_id, Roadmap.organisation_id == organisation_id)
    )
    if twin is not None:
        raise UserError(f"У школы уже есть карта от этой: «{twin}».", "Откройте её и дополните.")
    return school.short_name
