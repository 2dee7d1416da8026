"""Charts as matplotlib figures, without pyplot and without Qt: one function a chart.

The screen puts a figure on its canvas, the PDF takes `to_svg`, the DOCX `to_png`. matplotlib itself is imported at
the first chart.
"""

from app.services.charts.distribution import distribution_figure
from app.services.charts.history import history_figure
from app.services.charts.multiples import MEASURES, Measure, Multiples, school_multiples
from app.services.charts.rows import HistoryPanel, HistoryPoint
from app.services.charts.shares import journal_figure, marks_figure
from app.services.charts.style import DARK, LIGHT, Palette, to_png, to_svg

__all__ = [
    "DARK",
    "LIGHT",
    "MEASURES",
    "HistoryPanel",
    "HistoryPoint",
    "Measure",
    "Multiples",
    "Palette",
    "distribution_figure",
    "history_figure",
    "journal_figure",
    "marks_figure",
    "school_multiples",
    "to_png",
    "to_svg",
]
