"""Шкалы перевода баллов в отметки: the directory by years, edited under the table, filled from a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QVBoxLayout, QWidget

from app.services.changes import Changes
from app.services.scales.rows import ScaleRow
from app.services.text_ru import number
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.scales.form import ScaleForm
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.message_bar import MessageBar
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from app.ui.widgets.toolbar import Toolbar

TABLES = "Таблицы (*.csv *.xlsx *.xls *.ods);;Все файлы (*)"


def _count(key: str, title: str, tip: str) -> Column[ScaleRow]:
    def value(row: ScaleRow) -> int | None:
        found: int | None = getattr(row, key)
        return found

    return Column(
        key,
        title,
        lambda r: "" if value(r) is None else str(value(r)),
        width=80,
        align="right",
        sort=value,
        title_tip=tip,
    )


COLUMNS: tuple[Column[ScaleRow], ...] = (
    Column("year", "Год", lambda r: str(r.year), width=60, sort=lambda r: -r.year),
    Column("grade", "Класс", lambda r: str(r.grade), width=60, sort=lambda r: r.grade),
    Column("subject", "Предмет", lambda r: r.subject, width=190, stretch=True),
    _count("max_score", "Максимум", "Наибольший первичный балл"),
    _count("min3", "«3» от", "Наименьший балл отметки «3»; ниже — «2»"),
    _count("min4", "«4» от", "Наименьший балл отметки «4»"),
    _count("min5", "«5» от", "Наименьший балл отметки «5»"),
    Column("source", "Откуда", lambda r: r.source, width=190),
    Column(
        "edited",
        "Своя",
        lambda r: "да" if r.edited else "",
        width=56,
        title_tip="Изменена вами: обновления программы её не тронут",
    ),
)


class ScalesDialog(QDialog):
    """Not modal: Ctrl+Z takes an edit back here as well as in the window (`take_back`)."""

    def __init__(self, ui: UiContext, take_back: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Шкалы перевода баллов в отметки")
        self._ui = ui
        note = QLabel(
            "По шкале считаются отметки, если в файле с результатами их нет. Отметки из файла не меняются. "
            "Выберите шкалу и исправьте её в полях под таблицей."
        )
        note.setWordWrap(True)
        theme.mark(note, "note")
        self.message = MessageBar()
        bar = Toolbar()
        bar.add_action("Добавить шкалу", self.add, icon="plus", shortcut="Ctrl+N")
        bar.add_action("Удалить", self.delete_current, icon="trash-can-outline")
        bar.add_action("Загрузить из файла…", self.load_file, icon="tray-arrow-up")
        self.form = ScaleForm()
        self.form.edited.connect(self._save)
        self.form.setEnabled(False)
        self.table: RowTable[ScaleRow] = RowTable(COLUMNS, key=lambda r: r.id, state=ui.state, state_key="scales")
        self.table.current_changed.connect(lambda row: self.form.show_row(row))
        self.table.opened.connect(lambda _row: self.form.fields["min3"].setFocus(Qt.FocusReason.OtherFocusReason))
        self.years = ChoiceFilter("year", "Любой год", lambda row, year: row.year == year)
        empty = EmptyState(
            "table", "Шкал пока нет", "Загрузите таблицу: год, класс, предмет, максимум, наименьшие баллы отметок «3», «4», «5».",
            (("Загрузить из файла…", self.load_file), ("Добавить шкалу", self.add)),
        )  # fmt: skip
        self.panel = TablePanel(self.table, placeholder="Отобрать: предмет", filters=[self.years], empty=empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.AROUND, theme.AROUND, theme.AROUND, theme.AROUND)
        box.setSpacing(theme.SPACE)
        for part in (note, self.message, bar):
            box.addWidget(part)
        box.addWidget(self.panel, 1)
        box.addWidget(self.form)
        self.resize(theme.px(900), theme.px(600))
        QShortcut(QKeySequence("Ctrl+Z"), self, take_back)
        ui.refresh.subscribe({"scales"}, self, self.read)
        self.read()

    def read(self) -> None:
        from app.services.scales.queries import list_scales

        self._ui.worker.read(lambda _p: list_scales(self._ui.ctx), done=self._show, owner=self, key="rows")

    def add(self) -> None:
        """A copy of the chosen row for the next year, to be corrected; without one, an empty scale of this year."""
        near = self.table.current_row()
        year = self._ui.ctx.clock().year
        row = (
            replace(near, id=None, year=near.year + 1, source="", edited=True)
            if near
            else ScaleRow(None, "vpr", year, 4, "Русский язык", 38)
        )
        self._save(row)

    def delete_current(self) -> None:
        chosen = self.table.current_row()
        if chosen is None or chosen.id is None:
            return
        gone = chosen.id

        def job(_progress: object) -> Changes:
            from app.services.scales.commands import delete_scale

            return delete_scale(self._ui.ctx, gone)

        self._ui.worker.write(job, failed=self._failed, owner=self)

    def load_file(self) -> None:
        folder = str(self._ui.state.get("folders/open") or Path.home())
        chosen, _ = QFileDialog.getOpenFileName(self, "Шкалы перевода", folder, TABLES)
        if chosen:
            self._ui.state.put("folders/open", str(Path(chosen).parent))
            self.load(Path(chosen))

    def load(self, path: Path) -> None:
        """Load a file of scales and say what it did."""

        def job(_progress: object) -> Changes:
            from app.services.scales.commands import import_scales

            return import_scales(self._ui.ctx, path)

        def loaded(changes: Changes) -> None:
            report = changes.value
            words = f"Новых {number(report.new)}, изменено {number(report.changed)}, без изменений {number(report.same)}."
            if report.refused:
                first = next((p for p in report.problems if p.severity == "error"), None)
                told = f" {first.place}: {first.text}" if first else ""
                self.message.say(f"{words} Не прочитано строк: {number(report.refused)}.", told.strip(), kind="warning")
            else:
                self.message.say(words)

        self._ui.worker.write(job, done=loaded, failed=self._failed, owner=self)

    def _save(self, row: ScaleRow) -> None:
        def job(_progress: object) -> Changes:
            from app.services.scales.commands import save_scale

            return save_scale(self._ui.ctx, row)

        def saved(changes: Changes) -> None:
            self.message.hide()
            if row.id is None:
                self.table.select_key(changes.value)
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

        self._ui.worker.write(job, done=saved, failed=self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        known = describe(error)
        if known is None:
            raise error
        self.message.say(known.what, known.todo, kind="error")

    def _show(self, rows: tuple[ScaleRow, ...]) -> None:
        self.years.set_choices([(str(year), year) for year in sorted({r.year for r in rows}, reverse=True)])
        self.panel.set_rows(rows)
        if rows and self.table.current_row() is None and not self.form.isEnabled():
            self.table.selectRow(0)
