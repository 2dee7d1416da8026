"""Indices from counts: the district from sums, little data without percents, medals by exam results."""

from __future__ import annotations

from dataclasses import replace

from app.services.indices import rules
from app.services.indices.rows import INDEX, INDICES, PARAMETERS, IndexRules
from app.services.indices.stored import from_stored, rules_of_year, to_stored
from app.services.indices.tally import BASIC, RUSSIAN, ExamLine, reached


def _district(by_school, key):
    return next(one for one in rules.district(IndexRules(), by_school, 2026) if one.key == key)


def test_the_district_is_counted_from_sums_not_from_percents():
    video = _district({1: {"rooms": 40, "rooms_video": 40}, 2: {"rooms": 10, "rooms_video": 0}}, "video")
    assert (video.value, video.n) == (80.0, 50)  # the mean of percents would be 50
    assert video.counts == (("аудиторий", 50), ("с_видео", 40))


def test_a_school_that_gave_one_number_of_two_does_not_bend_the_share():
    video = _district({1: {"rooms": 10, "rooms_video": 5}, 2: {"rooms": 90}, 3: {"rooms_video": 7}}, "video")
    assert (video.value, video.n) == (50.0, 10)


def test_few_have_no_percent_and_nothing_has_no_value():
    info = INDEX["medals"]
    few = rules.value_of(info, IndexRules(), {"medal1": 3, "medal1_ok": 1}, 2026, 7)
    assert (few.value, few.why, few.n) == (None, "мало данных", 3)
    assert rules.counts_words(few) == "I степень: 3, порог набрали: 1"
    assert rules.shown(few) == "мало данных"
    rooms = rules.value_of(INDEX["video"], IndexRules(), {"rooms": 3, "rooms_video": 2}, 2026, 7)
    assert (rooms.value, rules.shown(rooms)) == (None, "2 из 3")
    none = rules.value_of(info, IndexRules(), {}, 2026, 7)
    assert (none.value, none.why) == (None, "нет данных")
    half = rules.value_of(info, IndexRules(), {"medal1": 8}, 2026, 7)
    assert (half.value, half.why) == (None, "нет данных")


def test_medals_of_one_degree_only():
    value = rules.value_of(INDEX["medals"], IndexRules(), {"medal1": 8, "medal1_ok": 6}, 2026, 7)
    assert value.value == 25.0
    both = {"medal1": 8, "medal1_ok": 6, "medal2": 2, "medal2_ok": 1}
    assert rules.value_of(INDEX["medals"], IndexRules(), both, 2026, None).value == 30.0


def test_a_formula_that_cannot_be_read_is_said_and_breaks_nothing():
    usual = IndexRules()
    broken = replace(usual, indices=usual.indices | {"video": replace(usual.indices["video"], formula="100 · камер / залов")})
    value = rules.value_of(INDEX["video"], broken, {"rooms": 10, "rooms_video": 5}, 2026, None)
    assert (value.value, value.why) == (None, "формула не читается")


def test_targets_go_both_ways():
    usual = IndexRules()
    set_ = replace(usual, indices=usual.indices | {"medals": replace(usual.indices["medals"], target=10.0)})
    medals = rules.value_of(INDEX["medals"], set_, {"medal1": 20, "medal1_ok": 19}, 2026, None)
    assert rules.meets(medals, set_) is True and rules.target_words("medals", set_) == "не больше\u00a010"
    works = rules.value_of(INDEX["recheck"], set_, {"rechecked": 20, "rechecked_ok": 17}, 2026, None)
    assert rules.meets(works, set_) is False and rules.target_words("recheck", set_) == "не меньше\u00a090"
    assert rules.meets(rules.value_of(INDEX["video"], set_, {"rooms": 9, "rooms_video": 9}, 2026, None), set_) is None
    assert rules.change_words(works, replace(works, value=80.0)) == "+5,0"


def test_contradicting_counts_are_named():
    said = rules.problems_of({"rooms": 3, "rooms_video": 5, "medal1": 2, "medal1_ok": 2})
    assert len(said) == 1 and "С видео" in said[0]


def test_rules_are_kept_as_differences_and_go_on_until_the_next():
    usual = IndexRules()
    assert from_stored(to_stored(usual), 2026, "") == replace(usual, since=2026)
    mine = replace(
        usual, indices=usual.indices | {"vpr": replace(usual.indices["vpr"], target=85.0, formula="100 − школ_с_признаком")},
        values=usual.values | {"medal1_rus": 75.0}, subjects=(), grades=(4,), note="приказ № 5", since=2025,
    )  # fmt: skip
    again = from_stored(to_stored(mine), 2025, "приказ № 5")
    assert again == mine
    assert from_stored('{"values": {"medal1_rus": 700}, "indices": {"нет": {}}}', 2025, "").values == usual.values
    stored = {2024: mine, 2026: usual}
    assert rules_of_year(stored, 2025) is mine and rules_of_year(stored, 2027) is usual
    assert rules_of_year(stored, 2023) == IndexRules()


def test_everything_shipped_has_its_source_and_year():
    assert all(info.source and 2015 <= info.year <= 2026 for info in INDICES)
    assert all(one.source and one.least <= one.usual <= one.most for one in PARAMETERS)


def test_medal_thresholds_are_those_of_the_order():
    def pupil(code, **exams):
        names = {"rus": RUSSIAN, "math": "Математика профильная", "basic": BASIC}
        return [
            ExamLine(1, code, names[name], None if name == "basic" else score, score if name == "basic" else None)
            for name, score in exams.items()
        ]

    lines = [
        *pupil("101", rus=70, math=70), *pupil("102", rus=90, math=69), *pupil("103", rus=69, math=90),
        *pupil("104", rus=80, basic=5), *pupil("105", rus=80, basic=4), *pupil("106", rus=80, basic=5, math=50),
        *pupil("107", rus=59, math=90),
    ]  # fmt: skip
    assert reached(lines, IndexRules()) == {1: (2, 4)}
