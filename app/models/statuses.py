"""Statuses of organisations: ШНОР, objectivity list, base school. They never stand on what is printed for the public."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class OrganisationStatus(Base):
    __tablename__ = "organisation_status"
    __table_args__ = (
        CheckConstraint("until IS NULL OR since IS NULL OR since <= until", name="period"),
        Index(None, "organisation_id"),
        Index(None, "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    kind: Mapped[str]
    """A key of the known statuses, or the words of an own one."""
    since: Mapped[date | None]
    until: Mapped[date | None]
    """Last day; NULL = still so."""
    basis: Mapped[str] = mapped_column(default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(default="")
    noted_at: Mapped[datetime]
