"""Schools to be supported: rules, decisions, self-diagnosis; remarks of the data check that were put aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "support_rules",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("edited_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_support_rules")),
    )
    op.create_table(
        "support_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("status_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('targeted_support', 'base_school')", name=op.f("ck_support_decision_kind")),
        sa.CheckConstraint("decision IN ('take', 'leave', 'release')", name=op.f("ck_support_decision_decision")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_support_decision_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["status_id"],
            ["organisation_status.id"],
            name=op.f("fk_support_decision_status_id_organisation_status"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_decision")),
    )
    op.create_index(op.f("ix_support_decision_organisation_id"), "support_decision", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_support_decision_year"), "support_decision", ["year"], unique=False)
    op.create_table(
        "risk_answer",
        *_of_school("risk_answer"),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("answer BETWEEN 0 AND 3", name=op.f("ck_risk_answer_answer")),
        sa.PrimaryKeyConstraint("organisation_id", "year", "question", name=op.f("pk_risk_answer")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "risk_factor_mark",
        *_of_school("risk_factor_mark"),
        sa.Column("factor", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("level IN ('high', 'middle', 'low')", name=op.f("ck_risk_factor_mark_level")),
        sa.PrimaryKeyConstraint("organisation_id", "year", "factor", name=op.f("pk_risk_factor_mark")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quality_dismissal",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_quality_dismissal")),
    )


def _of_school(table: str) -> tuple[sa.Column[int] | sa.ForeignKeyConstraint, ...]:
    return (
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f(f"fk_{table}_organisation_id_organisation"),
        ),
    )
