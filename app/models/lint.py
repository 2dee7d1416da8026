"""Remarks of the checks that a person has set aside, each with the reason."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class LintDismissal(Base):
    """Holds as long as the words it was given about stand there: `places` name lines by uid and texts by fingerprint.

    A roadmap and the order that approves it are one paper: its dismissals hang on the roadmap. Only a document without
    a roadmap has dismissals of its own.
    """

    __tablename__ = "lint_dismissal"
    __table_args__ = (
        CheckConstraint("(roadmap_id IS NULL) <> (document_id IS NULL)", name="owner"),
        Index(None, "roadmap_id"),
        Index(None, "document_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roadmap_id: Mapped[int | None] = mapped_column(ForeignKey("roadmap.id", ondelete="CASCADE"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    code: Mapped[str]
    """Of the rule."""
    detail: Mapped[str] = mapped_column(default="")
    """Tells apart two remarks of one rule about one place."""
    places: Mapped[str] = mapped_column(default="[]")
    """JSON [[whose: uid of a line or a part of the paper, field, fingerprint of the text], …]."""
    subject: Mapped[str] = mapped_column(default="")
    """Place and text of the remark as it was."""
    reason: Mapped[str]
    dismissed_at: Mapped[datetime]
