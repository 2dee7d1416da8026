"""One look for every chart: colours of the program, its font, sizes; and the ways out to SVG and PNG.

Figures are made without pyplot and without Qt: the screen puts them on its own canvas, the PDF takes the SVG,
the DOCX the PNG.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from app.palette import DARK_TONES, LIGHT_TONES
from app.services.text_ru import NBSP, counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FONT = "PT Sans"
SIZE = 9.0
SMALL = 8.0
TITLE = 10.5
FEW = 5
"""Fewer pupils than this: no percents and no picture."""


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme; `marks` from «2» to «5», `journal`: below, same, above. Safe for the colour-blind."""

    surface: str
    text: str
    secondary: str
    line: str
    accent: str
    reference: str
    marks: tuple[str, str, str, str]
    journal: tuple[str, str, str]


LIGHT = Palette(
    surface=LIGHT_TONES.panel,
    text=LIGHT_TONES.text,
    secondary=LIGHT_TONES.secondary,
    line=LIGHT_TONES.line,
    accent=LIGHT_TONES.accent,
    reference="#8A94A1",
    marks=("#D9944A", "#E4E8ED", "#A8C6E8", "#1F5FA8"),
    journal=("#D9944A", "#E4E8ED", "#1F5FA8"),
)
DARK = Palette(
    surface=DARK_TONES.panel,
    text=DARK_TONES.text,
    secondary=DARK_TONES.secondary,
    line=DARK_TONES.line,
    accent=DARK_TONES.accent,
    reference="#8A94A1",
    marks=("#D9944A", "#4A545F", "#3E6FA6", "#8FBDF0"),
    journal=("#D9944A", "#4A545F", "#8FBDF0"),
)


@lru_cache(maxsize=1)
def prepare() -> None:
    """Register the shipped font and set what every figure shares; done once, at the first chart.

    Settings are global on purpose: tick labels are made while drawing, long after the chart function has returned.
    """
    # The first start on a machine builds a font cache and says so as a warning; nobody needs to act upon it.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import fontpkg_pt_sans
    import matplotlib
    from matplotlib import font_manager

    for file in sorted((fontpkg_pt_sans.ROOT / "files").glob("*.ttf")):
        font_manager.fontManager.addfont(file)
    matplotlib.rcParams.update(
        {
            "font.family": FONT,
            "font.size": SIZE,
            "axes.unicode_minus": True,
            "svg.fonttype": "path",  # letters as outlines: the picture looks the same wherever it is opened
            "svg.hashsalt": "oko",  # the same chart gives the same bytes
            "hatch.linewidth": 0.6,
        }
    )


def new_figure(width: float, height: float, palette: Palette) -> Figure:
    """An empty figure of the given size in inches."""
    prepare()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=100, facecolor=palette.surface, layout=_layout())
    FigureCanvasAgg(figure)
    return figure


def _layout() -> Any:
    """The usual layout, but what depends on the width is arranged anew whenever the window makes the figure narrower."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    class Layout(ConstrainedLayoutEngine):
        def __init__(self) -> None:
            super().__init__(w_pad=0.08, h_pad=0.06)
            self.arrangers: list[Callable[[float], None]] = []
            self._arranged = 0.0

        def execute(self, fig: Any) -> None:
            width = float(fig.get_figwidth())
            if width != self._arranged:
                self._arranged = width
                for arrange in self.arrangers:
                    arrange(width)
            super().execute(fig)

    return Layout()


def on_width(figure: Any, arrange: Callable[[float], None]) -> None:
    """`arrange(width in inches)` now and whenever the figure gets another width."""
    arrange(float(figure.get_figwidth()))
    figure.get_layout_engine().arrangers.append(arrange)


def set_title(figure: Figure, title: str, palette: Palette) -> None:
    """The title of the whole picture, at the left; long ones are broken into lines."""
    if title:
        figure.suptitle(
            wrapped(title, figure.get_figwidth() * 14), x=0.012, ha="left", color=palette.text, fontsize=TITLE, fontweight="bold"
        )


def quiet_axes(axes: Axes, palette: Palette, *, values: str = "y") -> None:
    """No frame but the base line, thin grid along the value axis, ticks without marks."""
    axes.set_facecolor(palette.surface)
    for side, spine in axes.spines.items():
        spine.set_visible(side == ("bottom" if values == "y" else "left"))
        spine.set_color(palette.secondary)
        spine.set_linewidth(0.8)
    axes.tick_params(length=0, colors=palette.secondary, labelsize=SMALL)
    axes.grid(axis="y" if values == "y" else "x", color=palette.line, linewidth=0.7)
    axes.set_axisbelow(True)


def legend(axes: Axes, handles: list[Any], palette: Palette, *, columns: int) -> None:
    """Names of the series above the picture, at the left, without a frame; in so many columns as the width has room for."""

    def arrange(width: float) -> None:
        box = axes.legend(
            handles=handles,
            loc="lower left",
            bbox_to_anchor=(0.0, 1.0),
            ncols=_columns([str(handle.get_label()) for handle in handles], columns, width),
            frameon=False,
            fontsize=SIZE,
            labelcolor=palette.text,
            borderaxespad=0.1,
            borderpad=0.2,
            handlelength=1.3,
            handletextpad=0.5,
            columnspacing=1.6,
        )
        box.set_zorder(5)

    on_width(axes.figure, arrange)


def _columns(labels: list[str], most: int, width: float) -> int:
    """How many columns fit beside the labels of the value axis; a legend is filled column by column, the first the longest."""
    sizes = [_inches(label) + 0.45 for label in labels]
    for count in range(min(most, len(sizes)), 1, -1):
        deep, longer = divmod(len(sizes), count)
        starts = [column * deep + min(column, longer) for column in range(count + 1)]
        if sum(max(sizes[i:j]) for i, j in pairwise(starts)) <= width - 0.65:
            return count
    return 1


def _inches(text: str, size: float = SIZE) -> float:
    """About how wide the text is: letters of PT Sans are half as wide as high on average."""
    return max((len(line) for line in text.split("\n")), default=0) * 0.53 * size / 72


def message(figure: Figure, text: str, palette: Palette) -> Figure:
    """A picture that says in words why there is nothing to draw."""
    figure.text(
        0.5, 0.45, wrapped(text, figure.get_figwidth() * 13), ha="center", va="center", color=palette.secondary, fontsize=SIZE + 1
    )
    return figure


def too_few(figure: Figure, n: int, palette: Palette) -> Figure:
    """Words instead of a picture."""
    words = f"Мало данных: {counted(n, 'участник', 'участника', 'участников')}. Картинка показывается от {FEW} участников."
    return message(figure, words, palette)


def beside(axes: Axes, text: str, at: tuple[float, float], palette: Palette, *, in_axes_y: bool = False) -> Any:
    """Small words at the right of a point; `in_axes_y`: y is a fraction of the axes, for the label of a vertical line."""
    return axes.annotate(
        text,
        at,
        xycoords=("data", "axes fraction") if in_axes_y else "data",
        xytext=(3, -2),
        textcoords="offset points",
        ha="left",
        va="top",
        color=palette.secondary,
        fontsize=SMALL,
        bbox={"facecolor": palette.surface, "edgecolor": "none", "pad": 0.8},
        zorder=6,
    )


def ticks_that_fit(axes: Axes, places: Any, names: list[str]) -> None:
    """Labels under the columns: level where there is room, else upright, lines of a label joined."""

    def arrange(width: float) -> None:
        pitch = (width - 0.65) / max(1, len(names))
        level = all(_inches(name, SMALL) <= 0.95 * pitch for name in names)
        axes.set_xticks(places, names if level else [name.replace("\n", " ") for name in names], rotation=0 if level else 90)

    on_width(axes.figure, arrange)


def wrapped(text: str, width: float, lines: int = 3) -> str:
    """Broken into at most `lines` lines of `width` characters, at spaces that may break; what is over becomes «…»."""
    import re
    import textwrap

    text = re.sub(r"(?<=\b\w\.) (?=\w)", NBSP, text)  # initials stay with the name
    text = re.sub(r"(?<=№) (?=\d)| (?=[—–] )", NBSP, text)
    return "\n".join(textwrap.wrap(text, max(12, int(width)), max_lines=lines, placeholder=" …"))


def ink(background: str) -> str:
    """Dark or white letters, whichever is easier to read on the colour."""
    red, green, blue = (int(background[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return "#FFFFFF" if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.42 else LIGHT.text


def to_svg(figure: Figure) -> bytes:
    """The figure as SVG (UTF-8): for the PDF and for browsers. The same figure gives the same bytes."""
    out = io.BytesIO()
    figure.savefig(out, format="svg", facecolor=figure.get_facecolor(), metadata={"Date": None, "Creator": None})
    return out.getvalue()


def to_png(figure: Figure, dpi: int = 200) -> bytes:
    """The figure as PNG: for the DOCX and for looking at it."""
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=dpi, facecolor=figure.get_facecolor(), metadata={"Software": None})
    return out.getvalue()
