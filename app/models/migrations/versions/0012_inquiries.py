"""From a finding to a deed: hypotheses, requests, rechecks, interviews, conclusions, measures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

STATES = "'hypothesis', 'requested', 'recheck', 'interview', 'concluded', 'dismissed'"


def upgrade() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("paper_kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("hypothesis", sa.String(), nullable=False),
        sa.Column("grounds", sa.String(), nullable=False),
        sa.Column("ground_p", sa.Double(), nullable=True),
        sa.Column("ground_flagged", sa.Boolean(), nullable=False),
        sa.Column("letter_on", sa.Date(), nullable=True),
        sa.Column("answer_due", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("max_score", sa.Integer(), nullable=True),
        sa.Column("pass_score", sa.Integer(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("strata", sa.String(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("commission", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('procedure', 'olympiad')", name=op.f("ck_inquiry_kind")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_inquiry_state")),
        sa.CheckConstraint("verdict IN ('', 'found', 'not_found', 'explained')", name=op.f("ck_inquiry_verdict")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_inquiry_organisation_id_organisation")),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_inquiry_procedure_id_procedure"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )
    op.create_index(op.f("ix_inquiry_organisation_id"), "inquiry", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_inquiry_procedure_id"), "inquiry", ["procedure_id"], unique=False)
    op.create_table(
        "inquiry_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        _of_inquiry("inquiry_step"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_step")),
    )
    op.create_index(op.f("ix_inquiry_step_inquiry_id"), "inquiry_step", ["inquiry_id"], unique=False)
    op.create_table(
        "inquiry_work",
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("class_label", sa.String(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("stratum", sa.Integer(), nullable=False),
        sa.Column("score_before", sa.Integer(), nullable=True),
        sa.Column("score_after", sa.Integer(), nullable=True),
        sa.Column("tasks_before", sa.LargeBinary(), nullable=True),
        sa.Column("tasks_after", sa.LargeBinary(), nullable=True),
        sa.Column("checker", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        _of_inquiry("inquiry_work"),
        sa.PrimaryKeyConstraint("inquiry_id", "code", name=op.f("pk_inquiry_work")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "inquiry_minutes",
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("chair", sa.String(), nullable=False),
        sa.Column("secretary", sa.String(), nullable=False),
        sa.Column("present", sa.String(), nullable=False),
        sa.Column("questions", sa.String(), nullable=False),
        sa.Column("decided", sa.String(), nullable=False),
        _of_inquiry("inquiry_minutes"),
        sa.PrimaryKeyConstraint("inquiry_id", name=op.f("pk_inquiry_minutes")),
    )
    op.create_table(
        "inquiry_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("line_uid", sa.String(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        _of_inquiry("inquiry_measure"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_measure")),
    )
    op.create_index(op.f("ix_inquiry_measure_inquiry_id"), "inquiry_measure", ["inquiry_id"], unique=False)


def _of_inquiry(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_inquiry_id_inquiry")
    return sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=name, ondelete="CASCADE")
