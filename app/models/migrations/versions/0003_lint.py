"""Remarks of the checks that a person has set aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "lint_dismissal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("places", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("(roadmap_id IS NULL) <> (document_id IS NULL)", name=op.f("ck_lint_dismissal_owner")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_lint_dismissal_document_id_document"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmap.id"], name=op.f("fk_lint_dismissal_roadmap_id_roadmap"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lint_dismissal")),
    )
    op.create_index(op.f("ix_lint_dismissal_document_id"), "lint_dismissal", ["document_id"], unique=False)
    op.create_index(op.f("ix_lint_dismissal_roadmap_id"), "lint_dismissal", ["roadmap_id"], unique=False)
