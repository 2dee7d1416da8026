"""The self-diagnosis: ten risk factors, their questions and measures; answers to significance. Pure but for the shipped file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache

from app.paths import resources_dir
from app.services.support.rows import Factor, FactorLine, Level, Measure, Question

ANSWERS = ("нет", "скорее нет", "скорее да", "да")
"""Of a statement about a difficulty; the place is the stored answer."""
HIGH, MIDDLE = 60.0, 35.0
"""Percent of the most that the answers could say."""
LEAST_ANSWERED = 2
"""Fewer answers about a factor say nothing."""
_ORDER: dict[Level | None, int] = {"high": 0, "middle": 1, "low": 2, None: 3}


@cache
def factors() -> tuple[Factor, ...]:
    """In the order of the questionnaire (resources/directories/risk_factors.json)."""
    with open(resources_dir() / "directories" / "risk_factors.json", encoding="utf-8") as file:
        found = json.load(file)["factors"]
    return tuple(
        Factor(
            one["key"],
            one["title"],
            one["about"],
            tuple(Question(**question) for question in one["questions"]),
            tuple(Measure(**measure) for measure in one["measures"]),
        )
        for one in found
    )


def questions() -> dict[str, Question]:
    return {question.key: question for factor in factors() for question in factor.questions}


def factor_line(factor: Factor, answers: Mapping[str, int], mark: tuple[Level, str] | None = None) -> FactorLine:
    """`mark`: (significance, note) that a person gave instead of the computed one."""
    said = [answers[question.key] for question in factor.questions if question.key in answers]
    score = 100 * sum(said) / (3 * len(said)) if len(said) >= LEAST_ANSWERED else None
    return FactorLine(factor, len(said), score, level_of(score), mark[0] if mark else None, mark[1] if mark else "")


def level_of(score: float | None) -> Level | None:
    if score is None:
        return None
    return "high" if score >= HIGH else "middle" if score >= MIDDLE else "low"


def chosen_factors(lines: Iterable[FactorLine]) -> tuple[FactorLine, ...]:
    """Those that a plan answers: of high significance, then of middle one, in the order of the questionnaire."""
    return tuple(sorted((line for line in lines if line.level in ("high", "middle")), key=lambda line: _ORDER[line.level]))
