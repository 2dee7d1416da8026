"""Inputs of the objectivity indices: medal candidates, video, public observation."""

from __future__ import annotations

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Nothing yet."""
