"""From a form's name to its preview: `open_form(ui, parent, "order", document_id=3)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.ui.context import UiContext
from app.ui.widgets.print_preview import PrintPreview

if TYPE_CHECKING:
    from app.services.forms.blocks import FormPage


class _Form:
    """Makes the pages once (on the worker) and renders them in whatever kind is asked for."""

    def __init__(self, ui: UiContext, code: str, ids: dict[str, Any]) -> None:
        self._ui, self._code, self._ids = ui, code, ids
        self.page: FormPage | None = None

    def _page(self) -> FormPage:
        from app.services.forms.registry import make

        if self.page is None:
            self.page = make(self._ui.ctx, self._code, **self._ids)
        return self.page

    def pdf(self) -> bytes:
        from app.services.forms.printing import render

        return render(self._page(), "pdf")

    def docx(self) -> bytes:
        from app.services.forms.printing import render

        return render(self._page(), "docx")

    def file_name(self) -> str:
        return self.page.file_stem if self.page is not None else "Документ"

    def notes(self) -> list[str]:
        return [note.text for note in self.page.notes] if self.page is not None else []


def open_form(ui: UiContext, parent: QWidget, code: str, **ids: Any) -> PrintPreview:
    """Show the pages of a form of `app.services.forms.registry`; a form that must not be printed says why in the preview."""
    from app.services.forms.registry import form_info

    form = _Form(ui, code, ids)
    preview = PrintPreview(
        ui.worker,
        form_info(code).name,
        form.file_name,
        form.pdf,
        form.docx,
        notes=form.notes,
        state=ui.state,
        parent=parent.window(),
    )
    preview.open()
    return preview
