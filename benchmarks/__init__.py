"""What is measured, not tested: `python3 dev.py bench`. Each `bench_*.py` has `run(args) -> list[Result]`.

Times depend on the machine and on its mood; a value worth keeping is a ratio to something measured in the same minute.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One measured number; `limit` is what we promise (value ≤ limit), `stretch` what we would like."""

    name: str
    value: float
    unit: str
    note: str = ""
    limit: float | None = None
    stretch: float | None = None

    @property
    def verdict(self) -> str:
        if self.limit is None:
            return ""
        if self.value > self.limit:
            return "over the limit"
        return "stretch" if self.stretch is not None and self.value <= self.stretch else "within the limit"
