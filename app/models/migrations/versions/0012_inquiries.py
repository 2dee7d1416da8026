"""From a finding to a deed: hypotheses, requests, rechecks, conclusions."""

from __future__ import annotations

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Nothing yet."""
