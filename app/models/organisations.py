"""Municipalities and organisations: schools, kindergartens, further education, methodical offices."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Municipality(Base):
    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str | None] = mapped_column(unique=True)
    """`reg22_m060` as in ФИС ОКО, or NULL where files give only a name."""
    name: Mapped[str]
    search_name: Mapped[str] = mapped_column(index=True)


class Organisation(Base):
    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("kind IN ('school', 'kindergarten', 'further_education', 'methodical_office')", name="kind"),
        Index(None, "municipality_id"),
        Index(None, "search_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="school")
    login: Mapped[str | None] = mapped_column(unique=True)
    """ФИС ОКО login in its `edu` (or `ksh`) form, six digits."""
    short_name: Mapped[str]
    full_name: Mapped[str] = mapped_column(default="")
    search_name: Mapped[str]
    """Casefolded, ё→е: SQLite folds ASCII only."""
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    oge_code: Mapped[str] = mapped_column(default="")
    ege_code: Mapped[str] = mapped_column(default="")
    locality: Mapped[str] = mapped_column(default="")
    """«с. Заречное»."""
    locality_type: Mapped[str] = mapped_column(default="")
    """`village`, `settlement`, `town` or empty."""
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    """Of the organisation itself; people have phones of their own."""
    email: Mapped[str] = mapped_column(default="")
    pupils: Mapped[int | None]
    closed_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    inn: Mapped[str] = mapped_column(default="")
    """Taxpayer's number, ten digits: tells organisations apart where logins are missing."""
    legal_form: Mapped[str] = mapped_column(default="")
    """«муниципальное бюджетное учреждение»."""
    founder: Mapped[str] = mapped_column(default="")
    site: Mapped[str] = mapped_column(default="")
    opened_on: Mapped[date | None]
