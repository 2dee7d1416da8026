"""Who owes it: nobody, one party under several names, names that run together, a surname alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.services.execution.understanding import read
from app.services.lint.paper import Item, Paper, found, grouped
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import PERSON, POST, cited, fold, stem
from app.services.roadmaps.cells import one_line
from app.services.text_ru import counted

NO_TEXT = Rule(
    "no_text", "error", "Нет текста мероприятия",
    "Строка с номером, но без мероприятия никому ничего не поручает.",
    "Впишите мероприятие или удалите строку.",
)  # fmt: skip
NO_DEADLINE = Rule(
    "no_deadline", "error", "Нет срока",
    "Без срока мероприятие нельзя ни выполнить вовремя, ни проверить.",
    "Впишите срок. Если ячейка была общей с соседней строкой, повторите его здесь.",
)  # fmt: skip
NO_RESPONSIBLE = Rule(
    "no_responsible", "error", "Нет ответственного",
    "За пункт никто не отвечает.",
    "Впишите ответственного. Если ячейка была общей с соседней строкой, повторите его здесь.",
)  # fmt: skip
NO_RESULT = Rule(
    "no_result", "info", "Нет результата",
    "Без результата непонятно, чем подтвердить выполнение.",
    "Назовите документ или событие, по которому видно, что дело сделано.",
)  # fmt: skip
NO_RESULTS = Rule(
    "no_result_column", "info", "Нет графы «Результат»",
    "По карте видно, что делать, но не видно, чем подтвердить сделанное.",
    "Если форма позволяет, добавьте графу «Результат»: из неё потом складывается отчёт.",
)  # fmt: skip
SHIFTED = Rule(
    "cells_shifted", "error", "Ячейки перепутаны",
    "В графе стоит не то, что сказано в её заголовке: строка, видимо, сдвинута.",
    "Расставьте значения по своим графам.",
)  # fmt: skip
SPELLINGS = Rule(
    "party_spellings", "warning", "Один ответственный записан по-разному",
    "Читатель решит, что это разные исполнители; и в отчёте они разойдутся по разным строкам.",
    "Выберите одно написание и замените остальные.",
)  # fmt: skip
NO_COMMA = Rule(
    "parties_without_comma", "warning", "Между ответственными нет запятой",
    "Два исполнителя сливаются в одного.",
    "Поставьте запятую или начните второго с новой строки.",
)  # fmt: skip
LINES = Rule(
    "parties_by_lines", "info", "Ответственные разделены только переносом строки",
    "При вставке в письмо или другую таблицу переносы пропадают, и исполнители сливаются.",
    "Поставьте между ними запятые.",
)  # fmt: skip
TORN = Rule(
    "party_torn", "error", "Обрывок вместо ответственного",
    "Это конец чужой ячейки: исполнителя с таким названием нет.",
    "Присоедините слова к ответственному предыдущей строки или впишите его целиком.",
)  # fmt: skip
NO_POST = Rule(
    "person_without_post", "warning", "Фамилия без должности",
    "Из карты не видно, кто это; когда человек сменится, пункт останется без хозяина.",
    "Допишите должность.",
)  # fmt: skip
VAGUE = Rule(
    "responsible_vague", "info", "«ОО» без уточнения",
    "Не сказано, какие именно организации отвечают: все или некоторые.",
    "Напишите «все ОО» или перечислите нужные.",
)  # fmt: skip
RULES = (
    NO_TEXT, NO_DEADLINE, NO_RESPONSIBLE, NO_RESULT, NO_RESULTS, SHIFTED, SPELLINGS, NO_COMMA, LINES, TORN, NO_POST, VAGUE,
)  # fmt: skip


def check(paper: Paper) -> Iterator[LintFinding]:
    yield from _empty(paper)
    yield from _shifted(paper)
    yield from _spellings(paper)
    yield from _separators(paper)
    yield from _persons(paper)


# --- empty and shifted cells ----------------------------------------------------------------------------------------


def _empty(paper: Paper) -> Iterator[LintFinding]:
    no_result = []
    for item in paper.items:
        for rule, field, word in (
            (NO_TEXT, "text", "мероприятие"),
            (NO_DEADLINE, "deadline", "срок"),
            (NO_RESPONSIBLE, "responsible", "ответственный"),
        ):
            value = getattr(item.line, field).strip()
            if not value.strip(" -–—"):
                words = f"Вместо слов прочерк: {word}." if value else f"Не заполнено: {word}."
                yield found(rule, item.at(field), words)
        if paper.tree.has_result_column and not item.line.result.strip():
            no_result.append(item.at("result"))
    if no_result:
        many = counted(len(no_result), "пункта", "пунктов", "пунктов")
        yield found(NO_RESULT, no_result, f"Результат не указан у {many}.")
    if paper.items and not paper.tree.has_result_column:
        yield found(NO_RESULTS, paper.whole, "В таблице нет графы «Результат».")
    vague = [
        (item.line.responsible, item.at("responsible"))
        for item in paper.items
        if _VAGUE.fullmatch(one_line(item.line.responsible))
    ]
    for words, spots in grouped(vague).values():
        yield found(VAGUE, spots, f"Ответственный {cited(words)}: какие именно, не сказано.", detail=words)


_VAGUE = re.compile(
    r"(?:ОО|ОУ|ОО района|образовательн\w+ (?:организаци\w+|учреждени\w+)|общеобразовательн\w+ (?:организаци\w+|учреждени\w+))\.?"
)
_ORGANISATION = re.compile(
    r"\b(?:отдел|управлени|директор|руководител|координатор|куратор|школ|методист|комитет|специалист|заместител)", re.I
)


def _shifted(paper: Paper) -> Iterator[LintFinding]:
    for item in paper.items:
        line = item.line
        if item.deadline.kind == "unparsable" and _ORGANISATION.match(line.deadline.strip()):
            yield found(SHIFTED, item.at("deadline"), f"В графе срока стоит {cited(line.deadline, 60)}.")
        elif line.responsible and read(line.responsible, None).kind in (
            "date",
            "period",
            "periods",
            "recurring",
            "continuous",
        ):
            yield found(SHIFTED, item.at("responsible"), f"В графе ответственного стоит {cited(line.responsible, 60)}.")


# --- spellings ------------------------------------------------------------------------------------------------------

_UNIT = re.compile(
    r"(?:отдел|управлени|комитет|департамент|центр|администраци|методическ|районн|рмк|м[бкоа]?[одк]?у\b"
    r"|муниципальн\w+ (?:казенн|бюджетн|автономн))",
    re.I,
)


def _spellings(paper: Paper) -> Iterator[LintFinding]:
    """Groups of names of one party: the same but for case, spaces and dashes; or an office named in full and shortened."""
    spots: dict[str, list[Spot]] = {}
    for item in paper.items:
        for party in item.parties:
            if not _runs_on(party) and party.count("«") <= party.count("»"):
                spots.setdefault(_clean(party), []).append(item.at("responsible"))
    names = list(spots)
    for group in _same_party(names):
        counts = Counter({name: len(spots[name]) for name in group})
        listing = ", ".join(f"{cited(name)} — {count}" for name, count in counts.most_common())
        usual = counts.most_common(1)[0][0]
        fewer = [spot for name in group if name != usual for spot in spots[name]]
        text = f"Вариантов {len(group)}: {listing}."
        yield found(
            SPELLINGS, fewer, text, detail=fold(usual), todo=f"Выберите одно написание, например {cited(max(group, key=len))}."
        )


def _clean(party: str) -> str:
    return one_line(party).strip(" .,;")


def _same_party(names: Sequence[str]) -> Iterator[list[str]]:
    left = list(names)
    while left:
        group = [left.pop(0)]
        for other in list(left):
            if any(_one_party(name, other) for name in group):
                group.append(other)
                left.remove(other)
        # A second look: «Отдел», «Отдел образования администрации» may meet only through a third spelling.
        for other in list(left):
            if any(_one_party(name, other) for name in group):
                group.append(other)
                left.remove(other)
        if len(group) > 1:
            yield group


def _one_party(left: str, right: str) -> bool:
    a, b = left[:1].lower() + left[1:], right[:1].lower() + right[1:]
    if a == b:
        return False  # «руководитель ОО» after a comma
    if re.sub(r"[\s–—-]+", "", fold(a)) == re.sub(r"[\s–—-]+", "", fold(b)):
        return True
    x, y = _words(a), _words(b)
    short, long = (x, y) if len(x) <= len(y) else (y, x)
    if len(short) >= 2 and len(short) < len(long) and long[: len(short)] == short and _UNIT.match(left) and _UNIT.match(right):
        return "(" not in left + right and not re.search(r"\d", "".join(long[len(short) :]))
    return _typo(a, b)


def _words(name: str) -> list[str]:
    return re.findall(r"[\w№-]+", fold(name))


def _typo(left: str, right: str) -> bool:
    """One letter apart within a word of six letters or more, and not just another case or number of it."""
    from rapidfuzz.distance import Levenshtein

    x, y = _words(left), _words(right)
    if len(x) != len(y):
        return False
    differing = [(a, b) for a, b in zip(x, y, strict=True) if a != b]
    if len(differing) != 1:
        return False
    a, b = differing[0]
    same_ending = a[-2:] == b[-2:]
    return (
        min(len(a), len(b)) >= 6
        and same_ending
        and stem(a) != stem(b)
        and Levenshtein.distance(a, b) == 1
        and not re.search(r"\d", a + b)
    )


# --- separators -----------------------------------------------------------------------------------------------------

_SECOND = re.compile(
    r"(?<=[А-Яа-яЁё»)+\d])\s+(?=(?:Руководител[ьи]|Директора?|Заместител[ьи]|Заведующ(?:ий|ая|ие)|Начальник|Куратор[ы]?|Координатор[ы]?|Методист[ы]?"
    r"|Муниципальн(?:ый|ая|ые)|Районн(?:ый|ая|ые)|Школьн(?:ый|ая|ые)|Отдел(?:\s)|Управление|Комитет|Департамент|Специалист[ы]?|Учител[ья]|Педагог[и]?"
    r"|Классны[йе]|Администраци[яи]|Образовательн(?:ая|ые)|Общеобразовательн(?:ая|ые)|М[БКОА]{0,2}ОУ|МК?[БА]?УО?|ГБУ|ГАУ|РМО|РМК|ШМО)(?![а-яё]))"
)
_UNIT_THEN_SCHOOLS = re.compile(
    r"^(?:Управление|Отдел|Комитет|Департамент|М[КБА]У\s+«[^»]*»).*\s(?:ОО|ОУ|общеобразовательные|образовательные)(?:\s+(?:организации|учреждения))?$"
)
_PREPOSITION = re.compile(r"(?:^|[\s(])(?:и|или|с|со|в|на|по|при|от|для|из|к|о|об|совместно с|также)$", re.I)
_GENITIVE_BEFORE = re.compile(
    r"(?:заместител[ья]|помощник\w*|специалист\w*|начальник\w*|руководител\w*|директор\w*|председател\w*|член\w*|глав[аы])$", re.I
)


def _separators(paper: Paper) -> Iterator[LintFinding]:
    run_on: list[Spot] = []
    by_line: list[Spot] = []
    torn: list[tuple[Item, str]] = []
    comma = any("," in item.line.responsible for item in paper.items)
    for item in paper.items:
        cell = item.line.responsible
        if any(_runs_on(party) for party in item.parties):
            run_on.append(item.at("responsible"))
        elif _lines_of_parties(cell):
            (run_on if comma and "," in cell else by_line).append(item.at("responsible"))
        for party in item.parties:
            if _PLACE_ONLY.fullmatch(party):
                torn.append((item, party))
    if run_on:
        yield found(NO_COMMA, run_on, "Ответственные стоят подряд без запятой.")
    if by_line:
        text = (
            "В других пунктах ответственные разделены запятой, здесь — только переносом строки."
            if comma
            else "Ответственные разделены только переносом строки."
        )
        yield found(NO_COMMA if comma else LINES, by_line, text, detail="lines")
    for item, party in torn:
        yield found(TORN, item.at("responsible"), f"Ответственный {cited(party)} — только название места.", detail=party)


_PLACE_ONLY = re.compile(r"[А-ЯЁ][а-яё-]+(?:ского|цкого)\s+(?:(?:муниципального|городского)\s+)?(?:района|округа)")


def _runs_on(party: str) -> bool:
    plain = re.sub(r"\([^()]*\)", " ", party)
    for match in _SECOND.finditer(plain):
        before = plain[: match.start()].rstrip()
        if before.count("«") > before.count("»") or _PREPOSITION.search(before) or _GENITIVE_BEFORE.search(before):
            continue
        return True
    people = PERSON.findall(plain)
    return bool(_UNIT_THEN_SCHOOLS.match(plain.strip())) or (len(people) > 1 and " и " not in plain)


def _lines_of_parties(cell: str) -> bool:
    """Lines that each begin a party and are not closed by a comma."""
    lines = [line.strip() for line in cell.split("\n") if line.strip()]
    return any(
        not before.endswith((",", ";")) and after[:1].isupper() and not _PREPOSITION.search(before)
        for before, after in pairwise(lines)
    )


# --- persons --------------------------------------------------------------------------------------------------------


def _persons(paper: Paper) -> Iterator[LintFinding]:
    bare, named = [], 0
    for item in paper.items:
        alone = [party for party in item.parties if PERSON.fullmatch(party)]
        named += bool(alone)
        # «Иванова И.И., методист»: the post stands in the next piece.
        if alone and not POST.search(" ".join(party for party in item.parties if party not in alone)):
            bare.append((item, alone))
    if named * 2 > len(paper.items):
        return  # a plan of a small staff that names people throughout
    for item, names in bare:
        yield found(
            NO_POST,
            item.at("responsible"),
            f"{', '.join(names)}: должность не указана, в других пунктах названы должности.",
            detail=",".join(names),
        )
