"""Score-to-mark scales: year-versioned directory, shipped and edited by the person."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class ScoreScale(Base):
    """Lowest raw score of each mark; below `min3` is «2»."""

    __tablename__ = "score_scale"
    __table_args__ = (UniqueConstraint("kind", "year", "grade", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="vpr")
    year: Mapped[int]
    grade: Mapped[int]
    subject: Mapped[str]
    max_score: Mapped[int]
    min3: Mapped[int | None]
    min4: Mapped[int | None]
    min5: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="")
    edited: Mapped[bool] = mapped_column(default=False)
    """True once the person changed or added the row: updates of the program leave it alone."""
