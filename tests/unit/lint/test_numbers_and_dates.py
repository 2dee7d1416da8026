"""Numbers, deadlines, periods: each rule speaks where it should and is silent where it should not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.documents.rows import Clause
from app.services.roadmaps.rows import DeadlineChoice, RoadmapTree
from tests.unit.lint.trees import findings, line, order, plan, section, three_years, where


def _numbered(*numbers: str) -> RoadmapTree:
    return plan(*(line(number) for number in numbers))


@pytest.mark.parametrize(
    ("numbers", "code", "places"),
    [
        (("1.1.", "1.1.", "1.2."), "number_twice", {"1/1.1"}),
        (("1.1.", "1.2.", "1.3."), "number_twice", set()),
        (("1.1.", "1.3.", "1.4."), "number_gap", {"1/1.3"}),
        (("1.1.", "1.2.", "1.2.1.", "1.2.2.", "1.3."), "number_gap", set()),
        (("1.1.", "1.2.2.", "1.3."), "number_gap", {"1/1.2.2"}),
        (("1.1.", "1.3.", "1.2."), "number_order", {"1/1.2"}),
        (("1.1.", "2.2.", "1.3."), "number_of_other_section", {"1/2.2"}),
        (("1.1.", "1.2..", "1.3."), "number_dots", {"1/1.2"}),
        (("1.1.", "1.2", "1.3."), "number_dot", {"1/1.2"}),
        (("1.1", "1.2", "1.3"), "number_dot", set()),
        (("1.1.", "", "1.2."), "number_missing", {"1/"}),
        (("", "", ""), "number_missing", set()),
        (("1.1.", "первый", "1.2."), "number_odd", {"1/первый"}),
    ],
)
def test_numbers(numbers: tuple[str, ...], code: str, places: set[str]):
    found = findings(_numbered(*numbers), code)
    assert set().union(*(where(f) for f in found)) == places


@pytest.mark.parametrize(
    ("first", "second", "spoken"), [("", "", True), ("1.", "2.", False), ("I.", "II.", False)], ids=["bare", "numbered", "roman"]
)
def test_numbers_that_begin_anew_need_numbered_sections(first: str, second: str, spoken: bool):
    tree = plan(sections=(section(first, "Занятия", line("1"), line("2")), section(second, "Проверка", line("1"), line("2"))))
    assert bool(findings(tree, "numbers_restart")) == spoken
    assert not findings(tree, "number_twice")
    assert not findings(tree, "number_gap")


def test_continuous_numbers_go_on_over_sections():
    tree = plan(sections=(section("", "Занятия", line("1"), line("2")), section("", "Проверка", line("3"), line("5"))))
    assert [where(f) for f in findings(tree, "number_gap")] == [{"2/5"}]
    assert not findings(tree, "numbers_restart")


def test_sections():
    tree = plan(sections=(section("1.", "", line("1.1.")), section("3.", "Проверка", line("3.1.")), section("4.", "Пусто")))
    assert [f.place for f in findings(tree, "section_without_title")] == ["разд. 1"]
    assert [f.place for f in findings(tree, "number_gap")] == ["разд. 3"]
    assert [f.place for f in findings(tree, "empty_section")] == ["разд. 4"]


def test_item_and_section_of_one_number():
    tree = plan(sections=(section("1.", "Занятия", line("1"), line("2"), line("3")),))
    assert findings(tree, "section_number_clash")[0].severity == "warning"
    assert not findings(plan(), "section_number_clash")


@pytest.mark.parametrize(("moved", "spoken"), [("март 2027 года", True), ("октябрь 2026 года", False), ("ежегодно", False)])
def test_order_of_deadlines(moved: str, spoken: bool):
    months = ["сентябрь", "октябрь", "ноябрь", "декабрь"]
    rows = [line(f"1.{n}.", deadline=f"{month} 2026 года") for n, month in enumerate(months, 1)]
    rows += [line(f"1.{n}.", deadline=f"{month} 2027 года") for n, month in enumerate(["январь", "апрель", "май", "июнь"], 5)]
    rows[1] = line("1.2.", deadline=moved)
    found = findings(plan(*rows), "deadline_order")
    assert [where(f) for f in found] == ([{"1/1.2"}] if spoken else [])


def test_a_plan_by_subjects_has_no_order_of_deadlines():
    mixed = ["май", "февраль", "март", "январь", "июнь", "февраль", "май", "январь", "апрель"]
    rows = [line(f"1.{n}.", deadline=f"{month} 2027 года") for n, month in enumerate(mixed, 1)]
    assert not findings(plan(*rows), "deadline_order")


# --- the order's date -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deadline", "code", "spoken"),
    [
        ("сентябрь 2026 года", "deadline_before_approval", True),
        ("до 1 октября 2026 года", "deadline_before_approval", True),
        ("октябрь 2026 года", "deadline_before_approval", False),
        ("сентябрь 2026 года, март 2027 года", "deadline_before_approval", True),
        ("2026/2027 учебный год", "deadline_before_approval", False),
        ("сентябрь – ноябрь 2026 года", "deadline_starts_before_approval", True),
        ("октябрь – ноябрь 2026 года", "deadline_starts_before_approval", False),
        ("в течение учебного года", "deadline_starts_before_approval", False),
    ],
)
def test_deadline_against_the_date_of_the_order(deadline: str, code: str, spoken: bool):
    found = findings(plan(line("1.1.", deadline=deadline)), code, order(signed_on=date(2026, 10, 12)))
    assert bool(found) == spoken


def test_every_year_of_a_plan_that_began_is_no_missed_deadline():
    late = order(signed_on=date(2028, 2, 1))
    assert not findings(three_years(line("1.1.", deadline="ежегодно")), "deadline_before_approval", late)
    assert findings(three_years(line("1.1.", deadline="ежегодно до 20 января")), "deadline_before_approval", late)


@pytest.mark.parametrize(
    ("signed", "code"),
    [
        (date(2027, 9, 10), "period_before_approval"),
        (date(2026, 11, 20), "approved_after_start"),
        (date(2025, 8, 28), "approved_too_early"),
    ],
)
def test_date_of_the_order_against_the_period(signed: date, code: str):
    assert findings(plan(), code, order(signed_on=signed))
    assert not findings(plan(), code, order())


def test_clause_of_the_order_with_a_deadline_before_it():
    document = order("Директорам школ назначить наблюдателей до 20 августа 2026 года.")
    assert [f.place for f in findings(plan(), "order_deadline_before_date", document)] == ["п. 2 приказа"]
    later = order(
        Clause("Директорам школ назначить наблюдателей согласно приказу от 01.02.2025 № 5.", date(2026, 9, 20)),
        "Направить списки до 20 сентября 2026 года.",
    )
    assert not findings(plan(), "order_deadline_before_date", later)


def test_years_of_the_order():
    document = order("Подготовить отчёт о занятиях в 2025/2026 учебном году до 30 июня 2027 года.")
    assert [f.place for f in findings(plan(), "order_period_differs", document)] == ["п. 2 приказа"]
    assert not findings(plan(), "order_period_differs", order("Подготовить отчёт за 2026/2027 учебный год."))
    assert not findings(plan(), "order_period_differs", order("Учесть приказ «О наблюдении в 2024/2025 учебном году»."))
    heading = order(heading="Об утверждении дорожной карты по подготовке наблюдателей на 2025/2026 учебный год")
    assert [f.place for f in findings(plan(), "order_period_differs", heading)] == ["заголовок приказа"]


# --- period ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deadline", "code"),
    [
        ("октябрь 2025 года", "deadline_outside_period"),
        ("до 1 марта 2028 года", "deadline_outside_period"),
        ("май – октябрь 2027 года", "deadline_beyond_period"),
        ("октябрь 2026 года", ""),
        ("до 31 августа 2027 года", ""),
        ("ежегодно", ""),
        ("август", ""),
        ("в течение 10 дней после получения результатов", ""),
    ],
)
def test_deadline_against_the_period(deadline: str, code: str):
    tree = plan(line("1.1.", deadline=deadline))
    spoken = {rule for rule in ("deadline_outside_period", "deadline_beyond_period") if findings(tree, rule)}
    assert spoken == ({code} if code else set())


def test_a_report_soon_after_the_end_is_only_a_warning():
    tree = plan(line("1.1.", "Подготовка итогового отчёта о занятиях", "сентябрь 2027 года"))
    assert not findings(tree, "deadline_outside_period")
    assert findings(tree, "deadline_beyond_period")[0].severity == "warning"


def test_when_many_are_outside_the_period_itself_is_doubted():
    tree = plan(*(line(f"1.{n}.", deadline=f"{n}.05.2026") for n in range(1, 6)), line("1.6."))
    assert [(f.severity, f.place) for f in findings(tree, "deadline_outside_period")] == [("warning", "п. 1.1–1.5")]


def test_period():
    nameless = plan(title="Дорожная карта по подготовке наблюдателей", period_start=None, period_end=None)
    assert "2026–2027" in findings(nameless, "period_missing")[0].text
    assert not findings(plan(period_start=None, period_end=None), "period_missing")  # the title names it
    assert findings(plan(period_start=date(2025, 9, 1)), "period_differs")
    assert findings(plan(period_start=date(2027, 8, 31), period_end=date(2026, 9, 1)), "period_reversed")
    assert not [f for code in ("period_missing", "period_differs", "period_reversed") for f in findings(plan(), code)]


@pytest.mark.parametrize(("extra", "spoken"), [("май 2028 года", False), ("ежегодно в мае", False), ("постоянно", True)])
def test_a_year_of_the_period_without_a_deadline(extra: str, spoken: bool):
    rows = [line(f"1.{n}.", deadline=f"{month} 2027 года") for n, month in enumerate(["март", "май", "июнь", "октябрь"], 1)]
    tree = three_years(*rows, line("1.5.", deadline="ноябрь 2029 года"), line("1.6.", deadline=extra))
    found = findings(tree, "period_uncovered")
    assert bool(found) == spoken
    assert not spoken or "2028" in found[0].text


# --- typos and readings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deadline", "code"),
    [
        ("31.06.2027", "impossible_date"),
        ("31 ноября 2026 года", "impossible_date"),
        ("29.02.2027", "impossible_date"),
        ("28.02.2027", ""),
        ("202/2027 учебный год", "year_typo"),
        ("20276 год", "year_typo"),
        ("май 202 года", "year_typo"),
        ("май 2О27 года", "year_typo"),
        ("2026/2026 учебный год", "year_typo"),
        ("2026/2027 учебный год", ""),
        ("2025-2027 годы", ""),
        ("май 2027 года, каб. 202", ""),
    ],
)
def test_impossible_days_and_years(deadline: str, code: str):
    tree = plan(line("1.1.", deadline=deadline))
    assert {rule for rule in ("impossible_date", "year_typo") if findings(tree, rule)} == ({code} if code else set())


def test_dates_in_texts_are_looked_at_too():
    tree = plan(line("1.1.", "Проведение занятия по приказу от 31.09.2026 № 5"))
    assert [f.field for f in findings(tree, "impossible_date")] == ["text"]
    assert not findings(plan(line("1.1.", "Проведение занятия по приказу № 20275")), "year_typo")


def test_year_missing():
    assert [where(f) for f in findings(three_years(line("1.1.", deadline="октябрь")), "year_missing")] == [{"1/1.1"}]
    assert not findings(three_years(line("1.1.", deadline="ежегодно в октябре")), "year_missing")
    assert not findings(plan(line("1.1.", deadline="октябрь"), line("1.2.", deadline="ноябрь")), "year_missing")
    mixed = plan(line("1.1.", deadline="октябрь"), line("1.2."), line("1.3."))
    assert [f.severity for f in findings(mixed, "year_missing")] == ["info"]


@pytest.mark.parametrize(
    ("deadline", "code"),
    [
        ("2027-2028", "deadline_two_readings"),
        ("2027/2028 учебный год", "deadline_year_only"),
        ("2028 год", "deadline_year_only"),
        ("2027–2029 годы", "deadline_whole_plan"),
        ("весна 2028 года", ""),
        ("скоро", "deadline_unclear"),
        ("ежегодно", "recurring_without_month"),
        ("ежегодно в августе", ""),
        ("ежегодно до 1 ноября", ""),
        ("раз в 3 года для каждой школы", "deadline_each_school"),
        ("ежеквартально", ""),
        ("в течение года", "deadline_which_year"),
        ("постоянно", "deadline_whole_plan"),
        ("весь период реализации", "deadline_whole_plan"),
        ("по мере необходимости", "deadline_on_demand"),
        ("по графику", "schedule_unnamed"),
        ("согласно плану проведения", "schedule_unnamed"),
        ("по графику, утверждённому приказом отдела образования", ""),
        ("по графику Рособрнадзора", ""),
        ("по плану-графику (приложение 2)", ""),
        ("в установленные сроки", "terms_elsewhere"),
        ("по итогам каждой четверти", ""),
        ("не позднее 3 рабочих дней до начала работы", ""),
    ],
)
def test_what_a_deadline_leaves_open(deadline: str, code: str):
    rules = (
        "deadline_two_readings", "deadline_year_only", "deadline_whole_plan", "deadline_unclear", "recurring_without_month",
        "deadline_each_school", "deadline_which_year", "deadline_on_demand", "schedule_unnamed", "terms_elsewhere",
    )  # fmt: skip
    tree = three_years(line("1.1.", deadline=deadline))
    assert {rule for rule in rules if findings(tree, rule)} == ({code} if code else set())


def test_a_schedule_the_program_holds_is_a_date():
    tree = plan(line("1.1.", deadline="по графику межшкольной проверки"))
    assert findings(tree, "schedule_unnamed")
    assert not findings(tree, "schedule_unnamed", calendars=("График межшкольной проверки работ",))


def test_the_same_phrase_is_one_finding():
    tree = plan(line("1.1.", deadline="По графику"), line("1.2.", deadline="по  графику."), line("1.3."))
    assert [f.place for f in findings(tree, "schedule_unnamed")] == ["п. 1.1, 1.2"]


def test_august_of_a_school_year():
    assert [f.severity for f in findings(plan(line("1.1.", deadline="август")), "deadline_two_readings")] == ["info"]
    assert not findings(plan(line("1.1.", deadline="август 2027 года")), "deadline_two_readings")


def test_days_a_person_set_are_understood():
    tree = plan(line("1.1.", deadline="скоро"))
    assert findings(tree, "deadline_unclear")
    decided = DeadlineChoice("скоро", "own", ((None, date(2027, 6, 12)),))
    known = plan(replace(line("1.1.", deadline="скоро"), deadline_choice=decided))
    assert not findings(known, "deadline_unclear")


# --- lengths --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "deadline", "code"),
    [
        ("Разработка и реализация программы занятий до 2031 года", "2027 год", "action_outlives_deadline"),
        ("Разработка программы занятий до 2031 года", "2027 год", ""),
        ("Реализация проекта «Занятия до 2031 года»", "2027 год", ""),
        ("Разработка программы занятий (срок реализации не менее 5 лет)", "март 2027 года", "action_outlives_plan"),
        ("Разработка программы занятий (срок реализации 2 года)", "март 2027 года", ""),
        ("Разработка положения о наблюдателях", "ежегодно", "one_off_recurring"),
        ("Создание муниципальной системы занятий", "ежегодно в мае", "one_off_recurring"),
        ("Разработка плана занятий", "ежегодно", ""),
        ("Внесение изменений в положение о наблюдателях", "ежегодно", ""),
        ("Разработка положения о наблюдателях", "май 2027 года", ""),
        ("Семинар для наблюдателей", "2027–2028 годы", "one_event_long"),
        ("Проведение семинаров для наблюдателей", "2027–2028 годы", ""),
        ("Семинар для наблюдателей", "май 2027 года", ""),
        ("Мониторинг подготовки наблюдателей", "май 2027 года", "once_in_long_plan"),
        ("Мониторинг подготовки наблюдателей", "ежегодно в мае", ""),
    ],
)
def test_action_and_its_time(text: str, deadline: str, code: str):
    rules = ("action_outlives_deadline", "action_outlives_plan", "one_off_recurring", "one_event_long", "once_in_long_plan")
    tree = three_years(line("1.1.", text, deadline))
    assert {rule for rule in rules if findings(tree, rule)} == ({code} if code else set())


@pytest.mark.parametrize(
    ("result", "spoken"),
    [
        ("Справка два раза в год", True),
        ("Отчёт к июню", True),
        ("Отчёт до 20 мая", True),
        ("Перечень занятий за 2024–2025 годы", True),
        ("Протокол занятия в октябре", False),
        ("Программа «Майские встречи»", False),
        ("Листы регистрации", False),
    ],
)
def test_deadline_hidden_in_the_result(result: str, spoken: bool):
    assert bool(findings(plan(line("1.1.", result=result)), "deadline_in_result")) == spoken


def test_past_deadlines_of_a_draft():
    assert [f.place for f in findings(plan(), "deadline_past", today=date(2026, 12, 20))] == ["п. 1.1, 1.2"]
    assert not findings(plan(), "deadline_past")
    assert not findings(plan(), "deadline_past", order(), today=date(2026, 12, 20))
