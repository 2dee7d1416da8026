"""What the checks need to know and what they find, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.services.problems import Problem, Severity

LETTERS: dict[Severity, str] = {"error": "E", "warning": "W", "info": "I"}
"""How severities are shortened in lists and on paper."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """When a role of the directory is held by somebody, and the lines that name the role."""

    role: str
    line_uids: frozenset[str]
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class LintContext:
    """What the paper itself does not tell.

    `own_names`: the district's own names in any spelling: municipality, localities, organisations; empty = unknown, then
    only names that differ from the district named in the title are foreign. `abbreviations`: those nobody has to explain,
    besides the common ones. `calendars`: names of schedules the program holds; a deadline «по графику …» that names one is
    dated. `tied_uids`: lines whose deadline a person has tied to a procedure of the calendar: they need no other date.
    `today` None = the checks do not look at the calendar.
    """

    own_names: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    today: date | None = None
    tied_uids: frozenset[str] = frozenset()
    appointments: tuple[Appointment, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of the paper. `section` and `line` are positions in the tree (from 0), ids are None in unsaved trees."""

    label: str
    """In words: «п. 2.3», «разд. 2, п. 4», «название», «п. 3 распоряжения»."""
    group: str = ""
    """First half of the label where items are numbered anew in each section: «разд. 2»."""
    number: str = ""
    """Printed number without its final dots."""
    section: int | None = None
    line: int | None = None
    section_id: int | None = None
    line_id: int | None = None
    field: str = ""
    """Attribute of the tree, section, line or document: «deadline», «title»…"""
    subject: str = ""
    """What stands there, folded: the key of a finding hangs on it, not on numbers that renumbering changes."""
    in_order: bool = False
    """A place of the order that approves the roadmap, not of the roadmap; `field` is then one of the document."""


@dataclass(frozen=True, slots=True)
class LintFinding:
    """One remark: what is wrong, why it matters, what to do. `spots` has at least one place, in printed order."""

    severity: Severity
    code: str
    place: str
    """All places in words: «разд. 2: п. 4–6; разд. 9: п. 2»."""
    text: str
    why: str
    todo: str
    key: str
    """The same for the same remark about the same words; a dismissal is kept under it."""
    spots: tuple[Spot, ...]
    detail: str = ""
    """Tells apart two remarks of one rule about one place."""

    @property
    def letter(self) -> str:
        return LETTERS[self.severity]

    @property
    def line_id(self) -> int | None:
        return self.spots[0].line_id

    @property
    def section_id(self) -> int | None:
        return self.spots[0].section_id

    @property
    def field(self) -> str:
        return self.spots[0].field

    @property
    def problem(self) -> Problem:
        """The same as a line for lists of remarks."""
        place = self.place[:1].upper() + self.place[1:]
        return Problem(self.severity, self.code, f"{place}: {self.text}", field=self.field)


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of remark. `title` names it in lists of rules; `why` and `todo` are said with every finding."""

    code: str
    severity: Severity
    title: str
    why: str
    todo: str


Place = tuple[str, str, str]
"""Whose text: uid of a line or «section», «order», «paper» · which field · fingerprint of the words."""


@dataclass(frozen=True, slots=True)
class Dismissal:
    """A person looked at the remark and said why it may stand."""

    id: int
    reason: str
    dismissed_at: datetime


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as the screen shows it. It hangs on a roadmap, or on a document that approves none."""

    finding: LintFinding
    title: str
    """Kind of the remark in words: the title of its rule."""
    places: tuple[Place, ...]
    """One for each spot of the finding, in the same order."""
    roadmap_id: int | None = None
    document_id: int | None = None
    """The order it was checked with; without a roadmap the owner of the remark."""
    dismissal: Dismissal | None = None

    @property
    def severity(self) -> Severity:
        return self.finding.severity

    @property
    def is_open(self) -> bool:
        return self.dismissal is None
