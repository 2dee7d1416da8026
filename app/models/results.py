"""Assessment procedures, papers of pupils (codes only, never names), group statistics, import runs."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Procedure(Base):
    """One paper written in one year: «ВПР 2021, русский язык, 4 класс»."""

    __tablename__ = "procedure"
    __table_args__ = (UniqueConstraint("kind", "year", "grade", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="vpr")
    """`vpr`, `niko`, `regional_test`, `municipal_test`, `diagnostic_test`, `oge`, `ege` …"""
    year: Mapped[int]
    """Calendar year of the procedure as ФИС ОКО names it."""
    grade: Mapped[int]
    """Class of the programme tested (in autumn procedures the pupils are one class older)."""
    subject: Mapped[str]
    max_score: Mapped[int | None]
    held_on: Mapped[date | None]
    """First day of the window."""
    held_until: Mapped[date | None]
    participant_grade: Mapped[int | None]
    """Class of most participants by their codes; NULL where the codes do not tell."""


class Task(Base):
    """One task column of a procedure; `position` is the byte in `Paper.task_scores`."""

    __tablename__ = "task"

    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    max_points: Mapped[int | None]
    level: Mapped[str] = mapped_column(default="")
    """«Б», «П», «В» or empty."""
    skill: Mapped[str] = mapped_column(default="")
    """What the task checks, in the words of the описание работы."""
    planned_result: Mapped[str] = mapped_column(default="")
    """«Блоки ПООП»: выпускник научится / получит возможность научиться."""
    content_codes: Mapped[str] = mapped_column(default="")
    """Codes КЭС, several joined by «; »."""
    requirement_codes: Mapped[str] = mapped_column(default="")
    """Codes КТ, several joined by «; »."""
    edited: Mapped[bool] = mapped_column(default=False)
    """A person wrote this line of the task map: files fill its blanks and change nothing else."""


class Paper(Base):
    """One enrolled pupil of one procedure, by participant code."""

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("procedure_id", "organisation_id", "code"),
        Index(None, "import_run_id"),
        Index("ix_paper_statistics", "procedure_id", "organisation_id", "absent", "raw_score", "mark", "journal_mark"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    code: Mapped[str]
    class_label: Mapped[str] = mapped_column(default="")
    variant: Mapped[str] = mapped_column(default="")
    absent: Mapped[bool] = mapped_column(default=False)
    raw_score: Mapped[int | None]
    mark: Mapped[int | None]
    """Mark as the file carries it; NULL → computed from the scale when read."""
    journal_mark: Mapped[int | None]
    task_scores: Mapped[bytes | None] = mapped_column(LargeBinary)
    """One byte a task in order of `Task.position`: points, 254 = blank, 255 = not attempted («X»)."""
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))
    """The run that first brought this row."""
    test_score: Mapped[int | None]
    """Points of 100, of the unified state exam only."""


class GroupStat(Base):
    """Statistics of a whole group as a report prints them: sample, region, municipality, school."""

    __tablename__ = "group_stat"
    __table_args__ = (
        CheckConstraint("level IN ('sample', 'region', 'municipality', 'school')", name="level"),
        CheckConstraint(
            "content IN ('marks', 'journal', 'scores', 'tasks', 'skills', 'tasks_2', 'tasks_3', 'tasks_4', 'tasks_5')",
            name="content",
        ),
        UniqueConstraint("procedure_id", "content", "level", "code", "name"),
        Index(None, "code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    content: Mapped[str]
    level: Mapped[str]
    code: Mapped[str] = mapped_column(default="")
    """`edu990101`, `reg99_m012`, or empty."""
    name: Mapped[str]
    organisations: Mapped[int | None]
    participants: Mapped[int | None]
    data: Mapped[str]
    """JSON object. marks: {"2": percent, …}; journal: {"lowered": n, "confirmed": n, "raised": n};
    scores: {"0": percent, …}, percents unrounded as in the file or computed from papers of a regional file.
    tasks and skills: {code of the task: percent of its maximum}, as «Выполнение заданий» and «Достижение планируемых
    результатов» print them; tasks_2 … tasks_5: the same of the participants with that mark."""
    derived: Mapped[bool] = mapped_column(default=False)
    """True where the program computed the row from the papers of a regional file."""
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))


class ImportRun(Base):
    """One committed load of one file."""

    __tablename__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(index=True)
    layout: Mapped[str]
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id"))
    counts: Mapped[str]
    """JSON object: rows, participants, absent, refused, warnings, schools, new, changed, same."""
    reverted_at: Mapped[datetime | None]


class ImportChange(Base):
    """State before an import of a row that already was there; enough to take the import back."""

    __tablename__ = "import_change"
    __table_args__ = (Index(None, "import_run_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    table_name: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[str | None]
    """JSON object of the former column values (bytes as hex); NULL = the run created the row."""
