"""Cards of organisations in a base."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.models.results import ImportRun, Paper, Procedure
from app.models.settings import Workplace
from app.services.context import Context
from app.services.errors import UserError
from app.services.organisations.commands import (
    close_organisation,
    delete_organisation,
    reopen_organisation,
    save_municipality,
    save_organisation,
)  # fmt: skip
from app.services.organisations.queries import (
    find_by_login,
    find_candidates,
    get_organisation,
    list_municipalities,
    list_organisations,
)  # fmt: skip
from app.services.organisations.rows import MunicipalityRow, OrganisationRow


def add(ctx: Context, name: str, **more: object) -> int:
    row = replace(OrganisationRow(None, "school", name), **more)  # type: ignore[arg-type]
    return int(save_organisation(ctx, row).value)


def write_paper(ctx: Context, organisation_id: int) -> None:
    with ctx.db.write() as session:
        procedure = Procedure(year=2025, grade=4, subject="Математика")
        run = ImportRun(created_at=ctx.clock(), file_name="Ф1.xlsx", file_sha256="0", layout="f1", counts="{}")
        session.add_all([procedure, run])
        session.flush()
        session.add(
            Paper(procedure_id=procedure.id, organisation_id=organisation_id, code="40001", raw_score=5, import_run_id=run.id)
        )


def test_card_is_stored_found_and_taken_back(ctx: Context) -> None:
    made = save_organisation(ctx, OrganisationRow(None, "school", "МБОУ  СОШ № 1", login="SCH990101", pupils=312))
    row = find_by_login(ctx, "sch990101")
    assert row is not None
    assert (row.id, row.short_name, row.login, row.pupils) == (made.value, "МБОУ СОШ № 1", "edu990101", 312)
    assert made.topics == {"organisations"}
    changed = save_organisation(ctx, replace(row, director="Орлова М. В."))
    assert changed.undo is not None
    changed.undo(ctx)
    assert get_organisation(ctx, made.value) == row
    assert made.undo is not None
    made.undo(ctx)
    assert list_organisations(ctx) == ()


def test_names_stand_in_the_order_of_people(ctx: Context) -> None:
    for name in ("СОШ № 10", "СОШ № 2", "Ёлочка", "Жаворонок", "Егоза"):
        add(ctx, name, kind="kindergarten" if "№" not in name else "school")
    assert [row.short_name for row in list_organisations(ctx)] == ["Егоза", "Ёлочка", "Жаворонок", "СОШ № 2", "СОШ № 10"]
    assert [row.short_name for row in list_organisations(ctx, kind="school")] == ["СОШ № 2", "СОШ № 10"]


def test_bad_cards_are_refused(ctx: Context) -> None:
    add(ctx, "СОШ № 1", login="edu990101")
    with pytest.raises(UserError, match="уже у организации «СОШ № 1»"):
        add(ctx, "СОШ № 2", login="sch990101")
    with pytest.raises(UserError, match="наименование"):
        add(ctx, " ")
    with pytest.raises(UserError, match="уже нет"):
        save_organisation(ctx, OrganisationRow(77, "school", "СОШ № 7"))
    assert len(list_organisations(ctx)) == 1


def test_closed_school_leaves_the_list_and_comes_back(ctx: Context) -> None:
    school = add(ctx, "СОШ № 1")
    closed = close_organisation(ctx, school, date(2026, 8, 31))
    assert list_organisations(ctx) == ()
    assert list_organisations(ctx, include_closed=True)[0].closed_on == date(2026, 8, 31)
    assert find_candidates(ctx, "СОШ 1")[0].closed
    assert closed.undo is not None
    closed.undo(ctx)
    assert len(list_organisations(ctx)) == 1
    close_organisation(ctx, school, date(2026, 8, 31))
    reopen_organisation(ctx, school)
    assert len(list_organisations(ctx)) == 1


def test_only_what_nothing_refers_to_is_deleted(ctx: Context) -> None:
    free, used, own = add(ctx, "СОШ № 1", login="edu990101"), add(ctx, "СОШ № 2"), add(ctx, "СОШ № 3")
    before = get_organisation(ctx, free)
    gone = delete_organisation(ctx, free)
    assert get_organisation(ctx, free) is None
    assert gone.undo is not None
    gone.undo(ctx)
    assert get_organisation(ctx, free) == before
    write_paper(ctx, used)
    with pytest.raises(UserError, match="1\u00a0результат участника"):
        delete_organisation(ctx, used)
    with ctx.db.write() as session:
        session.add(Workplace(id=1, uid="u", kind="school", name="СОШ № 3", organisation_id=own, created_at=ctx.clock()))
    with pytest.raises(UserError, match="рабочего места"):
        delete_organisation(ctx, own)


def test_undo_of_a_new_school_stops_where_results_came_in(ctx: Context) -> None:
    made = save_organisation(ctx, OrganisationRow(None, "school", "СОШ № 1"))
    write_paper(ctx, made.value)
    assert made.undo is not None
    with pytest.raises(UserError, match="Отменить нельзя"):
        made.undo(ctx)
    assert get_organisation(ctx, made.value) is not None


def test_own_schools_are_those_of_the_workplace(ctx: Context) -> None:
    here = save_municipality(ctx, MunicipalityRow(None, "Заречный муниципальный район", "reg99_m012")).value
    there = save_municipality(ctx, MunicipalityRow(None, "Лесной район", "REG99_m013")).value
    first = add(ctx, "СОШ № 1", municipality_id=here)
    add(ctx, "СОШ № 1", municipality_id=there)
    assert len(list_organisations(ctx, own_only=True)) == 2
    with ctx.db.write() as session:
        session.add(
            Workplace(id=1, uid="u", kind="department", name="Отдел образования", municipality_id=here, created_at=ctx.clock())
        )
    assert [row.id for row in list_organisations(ctx, own_only=True)] == [first]
    assert [(m.name, m.code, m.organisations) for m in list_municipalities(ctx)] == [
        ("Заречный муниципальный район", "reg99_m012", 1),
        ("Лесной район", "reg99_m013", 1),
    ]


def test_municipality_is_saved_and_taken_back(ctx: Context) -> None:
    made = save_municipality(ctx, MunicipalityRow(None, "Заречный район", "reg99_m012"))
    with pytest.raises(UserError, match="уже у муниципалитета"):
        save_municipality(ctx, MunicipalityRow(None, "Другой район", "reg99_m012"))
    with pytest.raises(UserError, match="название"):
        save_municipality(ctx, MunicipalityRow(None, "  "))
    renamed = save_municipality(ctx, MunicipalityRow(made.value, "Заречный округ", "reg99_m012"))
    assert renamed.undo is not None
    renamed.undo(ctx)
    assert [m.name for m in list_municipalities(ctx)] == ["Заречный район"]
    assert made.undo is not None
    made.undo(ctx)
    assert list_municipalities(ctx) == ()
