"""Responsible parties, appointments, duplicates, references, the order beside the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.services.documents.rows import Clause
from app.services.lint.words import split_parties
from app.services.roadmaps.rows import RoadmapLine
from tests.unit.lint.trees import TITLE, codes, findings, line, order, plan, section, where


def _spoilt(field: str, value: str) -> RoadmapLine:
    changes: dict[str, Any] = {field: value}
    return replace(line("1.2."), **changes)


# --- cells ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("text", "", "no_text"),
        ("deadline", "", "no_deadline"),
        ("deadline", "—", "no_deadline"),
        ("responsible", "", "no_responsible"),
        ("responsible", "-", "no_responsible"),
        ("result", "", "no_result"),
        ("deadline", "Отдел образования", "cells_shifted"),
        ("responsible", "октябрь 2026 года", "cells_shifted"),
        ("responsible", "Почаевского района", "party_torn"),
        ("responsible", "Методист, Почаевского муниципального района", "party_torn"),
        ("responsible", "ОО", "responsible_vague"),
    ],
)
def test_what_is_missing_or_misplaced(field: str, value: str, code: str):
    tree = plan(line("1.1."), _spoilt(field, value), line("1.3."))
    assert [where(f) for f in findings(tree, code)] == [{"1/1.2"}]
    assert not findings(plan(), code)


def test_no_column_of_results():
    assert findings(plan(has_result_column=False), "no_result_column")
    assert not findings(plan(line("1.1.", result=""), has_result_column=False), "no_result")


@pytest.mark.parametrize(
    ("cell", "parties"),
    [
        ("Отдел образования, школы", ["Отдел образования", "школы"]),
        ("Отдел образования, культуры и спорта", ["Отдел образования, культуры и спорта"]),
        ("МКУ «Центр, кабинет и склад»; методист", ["МКУ «Центр, кабинет и склад»", "методист"]),
        ("Комиссия по питанию, медсестра", ["Комиссия по питанию", "медсестра"]),
        ("Директор\nУчителя (русский язык, математика)", ["Директор", "Учителя (русский язык, математика)"]),
        ("", []),
    ],
)
def test_parties_of_a_cell(cell: str, parties: list[str]):
    assert list(split_parties(cell)) == parties


@pytest.mark.parametrize(
    ("cell", "spoken"),
    [
        ("Муниципальный координатор Директора школ", True),
        ("Отдел образования МКУ «Методический центр»", True),
        ("МКУ «Методический центр» ОО", True),
        ("Управление образования ОО", True),
        ("И.И. Иванов П.П. Петров", True),
        ("Муниципальный координатор, директора школ", False),
        ("Начальник отдела образования", False),
        ("Заместитель директора по учебной работе", False),
        ("Руководители ОО", False),
        ("Директора школ и Координатор", False),
        ("Отдел образования (Методист И.И. Иванов)", False),
        ("Руководители школьных методических объединений", False),
        ("МБОУ «Заречная СОШ № 2 имени Героя Труда А.А. Орлова»", False),
    ],
)
def test_parties_that_run_together(cell: str, spoken: bool):
    tree = plan(line("1.1.", responsible=cell), line("1.2.", responsible="Методист, директора школ"))
    assert [where(f) for f in findings(tree, "parties_without_comma")] == ([{"1/1.1"}] if spoken else [])


def test_lines_instead_of_commas():
    only_lines = plan(line("1.1.", responsible="Отдел образования\nДиректора школ"), line("1.2."))
    assert [f.severity for f in findings(only_lines, "parties_by_lines")] == ["info"]
    mixed = plan(line("1.1.", responsible="Отдел образования\nДиректора школ"), line("1.2.", responsible="Методист, школы"))
    assert findings(mixed, "parties_without_comma")
    assert not findings(plan(line("1.1.", responsible="Отдел образования,\nДиректора школ")), "parties_by_lines")


@pytest.mark.parametrize(
    ("one", "other", "spoken"),
    [
        ("Отдел образования", "Отдел образования администрации Заречного района", True),
        ("Руководитель ОО-участник", "Руководитель ОО- участник", True),
        ("Методический  кабинет", "методический Кабинет", True),
        ("Муниципальный координатор", "Муниципальный кординатор", True),
        ("Директор школы", "Директора школ", False),
        ("МБОУ СОШ № 1", "МБОУ СОШ № 2", False),
        ("Методист", "методист", False),
        ("Управление образования", "Управление культуры", False),
        ("Школьный координатор", "Муниципальный координатор", False),
        ("Отдел образования", "Отдел образования (муниципальный координатор)", False),
    ],
)
def test_spellings_of_one_party(one: str, other: str, spoken: bool):
    tree = plan(line("1.1.", responsible=one), line("1.2.", responsible=other), line("1.3.", responsible=one))
    assert bool(findings(tree, "party_spellings")) == spoken


def test_a_surname_alone():
    tree = plan(line("1.1.", responsible="И.И. Иванова"), line("1.2."), line("1.3."))
    assert [where(f) for f in findings(tree, "person_without_post")] == [{"1/1.1"}]
    assert not findings(plan(line("1.1.", responsible="И.И. Иванова, методист"), line("1.2.")), "person_without_post")
    by_name = plan(line("1.1.", responsible="Иванова И.И."), line("1.2.", responsible="Петров П.П."))
    assert not findings(by_name, "person_without_post")


# --- appointments ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deadline", "responsible", "severity"),
    [
        ("сентябрь 2026 года", "Куратор наблюдателей", "error"),
        ("октябрь – ноябрь 2026 года", "Куратор наблюдателей", "warning"),
        ("ноябрь 2026 года", "Куратор наблюдателей", ""),
        ("декабрь 2026 года", "Куратор наблюдателей", ""),
        ("в течение учебного года", "Куратор наблюдателей", ""),
        ("сентябрь 2026 года", "Школьный куратор", ""),
        ("сентябрь 2026 года", "Методист", ""),
    ],
)
def test_responsible_before_being_appointed(deadline: str, responsible: str, severity: str):
    tree = plan(
        line("1.1.", "Определение и назначение муниципального куратора наблюдателей", "ноябрь 2026 года", "Начальник отдела"),
        line("1.2.", deadline=deadline, responsible=responsible),
    )
    found = findings(tree, "responsible_before_appointed")
    assert [(where(f), f.severity) for f in found] == ([({"1/1.2"}, severity)] if severity else [])


def test_a_role_the_order_appoints_is_there_from_the_beginning():
    tree = plan(
        line("1.1.", "Назначение куратора наблюдателей", "ноябрь 2026 года"),
        line("1.2.", deadline="сентябрь 2026 года", responsible="Куратор наблюдателей"),
    )
    assert findings(tree, "responsible_before_appointed", order())
    named = order("Назначить куратора наблюдателей: методист И.И. Иванова.")
    assert not findings(tree, "responsible_before_appointed", named)


def test_a_group_nobody_creates():
    works = line("1.2.", "Организация работы рабочей группы по наблюдению")
    assert findings(plan(line("1.1."), works), "group_never_created")
    assert not findings(plan(line("1.1.", "Создание рабочей группы по наблюдению"), works), "group_never_created")
    assert not findings(plan(line("1.1."), works), "group_never_created", order("Утвердить состав рабочей группы."))
    assert findings(plan(line("1.1.", responsible="Рабочая группа")), "group_never_created")


@pytest.mark.parametrize(
    ("clause", "spoken"),
    [
        ("Руководителям школ (Ивановой И.И.) подготовить списки.", True),
        ("Руководителям школ (Ивановой И.И., Петрову П.П.) подготовить списки.", False),
        ("Директору школы (Ивановой И.И.) подготовить списки.", False),
        ("Руководителям школ (приложение) подготовить списки.", False),
    ],
)
def test_many_who_are_one(clause: str, spoken: bool):
    assert bool(findings(plan(), "plural_for_one", order(clause))) == spoken


def test_a_coordinator_with_nothing_to_do():
    document = order("Назначить муниципальным координатором Сомову А.А., методиста отдела образования.")
    assert findings(plan(), "coordinator_absent", document)
    assert not findings(plan(line("1.1.", responsible="Муниципальный координатор")), "coordinator_absent", document)
    assert not findings(plan(line("1.1.", responsible="А.А. Сомова")), "coordinator_absent", document)
    assert not findings(plan(), "coordinator_absent", order())


def test_programmes_before_the_schools_are_found():
    tree = plan(
        line("1.1.", "Разработка программы поддержки школ с низкими результатами", "октябрь 2026 года"),
        line("1.2.", "Сбор данных, выявление группы школ с низкими результатами", "декабрь 2026 года"),
        line("1.3.", "Разработка программы поддержки школ с низкими результатами в чтении", "январь 2027 года"),
    )
    assert [where(f) for f in findings(tree, "work_order")] == [{"1/1.1"}]


def test_carrying_out_before_the_expertise():
    programme = "программы обучения наблюдателей школ района"
    early = plan(
        line("1.1.", f"Экспертиза {programme}", "декабрь 2026 года"),
        line("1.2.", f"Реализация {programme}", "октябрь 2026 года"),
    )
    late = plan(
        line("1.1.", f"Экспертиза {programme}", "октябрь 2026 года"),
        line("1.2.", f"Реализация {programme}", "декабрь 2026 года"),
    )
    assert [where(f) for f in findings(early, "work_order")] == [{"1/1.2"}]
    assert not findings(late, "work_order")


# --- duplicates -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "spoken"),
    [
        ("Проведение занятия с наблюдателями школ", "Проведение занятия с наблюдателями школ", True),
        ("Проведение занятия с наблюдателями школ", "Проведение занятий с наблюдателем школы.", True),
        ("Проведение занятия с наблюдателями школ", "Проведение занятия с наблюдатилями школ", True),
        ("Обучение координаторов школ", "Обучение наблюдателей школ", False),
        ("Участие школ в проверке работ 4 классов", "Участие школ в проверке работ 5 классов", False),
        ("Изменение приказа «О службе наблюдателей»", "Изменение приказа «О подготовке экспертов»", False),
        (
            "Встреча с директорами отстающих школ с целью составления плана общих мероприятий",
            "Встреча с директорами отстающих школ по составлению карты общих мероприятий и плана помощи",
            True,
        ),
        (
            "Встреча с директорами отстающих школ с целью составления плана",
            "Встреча с директорами отстающих школ с целью разбора жалоб",
            False,
        ),
    ],
)
def test_the_same_item_twice(one: str, other: str, spoken: bool):
    tree = plan(line("1.1.", one), line("1.2.", other))
    assert [where(f) for f in findings(tree, "duplicate_item")] == ([{"1/1.1", "1/1.2"}] if spoken else [])


def test_the_same_words_at_another_time_are_a_hint():
    tree = plan(line("1.1.", "Проведение общего занятия"), line("1.2.", "Проведение общего занятия", "март 2027 года"))
    assert [f.severity for f in findings(tree, "duplicate_item")] == ["info"]


def test_a_section_twice():
    tree = plan(sections=(section("1.", "Занятия", line("1.1.")), section("2.", "Занятия.", line("2.1."))))
    assert [f.place for f in findings(tree, "section_twice")] == ["разд. 1; разд. 2"]


def test_results_that_tell_nothing_apart():
    same = "Повышение готовности наблюдателей к работе"
    assert findings(plan(*(line(f"1.{n}.", result=same) for n in (1, 2, 3))), "same_results")
    assert not findings(plan(*(line(f"1.{n}.", result="Протокол занятия") for n in (1, 2, 3))), "same_results")
    close = plan(line("1.1.", result="Выявление причин ошибок при заполнении протоколов"),
                 line("1.2.", result="Определение причин ошибок при заполнении протоколов"))  # fmt: skip
    assert [where(f) for f in findings(close, "same_results")] == [{"1/1.1", "1/1.2"}]


# --- order and plan -------------------------------------------------------------------------------------------------

_REPORT = line("1.1.", "Подготовка отчёта о занятиях с наблюдателями", "до 20 мая 2027 года", "Методист", "Отчёт")


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ("Методисту представить отчёт о занятиях с наблюдателями до 30.06.2027.", "two_deadlines"),
        ("Методисту представить отчёт о занятиях с наблюдателями до 20 мая 2027 года.", ""),
        ("Методисту представить отчёт о занятиях с наблюдателями до 20.05.2026.", "two_deadlines"),
        ("Директорам школ направить списки помощников до 10.10.2026.", "order_task_not_in_plan"),
        ("Методисту представить отчёт о занятиях с наблюдателями.", ""),
    ],
)
def test_one_act_two_deadlines(clause: str, code: str):
    document = order(clause)
    found = {rule for rule in ("two_deadlines", "order_task_not_in_plan") if findings(plan(_REPORT), rule, document)}
    assert found == ({code} if code else set())


def test_the_deadline_of_the_card_counts_too():
    document = order(Clause("Методисту представить отчёт о занятиях с наблюдателями.", date(2027, 6, 30)))
    assert [f.place for f in findings(plan(_REPORT), "two_deadlines", document)] == ["п. 2 приказа; п. 1.1"]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Занятие по модели (п. 2.7 данной дорожной карты)", True),
        ("Занятие по модели (пункт 1.1 настоящего плана мероприятий)", False),
        ("Занятие по модели (см. п. 4.4)", True),
        ("Занятие по итогам пунктов 1.1–1.5 дорожной карты", True),
        ("Занятие по пункту 7 части 2 статьи 28 закона", False),
        ("Занятие (п. 9 Положения о наблюдателях)", False),
        ("Занятие в п. Заречье", False),
        ("Занятие по разделу 6 дорожной карты", True),
    ],
)
def test_dead_references(text: str, spoken: bool):
    tree = plan(line("1.1.", text), line("1.2."))
    assert [where(f) for f in findings(tree, "reference_missing")][:1] == ([{"1/1.1"}] if spoken else [])


def test_references_of_the_order():
    assert findings(plan(), "reference_missing", order("Снять с контроля п. 9 настоящего приказа."))
    assert not findings(plan(), "reference_missing", order("Снять с контроля п. 1 настоящего приказа."))


_ABOVE = """Отдел образования администрации Заречного района
ПРИКАЗ
28.08.2026 г.
№ 214
Об утверждении дорожной карты по подготовке наблюдателей в школах Заречного района на 2026/2027 учебный год
ПРИКАЗЫВАЮ:
1. Утвердить дорожную карту по подготовке наблюдателей в школах Заречного района на 2026/2027 учебный год (приложение).
2. Контроль за исполнением приказа оставляю за собой.
Начальник отдела образования
А.А. Сомова"""
_HEADER = "\nПриложение\nк приказу отдела образования\nот 28.08.2026 № 214"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (_HEADER, ""),
        (_HEADER.replace("214", "241"), "appendix_number_differs"),
        (_HEADER.replace("28.08", "18.08"), "appendix_date_differs"),
        ("", "appendix_without_header"),
    ],
)
def test_header_of_the_appendix(header: str, code: str):
    rules = ("appendix_number_differs", "appendix_date_differs", "appendix_without_header", "no_approval")
    tree = plan(approval_text=_ABOVE + header)
    assert {rule for rule in rules if findings(tree, rule)} == ({code} if code else set())


def test_an_order_above_the_table_is_read():
    tree = plan(
        line("1.1.", deadline="до 20 августа 2026 года"), approval_text=_ABOVE.replace("ПРИКАЗ\n", "ПРИКАЗ\n", 1) + _HEADER
    )
    assert findings(tree, "deadline_outside_period")
    assert findings(plan(line("1.1.", deadline="10 сентября 2026 года"), approval_text=_ABOVE.replace("28.08", "28.09")),
                    "deadline_before_approval")  # fmt: skip
    only_header = plan(approval_text="Приложение № 2\nк приказу отдела образования\nот 28.08.2026 № 214")
    assert not findings(only_header, "no_approval")
    nothing = plan(approval_text="Проект")
    assert findings(nothing, "no_approval")


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (TITLE, ""),
        (TITLE.replace("наблюдателей", "общественных наблюдателей"), "общественных"),
        (TITLE.replace("подготовке", "обучению"), "обучению"),
        (TITLE.replace("Дорожная карта", "ДОРОЖНАЯ КАРТА") + ".", ""),
        (TITLE.replace("Дорожная карта", "План мероприятий («дорожная карта»)"), ""),
    ],
)
def test_title_of_the_order_and_of_the_plan(title: str, words: str):
    found = findings(plan(title=title), "title_differs", order())
    assert bool(found) == bool(words)
    assert all(words in f.text for f in found)


def test_number_of_an_appendix_that_is_the_only_one():
    assert findings(plan(), "appendix_wrong_number", order("Использовать формы (приложение № 3)."))
    assert not findings(plan(), "appendix_wrong_number", order("Использовать формы (приложение № 1)."))


def test_the_card_of_the_order_is_checked_by_its_own_rules():
    bare = order(body="", signer_name="")
    assert sorted(f.severity for f in findings(plan(), "order_card", bare)) == ["error", "error"]
    assert not findings(plan(), "order_card", order())


def test_a_sound_plan_with_its_order_is_silent():
    from app.services.lint.check import lint
    from app.services.lint.rows import LintContext

    found = lint(plan(), order(), LintContext(own_names=("Заречный район",), today=date(2026, 8, 1)))
    assert codes(found) == []


def test_a_plan_that_approves_itself():
    assert findings(
        plan(line("1.1.", f"Утверждение {TITLE.replace('Дорожная карта', 'дорожной карты')}")), "plan_approves_itself"
    )
    assert not findings(plan(line("1.1.", "Утверждение дорожных карт школ")), "plan_approves_itself")
