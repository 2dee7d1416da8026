"""Three short questions on the first start. The dialog asks and returns a draft; it calls no service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app import APP_TITLE
from app.services.problems import Problem
from app.ui import theme
from app.ui.widgets.fields import TextField
from app.ui.widgets.step_bar import Wizard, WizardPage

Kind = Literal["department", "school"]


@dataclass(frozen=True, slots=True)
class FirstRunDraft:
    kind: Kind
    name: str
    district_name: str
    folder: Path | None
    """None = the folder was not asked for (the base is there already, or `--data` named it)."""


class _KindPage(WizardPage):
    title = "Рабочее место"

    def __init__(self) -> None:
        super().__init__()
        hello = QLabel(f"Здравствуйте! {APP_TITLE} помогает вести оценку качества образования.")
        theme.mark(hello, "title")
        ask = QLabel("Где стоит программа? От этого зависит, какие страницы в ней будут.")
        ask.setWordWrap(True)
        self.department = QRadioButton("В отделе образования — вижу все школы района")
        self.school = QRadioButton("В школе — веду свою школу и отправляю результаты в район")
        self.department.setChecked(True)
        group = QButtonGroup(self)
        group.addButton(self.department)
        group.addButton(self.school)
        box = QVBoxLayout(self)
        box.setSpacing(theme.SPACE)
        for widget in (hello, ask):
            box.addWidget(widget)
        box.addSpacing(theme.SPACE)
        for button in (self.department, self.school):
            box.addWidget(button)
        box.addStretch(1)

    @property
    def kind(self) -> Kind:
        return "school" if self.school.isChecked() else "department"

    def first_field(self) -> QWidget | None:
        return self.department if self.department.isChecked() else self.school


class _NamePage(WizardPage):
    title = "Название"

    def __init__(self) -> None:
        super().__init__()
        self.heading = QLabel()
        theme.mark(self.heading, "title")
        self.name = TextField("Полное название", required=True)
        self.district = TextField("Район", placeholder="Заречный район")
        note = QLabel("Названия печатаются в документах. Их можно изменить позже в меню программы.")
        note.setWordWrap(True)
        theme.mark(note, "note")
        box = QVBoxLayout(self)
        box.setSpacing(theme.SPACE + theme.INSIDE)
        for widget in (self.heading, self.name, self.district, note):
            box.addWidget(widget)
        box.addStretch(1)
        self.name.edited.connect(self.ready_changed)
        self.district.edited.connect(self.ready_changed)
        self.setMaximumWidth(theme.px(620))

    def set_kind(self, kind: Kind) -> None:
        school = kind == "school"
        self.heading.setText("Как называется школа?" if school else "Как называется отдел образования?")
        self.name.line.setPlaceholderText(
            "МБОУ «Заречная средняя общеобразовательная школа»" if school else "Отдел образования администрации Заречного района"
        )

    def ready(self) -> bool:
        return bool(self.name.value())

    def first_field(self) -> QWidget | None:
        return self.name.line


class _PlacePage(WizardPage):
    title = "Папка данных"

    def __init__(self, default: Path, check: Callable[[Path], Sequence[Problem]]) -> None:
        super().__init__()
        self._check = check
        self._default = default
        self.folder = default
        heading = QLabel("Где хранить данные?")
        theme.mark(heading, "title")
        text = QLabel("База, её копии и вложенные файлы лежат в одной папке на этом компьютере. Обычно менять её не нужно.")
        text.setWordWrap(True)
        card = QFrame()
        theme.mark(card, "card")
        self._path = QLabel()
        self._path.setWordWrap(True)
        self.choose_button = QPushButton("Выбрать другую папку…")
        self.choose_button.setAutoDefault(False)
        self.choose_button.clicked.connect(self._choose)
        row = QHBoxLayout(card)
        row.setContentsMargins(theme.AROUND, theme.SPACE, theme.SPACE, theme.SPACE)
        row.addWidget(self._path, 1)
        row.addWidget(self.choose_button)
        self._warning = QLabel()
        self._warning.setWordWrap(True)
        theme.mark(self._warning, "warning")
        box = QVBoxLayout(self)
        box.setSpacing(theme.SPACE)
        for widget in (heading, text, card, self._warning):
            box.addWidget(widget)
        box.addStretch(1)
        self.set_folder(default)

    def set_folder(self, folder: Path) -> None:
        """Show a folder and what is wrong with it."""
        self.folder = folder
        self._path.setText(str(folder))
        problems = list(self._check(folder))
        self._warning.setText("\n".join(p.text for p in problems))
        self._warning.setVisible(bool(problems))

    def warning(self) -> str:
        return self._warning.text()

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Папка данных", str(self.folder.parent))
        if chosen:
            folder = Path(chosen)
            # An ordinary folder with other things in it gets a folder of ours inside.
            ours = (folder / "oko.sqlite").exists() or not any(folder.iterdir())
            self.set_folder(folder if ours else folder / APP_TITLE)


class FirstRunWizard(Wizard):
    """`draft` is there after the dialog was accepted. `folder` None = do not ask where."""

    def __init__(self, folder: Path | None, check: Callable[[Path], Sequence[Problem]], parent: QWidget | None = None) -> None:
        self.kind_page = _KindPage()
        self.name_page = _NamePage()
        self.place_page = _PlacePage(folder, check) if folder is not None else None
        pages: list[WizardPage] = [self.kind_page, self.name_page]
        if self.place_page is not None:
            pages.append(self.place_page)
        pages[-1].next_text = "Начать работу"
        super().__init__(f"{APP_TITLE}: первый запуск", pages, parent)
        self.draft: FirstRunDraft | None = None
        self.resize(theme.px(680), theme.px(380))
        self.go(0)

    def advance(self) -> None:
        if self.step == 0:
            self.name_page.set_kind(self.kind_page.kind)
        if self.page is not self._pages[-1]:
            super().advance()
            return
        self.draft = FirstRunDraft(
            self.kind_page.kind,
            self.name_page.name.value(),
            self.name_page.district.value(),
            self.place_page.folder if self.place_page is not None else None,
        )
        self.accept()
