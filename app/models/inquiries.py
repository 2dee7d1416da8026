"""From a finding to a deed: what is supposed, what was asked, rechecked, talked over and concluded; and what was put aside."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Inquiry(Base):
    """One school and one paper, or one school and one olympiad of its own stage."""

    __tablename__ = "inquiry"
    __table_args__ = (
        CheckConstraint("kind IN ('procedure', 'olympiad')", name="kind"),
        CheckConstraint("state IN ('hypothesis', 'requested', 'recheck', 'interview', 'concluded', 'dismissed')", name="state"),
        CheckConstraint("verdict IN ('', 'found', 'not_found', 'explained')", name="verdict"),
        Index(None, "organisation_id"),
        Index(None, "procedure_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="procedure")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id", ondelete="SET NULL"))
    """NULL of an olympiad, and of a paper whose results were taken out of the base since."""
    paper_kind: Mapped[str] = mapped_column(default="")
    """Kind of the procedure, empty of an olympiad."""
    year: Mapped[int]
    """Calendar year of the procedure; of an olympiad the one its school year begins in."""
    grade: Mapped[int]
    subject: Mapped[str]
    state: Mapped[str] = mapped_column(default="hypothesis")
    opened_on: Mapped[date]
    hypothesis: Mapped[str] = mapped_column(default="")
    grounds: Mapped[str] = mapped_column(default="")
    """JSON object: the figures of the finding as they stood then, see services.inquiries.stored."""
    ground_p: Mapped[float | None]
    """Of `grounds`, for comparing with what is found now: p, and whether it was a reason for a recheck."""
    ground_flagged: Mapped[bool] = mapped_column(default=False)
    letter_on: Mapped[date | None]
    """The school was asked to explain."""
    answer_due: Mapped[date | None]
    answered_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(default="")
    max_score: Mapped[int | None]
    pass_score: Mapped[int | None]
    """Of an olympiad: points that let a pupil to the next stage."""
    population: Mapped[int] = mapped_column(default=0)
    """Works there were to draw from."""
    seed: Mapped[int | None]
    """Of the draw: the same seed and the same works give the same sample."""
    method: Mapped[str] = mapped_column(default="")
    """How it was drawn: a key of services.inquiries.rows.METHODS."""
    strata: Mapped[str] = mapped_column(default="")
    """JSON list of [name, works there were, works drawn] where it was not drawn from all alike."""
    drawn_on: Mapped[date | None]
    checked_on: Mapped[date | None]
    commission: Mapped[str] = mapped_column(default="")
    """Who rechecked, a line a person."""
    verdict: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    """Why it was concluded so, or why it was put aside."""
    closed_on: Mapped[date | None]
    updated_at: Mapped[datetime]


class InquiryStep(Base):
    """What was done and when, in words."""

    __tablename__ = "inquiry_step"
    __table_args__ = (Index(None, "inquiry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id", ondelete="CASCADE"))
    happened_on: Mapped[date]
    kind: Mapped[str]
    text: Mapped[str]


class InquiryWork(Base):
    """A work that was drawn for the recheck; of an olympiad every work of its list."""

    __tablename__ = "inquiry_work"
    __table_args__ = ({"sqlite_with_rowid": False},)

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    """Participant's code, never a name."""
    class_label: Mapped[str] = mapped_column(default="")
    drawn: Mapped[bool] = mapped_column(default=True)
    place: Mapped[int] = mapped_column(default=0)
    """Place in the printed list of the drawn works; of the others in the list as it was given."""
    stratum: Mapped[int] = mapped_column(default=0)
    """Place in `Inquiry.strata`."""
    score_before: Mapped[int | None]
    score_after: Mapped[int | None]
    tasks_before: Mapped[bytes | None] = mapped_column(LargeBinary)
    """One byte a task, as `Paper.task_scores`."""
    tasks_after: Mapped[bytes | None] = mapped_column(LargeBinary)
    checker: Mapped[str] = mapped_column(default="")
    """Code or initials of who looked at it."""
    note: Mapped[str] = mapped_column(default="")


class InquiryMinutes(Base):
    """Minutes of the interview with the school."""

    __tablename__ = "inquiry_minutes"

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id", ondelete="CASCADE"), primary_key=True)
    held_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(default="")
    chair: Mapped[str] = mapped_column(default="")
    secretary: Mapped[str] = mapped_column(default="")
    present: Mapped[str] = mapped_column(default="")
    """A line a person."""
    questions: Mapped[str] = mapped_column(default="[]")
    """JSON list of [question, answer]."""
    decided: Mapped[str] = mapped_column(default="[]")
    """JSON list of [what, who, by when]."""


class InquiryMeasure(Base):
    """A measure that went into the school's roadmap."""

    __tablename__ = "inquiry_measure"
    __table_args__ = (Index(None, "inquiry_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id", ondelete="CASCADE"))
    text: Mapped[str]
    due_on: Mapped[date | None]
    responsible: Mapped[str] = mapped_column(default="")
    line_uid: Mapped[str] = mapped_column(default="")
    """The item of the roadmap: its number there may change, this does not."""
    added_on: Mapped[date]
