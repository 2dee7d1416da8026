"""Data of the form «Отчёт о выполнении дорожной карты», interim or final."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from app.services.context import Context
from app.services.duties.rows import Mark, Shown
from app.services.duties.rules import mark_on, school_mark, shown
from app.services.errors import UserError
from app.services.execution.rows import Counts, EvidenceRow, OccurrenceRow, SchoolProgress, SchoolSlot
from app.services.execution.rules import counted_states, item_state
from app.services.roadmaps.rows import RoadmapLine, RoadmapTree

Stage = Literal["interim", "final"]
STAGES: dict[Stage, str] = {"interim": "промежуточный", "final": "итоговый"}


@dataclass(frozen=True, slots=True)
class ProofEntry:
    """A numbered entry of the list of proofs."""

    number: int
    item: str
    """Printed number of the item."""
    evidence: EvidenceRow
    school: str = ""


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """One occurrence, or several of one item folded into one (`folded` > 1: those still ahead)."""

    shown: Shown
    days: str = ""
    """The day to look at: «25.09.2026», «с 01.09.2026»; empty where there is none."""
    done_on: date | None = None
    result: str = ""
    reasons: tuple[str, ...] = ()
    """What it hangs on, new day, why, by whose decision."""
    schools_done: int = 0
    schools_total: int = 0
    schools_left: tuple[str, ...] = ()
    """Names of the addressee schools that have not done their part."""
    proofs: tuple[int, ...] = ()
    due_on: date | None = None
    days_late: int = 0
    folded: int = 1


@dataclass(frozen=True, slots=True)
class ReportItem:
    line: RoadmapLine
    entries: tuple[ReportEntry, ...]


@dataclass(frozen=True, slots=True)
class ReportSection:
    number: str
    title: str
    lines: tuple[RoadmapLine | ReportItem, ...]
    """Sub-heads as lines, items with their entries."""

    @property
    def items(self) -> tuple[ReportItem, ...]:
        return tuple(line for line in self.lines if isinstance(line, ReportItem))


@dataclass(frozen=True, slots=True)
class ProgressReportData:
    roadmap: RoadmapTree
    stage: Stage
    as_of: date
    author: str
    items: Counts
    dates: Counts
    sections: tuple[ReportSection, ...]
    proofs: tuple[ProofEntry, ...]
    schools: tuple[SchoolProgress, ...] = ()
    outside: tuple[ReportItem, ...] = ()
    """What was done outside the plan as it is now."""
    indicators: tuple[str, ...] = ()
    done_late: int = 0
    """Occurrences done after their last day in force."""
    approved: str = ""
    """«приказ от 12.01.2026 № 14-од»."""


def progress_report_data(
    ctx: Context, roadmap_id: int, stage: Stage | None = None, as_of: date | None = None
) -> ProgressReportData:
    """Numbers, items and proof of a roadmap on a day (default: today). `stage` None: final once the period is over.

    What was done after the day counts as not done yet. Raises UserError where there is nothing to report.
    """
    from app.services.execution.queries import progress_by_school, roadmap_occurrences
    from app.services.roadmaps.queries import get_roadmap
    from app.services.versions.queries import list_versions
    from app.services.workplace.queries import get_workplace

    if stage not in (None, *STAGES):
        raise UserError("Отчёт бывает промежуточный (interim) или итоговый (final).", "Укажите один из них.")
    day = as_of or ctx.clock().date()
    roadmap = get_roadmap(ctx, roadmap_id)
    if roadmap.item_count == 0:
        raise UserError(f"В дорожной карте «{roadmap.title}» нет ни одного мероприятия.", "Отчитываться не о чем.")
    found = {uid: _as_of(rows, day) for uid, rows in roadmap_occurrences(ctx, roadmap_id, day).items()}
    approved = [version for version in list_versions(ctx, roadmap_id) if version.state == "approved"]
    workplace = get_workplace(ctx)
    numbers = _Proofs()
    sections = tuple(
        ReportSection(
            section.number, section.title, tuple(_line(line, found.get(line.uid, ()), day, numbers) for line in section.lines)
        )
        for section in roadmap.sections
    )
    in_plan = [[row.shown for row in rows if not row.off_plan] for rows in _of_items(roadmap, found)]
    return ProgressReportData(
        roadmap=roadmap,
        stage=stage or ("final" if roadmap.period_end is not None and day >= roadmap.period_end else "interim"),
        as_of=day,
        author=workplace.name if workplace else "",
        items=counted_states(map(item_state, in_plan)),
        dates=counted_states(state for states in in_plan for state in states),
        sections=sections,
        done_late=sum(_is_done_late(row) for rows in _of_items(roadmap, found) for row in rows if not row.off_plan),
        schools=tuple(progress_by_school(ctx, roadmap_id, day)),
        outside=_outside(roadmap, found, day, numbers),
        proofs=tuple(numbers.entries),
        indicators=indicators(roadmap.preamble),
        approved=approved[-1].document if approved else "",
    )


class _Proofs:
    """Numbers the proofs in printed order."""

    def __init__(self) -> None:
        self.entries: list[ProofEntry] = []

    def add(self, line: RoadmapLine, row: OccurrenceRow) -> tuple[int, ...]:
        first = len(self.entries)
        named = [("", proof) for proof in row.evidence]
        named += [(slot.name, proof) for slot in row.schools for proof in slot.evidence]
        for school, proof in named:
            self.entries.append(ProofEntry(len(self.entries) + 1, line.number.strip().rstrip("."), proof, school))
        return tuple(range(first + 1, len(self.entries) + 1))


def _as_of(rows: Iterable[OccurrenceRow], day: date) -> list[OccurrenceRow]:
    """As it stood on the day, by time: what was done or proved later was not yet."""
    found = []
    for row in rows:
        mark = mark_on(row.mark, day)
        slots = tuple(_slot_as_of(slot, mark, row.due_on, day) for slot in row.schools)
        state = shown(mark.status, row.due_on, day)
        found.append(replace(row, mark=mark, shown=state, schools=slots, evidence=_proved(row.evidence, day)))
    return sorted(found, key=lambda row: (row.off_plan, row.planned_due or row.starts_on or date.max))


def _slot_as_of(slot: SchoolSlot, own: Mark, own_due: date | None, day: date) -> SchoolSlot:
    """`own`: the owner's mark on the day, which may close it for the school."""
    said = Mark() if slot.by_owner else mark_on(slot.mark, day)
    mark, by_owner = school_mark(own, said)
    due = slot.due_on or own_due
    return replace(slot, mark=mark, by_owner=by_owner, shown=shown(mark.status, due, day), evidence=_proved(slot.evidence, day))


def _proved(evidence: Iterable[EvidenceRow], day: date) -> tuple[EvidenceRow, ...]:
    return tuple(proof for proof in evidence if proof.dated is None or proof.dated <= day)


def _of_items(roadmap: RoadmapTree, found: dict[str, list[OccurrenceRow]]) -> list[list[OccurrenceRow]]:
    return [found.get(line.uid, []) for s in roadmap.sections for line in s.lines if not line.is_subhead]


def _is_done_late(row: OccurrenceRow) -> bool:
    done_on, due_on = row.mark.done_on, row.due_on
    return row.shown == "done" and done_on is not None and due_on is not None and done_on > due_on


def _line(line: RoadmapLine, rows: Sequence[OccurrenceRow], day: date, proofs: _Proofs) -> RoadmapLine | ReportItem:
    if line.is_subhead:
        return line
    return ReportItem(line, _entries(line, [row for row in rows if not row.off_plan], day, proofs))


def _entries(line: RoadmapLine, rows: Sequence[OccurrenceRow], day: date, proofs: _Proofs) -> tuple[ReportEntry, ...]:
    """An entry an occurrence; those of a longer row nobody has to speak of yet are folded into one."""
    quiet = [row for row in rows if row.shown == "ahead" and not row.evidence and not _begun_by_schools(row)]
    if len(rows) < 3 or len(quiet) < 2:
        return tuple(_entry(line, row, day, proofs) for row in rows)
    entries = [_entry(line, row, day, proofs) for row in rows if row not in quiet]
    folded = replace(_entry(line, quiet[0], day, proofs), folded=len(quiet), reasons=(), schools_total=0, schools_left=())
    return (*entries, folded)


def _entry(line: RoadmapLine, row: OccurrenceRow, day: date, proofs: _Proofs) -> ReportEntry:
    from app.services.text_ru import short_date

    mark = row.mark
    reasons = (
        f"Срок по календарю: {row.procedure}" if row.procedure else "",
        f"Перенесено на {short_date(mark.postponed_to)}" if mark.postponed_to is not None else "",
        mark.reason,
        f"Решение: {mark.decided_by}" if mark.decided_by else "",
    )
    left = [slot.name for slot in row.schools if slot.shown not in ("done", "cancelled")]
    return ReportEntry(
        shown=row.shown,
        days=_days(row),
        done_on=mark.done_on,
        result=mark.result,
        reasons=tuple(words for words in reasons if words),
        schools_done=len(row.schools) - len(left),
        schools_total=len(row.schools) if row.shown != "cancelled" else 0,
        schools_left=tuple(left),
        proofs=proofs.add(line, row),
        due_on=row.due_on,
        days_late=(day - row.due_on).days if row.shown == "overdue" and row.due_on is not None else 0,
    )


def _begun_by_schools(row: OccurrenceRow) -> bool:
    return any(slot.shown != "ahead" or slot.evidence for slot in row.schools)


def _outside(roadmap: RoadmapTree, found: dict[str, list[OccurrenceRow]], day: date, proofs: _Proofs) -> tuple[ReportItem, ...]:
    lines = {line.uid: line for section in roadmap.sections for line in section.lines}
    items = []
    for uid, rows in found.items():
        gone = [row for row in rows if row.off_plan]
        if gone:
            line = lines.get(uid) or RoadmapLine(text=gone[0].subject)
            items.append(ReportItem(line, tuple(_entry(line, row, day, proofs) for row in gone)))
    return tuple(items)


def _days(row: OccurrenceRow) -> str:
    from app.services.text_ru import short_date

    if row.planned_due is not None:
        return short_date(row.planned_due)
    return f"с {short_date(row.starts_on)}" if row.starts_on is not None else ""


# --- indicators of the preamble ---------------------------------------------------------------------------------------

_HEAD = re.compile(r"^\s*(?:\S+\s+){0,3}(?:индикатор|показател)\w*[^.:;]*:?.*$", re.I)
_OTHER_HEAD = re.compile(
    r"^\s*(?:цел[ьи]|задач[аи]|основани[ея]|срок\w* реализации|ожидаем\w+ результат\w*|механизм\w*)\b.*?:", re.I
)
_BULLET = re.compile(r"^\s*(?:[-–—•·*]|\d{1,2}[.)]|[а-я]\))\s*")


def indicators(preamble: str) -> tuple[str, ...]:
    """The target indicators of the preamble: lines under «Показатели», «Целевые индикаторы», up to the next head."""
    found: list[str] = []
    inside = ended = False
    for line in filter(None, (line.strip() for line in preamble.splitlines())):
        is_bullet = _BULLET.match(line) is not None
        if _HEAD.match(line) is not None and not is_bullet and ":" in line:
            inside, ended = True, False
            rest = line.split(":", 1)[1]
            found += [part.strip() for part in rest.split(";") if part.strip()]
        elif _OTHER_HEAD.match(line) or (ended and not is_bullet):
            inside = False
        elif inside and (is_bullet or not line.endswith(":")):
            found.append(_BULLET.sub("", line))
        ended = line.endswith(".")  # what follows a full stop belongs to the list only with a mark of the list
    return tuple(text.rstrip(" ;.") for text in found if text.rstrip(" ;."))
