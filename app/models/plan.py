"""The plan of assessment procedures: what a planned paper adds to `procedure`, what schools chose inside its window."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class ProcedurePlan(Base):
    """One planned paper beside its `procedure`, whose `held_on` … `held_until` are the window given by the region.

    A procedure without a plan is one that came with its results only.
    """

    __tablename__ = "procedure_plan"
    __table_args__ = (
        CheckConstraint("form IN ('', 'paper', 'computer', 'oral')", name="form"),
        CheckConstraint("control_mode IN ('', 'school_check', 'municipal_recheck', 'federal_check')", name="control_mode"),
        CheckConstraint(
            "status IN ('planned', 'preparing', 'running', 'checking', 'uploaded', 'results', 'cancelled')", name="status"
        ),
    )

    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"), primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    """Of the event in exported calendars: a second export updates the first."""
    catalogue_code: Mapped[str] = mapped_column(default="")
    """Line of the catalogue (resources/directories/procedure_catalogue.json) it was planned from."""
    form: Mapped[str] = mapped_column(default="")
    control_mode: Mapped[str] = mapped_column(default="")
    is_random: Mapped[bool] = mapped_column(default=False)
    """«Предмет по случайному выбору»: `procedure.subject` says only that until the subject is named."""
    subject_options: Mapped[str] = mapped_column(default="")
    """Subjects one of which is drawn, several joined by «; »."""
    subject_named_on: Mapped[date | None]
    minutes: Mapped[int | None]
    reserve_on: Mapped[date | None]
    results_due: Mapped[date | None]
    """When the results are expected in ФИС ОКО or from the region."""
    status: Mapped[str] = mapped_column(default="planned")
    basis: Mapped[str] = mapped_column(default="")
    """The act that set the window."""
    note: Mapped[str] = mapped_column(default="")
    is_confirmed: Mapped[bool] = mapped_column(default=True)
    """False: the dates were carried over from another year and nobody has confirmed them."""
    rolled_from_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id", ondelete="SET NULL"))


class ProcedureSchool(Base):
    """One school in one planned procedure."""

    __tablename__ = "procedure_school"
    __table_args__ = (
        CheckConstraint(
            "status IN ('planned', 'dates_chosen', 'prepared', 'held', 'checked', 'uploaded', 'results', 'not_taking_part')",
            name="status",
        ),
        Index(None, "organisation_id"),
        {"sqlite_with_rowid": False},
    )

    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    status: Mapped[str] = mapped_column(default="planned")
    rooms: Mapped[int | None]
    rooms_with_video: Mapped[int | None]
    note: Mapped[str] = mapped_column(default="")


class ProcedureSlot(Base):
    """When and where one class of a school writes: chosen by the school inside the window."""

    __tablename__ = "procedure_slot"
    __table_args__ = (
        CheckConstraint("form IN ('', 'paper', 'computer', 'oral')", name="form"),
        UniqueConstraint("procedure_id", "organisation_id", "class_label", "held_on"),
        Index(None, "organisation_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    class_label: Mapped[str] = mapped_column(default="")
    """«4А»; empty = the whole parallel."""
    held_on: Mapped[date]
    lesson: Mapped[int | None]
    starts_at: Mapped[str] = mapped_column(default="")
    """«09:00»."""
    room: Mapped[str] = mapped_column(default="")
    pupils: Mapped[int | None]
    form: Mapped[str] = mapped_column(default="")


class SchoolBreak(Base):
    """Holidays of pupils (каникулы) and other stretches without lessons, of the district or of one school."""

    __tablename__ = "school_break"
    __table_args__ = (Index(None, "organisation_id"), Index(None, "school_year"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    """NULL = the whole district. A school with breaks of its own in a school year goes by those only."""
    school_year: Mapped[int]
    """The calendar year it begins in."""
    title: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """Last day without lessons."""
