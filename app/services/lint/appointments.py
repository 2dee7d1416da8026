"""Who is appointed when: responsible before that, groups nobody creates, coordinators with nothing to do, many that are one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.services.lint.dates import first_days
from app.services.lint.paper import Item, Paper, clause_spot, found
from app.services.lint.rows import LintFinding, Rule, Spot
from app.services.lint.words import PERSON, cited, stem
from app.services.roadmaps.cells import one_line
from app.services.text_ru import short_date

EARLY = Rule(
    "responsible_before_appointed", "error", "Ответственный раньше назначения",
    "Отвечать за пункт должен тот, кого по этой же карте назначат или создадут только позже.",
    "Назначьте ответственного раньше, перенесите срок пункта или поручите его другому.",
)  # fmt: skip
NEVER = Rule(
    "group_never_created", "warning", "Рабочая группа нигде не создаётся",
    "Группа действует, а кто её создал и кто в неё входит, не сказано ни в карте, ни в приказе.",
    "Добавьте пункт о создании группы и её составе.",
)  # fmt: skip
PLURAL = Rule(
    "plural_for_one", "warning", "Множественное число, а назван один",
    "Поручение обращено ко многим, а в скобках один человек: непонятно, кому ещё его выполнять.",
    "Поставьте единственное число или назовите всех.",
)  # fmt: skip
ABSENT = Rule(
    "coordinator_absent", "warning", "Координатора нет среди ответственных",
    "Приказ назначает координатора, а в карте за ним не закреплено ни одного пункта.",
    "Впишите координатора ответственным там, где работу ведёт он.",
)  # fmt: skip
NOT_YET = Rule(
    "role_not_held_yet", "warning", "На эту роль ещё никто не назначен",
    "По справочнику ответственных роль займут только после срока: выполнять пункт будет некому.",
    "Проверьте дату назначения, перенесите срок пункта или поручите его другому.",
)  # fmt: skip
RULES = (EARLY, NEVER, PLURAL, ABSENT, NOT_YET)


def check(paper: Paper) -> Iterator[LintFinding]:
    yield from _before_appointment(paper)
    yield from _before_directory(paper)
    yield from _groups(paper)
    yield from _order(paper)


# --- appointment ----------------------------------------------------------------------------------------------------

_ROLE = re.compile(
    r"\b(?P<words>(?:[а-яё-]+(?:ого|ой|ых|ую|ый|ая|ые|ым)\s+)*)"
    r"(?P<head>координатор|куратор|тьютор|наставник|(?:рабоч|проектн|экспертн|творческ)\w+\s+групп|команд|комисси|оргкомитет|проектн\w+\s+офис)\w*",
    re.I,
)
_APPOINTS = re.compile(
    r"^(?:(?:определение|назначение|создание|формирование|образование|избрание|утверждение\s+состава|определить|назначить|создать"
    r"|сформировать|образовать|избрать|утвердить\s+состав)(?:\s+и\s+|,\s*)?)+",
    re.I,
)
_LEVEL = re.compile(r"\b(?:муниципальн|районн|городск|окружн|школьн|региональн|межшкольн|в каждой школе|в школах)", re.I)
_STEPS = {
    "муниципальн": "m",
    "районн": "m",
    "городск": "m",
    "окружн": "m",
    "школьн": "s",
    "региональн": "r",
    "межшкольн": "x",
    "в каждо": "s",
    "в школа": "s",
}


@dataclass(frozen=True, slots=True)
class _Role:
    head: str
    level: str
    item: Item


def _level(text: str) -> str:
    match = _LEVEL.search(text)
    if not match:
        return ""
    low = match[0].casefold()
    return next((value for key, value in _STEPS.items() if low.startswith(key)), "")


def _head(text: str) -> str:
    return " ".join(stem(word)[:7] for word in text.split())


def _appointed(paper: Paper) -> list[_Role]:
    """Roles and groups that items of the roadmap create: «Создание муниципальной рабочей группы»."""
    roles = []
    for item in paper.items:
        text = one_line(item.line.text)
        match = _APPOINTS.match(text)
        if not match:
            continue
        # The object stands before its purpose: «… координатора по реализации плана …».
        objects = re.split(r"\s(?:по|для|с целью|в целях|ответственн\w+)\s|[(.;]", text[match.end() :], maxsplit=1)[0]
        level = ""
        for role in _ROLE.finditer(objects):
            level = _level(f"{role['words']} {objects[: role.start()]}") or _level(objects) or level
            roles.append(_Role(_head(role["head"]), level, item))
    return roles


def _before_appointment(paper: Paper) -> Iterator[LintFinding]:
    """Months are compared: an item that ends before the appointment begins, or begins before it and is short."""
    by_order = paper.order.clauses if paper.order else ()
    for role in _appointed(paper):
        appointed = first_days(role.item)
        if appointed is None or any(
            re.search(r"назначить|создать|утвердить состав", c.text, re.I) and role.head in _head(c.text) for c in by_order
        ):
            continue
        early, overlapping = [], []
        for item in paper.items:
            when = first_days(item)
            if (
                item is role.item
                or when is None
                or not item.deadline.intervals[0][0]
                or item.deadline.kind not in ("date", "period", "periods")
            ):
                continue
            if not any(_plays(party, role) for party in item.parties) or when[0] >= appointed[0]:
                continue
            if _held(paper, item, when[0]):
                continue
            if when[1] < appointed[0]:
                early.append(item.at("responsible"))
            elif (when[1] - when[0]).days <= 100:
                overlapping.append(item.at("responsible"))
        appears = f"{role.item.spot.label} ({cited(role.item.line.text, 60)}) — {cited(role.item.line.deadline, 30)}."
        who = _NAMES.get(role.head, "Ответственный")
        if early:
            yield found(EARLY, early, f"{who} отвечает раньше, чем появится: {appears}", detail=role.head)
        if overlapping:
            text = f"{who} начинает раньше, чем появится: {appears}"
            yield found(EARLY, overlapping, text, detail=f"{role.head} overlap", severity="warning")


def _held(paper: Paper, item: Item, day: date) -> bool:
    """Does the directory know somebody who holds the item's role by that day? Then the plan only confirms him."""
    return any(
        item.line.uid in one.line_uids and (one.starts_on or date.min) <= day <= (one.ends_on or date.max)
        for one in paper.context.appointments
    )


def _before_directory(paper: Paper) -> Iterator[LintFinding]:
    """Roles of the directory whose first holder comes after the item is over. What is past is not looked at."""
    first: dict[str, date] = {}
    lines: dict[str, set[str]] = {}
    for one in paper.context.appointments:
        first[one.role] = min(first.get(one.role, date.max), one.starts_on or date.min)
        lines.setdefault(one.role, set()).update(one.line_uids)
    for role, begins in first.items():
        spots = []
        for item in paper.items:
            when = first_days(item) if item.line.uid in lines[role] else None
            if when and when[1] < begins and when[1] >= (paper.context.today or date.min):
                spots.append(item.at("responsible"))
        if spots:
            text = f"{role}: по справочнику назначен только с {short_date(begins)}."
            yield found(NOT_YET, spots, text, detail=f"{role} {begins}")


_NAMES = {
    _head("координатор"): "Координатор", _head("куратор"): "Куратор", _head("тьютор"): "Тьютор", _head("наставник"): "Наставник",
    _head("команд"): "Команда", _head("комисси"): "Комиссия", _head("рабочей групп"): "Рабочая группа",
}  # fmt: skip


def _plays(party: str, role: _Role) -> bool:
    """«Куратор ШНОР» plays the curator somebody appoints; «школьный координатор» is not the municipal one."""
    for match in _ROLE.finditer(party):
        if _head(match["head"]) == role.head:
            level = _level(party)
            return not level or not role.level or level == role.level
    return False


_GROUP = re.compile(r"\b(?:рабоч|проектн|творческ)\w+\s+групп\w*|\bоргкомитет\w*", re.I)
_CREATES = re.compile(r"\b(?:созда|сформир|формирован|образован|назнач|утвержд|утверд|состав)", re.I)


def _groups(paper: Paper) -> Iterator[LintFinding]:
    everything = [text.text for text in paper.texts]
    created = any(_CREATES.search(text) and _GROUP.search(text) and _near(text) for text in everything)
    if created:
        return
    spots = [
        item.at(text.spot.field)
        for item, text in paper.item_texts("text", "responsible")
        if _GROUP.search(text.text)
        and (
            text.spot.field == "responsible"
            or re.search(
                r"\b(?:работ[аыуе]|заседани\w+|деятельност\w+)\s+(?:\S+\s+){0,2}(?:рабоч|проектн|творческ)\w+\s+групп",
                text.text,
                re.I,
            )
        )
    ]
    if spots:
        name = next(m[0] for text in everything if (m := _GROUP.search(text)))
        yield found(NEVER, spots, f"Упомянуто: {cited(name)}, а пункта о её создании и составе нет.")


def _near(text: str) -> bool:
    """The creating word and the group within a few words of each other."""
    return any(_CREATES.search(text[max(0, match.start() - 45) : match.end() + 30]) for match in _GROUP.finditer(text))


# --- the order ------------------------------------------------------------------------------------------------------

_MANY = re.compile(
    r"\b(?P<who>(?:Руководител|Директор|Начальник|Заведующ|Координатор|Заместител|Специалист|Методист|Председател)(?:ям|ам|им|и|а|ы|ие))\b"
    r"(?P<rest>[^().;\n]{0,120})\((?P<inside>[^()]*)\)",
    re.I,
)


def _order(paper: Paper) -> Iterator[LintFinding]:
    texts: list[tuple[Spot, str]] = []
    if paper.order:
        texts = [(clause_spot(paper.order, c.number, c.text), c.text) for c in paper.order.clauses]
    texts += [(item.at("responsible"), item.line.responsible) for item in paper.items]
    for spot, text in texts:
        for match in _MANY.finditer(text):
            if PERSON.fullmatch(match["inside"].strip()) and not match["who"].lower().endswith(("директора", "начальника")):
                person = match["inside"].strip().rstrip(".")
                words = f"{cited(match['who'] + '…')} — во множественном числе, а в скобках один человек: {person}."
                yield found(PLURAL, spot, words, detail=match["inside"])
    yield from _coordinator(paper)


def _coordinator(paper: Paper) -> Iterator[LintFinding]:
    if not paper.order or not paper.items:
        return
    everybody = " ".join(item.line.responsible for item in paper.items).casefold()
    for clause in paper.order.clauses:
        match = re.search(r"назначить\s+[^.;]{0,60}?координатор\w*(?P<rest>[^.;]*\S*)", clause.text, re.I)
        if not match:
            continue
        person = PERSON.search(clause.text, match.start())
        surname = max(re.findall(r"[А-ЯЁ][а-яё]{2,}", person[0]), key=len, default="") if person else ""
        by_name = bool(surname) and surname[: max(4, len(surname) - 2)].casefold() in everybody
        if "координатор" not in everybody and not by_name:
            who = f" ({person[0].rstrip('.')}.)" if person else ""
            text = f"Приказ назначает координатора{who}, но в графе «Ответственные» его нет."
            yield found(ABSENT, clause_spot(paper.order, clause.number, clause.text), text)
