"""«ПРОЕКТ» across the sheet, drawn as outlines: it does not get into selected or copied text."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from fontTools.pens.basePen import BasePen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

_GREY = 0.91


class _PathPen(BasePen):
    def __init__(self, glyphs: Any, path: Any, left: float) -> None:
        super().__init__(glyphs)
        self.path, self.left = path, left

    def _moveTo(self, point: tuple[float, float]) -> None:
        self.path.moveTo(point[0] + self.left, point[1])

    def _lineTo(self, point: tuple[float, float]) -> None:
        self.path.lineTo(point[0] + self.left, point[1])

    def _curveToOne(self, one: tuple[float, float], two: tuple[float, float], end: tuple[float, float]) -> None:
        self.path.curveTo(one[0] + self.left, one[1], two[0] + self.left, two[1], end[0] + self.left, end[1])

    def _closePath(self) -> None:
        self.path.close()


def draw_watermark(canvas: Any, words: str, width: float, height: float) -> None:
    """Light grey, along the rising diagonal of the sheet."""
    from fontpkg_pt_serif import ROOT

    font = TTFont(str(Path(ROOT) / "files" / "PT_Serif-Web-Bold.ttf"))
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    path, advance = canvas.beginPath(), 0.0
    for char in words:
        glyph = glyphs[names.get(ord(char), ".notdef")]
        glyph.draw(_PathPen(glyphs, path, advance))
        advance += glyph.width
    if not advance:
        return
    scale = 0.62 * math.hypot(width, height) / advance
    canvas.saveState()
    canvas.setFillGray(_GREY)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(math.degrees(math.atan2(height, width)))
    canvas.scale(scale, scale)
    canvas.translate(-advance / 2, -font["hhea"].ascent / 3)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
