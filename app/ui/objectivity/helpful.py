"""Where what is missing comes from: a file to load, or the window of the scales."""

from __future__ import annotations

from app.ui.context import UiContext

SCALE = "scale"


def verb(code: str) -> str:
    return "К шкалам" if code == SCALE else "Загрузить…"


def act(ui: UiContext, code: str) -> None:
    """`code` of `findings.rows.MissingRow`."""
    if code == SCALE:
        ui.open_target(("scales", 0))
    else:
        ui.load_files(())
