"""The questionnaire of a school at the department: filled in together with the school, sent to it as a workbook, read back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.support.rows import RiskProfile
from app.ui import theme
from app.ui.errors import describe
from app.ui.support.questionnaire import Questionnaire
from app.ui.widgets.message_bar import MessageBar
from app.ui.widgets.toolbar import Toolbar

if TYPE_CHECKING:
    from app.ui.context import UiContext

BOOKS = "Книги Excel (*.xlsx)"


class RiskPane(QWidget):
    """The questionnaire with its toolbar; of one school and school year."""

    def __init__(self, ui: UiContext, organisation_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._school = organisation_id
        self.profile: RiskProfile | None = None
        self.toolbar = Toolbar()
        self.save_button = self.toolbar.add_action("Сохранить анкету в Excel…", self.choose_save, icon="microsoft-excel")
        self.load_button = self.toolbar.add_action("Загрузить заполненную…", self.choose_load, icon="tray-arrow-up")
        self.count = QLabel()
        theme.mark(self.count, "note")
        self.toolbar.add_right(self.count)
        self.message = MessageBar()
        self.form = Questionnaire()
        self.form.answered.connect(self._save_answer)
        about = QLabel(
            "Отметьте, верно ли это для школы. Каждый ответ сохраняется сразу; повторное нажатие убирает ответ. "
            "Ответы видят только школа и отдел образования."
        )
        about.setWordWrap(True)
        theme.mark(about, "note")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        for widget in (self.toolbar, about, self.message):
            box.addWidget(widget)
        box.addWidget(self.form, 1)
        ui.refresh.subscribe({"organisations"}, self, self.read)
        self.read()

    def read(self) -> None:
        school = self._school

        def read(_progress: object) -> RiskProfile:
            from app.services.support.profile import risk_profile

            return risk_profile(self._ui.ctx, school)

        self._ui.worker.read(read, done=self._show, failed=self._failed, owner=self, key="profile")

    def _show(self, profile: RiskProfile) -> None:
        self.profile = profile
        self.count.setText(f"{profile.year}/{profile.year + 1} уч. год · отвечено {profile.answered} из {profile.questions}")
        self.form.show_profile(profile)

    def _save_answer(self, question: str, answer: int | None) -> None:
        profile = self.profile
        if profile is None:
            return

        def job(_progress: object) -> Changes:
            from app.services.support.profile import save_answers

            return save_answers(self._ui.ctx, profile.organisation_id, profile.year, {question: answer})

        self._ui.worker.write(job, failed=self._failed, owner=self)

    # -- the workbook

    def choose_save(self) -> None:
        if self.profile is None:
            return
        from app.services.support.workbook import book_name

        name = book_name(self.profile.school)
        path, _ = QFileDialog.getSaveFileName(self, "Сохранить анкету", name, BOOKS)
        if path:
            self.save_book(Path(path))

    def save_book(self, path: Path) -> None:
        profile = self.profile
        if profile is None:
            return

        def job(_progress: object) -> None:
            from app.services.organisations.queries import get_organisation
            from app.services.support.workbook import write_workbook

            school = get_organisation(self._ui.ctx, profile.organisation_id)
            write_workbook(path, profile, school.login if school else "")

        self._ui.worker.read(
            job,
            done=lambda _none: self.message.say(f"Анкета сохранена: {path.name}."),
            failed=self._failed,
            owner=self,
            key="book",
        )

    def choose_load(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Заполненная анкета", "", BOOKS)
        if path:
            self.load_book(Path(path))

    def load_book(self, path: Path) -> None:
        def job(_progress: object) -> Changes:
            from app.services.support.workbook import take_answers

            return take_answers(self._ui.ctx, path)[1]

        self._ui.worker.write(job, done=lambda changes: self.message.say(changes.message), failed=self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.message.say(known.what, known.todo, kind="error")


class RiskDialog(QDialog):
    """Not modal."""

    def __init__(self, ui: UiContext, organisation_id: int, school: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Самодиагностика: {school}")
        self.pane = RiskPane(ui, organisation_id)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.addWidget(self.pane)
        self.resize(theme.px(900), theme.px(620))
