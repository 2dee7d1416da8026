"""Words about objectivity: how strong a signal is, what it says, what else could explain it. No base, no numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.checks.rows import FEW, MARKER_NAMES, WEAK, MarkerRow
from app.services.text_ru import counted, number, plural

SHARP = ("sharp_rise", "sharp_fall")
MARKER_ORDER = ("inflated_mean", "sharp_rise", "sharp_fall", "mark_mismatch")
"""The first of a cell's markers makes the sentence of its page."""


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
    """The one that makes the sentence first: enough data, then the order of `MARKER_ORDER`."""
    return tuple(sorted(markers, key=lambda marker: (marker.little_data, MARKER_ORDER.index(marker.code))))


def main_sentence(facts: Facts, markers: Sequence[MarkerRow]) -> str:
    """One plain sentence for the top of the page."""
    if facts.n < FEW:
        if not facts.n:
            return "Мало данных: работу в этой школе никто не писал."
        wrote = plural(facts.n, "писал", "писали", "писали")
        return f"Мало данных: работу {wrote} {people(facts.n)}, по такому числу работ выводов не делают."
    if not markers:
        return _calm(facts)
    text = marker_sentence(markers[0], facts)
    if markers[0].little_data or markers[0].n > WEAK:
        return text
    return f"Слабый сигнал ({people(markers[0].n)}): {text[:1].lower()}{text[1:]}"


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


def _calm(facts: Facts) -> str:
    if facts.mean is None:
        return "Официальных признаков нет."
    top = f" из {facts.max_score}" if facts.max_score else ""
    text = f"Официальных признаков нет: средний балл школы — {number(facts.mean, 1)}{top}"
    if facts.reference_mean is None:
        return f"{text}, сравнить его пока не с чем."
    return f"{text}, {_beside(facts)} — {number(facts.reference_mean, 1)}."


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


def explanations(facts: Facts, markers: Sequence[MarkerRow]) -> tuple[str, ...]:
    """Innocent explanations to weigh first."""
    codes = {marker.code for marker in markers}
    out: list[str] = []
    if not codes:
        return ()
    if facts.n <= WEAK:
        out.append("Участников мало: два-три сильных или слабых ученика заметно сдвигают результат.")
    if "inflated_mean" in codes:
        out.append("Сильный класс: углублённое изучение предмета, отбор при зачислении, хорошая подготовка.")
        out.append("Официальный порог не учитывает обычного различия школ и отмечает примерно каждую шестую из них.")
        if facts.absent:
            out.append(f"Не писали {people(facts.absent)}: если это слабые ученики, средний балл стал выше сам собой.")
        if facts.sd == 0:
            out.append("Все баллы одинаковы, интервал школы не имеет ширины: проверьте, верно ли заполнен протокол.")
    if "mark_mismatch" in codes:
        out.append("Почти одинаковые отметки или баллы: их порядок во многом случаен.")
        out.append("При вводе могли быть перепутаны коды участников или отметки.")
        out.append("Отметка в журнале — за предыдущий период, с тех пор ученики могли измениться.")
    if codes & set(SHARP):
        out.append("Сменились учитель или состав класса, параллели объединили или разделили.")
        out.append("Работа одного из двух лет была легче или многие её не писали.")
    return tuple(out)


def next_steps(facts: Facts, markers: Sequence[MarkerRow]) -> tuple[str, ...]:
    """What to do next, in order."""
    if facts.n < FEW:
        return ("Смотрите результаты школы вместе за несколько лет и предметов.",)
    if not markers:
        return ()
    codes = {marker.code for marker in markers}
    out = ["Посмотрите другие предметы и годы этой школы: один признак ещё ни о чём не говорит."]
    if "mark_mismatch" in codes:
        out.append("Попросите школу сверить коды участников, баллы и отметки в протоколе.")
    if codes & {"inflated_mean", *SHARP}:
        out.append("Посмотрите распределение баллов: подъёмы сразу за границами отметок — тоже повод присмотреться.")
    out.append("Запросите у школы пояснение; если его недостаточно, перепроверьте выборку работ в муниципальной комиссии.")
    return tuple(out)
