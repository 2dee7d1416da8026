"""Exams: test scores, the yearly list of markers, mappings of plain tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("paper", sa.Column("test_score", sa.Integer(), nullable=True))
    op.create_table(
        "listed_marker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("municipality_name", sa.String(), nullable=False),
        sa.Column("organisation_name", sa.String(), nullable=False),
        sa.Column("papers", sa.String(), nullable=False),
        sa.Column("markers", sa.Integer(), nullable=False),
        sa.Column("import_run_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("year BETWEEN 1990 AND 2100", name=op.f("ck_listed_marker_year")),
        sa.ForeignKeyConstraint(["import_run_id"], ["import_run.id"], name=op.f("fk_listed_marker_import_run_id_import_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_marker")),
        sa.UniqueConstraint("year", "login", "organisation_name", name=op.f("uq_listed_marker_year_login_organisation_name")),
    )
    op.create_index(op.f("ix_listed_marker_import_run_id"), "listed_marker", ["import_run_id"], unique=False)
    op.create_table(
        "table_mapping",
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("mapping", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_table_mapping")),
    )
