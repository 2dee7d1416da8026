"""Orders and directives as data."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class Document(Base):
    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("kind IN ('order', 'directive')", name="kind"),
        CheckConstraint("state IN ('draft', 'signed', 'registered')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(default="order")
    state: Mapped[str] = mapped_column(default="draft")
    parent_body: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    """Issuing body, e.g. «Отдел образования администрации Заречного района»."""
    number: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[date | None]
    place: Mapped[str] = mapped_column(default="")
    heading: Mapped[str] = mapped_column(default="")
    preamble: Mapped[str] = mapped_column(default="")
    signer_post: Mapped[str] = mapped_column(default="")
    signer_name: Mapped[str] = mapped_column(default="")
    drafter: Mapped[str] = mapped_column(default="")
    roadmap_id: Mapped[int | None] = mapped_column(ForeignKey("roadmap.id"))
    """The roadmap this document approves, printed as its appendix."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class DocumentClause(Base):
    __tablename__ = "document_clause"
    __table_args__ = (Index(None, "document_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(default="")
    deadline: Mapped[date | None]
