"""A roadmap for another year: what moves, and that nothing else slips through."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.roadmaps.rollover import RolledOver, base_year, moved, period_words, places, roll_over, shift_years
from app.services.roadmaps.rows import DeadlineChoice, RoadmapLine, RoadmapSectionRow, RoadmapTree

PERIOD = date(2025, 9, 1), date(2026, 8, 31)


def rolled(text: str = "", *, deadline: str = "", responsible: str = "", result: str = "", years: int = 1, **head) -> RolledOver:
    choice = head.pop("choice", None)
    line = RoadmapLine("1.1.", text, deadline, responsible, result, uid="a", deadline_choice=choice)
    tree = RoadmapTree("Карта", (RoadmapSectionRow("1.", "Раздел", (line,)),), "", *PERIOD)
    return roll_over(replace(tree, **head), years)


def deadline(text: str, years: int = 1, **more) -> str:
    return rolled(deadline=text, years=years, **more).tree.sections[0].lines[0].deadline


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("до 20 сентября 2025 г.", "до 20 сентября 2026 г."),
        ("апрель 2026 года", "апрель 2027 года"),
        ("15.05.2026", "15.05.2027"),
        ("25.09.25", "25.09.26"),
        ("октябрь 2025, март 2026", "октябрь 2026, март 2027"),
        ("сентябрь 2025 – май 2026", "сентябрь 2026 – май 2027"),
        ("2025/2026 учебный год", "2026/2027 учебный год"),
        ("2025/26 уч. г.", "2026/27 уч. г."),
        ("до 28 февраля 2026 г.", "до 28 февраля 2027 г."),
        ("ежегодно, до 1 октября", "ежегодно, до 1 октября"),
        ("постоянно", "постоянно"),
        ("до 15 мая", "до 15 мая"),
        ("не позднее 1 рабочего дня до проведения ВПР", "не позднее 1 рабочего дня до проведения ВПР"),
    ],
)
def test_understood_deadlines_move(before, after):
    assert deadline(before) == after


def test_several_years_at_once():
    assert deadline("ноябрь 2025 г.", years=3) == "ноябрь 2028 г."
    assert rolled(years=3).tree.period_start == date(2028, 9, 1)


def test_a_leap_day_becomes_the_last_of_february():
    assert moved(date(2024, 2, 29), 1) == date(2025, 2, 28)
    tree = rolled(deadline="x", period_start=date(2024, 2, 29), period_end=date(2024, 12, 31)).tree
    assert tree.period_start == date(2025, 2, 28)


def test_what_is_not_understood_stays_and_is_flagged():
    result = rolled(deadline="кв. 14 в 2025")
    line = result.tree.sections[0].lines[0]
    assert line.deadline == "кв. 14 в 2025"
    flag = next(f for f in result.flags if f.code == "deadline")
    assert (flag.line_uid, flag.excerpt, flag.suggestion) == ("a", "кв. 14 в 2025", "кв. 14 в 2026")


def test_a_persons_own_days_move_too():
    own = DeadlineChoice("по плану", "own", ((date(2025, 11, 1), date(2025, 11, 20)), (None, date(2026, 5, 20))))
    line = rolled(deadline="по плану", choice=own).tree.sections[0].lines[0]
    assert line.deadline_choice == DeadlineChoice(
        "по плану", "own", ((date(2026, 11, 1), date(2026, 11, 20)), (None, date(2027, 5, 20)))
    )


def test_a_day_that_becomes_a_weekend_is_told():
    flags = [f for f in rolled(deadline="до 11 сентября 2025 г.", years=2).flags if f.code == "weekend"]
    assert [f.why for f in flags] == ["11.09.2027 — суббота"]
    assert [f for f in rolled(deadline="до 31 октября 2026 г.").flags if f.code == "weekend"] == []


def test_the_title_moves_with_the_period():
    result = rolled(title="Дорожная карта на 2025/2026 учебный год")
    assert result.tree.title == "Дорожная карта на 2026/2027 учебный год"
    assert not [f for f in result.flags if f.field == "title"]
    result = rolled(title="План после проверки 2024 года, приказ от 1.9.2025 № 7")
    assert result.tree.title == "План после проверки 2024 года, приказ от 1.9.2025 № 7"
    assert [f.code for f in result.flags if f.field == "title"] == ["year", "act"]


def test_the_approving_order_is_left_behind():
    result = rolled(approval_text="Приказ от 01.09.2025 № 3", source_file="карта.docx")
    assert (result.tree.approval_text, result.tree.source_file) == ("", "")
    assert [(f.code, f.field) for f in result.flags] == [("act", "approval_text")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Издать приказ «О графике» от 12.09.2025 № 345-од", [("act", "приказ «О графике» от 12.09.2025 № 345-од", "")]),
        ("Довести письмо от 10.03.2025 № 02-36 до школ", [("act", "письмо от 10.03.2025 № 02-36", "")]),
        ("согласно закону 273-ФЗ", [("act", "закону 273-ФЗ", "")]),
        ("Собрать отчёты до 15 сентября 2025 г.", [("date", "15 сентября 2025 г.", "15 сентября 2026 г.")]),
        ("Итоги за май 2026 года", [("date", "май 2026 года", "май 2027 года")]),
        ("Совещание 20.10.2025 и 1.12.25", [("date", "20.10.2025", "20.10.2026"), ("date", "1.12.25", "1.12.26")]),
        ("Сравнить с 2024/2025 учебным годом", [("year", "2024/2025 учебным годом", "2025/2026 учебным годом")]),
        ("Принять участие в ВПР-2026", [("year", "2026", "2027")]),
        ("Назначить Л.Н. Смирнову", [("person", "Л.Н. Смирнову", "")]),
        ("Отв. Смирнова Л.Н.", [("person", "Смирнова Л.Н.", "")]),
        ("Поручить Лесной Вере Ильиничне", [("person", "Лесной Вере Ильиничне", "")]),
        ("Заполнить форму № 4", [("number", "№ 4", "")]),
        ("Не менее 85,5 % школ, 3 выезда", [("amount", "85,5 %", ""), ("amount", "3", "")]),
        ("Работы в 4-х классах, 5–9 классах, 10 кл.; проект 500+; п. 1.1", []),
        ("1. Первое\n2) второе\n3.1. третье", []),
        ("Работы в 4-8, 11 (10) классах, в 5-х, 6-х и 7-х классах, с 5 по 8 класс, классы 1 и 2", []),
        ("Итоги за 1 квартал, II полугодие и 2-й этап; статья 29, ч. 3 ст. 28, приложение 2", []),
        ("Доля отметок «2» и «3», на «4» и «5»", []),
        ("Семинар на базе МБОУ «СОШ № 4», школ № 1 и № 2", []),
        ("до 15.10 и с 1.09", [("date", "15.10", ""), ("date", "1.09", "")]),
        ("с 1 октября по 15 ноября 2025 г.", [("date", "1 октября по 15 ноября 2025 г.", "1 октября по 15 ноября 2026 г.")]),
        ("на 25/26 уч. год", [("year", "25/26 уч. год", "26/27 уч. год")]),
        ("приказ от 1 марта 2025 г. N 12-п", [("act", "приказ от 1 марта 2025 г. N 12-п", "")]),
        ("по п. 2 статьи 29 закона № 273-ФЗ", [("act", "п. 2 статьи 29 закона № 273-ФЗ", "")]),
        ("СанПиН 2.4.3648-20, тел. 8 (48353) 2-12-34", [("act", "СанПиН 2.4.3648-20", ""), ("number", "8 (48353) 2-12-34", "")]),
        ("Лукич Пётр Ильич, методист Лесная И.", [("person", "Лукич Пётр Ильич", "")]),
        ("методист Лескова И., эксперт", [("person", "Лескова И.", "")]),
        ("2 раза в год, 3 школы", [("amount", "2", ""), ("amount", "3", "")]),
        ("Ничего годового", []),
    ],
)
def test_everything_that_may_be_last_years_is_flagged(text, expected):
    flags = [f for f in rolled(text).flags if f.field == "text"]
    assert [(f.code, f.excerpt, f.suggestion) for f in flags] == expected
    assert all(text[f.start : f.end] == f.excerpt for f in flags)


def test_every_field_is_looked_at():
    result = rolled(
        "2025", responsible="Смирнова Л.Н.", result="Приказ № 5", preamble="Цель: к 2026 году", approval_text="",
        sections=(RoadmapSectionRow("1.", "ВПР-2026", (RoadmapLine("", "Подзаголовок 2025", is_subhead=True, uid="h"),)),),
    )  # fmt: skip
    assert [(f.field, f.line_uid, f.section, f.excerpt) for f in result.flags] == [
        ("preamble", "", None, "2026 году"),
        ("section_title", "", 0, "2026"),
        ("text", "h", None, "2025"),
    ]
    fields = {f.field for f in rolled("2025", responsible="Смирнова Л.Н.", result="Приказ № 5").flags}
    assert fields == {"text", "responsible", "result"}


def test_equal_excerpts_are_numbered():
    flags = [f for f in rolled("2025 и ещё раз 2025").flags if f.field == "text"]
    assert [(f.start, f.nth) for f in flags] == [(0, 0), (15, 1)]


def test_a_day_off_comes_with_the_working_day_before():
    (flag,) = [f for f in rolled(deadline="до 20.03.2026").flags if f.code == "weekend"]
    assert (flag.why, flag.suggestion) == ("20.03.2027 — суббота", "до 19.03.2027")
    (flag,) = [f for f in rolled(deadline="до 1 ноября 2025 г.").flags if f.code == "weekend"]
    assert (flag.why, flag.suggestion) == ("01.11.2026 — воскресенье", "")  # the day before is in another month
    holiday = roll_over(
        RoadmapTree("Карта", (RoadmapSectionRow("", "", (RoadmapLine("1.", "x", "до 12 июня 2025 г.", uid="a"),)),), "", *PERIOD),
        works=lambda day: (day.month, day.day) != (6, 12),
    )
    assert [f for f in holiday.flags if f.code == "weekend"] == []  # it was a holiday before as well


def test_a_leap_day_of_a_deadline():
    period = {"period_start": date(2024, 1, 1), "period_end": date(2024, 12, 31)}
    assert deadline("до 29 февраля 2024 г.", **period) == "до 28 февраля 2025 г."
    assert shift_years("29.02.2024", 1) == "28.02.2025"
    assert shift_years("29.02.2024", 4) == "29.02.2028"


def test_where_it_begins_and_how_its_period_is_called():
    tree = rolled(deadline="май 2026").tree
    assert base_year(replace(tree, period_start=None, period_end=None)) == 2027  # the earliest deadline
    assert base_year(tree) == 2026
    assert base_year(RoadmapTree("Карта")) is None
    assert period_words(*PERIOD) == "2025/2026 учебный год"
    assert period_words(date(2026, 1, 1), date(2026, 12, 31)) == "2026 год"
    assert period_words(date(2026, 1, 1), date(2028, 12, 31)) == "2026–2028 годы"
    assert period_words(None, None) == ""


def test_excerpts_are_not_looked_for_inside_longer_figures():
    assert places("В 2026 году 2 семинара, п. 2", "amount", "2") == [12]
    assert places("2026 и 2026/2027", "year", "2026") == [0]
    assert places("до мая", "deadline", "до мая") == [0]


def test_a_year_far_away_has_no_suggestion():
    (flag,) = [f for f in rolled("с 2012 года").flags if f.field == "text"]
    assert (flag.code, flag.suggestion) == ("year", "")


_PARTS = "Провести|приказ|от 12.09.2025|№ 5|2025|2025/2026|май 2026|Смирнова Л.Н.|1.|,|г.|\n|«|»|80 %|25.09.25"
_parts = st.sampled_from(_PARTS.split("|"))
_texts = st.lists(_parts, max_size=8).map(" ".join)


@given(_texts, _texts)
def test_no_year_of_the_texts_goes_unseen(text, due):
    """Whatever the words: each year either moved with an understood deadline or stands inside a flag."""
    result = rolled(text, deadline=due)
    line = result.tree.sections[0].lines[0]
    assert line.text == text
    for field, value in (("text", line.text), ("deadline", line.deadline)):
        flags = [f for f in result.flags if f.field == field]
        assert all(value[f.start : f.end] == f.excerpt for f in flags)
        if field == "deadline" and any(s.field == "deadline" for s in result.shifts):
            continue
        for match in re.finditer(r"(?<!\d)20\d\d(?!\d)", value):
            assert any(f.start <= match.start() and match.end() <= f.end for f in flags), (value, match[0])


@given(st.text("0123456789. /-–№отгд", max_size=20), st.integers(1, 4))
def test_shifting_there_and_back(text, years):
    """Only years change, and they come back."""
    there = shift_years(text, years)
    assert len(there) == len(text)
    assert re.sub(r"\d", "0", there) == re.sub(r"\d", "0", text)
