"""A list of the card that is edited in place: a table, and under it a form that unfolds for the row or for a new one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from app.ui.schools.section import CardSection
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.row_table import Column, RowTable

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.ui.context import UiContext

R = TypeVar("R")


class EditList(CardSection, Generic[R]):
    """Subclasses give the form (`make_form`), fill it (`fill_form`) and read it (`draft`); `save` runs the command."""

    add_words = "Добавить"
    nothing = ""

    def __init__(
        self,
        ui: UiContext,
        title: str,
        columns: Sequence[Column[R]],
        key: Callable[[R], Hashable],
    ) -> None:
        super().__init__(title)
        self.ui = ui
        self.edited: R | None = None
        self.table: RowTable[R] = RowTable(columns, key=key)
        self.table.setAccessibleName(title)
        self.table.opened.connect(self.edit)
        self.form = self.make_form()
        self.form.hide()
        self.form.submitted.connect(self._submit)
        self.form.cancelled.connect(self.fold)
        self.add_button = self.add_link(self.add_words, self.add)
        self.box.addWidget(self.table)
        self.box.addWidget(self.form)
        self.table.set_actions(self._actions())
        self.show_rows(())

    # -- to override

    def make_form(self) -> AskForm:
        raise NotImplementedError

    def fill_form(self, row: R | None) -> None:
        raise NotImplementedError

    def save(self) -> None:
        raise NotImplementedError

    def row_actions(self) -> Sequence[tuple[str, Callable[[], None]]]:
        """What else can be done with the row: (words, act), for the menu of the row."""
        return ()

    # -- for the card

    def show_rows(self, rows: Sequence[R]) -> None:
        self.table.set_rows(rows)
        self.table.setVisible(bool(rows))
        self.table.fit_rows(20)
        self.say("" if rows else self.nothing)

    def fold(self) -> None:
        """Put the form away; what was typed in it is not kept."""
        had = self.form.isVisibleTo(self)
        self.form.hide()
        self.edited = None
        if had:
            (self.table if self.table.isVisibleTo(self) else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def editing(self) -> bool:
        return self.form.isVisibleTo(self)

    def add(self) -> None:
        self._unfold(None)

    def edit(self, row: R) -> None:
        self._unfold(row)

    def run(self, job: Callable[[object], Changes], done: Callable[[Any], None] | None = None) -> None:
        """A command; the form goes away when it is stored and stays when it was refused."""

        def stored(changes: Any) -> None:
            self.fold()
            if done is not None:
                done(changes)

        self.ui.worker.write(job, done=stored, owner=self)

    def on_current(self, act: Callable[[R], None]) -> None:
        row = self.table.current_row()
        if row is not None:
            act(row)

    # -- inside

    def _unfold(self, row: R | None) -> None:
        self.edited = row
        self.fill_form(row)
        self.form.show()
        self.form.take_focus()

    def _submit(self) -> None:
        self.save()

    def _actions(self) -> list[QAction]:
        change = QAction("Изменить", self)
        change.setShortcut(QKeySequence("F2"))
        change.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        change.triggered.connect(lambda _checked=False: self.on_current(self.edit))
        self.table.addAction(change)
        actions = [change]
        for words, act in self.row_actions():
            action = QAction(words, self)
            action.triggered.connect(lambda _checked=False, act=act: act())
            actions.append(action)
        return actions
