"""What the checks of objectivity found, kept so that a screen need not compute: made anew whenever its inputs changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class FindingRun(Base):
    """The single row about the last computation."""

    __tablename__ = "finding_run"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    computed_at: Mapped[datetime]
    fingerprint: Mapped[str]
    """Of what went in, see services.findings.brief: another one now = the findings are stale."""
    cells: Mapped[int]
    """Cells of the own schools that were judged."""
    flagged: Mapped[int]
    reference: Mapped[str]
    """What the schools were compared with, in words."""
    details: Mapped[str]
    """JSON object: signals (codes in the order of `Finding.signals`), nulls, missing, notes."""


class Finding(Base):
    """One own school in one procedure."""

    __tablename__ = "finding"
    __table_args__ = (Index(None, "organisation_id"), {"sqlite_with_rowid": False})

    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int]
    """Pupils who wrote."""
    p: Mapped[float | None]
    score: Mapped[float | None]
    repeat: Mapped[float | None]
    flagged: Mapped[bool]
    region_reference: Mapped[bool]
    """Compared with a whole region or country, not with its own municipality only."""
    signals: Mapped[bytes] = mapped_column(LargeBinary)
    """Per signal of the run: p, value, expected as little-endian float32 (NaN = none); then a byte each, key of
    services.objectivity.cells.WHY."""
