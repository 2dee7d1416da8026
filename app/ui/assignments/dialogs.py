"""Small dialogs of the page: the district's own numbers, the order that appoints, the day of the briefing, a list of people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services.assignments.rows import Habits, ListLine, ListPreview
from app.services.text_ru import counted
from app.ui import theme
from app.ui.assignments.columns import LIST
from app.ui.errors import describe
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import CheckField, Field, NumberField
from app.ui.widgets.message_bar import MessageBar
from app.ui.widgets.problem_list import ProblemList
from app.ui.widgets.row_table import RowTable

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.ui.context import UiContext

Job = Callable[[object], "Changes"]


class AskDialog(QDialog):
    """One form over the window; `make_job(values)` gives the command that stores it."""

    def __init__(
        self,
        ui: UiContext,
        title: str,
        about: str,
        fields: Sequence[Field | tuple[Field, ...]],
        verb: str,
        make_job: Callable[[], Job],
        *,
        required: Sequence[Field] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._ui, self._make_job = ui, make_job
        self.message = MessageBar()
        self.form = AskForm("", fields, verb, required=required, note=about)
        self.form.submitted.connect(self._submit)
        self.form.cancelled.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.addWidget(self.message)
        box.addWidget(self.form)
        self.resize(theme.px(460), self.sizeHint().height())

    def _submit(self) -> None:
        self._ui.worker.write(self._make_job(), done=lambda _changes: self.accept(), failed=self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.message.say(known.what, known.todo, kind="error")


def habits_dialog(ui: UiContext, habits: Habits, parent: QWidget) -> AskDialog:
    briefing = NumberField("За сколько рабочих дней проводят инструктаж, не раньше", required=True, high=60)
    places = NumberField("Школ на одного наблюдателя в процедуре, не больше", required=True, low=1, high=20)
    works = NumberField("Работ на одного эксперта, не больше", required=True, low=1, high=2000)
    per_class = CheckField("Отдельный наблюдатель на каждый класс")
    fields = (briefing, places, works, per_class)
    values = (habits.briefing_days, habits.max_places, habits.max_works, habits.per_class)

    def job() -> Job:
        read = Habits(briefing.value() or 0, places.value() or 1, works.value() or 1, per_class.value())

        def store(_progress: object) -> Changes:
            from app.services.assignments.commands import save_habits

            return save_habits(ui.ctx, read)

        return store

    about = "По этим числам программа предупреждает и строит план наблюдения."
    made = AskDialog(ui, "Правила района", about, fields, "Сохранить правила", job, required=(places, works), parent=parent)
    for field, value in zip(fields, values, strict=True):
        field.set_value(value)
    return made


class ListDialog(QDialog):
    """«Загрузить список людей…»: what the file would bring, with named problems, then one button."""

    def __init__(self, ui: UiContext, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Загрузка списка людей")
        self._ui, self._path = ui, path
        self.preview: ListPreview | None = None
        self.message = MessageBar()
        self.summary = QLabel("Читаю файл…")
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "title")
        self.table: RowTable[ListLine] = RowTable(LIST, key=lambda line: line.number)
        self.table.setAccessibleName("Люди в файле")
        self.problems = ProblemList(quiet=False)
        self.load_button = QPushButton("Загрузить список")
        theme.mark(self.load_button, "primary")
        self.load_button.setEnabled(False)
        self.load_button.clicked.connect(lambda _checked=False: self.load())
        cancel = QPushButton("Отмена")
        cancel.clicked.connect(lambda _checked=False: self.reject())
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.load_button)
        buttons.addWidget(cancel)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        for widget in (self.message, self.summary):
            box.addWidget(widget)
        box.addWidget(self.table, 3)
        box.addWidget(self.problems, 1)
        box.addLayout(buttons)
        self.resize(theme.px(820), theme.px(560))
        self._read()

    def load(self) -> None:
        preview = self.preview
        if preview is None:
            return

        def job(_progress: object) -> Changes:
            from app.services.assignments.commands import import_people

            return import_people(self._ui.ctx, preview)

        self._ui.worker.write(job, done=lambda _changes: self.accept(), failed=self._failed, owner=self)

    def _read(self) -> None:
        def job(_progress: object) -> Any:
            from app.services.assignments.list_file import preview_people

            return preview_people(self._ui.ctx, self._path)

        self._ui.worker.read(job, done=self._show, failed=self._failed, owner=self, key="preview")

    def _show(self, preview: ListPreview) -> None:
        self.preview = preview
        new, known, refused = (preview.count(state) for state in ("new", "known", "refused"))
        said = [f"новых {new}"] + [f"уже есть {known}"] * bool(known) + [f"не загружается {refused}"] * bool(refused)
        people = counted(len(preview.lines), "человек", "человека", "человек")
        self.summary.setText(f"{self._path.name}: {people}, {', '.join(said)}.")
        self.table.set_rows(preview.lines)
        self.problems.set_problems(preview.problems)
        self.problems.setVisible(bool(preview.problems))
        self.load_button.setEnabled(bool(new + known))
        self.load_button.setFocus()

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.summary.setText(f"{self._path.name} не загружен.")
        self.message.say(known.what, known.todo, kind="error")
