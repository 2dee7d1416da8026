"""What costs start-up time is imported by the function that needs it, not by the program that starts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "alembic", "docx", "docxtpl", "holidays", "lxml", "matplotlib", "numpy", "openpyxl", "pandas", "PIL", "pymorphy3",
    "pypdfium2", "python_calamine", "qtawesome", "rapidfuzz", "reportlab", "scipy", "svglib", "xlrd", "xlsxwriter",
)  # fmt: skip


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        # The window is painted before even the database library is there.
        ("app.main", (*HEAVY, "sqlalchemy")),
        ("app.ui.workspace", HEAVY),
        ("app.services.opening", (*HEAVY, "PySide6")),
        ("app.cli", (*HEAVY, "PySide6")),
    ],
)
def test_importing_it_loads_nothing_heavy(module, absent):
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    line = [sys.executable, "-c", code]
    done = subprocess.run(line, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=True)
    loaded = set(json.loads(done.stdout))
    assert module in loaded
    assert sorted(loaded & set(absent)) == []
