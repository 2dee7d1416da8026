"""Plan of procedures: what a planned paper adds, dates chosen by schools, breaks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "procedure_plan",
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("catalogue_code", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("control_mode", sa.String(), nullable=False),
        sa.Column("is_random", sa.Boolean(), nullable=False),
        sa.Column("subject_options", sa.String(), nullable=False),
        sa.Column("subject_named_on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reserve_on", sa.Date(), nullable=True),
        sa.Column("results_due", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("rolled_from_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "control_mode IN ('', 'school_check', 'municipal_recheck', 'federal_check')",
            name=op.f("ck_procedure_plan_control_mode"),
        ),
        sa.CheckConstraint("form IN ('', 'paper', 'computer', 'oral')", name=op.f("ck_procedure_plan_form")),
        sa.CheckConstraint(
            "status IN ('planned', 'preparing', 'running', 'checking', 'uploaded', 'results', 'cancelled')",
            name=op.f("ck_procedure_plan_status"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_procedure_plan_procedure_id_procedure"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rolled_from_id"], ["procedure.id"], name=op.f("fk_procedure_plan_rolled_from_id_procedure"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("procedure_id", name=op.f("pk_procedure_plan")),
        sa.UniqueConstraint("uid", name=op.f("uq_procedure_plan_uid")),
    )
    op.create_table(
        "procedure_school",
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("rooms", sa.Integer(), nullable=True),
        sa.Column("rooms_with_video", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "status IN ('planned', 'dates_chosen', 'prepared', 'held', 'checked', 'uploaded', 'results', 'not_taking_part')",
            name=op.f("ck_procedure_school_status"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_procedure_school_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_procedure_school_procedure_id_procedure"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("procedure_id", "organisation_id", name=op.f("pk_procedure_school")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_procedure_school_organisation_id"), "procedure_school", ["organisation_id"], unique=False)
    op.create_table(
        "procedure_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("class_label", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("lesson", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("form", sa.String(), nullable=False),
        sa.CheckConstraint("form IN ('', 'paper', 'computer', 'oral')", name=op.f("ck_procedure_slot_form")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_procedure_slot_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_procedure_slot_procedure_id_procedure"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_slot")),
        sa.UniqueConstraint(
            "procedure_id",
            "organisation_id",
            "class_label",
            "held_on",
            name=op.f("uq_procedure_slot_procedure_id_organisation_id_class_label_held_on"),
        ),
    )
    op.create_index(
        op.f("ix_procedure_slot_organisation_id_held_on"), "procedure_slot", ["organisation_id", "held_on"], unique=False
    )
    op.create_table(
        "school_break",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("school_year", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_school_break_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_break")),
    )
    op.create_index(op.f("ix_school_break_organisation_id"), "school_break", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_school_break_school_year"), "school_break", ["school_year"], unique=False)
