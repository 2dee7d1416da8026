"""The base made by the migrations is the base the models describe."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from app.models.opening import open_base
from app.models.tables import Base


def test_migrations_make_what_the_models_describe(tmp_path):
    open_base(tmp_path / "migrated.sqlite").close()
    engine = create_engine(f"sqlite:///{tmp_path / 'migrated.sqlite'}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


def test_constraints_are_the_same_too(tmp_path):
    """Alembic does not compare primary keys, CHECK constraints and what a deleted parent does to its children."""
    open_base(tmp_path / "migrated.sqlite").close()
    migrated = _constraints(f"sqlite:///{tmp_path / 'migrated.sqlite'}", create=False)
    described = _constraints(f"sqlite:///{tmp_path / 'described.sqlite'}", create=True)
    migrated.pop("alembic_version", None)
    assert described
    assert migrated == described


def _constraints(url: str, *, create: bool) -> dict[str, dict[str, Any]]:
    engine = create_engine(url)
    if create:
        Base.metadata.create_all(engine)
    look = inspect(engine)
    found = {
        table: {
            "primary key": look.get_pk_constraint(table),
            "checks": _in_order(look.get_check_constraints(table)),
            "unique": _in_order(look.get_unique_constraints(table)),
            "foreign keys": _in_order(look.get_foreign_keys(table)),
            "indexes": _in_order(look.get_indexes(table)),
        }
        for table in look.get_table_names()
    }
    engine.dispose()
    return found


def _in_order(constraints: list[Any]) -> list[str]:
    return sorted(repr(sorted(c.items())) for c in constraints)
