"""Plain rows of the plan of procedures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.services.problems import Problem, Severity

Level = Literal["federal", "regional", "municipal", "school"]
LEVELS: dict[str, str] = {
    "federal": "федеральная",
    "regional": "региональная",
    "municipal": "муниципальная",
    "school": "школьная",
}
LEVEL_LETTERS: dict[str, str] = {"federal": "Ф", "regional": "Р", "municipal": "М", "school": "Ш"}
"""As the legend of the printed calendar shows them."""

FORMS: dict[str, str] = {"": "не указана", "paper": "на бумаге", "computer": "на компьютере", "oral": "устно"}
CONTROL_MODES: dict[str, str] = {
    "": "не указано",
    "school_check": "проверяет школа",
    "municipal_recheck": "перепроверяет район",
    "federal_check": "проверяет федерация",
}
STATUSES: dict[str, str] = {
    "planned": "запланирована",
    "preparing": "готовимся",
    "running": "идёт",
    "checking": "проверяем работы",
    "uploaded": "данные переданы",
    "results": "результаты получены",
    "cancelled": "отменена",
}
"""In the order of time. «results» is never typed: it shows itself once results are loaded."""
SCHOOL_STATUSES: dict[str, str] = {
    "planned": "даты не выбраны",
    "dates_chosen": "даты выбраны",
    "prepared": "готова",
    "held": "провела",
    "checked": "проверила",
    "uploaded": "передала данные",
    "results": "результаты получены",
    "not_taking_part": "не участвует",
}
RANDOM_SUBJECT = "Предмет по случайному выбору"


@dataclass(frozen=True, slots=True)
class CatalogueLine:
    """What the program knows about a kind of procedure before anybody plans one."""

    code: str
    """Also `Procedure.kind`."""
    title: str
    full_title: str
    level: Level
    grades: tuple[int, ...]
    """Empty = of no one class: such a procedure has class 0."""
    subjects: tuple[str, ...]
    """Proposed; empty = any. A person may type another one."""
    control_mode: str
    control_words: str
    form: str
    minutes: int | None
    roles: tuple[str, ...]
    """Roles of `assignment` it needs."""
    months: tuple[int, ...]
    """Months of the school year it usually falls into."""
    results_file: str
    """Which file with results follows, in words; empty = none."""
    results_after_days: int | None
    """Working days from the last day of the window to the results."""
    by_schools: bool
    """Schools choose their days inside the window."""
    in_schedule: bool
    """It stands in a school's unified schedule (единый график)."""
    basis: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What a person says about a planned procedure. `year` None = the calendar year of its first day."""

    kind: str
    grade: int
    subject: str
    starts_on: date | None = None
    ends_on: date | None = None
    year: int | None = None
    form: str = ""
    control_mode: str = ""
    is_random: bool = False
    subject_options: tuple[str, ...] = ()
    minutes: int | None = None
    reserve_on: date | None = None
    results_due: date | None = None
    status: str = "planned"
    basis: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One procedure of the calendar: planned, or come with its results only (`planned` False)."""

    procedure_id: int
    kind: str
    year: int
    grade: int
    subject: str
    title: str
    level: Level
    starts_on: date | None
    ends_on: date | None
    """Last day; equals the first where only one is known."""
    planned: bool = True
    uid: str = ""
    form: str = ""
    control_mode: str = ""
    is_random: bool = False
    """A subject by lot: `subject` says only that until `subject_named_on`."""
    subject_options: tuple[str, ...] = ()
    subject_named_on: date | None = None
    minutes: int | None = None
    reserve_on: date | None = None
    results_due: date | None = None
    status: str = "planned"
    """As stored, or «results» where results are loaded, or by the days of the window where nobody said more."""
    basis: str = ""
    note: str = ""
    is_confirmed: bool = True
    rolled_from_id: int | None = None
    schools: int = 0
    """Own schools with results loaded."""
    participants: int = 0
    schools_expected: int = 0
    """Own open schools that take part by the plan; 0 where schools choose no days."""
    schools_chosen: int = 0
    """Of them, with at least one day chosen."""
    by_schools: bool = True
    stored_status: str = "planned"
    """What a person set, whatever the days and the results say by now."""

    @property
    def window_known(self) -> bool:
        return self.starts_on is not None

    @property
    def needs_name(self) -> bool:
        return self.is_random and self.subject_named_on is None

    @property
    def is_cancelled(self) -> bool:
        return self.status == "cancelled"


@dataclass(frozen=True, slots=True)
class SlotRow:
    """When one class of a school writes; also the draft a screen returns (`id` None = new)."""

    id: int | None
    procedure_id: int
    organisation_id: int
    class_label: str
    """«4А»; empty = the whole parallel."""
    held_on: date
    lesson: int | None = None
    starts_at: str = ""
    room: str = ""
    pupils: int | None = None
    form: str = ""
    organisation: str = ""
    """Short name, in lists."""
    title: str = ""
    """Of the procedure, in lists."""


@dataclass(frozen=True, slots=True)
class SlotRemark:
    """What is not right about a slot. `fix`: a day of the window that would be right, where there is one."""

    severity: Severity
    code: str
    """`outside_window`, `day_off`, `break`, `two_a_day`, `lesson_taken`."""
    text: str
    slot_id: int | None
    procedure_id: int
    organisation_id: int
    held_on: date
    class_label: str = ""
    fix: date | None = None


@dataclass(frozen=True, slots=True)
class SchoolInProcedure:
    """One own school in one planned procedure."""

    procedure_id: int
    organisation_id: int
    name: str
    status: str
    """Stored, or «dates_chosen» where there are slots, or «results» where its results are loaded."""
    slots: tuple[SlotRow, ...] = ()
    remarks: tuple[SlotRemark, ...] = ()
    classes: tuple[str, ...] = ()
    """Known classes of the parallel, from results of earlier papers."""
    rooms: int | None = None
    rooms_with_video: int | None = None
    note: str = ""

    @property
    def takes_part(self) -> bool:
        return self.status != "not_taking_part"

    @property
    def has_chosen(self) -> bool:
        return bool(self.slots)


@dataclass(frozen=True, slots=True)
class BreakRow:
    """A stretch without lessons (каникулы); `id` None = new or only proposed."""

    id: int | None
    organisation_id: int | None
    """None = the whole district."""
    school_year: int
    """The calendar year it begins in."""
    title: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """Which days of a school year are school days, for one school or the district (pure, cheap to ask)."""

    six_day: bool
    breaks: tuple[BreakRow, ...]
    exceptions: dict[date, bool] = field(default_factory=dict, hash=False)

    def break_on(self, day: date) -> BreakRow | None:
        return next((one for one in self.breaks if one.starts_on <= day <= one.ends_on), None)

    def is_school_day(self, day: date) -> bool:
        from app.services.calendar.working_days import is_working_day

        return is_working_day(day, self.six_day, self.exceptions) and self.break_on(day) is None


# --- packages of windows ----------------------------------------------------------------------------------------------

WindowState = Literal["new", "changed", "same", "refused"]
WINDOW_STATES: dict[str, str] = {"new": "новая", "changed": "изменится", "same": "без изменений", "refused": "не загружается"}


@dataclass(frozen=True, slots=True)
class WindowLine:
    """One procedure of a package. `place`: where it stands in the file."""

    draft: PlanDraft
    state: WindowState
    title: str
    procedure_id: int | None = None
    before: tuple[date | None, date | None] | None = None
    """The window now stored, where it changes."""
    place: str = ""


@dataclass(frozen=True, slots=True)
class WindowsPreview:
    """What a package would do; nothing is written yet."""

    source: str
    lines: tuple[WindowLine, ...]
    problems: tuple[Problem, ...] = ()
    basis: str = ""

    def count(self, state: WindowState) -> int:
        return sum(line.state == state for line in self.lines)


# --- moving a window --------------------------------------------------------------------------------------------------

HangingKind = Literal["roadmap", "checklist", "slot", "assignment", "event", "collection", "schedule", "plan"]
HANGING: dict[str, str] = {
    "plan": "Сроки самой процедуры",
    "roadmap": "Сроки дорожных карт",
    "checklist": "Подготовка",
    "slot": "Даты, выбранные школами",
    "assignment": "Люди",
    "event": "Встречи",
    "collection": "Запросы школам",
    "schedule": "Графики школ",
}
"""In the order of the page of what changes."""


@dataclass(frozen=True, slots=True)
class Hanging:
    """One thing that hangs on the window. `after` None with `before` known = it has no day any more."""

    kind: HangingKind
    row_id: int
    title: str
    """What it is about: the roadmap's item, the line of the checklist, «Школа № 1, 4А»."""
    what: str
    """Which day: «срок», «день проведения», «инструктаж»."""
    before: date | None
    after: date | None
    warning: str = ""
    """What a person should look at: «вне новых сроков», «выходной день», «отмечено выполненным»."""
    where: str = ""
    """Of what it is a part: the title of the roadmap."""
    field: str = ""
    """Column of its table that gets `after`; empty where the row follows by rules of its own."""

    @property
    def moves(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class MovePreview:
    """Everything that a move of the window changes, to be confirmed. Nothing is written yet."""

    procedure_id: int
    title: str
    before: tuple[date | None, date | None]
    after: tuple[date | None, date | None]
    hanging: tuple[Hanging, ...]
    problems: tuple[Problem, ...] = ()
    shift_slots: bool = False
    """Days chosen by schools and days of people move by as many days as the window; else they stay and say so."""

    def of(self, kind: HangingKind) -> tuple[Hanging, ...]:
        return tuple(one for one in self.hanging if one.kind == kind)


@dataclass(frozen=True, slots=True)
class RolloverLine:
    """One procedure of the former year and what it becomes."""

    procedure_id: int
    title: str
    before: tuple[date | None, date | None]
    after: tuple[date | None, date | None]
    draft: PlanDraft
    exists: bool = False
    """There is such a procedure already: it is left alone."""
