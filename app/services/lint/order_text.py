"""The approving order as the file shows it above the table: lines of text → number, date, heading, clauses, appendix header."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.services.documents.rows import KINDS, DocumentRow
from app.services.lint.words import MONTH, month_number
from app.services.roadmaps.cells import one_line

_KIND = re.compile(r"^(приказ|распоряжение|постановление|решение)(?:\s|$|№)", re.I)
_APPENDIX = re.compile(r"^(?:приложени[ея]\b|утвержд[её]н[аоы]?\b|утверждаю\b)", re.I)
_NUMBER = re.compile(r"№\s*([\w./\\–-]*\d[\w./\\–-]*)")
_DATE = re.compile(
    r"(?<!\d)(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>(?:19|20)\d\d)(?!\d)"
    r"|[«\"“„]\s*(?P<qd>\d{1,2})\s*[»\"”“]\s*(?:(?P<qm>\d{1,2})|(?P<qw>" + MONTH + r"))\s*(?P<qy>(?:19|20)\d\d)"
    r"|(?<!\d)(?P<wd>\d{1,2})\s+(?P<ww>" + MONTH + r")\s+(?P<wy>(?:19|20)\d\d)",
    re.I,
)
_CLAUSE = re.compile(r"^(\d{1,2}(?:\.\d{1,2})*)\s*[.)]\s*(\S.*)$", re.S)
_HEADING = re.compile(r"^(?:О|Об|Обо)\s+\S")
_SIGNER = re.compile(
    r"^(?:и\.\s?о\.|врио|исполняющ|(?:начальник|глава|директор|руководитель|председатель|заведующ(?:ий|ая)|министр)\b|заместител[ья]\s+(?:главы|начальника"
    r"|директора|председателя|руководителя|министра)|первый\s+заместитель)",
    re.I,
)
_GENITIVE = {
    "приказ": "приказа",
    "распоряжение": "распоряжения",
    "постановление": "постановления",
    "решение": "решения",
}


@dataclass(frozen=True, slots=True)
class Appendix:
    """The header of the appendix: «Приложение № 1 к приказу … от 05.06.2026 № 319». `own_number` is that of the appendix."""

    own_number: str = ""
    act_number: str = ""
    act_date: date | None = None


@dataclass(frozen=True, slots=True)
class OrderClause:
    """`number` as printed; `deadline` is the field of the card, where a card stands behind it."""

    number: str
    text: str
    deadline: date | None = None


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """An order from a card or from the text of a file. `kind` is a Russian noun, empty when only the appendix header is known."""

    kind: str = ""
    number: str = ""
    signed_on: date | None = None
    heading: str = ""
    preamble: str = ""
    clauses: tuple[OrderClause, ...] = ()
    signer: str = ""
    appendix: Appendix | None = None
    draft: bool = False
    """A card not signed yet: an empty number or date is no fault."""

    @property
    def genitive(self) -> str:
        return _GENITIVE.get(self.kind, "приказа")

    @property
    def approved_on(self) -> date | None:
        return self.signed_on or (self.appendix.act_date if self.appendix else None)


def order_of_card(document: DocumentRow) -> PaperOrder:
    """The card of the order as paper; clauses are numbered as they are printed, empty ones are not."""
    filled = [clause for clause in document.clauses if clause.text.strip()]
    return PaperOrder(
        kind=KINDS.get(document.kind, "Приказ").lower(),
        number=document.number.strip(),
        signed_on=document.signed_on,
        heading=document.heading,
        preamble=document.preamble,
        clauses=tuple(OrderClause(str(n), clause.text, clause.deadline) for n, clause in enumerate(filled, 1)),
        signer=document.signer_name,
        draft=document.state == "draft" and document.signed_on is None,
    )


def order_of_text(text: str) -> PaperOrder | None:
    """What stood above the title, as an order; None when it holds neither an order nor the header of an appendix."""
    lines = [line for line in (one_line(raw) for raw in text.split("\n")) if line]
    start = next((i for i in range(len(lines) - 1, -1, -1) if _APPENDIX.match(lines[i])), len(lines))
    appendix = _appendix(lines[start:])
    upper = lines[:start]
    kind = next((match[1].lower() for line in upper if (match := _KIND.match(line)) and len(line) < 60), "")
    if not kind:
        return PaperOrder(appendix=appendix) if appendix else None
    first = next((i for i, line in enumerate(upper) if _CLAUSE.match(line) and not _DATE.match(line)), len(upper))
    head = upper[:first]
    heading_at = next((i for i, line in enumerate(head) if _HEADING.match(line)), None)
    requisites = head if heading_at is None else head[:heading_at]
    heading = _heading(head[heading_at:]) if heading_at is not None else []
    clauses, signer = _clauses(upper[first:])
    return PaperOrder(
        kind=kind,
        number=next((m[1] for line in requisites if len(line) < 60 and (m := _NUMBER.search(line))), ""),
        signed_on=next((day for line in requisites if (m := _DATE.search(line)) and (day := day_of(m))), None),
        heading=" ".join(heading),
        preamble="\n".join(head[heading_at + len(heading) :]) if heading_at is not None else "",
        clauses=clauses,
        signer=signer,
        appendix=appendix,
    )


def _heading(lines: list[str]) -> list[str]:
    """The heading goes on over lines that begin with a small letter."""
    end = next((i for i, line in enumerate(lines) if i and not line[0].islower()), len(lines))
    return lines[:end]


def _clauses(lines: list[str]) -> tuple[tuple[OrderClause, ...], str]:
    """Numbered clauses with the lines of their lists; the signature ends them."""
    found: list[OrderClause] = []
    for position, line in enumerate(lines):
        match = _CLAUSE.match(line)
        if match and not _DATE.match(line):
            found.append(OrderClause(match[1], match[2]))
        elif found and _SIGNER.match(line):
            return tuple(found), " ".join(lines[position:])
        elif found:
            found[-1] = OrderClause(found[-1].number, f"{found[-1].text}\n{line}")
    return tuple(found), ""


def _appendix(lines: list[str]) -> Appendix | None:
    if not lines:
        return None
    text = " ".join(lines)
    own = re.match(r"приложени[ея]\s*(?:№\s*)?(\d+)\b(?!\.)", text, re.I)
    rest = text[own.end() :] if own else text
    number, found = _NUMBER.search(rest), _DATE.search(rest)
    return Appendix(own[1] if own else "", number[1].rstrip(".") if number else "", day_of(found) if found else None)


def dates_in(text: str) -> list[tuple[re.Match[str], date | None]]:
    """Full dates of a text, numeric and in words; None for a day that no calendar has."""
    return [(match, day_of(match)) for match in _DATE.finditer(text)]


def day_of(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    day = groups["d"] or groups["qd"] or groups["wd"]
    month = groups["m"] or groups["qm"] or str(month_number(groups["qw"] or groups["ww"]))
    year = groups["y"] or groups["qy"] or groups["wy"]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
