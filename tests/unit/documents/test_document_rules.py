"""Words of an order and the checks before print."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.services.documents.cases import title_cases
from app.services.documents.rows import Clause, DocumentRow
from app.services.documents.rules import check_document, draft_order, order_heading, quoted
from app.services.roadmaps.templates import build_template

TREE = replace(build_template("objectivity", 2026), id=3)
GOOD = replace(
    draft_order(TREE, "order", "Отдел образования"), signer_post="Начальник отдела", signer_name="А. Б. Ветрова", signed_on=None
)


@pytest.mark.parametrize(
    ("title", "genitive", "accusative"),
    [
        ("Дорожная карта по чтению", "дорожной карты по чтению", "дорожную карту по чтению"),
        ("ДОРОЖНАЯ КАРТА по чтению.", "дорожной карты по чтению", "дорожную карту по чтению"),
        ("План мероприятий («Дорожная карта») по чтению", "плана мероприятий («Дорожная карта») по чтению",
         "план мероприятий («Дорожная карта») по чтению"),
        ("План мероприятий (дорожная карта) на год", "плана мероприятий (дорожной карты) на год",
         "план мероприятий (дорожную карту) на год"),
        ("Муниципальная дорожная карта", "муниципальной дорожной карты", "муниципальную дорожную карту"),
        ("Общий районный план-график", "общего районного плана-графика", "общий районный план-график"),
        ("Комплекс мер по чтению", "комплекса мер по чтению", "комплекс мер по чтению"),
        ("Школьная программа", "школьной программы", "школьную программу"),
    ],
)  # fmt: skip
def test_titles_are_declined_where_a_rule_is_safe(title, genitive, accusative):
    cases = title_cases(title)
    assert cases is not None
    assert (cases.genitive, cases.accusative) == (genitive, accusative)


@pytest.mark.parametrize(
    "title", ["Мероприятия года", "Плановая работа", "ДОРОЖНАЯ КАРТА ПО РАЗВИТИЮ ЧТЕНИЯ В ООО", "Школьный программа", ""]
)
def test_other_titles_are_left_alone(title):
    assert title_cases(title) is None


def test_headings():
    assert order_heading("План мероприятий по чтению.") == "Об утверждении плана мероприятий по чтению"
    assert order_heading("Наша «Тропа» к чтению") == "Об утверждении дорожной карты «Наша „Тропа“ к чтению»"
    assert quoted("«Тропа»") == "«Тропа»"


def test_the_draft_is_right():
    assert check_document(GOOD, TREE) == []
    plan = draft_order(replace(TREE, title="План мероприятий по чтению"), "directive", "Школа")
    assert plan.clauses[0].text == "Утвердить прилагаемый план мероприятий по чтению (приложение)."
    assert "настоящего распоряжения" in plan.clauses[-1].text


def _codes(document: DocumentRow) -> list[str]:
    return [problem.code for problem in check_document(document, TREE if document.roadmap_id else None)]


CONTROL = GOOD.clauses[-1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"body": ""}, "no_body"),
        ({"number": "7"}, "number_without_date"),
        ({"signed_on": date(2026, 9, 1)}, "date_without_number"),
        ({"state": "registered"}, "registered_without_number"),
        ({"signer_name": " "}, "no_signer"),
        ({"heading": ""}, "no_heading"),
        ({"heading": "Утверждение карты"}, "heading_start"),
        ({"heading": "Об утверждении карты."}, "heading_dot"),
        ({"heading": "«Об утверждении карты»"}, "heading_quotes"),
        ({"heading": "Об утверждении карты на 2025 год"}, "heading_period"),
        ({"clauses": ()}, "no_clauses"),
        ({"clauses": (*GOOD.clauses[:-1],)}, "no_control"),
        ({"clauses": (CONTROL, *GOOD.clauses[:-1])}, "control_not_last"),
        ({"clauses": (Clause(" "), *GOOD.clauses)}, "empty_clause"),
        ({"clauses": (Clause("Идти."), CONTROL)}, "appendix_not_mentioned"),
        ({"roadmap_id": None}, "appendix_missing"),
        ({"clauses": (Clause("Утвердить карту (приложение № 2)."), CONTROL)}, "appendix_number"),
        ({"preamble": ""}, "no_preamble"),
        ({"clauses": (Clause("Утвердить карту (приложение) 31.02.2026."), CONTROL)}, "impossible_date"),
        ({"clauses": (Clause("Утвердить карту (приложение."), CONTROL)}, "brackets"),
        ({"preamble": "В целях развития «чтения"}, "quotes"),
        ({"preamble": "В течении года"}, "typo"),
        ({"preamble": "Для составления рейтинга школ"}, "wording"),
        ({"preamble": "Провести работу в единый день"}, "wording"),
    ],
)
def test_each_check(change, code):
    assert code in _codes(replace(GOOD, **change))


def test_deadlines_before_the_date_of_the_order():
    signed = replace(GOOD, number="7", signed_on=date(2026, 9, 11))
    assert _codes(signed) == []
    early = Clause("Утвердить карту (приложение).", date(2026, 9, 10))
    assert _codes(replace(signed, clauses=(early, CONTROL))) == ["deadline_before_date"]
    in_words = Clause("Сдать списки к карте (приложение) до 10.09.2026.")
    assert _codes(replace(signed, clauses=(in_words, CONTROL))) == ["deadline_before_date"]
    of_another_act = Clause("Признать утратившим силу приказ от 10.09.2020, утвердить карту (приложение).")
    assert _codes(replace(signed, clauses=(of_another_act, CONTROL))) == []


def test_remarks_name_their_field():
    problems = check_document(replace(GOOD, heading="", preamble="«Цель", roadmap_id=None))
    assert {problem.code: problem.field for problem in problems} == {
        "no_heading": "heading",
        "appendix_missing": "roadmap_id",
        "quotes": "preamble",
    }
