"""Which organisation a file means (X22): sure by login, choice, code, very name; everything else is offered."""

from __future__ import annotations

from datetime import date

from app.services.context import Context
from app.services.organisations.choices import choices_of, forget_choice, remember_choice
from app.services.organisations.commands import close_organisation, save_municipality, save_organisation
from app.services.organisations.identify import Directory, NameInFile
from app.services.organisations.life_commands import rename_organisation
from app.services.organisations.rows import Match, MunicipalityRow, OrganisationRow


def add(ctx: Context, name: str, **more: object) -> int:
    return int(save_organisation(ctx, OrganisationRow(None, "school", name, **more)).value)  # type: ignore[arg-type]


def find(ctx: Context, **named: object) -> Match:
    with ctx.db.read() as session:
        return Directory(session).find(NameInFile(**named))  # type: ignore[arg-type]


def test_login_then_code_then_number(ctx: Context) -> None:
    first = add(ctx, "СОШ № 1", login="edu990101", oge_code="0114", inn="2200000001")
    second = add(ctx, "СОШ № 2", ege_code="205", inn="2200000001")
    assert find(ctx, login="SCH990101", name="Совсем другое") == Match(first, "логин")
    assert find(ctx, codes=("114",)) == Match(first, "код ОГЭ или ЕГЭ")
    assert find(ctx, codes=("", "0205")).id == second
    assert find(ctx, inn="2200000001").id is None


def test_spellings_of_one_name_are_one_name(ctx: Context) -> None:
    school = add(ctx, "МБОУ «СОШ № 5 с. Ёлкино»")
    for name in (
        'МКОУ "СОШ №5" с. Елкино',
        "СОШ 5 Ёлкино",
        "муниципальное бюджетное общеобразовательное учреждение СОШ №05 села Елкино",
    ):
        assert find(ctx, name=name) == Match(school, "наименование"), name


def test_a_likeness_is_offered_with_its_reason(ctx: Context) -> None:
    school = add(ctx, "МБОУ «Боровская СОШ»")
    add(ctx, "МБОУ «СОШ № 15»")
    found = find(ctx, name="Боровская школа")
    assert found.id is None
    assert [(one.id, one.reason) for one in found.candidates] == [(school, "похожее наименование")]
    assert find(ctx, name="СОШ № 5").candidates == ()


def test_a_former_name_is_still_found(ctx: Context) -> None:
    school = add(ctx, "Боровская СОШ")
    rename_organisation(ctx, school, "Гимназия имени П. П. Ершова", on=date(2026, 9, 1))
    assert find(ctx, name="Боровская СОШ") == Match(school, "наименование")
    (one,) = find(ctx, name="Боровская СОШ с дошкольными группами").candidates
    assert (one.id, one.reason) == (school, "похоже на прежнее наименование")


def test_the_municipality_tells_namesakes_apart(ctx: Context) -> None:
    here = save_municipality(ctx, MunicipalityRow(None, "Заречный муниципальный район", "reg99_m012")).value
    there = save_municipality(ctx, MunicipalityRow(None, "Лесной район", "reg99_m013")).value
    mine, other = add(ctx, "СОШ № 1", municipality_id=here), add(ctx, "СОШ № 1", municipality_id=there)
    assert find(ctx, name="СОШ 1", municipality="МО Заречный район").id == mine
    assert find(ctx, name="СОШ 1", municipality_code="reg99_m013").id == other
    nobody = find(ctx, name="СОШ 1")
    assert nobody.id is None and {one.id for one in nobody.candidates} == {mine, other}


def test_a_closed_namesake_gives_way_to_the_open_one(ctx: Context) -> None:
    place = save_municipality(ctx, MunicipalityRow(None, "Заречный район")).value
    save_municipality(ctx, MunicipalityRow(None, "Лесной район"))
    old, new = add(ctx, "СОШ № 1", municipality_id=place), add(ctx, "СОШ №1", municipality_id=place)
    add(ctx, "СОШ № 7")
    close_organisation(ctx, old, date(2025, 8, 31))
    add(ctx, "Лесная СОШ", municipality_id=save_municipality(ctx, MunicipalityRow(None, "Дальний район")).value)
    assert find(ctx, name="СОШ № 1", municipality="Заречный район").id == new


def test_another_login_is_another_school(ctx: Context) -> None:
    add(ctx, "СОШ № 1", login="edu990101")
    bare = add(ctx, "СОШ №1 п. Дальний")
    found = find(ctx, login="edu990199", name="СОШ № 1")
    assert found.id is None
    assert [one.id for one in found.candidates] == [bare]


def test_a_choice_is_remembered_and_can_be_forgotten(ctx: Context) -> None:
    school = add(ctx, "МБОУ «Боровская СОШ»")
    named = NameInFile(name="Боровская школа", municipality="Заречный район")
    kept = remember_choice(ctx, named, school)
    assert find(ctx, name="БОРОВСКАЯ  школа", municipality="Заречный муниципальный район") == Match(school, "выбор от 14.09.2026")
    assert find(ctx, name="Боровская школа", municipality="Лесной район").id is None
    (choice,) = choices_of(ctx, school)
    assert choice.written == "Боровская школа, Заречный район"
    gone = forget_choice(ctx, choice.id)
    assert find(ctx, name="Боровская школа", municipality="Заречный район").id is None
    assert gone.undo is not None and kept.undo is not None
    gone.undo(ctx)
    kept.undo(ctx)
    assert choices_of(ctx, school) == ()
