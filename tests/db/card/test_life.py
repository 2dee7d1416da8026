"""A school is renamed, joins another one, is closed: the history stays, and all of it is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.context import Context
from app.services.errors import UserError
from app.services.organisations.commands import close_organisation, delete_organisation, reopen_organisation, save_organisation
from app.services.organisations.life_commands import merge_organisations, rename_organisation
from app.services.organisations.queries import get_organisation, list_events, list_organisations
from app.services.organisations.rows import OrganisationRow
from app.services.people.commands import save_person
from app.services.people.queries import list_people
from app.services.people.rows import PersonRow
from app.services.statuses.commands import save_status
from app.services.statuses.queries import list_statuses
from app.services.statuses.rows import StatusRow

DAY = date(2026, 9, 1)


def add(ctx: Context, name: str, **more: object) -> int:
    return int(save_organisation(ctx, OrganisationRow(None, "school", name, **more)).value)  # type: ignore[arg-type]


def test_a_new_name_keeps_the_former_one(ctx: Context) -> None:
    school = add(ctx, "Боровская СОШ", full_name="Боровская средняя школа")
    before = get_organisation(ctx, school)
    changed = rename_organisation(ctx, school, "Боровская  гимназия", on=DAY, basis="постановление № 14")
    row = get_organisation(ctx, school)
    assert row is not None and (row.short_name, row.full_name) == ("Боровская гимназия", "Боровская средняя школа")
    (event,) = list_events(ctx, school)
    assert (event.kind, event.on, event.basis, event.short_name) == ("renamed", DAY, "постановление № 14", "Боровская СОШ")
    with pytest.raises(UserError, match="не отличается"):
        rename_organisation(ctx, school, "Боровская гимназия", on=DAY)
    assert changed.undo is not None
    changed.undo(ctx)
    assert get_organisation(ctx, school) == before
    assert list_events(ctx, school) == ()


def test_two_schools_become_a_new_one(ctx: Context) -> None:
    first = add(ctx, "СОШ № 1", login="edu990101", pupils=100, address="ул. Первая, 1")
    second = add(ctx, "СОШ № 2", login="edu990102", pupils=50, director="Ильина О. П.")
    made = merge_organisations(
        ctx, [first, second], OrganisationRow(None, "school", "Образовательный центр"), on=DAY, basis="приказ № 7"
    )
    centre = get_organisation(ctx, made.value)
    assert centre is not None
    assert (centre.short_name, centre.pupils, centre.address, centre.opened_on) == (
        "Образовательный центр",
        150,
        "ул. Первая, 1",
        DAY,
    )
    assert [row.id for row in list_organisations(ctx)] == [made.value]
    assert {event.successor for one in (first, second) for event in list_events(ctx, one)} == {"Образовательный центр"}
    assert [person.until for person in list_people(ctx, second)] == [DAY]
    with pytest.raises(UserError, match="присоединённые организации"):
        delete_organisation(ctx, made.value)
    with pytest.raises(UserError, match="уже закрыта"):
        merge_organisations(ctx, [first], made.value, on=DAY)
    assert made.undo is not None
    made.undo(ctx)
    assert [row.id for row in list_organisations(ctx)] == [first, second]
    assert get_organisation(ctx, made.value) is None
    assert [person.until for person in list_people(ctx, second)] == [None]


def test_one_school_joins_another(ctx: Context) -> None:
    branch, centre = add(ctx, "Полевая ООШ"), add(ctx, "Центральная СОШ", pupils=400)
    joined = merge_organisations(ctx, [branch, centre], centre, on=DAY)
    assert joined.value == centre
    row = get_organisation(ctx, centre)
    assert row is not None and row.pupils == 400
    assert [row.id for row in list_organisations(ctx)] == [centre]
    with pytest.raises(UserError, match="Не выбрано"):
        merge_organisations(ctx, [centre], centre, on=DAY)


def test_closing_says_why(ctx: Context) -> None:
    school = add(ctx, "СОШ № 1")
    close_organisation(ctx, school, DAY, "постановление № 3")
    opened = reopen_organisation(ctx, school)
    assert [(event.kind, event.basis) for event in list_events(ctx, school)] == [
        ("reopened", ""),
        ("closed", "постановление № 3"),
    ]
    assert opened.undo is not None
    opened.undo(ctx)
    assert [event.kind for event in list_events(ctx, school)] == ["closed"]


def test_a_director_of_another_surname_is_another_person(ctx: Context) -> None:
    school = add(ctx, "СОШ № 1", director="Ильина О. П.", coordinator="Ильина О. П.")
    people = list_people(ctx, school)
    assert [(p.role, p.full_name) for p in people] == [("director", "Ильина О. П."), ("coordinator", "Ильина О. П.")]
    assert len({p.person_id for p in people}) == 1
    row = get_organisation(ctx, school)
    assert row is not None
    save_organisation(ctx, replace(row, director="Ильина Ольга Петровна"))
    assert list_people(ctx, school, "director")[0].person_id == people[0].person_id
    row = get_organisation(ctx, school)
    assert row is not None and row.coordinator == "Ильина Ольга Петровна"
    changed = save_organisation(ctx, replace(row, director="Громов И. И."))
    now = list_people(ctx, school, "director")
    assert [(p.full_name, p.until) for p in now] == [("Громов И. И.", None), ("Ильина Ольга Петровна", date(2026, 9, 13))]
    assert changed.undo is not None
    changed.undo(ctx)
    assert [p.full_name for p in list_people(ctx, school, "director")] == ["Ильина Ольга Петровна"]


def test_people_of_a_card(ctx: Context) -> None:
    school, other = add(ctx, "СОШ № 1"), add(ctx, "СОШ № 2")
    first = save_person(ctx, PersonRow(None, None, school, "director", "Ильина Ольга Петровна", "директор", since=DAY)).value
    taken = save_person(ctx, PersonRow(None, None, school, "director", "Громов Иван Ильич", since=date(2026, 9, 10)))
    assert [(p.full_name, p.until) for p in list_people(ctx, school)] == [
        ("Громов Иван Ильич", None),
        ("Ильина Ольга Петровна", date(2026, 9, 9)),
    ]
    row = get_organisation(ctx, school)
    assert row is not None and row.director == "Громов Иван Ильич"
    assert taken.undo is not None
    taken.undo(ctx)
    assert [p.until for p in list_people(ctx, school)] == [None]
    curator = save_person(ctx, PersonRow(None, None, school, "curator", "Белова Анна Львовна", "методист", sex="f")).value
    assert curator.of_district
    again = PersonRow(curator.person_id, None, other, "curator", curator.full_name, "методист", sex="f")
    save_person(ctx, again)
    assert [p.organisation for p in list_people(ctx, role="curator")] == ["СОШ № 1", "СОШ № 2"]
    with pytest.raises(UserError, match="уже записан"):
        save_person(ctx, again)
    with pytest.raises(UserError, match="фамилию"):
        save_person(ctx, PersonRow(None, None, school, "team", "  "))
    assert first.person_id != curator.person_id


def test_statuses_have_dates_and_a_basis(ctx: Context) -> None:
    school = add(ctx, "СОШ № 1")
    kept = save_status(ctx, StatusRow(None, school, "шнор", date(2026, 2, 1), basis="приказ № 14"))
    save_status(ctx, StatusRow(None, school, "Пилотная площадка", date(2024, 9, 1), date(2025, 5, 31)))
    rows = list_statuses(ctx, school)
    assert [(row.title, row.in_force(DAY)) for row in rows] == [("ШНОР", True), ("Пилотная площадка", False)]
    assert rows[0].kind == "low_results"
    with pytest.raises(UserError, match="уже есть"):
        save_status(ctx, StatusRow(None, school, "low_results", DAY))
    with pytest.raises(UserError, match="Начало статуса"):
        save_status(ctx, StatusRow(None, school, "base_school", DAY, date(2026, 1, 1)))
    assert kept.undo is not None
    kept.undo(ctx)
    assert [row.title for row in list_statuses(ctx, school)] == ["Пилотная площадка"]


def test_a_deleted_card_comes_back_with_its_people(ctx: Context) -> None:
    school = add(ctx, "СОШ № 1", director="Ильина О. П.")
    save_status(ctx, StatusRow(None, school, "base_school", DAY))
    gone = delete_organisation(ctx, school)
    assert (list_people(ctx), list_statuses(ctx)) == ((), ())
    assert gone.undo is not None
    gone.undo(ctx)
    assert [p.full_name for p in list_people(ctx, school)] == ["Ильина О. П."]
    assert len(list_statuses(ctx, school)) == 1
