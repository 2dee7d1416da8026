"""What comes beside results: the yearly list of schools with official markers, and mappings of plain tables."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class ListedMarker(Base):
    """One line of the yearly list «школы с признаками необъективности»; joined to organisations by login."""

    __tablename__ = "listed_marker"
    __table_args__ = (
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year"),
        UniqueConstraint("year", "login", "organisation_name"),
        Index(None, "import_run_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    login: Mapped[str]
    """In the `edu` form; empty where the list has none."""
    municipality_name: Mapped[str] = mapped_column(default="")
    organisation_name: Mapped[str] = mapped_column(default="")
    """Both as the list writes them: spellings differ from year to year."""
    papers: Mapped[str]
    """JSON object {"4 РУ": 1 or 0} of the cells that are not blank, in order of the columns."""
    markers: Mapped[int]
    """«Количество маркеров» as printed."""
    import_run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"))


class TableMapping(Base):
    """What a person said about the columns of a table of no known layout; offered when such a header comes again."""

    __tablename__ = "table_mapping"

    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    """Of the captions of the header."""
    mapping: Mapped[str]
    """JSON object, see services.imports.plain_table."""
    title: Mapped[str] = mapped_column(default="")
    """Name of the file it was made for."""
    used_at: Mapped[datetime]
