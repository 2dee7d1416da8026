"""Who may import whom: the rules hold in the program, and the checker sees what it should."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.imports import Import, broken_rules, imports

ROOT = Path(__file__).resolve().parents[2]
UI = ROOT / "app" / "ui"
UI_FEATURES = frozenset(p.parent.name for p in UI.glob("*/__init__.py")) - {"widgets"}
SOURCES = sorted((ROOT / "app").rglob("*.py"))


def _module(path: Path) -> tuple[str, bool]:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return (".".join(parts[:-1]), True) if parts[-1] == "__init__" else (".".join(parts), False)


def test_the_program_keeps_its_import_rules():
    broken = []
    for path in SOURCES:
        module, is_package = _module(path)
        broken += broken_rules(path.read_text(encoding="utf-8"), module, is_package=is_package, features=UI_FEATURES)
    assert not broken, "\n".join(broken)


def test_there_is_something_to_check():
    modules = {_module(path)[0] for path in SOURCES}
    assert {"app", "app.models.database", "app.services.context", "app.ui"} <= modules


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("app.models.results", "from app.services import errors"),
        ("app.models.results", "import pandas"),
        ("app.models.migrations.versions.v0001", "from app.models.base import Base"),
        ("app.services.schools.queries", "def f():\n    from PySide6.QtCore import QObject"),
        ("app.services.schools.queries", "from app import ui"),
        ("app.services.schools.commands", "from app.services.results.commands import revert"),
        ("app.services.schools.commands", "from app.services.results import commands"),
        ("app.services.schools.commands", "from ..results import commands"),
        ("app.services.schools.rules", "import sqlalchemy as sa"),
        ("app.services.schools.rules", "from app.services.schools.queries import names"),
        ("app.services.schools.rows", "from app.models.organisations import Organisation"),
        ("app.services.objectivity.official_markers", "from app.services.context import Context"),
        ("app.services.forms.order_page", "from app.models import documents"),
        ("app.services.forms.pdf_renderer", "from app.services.documents.queries import document"),
        ("app.ui.schools.tab", "from app.ui.calendar.dialogs import Ask"),
        ("app.ui.schools.tab", "from app.ui import calendar"),
        ("app.ui.schools", "from ..calendar import tab"),
        ("app.ui.widgets.table", "from app.ui.schools.columns import COLUMNS"),
        ("app.ui.schools.tab", "from app.models.organisations import Organisation"),
        ("app.ui.errors", "def f():\n    try:\n        pass\n    except Exception:\n        import sqlalchemy.exc"),
        ("app.ui.schools.tab", "import openpyxl"),
        ("app.ui.schools.tab", "import threading"),
        ("app.main", "import socket"),
        ("app.main", "from urllib import request"),
        ("app.services.schools.queries", "import importlib\nimportlib.import_module('http.client')"),
        ("app.ui.main_window", "from PySide6 import QtNetwork"),
        ("app.cli", "def demo():\n    from PySide6.QtWidgets import QApplication"),
    ],
)
def test_a_forbidden_import_is_seen(module, source):
    package = module == "app.ui.schools"
    assert broken_rules(source, module, is_package=package, features=frozenset({"schools", "calendar"}))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("app.models.opening", "import alembic\nfrom app.models.database import Database"),
        ("app.models.migrations.versions.v0001", "import sqlalchemy as sa\nfrom alembic import op"),
        (
            "app.services.schools.commands",
            "from ..results.rows import Row\nfrom .commands import x",
        ),
        ("app.services.schools.commands", "from app.services.results.queries import papers"),
        ("app.services.demo.build", "from app.services.results.commands import revert"),
        (
            "app.services.schools.rules",
            "import numpy\nfrom .rows import Row\nfrom ..problems import Problem",
        ),
        (
            "app.services.forms.pdf_renderer",
            "from reportlab.lib import colors\nfrom app.services.forms.order_data import OrderData",
        ),
        ("app.ui.main_window", "from app.ui.schools.tab import SchoolsTab"),
        ("app.ui.schools.tab", "from app.ui.schools import columns\nfrom app.ui.widgets.table import Table\nimport urllib.parse"),
        ("app.ui.schools.tab", "from PySide6.QtWidgets import QWidget\nfrom app.services.schools import queries"),
        ("app.ui.worker", "from concurrent.futures import ThreadPoolExecutor"),
    ],
)
def test_an_allowed_import_passes(module, source):
    assert broken_rules(source, module, features=frozenset({"schools", "calendar"})) == []


def test_relative_imports_are_resolved():
    assert list(imports("from . import rows\nfrom .. import errors\nfrom ..x.rows import A", "app.services.a.rules")) == [
        Import(1, "app.services.a", "rows"),
        Import(2, "app.services", "errors"),
        Import(3, "app.services.x.rows", "A"),
    ]
    assert list(imports("from . import rows", "app.services.a", is_package=True)) == [Import(1, "app.services.a", "rows")]
