"""What was said about occurrences, one after another: a mark that was changed is not forgotten."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base

_STATUSES = "status IN ('planned', 'in_progress', 'waiting_region', 'done', 'cancelled', 'postponed')"


class MarkEntry(Base):
    """A mark as it was given. What was taken back by an undo was never said and is not here."""

    __tablename__ = "mark_entry"
    __table_args__ = (CheckConstraint(_STATUSES, name="status"), Index(None, "occurrence_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """The school whose part it is; NULL = the owner of the roadmap."""
    at: Mapped[datetime]
    status: Mapped[str]
    done_on: Mapped[date | None]
    result_text: Mapped[str] = mapped_column(default="")
    postponed_to: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    by_schools: Mapped[bool] = mapped_column(default=False)
    """Closed by itself: the last school had done its part."""
