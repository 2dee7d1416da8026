"""What happened to organisations, and what files call them: apart, so that reading the first tab need not declare them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class OrganisationEvent(Base):
    """Something that happened to an organisation and that its history keeps."""

    __tablename__ = "organisation_event"
    __table_args__ = (
        CheckConstraint("kind IN ('renamed', 'joined', 'closed', 'reopened')", name="kind"),
        Index(None, "organisation_id"),
        Index(None, "successor_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    kind: Mapped[str]
    happened_on: Mapped[date]
    basis: Mapped[str] = mapped_column(default="")
    """«постановление от 12.02.2026 № 114»."""
    short_name: Mapped[str] = mapped_column(default="")
    """The name until then, of `renamed`."""
    full_name: Mapped[str] = mapped_column(default="")
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """The organisation it became part of, of `joined`; results and history stay with the old card."""
    noted_at: Mapped[datetime]


class OrganisationAlias(Base):
    """What files call an organisation, as a person has said: every import finds it by itself from then on."""

    __tablename__ = "organisation_alias"
    __table_args__ = (Index(None, "key", unique=True), Index(None, "organisation_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    key: Mapped[str]
    """`login:edu990101`, `code:114` or `name:reg99_m012:сош 5`, folded so that one spelling means one organisation."""
    written: Mapped[str] = mapped_column(default="")
    """As the file wrote it."""
    chosen_at: Mapped[datetime]
