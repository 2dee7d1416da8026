"""The axis of a timeline on a PDF page: months, stretches, today's line, legend. Black and white, told apart by shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from app.services.forms.blocks import Look, TimelineBlock, TimeRow
from app.services.forms.layout import pt
from app.services.forms.pdf_fonts import face
from app.services.forms.pdf_table import GridCell
from app.services.forms.typography import clean

LANE = pt(4.6)
"""Height of one lane; a stretch takes most of it."""
_BAR = pt(3.6)
_INK, _GREY, _PALE = 0.0, 0.62, 0.84
_DONE = 0.32
_SAMPLE = 7.5
"""Millimetres of a sample in the legend."""


def axis_cells(block: TimelineBlock, size: float) -> tuple[GridCell, list[GridCell]]:
    """The cell of the head and those of the rows, in the last column."""
    place = len(block.columns)
    head = GridCell(place, 1, [], paint=_head(block, size), least=3.2 * size)
    return head, [GridCell(place, 1, [], paint=_row(block, row), least=_least(row)) for row in block.rows]


def _least(row: TimeRow) -> float:
    return LANE * row.lanes if row.stretches else 0.0


def _head(block: TimelineBlock, size: float) -> Callable[[Any, float, float, float, float], None]:
    def paint(canvas: Any, left: float, bottom: float, width: float, height: float) -> None:
        month = width / len(block.months)
        middle = bottom + height / 2
        canvas.setLineWidth(0.5)
        canvas.line(left, middle, left + width, middle)
        _write_years(canvas, block, left, middle, month, height / 2, size)
        small = min(size, 0.92 * month / max(stringWidth(words, face(True, False), 1.0) for words in block.months))
        canvas.setFont(face(True, False), small)
        for number, words in enumerate(block.months):
            if number:
                canvas.line(left + number * month, bottom, left + number * month, middle)
            canvas.drawCentredString(left + (number + 0.5) * month, bottom + height / 4 - small / 3, words)
        if block.today is not None:
            _triangle(canvas, left + block.today * month, bottom)

    return paint


def _write_years(canvas: Any, block: TimelineBlock, left: float, bottom: float, month: float, height: float, size: float) -> None:
    place = left
    for year, months in block.years:
        width = months * month
        small = min(size, 0.92 * width / stringWidth(year, face(True, False), 1.0))
        canvas.setFont(face(True, False), small)
        if place > left:
            canvas.line(place, bottom, place, bottom + height)
        canvas.drawCentredString(place + width / 2, bottom + height / 2 - small / 3, year)
        place += width


def _row(block: TimelineBlock, row: TimeRow) -> Callable[[Any, float, float, float, float], None]:
    def paint(canvas: Any, left: float, bottom: float, width: float, height: float) -> None:
        month = width / len(block.months)
        canvas.saveState()
        if not row.words:
            _month_lines(canvas, block, left, bottom, month, height)
            if block.today is not None:
                x = left + block.today * month
                canvas.setLineWidth(1.1)
                canvas.setDash(3, 2)
                canvas.line(x, bottom, x, bottom + height)
                canvas.setDash()
        top = bottom + height / 2 + LANE * row.lanes / 2
        for one in row.stretches:
            middle = top - LANE * (one.lane + 0.5)
            start, end = left + one.start * month, left + one.end * month
            if one.point:
                draw_mark(canvas, end, middle, one.look)
            else:
                draw_bar(canvas, start + 0.6, end - 0.6, middle, one.look, open_end=one.open_end)
        canvas.restoreState()

    return paint


def _month_lines(canvas: Any, block: TimelineBlock, left: float, bottom: float, month: float, height: float) -> None:
    ends, count = set(), 0
    for _, months in block.years:
        count += months
        ends.add(count)
    for number in range(1, len(block.months)):
        canvas.setStrokeGray(_INK if number in ends else _GREY)
        canvas.setLineWidth(0.5 if number in ends else 0.3)
        canvas.line(left + number * month, bottom, left + number * month, bottom + height)
    canvas.setStrokeGray(_INK)


def _triangle(canvas: Any, x: float, bottom: float) -> None:
    path = canvas.beginPath()
    path.moveTo(x, bottom)
    path.lineTo(x - 2.6, bottom + 4)
    path.lineTo(x + 2.6, bottom + 4)
    path.close()
    canvas.setFillGray(_INK)
    canvas.drawPath(path, stroke=0, fill=1)


def draw_bar(canvas: Any, start: float, end: float, middle: float, look: Look, *, open_end: bool = False) -> None:
    """A stretch of time; an arrow at the right where it has no end."""
    half = _BAR / 2
    end = max(end, start + 1.5)
    tip = min(half, (end - start) / 2) if open_end else 0.0
    points = [(start, middle - half), (end - tip, middle - half), (end, middle), (end - tip, middle + half)]
    if not open_end:
        points = [(start, middle - half), (end, middle - half), (end, middle + half)]
    _shape(canvas, [*points, (start, middle + half)], look)
    if end - start >= 1.6 * _BAR:
        _sign(canvas, (start + end - tip) / 2, middle, look, boxed=look == "overdue")


def draw_mark(canvas: Any, x: float, middle: float, look: Look) -> None:
    """A day."""
    half = _BAR * 0.74
    _shape(canvas, [(x - half, middle), (x, middle - half), (x + half, middle), (x, middle + half)], look)
    _sign(canvas, x, middle, look, boxed=look == "overdue", scale=0.85)


def _shape(canvas: Any, points: list[tuple[float, float]], look: Look) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    canvas.saveState()
    canvas.setLineWidth(1.1 if look == "overdue" else 0.8)
    canvas.setStrokeGray(_GREY if look == "cancelled" else _INK)
    canvas.setFillGray({"done": _DONE, "in_progress": _PALE}.get(look, 1.0))
    if look == "waiting_region":
        canvas.setDash(2.4, 1.4)
    if look == "postponed":
        canvas.setDash(0.8, 1.2)
    canvas.drawPath(path, stroke=1, fill=1)
    if look == "overdue":
        canvas.setDash()
        canvas.clipPath(path, stroke=0, fill=0)
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        low, high = min(y for _, y in points), max(y for _, y in points)
        canvas.setLineWidth(0.7)
        x = left - (high - low)
        while x < right:
            canvas.line(x, low, x + high - low, high)
            x += 2.6
    canvas.restoreState()


def _sign(canvas: Any, x: float, y: float, look: Look, *, boxed: bool = False, scale: float = 1.0) -> None:
    """What the filling says, once more as a sign."""
    r = _BAR * 0.34 * scale
    canvas.saveState()
    canvas.setLineWidth(1.0 * scale)
    canvas.setLineCap(1)
    if boxed:
        canvas.setFillGray(1.0)
        canvas.setStrokeGray(1.0)
        canvas.circle(x, y, r * 1.25, stroke=0, fill=1)
    canvas.setStrokeGray(1.0 if look == "done" else _INK)
    canvas.setFillGray(_INK)
    if look == "done":
        canvas.lines([(x - r, y, x - r * 0.3, y - r * 0.8), (x - r * 0.3, y - r * 0.8, x + r, y + r * 0.9)])
    elif look == "overdue":
        canvas.setLineWidth(1.5 * scale)
        canvas.line(x, y + r, x, y - r * 0.15)
        canvas.circle(x, y - r * 0.85, 0.75 * scale, stroke=0, fill=1)
    elif look == "in_progress":
        for step in (-1, 0, 1):
            canvas.circle(x + step * r * 0.95, y, 0.65 * scale, stroke=0, fill=1)
    elif look == "waiting_region":
        path = canvas.beginPath()
        path.moveTo(x - r * 0.7, y + r)
        for px, py in ((0.7, 1), (-0.7, -1), (0.7, -1)):
            path.lineTo(x + px * r, y + py * r)
        path.close()
        canvas.setLineWidth(0.7 * scale)
        canvas.drawPath(path, stroke=1, fill=1)
    elif look == "postponed":
        canvas.lines([(x - r, y, x + r, y), (x + r, y, x + r * 0.2, y + r * 0.7), (x + r, y, x + r * 0.2, y - r * 0.7)])
    elif look == "cancelled":
        canvas.lines([(x - r, y - r, x + r, y + r), (x - r, y + r, x + r, y - r)])
    canvas.restoreState()


class TimelineLegend(Flowable):
    """Samples with their words, in as many lines as it takes; today's line at the end."""

    def __init__(self, block: TimelineBlock, size: float, width: float, line_factor: float) -> None:
        super().__init__()
        self.block, self.size, self.line = block, size, size * line_factor + 2
        self._width = width
        self.spaceAfter, self.spaceBefore = 5.0, 6.0
        self._places = self._laid_out()

    def _laid_out(self) -> list[tuple[float, int, Look | None, str]]:
        entries: list[tuple[Look | None, str]] = list(self.block.legend)
        if self.block.today_words:
            entries.append((None, self.block.today_words))
        places, x, row = [], 0.0, 0
        for look, words in entries:
            wide = pt(_SAMPLE + 1.5) + stringWidth(clean(words), face(False, False), self.size) + pt(3.5)
            if x and x + wide > self._width:
                x, row = 0.0, row + 1
            places.append((x, row, look, words))
            x += wide
        return places

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self.height = (self._places[-1][1] + 1) * self.line if self._places else 0.0
        return width, self.height

    def draw(self) -> None:
        for x, row, look, words in self._places:
            middle = self.height - (row + 0.5) * self.line
            if look is None:
                self.canv.setLineWidth(1.1)
                self.canv.setDash(3, 2)
                self.canv.line(x + pt(_SAMPLE / 2), middle - self.line * 0.42, x + pt(_SAMPLE / 2), middle + self.line * 0.42)
                self.canv.setDash()
            else:
                draw_bar(self.canv, x, x + pt(_SAMPLE), middle, look)
            self.canv.setFillGray(_INK)
            self.canv.setFont(face(False, False), self.size)
            self.canv.drawString(x + pt(_SAMPLE + 1.5), middle - self.size / 3, clean(words))
