"""A matplotlib figure as vectors for a PDF page."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from app.services.forms.pdf_fonts import register_fonts


def figure_drawing(figure: Any, width_pt: float) -> Any:
    """The figure as a ReportLab drawing `width_pt` wide; letters become outlines, so no font is needed."""
    from matplotlib import rc_context
    from svglib.svglib import svg2rlg

    svg = BytesIO()
    with rc_context({"svg.fonttype": "path", "svg.hashsalt": "form"}):
        figure.savefig(svg, format="svg", metadata={"Date": None})
    svg.seek(0)
    drawing: Any = svg2rlg(svg)
    drawing.initialFontName = register_fonts()  # else an unused Helvetica gets into the file
    scale = width_pt / drawing.width
    drawing.scale(scale, scale)
    drawing.width, drawing.height = width_pt, drawing.height * scale
    return drawing
