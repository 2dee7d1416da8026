"""Plain rows of the preparation of a procedure: checklist, incidents, acts of observation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Phase = Literal["before", "day", "after"]
PHASES: dict[str, str] = {"before": "До начала", "day": "В день проведения", "after": "После окончания"}
LineState = Literal["done", "open", "soon", "overdue", "undated"]
STATE_WORDS: dict[str, str] = {
    "done": "сделано", "open": "впереди", "soon": "на этой неделе", "overdue": "просрочено", "undated": "без даты",
}  # fmt: skip

STAGES: dict[str, str] = {
    "materials": "Подготовка материалов",
    "handing": "Передача материалов",
    "holding": "Проведение",
    "checking": "Проверка работ",
    "uploading": "Заполнение и отправка формы",
}
"""Stages of observation: приложение к распоряжению Министерства образования Московской области от 24.02.2021 № Р-98."""
QUESTIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "materials": (
        ("materials_closed", "Материалы до начала работы видели только назначенные сотрудники"),
        ("materials_enough", "Материалов хватило на всех участников"),
    ),
    "handing": (("handing_sealed", "Материалы переданы в аудиторию в закрытом виде"),),
    "holding": (
        ("holding_instruction", "Инструктаж участников проведён"),
        ("holding_seats", "Участники рассажены по одному"),
        ("holding_time", "Время начала и окончания записано и соблюдено"),
        ("holding_own_work", "Участники работали самостоятельно, без телефонов и подсказок"),
        ("holding_strangers", "Посторонних в аудитории не было"),
        ("holding_late", "После начала в аудиторию никто не входил"),
    ),
    "checking": (
        ("checking_codes", "Работы проверяли по кодам, без фамилий"),
        ("checking_criteria", "Проверяли по критериям, спорные случаи решали вдвоём"),
        ("checking_other_teacher", "Работы класса проверял не его учитель"),
    ),
    "uploading": (
        ("uploading_from_works", "Баллы внесены в форму с проверенных работ"),
        ("uploading_in_time", "Форма отправлена в срок"),
    ),
}
"""What an observer answers by stage, in our own words: «да», «нет», «не видел(а)»."""
ANSWERS: dict[str, str] = {"yes": "да", "no": "нет", "not_seen": "не видел(а)"}


@dataclass(frozen=True, slots=True)
class TemplateLine:
    phase: Phase
    anchor: Literal["start", "end"]
    offset_days: int
    """Working days from the first or the last day of the window."""
    text: str
    role: str
    per_school: bool


@dataclass(frozen=True, slots=True)
class Template:
    code: str
    title: str
    kinds: tuple[str, ...]
    """Kinds of procedures it is proposed for; none = for any."""
    lines: tuple[TemplateLine, ...]


@dataclass(frozen=True, slots=True)
class TickRow:
    organisation_id: int | None
    done_on: date
    who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of a checklist with its ticks."""

    id: int
    procedure_id: int
    phase: Phase
    anchor: Literal["start", "end"]
    offset_days: int
    text: str
    role: str
    per_school: bool
    due_on: date | None
    """The day in force: set by hand, else counted from the window."""
    moved: bool
    """Set by hand: it does not follow the window."""
    state: LineState
    ticks: tuple[TickRow, ...] = ()
    schools: int = 0
    """Schools that have to do it; 0 for a line of the district."""

    @property
    def done(self) -> int:
        """Schools that have done it; 1 or 0 for a line of the district."""
        return len(self.ticks)

    def tick_of(self, organisation_id: int | None) -> TickRow | None:
        return next((tick for tick in self.ticks if tick.organisation_id == organisation_id), None)


@dataclass(frozen=True, slots=True)
class LineDraft:
    """What a person types about a line."""

    phase: Phase
    text: str
    offset_days: int = 0
    anchor: Literal["start", "end"] = "start"
    role: str = ""
    per_school: bool = False
    moved_to: date | None = None


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """Something that went otherwise; codes only. `id` None = new."""

    id: int | None
    procedure_id: int
    organisation_id: int | None
    happened_on: date
    text: str
    action: str = ""
    class_label: str = ""
    reported_by: str = ""
    closed_on: date | None = None
    school: str = ""


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act of observation. `id` None = new."""

    id: int | None
    procedure_id: int
    organisation_id: int
    observer: str = ""
    person_id: int | None = None
    observed_on: date | None = None
    starts_at: str = ""
    ends_at: str = ""
    class_label: str = ""
    room: str = ""
    answers: dict[str, str] = field(default_factory=dict, hash=False)
    """Question → key of `ANSWERS`."""
    remarks: str = ""
    received_on: date | None = None
    school: str = ""

    @property
    def remarked(self) -> int:
        """Answers «нет»."""
        return sum(answer == "no" for answer in self.answers.values())


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a procedure was watched; None = nobody has said how many rooms there were."""

    schools: int
    schools_with_act: int
    acts: int
    rooms: int | None
    rooms_with_video: int | None


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything of one procedure that the page shows."""

    procedure_id: int
    title: str
    starts_on: date | None
    ends_on: date | None
    lines: tuple[LineRow, ...]
    schools: tuple[tuple[int, str], ...]
    """(id, name) of those that take part, alphabetical."""
    incidents: tuple[IncidentRow, ...]
    acts: tuple[ActRow, ...]
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class PreparedRow:
    """A procedure in the list of the page."""

    procedure_id: int
    title: str
    starts_on: date | None
    ends_on: date | None
    lines: int
    """0 = no checklist yet."""
    done: int
    """Lines that are done as a whole."""
    overdue: int
    incidents: int
    acts: int
