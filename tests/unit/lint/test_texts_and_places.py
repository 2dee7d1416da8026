"""Letters, signs, abbreviations, places, wording, personal data."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.lint.trees import TITLE, findings, line, order, plan, where


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Проведение занятия «Первые шаги", "quotes_unpaired"),
        ("Проведение занятия «Первые шаги»", ""),
        ("Проведение занятия «Шаги «первые» и вторые»", ""),
        ("Проведение занятия (для новых наблюдателей", "brackets_unpaired"),
        ("Проведение занятия: 1) беседа; 2) опрос", ""),
        ("Проведение занятия:\nа) беседа;\nб) опрос", ""),
        ("Проведение занятия (приложение № 1)", ""),
        ('Проведение занятия "Первые шаги"', "straight_quotes"),
        ("Проведение занятия,, беседы", "double_punctuation"),
        ("Проведение занятия, , беседы", "double_punctuation"),
        ("Проведение занятия.. Беседы", "double_punctuation"),
        ("Проведение занятия и т.д... Беседы", ""),
        ("Проведение занятия , беседы", "punctuation_spaces"),
        ("Проведение занятия,беседы", "punctuation_spaces"),
        ("Проведение занятия в 4,5 классах", ""),
        ("Проведение занятия для 4, 5 классов; беседы", ""),
        ("Проведение занятий в течении года", "set_phrase"),
        ("Проведение занятий в течение года", ""),
        ("Проведение занятий в среднем течении реки", ""),
        ("Проведение занятий согласно графика", "set_phrase"),
        ("Проведение занятий согласно графику", ""),
        ("Проведение опроса по окончанию занятий", "set_phrase"),
        ("Проведение занятий в соответствие с планом", "set_phrase"),
        ("Привести занятия в соответствие с планом", ""),
        ("Проведение занятий для педагогов Выявление трудностей у новичков", "glued_sentences"),
        ("Проведение занятий для педагогов. Выявление трудностей у новичков", ""),
        ("Проведение занятий для педагогов\nВыявление трудностей у новичков", ""),
        ("Проведение занятий по программе «Контроль знаний»", ""),
        ("Занятие для работников отдела Министерства образования области", ""),
        ("Проведение занятий для педагогов,", "list_cut"),
        ("Проведение занятий:", "list_cut"),
        ("Проведение занятий для педагогов и", "cut_cell"),
        ("Проведение занятий для педагогов общеобразовательных", "cut_cell"),
        ("Проведение занятий учебно-", "cut_cell"),
        ("Проведение занятий и утверждение списка ответственных", ""),
        ("Проведение занятий с участием обучающихся", ""),
        ("Проведение занятия:\n1. Беседа\n2. Опрос", "inner_numbering"),
        ("Проведение занятия:\n1) беседа\n2) опрос", ""),
        ("Проведение занятий для учителей - предметников", "compound_dash"),
        ("Проведение занятий для учителей-предметников", ""),
        ("Проведение занятий – беседы с наблюдателями", ""),
        ("Проведение занятий о предметно – содержательном анализе", "compound_dash"),
        ("Проведение занятия по плану на май 2027 году", "year_form"),
        ("Проведение занятия в мае и июне 2027 года", ""),
    ],
)
def test_signs_and_phrases(text: str, code: str):
    rules = (
        "quotes_unpaired", "brackets_unpaired", "straight_quotes", "double_punctuation", "punctuation_spaces", "set_phrase",
        "glued_sentences", "cut_cell", "list_cut", "inner_numbering", "compound_dash", "year_form",
    )  # fmt: skip
    tree = plan(line("1.1.", text))
    assert {rule for rule in rules if findings(tree, rule)} == ({code} if code else set())


def test_one_quote_that_closes_two_names_is_a_hint():
    tree = plan(line("1.1.", "Занятие в школе «Заречная «Звёздочка»"))
    assert [f.severity for f in findings(tree, "quotes_unpaired")] == ["info"]


@pytest.mark.parametrize(
    ("responsible", "spoken"),
    [
        ("МКУ «Методический", True),
        ("МКУ «Методический центр», общеобразовательные", True),
        ("Общеобразовательные организации", False),
        ("Заведующий", False),
        ("Классные руководители, ответственные", False),
        ("Отдел образования администрации Заречного района", False),
    ],
)
def test_a_cut_responsible(responsible: str, spoken: bool):
    assert bool(findings(plan(line("1.1.", responsible=responsible)), "cut_cell")) == spoken


def test_the_same_slip_in_many_places_is_one_finding():
    tree = plan(line("1.1.", deadline="в течении года"), line("1.2.", deadline="в течении учебного года"), line("1.3."))
    assert [f.place for f in findings(tree, "set_phrase")] == ["п. 1.1, 1.2"]


def test_control_of_the_order():
    assert findings(plan(), "set_phrase", order("Контроль за исполнение приказа возложить на методиста."))
    assert not findings(plan(), "set_phrase", order("Контроль за исполнением приказа возложить на методиста."))
    assert findings(plan(), "clause_dot", order("Довести приказ до школ"))


def test_kinds_of_dashes():
    mixed = plan(line("1.1.", deadline="январь – март 2027 года"), line("1.2.", deadline="март-май 2027 года"))
    assert findings(mixed, "dash_kinds")
    years_too = plan(line("1.1.", deadline="январь – март 2027 года"), line("1.2.", deadline="2026-2027 учебный год"))
    assert not findings(years_too, "dash_kinds")


def test_beginnings():
    nouns = [line(f"1.{n}.") for n in range(1, 8)]
    assert [where(f) for f in findings(plan(*nouns, line("1.8.", "Провести опрос")), "style_mix")] == [{"1/1.8"}]
    half = [line(f"1.{n}.", "Провести опрос школ") for n in range(8, 12)]
    assert not findings(plan(*nouns, *half), "style_mix")
    assert findings(plan(line("1.1.", "Разработана памятка наблюдателя")), "result_as_action")


def test_a_word_with_a_slip():
    tree = plan(line("1.1.", "Обучение независимых помощников"), line("1.2.", "Обучение назависимого эксперта"))
    assert [(where(f), f.code) for f in findings(tree, "word_typo")] == [({"1/1.2"}, "word_typo")]
    assert not findings(plan(line("1.1.", "Проведение вебинаров и интенсивов")), "word_typo")


# --- abbreviations --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (("Занятие для РМО",), "abbreviation_unexplained"),
        (("Занятие для ОО по материалам ВПР и ФГОС",), ""),
        (("Занятие районных методических объединений (далее – РМО)", "Опрос РМО"), ""),
        (("Занятие районных методических объединений (РМО)", "Опрос РМО"), ""),
        (("Занятие РМО (районных методических объединений)", "Опрос РМО"), ""),
        (("Опрос РМО", "Занятие районных методических объединений (далее – РМО)"), "abbreviation_late"),
        (("Занятие РМО (далее РМО)",), "abbreviation_unexplained"),
        (("Подготовка КМИ для занятий",), "abbreviation_typo"),
        (("Занятие по ВПР", "Опрос участников впр"), "abbreviation_case"),
        (("ЗАНЯТИЯ С НАБЛЮДАТЕЛЯМИ ШКОЛ РАЙОНА",), ""),
        (("Занятие раздела III",), ""),
        (("Занятие ДО и опрос до конца недели",), "abbreviation_unexplained"),
    ],
)
def test_abbreviations(texts: tuple[str, ...], code: str):
    rules = ("abbreviation_unexplained", "abbreviation_late", "abbreviation_typo", "abbreviation_case")
    tree = plan(*(line(f"1.{n}.", text) for n, text in enumerate(texts, 1)))
    assert {rule for rule in rules if findings(tree, rule)} == ({code} if code else set())


def test_abbreviations_the_district_knows():
    tree = plan(line("1.1.", "Занятие для РМО"))
    assert not findings(tree, "abbreviation_unexplained", abbreviations=("РМО",))


# --- places ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "own", "code"),
    [
        ("Занятие для школ Почаевского района", (), "foreign_place"),
        ("Занятие для школ Заречного муниципального района", (), ""),
        ("Занятие для школ Почаевского района", ("Почаевский район",), ""),
        ("Занятие для школ города Почаевска", ("Заречный район",), "foreign_place"),
        ("Занятие по материалам Приволжского федерального округа", (), ""),
        ("Занятие для школ округа", (), "district_kind"),
        ("Занятие для школ нашего района", (), ""),
        ("Занятие районных объединений", (), ""),
        ("Занятие для школ Заречного района", ("Отдел образования", "МБОУ СОШ № 2"), ""),
        ("Занятие для школ Почаевского района", ("Отдел образования", "МБОУ СОШ № 2"), "foreign_place"),
        ("Занятие для школ Железнодорожного района", (), "foreign_place"),
        ("Занятие для школ нашего и каждого соседнего района", (), ""),
    ],
)
def test_places(text: str, own: tuple[str, ...], code: str):
    rules = ("foreign_place", "district_kind")
    tree = plan(line("1.1.", text), title=TITLE if own != ("Почаевский район",) else TITLE.replace("Заречного", "Почаевского"))
    assert {rule for rule in rules if findings(tree, rule, own_names=own)} == ({code} if code else set())


def test_without_any_name_of_ours_nothing_is_foreign():
    tree = plan(line("1.1.", "Занятие для школ Почаевского района"), title="Дорожная карта на 2026/2027 учебный год")
    assert not findings(tree, "foreign_place")


def test_organisations_and_localities_of_the_directory():
    own = ("Заречный район", "МБОУ «Берёзовская СОШ»", "МБОУ СОШ № 2", "с. Берёзовка")
    tree = plan(
        line("1.1.", responsible="МБОУ «Берёзовская СОШ»"),
        line("1.2.", responsible="МБОУ «Сосновская СОШ»"),
        line("1.3.", responsible="МБОУ СОШ № 3"),
        line("1.4.", "Занятие в с. Берёзовка"),
        line("1.5.", "Занятие в с. Сосновка"),
    )
    assert [where(f) for f in findings(tree, "foreign_organisation", own_names=own)] == [{"1/1.2"}, {"1/1.3"}]
    assert [where(f) for f in findings(tree, "foreign_locality", own_names=own)] == [{"1/1.5"}]
    assert not findings(tree, "foreign_organisation", own_names=("Заречный район",))


# --- wording and privacy --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Составление рейтинга школ", "wording_rating"),
        ("Составление обзора без рейтинга школ", ""),
        ("Подготовка приказов о взысканиях", "wording_penalty"),
        ("Снижение стимулирующих выплат учителям", "wording_penalty"),
        ("Проведение ВПР в единый день проверочных работ", "wording_single_day"),
        ("Проведение единого дня профориентации", ""),
        ("Проведение занятия ____ числа", "placeholder"),
        ("Проведение занятия {date}", "placeholder"),
        ("Проведение занятия [указать тему]", "placeholder"),
        ("Проведение занятия, тел. 8 (84999) 2-13-45", "private_phone"),
        ("Проведение занятия, запись: somova@mail.example", "private_email"),
        ("Проведение занятия, СНИЛС 112-233-445 95", "private_numbers"),
        ("Проведение занятия Сомовой А.А.", "private_names"),
        ("Проведение занятия по приказу № 8-84/2026", ""),
        ("Проведение занятия в 2026–2027 годах", ""),
    ],
)
def test_wording_and_personal_data(text: str, code: str):
    rules = (
        "wording_rating", "wording_penalty", "wording_single_day", "placeholder", "private_phone", "private_email",
        "private_numbers", "private_names",
    )  # fmt: skip
    tree = plan(line("1.1.", text))
    assert {rule for rule in rules if findings(tree, rule)} == ({code} if code else set())


def test_the_signature_is_no_personal_data():
    assert not findings(plan(), "private_names", order(signer_name="А.А. Сомова"))
    assert not findings(replace(plan(), preamble="Школа имени Ю.А. Гагарина-"), "private_phone")
