"""Marks of execution are kept one after another; those that are there begin the list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_COLUMNS = "occurrence_id, organisation_id, at, status, done_on, result_text, postponed_to, reason, decided_by, by_schools"


def upgrade() -> None:
    op.create_table(
        "mark_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result_text", sa.String(), nullable=False),
        sa.Column("postponed_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("by_schools", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'in_progress', 'waiting_region', 'done', 'cancelled', 'postponed')",
            name=op.f("ck_mark_entry_status"),
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_mark_entry_occurrence_id_occurrence"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_mark_entry_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_entry")),
    )
    op.create_index(op.f("ix_mark_entry_occurrence_id"), "mark_entry", ["occurrence_id"], unique=False)
    said = "status, done_on, result_text, postponed_to, reason, decided_by"
    op.execute(
        f"INSERT INTO mark_entry ({_COLUMNS}) SELECT id, NULL, updated_at, {said}, closed_by_schools"
        " FROM occurrence WHERE updated_at IS NOT NULL ORDER BY updated_at, id"
    )
    op.execute(
        f"INSERT INTO mark_entry ({_COLUMNS}) SELECT occurrence_id, organisation_id, updated_at, {said}, 0"
        " FROM occurrence_school WHERE updated_at IS NOT NULL ORDER BY updated_at, occurrence_id, organisation_id"
    )
