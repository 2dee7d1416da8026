"""«Загрузить результаты…»: files → what changes → protocol with «Отменить загрузку».

Keys for one file: Ctrl+O, choose it, Enter (reading starts by itself), Enter «Загрузить», Enter «Готово».
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.services.changes import Changes
from app.services.errors import Cancelled
from app.services.imports.recognise import UnknownLayout
from app.services.imports.rows import ImportOptions, ImportPreview
from app.services.text_ru import counted, number
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.imports import columns, draft
from app.ui.imports.draft import FileDraft
from app.ui.imports.school_choice import SchoolChoice
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.fields import CheckField, ChoiceField, Field, FormGrid, NumberField, TextField
from app.ui.widgets.problem_list import ProblemList
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.step_bar import Wizard, WizardPage

KINDS = "Таблицы (*.xlsx *.xlsm *.xls *.xlsb *.ods *.csv);;Все файлы (*)"
ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")


def files_in(paths: Sequence[Path]) -> list[Path]:
    """Files as they are; of a folder the tables in it, also deeper, without the locks that Excel leaves."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                (p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in ENDINGS and not p.name.startswith("~$")),
                key=lambda p: str(p).casefold(),
            )
        else:
            found.append(path)
    return list(dict.fromkeys(found))


class FilesPage(WizardPage):
    """The chosen files; more can be added, dropped here, or taken away."""

    title = "Файлы"
    next_text = "Прочитать файлы"
    changed = Signal()

    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self._ui = ui
        self.paths: list[Path] = []
        self.setAcceptDrops(True)
        self._empty = EmptyState(
            "file-upload-outline",
            "Выберите файлы с результатами",
            "Подойдут отчёты личного кабинета ФИС ОКО, сводные файлы региона, форма сбора, протоколы ОГЭ и ЕГЭ: программа узнаёт "
            "их по содержанию. Для любой другой таблицы вы укажете столбцы. "
            "Файлы можно и перетащить сюда.",
            (("Выбрать файлы…", self.add_files), ("Выбрать папку…", self.add_folder)),
        )
        self.table: RowTable[Path] = RowTable(
            (
                Column("name", "Файл", lambda p: p.name, width=260),
                Column("folder", "Папка", lambda p: str(p.parent), width=300, stretch=True, role=lambda p: "secondary"),
            ),
            key=lambda p: p,
        )
        more = QPushButton("Добавить файлы…")
        more.setAutoDefault(False)
        more.clicked.connect(self.add_files)
        folder = QPushButton("Добавить папку…")
        folder.setAutoDefault(False)
        folder.clicked.connect(self.add_folder)
        away = QPushButton("Убрать из списка")
        away.setAutoDefault(False)
        away.clicked.connect(self._take_away)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE)
        for button in (more, folder, away):
            buttons.addWidget(button)
        buttons.addStretch(1)
        listed = QWidget()
        inner = QVBoxLayout(listed)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.SPACE)
        inner.addLayout(buttons)
        inner.addWidget(self.table, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(listed)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)

    def ready(self) -> bool:
        return bool(self.paths)

    def first_field(self) -> QWidget | None:
        return None if self.paths else self._empty.buttons[0]

    def add(self, paths: Sequence[Path]) -> None:
        known = set(self.paths)
        self.paths += [p for p in files_in(paths) if p not in known]
        self._show()

    def add_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, "Файлы с результатами", start_folder(self._ui), KINDS)
        if chosen:
            remember_folder(self._ui, Path(chosen[0]).parent)
            self.add([Path(name) for name in chosen])

    def add_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Папка с результатами", start_folder(self._ui))
        if chosen:
            remember_folder(self._ui, Path(chosen))
            self.add([Path(chosen)])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add([Path(u.toLocalFile()) for u in event.mimeData().urls() if u.isLocalFile()])
        event.acceptProposedAction()

    def _take_away(self) -> None:
        gone = set(self.table.selected_rows())
        self.paths = [p for p in self.paths if p not in gone]
        self._show()

    def _show(self) -> None:
        self.table.set_rows(self.paths)
        self._stack.setCurrentIndex(1 if self.paths else 0)
        self.ready_changed.emit()


class FileDetails(QFrame):
    """One file of the preview: what is in it, what is not known and can be said here, remarks, changed rows."""

    answered = Signal(object)
    """The file with other options: it is to be read again."""
    mapping_wanted = Signal(object)
    """The person wants to say what is in which column of this file."""

    def __init__(self) -> None:
        super().__init__()
        theme.mark(self, "card")
        self._draft: FileDraft | None = None
        self.title = QLabel()
        self.title.setWordWrap(True)
        theme.mark(self.title, "heading")
        self.facts = QLabel()
        self.facts.setWordWrap(True)
        self.year = NumberField("Год", low=2015, high=2099, width=90)
        self.grade = NumberField("Класс", low=1, high=11, width=90)
        self.subject = TextField("Предмет")
        self.make_schools = CheckField("Завести школы, которых нет в базе")
        self.hidden = CheckField("Загрузить и скрытые строки")
        self.merged = CheckField("Считать объединённую ячейку значением каждой её строки")
        self.school = ChoiceField("Школа", [("— выберите —", None)])
        self.columns_button = QPushButton("Указать столбцы…")
        self.columns_button.setAutoDefault(False)
        self.columns_button.setToolTip("Для таблицы, которая не похожа на отчёты ФИС ОКО")
        self.columns_button.clicked.connect(lambda _on=False: self.mapping_wanted.emit(self._draft))
        left = QWidget()
        theme.mark(left, "panel")
        box = QVBoxLayout(left)
        box.setContentsMargins(theme.AROUND, theme.SPACE + theme.INSIDE, theme.AROUND, theme.SPACE)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.title)
        box.addWidget(self.facts)
        box.addWidget(self.columns_button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(FormGrid([(self.year, self.grade), self.subject]))
        for answer in (self.school, self.make_schools, self.hidden, self.merged):
            box.addWidget(answer)
        box.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(left)
        theme.mark(scroll, "panel")
        self.problems = ProblemList()
        self.changed: RowTable[Any] = RowTable(columns.CHANGED, key=lambda r: (r.school, r.code, r.row))
        theme.mark(self.changed, "quiet")
        self.pages = QTabBar()
        self.pages.setExpanding(False)
        self.pages.setDrawBase(False)
        self.pages.addTab("Замечания")
        self.pages.addTab("Что изменится")
        self.pages.addTab("Школы")
        self._stack = QStackedWidget()
        self._nothing = QLabel("Записи, которые уже есть в базе, не изменятся.")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        theme.mark(self._nothing, "note")
        self.unknown = SchoolChoice()
        self.unknown.chosen.connect(self._choose_schools)
        for page in (self.problems, self.changed, self._nothing, self.unknown):
            self._stack.addWidget(page)
        self.pages.currentChanged.connect(lambda _n: self._show_page())
        self._right = right = QWidget()
        inner = QVBoxLayout(right)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.pages)
        inner.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        row.addWidget(scroll, 4)
        row.addWidget(right, 6)
        options: dict[str, Field] = {
            "year": self.year,
            "grade": self.grade,
            "subject": self.subject,
            "create_schools": self.make_schools,
            "include_hidden": self.hidden,
            "fill_merged": self.merged,
            "organisation_id": self.school,
        }
        for name, field in options.items():
            field.committed.connect(lambda value, name=name: self._answer(name, value))

    def set_schools(self, choices: Sequence[tuple[str, int]]) -> None:
        """The own schools, for a form that does not say whose it is."""
        self.school.set_choices([("— выберите —", None), *choices])
        self.unknown.set_schools(choices)

    def show_draft(self, shown: FileDraft | None) -> None:
        self._draft = shown
        self.setEnabled(shown is not None)
        preview = shown.preview if shown is not None else None
        self.title.setText((preview.title or shown.path.name) if preview and shown else (shown.path.name if shown else ""))
        self.facts.setText(_facts(preview) if preview else (str(shown.refusal) if shown and shown.refusal else ""))
        options = shown.options if shown else ImportOptions()
        codes = {p.code for p in shown.problems} if shown else set()
        plain = preview is not None and preview.read.layout == "plain_table"
        self.columns_button.setVisible(plain or bool(shown and isinstance(shown.refusal, UnknownLayout)))
        self.columns_button.setText("Изменить столбцы…" if plain else "Указать столбцы…")
        told = preview is not None and not preview.read.listed  # a list of markers names its years itself
        self.year.setVisible(told)
        for field in (self.grade, self.subject):  # a school's schedule is of all classes and subjects
            field.setVisible(told and (preview is None or preview.read.schedule is None))
        self.year.set_value(preview.year if preview else None)
        self.grade.set_value(preview.grade if preview else None)
        self.subject.set_value(preview.subject if preview else "")
        asked: dict[str, Field] = {"год": self.year, "класс": self.grade, "предмет": self.subject, "школа": self.school}
        for what, asking in asked.items():
            asking.set_problem("В файле этого нет — укажите." if preview and what in preview.missing else "")
        unknown = len(preview.unknown_schools) if preview else 0
        can_make = any(school.login for school in preview.unknown_schools) if preview else False
        made = len(preview.new_schools) if preview else 0
        self.make_schools.setVisible(bool(can_make or made or options.create_schools or "foreign_schools" in codes))
        self.make_schools.box.setText(
            f"Завести школы, которых нет в базе ({number(made or unknown)})"
            if made or unknown
            else "Завести школы, которых нет в базе"
        )
        self.make_schools.set_value(options.create_schools)
        self.hidden.setVisible("hidden_rows" in codes or options.include_hidden is not None)
        self.hidden.set_value(bool(options.include_hidden))
        self.merged.setVisible("merged_cells" in codes or options.fill_merged is not None)
        self.merged.set_value(bool(options.fill_merged))
        self.school.setVisible(bool(preview and ("школа" in preview.missing or options.organisation_id is not None)))
        self.school.set_value(options.organisation_id)
        problems = list(shown.problems) if shown else []
        self.problems.set_problems(problems)
        self.changed.set_rows(preview.changed_rows if preview else ())
        self.unknown.show_unknown(preview.unknown_schools if preview else ())
        self.pages.setTabVisible(2, bool(unknown))
        self.pages.setTabText(2, f"Школы ({number(unknown)})")
        self._right.setVisible(shown is None or shown.refusal is None)  # a refusal is said whole on the left
        self.pages.setTabText(0, f"Замечания ({number(len(problems))})" if problems else "Замечания")
        self.pages.setTabText(1, f"Что изменится ({number(preview.changed)})" if preview and preview.changed else "Что изменится")
        self._show_page()

    def _show_page(self) -> None:
        if self.pages.currentIndex() == 0:
            self._stack.setCurrentWidget(self.problems)
        elif self.pages.currentIndex() == 2:
            self._stack.setCurrentWidget(self.unknown)
        else:
            self._stack.setCurrentWidget(self.changed if self.changed.all_count() else self._nothing)

    def _choose_schools(self, chosen: tuple[tuple[str, int], ...]) -> None:
        if self._draft is not None:
            options = self._draft.options
            self._answer("schools", tuple({**dict(options.schools), **dict(chosen)}.items()))

    def _answer(self, name: str, value: Any) -> None:
        if self._draft is not None:
            value = (value or None) if name == "subject" else value
            self.answered.emit(replace(self._draft, options=replace(self._draft.options, **{name: value})))


def _facts(preview: ImportPreview) -> str:
    writers = counted(preview.participants, "участник", "участника", "участников")
    title = preview.layout_title[:1].upper() + preview.layout_title[1:]
    if not preview.read.papers and not preview.groups and preview.read.tasks:
        parts = [title, counted(len(preview.read.tasks), "задание", "задания", "заданий")]
    elif (schedule := preview.read.schedule) is not None:
        left = schedule.problem_cells
        parts = [title, counted(len(schedule.entries), "процедура", "процедуры", "процедур")]
        parts += [f"ячеек пропущено: {number(left)}"] if left else []
        return f"{parts[0]}. {', '.join(parts[1:])}."
    else:
        parts = [title, f"{counted(preview.schools, 'школа', 'школы', 'школ')}, {writers}"]
    if preview.read.groups:
        parts.append(f"строк по группам: {number(len(preview.groups))}")
    if preview.absent:
        parts.append(f"не писали: {number(preview.absent)}")
    if preview.refused:
        parts.append(f"отклонено строк: {number(preview.refused)}")
    if preview.unknown_schools:
        left_out = sum(school.rows for school in preview.unknown_schools)
        parts.append(f"не загрузится строк школ, которых нет в базе: {number(left_out)}")
    return f"{parts[0]}. {', '.join(parts[1:])}."


class PreviewPage(WizardPage):
    """What loading would do, file by file; nothing is written yet."""

    title = "Что изменится"
    next_text = "Загрузить"

    def __init__(self) -> None:
        super().__init__()
        self.drafts: list[FileDraft] = []
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "title")
        self.table: RowTable[FileDraft] = RowTable(columns.FILES, key=lambda d: d.key)
        self.details = FileDetails()
        self.table.current_changed.connect(self.details.show_draft)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.SPACE)
        split.addWidget(self.table)
        split.addWidget(self.details)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.summary)
        box.addWidget(split, 1)

    def ready(self) -> bool:
        return any(d.ready for d in self.drafts)

    def set_drafts(self, drafts: Sequence[FileDraft]) -> None:
        self.drafts = list(drafts)
        self.table.set_rows(self.drafts)
        if self.drafts and self.table.current_row() is None:
            first = next((d for d in self.drafts if not d.ready), self.drafts[0])
            self.table.select_key(first.key)
        self.details.show_draft(self.table.current_row())
        ready = [d for d in self.drafts if d.ready]
        new = sum(d.preview.new for d in ready if d.preview)
        changed = sum(d.preview.changed for d in ready if d.preview)
        held = len(self.drafts) - len(ready)
        if ready:
            words = f"Будет загружено: {counted(len(ready), 'файл', 'файла', 'файлов')}"
            words += f", {counted(new, 'новая запись', 'новые записи', 'новых записей')}" if new or not changed else ""
            words += f", изменится {counted(changed, 'запись', 'записи', 'записей')}" if changed else ""
            words += f". Останется в стороне: {counted(held, 'файл', 'файла', 'файлов')}." if held else "."
        else:
            words = "Загружать пока нечего: посмотрите, что мешает."
        self.summary.setText(words)
        self.next_text = "Загрузить" if len(ready) < 2 else f"Загрузить {counted(len(ready), 'файл', 'файла', 'файлов')}"
        self.ready_changed.emit()


class ProtocolPage(WizardPage):
    """What was done; can be copied, and taken back."""

    title = "Протокол"
    next_text = "Готово"

    def __init__(self) -> None:
        super().__init__()
        self.icon = QLabel()
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "title")
        self.table: RowTable[FileDraft] = RowTable(columns.FILES, key=lambda d: d.key)
        self.problems = ProblemList(quiet=False)
        self._head = QLabel("Замечания к выбранному файлу")
        theme.mark(self._head, "heading")
        self.table.current_changed.connect(self._show_problems)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE)
        head.addWidget(self.icon)
        head.addWidget(self.summary, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addLayout(head)
        box.addWidget(self.table, 2)
        box.addWidget(self._head)
        box.addWidget(self.problems, 3)

    def set_result(self, drafts: Sequence[FileDraft], words: str, status: str) -> None:
        self.summary.setText(words)
        self.icon.setPixmap(theme.status_icon(status).pixmap(QSize(24, 24), self.devicePixelRatioF()))
        self.table.set_rows(drafts)
        if drafts and self.table.current_row() is None:
            self.table.select_key(drafts[0].key)
        self._show_problems(self.table.current_row())

    def text(self) -> str:
        """The protocol as plain text, for a letter."""
        lines = [self.summary.text(), ""]
        for one in self.table.row_model.all_rows():
            lines.append(f"{one.path.name}: {one.state}" + (f" — {one.preview.title}" if one.preview else ""))
            if one.preview:
                p = one.preview
                lines.append(
                    f"  строк {p.rows}, новых {p.new}, изменено {p.changed}, без изменений {p.same}, "
                    f"не писали {p.absent}, отклонено {p.refused}"
                )
            lines += [f"  – {problem.place + ': ' if problem.place else ''}{problem.text}" for problem in one.problems]
        return "\n".join(lines)

    def _show_problems(self, shown: FileDraft | None) -> None:
        problems = shown.problems if shown else ()
        self.problems.set_problems(problems)
        self.problems.setVisible(bool(problems))
        self._head.setVisible(bool(problems))


class ImportWizard(Wizard):
    """Opened with files it reads them at once and stands on «Что изменится»."""

    def __init__(self, ui: UiContext, paths: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        self._ui = ui
        self.files_page = FilesPage(ui)
        self.preview_page = PreviewPage()
        self.protocol_page = ProtocolPage()
        super().__init__("Загрузка результатов", [self.files_page, self.preview_page, self.protocol_page], parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.undo_button = QPushButton("Отменить загрузку")
        self.undo_button.setIcon(theme.icon("undo-variant"))
        self.undo_button.clicked.connect(self._take_back)
        self.copy_button = QPushButton("Скопировать протокол")
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.protocol_page.text()))
        for button in (self.undo_button, self.copy_button):
            button.hide()
            self.add_extra(button)
        self._inverse: Any = None
        self.preview_page.details.answered.connect(self._read_one)
        self.preview_page.details.mapping_wanted.connect(self._ask_columns)
        if parent is not None:
            room = parent.window().size()
            self.resize(min(theme.px(1080), room.width() - 40), min(theme.px(640), room.height() - 40))
        self._read_schools()
        self.go(0)
        if paths:
            self.files_page.add(paths)
            self.go(0)
            self.advance()

    def advance(self) -> None:
        if self.step == 0:
            self._read([FileDraft(path) for path in self.files_page.paths])
        elif self.step == 1:
            self._load()
        else:
            self.accept()

    def can_go_back(self) -> bool:
        return self.step == 1

    # -- reading

    def _read_schools(self) -> None:
        def job(_progress: object) -> list[tuple[str, int]]:
            from app.services.organisations.queries import list_organisations

            schools = list_organisations(self._ui.ctx, own_only=True, kind="school")
            return [(school.short_name, school.id) for school in schools if school.id is not None]

        self._ui.worker.read(job, done=self.preview_page.details.set_schools, owner=self, key="schools")

    def _read(self, drafts: list[FileDraft]) -> None:
        def shown(seen: list[FileDraft]) -> None:
            self.preview_page.table.set_rows(())
            self.go(1)
            self.preview_page.set_drafts(seen)
            self._focus_next()

        self.overlay.run(
            self._ui.worker, "Читаю файлы", lambda progress: draft.read_files(self._ui.ctx, drafts, progress),
            write=False, done=shown, failed=self._failed,
        )  # fmt: skip

    def _read_one(self, changed: FileDraft) -> None:
        wanted = [changed]
        for one in self.preview_page.drafts:  # a school that was pointed out is the same school in every exam of the file
            schools = changed.options.schools
            if one.path == changed.path and one.key != changed.key and one.options.schools != schools:
                wanted.append(replace(one, options=replace(one.options, schools=schools)))

        def shown(seen: list[FileDraft]) -> None:
            drafts: list[FileDraft] = []
            by_key = {one.key: one for one in seen}
            for one in self.preview_page.drafts:  # a file read anew may turn out to hold several procedures
                drafts += seen if one.key == changed.key and len(wanted) == 1 else [by_key.get(one.key, one)]
            self.preview_page.set_drafts(drafts)

        self.overlay.run(
            self._ui.worker, "Читаю файл заново", lambda progress: draft.read_files(self._ui.ctx, wanted, progress),
            write=False, done=shown, failed=self._failed,
        )  # fmt: skip

    def _ask_columns(self, shown: FileDraft) -> None:
        """What is in which column of a table of no known layout."""
        from app.ui.imports.mapping import MappingDialog

        dialog = MappingDialog(self._ui, shown.path, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def said() -> None:
            self._read_one(replace(shown, options=replace(shown.options, mapping=dialog.mapping)))

        dialog.accepted.connect(said)
        dialog.open()

    def _focus_next(self) -> None:
        if self.preview_page.ready():
            self.next_button.setFocus()
        else:
            self.preview_page.table.setFocus()

    # -- loading

    def _load(self) -> None:
        drafts = self.preview_page.drafts

        def loaded(changes: Changes) -> None:
            after: list[FileDraft] = changes.value
            self._inverse = changes.undo
            problems = any(d.refusal is not None for d in after)
            self.go(2)
            self.protocol_page.set_result(after, f"{changes.message}.", "warning" if problems else "done")
            self.cancel_button.hide()
            self.copy_button.show()
            self.undo_button.setVisible(self._inverse is not None)

        self.overlay.run(
            self._ui.worker, "Загружаю", lambda progress: draft.load_files(self._ui.ctx, drafts, progress),
            write=True, done=loaded, failed=self._failed,
        )  # fmt: skip

    def _take_back(self) -> None:
        inverse = self._inverse

        def undone(changes: Changes) -> None:
            self._ui.undo.forget(inverse)
            self._inverse = None
            self.undo_button.hide()
            drafts = [replace(d, loaded=False, run_id=None, preview=None, refusal=None) for d in self.preview_page.drafts]
            self.protocol_page.set_result(drafts, changes.message, "info")

        self.overlay.run(
            self._ui.worker, "Отменяю загрузку", lambda _progress: inverse(self._ui.ctx),
            write=True, done=undone, failed=self._failed, cancellable=False,
        )  # fmt: skip

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            self.message.say("Остановлено по вашей просьбе.", "В базе ничего не изменилось.")
            return
        known = describe(error)
        if known is None:
            raise error
        self.message.say(known.what, known.todo, kind="error")


def start_folder(ui: UiContext) -> str:
    """Where the last files came from."""
    return str(ui.state.get("folders/open") or Path.home())


def remember_folder(ui: UiContext, folder: Path) -> None:
    ui.state.put("folders/open", str(folder))


def choose_files(ui: UiContext, parent: QWidget) -> tuple[Path, ...]:
    """The system's own file dialog, straight from the menu."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, "Файлы с результатами", start_folder(ui), KINDS)
    if chosen:
        remember_folder(ui, Path(chosen[0]).parent)
    return tuple(Path(name) for name in chosen)
