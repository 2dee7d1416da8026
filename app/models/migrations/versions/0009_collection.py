"""Collecting from schools: requests, answers, issued workbooks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "collection_region_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_region_form")),
    )
    op.create_index(op.f("ix_collection_region_form_fingerprint"), "collection_region_form", ["fingerprint"], unique=False)
    op.create_table(
        "collection_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("region_form_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('results', 'context', 'table')", name=op.f("ck_collection_request_kind")),
        sa.ForeignKeyConstraint(
            ["region_form_id"],
            ["collection_region_form.id"],
            name=op.f("fk_collection_request_region_form_id_collection_region_form"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_request")),
        sa.UniqueConstraint("uid", name=op.f("uq_collection_request_uid")),
    )
    op.create_table(
        "collection_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        _request("collection_form"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_form")),
        sa.UniqueConstraint("request_id", "version", name=op.f("uq_collection_form_request_id_version")),
    )
    op.create_table(
        "collection_school",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("waiting_region", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        _request("collection_school"),
        _school("collection_school"),
        sa.PrimaryKeyConstraint("request_id", "organisation_id", name=op.f("pk_collection_school")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "collection_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rows", sa.String(), nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("import_run_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('accepted', 'wrong')", name=op.f("ck_collection_answer_state")),
        _request("collection_answer"),
        _school("collection_answer", ondelete=None),
        sa.ForeignKeyConstraint(["import_run_id"], ["import_run.id"], name=op.f("fk_collection_answer_import_run_id_import_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_answer")),
    )
    op.create_index(
        op.f("ix_collection_answer_request_id_organisation_id"),
        "collection_answer",
        ["request_id", "organisation_id"],
        unique=False,
    )
    op.create_index(op.f("ix_collection_answer_organisation_id"), "collection_answer", ["organisation_id"], unique=False)
    op.create_table(
        "collection_quarantine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_quarantine")),
        sa.UniqueConstraint("file_sha256", name=op.f("uq_collection_quarantine_file_sha256")),
    )


def _request(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_request_id_collection_request")
    return sa.ForeignKeyConstraint(["request_id"], ["collection_request.id"], name=name, ondelete="CASCADE")


def _school(table: str, ondelete: str | None = "CASCADE") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_organisation_id_organisation")
    return sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=name, ondelete=ondelete)
