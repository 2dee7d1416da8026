"""Flowables that keep together what a reader expects together."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from reportlab.platypus import Flowable, Paragraph

_FUZZ = 0.01


class Stack(Flowable):
    """Flowables one under another, never divided by itself; gaps between them collapse as on a page."""

    def __init__(self, children: list[Any]) -> None:
        super().__init__()
        self.children = children
        self._heights: list[float] = []

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        self._heights = [child.wrap(width, height)[1] for child in self.children]
        return width, sum(self._heights) + sum(self._gaps())

    def _gaps(self) -> list[float]:
        return [max(above.getSpaceAfter(), below.getSpaceBefore()) for above, below in pairwise(self.children)]

    def draw(self) -> None:
        y = sum(self._heights) + sum(self._gaps())
        for child, height, gap in zip(self.children, self._heights, [*self._gaps(), 0.0], strict=True):
            y -= height
            child.drawOn(self.canv, 0, y)
            y -= gap

    def getSpaceBefore(self) -> float:
        return float(self.children[0].getSpaceBefore()) if self.children else 0.0

    def getSpaceAfter(self) -> float:
        return float(self.children[-1].getSpaceAfter()) if self.children else 0.0

    def minWidth(self) -> float:
        return 0.0


class Led(Stack):
    """Leading flowables (headings) and the body they stay with: at least the beginning of it."""

    def __init__(self, leads: list[Any], body: Any, page_height: float) -> None:
        super().__init__([*leads, body])
        self.leads, self.body, self.page_height = leads, body, page_height

    def split(self, width: float, height: float) -> list[Any]:
        total = self.wrap(width, height)[1]
        room = height - (total - self._heights[-1])
        parts = self.body.split(width, room) if room > 0 else []
        if len(parts) < 2:
            return _forced(self.children, width, height, self.page_height)
        return [Stack([*self.leads, parts[0]]), *parts[1:]]


class Tailed(Stack):
    """A body and a tail (a signature) that never stands alone: two lines or one row of the body go with it.

    `reserve` is room under the tail that something pinned to the bottom will need.
    """

    def __init__(self, body: Any, tail: list[Any], page_height: float, reserve: float = 0.0) -> None:
        super().__init__([body, *tail])
        self.body, self.tail, self.page_height, self.reserve = body, tail, page_height, reserve

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        used, tall = super().wrap(width, height)
        # More than the page has → the frame asks to split, which knows about the reserve.
        return used, tall if tall + self.reserve <= height + _FUZZ else max(tall, height + 1)

    def split(self, width: float, height: float) -> list[Any]:
        super().wrap(width, height)
        fits_without_tail = self._heights[0] <= height
        limit = self._height_before_last_lines(width) if fits_without_tail else height
        parts = self.body.split(width, min(height, limit)) if limit > 0 else []
        if len(parts) < 2:
            return _forced(self.children, width, height, self.page_height)
        return [parts[0], Tailed(_joined(parts[1:]), self.tail, self.page_height, self.reserve)]

    def _height_before_last_lines(self, width: float) -> float:
        """How much of the body may stay behind so that enough of it goes with the tail."""
        body = self.body.body if isinstance(self.body, Led) else self.body
        above = self._heights[0] - body.wrap(width, 1e6)[1]
        if isinstance(body, Paragraph):
            lines = len(body.blPara.lines)
            return above + (lines - 2) * body.style.leading + _FUZZ if lines >= 4 else 0.0
        if hasattr(body, "height_before_last_row"):
            return above + float(body.height_before_last_row())
        return 0.0


def _joined(parts: list[Any]) -> Any:
    return parts[0] if len(parts) == 1 else Stack(parts)


def _forced(children: list[Any], width: float, height: float, page_height: float) -> list[Any]:
    """Nothing to divide: go to the next page whole or, when a whole page is too small for it, fall apart."""
    if height < page_height - 1:
        return []
    first, *rest = children
    return [first, *rest] if first.wrap(width, height)[1] <= height else [*first.split(width, height), *rest]


class PinnedBottom(Stack):
    """Takes the rest of the page and stands on its bottom edge."""

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        needed = super().wrap(width, height)[1]
        return width, max(needed, height)

    def least_height(self, width: float) -> float:
        return super().wrap(width, 1e6)[1]


class RuledLines(Flowable):
    """Empty ruled lines for handwriting."""

    def __init__(self, count: int, step: float) -> None:
        super().__init__()
        self.count, self.step = count, step

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        self.width = width
        return width, self.count * self.step

    def split(self, width: float, height: float) -> list[Any]:
        fitting = int(height // self.step)
        if not 0 < fitting < self.count:
            return []
        return [RuledLines(fitting, self.step), RuledLines(self.count - fitting, self.step)]

    def draw(self) -> None:
        self.canv.saveState()
        self.canv.setLineWidth(0.5)
        for line in range(self.count):
            self.canv.line(0, line * self.step + 2, self.width, line * self.step + 2)
        self.canv.restoreState()
