"""Inputs of the objectivity indices, typed or loaded by school and year, and the formulas as a person set them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class IndexCount(Base):
    """One count of one organisation in one year: medal candidates, rooms with video, rooms with an observer …"""

    __tablename__ = "index_count"
    __table_args__ = (
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year"),
        CheckConstraint("value >= 0", name="value"),
        {"sqlite_with_rowid": False},
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    """Calendar year of the procedures: 2026 = school year 2025/2026."""
    key: Mapped[str] = mapped_column(primary_key=True)
    """Of `services.indices.rows.INPUTS`."""
    value: Mapped[int]
    edited_at: Mapped[datetime]


class IndexRules(Base):
    """Formulas, parameters and targets from a year on; years without a row go by the last one before them."""

    __tablename__ = "index_rules"

    year: Mapped[int] = mapped_column(primary_key=True)
    rules: Mapped[str]
    """JSON object, see services.indices.stored."""
    note: Mapped[str] = mapped_column(default="")
    """Where they come from: «приказ министерства от 08.02.2026 № 12»."""
    edited_at: Mapped[datetime]
