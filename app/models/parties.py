"""Who owes what: the directory of parties, and the parties of every line."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Party(Base):
    """An organisation, a role or a person as roadmaps name it."""

    __tablename__ = "party"
    __table_args__ = (
        CheckConstraint("kind IN ('organisation', 'role', 'person')", name="kind"),
        Index(None, "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    is_schools: Mapped[bool] = mapped_column(default=False)
    """«ОО», «руководители школ»: all schools of the workplace, or those of `party_school`."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """The organisation of the directory that it is."""
    by_hand: Mapped[bool] = mapped_column(default=False)
    """A person has entered or changed it: it stays when no line names it any more."""


class PartyAlias(Base):
    """A spelling of a party's name; `key` is folded, so that one spelling belongs to one party."""

    __tablename__ = "party_alias"
    __table_args__ = (UniqueConstraint("key"), Index(None, "party_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id", ondelete="CASCADE"))
    name: Mapped[str]
    key: Mapped[str]


class PartySchool(Base):
    """A chosen school of a party such as «школы-участники»."""

    __tablename__ = "party_school"

    party_id: Mapped[int] = mapped_column(ForeignKey("party.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)


class LineParty(Base):
    """A party of a roadmap's line, in printed order."""

    __tablename__ = "roadmap_line_party"
    __table_args__ = (UniqueConstraint("line_uid", "party_id"), Index(None, "party_id"), Index(None, "roadmap_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id", ondelete="CASCADE"))
    line_uid: Mapped[str]
    position: Mapped[int]
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    by_hand: Mapped[bool] = mapped_column(default=False)
    """Chosen by a person: a new text of the line leaves it alone."""


class LineSchool(Base):
    """A chosen addressee school of one line; none = all schools its parties mean."""

    __tablename__ = "roadmap_line_school"
    __table_args__ = (UniqueConstraint("line_uid", "organisation_id"), Index(None, "roadmap_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int] = mapped_column(ForeignKey("roadmap.id", ondelete="CASCADE"))
    line_uid: Mapped[str]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))


class RoleAppointment(Base):
    """Who a role is at a time: «куратор ШНОР» → a person, with dates; NULL dates are open."""

    __tablename__ = "role_appointment"
    __table_args__ = (Index(None, "role_id"), Index(None, "holder_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("party.id", ondelete="CASCADE"))
    holder_id: Mapped[int] = mapped_column(ForeignKey("party.id", ondelete="CASCADE"))
    """A party that is a person or an organisation."""
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    basis: Mapped[str] = mapped_column(default="")
    """«приказ от 12.02.2026 № 14-од»."""
