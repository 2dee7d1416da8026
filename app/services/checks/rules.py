"""Words about the official markers: how strong one is, what it says, the numbers it stands on. No base, no numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.checks.rows import FEW, MARKER_NAMES, WEAK, MarkerRow
from app.services.text_ru import counted, number

SHARP = ("sharp_rise", "sharp_fall")
MARKER_ORDER = ("inflated_mean", "sharp_rise", "sharp_fall", "mark_mismatch")
"""Order of a cell's markers on its page."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Numbers the sentences need; None = unknown. Means are raw score points, completions percents."""

    n: int
    absent: int
    max_score: int | None
    mean: float | None = None
    sd: float | None = None
    reference_name: str = ""
    """«регион», «район»."""
    reference_mean: float | None = None
    pairs: int = 0
    spearman: float | None = None
    before: float | None = None
    """Mean completion in grade 4 the year before, percent."""
    after: float | None = None
    before_n: int = 0
    year: int = 0


def people(n: int) -> str:
    """«18 участников»."""
    return counted(n, "участник", "участника", "участников")


def strength(n: int, markers: Sequence[MarkerRow]) -> str:
    """Key of `rows.STRENGTHS`: by the writers of the paper and by those each marker stands on."""
    counts = [marker.n for marker in markers]
    if n < FEW or (counts and max(counts) < FEW):
        return "little"
    if not counts:
        return "none"
    return "weak" if max(counts) <= WEAK else "signal"


def in_order(markers: Sequence[MarkerRow]) -> tuple[MarkerRow, ...]:
    """Enough data first, then the order of `MARKER_ORDER`."""
    return tuple(sorted(markers, key=lambda marker: (marker.little_data, MARKER_ORDER.index(marker.code))))


def marker_sentence(marker: MarkerRow, facts: Facts) -> str:
    """What one marker says."""
    if marker.little_data:
        return f"Признак «{MARKER_NAMES[marker.code]}» отмечен, но данных мало: {people(marker.n)}."
    if marker.code == "inflated_mean":
        mean = number(facts.mean or 0.0, 1)
        top = f" из {facts.max_score}" if facts.max_score else ""
        return (
            f"Средний балл школы — {mean}{top}, {_beside(facts)} — {number(facts.reference_mean or 0.0, 1)}: "
            f"нижняя граница интервала школы ({number(marker.value, 2)}) выше верхней границы "
            f"{_GENITIVE.get(facts.reference_name, 'сравнения')} ({number(marker.bound, 2)})."
        )
    if marker.code == "mark_mismatch":
        return (
            f"Баллы за работу не согласуются с отметками в журнале: коэффициент Спирмена {number(marker.value, 2)}, "
            "а при согласии он выше нуля."
        )
    rose = marker.code == "sharp_rise"
    return (
        f"От 4 к 5 классу результат {'вырос' if rose else 'упал'} резче, чем у других школ: "
        f"{number(facts.before or 0.0)}{_PERCENT} выполнения в {facts.year - 1} году и {number(facts.after or 0.0)}{_PERCENT} "
        f"в {facts.year} году (K = {number(marker.value, 2)}, граница {number(marker.bound, 2)})."
    )


_GENITIVE = {"регион": "региона", "район": "района"}
_PERCENT = "\u00a0%"


def _beside(facts: Facts) -> str:
    return {"регион": "по региону", "район": "по району"}.get(facts.reference_name, "по группе сравнения")


def values(facts: Facts, markers: Sequence[MarkerRow]) -> tuple[tuple[str, str], ...]:
    """The numbers of the page as (what, how much); only the head count below 5 writers."""
    rows = [("Писали работу", people(facts.n))]
    if facts.absent:
        rows.append(("Не писали", people(facts.absent)))
    if facts.n < FEW:
        return tuple(rows)
    if facts.mean is not None:
        top = f" из {facts.max_score}" if facts.max_score else ""
        rows.append(("Средний балл школы", number(facts.mean, 2) + top))
    if facts.sd is not None:
        rows.append(("Разброс баллов (стандартное отклонение)", number(facts.sd, 2)))
    if facts.reference_mean is not None:
        rows.append((f"Средний балл {_beside(facts)}", number(facts.reference_mean, 2)))
    for marker in markers:
        if marker.code == "inflated_mean":
            rows.append(("Нижняя граница интервала школы (95 %)", number(marker.value, 2)))
            rows.append(("Верхняя граница для сравнения (95 %)", number(marker.bound, 2)))
    if facts.spearman is not None:
        strength = f"{number(facts.spearman, 2)} ({people(facts.pairs)} с отметкой)"
        rows.append(("Связь с отметками журнала (коэффициент Спирмена)", strength))
    if facts.before is not None and facts.after is not None and min(facts.before_n, facts.n) >= FEW:
        rows.append(
            (f"Выполнение в 4 классе, {facts.year - 1} год", f"{number(facts.before, 1)}{_PERCENT}, {people(facts.before_n)}")
        )
        rows.append((f"Выполнение в 5 классе, {facts.year} год", f"{number(facts.after, 1)}{_PERCENT}, {people(facts.n)}"))
    return tuple(rows)
