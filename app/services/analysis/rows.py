"""Plain rows of the analysis: thresholds, tables that screen, workbook and paper share, and the directions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from app.services.charts.rows import HistoryPanel
from app.services.results.procedure import ProcedureRow
from app.services.results.rows import GroupResult, Scale, ScoreDistribution, TaskPercents, TaskRow

Kind = Literal["text", "code", "count", "percent", "score", "points"]
"""Of a column. `percent`, `score` and `points` (percentage points, with its sign) have one or two digits after the comma."""
State = Literal["", "good", "edge", "low", "note"]
"""`low`: under the threshold; `edge`: in its zone; `note`: worth a look, not a verdict."""
STATE_WORDS: dict[State, str] = {
    "": "", "good": "достаточно", "edge": "на границе", "low": "недостаточно", "note": "обратите внимание"
}  # fmt: skip
LITTLE = "мало данных"
FEW = 5
"""Fewer pupils: no percents, whatever the settings say."""
NO_SKILLS = (
    "Умения и уровни заданий этой работы не указаны. Загрузите «Описание работы» этого предмета и класса "
    "(таблица заданий с уровнем и проверяемым умением) или отчёт «Достижение планируемых результатов»."
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What counts as enough; all of it can be changed. Percents 0–100, counts of pupils."""

    basic_enough: float = 60.0
    basic_zone: float = 3.0
    """Below `basic_enough` by this much a task is still «на границе»."""
    advanced_enough: float = 30.0
    advanced_zone: float = 1.5
    two_growth: float = 10.0
    journal_gap: float = 2.0
    informative: float = 50.0
    enough: float = 30.0
    least: float = 20.0
    group_least: float = 10.0
    edge_points: float = 1.0
    """Points above the lowest «3» up to which a work counts as close to «2»; 0 = none."""
    peak_p: float = 0.01
    low_share: float = 30.0
    """Percent of the maximum under which a work counts as low where there are no marks."""


@dataclass(frozen=True, slots=True)
class ThresholdInfo:
    """How one threshold is shown in the settings."""

    key: str
    label: str
    unit: str
    least: float
    most: float
    digits: int = 0


THRESHOLDS: tuple[ThresholdInfo, ...] = (
    ThresholdInfo("basic_enough", "Базовый уровень: достаточно, если выполнили не меньше", "%", 1, 100, 1),
    ThresholdInfo("basic_zone", "Базовый уровень: граница — ниже порога не более чем на", "п. п.", 0, 30, 1),
    ThresholdInfo("advanced_enough", "Повышенный и высокий уровень: достаточно от", "%", 1, 100, 1),
    ThresholdInfo("advanced_zone", "Повышенный и высокий уровень: граница — ниже не более чем на", "п. п.", 0, 30, 1),
    ThresholdInfo("two_growth", "Доля «2»: отрицательная динамика, если выросла за год на", "п. п.", 1, 100, 1),
    ThresholdInfo("journal_gap", "Журнал: смотреть работы, где расхождение с отметкой не меньше", "балла", 1, 3),
    ThresholdInfo("informative", "Выборка показательна от", "участников", 5, 1000),
    ThresholdInfo("enough", "Выборки достаточно от", "участников", 5, 1000),
    ThresholdInfo("least", "Наименьшая выборка для выводов", "участников", 5, 1000),
    ThresholdInfo("group_least", "Наименьшая группа для выводов о группе", "участников", 5, 1000),
    ThresholdInfo("edge_points", "Работа близка к «2», если выше границы «3» меньше чем на", "баллов", 0, 10),
    ThresholdInfo("low_share", "Низкий результат там, где отметок нет: меньше", "% максимума", 1, 100, 1),
    ThresholdInfo("peak_p", "Граница отметки: обращать внимание, если вероятность случайности меньше", "", 0.0001, 0.2, 4),
)


@dataclass(frozen=True, slots=True)
class TableColumn:
    key: str
    title: str
    kind: Kind = "text"
    width: int = 90
    """Logical pixels on the screen; the paper uses the same proportions."""
    stretch: bool = False
    printed: str = ""
    """Title on paper where it has to be broken inside a word."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: `cells` as the columns say (None = not known; «мало данных» before empty texts stands for all of them).

    `target`: what a click opens, ("school", id), ("procedure", id) or ("task", place).
    """

    key: str
    cells: tuple[str | float | None, ...]
    state: State = ""
    target: tuple[str, int] | None = None
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    key: str
    title: str
    columns: tuple[TableColumn, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    printed: bool = True
    """False for long lists of codes that the report of the whole procedure leaves out."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A drafted sentence; its numbers stand in the lines `lines` of the table `table`."""

    text: str
    table: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarksChart:
    groups: tuple[GroupResult, ...]


@dataclass(frozen=True, slots=True)
class JournalChart:
    groups: tuple[GroupResult, ...]


@dataclass(frozen=True, slots=True)
class ScoresChart:
    own: ScoreDistribution
    reference: ScoreDistribution | None
    cuts: Scale | None


@dataclass(frozen=True, slots=True)
class YearsChart:
    """Share of «2» over years; `top` of the axis in percent."""

    panel: HistoryPanel
    top: float
    own: str
    reference: str


@dataclass(frozen=True, slots=True)
class TasksChart:
    """Percent of the maximum by task; None = not known. `enough`: threshold of each task by its level."""

    codes: tuple[str, ...]
    own: tuple[float | None, ...]
    reference: tuple[float | None, ...]
    enough: tuple[float | None, ...]
    states: tuple[State, ...]
    own_name: str
    reference_name: str


@dataclass(frozen=True, slots=True)
class MarkGroupsChart:
    """Percent of the maximum by task, a line for each group of participants: (words, percents)."""

    codes: tuple[str, ...]
    groups: tuple[tuple[int, str, tuple[float | None, ...]], ...]
    """(mark, «Отметка «3», 41 участник», percents)."""


ChartData = MarksChart | JournalChart | ScoresChart | YearsChart | TasksChart | MarkGroupsChart


@dataclass(frozen=True, slots=True)
class Chart:
    key: str
    title: str
    data: ChartData


@dataclass(frozen=True, slots=True)
class Direction:
    """One of the seven; `missing` says which file to load where there is nothing to show."""

    key: str
    title: str
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    warnings: tuple[str, ...] = ()
    missing: str = ""

    def table(self, key: str) -> Table | None:
        return next((table for table in self.tables if table.key == key), None)


@dataclass(frozen=True)
class Papers:
    """Papers of the own schools in one procedure as arrays of equal length n.

    Marks are those of the file, else by the scale; 0 = none.
    """

    organisation: Any
    """int64[n]."""
    absent: Any
    score: Any
    """int64[n], −1 = none."""
    mark: Any
    journal: Any
    codes: tuple[str, ...]
    classes: tuple[str, ...]
    tasks: Any
    """uint8[n, k]; bytes from 251 on are no points; rows without known tasks are `has_tasks` False."""
    has_tasks: Any

    @property
    def n(self) -> int:
        return len(self.codes)


@dataclass(frozen=True, slots=True)
class YearMarks:
    """The same paper in one year: who is analysed, and the first group beside it."""

    procedure_id: int
    year: int
    own: GroupResult | None
    district: GroupResult | None
    region: GroupResult | None


@dataclass(frozen=True)
class Material:
    """Everything the directions read. `school_id` None = the whole district is analysed."""

    procedure: ProcedureRow
    scale: Scale | None
    school_id: int | None
    own: GroupResult
    groups: tuple[GroupResult, ...]
    """Beside it: district (of a school), region, whole sample; those there are."""
    schools: tuple[GroupResult, ...]
    """Own schools by the alphabet; of a school: itself."""
    papers: Papers
    chosen: Any
    """bool[n]: papers of who is analysed."""
    tasks: tuple[TaskRow, ...]
    reported: tuple[TaskPercents, ...]
    own_scores: ScoreDistribution | None
    reference_scores: ScoreDistribution | None
    history: tuple[YearMarks, ...]
    thresholds: Thresholds = field(default_factory=Thresholds)


@dataclass(frozen=True, slots=True)
class Analysis:
    """One procedure, one school or the district."""

    procedure: ProcedureRow
    school_id: int | None
    name: str
    participants: int
    absent: int | None
    directions: tuple[Direction, ...]
    conclusions: tuple[Sentence, ...]
    """«От результата к условиям», as drafted; `table` is «direction/table»."""
    edited: str
    """What the person made of them; empty = not edited."""
    sample: str
    """A sentence about the size of the sample."""
    thresholds: Thresholds = field(default_factory=Thresholds)

    def direction(self, key: str) -> Direction:
        return next(one for one in self.directions if one.key == key)


@dataclass(frozen=True, slots=True)
class Choice:
    """A procedure with results, or a school to be analysed."""

    id: int
    words: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the page offers. `own_school`: of a school workplace, which analyses nobody else."""

    procedures: tuple[ProcedureRow, ...]
    schools: tuple[Choice, ...]
    district: str
    own_school: int | None = None
