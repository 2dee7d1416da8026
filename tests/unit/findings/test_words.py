"""What a finding says: every reason and signal has words, sentences agree with their numbers, nothing accuses."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from app.services.findings import words
from app.services.findings.rows import SIGNAL_NAMES, STRENGTH_WORDS, FindingRow, NullRow, SignalRow
from app.services.objectivity.cells import WHY
from app.services.objectivity.pictures import FunnelDetail, JournalDetail, ParticipationDetail
from tests.unit.charts import samples


def plain(text):
    return text.replace("\xa0", " ")


DETAILS = {
    "bunching": samples.distribution(),
    "expectation": samples.expectation()[0],
    "funnel": samples.funnel(),
    "item_pattern": samples.tasks(),
    "hard_easy": samples.tasks(),
    "journal_gap": samples.journal(),
    "journal_match": samples.journal(),
    "participation": samples.participation(),
}


def test_every_reason_and_signal_has_words():
    assert {key for key in WHY.values() if key} == set(words.WHY_WORDS)
    assert set(DETAILS) == set(SIGNAL_NAMES) == set(words.SEES) == set(words.MISSES)
    for code in SIGNAL_NAMES:
        assert words.explanations([code], 40, 0)
        assert len(words.next_steps("strong", True, [code], 40)) == 3


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (None, ""),
        (float("nan"), ""),
        (1e-9, "случается реже чем у 1 из 1000 обычных школ"),
        (0.0031, "случается у 3 из 1000 обычных школ"),
        (0.0096, "случается у 1 из 100 обычных школ"),
        (0.021, "случается у 2 из 100 обычных школ"),
        (0.5, "случается у 50 из 100 обычных школ"),
        (1.0, "случается у 99 из 100 обычных школ"),
    ],
)
def test_a_probability_in_words(p, expected):
    assert words.rarity(p) == expected


@pytest.mark.parametrize("p", [0.001, 0.4])
@pytest.mark.parametrize("code", DETAILS)
def test_every_sentence_is_a_sentence_with_numbers(code, p):
    text = words.sentence(code, DETAILS[code], 34, p)
    assert re.search(r"\d|не лучше|такой же", text)
    assert text.endswith(".") and text[0].isupper()
    assert not re.search(r"[a-z]{3,}|nan|завыш|списа[лн]|виновн|наруш|подтас", text.casefold())


def test_bunching_names_the_mark_that_stands_out():
    text = plain(words.sentence("bunching", samples.distribution(), 34, 0.001))
    assert text.startswith("Ровно на границах отметок — 14 работ из 17")
    assert "Заметнее всего у отметки «4» (17 баллов): 11 вместо" in text


def test_bunching_without_excess_at_the_cut_speaks_of_what_is_missing_below_it():
    detail = samples.distribution()
    calm = replace(detail, windows=tuple(replace(w, at_cut=1, expected=2.0, window=5) for w in detail.windows))
    assert (
        plain(words.sentence("bunching", calm, 34, 0.5))
        == "Ровно на границах отметок работ не больше обычного: 3 при ожидаемых 6,0."
    )
    assert "Прямо под границами" in words.sentence("bunching", calm, 34, 0.01)


@pytest.mark.parametrize(("own", "said"), [(81.0, "выше обычного"), (55.0, "в обычных пределах"), (20.0, "ниже обычного")])
def test_the_funnel_says_where_the_school_stands(own, said):
    text = plain(words.sentence("funnel", FunnelDetail(np.array([25, 20]), np.array([own, 50.0]), 0, 55.0, 20.0, 5.0), 25, 0.01))
    assert said in text
    assert "середина — 55 %" in text


def test_participation_agrees_in_number():
    one = ParticipationDetail(np.array([21, 30]), np.array([1, 29]), 0, 0.9, 0.05)
    assert (
        plain(words.sentence("participation", one, 21, 0.001))
        == "Писал 1 из 21 ученика по списку; из такого списка обычно пишут около 19."
    )
    all_of_them = ParticipationDetail(np.array([22]), np.array([22]), 0, 0.9, 0.05)
    assert (
        plain(words.sentence("participation", all_of_them, 22, 0.9)) == "Писали 22 из 22 учеников по списку: не меньше обычного."
    )


def test_unusual_tasks_are_named_in_the_order_of_the_paper():
    text = plain(words.sentence("item_pattern", samples.tasks(), 24, 0.001))
    places = [text.index(f" {code} — ") for code in ("4", "5К1", "10К1") if f" {code} — " in text]
    assert places == sorted(places) and len(places) >= 2
    assert "Набор решённых заданий обычный; выделяется 4" in plain(words.sentence("item_pattern", samples.tasks(), 24, 0.3))


def test_half_done_tasks_are_said_where_they_tell_more_than_the_halves():
    seen = replace(samples.tasks(), partly=31.0, partly_expected=9.0)
    assert "частично" in words.sentence("hard_easy", seen, 30, 0.0001)
    assert "частично" not in words.sentence("hard_easy", seen, 30, 0.4)
    assert "частично" not in words.sentence("hard_easy", replace(seen, partly=10.0), 30, 0.0001)


def test_hard_tasks_done_well_are_named_where_halves_do_not_differ():
    tasks = samples.tasks()
    calm = replace(tasks, completion=tasks.expected.copy())
    assert words.sentence("hard_easy", calm, 24, 0.4).startswith("Трудные задания решены не лучше лёгких")
    assert "у отдельных учеников" in words.sentence("hard_easy", calm, 24, 0.001)
    some = calm.completion.copy()
    some[np.argsort(tasks.difficulty)[[0, -1]]] += 9
    said = words.sentence("hard_easy", replace(calm, completion=some), 24, 0.001)
    assert said.startswith("Трудные задания решены лучше, чем обычно при таких баллах: ") and said.count("вместо") == 1


def test_the_expected_result_is_said_in_pupils_of_a_hundred():
    text = words.sentence("expectation", samples.expectation()[0], 30, 0.001)
    assert text.startswith("Средний ученик школы написал лучше, чем 99 из 100 учеников обычной школы; по другим работам школы")
    assert "лучше, чем 60 (обычно от 20 до 91)" in text
    exam = replace(samples.expectation()[0], from_exam=True)
    assert "по результатам её ОГЭ ожидалось" in words.sentence("expectation", exam, 30, 0.001)


def test_the_journal_has_two_sentences():
    assert "совпала с журналом у 24 из 27; при таких отметках" in words.sentence("journal_match", samples.journal(), 27, 0.01)
    less = JournalDetail(samples.journal().matrix, 24, 26.0, -1.2)
    assert "не чаще обычного (26,0)" in words.sentence("journal_match", less, 27, 0.9)
    assert "разница −1,2 %" in plain(words.sentence("journal_gap", less, 27, 0.9))


def test_a_finding_is_never_called_more_than_its_data_allow():
    assert words.main_sentence("strong", "Баллы выше.", 12) == "Слабый сигнал (12\xa0участников): баллы выше."
    assert words.main_sentence("strong", "Баллы выше.", 40) == "Баллы выше."
    assert (
        words.main_sentence("little", "", 1)
        == "Мало данных: работу писал 1\xa0участник, по такому числу работ выводов не делают."
    )
    assert words.main_sentence("none", "", 40).startswith("Необычного не видно")
    assert words.strength_words("medium", True) == "Средний признак, повод для перепроверки"
    assert {words.strength_words(s, False) for s in STRENGTH_WORDS} >= {"Признаков нет", "Мало данных", "Выраженный признак"}


def test_nothing_is_to_be_done_about_a_single_sign_that_is_no_reason_for_a_recheck():
    assert words.next_steps("none", False, [], 40) == ()
    assert "Перепроверять по одному этому признаку не нужно" in words.next_steps("medium", False, ["funnel"], 40)[0]


def test_absent_pupils_explain_a_high_mean_only():
    assert any("не писали 3 ученика" in plain(line) for line in words.explanations(["funnel"], 40, 3))
    assert any("не писал 1 ученик: если он слабый" in plain(line) for line in words.explanations(["funnel"], 40, 1))
    assert not any("не писали" in line for line in words.explanations(["bunching"], 40, 3))
    assert words.explanations(["funnel"], 12, 0)[0].startswith("Участников мало")


def finding(**changes):
    row = FindingRow(1, 1, 2025, 7, "Математика", "СОШ", "edu990001", 40, 0.5, 1.0, 0.0, False, "none", ())
    return replace(row, **changes)


def test_repetition_in_words():
    assert words.repeat_words([]) == words.repeat_words([finding(strength="little")]) == ""
    assert plain(words.repeat_words([finding()])) == "Не повторяется: в другой работе школы заметных признаков нет."
    two = [finding(), finding(strength="weak")]
    assert plain(words.repeat_words(two)) == "Не повторяется: ни в одной из 2 других работ школы заметных признаков нет."
    seen = plain(words.repeat_words([finding(), finding(strength="strong", year=2023), finding(flagged=True, strength="weak")]))
    assert seen.startswith("Повторяется: заметные признаки есть ещё в 2 из 3 других работ школы (2023–2025 годы).")


def test_calibration_in_words():
    own = NullRow("combined", "16–30", 214, 0.0, 1.0, False)
    assert plain(words.calibration_words([own])) == (
        "Обычный разброс найден по 214 результатам школ, где писали 16–30 человек; результат — одна школа в одной процедуре."
    )
    assert "поставляется с программой" in words.calibration_words([replace(own, shipped=True, cells=12)])
    assert words.calibration_words([]) == ""


def test_a_line_of_a_list():
    assert words.brief(SignalRow("funnel", 0.01, 87.2, 62.9, "")) == "Средний балл в стороне от других: 87,2 (обычно 62,9)"
    assert words.brief(SignalRow("expectation", 0.01, 1.2, 0.1, "")) == "Выше, чем обычно у этой школы: 88 (ожидалось 54)"
    assert words.value_pairs(SignalRow("funnel", None, None, None, "few_schools")) == ()
