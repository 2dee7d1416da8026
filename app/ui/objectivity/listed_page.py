"""«Ежегодный список»: the published list of schools with markers beside what the program finds in the results."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from app.services.marker_lists.rows import ListedRow
from app.ui import theme
from app.ui.context import UiContext
from app.ui.errors import describe
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel
from app.ui.widgets.toolbar import Toolbar

WORDS = {"same": "совпадает", "differs": "различается", "unknown": "сравнить не с чем"}
_NOTE = (
    "Список публикуют по результатам прошлых лет. Различие — повод посмотреть, те ли результаты загружены и с чем их сравнивали: "
    "список считают по всему региону."
)
_KINDS = "Книга Excel (*.xlsx);;Текстовая таблица (*.csv)"


def state_of(row: ListedRow) -> str:
    return "unknown" if row.agrees is None else "same" if row.agrees else "differs"


def _papers(papers: tuple[str, ...] | None, unknown: str) -> str:
    return unknown if papers is None else ", ".join(papers) or "нет"


COLUMNS: tuple[Column[ListedRow], ...] = (
    Column("year", "Год", lambda r: str(r.year), width=52, sort=lambda r: r.year),
    Column("school", "Школа", lambda r: r.school, width=280, stretch=True, tooltip=lambda r: f"{r.school}\n{r.login}"),
    Column("listed", "В списке", lambda r: _papers(r.listed, "список не загружен"), width=180,
           role=lambda r: None if r.listed else "secondary"),
    Column("own", "По загруженным результатам", lambda r: _papers(r.own, "результатов нет"), width=200,
           role=lambda r: None if r.own else "secondary"),
    Column("state", "Сравнение", lambda r: WORDS[state_of(r)], width=140,
           icon=lambda r: theme.status_icon("done" if r.agrees else "warning" if r.agrees is False else "no_data")),
)  # fmt: skip


class ListedPage(QWidget):
    def __init__(self, ui: UiContext) -> None:
        super().__init__()
        self._ui = ui
        self.year: int | None = None
        self.toolbar = Toolbar()
        self.toolbar.add_action("Загрузить список…", lambda: ui.load_files(()), icon="file-upload-outline")
        self.out = self.toolbar.add_action("Выгрузить список…", lambda: self.export("listed"), icon="file-export-outline")
        self.out.setToolTip("Загруженный список, в том же виде")
        self.out_own = self.toolbar.add_action(
            "Выгрузить по нашим данным…", lambda: self.export("own"), icon="file-export-outline"
        )
        self.out_own.setToolTip("Признаки, которые посчитала программа, в виде такого же списка")
        self.table: RowTable[ListedRow] = RowTable(
            COLUMNS, key=lambda r: (r.year, r.organisation_id), state=ui.state, state_key="objectivity-listed"
        )
        self.table.setAccessibleName("Ежегодный список школ с признаками")
        self.table.opened.connect(lambda r: ui.open_target(("organisation", r.organisation_id or 0)))
        compare = ChoiceFilter(
            "state", "Любое сравнение", lambda r, value: state_of(r) == value, [(words, key) for key, words in WORDS.items()]
        )
        empty = EmptyState(
            "format-list-checks", "Своих школ в списке нет",
            "Загрузите ежегодный список школ с признаками необъективности: он встанет рядом с тем, что посчитала программа.",
            (("Загрузить список…", lambda: ui.load_files(())),),
        )  # fmt: skip
        self.panel: TablePanel[ListedRow] = TablePanel(
            self.table,
            placeholder="Отобрать школу",
            filters=(compare,),
            state=ui.state,
            state_key="objectivity-listed",
            empty=empty,
        )
        self.note = QLabel(_NOTE)
        self.note.setWordWrap(True)
        theme.mark(self.note, "note")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.panel, 1)
        box.addWidget(self.note)

    def show_rows(self, rows: tuple[ListedRow, ...], year: int | None) -> None:
        self.year = year
        self.table.set_rows(rows)
        self.table.setColumnHidden(0, year is not None)
        self.out.setEnabled(any(row.listed is not None for row in rows))
        self.out_own.setEnabled(any(row.own for row in rows))

    def export(self, source: str) -> None:
        """Ask where to, and write the list of the shown year (or of all years)."""
        name = (
            f"{'Признаки по нашим данным' if source == 'own' else 'Список школ с признаками'} {self.year or 'за все годы'}.xlsx"
        )
        folder = Path(str(self._ui.state.get("folders/save") or Path.home()))
        chosen, _kind = QFileDialog.getSaveFileName(self, "Выгрузить список", str(folder / name), _KINDS)
        if chosen:
            self._ui.state.put("folders/save", str(Path(chosen).parent))
            self.write(Path(chosen), source)

    def write(self, path: Path, source: str) -> None:
        ctx, year = self._ui.ctx, self.year

        def job(_progress: object) -> int:
            from app.services.marker_lists.queries import export_marker_list

            return export_marker_list(ctx, path, year, source).rows

        def done(rows: int) -> None:
            self._ui.message(f"Список записан, строк: {rows}.", str(path))

        def failed(error: BaseException) -> None:
            known = describe(error)
            if known is None:
                raise error
            self._ui.message(known.what, known.todo, kind="error")

        self._ui.worker.read(job, done=done, failed=failed, owner=self, key="export")
