"""Roadmaps that live: occurrences and their marks, proof, parties, versions; lines get a lasting uid."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _extend_roadmaps()
    _extend_lines()
    _new_tables()


def _extend_roadmaps() -> None:
    op.add_column("roadmap", sa.Column("organisation_id", sa.Integer(), nullable=True))
    op.add_column("roadmap", sa.Column("parent_roadmap_id", sa.Integer(), nullable=True))
    op.add_column("roadmap", sa.Column("read_with", sa.Integer(), nullable=True))
    op.execute("UPDATE roadmap SET read_with = 0")
    with op.batch_alter_table("roadmap", recreate="always") as batch:
        batch.alter_column("read_with", existing_type=sa.Integer(), nullable=False)
        batch.create_foreign_key(op.f("fk_roadmap_organisation_id_organisation"), "organisation", ["organisation_id"], ["id"])
        batch.create_foreign_key(op.f("fk_roadmap_parent_roadmap_id_roadmap"), "roadmap", ["parent_roadmap_id"], ["id"])
    op.create_index(op.f("ix_roadmap_organisation_id"), "roadmap", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_roadmap_parent_roadmap_id"), "roadmap", ["parent_roadmap_id"], unique=False)


def _extend_lines() -> None:
    for name in ("uid", "search_text", "deadline_choice", "parent_uid"):
        op.add_column("roadmap_row", sa.Column(name, sa.String(), nullable=True))
    op.execute("UPDATE roadmap_row SET uid = lower(hex(randomblob(16))), deadline_choice = '', parent_uid = ''")
    connection = op.get_bind()
    found = connection.exec_driver_sql("SELECT id, number, text, deadline, responsible FROM roadmap_row").fetchall()
    for row_id, *texts in found:  # SQLite folds ASCII only
        folded = " ".join(" ".join(texts).casefold().replace("ё", "е").split())
        connection.exec_driver_sql("UPDATE roadmap_row SET search_text = ? WHERE id = ?", (folded, row_id))
    with op.batch_alter_table("roadmap_row", recreate="always") as batch:
        for name in ("uid", "search_text", "deadline_choice", "parent_uid"):
            batch.alter_column(name, existing_type=sa.String(), nullable=False)
        batch.create_unique_constraint(op.f("uq_roadmap_row_uid"), ["uid"])


def _new_tables() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("sha256", name=op.f("uq_attachment_sha256")),
    )
    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_schools", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('organisation', 'role', 'person')", name=op.f("ck_party_kind")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_party_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    op.create_index(op.f("ix_party_organisation_id"), "party", ["organisation_id"], unique=False)
    op.create_table(
        "occurrence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=False),
        sa.Column("line_uid", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("planned_due", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("off_plan", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result_text", sa.String(), nullable=False),
        sa.Column("postponed_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("marked_key", sa.String(), nullable=False),
        sa.Column("closed_by_schools", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "status IN ('planned', 'in_progress', 'waiting_region', 'done', 'cancelled', 'postponed')",
            name=op.f("ck_occurrence_status"),
        ),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_occurrence_procedure_id_procedure"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmap.id"], name=op.f("fk_occurrence_roadmap_id_roadmap"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
    )
    op.create_index("ix_occurrence_due", "occurrence", ["status", "due_on"], unique=False)
    op.create_index(op.f("ix_occurrence_line_uid"), "occurrence", ["line_uid"], unique=False)
    op.create_index(op.f("ix_occurrence_roadmap_id"), "occurrence", ["roadmap_id"], unique=False)
    op.create_table(
        "party_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_alias_party_id_party"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_alias")),
        sa.UniqueConstraint("key", name=op.f("uq_party_alias_key")),
    )
    op.create_index(op.f("ix_party_alias_party_id"), "party_alias", ["party_id"], unique=False)
    op.create_table(
        "party_school",
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_party_school_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_school_party_id_party"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("party_id", "organisation_id", name=op.f("pk_party_school")),
    )
    op.create_table(
        "roadmap_line_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=False),
        sa.Column("line_uid", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.CheckConstraint("anchor IN ('start', 'end')", name=op.f("ck_roadmap_line_event_anchor")),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_roadmap_line_event_procedure_id_procedure")),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmap.id"], name=op.f("fk_roadmap_line_event_roadmap_id_roadmap"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_line_event")),
        sa.UniqueConstraint("line_uid", "procedure_id", name=op.f("uq_roadmap_line_event_line_uid_procedure_id")),
    )
    op.create_index(op.f("ix_roadmap_line_event_procedure_id"), "roadmap_line_event", ["procedure_id"], unique=False)
    op.create_index(op.f("ix_roadmap_line_event_roadmap_id"), "roadmap_line_event", ["roadmap_id"], unique=False)
    op.create_table(
        "roadmap_line_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=False),
        sa.Column("line_uid", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_roadmap_line_party_party_id_party")),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmap.id"], name=op.f("fk_roadmap_line_party_roadmap_id_roadmap"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_line_party")),
        sa.UniqueConstraint("line_uid", "party_id", name=op.f("uq_roadmap_line_party_line_uid_party_id")),
    )
    op.create_index(op.f("ix_roadmap_line_party_party_id"), "roadmap_line_party", ["party_id"], unique=False)
    op.create_index(op.f("ix_roadmap_line_party_roadmap_id"), "roadmap_line_party", ["roadmap_id"], unique=False)
    op.create_table(
        "roadmap_line_school",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=False),
        sa.Column("line_uid", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_roadmap_line_school_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmap.id"], name=op.f("fk_roadmap_line_school_roadmap_id_roadmap"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_line_school")),
        sa.UniqueConstraint("line_uid", "organisation_id", name=op.f("uq_roadmap_line_school_line_uid_organisation_id")),
    )
    op.create_index(op.f("ix_roadmap_line_school_roadmap_id"), "roadmap_line_school", ["roadmap_id"], unique=False)
    op.create_table(
        "role_appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["party.id"], name=op.f("fk_role_appointment_holder_id_party"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["role_id"], ["party.id"], name=op.f("fk_role_appointment_role_id_party"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_appointment")),
    )
    op.create_index(op.f("ix_role_appointment_holder_id"), "role_appointment", ["holder_id"], unique=False)
    op.create_index(op.f("ix_role_appointment_role_id"), "role_appointment", ["role_id"], unique=False)
    op.create_table(
        "rollover_flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=False),
        sa.Column("line_uid", sa.String(), nullable=False),
        sa.Column("section", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("excerpt", sa.String(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("suggestion", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmap.id"], name=op.f("fk_rollover_flag_roadmap_id_roadmap"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rollover_flag")),
    )
    op.create_index(op.f("ix_rollover_flag_roadmap_id"), "rollover_flag", ["roadmap_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('file', 'link', 'number')", name=op.f("ck_evidence_kind")),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_evidence_attachment_id_attachment")),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_evidence_occurrence_id_occurrence"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_evidence_organisation_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_attachment_id"), "evidence", ["attachment_id"], unique=False)
    op.create_index(op.f("ix_evidence_occurrence_id"), "evidence", ["occurrence_id"], unique=False)
    op.create_table(
        "occurrence_school",
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result_text", sa.String(), nullable=False),
        sa.Column("postponed_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "status IN ('planned', 'in_progress', 'waiting_region', 'done', 'cancelled', 'postponed')",
            name=op.f("ck_occurrence_school_status"),
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_occurrence_school_occurrence_id_occurrence"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_occurrence_school_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("occurrence_id", "organisation_id", name=op.f("pk_occurrence_school")),
    )
    op.create_index(op.f("ix_occurrence_school_organisation_id"), "occurrence_school", ["organisation_id"], unique=False)
    op.create_table(
        "roadmap_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tree", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("bases", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'approved')", name=op.f("ck_roadmap_version_state")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_roadmap_version_document_id_document")),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmap.id"], name=op.f("fk_roadmap_version_roadmap_id_roadmap"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_version")),
        sa.UniqueConstraint("roadmap_id", "number", name=op.f("uq_roadmap_version_roadmap_id_number")),
    )
    op.create_index(op.f("ix_roadmap_version_document_id"), "roadmap_version", ["document_id"], unique=False)
