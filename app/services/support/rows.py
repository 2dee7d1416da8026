"""Plain rows about support of schools. Nothing here is a ranking: lists are alphabetical, a person decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.services.results.procedure import ProcedureRow

Kind = Literal["targeted_support", "base_school"]
Role = Literal["ground", "note", "off"]
State = Literal["yes", "no", "unknown"]
Level = Literal["high", "middle", "low"]

KINDS: dict[Kind, str] = {"targeted_support": "Адресная поддержка", "base_school": "Базовая школа"}
ROLES: dict[Role, str] = {"ground": "основание", "note": "сведение", "off": "не считать"}
DECISIONS = {"take": "включить", "leave": "не включать", "release": "вывести"}
LEVELS: dict[Level, str] = {"high": "высокая", "middle": "средняя", "low": "низкая"}

PRACTICE = "так составляют федеральный список школ с низкими результатами; точное число — настройка района"
MINIMUMS_2026: dict[str, float] = {
    "Русский язык": 24, "Математика": 27, "Математика базовая": 3, "Математика профильная": 27, "Физика": 36, "Химия": 36,
    "Биология": 36, "Информатика": 40, "История": 32, "Литература": 32, "География": 37, "Обществознание": 42,
    "Английский язык": 22, "Немецкий язык": 22, "Французский язык": 22, "Испанский язык": 22,
}  # fmt: skip
"""Least score that passes; of basic mathematics in primary points, of all others in test points."""
IN_PRIMARY_POINTS = frozenset({"Математика базовая"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the rules that a person may change."""

    key: str
    label: str
    unit: str
    usual: float
    least: float
    most: float
    source: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question that figures of a school answer. `role`: the usual one; `parameters`: keys it needs."""

    key: str
    kind: Kind
    title: str
    role: Role
    parameters: tuple[str, ...]
    source: str


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("years", "Сколько последних лет смотреть", "лет", 3, 1, 6, "принято смотреть три года"),
    Parameter("least_n", "Не учитывать работы, которые писали меньше", "чел.", 10, 5, 50, "ФИОКО, 2026: группы от 10 человек"),
    Parameter("low_percent", "Низкий результат: доля «2» не меньше", "%", 30, 1, 100, PRACTICE),
    Parameter("low_count", "Низких результатов не меньше", "работ", 2, 1, 20, PRACTICE),
    Parameter("failed", "Не преодолели минимум ГИА, не меньше", "чел.", 1, 1, 50, "порог задаёт район"),
    Parameter("growth", "Доля «2» выросла за год не меньше чем на", "п. п.", 10, 1, 100, "ФИОКО, 2026: +10 п. п. и больше"),
    Parameter("above", "Доля «2» выше районной не меньше чем на", "п. п.", 10, 1, 100, "порог задаёт район"),
    Parameter("index_most", "Индекс социального благополучия не больше", "из 100", 40, 0, 100, "порог задаёт район"),
    Parameter("quality_above", "Доля «4» и «5» выше районной не меньше чем на", "п. п.", 5, 0, 100, "порог задаёт район"),
    Parameter("quality_share", "…в такой части работ", "%", 60, 1, 100, "порог задаёт район"),
    Parameter("least_papers", "Для базовой школы нужно работ", "работ", 4, 1, 50, "порог задаёт район"),
    Parameter("interval", "Надёжность интервала для устойчивых школ", "%", 80, 50, 99, "порог задаёт район"),
    Parameter("least_schools", "Школ с индексом для расчёта устойчивости", "школ", 15, 8, 500, "порог задаёт район"),
)

CRITERIA: tuple[Criterion, ...] = (
    Criterion("low_papers", "targeted_support", "Низкие результаты в нескольких работах", "ground", ("low_percent", "low_count"),
              PRACTICE),
    Criterion("failed_exam", "targeted_support", "Минимум ГИА не преодолён", "note", ("failed",),
              "минимальные баллы задаёт Рособрнадзор на каждый год"),
    Criterion("growth", "targeted_support", "Доля «2» заметно выросла за год", "note", ("growth",),
              "рекомендации ФИОКО по анализу ВПР, 2026"),
    Criterion("above_district", "targeted_support", "Доля «2» заметно выше районной", "note", ("above",), "порог задаёт район"),
    Criterion("hard_context", "targeted_support", "Трудные условия работы", "note", ("index_most",),
              "индекс социального благополучия, см. карточку школы"),
    Criterion("quality", "base_school", "Высокие результаты во многих работах", "ground",
              ("quality_above", "quality_share", "least_papers"), "порог задаёт район"),
    Criterion("no_low", "base_school", "Нет низких результатов", "ground", (), "обратное первому признаку"),
    Criterion("no_growth", "base_school", "Доля «2» не растёт", "ground", (), "рекомендации ФИОКО по анализу ВПР, 2026"),
    Criterion("no_flags", "base_school", "Нет в списках необъективности", "ground", (), "список ФИОКО и статусы карточки"),
)  # fmt: skip
BY_KEY = {one.key: one for one in CRITERIA}


@dataclass(frozen=True, slots=True)
class Rules:
    """The criteria of a year. `since`: the year they were set for (None = as shipped), `note`: where they come from."""

    values: dict[str, float] = field(default_factory=lambda: {p.key: p.usual for p in PARAMETERS}, hash=False)
    roles: dict[str, Role] = field(default_factory=lambda: {c.key: c.role for c in CRITERIA}, hash=False)
    kinds: tuple[str, ...] = ("vpr", "oge", "ege")
    """Kinds of procedures that count."""
    subjects: tuple[str, ...] = ()
    """Empty = all."""
    minimums: dict[str, float] = field(default_factory=lambda: dict(MINIMUMS_2026), hash=False)
    since: int | None = None
    note: str = ""

    def __getitem__(self, key: str) -> float:
        return self.values[key]


@dataclass(frozen=True, slots=True)
class Figures:
    """One paper of one school. `twos`: pupils with «2», of ЕГЭ below the minimum; None where only percents are known.

    Shares are percents (0–100), None under 5 writers or without marks. `mean`: percent of the maximum.
    """

    procedure: ProcedureRow
    n: int
    twos: int | None
    share2: float | None
    quality: float | None
    mean: float | None
    district2: float | None = None
    district_quality: float | None = None
    district_mean: float | None = None
    minimum: float | None = None
    """Of ЕГЭ: below this the exam is not passed."""


@dataclass(frozen=True, slots=True)
class PaperFact:
    """A paper under the rules. `why_not`: why it is not counted, empty = counted. `interval`: where the share of «2» of
    such a school may lie (Wilson, 95 %), percents."""

    figures: Figures
    why_not: str
    low: bool
    growth: float | None
    """Percentage points since the same paper a year before; None where either was not counted."""
    interval: tuple[float, float] | None

    @property
    def counted(self) -> bool:
        return not self.why_not


@dataclass(frozen=True, slots=True)
class CriterionFact:
    """The answer with its numbers. `procedures`: ids of the papers behind it."""

    key: str
    role: Role
    state: State
    words: str
    procedures: tuple[int, ...] = ()

    @property
    def title(self) -> str:
        return BY_KEY[self.key].title


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided."""

    id: int | None
    organisation_id: int
    year: int
    kind: Kind
    decision: str
    reason: str
    grounds: str
    decided_on: date
    status_id: int | None = None


@dataclass(frozen=True, slots=True)
class SchoolSupport:
    """One school under the rules of a year."""

    organisation_id: int
    name: str
    papers: tuple[PaperFact, ...]
    """Of the years looked at, newest first."""
    support: tuple[CriterionFact, ...]
    base: tuple[CriterionFact, ...]
    proposed: bool
    """At least one ground of support holds."""
    candidate: bool
    """All conditions of a base school hold."""
    index: float | None = None
    index_year: int | None = None
    statuses: tuple[str, ...] = ()
    """Kinds of statuses in force."""
    decisions: tuple[Decision, ...] = ()
    """Newest first."""

    @property
    def counted(self) -> int:
        return sum(1 for paper in self.papers if paper.counted)

    @property
    def low(self) -> int:
        return sum(1 for paper in self.papers if paper.counted and paper.low)

    def fact(self, key: str) -> CriterionFact | None:
        return next((one for one in (*self.support, *self.base) if one.key == key), None)

    def decision(self, kind: Kind, year: int) -> Decision | None:
        return next((one for one in self.decisions if one.kind == kind and one.year == year), None)


@dataclass(frozen=True, slots=True)
class Move:
    """Who came into the proposed group or went out of it since the year before, and why."""

    organisation_id: int
    name: str
    kind: Kind
    entered: bool
    why: str
    before: str
    """The grounds of the year before, in words."""
    after: str


@dataclass(frozen=True, slots=True)
class ResiliencePoint:
    """A school beside what its conditions let one expect; all in points of completion against the district."""

    organisation_id: int
    name: str
    index: float
    result: float
    expected: float
    low: float
    high: float
    """Where the result of a school of such conditions lies, by all other schools."""
    pupils: int
    hard: bool
    """The conditions are harder than of half of the schools."""
    resilient: bool


@dataclass(frozen=True, slots=True)
class Resilience:
    """`why_not`: why nothing is said; else points alphabetically. `slope`: points of completion per 10 points of the index."""

    why_not: str
    points: tuple[ResiliencePoint, ...] = ()
    slope: float | None = None
    without_index: int = 0


@dataclass(frozen=True, slots=True)
class SupportPage:
    """Everything «Кому нужна помощь» shows; schools alphabetically."""

    years: tuple[int, ...]
    year: int | None
    rules: Rules
    schools: tuple[SchoolSupport, ...] = ()
    moves: tuple[Move, ...] = ()
    resilience: Resilience = Resilience("Результатов пока нет.")

    def school(self, organisation_id: int) -> SchoolSupport | None:
        return next((one for one in self.schools if one.organisation_id == organisation_id), None)


@dataclass(frozen=True, slots=True)
class PupilLine:
    """A work behind a number, by code."""

    code: str
    class_label: str
    score: int | None
    test_score: int | None
    mark: int | None
    low: bool
    """Counted as «2», of ЕГЭ as below the minimum."""


# --- self-diagnosis -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What helps against a factor: a line of the school's plan. `{y1}` in the deadline = the year of the plan."""

    text: str
    deadline: str
    responsible: str
    result: str


@dataclass(frozen=True, slots=True)
class Factor:
    """One of the ten risk factors, its questions and measures; `context`: keys of context data that tell of it too."""

    key: str
    title: str
    about: str
    questions: tuple[Question, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class FactorLine:
    """A factor of one school. `score` 0–100 = how much the answers say it hinders, None where not enough is answered."""

    factor: Factor
    answered: int
    score: float | None
    computed: Level | None
    marked: Level | None
    """What a person said instead."""
    note: str = ""

    @property
    def level(self) -> Level | None:
        return self.marked or self.computed


@dataclass(frozen=True, slots=True)
class RiskProfile:
    """`year`: the school year by the year it begins in; `answers`: {question: 0–3}; `years`: those with answers, newest first."""

    organisation_id: int
    school: str
    year: int
    lines: tuple[FactorLine, ...]
    answers: dict[str, int] = field(hash=False)
    years: tuple[int, ...] = ()

    @property
    def answered(self) -> int:
        return sum(line.answered for line in self.lines)

    @property
    def questions(self) -> int:
        return sum(len(line.factor.questions) for line in self.lines)
