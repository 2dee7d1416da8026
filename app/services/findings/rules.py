"""How strong a sign is called, and the words about what was compared. Pure."""

from __future__ import annotations

from app.services.findings.rows import MissingRow, SignalRow, Strength
from app.services.text_ru import counted

FEW = 5
"""Fewer writers: nothing is said of the cell."""
SMALL = 15
"""Up to so many writers a sign is never called stronger than weak, whatever its p."""
WEAK_P, MEDIUM_P, STRONG_P = 0.05, 0.01, 0.001
"""At most so often among honest cells: 1 of 20, 1 of 100, 1 of 1000. Settings of the program, not official thresholds."""


def strength(p: float | None, n: int, flagged: bool = False) -> Strength:
    """Of a whole cell, or of one signal of it (`flagged` stays False then).

    A cell flagged at q = .10 is at least medium: among a district's many cells it stands out, though its own p may be
    above 1 of 100.
    """
    if p is None or n < FEW:
        return "little"
    if p >= WEAK_P and not flagged:
        return "none"
    if n <= SMALL:
        return "weak"
    if p < STRONG_P:
        return "strong"
    return "medium" if p < MEDIUM_P or flagged else "weak"


def signal_strength(signal: SignalRow, n: int) -> Strength:
    return strength(signal.p, n)


MISSING_TEXTS = {
    "oge": "Файлы ОГЭ по участникам: работы школы можно будет сравнить с экзаменом, который проверяли не в ней",
    "tasks": "Протоколы с баллами за каждое задание, а не только итоговые",
    "enrolment": "Протоколы, в которых перечислены и отсутствовавшие",
    "journal": "Протоколы с отметками по журналу",
    "scale": "Шкалы перевода баллов в отметки («Загрузить» наверху окна, «Шкалы перевода баллов…»)",
    "years": "Результаты прошлых лет",
    "region": "Региональный файл или отчёт «Распределение первичных баллов» со строкой региона",
}


def missing_row(code: str, cells: int, gain: float) -> MissingRow:
    return MissingRow(code, cells, gain, MISSING_TEXTS.get(code, code))


def reference_words(schools: int, municipalities: int, papers: int, known_region: int, known_country: int) -> str:
    """«свой район: 25 школ; по 6 работам — распределение баллов региона из отчёта»."""
    if not schools:
        return ""
    told = counted(schools, "школа", "школы", "школ")
    parts = [f"свой район: {told}" if municipalities <= 1 else f"{told} из {_municipalities(municipalities)}"]
    for known, whose in ((known_region, "региона"), (known_country, "страны")):
        if known:
            which = "" if known == papers else f"по {counted(known, 'работе', 'работам', 'работам')} — "
            parts.append(f"{which}распределение баллов {whose}")
    return "; ".join(parts)


def _municipalities(count: int) -> str:
    return counted(count, "муниципалитета", "муниципалитетов", "муниципалитетов")
