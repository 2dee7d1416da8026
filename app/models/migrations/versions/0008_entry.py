"""Entry of results by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "entry_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_form")),
        sa.UniqueConstraint("sha256", name=op.f("uq_entry_form_sha256")),
    )
    op.create_table(
        "entry_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("class_label", sa.String(), nullable=False),
        sa.Column("class_number", sa.Integer(), nullable=False),
        sa.Column("tasks", sa.String(), nullable=False),
        sa.Column("variants", sa.String(), nullable=False),
        sa.Column("with_journal", sa.Boolean(), nullable=False),
        sa.Column("with_gender", sa.Boolean(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("import_run_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["form_id"], ["entry_form.id"], name=op.f("fk_entry_sheet_form_id_entry_form")),
        sa.ForeignKeyConstraint(["import_run_id"], ["import_run.id"], name=op.f("fk_entry_sheet_import_run_id_import_run")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_entry_sheet_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_sheet")),
    )
    op.create_index(op.f("ix_entry_sheet_organisation_id"), "entry_sheet", ["organisation_id"], unique=False)
    op.create_table(
        "entry_row",
        *_key(),
        sa.Column("code", sa.String(), nullable=False),
        *_typed(),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reason_for", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["entry_sheet.id"], name=op.f("fk_entry_row_sheet_id_entry_sheet"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sheet_id", "position", name=op.f("pk_entry_row")),
    )
    op.create_table(
        "entry_check",
        *_key(),
        *_typed(),
        sa.Column("compared", sa.Integer(), nullable=True),
        sa.Column("differing", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sheet_id"], ["entry_sheet.id"], name=op.f("fk_entry_check_sheet_id_entry_sheet"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sheet_id", "position", name=op.f("pk_entry_check")),
    )


def _key() -> tuple[sa.Column[int], ...]:
    return sa.Column("sheet_id", sa.Integer(), nullable=False), sa.Column("position", sa.Integer(), nullable=False)


def _typed() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("absent", sa.Boolean(), nullable=False),
        sa.Column("journal", sa.String(), nullable=False),
        sa.Column("gender", sa.String(), nullable=False),
        sa.Column("scores", sa.LargeBinary(), nullable=False),
    )
