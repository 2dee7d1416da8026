"""Which organisation a school of a file is: X22, and forms that do not name their school."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.organisations import Municipality, Organisation
from app.models.results import Paper
from app.services.errors import UserError
from app.services.imports.commit import commit_import
from app.services.imports.preview import build_preview
from app.services.imports.rows import ImportOptions
from app.services.text_ru import search_key
from app.services.workplace.commands import edit_workplace, init_workplace
from tests.data import layouts
from tests.data.layouts import BEREZKI, CITY, School, pupils, write_book
from tests.db.imports.loading import CREATE, book, codes, contents, load

OPEN = ImportOptions(2021, 4, "Русский язык")


def add_school(ctx, name, login=None, town=None, code=None, closed_on=None, short_name=None):
    """The id of a new school; the municipality is made at its first mention."""
    with ctx.db.write() as session:
        place = session.scalar(select(Municipality).where(Municipality.name == town)) if town else None
        if place is None and town:
            place = Municipality(name=town, search_name=search_key(town), code=code)
            session.add(place)
            session.flush()
        school = Organisation(
            kind="school", short_name=name, search_name=search_key(name), login=login, closed_on=closed_on,
            municipality_id=place.id if place else None,
        )  # fmt: skip
        session.add(school)
        session.flush()
        return school.id


def logins(ctx):
    with ctx.db.read() as session:
        return session.scalars(select(Organisation.login).order_by(Organisation.login)).all()


def papers_of(ctx, organisation):
    with ctx.db.read() as session:
        return len(session.scalars(select(Paper.id).where(Paper.organisation_id == organisation)).all())


def test_x22_unknown_schools_are_never_created_unasked(ctx, tmp_path):
    known = add_school(ctx, BEREZKI.name, BEREZKI.login)
    preview, changes = load(ctx, book(tmp_path, layouts.regional_2021_rows(pupils())), OPEN)
    assert logins(ctx) == [BEREZKI.login]
    assert papers_of(ctx, known) == 4
    assert (preview.rows, preview.participants, preview.schools, preview.new) == (8, 7, 3, 4)
    assert codes(preview)["unknown_school"] == ["error", "error"]
    assert [(one.login, one.rows) for one in preview.unknown_schools] == [("edu990102", 2), ("edu990201", 2)]
    assert changes.value is not None


def test_x22_candidates_are_offered_and_the_choice_is_remembered(ctx, tmp_path):
    """«Школа № 5 с. Ёлкино» of the register has no login; the file calls it «МБОУ "Школа №5 с. Елкино"»."""
    town = "Заречный муниципальный район"
    other = add_school(ctx, "СОШ № 15 с. Ёлкино", town=town)
    right = add_school(ctx, "СОШ № 5 с. Ёлкино", town=town)
    school = School("edu990105", 'МБОУ "СОШ №5 с. Елкино"')
    papers = [layouts.Pupil(school, 40001), layouts.Pupil(school, 40002)]
    path = book(tmp_path, layouts.individual_results_rows(papers, title="ВПР 2021 Русский язык 4 класс"))
    asked = build_preview(ctx, path, OPEN)
    (unknown,) = asked.unknown_schools
    assert [candidate.id for candidate in unknown.candidates] == [right]
    assert other not in [candidate.id for candidate in unknown.candidates]
    assert "СОШ № 5 с. Ёлкино" in next(problem.text for problem in asked.problems if problem.code == "unknown_school")
    # not even when asked to create schools: it is there already, only without a login
    assert build_preview(ctx, path, CREATE).new_schools == ()

    chosen = ImportOptions(2021, 4, "Русский язык", schools=((unknown.key, right),))
    preview, _changes = load(ctx, path, chosen)
    assert preview.unknown_schools == () and papers_of(ctx, right) == 2
    later = book(tmp_path, layouts.individual_results_rows(papers, title="ВПР 2022 Русский язык 4 класс"), "позже.xlsx")
    again = build_preview(ctx, later, ImportOptions())
    assert again.school_ids == {unknown.key: right}


def test_x22_closed_and_renamed_schools_are_remarked(ctx, tmp_path):
    add_school(ctx, "МБОУ «Берёзовская СОШ»", BEREZKI.login, closed_on=date(2020, 8, 31))
    add_school(ctx, CITY.name, CITY.login)
    preview, _changes = load(ctx, book(tmp_path, layouts.regional_2022_sheets(pupils())), ImportOptions())
    assert codes(preview)["closed_school"] == ["warning"]
    assert codes(preview)["renamed_school"] == ["info"]
    assert preview.new == 6


def test_a_school_of_the_same_name_in_another_spelling_is_no_rename(ctx, tmp_path):
    add_school(ctx, 'МБОУ "Березкинская средняя общеобразовательная школа"', BEREZKI.login)
    papers = [pupil for pupil in pupils() if pupil.school == BEREZKI]
    preview = build_preview(ctx, book(tmp_path, layouts.regional_2022_sheets(papers)), ImportOptions())
    assert "renamed_school" not in codes(preview)


def test_schools_of_other_municipalities_make_no_noise_in_a_district(ctx, tmp_path):
    init_workplace(ctx, "department", "Отдел образования", "Заречный район")
    add_school(ctx, BEREZKI.name, BEREZKI.login, "Заречный муниципальный район", "reg99_m012")
    preview, _changes = load(ctx, book(tmp_path, layouts.regional_2022_sheets(pupils())), ImportOptions())
    found = codes(preview)
    assert found["foreign_schools"] == ["info"]
    assert found["unknown_school"] == ["error"]  # the second school of the own district
    assert [one.login for one in preview.unknown_schools] == ["edu990102"]
    assert preview.groups_derived and len(preview.groups) == 3  # the region by all papers all the same


def test_municipalities_meet_by_code_by_name_and_by_their_schools(ctx, tmp_path):
    # 2020 knows only codes, 2021 only names, 2022 both
    load(
        ctx,
        book(tmp_path, layouts.regional_2020_rows(pupils(50001)), "a.xlsx"),
        ImportOptions(2020, 4, "Математика", create_schools=True),
    )
    more = [*pupils(), layouts.Pupil(School("edu990103", ""), 40001)]
    load(ctx, book(tmp_path, layouts.regional_2021_rows(more), "b.xlsx"))
    with ctx.db.read() as session:
        towns = {town.code: town.name for town in session.scalars(select(Municipality))}
        places = set(
            session.scalars(select(Organisation.municipality_id).where(Organisation.login.in_(["edu990101", "edu990103"])))
        )
    assert towns == {"reg99_m012": "Заречный муниципальный район", "reg99_m031": "город Озёрный"}
    assert len(places) == 1


def test_names_given_to_municipalities_go_with_the_import(ctx, tmp_path):
    load(
        ctx,
        book(tmp_path, layouts.regional_2020_rows(pupils(50001)), "a.xlsx"),
        ImportOptions(2020, 4, "Математика", create_schools=True),
    )
    before = contents(ctx)
    more = [*pupils(), layouts.Pupil(School("edu990103", ""), 40001)]
    _preview, changes = load(ctx, book(tmp_path, layouts.regional_2021_rows(more), "b.xlsx"))
    changes.undo(ctx)
    assert contents(ctx) == before


# --- forms that schools fill -------------------------------------------------------------------------------------------


def form(folder: Path, name: str = "Форма сбора результатов Физика 7 класс ВПР 2026.xlsx") -> Path:
    papers = [layouts.Pupil(BEREZKI, 70001 + number) for number in range(3)]
    return write_book(folder / name, layouts.school_form_sheets(papers))


def test_a_form_needs_its_school(ctx, tmp_path):
    preview = build_preview(ctx, form(tmp_path))
    assert (preview.year, preview.grade, preview.subject, preview.missing) == (2026, 7, "Физика", ("школа",))
    with pytest.raises(UserError, match="школа"):
        commit_import(ctx, preview)


def test_a_form_with_a_login_in_its_name(ctx, tmp_path):
    school = add_school(ctx, BEREZKI.name, BEREZKI.login)
    load(ctx, form(tmp_path, "sch990101 Физика 7 класс ВПР 2026.xlsx"), ImportOptions())
    assert papers_of(ctx, school) == 3


def test_a_form_in_a_folder_with_the_login(ctx, tmp_path):
    school = add_school(ctx, BEREZKI.name, BEREZKI.login)
    folder = tmp_path / "edu990101"
    folder.mkdir()
    load(ctx, form(folder), ImportOptions())
    assert papers_of(ctx, school) == 3


def test_a_form_whose_school_the_person_names(ctx, tmp_path):
    school = add_school(ctx, BEREZKI.name, BEREZKI.login)
    load(ctx, form(tmp_path), ImportOptions(organisation_id=school))
    assert papers_of(ctx, school) == 3


def test_a_form_at_the_school_itself(ctx, tmp_path):
    school = add_school(ctx, BEREZKI.name, BEREZKI.login)
    init_workplace(ctx, "school", BEREZKI.name)
    edit_workplace(ctx, organisation_id=school)
    load(ctx, form(tmp_path), ImportOptions())
    assert papers_of(ctx, school) == 3
