"""«Ежегодный список»: the published list of schools with markers beside what the program finds in the results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from app.services.checks.rows import CHECKED_KINDS
from app.services.marker_lists.rows import ListedRow, ListSummary
from app.services.text_ru import counted, number
from app.ui import theme
from app.ui.errors import describe
from app.ui.objectivity.year_page import YearChoice, YearPage, Years, checked_procedures, years_of
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.table_panel import ChoiceFilter, TablePanel

if TYPE_CHECKING:
    from app.services.context import Context

WORDS = {"same": "совпадает", "differs": "различается", "unknown": "сравнить не с чем"}
_NOTE = (
    "Список публикуют по результатам прошлых лет. Различие — повод посмотреть, те ли результаты загружены и с чем их сравнивали: "
    "список считают по всему региону."
)
_YEARS_SAID = 3
_MARKERS = ("с одним маркером", "с двумя", "с тремя", "с четырьмя")
_KINDS = "Книга Excel (*.xlsx);;Текстовая таблица (*.csv)"


def state_of(row: ListedRow) -> str:
    return "unknown" if row.agrees is None else "same" if row.agrees else "differs"


def summary_words(one: ListSummary) -> str:
    """«2025 год: в списке 3 школы района – 20,0 % писавших русский язык в 4 классе; с одним маркером 2, с двумя 1.»"""
    text = f"{one.year} год: в списке {counted(one.own, 'школа', 'школы', 'школ')} района"
    if one.share is not None:
        text += f" – {number(one.share, 1)}\u00a0% писавших русский язык в 4 классе"
    kinds = [f"{_MARKERS[n]} {number(count)}" for n, count in enumerate(one.by_count[: len(_MARKERS)]) if count]
    if kinds:
        text += f"; {', '.join(kinds)}"
    text += f". Всего строк в списке: {number(one.lines)}"
    return text + (f", школ нет в базе: {number(one.unknown)}." if one.unknown else ".")


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


class ListedPage(YearPage):
    help_page = "official"

    # -- building

    def build(self) -> QWidget:
        ui = self.ui
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
        nothing = EmptyState(
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
            empty=nothing,
        )
        self.note = QLabel(_NOTE)
        self.note.setWordWrap(True)
        theme.mark(self.note, "note")
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.toolbar)
        box.addWidget(self.panel, 1)
        box.addWidget(self.note)
        return page

    # -- reading

    def read_years(self, ctx: Context, school_year: int | None, wanted: YearChoice) -> Years:
        """Years of the list count too: it may be loaded without results."""
        from app.services.marker_lists.queries import listed_years

        results = years_of(checked_procedures(ctx, CHECKED_KINDS), school_year, wanted)
        listed = {year for year in listed_years(ctx) if school_year is None or year == school_year + 1}
        years = tuple(sorted({*results.years, *listed}, reverse=True))
        chosen = wanted if wanted == "all" or wanted in years else next(iter(years), None)
        return Years(years, chosen if years or results.anything else None, results.anything or bool(listed))

    def read_rows(self, ctx: Context, years: Years) -> tuple[tuple[ListedRow, ...], tuple[ListSummary, ...]]:
        from app.services.marker_lists.queries import list_summaries, listed_markers

        return listed_markers(ctx, years.one), list_summaries(ctx, years.one)

    def show_rows(self, years: Years, rows: Any) -> None:
        found: tuple[ListedRow, ...]
        summaries: tuple[ListSummary, ...]
        found, summaries = rows
        self.note.setText("\n".join([*(summary_words(one) for one in summaries[:_YEARS_SAID]), _NOTE]))
        self.table.set_rows(found)
        self.table.show_column("year", years.one is None)
        self.out.setEnabled(any(row.listed is not None for row in found))
        self.out_own.setEnabled(any(row.own for row in found))

    def take_focus(self) -> None:
        self.table.setFocus()

    # -- out to a file

    def export(self, source: str) -> None:
        """Ask where to, and write the list of the shown year (or of all years)."""
        what = "Признаки по нашим данным" if source == "own" else "Список школ с признаками"
        name = f"{what} {self._year() or 'за все годы'}.xlsx"
        folder = Path(str(self.ui.state.get("folders/save") or Path.home()))
        chosen, _kind = QFileDialog.getSaveFileName(self, "Выгрузить список", str(folder / name), _KINDS)
        if chosen:
            self.ui.state.put("folders/save", str(Path(chosen).parent))
            self.write(Path(chosen), source)

    def write(self, path: Path, source: str) -> None:
        ctx, year = self.ui.ctx, self._year()

        def job(_progress: object) -> int:
            from app.services.marker_lists.queries import export_marker_list

            return export_marker_list(ctx, path, year, source).rows

        def done(rows: int) -> None:
            self.ui.message(f"Список записан, строк: {rows}.", str(path))

        def failed(error: BaseException) -> None:
            known = describe(error)
            if known is None:
                raise error
            self.ui.message(known.what, known.todo, kind="error")

        self.ui.worker.read(job, done=done, failed=failed, owner=self, key="export")

    def _year(self) -> int | None:
        return self.years.one if self.years is not None else None
