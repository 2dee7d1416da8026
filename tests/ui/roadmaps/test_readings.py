"""How a deadline is understood and what a person decides about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services.execution.queries import line_occurrences
from app.services.roadmaps import commands as do
from app.services.roadmaps.queries import get_roadmap
from app.services.roadmaps.rows import RoadmapLine, RoadmapSectionRow, RoadmapTree
from app.ui import theme
from app.ui.roadmaps.readings import ReadingsBox
from tests.db.execution.district import add_procedure, add_roadmap, line

TEXTS = ("август", "как получится", "не позднее 10 рабочих дней после проведения процедуры", "ежемесячно", "", "до 1 мая 2027 г.")
TREE = RoadmapTree(
    "Дорожная карта на 2026/2027 учебный год",
    (RoadmapSectionRow("1.", "Раздел", tuple(RoadmapLine(f"{n}.", "Дело", text) for n, text in enumerate(TEXTS, 1))),),
    period_start=date(2026, 9, 1),
    period_end=date(2027, 8, 31),
)


@pytest.fixture
def box(place) -> ReadingsBox:
    place.tree = add_roadmap(place.ctx, TREE)
    made = ReadingsBox(place.ui)
    place.side = place.show(made)
    return made


def _show(box: ReadingsBox, place, number: str) -> None:
    box.show_line(place.tree.id, place.line(number))


def _dues(place, number: str) -> list[date | None]:
    rows = line_occurrences(place.ctx, line(place.tree, number).uid)
    return [row.planned_due for row in rows if not row.off_plan]


def test_a_plain_deadline_is_told_and_nothing_is_asked(box, place):
    _show(box, place, "6.")
    assert box.printed.text() == "В документе: «до 1 мая 2027 г.»"
    assert box.understood.text() == "Понято так: до 1 мая 2027 года" and not box.sign.isVisible()
    assert not box._choices.isVisible() and box.change_button.isVisible()
    assert "01.05.2027" in box.dates.text()


def test_an_ambiguous_one_offers_its_readings_and_dates_follow_the_choice(box, place):
    _show(box, place, "1.")
    assert box.sign.isVisible() and box._choices.isVisible()
    assert [option.words.text() for option in box.options[:2]] == ["август 2027 года", "август 2026 года"]
    assert not any(option.radio.isChecked() for option in box.options)
    assert _dues(place, "1.") == [date(2027, 8, 31)]
    box.options[1].radio.click()
    assert _dues(place, "1.") == [date(2026, 8, 31)]
    assert not box.sign.isVisible() and "август 2026" in box.understood.text()
    place.take_back()
    assert _dues(place, "1.") == [date(2027, 8, 31)] and box.sign.isVisible()
    box.options[0].radio.click()
    assert not box.sign.isVisible(), "the program's own reading, confirmed"


def test_a_click_on_the_words_chooses_too(box, place):
    _show(box, place, "1.")
    place.qtbot.mouseClick(box.options[1], Qt.MouseButton.LeftButton)
    assert place.line("1.").deadline_choice.way == "reading"


def test_not_understood_is_said_and_days_can_be_set(box, place):
    _show(box, place, "2.")
    assert box.understood.text().startswith("Не понято") and "Дат не получается" in box.dates.text()
    box.options[0].radio.click()
    assert box.own.isVisible()
    box.own.verb.click()
    assert box.own.fields[1].problem.text(), "an empty form says so"
    box.own.fields[1].line.setText("15.10.2026")
    box.own.more_button.click()
    box.own.fields[2].line.setText("01.03.2027")
    box.own.fields[3].line.setText("10.02.2027")
    box.own.verb.click()
    assert box.own.fields[3].problem.text() == "Раньше начала." and place.line("2.").deadline_choice is None
    box.own.fields[3].line.setText("10.03.2027")
    place.qtbot.keyClick(box.own.fields[3].line, Qt.Key.Key_Return)
    choice = place.line("2.").deadline_choice
    assert choice.intervals == ((None, date(2026, 10, 15)), (date(2027, 3, 1), date(2027, 3, 10)))
    assert _dues(place, "2.") == [date(2026, 10, 15), date(2027, 3, 10)]
    assert not box.own.isVisible() and "Решено вручную" in box.understood.text()
    place.take_back()
    assert _dues(place, "2.") == [None]


def test_own_days_come_back_to_be_corrected(box, place):
    _show(box, place, "6.")
    box.change_button.click()
    box.options[1].radio.click()
    assert box.own.value() == ((None, date(2027, 5, 1)),)
    place.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not box.own.isVisible() and place.line("6.").deadline_choice is None


def test_a_decision_about_other_words_has_lapsed(box, place):
    _show(box, place, "1.")
    box.options[1].radio.click()
    do.update_line(place.ctx, replace(place.line("1."), deadline="сентябрь"))
    _show(box, place, "1.")
    assert box.lapsed.isVisible() and "сентябрь 2026" in box.understood.text()


def test_all_the_time_and_on_demand(box, place):
    _show(box, place, "2.")
    box.options[1].radio.click()
    assert place.line("2.").deadline_choice.way == "continuous"
    box.change_button.click()
    box.options[2].radio.click()
    assert place.line("2.").deadline_choice.way == "on_demand"


def test_a_relative_deadline_is_hung_on_a_procedure_and_let_go(box, place):
    math = add_procedure(place.ctx, date(2027, 4, 14), date(2027, 4, 16))
    add_procedure(place.ctx, date(2026, 10, 14), subject="Русский язык")
    _show(box, place, "3.")
    assert "Нужна процедура" in box.understood.text() and box.sign.isVisible()
    box.link_button.click()
    picker = box.picker
    assert picker.isVisible() and not picker.form.verb.isEnabled() and picker.ticks.count() == 2
    picker.ticks.words.setText("математика")
    picker.ticks.tick_shown(True)
    picker.anchor.combo.setCurrentIndex(1)
    picker.form.verb.click()
    assert not picker.isVisible() and not box.sign.isVisible()
    assert "последнего дня" in box.events.text() and "математика" in box.events.text()
    assert _dues(place, "3.") == [date(2027, 4, 30)]
    assert "30.04.2027" in box.dates.text()
    box.link_button.click()
    assert picker.ticks.ticked() == (math,) and picker.anchor.value() == "end"
    picker.form.cancel.click()
    box.let_go_button.click()
    assert _dues(place, "3.") == [None] and not box.events.isVisible()
    place.take_back()
    assert _dues(place, "3.") == [date(2027, 4, 30)]


def test_an_empty_calendar_says_where_procedures_are_made(box, place):
    _show(box, place, "3.")
    box.link_button.click()
    assert box.picker.nothing.isVisible() and not box.picker.ticks.isVisible()


def test_many_dates_are_counted(box, place):
    _show(box, place, "4.")
    assert box.dates.text().startswith("Получается 12") and "и ещё 8" in box.dates.text()


def test_no_deadline_and_no_line(box, place):
    _show(box, place, "5.")
    assert box.printed.text() == "Срок в документе не указан." and "Дат нет" in box.understood.text()
    box.show_line(None, None)
    assert box.printed.text() == "Выберите мероприятие." and not box.understood.isVisible()


def test_a_deleted_line_empties_the_box(box, place):
    _show(box, place, "5.")
    place.ui.worker.write(lambda _p: do.delete_line(place.ctx, place.line("5.").id))
    assert box.printed.text() == "Выберите мероприятие."
    assert get_roadmap(place.ctx, place.tree.id).item_count == 5


@pytest.mark.parametrize("points", theme.FONT_SIZES)
def test_nothing_is_wider_than_the_panel(box, place, qapp, points):
    add_procedure(place.ctx, date(2027, 4, 14))
    before = theme.points()
    theme.apply(qapp, points=points)
    try:
        place.side.resize(theme.px(320), 760)
        for number in ("1.", "2.", "3.", "4."):
            _show(box, place, number)
            box.pick_events()
            box.change_button.click()
            box._ask_own()
            qapp.processEvents()
            assert box.minimumSizeHint().width() <= place.side._scroll.viewport().width() - 2 * theme.AROUND, number
    finally:
        theme.apply(qapp, points=before)
