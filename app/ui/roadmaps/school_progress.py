"""What the schools have done of the district's roadmap and of their own ones, alphabetically: a picture, not a ranking."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from app.services.execution.rows import Counts, SchoolProgress
from app.services.text_ru import counted, number
from app.ui import theme
from app.ui.context import UiContext
from app.ui.widgets.row_table import VALUE_ROLE, Column, RowTable

_THICK = 6
_LONGEST = 240
"""Pixels of a whole bar; a longer one says no more."""


def done_text(counts: Counts | None) -> str:
    """«12 из 40»: what is cancelled is not counted; a dash where nothing is owed."""
    if counts is None:
        return "нет"
    whole = counts.total - counts.cancelled
    return f"{number(counts.done)} из {number(whole)}" if whole else "–"


def _tip(name: str, of_row: Callable[[SchoolProgress], Counts | None]) -> Callable[[SchoolProgress], str]:
    def tip(row: SchoolProgress) -> str:
        counts = of_row(row)
        if counts is None:
            return f"{row.name}\nСвоей карты по этой у школы нет."
        parts = [
            f"{words} – {number(count)}"
            for words, count in (
                ("выполнено", counts.done),
                ("просрочено", counts.overdue),
                ("в работе", counts.in_progress),
                ("ждём регион", counts.waiting_region),
                ("перенесено", counts.postponed),
                ("не наступило", counts.ahead),
                ("снято", counts.cancelled),
            )
            if count
        ]
        said = ", ".join(parts) if parts else "сроков нет"
        return f"{row.name}\n{name}: {said}"

    return tip


def _late(counts: Counts | None) -> str:
    return number(counts.overdue) if counts is not None and counts.overdue else ""


class _DoneBar(QStyledItemDelegate):
    """The words with a thin bar behind them on the right, all bars on one scale."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        whole: QRect = option.rect  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        if selected:
            painter.fillRect(whole, theme.color("selection"))
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        share: float | None = index.data(VALUE_ROLE)
        said = whole.adjusted(theme.SPACE, 0, 0, 0)
        said.setWidth(theme.px(74))
        painter.save()
        painter.setPen(theme.color("text" if share is not None else "secondary"))
        painter.drawText(said, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
        painter.restore()
        left = said.right() + theme.SPACE
        bar = QRect(left, whole.center().y() - _THICK // 2, min(whole.right() - theme.SPACE - left, theme.px(_LONGEST)), _THICK)
        if share is not None and bar.width() > theme.px(16):
            painter.fillRect(bar, theme.color("chart_back" if selected else "line"))
            painter.fillRect(QRect(bar.left(), bar.top(), round(bar.width() * share), _THICK), theme.color("done"))


COLUMNS: tuple[Column[SchoolProgress], ...] = (
    Column("school", "Школа", lambda r: r.name, width=280),
    Column("owed", "Выполнено из плана района", lambda r: done_text(r.owed), width=190, stretch=True,
           value=lambda r: r.owed.share, delegate=lambda parent: _DoneBar(parent), tooltip=_tip("План района", lambda r: r.owed),
           title_tip="Сроки районной карты, за которые отвечает школа; снятые не считаются"),
    Column("late", "Просрочено", lambda r: _late(r.owed), width=98, align="right", role=lambda r: "overdue",
           tooltip=_tip("План района", lambda r: r.owed)),
    Column("own", "Своя карта", lambda r: done_text(r.own), width=190, stretch=True,
           value=lambda r: r.own.share if r.own is not None else None, delegate=lambda parent: _DoneBar(parent),
           tooltip=_tip("Своя карта", lambda r: r.own), title_tip="Дорожная карта школы, сделанная из этой"),
    Column("own_late", "Просрочено", lambda r: _late(r.own), width=98, align="right", role=lambda r: "overdue",
           tooltip=_tip("Своя карта", lambda r: r.own), title_tip="Просрочено в своей карте"),
)  # fmt: skip


class SchoolProgressBox(QWidget):
    """`show_roadmap(id)`; reads again after every change while it is in sight. Enter opens the school's own roadmap."""

    def __init__(self, ui: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui = ui
        self._roadmap_id: int | None = None
        self._stale = False
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        theme.mark(self.summary, "note")
        self.table: RowTable[SchoolProgress] = RowTable(
            COLUMNS, key=lambda r: r.organisation_id, state=ui.state, state_key="school-progress"
        )
        self.table.setAccessibleName("Как выполняют школы")
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)  # alphabetically and in no other order
        header.setSortIndicatorShown(False)
        header.setToolTip("")
        self.table.opened.connect(self._open)
        self.nothing = QLabel(
            "В этой карте нет мероприятий, за которые отвечают школы. Впишите в ответственные «ОО» или название школы, "
            "и здесь появится, что ими сделано."
        )
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        theme.mark(self.nothing, "note")
        self.stack = QStackedWidget()
        for page in (QWidget(), self.table, self.nothing):
            self.stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.SPACE)
        box.addWidget(self.summary)
        box.addWidget(self.stack, 1)
        ui.refresh.subscribe({"roadmaps", "organisations", "calendar"}, self, self._changed)

    def show_roadmap(self, roadmap_id: int | None) -> None:
        """A roadmap of the district; None = nothing is shown."""
        other = roadmap_id != self._roadmap_id
        self._roadmap_id = roadmap_id
        if other:  # not a moment of another roadmap's numbers under this one's name
            self.stack.setCurrentIndex(0)
            self.summary.clear()
        if roadmap_id is not None:
            self._read()

    def _changed(self) -> None:
        if self.isVisible():
            self._read()
        else:
            self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._read()

    def _read(self) -> None:
        self._stale = False
        roadmap_id = self._roadmap_id
        if roadmap_id is None:
            return

        def job(_progress: object) -> tuple[int, list[SchoolProgress]]:
            from app.services.execution.queries import progress_by_school

            return roadmap_id, progress_by_school(self._ui.ctx, roadmap_id)

        self._ui.worker.read(job, done=self._show, owner=self, key="progress")

    def _show(self, got: tuple[int, list[SchoolProgress]]) -> None:
        roadmap_id, rows = got
        if roadmap_id != self._roadmap_id:
            return
        own = any(row.own is not None for row in rows)
        self.table.show_column("own", own)
        self.table.show_column("own_late", own)
        self.table.show_column("late", any(row.owed.overdue for row in rows))
        self.table.set_rows(rows)
        self.stack.setCurrentWidget(self.table if rows else self.nothing)
        self.summary.setText(_summary(rows))
        self.summary.setVisible(bool(rows))

    def _open(self, row: SchoolProgress) -> None:
        if row.roadmap_id is not None:
            self._ui.open_target(("roadmap", row.roadmap_id))
        else:
            self._ui.message(f"{row.name}: своей карты по этой ещё нет.", "Её можно сделать из районной.")


def _summary(rows: list[SchoolProgress]) -> str:
    own = sum(row.own is not None for row in rows)
    done = sum(row.owed.total > 0 and row.owed.done == row.owed.total - row.owed.cancelled for row in rows)
    schools = counted(len(rows), "школа", "школы", "школ")
    parts = [f"{schools}, по алфавиту", f"всё выполнили – {number(done)}"]
    if own:
        parts.append(f"свои карты есть у {number(own)}")
    return "; ".join(parts) + "."
