"""The steps that make a base, oldest first. Each is a module of `versions/` with `revision`, `down_revision`, `upgrade()`.

Migrations import nothing from the program: the models will have moved on by the time they run. New step: write
`versions/NNNN_name.py`, append its name here, keep tests/architecture/test_schema.py green. A released step is frozen.
"""

STEPS: tuple[str, ...] = (
    "0001_initial",
    "0002_execution",
    "0003_lint",
    "0004_mark_history",
    "0005_card",
    "0006_reports",
    "0007_exams",
    "0008_entry",
    "0009_collection",
    "0010_support",
    "0011_findings",
    "0012_inquiries",
    "0013_indices",
    "0014_plan",
    "0015_events",
    "0016_assignments",
    "0017_checklists",
    "0018_schedules",
)
REVISIONS: tuple[str, ...] = tuple(name.partition("_")[0] for name in STEPS)
HEAD: str = REVISIONS[-1]
