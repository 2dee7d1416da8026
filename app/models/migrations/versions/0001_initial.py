"""The first structure of the base."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "municipality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("search_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
        sa.UniqueConstraint("code", name=op.f("uq_municipality_code")),
    )
    op.create_index(op.f("ix_municipality_search_name"), "municipality", ["search_name"], unique=False)
    op.create_table(
        "procedure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("max_score", sa.Integer(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("held_until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure")),
        sa.UniqueConstraint("kind", "year", "grade", "subject", name=op.f("uq_procedure_kind_year_grade_subject")),
    )
    op.create_table(
        "roadmap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("preamble", sa.String(), nullable=False),
        sa.Column("approval_text", sa.String(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=True),
        sa.Column("period_end", sa.Date(), nullable=True),
        sa.Column("has_result_column", sa.Boolean(), nullable=False),
        sa.Column("source_file", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap")),
    )
    op.create_table(
        "score_scale",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("max_score", sa.Integer(), nullable=False),
        sa.Column("min3", sa.Integer(), nullable=True),
        sa.Column("min4", sa.Integer(), nullable=True),
        sa.Column("min5", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_scale")),
        sa.UniqueConstraint("kind", "year", "grade", "subject", name=op.f("uq_score_scale_kind_year_grade_subject")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "workplace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("district_name", sa.String(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('department', 'school')", name=op.f("ck_workplace_kind")),
        sa.CheckConstraint("id = 1", name=op.f("ck_workplace_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workplace")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("parent_body", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("preamble", sa.String(), nullable=False),
        sa.Column("signer_post", sa.String(), nullable=False),
        sa.Column("signer_name", sa.String(), nullable=False),
        sa.Column("drafter", sa.String(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('order', 'directive')", name=op.f("ck_document_kind")),
        sa.CheckConstraint("state IN ('draft', 'signed', 'registered')", name=op.f("ck_document_state")),
        sa.ForeignKeyConstraint(["roadmap_id"], ["roadmap.id"], name=op.f("fk_document_roadmap_id_roadmap")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("reverted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_import_run_procedure_id_procedure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_file_sha256"), "import_run", ["file_sha256"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=True),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("search_name", sa.String(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("oge_code", sa.String(), nullable=False),
        sa.Column("ege_code", sa.String(), nullable=False),
        sa.Column("locality", sa.String(), nullable=False),
        sa.Column("locality_type", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("director", sa.String(), nullable=False),
        sa.Column("coordinator", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('school', 'kindergarten', 'further_education', 'methodical_office')", name=op.f("ck_organisation_kind")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_organisation_municipality_id_municipality")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("login", name=op.f("uq_organisation_login")),
    )
    op.create_index(op.f("ix_organisation_municipality_id"), "organisation", ["municipality_id"], unique=False)
    op.create_index(op.f("ix_organisation_search_name"), "organisation", ["search_name"], unique=False)
    op.create_table(
        "roadmap_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roadmap_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["roadmap_id"], ["roadmap.id"], name=op.f("fk_roadmap_section_roadmap_id_roadmap"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_section")),
    )
    op.create_index(op.f("ix_roadmap_section_roadmap_id"), "roadmap_section", ["roadmap_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("max_points", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_task_procedure_id_procedure"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("procedure_id", "position", name=op.f("pk_task")),
    )
    op.create_table(
        "document_clause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_clause_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_clause")),
    )
    op.create_index(op.f("ix_document_clause_document_id"), "document_clause", ["document_id"], unique=False)
    op.create_table(
        "group_stat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organisations", sa.Integer(), nullable=True),
        sa.Column("participants", sa.Integer(), nullable=True),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("derived", sa.Boolean(), nullable=False),
        sa.Column("import_run_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("content IN ('marks', 'journal', 'scores')", name=op.f("ck_group_stat_content")),
        sa.CheckConstraint("level IN ('sample', 'region', 'municipality', 'school')", name=op.f("ck_group_stat_level")),
        sa.ForeignKeyConstraint(["import_run_id"], ["import_run.id"], name=op.f("fk_group_stat_import_run_id_import_run")),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_group_stat_procedure_id_procedure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_stat")),
        sa.UniqueConstraint(
            "procedure_id", "content", "level", "code", "name", name=op.f("uq_group_stat_procedure_id_content_level_code_name")
        ),
    )
    op.create_table(
        "import_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_run_id", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_import_change_import_run_id_import_run"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    op.create_index(op.f("ix_import_change_import_run_id"), "import_change", ["import_run_id"], unique=False)
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("class_label", sa.String(), nullable=False),
        sa.Column("variant", sa.String(), nullable=False),
        sa.Column("absent", sa.Boolean(), nullable=False),
        sa.Column("raw_score", sa.Integer(), nullable=True),
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("journal_mark", sa.Integer(), nullable=True),
        sa.Column("task_scores", sa.LargeBinary(), nullable=True),
        sa.Column("import_run_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["import_run_id"], ["import_run.id"], name=op.f("fk_paper_import_run_id_import_run")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_paper_organisation_id_organisation")),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_paper_procedure_id_procedure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("procedure_id", "organisation_id", "code", name=op.f("uq_paper_procedure_id_organisation_id_code")),
    )
    op.create_index(op.f("ix_paper_import_run_id"), "paper", ["import_run_id"], unique=False)
    op.create_index(
        "ix_paper_statistics",
        "paper",
        ["procedure_id", "organisation_id", "absent", "raw_score", "mark", "journal_mark"],
        unique=False,
    )
    op.create_table(
        "roadmap_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_subhead", sa.Boolean(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("deadline", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["section_id"], ["roadmap_section.id"], name=op.f("fk_roadmap_row_section_id_roadmap_section"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_row")),
    )
    op.create_index(op.f("ix_roadmap_row_section_id"), "roadmap_row", ["section_id"], unique=False)
