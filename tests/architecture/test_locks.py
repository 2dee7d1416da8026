"""The locks are made from pyproject.toml, fit every system and name no package host."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]


def _locked(name: str) -> dict[str, set[str]]:
    """Package → its versions (there may be one for each Python version)."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==([^ ;]+)", line):
            found.setdefault(canonicalize_name(match[1]), set()).add(match[2])
    return found


@pytest.mark.parametrize(("lock", "extra"), [("requirements.lock", ""), ("requirements-dev.lock", "dev")])
def test_every_dependency_is_locked_in_its_range(lock, extra):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(project["optional-dependencies"][extra] if extra else [])]
    locked = _locked(lock)
    for requirement in map(Requirement, wanted):
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is not in {lock}: run python3 dev.py lock"
        assert all(v in requirement.specifier for v in versions), f"{requirement} against {versions} in {lock}"


def test_the_development_lock_contains_the_other():
    development = _locked("requirements-dev.lock")
    assert all(development.get(name) == versions for name, versions in _locked("requirements.lock").items())


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_names_no_host_and_no_folder(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--index|--find-links|^\s*[-./]\S*[/\\]", text, re.MULTILINE)
