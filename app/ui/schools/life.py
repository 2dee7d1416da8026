"""What happens to a school in its life, asked under its name: another name from a day on, closing, opening again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.services.organisations.rows import OrganisationRow
from app.ui import theme
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import DateField, TextField

if TYPE_CHECKING:
    from datetime import date

    from app.services.changes import Changes
    from app.ui.context import UiContext


class LifeForms(QFrame):
    """Two forms, one at a time; each makes one command that can be taken back."""

    folded = Signal()

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        theme.mark(self, "card")
        self.hide()
        self._ui = ui
        self._row: OrganisationRow | None = None
        today: Callable[[], date] = lambda: ui.ctx.clock().date()  # noqa: E731
        self._today = today
        self.short_name = TextField("Новое краткое название", required=True)
        self.full_name = TextField("Новое полное название")
        self.renamed_on = DateField("С какого дня", required=True, today=today)
        self.rename_basis = TextField("Основание", placeholder="постановление от 20.06.2026 № 310")
        self.rename_form = AskForm(
            "Переименование",
            [(self.short_name, self.full_name), (self.renamed_on, self.rename_basis)],
            "Переименовать",
            required=(self.short_name, self.renamed_on),
            note="Прежнее название останется в истории: по нему школу будут узнавать в старых файлах.",
        )
        self.closed_on = DateField("Закрыта с", required=True, today=today)
        self.close_basis = TextField("Основание", placeholder="постановление от 20.06.2026 № 310")
        self.close_form = AskForm(
            "Закрытие",
            [(self.closed_on, self.close_basis)],
            "Закрыть",
            required=(self.closed_on,),
            note="Карточка и результаты останутся. Из списков и из «Не сдали» она уйдёт.",
        )
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.SPACE, theme.AROUND, theme.SPACE)
        for form, act in ((self.rename_form, self._rename), (self.close_form, self._close)):
            form.setMaximumWidth(theme.px(760))
            form.hide()
            form.submitted.connect(act)
            form.cancelled.connect(self.fold)
            box.addWidget(form)

    def show_row(self, row: OrganisationRow) -> None:
        if self._row is None or row.id != self._row.id:
            self.fold()
        self._row = row

    def editing(self) -> bool:
        return self.rename_form.isVisibleTo(self) or self.close_form.isVisibleTo(self)

    def fold(self) -> None:
        shown = self.editing()
        self.rename_form.hide()
        self.close_form.hide()
        self.hide()
        if shown:
            self.folded.emit()

    def ask_rename(self) -> None:
        if self._row is not None:
            self.close_form.hide()
            self.rename_form.fill(self._row.short_name, self._row.full_name, self._today(), "")
            self.show()
            self.rename_form.show()
            self.short_name.setFocus()

    def ask_close(self) -> None:
        if self._row is not None:
            self.rename_form.hide()
            self.close_form.fill(self._today(), "")
            self.show()
            self.close_form.show()
            self.closed_on.setFocus()

    def reopen(self) -> None:
        row = self._row
        if row is None or row.id is None:
            return
        school = row.id

        def job(_progress: object) -> Changes:
            from app.services.organisations.commands import reopen_organisation

            return reopen_organisation(self._ui.ctx, school)

        self._run(job)

    # -- inside

    def _rename(self) -> None:
        row = self._row
        if row is None or row.id is None:
            return
        school, name, full = row.id, self.short_name.value(), self.full_name.value()
        on, basis = self.renamed_on.value(), self.rename_basis.value()
        assert on is not None  # the form does not submit without it

        def job(_progress: object) -> Changes:
            from app.services.organisations.life_commands import rename_organisation

            return rename_organisation(self._ui.ctx, school, name, full, on=on, basis=basis)

        self._run(job)

    def _close(self) -> None:
        row = self._row
        if row is None or row.id is None:
            return
        school, on, basis = row.id, self.closed_on.value(), self.close_basis.value()
        assert on is not None  # the form does not submit without it

        def job(_progress: object) -> Changes:
            from app.services.organisations.commands import close_organisation

            return close_organisation(self._ui.ctx, school, on, basis)

        self._run(job)

    def _run(self, job: Callable[[object], Changes]) -> None:
        self._ui.worker.write(job, done=lambda _changes: self.fold(), owner=self)
