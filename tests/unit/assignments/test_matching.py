"""The cross-observation plan: never against a rule, and as full as can be."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.assignments.matching import bars, match, reason
from app.services.assignments.rows import Need, Watcher

MONDAY, TUESDAY = date(2026, 4, 20), date(2026, 4, 21)


@st.composite
def districts(draw, schools=4, people=4, needs=4):
    count = draw(st.integers(2, schools))
    days = st.sampled_from([MONDAY, TUESDAY, None])
    labels = st.sampled_from(["", "4А", "4Б", "5А"])
    places = []
    for _ in range(draw(st.integers(1, needs))):
        school = draw(st.integers(1, count))
        classes = draw(st.lists(st.sampled_from(["4А", "4Б"]), max_size=2, unique=True))
        places.append(
            Need(school, f"Школа {school}", draw(days), tuple(classes), "", draw(st.sampled_from(["", "Ивняки", "Луговое"])))
        )
    watchers = [
        Watcher(
            number + 100,
            f"Человек {number}",
            draw(st.one_of(st.none(), st.integers(1, count))),
            draw(st.sampled_from(["", "Ивняки", "Луговое"])),
            frozenset(draw(st.sets(st.integers(1, count), max_size=1))),
            frozenset(draw(st.sets(st.tuples(st.integers(1, count), labels), max_size=1))),
            frozenset(draw(st.sets(st.sampled_from([MONDAY, TUESDAY]), max_size=1))),
            draw(st.integers(0, 1)),
        )
        for number in range(draw(st.integers(0, people)))
    ]
    fixed = draw(st.sets(st.tuples(st.integers(1, count), st.integers(1, count)), max_size=2))
    return places, watchers, draw(st.integers(1, 2)), {pair for pair in fixed if pair[0] != pair[1]}


def breaks(needs, watchers, pairs, most):
    """What the plan does against the rules."""
    if len({n for n, _w in pairs}) != len(pairs):
        return "two observers at one place"
    if any(bars(watchers[w], needs[n], 4) for n, w in pairs):
        return "somebody who may not"
    if any(count > 1 for count in Counter((w, needs[n].held_on) for n, w in pairs).values()):
        return "two places a day"
    if any(count > most - watchers[w].places for w, count in Counter(w for _n, w in pairs).items()):
        return "too many places"
    return ""


def mutual_count(needs, watchers, pairs, fixed):
    sent = set(fixed) | {(watchers[w].work_id, needs[n].organisation_id) for n, w in pairs if watchers[w].work_id}
    return sum(a < b and (b, a) in sent for a, b in sent)


def every_plan(needs, watchers, most):
    for choice in product((None, *range(len(watchers))), repeat=len(needs)):
        pairs = [(n, w) for n, w in enumerate(choice) if w is not None]
        if not breaks(needs, watchers, pairs, most):
            yield pairs


@given(districts())
@settings(max_examples=60)
def test_the_plan_is_full_and_valid_and_has_the_fewest_mutual_pairs(district):
    needs, watchers, most, fixed = district
    found = match(needs, watchers, most, 4, fixed)
    assert not breaks(needs, watchers, found.pairs, most)
    plans = list(every_plan(needs, watchers, most))
    full = max(len(pairs) for pairs in plans)
    assert len(found.pairs) == full
    fewest = min(mutual_count(needs, watchers, pairs, fixed) for pairs in plans if len(pairs) == full)
    assert len(found.mutual) == mutual_count(needs, watchers, found.pairs, fixed) == fewest
    assert set(found.open_needs) == set(range(len(needs))) - {n for n, _w in found.pairs}


@given(districts(schools=9, people=14, needs=12))
@settings(max_examples=25)
def test_a_larger_plan_never_breaks_a_rule(district):
    needs, watchers, most, fixed = district
    found = match(needs, watchers, most, 4, fixed, seconds=1.0)
    assert not breaks(needs, watchers, found.pairs, most)


def test_nearby_people_go_first_and_the_load_is_equal():
    needs = [Need(1, "Школа 1", MONDAY, (), "", "Луговое"), Need(2, "Школа 2", TUESDAY, (), "", "Ивняки")]
    watchers = [Watcher(10, "А", 3, "Ивняки"), Watcher(11, "Б", 4, "Луговое"), Watcher(12, "В", 5, "Дальнее")]
    assert match(needs, watchers, 2, 4).pairs == ((0, 1), (1, 0))


def test_a_circle_is_found_instead_of_pairs():
    needs = [Need(n, f"Школа {n}", MONDAY) for n in (1, 2, 3)]
    watchers = [Watcher(10 + n, f"Ч{n}", n) for n in (1, 2, 3)]
    found = match(needs, watchers, 1, 4)
    assert len(found.pairs) == 3 and not found.mutual


def test_an_empty_place_says_why_and_what_to_do():
    need = Need(1, "Школа 1", MONDAY, ("4А",))
    watchers = [
        Watcher(10, "А", 1),
        Watcher(11, "Б", 2, closed_classes=frozenset({(1, "4а")})),
        Watcher(12, "В", 2, busy=frozenset({MONDAY})),
    ]
    found = match([need], watchers, 1, 4)
    assert found.open_needs == (0,)
    told = reason(need, watchers, {}, 1, 4)
    assert (
        told.why.replace("\u00a0", " ") == "Из 3 человек: 1 – работает в этой школе, 1 – родитель ученика, 1 – занят в этот день."
    )
    assert "о другом дне" in told.fix
    assert "не из кого" in reason(need, [], {}, 1, 4).why
