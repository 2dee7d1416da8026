"""Reading deadlines: phrases of a plan, cells of 500 characters, and texts made to be slow."""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

from app.services.deadlines.reading import read_deadline
from app.services.deadlines.words import words
from benchmarks import Result

PHRASES = Path(__file__).resolve().parent.parent / "tests" / "data" / "deadline_phrases.json"
PERIOD = (date(2023, 1, 1), date(2025, 12, 31))
LENGTH = 500
LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя 0123456789.,-–()/;:IVX\n"
LIMIT_MS = 5
SLOW = (
    "1 ", "1,", "2024-", "2024, ", "до ", "в ", "I ", "сентябрь, ", "с 5 по ", "не позднее ", "раз в ", "1-2 ", "15.10.2024 ",
    "после а, ", "за 5 дней до ", "до конца ", "первая неделя ", "10 (десять) ", "май 2022, 2023 ", "каждый ", "пн, ",
    "по графику до ", "(", "а ",
)  # fmt: skip
"""Beginnings that promise more than they keep; repeated to the full length."""


def run(args: argparse.Namespace) -> list[Result]:
    phrases = [p["text"] for p in json.loads(PHRASES.read_text(encoding="utf-8"))]
    chance = random.Random(20)

    def cell() -> str:
        text = ""
        while len(text) < LENGTH:
            text += chance.choice(phrases) + chance.choice(("; ", ", ", " ", "\n"))
        return text[:LENGTH]

    def noise() -> str:
        return "".join(chance.choices(LETTERS, k=LENGTH))

    count = 300 * args.repeat
    for text in phrases:
        words(read_deadline(text, PERIOD))  # modules and caches are warm, as in a running program
    return [
        _result("a phrase of a plan", [chance.choice(phrases) for _ in range(count)]),
        _result(f"phrases run together, {LENGTH} characters", [cell() for _ in range(count)]),
        _result(f"noise, {LENGTH} characters", [noise() for _ in range(count)]),
        _result(f"made to be slow, {LENGTH} characters", [(part * LENGTH)[:LENGTH] for part in SLOW] * args.repeat),
    ]


def _result(name: str, texts: list[str]) -> Result:
    """The 99th percentile of the processor's time: a slow minute of the machine is not ours."""
    spent = sorted(_milliseconds(lambda text=text: read_deadline(text, PERIOD)) for text in texts)  # type: ignore[misc]
    note = f"median {median(spent):.2f} ms, {len(texts)} texts"
    return Result(name, spent[int(len(spent) * 0.99)], "ms (p99)", note, limit=LIMIT_MS)


def _milliseconds(act: Callable[[], object]) -> float:
    start = time.thread_time()
    act()
    return (time.thread_time() - start) * 1000
