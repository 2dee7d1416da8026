"""School roadmaps out of the district's: schools → items → made, any number of schools at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.roadmaps.deriving import Adapted, adapted
from app.services.roadmaps.deriving_commands import DeriveChoices, SchoolChoice
from app.services.roadmaps.rows import RoadmapLine
from app.services.text_ru import counted, number
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.widgets.step_bar import Wizard, WizardPage
from app.ui.widgets.tick_list import TickList, TickRow

MOST = 11
"""Rows of a list in sight."""
ITS_SCHOOL = "название школы"


def open_derive(
    ui: UiContext, parent: QWidget, roadmap_id: int, done: Callable[[tuple[int, ...]], None] | None = None
) -> DeriveWizard:
    """Show the wizard over `parent`; `done(ids of the new roadmaps)` when they were made."""
    wizard = DeriveWizard(ui, roadmap_id, parent.window())
    if done is not None:
        wizard.made.connect(done)
    wizard.open()
    return wizard


class _ListPage(WizardPage):
    """A sentence, a list to tick, and a line under it."""

    def __init__(self, what: str, text: str, *, search: bool) -> None:
        super().__init__()
        self.words = QLabel(text)
        self.words.setWordWrap(True)
        self.ticks = TickList(what, search=search, most=MOST)
        self.ticks.changed.connect(self._changed)
        self.note = QLabel()
        self.note.setWordWrap(True)
        theme.mark(self.note, "note")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.words)
        box.addWidget(self.ticks)
        box.addWidget(self.note)
        box.addStretch(1)

        self.ticks.words.installEventFilter(self)

    def first_field(self) -> QWidget | None:
        return self.ticks.list

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes from the search field into the list."""
        if (
            watched is self.ticks.words
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
        ):
            self.ticks.list.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def _changed(self) -> None:
        self.ready_changed.emit()


class _SchoolsPage(_ListPage):
    title = "Школы"
    next_text = "Выбрать мероприятия"

    def __init__(self) -> None:
        super().__init__("Школы", "Для каких школ составить свою карту? Пробел отмечает, слово в поле отбирает.", search=True)

    def show_schools(self, schools: tuple[SchoolChoice, ...]) -> None:
        free = [one for one in schools if one.roadmap_id is None]
        have = [one for one in schools if one.roadmap_id is not None]
        self.ticks.set_rows([TickRow(one.id, one.name) for one in free], ticked=())
        self.ticks.setVisible(bool(free))
        if not schools:
            self.words.setText("В базе нет ни одной школы. Загрузите организации или заведите их во вкладке «Школы».")
        elif not free:
            self.words.setText("У всех школ уже есть карта от этой. Откройте карту школы и дополните её.")
        if have:
            names = ", ".join(one.name for one in have[:5]) + (f" и ещё {number(len(have) - 5)}" if len(have) > 5 else "")
            self.note.setText(f"Карта от этой уже есть: {names}.")
        self.ready_changed.emit()

    def first_field(self) -> QWidget | None:
        return self.ticks.words if self.ticks.count() else None

    def ready(self) -> bool:
        return bool(self.ticks.ticked())


class _ItemsPage(_ListPage):
    title = "Мероприятия"

    def __init__(self) -> None:
        super().__init__(
            "Мероприятия", "Отмечены мероприятия, которые выполняют сами школы. Отметьте, что ещё нужно.", search=True
        )
        self.next_text = "Проверить тексты"
        self._lines: list[RoadmapLine] = []

    def show_items(self, choices: DeriveChoices, schools: tuple[int, ...]) -> None:
        """Ticked: what every chosen school owes."""
        wanted = set(schools)
        self._lines = [line for s in choices.tree.sections for line in s.lines if not line.is_subhead]
        rows, ticked = [], []
        for key, line in enumerate(self._lines):
            owed = wanted & set(choices.owners.get(line.uid, ()))
            note = "" if not owed else "школам" if owed == wanted else f"{number(len(owed))} из {number(len(wanted))}"
            text = f"{line.number} {' '.join(line.text.split())}".strip()
            tip = "\n".join(part for part in (text, line.deadline, line.responsible) if part)
            rows.append(TickRow(key, text, note, role=None if owed else "secondary", tip=tip))
            if owed == wanted:
                ticked.append(key)
        self.ticks.set_rows(rows, ticked=ticked)
        self._changed()

    def chosen(self) -> tuple[str, ...]:
        return tuple(self._lines[key].uid for key in self.ticks.ticked())

    def ready(self) -> bool:
        return bool(self.ticks.ticked())

    def _changed(self) -> None:
        count = len(self.ticks.ticked())
        self.note.setText(f"Отмечено: {number(count)} из {number(len(self._lines))}.")
        super()._changed()


class _TextsPage(_ListPage):
    title = "Тексты"

    def __init__(self) -> None:
        super().__init__(
            "Ответственные", "Ответственные в карте школы будут названы так. Снимите отметку, где менять не нужно.",
            search=False,
        )  # fmt: skip
        self._rows: list[Adapted] = []

    def show_texts(self, rows: list[Adapted]) -> None:
        self._rows = rows
        listed = [
            TickRow(key, f"{one.number} {one.before} → {one.after}".strip(), tip=f"Было: {one.before}\nСтанет: {one.after}")
            for key, one in enumerate(rows)
        ]
        self.ticks.set_rows(listed, ticked=range(len(rows)))
        self.ticks.setVisible(bool(rows))
        self.words.setText(
            "Ответственные в карте школы будут названы так. Снимите отметку, где менять не нужно."
            if rows
            else "В выбранных мероприятиях менять нечего: тексты перейдут, как они есть."
        )

    def as_typed(self) -> tuple[str, ...]:
        kept = set(self.ticks.ticked())
        return tuple(one.uid for key, one in enumerate(self._rows) if key not in kept)

    def first_field(self) -> QWidget | None:
        return None  # Enter makes the roadmaps


class DeriveWizard(Wizard):
    """`made(ids)` afterwards. Ctrl+Z in the window takes all of them back."""

    made = Signal(object)

    def __init__(self, ui: UiContext, roadmap_id: int, parent: QWidget | None = None) -> None:
        self._ui, self._roadmap_id = ui, roadmap_id
        self._choices: DeriveChoices | None = None
        self._shown_for: tuple[int, ...] = ()
        self.schools_page, self.items_page, self.texts_page = _SchoolsPage(), _ItemsPage(), _TextsPage()
        super().__init__("Карты школ из карты района", [self.schools_page, self.items_page, self.texts_page], parent)
        self.fit(880, 560)
        self.go(0)

        def job(_progress: object) -> DeriveChoices:
            from app.services.roadmaps.deriving_commands import derive_choices

            return derive_choices(ui.ctx, roadmap_id)

        def opened(choices: DeriveChoices) -> None:
            self._choices = choices
            self.schools_page.show_schools(choices.schools)
            self.go(0)

        self.overlay.run(ui.worker, "Читаю карту", job, write=False, done=opened, failed=self._failed)

    def advance(self) -> None:
        choices = self._choices
        if choices is None:
            return
        schools = self.schools_page.ticks.ticked()
        if self.page is self.schools_page:
            if schools != self._shown_for:  # what was ticked for other schools is asked anew
                self.items_page.show_items(choices, schools)
                self._shown_for = schools
            self.go(1)
        elif self.page is self.items_page:
            chosen = set(self.items_page.chosen())
            names = {one.id: one.name for one in choices.schools}
            name = names[schools[0]] if len(schools) == 1 else ITS_SCHOOL
            self.texts_page.show_texts([one for one in adapted(choices.tree, name) if one.uid in chosen])
            self.texts_page.next_text = (
                "Составить карту" if len(schools) == 1 else f"Составить {counted(len(schools), 'карту', 'карты', 'карт')}"
            )
            self.go(2)
        else:
            self._make(schools)

    def _make(self, schools: tuple[int, ...]) -> None:
        uids, as_typed = self.items_page.chosen(), self.texts_page.as_typed()

        def job(_progress: object) -> Changes:
            from app.services.roadmaps.deriving_commands import derive_school_roadmaps

            return derive_school_roadmaps(self._ui.ctx, self._roadmap_id, schools, uids, as_typed)

        def done(changes: Changes) -> None:
            self.accept()
            self.made.emit(changes.value)

        self.overlay.run(self._ui.worker, "Составляю", job, write=True, done=done, failed=self._failed)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            self.reject()
            raise error
        self.message.say(known.what, known.todo, kind="error")
