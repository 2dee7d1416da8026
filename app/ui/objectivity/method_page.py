"""«Как считали»: what the schools were compared with, how the usual spread was found, and which file would help most."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.services.findings.rows import SIGNAL_NAMES, FindingsState, MissingRow, NullRow
from app.services.text_ru import NBSP, clock, counted, number, short_date
from app.ui import theme
from app.ui.context import UiContext
from app.ui.objectivity import helpful
from app.ui.widgets.page_head import PageHead
from app.ui.widgets.row_table import Column, RowTable
from app.ui.widgets.section import Section

_WORKS = ("работа", "работы", "работ")
_INTRO = (
    "Каждый признак — число: насколько работа школы отличается от ожидаемого. Обычные школы тоже отличаются друг от друга, "
    "поэтому программа сначала узнаёт обычный разброс по самим данным, отдельно для малых и больших школ, и только потом "
    "говорит, как часто такое бывает без всякой причины. Признаки складываются в один; из всех работ района за год выбираются "
    "поводы для перепроверки так, чтобы ложных среди них было в среднем около одного из десяти."
)
_NULLS = (
    "Разброс 1 — ровно такой, какой даёт случай; больше 1 — школы различаются сильнее, и порог отодвинут. Середина показывает, "
    "куда сдвинут признак у обычных школ. «Поставляемые»: своих работ меньше 40, взяты значения из комплекта программы."
)


def group_words(group: str) -> str:
    """«5–15» → «писали 5–15», «all» → «все»."""
    return "все работы" if group == "all" else f"писали {group}"


def signal_words(code: str) -> str:
    return "Все признаки вместе" if code == "combined" else SIGNAL_NAMES.get(code, code)


def source_words(null: NullRow) -> str:
    if null.shipped:
        return "поставляемые"
    return "без поправки" if (null.centre, null.scale) == (0.0, 1.0) else "свои данные"


NULLS: tuple[Column[NullRow], ...] = (
    Column("signal", "Признак", lambda r: signal_words(r.signal), width=280),
    Column("group", "Какие работы", lambda r: group_words(r.group), width=130),
    Column("cells", "Работ школ", lambda r: number(r.cells), width=96, align="right", sort=lambda r: r.cells),
    Column("centre", "Середина", lambda r: number(r.centre, 2), width=88, align="right", sort=lambda r: r.centre),
    Column("scale", "Разброс", lambda r: number(r.scale, 2), width=80, align="right", sort=lambda r: r.scale),
    Column(
        "shipped", "Откуда", lambda r: source_words(r), width=160, stretch=True,
        role=lambda r: "secondary" if r.shipped else None,
    ),
)  # fmt: skip


class MethodPage(QWidget):
    def __init__(self, ui: UiContext, back: Callable[[], None]) -> None:
        super().__init__()
        self._ui = ui
        head = PageHead("К таблице", back)
        head.title.setText("Как считали")
        self.note = head.note
        self.about = Section("Коротко")
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.about.box.addWidget(self.words)
        self.helpful = Section("Что ещё помогло бы")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.SPACE)
        self.helpful.box.addLayout(self._lines)
        self.spread = Section("Обычный разброс")
        said = QLabel(_NULLS)
        said.setWordWrap(True)
        theme.mark(said, "note")
        self.spread.box.addWidget(said)
        self.table: RowTable[NullRow] = RowTable(NULLS, key=lambda r: (r.signal, r.group))
        self.table.setAccessibleName("Обычный разброс признаков")
        theme.mark(self.table, "quiet")
        self.spread.box.addWidget(self.table)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, theme.SPACE, 0)
        column.setSpacing(theme.SPACE)
        for section in (self.about, self.helpful, self.spread):
            column.addWidget(section)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName("Как считали")
        self.area.setWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE + theme.INSIDE)
        box.addLayout(head)
        box.addWidget(self.area, 1)

    def take_focus(self) -> None:
        self.area.setFocus()

    def show_state(self, state: FindingsState) -> None:
        at = state.computed_at
        when = f"посчитано {short_date(at.date())} в {clock(at)}" if at is not None else "ещё не посчитано"
        compared = f"сравнение: {state.reference}" if state.reference else ""
        self.note.setText("  ·  ".join(part for part in (when, counted(state.cells, *_WORKS), compared) if part))
        self.words.setText("\n\n".join([_INTRO, *state.notes]))
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for missing in state.missing:
            self._lines.addWidget(self._missing(missing))
        self.helpful.setVisible(bool(state.missing))
        self.table.set_rows(state.nulls)
        self.table.fit_rows(60)
        self.spread.setVisible(bool(state.nulls))

    def _missing(self, missing: MissingRow) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE)
        cells = counted(missing.cells, "работу", "работы", "работ")
        words = QLabel(f"{missing.text}. Уточнит{NBSP}{cells} школ.")
        words.setWordWrap(True)
        button = QPushButton(helpful.verb(missing.code))
        button.clicked.connect(lambda _checked=False, code=missing.code: helpful.act(self._ui, code))
        row.addWidget(words, 1)
        row.addWidget(button)
        return line
