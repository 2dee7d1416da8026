"""What a roadmap's lines come to in time: occurrences, marks of execution, proof, links to procedures.

Everything here knows a line by its `uid`, not by its row: a deleted line that comes back finds its marks again.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base

_STATUSES = "status IN ('planned', 'in_progress', 'waiting_region', 'done', 'cancelled', 'postponed')"


class Occurrence(Base):
    """One date or stretch of time at which a line is to be carried out, with the mark of whoever owns the roadmap.

    A line whose deadline names no dates has one occurrence without them. A mark «done» or «cancelled» closes the
    occurrence for all; schools have marks of their own in `occurrence_school`.
    """

    __tablename__ = "occurrence"
    __table_args__ = (
        CheckConstraint(_STATUSES, name="status"),
        Index(None, "line_uid"),
        Index(None, "roadmap_id"),
        Index("ix_occurrence_due", "status", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id", ondelete="CASCADE"))
    line_uid: Mapped[str]
    position: Mapped[int]
    """Place among the occurrences of the line, 0-based."""
    starts_on: Mapped[date | None]
    planned_due: Mapped[date | None]
    """Last day as the plan says; NULL for what goes on, comes on demand or was not understood."""
    due_on: Mapped[date | None]
    """Last day in force: `planned_due`, or the day it was postponed to."""
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id", ondelete="SET NULL"))
    """The procedure it hangs on."""
    off_plan: Mapped[bool] = mapped_column(default=False)
    """Marked, but the plan has it no more: its line was deleted or got another deadline."""
    status: Mapped[str] = mapped_column(default="planned")
    done_on: Mapped[date | None]
    result_text: Mapped[str] = mapped_column(default="")
    postponed_to: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    """Number and text of the line when it was marked, for a line that is gone since."""
    marked_key: Mapped[str] = mapped_column(default="")
    """Dates of the plan when it was first marked: how it finds its place when they come back."""
    closed_by_schools: Mapped[bool] = mapped_column(default=False)
    """Done because all addressee schools have done their part; opens again when one of them has not."""
    updated_at: Mapped[datetime | None]


class OccurrenceSchool(Base):
    """Mark of one addressee school; no row = the school has said nothing yet."""

    __tablename__ = "occurrence_school"
    __table_args__ = (CheckConstraint(_STATUSES, name="status"), Index(None, "organisation_id"))

    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    status: Mapped[str] = mapped_column(default="planned")
    done_on: Mapped[date | None]
    result_text: Mapped[str] = mapped_column(default="")
    postponed_to: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[datetime | None]


class Attachment(Base):
    """A file kept in the folder of attachments under its hash; the same contents are kept once."""

    __tablename__ = "attachment"
    __table_args__ = (UniqueConstraint("sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    suffix: Mapped[str] = mapped_column(default="")
    """«.pdf», lower case: what the system opens it with."""
    name: Mapped[str]
    size: Mapped[int]
    added_at: Mapped[datetime]


class Evidence(Base):
    """Proof that an occurrence was carried out: a file, a dated link, or an outgoing number."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("kind IN ('file', 'link', 'number')", name="kind"),
        Index(None, "occurrence_id"),
        Index(None, "attachment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """The school it comes from; NULL = the owner of the roadmap."""
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    dated: Mapped[date | None]
    link: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    added_at: Mapped[datetime]


class LineEvent(Base):
    """A deadline that hangs on a procedure of the calendar and moves with it."""

    __tablename__ = "roadmap_line_event"
    __table_args__ = (
        CheckConstraint("anchor IN ('start', 'end')", name="anchor"),
        UniqueConstraint("line_uid", "procedure_id"),
        Index(None, "procedure_id"),
        Index(None, "roadmap_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id", ondelete="CASCADE"))
    line_uid: Mapped[str]
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id"))
    anchor: Mapped[str] = mapped_column(default="start")
    """Which day of the procedure the days are counted from."""
