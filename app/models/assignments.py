"""People at procedures: who organises, observes, checks; what ties a person to a class."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Assignment(Base):
    """One person in one role at one procedure."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint(
            "role IN ('municipal_coordinator', 'coordinator', 'organiser', 'technical', 'observer', 'expert', 'panel')",
            name="role",
        ),
        Index(None, "procedure_id"),
        Index(None, "person_id"),
        Index(None, "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure_id: Mapped[int] = mapped_column(ForeignKey("procedure.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    """The school where the role is held; NULL = the whole district (subject panel, municipal coordinator)."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    role: Mapped[str]
    class_label: Mapped[str] = mapped_column(default="")
    """«4А»: the class observed or whose works are checked; empty = all."""
    held_on: Mapped[date | None]
    room: Mapped[str] = mapped_column(default="")
    briefed_on: Mapped[date | None]
    basis: Mapped[str] = mapped_column(default="")
    """The order that appointed: «приказ от 12.03.2026 № 14-од»."""
    certificate_number: Mapped[str] = mapped_column(default="")
    """Of an observer's certificate (удостоверение)."""
    note: Mapped[str] = mapped_column(default="")


class PersonTie(Base):
    """Why a person may not observe or check somewhere: teaches there, is a parent of a pupil of the class."""

    __tablename__ = "person_tie"
    __table_args__ = (CheckConstraint("kind IN ('parent', 'teaches', 'other')", name="kind"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    class_label: Mapped[str] = mapped_column(default="")
    """Empty = the whole school."""
    subject: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
