"""The directory of parties follows the texts; what a person decides stays; every change has its way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from app.services.changes import Changes
from app.services.context import Context
from app.services.duties.rows import DutyKey
from app.services.errors import UserError
from app.services.execution import commands as execution
from app.services.parties import commands as do
from app.services.parties.queries import line_parties, line_schools, list_appointments, list_parties, suggested_merges
from app.services.parties.rows import PartyRow
from app.services.roadmaps import commands as roadmaps
from app.services.roadmaps.rows import RoadmapTree
from tests.db.execution.district import TODAY, add_roadmap, add_schools, keys, line, numbers, occurrences, party


@pytest.fixture
def schools(ctx: Context) -> list[int]:
    return add_schools(ctx)


@pytest.fixture
def tree(ctx: Context, schools: list[int]) -> RoadmapTree:
    return add_roadmap(ctx)


def names(ctx: Context, tree: RoadmapTree, number: str) -> list[str]:
    assert tree.id is not None
    return [row.name for row in line_parties(ctx, tree.id).get(line(tree, number).uid, ())]


def there_and_back(ctx: Context, tree: RoadmapTree, act: Callable[[], Changes]) -> Changes:
    def state() -> object:
        assert tree.id is not None
        return list_parties(ctx), line_parties(ctx, tree.id), [list_appointments(ctx, row.id or 0) for row in list_parties(ctx)]

    before = state()
    change = act()
    after = state()
    assert after != before
    assert change.undo is not None
    back = change.undo(ctx)
    assert state() == before
    assert back.undo is not None
    back.undo(ctx)
    assert state() == after
    return change


def test_the_texts_fill_the_directory(ctx: Context, tree: RoadmapTree, schools: list[int]):
    rows = {row.name: row for row in list_parties(ctx)}
    assert list(rows) == sorted(rows, key=str.casefold)
    assert set(rows) == {
        "Куратор ШНОР", "МБОУ «Берёзовская СОШ»", "ОО", "Отдел образования", "Районный методический кабинет",
    }  # fmt: skip
    assert (rows["Куратор ШНОР"].kind, rows["ОО"].is_schools, rows["Отдел образования"].lines) == ("role", True, 2)
    assert rows["МБОУ «Берёзовская СОШ»"].organisation_id == schools[0]
    assert names(ctx, tree, "1.3.") == ["Отдел образования", "ОО"]


def test_a_new_text_names_others_and_forgets_who_is_named_no_more(ctx: Context, tree: RoadmapTree):
    roadmaps.update_line(ctx, replace(line(tree, "2.2."), responsible="Методист Соколова М.П."))
    found = {row.name: row.kind for row in list_parties(ctx)}
    assert "Районный методический кабинет" not in found
    assert any(kind == "person" for kind in found.values())


def test_saving_a_party(ctx: Context, tree: RoadmapTree, schools: list[int]):
    (row,) = [one for one in list_parties(ctx) if one.name == "ОО"]
    there_and_back(
        ctx,
        tree,
        lambda: do.save_party(ctx, replace(row, name="Школы района", aliases=("ОО",), school_ids=(schools[0], schools[1]))),
    )
    (row,) = [one for one in list_parties(ctx) if one.name == "Школы района"]
    assert (row.aliases, row.school_ids) == (("ОО",), (schools[0], schools[1]))
    roadmaps.update_line(ctx, replace(line(tree, "2.2."), responsible="оо"))
    assert names(ctx, tree, "2.2.") == ["Школы района"]  # its former spelling still means it
    assert [slot.name for slot in occurrences(ctx, tree, "1.2.")[0].schools] == [
        "МБОУ «Берёзовская СОШ»",
        "МБОУ «Заречная СОШ № 2»",
    ]


def test_what_a_person_entered_stays_without_lines(ctx: Context, tree: RoadmapTree):
    change = do.save_party(ctx, PartyRow(None, "person", "Соколова М.П."))
    roadmaps.update_line(ctx, replace(line(tree, "2.2."), responsible="Соколова М.П."))
    roadmaps.update_line(ctx, replace(line(tree, "2.2."), responsible="РМК"))
    assert change.value in [row.id for row in list_parties(ctx)]


def test_merging_spellings(ctx: Context, tree: RoadmapTree):
    roadmaps.update_line(ctx, replace(line(tree, "2.2."), responsible="Отдел образования администрации района"))
    roadmaps.update_line(
        ctx, replace(line(tree, "1.1."), responsible="Отдел образования; Отдел образования администрации района")
    )
    (offer,) = suggested_merges(ctx)
    assert (offer.keep, [name for _, name in offer.others]) == ("Отдел образования администрации района", ["Отдел образования"])
    there_and_back(ctx, tree, lambda: do.merge_parties(ctx, offer.keep_id, [i for i, _ in offer.others]))
    assert names(ctx, tree, "1.1.") == ["Отдел образования администрации района"]
    assert names(ctx, tree, "1.3.") == ["Отдел образования администрации района", "ОО"]
    (row,) = [one for one in list_parties(ctx) if one.id == offer.keep_id]
    assert row.aliases == ("Отдел образования",)
    assert suggested_merges(ctx) == []
    roadmaps.update_line(ctx, replace(line(tree, "2.3."), responsible="ОТДЕЛ ОБРАЗОВАНИЯ"))
    assert names(ctx, tree, "2.3.") == ["Отдел образования администрации района"]


def test_parties_chosen_by_a_person_outlive_the_text(ctx: Context, tree: RoadmapTree):
    item = line(tree, "2.2.")
    department = party(ctx, "Отдел образования")
    there_and_back(ctx, tree, lambda: do.assign_parties(ctx, item.id or 0, [department]))
    roadmaps.update_line(ctx, replace(item, responsible="Куратор ШНОР"))
    assert names(ctx, tree, "2.2.") == ["Отдел образования"]
    there_and_back(ctx, tree, lambda: do.parties_from_text(ctx, item.id or 0))
    assert names(ctx, tree, "2.2.") == ["Куратор ШНОР"]


def test_a_role_is_held_by_a_person_for_a_time(ctx: Context, tree: RoadmapTree):
    role = party(ctx, "Куратор ШНОР")
    holder = do.save_party(ctx, PartyRow(None, "person", "Лесная В.И.")).value
    former = do.save_party(ctx, PartyRow(None, "person", "Полевой А.Б.")).value
    do.appoint(ctx, role, former, starts_on=date(2025, 9, 1), ends_on=date(2026, 8, 31))
    there_and_back(ctx, tree, lambda: do.appoint(ctx, role, holder, starts_on=date(2026, 9, 1), basis="приказ № 14-од"))
    assert [row.holder for row in list_appointments(ctx, role)] == ["Лесная В.И.", "Полевой А.Б."]
    assert tree.id is not None
    assert line_parties(ctx, tree.id)[line(tree, "2.1.").uid][0].holder == "Лесная В.И."
    there_and_back(ctx, tree, lambda: do.remove_appointment(ctx, list_appointments(ctx, role)[0].id))


def test_chosen_schools_of_a_line(ctx: Context, tree: RoadmapTree, schools: list[int]):
    item = line(tree, "1.2.")
    change = do.choose_line_schools(ctx, item.id or 0, [schools[2]])
    assert line_schools(ctx, item.uid) == (schools[2],)
    assert "1.2." in numbers(ctx, "all", organisation_id=schools[2])
    assert "1.2." not in numbers(ctx, "all", organisation_id=schools[0])
    assert change.undo is not None
    change.undo(ctx)
    assert line_schools(ctx, item.uid) == ()
    assert "1.2." in numbers(ctx, "all", organisation_id=schools[0])


def test_choosing_fewer_schools_may_close_the_line(ctx: Context, tree: RoadmapTree, schools: list[int]):
    (own,) = keys(ctx, tree, "1.2.")
    execution.mark(ctx, [DutyKey(own.occurrence_id, schools[2])], "done", done_on=TODAY)
    change = do.choose_line_schools(ctx, line(tree, "1.2.").id or 0, [schools[2]])
    assert occurrences(ctx, tree, "1.2.")[0].shown == "done"
    assert change.undo is not None
    change.undo(ctx)
    assert occurrences(ctx, tree, "1.2.")[0].shown == "ahead"


def test_what_is_refused(ctx: Context, tree: RoadmapTree):
    role, body = party(ctx, "Куратор ШНОР"), party(ctx, "Отдел образования")
    for call, words in (
        (lambda: do.save_party(ctx, PartyRow(None, "person", " . ")), "Не указано"),
        (lambda: do.save_party(ctx, PartyRow(None, "organisation", "отдел  ОБРАЗОВАНИЯ")), "написание другого"),
        (lambda: do.save_party(ctx, PartyRow(999, "person", "Х")), "уже нет"),
        (lambda: do.merge_parties(ctx, body, [body]), "Нечего"),
        (lambda: do.merge_parties(ctx, body, [999]), "уже нет"),
        (lambda: do.appoint(ctx, body, role), "не роль"),
        (lambda: do.appoint(ctx, role, role), "роль, а не человек"),
        (lambda: do.appoint(ctx, role, body, starts_on=TODAY, ends_on=date(2026, 1, 1)), "позже"),
        (lambda: do.assign_parties(ctx, line(tree, "1.1.").id or 0, [999]), "уже нет"),
        (lambda: do.assign_parties(ctx, 999, [body]), "уже нет"),
        (lambda: do.choose_line_schools(ctx, line(tree, "1.1.").id or 0, [999]), "уже нет"),
        (lambda: do.remove_appointment(ctx, 999), "уже нет"),
    ):
        with pytest.raises(UserError, match=words):
            call()
