"""What readers return and what a preview says. Readers return tuples and bytes: a file has 26,000 rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from app.services.contexts.rows import ContextSchool
from app.services.organisations.rows import Candidate
from app.services.problems import Problem
from app.services.school_schedule.rows import ReadSchedule
from app.services.table_files.text_tables import CsvForm

NOT_ATTEMPTED = 255
BLANK = 254

LAYOUTS = {
    "regional_2020": "сводный файл региона 2020 года",
    "regional_2021": "сводный файл региона 2021 года",
    "regional_2022": "сводный файл региона 2022 года и позже",
    "individual_results": "Ф1 «Индивидуальные результаты»",
    "mark_statistics": "Ф3 «Статистика по отметкам»",
    "journal_comparison": "«Сравнение отметок с отметками по журналу»",
    "score_distribution": "«Распределение первичных баллов»",
    "school_form_2026": "форма сбора результатов",
    "entry": "ввод в школе",
    "school_workbook": "книга для школы",
    "task_completion": "«Выполнение заданий»",
    "planned_results": "«Достижение планируемых результатов»",
    "task_groups": "«Выполнение заданий группами участников»",
    "task_map": "описание работы (карта заданий)",
    "exam_protocol": "протокол ГИА (ОГЭ, ЕГЭ)",
    "exam_appeal": "протокол ГИА после апелляции",
    "plain_table": "таблица, столбцы которой указаны вручную",
    "contexts": "контекстные данные об организациях",
    "marker_list": "ежегодный список школ с признаками необъективности",
    "school_schedule": "единый график оценочных процедур школы",
}
"""Layouts the program reads, as a person calls them."""


class PaperRecord(NamedTuple):
    """One accepted row of a file. `school` is a key of `ReadFile.schools`."""

    school: str
    code: str
    class_label: str
    variant: str
    absent: bool
    raw_score: int | None
    mark: int | None
    journal_mark: int | None
    task_scores: bytes | None
    test_score: int | None
    """Points of 100, of the unified state exam only."""
    row: int
    """1-based row number of the sheet."""


@dataclass(frozen=True, slots=True)
class SchoolInFile:
    """How the file names a school; `login` normalised, empty when the file has none."""

    login: str
    name: str = ""
    municipality_code: str = ""
    municipality_name: str = ""
    code: str = ""
    """Code of the exam centre («код ОО»), where the file names schools by it."""
    area: str = ""
    """Code of the municipality in the exam centre («код МСУ»): tells the schools of other districts."""


@dataclass(frozen=True, slots=True)
class TaskColumn:
    """A task as a file describes it; what a file does not say is None or empty. Fields as `models.results.Task`."""

    code: str
    max_points: int | None = None
    level: str = ""
    skill: str = ""
    planned_result: str = ""
    content_codes: str = ""
    requirement_codes: str = ""
    edited: bool = False


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """One row of a report by groups; fields as `models.results.GroupStat`."""

    content: str
    level: str
    code: str
    name: str
    organisations: int | None
    participants: int | None
    data: dict[str, float] = field(hash=False)


@dataclass(frozen=True, slots=True)
class ListedRecord:
    """One line of the yearly list of markers; fields as `models.exams.ListedMarker`."""

    year: int
    login: str
    municipality_name: str
    organisation_name: str
    papers: dict[str, int] = field(hash=False)
    markers: int = 0


@dataclass(frozen=True)
class ReadFile:
    """What a reader found in one workbook, before any comparison with the base."""

    layout: str
    year: int | None = None
    grade: int | None = None
    subject: str = ""
    max_score: int | None = None
    held_on: date | None = None
    tasks: tuple[TaskColumn, ...] = ()
    schools: dict[str, SchoolInFile] = field(default_factory=dict)
    papers: list[PaperRecord] = field(default_factory=list)
    groups: tuple[GroupRecord, ...] = ()
    rows: int = 0
    """Rows of the table that speak of a pupil (participants + absent + refused), or group rows."""
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    row_warnings: dict[int, int] = field(default_factory=dict)
    """Row of the sheet → number of its warnings, also those beyond the cap of the problem list; 0 = about the sheet."""
    sheet: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    """Letters of the columns read: `code`, `total`, `mark`, `journal`, `school` …; a field the layout lacks is absent."""
    region_name: str = ""
    region_code: str = ""
    """«reg990000»."""
    kind: str = "vpr"
    """Kind of the procedure, as `models.results.Procedure.kind`."""
    part: str = ""
    """Which of several procedures of the file this is; empty where a file speaks of one."""
    listed: tuple[ListedRecord, ...] = ()
    answers: tuple[ContextSchool, ...] = ()
    """Of contextual questionnaires."""
    short_answers: int = 0
    """How many of the tasks of an exam have short answers: they come first."""
    schedule: ReadSchedule | None = None
    """Of a school's unified schedule."""

    @property
    def warnings(self) -> int:
        return sum(self.row_warnings.values())


MEANINGS: dict[str, str] = {
    "school": "школа (логин, код или название)",
    "code": "код участника",
    "class_label": "класс",
    "variant": "вариант",
    "task": "балл за задание",
    "total": "первичный балл",
    "test_score": "тестовый балл (100-балльный)",
    "mark": "отметка за работу",
    "journal": "отметка по журналу",
}
"""What a column of a plain table may be. Every meaning but `task` is there once."""


@dataclass(frozen=True, slots=True)
class TableMapping:
    """What a person said about the columns of a table of no known layout."""

    sheet: str
    header_first: int
    header_last: int
    """Rows of the header, 1-based; equal where the header is one row."""
    columns: tuple[tuple[str, int], ...]
    """(meaning, 0-based column), tasks in their order."""
    kind: str = "municipal_test"
    fingerprint: str = ""
    """Of the header it was made for: under it the mapping is remembered."""
    captions: tuple[tuple[str, int], ...] = ()
    """Beside `columns`: caption of the column and which of those with this caption it is (from 0)."""

    def column(self, meaning: str) -> int | None:
        return next((column for name, column in self.columns if name == meaning), None)

    @property
    def tasks(self) -> tuple[int, ...]:
        return tuple(column for name, column in self.columns if name == "task")


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the person said about a file; None = let the content, then the file name, say it."""

    year: int | None = None
    grade: int | None = None
    subject: str | None = None
    create_schools: bool = False
    include_hidden: bool | None = None
    """None = not asked yet: hidden rows make a problem `hidden_rows` in the preview and are loaded only when True."""
    fill_merged: bool | None = None
    """None = not asked yet: cells merged over several rows make a problem `merged_cells` and are filled down only when True."""
    columns: tuple[tuple[str, str], ...] = ()
    """(field, column letter) where a file has two columns alike: (("total", "I"),)."""
    organisation_id: int | None = None
    """The school of a form that does not name it."""
    schools: tuple[tuple[str, int], ...] = ()
    """(key of a school as the file names it, organisation id) chosen by the person; remembered in the base."""
    kind: str = ""
    """Kind of the procedure where the person chose the procedure itself; empty = as the layout says."""
    part: str = ""
    """Which procedure of a file with several (`ReadFile.part`)."""
    mapping: TableMapping | None = None
    """How to read a table of no known layout."""
    csv_form: CsvForm | None = None
    """Encoding and separator of a text table, where the person knows better."""


@dataclass(frozen=True, slots=True)
class UnknownSchool:
    """A school of the file that the base does not have."""

    key: str
    login: str
    name: str
    municipality: str
    rows: int
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A row that is in the base with other values; `before` and `after` hold only what differs, in words."""

    school: str
    code: str
    row: int
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ImportPreview:
    """What loading one file would do. Nothing is written yet; `commit_import` takes exactly this object."""

    path: Path
    sha256: str
    options: ImportOptions
    read: ReadFile
    year: int | None
    grade: int | None
    subject: str
    max_score: int | None
    title: str
    """«ВПР 2021, русский язык, 4 класс», or what is known of it."""
    procedure_id: int | None
    """None = the procedure will be created (or is not known yet)."""
    missing: tuple[str, ...]
    """What nothing tells: «год», «класс», «предмет», «школа»; not empty → a commit is refused."""
    schools: int
    """Organisations with at least one participant."""
    participants: int
    absent: int
    refused: int
    warnings: int
    new: int
    changed: int
    same: int
    problems: tuple[Problem, ...]
    changed_rows: tuple[ChangedRow, ...] = ()
    """The first changed rows; `changed` is their full number."""
    new_schools: tuple[SchoolInFile, ...] = ()
    """Schools the commit will create."""
    unknown_schools: tuple[UnknownSchool, ...] = ()
    loaded_before: datetime | None = None
    """When the very same file was loaded."""
    fingerprint: str = ""
    """Of the stored data this preview was compared with."""
    school_ids: dict[str, int | None] = field(default_factory=dict)
    """School key → organisation id; None = will be created. Keys that are absent are not loaded."""
    groups: tuple[GroupRecord, ...] = ()
    """Group rows to store: those of the report, or those computed from a regional file."""
    groups_derived: bool = False
    groups_changed: int = 0
    """Group rows that are new or differ from the base."""
    participant_grade: int | None = None
    """Class of most participants by their codes: in autumn it is one above `grade`."""
    tasks_changed: int = 0
    """Tasks that the base will describe otherwise."""

    @property
    def rows(self) -> int:
        return self.read.rows

    @property
    def layout_title(self) -> str:
        return LAYOUTS.get(self.read.layout, self.read.layout)

    @property
    def can_commit(self) -> bool:
        """There is something to write and nothing is missing."""
        return not self.missing and bool(self.new or self.changed or self.groups_changed or self.tasks_changed)

    @property
    def part(self) -> str:
        return self.read.part

    @property
    def kind(self) -> str:
        """Kind of the procedure."""
        return self.read.kind

    @property
    def already_loaded(self) -> bool:
        return self.loaded_before is not None


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file of `import_files`. Counts speak of the file, `new`/`changed`/`same` of the base."""

    path: Path
    layout: str = ""
    procedure: str = ""
    year: int | None = None
    grade: int | None = None
    subject: str = ""
    rows: int = 0
    participants: int = 0
    absent: int = 0
    refused: int = 0
    warnings: int = 0
    schools: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    problems: tuple[Problem, ...] = ()
    run_id: int | None = None
    committed: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    files: tuple[FileReport, ...]
    dry_run: bool = False

    @property
    def has_problems(self) -> bool:
        """Something the person should look at: an error in any file."""
        return any(problem.severity == "error" for file in self.files for problem in file.problems)
