"""The import rules of the house (ARCHITECTURE.md), read from the source text without running it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass

NETWORK = frozenset(
    {"socket", "socketserver", "ssl", "http", "urllib.request", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "xmlrpc"}
    | {"asyncio", "urllib3", "requests", "httpx", "aiohttp", "PySide6.QtNetwork", "PySide6.QtWebSockets"}
)
"""The program works with no network: nothing in it may even try."""

THREADS = frozenset({"threading", "_thread", "concurrent", "multiprocessing"})

UI_LIBRARIES = frozenset({"PySide6", "shiboken6", "qtawesome"})


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name at a line: `module` is dotted and absolute, `imported` the name taken from it, if any."""

    line: int
    module: str
    imported: str = ""

    @property
    def full(self) -> str:
        return f"{self.module}.{self.imported}" if self.imported else self.module

    def of(self, *packages: str) -> bool:
        """Is it one of these modules or something inside them?"""
        return any(self.full == p or self.full.startswith(p + ".") for p in packages)


def imports(source: str, module: str, *, is_package: bool = False) -> Iterator[Import]:
    """Every import of a module: at the top, inside functions, under TYPE_CHECKING, and by import_module("…")."""
    package = module if is_package else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = package.split(".")
                parts = parts[: len(parts) - node.level + 1]
                base = ".".join([*parts, base] if base else parts)
            for alias in node.names:
                yield Import(node.lineno, base, alias.name)
        elif isinstance(node, ast.Call) and node.args:
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if called in ("import_module", "__import__") and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield Import(node.lineno, first.value)


def feature(module: str, layer: str, depth: int = 2) -> str:
    """`app.ui.schools.tab` in layer `app.ui` → `schools`; a module directly in the layer has no feature."""
    rest = module.removeprefix(layer + ".").split(".") if module.startswith(layer + ".") else []
    return rest[0] if len(rest) >= depth else ""


def broken_rules(source: str, module: str, *, is_package: bool = False, features: frozenset[str] = frozenset()) -> list[str]:
    """What the module imports that its place forbids, as «line: import: rule».

    `features` are the packages under `app/ui` (without `widgets`).
    """
    return [
        f"{module}:{i.line}: {i.full}: {rule}"
        for i in imports(source, module, is_package=is_package)
        for rule in _broken(module, is_package, i, features)
    ]


def _broken(module: str, is_package: bool, i: Import, ui_features: frozenset[str]) -> Iterator[str]:
    name = module.rpartition(".")[2]
    if i.of(*NETWORK):
        yield "the program has no network"

    if module == "app.models" or module.startswith("app.models."):
        if module.startswith("app.models.migrations") and i.of("app"):
            yield "migrations import nothing from app"
        if i.of("app") and not i.of("app.models"):
            yield "models import nothing above them"
        if not i.of("app", "sqlalchemy", "alembic") and not _standard(i):
            yield "models: standard library, sqlalchemy, alembic"

    elif module == "app.services" or module.startswith("app.services."):
        if i.of("PySide6", "shiboken6", "qtawesome", "app.ui", "app.main", "app.cli"):
            yield "services know no window"
        theirs, ours = feature(i.module, "app.services", 1), feature(module, "app.services", 1)
        commands = i.module.endswith(".commands") or (i.imported == "commands" and i.module.startswith("app.services."))
        # The demonstration district is made as a person would make it, by everybody's commands; a new base loads the
        # directories shipped with the program, each by its own feature's command.
        if commands and theirs != ours and ours not in ("demo", "workplace"):
            yield "another feature's rows and queries, never its commands"
        pure = name in ("rows", "rules") or ours == "objectivity"
        page = ours == "forms" and (name in ("blocks", "layout") or name.endswith(("_page", "_renderer", "_pdf", "_docx")))
        if (pure or page) and (i.of("sqlalchemy", "app.models") or _reads_base(i)):
            yield "rows, rules, statistics and pages know no base"

    elif module == "app.ui" or module.startswith("app.ui."):
        constant = i.module == "app" and (i.imported.isupper() or i.imported == "__version__")
        if i.of("app") and not constant and not i.of("app.ui", "app.services", "app.paths", "app.palette"):
            yield "ui uses services only"
        if not i.of("app", *UI_LIBRARIES) and not _standard(i):
            yield "ui: PySide6 and services only"
        if i.of(*THREADS) and module != "app.ui.worker":
            yield "only ui/worker.py knows threads"
        mine = feature(module, "app.ui", 1 if is_package else 2)
        theirs = feature(i.full, "app.ui", 1)
        if theirs in ui_features and mine and mine != theirs:
            yield "a part of the window never imports another part"

    elif module == "app.cli" and i.of("PySide6"):
        yield "the command line knows no Qt"


def _standard(i: Import) -> bool:
    return i.module.partition(".")[0] in sys.stdlib_module_names


def _reads_base(i: Import) -> bool:
    return i.of("app.services.context") or (
        i.of("app.services") and (i.module.endswith((".queries", ".commands")) or i.imported in ("queries", "commands"))
    )
