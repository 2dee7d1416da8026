"""Results of a school: small charts over the years, and under them the marks and the journal of the chosen paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.services import charts
from app.services.card.rows import ResultPoint, ResultSeries
from app.services.charts.multiples import FEW, last_point
from app.services.results.rows import GroupResult
from app.services.text_ru import NBSP, counted, number
from app.ui import theme
from app.ui.schools.section import CardSection
from app.ui.widgets.page_switch import PageSwitch
from app.ui.widgets.share_bars import ShareBars, ShareRow
from app.ui.widgets.years_chart import LEAST_WIDTH, YearsChart

if TYPE_CHECKING:
    from app.ui.context import UiContext

LITTLE = f"мало данных: доли показываются от{NBSP}{FEW} участников"
MARKS = ("«2»", "«3»", "«4»", "«5»")
JOURNAL = ("ниже отметки в журнале", "совпала", "выше")
WIDE = 900
"""Logical pixels from which marks and journal stand beside each other."""


class Legend(QLabel):
    """What the lines of the charts are."""

    def __init__(self) -> None:
        super().__init__()
        theme.mark(self, "small")
        self._region = False
        theme.notifier().changed.connect(self._draw)

    def set_region(self, known: bool) -> None:
        self._region = known
        self._draw()

    def _draw(self) -> None:
        c = theme.colors()
        parts = [(c.accent, "●", "школа"), (c.chart_back, "▬", "район")]
        if self._region:
            parts.append((c.secondary, "- -", "регион"))
        words = "&nbsp;&nbsp;&nbsp;".join(f"<span style='color:{tone}'>{sign}</span> {name}" for tone, sign, name in parts)
        self.setText(f"{words}&nbsp;&nbsp;&nbsp;n — сколько писали")


class Multiples(QWidget):
    """The charts in a grid that follows the width."""

    def __init__(self, owner: ResultsSection) -> None:
        super().__init__()
        self._owner = owner
        self.charts: list[YearsChart] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.INSIDE)
        self._across = 0

    def show_panels(self, found: charts.Multiples) -> None:
        while len(self.charts) > len(found.panels):
            chart = self.charts.pop()
            self._grid.removeWidget(chart)
            chart.hide()
            chart.deleteLater()
        for at, panel in enumerate(found.panels):
            if at < len(self.charts):
                self.charts[at].show_panel(panel, found.years, found.top)
                continue
            chart = YearsChart(panel, found.years, found.top)
            chart.chosen.connect(lambda at=at: self._owner.choose(at))
            chart.walked.connect(lambda step, at=at: self._walk(at + step))
            self.charts.append(chart)
        self._across = 0
        self._place()

    def mark_current(self, at: int) -> None:
        for place, chart in enumerate(self.charts):
            chart.set_current(place == at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        years = max(1, len(self._owner.years))
        least = theme.px(max(LEAST_WIDTH, 56 + 40 * years))
        across = max(1, min(6, self.width() // least, len(self.charts) or 1))
        if len(self.charts) < across + 2 and len(self.charts) > 1:
            across = min(across, len(self.charts))
        if across == self._across:
            return
        for column in range(max(self._across, across) + 1):
            self._grid.setColumnStretch(column, 0)
        self._across = across
        for at, chart in enumerate(self.charts):
            self._grid.addWidget(chart, at // across, at % across)
        for column in range(across):
            self._grid.setColumnStretch(column, 1)

    def _walk(self, at: int) -> None:
        if 0 <= at < len(self.charts):
            self.charts[at].setFocus(Qt.FocusReason.TabFocusReason)
            self._owner.choose(at)


class ResultsSection(CardSection):
    def __init__(self, ui: UiContext) -> None:
        super().__init__("Результаты по годам")
        self._ui = ui
        self._series: tuple[ResultSeries, ...] = ()
        self._shown: tuple[ResultSeries, ...] = ()
        self._chosen: tuple[str, int, str] | None = None
        self._unfolded = False
        self._point: ResultPoint | None = None
        self.years: tuple[int, ...] = ()
        self.switch = PageSwitch([(one.key, one.words) for one in charts.MEASURES], "Что показывают графики")
        kept = str(ui.state.get("school-card/measure") or "quality")
        if kept in self.switch.buttons:
            self.switch.choose(kept)
        self.switch.changed.connect(self._measure_chosen)
        self.add_right(self.switch)
        self.legend = Legend()
        self.grid = Multiples(self)
        self.fold = QPushButton()
        theme.mark(self.fold, "link")
        self.fold.clicked.connect(lambda _checked=False: self._toggle())
        self.paper = QLabel()
        self.paper.setWordWrap(True)
        theme.mark(self.paper, "bold")
        self.evidence = QPushButton("Распределение баллов")
        theme.mark(self.evidence, "link")
        self.evidence.setToolTip("Открыть страницу работы: баллы школы рядом с районом и регионом")
        self.evidence.clicked.connect(lambda _checked=False: self._open_paper())
        self.marks, self.journal = ShareBars(), ShareBars()
        self.journal_title = QLabel("Отметки за работу и в журнале, % учеников")
        self.marks_title = QLabel("Отметки, %")
        for title in (self.marks_title, self.journal_title):
            theme.mark(title, "small")
        self._bars = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._bars.setSpacing(theme.AROUND * 2)
        for title, bars in ((self.marks_title, self.marks), (self.journal_title, self.journal)):
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(title)
            column.addWidget(bars)
            column.addStretch(1)
            self._bars.addLayout(column, 1)
        head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.addWidget(self.paper, 1)
        head.addWidget(self.evidence)
        for widget in (self.legend, self.grid, self.fold):
            self.box.addWidget(widget)
        self.box.addLayout(head)
        self.box.addLayout(self._bars)
        theme.notifier().changed.connect(self._show_point)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        across = QBoxLayout.Direction.LeftToRight if self.width() >= theme.px(WIDE) else QBoxLayout.Direction.TopToBottom
        self._bars.setDirection(across)

    def show_series(self, series: Sequence[ResultSeries]) -> None:
        self._series = tuple(series)
        self._show()

    def choose(self, at: int) -> None:
        """Show the newest paper of a chart under the charts."""
        series = self._shown[at]
        self._chosen = (series.kind, series.grade, series.subject)
        self.grid.mark_current(at)
        self._point = last_point(series)
        self._show_point()

    @property
    def chosen_point(self) -> ResultPoint | None:
        return self._point

    # -- inside

    def _show(self) -> None:
        known = bool(self._series)
        self.say("" if known else "Результатов пока нет. Загрузите файлы ВПР или протоколы экзаменов — здесь появятся графики.")
        newest = max((year for one in self._series for year in one.years), default=0)
        fresh = tuple(one for one in self._series if newest in one.years)
        hidden = len(self._series) - len(fresh)
        self._shown = self._series if self._unfolded or hidden <= 1 else fresh
        found = charts.school_multiples(self._shown, self.switch.current())
        self.years = found.years
        self.legend.set_region(found.has_region)
        self.legend.setVisible(known)
        self.grid.setVisible(known)
        self.switch.setVisible(known)
        self.grid.show_panels(found)
        self.fold.setVisible(hidden > 1)
        earlier = counted(hidden, "работу прошлых лет", "работы прошлых лет", "работ прошлых лет")
        self.fold.setText("Только работы последнего года" if self._unfolded else f"Показать ещё {earlier}")
        self._unit = found.measure.unit
        self.legend.setToolTip(f"По высоте — {self._unit}; шкала у всех графиков одна")
        for widget in (self.paper, self.evidence, self.marks, self.marks_title, self.journal, self.journal_title):
            widget.setVisible(known)
        if known:
            keys = [(one.kind, one.grade, one.subject) for one in self._shown]
            self.choose(keys.index(self._chosen) if self._chosen in keys else 0)
        else:
            self._point = None

    def _measure_chosen(self, key: str) -> None:
        self._ui.state.put("school-card/measure", key)
        self._show()

    def _toggle(self) -> None:
        self._unfolded = not self._unfolded
        self._show()

    def _open_paper(self) -> None:
        if self._point is not None:
            self._ui.open_target(("cell", self._point.procedure.id, self._point.school_id))

    def _show_point(self) -> None:
        point = self._point
        if point is None:
            return
        palette = charts.DARK if theme.is_dark() else charts.LIGHT
        self.paper.setText(_paper_words(point))
        groups = [("Школа", point.school, True), ("Район", point.district, False), ("Регион", point.region, False)]
        present = [(name, group, own) for name, group, own in groups if group is not None]
        self.marks.set_rows(MARKS, palette.marks, [_marks(*one) for one in present])
        compared = [_journal(*one) for one in present]
        with_journal = [row for row in compared if row is not None]
        known = bool(with_journal) and with_journal[0].own
        self.journal_title.setVisible(known)
        self.journal.setVisible(known)
        self.journal.set_rows(JOURNAL, palette.journal, with_journal if known else ())
        self.evidence.setVisible(self._ui.workplace.kind == "department" and point.school.participants > 0)


def _marks(name: str, group: GroupResult, own: bool) -> ShareRow:
    why = LITTLE if group.participants < FEW else "отметок нет: ни в файле, ни в справочнике шкал"
    return ShareRow(name, group.participants, group.mark_percents, why, own)


def _journal(name: str, group: GroupResult, own: bool) -> ShareRow | None:
    counts = (group.lowered, group.confirmed, group.raised)
    if any(count is None for count in counts):
        return None
    n = sum(count or 0 for count in counts)
    percents = tuple(100 * (count or 0) / n for count in counts) if n >= FEW else None
    return ShareRow(name, n, percents, LITTLE, own)


def _paper_words(point: ResultPoint) -> str:
    """«ВПР 2026, русский язык, 4 класс: средний балл 23,4 из 38, в районе 22,1»."""
    school, procedure = point.school, point.procedure
    words = procedure.title
    if point.school_name:
        words += f" (писала {point.school_name})"
    if school.participants < FEW:
        return f"{words}: писали {school.participants}, мало данных"
    if school.mean_test is not None:
        words += f": средний тестовый балл {number(school.mean_test, 1)}"
        if point.district is not None and point.district.mean_test is not None:
            words += f", в районе {number(point.district.mean_test, 1)}"
    elif school.mean_score is not None:
        words += f": средний балл {number(school.mean_score, 1)}"
        words += f" из {procedure.max_score}" if procedure.max_score else ""
        beside: list[Any] = [("в районе", point.district), ("в регионе", point.region)]
        for name, group in beside:
            if group is not None and group.mean_score is not None:
                words += f", {name} {number(group.mean_score, 1)}"
    return words
