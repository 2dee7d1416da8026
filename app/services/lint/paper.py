"""The roadmap and its order as the rules see them: items with understood deadlines and parties, places in words, texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2s
from itertools import groupby

from app.services.deadlines.rows import Deadline
from app.services.documents.rows import DocumentRow
from app.services.execution.understanding import read, understood
from app.services.lint.order_text import PaperOrder, order_of_card, order_of_text
from app.services.lint.rows import LintContext, LintFinding, Rule, Spot
from app.services.lint.words import fold, split_parties, stems
from app.services.problems import Severity
from app.services.roadmaps.cells import one_line
from app.services.roadmaps.numbering import Number, parse_number
from app.services.roadmaps.rows import RoadmapLine, RoadmapTree
from app.services.roadmaps.rules import Period, guess_period

FIELD_WORDS = {"text": "мероприятие", "deadline": "срок", "responsible": "ответственный", "result": "результат"}


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the table (sub-heads are none)."""

    line: RoadmapLine
    spot: Spot
    number: Number | None
    deadline: Deadline
    parties: tuple[str, ...]
    stems: tuple[str, ...]
    """Of the text of the item."""

    @property
    def section(self) -> int:
        return self.spot.section or 0

    def at(self, field: str) -> Spot:
        return replace(self.spot, field=field)


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the paper with its place. `part`: title, preamble, section, item, order."""

    part: str
    spot: Spot
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    """`period` is the roadmap's own or that of its title; `frame` falls back to the years its deadlines name."""

    tree: RoadmapTree
    order: PaperOrder | None
    card: DocumentRow | None
    context: LintContext
    items: tuple[Item, ...]
    texts: tuple[Text, ...]
    period: Period | None
    frame: Period | None
    whole: Spot
    lines: dict[tuple[int, int], Spot]
    """Places of all lines, sub-heads too, by section and line."""

    def line_spot(self, section: int, line: int, field: str) -> Spot:
        return replace(self.lines[section, line], field=field)

    @property
    def approved_on(self) -> date | None:
        return self.order.approved_on if self.order else None

    def item_texts(self, *fields: str) -> Iterator[tuple[Item, Text]]:
        """Texts of items with their item; all fields or the named ones."""
        by_place = {(i.spot.section, i.spot.line): i for i in self.items}
        for text in self.texts:
            if text.part == "item" and (not fields or text.spot.field in fields):
                yield by_place[text.spot.section, text.spot.line], text

    def texts_of(self, *parts: str) -> Iterator[Text]:
        return (text for text in self.texts if text.part in parts)


def read_paper(tree: RoadmapTree, card: DocumentRow | None, context: LintContext) -> Paper:
    """`card` is the order of the base, whose number and date are printed above the table too; without one the order that
    stood above the table of the file is taken."""
    order = order_of_card(card) if card else order_of_text(tree.approval_text)
    named = (tree.period_start, tree.period_end) if tree.period_start and tree.period_end else None
    period = named if named and named[0] <= named[1] else guess_period(tree.title)
    frame = period or _years_of(tree)
    whole = Spot("дорожная карта", subject=fold(tree.title)[:200])
    lines = _line_spots(tree)
    items = tuple(_items(tree, lines, frame))
    texts = tuple(_texts(tree, order, lines))
    return Paper(tree, order, card, context, items, texts, period, frame, whole, lines)


def _years_of(tree: RoadmapTree) -> Period | None:
    """Years the deadlines name, for plans that name no period: «2020», «Октябрь 2021» → 2020–2021."""
    days = [
        day
        for section in tree.sections
        for line in section.lines
        for interval in read(line.deadline, None).intervals
        for day in interval
        if day
    ]
    return (date(min(days).year, 1, 1), date(max(days).year, 12, 31)) if days else None


# --- places ---------------------------------------------------------------------------------------------------------


def bare(number: str) -> str:
    """«2..» → «2», «Раздел 3.» → «3»."""
    parsed = parse_number(number)
    return ".".join(str(part) for part in parsed.key) if parsed else number.strip().rstrip(".) ")


def section_label(tree: RoadmapTree, position: int) -> str:
    """«разд. 2»: by its own number when it has one, else by its place."""
    own = [bare(section.number) for section in tree.sections]
    number = own[position] if own[position] and own.count(own[position]) == 1 else str(position + 1)
    return f"разд. {number}"


def section_spot(tree: RoadmapTree, position: int, field: str = "title") -> Spot:
    section = tree.sections[position]
    label = section_label(tree, position)
    return Spot(label, section=position, section_id=section.id, field=field, subject=fold(section.title or section.number))


def _line_spots(tree: RoadmapTree) -> dict[tuple[int, int], Spot]:
    counts = Counter(bare(line.number) for section in tree.sections for line in section.lines if not line.is_subhead)
    repeated = sum(count for count in counts.values() if count > 1)
    composite = repeated * 3 >= sum(counts.values())
    spots = {}
    for s, section in enumerate(tree.sections):
        for n, line in enumerate(section.lines):
            number = bare(line.number)
            unique = bool(number) and (line.is_subhead or (counts[number] == 1 and not composite))
            group = "" if unique else section_label(tree, s)
            word = "подзаголовок" if line.is_subhead else "п." if number else "строка"
            name = f"{word} {number or n + 1}"
            label = f"{group}, {name}" if group else name
            spots[s, n] = Spot(
                label, group, "" if line.is_subhead else number, s, n, section.id, line.id, "text", fold(line.text)[:200]
            )
    return spots


def listed(spots: Sequence[Spot]) -> str:
    """«разд. 2: п. 4–6; разд. 9: п. 2»; «п. 1.2, 1.3»; «название; п. 3 приказа»."""
    parts: list[str] = []
    unique = list(dict.fromkeys(spots))
    sections = [spot.group.removeprefix("разд. ") for spot in unique]
    if len(unique) > 2 and len({spot.number for spot in unique}) == 1 and all(sections) and unique[0].number:
        return f"разд. {', '.join(_ranges(sections))}: п. {unique[0].number}"
    for (group, tail), run in groupby(unique, key=lambda spot: (spot.group, _tail(spot))):
        found = list(run)
        if tail is None:
            parts += [spot.label for spot in found]
            continue
        numbers = list(dict.fromkeys(spot.number for spot in found))
        text = f"п. {', '.join(_ranges(numbers))}{tail}"
        parts.append(f"{group}: {text}" if group and len(numbers) > 1 else f"{group}, {text}" if group else text)
    return "; ".join(dict.fromkeys(parts))


def _tail(spot: Spot) -> str | None:
    """What follows the number in a label: nothing for items, «приказа» for clauses; None for places without a number."""
    if not spot.number or not spot.label.startswith(("п. ", f"{spot.group}, п. ")):
        return None
    return "" if spot.line is not None else spot.label.partition(spot.number)[2]


def _ranges(numbers: Sequence[str]) -> Iterator[str]:
    """4, 5, 6, 9 → «4–6», «9»; 2.1, 2.2, 2.3 → «2.1–2.3»."""
    run: list[str] = []
    for number in [*numbers, ""]:
        if run and _next(run[-1], number):
            run.append(number)
            continue
        if len(run) > 2:
            yield f"{run[0]}–{run[-1]}"
        else:
            yield from run
        run = [number]


def _next(number: str, other: str) -> bool:
    head, _, last = number.rpartition(".")
    other_head, _, other_last = other.rpartition(".")
    return head == other_head and last.isdigit() and other_last.isdigit() and int(other_last) == int(last) + 1


# --- items and texts ------------------------------------------------------------------------------------------------


def _items(tree: RoadmapTree, lines: dict[tuple[int, int], Spot], frame: Period | None) -> Iterator[Item]:
    for (s, n), spot in lines.items():
        line = tree.sections[s].lines[n]
        if line.is_subhead:
            continue
        deadline = understood(line.deadline, line.deadline_choice, frame)
        parties = split_parties(line.responsible)
        yield Item(line, spot, parse_number(line.number), deadline, parties, stems(line.text))


def _texts(tree: RoadmapTree, order: PaperOrder | None, lines: dict[tuple[int, int], Spot]) -> Iterator[Text]:
    if order:
        genitive = order.genitive
        heading = Spot(f"заголовок {genitive}", field="heading", subject=fold(order.heading), in_order=True)
        yield Text("order", heading, order.heading)
        for paragraph in order.preamble.split("\n"):
            intro = Spot(f"вводная часть {genitive}", field="preamble", subject=fold(paragraph), in_order=True)
            yield Text("order", intro, paragraph)
        for clause in order.clauses:
            yield Text("order", clause_spot(order, clause.number, clause.text), clause.text)
    yield Text("title", Spot("название", field="title", subject=fold(tree.title)), tree.title)
    for paragraph in tree.preamble.split("\n"):
        if paragraph.strip():
            yield Text("preamble", Spot("вводная часть карты", field="preamble", subject=fold(paragraph)), paragraph)
    for s, section in enumerate(tree.sections):
        if section.title:
            yield Text("section", section_spot(tree, s), section.title)
        for n, line in enumerate(section.lines):
            if line.is_subhead:
                yield Text("section", lines[s, n], line.text)
                continue
            for field in FIELD_WORDS:
                value = getattr(line, field)
                if value:
                    yield Text("item", replace(lines[s, n], field=field), value)


def clause_spot(order: PaperOrder, number: str, text: str = "") -> Spot:
    return Spot(f"п. {number} {order.genitive}", number=number, field="clauses", subject=fold(text), in_order=True)


# --- findings -------------------------------------------------------------------------------------------------------


def found(
    rule: Rule,
    spots: Spot | Sequence[Spot],
    text: str,
    *,
    detail: str = "",
    severity: Severity | None = None,
    why: str = "",
    todo: str = "",
) -> LintFinding:
    """A finding of a rule. `detail` tells apart two remarks of one rule about one place; it is part of the key."""
    places = (spots,) if isinstance(spots, Spot) else tuple(dict.fromkeys(spots))
    if all(spot.line is not None for spot in places):
        places = tuple(sorted(places, key=lambda spot: (spot.section or 0, spot.line or 0)))
    words = "|".join([rule.code, detail, *sorted(f"{spot.field}:{spot.subject}" for spot in places)])
    key = f"{rule.code}:{blake2s(words.encode('utf-8'), digest_size=8).hexdigest()}"
    return LintFinding(
        severity or rule.severity, rule.code, listed(places), text, why or rule.why, todo or rule.todo, key, places, detail
    )


def grouped(pairs: Iterable[tuple[str, Spot]]) -> dict[str, tuple[str, list[Spot]]]:
    """Spots of the same words together: folded words → (words as first met, spots)."""
    result: dict[str, tuple[str, list[Spot]]] = {}
    for words, spot in pairs:
        result.setdefault(fold(words), (one_line(words), []))[1].append(spot)
    return result


def years_in(text: str) -> list[int]:
    return [int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)]
