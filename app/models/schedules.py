"""Unified schedules of schools (единый график оценочных процедур) and what their limits are counted from."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class SchoolSchedule(Base):
    """The schedule of one school for one school year."""

    __tablename__ = "school_schedule"
    __table_args__ = (UniqueConstraint("organisation_id", "school_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    school_year: Mapped[int]
    """The calendar year it begins in."""
    file_name: Mapped[str] = mapped_column(default="")
    """Where it came from; empty = typed here."""
    received_on: Mapped[date | None]
    order_number: Mapped[str] = mapped_column(default="")
    ordered_on: Mapped[date | None]
    changes_order: Mapped[str] = mapped_column(default="")
    """Order about changes, as written in the head of the schedule."""
    first_week_on: Mapped[date | None]
    """Monday of school week 1, for schedules by weeks."""
    note: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[datetime]


class ScheduleEntry(Base):
    """One assessment procedure of one class (or of a parallel)."""

    __tablename__ = "schedule_entry"
    __table_args__ = (
        CheckConstraint("level IN ('federal', 'regional', 'municipal', 'school')", name="level"),
        Index(None, "schedule_id"),
        Index(None, "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("school_schedule.id", ondelete="CASCADE"))
    grade: Mapped[int]
    class_label: Mapped[str] = mapped_column(default="")
    """«4А»; empty = all classes of the parallel."""
    subject: Mapped[str]
    level: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    """Code of the catalogue (`vpr`, `diagnostic_start` …) or empty for a school's own test."""
    title: Mapped[str] = mapped_column(default="")
    """What stood in the cell, where it says more than kind and subject."""
    held_on: Mapped[date | None]
    until: Mapped[date | None]
    """Last day, where a stretch is given instead of a day."""
    week: Mapped[int | None]
    """School week, in schedules by weeks."""
    lesson: Mapped[int | None]
    is_edge_lesson: Mapped[bool | None]
    """First or last lesson of the class that day; NULL = not known."""
    minutes: Mapped[int | None]
    lessons_taken: Mapped[int] = mapped_column(default=1)
    cell: Mapped[str] = mapped_column(default="")
    """Address in the file it was read from: «2025-2026!AF14»."""
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id", ondelete="SET NULL"))


class SubjectHours(Base):
    """Hours of a subject by the curriculum: what the 10 % are of."""

    __tablename__ = "subject_hours"
    __table_args__ = (UniqueConstraint("schedule_id", "grade", "class_label", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("school_schedule.id", ondelete="CASCADE"))
    grade: Mapped[int]
    class_label: Mapped[str] = mapped_column(default="")
    subject: Mapped[str]
    hours: Mapped[int]
    """A year."""
    weekly: Mapped[float | None]
    """Lessons a week; NULL = hours divided by the school weeks."""
