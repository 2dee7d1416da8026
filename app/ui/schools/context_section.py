"""Context data of a school by year, edited in the cells; and the index of social well-being that follows from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from app.services.card.shown import main_lines, school_year
from app.services.contexts.rows import ContextLine, ContextTable, IndexPart, SocialIndex
from app.services.text_ru import NBSP, counted, number
from app.ui import theme
from app.ui.schools.section import CardSection
from app.ui.widgets.ask_form import AskForm
from app.ui.widgets.fields import ChoiceField, NumberField, TextField
from app.ui.widgets.row_table import Column, RowTable

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.ui.context import UiContext

NOTHING = (
    "Данных о контингенте, кадрах и условиях пока нет. Загрузите файл контекстных данных кнопкой «Загрузить» или впишите "
    "показатель вручную."
)

PARTS: tuple[Column[IndexPart], ...] = (
    Column("title", "Что учтено", lambda p: p.title, width=280, stretch=True),
    Column(
        "score", "Благополучие, %", lambda p: "нет данных" if p.score is None else number(100 * p.score), width=124,
        align="right", sort=lambda p: p.score, title_tip="0 – хуже не бывает, 100 – лучше не бывает",
    ),
    Column(
        "weight", "Вес", lambda p: number(p.weight, 0 if p.weight == int(p.weight) else 1), width=64, align="right",
        sort=lambda p: p.weight, editable=lambda _p: True,
        title_tip="Насколько показатель важен, от 0 до 100; одинаков для всех школ. F2 или двойной щелчок — изменить",
    ),
)  # fmt: skip


def _at(line: ContextLine, place: int) -> str:
    return line.shown[place] if place < len(line.shown) else ""


def _tip(line: ContextLine) -> str:
    one = line.indicator
    return "\n".join(part for part in (one.title, one.group, f"Единица: {one.unit}" if one.unit else "") if part)


def columns(years: tuple[int, ...]) -> tuple[Column[ContextLine], ...]:
    def year_column(place: int, year: int) -> Column[ContextLine]:
        return Column(
            str(year), school_year(year), lambda line: _at(line, place), width=84, align="right",
            sort=lambda line: _sortable(line.values[place]), editable=lambda _line: True,
            tooltip=lambda line: f"{_at(line, place)}{' — вписано вручную' if line.by_hand[place] else ''}",
            title_tip=f"{year - 1}/{year} учебный год. F2 или двойной щелчок — изменить",
        )  # fmt: skip

    return (
        Column("title", "Показатель", lambda line: line.indicator.title, width=320, stretch=True, tooltip=_tip),
        Column("group", "Раздел", lambda line: line.indicator.group, width=150, role=lambda _l: "secondary", needs=720),
        *(year_column(place, year) for place, year in enumerate(years)),
        Column("unit", "Единица", lambda line: line.indicator.unit, width=116, role=lambda _l: "secondary"),
    )


def _sortable(value: Any) -> tuple[int, Any] | None:
    if value is None:
        return None
    return (0, float(value)) if isinstance(value, int | float) else (1, str(value))


class ContextSection(CardSection):
    def __init__(self, ui: UiContext) -> None:
        super().__init__("Контекстные данные")
        self._ui = ui
        self._school: int | None = None
        self._table = ContextTable((), ())
        self._unfolded = False
        self.table: RowTable[ContextLine] | None = None
        self.add_button = self.add_link("Вписать показатель", self.add)
        self.index = QLabel()
        self.index.setWordWrap(True)
        self.parts_button = QPushButton("Из чего складывается")
        theme.mark(self.parts_button, "link")
        self.parts_button.setCheckable(True)
        self.parts_button.toggled.connect(self._show_parts)
        self.parts: RowTable[IndexPart] = RowTable(PARTS, key=lambda part: part.key)
        self.parts.setAccessibleName("Из чего складывается индекс")
        self.parts.edit_requested.connect(lambda part, _column, text: self._weigh(part, text))
        self.parts.setMaximumWidth(theme.px(600))  # three short columns need no more
        self.parts.hide()
        self.fold = QPushButton()
        theme.mark(self.fold, "link")
        self.fold.clicked.connect(lambda _checked=False: self._toggle())
        self.form = self._make_form()
        self.form.hide()
        for widget in (self.index, self.parts_button, self.parts):
            self.box.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft if widget is self.parts_button else Qt.AlignmentFlag(0))
        self._place = self.box.count()
        self.box.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        self.box.addWidget(self.form)

    def show_school(self, organisation_id: int, table: ContextTable, index: SocialIndex | None) -> None:
        if organisation_id != self._school:
            self.form.hide()
            self._unfolded = False
        self._school = organisation_id
        self._show_table(table)
        self.say("" if table.lines else NOTHING)
        self.index.setText(index_words(index))
        self.index.setVisible(index is not None)
        self.parts_button.setVisible(index is not None)
        self.parts.set_rows(index.parts if index else ())
        self.parts.fit_rows(16)
        self._show_parts()

    def editing(self) -> bool:
        return self.form.isVisibleTo(self)

    def stop_editing(self) -> None:
        self.form.hide()
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def add(self) -> None:
        """A form for a value of a year that nothing is known of yet."""

        def read(_progress: object) -> Any:
            from app.services.contexts.directory import indicators

            return indicators()

        def show(found: Any) -> None:
            self.indicator.set_choices([(f"{one.title} ({one.group.lower()})", one.key) for one in found])
            self.form.show()
            self.form.take_focus()

        self.year.set_value(max(self._table.years, default=self._ui.ctx.clock().year))
        self.value.set_value("")
        self._ui.worker.read(read, done=show, owner=self, key="indicators")

    # -- inside

    def _make_form(self) -> AskForm:
        self.indicator = ChoiceField("Показатель", [])
        self.year = NumberField("Год окончания учебного года", required=True, low=2000, high=2100)
        self.value = TextField("Значение", required=True, hint="Число, «да» или «нет», или слово из списка")
        form = AskForm("Показатель", [self.indicator, (self.year, self.value)], "Сохранить", required=(self.year, self.value))
        form.setMaximumWidth(theme.px(640))
        form.submitted.connect(self._submit)
        form.cancelled.connect(self.stop_editing)
        return form

    def _show_table(self, table: ContextTable) -> None:
        """Other years are other columns: the table is made anew."""
        if self.table is None or table.years != self._table.years:
            if self.table is not None:
                self.box.removeWidget(self.table)
                self.table.hide()
                self.table.deleteLater()
            self.table = RowTable(columns(table.years), key=lambda line: line.indicator.key)
            self.table.setAccessibleName(self.title)
            self.table.edit_requested.connect(self._typed)
            self.table.opened.connect(self._edit_newest)
            self.box.insertWidget(self._place, self.table)
        self._table = table
        lines = table.lines if self._unfolded else main_lines(table)
        self.table.set_rows(lines)
        self.table.setVisible(bool(lines))
        self.table.fit_rows(80)
        self.fold.setVisible(self._unfolded or len(lines) < len(table.lines))
        many = counted(len(table.lines), "показатель", "показателя", "показателей")
        self.fold.setText("Свернуть" if self._unfolded else f"Показать все: {many}")

    def _toggle(self) -> None:
        self._unfolded = not self._unfolded
        self._show_table(self._table)

    def _show_parts(self, _on: bool = False) -> None:
        on = self.parts_button.isChecked() and not self.parts_button.isHidden()
        self.parts.setVisible(on)
        self.parts_button.setText("Скрыть" if on else "Из чего складывается")

    def _edit_newest(self, _line: ContextLine) -> None:
        if self.table is not None and self._table.years:
            index = self.table.currentIndex()
            at = index if str(index.data() or "") and index.column() > 1 else QModelIndex()
            place = at if at.isValid() else self.table.model().index(index.row(), 1 + len(self._table.years))
            self.table.setCurrentIndex(place)
            self.table.edit(place)

    def _typed(self, line: ContextLine, column: str, text: str) -> None:
        self._store(int(column), line.indicator.key, text)

    def _weigh(self, part: IndexPart, text: str) -> None:
        """Another weight of a part of the index, for all schools."""
        try:
            weight = float(text.replace(",", ".").strip())
        except ValueError:
            self._ui.message("Вес не изменён.", "Впишите число от 0 до 100.", kind="warning")
            return

        def job(_progress: object) -> Changes:
            from app.services.contexts.commands import set_index_weights

            return set_index_weights(self._ui.ctx, {part.key: weight})

        self._ui.worker.write(job, owner=self)

    def _submit(self) -> None:
        self._store(self.year.value(), self.indicator.value(), self.value.value(), self.stop_editing)

    def _store(self, year: int, key: str, text: str, done: Callable[[], None] | None = None) -> None:
        school = self._school
        assert school is not None

        def job(_progress: object) -> Changes:
            from app.services.contexts.commands import save_context_values

            return save_context_values(self._ui.ctx, school, year, {key: text})

        self._ui.worker.write(job, done=(lambda _changes: done()) if done else None, owner=self)


def index_words(index: SocialIndex | None) -> str:
    """«Индекс социального благополучия 2021/22: 64 из 100.»"""
    if index is None:
        return ""
    name = f"Индекс социального благополучия за {school_year(index.year)} учебный год"
    if index.value is None:
        return f"{name}: мало данных, известна {number(100 * index.known)}{NBSP}% нужного."
    known = "" if index.known >= 0.995 else f" Учтено {number(100 * index.known)}{NBSP}% нужных данных."
    return f"{name}: {number(index.value)} из 100.{known}"
