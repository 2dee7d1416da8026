"""Кому нужна помощь: the list, a school in full, a decision, the rules."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.scales import ScoreScale
from app.services.statuses.queries import list_statuses
from app.services.support.queries import get_rules
from app.ui.support.rules_dialog import RulesDialog
from app.ui.support.tab import SupportTab
from tests.sample_papers import add_procedure, school_id

BAD = [0, 1, 2, 3, 4, 14, 15, 16, 17, 18]
GOOD = [33, 34, 35, 36, 37, 38, 33, 30, 31, 20]


@pytest.fixture
def base(empty):
    """«Берёзки» low in two papers, «Озёрная» high, «Малая» small."""
    for year, grade in ((2025, 4), (2025, 5), (2026, 4), (2026, 5)):
        with empty.db.write() as session:
            session.merge(ScoreScale(year=year, grade=grade, subject="Труд", max_score=38, min3=14, min4=24, min5=33))
        add_procedure(
            empty, {"Берёзки": BAD if grade == 4 else GOOD, "Озёрная": GOOD, "Малая": [0, 1, 2]}, year=year, grade=grade,
            subject="Труд", municipality="Верхнеозёрский район",
        )  # fmt: skip
    return empty


@pytest.fixture
def desk(make_desk, base):
    return make_desk(base)


@pytest.fixture
def page(desk, qtbot):
    made = SupportTab(desk.workspace.ui)
    made.resize(1300, 640)
    qtbot.addWidget(made)
    made.show()
    return made


def text_of(table, row, key):
    columns = [column.key for column in table.row_model.columns]
    return table.row_model.index(row, columns.index(key)).data()


def test_the_list_is_alphabetical_and_says_the_rule(page):
    assert [text_of(page.table, row, "name") for row in range(3)] == ["Берёзки", "Малая", "Озёрная"]
    assert [text_of(page.table, row, "proposal") for row in range(3)] == [
        "обсудить поддержку",
        "мало данных",
        "может стать базовой",
    ]
    assert text_of(page.table, 0, "low") == "2 из 4"
    assert "не меньше 30" in page.rule.text()
    assert page.year_box.currentText() == "2024–2026"


def test_from_a_number_to_the_works_behind_it(page, base):
    page.open_school(school_id(base, "Берёзки"))
    school = page.school
    assert school.support.row_model.shown()[0].words == "доля «2» 30 % и больше в 2 из 4\u00a0работ"
    school.support.selectRow(0)
    assert [one.low for one in school.papers.row_model.shown()] == [True, True]
    assert text_of(school.papers, 0, "twos") == "5 из 10"
    assert len(school.pupils.row_model.shown()) == 10
    assert sum(one.low for one in school.pupils.row_model.shown()) == 5
    school.all_button.click()
    assert len(school.papers.row_model.shown()) == 4
    assert page.close_inner()
    assert page.table.current_row().name == "Берёзки"


def test_a_decision_puts_a_status_and_both_are_taken_back(desk, page, base):
    school = school_id(base, "Берёзки")
    page.open_school(school)
    page.school.ask("targeted_support")
    assert page.school.choice.value() == "take"
    page.school.basis.set_value("приказ от 10.09.2026 № 7")
    page.school.form.submit()
    (status,) = list_statuses(base, school)
    assert (status.kind, status.since, status.basis) == ("targeted_support", date(2026, 9, 14), "приказ от 10.09.2026 № 7")
    assert "Сейчас: Адресная поддержка." in page.school.said.text()
    page.school.ask("targeted_support")
    page.school.choice.set_value("release")
    page.school.day.set_value(date(2026, 10, 1))
    page.school.form.submit()
    (status,) = list_statuses(base, school)
    assert status.until == date(2026, 9, 30)
    desk.workspace.take_back()
    desk.workspace.take_back()
    assert list_statuses(base, school) == ()
    assert "Статуса у школы сейчас нет." in page.school.said.text()


def test_a_decision_against_the_rules_asks_why(page, base):
    page.open_school(school_id(base, "Озёрная"))
    page.school.ask("targeted_support")
    assert page.school.choice.value() == "leave"
    page.school.choice.set_value("take")
    page.school.form.submit()
    assert "напишите, почему" in page.school.reason.problem.text()
    page.school.reason.set_value("новая школа, просит помощи")
    page.school.form.submit()
    assert len(list_statuses(base, school_id(base, "Озёрная"))) == 1


def test_the_rules_are_edited_for_a_year(page, base, qtbot):
    dialog = RulesDialog(page.ui, 2026, page._page.rules, page)
    qtbot.addWidget(dialog)
    dialog.numbers["low_count"].set_value(3)
    dialog.note.set_value("приказ № 5")
    dialog.minimums.set_value("Русский язык — 30")
    dialog.save()
    rules = get_rules(base, 2026)
    assert (rules["low_count"], rules.note, rules.minimums["Русский язык"]) == (3, "приказ № 5", 30)
    assert get_rules(base, 2025)["low_count"] == 2
    assert text_of(page.table, 0, "proposal") == "—"
    assert "Правила 2026 года (приказ № 5)" in page.rule.text()


def test_a_wrong_number_keeps_the_dialog_open(page, base, qtbot):
    dialog = RulesDialog(page.ui, 2026, page._page.rules, page)
    qtbot.addWidget(dialog)
    dialog.numbers["low_percent"].set_value(500)
    dialog.save()
    assert dialog.numbers["low_percent"].problem.text() == "Число от 1 до 100."
    dialog.numbers["low_percent"].set_value(30)
    dialog.minimums.set_value("Физика много")
    dialog.save()
    assert "Физика много" in dialog.minimums.problem.text()
    assert get_rules(base, 2026).since is None


def test_too_few_schools_for_resilience_are_said(page):
    page.switch.choose("resilient")
    assert "нужно 15" in page.no_resilient.text.text()
    page.switch.choose("moves")
    assert "итоги 2026 года рядом с итогами 2025" in page.rule.text()


def test_an_empty_base_says_what_to_do(empty_desk, qtbot):
    made = SupportTab(empty_desk.workspace.ui)
    qtbot.addWidget(made)
    made.show()
    assert made.stack.currentWidget() is made.empty


def test_every_number_goes_to_excel(page, tmp_path):
    from openpyxl import load_workbook

    page.export(tmp_path / "поддержка.xlsx")
    rows = [[cell for cell in row if cell is not None] for row in load_workbook(tmp_path / "поддержка.xlsx").active.values]
    assert "не для публикации" in rows[0][0]
    assert any(row[:6] == ["Берёзки", "Адресная поддержка", "Низкие результаты в нескольких работах", "основание", "да",
                           "доля «2» 30 % и больше в 2 из 4\u00a0работ"] for row in rows)  # fmt: skip
