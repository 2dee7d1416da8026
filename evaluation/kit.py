"""The scripts of the acceptance kit (`sim.py`, `score.py`), loaded from the folder that the caller names."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType


class KitMissing(Exception):
    """The folder given does not hold the kit."""


@cache
def load(tools: Path, name: str) -> ModuleType:
    """`load(folder, "sim")`: the module of `folder/sim.py`, or of `folder/objectivity/sim.py`."""
    for place in (tools / f"{name}.py", tools / "objectivity" / f"{name}.py"):
        if place.is_file():
            spec = importlib.util.spec_from_file_location(f"acceptance_kit_{name}", place)
            assert spec and spec.loader
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    raise KitMissing(f"no {name}.py in {tools}")
