"""People, context data, statuses and former names of schools."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_FACTS = ("inn", "legal_form", "founder", "site")


def upgrade() -> None:
    _people()
    _facts()
    _history()
    _contexts()
    _statuses()


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("search_name", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("sex IN ('', 'm', 'f')", name=op.f("ck_person_sex")),
        _owner("person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_organisation_id"), "person", ["organisation_id"], unique=False)
    op.create_table(
        "person_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.CheckConstraint(
            "role IN ('director', 'coordinator', 'technical', 'team', 'curator', 'other')", name=op.f("ck_person_role_role")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_role_person_id_person"), ondelete="CASCADE"),
        _owner("person_role"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_role")),
    )
    op.create_index(op.f("ix_person_role_person_id"), "person_role", ["person_id"], unique=False)
    op.create_index(op.f("ix_person_role_organisation_id"), "person_role", ["organisation_id"], unique=False)
    _take_over_people()


def _take_over_people() -> None:
    """Directors and coordinators become people; one who is both is one person."""
    connection = op.get_bind()
    found = connection.exec_driver_sql("SELECT id, director, coordinator FROM organisation ORDER BY id").fetchall()
    person = 0
    for organisation, director, coordinator in found:
        known: dict[str, int] = {}
        for role, name in (("director", director), ("coordinator", coordinator)):
            name = " ".join((name or "").split())
            if not name:
                continue
            key = name.casefold().replace("ё", "е")
            if key not in known:
                person += 1
                known[key] = person
                connection.exec_driver_sql(
                    "INSERT INTO person (id, organisation_id, full_name, search_name, post, phone, email, sex, note)"
                    " VALUES (?, ?, ?, ?, '', '', '', '', '')",
                    (person, organisation, name, key),
                )
            connection.exec_driver_sql(
                "INSERT INTO person_role (person_id, organisation_id, role, basis) VALUES (?, ?, ?, '')",
                (known[key], organisation, role),
            )


def _facts() -> None:
    for name in _FACTS:
        op.add_column("organisation", sa.Column(name, sa.String(), nullable=True))
    op.add_column("organisation", sa.Column("opened_on", sa.Date(), nullable=True))
    op.execute("UPDATE organisation SET inn = '', legal_form = '', founder = '', site = ''")
    with op.batch_alter_table("organisation", recreate="always") as batch:
        batch.drop_column("director")
        batch.drop_column("coordinator")
        for name in _FACTS:
            batch.alter_column(name, existing_type=sa.String(), nullable=False)


def _history() -> None:
    op.create_table(
        "organisation_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('renamed', 'joined', 'closed', 'reopened')", name=op.f("ck_organisation_event_kind")),
        _owner("organisation_event"),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["organisation.id"], name=op.f("fk_organisation_event_successor_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_event")),
    )
    for name in ("organisation_id", "successor_id"):
        op.create_index(op.f(f"ix_organisation_event_{name}"), "organisation_event", [name], unique=False)
    op.create_table(
        "organisation_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        _owner("organisation_alias"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_alias")),
    )
    op.create_index(op.f("ix_organisation_alias_key"), "organisation_alias", ["key"], unique=True)
    op.create_index(op.f("ix_organisation_alias_organisation_id"), "organisation_alias", ["organisation_id"], unique=False)
    _take_over_choices()


def _take_over_choices() -> None:
    """Choices made at imports lay in a setting, by login."""
    connection = op.get_bind()
    stored = connection.exec_driver_sql("SELECT value FROM setting WHERE \"key\" = 'imports.schools'").fetchone()
    known = {row[0] for row in connection.exec_driver_sql("SELECT id FROM organisation")}
    for login, organisation in sorted(json.loads(stored[0]).items()) if stored else ():
        if organisation in known:
            connection.exec_driver_sql(
                'INSERT INTO organisation_alias (organisation_id, "key", written, chosen_at)'
                " VALUES (?, ?, ?, strftime('%Y-%m-%d %H:%M:%S.000000', 'now', 'localtime'))",
                (organisation, f"login:{login}", login),
            )
    op.execute("DELETE FROM setting WHERE \"key\" = 'imports.schools'")


def _contexts() -> None:
    op.create_table(
        "context_value",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.CheckConstraint("year BETWEEN 1990 AND 2100", name=op.f("ck_context_value_year")),
        _owner("context_value"),
        sa.PrimaryKeyConstraint("organisation_id", "year", "key", name=op.f("pk_context_value")),
        sqlite_with_rowid=False,
    )


def _statuses() -> None:
    op.create_table(
        "organisation_status",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("until IS NULL OR since IS NULL OR since <= until", name=op.f("ck_organisation_status_period")),
        _owner("organisation_status"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_organisation_status_document_id_document"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_status")),
    )
    for name in ("organisation_id", "kind"):
        op.create_index(op.f(f"ix_organisation_status_{name}"), "organisation_status", [name], unique=False)


def _owner(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_organisation_id_organisation")
    return sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=name, ondelete="CASCADE")
