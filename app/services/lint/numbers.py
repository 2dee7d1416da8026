"""Numbers of sections and items: unique, without gaps, printed one way; sections with titles; items in order of time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from app.services.lint.paper import Item, Paper, bare, found, section_spot
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import cited, fold
from app.services.problems import Severity
from app.services.roadmaps.numbering import parse_number
from app.services.text_ru import counted

TWICE = Rule(
    "number_twice", "error", "Один номер у двух пунктов",
    "На такой номер нельзя сослаться: непонятно, какой из пунктов имеется в виду.",
    "Перенумеруйте пункты.",
)  # fmt: skip
RESTART = Rule(
    "numbers_restart", "error", "Номера пунктов повторяются в разделах",
    "У разделов нет номеров, а пункты в каждом снова начинаются с 1: ссылка «п. 1» подходит сразу к нескольким мероприятиям.",
    "Дайте разделам номера и пронумеруйте пункты по разделам (1.1, 1.2, 2.1) или сделайте сквозную нумерацию.",
)  # fmt: skip
CLASH = Rule(
    "section_number_clash", "warning", "Номер раздела совпадает с номером пункта",
    "Одинаковый номер у раздела и у пункта мешает ссылаться на них.",
    "Пронумеруйте пункты по разделам (1.1, 1.2) или уберите номер раздела.",
)  # fmt: skip
MISSING = Rule(
    "number_missing", "warning", "Пункт без номера",
    "На пункт без номера нельзя сослаться в приказе и в отчёте.",
    "Впишите номер или перенумеруйте пункты.",
)  # fmt: skip
GAP = Rule(
    "number_gap", "warning", "Пропущен номер",
    "Пропуск в нумерации выглядит как потерянный пункт.",
    "Проверьте, не потерялся ли пункт, и перенумеруйте.",
)  # fmt: skip
ORDER = Rule(
    "number_order", "warning", "Номера идут не по порядку",
    "Пункт трудно найти, а вставленная не на место строка похожа на ошибку.",
    "Переставьте пункт на место или перенумеруйте.",
)  # fmt: skip
FOREIGN = Rule(
    "number_of_other_section", "warning", "Номер из другого раздела",
    "Первая цифра номера пункта показывает раздел; здесь она с разделом не совпадает.",
    "Перенесите пункт в его раздел или исправьте номер.",
)  # fmt: skip
DOTS = Rule(
    "number_dots", "warning", "Лишняя точка в номере",
    "Две точки в номере — опечатка, которая останется на бумаге.",
    "Оставьте одну точку.",
)  # fmt: skip
DOT = Rule(
    "number_dot", "warning", "Точка после номера стоит не везде",
    "У одних номеров точка есть, у других нет: таблица выглядит собранной из разных документов.",
    "Поставьте точку после всех номеров или уберите у всех: это делает перенумерация.",
)  # fmt: skip
ODD = Rule(
    "number_odd", "info", "Необычный номер",
    "Программа не узнала в нём номера и не сможет его продолжить.",
    "Проверьте номер.",
)  # fmt: skip
UNTITLED = Rule(
    "section_without_title", "error", "Раздел без названия",
    "Пустая строка раздела печатается, но ничего не сообщает читателю.",
    "Впишите название или удалите строку раздела.",
)  # fmt: skip
EMPTY = Rule(
    "empty_section", "warning", "В разделе нет мероприятий",
    "Раздел без пунктов похож на потерянную часть таблицы.",
    "Добавьте мероприятия или удалите раздел.",
)  # fmt: skip
TIME_ORDER = Rule(
    "deadline_order", "warning", "Пункты стоят не в порядке сроков",
    "Остальной список идёт по времени: пункт, вставший не на своё место, легко пропустить.",
    "Переставьте пункты по срокам или проверьте срок.",
)  # fmt: skip
RULES = (TWICE, RESTART, CLASH, MISSING, GAP, ORDER, FOREIGN, DOTS, DOT, ODD, UNTITLED, EMPTY, TIME_ORDER)

_LONG = 180
"""Days; a longer deadline has no place of its own in an order of time."""


def check(paper: Paper) -> Iterator[LintFinding]:
    # A school's roadmap keeps the numbers of the district's, whose other items are not the school's.
    gaps_are_meant = paper.tree.parent_id is not None
    for finding in (*_sections(paper), *_sequence(paper)):
        if not (gaps_are_meant and finding.code == GAP.code):
            yield finding
    yield from _uniqueness(paper)
    yield from _form(paper)
    yield from _time_order(paper)


# --- sections -------------------------------------------------------------------------------------------------------


def _sections(paper: Paper) -> Iterator[LintFinding]:
    tree = paper.tree
    for position, section in enumerate(tree.sections):
        if not section.title.strip() and (section.number.strip() or len(tree.sections) > 1):
            name = f"номер «{section.number.strip()}» есть, названия нет" if section.number.strip() else "названия нет"
            yield found(UNTITLED, section_spot(tree, position), f"У раздела {name}.", detail=str(position))
        if not any(not line.is_subhead for line in section.lines) and len(tree.sections) > 1:
            yield found(EMPTY, section_spot(tree, position), f"В разделе {cited(section.title)} нет ни одного мероприятия.")
    keys = [(n.key[0], position) for position, s in enumerate(tree.sections) if (n := parse_number(s.number)) and len(n.key) == 1]
    for (before, _), (after, position) in pairwise(keys):
        if after == before:
            text = f"Раздел с номером {after} встречается второй раз."
            yield found(TWICE, section_spot(tree, position, "number"), text, todo="Перенумеруйте разделы.")
        elif after != before + 1:
            rule = GAP if after > before else ORDER
            yield found(rule, section_spot(tree, position, "number"), f"После раздела {before} идёт раздел {after}.")


# --- uniqueness -----------------------------------------------------------------------------------------------------


def _uniqueness(paper: Paper) -> Iterator[LintFinding]:
    tree = paper.tree
    restarts = _restarted(paper.items)
    numbered = [bare(section.number) for section in tree.sections]
    all_numbered = all(numbered) and len(set(numbered)) == len(numbered)
    if restarts and len(restarts) > 1 and not all_numbered:
        ones = [item.at("number") for item in restarts]
        many = counted(len(restarts), "раздел", "раздела", "разделов")
        first = restarts[0].spot.number
        yield found(RESTART, ones, f"{many}, и в каждом есть свой пункт {first}: номера пунктов не уникальны.")
    seen: dict[tuple[object, ...], Spot] = {}
    for item in paper.items:
        if item.number is None:
            continue
        # Numbers of one level may begin anew in every section.
        scope = (item.section if restarts or (len(item.number.key) == 1 and all_numbered and len(numbered) > 1) else None,)
        key = (*scope, *item.number.key)
        if key in seen:
            text = f"Номер {item.spot.number} встречается второй раз (первый — {cited(seen[key].subject, 50)})."
            yield found(TWICE, item.at("number"), text)
        seen.setdefault(key, item.spot)
    yield from _section_clash(paper, bool(restarts))


def _restarted(items: Sequence[Item]) -> list[Item]:
    """First items of the sections when most sections begin with the number 1 again."""
    firsts: dict[int, Item] = {}
    for item in items:
        if item.number is not None and len(item.number.key) == 1:
            firsts.setdefault(item.section, item)
    ones = [item for item in firsts.values() if item.number and item.number.key == (1,)]
    return ones if len(ones) > 1 and len(ones) * 2 > len(firsts) else []


def _section_clash(paper: Paper, restarts: bool) -> Iterator[LintFinding]:
    tree = paper.tree
    flat = {item.number.key[0]: item for item in paper.items if item.number and len(item.number.key) == 1}
    if restarts or not flat:
        return  # «разд. 2, п. 1» is clear
    for position, section in enumerate(tree.sections):
        number = parse_number(section.number)
        if number and not number.of_section and len(number.key) == 1 and (item := flat.get(number.key[0])):
            text = f"Номер {number.key[0]} есть и у раздела, и у пункта."
            severity: Severity | None = "error" if not section.title.strip() else None
            yield found(CLASH, [section_spot(tree, position, "number"), item.at("number")], text, severity=severity)


# --- sequence -------------------------------------------------------------------------------------------------------


def _sequence(paper: Paper) -> Iterator[LintFinding]:
    tree = paper.tree
    with_number = sum(item.number is not None for item in paper.items)
    last: tuple[int, ...] | None = None
    for position, section in enumerate(tree.sections):
        if paper.items and _restarts_here(paper, position):
            last = None
        own = parse_number(section.number)
        for n, line in enumerate(section.lines):
            number = parse_number(line.number)
            if number is None:
                continue
            if last is not None:
                yield from _step(paper.line_spot(position, n, "number"), last, number.key)
            last = number.key
        yield from _foreign(paper, position, own.key if own else None)
    for item in paper.items:
        if item.number is None and with_number:
            if item.line.number.strip():
                yield found(ODD, item.at("number"), f"{cited(item.line.number)} не похоже на номер пункта.")
            else:
                yield found(MISSING, item.at("number"), f"У мероприятия {cited(item.line.text, 60)} нет номера.")


def _restarts_here(paper: Paper, position: int) -> bool:
    keys = [n.key for line in paper.tree.sections[position].lines if (n := parse_number(line.number))]
    return bool(keys) and (keys[0][-1] == 1 or len(keys[0]) > 1)


def _step(spot: Spot, before: tuple[int, ...], after: tuple[int, ...]) -> Iterator[LintFinding]:
    """One number after another of the same list; going deeper or back up is checked where the list goes on."""
    width = min(len(before), len(after))
    same = next((i for i in range(width) if before[i] != after[i]), width)
    if before == after:
        return
    was, now = ".".join(map(str, before)), ".".join(map(str, after))
    if same == len(before):  # deeper: 1.8 → 1.8.1
        if after[same:] != (1,) * (len(after) - same):
            yield found(GAP, spot, f"После {was} идёт сразу {now}.", detail=f"{was}>{now}")
        return
    expected = before[same] + 1
    if same < width and after[same] == expected and set(after[same + 1 :]) <= {1}:
        return
    if after < before:
        yield found(ORDER, spot, f"После {was} идёт {now}.", detail=f"{was}>{now}")
    else:
        missing = ".".join(map(str, [*before[:same], expected]))
        yield found(GAP, spot, f"После {was} идёт сразу {now}: пункта {missing} нет.", detail=f"{was}>{now}")


def _foreign(paper: Paper, position: int, own: tuple[int, ...] | None) -> Iterator[LintFinding]:
    if own is None:
        return
    for item in paper.items:
        if item.section == position and item.number and len(item.number.key) > len(own) and item.number.key[: len(own)] != own:
            text = f"Номер {item.spot.number} стоит в разделе {'.'.join(map(str, own))}."
            yield found(FOREIGN, item.at("number"), text)


# --- form -----------------------------------------------------------------------------------------------------------


def _form(paper: Paper) -> Iterator[LintFinding]:
    for item in paper.items:
        if re.search(r"\.\s*\.", item.line.number):
            yield found(
                DOTS, item.at("number"), f"В номере «{item.line.number.strip()}» лишняя точка.", detail=fold(item.line.number)
            )
    numbered = [item for item in paper.items if item.number is not None]
    dotted = [item for item in numbered if item.line.number.rstrip().endswith(".")]
    plain = [item for item in numbered if not item.line.number.rstrip().endswith((".", ")"))]
    if not dotted or not plain:
        return
    fewer, word = (plain, "без точки") if len(plain) <= len(dotted) else (dotted, "с точкой")
    other = "с точкой" if word == "без точки" else "без точки"
    many = counted(len(fewer), "номер стоит", "номера стоят", "номеров стоят")
    yield found(DOT, [item.at("number") for item in fewer], f"{many} {word}, остальные {other}.")


# --- order of time --------------------------------------------------------------------------------------------------


def _time_order(paper: Paper) -> Iterator[LintFinding]:
    """In a list that mostly follows the calendar, those who fall out of it. Lists that do not follow it are left alone."""
    lists = dict.fromkeys((item.section, item.number.key[:-1] if item.number else ()) for item in paper.items)
    for scope in lists:
        inside = [item for item in paper.items if (item.section, item.number.key[:-1] if item.number else ()) == scope]
        timed = [(item, when) for item in inside if (when := _when(item))]
        if len(timed) < 8:
            continue
        kept = _longest([when for _, when in timed])
        out = [item for n, (item, _) in enumerate(timed) if n not in kept]
        if out and len(out) * 10 <= len(timed) * 3:
            yield found(
                TIME_ORDER,
                [item.at("deadline") for item in out],
                "Срок раньше или позже соседних.",
            )


def _when(item: Item) -> tuple[date, date] | None:
    """First stretch of a dated deadline; None for long and undated ones."""
    if item.deadline.kind not in ("date", "period", "periods") or not item.deadline.intervals:
        return None
    first, last = item.deadline.intervals[0]
    if last is None:
        return None
    first = first or last
    return (first, last) if (last - first).days <= _LONG else None


def _longest(values: Sequence[tuple[date, date]]) -> set[int]:
    """Positions of the longest part that never goes back by its first days."""
    best: list[list[int]] = []
    for n, value in enumerate(values):
        fitting = [run for run in best if values[run[-1]][0] <= value[0]]
        best.append([*_longer(fitting), n])
    return set(_longer(best))


def _longer(runs: Sequence[list[int]]) -> list[int]:
    return max(runs, key=len) if runs else []
