"""Contextual questionnaires: both layouts, schools found in four ways, typed values kept, loads taken back."""

from __future__ import annotations

import json

import pytest

from app.cli import main
from app.services.contexts.commands import save_context_values, set_index_weights
from app.services.contexts.queries import context_table, enrolment, social_index_of, social_indexes
from app.services.errors import UserError
from app.services.imports.commit import commit_import
from app.services.imports.preview import build_preview
from app.services.imports.revert import revert_import
from app.services.imports.rows import ImportOptions
from app.services.organisations.commands import save_organisation
from app.services.organisations.queries import get_organisation
from app.services.organisations.rows import OrganisationRow
from tests.db.imports.loading import book, codes, contents
from tests.shared_data import shared

TABLES = ("import_run", "import_change")
HEAD_2021 = [
    "логин", "Код региона", "Название ОО", "Начальное общее образование", "Где расположена Ваша образовательная организация?",
    "Укажите количество обучающихся в ОО в 2020/2021 учебном году (в сумме)", "1 класс Классов/групп", "1 класс Обучающихся",
    '"Общее количество обучающихся 2005 года рождения"', "из них обучаются по адаптированным образовательным программам",
]  # fmt: skip
HEAD_2022 = ["Пользователь", "Код региона", "Муниципалитет", "Школа", "№"]
FIRST = [*HEAD_2022, "6.\tИНН", "7.\tКод ОГЭ", "9.\tСтатус организации.", "10. У ОО есть филиалы?", "14. Где расположена ОО?",
         "15. Каков размер населенного пункта?", "16. Как добраться?"]  # fmt: skip
SECOND = [*HEAD_2022, "18. На каких языках?", "19.1. Ведется ли углубленное изучение?", "17.1. АОП?",
          "20. Укажите количество обучающихся в ОО в 2021/2022 учебном году", "25. Сколько всего учителей?"]  # fmt: skip


def year_2021(*rows):
    return {"Контекст": [HEAD_2021, *rows]}


def school_2021(login, name, pupils=120.0, first=15, place="4. Населенный пункт сельского типа (село)"):
    return [login, 99.0, name, "Да", place, pupils, 1.0, first, 20, 5]


def year_2022(login="edu990101", name="МБОУ «СОШ № 1»", code="101", teachers=17):
    start = [login, 99, "reg99_m012 | Заречный район", f"{login} | {name}", 1]
    return {
        "Общая информация": [FIRST, [*start, 9900000001, code, "1) Самостоятельное юридическое лицо", "Нет", "2) Город",
                                     "2) 1–5 тыс. человек", ""]],
        "Деятельность": [SECOND, [*start, "1) Только на русском языке", "да", "Нет", 163, teachers]],
    }  # fmt: skip


def add(ctx, name, **more):
    return int(save_organisation(ctx, OrganisationRow(None, "school", name, **more)).value)


def shown(ctx, school):
    table = context_table(ctx, school)
    return {line.indicator.key: line.shown for line in table.lines}


def test_one_sheet_of_2021(ctx, tmp_path):
    school = add(ctx, "СОШ № 1", login="edu990101")
    path = book(tmp_path, year_2021(school_2021("sch990101", "МБОУ «СОШ № 1»"), school_2021("sch990199", "Далёкая школа")))
    preview = build_preview(ctx, path)
    assert (preview.read.layout, preview.year, preview.rows) == ("contexts", 2021, 2)
    assert (preview.new, preview.changed, preview.same) == (1, 0, 0)
    assert [one.login for one in preview.unknown_schools] == ["edu990199"]
    before = contents(ctx)
    run = commit_import(ctx, preview).value
    assert shown(ctx, school) == {
        "level_primary": ("да",), "place": ("Село",), "pupils": ("120",), "classes_1": ("1",), "pupils_1": ("15",),
        "age16": ("20",), "aop16": ("5",),
    }  # fmt: skip
    assert enrolment(ctx) == {school: {2021: {1: 15}}}
    again = build_preview(ctx, path)
    assert (again.new, again.changed, again.same, again.can_commit) == (0, 0, 1, False)
    assert codes(again)["already_loaded"] == ["info"]
    revert_import(ctx, run)
    assert contents(ctx) == before


def test_two_sheets_of_2022_fill_codes_the_card_lacks(ctx, tmp_path):
    school = add(ctx, "СОШ № 1", login="edu990101", oge_code="77")
    preview = build_preview(ctx, book(tmp_path, year_2022()))
    assert (preview.year, preview.new, preview.schools) == (2022, 1, 1)
    before = contents(ctx)
    run = commit_import(ctx, preview).value
    row = get_organisation(ctx, school)
    assert row is not None and (row.inn, row.oge_code) == ("9900000001", "77")
    assert shown(ctx, school) == {
        "independence": ("Самостоятельное юридическое лицо",), "branches": ("нет",), "place": ("Город",),
        "place_size": ("1–5 тыс.",), "pupils": ("163",), "teachers": ("17",), "aop": ("нет",), "language": ("Только русский",),
        "deep": ("да",),
    }  # fmt: skip
    revert_import(ctx, run)
    assert contents(ctx) == before


def test_a_school_is_found_by_its_code_by_its_name_and_by_choice(ctx, tmp_path):
    by_code = add(ctx, "Совсем другая школа", oge_code="0101")
    preview = build_preview(ctx, book(tmp_path, year_2022(login="edu990777")))
    assert preview.school_ids == {"edu990777": by_code}
    by_name = add(ctx, "Боровская СОШ")
    rows = year_2021(school_2021("", "МБОУ «Боровская СОШ»"), school_2021("", "Школа на Боровой"))
    preview = build_preview(ctx, book(tmp_path, rows, "имена.xlsx"))
    assert preview.school_ids == {"МБОУ «Боровская СОШ»": by_name}
    (unknown,) = preview.unknown_schools
    chosen = add(ctx, "Школа № 9")
    path = book(tmp_path, rows, "имена.xlsx")
    commit_import(ctx, build_preview(ctx, path, ImportOptions(schools=((unknown.key, chosen),))))
    assert shown(ctx, chosen)["pupils"] == ("120",)
    assert build_preview(ctx, path).school_ids == {"МБОУ «Боровская СОШ»": by_name, "Школа на Боровой": chosen}


def test_two_rows_of_one_school_are_not_guessed_between(ctx, tmp_path):
    school = add(ctx, "Центральная СОШ", login="edu990101", oge_code="101")
    rows = year_2022()
    for sheet, other in zip(rows.values(), year_2022(login="edu990777", name="Филиал").values(), strict=True):
        sheet.append(other[1])
    preview = build_preview(ctx, book(tmp_path, rows))
    assert preview.school_ids == {"edu990101": school}
    assert codes(preview)["one_school_twice"] == ["warning"]
    commit_import(ctx, preview)
    assert shown(ctx, school)["teachers"] == ("17",)
    branches = year_2022(login="edu990776", name="Филиал № 1")
    for sheet, other in zip(branches.values(), year_2022(login="edu990777", name="Филиал № 2").values(), strict=True):
        sheet.append(other[1])
    preview = build_preview(ctx, book(tmp_path, branches, "филиалы.xlsx"))
    assert (preview.school_ids, preview.can_commit) == ({}, False)


def test_what_was_typed_stays(ctx, tmp_path):
    school = add(ctx, "СОШ № 1", login="edu990101")
    save_context_values(ctx, school, 2021, {"pupils": "118"})
    preview = build_preview(ctx, book(tmp_path, year_2021(school_2021("sch990101", "СОШ № 1"))))
    assert codes(preview)["typed_kept"] == ["info"]
    run = commit_import(ctx, preview).value
    assert shown(ctx, school)["pupils"] == ("118",)
    revert_import(ctx, run)
    assert shown(ctx, school) == {"pupils": ("118",)}


def test_wrong_answers_and_doubled_schools_are_named(ctx, tmp_path):
    first, second = add(ctx, "СОШ № 1", login="edu990101"), add(ctx, "СОШ № 2", login="edu990102")
    rows = year_2021(
        school_2021("sch990101", "СОШ № 1", pupils="много", place="На холме"),
        school_2021("sch990102", "СОШ № 2"),
        school_2021("edu990102", "СОШ № 2", pupils=99),
    )
    preview = build_preview(ctx, book(tmp_path, rows))
    assert codes(preview)["answer_left_out"] == ["warning", "warning"]
    assert codes(preview)["repeated_school"] == ["error"]
    commit_import(ctx, preview)
    assert shown(ctx, first).keys() == {"level_primary", "classes_1", "pupils_1", "age16", "aop16"}
    assert shown(ctx, second) == {}


def test_values_by_hand_are_checked_and_taken_back(ctx):
    school = add(ctx, "СОШ № 1")
    typed = save_context_values(ctx, school, 2026, {"pupils": "312", "branches": "да", "low_income": "12,5"})
    assert shown(ctx, school) == {"branches": ("да",), "pupils": ("312",), "low_income": ("12,5",)}
    with pytest.raises(UserError, match="Обучающихся всего: «много»"):
        save_context_values(ctx, school, 2026, {"pupils": "много"})
    with pytest.raises(UserError, match="вне разумных пределов"):
        save_context_values(ctx, school, 2026, {"low_income": "120"})
    with pytest.raises(UserError, match="нет в справочнике"):
        save_context_values(ctx, school, 2026, {"moon": 1})
    save_context_values(ctx, school, 2026, {"branches": ""})
    assert "branches" not in shown(ctx, school)
    with pytest.raises(UserError, match="с тех пор изменили"):
        assert typed.undo is not None
        typed.undo(ctx)


def test_the_index_follows_its_weights(ctx):
    school, poor = add(ctx, "СОШ № 1"), add(ctx, "СОШ № 2")
    save_context_values(ctx, school, 2026, {"place": 1, "low_income": 40, "non_native": 10})
    save_context_values(ctx, poor, 2026, {"place": 1})
    index = social_index_of(ctx, school)
    assert index is not None and index.value == pytest.approx(100 * (1 + 0.6 + 0.9) / 3)
    assert index.known == pytest.approx(3 / 9)
    assert social_indexes(ctx, 2026)[poor].value is None
    changed = set_index_weights(ctx, {"income": 3, "place": 0})
    index = social_index_of(ctx, school)
    assert index is not None and index.value == pytest.approx(100 * (3 * 0.6 + 0.9) / 4)
    with pytest.raises(UserError, match="от 0 до 100"):
        set_index_weights(ctx, {"income": -1})
    assert changed.undo is not None
    changed.undo(ctx)
    assert social_index_of(ctx, school) != index


def test_command_line(ctx, tmp_path, capsys):
    add(ctx, "Боровская СОШ", login="edu990101")
    path = book(tmp_path, year_2021(school_2021("sch990101", "СОШ № 1")))
    data = ["--data", str(ctx.paths.root)]
    ctx.db.close()
    assert main([*data, "contexts", "import", str(path)]) == 0
    assert "новых 1" in capsys.readouterr().out
    assert main([*data, "contexts", "show", "edu990101"]) == 0
    assert "120" in capsys.readouterr().out
    assert main([*data, "contexts", "index", "2021"]) == 0
    assert "мало данных" in capsys.readouterr().out
    assert main([*data, "schools", "status", "Боровская СОШ", "ШНОР", "--on", "2026-02-01", "--basis", "приказ № 1"]) == 0
    assert main([*data, "schools", "rename", "edu990101", "Боровская гимназия", "--on", "2026-09-01"]) == 0
    capsys.readouterr()
    assert main([*data, "schools", "card", "Боровская СОШ", "--json"]) == 0
    card = json.loads(capsys.readouterr().out)
    assert card["row"]["short_name"] == "Боровская гимназия"
    assert [one["kind"] for one in card["statuses"]] == ["low_results"]
    assert main([*data, "schools", "find", "Боровская школа"]) == 2
    assert "похож" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "year", "rows", "keys"), [("context2021.xlsx", 2021, 733, 86), ("context2022.xlsx", 2022, 678, 23)]
)
def test_real_questionnaires(ctx, name, year, rows, keys):
    preview = build_preview(ctx, shared(f"data/context/{name}"))
    assert (preview.year, preview.rows, preview.refused) == (year, rows, 0)
    assert len({key for school in preview.read.answers for key in school.values}) == keys
    assert len(preview.unknown_schools) == rows
