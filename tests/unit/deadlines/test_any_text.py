"""Any text gives an answer or «не понято», and what is said of it reads back as the same."""

from __future__ import annotations

from datetime import date

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.services.deadlines.lexer import LONGEST
from app.services.deadlines.reading import read_deadline, to_json
from app.services.deadlines.words import words
from tests.unit.deadlines.scoring import own_phrases

PHRASES = [p["text"] for p in own_phrases()]
PIECES = sorted(
    {piece for text in PHRASES for piece in text.split()} | {" ".join(t.split()[n : n + 2]) for t in PHRASES for n in range(5)}
)
KINDS = {"date", "period", "periods", "recurring", "continuous", "on_schedule", "on_demand", "relative", "unparsable"}

periods = st.none() | st.tuples(st.dates(date(2005, 1, 1), date(2045, 12, 31)), st.integers(0, 2500)).map(
    lambda pair: (pair[0], date.fromordinal(pair[0].toordinal() + pair[1]))
)
mixtures = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(" ".join)
lists = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4).map(", ".join)
letters = st.text(
    st.sampled_from("абвгдеёжзийклмнопрстуфхцчшщъыьэюяIVXivx0123456789 .,;:-–—/()«»№%\n\t\u00a0\u00ad"), max_size=500
)


def _form(deadline):
    return deadline.kind, set(deadline.intervals), deadline.recurrence, deadline.relative


def _sound(text, context):
    deadline = read_deadline(text, context)
    said = to_json(deadline)
    assert said["kind"] in KINDS
    for first, last in deadline.intervals:
        assert first is None or last is None or first <= last
    assert (deadline.recurrence is not None) == (deadline.kind == "recurring")
    assert (deadline.relative is not None) == (deadline.kind == "relative")
    if deadline.kind == "unparsable":
        assert not deadline.intervals and deadline.notes
    assert words(deadline)
    return deadline


@given(st.text(max_size=500), periods)
def test_any_text(text, context):
    _sound(text, context)


@given(letters, periods)
def test_any_letters_of_a_plan(text, context):
    _sound(text, context)


@given(st.one_of(mixtures, lists), periods)
@settings(max_examples=300)
def test_any_mixture_of_pieces(text, context):
    _sound(text, context)


@given(st.sampled_from(PHRASES), periods)
@settings(max_examples=300)
def test_words_read_back_in_any_period(text, context):
    deadline = _sound(text, context)
    assert _form(read_deadline(words(deadline), context)) == _form(deadline), words(deadline)


@given(st.sampled_from(PHRASES), st.sampled_from(PHRASES), periods)
@settings(max_examples=300)
def test_words_of_two_phrases_read_back(one, other, context):
    deadline = _sound(f"{one}; {other}", context)
    assume(not deadline.ambiguous)
    assert _form(read_deadline(words(deadline), context)) == _form(deadline), words(deadline)


@given(st.sampled_from(PHRASES), periods)
def test_case_and_spaces_say_nothing(text, context):
    plain = _form(read_deadline(text, context))
    assert _form(read_deadline("  " + text.replace(" ", "\u00a0 ").replace("\n", "\n ") + " ", context))[:2] == plain[:2]


def test_too_long_a_text_is_no_deadline():
    assert read_deadline("до 5 мая, " * LONGEST).kind == "unparsable"
