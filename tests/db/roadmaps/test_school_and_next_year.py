"""School roadmaps derived from the district's, and «Перенести на новый год»."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.context import Context
from app.services.duties.queries import duties
from app.services.errors import UserError
from app.services.execution import commands as execution
from app.services.execution.queries import line_occurrences, progress_by_school
from app.services.parties import commands as parties
from app.services.parties.queries import line_parties, line_schools
from app.services.roadmaps import commands as do
from app.services.roadmaps.deriving import adapted, derived
from app.services.roadmaps.deriving_commands import derive_choices, derive_school_roadmaps
from app.services.roadmaps.queries import get_roadmap, list_roadmaps, rollover_flags
from app.services.roadmaps.rollover_commands import accept_flags, fix_flag, keep_flags, preview_rollover, roll_over_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from tests.db.execution.district import SCHOOLS, TODAY, TREE, add_procedure, add_roadmap, add_schools, keys, line, numbers, party


@pytest.fixture
def schools(ctx: Context) -> list[int]:
    return add_schools(ctx)


@pytest.fixture
def tree(ctx: Context, schools: list[int]) -> RoadmapTree:
    return add_roadmap(ctx)


# --- schools ----------------------------------------------------------------------------------------------------------


def _derive(ctx: Context, tree: RoadmapTree, school: int, *chosen: str):
    return derive_school_roadmaps(ctx, tree.id or 0, [school], [line(tree, number).uid for number in chosen])


def test_chosen_items_with_their_heads(ctx: Context, tree: RoadmapTree, schools: list[int]):
    change = _derive(ctx, tree, schools[0], "1.2.", "1.3.")
    own = get_roadmap(ctx, change.value[0])
    assert own.title == "Дорожная карта на 2026 год (МБОУ «Берёзовская СОШ»)"
    assert (own.organisation_id, own.parent_id, own.period_start) == (schools[0], tree.id, date(2026, 1, 1))
    assert [[(one.number or one.text, one.responsible) for one in s.lines] for s in own.sections] == [
        [
            ("Документы", ""),
            ("1.2.", "МБОУ «Берёзовская СОШ»"),
            ("1.3.", "Отдел образования, МБОУ «Берёзовская СОШ»"),
        ]
    ]
    assert own.sections[0].lines[1].parent_uid == line(tree, "1.2.").uid
    assert own.sections[0].lines[1].uid != line(tree, "1.2.").uid
    row = next(one for one in list_roadmaps(ctx) if one.id == change.value[0])
    assert (row.organisation_id, row.parent_id) == (schools[0], tree.id)
    assert change.undo is not None
    change.undo(ctx)
    assert [one.id for one in list_roadmaps(ctx)] == [tree.id]


def test_the_district_sees_the_school_beside_its_own(ctx: Context, tree: RoadmapTree, schools: list[int]):
    own = get_roadmap(ctx, _derive(ctx, tree, schools[0], "1.2.").value[0])
    (row,) = line_occurrences(ctx, own.sections[0].lines[1].uid, TODAY)
    execution.mark(ctx, [row.key], "done")
    first, second, _ = progress_by_school(ctx, tree.id or 0, TODAY)
    assert (first.roadmap_id, first.own.done if first.own else None, first.owed.done) == (own.id, 1, 0)
    assert (second.roadmap_id, second.own) == (None, None)


def test_roadmaps_of_schools_keep_out_of_the_departments_views(ctx: Context, tree: RoadmapTree, schools: list[int]):
    own = get_roadmap(ctx, _derive(ctx, tree, schools[0], "1.1.").value[0])
    assert numbers(ctx, "overdue").count("1.1.") == 1
    assert [row.roadmap_id for row in duties(ctx, "overdue", today=TODAY, roadmap_id=own.id).rows] == [own.id]
    assert "1.1." in numbers(ctx, "overdue", organisation_id=schools[0])
    assert "1.1." not in numbers(ctx, "overdue", organisation_id=schools[1])


def test_what_is_refused(ctx: Context, tree: RoadmapTree, schools: list[int]):
    own = _derive(ctx, tree, schools[0], "1.2.").value[0]
    for call, words in (
        (lambda: _derive(ctx, tree, schools[0], "1.3."), "уже есть карта"),
        (lambda: _derive(ctx, tree, schools[1]), "Не выбрано"),
        (lambda: _derive(ctx, tree, 999, "1.2."), "школы в базе нет"),
        (lambda: derive_school_roadmaps(ctx, tree.id or 0, [], ["x"]), "ни одной школы"),
        (lambda: derive_choices(ctx, own), "уже карта школы"),
        (lambda: derive_school_roadmaps(ctx, own, [schools[1]], ["x"]), "уже карта школы"),
        (lambda: do.delete_roadmap(ctx, tree.id or 0), "произведена карта школы"),
    ):
        with pytest.raises(UserError, match=words):
            call()


def test_what_there_is_to_choose_from(ctx: Context, tree: RoadmapTree, schools: list[int]):
    own = _derive(ctx, tree, schools[1], "1.2.").value[0]
    parties.choose_line_schools(ctx, line(tree, "1.3.").id or 0, [schools[2]])
    choices = derive_choices(ctx, tree.id or 0)
    assert [(one.id, one.roadmap_id) for one in choices.schools] == [(schools[0], None), (schools[1], own), (schools[2], None)]
    assert {one.number: choices.owners[one.uid] for s in tree.sections for one in s.lines if one.uid in choices.owners} == {
        "1.2.": tuple(schools),
        "1.3.": (schools[2],),
        "2.3.": (schools[0],),
    }
    assert [(one.number, one.before, one.after) for one in adapted(choices.tree, "МБОУ «Школа»")] == [
        ("1.2.", "ОО", "МБОУ «Школа»"),
        ("1.3.", "Отдел образования, ОО", "Отдел образования, МБОУ «Школа»"),
    ]


@pytest.mark.parametrize(
    ("responsible", "own"),
    [
        ("ОО", "МБОУ «Школа»"),
        ("Отдел образования, школы района", "Отдел образования, МБОУ «Школа»"),
        ("Управление образования ОО", "Управление образования, МБОУ «Школа»"),
        ("Муниципальный координатор, директора школ", "Муниципальный координатор, директор"),
        ("Заместители директоров школ\nШкольные координаторы", "Заместитель директора\nШкольный координатор"),
        ("Администрации школ; классные руководители", "Администрация школы; классные руководители"),
        ("Отдел образования, МБОУ «Другая школа»", "Отдел образования, МБОУ «Другая школа»"),
    ],
)
def test_whom_a_school_calls_responsible(responsible, own):
    tree = RoadmapTree("Карта", (RoadmapSectionRow("", "", (RoadmapLine("1.", "x", "", responsible, uid="a"),)),), id=1)
    assert derived(tree, 5, "МБОУ «Школа»", ["a"]).sections[0].lines[0].responsible == own


def test_many_schools_are_one_change(ctx: Context, tree: RoadmapTree, schools: list[int]):
    uids = [line(tree, number).uid for number in ("1.2.", "1.3.")]
    change = derive_school_roadmaps(ctx, tree.id or 0, schools, uids, as_typed=uids[1:])
    own = [get_roadmap(ctx, made) for made in change.value]
    assert [(one.organisation_id, one.item_count) for one in own] == [(school, 2) for school in schools]
    assert [line(one, "1.2.").responsible for one in own] == list(SCHOOLS)
    assert {line(one, "1.3.").responsible for one in own} == {"Отдел образования, ОО"}
    assert change.message == "Составлено: 3\xa0карты школ, в каждой 2\xa0мероприятия."
    with pytest.raises(UserError, match="уже есть карта"):
        derive_school_roadmaps(ctx, tree.id or 0, schools, uids)
    assert change.undo is not None
    back = change.undo(ctx)
    assert [one.id for one in list_roadmaps(ctx)] == [tree.id]
    assert back.undo is not None
    again = back.undo(ctx)
    assert len(list_roadmaps(ctx)) == 4
    do.update_line(ctx, replace(line(get_roadmap(ctx, again.value[2]), "1.2."), text="Иначе"))
    assert again.undo is not None
    with pytest.raises(UserError, match="с тех пор изменили"):
        again.undo(ctx)
    assert len(list_roadmaps(ctx)) == 4  # all or none


# --- next year --------------------------------------------------------------------------------------------------------

OLD = replace(
    TREE,
    sections=(
        *TREE.sections,
        RoadmapSectionRow(
            "3.",
            "Итоги 2026 года",
            (
                RoadmapLine("3.1.", "Сравнить 2026 с 2025, затем 2026 с 2024", "до 20 ноября 2026 г.", "Соколова М.П."),
                RoadmapLine("3.2.", "Исполнить приказ от 12.01.2026 № 14-од", "декабрь 2026 года", "ОО"),
            ),
        ),
    ),
)


@pytest.fixture
def old(ctx: Context, schools: list[int]) -> RoadmapTree:
    return add_roadmap(ctx, OLD)


def test_a_new_roadmap_with_a_list_to_go_through(ctx: Context, old: RoadmapTree):
    execution.mark(ctx, keys(ctx, old, "1.1."), "done")
    change = roll_over_roadmap(ctx, old.id or 0)
    new = get_roadmap(ctx, change.value)
    assert (new.title, new.period_start) == ("Дорожная карта на 2027 год", date(2027, 1, 1))
    assert [one.deadline for one in new.sections[2].lines] == ["до 20 ноября 2027 г.", "декабрь 2027 года"]
    assert {one.uid for s in new.sections for one in s.lines}.isdisjoint({one.uid for s in old.sections for one in s.lines})
    assert all(row.mark.status == "planned" for row in duties(ctx, "all", today=TODAY, roadmap_id=new.id).rows)
    flags = rollover_flags(ctx, new.id or 0)
    assert [(f.number, f.field, f.excerpt, f.suggestion) for f in flags if f.code in ("year", "act", "person")] == [
        ("3.", "section_title", "2026 года", "2027 года"),
        ("3.1.", "text", "2026", "2027"),
        ("3.1.", "text", "2025", "2026"),
        ("3.1.", "text", "2026", "2027"),
        ("3.1.", "text", "2024", "2025"),
        ("3.1.", "responsible", "Соколова М.П.", ""),
        ("3.2.", "text", "приказ от 12.01.2026 № 14-од", ""),
    ]
    assert change.undo is not None
    back = change.undo(ctx)
    assert [row.id for row in list_roadmaps(ctx)] == [old.id]
    assert back.undo is not None
    again = back.undo(ctx).value
    assert len(rollover_flags(ctx, again)) == len(flags)


def test_flags_one_by_one(ctx: Context, old: RoadmapTree):
    new_id = roll_over_roadmap(ctx, old.id or 0).value

    def years() -> list[tuple[str, int]]:
        return [(f.excerpt, f.start) for f in rollover_flags(ctx, new_id) if f.field == "text" and f.code == "year"]

    def text() -> str:
        return line(get_roadmap(ctx, new_id), "3.1.").text

    flags = [f for f in rollover_flags(ctx, new_id) if f.field == "text" and f.code == "year"]
    change = accept_flags(ctx, [flags[0].id])
    assert text() == "Сравнить 2027 с 2025, затем 2026 с 2024"
    assert years() == [("2025", 16), ("2026", 28), ("2024", 35)]
    assert change.undo is not None
    change.undo(ctx)
    assert len(years()) == 4
    accept_flags(ctx, [flags[0].id])
    accept_flags(ctx, [flags[2].id])
    kept = keep_flags(ctx, [flags[3].id])
    assert text() == "Сравнить 2027 с 2025, затем 2027 с 2024"
    assert years() == [("2025", 16)]
    assert kept.undo is not None
    kept.undo(ctx)
    assert years() == [("2025", 16), ("2024", 35)]
    do.update_line(ctx, replace(line(get_roadmap(ctx, new_id), "3.1."), text="Подвести итоги"))  # rewritten by hand
    assert years() == []
    with pytest.raises(UserError, match="уже нет"):
        accept_flags(ctx, [flags[1].id])
    section = next(f for f in rollover_flags(ctx, new_id) if f.field == "section_title")
    accept_flags(ctx, [section.id])
    assert get_roadmap(ctx, new_id).sections[2].title == "Итоги 2027 года"
    person = next(f for f in rollover_flags(ctx, new_id) if f.code == "person")
    with pytest.raises(UserError, match="не знает"):
        accept_flags(ctx, [person.id])


def test_a_word_put_in_is_not_taken_for_the_next_of_its_kind(ctx: Context, old: RoadmapTree):
    new_id = roll_over_roadmap(ctx, old.id or 0).value

    def years() -> list[tuple[str, int]]:
        return [(f.excerpt, f.start) for f in rollover_flags(ctx, new_id) if f.field == "text" and f.code == "year"]

    flags = [f for f in rollover_flags(ctx, new_id) if f.field == "text" and f.code == "year"]
    accept_flags(ctx, [flags[1].id])  # 2025 → 2026, which now stands between the two others
    assert line(get_roadmap(ctx, new_id), "3.1.").text == "Сравнить 2026 с 2026, затем 2026 с 2024"
    assert years() == [("2026", 9), ("2026", 28), ("2024", 35)]
    accept_flags(ctx, [flags[2].id])
    assert line(get_roadmap(ctx, new_id), "3.1.").text == "Сравнить 2026 с 2026, затем 2027 с 2024"
    assert years() == [("2026", 9), ("2024", 35)]


def test_many_flags_at_once_are_one_change(ctx: Context, old: RoadmapTree):
    new_id = roll_over_roadmap(ctx, old.id or 0).value
    flags = rollover_flags(ctx, new_id)
    years = [f for f in flags if f.code == "year"]
    change = accept_flags(ctx, [f.id for f in years])
    new = get_roadmap(ctx, new_id)
    assert (line(new, "3.1.").text, new.sections[2].title) == ("Сравнить 2027 с 2026, затем 2027 с 2025", "Итоги 2027 года")
    assert change.message == "Заменено: 5\xa0мест."
    assert [f.code for f in rollover_flags(ctx, new_id)] == [f.code for f in flags if f.code != "year"]
    assert change.undo is not None
    change.undo(ctx)
    assert rollover_flags(ctx, new_id) == flags
    kept = keep_flags(ctx, [f.id for f in flags])
    assert rollover_flags(ctx, new_id) == []
    assert kept.undo is not None
    kept.undo(ctx)
    assert rollover_flags(ctx, new_id) == flags
    with pytest.raises(UserError, match="уже нет"):
        keep_flags(ctx, [])


def test_a_field_rewritten_by_hand_is_done_with(ctx: Context, old: RoadmapTree):
    new_id = roll_over_roadmap(ctx, old.id or 0).value
    flags = [f for f in rollover_flags(ctx, new_id) if f.number == "3.1." and f.field == "text"]
    change = fix_flag(ctx, flags[2].id, "Сравнить 2026 с 2025, затем будущий год с 2024")
    left = [f for f in rollover_flags(ctx, new_id) if f.number == "3.1." and f.field == "text"]
    assert [f.id for f in left] == [flags[0].id, flags[1].id, flags[3].id]
    assert [left[2].text[f.start : f.end] for f in left] == ["2026", "2025", "2024"]
    assert change.undo is not None
    change.undo(ctx)
    assert len([f for f in rollover_flags(ctx, new_id) if f.number == "3.1." and f.field == "text"]) == len(flags)
    fix_flag(ctx, flags[0].id, flags[0].text)  # looked at, nothing to change
    assert flags[0].id not in [f.id for f in rollover_flags(ctx, new_id)]


def test_what_would_move_is_told_before(ctx: Context, old: RoadmapTree):
    execution.link_events(ctx, line(old, "2.1.").id or 0, [add_procedure(ctx, date(2026, 10, 14))])
    seen = preview_rollover(ctx, old.id or 0, 1)
    assert [s.after for s in seen.shifts][:2] == ["Дорожная карта на 2027 год", "до 1 сентября 2027 г."]
    new_id = roll_over_roadmap(ctx, old.id or 0, 1).value
    made = rollover_flags(ctx, new_id)
    assert [(f.code, f.field, f.excerpt) for f in seen.flags] == [(f.code, f.field, f.excerpt) for f in made]


def test_what_a_person_chose_comes_along(ctx: Context, old: RoadmapTree, schools: list[int]):
    parties.assign_parties(ctx, line(old, "2.2.").id or 0, [party(ctx, "Отдел образования")])
    parties.choose_line_schools(ctx, line(old, "1.2.").id or 0, [schools[1]])
    execution.link_events(ctx, line(old, "2.1.").id or 0, [add_procedure(ctx, date(2026, 10, 14))])
    new = get_roadmap(ctx, roll_over_roadmap(ctx, old.id or 0).value)
    named = line_parties(ctx, new.id or 0)[line(new, "2.2.").uid]
    assert [(row.name, row.by_hand) for row in named] == [("Отдел образования", True)]
    assert line_schools(ctx, line(new, "1.2.").uid) == (schools[1],)
    (flag,) = [f for f in rollover_flags(ctx, new.id or 0) if f.code == "event"]
    assert flag.number == "2.1."
    assert "ВПР 2026, математика, 4 класс" in flag.why
    keep_flags(ctx, [flag.id])
    assert not [f for f in rollover_flags(ctx, new.id or 0) if f.code == "event"]
