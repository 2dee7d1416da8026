"""Where the thresholds and the edited conclusions are kept: settings that travel with the base."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.services.analysis.rows import THRESHOLDS, Thresholds
from app.services.workplace.rows import SettingKey

if TYPE_CHECKING:
    from app.services.results.procedure import ProcedureRow

STORED: SettingKey[dict[str, str]] = SettingKey("analysis_thresholds", {})


def conclusions_key(procedure: ProcedureRow, school_id: int | None) -> SettingKey[str]:
    """By what the paper is, not by its id: the text outlives a file taken back and loaded again."""
    paper = f"{procedure.kind}/{procedure.year}/{procedure.grade}/{procedure.subject}"
    return SettingKey(f"analysis_text/{paper}/{school_id or 'district'}", "")


def from_stored(stored: dict[str, str]) -> Thresholds:
    """Values out of their limits or not numbers are left at what the recommendations say."""
    found = {}
    for info in THRESHOLDS:
        try:
            value = float(stored.get(info.key, ""))
        except ValueError:
            continue
        if info.least <= value <= info.most:
            found[info.key] = value
    return replace(Thresholds(), **found)


def to_stored(thresholds: Thresholds) -> dict[str, str]:
    """Only what differs from the recommendations, so that later ones of the program reach everybody else."""
    usual = Thresholds()
    return {
        info.key: repr(getattr(thresholds, info.key))
        for info in THRESHOLDS
        if getattr(thresholds, info.key) != getattr(usual, info.key)
    }
