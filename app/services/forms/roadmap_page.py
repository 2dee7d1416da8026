"""Pages of a roadmap: alone or as the appendix of an order."""

from __future__ import annotations

import re
from dataclasses import replace

from app.services.forms import layout as sheet
from app.services.forms.approval_block import (
    appendix_lines,
    approval_block,
    blank_header_lines,
    head_lines,
    typed_header_lines,
)
from app.services.forms.blocks import Align, Block, Cell, Column, FormPage, Heading, Row, Section, TableBlock, cell, text
from app.services.forms.profile import GOST_2025, Margins, Profile
from app.services.forms.roadmap_data import RoadmapData
from app.services.forms.roadmap_layout import USUAL, RoadmapLayout, TitleStyle
from app.services.forms.roadmap_table import PrintedCell, PrintedRoadmap, PrintedRow, PrintedTable, printed_roadmap
from app.services.forms.typography import file_stem
from app.services.problems import Problem
from app.services.roadmaps.rows import RoadmapTree
from app.services.text_ru import short_date

_KIND_OF_PLAN = re.compile(
    r"^((?:\w+\s+){0,2}(?:дорожн\w+\s+карт\w+|план-график|комплексн\w+\s+план\w*|план\w*\s+мероприятий|комплекс\s+мер)"
    r"(?:\s*\(\s*[«\"]?\s*дорожн\w+\s+карт\w+\s*[»\"]?\s*\))?)\s+(?=\S)",
    re.I,
)


def roadmap_page(data: RoadmapData, profile: Profile = GOST_2025, landscape: bool | None = None) -> FormPage:
    """The roadmap as a paper of its own."""
    layout = _turned(data.layout, landscape)
    lies = printed_roadmap(data.roadmap, layout, profile).landscape
    lines = approval_lines(data, profile)
    above = (approval_block(lines, profile, text_width(profile, lies), layout.approval_align),) if lines else ()
    return FormPage(
        title=data.roadmap.title,
        sections=(roadmap_section(data.roadmap, profile, above, layout=layout),),
        author=data.author,
        subject="Дорожная карта",
        profile=profile,
        line_spacing=profile.report_spacing,
        file_stem=file_stem(data.roadmap.title or "Дорожная карта"),
        notes=layout_notes(data.roadmap, layout),
    )


def roadmap_section(
    roadmap: RoadmapTree,
    profile: Profile,
    above: tuple[Block, ...],
    landscape: bool | None = None,
    restart: bool = True,
    layout: RoadmapLayout = USUAL,
) -> Section:
    """One section of pages. `above` is the header of the appendix; `landscape` goes before the layout's own wish."""
    layout = _turned(layout, landscape)
    printed = printed_roadmap(roadmap, layout, profile)
    title = title_text(roadmap.title, layout.title)
    blocks: list[Block] = [*above, Heading(title, level=0, align="center", space_before_pt=12, space_after_pt=6)]
    if period := period_text(roadmap):
        blocks.append(text(period, align="center", first_indent_mm=0, single_spaced=True, space_after_pt=6))
    if layout.preamble:
        blocks += [
            text(part, single_spaced=True, space_after_pt=4, keep_with_next=part.endswith(":"))
            for part in preamble_parts(roadmap)
        ]
    for table in printed.tables:
        if table.heading:
            blocks.append(Heading(table.heading, align="center", space_before_pt=10, space_after_pt=6))
        if table.rows:
            blocks.append(_table(table, printed, space=0.0 if table.heading else 6.0))
    return Section(tuple(blocks), margins(profile, printed.landscape), landscape=printed.landscape, restart_numbering=restart)


def margins(profile: Profile, lies: bool) -> Margins:
    return profile.landscape_margins if lies else profile.order_margins


def text_width(profile: Profile, lies: bool) -> float:
    """Millimetres between the margins of the sheet that a roadmap is printed on."""
    return sheet.text_width_mm(Section((), margins(profile, lies), landscape=lies))


def approval_lines(data: RoadmapData, profile: Profile) -> list[str]:
    """What stands above the title: of the linked order, else as typed in the imported file, else room to write."""
    if data.layout.approval == "none":
        return []
    if data.layout.approval == "head":
        return head_lines(data.document)
    if data.document is not None:
        return appendix_lines(data.document, data.roadmap.title, profile)
    return typed_header_lines(data.roadmap.approval_text) or blank_header_lines(data.roadmap.title)


def title_text(title: str, style: TitleStyle) -> str:
    """«Дорожная карта по …» as one run of words, or with the kind of plan on a line of its own."""
    found = _KIND_OF_PLAN.match(title) if style != "plain" else None
    if found is None:
        return title
    kind = found[1].upper() if style == "capitals" else found[1]
    return f"{kind}\n{title[found.end() :]}"


def period_text(roadmap: RoadmapTree) -> str:
    """The dates of the plan, unless the title already names its years."""
    start, end = roadmap.period_start, roadmap.period_end
    if start is None or end is None or str(start.year) in roadmap.title:
        return ""
    return f"Срок реализации: {short_date(start)} – {short_date(end)}"


def preamble_parts(roadmap: RoadmapTree) -> list[str]:
    return [part.strip() for part in roadmap.preamble.splitlines() if part.strip()]


def layout_notes(roadmap: RoadmapTree, layout: RoadmapLayout) -> tuple[Problem, ...]:
    """What the person should know before printing: the paper says less than the roadmap, or other numbers."""
    notes = []
    lines = [line for section in roadmap.sections for line in section.lines if not line.is_subhead]
    if layout.columns == "4" and any(line.result.strip() for line in lines):
        notes.append("Графа «Результат» заполнена, но в четырёх графах не печатается.")
    if layout.sections == "none" and any(section.title.strip() for section in roadmap.sections):
        notes.append("Названия разделов не печатаются.")
    if layout.numbering != "stored" and any(line.number.strip() for line in lines):
        notes.append("Номера на бумаге не те, что в карте: проверьте ссылки на пункты в текстах.")
    return tuple(Problem("info", "layout", note) for note in notes)


def _turned(layout: RoadmapLayout, landscape: bool | None) -> RoadmapLayout:
    if landscape is None:
        return layout
    return replace(layout, orientation="landscape" if landscape else "portrait")


def _table(table: PrintedTable, printed: PrintedRoadmap, space: float) -> TableBlock:
    columns = tuple(Column(column.title, column.width_mm, "center" if column.centred else "left") for column in printed.columns)
    rows = tuple(_row(row) for row in table.rows)
    return TableBlock(columns, rows, space_before_pt=space, column_numbers=printed.column_numbers)


def _row(printed: PrintedRow) -> Row:
    return Row(tuple(_cell(one, printed) for one in printed.cells), printed.kind)


def _cell(printed: PrintedCell, row: PrintedRow) -> Cell:
    wide = printed.span > 1
    # A title in a column of its own is never centred because the column is.
    align: Align | None = (
        "center" if printed.centred else "left" if wide or (row.kind != "item" and len(row.cells) == 1) else None
    )
    made = cell(printed.text, bold=printed.bold, italic=printed.italic, align=align, span=printed.span)
    return replace(made, joined=printed.joined, repeats=printed.joined)
