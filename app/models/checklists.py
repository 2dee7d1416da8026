"""Preparing a procedure: what is to be done before, on the day and after; incidents; acts of observation."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class ChecklistLine(Base):
    """One thing to do for a procedure; its day is counted in working days from the window and moves with it."""

    __tablename__ = "checklist_line"
    __table_args__ = (
        CheckConstraint("phase IN ('before', 'day', 'after')", name="phase"),
        CheckConstraint("anchor IN ('start', 'end')", name="anchor"),
        Index(None, "procedure_id"),
        Index(None, "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"))
    position: Mapped[int]
    phase: Mapped[str]
    anchor: Mapped[str] = mapped_column(default="start")
    """First or last day of the window."""
    offset_days: Mapped[int]
    """Working days from the anchor, negative = before."""
    text: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    """Who does it: a role of `assignment`, or empty."""
    per_school: Mapped[bool] = mapped_column(default=False)
    """Every school does it, not the district."""
    due_on: Mapped[date | None]
    """Computed; NULL while the window is unknown."""
    moved_to: Mapped[date | None]
    """A day set by hand; goes before `due_on` and does not move."""


class ChecklistTick(Base):
    """Done: by the district (organisation NULL) or by one school."""

    __tablename__ = "checklist_tick"
    __table_args__ = (Index(None, "line_id", "organisation_id", unique=True), Index(None, "organisation_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("checklist_line.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    done_on: Mapped[date]
    who: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    ticked_at: Mapped[datetime]


class Incident(Base):
    """Something that went otherwise on the day. No names of pupils: codes only."""

    __tablename__ = "incident"
    __table_args__ = (Index(None, "procedure_id"), Index(None, "organisation_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    happened_on: Mapped[date]
    class_label: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    action: Mapped[str] = mapped_column(default="")
    """What was done about it."""
    reported_by: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]


class ObservationAct(Base):
    """Act of public or independent observation: answers by stage as the observer signed them."""

    __tablename__ = "observation_act"
    __table_args__ = (Index(None, "procedure_id"), Index(None, "organisation_id"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    observer: Mapped[str] = mapped_column(default="")
    """Name as on the act, for an observer who is not in the directory."""
    observed_on: Mapped[date | None]
    starts_at: Mapped[str] = mapped_column(default="")
    ends_at: Mapped[str] = mapped_column(default="")
    class_label: Mapped[str] = mapped_column(default="")
    room: Mapped[str] = mapped_column(default="")
    answers: Mapped[str] = mapped_column(default="{}")
    """JSON object: question of the form → «yes», «no», «not_seen», and «note:» texts."""
    remarks: Mapped[str] = mapped_column(default="")
    received_on: Mapped[date | None]
