"""«Каникулы…»: breaks of the district and of schools that have their own, and the week of five or six days."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from app.services.plan.rows import BreakRow
from app.services.text_ru import short_date
from app.ui import theme
from app.ui.calendar.inner_page import InnerPage
from app.ui.context import UiContext
from app.ui.widgets.cell_table import RowsEditor
from app.ui.widgets.fields import CheckField, ChoiceField, parse_date


class BreaksPage(InnerPage):
    """`saved(rows, school)` of the school year in sight; `whose_chosen` asks for the breaks of another school."""

    saved = Signal(object, object)
    whose_chosen = Signal(object)
    week_chosen = Signal(bool)

    def __init__(self, ui: UiContext) -> None:
        super().__init__("Сохранить каникулы", "Закрыть", short=True)
        self._today = ui.ctx.clock
        self.year = 0
        self._proposed: tuple[BreakRow, ...] = ()
        self.whose = ChoiceField("Чьи каникулы", [])
        self.whose.setMaximumWidth(theme.px(420))
        self.six_day = CheckField("Школы учатся по субботам")
        self.editor = RowsEditor(("Название", "Первый день", "Последний день"), "Каникулы")
        self.editor.set_widths((260, 130, 130), stretch=0)
        self.editor.setMaximumWidth(theme.px(560))
        self.editor.most = 10
        self.usual = QPushButton("Подставить обычные")
        self.usual.setToolTip("Обычные дни каникул этого года; проверьте по приказу")
        self.usual.clicked.connect(lambda _checked=False: self._fill(self._proposed))
        self.none = QPushButton("Как у района")
        self.none.setToolTip("Убрать собственные каникулы школы")
        self.none.clicked.connect(lambda _checked=False: self._submit_none())
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE)
        row.addWidget(self.usual)
        row.addWidget(self.none)
        row.addStretch(1)
        self.body.addWidget(self.whose)
        self.body.addWidget(self.editor)
        self.body.addLayout(row)
        self.body.addWidget(self.six_day)
        self.whose.committed.connect(self.whose_chosen.emit)
        self.six_day.committed.connect(lambda on: self.week_chosen.emit(bool(on)))
        self.submitted.connect(self._save)

    def open(
        self,
        year: int,
        school: int | None,
        rows: Sequence[BreakRow],
        proposed: Sequence[BreakRow],
        schools: Sequence[tuple[int, str]],
        own: frozenset[int],
        six_day: bool,
    ) -> None:
        """`own`: schools that have breaks of their own."""
        self.year, self._proposed = year, tuple(proposed)
        self.heading.setText(f"Каникулы {year}/{year + 1} учебного года")
        self.note.setText("В эти дни процедуры не проводят: календарь показывает их серым и предупреждает о выбранных датах.")
        names = [(f"{name}{' · свои' if key in own else ''}", key) for key, name in schools]
        self.whose.set_choices([("Весь район", None), *names])
        self.whose.set_value(school)
        self.none.setVisible(school is not None and school in own)
        self.six_day.set_value(six_day)
        self.six_day.setVisible(school is None)
        self._fill(rows or proposed)
        hint = "" if rows else "Сохранённых каникул нет: показаны обычные. Проверьте их и сохраните."
        if not rows and school is not None:
            hint = "Своих каникул у школы нет: показаны каникулы района. Если у неё другие, исправьте и сохраните."
        self.show_problems(())
        self.note.setText(f"{self.note.text()} {hint}".strip())

    def _fill(self, rows: Sequence[BreakRow]) -> None:
        self.editor.set_rows([(one.title, short_date(one.starts_on), short_date(one.ends_on)) for one in rows])

    def _save(self) -> None:
        rows, wrong = [], []
        for title, first, last in self.editor.rows():
            starts, ends = (parse_date(text, self._today().date()) for text in (first, last))
            if starts is None or (last and ends is None):
                wrong.append(f"«{title or 'Без названия'}»: дата пишется так — 26.10.{self.year}.")
                continue
            rows.append(BreakRow(None, self.whose.value(), self.year, title, starts, ends or starts))
        self.show_problems(wrong)
        if not wrong:
            self.saved.emit(tuple(rows), self.whose.value())

    def _submit_none(self) -> None:
        self.saved.emit((), self.whose.value())
