"""Pure rules about context data: cells to values, values to words, the index of social well-being."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.services.contexts.rows import IndexPart, Indicator, SocialIndex, Value
from app.services.table_files import cells
from app.services.text_ru import number, search_key

LIMITS = {"percent": 100.0, "number": 20_000.0}
ENROLMENT = re.compile(r"pupils_(\d{1,2})")


def parse(indicator: Indicator, cell: object) -> Value | cells.Refusal | None:
    """What a cell of a file, or a typed text, says; None for an empty one. Choices become their number, 1 = the first."""
    if refused := cells.error_of(cell):
        return refused
    if cells.is_blank(cell):
        return None
    if indicator.kind == "yes_no":
        return _yes_no(cell)
    if indicator.kind == "choice":
        return _choice(indicator, cells.text(cell))
    if indicator.kind == "text":
        return cells.text(cell)
    typed = cells.text(cell).removesuffix("%").strip() if isinstance(cell, str) else cell
    value = cells.decimal(typed) if indicator.kind == "percent" else cells.whole_number(typed)
    if isinstance(value, cells.Refusal) or value is None:
        return value
    if not 0 <= value <= LIMITS[indicator.kind]:
        return cells.Refusal("out_of_range", f"{number(value)} вне разумных пределов (0–{number(LIMITS[indicator.kind])}).")
    return int(value) if float(value).is_integer() else value


def shown(indicator: Indicator, value: Value | None) -> str:
    """«312», «да», «Село», «45,5»; empty where nothing is known."""
    if value is None:
        return ""
    if indicator.kind == "yes_no":
        return "да" if value else "нет"
    if indicator.kind == "choice" and isinstance(value, int):
        return indicator.choices[value - 1] if 0 < value <= len(indicator.choices) else str(value)
    if isinstance(value, int | float):
        return number(value, 0 if float(value).is_integer() else 1)
    return str(value)


def _yes_no(cell: object) -> bool | cells.Refusal:
    word = search_key(cells.text(cell))
    if word in ("да", "есть", "имеется", "1", "истина", "+"):
        return True
    if word in ("нет", "0", "ложь", "отсутствует"):
        return False
    return cells.Refusal("not_yes_no", f"«{cells.text(cell)}» — не «да» и не «нет».")


def _choice(indicator: Indicator, typed: str) -> int | cells.Refusal:
    """By the number the answer begins with («4. Населённый пункт…», «4)»), else by its words."""
    numbered = re.match(r"(\d{1,2})\s*[.)]", typed) or re.fullmatch(r"(\d{1,2})", typed)
    if numbered and 0 < int(numbered[1]) <= len(indicator.choices):
        return int(numbered[1])
    key = search_key(typed)
    for place, words in enumerate(indicator.choices, 1):
        if key == search_key(words):
            return place
    return cells.Refusal("unknown_choice", f"Ответа «{typed}» нет среди возможных.")


def enrolment(values: Mapping[str, Value]) -> dict[int, int]:
    """{grade: pupils}, grades without pupils too where the data name them."""
    found = {}
    for key, value in values.items():
        grade = ENROLMENT.fullmatch(key)
        if grade and isinstance(value, int) and not isinstance(value, bool):
            found[int(grade[1])] = value
    return dict(sorted(found.items()))


# --- index of social well-being ----------------------------------------------------------------------------------------

LEAST_KNOWN = 0.3
"""Below this share of the weight the index says nothing."""


@dataclass(frozen=True, slots=True)
class IndexRule:
    """`score`: values of a year → 0 (unfavourable) … 1 (favourable), None without data."""

    key: str
    title: str
    score: Callable[[Mapping[str, Value]], float | None]
    words: str
    """How it is counted, for the help page."""


def _number(values: Mapping[str, Value], key: str) -> float | None:
    found = values.get(key)
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def _share(key: str, *, good: bool, whole: float = 100.0) -> Callable[[Mapping[str, Value]], float | None]:
    def score(values: Mapping[str, Value]) -> float | None:
        found = _number(values, key)
        if found is None:
            return None
        part = min(1.0, max(0.0, found / whole))
        return part if good else 1 - part

    return score


def _place(key: str, answers: int) -> Callable[[Mapping[str, Value]], float | None]:
    def score(values: Mapping[str, Value]) -> float | None:
        found = _number(values, key)
        return None if found is None else min(1.0, max(0.0, (answers - found) / (answers - 1)))

    return score


def _adapted(values: Mapping[str, Value]) -> float | None:
    ages = [(_number(values, f"aop{age}"), _number(values, f"age{age}")) for age in (15, 16)]
    known = [(part, whole) for part, whole in ages if part is not None and whole]
    if not known:
        return None
    return 1 - min(1.0, sum(part for part, _ in known) / sum(whole for _, whole in known))


INDEX_RULES = (
    IndexRule("parents_higher", "Высшее образование родителей", _share("parents_higher", good=True), "доля, %: 100 % = 1"),
    IndexRule("families", "Полные семьи", _share("families_incomplete", good=False), "1 − доля неполных семей"),
    IndexRule("income", "Достаток", _share("low_income", good=False), "1 − доля семей с низким доходом"),
    IndexRule(
        "registered", "Без профилактического учёта", _share("registered", good=False, whole=10.0), "10 % на учёте и больше = 0"
    ),
    IndexRule("language", "Родной русский язык", _share("non_native", good=False), "1 − доля детей с неродным русским"),
    IndexRule("adapted", "Обучение по общим программам", _adapted, "1 − доля обучающихся по адаптированным программам"),
    IndexRule("place", "Населённый пункт", _place("place", 4), "столица региона = 1, город = 2/3, посёлок = 1/3, село = 0"),
    IndexRule("reach", "Доступность города", _place("reach", 4), "первый ответ анкеты = 1, последний = 0"),
    IndexRule("parents_help", "Участие родителей", _place("parents_help", 3), "почти все = 1, половина = 1/2, некоторые = 0"),
)
DEFAULT_WEIGHTS: dict[str, float] = dict.fromkeys((rule.key for rule in INDEX_RULES), 1.0)


def social_index(values: Mapping[str, Value], year: int, weights: Mapping[str, float] | None = None) -> SocialIndex:
    """Index of social well-being: 100 · Σ wᵢ·sᵢ / Σ wᵢ over the parts i that data exist for.

    sᵢ is 0–1 by INDEX_RULES (1 = favourable), wᵢ the weights of the settings (1 each unless changed). None where the
    parts with data carry less than LEAST_KNOWN of the whole weight. A description of the conditions a school works in,
    not of its work, and no ranking: schools of like conditions are compared with each other.
    """
    used = {rule.key: max(0.0, float((weights or {}).get(rule.key, DEFAULT_WEIGHTS[rule.key]))) for rule in INDEX_RULES}
    parts = []
    for rule in INDEX_RULES:
        score = rule.score(values)
        said = "" if score is None else number(score, 2)
        parts.append(IndexPart(rule.key, rule.title, said, score, used[rule.key]))
    whole = sum(used.values())
    weight = sum(part.weight for part in parts if part.score is not None)
    known = weight / whole if whole else 0.0
    value = None
    if weight and known >= LEAST_KNOWN:
        value = 100 * sum(part.weight * part.score for part in parts if part.score is not None) / weight
    return SocialIndex(year, value, tuple(parts), known)
