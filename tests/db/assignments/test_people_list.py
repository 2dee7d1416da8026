"""A list of people from a table: named problems, ties, undo; printed lists."""

from __future__ import annotations

import pytest
import xlsxwriter

from app.services.assignments import commands, queries
from app.services.assignments.list_file import preview_people
from app.services.assignments.rows import AssignmentDraft
from app.services.errors import UserError
from app.services.forms.blocks import plain_text
from app.services.forms.registry import make
from tests.sample_papers import add_procedure, add_school, set_workplace

SCHOOLS = ("Берёзовская СОШ", "Луговская СОШ", "Речная СОШ № 1", "Речная СОШ № 2")
HEAD = ("№", "ФИО", "Место работы", "Должность", "Телефон", "Ведёт классы", "Школа ребёнка", "Класс ребёнка")


@pytest.fixture
def schools(ctx):
    set_workplace(ctx)
    with ctx.db.write() as session:
        return {name: add_school(session, name) for name in SCHOOLS}


def table(path, *rows):
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Список")
    for number, row in enumerate((HEAD, *rows)):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def test_people_and_ties_come_in_and_go_again(ctx, schools, tmp_path):
    path = table(
        tmp_path / "л.xlsx",
        (1, "Крылова Анна Олеговна", "Берёзовская СОШ", "учитель", "8 900 000-00-01", "4А, 4Б", "Луговская СОШ", "3В"),
        (2, "Мотылёва Вера Павловна", "Общественный совет", "член совета", "", "", "", ""),
    )
    found = preview_people(ctx, path)
    assert [line.state for line in found.lines] == ["new", "new"]
    done = commands.import_people(ctx, found)
    people = {one.full_name: one for one in queries.directory(ctx)}
    assert [(tie.kind, tie.class_label) for tie in people["Крылова Анна Олеговна"].ties] == [
        ("teaches", "4А"), ("teaches", "4Б"), ("parent", "3В"),
    ]  # fmt: skip
    assert people["Мотылёва Вера Павловна"].post == "член совета, Общественный совет"
    again = preview_people(ctx, path)
    assert [line.state for line in again.lines] == ["known", "known"]
    assert commands.import_people(ctx, again).value == 0
    done.undo(ctx)
    assert queries.directory(ctx) == []


def test_what_is_wrong_is_named_with_its_place(ctx, schools, tmp_path):
    found = preview_people(
        ctx,
        table(
            tmp_path / "л.xlsx",
            (1, "", "Берёзовская СОШ", "учитель", "", "", "", ""),
            (2, "Крылова Анна Олеговна", "Речная СОШ", "учитель", "", "", "", ""),
            (3, "Крылова Анна Олеговна", "Горная СОШ", "учитель", "", "", "", ""),
            (4, "КРЫЛОВА АННА ОЛЕГОВНА", "Луговская СОШ", "учитель", "", "", "Дальняя СОШ", "2А"),
            (5, "Крылова Анна Олеговна", "Луговская СОШ", "учитель", "", "", "", ""),
            (6, "Крылова А.О.", "Луговская СОШ", "учитель", "", "", "", ""),
        ),
    )
    codes = [one.code for one in found.problems]
    for code in ("no_name", "which_school", "unknown_school", "unknown_child_school", "repeated_person", "odd_name"):
        assert code in codes
    assert [line.state for line in found.lines] == ["refused", "refused", "refused", "new", "refused", "new"]
    assert all(one.cell for one in found.problems)


def test_a_file_without_such_a_table_is_refused(ctx, schools, tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "л.xlsx"))
    book.add_worksheet().write_row(0, 0, ("Дата", "Сумма"))
    book.close()
    with pytest.raises(UserError, match="не найден список людей"):
        preview_people(ctx, tmp_path / "л.xlsx")


def words(page):
    return "\n".join(line for section in page.sections for block in section.blocks for line in plain_text(block))


def test_lists_and_certificates_print(ctx, schools, tmp_path):
    path = table(tmp_path / "л.xlsx", (1, "Крылова Анна Олеговна", "Берёзовская СОШ", "учитель", "8 900 000-00-01", "", "", ""))
    commands.import_people(ctx, preview_people(ctx, path))
    procedure = add_procedure(ctx, {"Луговская СОШ": [10, 12]}, year=2026)
    with pytest.raises(UserError, match="никто не назначен"):
        make(ctx, "people_list", procedure_id=procedure)
    person = queries.directory(ctx)[0].person_id
    commands.assign(ctx, AssignmentDraft(None, procedure, schools["Луговская СОШ"], person, "observer", basis="приказ № 7"))
    commands.number_certificates(ctx, procedure)
    full = words(make(ctx, "people_list", procedure_id=procedure))
    assert "Крылова Анна Олеговна" in full and "8 900 000-00-01" in full and "Луговская СОШ" in full
    public = words(make(ctx, "people_list", procedure_id=procedure, role="observer", public=True, appendix=True))
    assert "8 900" not in public and "Приложение" in public
    with pytest.raises(UserError, match="эксперт"):
        make(ctx, "people_list", procedure_id=procedure, role="expert")
    certificate = words(make(ctx, "observer_certificate", procedure_id=procedure))
    assert "2026-001" in certificate and "приказ № 7" in certificate
