"""What the base says about itself: whose it is, and settings that travel with it."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Workplace(Base):
    """The single row that says whose base this is."""

    __tablename__ = "workplace"
    __table_args__ = (
        CheckConstraint("id = 1", name="single_row"),
        CheckConstraint("kind IN ('department', 'school')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    """Full name of the department or of the school."""
    district_name: Mapped[str] = mapped_column(default="")
    """«Заречный район», shown in the title."""
    municipality_id: Mapped[int | None]
    """The own municipality among `municipality` rows, when known."""
    organisation_id: Mapped[int | None]
    """The own school of a school workplace."""
    created_at: Mapped[datetime]


class Setting(Base):
    """A value that travels with the base; `value` is JSON text."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
