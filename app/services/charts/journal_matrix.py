"""Journal mark against the mark of the paper: a table of pupils, agreement on the diagonal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.charts import style
from app.services.charts.style import LIGHT, Palette
from app.services.text_ru import number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from app.services.objectivity.pictures import JournalDetail

MARKS = ("«2»", "«3»", "«4»", "«5»")


def journal_matrix_figure(
    detail: JournalDetail,
    school: str,
    title: str = "",
    *,
    gap: bool = False,
    width: float = 7.2,
    height: float = 3.0,
    palette: Palette = LIGHT,
) -> Figure:
    """Four by four; counts of pupils, the more the darker; above: how many agreed and how many usually do, or, where the
    question is the `gap`, how many got more than the journal and how many less.
    """
    figure = style.new_figure(width, height, palette)
    style.set_title(figure, title, palette)
    pairs = int(detail.matrix.sum())
    if pairs < style.FEW:
        return style.too_few(figure, pairs, palette)
    from matplotlib.colors import LinearSegmentedColormap, to_hex
    from matplotlib.patches import Rectangle

    axes = figure.add_subplot()
    axes.set_facecolor(palette.surface)
    most = max(1, int(detail.matrix.max()))
    shade = LinearSegmentedColormap.from_list("shade", [palette.surface, palette.accent])
    for line in range(4):
        for column in range(4):
            count = int(detail.matrix[line, column])
            fill = to_hex(shade(0.06 + 0.84 * count / most if count else 0.0))
            axes.add_patch(Rectangle((column, line), 1, 1, facecolor=fill, edgecolor=palette.line, linewidth=0.8, zorder=1))
            if count:
                axes.text(
                    column + 0.5, line + 0.5, str(count), ha="center", va="center", fontsize=style.SIZE + 1,
                    color=_readable(fill, palette), zorder=3,
                )  # fmt: skip
    for place in range(4):
        axes.add_patch(
            Rectangle((place + 0.03, place + 0.03), 0.94, 0.94, fill=False, edgecolor=palette.text, linewidth=1.6, zorder=2)
        )
    axes.set_xlim(-0.03, 4.03)
    axes.set_ylim(4.03, -0.03)
    centres = [place + 0.5 for place in range(4)]
    axes.set_xticks(centres, MARKS)
    axes.set_yticks(centres, MARKS)
    axes.tick_params(length=0, colors=palette.text, labelsize=style.SIZE)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xlabel("отметка за работу", color=palette.secondary, fontsize=style.SMALL)
    axes.set_ylabel("отметка в журнале", color=palette.secondary, fontsize=style.SMALL)
    if gap:
        import numpy as np

        more, less = int(np.triu(detail.matrix, 1).sum()), int(np.tril(detail.matrix, -1).sum())
        said = f"за работу выше журнала {more} из {pairs}, ниже {less}, совпали {detail.agreed} (в рамке)"
    else:
        said = f"совпали {detail.agreed} из {pairs} (в рамке), обычно {number(detail.expected, 1)}"

    def arrange(width: float) -> None:
        name = style.wrapped(school, width * 8, 1)
        axes.set_title(style.wrapped(f"{name}: {said}", width * 12), loc="left", fontsize=style.SIZE, color=palette.text, pad=6)

    style.on_width(figure, arrange)
    return figure


def _readable(fill: str, palette: Palette) -> str:
    """Letters on a shade: in dark colours a light cell needs dark letters and the other way round."""
    dark = style.ink(fill) == "#FFFFFF"
    return "#FFFFFF" if dark else LIGHT.text
