"""Works in the wrong order: programmes before the schools are found, carrying out before the expertise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.services.lint.dates import first_days
from app.services.lint.paper import Item, Paper, found
from app.services.lint.rows import LintFinding, Rule
from app.services.lint.words import cited, containment, stems
from app.services.roadmaps.cells import one_line

WORK_ORDER = Rule(
    "work_order", "warning", "Работы идут не по порядку",
    "Нельзя составить программу для школ, которые ещё не выявлены, или выполнять то, что ещё не прошло экспертизу.",
    "Проверьте сроки обоих пунктов.",
)  # fmt: skip
RULES = (WORK_ORDER,)

_PROGRAM = r"(?:[а-яё-]+(?:ой|ого|ых|ую|ые|ая|ый|ое)\s+){0,3}«?(?:программ|дорожн\w+\s+карт|план|модел|положени)"
_STEPS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (step, re.compile(pattern, re.I))
    for step, pattern in (
        (1, r"\b(?:выявлени[ея]|выявить|отбор|отобрать)\s+(?:групп\w+\s+)?(?P<object>[^,.;]*?)(?=\s+и\s+(?:школ|ОО)|[,.;]|$)"),
        (3, rf"^(?:разработ\w+|подготов\w+|составлени\w+|составить)\s+(?P<object>{_PROGRAM}.*)$"),
        (4, rf"^(?:экспертиз\w+|согласовани\w+|рассмотрени\w+|рассмотреть|согласовать)\s+(?P<object>{_PROGRAM}.*)$"),
        (5, rf"^(?:утверждени\w+|утвердить)\s+(?P<object>{_PROGRAM}.*)$"),
        (6, rf"^(?:реализаци\w+|реализовать)\s+(?P<object>{_PROGRAM}.*)$"),
        (2, r"^(?:внедрени\w+|введени\w+|внедрить|ввести)\s+(?P<object>.*показател.*)$"),
        (
            7,
            r"^(?:анализ\w*|проведени\w+\s+анализа|наличие\s+(?:адресных\s+)?рекомендаций|подготовка\s+(?:адресных\s+)?рекомендаций)\s+(?P<object>.*показател.*)$",
        ),
    )
)
_SYNONYMS = {"ОО": "школ", "организац": "школ", "учрежден": "школ", "ОУ": "школ", "обучен": "образовательн", "стабильн": "низк"}


def check(paper: Paper) -> Iterator[LintFinding]:
    """Finding the schools → programmes for them; expertise → carrying out; indicators → their analysis."""
    steps = [(step, item, words) for item in paper.items for step, words in _steps_of(item)]
    late: dict[tuple[int, int], list[Item]] = {}
    items = {id(item): item for item in paper.items}
    for step, earlier, about in steps:
        for other, later, words in steps:
            if later is earlier or not _leads(step, other) or not _alike(step, about, words, later):
                continue
            a, b = _begins(paper, earlier), _begins(paper, later)
            if a and b and (b.year, b.month) < (a.year, a.month):
                late.setdefault((id(earlier), step), []).append(later)
    for (earlier_id, _), followers in late.items():
        earlier = items[earlier_id]
        text = (
            f"Начинается раньше, чем {earlier.spot.label} ({cited(earlier.line.text, 70)}, {cited(earlier.line.deadline, 30)}),"
            " на который опирается."
        )
        yield found(WORK_ORDER, [item.at("deadline") for item in followers], text, detail=earlier.spot.subject)


def _steps_of(item: Item) -> Iterator[tuple[int, frozenset[str]]]:
    text = re.sub(r"\([^()]*\)", " ", one_line(item.line.text))
    for step, pattern in _STEPS:
        if match := pattern.search(text):
            words = frozenset(_SYNONYMS.get(s, s) for s in stems(match["object"]))
            if len(words) >= 3:
                yield step, words


def _leads(step: int, other: int) -> bool:
    if step == 1:
        return other == 3
    if step == 2:
        return other == 7
    return 3 <= step < other <= 6


def _alike(step: int, about: frozenset[str], words: frozenset[str], later: Item) -> bool:
    if step == 1:
        told = {_SYNONYMS.get(s, s) for s in (*later.stems, *stems(later.line.result))}
        return about <= words | told and not re.search(r"\bмодел|критери", later.line.text, re.I)
    return len(about & words) >= 4 and containment(about, words) >= 0.6


def _begins(paper: Paper, item: Item) -> date | None:
    if item.deadline.kind not in ("date", "period", "periods", "recurring") or not item.deadline.intervals:
        return None
    days = first_days(item)
    return days[0] if days and item.deadline.intervals[0][0] else None
