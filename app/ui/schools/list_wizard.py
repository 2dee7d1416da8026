"""«Загрузить список…»: a register of organisations → what changes → done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.errors import Cancelled
from app.services.organisations.rows import RegisterEntry, RegisterPreview
from app.services.text_ru import counted
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.widgets.fields import ChoiceField
from app.ui.widgets.problem_list import ProblemList
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.step_bar import Wizard, WizardPage

KINDS = "Таблицы (*.xlsx *.xlsm *.xls *.ods *.csv);;Все файлы (*)"
STATES = {"new": "новая", "changed": "изменится", "same": "без изменений", "doubtful": "нужно решение"}
_RANK = {"doubtful": 0, "new": 1, "changed": 2, "same": 3}
_MARKS = {"new": "done", "changed": "info", "same": "no_data", "doubtful": "warning"}
FIELDS = {
    "short_name": "название", "full_name": "полное название", "login": "логин", "kind": "вид", "locality": "населённый пункт",
    "locality_type": "местность", "municipality": "муниципалитет", "municipality_id": "муниципалитет", "address": "адрес",
    "director": "руководитель", "coordinator": "координатор", "phone": "телефон", "email": "почта", "pupils": "учеников",
    "oge_code": "код ОГЭ", "ege_code": "код ЕГЭ", "closed_on": "закрыта с", "note": "заметка",
}  # fmt: skip


def _changes(entry: RegisterEntry) -> str:
    if entry.before is None:
        return ""
    parts = []
    for name in entry.changed_fields:
        if name == "municipality_id":
            continue
        parts.append(f"{FIELDS.get(name, name)}: {getattr(entry.before, name) or '—'} → {getattr(entry.row, name) or '—'}")
    return "; ".join(parts)


ENTRIES: tuple[Column[RegisterEntry], ...] = (
    Column("row", "Строка", lambda e: str(e.row_number), width=64, align="right", sort=lambda e: e.row_number),
    Column("name", "Название", lambda e: e.row.short_name, width=260, stretch=True),
    Column("login", "Логин", lambda e: e.row.login, width=100),
    Column("place", "Муниципалитет", lambda e: e.row.municipality, width=230),
    Column(
        "state", "Что будет", lambda e: STATES[e.state], width=140, icon=lambda e: theme.status_icon(_MARKS[e.state]),
        sort=lambda e: _RANK[e.state],
    ),
    Column("what", "Что изменится", _changes, width=240),
)  # fmt: skip


def choose_list(ui: UiContext, parent: QWidget) -> Path | None:
    folder = str(ui.state.get("folders/open") or Path.home())
    chosen, _ = QFileDialog.getOpenFileName(parent, "Список школ и организаций", folder, KINDS)
    if not chosen:
        return None
    ui.state.put("folders/open", str(Path(chosen).parent))
    return Path(chosen)


class _PreviewPage(WizardPage):
    title = "Что изменится"
    next_text = "Загрузить список"

    def __init__(self) -> None:
        super().__init__()
        self.preview: RegisterPreview | None = None
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "title")
        self.table: RowTable[RegisterEntry] = RowTable(ENTRIES, key=lambda e: e.row_number)
        self.decision = ChoiceField("Это", [])
        self.decision.hide()
        self.problems = ProblemList(quiet=False)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.summary)
        box.addWidget(self.table, 3)
        box.addWidget(self.decision)
        box.addWidget(self.problems, 1)
        box.addStretch()
        self.table.hide()  # nothing to show yet, and nothing at all for a file that cannot be read
        self.problems.hide()

    def ready(self) -> bool:
        return self.preview is not None and bool(self.preview.new or self.preview.changed)

    def show_preview(self, preview: RegisterPreview) -> None:
        self.preview = preview
        self.table.setColumnHidden(5, not preview.changed)
        self.table.set_rows(sorted(preview.entries, key=lambda e: _RANK[e.state]))
        self.table.show()
        if self.table.current_row() is None and preview.entries:
            self.table.selectRow(0)
        parts = [
            f"новых {preview.new}" if preview.new else "",
            f"изменится {preview.changed}" if preview.changed else "",
            f"без изменений {preview.same}" if preview.same else "",
            f"ждут решения {preview.doubtful}" if preview.doubtful else "",
            f"не прочитано {preview.refused}" if preview.refused else "",
        ]
        self.summary.setText(
            f"{preview.path.name}: {counted(len(preview.entries), 'организация', 'организации', 'организаций')}, "
            + ", ".join(p for p in parts if p)
            + "."
        )
        self.problems.set_problems(preview.problems)
        self.problems.setVisible(bool(preview.problems))
        self.ready_changed.emit()


class _DonePage(WizardPage):
    title = "Готово"
    next_text = "Закрыть"

    def __init__(self) -> None:
        super().__init__()
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "title")
        note = QLabel("Загрузку можно отменить: Ctrl+Z.")
        theme.mark(note, "note")
        box = QVBoxLayout(self)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.summary)
        box.addWidget(note)
        box.addStretch(1)


class ListWizard(Wizard):
    """Reads the file at once; doubtful rows wait for the person's word."""

    def __init__(self, ui: UiContext, path: Path, parent: QWidget | None = None) -> None:
        self._ui, self._path = ui, path
        self._decisions: dict[int, int | None] = {}
        self.preview_page = _PreviewPage()
        self.done_page = _DonePage()
        super().__init__("Загрузка списка организаций", [self.preview_page, self.done_page], parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.preview_page.table.current_changed.connect(self._entry_chosen)
        self.preview_page.decision.committed.connect(self._decide)
        self._entry: RegisterEntry | None = None
        self.go(0)
        self._read()

    def advance(self) -> None:
        if self.step == 1:
            self.accept()
            return
        preview = self.preview_page.preview
        assert preview is not None

        def job(_progress: object) -> Changes:
            from app.services.organisations.commands import import_register

            return import_register(self._ui.ctx, preview)

        self.overlay.run(self._ui.worker, "Загружаю список", job, write=True, done=self._loaded, failed=self._failed)

    def can_go_back(self) -> bool:
        return False

    def _read(self) -> None:
        decisions = dict(self._decisions)

        def job(_progress: object) -> RegisterPreview:
            from app.services.organisations.register import preview_register

            return preview_register(self._ui.ctx, self._path, decisions=decisions)

        def shown(preview: RegisterPreview) -> None:
            self.preview_page.show_preview(preview)
            if self.preview_page.ready() and not decisions:
                self.next_button.setFocus()

        self.overlay.run(self._ui.worker, "Читаю файл", job, write=False, done=shown, failed=self._failed)

    def _entry_chosen(self, entry: RegisterEntry | None) -> None:
        self._entry = entry
        doubtful = entry is not None and (entry.state == "doubtful" or entry.row_number in self._decisions)
        self.preview_page.decision.setVisible(doubtful)
        if entry is None or not doubtful:
            return
        if entry.state == "doubtful":
            choices: Sequence[tuple[str, object]] = [
                ("— решите, та ли это организация —", None),
                *(
                    (f"{c.name}{f' ({c.login})' if c.login else ''}{', закрыта' if c.closed else ''}", c.id)
                    for c in entry.candidates
                ),
                ("Нет, это новая организация", 0),
            ]
            self.preview_page.decision.set_choices(choices)
            self.preview_page.decision.set_value(None)

    def _decide(self, value: int | None) -> None:
        if self._entry is not None and value is not None:
            self._decisions[self._entry.row_number] = value or None
            self._read()

    def _loaded(self, changes: Changes) -> None:
        self.go(1)
        self.cancel_button.hide()
        self.done_page.summary.setText(changes.message)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        known = describe(error)
        if known is None:
            raise error
        self.message.say(known.what, known.todo, kind="error")
