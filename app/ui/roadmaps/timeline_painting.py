"""How the axis of a timeline is painted: months in the head, stretches in the rows. Shape, sign and colour together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.services.duties.rows import Shown
from app.services.execution.timeline_scale import MONTHS, Scale, Stretch
from app.ui import theme
from app.ui.roadmaps.states import state_icon, state_role

LANE = 15
"""Height of one lane at the usual font."""
SIGN = 12
AXIS = 1
"""The column of the axis."""
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class AxisRow:
    """What the axis of a row shows. `words` stand where there is nothing to draw; `picked` is the stretch in focus."""

    stretches: Sequence[Stretch] = ()
    lanes: int = 1
    words: str = ""
    is_head: bool = False


def lane_height() -> int:
    return theme.px(LANE)


def point_width(month: float) -> float:
    """Months that the mark of a single day takes."""
    return (lane_height() + 1) / max(month, 0.5)


class AxisHeader(QHeaderView):
    """Years over months; today's month bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.scale: Scale | None = None
        self.today: float | None = None
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 2 * theme.px(22))

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        if logical != AXIS or self.scale is None:
            super().paintSection(painter, rect, logical)
            return
        painter.save()
        painter.fillRect(rect, theme.color("panel"))
        month = rect.width() / self.scale.months
        half = rect.height() / 2
        x = float(rect.left())
        line = QPen(theme.color("line"))
        painter.setPen(line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(QPointF(rect.left(), rect.top() + half), QPointF(rect.right(), rect.top() + half))
        for year, months in self.scale.years():
            wide = months * month
            painter.setFont(theme.font(bold=True))
            self._write(painter, QRectF(x, rect.top(), wide, half), str(year), "text")
            painter.setPen(line)
            if x > rect.left():
                painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
            x += wide
        self._months(painter, QRectF(rect.left(), rect.top() + half, rect.width(), half), month)
        painter.restore()

    def _months(self, painter: QPainter, box: QRectF, month: float) -> None:
        assert self.scale is not None
        metrics = QFontMetrics(theme.font(bold=True))
        step = 1
        names = metrics.horizontalAdvance("ммм") + theme.INSIDE <= month
        if not names:
            wide = metrics.horizontalAdvance("12") + theme.INSIDE
            step = next((n for n in (1, 3, 6, 12) if wide <= n * month), 12)
        for number in range(0, self.scale.months, step):
            first = self.scale.month(number).month
            if step > 1 and (first - 1) % step:
                continue
            words = MONTHS[first - 1] if names else str(first) if step == 1 else _part(first, step)
            now = self.today is not None and number <= self.today < number + step
            painter.setFont(theme.font(bold=now))
            self._write(painter, QRectF(box.left() + number * month, box.top(), step * month, box.height()), words,
                        "accent" if now else "secondary")  # fmt: skip
            if number:
                painter.setPen(QPen(theme.color("line")))
                x = box.left() + number * month
                painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))

    def _write(self, painter: QPainter, box: QRectF, words: str, role: theme.Role) -> None:
        if painter.fontMetrics().horizontalAdvance(words) <= box.width():
            painter.setPen(theme.color(role))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)


def _part(month: int, step: int) -> str:
    """«II» of quarters, «1 п.» of half-years, nothing of whole years."""
    if step == 3:
        return ("I", "II", "III", "IV")[(month - 1) // 3]
    return f"{(month - 1) // 6 + 1} п." if step == 6 else ""


class AxisDelegate(QStyledItemDelegate):
    """Paints the axis of a row; `pick` is the stretch the keyboard stands on, as (row, number)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scale: Scale | None = None
        self.today: float | None = None
        self.picked: tuple[int, int] | None = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, AxisRow) or self.scale is None:
            beside = index.sibling(index.row(), AXIS).data(ROW_ROLE)
            row_box: QRect = option.rect  # type: ignore[attr-defined]
            if isinstance(beside, AxisRow) and beside.is_head:
                painter.fillRect(row_box, theme.color("window"))
            super().paint(painter, option, index)
            painter.setPen(QPen(theme.color("line")))
            painter.drawLine(row_box.bottomLeft(), row_box.bottomRight())
            return
        box: QRect = option.rect  # type: ignore[attr-defined]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        painter.setClipRect(box)
        painter.fillRect(box, theme.color("selection" if chosen else "window" if row.is_head else "panel"))
        month = box.width() / self.scale.months
        self._grid(painter, box, month, quiet=bool(row.words))
        if row.words:
            painter.setPen(theme.color("secondary"))
            painter.setFont(theme.font())
            room = QRectF(box).adjusted(theme.SPACE, 0, -theme.INSIDE, 0)
            words = painter.fontMetrics().elidedText(row.words, Qt.TextElideMode.ElideRight, int(room.width()))
            room.setWidth(painter.fontMetrics().horizontalAdvance(words) + 2)
            painter.fillRect(
                room.adjusted(-2, 2, 2, -2), theme.color("selection" if chosen else "window" if row.is_head else "panel")
            )
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = box.center().y() + 0.5 - lane_height() * row.lanes / 2
        for number, one in enumerate(row.stretches):
            place = stretch_box(one, box.left(), month, top)
            draw_stretch(painter, place, one)
            if self.picked == (index.row(), number):
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.color("text"), 1.4))
                painter.drawRoundedRect(place.adjusted(-2, -1, 2, 1), 3, 3)
        painter.restore()

    def _grid(self, painter: QPainter, box: QRect, month: float, *, quiet: bool) -> None:
        assert self.scale is not None
        painter.setPen(QPen(theme.color("line")))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if not quiet and month >= 6:
            faint = theme.color("line")
            faint.setAlphaF(0.6)
            painter.setPen(QPen(faint))
            for number in range(1, self.scale.months):
                x = round(box.left() + number * month)
                painter.drawLine(x, box.top(), x, box.bottom())
        place = 0
        painter.setPen(QPen(theme.color("chart_back")))
        for _, months in () if quiet else self.scale.years()[:-1]:
            place += months
            x = round(box.left() + place * month)
            painter.drawLine(x, box.top(), x, box.bottom())
        if self.today is not None:
            x = round(box.left() + self.today * month)
            painter.fillRect(QRect(x - 1, box.top(), 2, box.height()), theme.color("accent"))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(ROW_ROLE)
        many = row.lanes if isinstance(row, AxisRow) else 1
        return QSize(60, max(theme.row_height(), many * lane_height() + theme.SPACE))


def stretch_box(one: Stretch, left: float, month: float, top: float) -> QRectF:
    """Where a stretch is painted; of a single day the mark around its middle."""
    tall = lane_height() - 2
    y = top + one.lane * lane_height() + 1
    if one.point:
        return QRectF(left + one.end * month - tall / 2, y, tall, tall).adjusted(-1, -1, 1, 1)
    start, end = left + one.start * month + 1, left + one.end * month - 1
    return QRectF(start, y, max(3.0, end - start), tall)


def draw_stretch(painter: QPainter, box: QRectF, one: Stretch) -> None:
    draw_shape(painter, box, one.shown, point=one.point, open_end=one.open_end)


def draw_shape(painter: QPainter, box: QRectF, shown: Shown, *, point: bool = False, open_end: bool = False) -> None:
    """The outline tells a day from a time, line and filling tell the state, and the sign tells it once more."""
    tone = theme.color(state_role(shown))
    pen = QPen(tone, 1.4)
    if shown in ("waiting_region", "postponed"):
        pen.setStyle(Qt.PenStyle.DashLine if shown == "waiting_region" else Qt.PenStyle.DotLine)
    path = QPainterPath()
    if point:
        middle = box.center()
        half = box.width() / 2
        corners = (middle + QPointF(-half, 0), middle + QPointF(0, -half), middle + QPointF(half, 0), middle + QPointF(0, half))
        path.addPolygon(QPolygonF(corners))
        path.closeSubpath()
    elif open_end and box.width() > box.height():
        tip = box.height() / 2
        path.addPolygon(
            QPolygonF([
                box.topLeft(), QPointF(box.right() - tip, box.top()), QPointF(box.right(), box.center().y()),
                QPointF(box.right() - tip, box.bottom()), box.bottomLeft(),
            ])
        )  # fmt: skip
        path.closeSubpath()
    else:
        path.addRoundedRect(box, 2, 2)
    painter.save()
    painter.setPen(pen)
    painter.setBrush(_filling(shown, tone))
    painter.drawPath(path)
    if shown == "overdue" and not point:
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        hatch = QColor(tone)
        hatch.setAlphaF(0.55)
        painter.setPen(QPen(hatch, 1))
        x = box.left() - box.height()
        while x < box.right():
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x + box.height(), box.top()))
            x += 6
    painter.restore()
    side = theme.px(SIGN)
    if point:
        _small_sign(painter, box.center(), box.width() * 0.19, shown, tone)
    elif shown != "ahead" and box.width() >= side + 2:
        middle = QPointF(box.left() + side / 2 + 2, box.center().y())
        if shown == "overdue":
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("panel"))
            painter.drawEllipse(middle, side / 2, side / 2)
        state_icon(shown).paint(painter, QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side).toRect())


def _small_sign(painter: QPainter, at: QPointF, r: float, shown: Shown, tone: QColor) -> None:
    """An icon would be a blot at this size: the same signs in a few strokes."""
    strokes: dict[Shown, Sequence[tuple[float, float, float, float]]] = {
        "done": ((-1, 0, -0.2, 0.9), (-0.2, 0.9, 1.1, -0.9)),
        "overdue": ((0, -1.3, 0, 0.3), (0, 1.2, 0, 1.3)),
        "postponed": ((-1, 0, 1, 0), (1, 0, 0.2, -0.9), (1, 0, 0.2, 0.9)),
        "cancelled": ((-1, -1, 1, 1), (-1, 1, 1, -1)),
        "waiting_region": ((-0.8, -1, 0.8, -1), (-0.8, -1, 0.8, 1), (0.8, -1, -0.8, 1), (-0.8, 1, 0.8, 1)),
        "in_progress": ((0, 0, 0, -1.2), (0, 0, 0.9, 0)),
    }
    painter.setPen(QPen(tone, 2.0 if shown == "overdue" else 1.4, c=Qt.PenCapStyle.RoundCap))
    for x1, y1, x2, y2 in strokes.get(shown, ()):
        painter.drawLine(at + QPointF(x1 * r, y1 * r), at + QPointF(x2 * r, y2 * r))


def _filling(shown: Shown, tone: QColor) -> QColor:
    """Opaque, so that the lines of the months do not shine through."""
    share = {"done": 0.30, "in_progress": 0.16, "overdue": 0.10}.get(shown, 0.0)
    ground = theme.color("panel")
    return QColor(
        *(round(back + (front - back) * share) for back, front in zip(ground.getRgb()[:3], tone.getRgb()[:3], strict=True))  # type: ignore[index]
    )
