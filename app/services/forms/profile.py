"""Style profiles of GOST R 7.0.97: every number is a setting with its source.

The standard is voluntary and local instructions differ, so a checker may say «differs from the profile», never «error».
Sources: [G25] articles on GOST R 7.0.97-2025, [G16] GOST R 7.0.97-2016 as quoted by archives and students' handbooks,
[LOCAL] common text of local instructions on paperwork, [OWN] our own choice where the standard is silent.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Margins:
    """Millimetres."""

    left: float
    right: float
    top: float
    bottom: float


def _setting(default: Any, source: str) -> Any:
    return field(default=default, metadata={"source": source})


@dataclass(frozen=True, slots=True)
class Profile:
    code: str = _setting("gost_2025", "[OWN]")
    name: str = _setting("ГОСТ Р 7.0.97-2025", "[G25] in force since 18.08.2025")
    order_margins: Margins = _setting(Margins(30, 10, 20, 20), "[G16] left ≥ 30 mm where kept over 10 years; right ≥ 10, top and bottom ≥ 20")
    report_margins: Margins = _setting(Margins(20, 10, 20, 20), "[G16] left ≥ 20 mm")
    landscape_margins: Margins = _setting(Margins(20, 10, 30, 20), "[OWN] top is the binding edge; also passes the naive minima")
    body_pt: float = _setting(14.0, "[G25] 12, 13 and 14 recommended")
    report_pt: float = _setting(12.0, "[G25] 12, 13 and 14 recommended; reports are mostly tables")
    table_pt: float = _setting(12.0, "[G16] smaller sizes allowed in tables")
    wide_table_pt: float = _setting(11.0, "[OWN] more than 5 columns")
    grid_pt: float = _setting(10.0, "[OWN] floor for grids of figures")
    drafter_pt: float = _setting(10.0, "[LOCAL] mark of the drafter in smaller type, 10–11 pt")
    page_number_pt: float = _setting(12.0, "[OWN]")
    word_font: str = _setting("Times New Roman", "[G25] no list of fonts: the organisation chooses")
    pdf_font: str = _setting("PT Serif", "[G25] free font, embedded, with true bold and italic")
    order_spacing: float = _setting(1.5, "[G16] text 1–1.5 line spacings")
    report_spacing: float = _setting(1.15, "[G16] text 1–1.5 line spacings")
    line_factor: float = _setting(1.149, "[OWN] line height of Times New Roman at single spacing, as Word multiplies it")
    first_indent_mm: float = _setting(12.5, "[LOCAL] 1.25 cm")
    page_number_from_edge_mm: float = _setting(10.0, "[G16] from page 2, centre of the top margin, ≥ 10 mm from the edge")
    corner_block_mm: float = _setting(80.0, "[G25] longest line of a requisite in the corner layout 8 cm")
    centred_block_mm: float = _setting(120.0, "[G16] longest line of a requisite in the centred layout 12 cm")
    appendix_block_mm: float = _setting(75.0, "[G16] appendix header at right, lines flush left")
    heading_gap_pt: float = _setting(24.0, "[LOCAL] 2–3 line spacings between heading and text")
    signature_gap_pt: float = _setting(36.0, "[LOCAL] 3 single spacings between text and signature")
    signature_widths_mm: tuple[float, float, float] = _setting((90.0, 40.0, 50.0), "[OWN] post, room to sign, name")
    order_verb: str = _setting("ПРИКАЗЫВАЮ", "[LOCAL] capitals or letter-spaced")
    order_verb_bold: bool = _setting(True, "[OWN]")
    heading_bold: bool = _setting(True, "[G16] bold allowed for the heading")
    date_style: Literal["numeric", "words"] = _setting("numeric", "[G16] «05.06.2026» or «5 июня 2026 г.»")
    appendix_header: Literal["auto", "attached", "approved"] = _setting(
        "auto", "[G16] «к приказу …»; with the mark of approval where the order approves the appended paper (auto: where a clause says «утвердить»)"
    )
    appendix_numbering: Literal["restart", "continue"] = _setting("restart", "[OWN] practice differs")
    draft_mark: str = _setting("ПРОЕКТ", "[LOCAL] until the paper is signed")
    roadmap_widths_mm: tuple[float, ...] = _setting((12.0, 88.0, 30.0, 40.0), "[OWN] number, measure, deadline, responsible; portrait")
    roadmap_wide_widths_mm: tuple[float, ...] = _setting((14.0, 95.0, 38.0, 50.0, 70.0), "[OWN] the same and the result; landscape")
    roadmap_landscape_from: int = _setting(120, "[OWN] median length of a measure from which a four-column plan lies down")

    def source(self, name: str) -> str:
        """Where the number comes from."""
        return str(next(item.metadata["source"] for item in fields(self) if item.name == name))


GOST_2025 = Profile()
GOST_2016 = replace(GOST_2025, code="gost_2016", name="ГОСТ Р 7.0.97-2016", corner_block_mm=75.0)
"""For reprinting papers issued before 18.08.2025."""

PROFILES = {profile.code: profile for profile in (GOST_2025, GOST_2016)}
