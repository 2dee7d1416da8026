"""What stands in the calendar beside procedures: meetings, seminars, briefings, interviews; who was there."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class CalendarEvent(Base):
    __tablename__ = "calendar_event"
    __table_args__ = (
        CheckConstraint("kind IN ('meeting', 'seminar', 'briefing', 'interview', 'visit', 'other')", name="kind"),
        CheckConstraint("status IN ('planned', 'held', 'cancelled')", name="status"),
        Index(None, "held_on"),
        Index(None, "procedure_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    """Of the event in exported calendars."""
    kind: Mapped[str] = mapped_column(default="meeting")
    title: Mapped[str]
    held_on: Mapped[date | None]
    """NULL = the day is not set yet."""
    ends_on: Mapped[date | None]
    starts_at: Mapped[str] = mapped_column(default="")
    """«14:00»; empty = the whole day."""
    ends_at: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"))
    """The school it is held in or with; NULL = the district."""
    procedure_id: Mapped[int | None] = mapped_column(ForeignKey("procedure.id", ondelete="SET NULL"))
    """The procedure it prepares or discusses."""
    status: Mapped[str] = mapped_column(default="planned")
    chair: Mapped[str] = mapped_column(default="")
    secretary: Mapped[str] = mapped_column(default="")
    agenda: Mapped[str] = mapped_column(default="")
    """Questions, one a line."""
    heard: Mapped[str] = mapped_column(default="")
    """What was said, a paragraph a question."""
    decided: Mapped[str] = mapped_column(default="")
    """Decisions, one a line."""
    minutes_number: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    rolled_from_id: Mapped[int | None] = mapped_column(ForeignKey("calendar_event.id", ondelete="SET NULL"))
    is_confirmed: Mapped[bool] = mapped_column(default=True)


class EventAttendance(Base):
    """Who is invited and who came; people of the directory, or a name as typed."""

    __tablename__ = "event_attendance"
    __table_args__ = (Index(None, "event_id"), Index(None, "person_id"), Index(None, "organisation_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("calendar_event.id", ondelete="CASCADE"))
    position: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"))
    name: Mapped[str]
    post: Mapped[str] = mapped_column(default="")
    came: Mapped[bool | None]
    """NULL = not said yet."""
