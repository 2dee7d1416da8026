"""People of organisations and of the district: who they are, and what they are where."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Person(Base):
    __tablename__ = "person"
    __table_args__ = (CheckConstraint("sex IN ('', 'm', 'f')", name="sex"), Index(None, "organisation_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    """Where the person works; NULL = the district: methodologists, curators."""
    full_name: Mapped[str]
    search_name: Mapped[str]
    """Casefolded, ё→е."""
    post: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    sex: Mapped[str] = mapped_column(default="")
    """For declension; empty = told by the patronymic."""
    note: Mapped[str] = mapped_column(default="")


class PersonRole(Base):
    """What a person is at a school, with dates; NULL dates are open. A curator of three schools has three rows."""

    __tablename__ = "person_role"
    __table_args__ = (
        CheckConstraint(
            "role IN ('director', 'coordinator', 'technical', 'team', 'curator', 'other')",
            name="role",
        ),
        Index(None, "person_id"),
        Index(None, "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    """The school the role is about; NULL = the whole district."""
    role: Mapped[str]
    since: Mapped[date | None]
    until: Mapped[date | None]
    """Last day."""
    basis: Mapped[str] = mapped_column(default="")
    """«приказ от 12.02.2026 № 14-од»."""
