"""Schools to be supported: rules by year, decisions of people, self-diagnosis; and what was put aside of the data check."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class SupportRules(Base):
    """The criteria as a person set them, from a year on; years without a row go by the last one before them."""

    __tablename__ = "support_rules"

    year: Mapped[int] = mapped_column(primary_key=True)
    rules: Mapped[str]
    """JSON object, see services.support.stored."""
    note: Mapped[str] = mapped_column(default="")
    """Where the numbers come from: «письмо министерства от 14.02.2026 № 5»."""
    edited_at: Mapped[datetime]


class SupportDecision(Base):
    """What a person decided about a school in a year; the latest of a kind counts."""

    __tablename__ = "support_decision"
    __table_args__ = (
        CheckConstraint("kind IN ('targeted_support', 'base_school')", name="kind"),
        CheckConstraint("decision IN ('take', 'leave', 'release')", name="decision"),
        Index(None, "organisation_id"),
        Index(None, "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    """Last year of the results it was decided by."""
    kind: Mapped[str]
    decision: Mapped[str]
    """`take` into the group, `leave` as it is, `release` from it."""
    reason: Mapped[str] = mapped_column(default="")
    grounds: Mapped[str] = mapped_column(default="")
    """The figures as they stood then, in words: results loaded later do not rewrite why it was decided."""
    decided_on: Mapped[date]
    status_id: Mapped[int | None] = mapped_column(ForeignKey("organisation_status.id", ondelete="SET NULL"))


class RiskAnswer(Base):
    """One answer of the self-diagnosis of a school."""

    __tablename__ = "risk_answer"
    __table_args__ = (CheckConstraint("answer BETWEEN 0 AND 3", name="answer"), {"sqlite_with_rowid": False})

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    """The school year by the calendar year it begins in."""
    question: Mapped[str] = mapped_column(primary_key=True)
    """Of the questionnaire (resources/directories/risk_factors.json)."""
    answer: Mapped[int]
    """0 = this hinders in nothing … 3 = this hinders much."""
    answered_at: Mapped[datetime]


class RiskFactorMark(Base):
    """How significant a factor is in the opinion of a person, where it is not what the answers say."""

    __tablename__ = "risk_factor_mark"
    __table_args__ = (
        CheckConstraint("level IN ('high', 'middle', 'low')", name="level"),
        {"sqlite_with_rowid": False},
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    factor: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class QualityDismissal(Base):
    """A remark of the data check that a person looked at and put aside."""

    __tablename__ = "quality_dismissal"

    key: Mapped[str] = mapped_column(primary_key=True)
    """What it is about: «over_max/12/5»."""
    figures: Mapped[str]
    """The figures it was put aside with: with other figures it is shown again."""
    reason: Mapped[str]
    dismissed_at: Mapped[datetime]
