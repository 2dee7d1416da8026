"""What the paper says about itself and its parts: «п. 1.1 данной дорожной карты», appendices, numbers of acts, its own title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from app.services.lint.paper import Paper, bare, clause_spot, found
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import cited, stem, stems
from app.services.roadmaps.cells import one_line
from app.services.text_ru import short_date

MISSING = Rule(
    "reference_missing", "error", "Ссылка на пункт, которого нет",
    "Читатель не найдёт того, на что ссылается текст: номера, видимо, сдвинулись.",
    "Исправьте номер или уберите ссылку.",
)  # fmt: skip
ACT_NUMBER = Rule(
    "appendix_number_differs", "error", "Номер приказа и номер в приложении разные",
    "Приложение с чужим номером не относится к этому приказу.",
    "Сверьте с журналом регистрации и исправьте.",
)  # fmt: skip
ACT_DATE = Rule(
    "appendix_date_differs", "error", "Дата приказа и дата в приложении разные",
    "Приложение с чужой датой не относится к этому приказу.",
    "Сверьте с журналом регистрации и исправьте.",
)  # fmt: skip
NO_HEADER = Rule(
    "appendix_without_header", "warning", "У приложения нет шапки",
    "Приказ ссылается на приложение, а на самой карте не написано, что она — приложение к нему.",
    "Добавьте шапку: «Приложение к приказу от … № …».",
)  # fmt: skip
APPENDIX = Rule(
    "appendix_wrong_number", "error", "Приложения с таким номером нет",
    "Читатель будет искать приложение, которого нет.",
    "Исправьте номер: единственное приложение печатается без номера.",
)  # fmt: skip
TITLE = Rule(
    "title_differs", "warning", "Название карты в приказе другое",
    "Если названия не совпадают слово в слово, непонятно, ту ли карту утвердили.",
    "Приведите название к одному виду.",
)  # fmt: skip
RULES = (MISSING, ACT_NUMBER, ACT_DATE, NO_HEADER, APPENDIX, TITLE)


def check(paper: Paper) -> Iterator[LintFinding]:
    yield from _points(paper)
    yield from _appendix(paper)
    yield from _appendix_numbers(paper)
    yield from _titles(paper)


# --- «п. N» ---------------------------------------------------------------------------------------------------------

_NUMBERS = r"\d{1,3}(?:\.\d{1,3})*(?:\s*(?:,|и|[-–—])\s*\d{1,3}(?:\.\d{1,3})*)*"
_POINT = re.compile(
    rf"(?<![А-Яа-яЁё])(?P<word>пп?\.|(?:под)?пункт(?:а|у|е|ом|ы|ов|ам|ами|ах)?|мероприяти[еяюйм]+\s+№)\s*(?P<numbers>{_NUMBERS})",
    re.I,
)
_SECTION = re.compile(r"(?<![А-Яа-яЁё])раздел(?:а|у|е|ом)?\s+(?P<numbers>\d{1,2}|[IVX]{1,5})(?![\w.]\d)", re.I)
_OWN = re.compile(
    r"^[\s.,)]*(?:(?:раздела\s+\d+\s+)?(?:данн|настоящ|эт|наш|указанн)\w+\s+)?(?:муниципальн\w+\s+)?"
    r"(?:«?дорожн\w+\s+карт|план\w*\s+мероприятий|карты\b|плана\b|таблиц)",
    re.I,
)
_OWN_ORDER = re.compile(r"^[\s.,)]*(?:(?:данн|настоящ)\w+)\s+(?:приказ|распоряжени|постановлени)", re.I)
_FOREIGN = re.compile(
    r"^[\s.,)]*(?:(?:части|ч\.|стать|ст\.|раздела\s+\S+\s+)|(?:[а-яё]+\s+){0,3}(?:приказ|распоряжени|постановлени|положени|порядк|закон|кодекс"
    r"|устав|стандарт|регламент|письм|инструкци|протокол|правил|перечн|программ|концепци|указ|решени|стратеги|фгос|рекомендаци|соглашени))",
    re.I,
)


def _points(paper: Paper) -> Iterator[LintFinding]:
    points = {bare(line.number) for section in paper.tree.sections for line in section.lines} - {""}
    sections = {bare(section.number) or str(n) for n, section in enumerate(paper.tree.sections, 1)}
    clauses = {clause.number for clause in paper.order.clauses} if paper.order else set()
    for text in paper.texts:
        for match in _POINT.finditer(text.text):
            tail, lead = text.text[match.end() :], text.text[: match.start()]
            if _OWN_ORDER.match(tail):
                yield from _absent(match["numbers"], clauses, text.spot, "в приказе")
            elif _OWN.match(tail) or _alone(lead, tail, text.part):
                yield from _absent(
                    match["numbers"], points | (sections if "." not in match["numbers"] else set()), text.spot, "в карте"
                )
        for match in _SECTION.finditer(text.text):
            if _OWN.match(text.text[match.end() :]) and match["numbers"].isdigit():
                yield from _absent(match["numbers"], sections, text.spot, "раздела")


def _alone(lead: str, tail: str, part: str) -> bool:
    """«(см. п. 2.3)» in the table itself, with no other act named."""
    return (
        part == "item"
        and not _FOREIGN.match(tail)
        and bool(re.search(r"(?:\bсм\.?|\bсогласно|[(])\s*$", lead, re.I))
        and bool(re.match(r"\s*(?:[).;]|$)", tail))
    )


def _absent(numbers: str, known: set[str], spot: Spot, where: str) -> Iterator[LintFinding]:
    if not known:
        return
    for number in re.findall(r"\d{1,3}(?:\.\d{1,3})*", numbers):
        if number not in known:
            text = f"Раздела {number} в карте нет." if where == "раздела" else f"Пункта {number} {where} нет."
            yield found(MISSING, spot, text, detail=number)


# --- appendix -------------------------------------------------------------------------------------------------------


def _appendix(paper: Paper) -> Iterator[LintFinding]:
    order = paper.order
    if order is None:
        return
    header = order.appendix
    spot = Spot("шапка приложения", field="approval_text", subject="appendix")
    if header:
        if order.number and header.act_number and _plain(order.number) != _plain(header.act_number):
            text = f"Документ — № {order.number}, в шапке приложения — № {header.act_number}."
            yield found(ACT_NUMBER, spot, text, detail=f"{order.number}/{header.act_number}")
        if order.signed_on and header.act_date and order.signed_on != header.act_date:
            text = f"Документ — от {short_date(order.signed_on)}, в шапке приложения — от {short_date(header.act_date)}."
            yield found(ACT_DATE, spot, text)
    elif paper.card is None and order.clauses and any(re.search(r"\bприложени", c.text, re.I) for c in order.clauses):
        named = next(m[0] for c in order.clauses if (m := re.search(r"приложени\w*(?:\s*№\s*\d+)?", c.text, re.I)))
        yield found(NO_HEADER, spot, f"Приказ ссылается на {cited(named)}, а шапки приложения над картой нет.")


def _plain(number: str) -> str:
    return re.sub(r"[\s№]", "", number).casefold().replace("–", "-")


def _appendix_numbers(paper: Paper) -> Iterator[LintFinding]:
    """The order of the base has one appendix, the roadmap; a file may bring more, then only its clauses are compared."""
    order = paper.order
    if order is None:
        return
    own = order.appendix.own_number if order.appendix else ""
    for clause in order.clauses:
        for match in re.finditer(r"приложени\w*\s*№\s*(\d+)", clause.text, re.I):
            wrong = match[1] != "1" if paper.card else bool(own) and re.match(r"утвердить", clause.text, re.I) and match[1] != own
            if wrong:
                other = f"в шапке карты — № {own}" if own else "приложение одно"
                text = f"В тексте приложение № {match[1]}, {other}."
                yield found(APPENDIX, clause_spot(order, clause.number, clause.text), text, detail=match[1])


# --- titles ---------------------------------------------------------------------------------------------------------

_APPROVED = re.compile(
    r"\bутвердить\s+(?:прилагаем\w+\s+)?(?P<name>(?:[а-яё-]+\w+\s+)?(?:план|«?дорожн|комплекс|программ|график).*?)"
    r"(?=\s*\((?:далее|приложени|прилага)|,?\s+согласно\s+приложени|,?\s+прилага|\s*[.;]?\s*$)",
    re.I | re.S,
)
_HEADING = re.compile(r"^об\s+утверждении\s+(?P<name>.*)$", re.I | re.S)
_IGNORED = frozenset({"план", "мероприят", "дорожн", "карт", "год", "учебн", "прилагаем", "гг"})


def _titles(paper: Paper) -> Iterator[LintFinding]:
    order, title = paper.order, paper.tree.title
    if order is None or not title.strip():
        return
    names: list[tuple[Spot, str]] = []
    if match := _HEADING.match(one_line(order.heading)):
        spot = Spot(f"заголовок {order.genitive}", field="heading", subject=one_line(order.heading), in_order=True)
        names.append((spot, match["name"]))
    for clause in order.clauses:
        if match := _APPROVED.search(one_line(clause.text)):
            names.append((clause_spot(order, clause.number, clause.text), match["name"]))
            break
    for spot, name in names:
        if difference := _difference(name, title):
            yield found(TITLE, spot, f"{difference}.", detail=name)


def _difference(name: str, title: str) -> str:
    """The first words that one name has and the other has not; case endings and small words do not count."""
    left, right = _content(name), _content(title)
    a, b = [stem(word) for word in left], [stem(word) for word in right]
    if len(left) < 3 or a == b:
        return ""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < 0.4:
        return ""  # another plan altogether, or an order about something else
    parts = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        here, there = " ".join(left[i1:i2]), " ".join(right[j1:j2])
        if here and there:
            parts.append(f"здесь {cited(here, 50)}, в названии карты {cited(there, 50)}")
        elif here:
            parts.append(f"в названии карты нет слов {cited(here, 50)}")
        else:
            parts.append(f"здесь нет слов {cited(there, 50)} из названия карты")
    return ("; ".join(parts[:3])[:1].upper() + "; ".join(parts[:3])[1:]) if parts else ""


def _content(text: str) -> list[str]:
    plain = re.sub(r"\((?:[^()]*дорожн[^()]*|далее[^()]*)\)", " ", one_line(text))
    words = re.findall(r"[А-ЯЁа-яёA-Za-z-]{2,}", plain)
    return [word.lower() for word in words if stems(word) and stem(word.lower()) not in _IGNORED]
