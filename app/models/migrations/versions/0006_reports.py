"""What reports say of tasks: skills, completion, groups by mark; the class that wrote a procedure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TASK = "procedure_id, position, code, max_points, level"
_GROUP = "id, procedure_id, content, level, code, name, organisations, participants, data, derived, import_run_id"


def upgrade() -> None:
    op.add_column("procedure", sa.Column("participant_grade", sa.Integer(), nullable=True))
    _tasks()
    _groups()


def _tasks() -> None:
    op.create_table(
        "task_new",
        sa.Column("procedure_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("max_points", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("skill", sa.String(), nullable=False),
        sa.Column("planned_result", sa.String(), nullable=False),
        sa.Column("content_codes", sa.String(), nullable=False),
        sa.Column("requirement_codes", sa.String(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_task_procedure_id_procedure"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("procedure_id", "position", name=op.f("pk_task")),
    )
    op.execute(
        f"INSERT INTO task_new ({_TASK}, skill, planned_result, content_codes, requirement_codes, edited)"
        f" SELECT {_TASK}, '', '', '', '', 0 FROM task"
    )
    op.drop_table("task")
    op.rename_table("task_new", "task")


def _groups() -> None:
    op.create_table(
        "group_stat_new",
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
        sa.CheckConstraint(
            "content IN ('marks', 'journal', 'scores', 'tasks', 'skills', 'tasks_2', 'tasks_3', 'tasks_4', 'tasks_5')",
            name=op.f("ck_group_stat_content"),
        ),
        sa.CheckConstraint("level IN ('sample', 'region', 'municipality', 'school')", name=op.f("ck_group_stat_level")),
        sa.ForeignKeyConstraint(["import_run_id"], ["import_run.id"], name=op.f("fk_group_stat_import_run_id_import_run")),
        sa.ForeignKeyConstraint(["procedure_id"], ["procedure.id"], name=op.f("fk_group_stat_procedure_id_procedure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_stat")),
        sa.UniqueConstraint(
            "procedure_id", "content", "level", "code", "name", name=op.f("uq_group_stat_procedure_id_content_level_code_name")
        ),
    )
    op.execute(f"INSERT INTO group_stat_new ({_GROUP}) SELECT {_GROUP} FROM group_stat")
    op.drop_table("group_stat")
    op.rename_table("group_stat_new", "group_stat")
    op.create_index(op.f("ix_group_stat_code"), "group_stat", ["code"], unique=False)
