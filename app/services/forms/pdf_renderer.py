"""`render_pdf`: blocks → PDF by ReportLab. Selectable text, embedded fonts, one page template a section."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Any

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, NextPageTemplate, PageTemplate
from reportlab.platypus import PageBreak as NewPage
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Spacer as Gap

from app.services.forms import layout
from app.services.forms.blocks import (
    Align,
    AnswerLines,
    Block,
    Cell,
    CellLine,
    Column,
    Drafter,
    Figure,
    FormPage,
    Heading,
    NumberedClause,
    PageBreak,
    Paragraph,
    Requisite,
    Row,
    Run,
    Section,
    Signature,
    Spacer,
    TableBlock,
    TimelineBlock,
    text,
)
from app.services.forms.blocks import cell as typed_cell
from app.services.forms.layout import pt
from app.services.forms.pdf_flow import Led, PinnedBottom, RuledLines, Tailed
from app.services.forms.pdf_fonts import face, markup, register_fonts
from app.services.forms.pdf_table import GridCell, GridRow, GridStyle, GridTable
from app.services.forms.pdf_watermark import draw_watermark
from app.services.forms.typography import clean
from app.services.text_ru import NBSP

_ALIGN = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT, "justify": TA_JUSTIFY}


def render_pdf(page: FormPage) -> bytes:
    """The whole paper as PDF bytes."""
    register_fonts()
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        title=clean(page.title),
        author=clean(page.author),
        subject=clean(page.subject),
        creator="ОКО-Район",
        lang="ru-RU",
        initialFontName=face(False, False),
        initialFontSize=page.profile.body_pt,
    )
    counter = _PageCounter(page)
    templates, story = [], []
    for index, section in enumerate(page.sections):
        width, height = (pt(side) for side in layout.page_size_mm(section))
        margins = section.margins
        frame = Frame(
            pt(margins.left),
            pt(margins.bottom),
            width - pt(margins.left + margins.right),
            height - pt(margins.top + margins.bottom),
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        templates.append(PageTemplate(f"s{index}", [frame], onPage=counter.for_section(index), pagesize=(width, height)))
        story += [NextPageTemplate(f"s{index}"), NewPage()] if index else []
        story += _SectionStory(page, section).flowables()
    document.addPageTemplates(templates)
    document.build(story or [Gap(1, 1)], canvasmaker=Canvas)
    return out.getvalue()


class _PageCounter:
    """Prints the page number from page 2 of each count, and the watermark."""

    def __init__(self, page: FormPage) -> None:
        self.page = page
        self.drawn = 0
        self.current = -1

    def for_section(self, index: int) -> Any:
        section = self.page.sections[index]

        def on_page(canvas: Canvas, _document: Any) -> None:
            if self.current != index and (section.restart_numbering or index == 0):
                self.drawn = 0
            self.current = index
            self.drawn += 1
            width, height = (pt(side) for side in layout.page_size_mm(section))
            if self.page.watermark:
                draw_watermark(canvas, self.page.watermark, width, height)
            if self.drawn > 1:
                size = self.page.profile.page_number_pt
                canvas.setFont(face(False, False), size)
                top = height - pt(self.page.profile.page_number_from_edge_mm)
                canvas.drawCentredString(width / 2, top - 0.75 * size, str(self.drawn))

        return on_page


class _HeadingText(Text):
    """A heading that also appears among the bookmarks of the reader."""

    outline_level = 0

    def draw(self) -> None:
        key = f"h{id(self)}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(self.getPlainText().replace("\n", " ")[:120], key, self.outline_level)
        super().draw()


class _SectionStory:
    """Turns the blocks of one section into flowables."""

    def __init__(self, page: FormPage, section: Section) -> None:
        self.page, self.section, self.profile = page, section, page.profile
        self.text_width_mm = layout.text_width_mm(section)
        self.page_height = pt(layout.text_height_mm(section))
        self.body_pt = page.body_pt or page.profile.body_pt
        self.deepest_heading = -1

    def flowables(self) -> list[Flowable]:
        """Headings are tied to what follows, a signature to what precedes."""
        story: list[Flowable] = []
        leads: list[Flowable] = []
        blocks = [block for block in self.section.blocks if not isinstance(block, Drafter)]
        pinned = self._pinned()
        reserve = pinned.least_height(pt(self.text_width_mm)) if pinned else 0.0
        for block in blocks:
            flowable = self._flowable(block)
            if _leads(block):
                leads.append(flowable)
                continue
            if leads:
                flowable, leads = Led(leads, flowable, self.page_height), []
            if isinstance(block, Signature) and story and not isinstance(story[-1], NewPage):
                tail = [Gap(1, self._signature_gap(block)), flowable]
                if self._is_one_line(story[-1]) and len(story) > 1 and not isinstance(story[-2], NewPage):
                    tail.insert(0, story.pop())
                flowable = Tailed(story.pop(), tail, self.page_height, reserve)
            story.append(flowable)
        return [*story, *leads, *([pinned] if pinned else [])]

    def _is_one_line(self, flowable: Flowable) -> bool:
        return isinstance(flowable, Text) and flowable.wrap(pt(self.text_width_mm), 1e6)[1] < 2 * flowable.style.leading

    def _signature_gap(self, block: Signature) -> float:
        return self.profile.signature_gap_pt if block.gap_pt is None else block.gap_pt

    def _pinned(self) -> PinnedBottom | None:
        marks = [block for block in self.section.blocks if isinstance(block, Drafter)]
        if not marks:
            return None
        style = self._style(self.profile.drafter_pt, 1.0, "left")
        lines = [line for mark in marks for line in mark.lines]
        texts = [Text(markup((Run(line),), style.fontSize, self.text_width_mm, True), style) for line in lines]
        return PinnedBottom([Gap(1, style.leading), *texts])

    def _flowable(self, block: Block) -> Flowable:
        match block:
            case Paragraph():
                return self._paragraph(block)
            case Heading():
                return self._heading(block)
            case NumberedClause():
                return self._paragraph(Paragraph((Run(f"{block.number}{NBSP}"), *block.runs)))
            case Requisite():
                return self._requisite(block)
            case TableBlock():
                return self._table(block)
            case TimelineBlock():
                return self._timeline(block)
            case Signature():
                return self._signature(block)
            case Figure():
                return self._figure(block)
            case AnswerLines():
                return RuledLines(block.count, layout.ANSWER_LINE_PT)
            case Spacer():
                return Gap(1, block.height_pt)
            case PageBreak():
                return NewPage()
            case _:
                raise TypeError(f"no way to draw {type(block).__name__}")

    def _style(self, size: float, spacing: float, align: Align, **more: Any) -> ParagraphStyle:
        return ParagraphStyle(
            "text",
            fontName=face(False, False),
            bulletFontName=face(False, False),
            bulletFontSize=size,
            fontSize=size,
            leading=size * self.profile.line_factor * spacing,
            alignment=_ALIGN[align],
            allowWidows=0,
            allowOrphans=0,
            **more,
        )

    def _paragraph(self, block: Paragraph) -> Text:
        size = block.size_pt or self.body_pt
        width = block.width_mm or self.text_width_mm - block.left_mm
        spare = self.text_width_mm - width
        middle = block.align == "center" and not block.left_mm
        left = spare / 2 if middle else block.left_mm
        first = self.profile.first_indent_mm if block.first_indent_mm is None else block.first_indent_mm
        style = self._style(
            size,
            1.0 if block.single_spaced else self.page.line_spacing,
            block.align,
            leftIndent=pt(left),
            rightIndent=pt(max(0.0, spare - left)),
            firstLineIndent=pt(first) if block.align in ("left", "justify") else 0,
            spaceBefore=block.space_before_pt,
            spaceAfter=block.space_after_pt,
        )
        made = Text(markup(block.runs, size, width, True), style)
        return self._balanced(made) if middle else made

    def _balanced(self, centred: Text) -> Text:
        """Centred lines of about the same length: the narrowest box that needs no more lines."""
        style = centred.style
        if style.alignment != TA_CENTER:
            return centred
        full = pt(self.text_width_mm)
        lines = centred.wrap(full, 1e6)[1]
        narrow, wide = 0.5 * (full - style.leftIndent - style.rightIndent), full - style.leftIndent - style.rightIndent
        for _step in range(8):
            middle = (narrow + wide) / 2
            style.leftIndent = style.rightIndent = (full - middle) / 2
            narrow, wide = (narrow, middle) if centred.wrap(full, 1e6)[1] <= lines else (middle, wide)
        style.leftIndent = style.rightIndent = (full - wide) / 2
        return centred

    def _heading(self, block: Heading) -> Text:
        width = block.width_mm or self.text_width_mm
        spare = self.text_width_mm - width
        left = spare / 2 if block.align == "center" else 0.0
        style = self._style(
            self.body_pt,
            1.0,
            block.align,
            leftIndent=pt(left),
            rightIndent=pt(spare - left),
            spaceBefore=block.space_before_pt,
            spaceAfter=block.space_after_pt,
        )
        heading = _HeadingText(markup((Run(block.text, bold=block.bold),), self.body_pt, width, True), style)
        # Bookmarks may go only one level deeper at a time.
        self._balanced(heading)
        heading.outline_level = min(block.level, self.deepest_heading + 1)
        self.deepest_heading = heading.outline_level
        return heading

    def _requisite(self, block: Requisite) -> GridTable:
        third = self.text_width_mm / 3
        texts: tuple[tuple[str, Align], ...] = ((block.left, "left"), (block.centre, "center"), (block.right, "right"))
        cells = [
            self._grid_cell(Cell((_cell_line(words),), align), index, third, self.body_pt)
            for index, (words, align) in enumerate(texts)
        ]
        return self._borderless((third, third, third), cells, block.space_before_pt, block.space_after_pt)

    def _signature(self, block: Signature) -> GridTable:
        widths = layout.signature_widths_mm(self.profile, self.section)
        wide = stringWidth(clean(block.name), face(False, False), self.body_pt) > pt(widths[2])
        # A long name takes the room to sign as well.
        first, span = (1, 2) if wide else (2, 1)
        texts: tuple[tuple[str, Align, int, int], ...] = ((block.post, "left", 0, 1), (block.name, "right", first, span))
        cells = [
            self._grid_cell(Cell(tuple(map(_cell_line, words.split("\n"))), align, n), at, sum(widths[at : at + n]), self.body_pt)
            for words, align, at, n in texts
        ]
        for cell in cells:
            cell.bottom = True
        return self._borderless(widths, cells)

    def _borderless(
        self, widths_mm: tuple[float, ...], cells: list[GridCell], before: float = 0.0, after: float = 0.0
    ) -> GridTable:
        line = self.body_pt * self.profile.line_factor
        style = GridStyle(tuple(map(pt, widths_mm)), 0.0, line, self.page_height, line_width=0.0)
        return GridTable(style, (), [GridRow(cells)], before, after)

    def _table(self, block: TableBlock) -> GridTable:
        widths = layout.column_widths_mm(block, self.section)
        size = layout.table_size_pt(block, self.profile)
        line = size * self.profile.line_factor
        style = GridStyle(tuple(map(pt, widths)), pt(layout.table_padding_mm(block, size)), line, self.page_height)
        header = tuple(self._grid_row(row, block, widths, size) for row in block.head_rows())
        rows = [self._grid_row(row, block, widths, size) for row in block.rows]
        for row, below in pairwise(rows):
            again = {cell.column: cell.again for cell in below.cells if cell.joined}
            for cell in row.cells:
                cell.again = cell.again or again.get(cell.column, [])
        return GridTable(style, header, rows, block.space_before_pt, block.space_after_pt)

    def _timeline(self, block: TimelineBlock) -> Flowable:
        from app.services.forms.pdf_timeline import TimelineLegend, axis_cells

        table = TableBlock((*block.columns, Column("", block.axis_mm)), (), block.size_pt)
        widths = layout.column_widths_mm(table, self.section)
        size = layout.table_size_pt(table, self.profile)
        style = GridStyle(
            tuple(map(pt, widths)), pt(layout.cell_padding_mm(size)), size * self.profile.line_factor, self.page_height
        )
        head_axis, row_axes = axis_cells(block, size)
        head = self._grid_row(table.head_rows()[0], table, widths, size)
        head.cells[-1] = head_axis
        rows = []
        for one, axis in zip(block.rows, row_axes, strict=True):
            drawn = self._grid_row(Row(one.cells, one.kind), table, widths, size)
            if one.kind == "item":
                drawn.cells[-1] = axis
                axis.paragraphs = self._grid_cell(
                    typed_cell(one.words, italic=True, align="center"), axis.column, widths[-1], size
                ).paragraphs
            rows.append(drawn)
        legend = TimelineLegend(block, size, pt(self.text_width_mm), self.profile.line_factor)
        return Led([legend], GridTable(style, (head,), rows), self.page_height)

    def _grid_row(self, row: Row, block: TableBlock, widths: tuple[float, ...], size: float) -> GridRow:
        cells, place = [], 0
        for cell in row.cells:
            aligned = cell if cell.align else replace(cell, align=block.columns[place].align)
            width = sum(widths[place : place + cell.span]) - 2 * layout.table_padding_mm(block, size)
            drawn = self._grid_cell(aligned, place, width, size)
            drawn.fill, drawn.least = cell.fill, pt(row.least_mm)
            cells.append(drawn)
            place += cell.span
        # Missing cells at the end are empty, not absent: their rules must be drawn.
        cells += [GridCell(column, 1, []) for column in range(place, len(block.columns))]
        return GridRow(cells, stays_with_next=row.kind in ("section", "subhead"))

    def _grid_cell(self, cell: Cell, column: int, width_mm: float, size: float) -> GridCell:
        paragraphs = []
        for line in cell.lines:
            start, indent = layout.list_indents_mm(line)
            ground = {"backColor": f"#{line.tint}"} if line.tint else {}
            style = self._style(size, 1.0, cell.align or "left", leftIndent=pt(indent), bulletIndent=pt(start), **ground)
            words = markup(line.runs, size, width_mm - indent, True)
            paragraphs.append(Text(words, style, bulletText=clean(line.bullet) or None))
        if cell.repeats:
            return GridCell(column, cell.span, [], joined=cell.joined, again=paragraphs)
        return GridCell(column, cell.span, paragraphs, joined=cell.joined)

    def _figure(self, block: Figure) -> Flowable:
        from app.services.forms.pdf_figure import figure_drawing

        drawing = figure_drawing(block.figure, pt(min(block.width_mm, self.text_width_mm)))
        drawing.hAlign = "CENTER"
        if not block.caption:
            return drawing
        under = text(block.caption, align="center", first_indent_mm=0, single_spaced=True, space_before_pt=4)
        caption = self._paragraph(under)
        return Led([drawing], caption, self.page_height)


def _leads(block: Block) -> bool:
    return isinstance(block, Heading) or (isinstance(block, Paragraph | NumberedClause) and block.keep_with_next)


def _cell_line(words: str) -> CellLine:
    return CellLine((Run(words),))
