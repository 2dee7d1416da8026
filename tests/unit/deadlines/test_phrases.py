"""Whole phrases: the labelled ones beside the repository, and our own with the readings we expect."""

from __future__ import annotations

import json

from app.services.deadlines.reading import read_deadline
from app.services.deadlines.words import words
from tests.shared_data import shared
from tests.unit.deadlines.scoring import context_of, is_right, is_silent, own_phrases, read


def test_labelled_phrases():
    labels = json.loads(shared("data/deadlines.json").read_text(encoding="utf-8"))
    readings = [read(label) for label in labels]
    keys = ("every", "months", "by", "times")
    wrong = [(label["text"], d) for label, d in zip(labels, readings, strict=True) if not is_right(label, d, keys)]
    assert 1 - len(wrong) / len(labels) >= 0.97, wrong
    assert sum(is_silent(d) for _, d in wrong) / len(labels) <= 0.01, wrong


def test_our_own_phrases():
    phrases = own_phrases()
    assert len(phrases) >= 250
    wrong = [(p["text"], p["context_years"], read(p)) for p in phrases if not is_right(p, read(p))]
    assert wrong == []


def test_what_must_be_asked_is_marked():
    assert [p["text"] for p in own_phrases() if p.get("ambiguous") and not read(p).ambiguous] == []


def test_every_mark_says_why():
    for phrase in own_phrases():
        deadline = read(phrase)
        if deadline.ambiguous or deadline.kind == "unparsable":
            assert deadline.notes, phrase["text"]


def test_the_understood_form_read_back_is_the_same_form():
    changed = []
    for phrase in own_phrases():
        context, deadline = context_of(phrase), read(phrase)
        again = read_deadline(words(deadline), context)
        if (again.kind, set(again.intervals), again.recurrence, again.relative) != (
            deadline.kind, set(deadline.intervals), deadline.recurrence, deadline.relative,
        ):  # fmt: skip
            changed.append((phrase["text"], words(deadline), deadline, again))
    assert changed == []


def test_labelled_phrases_read_back_too():
    labels = json.loads(shared("data/deadlines.json").read_text(encoding="utf-8"))
    for label in labels:
        deadline = read(label)
        again = read_deadline(words(deadline), context_of(label))
        assert (again.kind, set(again.intervals), again.recurrence, again.relative) == (
            deadline.kind, set(deadline.intervals), deadline.recurrence, deadline.relative,
        ), (label["text"], words(deadline))  # fmt: skip
