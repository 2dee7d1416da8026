"""Approved versions of roadmaps, and what a roadmap taken over from last year still has to be looked at for."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class RoadmapVersion(Base):
    """An approved version, kept as it was; the last row of a roadmap that has changed since is the draft of the next one."""

    __tablename__ = "roadmap_version"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'approved')", name="state"),
        UniqueConstraint("roadmap_id", "number"),
        Index(None, "document_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str]
    tree: Mapped[str] = mapped_column(default="")
    """JSON of the whole roadmap with the uids of its lines; empty for the draft, which is the roadmap itself."""
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    """The order that approved it."""
    approved_on: Mapped[date | None]
    bases: Mapped[str] = mapped_column(default="{}")
    """JSON {uid of a line, or "" for all: why it was changed}."""
    created_at: Mapped[datetime]


class RolloverFlag(Base):
    """Something in a roadmap taken over from last year that a person must look at: a date, a year, a number, a name, an act."""

    __tablename__ = "rollover_flag"
    __table_args__ = (Index(None, "roadmap_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id", ondelete="CASCADE"))
    line_uid: Mapped[str] = mapped_column(default="")
    """Empty = the head of the roadmap or, with `section`, the title of a section."""
    section: Mapped[int | None]
    """Position of the section whose title it stands in."""
    field: Mapped[str]
    code: Mapped[str]
    excerpt: Mapped[str]
    nth: Mapped[int] = mapped_column(default=0)
    """Which of several equal excerpts of the field, 0-based."""
    why: Mapped[str] = mapped_column(default="")
    suggestion: Mapped[str] = mapped_column(default="")
    kept_at: Mapped[datetime | None]
    """When a person said that it stays as it is."""
