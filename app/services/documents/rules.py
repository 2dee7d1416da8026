"""Drafting an order about a roadmap and checking a document before it is printed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from app.services.documents.cases import title_cases
from app.services.documents.rows import KINDS, Clause, DocumentRow
from app.services.problems import Problem, Severity
from app.services.roadmaps.rows import RoadmapTree
from app.services.text_ru import short_date

_GENITIVE = {"order": "приказа", "directive": "распоряжения"}
_CONTROL = re.compile(
    r"\bконтрол[ья]\w*\b.{0,80}\b(?:исполнени|выполнени)|\bконтроль\b.{0,120}\b(?:возложить|оставля)", re.I | re.S
)
_APPENDIX = re.compile(r"\bприложени\w*|\bприлага\w+", re.I)
_APPENDIX_NUMBER = re.compile(r"\bприложени\w*\s*(?:№|N)\s*(\d+)", re.I)
_DATE = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)(?!\d)")
_DEADLINE_BEFORE = re.compile(r"\b(?:до|не позднее|в срок(?: до)?|срок[:\s–-]*)\s*$", re.I)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# What a paper about assessment results must not say: the results may not rate people or schools.
_WORDING: tuple[tuple[str, str], ...] = (
    (r"\bрейтинг", "«рейтинг»: результаты оценочных процедур нельзя использовать для рейтингов школ и учителей"),
    (r"\bнаказа(?:ть|ни)|\bвзыскани|\bвыговор", "речь о взыскании: результаты оценочных процедур не основание для него"),
    (r"\b(?:снизить|снижени\w+|лишить)\s+стимулирующ", "снижение выплат по результатам оценочных процедур не допускается"),
    (r"\bедин(?:ый|ого|ом)\s+д(?:ень|ня|не)\b", "«единый день»: дни проверочных работ выбирает школа в пределах общего срока"),
)


# --- drafting -------------------------------------------------------------------------------------------------------


def order_heading(roadmap_title: str) -> str:
    """«Об утверждении дорожной карты по …»; a title that no rule can decline is quoted as it is."""
    cases = title_cases(roadmap_title)
    return f"Об утверждении {cases.genitive}" if cases else f"Об утверждении дорожной карты {quoted(roadmap_title)}"


def quoted(title: str) -> str:
    """In quotes, without a final dot; quotes inside become „…“, those around the whole are not doubled."""
    text = " ".join(title.split()).rstrip(". ")
    if text.startswith("«") and text.endswith("»") and text.count("«") == 1:
        return text
    return f"«{text.replace('«', '„').replace('»', '“')}»"


def draft_order(tree: RoadmapTree, kind: str, body: str) -> DocumentRow:
    """An order that approves the roadmap, in our own words; what only people know (signature, place) stays empty."""
    cases = title_cases(tree.title)
    approved = cases.accusative if cases else f"дорожную карту {quoted(tree.title)}"
    adjective = "прилагаемую" if cases is None or cases.feminine else "прилагаемый"
    of_it = "дорожной карты" if cases is None or cases.feminine else "плана"
    texts = (
        f"Утвердить {adjective} {approved} (приложение).",
        f"Руководителям образовательных организаций ознакомить работников с мероприятиями {of_it} и учесть их в планах работы.",
        f"Исполнителям, указанным в приложении, выполнить мероприятия {of_it} в установленные сроки"
        " и передать подтверждения муниципальному координатору.",
        f"Муниципальному координатору подготовить отчёт о выполнении {of_it}.",
        f"Контроль за исполнением настоящего {_GENITIVE[kind]} оставляю за собой.",
    )
    clauses = tuple(Clause(text, tree.period_end if "отчёт" in text else None) for text in texts)
    preamble = (
        "В целях согласованной и прозрачной работы по повышению качества образования и объективности оценки его результатов"
    )
    return DocumentRow(
        id=None,
        kind=kind,
        body=body,
        heading=order_heading(tree.title),
        preamble=preamble,
        clauses=clauses,
        roadmap_id=tree.id,
        roadmap_title=tree.title,
    )


# --- checking -------------------------------------------------------------------------------------------------------


_FIELDS = {
    "no_body": "body",
    "number_without_date": "signed_on",
    "date_without_number": "number",
    "registered_without_number": "number",
    "no_signer": "signer_name",
    "no_preamble": "preamble",
    "appendix_missing": "roadmap_id",
    "appendix_empty": "roadmap_id",
}


def _problem(severity: Severity, code: str, text: str, field: str = "") -> Problem:
    """A remark with the field of the card it is about."""
    default = "heading" if "heading" in code else "clauses"
    return Problem(severity, code, text, field=field or _FIELDS.get(code, default))


def check_document(document: DocumentRow, roadmap: RoadmapTree | None = None) -> list[Problem]:
    """Remarks before print, in the order of the paper. `roadmap` is the appendix, where there is one."""
    return [
        *_check_requisites(document),
        *_check_heading(document, roadmap),
        *_check_clauses(document),
        *_check_appendix(document, roadmap),
        *_check_wording(document),
    ]


def _check_requisites(document: DocumentRow) -> Iterator[Problem]:
    kind = KINDS.get(document.kind, "Документ")
    if not document.body.strip():
        yield _problem("error", "no_body", "Не указан орган, который издаёт документ.")
    if document.number.strip() and document.signed_on is None:
        yield _problem("error", "number_without_date", f"{kind} имеет номер, но не имеет даты.")
    elif document.signed_on is not None and not document.number.strip():
        severity: Severity = "error" if document.state == "registered" else "warning"
        yield _problem(severity, "date_without_number", f"{kind} имеет дату, но не имеет номера.")
    elif document.state == "registered" and document.signed_on is None:
        yield _problem("error", "registered_without_number", f"{kind} отмечен как зарегистрированный, но номера и даты нет.")
    if not document.signer_post.strip() or not document.signer_name.strip():
        yield _problem(
            "error" if document.state != "draft" else "warning", "no_signer", "Не указано, кто подписывает: должность и фамилия."
        )


def _check_heading(document: DocumentRow, roadmap: RoadmapTree | None) -> Iterator[Problem]:
    heading = document.heading.strip()
    if not heading:
        yield _problem("error", "no_heading", "Нет заголовка: по ГОСТ Р 7.0.97-2025 он нужен каждому документу.")
        return
    if not re.match(r"(?:О|Об|Обо)\s", heading):
        yield _problem("warning", "heading_start", "Заголовок обычно начинается с «О» или «Об»: «Об утверждении…».")
    if heading.endswith("."):
        yield _problem("warning", "heading_dot", "В конце заголовка точка не ставится.")
    if heading.startswith("«") and heading.endswith("»") and heading.count("«") == 1:
        yield _problem("warning", "heading_quotes", "Заголовок не берут в кавычки.")
    years, planned = set(_YEAR.findall(heading)), set(_YEAR.findall(roadmap.title if roadmap else ""))
    if roadmap is not None and years and planned and years != planned:
        yield _problem("warning", "heading_period", "Годы в заголовке не совпадают с годами в названии дорожной карты.")


def _check_clauses(document: DocumentRow) -> Iterator[Problem]:
    filled = [clause for clause in document.clauses if clause.text.strip()]
    if not filled:
        yield _problem("error", "no_clauses", "В документе нет ни одного пункта.")
        return
    if len(filled) < len(document.clauses):
        yield _problem("warning", "empty_clause", "Есть пустой пункт: он не печатается.")
    control = [i for i, clause in enumerate(filled) if _CONTROL.search(clause.text)]
    if not control:
        yield _problem("warning", "no_control", "Нет пункта о контроле за исполнением.")
    elif control[-1] != len(filled) - 1:
        yield _problem("info", "control_not_last", "Пункт о контроле обычно ставят последним.")
    for number, clause in enumerate(filled, 1):
        if not document.preamble.strip() and number == 1 and document.kind == "order":
            yield _problem("info", "no_preamble", "Нет вводной части: цели или основания приказа.")
        for due in _due_dates(clause):
            if document.signed_on and due < document.signed_on:
                text = f"Пункт {number}: срок {short_date(due)} раньше даты документа {short_date(document.signed_on)}."
                yield _problem("error", "deadline_before_date", text)
        yield from _check_impossible_dates(number, clause)


def _due_dates(clause: Clause) -> list[date]:
    """Deadlines of a clause: its own and those in its words («до 10.06.2026»); dates of other acts are none."""
    found = [clause.deadline] if clause.deadline else []
    for match in _DATE.finditer(clause.text):
        if _DEADLINE_BEFORE.search(clause.text[: match.start()]):
            day = _date(match)
            found += [day] if day and day not in found else []
    return found


def _check_impossible_dates(number: int, clause: Clause) -> Iterator[Problem]:
    for match in _DATE.finditer(clause.text):
        if _date(match) is None:
            yield _problem("error", "impossible_date", f"Пункт {number}: даты {match[0]} не бывает.")


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


def _check_appendix(document: DocumentRow, roadmap: RoadmapTree | None) -> Iterator[Problem]:
    text = "\n".join(clause.text for clause in document.clauses)
    mentioned = bool(_APPENDIX.search(text))
    attached = roadmap is not None or document.roadmap_id is not None
    if attached and not mentioned:
        yield _problem(
            "error", "appendix_not_mentioned", "Дорожная карта приложена, но ни один пункт не ссылается на приложение."
        )
    if mentioned and not attached:
        yield _problem("error", "appendix_missing", "Текст ссылается на приложение, но оно не выбрано.")
    numbers = sorted({int(number) for number in _APPENDIX_NUMBER.findall(text)})
    if attached and numbers:
        listed = ", ".join(f"№ {number}" for number in numbers)
        yield _problem("warning", "appendix_number", f"Приложение одно и печатается без номера, а в тексте указано: {listed}.")
    if roadmap is not None and not roadmap.item_count:
        yield _problem("error", "appendix_empty", "В приложенной дорожной карте нет ни одного мероприятия.")


def _check_wording(document: DocumentRow) -> Iterator[Problem]:
    texts = [("heading", "заголовок", document.heading), ("preamble", "вводная часть", document.preamble)]
    texts += [("clauses", f"пункт {number}", clause.text) for number, clause in enumerate(document.clauses, 1)]
    for field, place, text in texts:
        where = place.capitalize()
        for pattern, why in _WORDING:
            if re.search(pattern, text, re.I):
                yield _problem("warning", "wording", f"{where}: {why}.", field)
        if re.search(r"\bв течении\b", text, re.I):
            yield _problem("info", "typo", f"{where}: пишется «в течение».", field)
        if text.count("«") != text.count("»"):
            yield _problem("warning", "quotes", f"{where}: непарные кавычки.", field)
        if text.count("(") != text.count(")"):
            yield _problem("warning", "brackets", f"{where}: непарные скобки.", field)
