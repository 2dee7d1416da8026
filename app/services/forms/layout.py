"""Measures shared by both renderers."""

from __future__ import annotations

from app.services.forms.blocks import CellLine, Fill, Section, TableBlock
from app.services.forms.profile import Profile

PT_PER_MM = 72 / 25.4
TWIPS_PER_MM = 1440 / 25.4
PAGE_SIZES_MM = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
LIST_STEP_MM = 4.0
"""Indent of one level of a list inside a cell."""
FILLS: dict[Fill, str] = {
    "federal": "7FA6D6", "regional": "A9CFA0", "municipal": "F6DFA4", "school": "F4EEF8", "off": "F2F2F2", "break": "E2E2E2",
}  # fmt: skip
"""Grounds of calendar cells: each lighter than the one before also when printed in grey; a break is hatched besides."""
HATCH = "9A9A9A"
ANSWER_LINE_PT = 22.0
FIGURE_DPI = 220
WHOLE_ROW_SHARE = 0.3
"""A row lower than this share of a page is moved whole, a higher one is divided."""


def pt(mm: float) -> float:
    return mm * PT_PER_MM


def twips(mm: float) -> int:
    return round(mm * TWIPS_PER_MM)


def page_size_mm(section: Section) -> tuple[float, float]:
    """Width and height as the sheet lies."""
    width, height = PAGE_SIZES_MM[section.size]
    return (height, width) if section.landscape else (width, height)


def text_width_mm(section: Section) -> float:
    return page_size_mm(section)[0] - section.margins.left - section.margins.right


def text_height_mm(section: Section) -> float:
    return page_size_mm(section)[1] - section.margins.top - section.margins.bottom


def list_indents_mm(line: CellLine) -> tuple[float, float]:
    """Where the bullet of a list item begins and where its text does."""
    if not line.level:
        return 0.0, 0.0
    start = (line.level - 1) * LIST_STEP_MM
    return start, start + LIST_STEP_MM + 2.0 * max(0, min(3, len(line.bullet)) - 1)


def column_widths_mm(table: TableBlock, section: Section) -> tuple[float, ...]:
    """Column widths scaled so that the table fills the text width exactly."""
    total = sum(column.width_mm for column in table.columns)
    return tuple(column.width_mm * text_width_mm(section) / total for column in table.columns)


def cell_padding_mm(size_pt: float) -> float:
    """Grids of figures stand closer."""
    return 1.5 if size_pt > 10.5 else 1.0


def table_padding_mm(table: TableBlock, size_pt: float) -> float:
    return cell_padding_mm(size_pt) if table.padding_mm is None else table.padding_mm


def table_size_pt(table: TableBlock, profile: Profile) -> float:
    """Type size of a table: its own, else by the number of columns."""
    if table.size_pt is not None:
        return table.size_pt
    return profile.table_pt if len(table.columns) <= 5 else profile.wide_table_pt


def signature_widths_mm(profile: Profile, section: Section) -> tuple[float, float, float]:
    """Three columns over the text width; what the profile leaves over goes to the post."""
    post, room, name = profile.signature_widths_mm
    scale = min(1.0, text_width_mm(section) / (post + room + name))
    room, name = room * scale, name * scale
    return text_width_mm(section) - room - name, room, name


_LETTER_WIDTHS = (
    (" .,;:/-()'!|il", 0.28),
    ("гзеэёстabcdefghjknopqrstuvxyz", 0.45),
    ("мюжшщыфmw", 0.76),
    ("МШЩЖЮФЫMW№—", 1.0),
)


def estimated_width_pt(words: str, size_pt: float) -> float:
    """Width in Times New Roman bold by classes of letters: for a Word file, whose font we cannot measure."""
    return size_pt * sum(_letter_width(char) for char in words)


def _letter_width(char: str) -> float:
    for letters, width in _LETTER_WIDTHS:
        if char in letters:
            return width
    return 0.74 if char.isupper() else 0.53


def estimated_lines(words: str, size_pt: float, width_mm: float) -> int:
    """About how many lines the words take in a box of the width."""
    lines, used, width, space = 1, 0.0, pt(width_mm), estimated_width_pt(" ", size_pt)
    for word in words.split():
        long = estimated_width_pt(word, size_pt)
        if used and used + space + long > width:
            lines, used = lines + 1, 0.0
        lines += int(long // width)
        used += long % width + (space if used else 0.0)
    return lines
