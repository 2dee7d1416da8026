"""What rolling over shows: where something stands, what moved, what is left to look at."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.roadmaps.rollover import CODES, Flag, RolledOver
from app.services.roadmaps.rows import RoadmapTree, RolloverFlagRow
from app.ui.widgets.row_table import Column

FIELDS = {
    "title": "название",
    "preamble": "вводная часть",
    "approval_text": "утверждение",
    "section_title": "название раздела",
    "text": "мероприятие",
    "deadline": "срок",
    "responsible": "ответственные",
    "result": "результат",
}
BEFORE, AFTER = 16, 60
"""Letters shown around what is flagged: few before, so that it is in sight in a narrow column."""
SAYS_ITSELF = 8
"""Letters from which an excerpt needs nothing before it."""


@dataclass(frozen=True, slots=True)
class MovedRow:
    """One text of the roadmap and what becomes of it; `after` equal to `before` = it stays."""

    key: int
    where: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SeenFlag:
    """Something that will have to be looked at, before anything is written."""

    key: int
    where: str
    what: str
    text: str
    why: str
    suggestion: str


def place_words(number: str, field: str) -> str:
    """«п. 2.1, срок», «раздел 3», «вводная часть»."""
    number = number.strip().rstrip(".")
    if field == "section_title":
        return f"раздел {number}" if number else "название раздела"
    words = FIELDS.get(field, field)
    return f"п. {number}, {words}" if number else words


def flag_place(flag: RolloverFlagRow) -> str:
    return place_words(flag.number, flag.field)


def context_of(text: str, start: int, end: int, before: int = BEFORE, after: int = AFTER) -> str:
    """The flagged words with a little of what stands around them, in one line."""
    lead, rest = text[max(0, start - before) : start], text[end : end + after]
    if start > before:
        lead = "…" + lead.partition(" ")[2] if before else ""
    if end + after < len(text):
        rest = rest.rpartition(" ")[0] + "…"
    return " ".join(f"{lead}{text[start:end]}{rest}".split())


def flag_text(flag: RolloverFlagRow) -> str:
    """A figure says nothing without its neighbours; a long excerpt needs none."""
    if not flag.excerpt:
        return FIELDS.get(flag.field, flag.field)
    return context_of(flag.text, flag.start, flag.end, 0 if len(flag.excerpt) >= SAYS_ITSELF else BEFORE)


def moved_rows(rolled: RolledOver) -> list[MovedRow]:
    numbers = _numbers(rolled.tree)
    return [
        MovedRow(key, place_words(numbers.get(shift.line_uid, ""), shift.field), shift.before, shift.after)
        for key, shift in enumerate(rolled.shifts)
    ]


def staying_rows(rolled: RolledOver) -> list[MovedRow]:
    """Deadlines that name no year: understood, and the same for any year."""
    told = {shift.line_uid for shift in rolled.shifts if shift.field == "deadline"}
    told |= {flag.line_uid for flag in rolled.flags if flag.code in ("deadline", "event")}
    lines = (line for section in rolled.tree.sections for line in section.lines if not line.is_subhead)
    return [
        MovedRow(key, place_words(line.number, "deadline"), line.deadline, line.deadline)
        for key, line in enumerate(lines)
        if line.uid not in told and line.deadline.strip()
    ]


def seen_flags(rolled: RolledOver, former: RoadmapTree) -> list[SeenFlag]:
    numbers = _numbers(rolled.tree)
    return [
        SeenFlag(
            key,
            place_words(_section_number(rolled.tree, flag) or numbers.get(flag.line_uid, ""), flag.field),
            CODES[flag.code],
            _text(rolled.tree, former, flag),
            flag.why,
            flag.suggestion,
        )
        for key, flag in enumerate(rolled.flags)
    ]


def _numbers(tree: RoadmapTree) -> dict[str, str]:
    return {line.uid: line.number for section in tree.sections for line in section.lines}


def _section_number(tree: RoadmapTree, flag: Flag) -> str:
    return tree.sections[flag.section].number if flag.section is not None else ""


def _text(tree: RoadmapTree, former: RoadmapTree, flag: Flag) -> str:
    from app.services.roadmaps.rollover import field_of

    if flag.field == "approval_text":
        return " ".join(former.approval_text.split())
    text = field_of(tree, flag.line_uid, flag.section, flag.field) or ""
    return context_of(text, flag.start, flag.end)


def _one_line(text: str) -> str:
    return " ".join(text.split())


MOVED: tuple[Column[MovedRow], ...] = (
    Column("where", "Где", lambda r: r.where, width=130, role=lambda r: "secondary"),
    Column("before", "Было", lambda r: _one_line(r.before), width=250, stretch=True),
    Column("after", "Станет", lambda r: _one_line(r.after), width=250, stretch=True),
)
STAYING: tuple[Column[MovedRow], ...] = (
    Column("where", "Где", lambda r: r.where, width=130, role=lambda r: "secondary"),
    Column("after", "Срок, как в документе", lambda r: _one_line(r.after), width=400, stretch=True),
)
SEEN: tuple[Column[SeenFlag], ...] = (
    Column("where", "Где", lambda r: r.where, width=140, role=lambda r: "secondary"),
    Column("what", "Что", lambda r: r.what, width=84),
    Column("text", "Текст", lambda r: r.text, width=240, stretch=True),
    Column("suggestion", "Предложение", lambda r: _one_line(r.suggestion), width=120),
    Column("why", "Почему отмечено", lambda r: r.why, width=220, role=lambda r: "secondary"),
)
FLAGS: tuple[Column[RolloverFlagRow], ...] = (
    Column("what", "Что", lambda r: r.code_words, width=80, role=lambda r: "secondary"),
    Column("text", "Текст", flag_text, width=150, stretch=True, tooltip=lambda r: context_of(r.text, r.start, r.end, 80, 120)),
    Column("where", "Где", flag_place, width=130, needs=370, role=lambda r: "secondary"),
)
