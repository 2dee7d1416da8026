"""The same thing twice: items, sections, results; one act with two deadlines in the order and the roadmap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.services.deadlines.reading import read_deadline
from app.services.deadlines.rows import Deadline
from app.services.lint.dates import dated
from app.services.lint.paper import Item, Paper, clause_spot, found, section_spot
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import MONTH, cited, containment, fold, stem, stems
from app.services.roadmaps.cells import one_line
from app.services.text_ru import short_date

SAME = Rule(
    "duplicate_item", "warning", "Мероприятие повторяется",
    "Одно и то же дело записано дважды: непонятно, делать его один раз или два и кто отвечает.",
    "Оставьте один пункт или допишите, чем они отличаются.",
)  # fmt: skip
SECTION = Rule(
    "section_twice", "warning", "Раздел напечатан дважды",
    "Второе такое же название похоже на сбой при переносе таблицы.",
    "Объедините разделы или переименуйте один из них.",
)  # fmt: skip
RESULTS = Rule(
    "same_results", "info", "Одинаковые результаты",
    "По такому результату не отличить одно мероприятие от другого.",
    "Запишите для каждого свой результат: какой документ или событие его подтвердит.",
)  # fmt: skip
TWO_DEADLINES = Rule(
    "two_deadlines", "error", "У одного дела два срока",
    "Приказ и карта называют разные сроки: исполнитель выберет удобный, а проверяющий — другой.",
    "Поставьте один срок в приказе и в карте.",
)  # fmt: skip
NOT_IN_PLAN = Rule(
    "order_task_not_in_plan", "info", "Поручения приказа нет в карте",
    "Программа следит за пунктами карты; об этом сроке она напомнит, только если он в ней есть.",
    "При желании добавьте поручение в карту отдельным пунктом.",
)  # fmt: skip
RULES = (SAME, SECTION, RESULTS, TWO_DEADLINES, NOT_IN_PLAN)


def check(paper: Paper) -> Iterator[LintFinding]:
    yield from _sections(paper)
    yield from _items(paper)
    yield from _results(paper)
    yield from _order_tasks(paper)


# --- sections and items ---------------------------------------------------------------------------------------------


def _sections(paper: Paper) -> Iterator[LintFinding]:
    seen: dict[str, int] = {}
    for position, section in enumerate(paper.tree.sections):
        key = fold(section.title)
        if key and key in seen:
            spots = [section_spot(paper.tree, seen[key]), section_spot(paper.tree, position)]
            yield found(SECTION, spots, f"Название {cited(section.title)} у двух разделов.", detail=str(position))
        seen.setdefault(key, position)


_PURPOSE = re.compile(r"\s(?:с целью|в целях|для того|по (?:[а-яё]+(?:ению|анию|отке|овке|ации)))\s", re.I)


def _items(paper: Paper) -> Iterator[LintFinding]:
    heads = [_split(item) for item in paper.items]
    for n, right in enumerate(paper.items):
        for m in range(n):
            left = paper.items[m]
            if not right.stems or not left.stems or right.stems[0] != left.stems[0]:
                continue
            same = _same_words(left, right)
            if not same and not _same_head(heads[m], heads[n], left, right):
                continue
            apart = dated(left) and dated(right) and not _overlap(left, right)
            if apart and not same:
                continue
            text = f"{'Те же слова' if same else 'Почти то же самое'}: {_told(left)} и {_told(right)}."
            todo = "Если это одно дело с двумя сроками, объедините пункты и перечислите сроки." if apart else ""
            yield found(SAME, [left.spot, right.spot], text, severity="info" if apart else None, todo=todo)


def _told(item: Item) -> str:
    return f"{cited(item.line.text, 70)} ({cited(item.line.deadline or 'без срока', 30)})"


def _split(item: Item) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Stems of what is done and of what for."""
    parts = _PURPOSE.split(one_line(item.line.text), maxsplit=1)
    return stems(parts[0]), stems(parts[1]) if len(parts) > 1 else ()


def _same_words(left: Item, right: Item) -> bool:
    """The same words in any order, or one typo apart; what stands in quotes, numbers and abbreviations must be equal."""
    if sorted(left.stems) == sorted(right.stems) and _marks(left) == _marks(right):
        return len(left.stems) >= 2
    if len(left.stems) != len(right.stems) or len(left.stems) < 4 or _marks(left) != _marks(right):
        return False
    from rapidfuzz.distance import Levenshtein

    pairs = [(a, b) for a, b in zip(left.stems, right.stems, strict=True) if a != b]
    return len(pairs) == 1 and min(map(len, pairs[0])) >= 6 and Levenshtein.distance(*pairs[0]) == 1


def _marks(item: Item) -> tuple[str, ...]:
    return tuple(sorted(re.findall(r"\d+", item.line.text)))


def _same_head(
    left: tuple[tuple[str, ...], tuple[str, ...]], right: tuple[tuple[str, ...], tuple[str, ...]], a: Item, b: Item
) -> bool:
    """One action with one addressee; purposes told in other words that still meet."""
    if not left[1] or not right[1] or left[0] != right[0] or len(left[0]) < 4 or _marks(a) != _marks(b):
        return False
    return len(set(left[1]) & set(right[1])) >= 2


def _overlap(left: Item, right: Item) -> bool:
    for first, last in left.deadline.intervals:
        for other_first, other_last in right.deadline.intervals:
            a, b = first or date.min, last or date.max
            c, d = other_first or date.min, other_last or date.max
            if a <= d and c <= b:
                return True
    return False


def _results(paper: Paper) -> Iterator[LintFinding]:
    """Three and more items with one result; two neighbours with results that differ in a word."""
    by_words: dict[str, list[Item]] = {}
    for item in paper.items:
        if len(stems(item.line.result)) >= 4:
            by_words.setdefault(fold(item.line.result), []).append(item)
    told: set[str] = set()
    for key, items in by_words.items():
        if len(items) >= 3:
            told.add(key)
            yield found(
                RESULTS,
                [item.at("result") for item in items],
                f"Один и тот же результат: {cited(items[0].line.result)}.",
                detail=key,
            )
    for left, right in zip(paper.items, paper.items[1:], strict=False):
        a, b = fold(left.line.result), fold(right.line.result)
        x, y = set(stems(a)), set(stems(b))
        close = min(len(x), len(y)) >= 5 and len(x & y) * 5 >= max(len(x), len(y)) * 4
        if left.section == right.section and close and a not in told and b not in told:
            text = f"Результаты почти одинаковы: {cited(left.line.result, 60)} и {cited(right.line.result, 60)}."
            yield found(RESULTS, [left.at("result"), right.at("result")], text, detail=a)


# --- the order's tasks ----------------------------------------------------------------------------------------------

_DAY = rf"(?:\d{{1,2}}\.\d{{1,2}}\.(?:19|20)\d\d|\d{{1,2}}\s+{MONTH}(?:\s+(?:19|20)\d\d)?)"
_DUE = re.compile(
    rf"(?:\bв\s+срок\s+)?\b(?:до|не позднее|к)\s+{_DAY}(?:\s*г(?:\.|ода|оду)?)?"
    r"(?:\s*,?\s*(?:\(?\s*далее\s*[-–—,]?\s*)?ежегодно\)?)?"
    rf"|\bежегодно,?\s+(?:до|к|не позднее)\s+{_DAY}",
    re.I,
)
_PRODUCT = re.compile(
    r"\b(отч[её]т|справк|информаци|список|списк|план-график|план|приказ|график|перечень|перечн|сводк|протокол|заявк|анализ|мониторинг|положени)[а-яё]*",
    re.I,
)
_STAGES = ("промежуточн", "итогов", "предварительн", "окончательн", "школьн", "муниципальн")
_WEAK_WORDS = (
    "подготовить подготовка предоставить предоставление представить представление направить направление обеспечить провести "
    "проведение год учебный срок отдел образования управление дорожная карта план мероприятие реализация выполнение"
)
_WEAK = frozenset(stem(word) for word in _WEAK_WORDS.split())


def _order_tasks(paper: Paper) -> Iterator[LintFinding]:
    """Tasks of the order that have a day: against the item about the same paper, or with none."""
    order = paper.order
    if order is None or not paper.items:
        return
    absent: list[tuple[Spot, str]] = []
    for clause in order.clauses:
        spot = clause_spot(order, clause.number, clause.text)
        if re.match(r"\s*контроль\b", clause.text, re.I):
            continue
        parts = [part for part in re.split(r"\n|;\s+(?=[-–—])", clause.text) if part.strip()]
        for part in parts:
            due = _DUE.search(part)
            phrase = due[0] if due else short_date(clause.deadline) if clause.deadline and len(parts) == 1 else ""
            if not phrase:
                continue
            task = part[: due.start()] + part[due.end() :] if due else part
            twin = _same_product(paper, task)
            if twin is None:
                absent.append((spot, f"{cited(_short_task(task), 50)} — {phrase}"))
            elif (other := _ends(twin.deadline)) and not other & _ends(read_deadline(phrase, paper.frame)):
                here, there = cited(phrase, 40), cited(twin.line.deadline, 40)
                text = f"{cited(_short_task(task), 70)}: в документе — {here}, в карте ({twin.spot.label}) — {there}."
                yield found(TWO_DEADLINES, [spot, twin.at("deadline")], text, detail=fold(phrase))
    if absent:
        listing = "; ".join(words for _, words in absent[:4]) + ("; и другие" if len(absent) > 4 else "")
        yield found(NOT_IN_PLAN, [spot for spot, _ in absent], f"В карте не повторено: {listing.rstrip('.')}.")


def _short_task(task: str) -> str:
    return one_line(task).strip(" -–—;.,")


def _same_product(paper: Paper, task: str) -> Item | None:
    """The item that makes the same paper: the same product word and the same words about it."""
    product = _PRODUCT.search(task)
    if product is None:
        return None
    # The object: from the adjectives before the product word to the end of the part.
    lead = re.findall(r"[а-яё-]+", task[: product.start()].lower())[-1:]
    about = set(stems(" ".join([*lead, task[product.start() :]]))) - _WEAK
    best: tuple[float, Item] | None = None
    for item in paper.items:
        for text in (item.line.text, item.line.result):
            own = _PRODUCT.search(text)
            if own is None or own[1].casefold().replace("ё", "е")[:4] != product[1].casefold().replace("ё", "е")[:4]:
                continue
            if any((stage in task.lower()) != (stage in text.lower()) for stage in _STAGES[:4]):
                continue
            shared = containment(about, set(stems(text)) - _WEAK)
            if shared >= 0.6 and _about_plan(task) == _about_plan(text) and (best is None or shared > best[0]):
                best = shared, item
    return best[1] if best else None


def _about_plan(text: str) -> bool:
    return bool(re.search(r"(?:реализаци|выполнени|исполнени)\w*\s+(?:\S+\s+){0,2}(?:дорожн\w+\s+карт|план)", text, re.I))


def _ends(deadline: Deadline) -> set[date]:
    """Last days; empty for deadlines that hang on an event or name no day."""
    if deadline.kind not in ("date", "period", "periods", "recurring"):
        return set()
    return {last for _, last in deadline.intervals if last}
