"""Style profiles of GOST R 7.0.97: every number is a setting with its source.

The standard is voluntary and local instructions differ, so a checker may say «differs from the profile», never «error».
Sources: [G25] articles on GOST R 7.0.97-2025, [G16] GOST R 7.0.97-2016 as quoted by archives and students' handbooks,
[LOCAL] common text of local instructions on paperwork, [OWN] our own choice where the standard is silent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal, get_type_hints


@dataclass(frozen=True, slots=True)
class Margins:
    """Millimetres."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Profile:
    code: Annotated[str, "[OWN]"] = "gost_2025"
    name: Annotated[str, "[G25] in force since 18.08.2025"] = "ГОСТ Р 7.0.97-2025"
    order_margins: Annotated[Margins, "[G16] left ≥ 30 where kept over 10 years; right ≥ 10, top, bottom ≥ 20"] = Margins(
        30, 10, 20, 20
    )
    report_margins: Annotated[Margins, "[G16] left ≥ 20 mm"] = Margins(20, 10, 20, 20)
    landscape_margins: Annotated[Margins, "[OWN] top is the binding edge; also passes the naive minima"] = Margins(20, 10, 30, 20)
    body_pt: Annotated[float, "[G25] 12, 13 and 14 recommended"] = 14.0
    report_pt: Annotated[float, "[G25] 12, 13 and 14 recommended; reports are mostly tables"] = 12.0
    table_pt: Annotated[float, "[G16] smaller sizes allowed in tables"] = 12.0
    wide_table_pt: Annotated[float, "[OWN] more than 5 columns"] = 11.0
    grid_pt: Annotated[float, "[OWN] floor for grids of figures"] = 10.0
    drafter_pt: Annotated[float, "[LOCAL] mark of the drafter in smaller type, 10–11 pt"] = 10.0
    page_number_pt: Annotated[float, "[OWN]"] = 12.0
    word_font: Annotated[str, "[G25] no list of fonts: the organisation chooses"] = "Times New Roman"
    order_spacing: Annotated[float, "[G16] text 1–1.5 line spacings"] = 1.5
    report_spacing: Annotated[float, "[G16] text 1–1.5 line spacings"] = 1.15
    line_factor: Annotated[float, "[OWN] line height of Times New Roman at single spacing, as Word multiplies it"] = 1.149
    first_indent_mm: Annotated[float, "[LOCAL] 1.25 cm"] = 12.5
    page_number_from_edge_mm: Annotated[float, "[G16] from page 2, centre of the top margin, ≥ 10 mm from the edge"] = 10.0
    corner_block_mm: Annotated[float, "[G25] longest line of a requisite in the corner layout 8 cm"] = 80.0
    centred_block_mm: Annotated[float, "[G16] longest line of a requisite in the centred layout 12 cm"] = 120.0
    appendix_block_mm: Annotated[float, "[G16] appendix header at right, lines flush left"] = 75.0
    heading_gap_pt: Annotated[float, "[LOCAL] 2–3 line spacings between heading and text"] = 24.0
    signature_gap_pt: Annotated[float, "[LOCAL] 3 single spacings between text and signature"] = 36.0
    signature_widths_mm: Annotated[tuple[float, float, float], "[OWN] post, room to sign, name"] = (90.0, 40.0, 50.0)
    order_verb: Annotated[str, "[LOCAL] capitals or letter-spaced"] = "ПРИКАЗЫВАЮ"
    order_verb_bold: Annotated[bool, "[OWN]"] = True
    heading_bold: Annotated[bool, "[G16] bold allowed for the heading"] = True
    date_style: Annotated[Literal["numeric", "words"], "[G16] «05.06.2026» or «5 июня 2026 г.»"] = "numeric"
    appendix_header: Annotated[
        Literal["auto", "attached", "approved"],
        "[G16] «к приказу …», or the mark of approval (auto: where a clause says «утвердить»)",
    ] = "auto"
    appendix_numbering: Annotated[Literal["restart", "continue"], "[OWN] practice differs"] = "restart"
    draft_mark: Annotated[str, "[LOCAL] until the paper is signed"] = "ПРОЕКТ"
    roadmap_widths_mm: Annotated[tuple[float, ...], "[OWN] number, measure, deadline, responsible; portrait"] = (
        12.0,
        88.0,
        30.0,
        40.0,
    )
    roadmap_wide_widths_mm: Annotated[tuple[float, ...], "[OWN] the same and the result; landscape"] = (
        14.0,
        95.0,
        38.0,
        50.0,
        70.0,
    )
    roadmap_lying_widths_mm: Annotated[tuple[float, ...], "[OWN] number, measure, deadline, responsible; landscape"] = (
        14.0,
        148.0,
        45.0,
        60.0,
    )
    roadmap_narrow_widths_mm: Annotated[tuple[float, ...], "[OWN] the same and the result; portrait"] = (
        12.0,
        51.0,
        29.0,
        38.0,
        40.0,
    )
    roadmap_landscape_from: Annotated[int, "[OWN] median length of a measure from which a four-column plan lies down"] = 120

    def source(self, name: str) -> str:
        """Where the number comes from."""
        return str(get_type_hints(type(self), include_extras=True)[name].__metadata__[0])


GOST_2025 = Profile()
GOST_2016 = replace(GOST_2025, code="gost_2016", name="ГОСТ Р 7.0.97-2016", corner_block_mm=75.0)
"""For reprinting papers issued before 18.08.2025."""

PROFILES = {profile.code: profile for profile in (GOST_2025, GOST_2016)}
