"""«Из файла…»: a Word or Excel roadmap → how every row was understood → stored."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.roadmaps.rows import ReadRow, RoadmapPreview
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.roadmaps.columns import READ_ROWS, note_of
from app.ui.widgets.problem_list import ProblemList
from app.ui.widgets.row_table import RowTable
from app.ui.widgets.step_bar import Wizard, WizardPage

KINDS = "Дорожные карты (*.docx *.xlsx *.xls *.ods *.xlsm *.csv *.html);;Все файлы (*)"


def choose_roadmap_file(ui: UiContext, parent: QWidget) -> Path | None:
    folder = str(ui.state.get("folders/open") or Path.home())
    chosen, _ = QFileDialog.getOpenFileName(parent, "Дорожная карта из файла", folder, KINDS)
    if not chosen:
        return None
    ui.state.put("folders/open", str(Path(chosen).parent))
    return Path(chosen)


class _PreviewPage(WizardPage):
    title = "Как понято"
    next_text = "Сохранить дорожную карту"

    def __init__(self) -> None:
        super().__init__()
        self.preview: RoadmapPreview | None = None
        self.name = QLabel()
        self.name.setWordWrap(True)
        theme.mark(self.name, "title")
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "note")
        self.rows: RowTable[ReadRow] = RowTable(READ_ROWS, key=lambda r: r.place)
        self.problems = ProblemList(quiet=False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.name)
        box.addWidget(self.summary)
        box.addWidget(self.rows, 3)
        box.addWidget(self.problems, 1)
        box.addStretch()
        self.rows.hide()  # nothing to show yet, and nothing at all for a file that cannot be read
        self.problems.hide()

    def ready(self) -> bool:
        return self.preview is not None

    def show_preview(self, preview: RoadmapPreview) -> None:
        self.preview = preview
        tree = preview.tree
        self.name.setText(tree.title)
        unread = sum(row.kind == "unparsed" for row in preview.row_kinds)
        self.summary.setText(
            f"{counted(len(tree.sections), 'раздел', 'раздела', 'разделов')}, "
            f"{counted(tree.item_count, 'мероприятие', 'мероприятия', 'мероприятий')}, "
            f"{counted(len(preview.row_kinds), 'строка', 'строки', 'строк')} таблицы. "
            + (f"Не разобрано строк: {unread}." if unread else "Каждая строка файла нашла своё место.")
        )
        self.rows.setColumnHidden(3, not any(note_of(row) for row in preview.row_kinds))
        self.rows.set_rows(preview.row_kinds)
        self.rows.show()
        self.problems.set_problems(preview.problems)
        self.problems.setVisible(bool(preview.problems))
        self.ready_changed.emit()


class RoadmapImport(Wizard):
    """Reads the file at once; nothing is stored before the button. `stored(id)` afterwards."""

    stored = Signal(int)

    def __init__(self, ui: UiContext, path: Path, parent: QWidget | None = None) -> None:
        self._ui, self._path = ui, path
        self.preview_page = _PreviewPage()
        super().__init__(f"Дорожная карта из файла «{path.name}»", [self.preview_page], parent)
        self.go(0)

        def job(_progress: object) -> RoadmapPreview:
            from app.services.roadmaps.importing import preview_roadmap

            return preview_roadmap(path)

        def shown(preview: RoadmapPreview) -> None:
            self.preview_page.show_preview(preview)
            self.next_button.setFocus()

        self.overlay.run(ui.worker, "Читаю файл", job, write=False, done=shown, failed=self._failed)

    def can_go_back(self) -> bool:
        return False

    def advance(self) -> None:
        preview = self.preview_page.preview
        assert preview is not None

        def job(_progress: object) -> Changes:
            from app.services.roadmaps.commands import create_roadmap

            return create_roadmap(self._ui.ctx, preview.tree)

        def done(changes: Changes) -> None:
            self.accept()
            self.stored.emit(changes.value)

        self.overlay.run(self._ui.worker, "Сохраняю", job, write=True, done=done, failed=self._failed)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            self.reject()
            raise error
        self.message.say(known.what, known.todo, kind="error")
