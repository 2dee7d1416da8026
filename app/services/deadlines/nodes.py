"""The syntax tree of a phrase: units of time, items made of them, elements of a phrase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

What = Literal["day", "month", "quarter", "half", "term", "trimester", "season", "year", "week", "bare"]
PartName = Literal[
    "start", "middle", "end", "first_half", "second_half", "decade", "week", "weekday", "last_day", "last_working_day"
]  # fmt: skip
Scope = Literal["all", "year", "school"]
Mode = Literal["at", "range", "until", "since"]


@dataclass(frozen=True, slots=True)
class YearRef:
    """«2024» (2024, 2024), «2020–2022 гг.» (2020, 2022), «2024/2025 уч. г.» (2024, 2025, school).

    `either`: «2024-2025» alone may be two calendar years or one school year. `repaired`: a digit was put right.
    `running`: named without a number («текущего года», «учебного года»). `unknown`: said to be unknown («год не указан»),
    so that no neighbour lends its year.
    """

    first: int = 0
    last: int = 0
    school: bool = False
    either: bool = False
    repaired: bool = False
    running: bool = False
    next: bool = False
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A slice of a unit; `first`–`last` number decades or weeks (−1 = the last one), or nth and weekday."""

    name: PartName
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a year: a day, a month, a quarter… `number` 0 = not said yet (taken from its neighbour)."""

    what: What
    number: int = 0
    day: int = 0
    year: YearRef | None = None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a list: a point or period, a range, «до …» or «с …»."""

    mode: Mode
    first: Unit
    last: Unit | None = None
    edge: Literal["", "start", "finish"] = ""
    """«до начала октября»: the first day of the unit is meant; «до конца»: the last."""
    inclusive: bool = False
    """«не позднее октября»: with the month; «до октября» may leave it out."""


# --- elements of a phrase -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[Item, ...]
    alternative: bool = False
    """Joined with «или»."""
    yearless: bool = False
    """«(год не указан)» follows."""
    during: bool = False
    """Led in by «в течение», «весь»."""
    bracketed: bool = False
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week named beside a date, or alone; 1 = Monday. `nth` of a month, −1 = last."""

    days: tuple[int, ...]
    nth: int | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """«ежегодно», «2 раза в год», «каждый второй вторник месяца»."""

    every: str
    times: int | None = None
    times_min: int | None = None
    weekdays: tuple[int, ...] = ()
    nth: int | None = None
    months: tuple[int, ...] = ()
    """«последний месяц квартала»: 3, 6, 9, 12."""
    part: Part | None = None
    until: bool = False
    """«до конца каждого месяца»: by the end of the slice."""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Except:
    """«кроме июля и августа»: not in these months."""

    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MonthDay:
    """«до 5 числа», «с 1 по 10 число месяца, следующего за отчетным»."""

    mode: Literal["until", "at", "range"]
    days: tuple[int, ...]
    lag: bool = False
    in_quarter: int = 0
    every: str = ""
    """«month» when the phrase itself says «каждого месяца», «quarter» after «за отчетным кварталом»."""


@dataclass(frozen=True, slots=True)
class ToEvent:
    """«за 2 недели до экзамена», «в трёхдневный срок после получения результатов»."""

    anchor: str
    days: int | None
    months: int | None
    working: bool
    direction: Literal["before", "after"]
    formula: str | None = None
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outside:
    """The date is somewhere else: a schedule, an event, a need."""

    kind: Literal["on_schedule", "on_demand"]
    bracketed: bool = False
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Whole:
    """«постоянно», «в течение года»: all of the document's period."""

    scope: Scope
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lag:
    """«года, следующего за отчетным»: a year later than the year it is about."""

    years: int = 1


@dataclass(frozen=True, slots=True)
class Then:
    """«далее»: what follows goes on after what stands before."""


@dataclass(frozen=True, slots=True)
class Junk:
    """Words the grammar does not know; `harsh` ones turn the sense round («не», «кроме», «см.»)."""

    text: str
    harsh: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something a person must confirm, said by no element of its own."""

    text: str


Element = Items | Weekdays | Every | Except | MonthDay | ToEvent | Outside | Whole | Lag | Then | Doubt | Junk
