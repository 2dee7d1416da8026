"""Responsible parties out of free text."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.responsibles.rows import Party
from app.services.responsibles.splitting import LONGEST, split_responsibles, to_json
from tests.shared_data import shared

OWN = Path(__file__).resolve().parents[2] / "data" / "responsible_phrases.json"
PHRASES = json.loads(OWN.read_text(encoding="utf-8"))
WORDS = sorted({word for phrase in PHRASES for word in phrase["text"].split(" ")})


def names(text: str) -> list[str]:
    return [party.name for party in split_responsibles(text)]


def _plain(name: str) -> str:
    """Case and punctuation ignored."""
    return " ".join(re.sub(r"[\W_]+", " ", name.casefold().replace("ё", "е")).split())


def _count_and_names(phrases: list[dict]) -> tuple[list[str], list[str]]:
    """Texts with a wrong number of parties; texts with the right number and other names."""
    counts, spelled = [], []
    for phrase in phrases:
        found = names(phrase["text"])
        if len(found) != len(phrase["parties"]):
            counts.append(phrase["text"])
        elif [_plain(n) for n in found] != [_plain(p["name"]) for p in phrase["parties"]]:
            spelled.append(phrase["text"])
    return counts, spelled


def test_labelled_phrases():
    phrases = json.loads(shared("data/responsibles.json").read_text(encoding="utf-8"))
    counts, spelled = _count_and_names(phrases)
    assert 1 - len(counts) / len(phrases) >= 0.95, counts
    assert 1 - (len(counts) + len(spelled)) / len(phrases) >= 0.80, spelled


def test_our_own_phrases():
    assert len(PHRASES) > 200
    assert _count_and_names(PHRASES) == ([], [])


def test_people_are_told_from_posts():
    for phrase in PHRASES:
        found = [party.person for party in split_responsibles(phrase["text"])]
        assert found == [p.get("person", False) for p in phrase["parties"]], phrase["text"]


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Директор школы Зайцева О.П.", Party("Зайцева О.П.", "Директор", "школы", True)),
        ("Зайцева О. П., методист РМК", Party("Зайцева О.П.", "Методист", "РМК", True)),
        ("Зайцева О.П. (методист)", Party("Зайцева О.П.", "методист", "", True)),
        ("МКУ «Центр» (муниципальный координатор)", Party("МКУ «Центр»", "муниципальный координатор", "МКУ «Центр»")),
        ("руководители ОО", Party("Руководители ОО", "Руководители", "ОО")),
        ("отдел образования", Party("Отдел образования", "", "Отдел образования")),
        ("замдиректора по УВР", Party("Заместитель директора по УВР", "Заместитель директора по УВР", "")),
        ("Совет школы (по согласованию)", Party("Совет школы", "", "Совет школы")),
        ("Методическая служба (далее – МС)", Party("Методическая служба (МС)", "", "Методическая служба (МС)")),
    ],
)
def test_name_post_and_place(text, party):
    assert split_responsibles(text) == [party]


def test_quotes_and_brackets_are_never_cut():
    text = 'МБУ «Центр развития, оценки и сопровождения», МАОУ "Лицей, гимназия и школа", ОО (начальные, основные)'
    assert names(text) == [
        "МБУ «Центр развития, оценки и сопровождения»", 'МАОУ "Лицей, гимназия и школа"', "ОО (начальные, основные)",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "  ", "-", "—", "…", ",;", "и др.", "( )", "\n\n"])
def test_nobody(text):
    assert split_responsibles(text) == []


def test_json_shape():
    assert to_json(split_responsibles("Зайцева О.П., ОО")) == [
        {"name": "Зайцева О.П.", "role": "", "organisation": "", "person": True},
        {"name": "ОО", "role": "", "organisation": "ОО", "person": False},
    ]


@given(st.text(max_size=LONGEST // 4))
def test_any_text(text):
    assert all(party.name.strip() for party in split_responsibles(text))


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_any_words_of_such_cells(text):
    for party in split_responsibles(text):
        assert party.name.strip() and "\n" not in party.name


@given(
    st.lists(
        st.sampled_from(["ОО", "РМК", "Руководители школ", "Зайцева О.П.", "МКУ «Центр, наука и спорт»", "кураторы ШНОР"]),
        min_size=1,
    )
)
def test_plain_lists_are_split_whole(parties):
    for mark in ("; ", ";\n", "\n"):
        assert len(split_responsibles(mark.join(parties))) == len(parties)
