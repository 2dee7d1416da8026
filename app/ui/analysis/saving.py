"""Asking where to put a table or a picture, and writing it there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.context import UiContext
from app.ui.errors import describe

XLSX = "Книга Excel (*.xlsx)"
PICTURES = "Картинка PNG (*.png);;Векторная картинка SVG (*.svg)"


def ask_path(ui: UiContext, parent: QWidget, title: str, stem: str, kinds: str, endings: tuple[str, ...]) -> Path | None:
    """The first of `endings` is added where the person wrote none of them."""
    from app.services.forms.typography import file_stem

    folder = Path(str(ui.state.get("folders/save") or Path.home()))
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(folder / f"{file_stem(stem)}{endings[0]}"), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() not in endings:
        path = path.with_name(path.name + endings[0])
    ui.state.put("folders/save", str(path.parent))
    return path


def save(ui: UiContext, owner: QWidget, path: Path, make: Callable[[], bytes]) -> None:
    """Make the bytes on the worker and write them whole; says what happened."""

    def job(_progress: Any) -> Path:
        from app.services.forms.printing import write_file

        write_file(path, make())
        return path

    def failed(error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        ui.message(known.what, known.todo, kind="error")

    ui.worker.read(job, done=lambda saved: ui.message(f"Сохранено: {saved}"), failed=failed, owner=owner, key="save")
