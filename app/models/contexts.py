"""Context data of organisations by year: pupils, teachers, surroundings."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class ContextValue(Base):
    """One answer of one organisation in one year."""

    __tablename__ = "context_value"
    __table_args__ = (CheckConstraint("year BETWEEN 1990 AND 2100", name="year"), {"sqlite_with_rowid": False})

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    """Calendar year in which the data were collected: 2022 = school year 2021/2022."""
    key: Mapped[str] = mapped_column(primary_key=True)
    """Of the directory of indicators (resources/contexts)."""
    value: Mapped[str]
    """As JSON: a number, a text, true or false."""
    by_hand: Mapped[bool] = mapped_column(default=False)
    """Typed by a person: a file that says something else asks first."""
